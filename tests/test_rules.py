"""Rules: the options of a plan, checked once, and the room that headers leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import oracle
from septet.alphabets import Encoding
from septet.errors import FieldRangeError
from septet.rules import DEFAULT, capacities, carried, rules
from septet.udh import InformationElement, PortAddressing, UserDataHeader

if TYPE_CHECKING:
    from septet._typing import ReferenceBits

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS


def header_octets(udh: tuple[InformationElement, ...], reference_bits: int | None = None) -> int:
    """Octets of a header with these elements, and with one for the concatenation if there is a reference."""
    taken = sum(2 + len(element.data) for element in udh)
    if reference_bits:
        taken += len(oracle.concatenation_header(0, 1, 1, reference_bits)) - 1
    return taken + 1 if taken else 0


# -- capacities --------------------------------------------------------------------------------------------------------


NAMES = {GSM7: "gsm7", UCS2: "ucs2"}


@pytest.mark.parametrize("reference_bits", [8, 16])
@pytest.mark.parametrize("n_data", [[], *([n] for n in range(127)), [3, 4], [0, 0, 120]])
def test_a_capacity_is_what_is_left_beside_the_header(n_data: list[int], reference_bits: ReferenceBits) -> None:
    udh = tuple(InformationElement(1, bytes(n)) for n in n_data)
    alone, joined = header_octets(udh), header_octets(udh, reference_bits)
    for encoding, name in NAMES.items():
        expected = oracle.capacity(name, alone), oracle.capacity(name, joined)
        assert capacities(encoding, n_data, reference_bits) == expected
    assert capacities(OCTETS, n_data, reference_bits) == (140 - alone, 140 - joined)


@pytest.mark.parametrize(
    ("encoding", "reference_bits", "most", "left"),
    [
        *((GSM7, 8, 133, 2), (GSM7, 16, 132, 2), (UCS2, 8, 131, 2), (UCS2, 16, 130, 2)),
        *((OCTETS, 8, 134, 1), (OCTETS, 16, 133, 1)),
    ],
)
def test_the_longest_header_leaves_room_for_a_pair_or_an_octet_and_a_longer_one_is_refused(
    encoding: Encoding, reference_bits: ReferenceBits, most: int, left: int
) -> None:
    assert capacities(encoding, [most - 3], reference_bits)[1] == left
    for n_octets in (most + 1, 140, 141, 250):
        with pytest.raises(FieldRangeError) as caught:
            capacities(encoding, [n_octets - 3], reference_bits)
        assert caught.value.args == ("udh", n_octets, f"{most} octets at most, to leave room in every part")


@pytest.mark.parametrize("encoding", [None, GSM7, UCS2])
def test_a_header_that_is_too_long_is_called_what_the_caller_calls_it(encoding: Encoding | None) -> None:
    assert rules(udh=[InformationElement(1, bytes(128))], encoding=encoding).bounds[3] == 2
    with pytest.raises(FieldRangeError) as caught:
        rules(udh=[InformationElement(1, bytes(129))], encoding=encoding)
    assert str(caught.value) == "udh must be 131 octets at most, to leave room in every part, not 132"


def test_there_are_reference_numbers_of_two_sizes() -> None:
    bits: Any = 7
    with pytest.raises(FieldRangeError) as caught:
        capacities(OCTETS, [], bits)
    assert caught.value.field == "reference_bits"


@pytest.mark.parametrize("reference_bits", [8, 16])
@pytest.mark.parametrize("n_data", [[], [1], [1, 1], [4], [0, 20, 30]])
def test_limits_are_the_capacities_alone_and_joined(reference_bits: ReferenceBits, n_data: list[int]) -> None:
    udh = tuple(InformationElement(1, bytes(n)) for n in n_data)
    alone, joined = header_octets(udh), header_octets(udh, reference_bits)
    expected = tuple(oracle.capacity(name, n_octets) for name in ("gsm7", "ucs2") for n_octets in (alone, joined))
    made = rules(reference_bits=reference_bits, udh=iter(udh))
    assert made.bounds == expected
    assert made.udh == udh
    assert made == rules(reference_bits=reference_bits, udh=udh)


def test_rules_without_options_are_the_usual_ones() -> None:
    assert DEFAULT == rules() == rules(encoding=None, languages=(), reference_bits=8, max_parts=None, udh=None)
    assert DEFAULT.bounds == (160, 153, 70, 67)
    assert rules(reference_bits=16).bounds == (160, 152, 70, 66)
    assert (DEFAULT.partners, DEFAULT.most_parts, DEFAULT.udh) == ((), 255, ())


@pytest.mark.parametrize("n_tables", [0, 1, 2])
def test_each_national_table_takes_its_element(n_tables: int) -> None:
    alone, joined = (oracle.capacity("gsm7", oracle.header_cost(n_tables, each)) for each in (False, True))
    assert DEFAULT.shifted[n_tables] == (alone, joined)
    assert DEFAULT.shifted == ((160, 153), (155, 149), (152, 146))


@pytest.mark.parametrize("languages", [(), [], {0}, [(0, 0)], frozenset()])
def test_no_national_table_is_nothing_to_choose_from(languages: Any) -> None:
    assert rules(languages=languages) == DEFAULT


def test_rules_say_which_tables_go_together() -> None:
    assert rules(languages=[(1, 2), 3]).partners == (0b1001, 0b100, 0, 0b1001, *[0] * 10)


def test_elements_may_come_as_what_they_say_and_as_a_header() -> None:
    ports = PortAddressing(2948, 9200)
    other = InformationElement(0x0A, b"\x01\x02\x03")
    made = rules(udh=(ports.element(), other))
    assert rules(udh=[ports, other]) == rules(udh=UserDataHeader((ports.element(), other))) == made
    assert made.udh == carried([ports, other]) == (ports.element(), other)
    assert rules(udh=UserDataHeader(())) == DEFAULT


@pytest.mark.parametrize("identifier", [0x00, 0x08, 0x24, 0x25])
def test_elements_that_the_plan_makes_cannot_be_carried_besides(identifier: int) -> None:
    element = InformationElement(identifier, b"\x01")
    with pytest.raises(FieldRangeError, match="element, which the plan decides on") as caught:
        rules(udh=(element,))
    assert (caught.value.field, caught.value.value) == ("udh", element)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"encoding": OCTETS}, "encoding"),
        ({"encoding": "GSM-7"}, "encoding"),
        ({"reference_bits": 7}, "reference_bits"),
        ({"encoding": []}, "encoding"),
        ({"reference_bits": 16.0}, "reference_bits"),
        ({"reference_bits": [8]}, "reference_bits"),
        ({"max_parts": 0}, "max_parts"),
        ({"max_parts": 2.0}, "max_parts"),
        ({"max_parts": float("nan")}, "max_parts"),
        ({"max_parts": "2"}, "max_parts"),
        ({"max_parts": []}, "max_parts"),
        ({"udh": b"\x05\x00\x03\x01\x02\x01"}, "udh"),
        ({"udh": "050003010201"}, "udh"),
        ({"udh": InformationElement(0x0A, b"\x01")}, "udh"),
        ({"languages": "some"}, "languages"),
        ({"udh": [InformationElement(256, b"")]}, "identifier"),
        ({"udh": [InformationElement(1, bytes(256))]}, "length of element"),
        ({"udh": [InformationElement(1, bytes(129))]}, "udh"),
    ],
)
def test_rules_refuse_what_is_out_of_range(options: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldRangeError) as caught:
        rules(**options)
    assert caught.value.field == field


@pytest.mark.parametrize(("max_parts", "most"), [(None, 255), (1, 1), (254, 254), (255, 255), (256, 255)])
def test_parts_are_limited_to_what_is_asked_for_and_to_255(max_parts: int | None, most: int) -> None:
    assert rules(max_parts=max_parts).most_parts == most


def test_the_data_of_an_element_may_be_any_octets() -> None:
    data: Any = bytearray(b"\x01")
    element = InformationElement(0x0A, data)
    assert rules(udh=[element]).udh == (InformationElement(0x0A, b"\x01"),)


def test_rules_can_be_limited_to_an_encoding_that_text_has() -> None:
    made = rules(languages="all", reference_bits=16, max_parts=3)
    for encoding in (GSM7, UCS2, None):
        assert made.limited_to(encoding) == rules(languages="all", reference_bits=16, max_parts=3, encoding=encoding)
    wrong: list[Any] = [OCTETS, "gsm7"]
    for encoding in wrong:
        with pytest.raises(FieldRangeError, match="encoding must be"):
            made.limited_to(encoding)

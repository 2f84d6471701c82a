"""User data headers: their octets in both directions, their sizes, what does not fit, and what a receiver ignores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from septet import errors
from septet.element_kinds import ELEMENT_KINDS
from septet.errors import DecodeError, FieldRangeError, OverlengthError, TruncatedError
from septet.udh import (
    MOST_OCTETS,
    Concatenation,
    InformationElement,
    MessageIndication,
    PortAddressing,
    UserDataHeader,
    Waiting,
    fill_bits,
    header_octets,
    header_septets,
)
from spoiling import bit_flips, truncations

VECTORS = Path(__file__).parent / "vectors"
CAPACITIES: list[dict[str, Any]] = json.loads((VECTORS / "capacity.json").read_text(encoding="utf-8"))
HEADERS: list[dict[str, Any]] = json.loads((VECTORS / "headers.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = json.loads((VECTORS / "broken_headers.json").read_text(encoding="utf-8"))

elements = st.lists(st.builds(InformationElement, st.integers(0, 255), st.binary(max_size=30)), max_size=5).map(tuple)
rows_of_elements = elements.map(lambda found: b"".join(element.serialize() for element in found)).map(
    lambda octets: bytes([len(octets)]) + octets
)


# -- headers -----------------------------------------------------------------------------------------------------------


def test_a_header_without_elements_is_no_octet() -> None:
    assert UserDataHeader(()).serialize() == b""
    assert UserDataHeader(()).n_octets == 0


@given(elements=elements)
def test_a_header_counts_the_octets_behind_its_length_octet(elements: tuple[InformationElement, ...]) -> None:
    header = UserDataHeader(elements)
    body = b"".join(bytes([element.identifier, len(element.data)]) + element.data for element in elements)
    assert header.n_octets == (len(body) + 1 if elements else 0)
    assert header.n_octets == header_octets(len(element.data) for element in elements)
    if header.n_octets > MOST_OCTETS:
        with pytest.raises(FieldRangeError):
            header.serialize()
    else:
        assert header.serialize() == (bytes([len(body)]) + body if elements else b"")


def test_a_header_fills_a_part_and_no_more() -> None:
    assert MOST_OCTETS == oracle.USER_DATA_OCTETS
    full = UserDataHeader((InformationElement(1, bytes(100)), InformationElement(2, bytes(35))))
    assert full.serialize()[:1] == bytes([139])
    assert len(full.serialize()) == full.n_octets == 140
    over = UserDataHeader((InformationElement(1, bytes(100)), InformationElement(2, bytes(36))))
    with pytest.raises(FieldRangeError) as caught:
        over.serialize()
    assert caught.value.args == ("octets of header", 141, "140 at most")


def test_a_header_refuses_what_its_elements_refuse() -> None:
    with pytest.raises(FieldRangeError, match="identifier must be 0 to 255, not 300"):
        UserDataHeader((InformationElement(300, b""),)).serialize()


# -- reading -----------------------------------------------------------------------------------------------------------


def elements_of(rows: list[list[str]]) -> tuple[InformationElement, ...]:
    """The elements that a vector has written down."""
    return tuple(InformationElement(int(identifier, 16), bytes.fromhex(data)) for identifier, data in rows)


def octets_of(row: dict[str, Any]) -> bytes:
    """The octets of a vector."""
    return bytes.fromhex(row["octets"])


@pytest.mark.parametrize("row", HEADERS, ids=lambda row: str(row["name"]))
def test_a_header_is_read_and_written(row: dict[str, Any]) -> None:
    header = UserDataHeader(elements_of(row["elements"]))
    assert UserDataHeader.parse(octets_of(row)) == UserDataHeader.parse(octets_of(row), errors="ignore") == header
    assert header.serialize() == octets_of(row)


@pytest.mark.parametrize("row", HEADERS, ids=lambda row: str(row["name"]))
def test_a_header_says_what_its_elements_say(row: dict[str, Any]) -> None:
    header = UserDataHeader.parse(octets_of(row))
    assert header.concatenation == (Concatenation(*row["concatenation"]) if "concatenation" in row else None)
    assert header.ports == (PortAddressing(*row["ports"]) if "ports" in row else None)
    assert (header.locking, header.single) == (row.get("locking", 0), row.get("single", 0))
    assert header.indications == tuple(
        MessageIndication(Waiting(waiting), *others) for waiting, *others in row.get("indications", [])
    )


@pytest.mark.parametrize("row", HEADERS, ids=lambda row: str(row["name"]))
def test_the_text_behind_a_header_is_not_looked_at(row: dict[str, Any]) -> None:
    header = UserDataHeader.parse(octets_of(row))
    for text in (b"\0", b"\xff", b"\x00\x03\x01\x02\x02", bytes(140)):
        assert UserDataHeader.parse(octets_of(row) + text) == header


@pytest.mark.parametrize("row", HEADERS, ids=lambda row: str(row["name"]))
def test_a_header_cut_short_is_refused_or_ignored(row: dict[str, Any]) -> None:
    for octets in truncations(octets_of(row)):
        with pytest.raises(TruncatedError) as caught:
            UserDataHeader.parse(octets)
        assert (caught.value.field, caught.value.offset) == ("elements" if octets else "length", len(octets))
        assert UserDataHeader.parse(octets, errors="ignore") == UserDataHeader(())


def test_a_header_cut_short_says_how_much_is_missing() -> None:
    with pytest.raises(TruncatedError) as caught:
        UserDataHeader.parse(b"\x05\x00\x03\xcc")
    assert caught.value.args == ("5 octets are announced, 3 are there", "elements", 4)


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: str(row["name"]))
def test_a_broken_header_is_refused_with_its_place(row: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as caught:
        UserDataHeader.parse(octets_of(row))
    assert type(caught.value) is getattr(errors, row["error"])
    assert (caught.value.field, caught.value.offset) == (row["field"], row["offset"])


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: str(row["name"]))
def test_of_a_broken_header_counts_what_the_standard_lets_count(row: dict[str, Any]) -> None:
    counting = UserDataHeader(elements_of(row["counts"]))
    assert UserDataHeader.parse(octets_of(row), errors="ignore") == counting


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: str(row["name"]))
def test_a_header_made_by_hand_says_what_a_receiver_would_make_of_it(row: dict[str, Any]) -> None:
    header, position = octets_of(row), 1
    elements = []
    while position + 1 < len(header):
        stop = position + 2 + header[position + 1]
        elements.append(InformationElement(header[position], header[position + 2 : stop]))
        position = stop
    made, counting = UserDataHeader(tuple(elements)), UserDataHeader(elements_of(row["counts"]))
    if len(header) == 1 + sum(header[:1]) == position:
        assert made.concatenation == counting.concatenation
        assert (made.ports, made.locking, made.single) == (counting.ports, counting.locking, counting.single)


ONCE = [identifier for identifier, kind in enumerate(ELEMENT_KINDS) if kind.slot is not None]
OFTEN = [identifier for identifier, kind in enumerate(ELEMENT_KINDS) if kind.slot is None and kind.least_octets < 66]


@pytest.mark.parametrize("identifier", ONCE)
def test_of_an_element_that_may_not_be_repeated_the_last_one_counts(identifier: int) -> None:
    one, other = (bytes([number] * ELEMENT_KINDS[identifier].least_octets) for number in (1, 2))
    header = UserDataHeader((InformationElement(identifier, one), InformationElement(identifier, other)))
    with pytest.raises(DecodeError, match=r"element\[0\]: element\[1\] takes its place at offset 1"):
        UserDataHeader.parse(header.serialize())
    assert UserDataHeader.parse(header.serialize(), errors="ignore") == UserDataHeader(header.elements[1:])


@pytest.mark.parametrize("identifier", OFTEN)
def test_an_element_that_may_be_repeated_counts_each_time(identifier: int) -> None:
    element = InformationElement(identifier, bytes(ELEMENT_KINDS[identifier].least_octets))
    assert UserDataHeader.parse(UserDataHeader((element, element)).serialize()).elements == (element, element)


def test_a_header_of_length_0_is_the_one_that_is_not_written_as_it_was_read() -> None:
    assert UserDataHeader.parse(b"\0") == UserDataHeader.parse(b"\0text") == UserDataHeader(())
    assert UserDataHeader(()).serialize() == b""


def test_a_header_that_is_read_fills_a_part_and_no_more() -> None:
    full = bytes([139, 0x80, 137]) + bytes(137)
    assert UserDataHeader.parse(full).serialize() == full
    over = bytes([140, 0x80, 138]) + bytes(138)
    with pytest.raises(OverlengthError) as caught:
        UserDataHeader.parse(over)
    assert caught.value.args == ("141 octets of header, a part has 140", "length", 0)
    assert UserDataHeader.parse(over, errors="ignore") == UserDataHeader(())


@pytest.mark.parametrize("given", [bytes, bytearray, memoryview])
def test_a_header_is_read_from_whatever_holds_octets(given: Any) -> None:
    header = UserDataHeader.parse(given(bytes.fromhex("06050400010002")))
    assert header == UserDataHeader((InformationElement(0x05, b"\0\1\0\2"),))
    assert type(header.elements[0].data) is bytes


def test_there_are_two_ways_to_treat_what_is_wrong() -> None:
    with pytest.raises(FieldRangeError) as caught:
        UserDataHeader.parse(b"\0", errors="replace")  # type: ignore[arg-type]
    assert caught.value.args == ("errors", "replace", '"strict" or "ignore"')


def outcome(octets: bytes) -> UserDataHeader | DecodeError:
    """The header, or why there is none."""
    try:
        return UserDataHeader.parse(octets)
    except DecodeError as error:
        return error


def check_reading(octets: bytes) -> None:
    """Whatever the octets, one header is read, or one documented error is raised."""
    lenient = UserDataHeader.parse(octets, errors="ignore")
    assert UserDataHeader.parse(lenient.serialize() or b"\0") == lenient
    strict = outcome(octets)
    if isinstance(strict, DecodeError):
        assert 0 <= strict.offset <= len(octets)
        return
    assert strict == lenient
    assert strict.n_octets == (1 + octets[0] if octets[0] else 0)
    assert strict.serialize() == octets[: strict.n_octets]


@pytest.mark.parametrize("row", [*HEADERS, *BROKEN], ids=lambda row: str(row["name"]))
def test_one_bit_turned_over_never_breaks_more_than_the_header(row: dict[str, Any]) -> None:
    for octets in bit_flips(octets_of(row)):
        check_reading(octets)
        check_reading(octets + bytes(255))


@given(octets=st.one_of(st.binary(max_size=200), rows_of_elements))
def test_any_octets_are_read_or_refused(octets: bytes) -> None:
    check_reading(octets)


# -- sizes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data_lengths", "n_octets"),
    [
        ([], 0),
        ([0], 3),
        ([1], 4),
        ([2], 5),
        ([3], 6),
        ([4], 7),
        ([1, 1], 7),
        ([3, 1], 9),
        ([4, 4], 13),
        ([3, 1, 1], 12),
    ],
)
def test_elements_take_two_octets_more_than_their_data_and_a_header_one(data_lengths: list[int], n_octets: int) -> None:
    assert header_octets(data_lengths) == header_octets(iter(data_lengths)) == n_octets


@pytest.mark.parametrize("row", CAPACITIES, ids=lambda row: str(row["header_octets"]))
def test_septets_and_fill_bits_are_those_of_the_vectors(row: dict[str, Any]) -> None:
    assert header_septets(row["header_octets"]) == row["header_septets"]
    assert fill_bits(row["header_octets"]) == row["fill"]


@pytest.mark.parametrize("n_octets", range(141))
def test_fill_bits_bring_the_text_to_the_next_septet(n_octets: int) -> None:
    assert 0 <= fill_bits(n_octets) <= 6
    assert 8 * n_octets + fill_bits(n_octets) == 7 * header_septets(n_octets)
    assert 160 - header_septets(n_octets) == oracle.capacity("gsm7", n_octets)

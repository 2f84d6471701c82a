"""User data headers: their octets, their sizes, and what does not fit into them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from septet.errors import FieldRangeError
from septet.udh import (
    MOST_OCTETS,
    Concatenation,
    InformationElement,
    UserDataHeader,
    check_reference_bits,
    fill_bits,
    header_octets,
    header_septets,
)

CAPACITIES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "capacity.json").read_text(encoding="utf-8")
)

elements = st.lists(st.builds(InformationElement, st.integers(0, 255), st.binary(max_size=30)), max_size=5).map(tuple)


# -- elements ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "data", "octets"),
    [(0, b"\xcc\x02\x01", "0003cc0201"), (0x05, b"\x0b\x84\x00\x00", "05040b840000"), (255, b"", "ff00")],
)
def test_an_element_is_identifier_length_and_data(identifier: int, data: bytes, octets: str) -> None:
    assert InformationElement(identifier, data).serialize().hex() == octets


def test_the_longest_element_has_255_octets_of_data() -> None:
    assert InformationElement(1, bytes(255)).serialize() == b"\x01\xff" + bytes(255)
    with pytest.raises(FieldRangeError) as caught:
        InformationElement(1, bytes(256)).serialize()
    assert caught.value.args == ("length of element", 256, "0 to 255")


@pytest.mark.parametrize("identifier", [-1, 256])
def test_an_identifier_is_one_octet(identifier: int) -> None:
    with pytest.raises(FieldRangeError) as caught:
        InformationElement(identifier, b"").serialize()
    assert caught.value.args == ("identifier", identifier, "0 to 255")


# -- concatenation -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "total", "sequence", "bits"),
    [(0, 1, 1, 8), (255, 255, 255, 8), (0xCC, 2, 1, 8), (0, 1, 1, 16), (65535, 255, 255, 16), (0x1A2B, 3, 2, 16)],
)
def test_a_concatenation_element_has_the_octets_of_the_standard(
    reference: int, total: int, sequence: int, bits: Any
) -> None:
    element = Concatenation(reference, total, sequence, bits).element()
    header = oracle.concatenation_header(reference, total, sequence, bits)
    assert UserDataHeader((element,)).serialize() == header
    assert element.serialize() == header[1:]


def test_a_concatenation_has_a_reference_of_8_bits_unless_told_otherwise() -> None:
    assert Concatenation(1, 2, 1) == Concatenation(1, 2, 1, 8)
    assert Concatenation(1, 2, 1).element() == InformationElement(0x00, b"\x01\x02\x01")


@pytest.mark.parametrize(
    ("concatenation", "field", "value", "limit"),
    [
        (Concatenation(-1, 2, 1), "reference", -1, "0 to 255"),
        (Concatenation(256, 2, 1), "reference", 256, "0 to 255"),
        (Concatenation(-1, 2, 1, 16), "reference", -1, "0 to 65535"),
        (Concatenation(65536, 2, 1, 16), "reference", 65536, "0 to 65535"),
        (Concatenation(0, 0, 0), "total", 0, "1 to 255"),
        (Concatenation(0, 256, 1), "total", 256, "1 to 255"),
        (Concatenation(0, 2, 0), "sequence", 0, "1 to 2"),
        (Concatenation(0, 2, 3), "sequence", 3, "1 to 2"),
        (Concatenation(0, 2, 1, 7), "reference_bits", 7, "8 or 16"),  # type: ignore[arg-type]
    ],
)
def test_a_concatenation_that_cannot_be_is_refused(
    concatenation: Concatenation, field: str, value: int, limit: str
) -> None:
    with pytest.raises(FieldRangeError) as caught:
        concatenation.element()
    assert caught.value.args == (field, value, limit)


@pytest.mark.parametrize("bits", [-8, 0, 1, 7, 9, 15, 17, 24, 32])
def test_a_reference_has_8_or_16_bits(bits: int) -> None:
    check_reference_bits(8)
    check_reference_bits(16)
    with pytest.raises(FieldRangeError, match=f"reference_bits must be 8 or 16, not {bits}"):
        check_reference_bits(bits)


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

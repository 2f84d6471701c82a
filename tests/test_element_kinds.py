"""What is known of every identifier."""

from __future__ import annotations

import pytest

from septet.element_kinds import ELEMENT_KINDS


def test_every_identifier_is_known() -> None:
    assert len(ELEMENT_KINDS) == 256
    assert all(kind.name for kind in ELEMENT_KINDS)


@pytest.mark.parametrize(
    ("identifier", "name", "lengths"),
    [
        (0x00, "Concatenated short messages, 8-bit reference number", "3"),
        (0x01, "Special SMS message indication", "2"),
        (0x03, "Not used, since it would read as a line feed", "0 or more"),
        (0x04, "Application port addressing scheme, 8 bit address", "2"),
        (0x05, "Application port addressing scheme, 16 bit address", "4"),
        (0x08, "Concatenated short messages, 16-bit reference number", "4"),
        (0x0A, "Text formatting", "3 to 4"),
        (0x0C, "User defined sound", "2 to 129"),
        (0x0E, "Large animation", "129"),
        (0x1A, "Extended object data request command", "0"),
        (0x22, "Reply address element", "2 to 12"),
        (0x24, "National language single shift", "1"),
        (0x25, "National language locking shift", "1"),
        (0x26, "Reserved", "0 or more"),
    ],
)
def test_an_element_has_the_name_and_the_lengths_of_the_standard(identifier: int, name: str, lengths: str) -> None:
    kind = ELEMENT_KINDS[identifier]
    assert (kind.name, kind.lengths) == (name, lengths)


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        (0x1B, 0x1F, "Reserved for EMS"),
        (0x26, 0x6F, "Reserved"),
        (0x70, 0x7F, "(U)SIM toolkit security header"),
        (0x80, 0x9F, "SME to SME specific use"),
        (0xA0, 0xBF, "Reserved"),
        (0xC0, 0xDF, "SC specific use"),
        (0xE0, 0xFF, "Reserved"),
    ],
)
def test_a_range_ends_where_the_standard_says(first: int, last: int, name: str) -> None:
    names = [kind.name for kind in ELEMENT_KINDS]
    assert set(names[first : last + 1]) == {name}
    assert names[first - 1] != name
    assert names[last + 1 : last + 2] != [name]


def test_what_a_header_may_have_once() -> None:
    slots = {identifier: kind.slot for identifier, kind in enumerate(ELEMENT_KINDS) if kind.slot is not None}
    assert slots == {
        0x00: 0x00,
        0x08: 0x00,
        0x04: 0x04,
        0x05: 0x04,
        **{identifier: identifier for identifier in (0x06, 0x16, 0x1A, 0x20, 0x22, 0x23, 0x24, 0x25)},
    }


def test_an_element_needs_no_more_octets_than_it_may_have() -> None:
    assert all(0 <= kind.least_octets <= kind.most_octets <= 255 for kind in ELEMENT_KINDS)

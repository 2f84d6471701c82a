"""The information elements that 3GPP TS 23.040 clause 9.2.3.24 knows, by their identifiers."""

from __future__ import annotations

from septet._value import value


@value
class ElementKind:
    """What the standard says of the elements with one identifier."""

    name: str
    least_octets: int
    """Octets of data that there must be."""
    most_octets: int
    """Octets of data that there may be."""
    slot: int | None
    """A header has one element for each slot at most; None where it may have any number of this kind.

    Elements that exclude each other, as those for ports of 8 and of 16 bits do, have one slot.
    """

    @property
    def lengths(self) -> str:
        """The octets of data that there may be, in words.

        >>> [ELEMENT_KINDS[identifier].lengths for identifier in (0x00, 0x0A, 0x14)]
        ['3', '3 to 4', '1 or more']
        """
        if self.most_octets == _ANY:
            return f"{self.least_octets} or more"
        return f"{self.least_octets}" + (f" to {self.most_octets}" if self.most_octets > self.least_octets else "")


_ANY = 255
_RESERVED = "Reserved"

_ROWS: list[tuple[int, int, str, int, int, int | None]] = [
    # first and last identifier, name, least and most octets of data, slot
    (0x00, 0x00, "Concatenated short messages, 8-bit reference number", 3, 3, 0x00),
    (0x01, 0x01, "Special SMS message indication", 2, 2, None),
    (0x02, 0x02, _RESERVED, 0, _ANY, None),
    (0x03, 0x03, "Not used, since it would read as a line feed", 0, _ANY, None),
    (0x04, 0x04, "Application port addressing scheme, 8 bit address", 2, 2, 0x04),
    (0x05, 0x05, "Application port addressing scheme, 16 bit address", 4, 4, 0x04),
    (0x06, 0x06, "SMSC control parameters", 1, 1, 0x06),
    (0x07, 0x07, "UDH source indicator", 1, 1, None),
    (0x08, 0x08, "Concatenated short messages, 16-bit reference number", 4, 4, 0x00),
    (0x09, 0x09, "Wireless control message protocol", 1, _ANY, None),
    (0x0A, 0x0A, "Text formatting", 3, 4, None),
    (0x0B, 0x0B, "Predefined sound", 2, 2, None),
    (0x0C, 0x0C, "User defined sound", 2, 129, None),
    (0x0D, 0x0D, "Predefined animation", 2, 2, None),
    (0x0E, 0x0E, "Large animation", 129, 129, None),
    (0x0F, 0x0F, "Small animation", 33, 33, None),
    (0x10, 0x10, "Large picture", 129, 129, None),
    (0x11, 0x11, "Small picture", 33, 33, None),
    (0x12, 0x12, "Variable picture", 4, _ANY, None),
    (0x13, 0x13, "User prompt indicator", 1, 1, None),
    (0x14, 0x14, "Extended object", 1, _ANY, None),
    (0x15, 0x15, "Reused extended object", 3, 3, None),
    (0x16, 0x16, "Compression control", 1, _ANY, 0x16),
    (0x17, 0x17, "Object distribution indicator", 2, 2, None),
    (0x18, 0x18, "Standard WVG object", 2, _ANY, None),
    (0x19, 0x19, "Character size WVG object", 2, _ANY, None),
    (0x1A, 0x1A, "Extended object data request command", 0, 0, 0x1A),
    (0x1B, 0x1F, "Reserved for EMS", 0, _ANY, None),
    (0x20, 0x20, "RFC 822 e-mail header", 1, 1, 0x20),
    (0x21, 0x21, "Hyperlink format element", 4, 4, None),
    (0x22, 0x22, "Reply address element", 2, 12, 0x22),
    (0x23, 0x23, "Enhanced voice mail information", 5, _ANY, 0x23),
    (0x24, 0x24, "National language single shift", 1, 1, 0x24),
    (0x25, 0x25, "National language locking shift", 1, 1, 0x25),
    (0x26, 0x6F, _RESERVED, 0, _ANY, None),
    (0x70, 0x7F, "(U)SIM toolkit security header", 0, 0, None),
    (0x80, 0x9F, "SME to SME specific use", 0, _ANY, None),
    (0xA0, 0xBF, _RESERVED, 0, _ANY, None),
    (0xC0, 0xDF, "SC specific use", 0, _ANY, None),
    (0xE0, 0xFF, _RESERVED, 0, _ANY, None),
]

ELEMENT_KINDS: tuple[ElementKind, ...] = tuple(
    kind
    for first, last, name, least, most, slot in _ROWS
    for kind in [ElementKind(name, least, most, slot)] * (last - first + 1)
)
"""What is known of an element, by its identifier, 0 to 255."""

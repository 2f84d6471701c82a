"""User data headers (3GPP TS 23.040 clause 9.2.3.24): what stands in front of the text of a part.

A header is its length octet and a row of information elements, each an identifier, a length and data. H below is the
number of octets of the whole header, the length octet included, and 0 where there is none.
"""

from __future__ import annotations

from septet._value import value
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from septet._typing import ReferenceBits

MOST_OCTETS = 140
"""Octets of user data in one part, header included (clause 9.2.3.24.1)."""

CONCATENATION_8 = 0x00
CONCATENATION_16 = 0x08
SINGLE_SHIFT = 0x24
LOCKING_SHIFT = 0x25
"""Identifiers of elements (clause 9.2.3.24)."""


@value
class InformationElement:
    """One element of a header, as it stands there."""

    identifier: int
    """0 to 255 (clause 9.2.3.24)."""
    data: bytes
    """What follows the length octet."""

    def serialize(self) -> bytes:
        """Return the octets: identifier, length, data.

        Raises:
            FieldRangeError: the identifier or the length does not fit an octet.
        """
        _check_octet("identifier", self.identifier)
        _check_octet("length of element", len(self.data))
        return bytes([self.identifier, len(self.data)]) + self.data


@value
class Concatenation:
    """Which part of which message this is (clauses 9.2.3.24.1 and 9.2.3.24.8)."""

    reference: int
    """The same in all parts of a message."""
    total: int
    """Number of parts, 1 to 255."""
    sequence: int
    """Number of this part, 1 to ``total``."""
    bits: ReferenceBits = 8
    """Size of the reference number: 8 (element 0x00) or 16 (element 0x08)."""

    def element(self) -> InformationElement:
        """Return the element that says so.

        Raises:
            FieldRangeError: a number is out of its range.
        """
        check_reference_bits(self.bits)
        if not 0 <= self.reference < 1 << self.bits:
            raise FieldRangeError("reference", self.reference, f"0 to {(1 << self.bits) - 1}")
        if not 1 <= self.total <= 255:
            raise FieldRangeError("total", self.total, "1 to 255")
        if not 1 <= self.sequence <= self.total:
            raise FieldRangeError("sequence", self.sequence, f"1 to {self.total}")
        reference = self.reference.to_bytes(self.bits // 8, "big")
        return InformationElement(
            CONCATENATION_8 if self.bits == 8 else CONCATENATION_16, reference + bytes([self.total, self.sequence])
        )


@value
class UserDataHeader:
    """A whole header.

    >>> UserDataHeader((Concatenation(0xCC, 2, 1).element(),)).serialize().hex()
    '050003cc0201'
    """

    elements: tuple[InformationElement, ...]

    @property
    def n_octets(self) -> int:
        """H, the octets of the header with its length octet; 0 without elements."""
        return header_octets(len(element.data) for element in self.elements)

    def serialize(self) -> bytes:
        """Return the octets, the length octet (UDHL) first; nothing without elements.

        Raises:
            FieldRangeError: the header or one of its elements is too long.
        """
        if not self.elements:
            return b""
        if self.n_octets > MOST_OCTETS:
            raise FieldRangeError("octets of header", self.n_octets, f"{MOST_OCTETS} at most")
        return bytes([self.n_octets - 1]) + b"".join(element.serialize() for element in self.elements)


def header_octets(data_lengths: Iterable[int]) -> int:
    """Return H for elements with data of these lengths, in octets.

    >>> header_octets([3]), header_octets([4]), header_octets([])
    (6, 7, 0)
    """
    n_octets = sum(2 + length for length in data_lengths)
    return n_octets + 1 if n_octets else 0


def header_septets(n_octets: int) -> int:
    """Return the septets that a header of H octets takes, fill bits included.

    >>> header_septets(6), header_septets(7)
    (7, 8)
    """
    return (8 * n_octets + 6) // 7


def fill_bits(n_octets: int) -> int:
    """Return the bits between a header of H octets and the first septet of the text, 0 to 6.

    >>> fill_bits(6), fill_bits(7)
    (1, 0)
    """
    return 7 * header_septets(n_octets) - 8 * n_octets


def check_reference_bits(bits: int) -> None:
    """Raise ``FieldRangeError`` unless a reference number can have so many bits."""
    if bits not in (8, 16):
        raise FieldRangeError("reference_bits", bits, "8 or 16")


def _check_octet(field: str, number: int) -> None:
    if not 0 <= number <= 0xFF:
        raise FieldRangeError(field, number, "0 to 255")

"""User data headers (3GPP TS 23.040 clause 9.2.3.24): what stands in front of the text of a part.

A header is its length octet and a row of information elements, each an identifier, a length and data. H below is the
number of octets of the whole header, the length octet included, and 0 where there is none.
"""

from __future__ import annotations

from septet._value import value
from septet.alphabets import Language
from septet.elements import (
    IDENTIFIERS,
    Concatenation,
    InformationElement,
    LockingShift,
    MessageIndication,
    PortAddressing,
    SingleShift,
    Waiting,
    check_reference_bits,
)
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from septet._typing import BytesLike, Strictness

    Meaning = TypeVar("Meaning")

__all__ = [
    "MOST_OCTETS",
    "Concatenation",
    "InformationElement",
    "LockingShift",
    "MessageIndication",
    "PortAddressing",
    "SingleShift",
    "UserDataHeader",
    "Waiting",
    "check_reference_bits",
    "fill_bits",
    "header_octets",
    "header_septets",
]

MOST_OCTETS = 140
"""Octets of user data in one part, header included (clause 9.2.3.24.1)."""


@value
class UserDataHeader:
    """A whole header.

    >>> UserDataHeader((Concatenation(0xCC, 2, 1).element(),)).serialize().hex()
    '050003cc0201'
    """

    elements: tuple[InformationElement, ...]

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> UserDataHeader:
        """Return the header that stands at the beginning of the octets.

        A header ends where its length octet says, and so do its elements; the text of the part, from octet
        ``1 + octets[0]`` on, is not looked at. A header whose length octet is 0 has no elements, and would be
        serialized as no octet at all; every other header that is read strictly is serialized as it was.

        Args:
            octets: user data that begins with a header (TP-UDHI is set), or the header alone.
            errors: ``"strict"``, or ``"ignore"`` to do with a broken header what the standard tells a receiver to do.
                If the lengths do not add up, no element counts. An element that cannot be
                (:meth:`InformationElement.interpret`) is left out; of elements that exclude each other or may stand
                there once, the last one counts.

        Raises:
            TruncatedError: there are fewer octets than the length octet says.
            OverlengthError: the header is longer than 140 octets.
            MalformedError: an element does not end with the header or before it, cannot be, or may not be repeated.

        >>> UserDataHeader.parse(bytes.fromhex("050003cc0201 c834")).concatenation
        Concatenation(reference=204, total=2, sequence=1, bits=8)
        """
        if errors not in ("strict", "ignore"):
            raise FieldRangeError("errors", errors, '"strict" or "ignore"')
        try:
            elements = _read(bytes(memoryview(octets)))
        except DecodeError:
            if errors == "strict":
                raise
            return cls(())
        problems = _problems(elements)
        if problems and errors == "strict":
            raise problems[min(problems)]
        return cls(tuple(element for index, element in enumerate(elements) if index not in problems))

    @property
    def n_octets(self) -> int:
        """H, the octets of the header with its length octet; 0 without elements."""
        return header_octets(len(element.data) for element in self.elements)

    @property
    def concatenation(self) -> Concatenation | None:
        """Which part of which message this is; None where it stands alone."""
        return self._last(Concatenation)

    @property
    def ports(self) -> PortAddressing | None:
        """The program that the message is for, and the one it is from."""
        return self._last(PortAddressing)

    @property
    def locking(self) -> Language:
        """The language of the locking shift table; it means nothing unless the text is GSM-7."""
        shift = self._last(LockingShift)
        return shift.language if shift else Language.DEFAULT

    @property
    def single(self) -> Language:
        """The language of the single shift table; it means nothing unless the text is GSM-7."""
        shift = self._last(SingleShift)
        return shift.language if shift else Language.DEFAULT

    @property
    def indications(self) -> tuple[MessageIndication, ...]:
        """What waits for the subscriber."""
        return tuple(self._all(MessageIndication))

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

    def _all(self, kind: type[Meaning]) -> list[Meaning]:
        # A header may have been made by hand, so that here too what cannot be is taken as absent.
        candidates = [element for element in self.elements if element.identifier in IDENTIFIERS[kind]]
        return [meaning for meaning in map(_meaning_of, candidates) if isinstance(meaning, kind)]

    def _last(self, kind: type[Meaning]) -> Meaning | None:
        found = self._all(kind)
        return found[-1] if found else None


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


def _read(octets: bytes) -> tuple[InformationElement, ...]:
    if not octets:
        raise TruncatedError("the length octet is missing", "length", 0)
    end = 1 + octets[0]
    if end > len(octets):
        raise TruncatedError(f"{end - 1} octets are announced, {len(octets) - 1} are there", "elements", len(octets))
    if end > MOST_OCTETS:
        raise OverlengthError(f"{end} octets of header, a part has {MOST_OCTETS}", "length", 0)
    elements: list[InformationElement] = []
    position = 1
    while position < end:
        start = position + 2
        stop = start + octets[position + 1] if start <= end else start
        if stop > end:
            reason = f"it takes {stop - position} octets at least, {end - position} are left of the header"
            raise MalformedError(reason, f"element[{len(elements)}]", position)
        elements.append(InformationElement(octets[position], octets[start:stop]))
        position = stop
    return tuple(elements)


def _meaning_of(element: InformationElement) -> object:
    try:
        return element.interpret()
    except MalformedError:
        return None


def _problems(elements: tuple[InformationElement, ...]) -> dict[int, MalformedError]:
    # What is wrong, by the index of the element for which a receiver takes no notice because of it.
    problems: dict[int, MalformedError] = {}
    places: dict[int, tuple[int, int]] = {}
    offset = 1
    for index, element in enumerate(elements):
        try:
            element.interpret()
        except MalformedError as error:
            problems[index] = error.within(f"element[{index}]", offset)
        else:
            slot = element.kind.slot
            if slot in places:
                earlier, place = places[slot]
                problems[earlier] = MalformedError(f"element[{index}] takes its place", f"element[{earlier}]", place)
            if slot is not None:
                places[slot] = index, offset
        offset += 2 + len(element.data)
    return problems

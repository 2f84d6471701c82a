"""The rules that a text is planned by: the options of :func:`septet.plan`, checked once for any number of texts."""

from __future__ import annotations

from functools import lru_cache

from septet._value import value
from septet.alphabets import Encoding
from septet.errors import FieldRangeError
from septet.languages import pairs_of, partners_of, wanted
from septet.udh import (
    MOST_OCTETS,
    InformationElement,
    UserDataHeader,
    check_reference_bits,
    header_octets,
    header_septets,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried
    from septet.languages import Wanted

MOST_PARTS = 255
"""Parts that a message can have: the total in the concatenation element is one octet."""

SMALLEST_CAPACITY = 2
"""Units in which an escape pair and a surrogate pair fit."""

_MOST_SEPTETS = 160
_LONGEST_HEADERS = {Encoding.GSM7: 138, Encoding.UCS2: 136, Encoding.OCTETS: 139}
"""Octets of header that leave room for the smallest capacity, or for one octet."""
_CONCATENATION_DATA = {8: 3, 16: 4}
_SHIFT_DATA = 1
_MADE_HERE = {0x00: "concatenation", 0x08: "concatenation", 0x24: "single shift", 0x25: "locking shift"}


@value
class Rules:
    """What decides how any text is sent. Made by :func:`rules`."""

    encoding: Encoding | None
    """The only one that is allowed, or None."""
    partners: tuple[int, ...]
    """For each language, which single shift tables may go with its locking one, as bits; empty for none national."""
    bounds: tuple[int, int, int, int]
    """Septets that a part takes alone and as one of several, then the UTF-16 units likewise."""
    shifted: tuple[tuple[int, int], ...]
    """Septets likewise, with no national table, one, and two. Less than 2 where there is no room for text."""
    most_parts: int
    reference_bits: ReferenceBits
    udh: tuple[InformationElement, ...]
    """What every part carries besides."""

    def limited_to(self, encoding: Encoding | None) -> Rules:
        """Return the same rules with one encoding as the only one that is allowed, or with None for any.

        Raises:
            FieldRangeError: text has no such encoding.
        """
        _check_encoding(encoding)
        return Rules(
            encoding=encoding,
            partners=self.partners,
            bounds=self.bounds,
            shifted=self.shifted,
            most_parts=self.most_parts,
            reference_bits=self.reference_bits,
            udh=self.udh,
        )


def rules(
    *,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> Rules:
    """Return the rules; the arguments are those of :func:`septet.plan`.

    Raises:
        FieldRangeError: an option is out of its range, or the elements leave no room for text.

    >>> rules().bounds, rules(reference_bits=16).bounds
    ((160, 153, 70, 67), (160, 152, 70, 66))
    """
    _check_encoding(encoding)
    if not isinstance(reference_bits, int):
        raise FieldRangeError("reference_bits", reference_bits, "8 or 16")
    return _checked(encoding, wanted(languages), reference_bits, most_parts(max_parts), _elements(udh))


@lru_cache(maxsize=64)  # who plans text by text gives the same options each time
def _checked(
    encoding: Encoding | None,
    wanted: Wanted,
    reference_bits: ReferenceBits,
    most_parts: int,
    udh: tuple[InformationElement, ...],
) -> Rules:
    check_reference_bits(reference_bits)
    _check_carried(udh)
    lengths = [len(element.data) for element in udh]
    joined = [_CONCATENATION_DATA[reference_bits], *lengths]
    units = capacities(Encoding.UCS2, lengths, reference_bits)  # before the others: here the room ends first
    pairs = pairs_of(wanted)
    return Rules(
        encoding=encoding,
        partners=partners_of(pairs) if len(pairs) > 1 else (),
        bounds=(*capacities(Encoding.GSM7, lengths, reference_bits), *units),
        shifted=tuple(
            (
                _room(Encoding.GSM7, header_octets([*lengths, *shifts])),
                _room(Encoding.GSM7, header_octets([*joined, *shifts])),
            )
            for shifts in ([], [_SHIFT_DATA], [_SHIFT_DATA, _SHIFT_DATA])
        ),
        most_parts=most_parts,
        reference_bits=reference_bits,
        udh=udh,
    )


def capacities(
    encoding: Encoding, lengths: Sequence[int], reference_bits: ReferenceBits, *, argument: str = "udh"
) -> tuple[int, int]:
    """Return the units that fit a part alone and as one of several, behind elements with data of these lengths.

    Raises:
        FieldRangeError: in one of several there would be no room, which is blamed on the argument; or there are no
            such reference numbers.

    >>> capacities(Encoding.GSM7, [], 8), capacities(Encoding.UCS2, [], 16), capacities(Encoding.OCTETS, [4], 8)
    ((160, 153), (70, 66), (133, 128))
    """
    check_reference_bits(reference_bits)
    alone, joined = header_octets(lengths), header_octets([_CONCATENATION_DATA[reference_bits], *lengths])
    too_many = joined - _LONGEST_HEADERS[encoding]
    if too_many > 0:
        raise FieldRangeError(argument, alone, f"{alone - too_many} octets at most, to leave room in every part")
    return _room(encoding, alone), _room(encoding, joined)


def _room(encoding: Encoding, n_header_octets: int) -> int:
    if encoding is Encoding.GSM7:
        return _MOST_SEPTETS - header_septets(n_header_octets)
    return (MOST_OCTETS - n_header_octets) // (2 if encoding is Encoding.UCS2 else 1)


def carried(udh: UserDataHeader | Iterable[Carried] | None) -> tuple[InformationElement, ...]:
    """Return the elements that parts are to carry besides those that are made for them.

    Raises:
        FieldRangeError: they are no elements, cannot be written, or are of those that are made.
    """
    elements = _elements(udh)
    _check_carried(elements)
    return elements


def _elements(udh: UserDataHeader | Iterable[Carried] | None) -> tuple[InformationElement, ...]:
    if udh is None:
        return ()
    if isinstance(udh, (bytes, bytearray, memoryview, str, InformationElement)):
        raise FieldRangeError("udh", udh, "a UserDataHeader, as UserDataHeader.parse makes it of octets, or elements")
    carried = udh.elements if isinstance(udh, UserDataHeader) else udh
    elements = (each if isinstance(each, InformationElement) else each.element() for each in carried)
    return tuple(InformationElement(each.identifier, bytes(each.data)) for each in elements)


def _check_encoding(encoding: Encoding | None) -> None:
    if not (encoding is None or encoding is Encoding.GSM7 or encoding is Encoding.UCS2):
        raise FieldRangeError("encoding", encoding, "Encoding.GSM7, Encoding.UCS2 or None")


def _check_carried(udh: tuple[InformationElement, ...]) -> None:
    for element in udh:
        element.serialize()  # says what is out of its range
        if made_here := _MADE_HERE.get(element.identifier):
            raise FieldRangeError("udh", element, f"without the {made_here} element, which the plan decides on")


def most_parts(max_parts: int | None) -> int:
    """Return the number of parts that is allowed: what was asked for, and 255 at the most.

    Raises:
        FieldRangeError: it is no whole number from 1 on.
    """
    if max_parts is None:
        return MOST_PARTS
    if not isinstance(max_parts, int) or max_parts < 1:
        raise FieldRangeError("max_parts", max_parts, "1 or more")
    return min(max_parts, MOST_PARTS)


DEFAULT = rules()
"""The rules where nothing is said."""

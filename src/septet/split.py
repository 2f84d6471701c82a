"""A plan turned into parts, with headers and user data as they go on the wire."""

from __future__ import annotations

import os

from septet import gsm7, ucs2
from septet._value import value
from septet.alphabets import Encoding, Language
from septet.plan import plan_by
from septet.rules import rules
from septet.udh import Concatenation, LockingShift, SingleShift, UserDataHeader, fill_bits, header_septets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried, InformationElement
    from septet.plan import Plan


@value
class Part:
    """One part of a message."""

    text: str
    udh: UserDataHeader | None
    """The header, or None where there is nothing to say."""
    payload: bytes
    """The text as septets, one per octet, or as UCS-2 octets; without the header."""
    user_data: bytes
    """TP-UD: header, fill bits and payload, at most 140 octets."""
    udl: int
    """TP-UDL: septets of header, fill bits and text in GSM-7, octets in UCS-2 (clause 9.2.3.16)."""
    n_units: int
    """Septets or UTF-16 units of the text."""


def split(
    text: str,
    *,
    reference: int | None = None,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Part, ...]:
    """Split the text into the parts that :func:`septet.plan` found.

    Args:
        text: any text.
        reference: the number that all parts of this message share. A phone joins parts by sender and reference, so
            two messages on their way to one phone must not have the same; without it a random one is drawn.
        encoding: as in :func:`septet.plan`, and so are the other options.
        languages: national tables that may be used; the header of each part names those that are.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part; they stand behind those that the plan asks for.

    Raises:
        TooManyPartsError: the text needs more than 255 or ``max_parts`` parts.
        UnencodableCharacterError: GSM-7 was asked for and the text has a character outside it.
        FieldRangeError: an option is out of its range.

    >>> [part.user_data.hex() for part in split("hello")]
    ['e8329bfd06']
    >>> parts = split("a" * 160 + "€", reference=0xCC)
    >>> [(part.udl, part.n_units, part.user_data[:6].hex()) for part in parts]
    [(160, 153, '050003cc0201'), (16, 9, '050003cc0202')]
    """
    by = rules(encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    made = plan_by(text, by)
    if reference is None:
        reference = int.from_bytes(os.urandom(reference_bits // 8), "big") if made.n_parts > 1 else 0
    elements = (*_shifts(made), *by.udh)
    parts = []
    for i, (piece, n_units) in enumerate(zip(made.cut(text), made.part_units), 1):
        concatenation = Concatenation(reference, made.n_parts, i, reference_bits).element()
        header = UserDataHeader(elements if made.n_parts == 1 else (concatenation, *elements))
        parts.append(_part(piece, n_units, made, header))
    return tuple(parts)


def _shifts(made: Plan) -> Iterator[InformationElement]:
    # Each part names its tables anew: they hold for the part that says so (23.038 clause 6.2.1.2.4).
    if made.single is not Language.DEFAULT:
        yield SingleShift(made.single).element()
    if made.locking is not Language.DEFAULT:
        yield LockingShift(made.locking).element()


def _part(text: str, n_units: int, made: Plan, udh: UserDataHeader) -> Part:
    header = udh.serialize()
    if made.encoding is Encoding.GSM7:
        payload = gsm7.encode(text, locking=made.locking, single=made.single)
        user_data = header + gsm7.pack(payload, fill_bits=fill_bits(len(header)))
        udl = header_septets(len(header)) + n_units
    else:
        payload = ucs2.encode(text)
        user_data = header + payload
        udl = len(user_data)
    return Part(text, udh if header else None, payload, user_data, udl, n_units)

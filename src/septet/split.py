"""A plan turned into parts, with headers and user data as they go on the wire."""

from __future__ import annotations

import os

from septet import _kernel, gsm7, ucs2
from septet._value import value
from septet.alphabets import Encoding, Language
from septet.errors import TooManyPartsError
from septet.plan import plan_by
from septet.rules import DEFAULT, capacities, carried, most_parts, rules
from septet.udh import Concatenation, LockingShift, SingleShift, UserDataHeader, fill_bits, header_septets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from septet._typing import BytesLike, Languages, ReferenceBits
    from septet.elements import Carried, InformationElement
    from septet.plan import Plan


_N_DRAWN = 1024
_references: list[int] = []
# Asking the system takes as long as splitting, so that it is asked for many octets at a time. A process that forks must
# not use the same as its child does. (Where there is no fork, there is nothing to be called, and dict does nothing.)
getattr(os, "register_at_fork", dict)(after_in_child=_references.clear)


@value
class Part(_kernel.PartFields):
    """One part of a message."""

    __slots__ = ()

    text: str
    """Empty where the parts are data."""
    udh: UserDataHeader | None
    """The header, or None where there is nothing to say."""
    payload: bytes
    """The text as septets, one per octet, or as UCS-2 octets; or data; without the header."""
    user_data: bytes
    """TP-UD: header, fill bits and payload, at most 140 octets."""
    udl: int
    """TP-UDL: septets of header, fill bits and text in GSM-7, octets otherwise (clause 9.2.3.16)."""
    n_units: int
    """Septets or UTF-16 units of the text, octets of data."""
    encoding: Encoding
    """How the text is written: what TP-DCS or ``data_coding`` has to say."""


@_kernel.fast_split(
    gsm7.alphabet(),
    DEFAULT.bounds,
    (Part, Encoding.GSM7, Encoding.UCS2),
    # The header has nothing but a concatenation element: its length, then the identifier and the length of the element.
    (bytes([5, 0x00, 3]), _references, UserDataHeader.parse),
)
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
            two messages on their way to one phone must not have the same; without it a random one is drawn, from the
            random numbers of the system.
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
    elements = (*_shifts(made), *by.udh)
    headers = headers_of(made.n_parts, elements, reference=reference, reference_bits=reference_bits)
    return tuple(
        _part(piece, n_units, made, header)
        for piece, n_units, header in zip(made.cut(text), made.part_units, headers, strict=True)
    )


def split_octets(
    octets: BytesLike,
    *,
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
    first_udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Part, ...]:
    """Split data, which is no text, into parts: 140 octets alone, 134 in each of several, less if there is a header.

    Args:
        octets: what is to be sent, for a program on the phone or for the SIM.
        reference: as in :func:`split`, and so are the other options.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part, such as the ports of the program.
        first_udh: likewise for the first part only, such as a security header of the (U)SIM toolkit (0x70).

    Raises:
        TooManyPartsError: the data needs more than 255 or ``max_parts`` parts.
        FieldRangeError: an option is out of its range.

    >>> from septet.udh import PortAddressing
    >>> [part.user_data.hex() for part in split_octets(b"hello", udh=[PortAddressing(2948, 9200)])]
    ['0605040b8423f068656c6c6f']
    >>> [(part.udl, part.n_units) for part in split_octets(bytes(141), reference=0xCC)]
    [(140, 134), (13, 7)]
    """
    data = bytes(memoryview(octets))
    most = most_parts(max_parts)
    in_all, in_first = carried(udh), carried(first_udh)
    lengths = [len(each.data) for each in in_all]
    _, later = capacities(Encoding.OCTETS, lengths, reference_bits)
    lengths += [len(each.data) for each in in_first]
    alone, first = capacities(Encoding.OCTETS, lengths, reference_bits, argument="first_udh")
    starts = (0, *range(first, len(data), later)) if len(data) > alone else (0,)
    if len(starts) > most:
        raise TooManyPartsError(len(starts), most)
    headers = headers_of(len(starts), in_all, reference=reference, reference_bits=reference_bits)
    headers[0] = UserDataHeader((*headers[0].elements, *in_first))
    pieces = (data[start:stop] for start, stop in zip(starts, (*starts[1:], len(data))))
    return tuple(_data_part(piece, header) for piece, header in zip(pieces, headers, strict=True))


def headers_of(
    n_parts: int,
    elements: tuple[InformationElement, ...],
    *,
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
) -> list[UserDataHeader]:
    """Return the header of each part; the concatenation element, where there is one, stands in front of the others.

    Args:
        n_parts: 1 to 255.
        elements: what every part carries besides.
        reference: as in :func:`split`.
        reference_bits: 8 or 16.

    Raises:
        FieldRangeError: a number is out of its range.

    >>> [header.serialize().hex() for header in headers_of(2, (), reference=0xCC)]
    ['050003cc0201', '050003cc0202']
    """
    if reference is None:
        reference = _drawn(reference_bits // 8) if n_parts > 1 else 0
    numbered = [Concatenation(reference, n_parts, i, reference_bits).element() for i in range(1, n_parts + 1)]
    return [UserDataHeader((each, *elements) if n_parts > 1 else elements) for each in numbered]


def _drawn(n_octets: int) -> int:
    # Other threads draw too: what was there a moment ago may be gone.
    drawn: list[int] = []
    while len(drawn) < n_octets:
        try:
            drawn.append(_references.pop())
        except IndexError:
            _references.extend(os.urandom(_N_DRAWN))
    return int.from_bytes(drawn, "little")


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
    return Part(text, udh if header else None, payload, user_data, udl, n_units, made.encoding)


def _data_part(payload: bytes, udh: UserDataHeader) -> Part:
    user_data = udh.serialize() + payload
    header = udh if udh.elements else None
    return Part("", header, payload, user_data, len(user_data), len(payload), Encoding.OCTETS)

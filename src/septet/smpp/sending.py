"""From a text, or data, to the parameters of ``submit_sm``."""

from __future__ import annotations

from functools import partial

from septet import gsm7
from septet._value import value
from septet.alphabets import Encoding
from septet.errors import FieldRangeError, UnencodableCharacterError
from septet.rules import rules
from septet.smpp.codings import (
    CHARSETS,
    CODINGS,
    DATA_CODING,
    DEFAULT_CODING,
    ENCODINGS,
    UCS2_CODING,
    UDHI,
    Coding,
    codings_of,
)
from septet.split import Part as CutPart
from septet.split import split, split_octets
from septet.udh import UserDataHeader, fill_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from septet._typing import BytesLike, Joining, Languages, Padding, ReferenceBits
    from septet.elements import Carried
    from septet.rules import Rules


@value
class Part:
    """The parameters of one ``submit_sm``; those that are None are not to be sent."""

    text: str
    """What the parameters say; empty for data."""
    short_message: bytes
    data_coding: int
    esm_class: int
    sar_msg_ref_num: int | None = None
    sar_total_segments: int | None = None
    sar_segment_seqnum: int | None = None
    message_payload: bytes | None = None

    def parameters(self) -> dict[str, int | bytes]:
        """Return what is to be sent, by name.

        >>> parts("hello")[0].parameters()
        {'short_message': b'hello', 'data_coding': 0, 'esm_class': 0}
        """
        named = {name: getattr(self, name) for name in Part.__match_args__ if name != "text"}
        return {name: parameter for name, parameter in named.items() if parameter is not None}


def parts(
    text: str,
    *,
    data_coding: int | None = None,
    by: Joining = "udh",
    default: Coding = Coding.GSM7,
    codings: Mapping[int, Coding] | None = None,
    padding: Padding = "zero",
    reference: int | None = None,
    reference_bits: ReferenceBits | None = None,
    languages: Languages = (),
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Part, ...]:
    """Return the parameters for a text, part by part.

    GSM-7 and UCS-2 are split as by :func:`septet.split`. In the alphabets of one octet a character, of which a server
    makes something else before it is sent, a part has 140 octets, header included.

    Args:
        text: any text.
        data_coding: how to write it. Without it, 0 where that will do, else 8 (UCS-2).
        by: how a receiver knows that parts belong together: ``"udh"``, a header in front of the text of each;
            ``"sar"``, parameters from which the server makes one; ``"message_payload"``: there is one part, and the
            server splits it. A text that fits one part is in ``short_message`` in any case.
        default: what ``data_coding`` 0 means to this server.
        codings: what other values mean, where it is not what :data:`septet.smpp.CODINGS` says.
        padding: of packed GSM-7: what to put into seven spare bits, which would read as ``@``; see
            :func:`septet.gsm7.pack`.
        reference: as in :func:`septet.split`.
        reference_bits: 8 or 16; 8 unless stated, but 16 by ``"sar"``, where the server chooses the header and has to
            find room for it.
        languages: national tables that may be used.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.

    Raises:
        TooManyPartsError: the text needs more than 255 or ``max_parts`` parts.
        UnencodableCharacterError: a ``data_coding`` was asked for and the text has a character outside it.
        FieldRangeError: an option is out of its range, ``data_coding`` is none for text, or by ``"message_payload"``
            there would have to be a header in each of the parts that the server makes.

    >>> [(part.short_message.hex(" "), part.data_coding, part.esm_class) for part in parts("5 €")]
    [('35 20 1b 65', 0, 0)]
    >>> parts("a" * 161, by="sar", reference=7)[1].parameters()
    {'short_message': b'aaaaaaaaa', 'data_coding': 0, 'esm_class': 0, 'sar_msg_ref_num': 7, 'sar_total_segments': 2, \
'sar_segment_seqnum': 2}
    """
    _check_by(by)
    if reference_bits is None:
        reference_bits = 16 if by == "sar" else 8
    used = DEFAULT_CODING if data_coding is None else data_coding
    coding = codings_of(default, codings).get(used, Coding.OCTETS)
    ruled = rules(reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    cut = partial(
        split,
        text,
        reference=reference,
        languages=languages,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=ruled.udh,
    )
    if coding in CHARSETS:
        try:
            made = _in_charset(text, coding, ruled, reference)
        except UnencodableCharacterError:
            if data_coding is not None:
                raise
            made = cut(encoding=Encoding.UCS2)
    elif coding in ENCODINGS:
        free = data_coding is None and coding is not Coding.UCS2
        made = cut(encoding=None if free else ENCODINGS[coding])
    else:
        raise FieldRangeError("data_coding", used, "one that stands for text")
    if data_coding is None and made[0].encoding is Encoding.UCS2 and coding is not Coding.UCS2:
        used, coding = UCS2_CODING, Coding.UCS2
    return _by(by, text, made, used, coding, padding=padding)


def parts_of_octets(
    octets: BytesLike,
    *,
    data_coding: int = DATA_CODING,
    by: Joining = "udh",
    codings: Mapping[int, Coding] | None = None,
    reference: int | None = None,
    reference_bits: ReferenceBits | None = None,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
    first_udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Part, ...]:
    r"""Return the parameters for 8-bit data, such as WAP push or commands for the SIM, part by part.

    Args:
        octets: the data, without headers.
        data_coding: one that stands for data: 4, 2, or 0xF4 to 0xF7 with a message class.
        by: as in :func:`parts`.
        codings: what other values mean, where it is not what :data:`septet.smpp.CODINGS` says.
        reference: as in :func:`septet.split_octets`.
        reference_bits: as in :func:`parts`.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.
        first_udh: likewise for the first part only.

    Raises:
        TooManyPartsError: the data needs more than 255 or ``max_parts`` parts.
        FieldRangeError: an option is out of its range, ``data_coding`` is none for data, or by ``"message_payload"``
            there would have to be a header in each of the parts that the server makes.

    >>> from septet.udh import PortAddressing
    >>> parts_of_octets(b"hello", udh=[PortAddressing(2948, 9200)])[0].parameters()
    {'short_message': b'\x06\x05\x04\x0b\x84#\xf0hello', 'data_coding': 4, 'esm_class': 64}
    """
    _check_by(by)
    if {**CODINGS, **(codings or {})}.get(data_coding) is not Coding.OCTETS:
        raise FieldRangeError("data_coding", data_coding, "one that stands for data")
    made = split_octets(
        octets,
        reference=reference,
        reference_bits=(16 if by == "sar" else 8) if reference_bits is None else reference_bits,
        max_parts=max_parts,
        udh=udh,
        first_udh=first_udh,
    )
    return _by(by, "", made, data_coding, Coding.OCTETS)


def make_parts(text: str, encoding: int = 0, use_udhi: bool = True) -> tuple[list[bytes], int, int]:
    r"""Return (the ``short_message`` of each part, ``data_coding``, ``esm_class``).

    The signature is that of a function of this name in ``smpplib.gsm``, which this one can take the place of. What
    differs: a text that is not in the alphabet that was asked for goes as UCS-2 here too, but no escape pair or
    surrogate pair is cut, no unit counts as a character, nor a character as a unit, and without headers there is room
    for those of 16-bit references, as the ``sar_*`` parameters have them.

    Args:
        text: any text.
        encoding: the ``data_coding`` to try first: 0 for GSM-7, unpacked, or one of :data:`septet.smpp.CODINGS`.
        use_udhi: put a header in front of each of several parts. Without it the caller gives the ``sar_*`` parameters,
            which :func:`parts` would return.

    Raises:
        TooManyPartsError: the text needs more than 255 parts.
        FieldRangeError: ``encoding`` is none for text.

    >>> make_parts("Я" * 3)
    ([b'\x04/\x04/\x04/'], 8, 0)
    """
    by: Joining = "udh" if use_udhi else "sar"
    try:
        made = parts(text, data_coding=encoding, by=by)
    except UnencodableCharacterError:
        made = parts(text, data_coding=UCS2_CODING, by=by)
    return [part.short_message for part in made], made[0].data_coding, made[0].esm_class


def _check_by(by: str) -> None:
    if by not in ("udh", "sar", "message_payload"):
        raise FieldRangeError("by", by, '"udh", "sar" or "message_payload"')


def _in_charset(text: str, coding: Coding, ruled: Rules, reference: int | None) -> tuple[CutPart, ...]:
    # A character is an octet, so that there is nothing in which a part could not end.
    try:
        octets = text.encode(coding.value)
    except UnicodeEncodeError as error:
        raise UnencodableCharacterError(text, error.start, coding.value) from None
    cut = split_octets(
        octets,
        reference=reference,
        reference_bits=ruled.reference_bits,
        max_parts=ruled.most_parts,
        udh=ruled.udh,
    )
    made = []
    start = 0
    for part in cut:
        piece = text[start : start + part.n_units]
        made.append(CutPart(piece, part.udh, part.payload, part.user_data, part.udl, part.n_units, part.encoding))
        start += part.n_units
    return tuple(made)


def _by(
    by: Joining, text: str, made: tuple[CutPart, ...], data_coding: int, coding: Coding, *, padding: Padding = "zero"
) -> tuple[Part, ...]:
    if by == "message_payload" and len(made) > 1:
        return (_in_payload(text, made, data_coding, coding, padding),)
    return tuple(_in_short_message(part, data_coding, coding, padding, as_sar=by == "sar") for part in made)


def _in_short_message(part: CutPart, data_coding: int, coding: Coding, padding: Padding, *, as_sar: bool) -> Part:
    header = part.udh or UserDataHeader(())
    place = header.concatenation if as_sar else None
    if place is not None:
        header = UserDataHeader(header.elements[1:])
    octets = _serialized(header, part.payload, coding, padding)
    sar = (place.reference, place.total, place.sequence) if place is not None else ()
    return Part(part.text, octets, data_coding, UDHI if header.elements else 0, *sar)


def _in_payload(text: str, made: tuple[CutPart, ...], data_coding: int, coding: Coding, padding: Padding) -> Part:
    if any(part.udh is not None and len(part.udh.elements) > 1 for part in made):
        raise FieldRangeError("by", "message_payload", '"udh" or "sar" where every part has to have a header')
    octets = _serialized(UserDataHeader(()), b"".join(part.payload for part in made), coding, padding)
    return Part(text, b"", data_coding, 0, message_payload=octets)


def _serialized(header: UserDataHeader, payload: bytes, coding: Coding, padding: Padding) -> bytes:
    octets = header.serialize()
    if coding is Coding.GSM7_PACKED:
        return octets + gsm7.pack(payload, fill_bits=fill_bits(len(octets)), padding=padding)
    return octets + payload

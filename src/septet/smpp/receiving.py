"""From the parameters of ``deliver_sm`` to a part, which can be read or put together with others."""

from __future__ import annotations

from septet import gsm7, ucs2
from septet.alphabets import Encoding
from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError
from septet.received import ReceivedPart
from septet.smpp.codings import CHARSETS, ENCODINGS, UDHI, Coding, codings_of
from septet.udh import Concatenation, InformationElement, UserDataHeader, fill_bits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from septet._typing import BytesLike, Padding, Strictness

MOST_OCTETS = 255
"""Octets of ``short_message`` that its length can tell. Version 3.4 allows 254, version 5.0 all of them."""

_SAR = {"reference": "sar_msg_ref_num", "total": "sar_total_segments", "sequence": "sar_segment_seqnum"}


def parse(
    short_message: BytesLike,
    data_coding: int,
    esm_class: int = 0,
    *,
    default: Coding,
    codings: Mapping[int, Coding] | None = None,
    padding: Padding = "zero",
    sar_msg_ref_num: int | None = None,
    sar_total_segments: int | None = None,
    sar_segment_seqnum: int | None = None,
    message_payload: BytesLike | None = None,
    errors: Strictness = "strict",
) -> ReceivedPart:
    r"""Return the part that the parameters of a ``deliver_sm`` or ``submit_sm`` carry.

    Text in an alphabet of one octet a character becomes UCS-2, which is how it can be joined with other parts. The
    ``sar_*`` parameters become the element that a server would make of them, with a reference number of 16 bits.

    Args:
        short_message: header and text.
        data_coding: how they are written.
        esm_class: of which the bit 0x40 tells that there is a header.
        default: what ``data_coding`` 0 means on this link. Nothing is guessed.
        codings: what other values mean, where it is not what :data:`septet.smpp.CODINGS` says.
        padding: of packed GSM-7: ``"cr"`` takes away a carriage return from seven spare bits. With ``"zero"``, seven
            spare bits read as ``@``.
        sar_msg_ref_num: None where the parameter is not there, and so for those below.
        sar_total_segments: the number of parts.
        sar_segment_seqnum: the number of this part, from 1.
        message_payload: header and text, instead of ``short_message``.
        errors: ``"strict"``, or ``"ignore"`` to make the best of what is wrong. A header is read as
            :meth:`septet.UserDataHeader.parse` does then. The ``sar_*`` parameters do not count if one is missing, if
            they make no part of a message, or if the header says something else. What is written in a coding of which
            nothing is known is data. An octet that means nothing in ASCII or ISO 8859 becomes U+FFFD. Of two texts the
            one in ``message_payload`` counts, and ``short_message`` may be of any length.

    Raises:
        DecodeError: something is wrong; the field begins with the name of the parameter, as in
            ``short_message.udh.element[0]``.
        FieldRangeError: an option is out of its range.

    >>> parse(bytes.fromhex("00 1b65"), 0, default=Coding.GSM7).text, parse(b"@\xb5", 3, default=Coding.GSM7).text
    ('@€', '@µ')
    """
    if errors not in ("strict", "ignore"):
        raise FieldRangeError("errors", errors, '"strict" or "ignore"')
    strict = errors == "strict"
    field, octets = _octets_of(short_message, message_payload, strict)
    header, start = _header_of(field, octets, errors) if esm_class & UDHI else (UserDataHeader(()), 0)
    coding = codings_of(default, codings).get(data_coding)
    if coding is None:
        if strict:
            raise MalformedError(f"nothing is known of {data_coding!r}: give codings", "data_coding", 0)
        coding = Coding.OCTETS
    numbers = {"reference": sar_msg_ref_num, "total": sar_total_segments, "sequence": sar_segment_seqnum}
    elements = (*_sar_elements(numbers, header.concatenation, strict), *header.elements)
    udh = UserDataHeader(elements) if elements else None
    text = octets[start:]
    if coding in CHARSETS:
        characters = _text_of(text, coding, field, start, strict)
        return ReceivedPart(ucs2.encode(characters), Encoding.UCS2, udh)
    if coding is Coding.GSM7_PACKED and text:
        text = gsm7.unpack(text, fill_bits=fill_bits(start), padding=padding)
    return ReceivedPart(text, ENCODINGS.get(coding, Encoding.OCTETS), udh)


def _octets_of(short_message: BytesLike, message_payload: BytesLike | None, strict: bool) -> tuple[str, bytes]:
    short = bytes(memoryview(short_message))
    if strict and len(short) > MOST_OCTETS:
        raise OverlengthError(f"{len(short)} octets, its length is one octet", "short_message", MOST_OCTETS)
    if message_payload is None:
        return "short_message", short
    if strict and short:
        raise MalformedError("there is a message_payload too", "short_message", 0)
    return "message_payload", bytes(memoryview(message_payload))


def _header_of(field: str, octets: bytes, errors: Strictness) -> tuple[UserDataHeader, int]:
    # Its end is where the length octet says, whatever is wrong with it.
    try:
        header = UserDataHeader.parse(octets, errors=errors)
    except DecodeError as error:
        raise error.within("udh", 0).within(field, 0) from None
    return header, 1 + octets[0] if octets else 0


def _sar_elements(
    numbers: dict[str, int | None], told: Concatenation | None, strict: bool
) -> tuple[InformationElement, ...]:
    # What the header says of concatenation stands, since it is what a phone gets to see.
    try:
        element = _sar_element(numbers, told)
    except MalformedError:
        if strict:
            raise
        return ()
    return () if element is None or told is not None else (element,)


def _sar_element(numbers: dict[str, int | None], told: Concatenation | None) -> InformationElement | None:
    given = {name: number for name, number in numbers.items() if number is not None}
    if not given:
        return None
    if len(given) < len(numbers):
        lacking = next(name for name in numbers if name not in given)
        raise MalformedError("the other sar parameters are there, this one is not", _SAR[lacking], 0)
    place = Concatenation(**given, bits=16)
    try:
        element = place.element()
    except FieldRangeError as error:
        raise MalformedError(f"{error.value} is not {error.limit}", _SAR[error.field], 0) from None
    if told is not None:
        alike = Concatenation(place.reference % (1 << told.bits), place.total, place.sequence, told.bits)
        if alike != told:
            raise MalformedError("the header says something else", _SAR["reference"], 0)
    return element


def _text_of(octets: bytes, coding: Coding, field: str, start: int, strict: bool) -> str:
    try:
        return str(octets, coding.value, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        reason = f"{octets[error.start]:#04x} has no meaning in {coding.value}"
        raise MalformedError(reason, field, start + error.start) from None

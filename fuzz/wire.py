"""What holds for any octets from outside: headers, fields, TPDUs, parameters of SMPP, parts in any order.

Nothing is raised but what is documented; the places of errors lie in the octets; what was read is written, and is the
same when that is read; nothing is looked at that a length puts outside.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fuzz.source import Source
from septet import dcs, pid, smpp
from septet.address import Address
from septet.alphabets import Encoding
from septet.errors import DecodeError, EncodeError, FieldRangeError, ReassemblyError
from septet.reassembly import Reassembler
from septet.received import ReceivedMessage, ReceivedPart, ReceivedState
from septet.smpp import Coding
from septet.timestamp import N_OCTETS, Timestamp
from septet.udh import UserDataHeader
from septet.validity import ValidityFormat
from septet.validity import parse as parse_validity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

tpdu: Any = import_module("septet.tpdu") if find_spec("septet.tpdu") else None


def check(read: Callable[[bytes], T], write: Callable[[T], bytes], octets: bytes) -> None:
    """What can be read can be shown and written, and is the same when that is read; else the error says where."""
    try:
        found = read(octets)
    except DecodeError as error:
        check_place(error, octets)
        return
    assert str(found) + repr(found)
    assert read(write(found)) == found


def check_kept(
    read: Callable[[bytes], T], write: Callable[[T], bytes], octets: bytes, strays: Callable[[bytes], bool]
) -> None:
    """Octets are written as they were read, unless they stray from the plainest way to write what they mean."""
    try:
        found = read(octets)
    except DecodeError:
        return
    assert write(found) == octets or strays(octets)


def check_place(error: DecodeError, octets: bytes) -> None:
    """An error names a field, and a place in the octets or at their end."""
    assert 0 <= error.offset <= len(octets), error
    assert error.field
    assert error.reason


# -- headers -----------------------------------------------------------------------------------------------------------


def header(octets: bytes) -> None:
    """User data headers, read strictly and as a receiver reads them."""
    check(UserDataHeader.parse, written_header, octets)
    lenient = UserDataHeader.parse(octets, errors="ignore")
    check_meanings(lenient)
    if lenient.elements:
        own = octets[: 1 + octets[0]]
        assert UserDataHeader.parse(own, errors="ignore") == lenient
        assert UserDataHeader.parse(lenient.serialize()) == lenient
        assert lenient.serialize() == own or not is_strict(octets)


def written_header(header: UserDataHeader) -> bytes:
    """The octets of a header; that of no elements too, which is left out of a part."""
    return header.serialize() or b"\0"


def is_strict(octets: bytes) -> bool:
    """Whether a header is right in every respect."""
    try:
        UserDataHeader.parse(octets)
    except DecodeError:
        return False
    return True


def check_meanings(header: UserDataHeader) -> None:
    """All that a header says can be asked for, and an element made of it says it too."""
    said = [header.concatenation, header.ports, *header.indications]
    assert header.locking >= 0 <= header.single
    meanings = [element.interpret() for element in header.elements]
    for meaning in meanings:
        if meaning is not None:
            assert meaning.element().interpret() == meaning
    assert all(each in meanings for each in said if each is not None)


# -- fields ------------------------------------------------------------------------------------------------------------


def field(octets: bytes) -> None:
    """Addresses, time stamps, validity periods, coding schemes and protocol identifiers."""
    for read, write, strays in FIELDS:
        check(read, write, octets)
        check_kept(read, write, octets, strays)
    if len(octets) == N_OCTETS:
        check_moment(octets)
    for octet in octets[:1]:
        assert dcs.DataCoding.parse(octet).octet == pid.ProtocolIdentifier.parse(octet).octet == octet
        assert str(dcs.DataCoding.parse(octet))
        assert str(pid.ProtocolIdentifier.parse(octet))


def digits_stray(octets: bytes, n_digits: int) -> bool:
    """Whether there are other fill digits than one at the end of an odd number of digits."""
    digits = "".join(f"{octet & 0x0F:x}{octet >> 4:x}" for octet in octets[2:])
    return "f" in digits[:n_digits] or digits[n_digits:] not in {"", "f"}


def address_strays(octets: bytes) -> bool:
    """Whether an address is not the plainest way to write it, for one of the reasons that ``Address.parse`` names."""
    if octets[1] & 0x70 != 0x50:
        return octets[1] < 0x80 or digits_stray(octets, octets[0])
    n_septets = 4 * octets[0] // 7
    bits = int.from_bytes(octets[2:], "little")
    has_escape = 0x1B in [bits >> 7 * index & 0x7F for index in range(n_septets)]
    return octets[1] < 0x80 or octets[0] != (7 * n_septets + 3) // 4 or bits >> 7 * n_septets > 0 or has_escape


FIELDS: list[tuple[Callable[[bytes], Any], Callable[[Any], bytes], Callable[[bytes], bool]]] = [
    (Address.parse, Address.serialize, address_strays),
    (
        Address.parse_service_centre,
        lambda it: it.serialize_service_centre() if it else b"\0",
        lambda octets: digits_stray(octets, 2 * len(octets) - 5),
    ),
    (Timestamp.parse, Timestamp.serialize, lambda octets: octets[-1] == MINUS_NOTHING),
    *(
        (
            partial(parse_validity, form=form),
            lambda it: it.serialize() if it else b"",
            lambda octets: octets[-1] == MINUS_NOTHING,
        )
        for form in ValidityFormat
    ),
]
"""How they are read and written, and whether octets may be written otherwise than they were."""

MINUS_NOTHING = 0x08
"""A time zone."""


def check_moment(octets: bytes) -> None:
    """A time stamp that is read leniently is a moment, or says what is wrong with it."""
    stamp = Timestamp.parse(octets, errors="ignore")
    try:
        assert Timestamp.of(stamp.to_datetime()) == stamp
    except FieldRangeError as error:
        assert error.field


# -- messages ----------------------------------------------------------------------------------------------------------


def message(octets: bytes) -> None:
    """TPDUs in both directions, as reports of success and of failure, and PDUs for modems."""
    for direction in ("mt", "mo"):
        for failed in (None, False, True):
            options = {"direction": direction, "failed": failed}
            check(partial(tpdu.parse, **options), lambda it: it.serialize(), octets)
            check_written(octets, options)
            check_tpdu(octets, options)
            check_tpdu(octets, options | {"errors": "ignore"})
        check(partial(tpdu.ModemPdu.parse, direction=direction), lambda it: it.serialize(), octets)


USED = {
    "SMS-DELIVER": 0xEF,
    "SMS-SUBMIT": 0xFF,
    "SMS-STATUS-REPORT": 0x6F,
    "SMS-COMMAND": 0x63,
    "SMS-DELIVER-REPORT": 0x43,
    "SMS-SUBMIT-REPORT": 0x43,
}
"""Bits of the first octet that mean something."""
STRAYING = {"oa", "da", "ra", "scts", "dt", "vp"}
"""What may be written in several ways; the target ``field`` is about these."""


def check_written(octets: bytes, options: dict[str, Any]) -> None:
    """A TPDU is written as it was, but for what the docstring of ``septet.tpdu`` names."""
    try:
        found = tpdu.parse(octets, **options)
    except DecodeError:
        return
    written = found.serialize()
    known = options | {"failed": getattr(found, "fcs", None) is not None}
    before, after = (
        # The first of several TP-PI tells what follows.
        {each.name: each.octets for each in reversed(tpdu.fields(whole, **known))}
        for whole in (octets, written)
    )
    assert not (before.pop("first")[0] ^ after.pop("first")[0]) & USED[found.kind]
    pi, written_pi = before.pop("pi", b"\0")[0], after.pop("pi", b"\0")[0]
    assert pi & 7 == written_pi
    assert "rest" not in before or pi > 7
    before.pop("rest", None)
    assert {name: each for name, each in before.items() if name not in STRAYING} == {
        name: each for name, each in after.items() if name not in STRAYING
    }


def check_tpdu(octets: bytes, options: dict[str, Any]) -> None:
    """The fields of a TPDU are all of its octets, and its text can be asked for."""
    try:
        found = tpdu.parse(octets, **options)
        fields = tpdu.fields(octets, **options)
    except DecodeError as error:
        check_place(error, octets)
        return
    assert octets.startswith(b"".join(each.octets for each in fields))
    try:
        assert getattr(found, "text", "") is not None
    except (DecodeError, ReassemblyError) as error:
        assert str(error)


def deliver_sm(octets: bytes) -> None:
    """The parameters of ``deliver_sm``, read strictly and leniently."""
    source = Source(octets)
    options = parameters(source)
    n_octets = source.octet()
    if n_octets >= 128:
        options["message_payload"] = source.take(n_octets - 128)
    text = source.rest()
    lenient = smpp.parse(text, errors="ignore", **options)
    check_part(lenient)
    try:
        strict = smpp.parse(text, **options)
    except DecodeError as error:
        assert error.offset <= max(len(text), len(options.get("message_payload") or b"")), error
        assert error.field.split(".")[0] in {"short_message", "data_coding", *options}, error
        return
    assert strict == lenient
    check_part(strict)


def parameters(source: Source) -> dict[str, Any]:
    """What else there is in a ``deliver_sm``."""
    numbers: list[int | None] = [source.number() if source.octet() & 1 else None for _ in range(3)]
    return {
        "default": list(Coding)[source.octet() % len(Coding)],
        "data_coding": source.octet(),
        "esm_class": source.octet(),
        "padding": "cr" if source.octet() & 1 else "zero",
        "sar_msg_ref_num": numbers[0],
        "sar_total_segments": numbers[1],
        "sar_segment_seqnum": numbers[2],
    }


def check_part(part: ReceivedPart) -> None:
    """The text of a part can be asked for, and is sent and received as the same."""
    try:
        text = part.text
    except ReassemblyError:
        assert part.encoding is Encoding.OCTETS
        return
    except DecodeError as error:
        assert 0 <= error.offset < len(part.payload)
        return
    try:
        sent = smpp.parts(text, languages="all", reference=0)
    except EncodeError as error:
        assert len(text) > 160, error
        return
    reassembler = Reassembler()
    received = [
        reassembler.add(smpp.parse(each.short_message, each.data_coding, each.esm_class, default=Coding.GSM7))
        for each in sent
    ]
    assert received[-1] is not None
    assert received[-1].text == text


# -- reassembly --------------------------------------------------------------------------------------------------------

MOST_MESSAGES = 4
MOST_OCTETS = 2000


def reassembly(octets: bytes) -> None:
    """Parts in any order, with time going on, in little room."""
    source = Source(octets)
    given_up: list[ReceivedMessage] = []
    reassembler = Reassembler(
        timeout=source.octet() % 16 or None,
        most_messages=MOST_MESSAGES,
        most_octets=MOST_OCTETS,
        on_conflict="restart" if source.octet() & 1 else "raise",
        on_incomplete=given_up.append,
    )
    now = 0
    while source:
        now += source.octet() % 20 - 1
        add(reassembler, source, now)
        check_room(reassembler)
        if source.octet() == 0xFF:
            given_up += reassembler.expire(now)
    for each in given_up:
        assert each.state in {ReceivedState.TIMED_OUT, ReceivedState.PUSHED_OUT, ReceivedState.DISPLACED}
        assert each.missing
        check_message(each)


def add(reassembler: Reassembler, source: Source, now: int) -> None:
    """Make a part of the next octets, and put it to the others."""
    encoding = list(Encoding)[source.octet() % len(Encoding)]
    header = UserDataHeader.parse(source.take(source.octet() % 16), errors="ignore")
    part = ReceivedPart(source.take(source.octet()), encoding, header)
    try:
        message = reassembler.add(part, sender=source.octet() % 2, now=now)
    except ReassemblyError as error:
        assert error.reason
        return
    if message is not None:
        assert message.state is ReceivedState.COMPLETE
        assert not message.missing
        assert any(each is part for each in message.parts)
        check_message(message)


def check_room(reassembler: Reassembler) -> None:
    """No more is held than was allowed."""
    waiting = reassembler.waiting()
    assert len(waiting) == reassembler.n_waiting <= MOST_MESSAGES
    parts = [part for each in waiting for part in each.parts if part is not None]
    assert sum(max(140, len(part.payload)) for part in parts) <= MOST_OCTETS


def check_message(message: ReceivedMessage) -> None:
    """A message gives its text, its data, or the error that says why it does not."""
    for read in (lambda: message.text, lambda: message.octets, lambda: message.decode(errors="replace", gap="[]")):
        try:
            assert read() is not None
        except ReassemblyError as error:
            assert error.reason
        except DecodeError as error:
            part = message.parts[int(error.field.removeprefix("parts[").removesuffix("]"))]
            assert part is not None
            assert 0 <= error.offset < len(part.payload)

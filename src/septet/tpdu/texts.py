"""From a text to the TPDUs of all its parts."""

from __future__ import annotations

from septet.address import Address
from septet.dcs import DataCoding
from septet.pid import ProtocolIdentifier
from septet.split import split
from septet.timestamp import Timestamp
from septet.tpdu.messages import Deliver, Submit
from septet.tpdu.user_data import octet_of
from septet.validity import EnhancedValidity, RelativeValidity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta
    from typing import Any

    from septet._typing import Languages, ReferenceBits
    from septet.alphabets import Encoding
    from septet.elements import Carried
    from septet.split import Part
    from septet.udh import UserDataHeader
    from septet.validity import ValidityPeriod


def submit(
    text: str,
    *,
    to: str | Address,
    mr: int = 0,
    vp: ValidityPeriod | timedelta | None = None,
    srr: bool = False,
    rd: bool = False,
    rp: bool = False,
    message_class: int | None = None,
    protocol_id: int | None = None,
    replace_msg_id: int | None = None,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Submit, ...]:
    """Return the SMS-SUBMIT of each part of the text.

    Args:
        text: any text.
        to: the number that it is for, read as :meth:`septet.address.Address.of` does.
        mr: message reference of the first part; each further one has the next, and 0 follows 255.
        vp: how long the service centre tries; a ``timedelta`` becomes the shortest relative period as long as that.
        srr: request a status report, for every part.
        rd: have duplicates rejected.
        rp: have the answer go through the same service centre.
        message_class: 0 to 3, a :class:`septet.dcs.MessageClass`; 0 is what is called a flash message.
        protocol_id: 0 to 255.
        replace_msg_id: 1 to 7: the message takes the place of the one that came before it from the same sender with the
            same number.
        encoding: as in :func:`septet.split`, and so are the other options.
        languages: national tables that may be used.
        reference: the number that the parts share.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.

    Raises:
        TooManyPartsError: the text needs more than 255 or ``max_parts`` parts.
        UnencodableCharacterError: GSM-7 was asked for and the text has a character outside it.
        FieldRangeError: an option is out of its range, or ``protocol_id`` and ``replace_msg_id`` exclude each other.

    >>> [part.serialize().hex() for part in submit("hello", to="+447700900123")]
    ['01000c91447700091032000005e8329bfd06']
    >>> [(part.mr, part.udl) for part in submit("a" * 161, to="12345", mr=255, reference=7)]
    [(255, 160), (0, 15)]
    """
    parts = _split(
        text,
        reference=reference,
        encoding=encoding,
        languages=languages,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=udh,
    )
    pid = ProtocolIdentifier.of(protocol_id, replace_msg_id=replace_msg_id)
    return submits(parts, to=to, mr=mr, vp=vp, srr=srr, rd=rd, rp=rp, message_class=message_class, pid=pid)


def deliver(
    text: str,
    *,
    sender: str | Address,
    scts: Timestamp | datetime,
    sri: bool = False,
    rp: bool = False,
    lp: bool = False,
    message_class: int | None = None,
    protocol_id: int | None = None,
    replace_msg_id: int | None = None,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Deliver, ...]:
    """Return the SMS-DELIVER of each part of the text, as a test bench would let a phone receive them.

    All but the last say that more messages are waiting.

    Args:
        text: any text.
        sender: a number or a name, read as :meth:`septet.address.Address.of` does.
        scts: when the service centre got it; a ``datetime`` needs a time zone.
        sri: say that the sender gets a status report.
        rp: say that the answer goes through the same service centre.
        lp: say that this was forwarded.
        message_class: as in :func:`septet.tpdu.submit`, and so are the other options.
        protocol_id: 0 to 255.
        replace_msg_id: 1 to 7.
        encoding: as in :func:`septet.split`.
        languages: national tables that may be used.
        reference: the number that the parts share.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.

    Raises:
        EncodeError: as for :func:`septet.tpdu.submit`, or there is no such sender or moment.

    >>> moment = Timestamp.parse(bytes.fromhex("62101251040080"))
    >>> [part.serialize().hex() for part in deliver("hello", sender="MyBrand", scts=moment)]
    ['040dd0cdbc501e76930100006210125104008005e8329bfd06']
    """
    parts = _split(
        text,
        reference=reference,
        encoding=encoding,
        languages=languages,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=udh,
    )
    pid = ProtocolIdentifier.of(protocol_id, replace_msg_id=replace_msg_id)
    return delivers(parts, sender=sender, scts=scts, sri=sri, rp=rp, lp=lp, message_class=message_class, pid=pid)


def submits(
    parts: Sequence[Part],
    *,
    to: str | Address,
    mr: int,
    vp: ValidityPeriod | timedelta | None,
    srr: bool,
    rd: bool,
    rp: bool,
    message_class: int | None,
    pid: ProtocolIdentifier,
) -> tuple[Submit, ...]:
    """Return the SMS-SUBMIT of each part; the arguments are those of :func:`submit`."""
    da = to if isinstance(to, Address) else Address.of(to)
    da.serialize()
    octet_of("mr", mr)
    period = vp if vp is None or isinstance(vp, _PERIODS) else RelativeValidity.of(vp)
    dcs = DataCoding.of(parts[0].encoding, message_class=message_class)
    return tuple(
        Submit(da, part.udl, part.user_data, number & 0xFF, pid, dcs, period, part.udh is not None, srr, rd, rp)
        for number, part in enumerate(parts, mr)
    )


def delivers(
    parts: Sequence[Part],
    *,
    sender: str | Address,
    scts: Timestamp | datetime,
    sri: bool,
    rp: bool,
    lp: bool,
    message_class: int | None,
    pid: ProtocolIdentifier,
) -> tuple[Deliver, ...]:
    """Return the SMS-DELIVER of each part; the arguments are those of :func:`deliver`."""
    oa = sender if isinstance(sender, Address) else Address.of(sender)
    oa.serialize()
    moment = scts if isinstance(scts, Timestamp) else Timestamp.of(scts)
    dcs = DataCoding.of(parts[0].encoding, message_class=message_class)
    return tuple(
        Deliver(oa, moment, part.udl, part.user_data, pid, dcs, part.udh is not None, n_left > 0, lp=lp, sri=sri, rp=rp)
        for n_left, part in zip(reversed(range(len(parts))), parts)
    )


_PERIODS = RelativeValidity, Timestamp, EnhancedValidity

_PLAIN: dict[str, object] = {
    "reference": None,
    "encoding": None,
    "languages": (),
    "reference_bits": 8,
    "max_parts": None,
    "udh": None,
}


def _split(text: str, **options: Any) -> tuple[Part, ...]:
    # Without what says nothing, since plain calls have a short cut.
    return split(text, **{name: option for name, option in options.items() if option != _PLAIN[name]})

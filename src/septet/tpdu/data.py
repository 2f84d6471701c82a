"""From data, which is no text, to the TPDUs of all its parts."""

from __future__ import annotations

from septet.pid import ProtocolIdentifier
from septet.split import split_octets
from septet.tpdu.texts import delivers, submits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from septet._typing import BytesLike, ReferenceBits
    from septet.address import Address
    from septet.elements import Carried
    from septet.timestamp import Timestamp
    from septet.tpdu.messages import Deliver, Submit
    from septet.udh import UserDataHeader
    from septet.validity import ValidityPeriod


def submit_octets(
    octets: BytesLike,
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
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
    first_udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Submit, ...]:
    """Return the SMS-SUBMIT of each part of 8-bit data, such as WAP push or commands for the SIM.

    Args:
        octets: the data, without headers.
        to: as in :func:`septet.tpdu.submit`, and so are all options that have the names of its own.
        mr: message reference of the first part.
        vp: how long the service centre tries.
        srr: request a status report, for every part.
        rd: have duplicates rejected.
        rp: have the answer go through the same service centre.
        message_class: 0 to 3.
        protocol_id: 0 to 255.
        replace_msg_id: 1 to 7.
        reference: the number that the parts share.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.
        first_udh: likewise for the first part only, as in :func:`septet.split_octets`.

    Raises:
        TooManyPartsError: the data needs more than 255 or ``max_parts`` parts.
        FieldRangeError: an option is out of its range, or ``protocol_id`` and ``replace_msg_id`` exclude each other.

    >>> from septet.udh import PortAddressing
    >>> (push,) = submit_octets(b"hello", to="12345", udh=[PortAddressing(2948, 9200)])
    >>> push.serialize().hex(), str(push.dcs), push.udh.ports.destination
    ('410005812143f500040c0605040b8423f068656c6c6f', '8-bit', 2948)
    >>> from septet.dcs import MessageClass
    >>> from septet.pid import Service
    >>> from septet.udh import InformationElement
    >>> command = submit_octets(
    ...     bytes(200),
    ...     to="12345",
    ...     protocol_id=Service.SIM_DATA_DOWNLOAD,
    ...     message_class=MessageClass.SIM,
    ...     first_udh=[InformationElement(0x70, b"")],
    ... )
    >>> [(part.udl, len(part.udh.elements)) for part in command]
    [(140, 2), (74, 1)]
    """
    parts = split_octets(
        octets,
        reference=reference,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=udh,
        first_udh=first_udh,
    )
    pid = ProtocolIdentifier.of(protocol_id, replace_msg_id=replace_msg_id)
    return submits(parts, to=to, mr=mr, vp=vp, srr=srr, rd=rd, rp=rp, message_class=message_class, pid=pid)


def deliver_octets(
    octets: BytesLike,
    *,
    sender: str | Address,
    scts: Timestamp | datetime,
    sri: bool = False,
    rp: bool = False,
    lp: bool = False,
    message_class: int | None = None,
    protocol_id: int | None = None,
    replace_msg_id: int | None = None,
    reference: int | None = None,
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
    first_udh: UserDataHeader | Iterable[Carried] | None = None,
) -> tuple[Deliver, ...]:
    """Return the SMS-DELIVER of each part of 8-bit data, as a test bench would let a phone receive them.

    All but the last say that more messages are waiting.

    Args:
        octets: the data, without headers.
        sender: as in :func:`septet.tpdu.deliver`, and so are all options that have the names of its own.
        scts: when the service centre got it; a ``datetime`` needs a time zone.
        sri: say that the sender gets a status report.
        rp: say that the answer goes through the same service centre.
        lp: say that this was forwarded.
        message_class: 0 to 3.
        protocol_id: 0 to 255.
        replace_msg_id: 1 to 7.
        reference: the number that the parts share.
        reference_bits: 8 or 16.
        max_parts: the largest number of parts that is acceptable.
        udh: a header, or further information elements, for every part.
        first_udh: likewise for the first part only.

    Raises:
        EncodeError: as for :func:`septet.tpdu.submit_octets`, or there is no such sender or moment.

    >>> from septet.timestamp import Timestamp
    >>> moment = Timestamp.parse(bytes.fromhex("62101251040080"))
    >>> [(part.udl, part.mms) for part in deliver_octets(bytes(141), sender="12345", scts=moment)]
    [(140, True), (13, False)]
    """
    parts = split_octets(
        octets,
        reference=reference,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=udh,
        first_udh=first_udh,
    )
    pid = ProtocolIdentifier.of(protocol_id, replace_msg_id=replace_msg_id)
    return delivers(parts, sender=sender, scts=scts, sri=sri, rp=rp, lp=lp, message_class=message_class, pid=pid)

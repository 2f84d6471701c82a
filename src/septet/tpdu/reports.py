"""Reports on messages (3GPP TS 23.040 clauses 9.2.2.1a, 9.2.2.2a and 9.2.2.3).

SMS-DELIVER-REPORT and SMS-SUBMIT-REPORT come in an acknowledgement or in an error of the layer below, RP, which says
which of them; the TPDU does not. With an error there is a failure cause, all known ones of which are 0x80 or more. So a
report whose second octet is 0x80 or more is taken to have one, unless ``failed`` says what RP said.
"""

from __future__ import annotations

from septet._value import value
from septet.tpdu.codes import outcome_of
from septet.tpdu.reading import UDHI, Reader
from septet.tpdu.user_data import WithUserData, octet_of, serialized_user_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike, Strictness
    from septet.address import Address
    from septet.dcs import DataCoding
    from septet.pid import ProtocolIdentifier
    from septet.timestamp import Timestamp
    from septet.tpdu.codes import StatusOutcome

    _Parameters = tuple[ProtocolIdentifier | None, DataCoding | None, int | None, bytes]

_MOST_IN_STATUS_REPORT = 143
_MOST_IN_DELIVER_REPORT = 159
_MOST_IN_SUBMIT_REPORT = 152
_EXTENSION = 0x80
_UNUSED = 0xBC  # bits of the first octet; a receiver takes the cause for an unspecified one where they are set
_UNSPECIFIED = 0xFF
_RESERVED = 0xF8  # of TP-PI; what they announce stands behind TP-UD


class _WithParameters(WithUserData):
    # TP-PI tells which of TP-PID, TP-DCS and TP-UD are there.

    __slots__ = ()

    if TYPE_CHECKING:
        pid: ProtocolIdentifier | None
        dcs: DataCoding | None
        udl: int | None
        ud: bytes
        udhi: bool

    @property
    def pi(self) -> int:
        """Which of ``pid``, ``dcs`` and ``udl`` are there: TP-PI."""
        return (self.pid is not None) | (self.dcs is not None) << 1 | (self.udl is not None) << 2

    @property
    def _user_data(self) -> tuple[int, bytes, DataCoding | None, bool]:
        return self.udl or 0, self.ud, self.dcs, self.udhi

    def _serialized_parameters(self, most: int) -> bytes:
        octets = bytearray()
        if self.pid is not None:
            octets.append(octet_of("pid", self.pid.octet))
        if self.dcs is not None:
            octets.append(octet_of("dcs", self.dcs.octet))
        if self.udl is not None or self.ud:
            octets += serialized_user_data(self.udl or 0, self.ud, self.dcs, most)
        return bytes(octets)


def _indicator(reader: Reader) -> int:
    pi = last = reader.octet("pi")
    while last & _EXTENSION:
        last = reader.octet("pi")
    return pi


def _parameters(reader: Reader, pi: int, udhi: bool, most: int) -> _Parameters:
    pid = reader.pid() if pi & 0x01 else None
    dcs = reader.dcs() if pi & 0x02 else None
    udl, ud = reader.user_data(dcs, udhi, most) if pi & 0x04 else (None, b"")
    if not pi & _RESERVED:
        reader.end()
    return pid, dcs, udl, ud


def _failure_cause(reader: Reader, first: int) -> int | None:
    failed = reader.failed
    if failed is None:
        failed = not reader.is_at_end and reader.octets[reader.position] >= 0x80
    if not failed:
        return None
    fcs = reader.octet("fcs")
    return _UNSPECIFIED if reader.errors == "ignore" and first & _UNUSED else fcs


@value
class StatusReport(_WithParameters):
    """What the service centre tells of a message that was sent, or of a command.

    >>> octets = "062A0C91449721436587621012510400806210125114508000"
    >>> report = StatusReport.parse(bytes.fromhex(octets))
    >>> report.mr, str(report.ra), report.outcome.name
    (42, '+447912345678', 'COMPLETED')
    """

    mr: int
    """Message reference of the message."""
    ra: Address
    """To whom the message was."""
    scts: Timestamp
    """When the service centre got it."""
    dt: Timestamp
    """When it was delivered, or tried to be: TP-DT."""
    st: int = 0
    """What became of it, 0 to 255: see :func:`septet.tpdu.status_name`."""
    pid: ProtocolIdentifier | None = None
    dcs: DataCoding | None = None
    udl: int | None = None
    """TP-UDL; None where there is no user data."""
    ud: bytes = b""
    """TP-UD as it is on the wire, at most 143 octets."""
    udhi: bool = False
    """Whether ``ud`` begins with a header."""
    mms: bool = False
    """Whether more messages are waiting. On the wire the bit is 0 if there are."""
    lp: bool = False
    """Loop prevention."""
    srq: bool = False
    """Whether this is about a command, not a message."""

    kind = "SMS-STATUS-REPORT"
    """The name of the type in the standard."""
    mti = 2
    """The type: TP-MTI."""

    @property
    def outcome(self) -> StatusOutcome:
        """What became of the message, by the kind of ``st``."""
        return outcome_of(self.st)

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> StatusReport:
        """Return the report that the octets are.

        Args:
            octets: the TPDU, without the service centre in front.
            errors: as in :meth:`septet.tpdu.Submit.parse`.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors))

    @classmethod
    def read(cls, reader: Reader) -> StatusReport:
        """Return the report that the reader is at the start of; see :meth:`parse`."""
        first = reader.first(cls.mti, cls.kind)
        mr, ra = reader.octet("mr"), reader.address("ra")
        scts, dt, st = reader.timestamp("scts"), reader.timestamp("dt"), reader.octet("st")
        pi = 0 if reader.is_at_end else _indicator(reader)
        udhi = first & UDHI != 0
        more = _parameters(reader, pi, udhi, _MOST_IN_STATUS_REPORT)
        return cls(mr, ra, scts, dt, st, *more, udhi, first & 0x04 == 0, first & 0x08 != 0, first & 0x20 != 0)

    def serialize(self) -> bytes:
        """Return the octets; TP-PI is left out where nothing follows it.

        Raises:
            EncodeError: a field cannot be written, or ``ud`` has not the length that ``udl`` says.
        """
        flags = (not self.mms) << 2 | bool(self.lp) << 3 | bool(self.srq) << 5 | bool(self.udhi) << 6
        more = self._serialized_parameters(_MOST_IN_STATUS_REPORT)
        return b"".join(
            (
                bytes((self.mti | flags, octet_of("mr", self.mr))),
                self.ra.serialize(),
                self.scts.serialize(),
                self.dt.serialize(),
                bytes((octet_of("st", self.st), *((self.pi,) if more else ()))),
                more,
            )
        )


@value
class DeliverReport(_WithParameters):
    """What a phone answers to a message.

    >>> DeliverReport.parse(bytes.fromhex("00d300")).fcs, DeliverReport.parse(bytes(2)).fcs
    (211, None)
    """

    fcs: int | None = None
    """Why the message was refused: see :func:`septet.tpdu.failure_cause_name`; None in an acknowledgement."""
    pid: ProtocolIdentifier | None = None
    dcs: DataCoding | None = None
    udl: int | None = None
    """TP-UDL; None where there is no user data."""
    ud: bytes = b""
    """TP-UD as it is on the wire, at most 159 octets, 158 with a failure cause."""
    udhi: bool = False
    """Whether ``ud`` begins with a header."""

    kind = "SMS-DELIVER-REPORT"
    """The name of the type in the standard."""
    mti = 0
    """The type: TP-MTI."""

    @classmethod
    def parse(cls, octets: BytesLike, *, failed: bool | None = None, errors: Strictness = "strict") -> DeliverReport:
        """Return the report that the octets are.

        Args:
            octets: the TPDU.
            failed: whether it came in an RP-ERROR, so that it has a failure cause; without it, whether the second octet
                is 0x80 or more.
            errors: as in :meth:`septet.tpdu.Submit.parse`; with ``"ignore"`` the failure cause is 0xFF where the first
                octet has a bit set that has no meaning, as the standard tells a receiver.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors, failed=failed))

    @classmethod
    def read(cls, reader: Reader) -> DeliverReport:
        """Return the report that the reader is at the start of; see :meth:`parse`."""
        first = reader.first(cls.mti, cls.kind)
        udhi = first & UDHI != 0
        fcs = _failure_cause(reader, first)
        pi = _indicator(reader)
        return cls(fcs, *_parameters(reader, pi, udhi, _MOST_IN_DELIVER_REPORT - (fcs is not None)), udhi)

    def serialize(self) -> bytes:
        """Return the octets.

        Raises:
            EncodeError: a field cannot be written, or ``ud`` has not the length that ``udl`` says.
        """
        cause = () if self.fcs is None else (octet_of("fcs", self.fcs),)
        more = self._serialized_parameters(_MOST_IN_DELIVER_REPORT - len(cause))
        return bytes((self.mti | bool(self.udhi) << 6, *cause, self.pi)) + more


@value
class SubmitReport(_WithParameters):
    """What the service centre answers to a message or a command.

    >>> SubmitReport.parse(bytes.fromhex("01c50062101251040080")).fcs
    197
    """

    scts: Timestamp
    """When the service centre got the message."""
    fcs: int | None = None
    """Why it was refused: see :func:`septet.tpdu.failure_cause_name`; None in an acknowledgement."""
    pid: ProtocolIdentifier | None = None
    dcs: DataCoding | None = None
    udl: int | None = None
    """TP-UDL; None where there is no user data."""
    ud: bytes = b""
    """TP-UD as it is on the wire, at most 152 octets, 151 with a failure cause."""
    udhi: bool = False
    """Whether ``ud`` begins with a header."""

    kind = "SMS-SUBMIT-REPORT"
    """The name of the type in the standard."""
    mti = 1
    """The type: TP-MTI."""

    @classmethod
    def parse(cls, octets: BytesLike, *, failed: bool | None = None, errors: Strictness = "strict") -> SubmitReport:
        """Return the report that the octets are.

        Args:
            octets: the TPDU.
            failed: as in :meth:`septet.tpdu.DeliverReport.parse`.
            errors: likewise.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors, failed=failed))

    @classmethod
    def read(cls, reader: Reader) -> SubmitReport:
        """Return the report that the reader is at the start of; see :meth:`parse`."""
        first = reader.first(cls.mti, cls.kind)
        udhi = first & UDHI != 0
        fcs = _failure_cause(reader, first)
        pi, scts = _indicator(reader), reader.timestamp("scts")
        return cls(scts, fcs, *_parameters(reader, pi, udhi, _MOST_IN_SUBMIT_REPORT - (fcs is not None)), udhi)

    def serialize(self) -> bytes:
        """Return the octets.

        Raises:
            EncodeError: a field cannot be written, or ``ud`` has not the length that ``udl`` says.
        """
        cause = () if self.fcs is None else (octet_of("fcs", self.fcs),)
        more = self._serialized_parameters(_MOST_IN_SUBMIT_REPORT - len(cause))
        return bytes((self.mti | bool(self.udhi) << 6, *cause, self.pi)) + self.scts.serialize() + more

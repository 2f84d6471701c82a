"""Short messages: SMS-SUBMIT and SMS-DELIVER (3GPP TS 23.040 clauses 9.2.2.1 and 9.2.2.2)."""

from __future__ import annotations

from functools import partial

from septet import _kernel, gsm7, validity
from septet._value import value
from septet.address import Address
from septet.dcs import DATA_CODINGS, DataCoding
from septet.pid import PROTOCOL_IDENTIFIERS, ProtocolIdentifier
from septet.timestamp import Timestamp
from septet.tpdu.reading import UDHI, Reader
from septet.tpdu.user_data import WithUserData, coding_of, octet_of, serialized_user_data
from septet.udh import MOST_OCTETS
from septet.validity import RelativeValidity, ValidityFormat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike, Strictness
    from septet.validity import ValidityPeriod


def _flag(bit: int, wanted: bool = True) -> tuple[str, tuple[bool, ...]]:
    return "first", tuple((octet & bit != 0) is wanted for octet in range(256))


_ALPHABET = gsm7.alphabet()
_CODINGS = bytes(map(coding_of, DATA_CODINGS))
_COMMON: dict[str, tuple[str, tuple[object, ...]]] = {
    "udl": ("udl", tuple(range(256))),
    "pid": ("pid", PROTOCOL_IDENTIFIERS),
    "dcs": ("dcs", DATA_CODINGS),
    "udhi": _flag(UDHI),
    "rp": _flag(0x80),
}
_USUAL_PERIODS = (*map(RelativeValidity, range(256)), None)


@_kernel.fast_message(
    _ALPHABET,
    _CODINGS,
    numbers={
        **_COMMON,
        "mr": ("mr", tuple(range(256))),
        "vp": ("vp", _USUAL_PERIODS),
        "srr": _flag(0x20),
        "rd": _flag(0x04),
    },
    places={"da": ("address", Address), "ud": ("user_data", bytes)},
)
@value
class Submit(WithUserData):
    """A message from a phone to its service centre.

    >>> sent = Submit.parse(bytes.fromhex("11000B916407281553F80000AA0AE8329BFD4697D9EC37"))
    >>> str(sent.da), sent.text, sent.vp.minutes
    ('+46708251358', 'hellohello', 5760)
    """

    da: Address
    """To whom: TP-DA."""
    udl: int = 0
    """TP-UDL: septets of TP-UD with its header and fill bits in GSM-7, octets otherwise."""
    ud: bytes = b""
    """TP-UD as it is on the wire, header and all, at most 140 octets; errors call it ``user_data``."""
    mr: int = 0
    """Message reference, 0 to 255; a modem puts its own."""
    pid: ProtocolIdentifier = PROTOCOL_IDENTIFIERS[0]
    dcs: DataCoding = DATA_CODINGS[0]
    vp: ValidityPeriod | None = None
    """How long the service centre tries."""
    udhi: bool = False
    """Whether ``ud`` begins with a header."""
    srr: bool = False
    """Whether a status report is requested."""
    rd: bool = False
    """Whether the service centre is to reject duplicates."""
    rp: bool = False
    """Reply path: whether the answer goes through the same service centre."""

    kind = "SMS-SUBMIT"
    """The name of the type in the standard."""
    mti = 1
    """The type: TP-MTI."""

    @property
    def vpf(self) -> ValidityFormat:
        """The form of ``vp``: TP-VPF."""
        return validity.format_of(self.vp)

    @property
    def _user_data(self) -> tuple[int, bytes, DataCoding | None, bool]:
        return self.udl, self.ud, self.dcs, self.udhi

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> Submit:
        """Return the message that the octets are.

        Args:
            octets: the TPDU, without the service centre in front.
            errors: ``"strict"``, or ``"ignore"`` to take no notice of a broken date, a broken header and what stands
                behind the end, and to read user data that is cut off as far as it is there.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors))

    @classmethod
    def read(cls, reader: Reader) -> Submit:
        """Return the message that the reader is at the start of; see :meth:`parse`."""
        first = reader.first(cls.mti, cls.kind)
        mr, da = reader.octet("mr"), reader.address("da")
        pid, dcs, vp = reader.pid(), reader.dcs(), None
        form = _FORMATS[first >> 3 & 0x03]
        if form.n_octets:
            vp = reader.value("vp", form.n_octets, partial(validity.parse, form=form, errors=reader.errors))
        udhi = first & UDHI != 0
        udl, ud = reader.user_data(dcs, udhi, MOST_OCTETS)
        reader.end()
        srr, rd, rp = first & 0x20 != 0, first & 0x04 != 0, first & 0x80 != 0
        return cls(da, udl, ud, mr, pid, dcs, vp, udhi, srr, rd, rp)

    def serialize(self) -> bytes:
        """Return the octets.

        Raises:
            EncodeError: a field cannot be written, or ``ud`` has not the length that ``udl`` says.
        """
        flags = bool(self.rd) << 2 | bool(self.srr) << 5 | bool(self.udhi) << 6 | bool(self.rp) << 7
        return b"".join(
            (
                bytes((self.mti | flags | self.vpf << 3, octet_of("mr", self.mr))),
                self.da.serialize(),
                bytes((octet_of("pid", self.pid.octet), octet_of("dcs", self.dcs.octet))),
                b"" if self.vp is None else self.vp.serialize(),
                serialized_user_data(self.udl, self.ud, self.dcs, MOST_OCTETS),
            )
        )


@_kernel.fast_message(
    _ALPHABET,
    _CODINGS,
    numbers={**_COMMON, "mms": _flag(0x04, False), "lp": _flag(0x08), "sri": _flag(0x20)},
    places={
        "oa": ("address", Address),
        "scts": ("moment", Timestamp),
        "ud": ("user_data", bytes),
    },
)
@value
class Deliver(WithUserData):
    """A message from the service centre to a phone.

    >>> octets = "040DD0CDBC501E76930100006210125104000A0731D98C56B3DD00"
    >>> message = Deliver.parse(bytes.fromhex(octets))
    >>> str(message.oa), message.text, message.scts.to_datetime().isoformat()
    ('MyBrand', '1234567', '2026-01-21T15:40:00-05:00')
    """

    oa: Address
    """From whom: TP-OA."""
    scts: Timestamp
    """When the service centre got the message."""
    udl: int = 0
    """TP-UDL: septets of TP-UD with its header and fill bits in GSM-7, octets otherwise."""
    ud: bytes = b""
    """TP-UD as it is on the wire, header and all, at most 140 octets; errors call it ``user_data``."""
    pid: ProtocolIdentifier = PROTOCOL_IDENTIFIERS[0]
    dcs: DataCoding = DATA_CODINGS[0]
    udhi: bool = False
    """Whether ``ud`` begins with a header."""
    mms: bool = False
    """Whether more messages are waiting. On the wire the bit is 0 if there are."""
    lp: bool = False
    """Loop prevention: whether this was forwarded, or made from another message."""
    sri: bool = False
    """Whether the sender gets a status report."""
    rp: bool = False
    """Reply path: whether the answer goes through the same service centre."""

    kind = "SMS-DELIVER"
    """The name of the type in the standard."""
    mti = 0
    """The type: TP-MTI."""

    @property
    def _user_data(self) -> tuple[int, bytes, DataCoding | None, bool]:
        return self.udl, self.ud, self.dcs, self.udhi

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> Deliver:
        """Return the message that the octets are.

        Args:
            octets: the TPDU, without the service centre in front.
            errors: as in :meth:`septet.tpdu.Submit.parse`; ``"ignore"`` also reads the reserved type 3 as this one, as
                the standard tells a phone to.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors))

    @classmethod
    def read(cls, reader: Reader) -> Deliver:
        """Return the message that the reader is at the start of; see :meth:`parse`."""
        is_reserved = reader.errors == "ignore" and not reader.is_at_end and reader.octets[0] & 0x03 == _RESERVED
        first = reader.first(_RESERVED if is_reserved else cls.mti, cls.kind)
        oa, pid, dcs, scts = reader.address("oa"), reader.pid(), reader.dcs(), reader.timestamp("scts")
        udhi = first & UDHI != 0
        udl, ud = reader.user_data(dcs, udhi, MOST_OCTETS)
        reader.end()
        mms, lp = first & 0x04 == 0, first & 0x08 != 0
        return cls(oa, scts, udl, ud, pid, dcs, udhi, mms, lp, first & 0x20 != 0, first & 0x80 != 0)

    def serialize(self) -> bytes:
        """Return the octets.

        Raises:
            EncodeError: a field cannot be written, or ``ud`` has not the length that ``udl`` says.
        """
        flags = (not self.mms) << 2 | bool(self.lp) << 3 | bool(self.sri) << 5
        return b"".join(
            (
                bytes((self.mti | flags | bool(self.udhi) << 6 | bool(self.rp) << 7,)),
                self.oa.serialize(),
                bytes((octet_of("pid", self.pid.octet), octet_of("dcs", self.dcs.octet))),
                self.scts.serialize(),
                serialized_user_data(self.udl, self.ud, self.dcs, MOST_OCTETS),
            )
        )


_FORMATS = tuple(ValidityFormat)
_RESERVED = 3

"""Commands about messages that were sent: SMS-COMMAND (3GPP TS 23.040 clause 9.2.2.4)."""

from __future__ import annotations

from septet._value import value
from septet.errors import FieldRangeError, OverlengthError
from septet.pid import PROTOCOL_IDENTIFIERS, ProtocolIdentifier
from septet.tpdu.reading import UDHI, Reader
from septet.tpdu.user_data import header_in, octet_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike, Strictness
    from septet.address import Address
    from septet.udh import UserDataHeader

_MOST_OCTETS = 157  # of TP-CD


@value
class Command:
    """What a phone asks of the service centre about a message that it sent.

    >>> from septet.address import Address
    >>> Command(Address.of("+447700900123"), ct=2, mn=42, mr=1).serialize().hex()
    '020100022a0c9144770009103200'
    """

    da: Address
    """To whom the message was; ``Address("", 0, 0)`` where that does not matter."""
    ct: int = 0
    """What to do, 0 to 255: see :func:`septet.tpdu.command_name`."""
    mn: int = 0
    """Message reference of the message."""
    mr: int = 0
    """Message reference of the command itself."""
    pid: ProtocolIdentifier = PROTOCOL_IDENTIFIERS[0]
    cd: bytes = b""
    """TP-CD, data for the command, at most 157 octets."""
    udhi: bool = False
    """Whether ``cd`` begins with a header."""
    srr: bool = False
    """Whether a status report is requested."""

    kind = "SMS-COMMAND"
    """The name of the type in the standard."""
    mti = 2
    """The type: TP-MTI."""

    @property
    def cdl(self) -> int:
        """Octets of ``cd``: TP-CDL."""
        return len(self.cd)

    @property
    def udh(self) -> UserDataHeader | None:
        """The header, read as :meth:`septet.UserDataHeader.parse` does with ``errors="ignore"``; None without."""
        return header_in(self.cd) if self.udhi else None

    @classmethod
    def parse(cls, octets: BytesLike, *, errors: Strictness = "strict") -> Command:
        """Return the command that the octets are.

        Args:
            octets: the TPDU, without the service centre in front.
            errors: as in :meth:`septet.tpdu.Submit.parse`.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the TPDU.
        """
        return cls.read(Reader(octets, errors))

    @classmethod
    def read(cls, reader: Reader) -> Command:
        """Return the command that the reader is at the start of; see :meth:`parse`."""
        first = reader.first(cls.mti, cls.kind)
        mr, pid, ct, mn = reader.octet("mr"), reader.pid(), reader.octet("ct"), reader.octet("mn")
        da, cdl = reader.address("da"), reader.octet("cdl")
        if cdl > _MOST_OCTETS:
            raise OverlengthError(f"{cdl} octets announced, {_MOST_OCTETS} at most can be", "cdl", reader.position - 1)
        cd = reader.take(cdl, "cd")
        udhi = first & UDHI != 0
        if udhi:
            reader.check_header("cd", cd)
        reader.end()
        return cls(da, ct, mn, mr, pid, cd, udhi, first & 0x20 != 0)

    def serialize(self) -> bytes:
        """Return the octets.

        Raises:
            EncodeError: a field cannot be written.
        """
        if len(self.cd) > _MOST_OCTETS:
            raise FieldRangeError("octets of command data", len(self.cd), f"{_MOST_OCTETS} at most")
        first = self.mti | bool(self.srr) << 5 | bool(self.udhi) << 6
        pid, ct, mn = octet_of("pid", self.pid.octet), octet_of("ct", self.ct), octet_of("mn", self.mn)
        octets = bytes((first, octet_of("mr", self.mr), pid, ct, mn))
        return octets + self.da.serialize() + bytes((self.cdl,)) + self.cd

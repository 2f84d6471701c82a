"""What all TPDUs with user data have in common: TP-UD read by its header and its coding, and written."""

from __future__ import annotations

from septet import gsm7
from septet.alphabets import Encoding
from septet.errors import DecodeError, FieldRangeError
from septet.received import ReceivedPart
from septet.tpdu.reading import in_septets, octets_for
from septet.udh import UserDataHeader, fill_bits, header_septets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet.dcs import DataCoding


class WithUserData:
    """The views of the user data: header, payload and text."""

    __slots__ = ("_layout",)  # for the short cut of the kernel, where one was taken

    if TYPE_CHECKING:

        @property
        def _user_data(self) -> tuple[int, bytes, DataCoding | None, bool]:
            """TP-UDL, TP-UD, TP-DCS, TP-UDHI."""

    @property
    def udh(self) -> UserDataHeader | None:
        """The header, read as :meth:`septet.UserDataHeader.parse` does with ``errors="ignore"``; None without."""
        _, ud, _, udhi = self._user_data
        return header_in(ud) if udhi else None

    @property
    def encoding(self) -> Encoding:
        """How the payload is written; compressed text is ``OCTETS``, since it is kept as it is."""
        dcs = self._user_data[2]
        if dcs is None:
            return Encoding.GSM7
        return Encoding.OCTETS if dcs.compressed else dcs.encoding

    @property
    def payload(self) -> bytes:
        """What is behind the header: septets, one per octet, UCS-2 octets or data.

        Raises:
            DecodeError: TP-UD has not the length that TP-UDL says, as may be where somebody made it by hand.
        """
        udl, ud, dcs, udhi = self._user_data
        start = header_end(ud) if udhi else 0
        if not in_septets(dcs):
            return ud[start:]
        n_septets = udl - header_septets(start)
        if n_septets <= 0:
            return b""
        try:
            return gsm7.unpack(ud[start:], n_septets, fill_bits=fill_bits(start))
        except DecodeError as error:
            raise type(error)(error.reason, "user_data", start + error.offset) from None

    @property
    def part(self) -> ReceivedPart:
        """What a :class:`septet.Reassembler` takes.

        Raises:
            DecodeError: as for :attr:`payload`.
        """
        return ReceivedPart(self.payload, self.encoding, self.udh)

    @property
    def text(self) -> str:
        """The text, under the national tables that the header names.

        Raises:
            ReassemblyError: this is data, or compressed.
            DecodeError: some of it has no meaning; the offset counts from the start of :attr:`payload`.
        """
        part = self.part
        try:
            return part.text
        except DecodeError as error:
            raise type(error)(error.reason, "payload", error.offset) from None


def header_in(ud: bytes) -> UserDataHeader:
    """Return the header at the start of the octets, as a receiver makes the best of it."""
    return UserDataHeader.parse(ud, errors="ignore")


def header_end(ud: bytes) -> int:
    """Return where the header ends, or would."""
    return 1 + ud[0] if ud else 0


def octet_of(field: str, number: int) -> int:
    """Return the number.

    Raises:
        FieldRangeError: it is no octet.
    """
    if not 0 <= number <= 0xFF:
        raise FieldRangeError(field, number, "0 to 255")
    return number


def serialized_user_data(udl: int, ud: bytes, dcs: DataCoding | None, most: int) -> bytes:
    """Return TP-UDL and TP-UD.

    Raises:
        FieldRangeError: they do not belong together, or are too long.
    """
    n_octets = octets_for(octet_of("udl", udl), dcs)
    if len(ud) != n_octets:
        raise FieldRangeError("octets of user data", len(ud), f"{n_octets}, as udl {udl} says")
    if n_octets > most:
        raise FieldRangeError("octets of user data", n_octets, f"{most} at most")
    return bytes([udl]) + ud


def coding_of(dcs: DataCoding) -> int:
    """Return what user data is for the short cut of the kernel: 1 for septets, 2 for UTF-16 units, 0 for anything else.

    >>> from septet.dcs import DataCoding
    >>> coding_of(DataCoding(0x08))
    2
    """
    if dcs.in_septets:
        return 1
    return 2 if dcs.encoding is Encoding.UCS2 and not dcs.compressed else 0

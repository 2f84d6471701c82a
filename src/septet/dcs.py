"""Data coding schemes, TP-DCS (3GPP TS 23.038 clause 4): how the text of a message is written, and what to do with it.

All 256 octets are understood, and each is kept as it came: some say the same thing in two ways (0x10 and 0xF0), some
have bits that mean nothing, and a phone stores even a reserved one as received. This is the scheme of SMS; cell
broadcast reads the same octet otherwise, and so do the ``data_coding`` of SMPP and a phone's USSD.
"""

from __future__ import annotations

from enum import IntEnum

from septet._value import value
from septet.alphabets import Encoding
from septet.elements import Waiting
from septet.errors import FieldRangeError

_CHARACTER_SETS = {Encoding.GSM7: 0x00, Encoding.OCTETS: 0x04, Encoding.UCS2: 0x08}


class MessageClass(IntEnum):
    """What a message is for (clause 4); one without a class is for the user, to be read when there is time."""

    FLASH = 0
    """Shown at once and not stored."""
    DEVICE = 1
    """For the phone itself, and stored there by default."""
    SIM = 2
    """For the SIM."""
    TERMINAL = 3
    """For equipment that is connected to the phone."""


@value
class DataCoding:
    """One octet of TP-DCS.

    >>> flash = DataCoding.parse(0x18)
    >>> flash.encoding, flash.message_class, str(flash)
    (<Encoding.UCS2: 'UCS-2'>, <MessageClass.FLASH: 0>, 'UCS-2, class 0 (flash)')
    """

    octet: int
    """As it was received, 0 to 255."""

    @classmethod
    def parse(cls, octet: int) -> DataCoding:
        """Return the meaning of the octet; the same object for the same octet.

        Raises:
            FieldRangeError: this is no octet.
        """
        if not 0 <= octet <= 0xFF:
            raise FieldRangeError("dcs", octet, "0 to 255")
        return DATA_CODINGS[octet]

    @classmethod
    def of(
        cls,
        encoding: Encoding = Encoding.GSM7,
        *,
        message_class: int | None = None,
        compressed: bool = False,
        deletes: bool = False,
    ) -> DataCoding:
        """Return the scheme for what is asked for, from the general groups.

        Args:
            encoding: how the text is written.
            message_class: 0 to 3, a :class:`MessageClass`; 0 is what is called a flash message.
            compressed: the text is compressed (3GPP TS 23.042).
            deletes: the phone is to delete the message when it has been read.

        Raises:
            FieldRangeError: there is no such encoding or class.

        >>> DataCoding.of(Encoding.UCS2), DataCoding.of(message_class=MessageClass.FLASH)
        (DataCoding(0x08), DataCoding(0x10))
        """
        if encoding not in _CHARACTER_SETS:
            raise FieldRangeError("encoding", encoding, "an Encoding")
        octet = _CHARACTER_SETS[encoding] | compressed << 5 | deletes << 6
        if message_class is not None:
            if message_class not in (0, 1, 2, 3):
                raise FieldRangeError("message_class", message_class, "0 to 3")
            octet |= 0x10 | message_class
        return DATA_CODINGS[octet]

    @classmethod
    def indication(
        cls, waiting: Waiting, *, active: bool = True, discard: bool = False, encoding: Encoding = Encoding.GSM7
    ) -> DataCoding:
        """Return the scheme that puts up or takes away the sign that something waits.

        Args:
            waiting: what waits; a video message has no such sign.
            active: put up the sign, or take it away.
            discard: the text of this message need not be stored; GSM-7 only.
            encoding: GSM-7 or UCS-2.

        Raises:
            FieldRangeError: there is no such scheme.

        >>> DataCoding.indication(Waiting.VOICEMAIL, discard=True), DataCoding.indication(Waiting.FAX, active=False)
        (DataCoding(0xc8), DataCoding(0xd1))
        """
        if not 0 <= waiting <= 3:
            raise FieldRangeError("waiting", waiting, "VOICEMAIL, FAX, EMAIL or OTHER")
        if encoding is Encoding.OCTETS or (discard and encoding is Encoding.UCS2):
            raise FieldRangeError("encoding", encoding, "GSM-7" if discard else "GSM-7 or UCS-2")
        group = 0xC0 if discard else 0xD0 if encoding is Encoding.GSM7 else 0xE0
        return DATA_CODINGS[group | active << 3 | waiting]

    @property
    def encoding(self) -> Encoding:
        """How the text is written; GSM-7 in what is reserved."""
        if self.octet < 0x80:
            return (Encoding.GSM7, Encoding.OCTETS, Encoding.UCS2, Encoding.GSM7)[self.octet >> 2 & 3]
        if self.octet >= 0xF0:
            return Encoding.OCTETS if self.octet & 0x04 else Encoding.GSM7
        return Encoding.UCS2 if self.octet >= 0xE0 else Encoding.GSM7

    @property
    def message_class(self) -> MessageClass | None:
        """What the message is for, if it says so."""
        has_class = self.octet >= 0xF0 or (self._is_general and self.octet & 0x10)
        return MessageClass(self.octet & 3) if has_class else None

    @property
    def compressed(self) -> bool:
        """Whether the text is compressed."""
        return self._is_general and self.octet & 0x20 != 0

    @property
    def deletes(self) -> bool:
        """Whether the phone is to delete the message when it has been read."""
        return self._is_general and self.octet & 0x40 != 0

    @property
    def waiting(self) -> Waiting | None:
        """What waits, or does no longer, if this is an indication."""
        return Waiting(self.octet & 3) if 0xC0 <= self.octet < 0xF0 else None

    @property
    def active(self) -> bool:
        """Whether an indication puts up its sign; False where it takes it away, and where there is none."""
        return 0xC0 <= self.octet < 0xF0 and self.octet & 0x08 != 0

    @property
    def discard(self) -> bool:
        """Whether the text of an indication need not be stored."""
        return 0xC0 <= self.octet < 0xD0

    @property
    def in_septets(self) -> bool:
        """Whether TP-UDL counts septets: in GSM-7 that is not compressed (3GPP TS 23.040 clause 9.2.3.16)."""
        return self.encoding is Encoding.GSM7 and not self.compressed

    @property
    def is_reserved(self) -> bool:
        """Whether the octet has no meaning yet: a receiver reads it as 0x00."""
        return 0x80 <= self.octet < 0xC0 or (self.octet < 0x80 and self.octet & 0x0C == 0x0C)

    @property
    def _is_general(self) -> bool:
        return self.octet < 0x80 and not self.is_reserved

    def __repr__(self) -> str:
        return f"DataCoding({self.octet:#04x})"

    def __str__(self) -> str:
        words = [str(self.encoding)]
        if self.compressed:
            words.append("compressed")
        if self.message_class is not None:
            words.append(f"class {self.message_class:d} ({self.message_class.name.lower()})")
        if self.deletes:
            words.append("deleted when read")
        if self.waiting is not None:
            words.append(f"{'' if self.active else 'no '}{self.waiting.name.lower()} waiting")
            words.append("discard" if self.discard else "store")
        if self.is_reserved:
            words.append("reserved")
        return ", ".join(words)


DATA_CODINGS: tuple[DataCoding, ...] = tuple(map(DataCoding, range(256)))
"""All of them, by octet."""

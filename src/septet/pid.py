"""Protocol identifiers, TP-PID (3GPP TS 23.040 clause 9.2.3.9): to what kind of receiver a message goes.

Nearly all messages have 0. All 256 octets are understood, and each is kept as it came.
"""

from __future__ import annotations

from enum import IntEnum

from septet._value import value
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self


class _Described(IntEnum):
    text: str

    def __new__(cls, number: int, text: str) -> Self:
        member = int.__new__(cls, number)
        member._value_ = number
        member.text = text
        return member

    def __str__(self) -> str:
        return self.text


class TelematicDevice(_Described):
    """What the service centre turns the message into; the lower five bits of 0x20 to 0x3F."""

    IMPLICIT = 0x00, "device that the service centre knows of"
    TELEX = 0x01, "telex"
    FAX_GROUP_3 = 0x02, "group 3 fax"
    FAX_GROUP_4 = 0x03, "group 4 fax"
    VOICE_TELEPHONE = 0x04, "voice telephone"
    ERMES = 0x05, "ERMES"
    NATIONAL_PAGING = 0x06, "national paging system"
    VIDEOTEX = 0x07, "videotex"
    TELETEX = 0x08, "teletex"
    TELETEX_PSPDN = 0x09, "teletex in PSPDN"
    TELETEX_CSPDN = 0x0A, "teletex in CSPDN"
    TELETEX_PSTN = 0x0B, "teletex in analog PSTN"
    TELETEX_ISDN = 0x0C, "teletex in digital ISDN"
    UCI = 0x0D, "UCI"
    MESSAGE_HANDLING = 0x10, "message handling facility"
    X400 = 0x11, "public X.400 message handling system"
    EMAIL = 0x12, "Internet e-mail"
    SC_SPECIFIC_1 = 0x18, "1, as the service centre says"
    SC_SPECIFIC_2 = 0x19, "2, as the service centre says"
    SC_SPECIFIC_3 = 0x1A, "3, as the service centre says"
    SC_SPECIFIC_4 = 0x1B, "4, as the service centre says"
    SC_SPECIFIC_5 = 0x1C, "5, as the service centre says"
    SC_SPECIFIC_6 = 0x1D, "6, as the service centre says"
    SC_SPECIFIC_7 = 0x1E, "7, as the service centre says"
    MOBILE_STATION = 0x1F, "mobile station"


class Service(_Described):
    """What the phone itself is to do with the message; the whole octet."""

    TYPE_0 = 0x40, "type 0: acknowledged, not shown, not stored"
    DEVICE_TRIGGERING = 0x48, "device triggering"
    ENHANCED_MESSAGE_SERVICE = 0x5E, "enhanced message service (obsolete)"
    RETURN_CALL = 0x5F, "return call message"
    ANSI_136_R_DATA = 0x7C, "ANSI-136 R-DATA"
    ME_DATA_DOWNLOAD = 0x7D, "ME data download"
    ME_DEPERSONALIZATION = 0x7E, "ME de-personalization"
    SIM_DATA_DOWNLOAD = 0x7F, "(U)SIM data download"


_DEVICES = {0x20 | int(device): device for device in TelematicDevice}
_SERVICES = {int(service): service for service in Service}


@value
class ProtocolIdentifier:
    """One octet of TP-PID.

    >>> pid = ProtocolIdentifier.parse(0x43)
    >>> pid.replace_msg_id, str(pid)
    (3, 'replace short message type 3')
    """

    octet: int
    """As it was received, 0 to 255."""

    @classmethod
    def parse(cls, octet: int) -> ProtocolIdentifier:
        """Return the meaning of the octet; the same object for the same octet.

        Raises:
            FieldRangeError: this is no octet.
        """
        return PROTOCOL_IDENTIFIERS[_checked("pid", octet, 0, 0xFF)]

    @classmethod
    def of(cls, protocol_id: int | None = None, *, replace_msg_id: int | None = None) -> ProtocolIdentifier:
        """Return the identifier for what is asked for, and 0 where nothing is.

        Args:
            protocol_id: the octet itself, or a :class:`Service`.
            replace_msg_id: 1 to 7: the message takes the place of the one that came before it from the same sender
                with the same number.

        Raises:
            FieldRangeError: a number is out of its range, or one says something else than the other.

        >>> ProtocolIdentifier.of(replace_msg_id=3), ProtocolIdentifier.of(Service.SIM_DATA_DOWNLOAD)
        (ProtocolIdentifier(0x43), ProtocolIdentifier(0x7f))
        """
        if replace_msg_id is None:
            return PROTOCOL_IDENTIFIERS[_checked("protocol_id", 0 if protocol_id is None else protocol_id, 0, 0xFF)]
        octet = 0x40 | _checked("replace_msg_id", replace_msg_id, 1, 7)
        if protocol_id not in (None, octet):
            raise FieldRangeError("protocol_id", protocol_id, f"{octet}, as replace_msg_id {replace_msg_id} says")
        return PROTOCOL_IDENTIFIERS[octet]

    @classmethod
    def telematic(cls, device: TelematicDevice) -> ProtocolIdentifier:
        """Return the identifier for interworking with the device.

        Raises:
            FieldRangeError: there is no such device.

        >>> ProtocolIdentifier.telematic(TelematicDevice.EMAIL)
        ProtocolIdentifier(0x32)
        """
        return PROTOCOL_IDENTIFIERS[0x20 | _checked("device", device, 0, 0x1F)]

    @property
    def replace_msg_id(self) -> int | None:
        """The number of the message to be replaced, 1 to 7, where one is."""
        return self.octet & 7 if 0x41 <= self.octet <= 0x47 else None

    @property
    def device(self) -> TelematicDevice | None:
        """What the service centre turns the message into, if it does."""
        return _DEVICES.get(self.octet)

    @property
    def service(self) -> Service | None:
        """What the phone is to do, if it is something special other than to replace a message."""
        return _SERVICES.get(self.octet)

    @property
    def is_reserved(self) -> bool:
        """Whether the octet has no meaning yet: a receiver reads it as 0x00."""
        if self.octet < 0x20 or self.octet >= 0xC0 or self.replace_msg_id:
            return False
        return self.octet not in _DEVICES and self.octet not in _SERVICES

    def __repr__(self) -> str:
        return f"ProtocolIdentifier({self.octet:#04x})"

    def __str__(self) -> str:
        if self.octet < 0x20:
            return f"between short message entities, protocol {self.octet}" if self.octet else "short message"
        if self.replace_msg_id:
            return f"replace short message type {self.replace_msg_id}"
        if self.device is not None:
            return f"telematic interworking: {self.device}"
        if self.service is not None:
            return str(self.service)
        return "reserved" if self.is_reserved else f"as the service centre says: {self.octet & 0x3F:#04x}"


PROTOCOL_IDENTIFIERS: tuple[ProtocolIdentifier, ...] = tuple(map(ProtocolIdentifier, range(256)))
"""All of them, by octet."""


def _checked(field: str, number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise FieldRangeError(field, number, f"{least} to {most}")
    return number

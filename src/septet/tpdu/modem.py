"""TPDUs as a modem in PDU mode reads and writes them (3GPP TS 27.005): with the service centre in front."""

from __future__ import annotations

from septet._value import value
from septet.address import Address
from septet.errors import DecodeError
from septet.tpdu.kinds import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike, Direction, Strictness
    from septet.tpdu.kinds import AnyTpdu


@value
class ModemPdu:
    """A TPDU and its service centre.

    >>> pdu = ModemPdu.parse(bytes.fromhex("0011000B916407281553F80000AA0AE8329BFD4697D9EC37"), direction="mo")
    >>> pdu.service_centre, pdu.tpdu.text, pdu.n_octets
    (None, 'hellohello', 23)
    """

    tpdu: AnyTpdu
    service_centre: Address | None = None
    """None where the modem is to take the one that it knows."""

    @classmethod
    def parse(cls, octets: BytesLike, *, direction: Direction, errors: Strictness = "strict") -> ModemPdu:
        """Return what the octets are.

        Args:
            octets: what the modem writes, or reads, as hexadecimal digits; ``bytes.fromhex`` reads these.
            direction: as in :func:`septet.tpdu.parse`.
            errors: as in :meth:`septet.tpdu.Submit.parse`.

        Raises:
            DecodeError: something is wrong; the offset counts from the start of the octets, and the field begins with
                ``service_centre`` or ``tpdu``.
        """
        data = bytes(memoryview(octets))
        start = service_centre_end(data)
        try:
            centre = Address.parse_service_centre(data[:start])
        except DecodeError as error:
            raise error.within("service_centre", 0) from None
        try:
            return cls(parse(data[start:], direction=direction, errors=errors), centre)
        except DecodeError as error:
            raise error.within("tpdu", start) from None

    @property
    def n_octets(self) -> int:
        """Octets of the TPDU alone: the number for ``AT+CMGS`` and ``AT+CMGW``.

        Raises:
            EncodeError: as for :meth:`serialize`.
        """
        return len(self.tpdu.serialize())

    def serialize(self) -> bytes:
        """Return the octets, which a modem is given as hexadecimal digits.

        Raises:
            EncodeError: a field cannot be written.
        """
        centre = b"\0" if self.service_centre is None else self.service_centre.serialize_service_centre()
        return centre + self.tpdu.serialize()


def service_centre_end(octets: bytes) -> int:
    """Return where the TPDU begins, as the first octet says.

    >>> service_centre_end(bytes.fromhex("0791447758100650040c"))
    8
    """
    return 1 + octets[0] if octets else 0

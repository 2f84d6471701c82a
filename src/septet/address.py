"""Addresses: telephone numbers as people write them, and numbers and names as they stand on the wire.

On the wire (3GPP TS 23.040 clause 9.1.2.5) an address is a length, a type and a value. The value of a number is its
digits, two in an octet; that of a name is packed GSM 7-bit text. The length counts semi-octets, halves of an octet,
also in a name. The service centre in front of a PDU for a modem counts octets instead, and its type octet among them.
"""

from __future__ import annotations

import re
from enum import IntEnum

from septet import _kernel, gsm7
from septet._value import value
from septet.errors import FieldRangeError, MalformedError, OverlengthError, TruncatedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet._typing import BytesLike

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATED = " \t\r\n\xa0\u2009\u202f-\u2010\u2011\u2013()."
_SEPARATORS = dict.fromkeys(map(ord, _SEPARATED))
_FLOAT = re.compile(r"\+?[0-9]+\.0+")
"""What a number becomes in a column of fractions, as pandas makes them where one is missing: 447700900123.0."""
_LENGTHS = frozenset(range(7, 16))
_LIMIT = "an international number (E.164: optional + or 00, then 7 to 15 digits, the first one not 0)"


def normalize_msisdn(written: str) -> str:
    """Return the digits of an international number (ITU-T E.164) without ``+`` or ``00``.

    Spaces, hyphens, dots and brackets between the digits are ignored, but a bracket that opens with 0, as in ``(0)``,
    which some write for the digit to leave out and others for one to dial, is refused: the number would go to somebody
    else. So is ``447700900123.0``, which is no number with a 0 behind a separator, but one that was taken for a
    fraction.

    Raises:
        FieldRangeError: it is no such number; national numbers, which begin with 0, are not.

    >>> normalize_msisdn("+44 7700 900123"), normalize_msisdn("00447700900123")
    ('447700900123', '447700900123')
    """
    digits = written[1:] if written[:1] == "+" else written
    if digits.isdigit() and len(digits) in _LENGTHS and digits[0] != "0" and digits.isascii():
        return digits
    return _normalize(written)


def normalize_msisdns(written: Sequence[str]) -> list[str]:
    """Return what :func:`normalize_msisdn` gives for each of them, in less time where most are written plainly.

    Raises:
        FieldRangeError: one of them is no international number.

    >>> normalize_msisdns(["+447700900123", "00 33 6 39 98 01 23"])
    ['447700900123', '33639980123']
    """
    # All of them as one text, a line for each, so that Python takes no step for any of them. A line end in a number is
    # a line too many. The digits are looked at as octets, which is twenty times as fast as characters.
    lines = ("\n" + "\n".join(written)).replace("\n+", "\n")
    digits = lines[1:].split("\n")
    together = "".join(digits)
    if (
        together.isascii()
        and together.encode().isdigit()
        and "\n0" not in lines
        and len(digits) == len(written)
        and _LENGTHS.issuperset(map(len, digits))
    ):
        return digits
    return list(map(normalize_msisdn, written))


def _normalize(written: str) -> str:
    # What is not written in the plainest way. A number that begins with 00 and is not +00 is tried without.
    is_unclear = "(0" in "".join(written.split()) or _FLOAT.fullmatch(written.strip(_SEPARATED))
    digits = written if is_unclear else written.translate(_SEPARATORS)
    digits = digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00")
    if digits.isdigit() and len(digits) in _LENGTHS and digits[0] != "0" and digits.isascii():
        return digits
    raise FieldRangeError("number", written, _LIMIT)


# -- on the wire -------------------------------------------------------------------------------------------------------


class TypeOfNumber(IntEnum):
    """What an address is: bits 6 to 4 of its type octet."""

    UNKNOWN = 0
    """As it would be dialled: a short number, or one whose prefix the network sorts out."""
    INTERNATIONAL = 1
    """The digits behind a ``+``."""
    NATIONAL = 2
    NETWORK_SPECIFIC = 3
    SUBSCRIBER = 4
    ALPHANUMERIC = 5
    """A name in place of a number."""
    ABBREVIATED = 6
    RESERVED = 7
    """Read as ``UNKNOWN`` by a receiver."""


class NumberingPlan(IntEnum):
    """In which plan a number is: bits 3 to 0 of the type octet. What is missing here is reserved."""

    UNKNOWN = 0
    ISDN = 1
    """Telephone numbers, ITU-T E.164."""
    DATA = 3
    """ITU-T X.121."""
    TELEX = 4
    SC_SPECIFIC_5 = 5
    SC_SPECIFIC_6 = 6
    NATIONAL = 8
    PRIVATE = 9
    ERMES = 10
    RESERVED = 15


_PLANS = {int(plan): plan for plan in NumberingPlan}
_TYPES = tuple((ton, _PLANS.get(npi, npi)) for ton in TypeOfNumber for npi in range(16))


@_kernel.fast_address(gsm7.alphabet(), _TYPES)
@value
class Address:
    """A number or a name, as originator, destination or service centre.

    >>> Address.of("+44 7700 900123").serialize().hex()
    '0c91447700091032'
    >>> str(Address.parse(bytes.fromhex("0dd0cdbc501e769301")))
    'MyBrand'
    """

    value: str
    """The digits, of ``0123456789*#abc`` and without ``+``; or the text of a name."""
    ton: TypeOfNumber
    npi: int
    """A :class:`NumberingPlan`, or the number of a reserved one. A name has 0."""

    @classmethod
    def of(cls, written: str) -> Address:
        """Return the address that people mean by what they write.

        With a ``+`` it is an international number, and what separates the digits is left out. Without, what consists
        of digits, ``*``, ``#`` and separators is a number of unknown type, to be dialled as it is: also 0044 and what
        follows. Anything else is a name.

        Raises:
            FieldRangeError: there is nothing, something else than digits behind the ``+``, or something else than text.

        >>> Address.of("12345").ton.name, Address.of("7-Eleven").ton.name
        ('UNKNOWN', 'ALPHANUMERIC')
        """
        if not isinstance(written, str) or not written:  # 0447700900123 is not 447700900123
            raise FieldRangeError("address", written, "a number or a name, as text")
        digits = written if "(0" in "".join(written.split()) else written.translate(_SEPARATORS)
        if digits.startswith("+"):
            if not (digits[1:].isdigit() and digits.isascii()):
                raise FieldRangeError("address", written, "digits behind a +")
            return cls(digits[1:], TypeOfNumber.INTERNATIONAL, NumberingPlan.ISDN)
        if digits and not digits.strip("0123456789*#"):
            return cls(digits, TypeOfNumber.UNKNOWN, NumberingPlan.ISDN)
        return cls(written, TypeOfNumber.ALPHANUMERIC, NumberingPlan.UNKNOWN)

    @classmethod
    def parse(cls, octets: BytesLike) -> Address:
        """Return the address that the octets are: the length in semi-octets, the type, the value.

        Left out are what fills the last octet, fill digits that stand elsewhere, spare bits and escapes that mean
        nothing; an address with any of these is serialized without. So is one of length 0 whose type octet is below
        0x80, as a command without a destination may have it. A name of 8 septets may be one of 7 whose sender counted
        octets for the length, and then ends in ``@``: the octets do not tell.

        Raises:
            TruncatedError: there are fewer octets than the length says.
            OverlengthError: there are more, or the length is over 20.
            MalformedError: the highest bit of the type is 0.
        """
        data = bytes(memoryview(octets))
        n_semi_octets = _length(data, _MOST_DIGITS)
        _check_end(data, 2 + (n_semi_octets + 1) // 2)
        if data[1] < 0x80 and n_semi_octets:
            raise MalformedError(f"{data[1]:#04x} has not the highest bit set", "type", 1)
        ton, npi = _TYPES[data[1] & 0x7F]
        if ton is TypeOfNumber.ALPHANUMERIC:
            return cls(_name(data[2:], n_semi_octets), ton, npi)
        return cls(_digits(data[2:], n_semi_octets), ton, npi)

    @classmethod
    def parse_service_centre(cls, octets: BytesLike) -> Address | None:
        """Return the service centre that the octets are: the length in octets, the type, the digits.

        This is what stands in front of a PDU for a modem; a length of 0 means that the modem knows the number.

        Raises:
            TruncatedError: there are fewer octets than the length says.
            OverlengthError: there are more, or the length is over 11.
            MalformedError: the highest bit of the type is 0, or it is that of a name.

        >>> str(Address.parse_service_centre(bytes.fromhex("0791447758100650")))
        '+447785016005'
        """
        data = bytes(memoryview(octets))
        if data == b"\0":
            return None
        n_octets = _length(data, 1 + _MOST_DIGITS // 2)
        _check_end(data, 1 + n_octets)
        ton, npi = _TYPES[data[1] & 0x7F]
        if data[1] < 0x80 or ton is TypeOfNumber.ALPHANUMERIC:
            raise MalformedError(f"{data[1]:#04x} is not the type of a number", "type", 1)
        return cls(_digits(data[2:], 2 * n_octets - 2), ton, npi)

    def serialize(self) -> bytes:
        """Return the octets: the length in semi-octets, the type, the value.

        Raises:
            FieldRangeError: a number has more than 20 digits or something else than digits, a name more than 11
                septets (characters of the extension table take two), or the type or the plan is none.
            UnencodableCharacterError: a name has a character outside the GSM 7-bit default alphabet.
        """
        if self.ton == TypeOfNumber.ALPHANUMERIC:
            septets = gsm7.encode(self.value)
            if len(septets) > _MOST_SEPTETS:
                raise FieldRangeError("address", self.value, f"{_MOST_SEPTETS} septets at most")
            return bytes([(7 * len(septets) + 3) // 4, self._type()]) + gsm7.pack(septets)
        return bytes([len(self.value), self._type()]) + self._packed_digits()

    def serialize_service_centre(self) -> bytes:
        """Return the octets: the length in octets, the type, the digits. Where the modem knows it, write one octet 0.

        Raises:
            FieldRangeError: this is no number, or one with more than 20 digits.

        >>> Address.of("+447785016005").serialize_service_centre().hex()
        '0791447758100650'
        """
        if self.ton == TypeOfNumber.ALPHANUMERIC:
            raise FieldRangeError("address", self.value, "a number for a service centre")
        digits = self._packed_digits()
        return bytes([1 + len(digits), self._type()]) + digits

    def _type(self) -> int:
        if not 0 <= self.ton <= 7:
            raise FieldRangeError("ton", self.ton, "0 to 7")
        if not 0 <= self.npi <= 15:
            raise FieldRangeError("npi", self.npi, "0 to 15")
        return 0x80 | self.ton << 4 | self.npi

    def _packed_digits(self) -> bytes:
        if len(self.value) > _MOST_DIGITS or self.value.strip("0123456789*#abc"):
            raise FieldRangeError("address", self.value, f"{_MOST_DIGITS} digits of 0123456789*#abc at most")
        nibbles = self.value.translate(_TO_NIBBLES) + "f" * (len(self.value) % 2)
        return bytes.fromhex(nibbles).translate(_SWAPPED)

    def __str__(self) -> str:
        return f"+{self.value}" if self.ton == TypeOfNumber.INTERNATIONAL else self.value


_MOST_DIGITS = 20
_MOST_SEPTETS = 11
_SWAPPED = bytes((octet & 0x0F) << 4 | octet >> 4 for octet in range(256))
_TO_NIBBLES = str.maketrans("*#abc", "abcde")
_FROM_NIBBLES = str.maketrans("abcde", "*#abc", "f")


def _length(data: bytes, most: int) -> int:
    if not data:
        raise TruncatedError("the length octet is missing", "length", 0)
    if data[0] > most:
        raise OverlengthError(f"{data[0]} announced, {most} at most can be", "length", 0)
    return data[0]


def _check_end(data: bytes, end: int) -> None:
    if len(data) < end:
        reason = f"{end} octets are announced, {len(data)} are there"
        raise TruncatedError(reason, "type" if len(data) < 2 else "value", len(data))
    if len(data) > end:
        raise OverlengthError(f"{end} octets are announced, there are more", "value", end)


def _digits(packed: bytes, n_digits: int) -> str:
    nibbles = packed.translate(_SWAPPED).hex()[:n_digits]
    return nibbles if nibbles.isdecimal() else nibbles.translate(_FROM_NIBBLES)


def _name(packed: bytes, n_semi_octets: int) -> str:
    n_septets = 4 * n_semi_octets // 7
    return gsm7.decode(gsm7.unpack(packed[: (7 * n_septets + 7) // 8], n_septets))

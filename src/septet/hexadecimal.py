"""Octets written as hexadecimal digits."""

from __future__ import annotations

from septet.errors import MalformedError, TruncatedError

_DIGITS = "0123456789abcdefABCDEF"


def octets_of(digits: str, field: str = "digits") -> bytes:
    r"""Return the octets that the digits stand for, two digits each, in either case, without blanks or ``0x``.

    Raises:
        MalformedError: there is something else than a digit; the offset is in digits.
        TruncatedError: the last octet has one digit only.

    >>> octets_of("042f")
    b'\x04/'
    """
    rest = str.lstrip(digits, _DIGITS)
    if rest:
        raise MalformedError(f"{rest[0]!a} is not a hexadecimal digit", field, len(digits) - len(rest))
    if len(digits) % 2:
        raise TruncatedError("half an octet", field, len(digits) - 1)
    return bytes.fromhex(digits)

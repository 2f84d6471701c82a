"""Octets written as hexadecimal digits."""

from __future__ import annotations

from septet.errors import MalformedError, TruncatedError

_DIGITS = frozenset("0123456789abcdefABCDEF")


def octets_of(digits: str, field: str = "digits") -> bytes:
    r"""Return the octets that the digits stand for, two digits each, in either case and without blanks.

    Raises:
        MalformedError: there is something else than a digit; the offset is in digits.
        TruncatedError: the last octet has one digit only.

    >>> octets_of("042f")
    b'\x04/'
    """
    wrong = next((i for i, digit in enumerate(digits) if digit not in _DIGITS), None)
    if wrong is not None:
        raise MalformedError(f"{digits[wrong]!a} is not a hexadecimal digit", field, wrong)
    if len(digits) % 2:
        raise TruncatedError("half an octet", field, len(digits) - 1)
    return bytes.fromhex(digits)

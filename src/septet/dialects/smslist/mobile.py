"""Mobile numbers as this API takes them: of its own country also in the national form."""

from __future__ import annotations

from septet.errors import FieldRangeError

COUNTRY = "254"
"""Calling code of the country whose national numbers are taken, where no other is given: Kenya."""

_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n\xa0-\u2010\u2011()[]"))
_N_NATIONAL = 9  # digits of a number without calling code and trunk prefix
_NATIONAL_STARTS = ("7", "1")
_FOREIGN_LENGTHS = range(10, 16)


def normalize_mobile(written: str, *, country: str = COUNTRY) -> str:
    """Return the digits of an international number.

    Blanks, hyphens and brackets do not count, nor does one ``+`` or ``00`` in front. Nine digits that begin with 7 or
    1, with or without the trunk prefix 0, are a number of the country. Besides, 10 to 15 digits that do not begin with
    0 are taken for an international number.

    Args:
        written: one number; a list of numbers is none.
        country: the calling code.

    Raises:
        FieldRangeError: it is no such number.

    >>> [normalize_mobile(written) for written in ("0712 345678", "+254712345678", "712345678", "447700900123")]
    ['254712345678', '254712345678', '254712345678', '447700900123']
    """
    digits = written.translate(_SEPARATORS)
    digits = digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00")
    if digits.isascii() and digits.isdigit():
        national = digits.removeprefix("0")
        if len(national) == _N_NATIONAL and national.startswith(_NATIONAL_STARTS):
            return country + national
        if len(digits) in _FOREIGN_LENGTHS and not digits.startswith("0"):
            return digits
    raise FieldRangeError("mobile", written, f"one number, national or international (as +{country}712345678)")


def is_of(country: str, mobile: str) -> bool:
    """Return whether the digits of an international number are a number of the country.

    >>> is_of("254", "254712345678"), is_of("254", "447700900123")
    (True, False)
    """
    return mobile.startswith(country) and len(mobile) == len(country) + _N_NATIONAL

"""Telephone numbers as EAPI takes them: digits in the international form, in lists with commas."""

from __future__ import annotations

from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLANKS = " \t\r\n"
NUMBER_LENGTHS = range(7, 15 + 1)
_LONGEST_COUNTRY = 3
NUMBER = "an international number: 7 to 15 digits, the first one not 0"


def normalize(written: str, default_country: str = "") -> str | None:
    """Return the digits of a number, or None where it is none.

    Blanks around it, which are what a raw ``+`` becomes in a form, and one ``+`` or ``00`` in front are dropped.

    Args:
        written: the number.
        default_country: country code that goes in the place of one leading 0; without it national numbers are none.

    >>> normalize(" 44123123456"), normalize("07700900123"), normalize("07700900123", "44")
    ('44123123456', None, '447700900123')
    """
    digits = written.strip(_BLANKS)
    if digits[:1] in ("+", "0"):
        if digits[0] == "+":
            digits = digits[1:]
        elif digits.startswith("00"):
            digits = digits[2:]
        elif default_country:
            digits = default_country + digits[1:]
    return (
        digits if len(digits) in NUMBER_LENGTHS and digits.isdigit() and digits[0] != "0" and digits.isascii() else None
    )


def check_country(code: str | None) -> str:
    """Return the country code, ``""`` for none.

    Raises:
        FieldRangeError: it is no country code.
    """
    if code is None:
        return ""
    if not (code.isascii() and code.isdigit() and code[0] != "0" and len(code) <= _LONGEST_COUNTRY):
        raise FieldRangeError("default_country", code, "a country code of 1 to 3 digits, such as 44")
    return code


def duplicates(numbers: Iterable[str]) -> Iterator[int]:
    """Yield the index of each number that was there before.

    >>> list(duplicates(["44123123456", "44123123457", "44123123456"]))
    [2]
    """
    seen = set()
    for i, number in enumerate(numbers):
        if number in seen:
            yield i
        seen.add(number)

"""Telephone numbers as people write them, brought to the form in which a message is addressed and priced."""

from __future__ import annotations

from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n\xa0\u2009\u202f-\u2010\u2011\u2013()."))
_LENGTHS = frozenset(range(7, 16))
_LIMIT = "an international number (E.164: optional + or 00, then 7 to 15 digits, the first one not 0)"


def normalize_msisdn(written: str) -> str:
    """Return the digits of an international number (ITU-T E.164) without ``+`` or ``00``.

    Spaces, hyphens, dots and brackets between the digits are ignored, but a bracket that opens with 0, as in ``(0)``,
    which some write for the digit to leave out and others for one to dial, is refused: the number would go to somebody
    else.

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
    digits = written if "(0" in "".join(written.split()) else written.translate(_SEPARATORS)
    digits = digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00")
    if digits.isdigit() and len(digits) in _LENGTHS and digits[0] != "0" and digits.isascii():
        return digits
    raise FieldRangeError("number", written, _LIMIT)

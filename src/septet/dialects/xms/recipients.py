"""Recipients: numbers and the ids of groups, told apart and brought to one form.

The API ignores blanks, hyphens and brackets in a number, and one ``+`` or ``00`` in front of it. It takes the 0 in
``+44 (0) 7700`` for a digit like any other.
"""

from __future__ import annotations

import re

from septet import gsm7
from septet.errors import UnencodableCharacterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_IGNORED = dict.fromkeys(map(ord, " \t\n\r\v\f-()"))
_DIGITS = b"0123456789"
_LENGTHS = frozenset(range(7, 16))
_GROUP = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]+")
_ZERO_IN_BRACKETS = re.compile(r"\(\s*0")

_MOST_SENDER_DIGITS = 18
_MOST_SENDER_SEPTETS = 11


def normalize_number(written: str) -> str | None:
    """Return the digits of an international number, or None where it is none.

    >>> normalize_number("+44 (7700) 900-001"), normalize_number("00447700900001"), normalize_number("+1")
    ('447700900001', '447700900001', None)
    """
    digits = written.translate(_IGNORED)
    digits = digits[1:] if digits[:1] == "+" else digits.removeprefix("00")
    return digits if is_number(digits) else None


def is_number(digits: str) -> bool:
    """Return whether these are the digits of an international number, with nothing else."""
    return digits.isdigit() and digits.isascii() and len(digits) in _LENGTHS and digits[0] != "0"


def normalize_numbers(written: Sequence[str]) -> Sequence[str | None]:
    """Return what :func:`normalize_number` gives for each, in less time where most are written plainly."""
    if _are_numbers(written):
        return written
    without_plus = [number[1:] if number[:1] == "+" else number for number in written]
    return without_plus if _are_numbers(without_plus) else list(map(normalize_number, written))


def _are_numbers(digits: Sequence[str]) -> bool:
    together = "".join(digits)
    if not together or not together.isascii() or together.encode().translate(None, _DIGITS):  # faster than isdigit()
        return False
    # The smallest string begins with 0 if any does.
    return set(map(len, digits)) <= _LENGTHS and min(digits)[0] != "0"


def normalize_recipients(written: Sequence[str]) -> Sequence[str | None]:
    """Return the digits of each number and each id of a group as it is; None for what is neither.

    >>> normalize_recipients(["+447700900001", "01FC66621-vip", "group 1"])
    ['447700900001', '01FC66621-vip', None]
    """
    numbers = normalize_numbers(written)
    if None not in numbers:
        return numbers
    return [each if number is None and is_group(each) else number for number, each in zip(numbers, written)]


def is_group(written: str) -> bool:
    """Return whether this is the id of a group: letters, digits, ``_`` and ``-``, and a letter among them."""
    return _GROUP.fullmatch(written) is not None


def has_zero_in_brackets(written: str) -> bool:
    """Return whether a bracket opens with 0, which some write for a digit that is left out from abroad."""
    return _ZERO_IN_BRACKETS.search(written) is not None


def is_sender(written: str) -> bool:
    """Return whether this can be a sender: up to 18 digits, or a name of up to 11 septets in GSM-7.

    >>> is_sender("+46 70 123 45 67"), is_sender("PIZZA SHOP"), is_sender("SENDERNAME12")
    (True, True, False)
    """
    digits = written.translate(_IGNORED).removeprefix("+")
    if digits.isdigit() and digits.isascii():
        return len(digits) <= _MOST_SENDER_DIGITS
    try:
        return bool(written.strip()) and len(gsm7.encode(written)) <= _MOST_SENDER_SEPTETS
    except UnencodableCharacterError:
        return False

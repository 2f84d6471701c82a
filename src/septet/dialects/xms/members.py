"""The members of a JSON body, each on its own: is it of the right type, is its format right, what does it say.

A reader returns None for what is wrong, and adds to the findings what that is.
"""

from __future__ import annotations

import re

from septet.dialects.xms.codes import Trouble, shown, type_of
from septet.dialects.xms.moments import read_moment
from septet.dialects.xms.parameters import DEFAULT, values_by_number
from septet.dialects.xms.recipients import (
    has_zero_in_brackets,
    is_sender,
    normalize_number,
    normalize_numbers,
    normalize_recipients,
)
from septet.errors import DecodeError
from septet.hexadecimal import octets_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from enum import Enum
    from typing import TypeVar

    from septet.dialects.xms.codes import Findings

    E = TypeVar("E", bound=Enum)
    T = TypeVar("T")

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LINE_BREAKS = dict.fromkeys(map(ord, "\r\n"))
_INTEGER = re.compile(r"[+-]?[0-9]+")
_MOST_DIGITS = 20  # more than any limit has


def read_of_type(value: object, kind: type[T], path: str, found: Findings) -> T | None:
    """Return the value if JSON has it as that type."""
    if isinstance(value, kind):
        return value
    found.add(Trouble.WRONG_TYPE, path, f"The parameter '{path}' must be {type_of(kind())}, not {type_of(value)}.")
    return None


def read_text(value: object, path: str, found: Findings) -> str | None:
    """Read a string."""
    return read_of_type(value, str, path, found)


def read_flag(value: object, path: str, found: Findings) -> bool | None:
    """Read a boolean."""
    return read_of_type(value, bool, path, found)


def read_number(value: object, path: str, found: Findings) -> int | None:
    """Read a whole number, which may be written as a string of digits, as older versions of the API want it."""
    if isinstance(value, str):
        return read_digits(value, path, found)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        _refuse(Trouble.INVALID_INTEGER, str(value), "integer", path, found)
        return None
    found.add(Trouble.WRONG_TYPE, path, f"The parameter '{path}' must be a number, not {type_of(value)}.")
    return None


def read_digits(written: str, path: str, found: Findings) -> int | None:
    """Read a whole number that is written as a string. One of more than 20 digits is cut: no limit is as large."""
    if _INTEGER.fullmatch(written) is None:
        _refuse(Trouble.INVALID_INTEGER, written, "integer", path, found)
        return None
    digits = written.lstrip("+-0")[:_MOST_DIGITS] or "0"
    return -int(digits) if written[0] == "-" else int(digits)


def read_choice(value: object, path: str, found: Findings, choices: type[E]) -> E | None:
    """Read one of the values of an enumeration."""
    written = read_text(value, path, found)
    if written is None:
        return None
    for choice in choices:
        if choice.value == written:
            return choice
    wanted = ", ".join(str(choice.value) for choice in choices)
    found.add(Trouble.UNKNOWN_VALUE, path, f"The parameter '{path}' must be one of {wanted}, not '{shown(written)}'.")
    return None


def read_boolean(written: str, path: str, found: Findings) -> bool | None:
    """Read a boolean that is written as a string, in capitals or not."""
    if written.lower() in ("true", "false"):
        return written.lower() == "true"
    found.add(Trouble.INVALID_BOOLEAN, path, f"'{shown(written)}' is not a valid boolean")
    return None


def read_time(
    value: object, path: str, found: Findings, read: Callable[[str], datetime | None] = read_moment
) -> datetime | None:
    """Read a date and time."""
    written = read_text(value, path, found)
    moment = None if written is None else read(written)
    if written is not None and moment is None:
        _refuse(Trouble.INVALID_DATE, written, "date and time", path, found)
    return moment


def read_url(value: object, path: str, found: Findings) -> str | None:
    """Read an absolute URL of http or https."""
    written = read_text(value, path, found)
    if written is None or _is_url(written):
        return written
    _refuse(Trouble.INVALID_URL, written, "URL", path, found)
    return None


def _is_url(written: str) -> bool:
    from urllib.parse import urlsplit

    if " " in written or not written.isprintable():
        return False
    try:
        parts = urlsplit(written)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an address in brackets, or a port, that cannot be
        return False


def read_sender(value: object, path: str, found: Findings) -> str | None:
    """Read a sender. That it must not be empty is a constraint."""
    written = read_text(value, path, found)
    if written is None or not written.strip() or is_sender(written):
        return written
    _refuse(Trouble.INVALID_SENDER, written, "MSISDN, short number or alphanumeric sender", path, found)
    return None


def read_base64(value: object, path: str, found: Findings) -> bytes | None:
    """Read octets in base64, with or without line breaks."""
    written = read_text(value, path, found)
    if written is None:
        return None
    digits = written.translate(_LINE_BREAKS)
    if _BASE64.fullmatch(digits) is None:
        _refuse(Trouble.INVALID_BASE64, written, "base64 text", path, found)
        return None
    from binascii import a2b_base64

    return a2b_base64(digits)


def read_hex(value: object, path: str, found: Findings) -> bytes | None:
    """Read octets in hexadecimal digits."""
    written = read_text(value, path, found)
    if written is None:
        return None
    try:
        return octets_of(written, path)
    except DecodeError:
        _refuse(Trouble.INVALID_HEX, written, "row of pairs of hexadecimal digits", path, found)
        return None


def read_recipients(value: object, path: str, found: Findings) -> tuple[str, ...] | None:
    """Read an array of numbers and ids of groups."""
    return _read_each(value, path, found, normalize_recipients, "MSISDN or group ID")


def read_numbers(value: object, path: str, found: Findings) -> tuple[str, ...] | None:
    """Read an array of numbers."""
    return _read_each(value, path, found, normalize_numbers, "MSISDN")


def _read_each(
    value: object, path: str, found: Findings, normalize: Callable[[list[str]], Sequence[str | None]], what: str
) -> tuple[str, ...] | None:
    written = _strings(value, path, found)
    if written is None:
        return None
    normalized = normalize(written)
    if normalized is not written:
        for i, (number, each) in enumerate(zip(normalized, written)):
            if number is None:
                _refuse(Trouble.INVALID_RECIPIENT, each, what, f"{path}[{i}]", found)
            elif has_zero_in_brackets(each):
                reason = f"The 0 in '{shown(each)}' is taken for a digit of the number, not for one to leave out."
                found.add(Trouble.ZERO_IN_BRACKETS, f"{path}[{i}]", reason)
    return tuple(number for number in normalized if number is not None)


def _strings(value: object, path: str, found: Findings) -> list[str] | None:
    elements = read_of_type(value, list, path, found)
    if elements is None or set(map(type, elements)) <= {str}:
        return elements
    for i, element in enumerate(elements):
        read_text(element, f"{path}[{i}]", found)
    return None


def read_parameters(value: object, path: str, found: Findings) -> dict[str, Mapping[str, str]] | None:
    """Read the values of parameters by key and number; of two spellings of one number the last one counts."""
    by_key = read_of_type(value, dict, path, found)
    if by_key is None:
        return None
    read = {key: _values(values, f"{path}.{shown(key)}", found) for key, values in by_key.items()}
    return {key: values for key, values in read.items() if values is not None}


def _values(value: object, path: str, found: Findings) -> Mapping[str, str] | None:
    values = read_of_type(value, dict, path, found)
    if values is None:
        return None
    if not set(map(type, values.values())) <= {str}:
        for number, text in values.items():
            read_text(text, f"{path}.{shown(number)}", found)
        return None
    by_number = values_by_number(values)
    if by_number is not values:
        for number in values:
            if number != DEFAULT and normalize_number(number) is None:
                useless = f"The value for '{shown(number)}' is for nobody: it is neither a valid MSISDN nor 'default'."
                found.add(Trouble.USELESS_PARAMETER, f"{path}.{shown(number)}", useless)
    return by_number


def _refuse(trouble: Trouble, written: str, what: str, path: str, found: Findings) -> None:
    value = shown(written)
    found.add(trouble, path, f"The format of parameter '{path}' is invalid; value '{value}' is not a valid {what}.")

"""The parameters of the calls: what each may be, how it is read and how it is written.

A parameter is named as in the documents of the API, and so are the fields of the requests. One that is there and empty
counts as not given.
"""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum

from septet._value import value
from septet.alphabets import Encoding
from septet.dialects.eapi.charset import LATIN_1
from septet.dialects.eapi.problems import CREDENTIALS, Trouble, corrected, error, warning
from septet.errors import FieldRangeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from typing import Any

    from septet.errors import Problem

OLD_NAMES = {"cost_route": "routing_group"}
"""Names of former times that are understood."""

MOST_SENDER_CHARACTERS = 11
MOST_SENDER_DIGITS = 15
MOST_SOURCE_ID_CHARACTERS = 20
NORMAL_CLASS = 2
LATEST_UNIXTIME = 253402300799
"""The end of the year 9999, up to which times are understood."""

_LARGEST_INTEGER_DIGITS = 18
_SEND_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")


class Dca(Enum):
    """Data coding alphabet: what a message is written in."""

    GSM7 = "7bit"
    """Text in GSM 7-bit; never anything else, whatever the text."""
    OCTETS = "8bit"
    """Octets, as hexadecimal digits, with a user data header in front."""
    UCS2 = "16bit"
    """Unicode text, as hexadecimal digits of UTF-16."""

    @property
    def encoding(self) -> Encoding:
        """What goes to the phone."""
        return _ENCODINGS[self]


_ENCODINGS = {Dca.GSM7: Encoding.GSM7, Dca.OCTETS: Encoding.OCTETS, Dca.UCS2: Encoding.UCS2}


@value
class Parameter:
    """What one parameter may be."""

    name: str
    read: Callable[[str], object]
    """Makes a value of what was sent; raises ``FieldRangeError``."""
    write: Callable[[Any], str] = str
    most_characters: int | None = None
    """Where the lenient call cuts a value that is too long."""
    fallback: object = None
    """What the lenient call takes in the place of a bad value."""

    def keeps(self, value: object) -> bool:
        """Whether a value comes back as it was when it is written and read."""
        try:
            return self.read(self.write(value)) == value
        except FieldRangeError:
            return False


def _integer(name: str, allowed: range | tuple[int, ...], limit: str, fallback: object = None) -> Parameter:
    def read(written: str) -> int:
        if written.isascii() and written.isdigit() and len(written) <= _LARGEST_INTEGER_DIGITS:
            number = int(written)
            if number in allowed:
                return number
        raise FieldRangeError(name, written, limit)

    return Parameter(name, read, fallback=fallback)


def _flag(name: str) -> Parameter:
    def read(written: str) -> bool:
        if written not in ("0", "1"):
            raise FieldRangeError(name, written, "0 or 1")
        return written == "1"

    return Parameter(name, read, lambda value: "1" if value else "0")


def _text(name: str, most_characters: int | None = None) -> Parameter:
    def read(written: str) -> str:
        if most_characters is not None and len(written) > most_characters:
            raise FieldRangeError(name, written, f"{most_characters} characters at most")
        return written

    return Parameter(name, read, most_characters=most_characters)


def _read_sender(written: str) -> str:
    sender = written.strip(" ")
    digits = sender.removeprefix("+")
    most = MOST_SENDER_DIGITS if digits.isascii() and digits.isdigit() else MOST_SENDER_CHARACTERS
    if len(digits if most == MOST_SENDER_DIGITS else sender) > most:
        limit = f"{MOST_SENDER_CHARACTERS} characters or a number of {MOST_SENDER_DIGITS} digits at most"
        raise FieldRangeError("sender", written, limit)
    return sender


def _read_dca(written: str) -> Dca:
    try:
        return Dca(written)
    except ValueError:
        raise FieldRangeError("dca", written, "7bit, 8bit or 16bit") from None


def _read_send_time(written: str) -> datetime:
    from datetime import datetime

    if found := _SEND_TIME.fullmatch(written):
        year, month, day, hour, minute, second = map(int, found.groups())
        with suppress(ValueError):
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - in the time zone of the account
    raise FieldRangeError("send_time", written, "a time of the form yyyy-mm-dd hh:mm:ss")


def _write_send_time(time: datetime) -> str:
    if time.tzinfo is not None:
        raise FieldRangeError("send_time", time, "without a time zone; send_time_unixtime is for instants")
    return time.isoformat(" ", "seconds")


def _msg_class(allowed: tuple[int, ...], fallback: int | None = None) -> Parameter:
    return _integer("msg_class", allowed, f"one of {', '.join(map(str, allowed))}", fallback)


def _routing_group(allowed: tuple[int, ...]) -> Parameter:
    return _integer("routing_group", allowed, f"one of {', '.join(map(str, allowed))}")


_SENDER = Parameter("sender", _read_sender, most_characters=MOST_SENDER_CHARACTERS)
_DCA = Parameter("dca", _read_dca, lambda dca: str(dca.value))
_WANT_REPORT = _flag("want_report")
_SOURCE_ID = _text("source_id", MOST_SOURCE_ID_CHARACTERS)
_REPLIABLE = _flag("repliable")
_STOP_DUP_ID = _integer("stop_dup_id", range(1, 2147483647 + 1), "a number from 1 to 2147483647")
_SCHEDULE = (
    Parameter("send_time", _read_send_time, _write_send_time),
    _integer("send_time_unixtime", range(LATEST_UNIXTIME + 1), "seconds since 1970 in UTC, up to the year 9999"),
    _text("send_time_seconds"),
    _text("scheduling_description"),
)
_TESTS = (_flag("test_always_succeed"), _flag("test_always_fail"))

SEND_SMS = (
    _SENDER,
    _msg_class((0, 1, 2, 3)),
    _DCA,
    _WANT_REPORT,
    _routing_group((1, 2, 3)),
    _SOURCE_ID,
    _REPLIABLE,
    _flag("strip_dup_recipients"),
    _STOP_DUP_ID,
    *_SCHEDULE,
    *_TESTS,
    _flag("allow_concat_text_sms"),
    _integer("concat_text_sms_max_parts", range(1, 127 + 1), "a number from 1 to 127"),
    _integer("replace_msg_id", range(1, 7 + 1), "a number from 1 to 7"),
    _integer("protocol_id", range(255 + 1), "a number from 0 to 255"),
)
"""Of ``send_sms``, without the message and the recipients."""


def columns(routing_groups: tuple[int, ...], *, has_class: bool) -> tuple[Parameter, ...]:
    """Return the columns of ``send_batch`` that need not be there.

    Args:
        routing_groups: those that the service has.
        has_class: whether the batch has a class for lines whose own is bad.
    """
    msg_class = _msg_class((0, 2), None if has_class else NORMAL_CLASS)
    return _SENDER, msg_class, _DCA, _routing_group(routing_groups), _SOURCE_ID, _REPLIABLE


def send_batch(routing_groups: tuple[int, ...]) -> tuple[Parameter, ...]:
    """Return the parameters of ``send_batch``, without the CSV."""
    return *columns(routing_groups, has_class=False), _WANT_REPORT, _STOP_DUP_ID, *_SCHEDULE, *_TESTS


def given(
    pairs: Iterable[tuple[str, bytes]], known: Iterable[str], *, lenient: bool
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return what was given, by name, and what is wrong with the names.

    Args:
        pairs: names and values of a form.
        known: the names that the call has.
        lenient: of a parameter that is there twice the last one counts; else it is an error.
    """
    names = {*known, *CREDENTIALS}
    found: dict[str, bytes] = {}
    under_old_names: list[tuple[str, bytes]] = []
    repeated = set()
    unknown = set()
    for name, text in pairs:
        if name in OLD_NAMES:
            under_old_names.append((OLD_NAMES[name], text))
        elif name not in names:
            unknown.add(name)
        elif text:
            if found.setdefault(name, text) != text:
                repeated.add(name)
            found[name] = text
    for name, text in under_old_names:
        if text and found.setdefault(name, text) != text:
            repeated.add(name)
    refuse = corrected if lenient else error
    problems = [
        refuse(Trouble.REPEATED_PARAMETER, name, "it is there twice, with different values")
        for name in sorted(repeated)
    ]
    problems += [
        warning(Trouble.UNKNOWN_PARAMETER, name, "the call has no such parameter: it has no effect")
        for name in sorted(unknown)
    ]
    return found, problems


def read_values(
    found: Mapping[str, bytes], parameters: Iterable[Parameter], *, lenient: bool, path: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of the parameters that were given, and what is wrong with them.

    Args:
        found: octets by name.
        parameters: which ones to read, in the order in which problems are wanted.
        lenient: what is too long is cut, what is bad is dropped; else both are errors.
        path: what goes in front of the name in problems.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for parameter in parameters:
        written = found.get(parameter.name)
        if not written:
            continue
        text = LATIN_1.decode(written)
        value = None
        try:
            value = parameter.read(text)
        except FieldRangeError as refusal:
            code = Trouble.INVALID_VALUE if parameter.most_characters is None else Trouble.TOO_LONG
            problems.append((corrected if lenient else error)(code, path + parameter.name, str(refusal)))
            if lenient:
                value = _mended(text, parameter)
        if value not in (None, ""):
            values[parameter.name] = value
    return values, problems


def _mended(text: str, parameter: Parameter) -> object:
    if parameter.most_characters is None:
        return parameter.fallback
    return parameter.read(text.strip(" ")[: parameter.most_characters])


def write_values(request: object, blank: object, parameters: Iterable[Parameter]) -> list[tuple[str, str]]:
    """Return the names and texts of the parameters in which a request differs from a blank one."""
    return [
        (parameter.name, parameter.write(getattr(request, parameter.name)))
        for parameter in parameters
        if getattr(request, parameter.name) != getattr(blank, parameter.name)
    ]

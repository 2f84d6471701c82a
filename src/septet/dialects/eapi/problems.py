"""What can be wrong with a submission: every code there is, and how problems with them are made."""

from __future__ import annotations

from enum import Enum

from septet.dialects.eapi.status import Status
from septet.errors import Problem, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from septet.dialects.eapi.charset import Replacement

CREDENTIALS = ("username", "password")
"""Who sends. Not part of a request here: whoever sends it adds them."""

_MOST_SHOWN = 10


class Trouble(Enum):
    """The kinds of problems; the values are what :attr:`Problem.code` has."""

    MISSING_CREDENTIALS = "missing_credentials"
    """Username or password is not there. Looked for only if asked."""
    INVALID_VALUE = "invalid_value"
    """A parameter or a column has a value that it cannot have."""
    TOO_LONG = "too_long"
    """A sender or a source id is too long."""
    REPEATED_PARAMETER = "repeated_parameter"
    """A parameter is there twice, with different values."""
    UNKNOWN_PARAMETER = "unknown_parameter"
    """The call has no such parameter; it has no effect."""
    SENDER_AND_REPLIABLE = "sender_and_repliable"
    """A sender, and replies that would need another one."""
    SEVERAL_SEND_TIMES = "several_send_times"
    """More than one of the three forms of the send time."""
    SEND_TIME_UNKNOWN = "send_time_unknown"
    """``send_time_seconds``, whose meaning is not documented; it is carried and not interpreted."""
    SCHEDULE_DROPPED = "schedule_dropped"
    """A bad send time was dropped, so that the messages would go now."""
    SCHEDULED = "scheduled"
    """The messages are to be sent later; the service answers 1."""
    SCHEDULE_PAST = "schedule_past"
    """A send time that has passed: the messages are sent at once."""
    SCHEDULE_UNCHECKED = "schedule_unchecked"
    """A send time that cannot be compared, because the present or the time zone was not given."""
    SCHEDULE_TOO_FAR = "schedule_too_far"
    """A send time more than two years ahead."""
    CONFLICTING_PROTOCOL_ID = "conflicting_protocol_id"
    """``replace_msg_id`` and ``protocol_id`` ask for different protocol identifiers."""
    MISSING_RECIPIENT = "missing_recipient"
    """Neither a number nor a group."""
    RECIPIENTS_AND_GROUPS = "recipients_and_groups"
    """Both numbers and groups; the call takes one of them."""
    INVALID_NUMBER = "invalid_number"
    """This is no international number."""
    DUPLICATE_RECIPIENT = "duplicate_recipient"
    """A number is there twice."""
    MANY_RECIPIENTS = "many_recipients"
    """So many that the documentation recommends groups."""
    UNKNOWN_GROUP = "unknown_group"
    """A group that the caller did not give."""
    MISSING_MESSAGE = "missing_message"
    """There is no message, or an empty one."""
    INVALID_HEX = "invalid_hex"
    """A message of octets or of Unicode that is no row of hexadecimal digits, or ends within an octet or a unit."""
    TOO_MANY_OCTETS = "too_many_octets"
    """The message does not fit, and may not be split."""
    TOO_MANY_PARTS = "too_many_parts"
    """The message takes more parts than are allowed."""
    CUT_TEXT = "cut_text"
    """The message was too long, and only its beginning is sent."""
    REPLACED_CHARACTERS = "replaced_characters"
    """Characters that cannot be sent; ``?`` goes in their place."""
    UDH_MALFORMED = "udh_malformed"
    """The user data header claims more octets than there are."""
    LONE_SURROGATE = "lone_surrogate"
    """Half of a surrogate pair in a Unicode message."""
    BYTE_ORDER_MARK = "byte_order_mark"
    """A byte order mark in front of a Unicode message; it is sent as a character."""
    NO_PRICE = "no_price"
    """The price list has no price for some of the numbers; no sum has their cost."""
    MISSING_BATCH_DATA = "missing_batch_data"
    """There is no CSV."""
    MISSING_COLUMN = "missing_column"
    """The CSV has no header with ``msisdn`` and ``message``."""
    REPEATED_COLUMN = "repeated_column"
    """The header names a column twice."""
    UNKNOWN_COLUMN = "unknown_column"
    """A column that has no effect."""
    BATCH_TOO_LARGE = "batch_too_large"
    """More records than the service takes."""
    NO_VALID_LINE = "no_valid_line"
    """No line of the CSV can be sent."""
    CSV_SYNTAX = "csv_syntax"
    """A record that cannot be taken apart."""
    MISSING_FIELD = "missing_field"
    """A record that ends before its number or its message."""
    EXTRA_FIELDS = "extra_fields"
    """A record with more fields than the header; they are dropped."""
    NOT_ENOUGH_CREDITS = "not_enough_credits"
    """The sum is more than the balance that the caller gave."""


def error(trouble: Trouble, path: str, message: str, status: Status = Status.DATA_VALIDATION_FAILED) -> Problem:
    """Return a problem that refuses the request."""
    return Problem(trouble.value, status, path, message, Severity.ERROR)


def ignored(trouble: Trouble, path: str, message: str) -> Problem:
    """Return a problem for which a line is left out."""
    return Problem(trouble.value, None, path, message, Severity.IGNORED)


def corrected(trouble: Trouble, path: str, message: str) -> Problem:
    """Return a problem that is mended."""
    return Problem(trouble.value, None, path, message, Severity.CORRECTED)


def warning(trouble: Trouble, path: str, message: str, status: Status | None = None) -> Problem:
    """Return a problem without an effect of its own."""
    return Problem(trouble.value, status, path, message, Severity.WARNING)


def missing_credentials(given: Container[str]) -> list[Problem]:
    """Return the errors for what is not given of username and password."""
    return [
        error(Trouble.MISSING_CREDENTIALS, name, "it is missing", Status.AUTHENTICATION_FAILURE)
        for name in CREDENTIALS
        if name not in given
    ]


def replaced_characters(replacements: Iterable[Replacement]) -> list[Problem]:
    """Return what is to be said about characters that became ``?``: a problem for each parameter."""
    by_path: dict[str, list[Replacement]] = {}
    for each in replacements:
        by_path.setdefault(each.parameter, []).append(each)
    return [
        corrected(Trouble.REPLACED_CHARACTERS, path, f"? stands for {_listed(found)}")
        for path, found in by_path.items()
    ]


def _listed(replacements: Sequence[Replacement]) -> str:
    shown = ", ".join(f"{each.character!a} at {each.position}" for each in replacements[:_MOST_SHOWN])
    n_more = len(replacements) - _MOST_SHOWN
    rest = f" and {n_more} more" if n_more > 0 else ""
    return f"{shown}{rest}, which 7bit has not (16bit has)"

"""What the API answers, everything that can be wrong with a request, and which of it decides, each in one place."""

from __future__ import annotations

from enum import Enum

from septet.errors import Problem, RequestError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

INVALID_JSON = "syntax_invalid_json"
INVALID_FORMAT = "syntax_invalid_parameter_format"
CONSTRAINT_VIOLATION = "syntax_constraint_violation"
UNKNOWN_GROUP = "unknown_group"
MISSING_CALLBACK_URL = "missing_callback_url"
NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405

UNMATCHED_PARAMETER = 405
"""Delivery code of a message without a value for one of its parameters; nothing to do with the HTTP status."""
TOO_MANY_PARTS = 411
"""Delivery code of a message that takes more parts than the request allows; no HTTP status either."""

_RANKS = {INVALID_JSON: 0, INVALID_FORMAT: 1, CONSTRAINT_VIOLATION: 2}
_FORBIDDEN = {UNKNOWN_GROUP, MISSING_CALLBACK_URL}

DOCUMENT_ORDER = (
    "to",
    "body",
    "from",
    "type",
    "udh",
    "delivery_report",
    "send_at",
    "expire_at",
    "callback_url",
    "flash_message",
    "parameters",
    "client_reference",
    "max_number_of_message_parts",
    "feedback_enabled",
    "truncate_concat",
    "from_ton",
    "from_npi",
)
"""The members of a batch as the API's document of the dry run has them, then those that only other operations have."""

_PLACES = {name: place for place, name in enumerate(("", "per_recipient", "number_of_recipients", *DOCUMENT_ORDER))}

_LONGEST_SHOWN = 80


class Trouble(Enum):
    """A kind of problem: its code, what the API answers, and what becomes of the request."""

    NOT_JSON = ("not_json", INVALID_JSON, Severity.ERROR)
    """The body is no JSON."""
    WRONG_TYPE = ("wrong_type", INVALID_JSON, Severity.ERROR)
    """The body is no object, or a member is of another JSON type than it must be."""

    INVALID_RECIPIENT = ("invalid_recipient", INVALID_FORMAT, Severity.ERROR)
    """An element of ``to``, ``to_add``, ``to_remove`` is neither a number nor the id of a group; of ``recipients``, no
    number."""
    INVALID_SENDER = ("invalid_sender", INVALID_FORMAT, Severity.ERROR)
    """``from`` is neither a number nor a name of up to 11 septets."""
    INVALID_DATE = ("invalid_date", INVALID_FORMAT, Severity.ERROR)
    """A date and time is none, or not written as ISO 8601 wants it."""
    INVALID_URL = ("invalid_url", INVALID_FORMAT, Severity.ERROR)
    """A URL is none, or neither of http nor of https."""
    INVALID_BASE64 = ("invalid_base64", INVALID_FORMAT, Severity.ERROR)
    """The body of a binary message is not base64."""
    INVALID_HEX = ("invalid_hex", INVALID_FORMAT, Severity.ERROR)
    """``udh`` is not pairs of hexadecimal digits."""
    INVALID_INTEGER = ("invalid_integer", INVALID_FORMAT, Severity.ERROR)
    """A number is not a whole one."""
    INVALID_BOOLEAN = ("invalid_boolean", INVALID_FORMAT, Severity.ERROR)
    """``per_recipient`` is neither true nor false."""

    MISSING = ("missing", CONSTRAINT_VIOLATION, Severity.ERROR)
    """A member that is required is not there."""
    EMPTY = ("empty", CONSTRAINT_VIOLATION, Severity.ERROR)
    """Something must not be empty, and is."""
    TOO_MANY = ("too_many", CONSTRAINT_VIOLATION, Severity.ERROR)
    """An array has more elements than the API takes."""
    TOO_LONG = ("too_long", CONSTRAINT_VIOLATION, Severity.ERROR)
    """A text, a URL or a binary message is longer than the API takes."""
    OUT_OF_RANGE = ("out_of_range", CONSTRAINT_VIOLATION, Severity.ERROR)
    """A number is too small or too large."""
    UNKNOWN_VALUE = ("unknown_value", CONSTRAINT_VIOLATION, Severity.ERROR)
    """``type`` or ``delivery_report`` is none of those that the API has."""
    EXPIRES_TOO_EARLY = ("expires_too_early", CONSTRAINT_VIOLATION, Severity.ERROR)
    """``expire_at`` is not after ``send_at``, or not after now."""
    INCOMPLETE_PAIR = ("incomplete_pair", CONSTRAINT_VIOLATION, Severity.ERROR)
    """One of ``from_ton`` and ``from_npi`` stands without the other."""
    INVALID_KEY = ("invalid_key", CONSTRAINT_VIOLATION, Severity.ERROR)
    """The key of a parameter is none that a placeholder can have."""
    CHANGED_TYPE = ("changed_type", CONSTRAINT_VIOLATION, Severity.ERROR)
    """An update is for another type of batch."""
    UNSUPPORTED_TYPE = ("unsupported_type", CONSTRAINT_VIOLATION, Severity.ERROR)
    """A dry run of ``mt_media``: what it sends is no SMS and has no parts."""
    NO_FEEDBACK = ("no_feedback", CONSTRAINT_VIOLATION, Severity.ERROR)
    """Delivery feedback for a batch that was not sent with ``feedback_enabled``."""

    UNKNOWN_GROUP = ("unknown_group", UNKNOWN_GROUP, Severity.ERROR)
    """There is no group with this id."""
    MISSING_CALLBACK_URL = ("missing_callback_url", MISSING_CALLBACK_URL, Severity.ERROR)
    """A delivery report is asked for and there is nowhere to send it to."""
    NOT_FOUND = ("not_found", NOT_FOUND, Severity.ERROR)
    """There is no such resource."""
    METHOD_NOT_ALLOWED = ("method_not_allowed", METHOD_NOT_ALLOWED, Severity.ERROR)
    """The resource has no such method."""

    UNMATCHED_PARAMETER = ("unmatched_parameter", UNMATCHED_PARAMETER, Severity.IGNORED)
    """A recipient has no value for a placeholder, and there is no default: this message is not sent."""
    TOO_MANY_PARTS = ("too_many_parts", TOO_MANY_PARTS, Severity.IGNORED)
    """The text of a recipient takes more parts than allowed: this message is not sent."""

    PARAMETERS_IGNORED = ("parameters_ignored", None, Severity.IGNORED)
    """``parameters`` have no meaning for a binary message."""
    TO_IGNORED = ("to_ignored", None, Severity.IGNORED)
    """``to`` has no meaning in an update, which has ``to_add`` and ``to_remove``."""
    UDH_IGNORED = ("udh_ignored", None, Severity.IGNORED)
    """``udh`` has no meaning but for a binary message."""
    USELESS_PARAMETER = ("useless_parameter", None, Severity.WARNING)
    """A value of a parameter is neither for a number nor the default."""
    PLACEHOLDER_WITHOUT_PARAMETERS = ("placeholder_without_parameters", None, Severity.WARNING)
    """The body has a placeholder and the request no ``parameters``: it goes out as it is written."""
    ZERO_IN_BRACKETS = ("zero_in_brackets", None, Severity.WARNING)
    """A number has a bracket that opens with 0: the API takes the 0 for a digit of the number."""
    UDH_MALFORMED = ("udh_malformed", None, Severity.WARNING)
    """The first octet of ``udh`` does not say how many others follow."""
    LONG_REFERENCE = ("long_reference", None, Severity.WARNING)
    """``client_reference`` is longer than older versions of the API take."""
    EXPIRY_CLAMPED = ("expiry_clamped", None, Severity.WARNING)
    """``expire_at`` is later than the API keeps a message."""

    def at(self, path: str, message: str) -> Problem:
        """Return a problem of this kind."""
        code, wire_code, severity = self.value
        return Problem(code, wire_code, path, message, severity)


class Findings:
    """The problems of one request, gathered in any order."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._failed: set[str] = set()

    def add(self, trouble: Trouble, path: str, message: str) -> None:
        """Add a problem at the path."""
        self._add(trouble.at(path, message))

    def _add(self, problem: Problem) -> None:
        self._problems.append(problem)
        if problem.severity is Severity.ERROR:
            self._failed.add(_member_of(problem.path))

    def add_unless_failed(self, problems: Iterable[Problem]) -> None:
        """Add the problems of members that have not failed before: of those there is nothing sensible to say."""
        failed = set(self._failed)
        for problem in problems:
            if _member_of(problem.path) not in failed:
                self._add(problem)

    def settle(self) -> tuple[Problem, ...]:
        """Return all problems if the API would take the request; what decides the answer would stand first.

        Raises:
            RequestError: the API would refuse it.
        """
        if self._failed:
            self.refuse()
        return self.in_order()

    def refuse(self) -> NoReturn:
        """Raise all problems; there must be one that the API refuses the request for."""
        raise RequestError(*self.in_order())

    def in_order(self) -> tuple[Problem, ...]:
        """Return all problems; what decides the answer, if something does, stands first."""
        return tuple(sorted(self._problems, key=_order))


def _member_of(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]


def _order(problem: Problem) -> tuple[bool, int, int]:
    # Types first, then formats, then constraints, then what is forbidden; in each the order of the API's document.
    rank = _RANKS.get(str(problem.wire_code), len(_RANKS))
    return problem.severity is not Severity.ERROR, rank, _PLACES.get(_member_of(problem.path), len(_PLACES))


def status_of(problem: Problem) -> int:
    """Return the HTTP status with which the API refuses a request for this problem.

    >>> status_of(Trouble.TOO_LONG.at("body", "")), status_of(Trouble.UNKNOWN_GROUP.at("to[0]", ""))
    (400, 403)
    """
    if isinstance(problem.wire_code, int):
        return problem.wire_code
    return 403 if problem.wire_code in _FORBIDDEN else 400


def shown(value: object) -> str:
    """Return what a message shows of a value, which may be of any length.

    >>> shown("+1"), shown("x" * 100)[-5:]
    ('+1', 'xx...')
    """
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else type_of(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def type_of(value: object) -> str:
    """Return what JSON calls the type of a value.

    >>> type_of({}), type_of(True), type_of(1.5)
    ('an object', 'a boolean', 'a number')
    """
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "null")


_TYPES = (
    (dict, "an object"),
    (list, "an array"),
    (str, "a string"),
    (bool, "a boolean"),
    ((int, float), "a number"),
)

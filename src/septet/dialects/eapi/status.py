"""The line that the service answers: ``status_code|status_description|batch_id``."""

from __future__ import annotations

from enum import IntEnum

from septet._value import value
from septet.errors import FieldRangeError, MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

    from septet._typing import BytesLike

_OK = 200
_FIELD = "response"
_MOST_DIGITS = 20


class Status(IntEnum):
    """The status codes. Only they are contractual, the descriptions are not."""

    IN_PROGRESS = 0
    """Accepted, and being sent."""
    SCHEDULED = 1
    """Accepted, to be sent later."""
    INTERNAL_FATAL_ERROR = 22
    AUTHENTICATION_FAILURE = 23
    DATA_VALIDATION_FAILED = 24
    """Something is wrong with the request."""
    NOT_ENOUGH_CREDITS = 25
    UPSTREAM_CREDITS_NOT_AVAILABLE = 26
    """May be resolved after several attempts."""
    DAILY_QUOTA_EXCEEDED = 27
    UPSTREAM_QUOTA_EXCEEDED = 28
    """May be resolved after several attempts."""
    TEMPORARILY_UNAVAILABLE = 40
    """To be tried again."""
    BATCH_TOO_LARGE = 201
    QUOTATION_ISSUED = 1000
    """What versions 1.x of ``quote_sms`` answered in the place of 0."""

    @property
    def description(self) -> str:
        """What this package writes behind the code."""
        return _DESCRIPTIONS[self]


_DESCRIPTIONS = {
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.SCHEDULED: "SCHEDULED",
    Status.INTERNAL_FATAL_ERROR: "Internal fatal error",
    Status.AUTHENTICATION_FAILURE: "Authentication failure",
    Status.DATA_VALIDATION_FAILED: "Data validation failed",
    Status.NOT_ENOUGH_CREDITS: "You do not have sufficient credits",
    Status.UPSTREAM_CREDITS_NOT_AVAILABLE: "Upstream credits not available",
    Status.DAILY_QUOTA_EXCEEDED: "You have exceeded your daily quota",
    Status.UPSTREAM_QUOTA_EXCEEDED: "Upstream quota exceeded",
    Status.TEMPORARILY_UNAVAILABLE: "Temporarily unavailable",
    Status.BATCH_TOO_LARGE: "Maximum batch size exceeded",
    Status.QUOTATION_ISSUED: "Quotation issued",
}
_TRANSIENT = {
    Status.TEMPORARILY_UNAVAILABLE,
    Status.UPSTREAM_CREDITS_NOT_AVAILABLE,
    Status.UPSTREAM_QUOTA_EXCEEDED,
}
_ACCEPTED = {Status.IN_PROGRESS, Status.SCHEDULED}


def is_transient(code: int, *, http_status: int = _OK) -> bool:
    """Whether it makes sense to send the same request again after a while.

    That is so for 40, and may be for 26 and 28; everything else is final. Whatever comes with another HTTP status than
    200 is transient, too.

    >>> [code for code in Status if is_transient(code)] == [26, 28, 40]
    True
    """
    return http_status != _OK or code in _TRANSIENT


@value
class Response:
    """What the service answers to a submission."""

    code: int
    """One of :class:`Status`, or a code of later times."""
    description: str
    """For people; it may change."""
    batch_id: int | None = None
    """The number of the submission, if there is one."""

    @property
    def is_accepted(self) -> bool:
        """Whether the messages are on their way, or scheduled."""
        return self.code in _ACCEPTED


@value
class Quotation:
    """What the service answers to ``quote_sms``."""

    code: int
    description: str
    amount: Decimal | None = None
    """Credits that sending would take, if the request is a valid one."""


def write_response(response: Response) -> bytes:
    """Return the line of a response.

    Raises:
        FieldRangeError: the description has a bar or a line break in it.

    >>> write_response(Response(0, "IN_PROGRESS", 30430)), write_response(Response(24, "Data validation failed"))
    (b'0|IN_PROGRESS|30430', b'24|Data validation failed')
    """
    batch_id = "" if response.batch_id is None else f"|{response.batch_id}"
    return _line(response.code, response.description, batch_id)


def write_quotation(quotation: Quotation) -> bytes:
    """Return the line of a quotation, the amount rounded to two decimals, half a hundredth upwards.

    Raises:
        FieldRangeError: the description has a bar or a line break in it.

    >>> from decimal import Decimal
    >>> write_quotation(Quotation(0, "Quotation issued", Decimal(2)))
    b'0|Quotation issued|2.00'
    """
    amount = "" if quotation.amount is None else f"|{_rounded(quotation.amount)}"
    return _line(quotation.code, quotation.description, amount)


def _line(code: int, description: str, rest: str) -> bytes:
    if any(mark in description for mark in "|\r\n"):
        raise FieldRangeError("description", description, "one line without a bar")
    return f"{int(code)}|{description}{rest}".encode("latin-1", "replace")


def _rounded(amount: Decimal) -> Decimal:
    from decimal import ROUND_HALF_UP, Context, Decimal

    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=80))


def read_response(line: BytesLike | str) -> Response:
    r"""Return what the line of a response says.

    Line breaks around it, and a third field that is empty, are passed over.

    Raises:
        MalformedError: this is no such line, such as the page of a proxy.

    >>> read_response(b"0|IN_PROGRESS|30430\n")
    Response(code=0, description='IN_PROGRESS', batch_id=30430)
    """
    code, description, written = _read_line(line)
    if not written:
        return Response(code, description)
    if not _is_number(written):
        raise MalformedError(f"the batch id {written!a} is no number", _FIELD, 0)
    return Response(code, description, int(written))


def read_quotation(line: BytesLike | str) -> Quotation:
    r"""Return what the line of a quotation says.

    Raises:
        MalformedError: this is no such line.

    >>> read_quotation("0|Quotation issued|2.00\n").amount
    Decimal('2.00')
    """
    from decimal import Decimal

    code, description, written = _read_line(line)
    if not written:
        return Quotation(code, description)
    if not _is_number(written.replace(".", "", 1)):
        raise MalformedError(f"the amount {written!a} is no number", _FIELD, 0)
    return Quotation(code, description, Decimal(written))


def _read_line(line: BytesLike | str) -> tuple[int, str, str]:
    text = line if isinstance(line, str) else str(bytes(line), "latin-1")
    fields = text.strip("\r\n").split("|", 2)
    code = fields[0].strip(" \t")
    if len(fields) == 1 or not _is_number(code):
        raise MalformedError("a line of the form code|description|batch_id is needed", _FIELD, 0)
    return int(code), fields[1], fields[2].strip(" \t") if len(fields) > 2 else ""


def _is_number(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS

"""What members that are right each on their own may still not say, alone or together."""

from __future__ import annotations

from septet import ucs2
from septet.dialects.xms.batch import LIMITS
from septet.dialects.xms.codes import Trouble, shown
from septet.dialects.xms.moments import in_utc
from septet.dialects.xms.parameters import has_placeholder, is_key
from septet.udh import MOST_OCTETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from septet.dialects.xms.batch import BatchRequest, Limits
    from septet.errors import Problem

MOST_TON = 6
MOST_NPI = 18
MOST_INTEGER = (1 << 31) - 1
"""Of an ``integer <int32>``, as the API's document has it."""

_LONG_REFERENCE = 128  # in the document of the dry run, and in older ones
_LONGEST_DELAY_DAYS = 3


def violations(request: BatchRequest, limits: Limits = LIMITS, now: datetime | None = None) -> Iterator[Problem]:
    """Yield what is wrong with a request whose members are each of the right type and format."""
    yield from recipients(request.to, "to", limits)
    yield from violations_alone(request, limits)
    yield from octets(request)
    yield from _times(request, now)
    yield from _pair(request)
    if (
        isinstance(request.body, str)
        and request.parameters is None
        and has_placeholder(request.body, limits.n_key_chars)
    ):
        reason = "There are no 'parameters', so that the placeholder in 'body' goes out as it is written."
        yield Trouble.PLACEHOLDER_WITHOUT_PARAMETERS.at("body", reason)


def violations_alone(request: BatchRequest, limits: Limits) -> Iterator[Problem]:
    """Yield what is wrong with its members one by one, but for the recipients."""
    if isinstance(request.body, str):
        yield from _length(request.body, limits.n_body_units, "body")
    if request.sender is not None and not request.sender.strip():
        yield Trouble.EMPTY.at("from", "The parameter 'from' must not be empty.")
    if request.udh and request.udh[0] != len(request.udh) - 1:
        reason = f"The first octet of 'udh' says that {request.udh[0]} follow, and there are {len(request.udh) - 1}."
        yield Trouble.UDH_MALFORMED.at("udh", reason)
    yield from _length(request.callback_url, limits.n_url_units, "callback_url")
    yield from _parameters(request, limits)
    yield from reference(request.client_reference, limits)
    yield from in_range(request.max_number_of_message_parts, 1, MOST_INTEGER, "max_number_of_message_parts")
    yield from in_range(request.from_ton, 0, MOST_TON, "from_ton")
    yield from in_range(request.from_npi, 0, MOST_NPI, "from_npi")


def recipients(numbers: tuple[str, ...], path: str, limits: Limits) -> Iterator[Problem]:
    """Yield what is wrong with the number of recipients."""
    if not numbers:
        yield Trouble.EMPTY.at(path, f"The parameter '{path}' must have at least 1 element.")
    if len(numbers) > limits.n_recipients:
        reason = f"The parameter '{path}' has {len(numbers)} elements, {limits.n_recipients} at most are allowed."
        yield Trouble.TOO_MANY.at(path, reason)


def octets(request: BatchRequest) -> Iterator[Problem]:
    """Yield what is wrong with the length of a binary message."""
    if isinstance(request.body, bytes):
        n_octets = len(request.udh) + len(request.body)
        if n_octets > MOST_OCTETS:
            reason = f"'udh' and 'body' have {n_octets} octets together, {MOST_OCTETS} at most are allowed."
            yield Trouble.TOO_LONG.at("body", reason)
        if not request.udh:
            yield Trouble.MISSING.at("udh", f"The parameter 'udh' is required for {request.type.value}.")


def _times(request: BatchRequest, now: datetime | None) -> Iterator[Problem]:
    from datetime import timedelta

    if request.expire_at is None:
        return
    expire_at = in_utc(request.expire_at)
    known = {"send_at": request.send_at, "now": now}
    starts = {name: in_utc(moment) for name, moment in known.items() if moment is not None}
    for name, moment in starts.items():
        if expire_at <= moment:
            yield Trouble.EXPIRES_TOO_EARLY.at("expire_at", f"The parameter 'expire_at' must be after {name}.")
            return
    if starts and expire_at - next(iter(starts.values())) > timedelta(days=_LONGEST_DELAY_DAYS):
        reason = f"The API may give up before 'expire_at': {_LONGEST_DELAY_DAYS} days after 'send_at' at the latest."
        yield Trouble.EXPIRY_CLAMPED.at("expire_at", reason)


def _length(text: str | None, n_most: int, path: str) -> Iterator[Problem]:
    n_units = 0 if text is None else ucs2.count_units(text)
    if n_units > n_most:
        reason = f"The parameter '{path}' has {n_units} characters, {n_most} at most are allowed."
        yield Trouble.TOO_LONG.at(path, reason)


def _parameters(request: BatchRequest, limits: Limits) -> Iterator[Problem]:
    for key, values in (request.parameters or {}).items():
        path = f"parameters.{shown(key)}"
        if not is_key(key, limits.n_key_chars):
            reason = f"'{shown(key)}' is not a valid key: 1 to {limits.n_key_chars} letters, digits, '.', '_' or '-'."
            yield Trouble.INVALID_KEY.at(path, reason)
        if 2 * max(map(len, values.values()), default=0) > limits.n_value_units:
            for number, text in values.items():
                yield from _length(text, limits.n_value_units, f"{path}.{shown(number)}")


def reference(text: str | None, limits: Limits) -> Iterator[Problem]:
    """Yield what is wrong with a client reference."""
    yield from _length(text, limits.n_reference_units, "client_reference")
    if text is not None and _LONG_REFERENCE < ucs2.count_units(text) <= limits.n_reference_units:
        reason = f"Older versions of the API take {_LONG_REFERENCE} characters in 'client_reference'."
        yield Trouble.LONG_REFERENCE.at("client_reference", reason)


def _pair(request: BatchRequest) -> Iterator[Problem]:
    if (request.from_ton is None) != (request.from_npi is None):
        missing, given = ("from_ton", "from_npi") if request.from_ton is None else ("from_npi", "from_ton")
        yield Trouble.INCOMPLETE_PAIR.at(missing, f"The parameter '{missing}' must be given with '{given}'.")


def in_range(number: int | None, least: int, most: int, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a number."""
    if number is not None and not least <= number <= most:
        yield Trouble.OUT_OF_RANGE.at(path, f"The parameter '{path}' must be {least} to {most}, not {number}.")

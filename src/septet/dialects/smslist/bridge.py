"""From SEND BULK to other APIs and back, as :mod:`septet.dialects.convert` needs it."""

from __future__ import annotations

from septet.dialects.outgoing import LEFT_OUT, NOT_CARRIED, TO_FILL_IN, Outgoing, Written, not_carried, summed
from septet.dialects.smslist.dry_run import dry_run
from septet.dialects.smslist.elements import time_of
from septet.dialects.smslist.mobile import normalize_mobile
from septet.dialects.smslist.reading import MAX_MESSAGES, parse
from septet.dialects.smslist.request import Request, Sms, serialize, written_time
from septet.errors import FieldRangeError, Problem, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.outgoing import Groups

_CARRIED = ("sender", "client reference", "time to send")


def read(body: BytesLike, _groups: Groups | None = None) -> tuple[list[Outgoing], list[Problem]]:
    """Return the messages of a request, and why others are left out.

    Raises:
        RequestError: the API would refuse the request.
    """
    request = parse(body)
    items = dry_run(request).per_recipient
    outgoing = [
        Outgoing(item, send_at=row.time_to_send)
        for item, row in zip(items, request.rows)
        if item.problem is None and isinstance(row, Sms)
    ]
    problems = [item.problem for item in items if item.problem is not None]
    left_out = ((problem.path, f"SEND BULK refuses it: {problem.message}") for problem in problems)
    return outgoing, summed(LEFT_OUT, Severity.IGNORED, left_out)


def write(outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
    """Return requests for the messages, and what is not carried over.

    A request has one sender, so that there is at least one for each. Credentials are left blank: those of another
    service are none here.
    """
    unfit = [(each.source, reason) for each in outgoing if (reason := _unfit(each))]
    fit = [each for each in outgoing if not _unfit(each)]
    by_sender: dict[str, list[Outgoing]] = {}
    for each in fit:
        by_sender.setdefault(each.item.message.sender or "", []).append(each)
    written = [
        _written(sender, tuple(rows[i : i + MAX_MESSAGES]))
        for sender, rows in by_sender.items()
        for i in range(0, len(rows), MAX_MESSAGES)
    ]
    lacking = [_lacking(name) for name in ("partnerID", "apikey", *(["shortcode"] if "" in by_sender else []))]
    late = "SEND BULK does not take the time to send: the message would be sent at once"
    untimely = [(each.source, late) for each in fit if each.send_at is not None and _time(each) is None]
    problems = [
        *lacking,
        *summed(LEFT_OUT, Severity.IGNORED, unfit),
        *summed(NOT_CARRIED, Severity.WARNING, untimely),
        *not_carried(fit, _CARRIED),
    ]
    return written, problems


def _lacking(name: str) -> Problem:
    return Problem(TO_FILL_IN, None, name, "SEND BULK needs it", Severity.WARNING)


def _unfit(each: Outgoing) -> str:
    message = each.item.message
    if isinstance(message.body, bytes):
        return "SEND BULK has no binary messages"
    if not message.body:
        return "SEND BULK takes no message without a text"
    try:
        is_kept = normalize_mobile(each.item.recipient) == each.item.recipient
    except FieldRangeError:
        is_kept = False
    return "" if is_kept else "SEND BULK would take the number for another, or for none"


def _time(each: Outgoing) -> datetime | None:
    # None too where it would not be read again: timestamps of fewer than nine digits are none.
    return None if each.send_at is None else time_of(written_time(each.send_at))


def _written(sender: str, outgoing: tuple[Outgoing, ...]) -> Written:
    rows = tuple(
        Sms(each.item.recipient, str(each.item.message.body), each.item.message.client_ref, time_to_send=_time(each))
        for each in outgoing
    )
    request = Request("", "", sender, rows)
    return Written(serialize(request), dry_run(request).per_recipient, outgoing)

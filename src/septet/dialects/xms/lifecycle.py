"""What becomes of a batch: it is created, updated, replaced, canceled, and its delivery is confirmed.

These are functions from one value to the next, for services to be built on. Nothing is kept here, and nothing asks the
clock: the time is an argument.
"""

from __future__ import annotations

from septet.dialects.xms.batch import LIMITS, Batch, BatchRequest, DeliveryReport
from septet.dialects.xms.changes import KEEP, Keep
from septet.dialects.xms.codes import Findings, Trouble, shown
from septet.dialects.xms.constraints import violations
from septet.dialects.xms.fields import MEANINGLESS, OPTIONS, read_body, write_body
from septet.dialects.xms.moments import at_millisecond
from septet.dialects.xms.recipients import is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import datetime
    from typing import Any

    from septet.dialects.xms.batch import Limits
    from septet.dialects.xms.changes import BatchUpdate, Feedback


def created(
    request: BatchRequest,
    batch_id: str,
    now: datetime,
    *,
    groups: Container[str] | None = None,
    has_callback_url: bool = True,
) -> Batch:
    """Return the batch that a request to send makes.

    Args:
        request: the request, which :func:`parse` has found right.
        batch_id: what to call it.
        now: the time.
        groups: the ids of the groups that there are; None leaves that unchecked.
        has_callback_url: whether reports have somewhere to go to if the request does not say where.

    Raises:
        RequestError: a group is not known, or a report has nowhere to go to (HTTP status 403).

    >>> from datetime import datetime, timezone
    >>> batch = created(BatchRequest(("447700900001",), "Hi"), "01FC66621", datetime(2024, 6, 6, tzinfo=timezone.utc))
    >>> batch.id, batch.canceled, batch.created_at == batch.modified_at
    ('01FC66621', False, True)
    """
    found = Findings()
    _look_up(request.to, "to", groups, found)
    _look_for_callback(request, has_callback_url, found)
    found.settle()
    moment = at_millisecond(now)
    return Batch(batch_id, _without_problems(request), created_at=moment, modified_at=moment)


def updated(
    batch: Batch,
    update: BatchUpdate,
    now: datetime,
    *,
    limits: Limits = LIMITS,
    groups: Container[str] | None = None,
    has_callback_url: bool = True,
) -> Batch:
    """Return the batch with the changes of an update.

    Recipients are removed first and added then, each once; to remove one that is not there changes nothing.

    Args:
        batch: what there was.
        update: what :func:`parse_update` has found right.
        now: the time.
        limits: those that the update was parsed with, if not the service's.
        groups: the ids of the groups that there are, for those that are added; None leaves that unchecked.
        has_callback_url: as for :func:`created`.

    Raises:
        RequestError: the update is for another type of batch, or there would be something wrong with the batch
            afterwards: no recipients, too many, an end before the beginning; or what :func:`created` refuses.

    >>> from datetime import datetime, timezone
    >>> from septet.dialects.xms.changes import BatchUpdate
    >>> batch = Batch("01FC66621", BatchRequest(("447700900001",), "Hi"))
    >>> update = BatchUpdate(to_add=("447700900002",), to_remove=("447700900001",))
    >>> updated(batch, update, datetime(2024, 6, 6, tzinfo=timezone.utc)).request.to
    ('447700900002',)
    """
    found = Findings()
    old = batch.request
    if update.type not in (None, old.type):
        found.add(Trouble.CHANGED_TYPE, "type", f"The type of the batch is {old.type.value} and cannot be changed.")
        found.refuse()
    changes = {name: getattr(update, name) for name, _, _ in OPTIONS.values() if name != MEANINGLESS[old.type][0]}
    fields = _fields(old) | {name: change for name, change in changes.items() if change is not KEEP}
    if not isinstance(update.body, Keep):
        fields["body"] = read_body({"body": write_body(update.body)}, old.type, found)
    removed = set(update.to_remove)
    kept = [recipient for recipient in old.to if recipient not in removed]
    fields["to"] = tuple(dict.fromkeys([*kept, *update.to_add]))
    fields["extras"] = tuple(sorted({**dict(old.extras), **dict(update.extras)}.items()))
    request = BatchRequest(**fields | {"problems": ()})
    found.add_unless_failed(violations(request, limits, now))
    _look_up(update.to_add, "to_add", groups, found)
    _look_for_callback(request, has_callback_url, found)
    found.settle()
    return Batch(batch.id, request, batch.canceled, batch.created_at, at_millisecond(now))


def replaced(
    batch: Batch,
    request: BatchRequest,
    now: datetime,
    *,
    groups: Container[str] | None = None,
    has_callback_url: bool = True,
) -> Batch:
    """Return the batch with everything put in the place of what it was, as if it were canceled and sent anew.

    The options are those of :func:`created`.

    Raises:
        RequestError: a group is not known, or a report has nowhere to go to (HTTP status 403).
    """
    found = Findings()
    _look_up(request.to, "to", groups, found)
    _look_for_callback(request, has_callback_url, found)
    found.settle()
    return Batch(batch.id, _without_problems(request), False, batch.created_at, at_millisecond(now))


def canceled(batch: Batch, now: datetime) -> Batch:
    """Return the batch canceled; one that is already is returned as it is."""
    if batch.canceled:
        return batch
    return Batch(batch.id, batch.request, True, batch.created_at, at_millisecond(now))


def confirmed(batch: Batch, feedback: Feedback) -> tuple[str, ...]:
    """Return the numbers of a batch for which a feedback says that the message has arrived.

    Raises:
        RequestError: the batch was sent without ``feedback_enabled``, or names no number where the batch went to a
            group.

    >>> from septet.dialects.xms.changes import Feedback
    >>> confirmed(Batch("1", BatchRequest(("447700900001",), "Hi", feedback_enabled=True)), Feedback(()))
    ('447700900001',)
    """
    found = Findings()
    if not batch.request.feedback_enabled:
        found.add(Trouble.NO_FEEDBACK, "feedback_enabled", "The batch was not sent with 'feedback_enabled'.")
    if not feedback.recipients and not all(map(is_number, batch.request.to)):
        reason = "The batch was sent to a group: at least one recipient is required."
        found.add(Trouble.EMPTY, "recipients", reason)
    found.settle()
    return feedback.recipients or tuple(dict.fromkeys(batch.request.to))


def _look_up(recipients: Iterable[str], path: str, groups: Container[str] | None, found: Findings) -> None:
    for i, recipient in enumerate(recipients):
        if groups is not None and not is_number(recipient) and recipient not in groups:
            found.add(Trouble.UNKNOWN_GROUP, f"{path}[{i}]", f"Group '{shown(recipient)}' is unknown or deleted")


def _look_for_callback(request: BatchRequest, has_callback_url: bool, found: Findings) -> None:
    wants_report = request.delivery_report is not DeliveryReport.NONE
    if wants_report and request.callback_url is None and not has_callback_url:
        found.add(Trouble.MISSING_CALLBACK_URL, "callback_url", "Requesting delivery report without any callback URL.")


def _without_problems(request: BatchRequest) -> BatchRequest:
    return BatchRequest(**_fields(request) | {"problems": ()})


def _fields(request: BatchRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in BatchRequest.__match_args__}

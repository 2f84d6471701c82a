"""What the API answers, written."""

from __future__ import annotations

from septet._value import value
from septet.alphabets import Encoding
from septet.dialects.json_text import dumps
from septet.dialects.xms.batch import Batch
from septet.dialects.xms.codes import TOO_MANY_PARTS, UNMATCHED_PARAMETER, status_of
from septet.dialects.xms.fields import write_fields
from septet.dialects.xms.moments import write_moment
from septet.dialects.xms.responses import BatchPage, Details, DryRunResponse
from septet.dry_run import DryRun
from septet.errors import RequestError


@value
class HttpResponse:
    """An answer on the wire."""

    status: int
    """The HTTP status."""
    body: bytes
    """JSON, or nothing."""


ACCEPTED = HttpResponse(202, b"")
"""The answer to delivery feedback."""

_ENCODINGS = {Encoding.GSM7: "text", Encoding.UCS2: "unicode"}
_NOT_SENT = (UNMATCHED_PARAMETER, TOO_MANY_PARTS)


def to_wire(
    answer: DryRun | DryRunResponse | Batch | BatchPage | RequestError,
    *,
    status: int = 200,
    per_recipient: bool | None = None,
) -> HttpResponse:
    """Return what the API would answer.

    Args:
        answer: the result of :func:`dry_run`, a batch, a page of batches, or why a request is refused.
        status: the HTTP status where it is not refused: 201 for a batch that was sent.
        per_recipient: whether a dry run was asked to list the recipients: then there is a list, though nobody may be
            in it. None is to list them if there are items.

    >>> from septet.dialects.xms.codes import Trouble
    >>> to_wire(RequestError(Trouble.UNKNOWN_GROUP.at("to[0]", "Group x is unknown or deleted")))
    HttpResponse(status=403, body=b'{"code":"unknown_group","text":"Group x is unknown or deleted"}')
    """
    if isinstance(answer, RequestError):
        return _refusal(answer)
    if isinstance(answer, Batch):
        return _json(status, _members_of_batch(answer))
    if isinstance(answer, BatchPage):
        return _json(status, _members_of_page(answer))
    response = response_of(answer, per_recipient) if isinstance(answer, DryRun) else answer
    return _json(status, _members_of_dry_run(response))


def response_of(run: DryRun, per_recipient: bool | None = None) -> DryRunResponse:
    """Return what the API tells of a dry run, with or without a list, as in :func:`to_wire`.

    All recipients are counted, but only the parts that are sent, and only those recipients are listed that get a
    message. Nothing is listed where the messages are binary.

    >>> from septet.dialects.xms.batch import BatchRequest
    >>> from septet.dialects.xms.dry_run import dry_run
    >>> batch = BatchRequest(("447700900001", "447700900002"), "Hi ${x}!", parameters={"x": {"447700900001": "you"}})
    >>> response_of(dry_run(batch))
    DryRunResponse(number_of_recipients=2, number_of_messages=1, per_recipient=(Details(recipient='447700900001', \
number_of_parts=1, body='Hi you!', encoding='text'),))
    """
    n_not_sent = sum(problem.wire_code in _NOT_SENT for problem in run.problems)
    details = tuple(
        Details(item.recipient, item.number_of_parts, item.body, _ENCODINGS[item.encoding])
        for item in run.per_recipient
        if item.problem is None and isinstance(item.body, str)
    )
    is_binary = any(total.encoding is Encoding.OCTETS for total in run.totals.encodings)
    is_listed = not is_binary and (bool(run.per_recipient) if per_recipient is None else per_recipient)
    return DryRunResponse(run.number_of_recipients + n_not_sent, run.number_of_messages, details if is_listed else None)


def _refusal(error: RequestError) -> HttpResponse:
    problem = error.problems[0]
    if not isinstance(problem.wire_code, str):
        return HttpResponse(status_of(problem), b"")
    return _json(status_of(problem), {"code": problem.wire_code, "text": problem.message})


def _json(status: int, members: dict[str, object]) -> HttpResponse:
    return HttpResponse(status, dumps(members).encode("ascii"))


def _members_of_batch(batch: Batch) -> dict[str, object]:
    times = {"created_at": batch.created_at, "modified_at": batch.modified_at}
    return {
        "id": batch.id,
        **write_fields(batch.request, in_full=True),
        "canceled": batch.canceled,
        **{name: write_moment(moment) for name, moment in times.items() if moment is not None},
    }


def _members_of_page(page: BatchPage) -> dict[str, object]:
    return {
        "page": page.page,
        "page_size": page.page_size,
        "count": page.count,
        "batches": list(map(_members_of_batch, page.batches)),
    }


def _members_of_dry_run(response: DryRunResponse) -> dict[str, object]:
    members: dict[str, object] = {
        "number_of_recipients": response.number_of_recipients,
        "number_of_messages": response.number_of_messages,
    }
    if response.per_recipient is not None:
        members["per_recipient"] = [
            {name: getattr(details, name) for name in Details.__match_args__} for details in response.per_recipient
        ]
    return members

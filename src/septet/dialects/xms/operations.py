"""What a client can ask of the API, each thing as a value, and the queries that belong to some of them."""

from __future__ import annotations

from septet._value import value
from septet.dialects.xms.batch import LIMITS, BatchRequest
from septet.dialects.xms.codes import Findings
from septet.dialects.xms.constraints import MOST_INTEGER, in_range, reference
from septet.dialects.xms.members import read_boolean, read_digits, read_sender, read_time
from septet.dialects.xms.moments import read_day_or_moment, write_moment
from septet.dialects.xms.request import read_batch_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.xms.batch import Limits
    from septet.dialects.xms.changes import BatchUpdate, Feedback

DETAILS = 100
"""Recipients that a dry run lists where ``number_of_recipients`` is not given."""

PAGE_SIZE = 30
"""Batches on a page where ``page_size`` is not given."""


@value
class SendBatch:
    """``POST /batches``: send a batch."""

    batch: BatchRequest


@value
class DryRunBatch:
    """``POST /batches/dry_run``: tell what sending a batch would amount to."""

    batch: BatchRequest
    per_recipient: bool = False
    """Whether the answer is to list the recipients."""
    number_of_recipients: int = DETAILS
    """How many of them at most. Totals are over all."""


@value
class ListBatches:
    """``GET /batches``: list the batches that were sent."""

    page: int = 0
    page_size: int = PAGE_SIZE
    senders: tuple[str, ...] = ()
    """``from``: those of these senders; empty for all."""
    start_date: datetime | None = None
    """Those of this time or later. None is 24 hours ago."""
    end_date: datetime | None = None
    """Those from before this time."""
    client_reference: str | None = None


@value
class GetBatch:
    """``GET /batches/{batch_id}``: return a batch."""

    batch_id: str


@value
class UpdateBatch:
    """``POST /batches/{batch_id}``: change a batch."""

    batch_id: str
    update: BatchUpdate


@value
class ReplaceBatch:
    """``PUT /batches/{batch_id}``: put another batch in the place of a batch."""

    batch_id: str
    batch: BatchRequest


@value
class CancelBatch:
    """``DELETE /batches/{batch_id}``: cancel a batch."""

    batch_id: str


@value
class SendFeedback:
    """``POST /batches/{batch_id}/delivery_feedback``: tell that messages have arrived."""

    batch_id: str
    feedback: Feedback


Operation = SendBatch | DryRunBatch | ListBatches | GetBatch | UpdateBatch | ReplaceBatch | CancelBatch | SendFeedback
"""Any of them."""


def parse_dry_run(
    body: str | BytesLike, query: str = "", *, limits: Limits = LIMITS, now: datetime | None = None
) -> DryRunBatch:
    r"""Read a request for a dry run: its body and its query.

    Args:
        body: the JSON text.
        query: what stands behind the ``?`` of the address; of two parameters of one name the last one counts.
        limits: how much is taken.
        now: the time, as in :func:`parse`.

    Raises:
        RequestError: the API would refuse the request; all problems are in it.

    >>> parse_dry_run('{"to": ["+447700900001"], "body": "Hi"}', "per_recipient=true").number_of_recipients
    100
    >>> parse_dry_run('{"to": ["+447700900001"], "body": "Hi"}', "per_recipient=tru")
    Traceback (most recent call last):
        ...
    septet.errors.RequestError: per_recipient: 'tru' is not a valid boolean
    """
    found = Findings()
    given = _members(query)
    wanted = read_boolean(given.get("per_recipient", "false"), "per_recipient", found)
    n_details = _integer(given, "number_of_recipients", DETAILS, range(limits.n_details + 1), found)
    return DryRunBatch(read_batch_request(body, found, limits, now), bool(wanted), n_details)


def parse_list(query: str, *, limits: Limits = LIMITS) -> ListBatches:
    """Read the query of a request to list batches.

    Raises:
        RequestError: the API would refuse the request; all problems are in it.

    >>> parse_list("page=4&from=44345,45607").senders
    ('44345', '45607')
    """
    found = Findings()
    given = _members(query)
    page = _integer(given, "page", 0, range(MOST_INTEGER + 1), found)
    page_size = _integer(given, "page_size", PAGE_SIZE, range(1, limits.n_page + 1), found)
    senders = tuple(filter(None, map(str.strip, given.get("from", "").split(","))))
    for sender in senders:
        read_sender(sender, "from", found)
    start_date, end_date = (
        read_time(given[name], name, found, read_day_or_moment) if name in given else None
        for name in ("start_date", "end_date")
    )
    found.add_unless_failed(reference(given.get("client_reference"), limits))
    found.settle()
    return ListBatches(page, page_size, senders, start_date, end_date, given.get("client_reference"))


def _members(query: str) -> Mapping[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(query, keep_blank_values=True))


def _integer(given: Mapping[str, str], name: str, default: int, allowed: range, found: Findings) -> int:
    if name not in given:
        return default
    number = read_digits(given[name], name, found)
    found.add_unless_failed(in_range(number, allowed[0], allowed[-1], name))
    return default if number is None else number


def query_of(operation: DryRunBatch | ListBatches) -> str:
    """Return the query that asks for it, empty where it asks for nothing but what holds anyway.

    >>> query_of(DryRunBatch(BatchRequest((), ""), per_recipient=True)), query_of(ListBatches(senders=("44345", "1")))
    ('per_recipient=true', 'from=44345%2C1')
    """
    from urllib.parse import urlencode

    if isinstance(operation, DryRunBatch):
        members: dict[str, object] = {
            "per_recipient": "true" if operation.per_recipient else None,
            "number_of_recipients": _unless(operation.number_of_recipients, DETAILS),
        }
    else:
        members = {
            "page": _unless(operation.page, 0),
            "page_size": _unless(operation.page_size, PAGE_SIZE),
            "from": ",".join(operation.senders) or None,
            "start_date": operation.start_date and write_moment(operation.start_date),
            "end_date": operation.end_date and write_moment(operation.end_date),
            "client_reference": operation.client_reference,
        }
    return urlencode({name: text for name, text in members.items() if text is not None}, errors="replace")


def _unless(number: int, default: int) -> int | None:
    return None if number == default else number

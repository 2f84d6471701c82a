"""Operations as HTTP requests, without what any request would have too: server, service plan, credentials."""

from __future__ import annotations

import re

from septet._value import value
from septet.dialects.xms.batch import LIMITS
from septet.dialects.xms.changes import parse_feedback, parse_update, serialize
from septet.dialects.xms.codes import Findings, Trouble, shown
from septet.dialects.xms.operations import (
    CancelBatch,
    DryRunBatch,
    GetBatch,
    ListBatches,
    Operation,
    ReplaceBatch,
    SendBatch,
    SendFeedback,
    UpdateBatch,
    parse_dry_run,
    parse_list,
    query_of,
)
from septet.dialects.xms.request import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    from septet._typing import BytesLike
    from septet.dialects.xms.batch import BatchRequest, Limits

_PATH = re.compile(r"(?:.*?)/batches(?:/(?P<batch_id>[^/]+)(?:/(?P<last>delivery_feedback))?)?/?")
_DRY_RUN = "dry_run"


@value
class _Asked:
    batch_id: str
    query: str
    body: str | BytesLike
    limits: Limits
    now: datetime | None

    @property
    def batch(self) -> BatchRequest:
        return parse(self.body, limits=self.limits, now=self.now)


@value
class HttpRequest:
    """An operation on the wire."""

    method: str
    target: str
    """Path and query; the path begins behind that of the service plan: ``/batches``."""
    body: bytes = b""
    """JSON, or nothing."""


def read_request(
    method: str, target: str, body: str | BytesLike = b"", *, limits: Limits = LIMITS, now: datetime | None = None
) -> Operation:
    """Return the operation that an HTTP request asks for.

    Args:
        method: the method.
        target: path and query; what stands in the path before ``/batches`` is passed over.
        body: the JSON text, where there is one.
        limits: how much is taken.
        now: the time, as in :func:`parse`.

    Raises:
        RequestError: the API would refuse the request; all problems are in it. Where there is no such address or
            method, the status is 404 or 405.

    >>> read_request("DELETE", "/xms/v1/my_plan/batches/01FC66621")
    CancelBatch(batch_id='01FC66621')
    """
    path, _, query = target.partition("?")
    found = Findings()
    place, batch_id = _place_of(path, found)
    read = _READERS.get((method.upper(), place))
    if read is None:
        reason = f"The method {shown(method)} is not allowed at '{shown(path)}'."
        found.add(Trouble.METHOD_NOT_ALLOWED, "", reason)
        found.refuse()
    return read(_Asked(batch_id, query, body, limits, now))


def _place_of(path: str, found: Findings) -> tuple[str, str]:
    from urllib.parse import unquote

    match = _PATH.fullmatch(path)
    if match is None:
        found.add(Trouble.NOT_FOUND, "", f"There is nothing at '{shown(path)}'.")
        found.refuse()
    batch_id = unquote(match["batch_id"] or "")
    if match["last"] or batch_id in ("", _DRY_RUN):
        return match["last"] or batch_id or "batches", batch_id
    return "batch", batch_id


def write_request(operation: Operation) -> HttpRequest:
    """Return the HTTP request that asks for an operation.

    >>> write_request(ListBatches(page=2, senders=("44345", "45607")))
    HttpRequest(method='GET', target='/batches?page=2&from=44345%2C45607', body=b'')
    """
    return _WRITERS[type(operation)](operation)


def _with_query(path: str, operation: DryRunBatch | ListBatches) -> str:
    query = query_of(operation)
    return f"{path}?{query}" if query else path


def _at(batch_id: str) -> str:
    from urllib.parse import quote

    return f"/batches/{quote(batch_id, safe='', errors='replace')}"


_READERS: Mapping[tuple[str, str], Callable[[_Asked], Operation]] = {
    ("POST", "batches"): lambda asked: SendBatch(asked.batch),
    ("GET", "batches"): lambda asked: parse_list(asked.query, limits=asked.limits),
    ("POST", "dry_run"): lambda asked: parse_dry_run(asked.body, asked.query, limits=asked.limits, now=asked.now),
    ("GET", "batch"): lambda asked: GetBatch(asked.batch_id),
    ("POST", "batch"): lambda asked: UpdateBatch(asked.batch_id, parse_update(asked.body, limits=asked.limits)),
    ("PUT", "batch"): lambda asked: ReplaceBatch(asked.batch_id, asked.batch),
    ("DELETE", "batch"): lambda asked: CancelBatch(asked.batch_id),
    ("POST", "delivery_feedback"): lambda asked: SendFeedback(asked.batch_id, parse_feedback(asked.body)),
}
_WRITERS: Mapping[type, Callable[[Any], HttpRequest]] = {
    SendBatch: lambda asked: HttpRequest("POST", "/batches", serialize(asked.batch)),
    ListBatches: lambda asked: HttpRequest("GET", _with_query("/batches", asked)),
    DryRunBatch: lambda asked: HttpRequest("POST", _with_query("/batches/dry_run", asked), serialize(asked.batch)),
    GetBatch: lambda asked: HttpRequest("GET", _at(asked.batch_id)),
    UpdateBatch: lambda asked: HttpRequest("POST", _at(asked.batch_id), serialize(asked.update)),
    ReplaceBatch: lambda asked: HttpRequest("PUT", _at(asked.batch_id), serialize(asked.batch)),
    CancelBatch: lambda asked: HttpRequest("DELETE", _at(asked.batch_id)),
    SendFeedback: lambda asked: HttpRequest(
        "POST", f"{_at(asked.batch_id)}/delivery_feedback", serialize(asked.feedback)
    ),
}

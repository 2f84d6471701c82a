"""What the API answers, read."""

from __future__ import annotations

from septet._value import value
from septet.dialects.json_text import loads
from septet.dialects.xms.batch import Batch, BatchRequest, BatchType
from septet.dialects.xms.codes import Findings
from septet.dialects.xms.fields import MEMBERS, read_body, read_extras, read_options, read_type, required
from septet.dialects.xms.members import read_flag, read_number, read_of_type, read_recipients, read_text, read_time
from septet.errors import MalformedError, RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from septet._typing import BytesLike
    from septet.dialects.xms.fields import Members, Reader

_FIRST_ERROR = 400
_OF_A_BATCH = MEMBERS | {"id", "canceled", "created_at", "modified_at"}


@value
class Details:
    """What a dry run tells about one recipient."""

    recipient: str
    number_of_parts: int
    body: str
    encoding: str
    """As the service calls it: ``text`` for GSM-7, ``unicode`` for UCS-2; in some versions otherwise."""


@value
class DryRunResponse:
    """The answer to a dry run."""

    number_of_recipients: int
    number_of_messages: int
    """Parts, over all recipients."""
    per_recipient: tuple[Details, ...] | None = None
    """Some of the recipients; None where they were not asked for, or the messages are binary."""


@value
class BatchPage:
    """The answer to a list."""

    page: int
    page_size: int
    """Batches on this page."""
    count: int
    """Batches on all pages."""
    batches: tuple[Batch, ...]


@value
class ErrorResponse:
    """The answer to what the API refuses."""

    status: int
    code: str | None
    """What programs go by; None where the answer has none, as is usual with a status other than 400 and 403."""
    text: str
    """For people."""


def read_response(
    body: str | BytesLike, status: int = 200
) -> DryRunResponse | Batch | BatchPage | ErrorResponse | None:
    r"""Return what the API answered, told by what is in it.

    Much may be missing from a batch, or be something that cannot be read: then the field has the value for nothing,
    and ``request.problems`` of the batch tells what it is. Members that are not known are among its ``extras``. Numbers
    and strings may stand for each other, as in some versions of the API.

    Args:
        body: the body of the answer.
        status: its HTTP status.

    Returns:
        The answer, or None where it is empty, as that to delivery feedback. From a status of 400 on it is always an
        :class:`ErrorResponse`.

    Raises:
        MalformedError: the body is no JSON, or none of the answers that the API has, or a number of a dry run or of a
            page is missing.

    >>> read_response(b'{"number_of_recipients": 2, "number_of_messages": 4}')
    DryRunResponse(number_of_recipients=2, number_of_messages=4, per_recipient=None)
    >>> read_response(b'{"code": "unknown_group", "text": "Group \'x\' is unknown or deleted"}', 403).code
    'unknown_group'
    """
    if status >= _FIRST_ERROR:
        return _error(body, status)
    if not body:
        return None
    members = loads(body, "response")
    if isinstance(members, dict):
        if "number_of_messages" in members:
            return _dry_run(members)
        if "batches" in members:
            return _page(members)
        if "id" in members or "to" in members:
            return _batch(members)
        if "code" in members:
            return _error(body, status)
    raise MalformedError("this is none of the answers of the API", "response", 0)


def _error(body: str | BytesLike, status: int) -> ErrorResponse:
    text = body if isinstance(body, str) else str(body, "utf-8", "replace")
    try:
        members = loads(text)
    except MalformedError:
        members = None
    if not isinstance(members, dict):
        return ErrorResponse(status, None, text)
    code, said = members.get("code"), members.get("text")
    return ErrorResponse(status, None if code is None else str(code), text if said is None else str(said))


def _dry_run(members: Members) -> DryRunResponse:
    found = Findings()
    n_recipients, n_messages = _numbers(members, ("number_of_recipients", "number_of_messages"), "", found)
    per_recipient = None
    if members.get("per_recipient") is not None:
        per_recipient = tuple(_detail(entry, path, found) for entry, path in _entries(members, "per_recipient", found))
    _raise_first(found)
    return DryRunResponse(n_recipients, n_messages, per_recipient)


def _detail(members: Members, path: str, found: Findings) -> Details:
    n_parts = "message_part" if "message_part" in members else "number_of_parts"
    body = required(members, "body", f"{path}.body", read_text, found)
    (number,) = _numbers(members, (n_parts,), f"{path}.", found)
    return Details(str(members.get("recipient", "")), number, body, str(members.get("encoding", "")))


def _numbers(members: Members, names: tuple[str, ...], path: str, found: Findings) -> Iterator[Any]:
    return (required(members, name, f"{path}{name}", read_number, found) for name in names)


def _entries(members: Members, name: str, found: Findings) -> Iterator[tuple[Members, str]]:
    for i, entry in enumerate(read_of_type(members[name], list, name, found) or ()):
        path = f"{name}[{i}]"
        entry_members = read_of_type(entry, dict, path, found)
        if entry_members is not None:
            yield entry_members, path


def _page(members: Members) -> BatchPage:
    found = Findings()
    batches = tuple(_batch(entry) for entry, _ in _entries(members, "batches", found))
    page, page_size, count = _numbers(members, ("page", "page_size", "count"), "", found)
    _raise_first(found)
    return BatchPage(page, page_size, count, batches)


def _raise_first(found: Findings) -> None:
    try:
        found.settle()
    except RequestError as error:
        problem = error.problems[0]
        raise MalformedError(problem.message, f"response.{problem.path}", 0) from None


def _batch(answered: Members) -> Batch:
    members = {name: value for name, value in answered.items() if value is not None}
    if "from" in members:
        members["from"] = _as_string(members["from"])
    to = members.get("to")
    if isinstance(to, list):
        members["to"] = list(map(_as_string, to))
    found = Findings()
    batch_type = read_type(members, found) or BatchType.TEXT
    fields = {
        "to": _if_there(members, "to", read_recipients, found) or (),
        "body": read_body(members, batch_type, found) if "body" in members else "",
        **read_options(members, batch_type, found),
        "extras": read_extras(answered, found, _OF_A_BATCH),
    }
    canceled = _if_there(members, "canceled", read_flag, found) or False
    created_at = _if_there(members, "created_at", read_time, found)
    modified_at = _if_there(members, "modified_at", read_time, found)
    request = BatchRequest(**fields, problems=found.in_order())
    return Batch(str(members.get("id", "")), request, canceled, created_at, modified_at)


def _if_there(members: Members, name: str, read: Reader, found: Findings) -> Any:
    return read(members[name], name, found) if name in members else None


def _as_string(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

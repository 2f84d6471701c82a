"""Requests about a batch that was sent: updates and delivery feedback, read from JSON and written."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.json_text import dumps
from septet.dialects.xms.batch import LIMITS, BatchRequest, BatchType
from septet.dialects.xms.codes import Findings, Trouble
from septet.dialects.xms.constraints import recipients, violations_alone
from septet.dialects.xms.fields import (
    MEMBERS,
    OPTIONS,
    read_body,
    read_extras,
    read_options,
    read_type,
    required,
    write_body,
    write_fields,
    write_option,
)
from septet.dialects.xms.members import read_numbers, read_recipients
from septet.dialects.xms.request import read_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.xms.batch import DeliveryReport, Limits, Media
    from septet.dialects.xms.fields import Members
    from septet.dialects.xms.parameters import ValuesByKey
    from septet.errors import Problem


class Keep(Enum):
    """What an update does not mention stays as it is."""

    KEEP = "keep"

    def __repr__(self) -> str:
        return "KEEP"


KEEP = Keep.KEEP
"""The value of a field that an update does not mention."""

_MEMBERS = MEMBERS | {"to_add", "to_remove"}


@value
class BatchUpdate:
    """Changes to a batch.

    A field is :data:`KEEP` where nothing is said about it. To take something away is to give the value where there is
    none: None, False, no octets, or ``DeliveryReport.NONE``.
    """

    to_add: tuple[str, ...] = ()
    to_remove: tuple[str, ...] = ()
    type: BatchType | None = None
    """What the client takes the batch for; None if it does not say. It cannot be changed."""
    body: str | bytes | Media | Keep = KEEP
    """If the client does not say which type it has in mind, the body of a binary message is still in base64."""
    sender: str | Keep | None = KEEP
    udh: bytes | Keep = KEEP
    delivery_report: DeliveryReport | Keep = KEEP
    send_at: datetime | Keep | None = KEEP
    expire_at: datetime | Keep | None = KEEP
    callback_url: str | Keep | None = KEEP
    flash_message: bool | Keep = KEEP
    parameters: ValuesByKey | Keep | None = KEEP
    client_reference: str | Keep | None = KEEP
    max_number_of_message_parts: int | Keep | None = KEEP
    feedback_enabled: bool | Keep = KEEP
    truncate_concat: bool | Keep = KEEP
    from_ton: int | Keep | None = KEEP
    from_npi: int | Keep | None = KEEP
    extras: tuple[tuple[str, object], ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong and does not make the API refuse the update."""


@value
class Feedback:
    """Numbers at which a message has arrived, as the sender found out."""

    recipients: tuple[str, ...]
    """Empty for all those of the batch."""
    problems: tuple[Problem, ...] = ()


def parse_update(body: str | BytesLike, *, limits: Limits = LIMITS) -> BatchUpdate:
    """Read the body of a request to update a batch.

    A member that is null goes back to where there is none; for ``body`` and ``type`` there is no such place, so that
    they stay.

    Raises:
        RequestError: the API would refuse it, whatever the batch; all problems are in it.

    >>> update = parse_update('{"to_add": ["+447700900002"], "from": null}')
    >>> update.to_add, update.sender, update.body
    (('447700900002',), None, KEEP)
    """
    found = Findings()
    members = read_object(body, found)
    batch_type = None if members.get("type") is None else read_type(members, found)
    options = read_options(members, batch_type, found)
    new_body = _read_body(members, batch_type, found)
    changed = BatchRequest((), "" if isinstance(new_body, Keep) else new_body, **options)
    found.add_unless_failed(violations_alone(changed, limits))
    if members.get("to") is not None:
        reason = "The parameter 'to' has no meaning in an update and is ignored: use 'to_add' and 'to_remove'."
        found.add(Trouble.TO_IGNORED, "to", reason)
    return BatchUpdate(
        to_add=_read_some(members, "to_add", found, limits),
        to_remove=_read_some(members, "to_remove", found, limits),
        type=batch_type,
        body=new_body,
        **options,
        extras=read_extras(members, found, _MEMBERS),
        problems=found.settle(),
    )


def _read_some(members: Members, name: str, found: Findings, limits: Limits) -> tuple[str, ...]:
    if members.get(name) is None:
        return ()
    numbers = read_recipients(members[name], name, found) or ()
    found.add_unless_failed(recipients(numbers, name, limits))
    return numbers


def _read_body(members: Members, batch_type: BatchType | None, found: Findings) -> str | bytes | Media | Keep:
    if members.get("body") is None:
        return KEEP
    if batch_type is None:
        batch_type = BatchType.MEDIA if isinstance(members["body"], dict) else BatchType.TEXT
    return read_body(members, batch_type, found)


def parse_feedback(body: str | BytesLike) -> Feedback:
    """Read the body of a request to send delivery feedback.

    Raises:
        RequestError: the API would refuse it, whatever the batch; all problems are in it.

    >>> parse_feedback('{"recipients": ["+15551231234"]}').recipients
    ('15551231234',)
    """
    found = Findings()
    members = read_object(body, found)
    numbers = required(members, "recipients", "recipients", read_numbers, found)
    return Feedback(numbers or (), found.settle())


def serialize(request: BatchRequest | BatchUpdate | Feedback) -> bytes:
    """Return the JSON body of a request.

    What is said by leaving it out is left out.

    >>> serialize(BatchRequest(("447700900001",), "Hi", flash_message=True))
    b'{"to":["447700900001"],"body":"Hi","type":"mt_text","flash_message":true}'
    >>> serialize(BatchUpdate(to_add=("447700900002",), sender=None))
    b'{"to_add":["447700900002"],"from":null}'
    >>> serialize(Feedback(("15551231234",)))
    b'{"recipients":["15551231234"]}'
    """
    if isinstance(request, BatchRequest):
        members = write_fields(request)
    elif isinstance(request, BatchUpdate):
        members = _write_changes(request)
    else:
        members = {"recipients": request.recipients}
    return dumps(members).encode("ascii")


def _write_changes(update: BatchUpdate) -> dict[str, object]:
    changes = {name: getattr(update, field) for name, (field, _, _) in OPTIONS.items()}
    members = {
        "to_add": update.to_add or KEEP,
        "to_remove": update.to_remove or KEEP,
        "type": update.type or KEEP,
        "body": update.body if isinstance(update.body, Keep) else write_body(update.body),
        **changes,
    }
    written = {name: write_option(value) for name, value in members.items() if value is not KEEP}
    return written | {name: value for name, value in update.extras if name not in _MEMBERS}

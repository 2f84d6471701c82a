"""From XMS to other APIs and back, as :mod:`septet.dialects.convert` needs it."""

from __future__ import annotations

from septet import ucs2
from septet.dialects.outgoing import LEFT_OUT, NOT_CARRIED, Outgoing, Written, not_carried, summed
from septet.dialects.xms.batch import LIMITS, BatchRequest, DeliveryReport
from septet.dialects.xms.changes import serialize
from septet.dialects.xms.dry_run import dry_run
from septet.dialects.xms.recipients import is_sender
from septet.dialects.xms.request import parse
from septet.errors import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.outgoing import Groups
    from septet.dialects.xms.parameters import ValuesByKey
    from septet.errors import Problem

_CARRIED = ("sender", "time to send", "time to expire", "client reference")
_FLASH = 0
"""The message class that ``flash_message`` stands for."""
_KEY = "text"
_ONE_REFERENCE = f"XMS has one client reference for a batch, of {LIMITS.n_reference_units} characters at most"


def read(body: BytesLike, groups: Groups | None = None) -> tuple[list[Outgoing], list[Problem]]:
    """Return the messages of a batch, and why others are left out.

    Raises:
        RequestError: the API would refuse the request, or it has a group whose numbers nobody gave.
        FieldRangeError: a member of a group is no number.
    """
    batch = parse(body)
    run = dry_run(batch, groups=groups)
    extras = tuple(_extras(batch))
    outgoing = [
        Outgoing(item, batch.send_at, batch.expire_at, extras) for item in run.per_recipient if item.problem is None
    ]
    problems = [item.problem for item in run.per_recipient if item.problem is not None]
    left_out = ((problem.path, f"XMS does not send it: {problem.message}") for problem in problems)
    return outgoing, summed(LEFT_OUT, Severity.IGNORED, left_out)


def _extras(batch: BatchRequest) -> Iterator[tuple[str, object]]:
    if batch.delivery_report is not DeliveryReport.NONE:
        yield "delivery_report", batch.delivery_report.value
    for name in ("callback_url", "from_ton", "from_npi"):
        if getattr(batch, name) is not None:
            yield name, getattr(batch, name)
    if batch.feedback_enabled:
        yield "feedback_enabled", True
    yield from batch.extras


def write(outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
    """Return batches for the messages, and what is not carried over.

    A batch has one body. Where messages have different texts, it is made of placeholders, and the texts are their
    values: so a thousand different messages need one batch and not a thousand. A number that gets several messages is
    in as many batches.
    """
    unfit = [(each.source, reason) for each in outgoing if (reason := _unfit(each))]
    fit = [each for each in outgoing if not _unfit(each)]
    batches = list(_batches(fit))
    flash = [each for each in fit if each.item.message.msg_class == _FLASH]
    others = [each for each in fit if each.item.message.msg_class != _FLASH]
    lost = [loss for batch in batches for loss in _lost(batch)]
    problems = [
        *summed(LEFT_OUT, Severity.IGNORED, unfit),
        *summed(NOT_CARRIED, Severity.WARNING, lost),
        *not_carried(flash, (*_CARRIED, "message class")),
        *not_carried(others, _CARRIED),
    ]
    return [_written(batch) for batch in batches], problems


def _unfit(each: Outgoing) -> str:
    body = each.item.message.body
    has_header = not isinstance(body, bytes) or (body[:1] and body[0] < len(body))
    return "" if has_header else "XMS has no binary messages without a user data header"


def _batches(outgoing: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, ...]]:
    # What one batch can say, each number once, and no more of them than it may have.
    layers: dict[object, list[Outgoing]] = {}
    times: dict[object, int] = {}
    for each in outgoing:
        message = each.item.message
        octets = message.body if isinstance(message.body, bytes) else None
        is_flash = message.msg_class == _FLASH
        alike = (_sender(each), is_flash, _moment(each.send_at), _moment(each.expire_at), octets)
        layer = times.get((alike, each.item.recipient), 0)
        times[alike, each.item.recipient] = layer + 1
        layers.setdefault((alike, layer), []).append(each)
    for batch in layers.values():
        for i in range(0, len(batch), LIMITS.n_recipients):
            yield tuple(batch[i : i + LIMITS.n_recipients])


def _sender(each: Outgoing) -> str | None:
    sender = each.item.message.sender
    return sender if sender and is_sender(sender) else None


def _moment(time: datetime | None) -> datetime | None:
    return None if time is None or time.tzinfo is None else time


def _reference(batch: Sequence[Outgoing]) -> str | None:
    (reference, *others) = {each.item.message.client_ref for each in batch}
    if others or reference is None or ucs2.count_units(str(reference)) > LIMITS.n_reference_units:
        return None
    return str(reference)


def _lost(batch: Sequence[Outgoing]) -> Iterator[tuple[str, str]]:
    has_reference = _reference(batch) is not None
    for each in batch:
        message = each.item.message
        if message.sender and _sender(each) is None:
            yield each.source, f"XMS does not take the sender {message.sender!a}"
        if each.send_at is not None and _moment(each.send_at) is None:
            yield each.source, "the time to send has no time zone, and XMS needs one: the message would be sent at once"
        if message.client_ref is not None and not has_reference:
            yield each.source, _ONE_REFERENCE


def _written(outgoing: tuple[Outgoing, ...]) -> Written:
    first = outgoing[0]
    to = tuple(each.item.recipient for each in outgoing)
    body, udh, parameters = _body([each.item.message.body for each in outgoing], to)
    batch = BatchRequest(
        to,
        body,
        sender=_sender(first),
        udh=udh,
        send_at=_moment(first.send_at),
        expire_at=_moment(first.expire_at),
        flash_message=first.item.message.msg_class == _FLASH,
        parameters=parameters,
        client_reference=_reference(outgoing),
    )
    return Written(serialize(batch), dry_run(batch).per_recipient, outgoing)


def _body(bodies: Sequence[str | bytes], to: Sequence[str]) -> tuple[str | bytes, bytes, ValuesByKey | None]:
    first = bodies[0]
    if isinstance(first, bytes):
        n_octets = first[0] + 1
        return first[n_octets:], first[:n_octets], None
    texts = [str(body) for body in bodies]
    if len(set(texts)) == 1 and ucs2.count_units(first) <= LIMITS.n_body_units:
        return first, b"", None
    pieces = [_pieces(text) for text in texts]
    n_pieces = max(map(len, pieces))
    keys = [_KEY] if n_pieces == 1 else [str(i) for i in range(n_pieces)]
    padded = (each + [""] * (n_pieces - len(each)) for each in pieces)
    parameters = {key: dict(zip(to, column)) for key, column in zip(keys, zip(*padded))}
    return "".join(f"${{{key}}}" for key in keys), b"", parameters


def _pieces(text: str) -> list[str]:
    # None has more UTF-16 units than a value may; a character has two at most.
    n_chars = LIMITS.n_value_units // (1 if max(text, default="") <= "\uffff" else 2)
    return [text[i : i + n_chars] for i in range(0, len(text), n_chars)]

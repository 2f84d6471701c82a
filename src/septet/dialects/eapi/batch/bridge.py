"""From ``send_batch`` to other APIs and back, as :mod:`septet.dialects.convert` needs it."""

from __future__ import annotations

from septet.dialects.eapi.batch.dry_run import dry_run
from septet.dialects.eapi.batch.lines import Line
from septet.dialects.eapi.batch.profiles import CURRENT
from septet.dialects.eapi.batch.request import BATCH_DATA, Request, parse, parse_csv, serialize
from septet.dialects.eapi.carrying import CARRIED, dca_of, extras_of, lost, moment_of, parameters_of
from septet.dialects.eapi.charset import LATIN_1
from septet.dialects.eapi.form import read_form
from septet.dialects.eapi.parameters import Dca
from septet.dialects.outgoing import LEFT_OUT, Outgoing, Written, not_carried, summed
from septet.errors import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from septet._typing import BytesLike
    from septet.dialects.outgoing import Groups
    from septet.errors import Problem

_CLASSES = (None, 0, 2)
_OF_LINES = ("sender", "source_id", "routing_group", "repliable")


def parse_form_or_csv(body: bytes, query: bytes = b"", *, default_country: str | None = None) -> Request:
    r"""Return the request that a form is, or the CSV that would be in it.

    Args:
        body: either. It is a form if the first line has ``batch_data=`` in it; the line end behind it does not count.
        query: parameters besides, as a form.
        default_country: country code for numbers that begin with one 0; without it they are invalid.

    Raises:
        RequestError: the service would refuse the batch.
        FieldRangeError: the country code is none.

    >>> parse_form_or_csv(b"msisdn,message\n111111111,Hi\n", b"sender=Ann").sender
    'Ann'
    """
    if f"{BATCH_DATA}=".encode("ascii") in body.partition(b"\n")[0]:
        form = b"&".join(filter(None, (body.rstrip(b"\r\n"), query)))
        return parse(form, default_country=default_country)
    parameters = {name: LATIN_1.decode(octets) for name, octets in read_form(query)}
    return parse_csv(body, parameters, default_country=default_country)


def read(body: BytesLike, _groups: Groups | None = None) -> tuple[list[Outgoing], list[Problem]]:
    """Return the messages of a batch, and why others are left out.

    Raises:
        RequestError: the service would refuse the batch.
    """
    request = parse_form_or_csv(bytes(body))
    send_at = moment_of(request.send_time, request.send_time_unixtime)
    items = dry_run(request).per_recipient
    outgoing = [
        Outgoing(item, send_at, extras=extras_of(request.resolved(line), request))
        for item, line in zip(items, request.lines)
        if item.problem is None
    ]
    problems = [item.problem for item in items if item.problem is not None]
    left_out = ((problem.path, f"EAPI leaves it out: {problem.message}") for problem in problems)
    return outgoing, summed(LEFT_OUT, Severity.IGNORED, left_out)


def write(outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
    """Return batches for the messages, and what is not carried over.

    All messages of a batch are sent at the same time, so that there is one for each time.
    """
    unfit = [(each.source, "EAPI takes no message without a text") for each in outgoing if not each.item.message.body]
    fit = [each for each in outgoing if each.item.message.body]
    usual = [each for each in fit if each.item.message.msg_class in _CLASSES]
    unusual = [each for each in fit if each.item.message.msg_class not in _CLASSES]
    problems = [
        *lost(fit),
        *summed(LEFT_OUT, Severity.IGNORED, unfit),
        *not_carried(usual, CARRIED),
        *not_carried(unusual, [name for name in CARRIED if name != "message class"]),
    ]
    return [_written(each) for each in _alike(fit)], problems


def _alike(outgoing: Sequence[Outgoing]) -> Iterator[tuple[Outgoing, ...]]:
    batches: dict[object, list[Outgoing]] = {}
    for each in outgoing:
        batches.setdefault(tuple(_of_the_batch(each).items()), []).append(each)
    most = CURRENT.most_messages or len(outgoing)
    for batch in batches.values():
        for i in range(0, len(batch), most):
            yield tuple(batch[i : i + most])


def _of_the_batch(each: Outgoing) -> dict[str, Any]:
    return {name: given for name, given in parameters_of(each).items() if name not in _OF_LINES}


def _written(outgoing: tuple[Outgoing, ...]) -> Written:
    request = Request(tuple(map(_line, outgoing)), **_of_the_batch(outgoing[0]))
    return Written(serialize(request), dry_run(request).per_recipient, outgoing)


def _line(each: Outgoing) -> Line:
    message, dca = each.item.message, dca_of(each)
    own = {name: given for name, given in parameters_of(each).items() if name in _OF_LINES}
    msg_class = message.msg_class if message.msg_class in _CLASSES else None
    return Line(each.item.recipient, message.body, msg_class=msg_class, dca=None if dca is Dca.GSM7 else dca, **own)

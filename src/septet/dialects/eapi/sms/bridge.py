"""From ``send_sms`` to other APIs and back, as :mod:`septet.dialects.convert` needs it."""

from __future__ import annotations

from septet import ucs2
from septet.dialects.eapi.carrying import CARRIED, MOST_UNITS, dca_of, extras_of, lost, moment_of, parameters_of
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.sms.dry_run import dry_run
from septet.dialects.eapi.sms.policy import policy_of
from septet.dialects.eapi.sms.request import Request, parse, serialize
from septet.dialects.outgoing import LEFT_OUT, Outgoing, Written, not_carried, summed
from septet.errors import Severity
from septet.policy import Treatment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from septet._typing import BytesLike
    from septet.dialects.outgoing import Groups
    from septet.errors import Problem

_MOST_PARTS = 127
_SPLITTING = Treatment(policy_of(Request("", allow_concat_text_sms=True, concat_text_sms_max_parts=_MOST_PARTS)))


def read(body: BytesLike, groups: Groups | None = None) -> tuple[list[Outgoing], list[Problem]]:
    """Return the messages of a request.

    Raises:
        RequestError: the service would refuse the request, or it has a group whose numbers nobody gave.
        FieldRangeError: a member of a group is no number.
    """
    request = parse(body)
    send_at = moment_of(request.send_time, request.send_time_unixtime)
    extras = extras_of(request)
    return [Outgoing(item, send_at, extras=extras) for item in dry_run(request, groups=groups).per_recipient], []


def write(outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
    """Return requests for the messages, and what is not carried over.

    A request has one text for all of its numbers.
    """
    unfit = [(each.source, reason) for each in outgoing if (reason := _unfit(each))]
    fit = [each for each in outgoing if not _unfit(each)]
    problems = [
        *lost(fit),
        *summed(LEFT_OUT, Severity.IGNORED, unfit),
        *not_carried(fit, (*CARRIED, "protocol identifier")),
    ]
    return [_written(each) for each in _alike(fit)], problems


def _unfit(each: Outgoing) -> str:
    body = each.item.message.body
    if not body:
        return "EAPI takes no message without a text"
    if isinstance(body, str) and dca_of(each) is Dca.UCS2 and ucs2.count_units(body) > MOST_UNITS:
        return "EAPI does not split Unicode messages"
    return f"EAPI takes {_MOST_PARTS} parts at most" if _n_parts(each) > _MOST_PARTS else ""


def _n_parts(each: Outgoing) -> int:
    # As many as the whole text takes, which the other service may have cut.
    body = each.item.message.body
    if isinstance(body, bytes) or dca_of(each) is Dca.UCS2:
        return 1
    (_, _, n_parts), _ = _SPLITTING.look(body)
    return n_parts


def _alike(outgoing: Sequence[Outgoing]) -> Iterator[tuple[Outgoing, ...]]:
    # What one request can say, each number once.
    layers: dict[object, list[Outgoing]] = {}
    times: dict[object, int] = {}
    for each in outgoing:
        message = each.item.message
        named = tuple(parameters_of(each).items())
        alike = (message.body, dca_of(each), message.msg_class, message.pid, named)
        layer = times.get((alike, each.item.recipient), 0)
        times[alike, each.item.recipient] = layer + 1
        layers.setdefault((alike, layer), []).append(each)
    return map(tuple, layers.values())


def _written(outgoing: tuple[Outgoing, ...]) -> Written:
    first = outgoing[0]
    message, n_parts = first.item.message, _n_parts(first)
    request = Request(
        message.body,
        tuple(each.item.recipient for each in outgoing),
        msg_class=message.msg_class,
        dca=dca_of(first),
        allow_concat_text_sms=n_parts > 1,
        concat_text_sms_max_parts=max(n_parts, 2),
        protocol_id=message.pid or None,
        **parameters_of(first),
    )
    return Written(serialize(request), dry_run(request).per_recipient, outgoing)

"""Requests of one API written as requests of another.

What a service makes of a message is its own: one cuts a text that another splits. So both are run dry, and what would
be sent differently is told, with all that cannot be carried over.
"""

from __future__ import annotations

from septet._value import value
from septet.dialects.outgoing import SENT_DIFFERENTLY, summed
from septet.errors import FieldRangeError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from septet._typing import BytesLike
    from septet.dialects.outgoing import Groups, Outgoing, Written
    from septet.dry_run import Item
    from septet.errors import Problem

    class Bridge(Protocol):
        """What a dialect has to do with it."""

        def read(self, body: BytesLike, groups: Groups | None = None) -> tuple[list[Outgoing], list[Problem]]:
            """Return what a request would send, and why it would not send the rest."""

        def write(self, outgoing: Sequence[Outgoing]) -> tuple[list[Written], list[Problem]]:
            """Return requests, and what they do not carry."""


_BRIDGES = {
    "eapi-sms": "septet.dialects.eapi.sms.bridge",
    "eapi-batch": "septet.dialects.eapi.batch.bridge",
    "xms": "septet.dialects.xms.bridge",
    "smslist": "septet.dialects.smslist.bridge",
}

APIS = tuple(_BRIDGES)
"""The names of the APIs."""


@value
class Conversion:
    """What a request has become."""

    requests: tuple[bytes, ...]
    """Bodies; several where one request of the second API cannot say all that one of the first does."""
    problems: tuple[Problem, ...]
    """What cannot be carried over, is to be filled in, or would be sent differently. Paths that lead to a message are
    those of the first request."""


def convert(body: BytesLike, source: str, target: str, *, groups: Groups | None = None) -> Conversion:
    """Write a request of one API as requests of another.

    Args:
        body: the request.
        source: the API that it is for, one of :data:`APIS`.
        target: the API that the result is for.
        groups: the numbers of each group, by its id, where the first API has groups: the result has the numbers.

    Raises:
        RequestError: the first API would refuse the request, or it has a group whose numbers nobody gave.
        FieldRangeError: there is no such API, or a member of a group is no number.
    """
    outgoing, left_out = bridge_of("source", source).read(body, groups)
    written, not_carried = bridge_of("target", target).write(outgoing)
    differently = (
        (each.source, difference)
        for request in written
        for item, each in zip(request.items, request.outgoing)
        if (difference := _difference(each.item, item))
    )
    problems = [*left_out, *not_carried, *summed(SENT_DIFFERENTLY, Severity.WARNING, differently)]
    return Conversion(tuple(request.body for request in written), tuple(problems))


def bridge_of(argument: str, name: str) -> Bridge:
    """Return the bridge of an API.

    Raises:
        FieldRangeError: there is no such API; the argument is what the error calls it.
    """
    from importlib import import_module

    if name not in _BRIDGES:
        raise FieldRangeError(argument, name, f"one of {', '.join(APIS)}")
    bridge: Bridge = import_module(_BRIDGES[name])
    return bridge


def _difference(before: Item, after: Item) -> str:
    if after.problem is not None:
        return f"it would be refused: {after.problem.message}"
    if (before.number_of_parts, before.encoding) != (after.number_of_parts, after.encoding):
        return f"it would be sent as {_parts(after)}, no longer as {_parts(before)}"
    return "" if before.body == after.body else "it would be sent with another text"


def _parts(item: Item) -> str:
    return f"{item.number_of_parts} part{'' if item.number_of_parts == 1 else 's'} in {item.encoding}"

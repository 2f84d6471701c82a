"""Messages on their way from a request of one API into requests of another."""

from __future__ import annotations

from septet._value import value
from septet.errors import Problem, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from septet.dry_run import Item

    Groups = Mapping[str, Iterable[str]]

NOT_CARRIED = "not_carried"
"""Something that the other API has no place for."""
LEFT_OUT = "left_out"
"""A message that the other API does not send."""
TO_FILL_IN = "to_fill_in"
"""Something that the other API needs and nothing was said of."""
SENT_DIFFERENTLY = "sent_differently"
"""A message of which the other API makes other parts, or that it refuses."""


@value
class Outgoing:
    """A message that the first API would send."""

    item: Item
    """What it would be there."""
    send_at: datetime | None = None
    """A moment if it has a time zone, else a local time of the account; None is now."""
    expire_at: datetime | None = None
    extras: tuple[tuple[str, object], ...] = ()
    """What else is said of it: (name in the first API, value)."""

    @property
    def source(self) -> str:
        """Where it stands in the request."""
        return self.item.message.source

    @property
    def told(self) -> tuple[tuple[str, object], ...]:
        """What is said of it besides to whom and what, as (name, value)."""
        message = self.item.message
        pairs: tuple[tuple[str, object], ...] = (
            ("sender", message.sender),
            ("message class", None if message.msg_class is None else f"class {message.msg_class}"),
            ("protocol identifier", message.pid or None),
            ("client reference", message.client_ref),
            ("time to send", self.send_at),
            ("time to expire", self.expire_at),
        )
        return tuple((name, given) for name, given in (*pairs, *self.extras) if given not in (None, ""))


@value
class Written:
    """A request of the second API."""

    body: bytes
    items: tuple[Item, ...]
    """What its messages would be, by a dry run."""
    outgoing: tuple[Outgoing, ...]
    """The message that each of them was."""


def summed(code: str, severity: Severity, found: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return a problem for each different message, at its first place and with the number of its places.

    Args:
        code: that of the problems.
        severity: that of the problems.
        found: (path, message) in any number.
    """
    places: dict[str, list[str]] = {}
    for path, message in found:
        places.setdefault(message, []).append(path)
    return [
        Problem(code, None, paths[0], message if len(paths) == 1 else f"{message} ({len(paths)} messages)", severity)
        for message, paths in places.items()
    ]


def not_carried(outgoing: Sequence[Outgoing], carried: Collection[str]) -> list[Problem]:
    """Return what is said of the messages and is none of what is carried, by the names in ``Outgoing.told``."""
    lost = ((each.source, name) for each in outgoing for name, _ in each.told if name not in carried)
    return summed(NOT_CARRIED, Severity.WARNING, ((path, f"there is no place for the {name}") for path, name in lost))

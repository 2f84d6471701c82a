"""Totals of the messages that have something in common, such as a campaign, a destination, or both."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.tally import ENCODINGS, add_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from septet.rates import Rates
    from septet.tally import Group, Totals

    Grouped = tuple[tuple[str, ...], str | None, bool | None, int]

UNPRICED = "no rate"
"""The destination of numbers without one."""


class Kind(Enum):
    """What messages can be grouped by."""

    COLUMN = ""
    """A column of the file."""
    DESTINATION = "destination"
    """The rate: its prefix and its name."""
    ENCODING = "encoding"


@value
class GroupTotal:
    """The messages that have the same values."""

    values: tuple[str, ...]
    """One for each that messages are grouped by."""
    totals: Totals
    """Without recipients and characters, which are not kept for each group."""


def group_totals(groups: Mapping[Grouped, int], kinds: Sequence[Kind], rates: Rates) -> tuple[GroupTotal, ...]:
    """Return the totals of each group, those of the most parts first.

    Args:
        groups: how many messages there are of each: the values of the columns, then as in ``tally.add_up``.
        kinds: what the messages are grouped by.
        rates: the price list.

    >>> from septet import Rates
    >>> counted = {(("spring",), None, True, 1): 2, (("summer",), None, False, 3): 1, (("spring",), None, False, 2): 1}
    >>> [(group.values, group.totals.n_parts) for group in group_totals(counted, [Kind.COLUMN], Rates())]
    [(('spring',), 4), (('summer',), 3)]
    """
    by_values: dict[tuple[str, ...], dict[Group, int]] = {}
    for (cells, prefix, in_septets, n_parts), n_messages in groups.items():
        remaining = iter(cells)
        told = {
            Kind.DESTINATION: UNPRICED if prefix is None else _named(prefix, rates),
            Kind.ENCODING: str(ENCODINGS[in_septets]),
        }
        values = tuple(next(remaining) if kind is Kind.COLUMN else told[kind] for kind in kinds)
        group = by_values.setdefault(values, {})
        key = prefix, in_septets, n_parts
        group[key] = group.get(key, 0) + n_messages
    totals = (GroupTotal(values, add_up(group, rates, 0, ())) for values, group in by_values.items())
    return tuple(sorted(totals, key=lambda group: (-group.totals.n_parts, group.values)))


def _named(prefix: str, rates: Rates) -> str:
    rate = rates.find(prefix)
    return prefix if rate is None else f"{prefix} {rate.name}".rstrip()

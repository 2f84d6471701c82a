"""The APIs that ``septet dry-run --api`` knows, and how each of them is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from septet import DryRun, Rates, RequestError

    Answer = tuple[bytes, str]


HTTP_OK = 200


class Surroundings(NamedTuple):
    """What a service would know besides the request; what nobody said is None."""

    rates: Rates | None = None
    query: str | None = None
    """Of the address: what stands behind the question mark."""
    groups: Mapping[str, tuple[str, ...]] | None = None
    """The numbers of each group, by its name."""
    now: datetime | None = None
    time_zone: str | None = None
    """Of the account, as the time zone database calls it."""
    balance: Decimal | None = None
    is_for_wire: bool = False
    """Whether nobody looks at more of the result than the response tells."""


class Api(NamedTuple):
    """An API of the table."""

    title: str
    options: tuple[str, ...]
    """Those of ``Surroundings`` that have a meaning for it, besides the rates."""
    dry_run: Callable[[bytes, Surroundings], DryRun]
    """Raises ``RequestError`` where the API would refuse the request."""
    to_wire: Callable[[DryRun | RequestError, Surroundings], Answer]
    """The body of the response, and its status line if it is not ``HTTP 200``, else nothing."""


def _dry_run_smslist(body: bytes, around: Surroundings) -> DryRun:
    from septet.dialects import smslist

    balance = None if around.balance is None else int(around.balance)
    return smslist.dry_run(smslist.parse(body), rates=around.rates, balance=balance)


def _smslist_to_wire(result: DryRun | RequestError, _around: Surroundings) -> Answer:
    from septet.dialects import smslist

    return smslist.to_wire(result), ""


def _dry_run_xms(body: bytes, around: Surroundings) -> DryRun:
    from septet.dialects import xms

    request = xms.parse_dry_run(body, (around.query or "").removeprefix("?"), now=around.now)
    asked = request if around.is_for_wire else request.batch
    return xms.dry_run(asked, groups=around.groups, rates=around.rates)


def _xms_to_wire(result: DryRun | RequestError, _around: Surroundings) -> Answer:
    from septet.dialects import xms

    response = xms.to_wire(result)
    return response.body, "" if response.status == HTTP_OK else f"HTTP {response.status}"


APIS: dict[str, Api] = {
    "smslist": Api("SEND BULK", ("balance",), _dry_run_smslist, _smslist_to_wire),
    "xms": Api("XMS", ("query", "groups", "now"), _dry_run_xms, _xms_to_wire),
}
"""By the name that ``--api`` has for it."""

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
    country: str | None = None
    """The calling code for national numbers."""
    max_recipients: int | None = None
    """How many recipients a request may have, where that is not what the API's own documents say."""
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

    request = smslist.parse(
        body,
        country=smslist.COUNTRY if around.country is None else around.country,
        max_messages=around.max_recipients or smslist.MAX_MESSAGES,
    )
    balance = None if around.balance is None else int(around.balance)
    return smslist.dry_run(request, rates=around.rates, balance=balance)


def _smslist_to_wire(result: DryRun | RequestError, _around: Surroundings) -> Answer:
    from septet.dialects import smslist

    return smslist.to_wire(result), ""


def _dry_run_xms(body: bytes, around: Surroundings) -> DryRun:
    from septet.dialects import xms

    limits = xms.LIMITS if around.max_recipients is None else xms.Limits(n_recipients=around.max_recipients)
    request = xms.parse_dry_run(body, _query(around).decode(), limits=limits, now=around.now)
    asked = request if around.is_for_wire else request.batch
    return xms.dry_run(asked, groups=around.groups, rates=around.rates)


def _xms_to_wire(result: DryRun | RequestError, around: Surroundings) -> Answer:
    from urllib.parse import parse_qs

    from septet.dialects import xms

    (*_, wanted) = parse_qs(_query(around).decode()).get("per_recipient", ["false"])
    response = xms.to_wire(result, per_recipient=wanted.lower() == "true")
    return response.body, "" if response.status == HTTP_OK else f"HTTP {response.status}"


def _dry_run_eapi_sms(body: bytes, around: Surroundings) -> DryRun:
    from septet.dialects.eapi import sms

    form = b"&".join(filter(None, (body.rstrip(b"\r\n"), _query(around))))
    return sms.dry_run(
        sms.parse(form, default_country=around.country),
        groups=around.groups,
        rates=around.rates,
        now=around.now,
        time_zone=around.time_zone,
        balance=around.balance,
    )


def _dry_run_eapi_batch(body: bytes, around: Surroundings) -> DryRun:
    from septet.dialects.eapi import batch
    from septet.dialects.eapi.batch.bridge import parse_form_or_csv

    return batch.dry_run(
        parse_form_or_csv(body, _query(around), default_country=around.country),
        rates=around.rates,
        now=around.now,
        time_zone=around.time_zone,
        balance=around.balance,
    )


def _eapi_to_wire(result: DryRun | RequestError, _around: Surroundings) -> Answer:
    from septet.dialects import eapi

    return eapi.sms.to_wire(result), ""


def _query(around: Surroundings) -> bytes:
    return (around.query or "").removeprefix("?").encode()


_EAPI_OPTIONS = ("query", "now", "time_zone", "balance", "country")

APIS: dict[str, Api] = {
    "eapi-sms": Api("EAPI send_sms", (*_EAPI_OPTIONS, "groups"), _dry_run_eapi_sms, _eapi_to_wire),
    "eapi-batch": Api("EAPI send_batch", _EAPI_OPTIONS, _dry_run_eapi_batch, _eapi_to_wire),
    "xms": Api("XMS", ("query", "groups", "now", "max_recipients"), _dry_run_xms, _xms_to_wire),
    "smslist": Api("SEND BULK", ("balance", "country", "max_recipients"), _dry_run_smslist, _smslist_to_wire),
}
"""By the name that ``--api`` has for it."""

"""What the service would answer to a dry run: the line of the submission, and that of a quotation."""

from __future__ import annotations

from septet.dialects.eapi.problems import Trouble, error, warning
from septet.dialects.eapi.status import Quotation, Response, Status, write_quotation, write_response
from septet.errors import FieldRangeError, RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from septet.dry_run import DryRun
    from septet.errors import Problem
    from septet.rates import Rates


def to_wire(result: DryRun | RequestError, *, batch_id: int | None = None) -> bytes:
    """Return the line that answers a submission.

    Args:
        result: of a dry run, or the error that refuses the request.
        batch_id: the number to give to a submission that is accepted; only a service has one.

    >>> to_wire(RequestError(error(Trouble.MISSING_MESSAGE, "message", "it is missing")))
    b'24|Data validation failed'
    """
    status = status_of(result)
    accepted = not isinstance(result, RequestError)
    return write_response(Response(status, status.description, batch_id if accepted else None))


def status_of(result: DryRun | RequestError) -> Status:
    """Return the status that the service would answer."""
    codes = (problem.wire_code for problem in result.problems)
    return Status(next((int(code) for code in codes if code is not None), Status.IN_PROGRESS))


def quote(result: DryRun | RequestError, *, code: int = Status.IN_PROGRESS) -> bytes:
    """Return the line that answers ``quote_sms``: the sum of all parts, in the currency of the price list.

    Args:
        result: of a dry run with ``rates``, or the error that refuses the request.
        code: what stands for success; versions 1.x of the call said 1000, :attr:`Status.QUOTATION_ISSUED`.

    Raises:
        FieldRangeError: there is no price for one of the recipients, or there are several currencies.

    >>> from decimal import Decimal
    >>> from septet import Rate, Rates
    >>> from septet.dialects.eapi import sms
    >>> rates = Rates([Rate("44", Decimal("1.00"), "GBP")])
    >>> quote(sms.dry_run(sms.Request("Hi", ("44123123456", "44123123457")), rates=rates))
    b'0|Quotation issued|2.00'
    """
    if isinstance(result, RequestError):
        status = status_of(result)
        return write_quotation(Quotation(status, status.description))
    unpriced = result.totals.unpriced.n_messages
    if unpriced:
        raise FieldRangeError("rates", f"{unpriced} recipients without a price", "a price list with one for each")
    return write_quotation(Quotation(code, Status.QUOTATION_ISSUED.description, _sum(result)))


def missing_prices(run: DryRun, rates: Rates | None) -> Iterator[Problem]:
    """Yield a warning if there is a price list without a price for some of the numbers."""
    n = run.totals.unpriced.n_messages
    if rates is not None and n:
        reason = f"{n} message{'s go' if n > 1 else ' goes'} to numbers without a price: what they cost is in no sum"
        yield warning(Trouble.NO_PRICE, "", reason)


def check_balance(run: DryRun, balance: Decimal | int | None, rates: Rates | None) -> None:
    """Refuse what takes more credits than there are.

    Args:
        run: the dry run.
        balance: the credits that are left; None if nobody knows.
        rates: the price list, in credits; without one each part takes a credit. What has no price takes nothing.

    Raises:
        RequestError: there are not enough, status 25.
        FieldRangeError: the price list has several currencies, or the balance is negative.
    """
    if balance is None:
        return
    if balance < 0:
        raise FieldRangeError("balance", balance, "at least 0")
    needed = run.number_of_messages if rates is None else _sum(run)
    if needed > balance:
        reason = f"it takes {needed} credits, and {balance} are left"
        problem = error(Trouble.NOT_ENOUGH_CREDITS, "", reason, Status.NOT_ENOUGH_CREDITS)
        raise RequestError(problem, *(each for each in run.problems if each.wire_code is None))


def _sum(run: DryRun) -> Decimal:
    from decimal import Decimal

    if len(run.totals.costs) > 1:
        currencies = ", ".join(currency for currency, _ in run.totals.costs)
        raise FieldRangeError("rates", currencies, "a price list in one currency")
    return next((amount for _, amount in run.totals.costs), Decimal(0))

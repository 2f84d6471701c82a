"""What a ``send_sms`` would amount to."""

from __future__ import annotations

from septet.alphabets import Encoding
from septet.dialects.eapi.answers import check_balance, missing_prices
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, error
from septet.dialects.eapi.recipients import NUMBER, duplicates, normalize
from septet.dialects.eapi.schedule import MOST_YEARS_AHEAD, check_schedule
from septet.dialects.eapi.sms.policy import policy_of, too_long
from septet.dialects.eapi.sms.request import GROUP, MSISDN, Request, reread
from septet.dialects.eapi.status import Status
from septet.dry_run import DUPLICATE_RECIPIENT, DryRun, Message
from septet.dry_run import dry_run as run_dry
from septet.errors import FieldRangeError, RequestError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, tzinfo
    from decimal import Decimal

    from septet._typing import ReferenceBits
    from septet.errors import Problem
    from septet.rates import Rates

_CODES = {DUPLICATE_RECIPIENT: Status.DATA_VALIDATION_FAILED}


def dry_run(
    request: Request,
    *,
    groups: Mapping[str, Iterable[str]] | Mapping[int, Iterable[str]] | None = None,
    rates: Rates | None = None,
    now: datetime | None = None,
    time_zone: str | tzinfo | None = None,
    balance: Decimal | int | None = None,
    euro_octet: int | None = None,
    reference_bits: ReferenceBits = 8,
    keep_items: bool = True,
) -> DryRun:
    """Return what sending a request would amount to: an item for each number.

    Args:
        request: what :func:`parse` returns, or one of your own.
        groups: the numbers of each group, by its id.
        rates: the price list.
        now: the present, with a time zone; without it a send time is not compared.
        time_zone: that of the account, for ``send_time``: a name such as ``Europe/London``, or a ``tzinfo``.
        balance: the credits that are left. A part takes its price, or one without a price list.
        euro_octet: the octet of the euro sign, if the account has one; as for :func:`parse`.
        reference_bits: 8, or 16 to count with parts of 152 septets in the place of 153.
        keep_items: whether there is an item for each number; without them there are only totals.

    Raises:
        RequestError: the service would refuse the request; with all that is wrong, in the order in which it is looked
            at: parameters, recipients, message, its length; then credits.
        FieldRangeError: an option is out of its range, or a member of a group is no number.
        TypeError: the message is octets and should be text, or the opposite.

    >>> run = dry_run(Request("a" * 161, ("44123123456",), allow_concat_text_sms=True))
    >>> run.number_of_recipients, run.number_of_messages
    (1, 2)
    >>> dry_run(Request("a" * 161, ("44123123456",)))
    Traceback (most recent call last):
        ...
    septet.errors.RequestError: message: the text needs 2 parts, 1 at most are allowed: see allow_concat_text_sms
    """
    request = reread(request, euro_octet=euro_octet)
    found = [
        *check_schedule(
            request.send_time,
            request.send_time_unixtime,
            now=now,
            time_zone=time_zone,
            most_years_ahead=MOST_YEARS_AHEAD,
        )
    ]
    recipients = [*_numbers(request)]
    if request.dest_group_id:
        recipients, about_groups = _members(request, {str(name): members for name, members in (groups or {}).items()})
        found += about_groups
    found += too_long(request, reference_bits=reference_bits)
    refusals = [problem for problem in found if problem.severity is Severity.ERROR]
    problems = (*request.problems, *(problem for problem in found if problem.severity is not Severity.ERROR))
    if refusals:
        raise RequestError(*refusals, *problems)
    messages = (_message(request, number, source) for number, source in recipients)
    run = run_dry(
        messages,
        rates=rates,
        policy=policy_of(request),
        codes=_CODES,
        keep_items=keep_items,
        reference_bits=reference_bits,
    )
    run = DryRun(
        run.number_of_recipients,
        run.number_of_messages,
        run.per_recipient,
        run.totals,
        (*problems, *run.problems, *missing_prices(run, rates)),
    )
    check_balance(run, balance, rates)
    return run


def _numbers(request: Request) -> Iterator[tuple[str, str]]:
    return ((number, f"{MSISDN}[{i}]") for i, number in enumerate(request.msisdn))


def _members(request: Request, groups: Mapping[str, Iterable[str]]) -> tuple[list[tuple[str, str]], list[Problem]]:
    # The numbers with where they come from, and what is wrong with them.
    recipients = []
    problems = []
    for i, group in enumerate(request.dest_group_id):
        if str(group) not in groups:
            problems.append(error(Trouble.UNKNOWN_GROUP, f"{GROUP}[{i}]", f"there is no group {group}"))
        for j, written in enumerate(groups.get(str(group), ())):
            number = normalize(written)
            if number is None:
                raise FieldRangeError(f"groups[{group}][{j}]", written, NUMBER)
            recipients.append((number, f"{GROUP}[{i}][{j}]"))
    if not recipients and not problems:
        problems.append(error(Trouble.MISSING_RECIPIENT, GROUP, "nobody is in these groups"))
    if not request.strip_dup_recipients:
        for i in duplicates(number for number, _ in recipients):
            number, source = recipients[i]
            problems.append(error(Trouble.DUPLICATE_RECIPIENT, source, f"{number} is there before"))
    return recipients, problems


def _message(request: Request, number: str, source: str) -> Message:
    return Message(
        number,
        request.message,
        encoding=Encoding.UCS2 if request.dca is Dca.UCS2 else None,
        msg_class=request.msg_class,
        pid=request.pid,
        sender=request.sender,
        client_ref=request.source_id,
        source=source,
    )

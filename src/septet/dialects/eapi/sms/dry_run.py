"""What a ``send_sms`` would amount to."""

from __future__ import annotations

from septet.alphabets import Encoding
from septet.dialects.eapi.answers import check_balance
from septet.dialects.eapi.form import MESSAGE
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, error
from septet.dialects.eapi.recipients import NUMBER, duplicates, normalize
from septet.dialects.eapi.schedule import MOST_YEARS_AHEAD, check_schedule
from septet.dialects.eapi.sms.request import GROUP, MSISDN, Request, reread
from septet.dialects.eapi.status import Status
from septet.dry_run import DUPLICATE_RECIPIENT, DryRun, Message
from septet.dry_run import dry_run as run_dry
from septet.errors import FieldRangeError, RequestError, Severity
from septet.policy import Policy, Treatment
from septet.rules import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime, tzinfo
    from decimal import Decimal

    from septet.errors import Problem
    from septet.rates import Rates

POLICY = Policy(
    on_unencodable="replace",
    on_oversize="error",
    max_parts=1,
    on_excess="error",
    on_bad_message="error",
    duplicates="error",
)
"""What is done where a request asks for nothing else: ``?`` for what cannot be sent, an error for all the rest."""

_CODES = {DUPLICATE_RECIPIENT: Status.DATA_VALIDATION_FAILED}


def policy_of(request: Request) -> Policy:
    """Return the policy of the service with what a request asks for.

    >>> policy_of(Request("Hi", allow_concat_text_sms=True)).max_parts
    2
    """
    may_split = request.allow_concat_text_sms and request.dca is Dca.GSM7
    return Policy(
        on_unencodable=POLICY.on_unencodable,
        on_oversize="split" if may_split else POLICY.on_oversize,
        max_parts=request.concat_text_sms_max_parts if may_split else POLICY.max_parts,
        on_excess=POLICY.on_excess,
        on_bad_message=POLICY.on_bad_message,
        duplicates="strip" if request.strip_dup_recipients else POLICY.duplicates,
    )


def dry_run(
    request: Request,
    *,
    groups: Mapping[str, Iterable[str]] | Mapping[int, Iterable[str]] | None = None,
    rates: Rates | None = None,
    now: datetime | None = None,
    time_zone: str | tzinfo | None = None,
    balance: Decimal | int | None = None,
    euro_octet: int | None = None,
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
    policy = policy_of(request)
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
    found += _too_long(request, policy)
    refusals = [problem for problem in found if problem.severity is Severity.ERROR]
    problems = (*request.problems, *(problem for problem in found if problem.severity is not Severity.ERROR))
    if refusals:
        raise RequestError(*refusals, *problems)
    messages = (_message(request, number, source) for number, source in recipients)
    run = run_dry(messages, rates=rates, policy=policy, codes=_CODES, keep_items=keep_items)
    run = DryRun(
        run.number_of_recipients,
        run.number_of_messages,
        run.per_recipient,
        run.totals,
        (*problems, *run.problems),
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


def _too_long(request: Request, policy: Policy) -> Iterator[Problem]:
    if isinstance(request.message, bytes):
        return
    rules = DEFAULT.limited_to(Encoding.UCS2) if request.dca is Dca.UCS2 else DEFAULT
    _, treated = Treatment(policy, rules).look(request.message)
    if treated is not None and treated.refusal is not None:
        advice = "there is none of 16bit" if request.dca is Dca.UCS2 else "see allow_concat_text_sms"
        if request.allow_concat_text_sms and request.dca is Dca.GSM7:
            advice = "see concat_text_sms_max_parts"
        yield error(Trouble.TOO_MANY_PARTS, MESSAGE, f"{treated.refusal}: {advice}")


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

"""What a ``send_batch`` would amount to."""

from __future__ import annotations

from septet.alphabets import Encoding
from septet.dialects.eapi.answers import check_balance, missing_prices
from septet.dialects.eapi.batch.line_reader import too_large
from septet.dialects.eapi.batch.profiles import CURRENT
from septet.dialects.eapi.batch.request import no_valid_line, reread
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.schedule import check_schedule
from septet.dry_run import DryRun, Message
from septet.dry_run import dry_run as run_dry
from septet.errors import FieldRangeError, RequestError, Severity
from septet.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo
    from decimal import Decimal
    from typing import Literal

    from septet.dialects.eapi.batch.lines import LineRules
    from septet.dialects.eapi.batch.profiles import Profile
    from septet.dialects.eapi.batch.request import Request
    from septet.rates import Rates

POLICY = Policy(
    on_unencodable="replace",
    on_oversize="truncate",
    max_parts=1,
    on_bad_message="ignore",
    duplicates="keep",
)
"""``?`` for what cannot be sent, a text that is too long is cut, a bad line is left out, a number may come twice."""

_LEAVE_OUT = Policy(
    on_unencodable=POLICY.on_unencodable,
    on_oversize="error",
    max_parts=POLICY.max_parts,
    on_bad_message=POLICY.on_bad_message,
    duplicates=POLICY.duplicates,
)
_ON_OVERSIZE = {"truncate": POLICY, "ignore_line": _LEAVE_OUT}


def dry_run(
    request: Request,
    *,
    oversize: Literal["truncate", "ignore_line"] = "truncate",
    profile: Profile = CURRENT,
    rates: Rates | None = None,
    now: datetime | None = None,
    time_zone: str | tzinfo | None = None,
    balance: Decimal | int | None = None,
    euro_octet: int | None = None,
    keep_items: bool = True,
) -> DryRun:
    """Return what sending a batch would amount to: an item for each line, those that are ignored included.

    Args:
        request: what :func:`parse` returns, or one of your own.
        oversize: a text that does not fit one part is cut, or its line is left out.
        profile: the version of the service.
        rates: the price list.
        now: the present, with a time zone; without it a send time is not compared.
        time_zone: that of the account, for ``send_time``: a name such as ``Europe/London``, or a ``tzinfo``.
        balance: the credits that are left. A part takes its price, or one without a price list.
        euro_octet: the octet of the euro sign, if the account has one; as for :func:`parse`.
        keep_items: whether there is an item for each line; without them there are only totals.

    Raises:
        RequestError: the service would refuse the batch: there are too many lines, the send time is too far ahead, no
            line can be sent, or there are not enough credits.
        FieldRangeError: an option is out of its range.
        TypeError: a message is octets and should be text, or the opposite.

    >>> from septet.dialects.eapi.batch import Line, Request
    >>> run = dry_run(Request((Line("44123123456", "a" * 161), Line("44123123457", "Hi"))))
    >>> [(item.n_units, [note.code for note in item.notes]) for item in run.per_recipient]
    [(160, ['cut_text']), (2, [])]
    """
    if oversize not in _ON_OVERSIZE:
        raise FieldRangeError("oversize", oversize, "truncate or ignore_line")
    if profile.most_messages is not None and len(request.lines) > profile.most_messages:
        raise RequestError(too_large(profile.most_messages))
    request, rules = reread(request, profile=profile, euro_octet=euro_octet)
    of_lines = {problem for line in request.lines for problem in line.problems}
    problems = [problem for problem in request.problems if problem not in of_lines]
    about_time = [
        *check_schedule(
            request.send_time,
            request.send_time_unixtime,
            now=now,
            time_zone=time_zone,
            most_years_ahead=profile.most_years_ahead,
        )
    ]
    refusals = [problem for problem in about_time if problem.severity is Severity.ERROR]
    if refusals:
        raise RequestError(*refusals, *problems)
    messages = list(_messages(request, rules))
    run = run_dry(messages, rates=rates, policy=_ON_OVERSIZE[oversize], keep_items=keep_items)
    if not run.totals.n_messages:
        items = run_dry(messages, policy=_ON_OVERSIZE[oversize]).per_recipient
        raise RequestError(no_valid_line(), *problems, *(item.problem for item in items if item.problem is not None))
    run = DryRun(
        run.number_of_recipients,
        run.number_of_messages,
        run.per_recipient,
        run.totals,
        (*problems, *about_time, *run.problems, *missing_prices(run, rates)),
    )
    check_balance(run, balance, rates)
    return run


def _messages(request: Request, rules: LineRules) -> Iterator[Message]:
    for i, given in enumerate(request.lines):
        source = f"line {given.line_number}" if given.line_number else f"lines[{i}]"
        line = rules.reread(given, source)
        dca = request.dca if line.dca is None else line.dca
        refusal, notes = None, line.problems
        if notes:
            refusal = next((problem for problem in notes if problem.severity is Severity.IGNORED), None)
            notes = tuple(problem for problem in notes if problem is not refusal)
        yield Message(
            line.msisdn,
            line.message,
            Encoding.UCS2 if dca is Dca.UCS2 else None,
            request.msg_class if line.msg_class is None else line.msg_class,
            0,
            request.sender if line.sender is None and not line.repliable else line.sender,
            request.source_id if line.source_id is None else line.source_id,
            source,
            notes,
            refusal,
        )

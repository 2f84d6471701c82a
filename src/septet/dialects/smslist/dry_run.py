"""What a request would amount to, and what the service would answer."""

from __future__ import annotations

from septet.alphabets import Encoding
from septet.dialects.smslist.codes import Code, Trouble
from septet.dialects.smslist.request import Refused
from septet.dialects.smslist.response import Answer, Response, write_response
from septet.dry_run import TOO_MANY_PARTS, UNENCODABLE_CHARACTER, DryRun, Message
from septet.dry_run import dry_run as run_dry
from septet.errors import FieldRangeError, RequestError
from septet.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    from septet.dialects.smslist.request import Request
    from septet.dry_run import Item
    from septet.errors import Problem
    from septet.rates import Rates

POLICY = Policy()
"""A text outside GSM-7 goes as UCS-2, a long one is split; a bad row fails alone; a number may come twice."""

_CODES = {UNENCODABLE_CHARACTER: Code.UNSUPPORTED_DATA_TYPE, TOO_MANY_PARTS: Code.UNSUPPORTED_DATA_TYPE}


def dry_run(
    request: Request,
    *,
    rates: Rates | None = None,
    balance: int | None = None,
    on_unencodable: Literal["ucs2", "error"] = "ucs2",
) -> DryRun:
    """Return what sending a request would amount to: an item for each row.

    Args:
        request: what :func:`parse` returns.
        rates: the price list.
        balance: units that the account has; each part takes one. A row that needs more than are left is refused and
            takes none.
        on_unencodable: a message outside GSM-7, for which the documents ask, goes as UCS-2 with a warning, or is
            refused.

    Raises:
        FieldRangeError: an option is out of its range.

    >>> from septet.dialects.smslist import Request, Sms
    >>> request = Request("7", "key", "SHOP", (Sms("254712345678", "a" * 161), Sms("254722000000", "Hi")))
    >>> run = dry_run(request, balance=1)
    >>> [(item.number_of_parts, item.problem and item.problem.code) for item in run.per_recipient]
    [(2, 'low_credits'), (1, None)]
    """
    if balance is not None and balance < 0:
        raise FieldRangeError("balance", balance, "at least 0")
    if on_unencodable not in ("ucs2", "error"):
        raise FieldRangeError("on_unencodable", on_unencodable, "ucs2 or error")
    policy = Policy(on_unencodable=on_unencodable)
    messages = list(messages_of(request))
    run = run_dry(messages, rates=rates, policy=policy, codes=_CODES)
    noted = list(_noted(run.per_recipient, balance))
    if noted != messages:
        run = run_dry(noted, rates=rates, policy=policy, codes=_CODES)
    problems = tuple(problem for problem in request.problems if not problem.path.startswith("smslist["))
    return DryRun(run.number_of_recipients, run.number_of_messages, run.per_recipient, run.totals, problems)


def messages_of(request: Request) -> Iterator[Message]:
    """Yield the messages of a request, one for each row; those that are refused say why."""
    problems = _by_row(request)
    for i, row in enumerate(request.rows):
        source = f"smslist[{i}]"
        refusal = row.problem if isinstance(row, Refused) else None
        yield Message(
            row.mobile,
            row.message,
            sender=request.shortcode,
            client_ref=row.client_sms_id,
            source=source,
            notes=tuple(problem for problem in problems.get(source, ()) if problem != refusal),
            problem=refusal,
        )


def _by_row(request: Request) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in request.problems:
        found.setdefault(problem.path.partition(".")[0], []).append(problem)
    return found


def _noted(items: Iterable[Item], balance: int | None) -> Iterator[Message]:
    # What only counting shows.
    for item in items:
        message, notes, refusal = item.message, item.message.notes, item.message.problem
        if item.problem is None and item.encoding is Encoding.UCS2:
            asked = "it is counted as UCS-2, for a character outside GSM-7, for which the documents ask"
            notes = (*notes, Trouble.NON_GSM7.at(f"{message.source}.message", asked))
        if item.problem is None and balance is not None:
            needed = f"it takes {item.number_of_parts} units, {balance} are left"
            if item.number_of_parts > balance:
                refusal = Trouble.LOW_CREDITS.at(message.source, needed)
            else:
                balance -= item.number_of_parts
        yield Message(
            message.recipient,
            message.body,
            sender=message.sender,
            client_ref=message.client_ref,
            source=message.source,
            notes=notes,
            problem=refusal,
        )


def to_wire(result: DryRun | RequestError) -> bytes:
    """Return the JSON body of the answer: a row for each message, or the failure of the whole.

    The identifiers that a service would give (``messageid``, ``networkid``) are left out.

    >>> from septet.dialects import smslist
    >>> try:
    ...     smslist.parse("[]")
    ... except RequestError as error:
    ...     print(to_wire(error).decode())
    {"response-code":1009,"response-description":"Unsupported data type"}
    """
    if isinstance(result, RequestError):
        return write_response(Response(failure=_answer(result.problems[0])))
    return write_response(
        Response(tuple(_answer(item.problem, item.recipient, item.message.client_ref) for item in result.per_recipient))
    )


def _answer(problem: Problem | None, mobile: str = "", client_sms_id: float | str | None = None) -> Answer:
    code = Code.SUCCESS if problem is None else Code(int(problem.wire_code or 0))
    return Answer(code, code.description, mobile, client_sms_id)

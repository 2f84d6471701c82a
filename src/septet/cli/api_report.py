"""The result of a request to an API, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from septet import RequestError
from septet.cli import report
from septet.cli.console import counted, number, table, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from septet import DryRun
    from septet.dry_run import Item
    from septet.errors import Problem

_MOST_ITEMS = 25
_MOST_PROBLEMS = 25
_STYLES = {"error": "red", "warning": "yellow"}


def as_json(api: str, name: str, result: DryRun | RequestError) -> dict[str, Any]:
    """Return the result as JSON has it; money is in strings, which keep every digit."""
    told: dict[str, Any] = {"api": api, "request": name, "refused": isinstance(result, RequestError)}
    if not isinstance(result, RequestError):
        totals = report.as_json(name, result.totals, {})
        told |= {key: each for key, each in totals.items() if key not in ("campaign", "left_out")}
        told["per_recipient"] = list(map(_item, result.per_recipient))
    return told | {"problems": list(map(problem_as_json, result.problems))}


def _item(item: Item) -> dict[str, Any]:
    return {
        "source": item.message.source,
        "recipient": item.recipient,
        "number_of_parts": item.number_of_parts,
        "body": item.body.hex() if isinstance(item.body, bytes) else item.body,
        "encoding": str(item.encoding),
        "units": item.n_units,
        "cost": None if item.cost is None else report.money(item.cost),
        "currency": item.rate and item.rate.currency,
        "problem": item.problem and problem_as_json(item.problem),
        "notes": list(map(problem_as_json, item.notes)),
    }


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON has it."""
    return {
        "code": problem.code,
        "wire_code": problem.wire_code,
        "path": problem.path,
        "message": problem.message,
        "severity": problem.severity.value,
    }


def show(console: Console, title: str, name: str, result: DryRun | RequestError, *, priced: bool) -> None:
    """Print the result.

    Args:
        console: where to.
        title: the name of the API.
        name: that of the file.
        result: the dry run, or why there is none.
        priced: whether there was a price list.
    """
    problems = result.problems
    if isinstance(result, RequestError):
        console.print(f"{title} would refuse {visible(name)}\n", style="bold")
    else:
        report.show(console, name, result.totals, {}, priced=priced)
        _show_items(console, result.per_recipient)
        problems += tuple(
            problem for item in result.per_recipient for problem in (item.problem, *item.notes) if problem is not None
        )
    if problems:
        # One that concerns a message and the whole is in both.
        _show_problems(console, list(dict.fromkeys(problems)))


def _show_items(console: Console, items: Sequence[Item]) -> None:
    rows = table(console, "Where", "Recipient", "Encoding", ">Units", ">Parts", ">Cost", "", "Answer", "Text")
    for item in items[:_MOST_ITEMS]:
        body = item.body.hex() if isinstance(item.body, bytes) else visible(item.body)
        rows.add_row(
            item.message.source,
            visible(item.recipient),
            str(item.encoding),
            number(item.n_units),
            number(item.number_of_parts),
            report.money(item.cost, ","),
            item.rate.currency if item.rate and item.problem is None else "",
            "" if item.problem is None else _code(item.problem),
            Text(body, no_wrap=True, overflow="ellipsis"),
        )
    console.print(rows)
    if items[_MOST_ITEMS:]:
        console.print(f"{number(len(items) - _MOST_ITEMS)} more (all with --json)")
    console.print()


def _show_problems(console: Console, problems: Sequence[Problem]) -> None:
    console.print(counted(len(problems), "problem"), style="bold")
    rows = table(console, "", "Where", "Answer", "What is wrong")
    for problem in problems[:_MOST_PROBLEMS]:
        severity = problem.severity.value
        rows.add_row(
            Text(severity, style=_STYLES.get(severity, "")),
            visible(problem.path),
            _code(problem),
            visible(problem.message),
        )
    console.print(rows)
    if problems[_MOST_PROBLEMS:]:
        console.print(f"{number(len(problems) - _MOST_PROBLEMS)} more (all with --json)")


def _code(problem: Problem) -> str:
    code = problem.wire_code
    return str(int(code)) if isinstance(code, int) else code or ""

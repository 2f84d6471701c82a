"""The result of a request to an API, as JSON and as tables."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from septet import Encoding, Message, Rate, Rates, RequestError, dry_run
from septet.cli.api_report import as_json, show
from septet.dry_run import DryRun
from septet.errors import Problem, Severity

RATES = Rates([Rate("44", Decimal("0.0400"), "EUR")])
NOTE = Problem("odd", None, "to[0]", "it is odd", Severity.WARNING)
BAD = Problem("bad", "status_x", "to[1]", "it is bad\x1b", Severity.ERROR)
WHOLE = Problem("whole", 7, "", "it is whole", Severity.CORRECTED)
RUN = dry_run(
    [
        Message("447700900001", "it’s", source="to[0]", notes=(NOTE,)),
        Message("12", "Hi\n", source="to[1]", problem=BAD),
        Message("447700900003", b"\x05\x00", source="to[2]"),
        Message("15550000001", "Hi", source="to[3]"),
    ],
    rates=RATES,
)
RUN = DryRun(RUN.number_of_recipients, RUN.number_of_messages, RUN.per_recipient, RUN.totals, (WHOLE,))
REFUSAL = RequestError(BAD, NOTE)


def shown(result: DryRun | RequestError, *, priced: bool = True) -> list[list[str]]:
    """The cells of each line that is printed."""
    file = io.StringIO()
    show(Console(file=file, width=300, highlight=False, markup=False), "The API", "x.json", result, priced=priced)
    return [line.split() for line in file.getvalue().splitlines()]


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_a_result_as_json() -> None:
    told: dict[str, Any] = json.loads(json.dumps(as_json("xms", "x.json", RUN)))
    assert list(told) == [
        *("api", "request", "refused", "number_of_recipients", "number_of_messages", "messages", "parts", "encodings"),
        *("messages_by_parts", "costs", "unpriced", "destinations", "ucs2_characters", "per_recipient", "problems"),
    ]
    assert (told["api"], told["request"], told["refused"]) == ("xms", "x.json", False)
    assert (told["number_of_recipients"], told["number_of_messages"], told["costs"]) == (3, 3, {"EUR": "0.0800"})
    assert told["problems"] == [
        {"code": "whole", "wire_code": 7, "path": "", "message": "it is whole", "severity": "corrected"}
    ]


def test_a_message_of_it() -> None:
    first, second, third, fourth = as_json("xms", "x.json", RUN)["per_recipient"]
    assert first == {
        "source": "to[0]",
        "recipient": "447700900001",
        "number_of_parts": 1,
        "body": "it’s",
        "encoding": "UCS-2",
        "units": 4,
        "cost": "0.0400",
        "currency": "EUR",
        "problem": None,
        "notes": [{"code": "odd", "wire_code": None, "path": "to[0]", "message": "it is odd", "severity": "warning"}],
    }
    assert (second["recipient"], second["problem"]["code"], second["cost"]) == ("12", "bad", None)
    assert (third["body"], third["units"]) == ("0500", 2)
    assert (fourth["cost"], fourth["currency"]) == (None, None)


def test_a_refusal_as_json() -> None:
    assert as_json("xms", "x.json", REFUSAL) == {
        "api": "xms",
        "request": "x.json",
        "refused": True,
        "problems": [
            {
                "code": "bad",
                "wire_code": "status_x",
                "path": "to[1]",
                "message": "it is bad\x1b",
                "severity": "error",
            },
            {"code": "odd", "wire_code": None, "path": "to[0]", "message": "it is odd", "severity": "warning"},
        ],
    }


# -- tables ------------------------------------------------------------------------------------------------------------


def test_the_messages_are_shown() -> None:
    lines = shown(RUN)
    assert ["to[0]", "447700900001", "UCS-2", "4", "1", "0.0400", "EUR", "it’s"] in lines
    assert ["to[1]", "12", "GSM-7", "3", "1", "status_x", "Hi\\n"] in lines
    assert ["to[2]", "447700900003", str(Encoding.OCTETS), "2", "1", "0.0400", "EUR", "0500"] in lines
    assert ["to[3]", "15550000001", "GSM-7", "2", "1", "Hi"] in lines


def test_and_all_that_is_wrong() -> None:
    lines = shown(RUN)
    assert lines[lines.index(["3", "problems"]) + 2 :] == [
        ["corrected", "7", "it", "is", "whole"],
        ["warning", "to[0]", "it", "is", "odd"],
        ["error", "to[1]", "status_x", "it", "is", "bad\\x1b"],
    ]


def test_whether_there_was_a_price_list() -> None:
    unpriced = dry_run([Message("447700900001", "Hi", source="to[0]")])
    assert any("(--rates)" in line for line in shown(unpriced, priced=False))
    assert not any("(--rates)" in line for line in shown(RUN))


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    assert not any("problem" in word for line in shown(dry_run([Message("447700900001", "Hi")])) for word in line)


def test_a_problem_of_a_message_and_of_the_whole_is_shown_once() -> None:
    twice = DryRun(RUN.number_of_recipients, RUN.number_of_messages, RUN.per_recipient, RUN.totals, (BAD, WHOLE))
    lines = shown(twice)
    assert ["3", "problems"] in lines
    assert sum(line[:2] == ["error", "to[1]"] for line in lines) == 1


def test_a_refusal_is_shown() -> None:
    assert shown(REFUSAL) == [
        ["The", "API", "would", "refuse", "x.json"],
        [],
        ["2", "problems"],
        ["Where", "Answer", "What", "is", "wrong"],
        ["error", "to[1]", "status_x", "it", "is", "bad\\x1b"],
        ["warning", "to[0]", "it", "is", "odd"],
    ]


@pytest.mark.parametrize(("n", "more"), [(25, []), (26, [["1", "more", "(all", "with", "--json)"]])])
def test_of_many_messages_the_first_are_shown(n: int, more: list[list[str]]) -> None:
    lines = shown(dry_run([Message(f"4477009{i:05}", "Hi", source="x") for i in range(n)]))
    assert sum(line[:1] == ["x"] for line in lines) == 25
    assert [line for line in lines if "more" in line] == more


@pytest.mark.parametrize(("n", "more"), [(25, []), (26, [["1", "more", "(all", "with", "--json)"]])])
def test_and_of_many_problems(n: int, more: list[list[str]]) -> None:
    lines = shown(RequestError(*(Problem("bad", 24, f"to[{i}]", "it is bad") for i in range(n))))
    assert sum(line[:1] == ["error"] for line in lines) == 25
    assert [line for line in lines if "more" in line] == more

"""``septet dry-run``: the example campaign added up by hand, every option, and what happens to broken input."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import oracle
from septet.cli import progress
from septet.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parent
EXAMPLES = TESTS.parent / "examples"
CAMPAIGN, RATES = EXAMPLES / "campaign.csv", EXAMPLES / "rates.csv"
MAIN = "from septet.cli import main; main()"
STYLE = re.compile("\x1b\\[[0-9;]*m")
NO_NUMBER_AT_ALL = "is not an international number (E.164: optional + or 00, then 7 to 15 digits, the first one not 0)"
NAMES = {"gsm7": "GSM-7", "ucs2": "UCS-2"}

SMALL = "to,name,message\n447700900123,Zoé,hello\n447700900124,,Я\n12345,Ann,hello\n"
PRICES = "prefix,price,currency,name\n44,0.0420,EUR,United Kingdom\n1,0.0079,USD,United States\n"


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """Says that somebody is looking on."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        """What was written."""
        self.flush()
        octets: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return octets.decode(self.encoding)


@pytest.fixture(params=["python", pytest.param("duckdb", marks=pytest.mark.engines)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the engines: the numbers are the same."""
    monkeypatch.setenv("SEPTET_ENGINE", request.param)
    return str(request.param)


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: str
) -> Callable[..., Ran]:
    """Runs ``septet dry-run`` in this process and in a folder of its own with a small campaign and price list."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.chdir(tmp_path)
    Path("small.csv").write_text(SMALL, encoding="utf-8")
    Path("prices.csv").write_text(PRICES, encoding="utf-8")

    def run_it(*arguments: str | Path) -> Ran:
        as_in_a_process = [os.fsdecode(os.fsencode(argument)) for argument in arguments]
        return Ran(run(["dry-run", *as_in_a_process]), *capsys.readouterr())

    return run_it


@pytest.fixture
def counted(command: Callable[..., Ran], engine: str) -> Callable[..., dict[str, Any]]:
    """Runs ``septet dry-run --json`` and reads what it prints."""

    def run_it(*arguments: str | Path) -> dict[str, Any]:
        ran = command("--json", *arguments)
        assert (ran.status, ran.err) == (0, "")
        found: dict[str, Any] = json.loads(ran.out)
        assert found.pop("engine") == engine
        return found

    return run_it


def fresh(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs ``septet dry-run`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", MAIN, "dry-run", *arguments],
        env={**os.environ, **environment},
        cwd=TESTS,
        input=given,
        capture_output=True,
        check=False,
    )


def write(name: str, content: str | bytes) -> Path:
    """A file with that content."""
    path = Path(name)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(path: str | Path) -> list[list[str]]:
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells_of(text: str) -> list[list[str]]:
    """The cells of each line of a report."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def assert_unusable(ran: Ran, *reasons: str) -> None:
    """The command said in one line why it cannot work, and nothing else."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("septet: ")
    assert all(reason in line for reason in reasons)


# -- the example campaign, added up by hand ----------------------------------------------------------------------------


class Sent(NamedTuple):
    """A message of the example."""

    line: int
    recipient: str
    text: str
    encoding: str
    n_units: int
    n_parts: int
    prefix: str | None


class Example(NamedTuple):
    """What is in the example: messages, and rows that are none, with line, reason, detail and cells."""

    sent: list[Sent]
    rejects: list[tuple[int, str, str, list[str]]]
    prices: dict[str, list[str]]


SEPTETS = dict.fromkeys(oracle.CODES["default locking"], 1) | dict.fromkeys(oracle.CODES["default single"], 2)


def count_of(text: str) -> tuple[str, int, int]:
    """Encoding, units and parts of a text without halves of pairs."""
    encoding, alone, joined = "gsm7", 160, 153
    sizes = [SEPTETS.get(character, 0) for character in text]
    if 0 in sizes:
        encoding, alone, joined = "ucs2", 70, 67
        sizes = [2 if character > "\uffff" else 1 for character in text]
    n_parts, used = 1, 0
    for size in sizes if sum(sizes) > alone else ():
        if used + size > joined:
            n_parts, used = n_parts + 1, 0
        used += size
    return encoding, sum(sizes), n_parts


def why_not(cells: list[str]) -> tuple[str, str] | None:
    """Reason and detail of a row that cannot be used."""
    _, phone, *_, message = cells
    if len(cells) != 6:
        return "wrong number of cells", f"{len(cells)} where the header has 6"
    if not phone:
        return "no number", "the cell is empty"
    if not re.fullmatch(r"(\+|00)?[1-9][0-9]{6,14}", phone):
        return "invalid number", f"'{phone}' {NO_NUMBER_AT_ALL}"
    if not message:
        return "no message", "the message is empty or blank"
    if not message.isprintable() and any("\udc80" <= character <= "\udcff" for character in message):
        return "undecodable bytes", "in the message"
    return None


@cache
def example() -> Example:
    """The example read in the plainest way."""
    _, *prices = rows_of(RATES)
    by_prefix = {row[0]: row for row in prices}
    sent: list[Sent] = []
    rejects: list[tuple[int, str, str, list[str]]] = []
    with CAMPAIGN.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            wrong = why_not(cells)
            if wrong is None:
                recipient = cells[1].removeprefix("+").removeprefix("00")
                prefix = max((p for p in by_prefix if recipient.startswith(p)), key=len, default=None)
                sent.append(Sent(line, recipient, cells[5], *count_of(cells[5]), prefix))
            else:
                rejects.append((line, *wrong, cells))
            line = reader.line_num + 1
    return Example(sent, rejects, by_prefix)


def characters_of(messages: list[Sent]) -> list[dict[str, Any]]:
    """What the characters outside GSM-7 did, by hand, without their names."""
    having: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for message in messages:
        outside = set(message.text) - SEPTETS.keys()
        without = "".join("x" if character in outside else character for character in message.text)
        n_extra = message.n_parts - count_of(without)[2]
        for character in outside:
            having[character] += 1
            alone[character] += len(outside) == 1
            extra[character] += n_extra
    return [
        {
            "character": character,
            "code_point": f"U+{ord(character):04X}",
            "messages": having[character],
            "messages_alone": alone[character],
            "extra_parts": extra[character],
        }
        for character in sorted(having, key=lambda c: (-alone[c], -having[c], c))
    ]


def totals_of(messages: list[Sent]) -> dict[str, int]:
    """How many messages and parts."""
    return {"messages": len(messages), "parts": sum(message.n_parts for message in messages)}


def destinations_of(found: Example) -> list[dict[str, Any]]:
    """What goes to each destination, and what it costs, by hand."""
    destinations = []
    for prefix, (_, price, currency, name) in found.prices.items():
        totals = totals_of([message for message in found.sent if message.prefix == prefix])
        cost = str(Decimal(price) * totals["parts"])
        if totals["messages"]:
            destinations.append(
                {"prefix": prefix, "name": name, **totals, "price": price, "currency": currency, "cost": cost}
            )
    return sorted(destinations, key=lambda total: (-total["parts"], total["prefix"]))


def test_the_hand_counts_like_the_oracle() -> None:
    for message in example().sent[::40]:
        encoding, parts = oracle.parts(message.text)
        assert (message.encoding, message.n_parts) == (encoding, len(parts))


def test_the_example_is_added_up_as_by_hand(counted: Callable[..., dict[str, Any]]) -> None:
    found = example()
    destinations = destinations_of(found)
    result = counted(CAMPAIGN, "--rates", RATES)
    names = [character.pop("name") for character in result["ucs2_characters"]]
    by_parts = Counter(message.n_parts for message in found.sent)
    lines: dict[str, list[int]] = {}
    for line, reason, *_ in found.rejects:
        lines.setdefault(reason, []).append(line)
    assert result == {
        "campaign": str(CAMPAIGN),
        "number_of_recipients": len({message.recipient for message in found.sent}),
        "number_of_messages": sum(message.n_parts for message in found.sent),
        **totals_of(found.sent),
        "encodings": {
            name: totals_of([message for message in found.sent if message.encoding == encoding])
            for encoding, name in NAMES.items()
        },
        "messages_by_parts": {str(n_parts): by_parts[n_parts] for n_parts in sorted(by_parts)},
        "costs": {
            currency: str(sum(Decimal(total["cost"]) for total in destinations if total["currency"] == currency))
            for currency in ("EUR", "USD")
        },
        "unpriced": totals_of([message for message in found.sent if message.prefix is None]),
        "destinations": destinations,
        "left_out": {reason: {"rows": len(all_), "first_lines": all_[:5]} for reason, all_ in lines.items()},
        "ucs2_characters": characters_of([message for message in found.sent if message.encoding == "ucs2"]),
    }
    assert "RIGHT SINGLE QUOTATION MARK" in names
    assert all(names)
    assert list(result["messages_by_parts"]) == sorted(result["messages_by_parts"], key=int)


def test_the_example_has_what_it_is_there_to_show(counted: Callable[..., dict[str, Any]]) -> None:
    result = counted(CAMPAIGN, "--rates", RATES)
    rows_left_out = sum(rows["rows"] for rows in result["left_out"].values())
    assert (result["messages"], rows_left_out) == (9970, 30)
    assert {reason: rows["rows"] for reason, rows in result["left_out"].items()} == dict.fromkeys(
        ["no number", "invalid number", "no message", "undecodable bytes", "wrong number of cells"], 6
    )
    assert result["unpriced"]["messages"] > 0
    assert len(result["costs"]) == 2
    assert all(encoding["messages"] > 1000 for encoding in result["encodings"].values())


def test_the_report_has_the_figures_of_the_json(
    command: Callable[..., Ran], counted: Callable[..., dict[str, Any]]
) -> None:
    result = counted(CAMPAIGN, "--rates", RATES)
    ran = command(CAMPAIGN, "--rates", RATES)
    assert (ran.status, ran.err) == (0, "")
    assert "\x1b" not in ran.out
    rows = cells_of(ran.out)
    assert rows[0] == [f"Dry run of {CAMPAIGN}"]
    assert rows[1] == ["9,920 recipients, 9,970 messages, 16,321 parts"]
    for name, total in result["encodings"].items():
        share, each = 100 * total["messages"] / 9970, total["parts"] / total["messages"]
        assert [name, f"{total['messages']:,}", f"{share:.1f} %", f"{total['parts']:,}", f"{each:.2f}"] in rows
    most = max(result["messages_by_parts"].values())
    for n_parts, n_messages in result["messages_by_parts"].items():
        bar = "#" * max(1, round(40 * n_messages / most))
        assert [n_parts, f"{n_messages:,}", f"{n_messages / 99.7:.1f} %", bar] in rows
    for total in result["destinations"][:25]:
        figures = [f"{total['messages']:,}", f"{total['parts']:,}", total["price"], total["cost"], total["currency"]]
        assert [total["prefix"], total["name"], *figures] in rows
    more = result["destinations"][25:]
    for currency in {total["currency"] for total in more}:
        rest = [total for total in more if total["currency"] == currency]
        n_messages, n_parts = (f"{sum(total[key] for total in rest):,}" for key in ("messages", "parts"))
        cost = f"{sum(Decimal(total['cost']) for total in rest):,}"
        assert [f"{len(rest)} more (all with --json)", n_messages, n_parts, cost, currency] in rows
    assert ["no rate: unpriced", str(result["unpriced"]["messages"]), str(result["unpriced"]["parts"])] in rows
    for currency, cost in result["costs"].items():
        assert ["Total", cost, currency] in rows
    for total in result["ucs2_characters"][:12]:
        figures = [f"{total[key]:,}" for key in ("messages", "messages_alone", "extra_parts")]
        shown = [] if total["character"].isspace() else [total["character"]]
        assert [*shown, total["code_point"], total["name"], *figures] in rows
    assert [f"{len(result['ucs2_characters']) - 12} more (all with --json)"] in rows
    assert ["30 rows left out"] in rows
    for reason, left_out in result["left_out"].items():
        assert [reason, "6", ", ".join(map(str, left_out["first_lines"])) + " ..."] in rows


def test_the_rejects_file_has_the_rows_left_out(command: Callable[..., Ran]) -> None:
    assert command(CAMPAIGN, "--rejects", "rejects.csv").status == 0
    header, *rejects = rows_of("rejects.csv")
    assert header == ["line", "reason", "detail", "id", "phone", "name", "city", "kind", "message"]
    assert len(rejects) == 30
    assert rejects == [
        [str(line), reason, detail, *(re.sub("[\udc80-\udcff]", "\ufffd", cell) for cell in cells)]
        for line, reason, detail, cells in example().rejects
    ]


def test_the_rejects_file_is_a_campaign_once_it_is_corrected(
    command: Callable[..., Ran], counted: Callable[..., dict[str, Any]]
) -> None:
    command(CAMPAIGN, "--rejects", "rejects.csv")
    assert counted("rejects.csv")["left_out"]["no number"]["rows"] == 6
    header, *rejects = rows_of("rejects.csv")
    with Path("corrected.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for n, row in enumerate(rejects):
            writer.writerow([*row[:4], f"+4477009001{n:02}", "Ann", "Leeds", "order", "Corrected!"])
    corrected = counted("corrected.csv", "--strict")
    assert (corrected["messages"], corrected["number_of_recipients"], corrected["left_out"]) == (30, 30, {})


def test_the_file_of_messages_has_a_row_for_each(command: Callable[..., Ran]) -> None:
    found = example()
    assert command(CAMPAIGN, "--rates", RATES, "--per-recipient", "messages.csv").status == 0
    header, *rows = rows_of("messages.csv")
    assert header == ["line", "recipient", "encoding", "units", "parts", "cost", "currency"]
    assert len(rows) == len(found.sent)
    for message, row in zip(found.sent, rows, strict=True):
        assert row[:3] == [str(message.line), message.recipient, NAMES[message.encoding]]
        assert row[3:5] == [str(message.n_units), str(message.n_parts)]
        if message.prefix is None:
            assert row[5:] == ["", ""]
        else:
            _, price, currency, _ = found.prices[message.prefix]
            assert row[5:] == [str(Decimal(price) * message.n_parts), currency]


def test_a_template_is_filled_from_the_example(counted: Callable[..., dict[str, Any]]) -> None:
    result = counted(CAMPAIGN, "--template", "Hi ${name}, we have something for you in ${ City }.")
    n_left_out = {reason: rows["rows"] for reason, rows in result["left_out"].items()}
    assert n_left_out == {
        "no number": 6,
        "invalid number": 6,
        "wrong number of cells": 6,
        "missing template value": 12,
    }
    assert result["messages"] == 10_000 - 30


# -- the result for programs -------------------------------------------------------------------------------------------


def test_the_json_of_a_small_campaign(command: Callable[..., Ran], engine: str) -> None:
    ran = command("small.csv", "--rates", "prices.csv", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "campaign": "small.csv",
        "number_of_recipients": 2,
        "number_of_messages": 2,
        "messages": 2,
        "parts": 2,
        "encodings": {"GSM-7": {"messages": 1, "parts": 1}, "UCS-2": {"messages": 1, "parts": 1}},
        "messages_by_parts": {"1": 2},
        "costs": {"EUR": "0.0840"},
        "unpriced": {"messages": 0, "parts": 0},
        "destinations": [
            {
                "prefix": "44",
                "name": "United Kingdom",
                "messages": 2,
                "parts": 2,
                "price": "0.0420",
                "currency": "EUR",
                "cost": "0.0840",
            }
        ],
        "left_out": {"invalid number": {"rows": 1, "first_lines": [4]}},
        "ucs2_characters": [
            {
                "character": "Я",
                "code_point": "U+042F",
                "name": "CYRILLIC CAPITAL LETTER YA",
                "messages": 1,
                "messages_alone": 1,
                "extra_parts": 0,
            }
        ],
        "engine": engine,
    }
    assert ran.out.isascii()


def test_money_has_every_digit_and_no_exponent(command: Callable[..., Ran]) -> None:
    write("cheap.csv", "prefix,price,currency\n44,0.0000001,EUR\n1,123456789.50,USD\n7,0.00,RUB\n")
    write("world.csv", "to,message\n447700900123,a\n447700900124,a\n13125550128,a\n79217588636,a\n")
    ran = command("world.csv", "--rates", "cheap.csv", "--json", "--per-recipient", "messages.csv")
    result = json.loads(ran.out)
    assert result["costs"] == {"EUR": "0.0000002", "RUB": "0.00", "USD": "123456789.50"}
    assert [(total["price"], total["cost"]) for total in result["destinations"]] == [
        ("0.0000001", "0.0000002"),
        ("123456789.50", "123456789.50"),
        ("0.00", "0.00"),
    ]
    assert [row[5:] for row in rows_of("messages.csv")[1:]] == [
        *[["0.0000001", "EUR"]] * 2,
        ["123456789.50", "USD"],
        ["0.00", "RUB"],
    ]
    rows = cells_of(command("world.csv", "--rates", "cheap.csv").out)
    assert ["44", "2", "2", "0.0000001", "0.0000002", "EUR"] in rows
    assert ["1", "1", "1", "123456789.50", "123,456,789.50", "USD"] in rows


def test_the_json_of_nothing(counted: Callable[..., dict[str, Any]]) -> None:
    write("nothing.csv", "to,message\n")
    assert counted("nothing.csv") == {
        "campaign": "nothing.csv",
        "number_of_recipients": 0,
        "number_of_messages": 0,
        "messages": 0,
        "parts": 0,
        "encodings": {"GSM-7": {"messages": 0, "parts": 0}, "UCS-2": {"messages": 0, "parts": 0}},
        "messages_by_parts": {},
        "costs": {},
        "unpriced": {"messages": 0, "parts": 0},
        "destinations": [],
        "left_out": {},
        "ucs2_characters": [],
    }


def test_without_a_price_list_everything_is_unpriced(
    command: Callable[..., Ran], counted: Callable[..., dict[str, Any]]
) -> None:
    result = counted("small.csv")
    assert (result["costs"], result["destinations"]) == ({}, [])
    assert result["unpriced"] == {"messages": 2, "parts": 2}
    ran = command("small.csv")
    assert "Cost: unknown, no price list was given (--rates)" in ran.out
    assert "Total" not in ran.out


def test_the_first_messages_are_among_the_json_on_demand(counted: Callable[..., dict[str, Any]]) -> None:
    items = [
        {
            "line": 2,
            "recipient": "447700900123",
            "number_of_parts": 1,
            "body": "hello",
            "encoding": "GSM-7",
            "units": 5,
            "cost": "0.0420",
            "currency": "EUR",
        },
        {
            "line": 3,
            "recipient": "447700900124",
            "number_of_parts": 1,
            "body": "Я",
            "encoding": "UCS-2",
            "units": 1,
            "cost": "0.0420",
            "currency": "EUR",
        },
    ]
    plain = counted("small.csv", "--rates", "prices.csv")
    assert "per_recipient" not in plain
    for n_items, more in ((1, ()), (2, ()), (1000, ()), (1, ("--per-recipient", "out.csv"))):
        found = counted("small.csv", "--rates", "prices.csv", "--items", str(n_items), *more)
        assert found == {**plain, "per_recipient": items[:n_items]}
    assert len(rows_of("out.csv")) == 3
    assert counted("small.csv", "--items", "1")["per_recipient"] == [{**items[0], "cost": None, "currency": None}]


def test_no_more_messages_are_kept_than_are_wanted(counted: Callable[..., dict[str, Any]]) -> None:
    found = counted(CAMPAIGN, "--items", "300")
    assert len(found["per_recipient"]) == 300
    assert found["messages"] > 300
    everything = counted(CAMPAIGN, "--items", "1000")["per_recipient"]
    assert everything[:300] == found["per_recipient"]
    assert [item["line"] for item in everything] == sorted({item["line"] for item in everything})


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--items", "1"), "--items has no effect without --json"),
        (("--items", "0", "--json"), "1<=x<=1000"),
        (("--items", "1001", "--json"), "1<=x<=1000"),
        (("--items", "x", "--json"), "--items"),
    ],
)
def test_items_are_some_and_in_the_json(command: Callable[..., Ran], arguments: tuple[str, ...], reason: str) -> None:
    assert_unusable(command("small.csv", *arguments), reason)


@pytest.mark.parametrize("option", [("--template", "Hi ${"), ("--template-file", "hi.txt")])
def test_a_template_that_is_none_is_told_with_where_it_stands(
    command: Callable[..., Ran], option: tuple[str, str]
) -> None:
    write("hi.txt", "Hi ${")
    named = "hi.txt" if option[0] == "--template-file" else "--template"
    assert_unusable(command("small.csv", *option), f"{named}: position 3: the placeholder has no")


# -- the report --------------------------------------------------------------------------------------------------------


def test_what_there_is_nothing_of_is_not_in_the_report(command: Callable[..., Ran]) -> None:
    write("plain.csv", "to,message\n447700900123,hello\n13125550128,hello\n")
    ran = command("plain.csv", "--rates", "prices.csv")
    assert (ran.status, ran.err) == (0, "")
    for word in ("left out", "Characters", "unpriced", " more "):
        assert word not in ran.out
    totals = [row for row in cells_of(ran.out) if row[0] == "Total"]
    assert totals == [["Total", "0.0420", "EUR"], ["Total", "0.0079", "USD"]]


def test_the_report_of_nothing(command: Callable[..., Ran]) -> None:
    write("nothing.csv", "to,message\n")
    ran = command("nothing.csv", "--rates", "prices.csv")
    assert (ran.status, ran.err) == (0, "")
    rows = cells_of(ran.out)
    assert ["0 recipients, 0 messages, 0 parts"] in rows
    assert ["GSM-7", "0", "0"] in rows
    assert "Total" not in ran.out


def test_what_has_no_rate_is_shown_as_unpriced(command: Callable[..., Ran]) -> None:
    write("abroad.csv", f"to,message\n33639980123,{'a' * 161}\n2975550123,hello\n")
    ran = command("abroad.csv", "--rates", "prices.csv")
    assert ["no rate: unpriced", "2", "3"] in cells_of(ran.out)
    assert "Total" not in ran.out


def test_many_different_lengths_share_the_last_bar(command: Callable[..., Ran]) -> None:
    lines = [f"447700900123,{'a' * (160 if n == 1 else 153 * n)}" for n in range(1, 14)]
    write("long.csv", "\n".join(["to,message", *lines, lines[-1], ""]))
    rows = cells_of(command("long.csv").out)
    assert ["10", "1", "7.1 %", "#" * 10] in rows
    assert ["11 to 13", "4", "28.6 %", "#" * 40] in rows


def test_ten_different_lengths_have_a_bar_each(command: Callable[..., Ran]) -> None:
    lines = [f"447700900123,{'a' * (160 if n == 1 else 153 * n)}" for n in range(1, 11)]
    write("long.csv", "\n".join(["to,message", *lines, ""]))
    rows = cells_of(command("long.csv").out)
    assert [row[0] for row in rows if row[1:] == ["1", "10.0 %", "#" * 40]] == [str(n) for n in range(1, 11)]


def test_a_rare_length_has_a_bar_all_the_same(command: Callable[..., Ran]) -> None:
    write("rare.csv", "to,message\n" + "447700900123,hello\n" * 200 + f"447700900123,{'a' * 161}\n")
    assert ["2", "1", "0.5 %", "#"] in cells_of(command("rare.csv").out)


def test_up_to_five_lines_are_named_for_each_reason(command: Callable[..., Ran]) -> None:
    write("broken.csv", "to,message\n" + "1,hello\n" * 5 + ",hello\n" * 6)
    rows = cells_of(command("broken.csv").out)
    assert ["11 rows left out"] in rows
    assert ["invalid number", "5", "2, 3, 4, 5, 6"] in rows
    assert ["no number", "6", "7, 8, 9, 10, 11 ..."] in rows


def test_markup_is_shown_and_not_obeyed(command: Callable[..., Ran]) -> None:
    write("[bold]x.csv", "to,message\n447700900123,hello\n")
    write("rates.csv", "prefix,price,currency,name\n44,1,EUR,[red]:smile:[/]\n")
    ran = command("[bold]x.csv", "--rates", "rates.csv")
    assert "Dry run of [bold]x.csv\n" in ran.out
    assert ["44", "[red]:smile:[/]", "1", "1", "1", "1", "EUR"] in cells_of(ran.out)


def test_control_characters_in_messages_are_named_and_not_obeyed(command: Callable[..., Ran]) -> None:
    write("control.csv", "to,message\n447700900123,\x1b[31mred\x07\u202e\n\x1b[31m,hello\n")
    ran = command("control.csv")
    assert "<control-0007>" in ran.out
    assert "RIGHT-TO-LEFT OVERRIDE" in ran.out
    assert all(character.isprintable() or character == "\n" for character in ran.out)


def test_a_terminal_gets_colours_and_blocks(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    with Terminal() as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        assert command("small.csv", "--rates", "prices.csv") == Ran(0, "", "")
        shown = terminal.shown()
    assert STYLE.search(shown)
    plain = STYLE.sub("", shown)
    assert "█" * 40 in plain
    assert "#" not in plain
    assert all(character.isprintable() or character == "\n" for character in plain)
    for word in ("Dry run of small.csv", "United Kingdom", "0.0420", "CYRILLIC CAPITAL LETTER YA", "1 row left out"):
        assert word in plain


def test_on_a_narrow_terminal_words_make_room_for_figures(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "62")
    with Terminal() as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        assert command(CAMPAIGN, "--rates", RATES).status == 0
        lines = [line.rstrip() for line in STYLE.sub("", terminal.shown()).splitlines()]
    assert max(map(len, lines)) == 62
    assert "447700   United          666   1,092   0.0385    42.0420   EUR" in lines
    assert [line.split()[-2:] for line in lines if "Total" in line] == [["716.9885", "EUR"], ["19.4147", "USD"]]


def test_a_terminal_without_blocks_gets_signs(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    with Terminal("ascii") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        assert command("small.csv") == Ran(0, "", "")
        assert "#" * 40 in terminal.shown()


def test_no_locale_makes_the_report_fail() -> None:
    ran = fresh("-", given=SMALL.encode() + b"447700900125,x,\xe2\x80\x99\n", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.isascii()
    assert b"\\u2019" in ran.stdout
    assert b"RIGHT SINGLE QUOTATION MARK" in ran.stdout


# -- the campaign ------------------------------------------------------------------------------------------------------


def test_the_recipient_column_can_be_named(counted: Callable[..., dict[str, Any]]) -> None:
    write("whom.csv", "to,Whom,message\n1,447700900123,hello\n")
    assert counted("whom.csv")["messages"] == 0
    assert counted("whom.csv", "--recipient-column", "whom")["messages"] == 1


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("to;message\n447700900123;hello, you\n", ()),
        ("to\tmessage\n447700900123\thello, you\n", ()),
        ("to|message\n447700900123|hello, you\n", ("--delimiter", "|")),
        ("to,x;message\n447700900123;hello, you\n", ("--delimiter", ";", "--recipient-column", "to,x")),
        ("to\tmessage\n447700900123\thello, you\n", ("--delimiter", "tab")),
        ("to\tmessage\n447700900123\thello, you\n", ("--delimiter", "\\t")),
        ("to\tmessage\n447700900123\thello, you\n", ("--delimiter", "\t")),
    ],
)
def test_the_delimiter_is_detected_or_given(
    counted: Callable[..., dict[str, Any]], content: str, options: tuple[str, ...]
) -> None:
    write("delimited.csv", content)
    result = counted("delimited.csv", *options)
    assert (result["messages"], result["left_out"]) == (1, {})


@pytest.mark.parametrize(
    ("encoding", "options"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("utf-32", ()),
        ("latin-1", ("--encoding", "latin-1")),
        ("cp1252", ("--encoding", "CP1252")),
        ("utf-8", ("--encoding", "utf-8")),
    ],
)
def test_the_encoding_is_told_by_the_file_or_given(
    counted: Callable[..., dict[str, Any]], encoding: str, options: tuple[str, ...]
) -> None:
    write("encoded.csv", "to,message\n447700900123,Zo\xeb\n".encode(encoding))
    result = counted("encoded.csv", *options)
    assert [character["character"] for character in result["ucs2_characters"]] == ["\xeb"]


def test_a_template_may_stand_on_the_command_line_or_in_a_file(counted: Callable[..., dict[str, Any]]) -> None:
    write("template.txt", "\ufeffHi ${name}, it’s on!\nYours\n")
    from_file = counted("small.csv", "--template-file", "template.txt")
    from_line = counted("small.csv", "--template", "Hi ${name}, it’s on!\nYours")
    assert from_file == from_line
    assert from_file["left_out"] == {
        "missing template value": {"rows": 1, "first_lines": [3]},
        "invalid number": {"rows": 1, "first_lines": [4]},
    }
    assert [character["character"] for character in from_file["ucs2_characters"]] == ["’"]


@pytest.mark.parametrize(("end", "n_parts"), [("", 1), ("\n", 1), ("\r\n", 1), ("\n\n", 2)])
def test_the_last_line_end_of_a_template_file_is_left_out(
    counted: Callable[..., dict[str, Any]], end: str, n_parts: int
) -> None:
    write("template.txt", "a" * 160 + end)
    assert counted("small.csv", "--template-file", "template.txt")["messages_by_parts"] == {str(n_parts): 2}


@pytest.mark.parametrize(
    ("options", "n_parts", "left_out"),
    [
        ((), {"2": 2}, {}),
        (("--reference-bits", "8"), {"2": 2}, {}),
        (("--reference-bits", "16"), {"2": 1, "3": 1}, {}),
        (("--max-parts", "2", "--reference-bits", "16"), {"2": 1}, {"too many parts": {"rows": 1, "first_lines": [3]}}),
        (("--max-parts", "1"), {}, {"too many parts": {"rows": 2, "first_lines": [2, 3]}}),
    ],
)
def test_options_are_those_of_the_planner(
    counted: Callable[..., dict[str, Any]], options: tuple[str, ...], n_parts: dict[str, int], left_out: dict[str, Any]
) -> None:
    write("long.csv", f"to,message\n447700900123,{'a' * 304}\n447700900123,{'a' * 305}\n")
    result = counted("long.csv", *options)
    assert (result["messages_by_parts"], result["left_out"]) == (n_parts, left_out)


def test_a_message_of_more_than_255_parts_is_left_out(command: Callable[..., Ran]) -> None:
    write("long.csv", f"to,message\n447700900123,{'a' * (153 * 255 + 1)}\n447700900123,{'a' * 153 * 255}\n")
    ran = command("long.csv", "--rejects", "rejects.csv")
    assert ["1 recipient, 1 message, 255 parts"] in cells_of(ran.out)
    assert rows_of("rejects.csv")[1][:3] == [
        "2",
        "too many parts",
        "the text needs 256 parts, 255 at most are allowed",
    ]


# -- standard input ----------------------------------------------------------------------------------------------------


def test_a_dash_is_standard_input(counted: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    from_file = counted("small.csv")
    with Path("small.csv").open(encoding="utf-8") as stdin, monkeypatch.context() as patched:
        patched.setattr(sys, "stdin", stdin)
        assert counted("-") == {**from_file, "campaign": "standard input"}
        assert not stdin.closed
        os.fstat(stdin.fileno())


def test_standard_input_may_be_a_pipe() -> None:
    ran = fresh("-", "--json", given=CAMPAIGN.read_bytes())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["messages"] == 9970
    ran = fresh("-", given=b"number,text\n")
    assert (ran.returncode, ran.stdout) == (2, b"")
    (line,) = ran.stderr.decode().splitlines()
    assert line.startswith("septet: standard input, line 1: no column ")


# -- statuses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", [(), ("--json",)])
def test_rows_left_out_make_a_difference_only_when_strict(command: Callable[..., Ran], output: tuple[str, ...]) -> None:
    write("good.csv", "to,message\n447700900123,hello\n")
    assert command("small.csv", *output).status == 0
    assert command("small.csv", "--strict", *output)[::2] == (1, "")
    assert command("small.csv", "--strict", *output).out == command("small.csv", *output).out
    assert command("good.csv", "--strict", *output).status == 0


def test_statuses_are_those_of_the_process() -> None:
    ran = fresh("-", "--strict", given=SMALL.encode())
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"1 row left out" in ran.stdout


@pytest.mark.parametrize(
    "content", ["", "\n", "\ufeff", '"to,message\n447700900123,hello\n', "to\n1\n", "message\nhello\n"]
)
def test_a_file_that_is_no_campaign_is_told_with_its_name(command: Callable[..., Ran], content: str) -> None:
    write("x.csv", content)
    assert_unusable(command("x.csv"), "x.csv")


@pytest.mark.parametrize(
    ("arguments", "reasons"),
    [
        (("missing.csv",), ["missing.csv: No such file or directory"]),
        (("missing/small.csv",), ["missing/small.csv: No such file or directory"]),
        (("folder",), ["folder: "]),
        (("small.csv", "--rates", "missing.csv"), ["missing.csv: No such file or directory"]),
        (("small.csv", "--rates", "folder"), ["folder: "]),
        (("small.csv", "--rates", "small.csv"), ["small.csv, line 1: there is no column 'prefix'"]),
        (("small.csv", "--rates", "wrong.csv"), ["wrong.csv, line 3: price must be a decimal number"]),
        (("small.csv", "--recipient-column", "x"), ["small.csv, line 1: no column 'x' for the numbers"]),
        (("small.csv", "--template", "${nmae}"), ["small.csv, line 1: no column 'nmae' for ${nmae} in the template"]),
        (("small.csv", "--template", ""), ["the template is empty"]),
        (("small.csv", "--template", " \n"), ["the template is empty"]),
        (("small.csv", "--template-file", "blank.txt"), ["the template is empty"]),
        (("small.csv", "--template-file", "missing.txt"), ["missing.txt: No such file or directory"]),
        (("small.csv", "--template-file", "latin.txt"), ["latin.txt: it is not UTF-8 (octet 3)"]),
        (("small.csv", "--template", "a", "--template-file", "blank.txt"), ["--template and --template-file exclude"]),
        (("small.csv", "--template", "", "--template-file", "missing.txt"), ["--template and --template-file exclude"]),
        (("small.csv", "--delimiter", ""), ["--delimiter: give one character, or tab"]),
        (("small.csv", "--delimiter", ",,"), ["--delimiter: give one character, or tab"]),
        (("small.csv", "--delimiter", '"'), ["--delimiter: give one character, or tab"]),
        (("small.csv", "--delimiter", "\n"), ["--delimiter: give one character, or tab"]),
        (("small.csv", "--delimiter", " "), ["--delimiter: give one character, or tab"]),
        (("small.csv", "--delimiter", "|"), ["small.csv, line 1: no column 'to' or "]),
        (("small.csv", "--encoding", "klingon"), ["small.csv: there is no text encoding 'klingon'"]),
        (("small.csv", "--encoding", "hex"), ["small.csv: there is no text encoding 'hex'"]),
        (("small.csv", "--max-parts", "0"), ["--max-parts"]),
        (("small.csv", "--max-parts", "256"), ["--max-parts"]),
        (("small.csv", "--max-parts", "many"), ["--max-parts"]),
        (("small.csv", "--reference-bits", "12"), ["--reference-bits"]),
        (("small.csv", "--no-such-option"), ["--no-such-option"]),
        (("small.csv", "prices.csv"), ["prices.csv"]),
        ((), ["CAMPAIGN.csv"]),
        (("small.csv", "--rejects", "missing/x.csv"), ["missing/x.csv: No such file or directory"]),
        (("small.csv", "--per-recipient", "missing/x.csv"), ["missing/x.csv: No such file or directory"]),
        (("small.csv", "--rejects", "folder"), ["folder: "]),
        (("small.csv", "--per-recipient", "folder"), ["folder: "]),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    command: Callable[..., Ran], arguments: tuple[str, ...], reasons: list[str]
) -> None:
    Path("folder").mkdir()
    write("wrong.csv", PRICES.replace("0.0079", "free"))
    write("blank.txt", " \n\n")
    write("latin.txt", "Zoé!".encode("latin-1")[:2] + b"!\xe9")
    assert_unusable(command(*arguments), *reasons)
    assert command("small.csv").status == 0


# -- outputs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
@pytest.mark.parametrize(
    "path",
    ["small.csv", "./small.csv", "folder/../small.csv", "symbolic.csv", "hard.csv", "prices.csv", "template.txt"],
)
def test_no_input_is_written_over_whatever_it_is_called(command: Callable[..., Ran], option: str, path: str) -> None:
    Path("folder").mkdir()
    write("template.txt", "Hi ${name}")
    Path("symbolic.csv").symlink_to("small.csv")
    Path("hard.csv").hardlink_to("small.csv")
    before = {name: Path(name).read_bytes() for name in ("small.csv", "prices.csv", "template.txt")}
    options = ("--rates", "prices.csv", "--template-file", "template.txt")
    absolute = Path(path).absolute()
    for written in (path, absolute):
        ran = command("small.csv", *options, option, written)
        assert_unusable(ran, f"{written} is another file of this run: writing it would destroy that")
    assert {name: Path(name).read_bytes() for name in before} == before


def test_two_outputs_are_not_written_into_one_file(command: Callable[..., Ran]) -> None:
    write("out.csv", "what was there")
    Path("same.csv").symlink_to("out.csv")
    for other in ("./out.csv", "same.csv"):
        ran = command("small.csv", "--rejects", "out.csv", "--per-recipient", other)
        assert_unusable(ran, "is another file of this run")
    assert Path("out.csv").read_text() == "what was there"


def test_two_outputs_that_are_not_there_yet_are_told_apart_by_where_they_would_be(command: Callable[..., Ran]) -> None:
    Path("folder").mkdir()
    for other in ("out.csv", "./out.csv", "folder/../out.csv", Path("out.csv").absolute()):
        ran = command("small.csv", "--rejects", "out.csv", "--per-recipient", other)
        assert_unusable(ran, f"{other} is another file of this run")
        assert not Path("out.csv").exists()
    assert command("small.csv", "--rejects", "out.csv", "--per-recipient", "folder/out.csv").status == 0


def test_a_file_with_a_name_of_one_letter_is_kept_like_any_other(command: Callable[..., Ran]) -> None:
    write("a", SMALL)  # of such texts Python has only one each, so that comparing their identity would not do
    assert_unusable(command("a", "--rejects", "a"), "a is another file of this run")
    assert Path("a").read_text(encoding="utf-8") == SMALL


def test_an_output_may_be_there_from_last_time(command: Callable[..., Ran]) -> None:
    write("rejects.csv", "x" * 10_000)
    write("messages.csv", "y" * 10_000)
    for _ in range(2):
        assert command("small.csv", "--rejects", "rejects.csv", "--per-recipient", "messages.csv").status == 0
        assert rows_of("rejects.csv") == [
            ["line", "reason", "detail", "to", "name", "message"],
            ["4", "invalid number", f"'12345' {NO_NUMBER_AT_ALL}", "12345", "Ann", "hello"],
        ]
        assert rows_of("messages.csv") == [
            ["line", "recipient", "encoding", "units", "parts", "cost", "currency"],
            ["2", "447700900123", "GSM-7", "5", "1", "", ""],
            ["3", "447700900124", "UCS-2", "1", "1", "", ""],
        ]


def test_no_output_is_touched_if_the_campaign_cannot_be_used(command: Callable[..., Ran]) -> None:
    write("out.csv", "what was there")
    write("wrong.csv", "number,text\n")
    for campaign in ("wrong.csv", "missing.csv"):
        assert command(campaign, "--rejects", "out.csv").status == 2
        assert command(campaign, "--per-recipient", "out.csv").status == 2
    assert Path("out.csv").read_text() == "what was there"


@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
def test_a_device_is_no_other_file_of_the_run(command: Callable[..., Ran], option: str) -> None:
    assert command("small.csv", "--rejects", "/dev/null", "--per-recipient", "/dev/null").status == 0
    assert_unusable(command("/dev/null", option, "/dev/null"), "/dev/null: a header line")


@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
def test_standard_output_is_not_to_be_had_for_a_file(command: Callable[..., Ran], option: str) -> None:
    assert_unusable(command("small.csv", option, "-"), option, "give the name of a file")
    assert not Path("-").exists()


@pytest.mark.parametrize("output", [(), ("--json",)])
@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
@pytest.mark.parametrize("campaign", ["small.csv", CAMPAIGN])
def test_a_file_that_cannot_be_written_is_told_by_name(
    command: Callable[..., Ran], campaign: str | Path, option: str, output: tuple[str, ...]
) -> None:
    ran = command(campaign, option, "/dev/full", *output)
    assert_unusable(ran, "septet: /dev/full: No space left on device")


@pytest.mark.parametrize("path", [".", "missing/out.csv"])
def test_a_file_that_cannot_be_created_is_told_by_name(command: Callable[..., Ran], path: str) -> None:
    assert_unusable(command("small.csv", "--rejects", path), f"{path}: ")


def test_a_pipe_that_closes_too_early_loses_rows_and_is_an_error(tmp_path: Path) -> None:
    pipe = tmp_path / "messages"
    os.mkfifo(pipe)
    command = [sys.executable, "-c", MAIN, "dry-run", str(CAMPAIGN), "--per-recipient", str(pipe)]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        with pipe.open("rb") as reading:
            assert reading.read(4) == b"line"
        out, err = running.communicate()
    assert (running.returncode, out) == (2, b"")
    assert err.decode() == f"septet: {pipe}: Broken pipe\n"


def test_a_reader_who_has_seen_enough_does_not_change_the_status() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", MAIN, "dry-run", str(CAMPAIGN), "--strict"]
    ran = subprocess.run(command, cwd=TESTS, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")


def test_rejects_of_every_kind_are_written_as_they_were(command: Callable[..., Ran]) -> None:
    rows: list[tuple[bytes, str, list[str]]] = [
        (b",x,hello", "no number", ["", "x", "hello"]),
        (b'1,"x, ""y""\n z",hello', "invalid number", ["1", 'x, "y"\n z', "hello"]),
        (b"447700900123,x,", "no message", ["447700900123", "x", ""]),
        (b"447700900123,\xe9\xe9,\xff", "undecodable bytes", ["447700900123", "\ufffd\ufffd", "\ufffd"]),
        (b"447700900123", "wrong number of cells", ["447700900123"]),
        (b"1,2,3,4", "wrong number of cells", ["1", "2", "3", "4"]),
        (b'447700900123,x,"a"b', "malformed row", ['447700900123,x,"a"b']),
        (b"447700900123,x," + b"a" * 200, "too many parts", ["447700900123", "x", "a" * 200]),
    ]
    write("broken.csv", b"\n".join([b" To ,name,message", *(octets for octets, _, _ in rows), b""]))
    assert command("broken.csv", "--max-parts", "1", "--rejects", "rejects.csv").status == 0
    header, *rejects = rows_of("rejects.csv")
    assert header == ["line", "reason", "detail", "To", "name", "message"]
    assert [(reason, cells) for _, reason, _, *cells in rejects] == [(reason, cells) for _, reason, cells in rows]
    assert [line for line, *_ in rejects] == ["2", "3", "5", "6", "7", "8", "9", "10"]
    assert all(detail for _, _, detail, *_ in rejects)


# -- progress ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, patience: float) -> Iterator[Terminal]:
    """Standard error is a terminal, and somebody is so patient."""
    with Terminal() as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        patched.setattr(progress, "_PATIENCE", patience)
        yield terminal


def test_a_long_run_shows_its_progress_on_a_terminal(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(monkeypatch, -1) as terminal:
        ran = command(CAMPAIGN)
        shown = STYLE.sub("", terminal.shown())
    assert ran.status == 0
    assert "Dry run of" in ran.out
    assert re.search(r"[0-9]+%", shown)
    assert re.search(r"[0-9,]+ messages, [0-9,]+/s", shown)


def test_the_progress_of_what_has_no_known_length_is_shown_too(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.write(writing, SMALL.encode() * 500)  # more than is read along with the header
    os.close(writing)
    with os.fdopen(reading) as stdin, watched(monkeypatch, -1) as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stdin", stdin)
        assert command("-").status == 0
        assert "messages" in terminal.shown()


def test_a_short_run_shows_no_progress(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch, 1000) as terminal:
        ran = command(CAMPAIGN)
        assert (ran.status, terminal.shown()) == (0, "")


@pytest.mark.usefixtures("command")
def test_octets_are_passed_on_and_counted() -> None:
    told: list[int] = []
    with Path("small.csv").open("rb", buffering=0) as raw:
        file = progress.Watched(raw, "small.csv")
        assert file.size() == len(SMALL.encode())
        buffered = io.BufferedReader(file, 16)
        assert buffered.read(10) == SMALL.encode()[:10]
        file.on_read = lambda: told.append(file.n_octets)
        assert buffered.read() == SMALL.encode()[10:]
        assert file.n_octets == told[-1] == len(SMALL.encode())


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "1"}, {"TTY_COMPATIBLE": "1", "TTY_INTERACTIVE": "1"}])
def test_progress_is_shown_to_nobody_but_a_terminal(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, given in environment.items():
        monkeypatch.setenv(name, given)
    monkeypatch.setattr(progress, "_PATIENCE", -1)
    assert command(CAMPAIGN).err == ""


def test_a_campaign_that_cannot_be_read_is_told_by_name(command: Callable[..., Ran]) -> None:
    assert_unusable(command("/proc/self/mem"), "/proc/self/mem: Input/output error")


def test_a_run_that_fails_stops_its_progress(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    readinto = progress.Watched.readinto

    def fail_later(*args: Any) -> Any:
        octets = readinto(*args)
        if args[0].n_octets > 1 << 20:
            raise OSError(5, "Input/output error")
        return octets

    monkeypatch.setattr(progress.Watched, "readinto", fail_later)
    with watched(monkeypatch, -1) as terminal:
        assert command(CAMPAIGN)[:2] == (2, "")
        assert terminal.shown().splitlines()[-1].endswith("septet: Input/output error")
        assert "\x1b[?25h" in terminal.shown()


# -- national tables ---------------------------------------------------------------------------------------------------


def test_national_tables_are_used_where_they_are_allowed(counted: Callable[..., dict[str, Any]]) -> None:
    text = "\u015f" * 140
    path = write("turkish.csv", f"to,message\n905321234567,{text}\n905321234568,{text}\u0431\n")
    plain, turkish = counted(path), counted(path, "--languages", "turkish")
    assert (plain["number_of_messages"], turkish["number_of_messages"]) == (6, 4)
    assert turkish["encodings"] == {"GSM-7": {"messages": 1, "parts": 1}, "UCS-2": {"messages": 1, "parts": 3}}


def test_letters_of_tables_that_are_allowed_are_not_blamed_for_ucs_2(counted: Callable[..., dict[str, Any]]) -> None:
    path = write("party.csv", "to,message\n905321234567,Say\u0131n m\xfc\u015fteri \U0001f389\n")
    (blamed,) = counted(path, "--languages", "turkish")["ucs2_characters"]
    assert (blamed["code_point"], blamed["messages_alone"]) == ("U+1F389", 1)

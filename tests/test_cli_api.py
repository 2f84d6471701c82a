"""``septet dry-run --api`` and ``septet convert``."""

from __future__ import annotations

import io
import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import pytest

import smslists
from septet import Message, RequestError, dry_run
from septet.cli import apis
from septet.cli.apis import Api, Surroundings
from septet.cli.app import run
from septet.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from septet import DryRun

GOOD = {"count": 2, "smslist": [smslists.element(clientsmsid=1), smslists.element(mobile="12345")]}
RATES = "prefix,price,currency,name\n254,0.80,KES,Kenya\n"


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ran]:
    """Runs ``septet`` in this process and in a folder of its own, with a request, a refused one and a price list."""
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.chdir(tmp_path)
    Path("good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    Path("bad.json").write_text("[]", encoding="utf-8")
    Path("rates.csv").write_text(RATES, encoding="utf-8")

    def run_it(*arguments: str) -> Ran:
        return Ran(run(arguments), *capsys.readouterr())

    return run_it


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> list[Surroundings]:
    """Another API, called ``other``, that takes every option, tells how it was asked, and refuses what says so."""
    asked = []

    def dry(body: bytes, around: Surroundings) -> DryRun:
        asked.append(around)
        if b"no" in body:
            raise RequestError(Problem("no", 403, "to[0]", "it says so"))
        return dry_run([Message("447700900001", body.decode())], rates=around.rates)

    def to_wire(result: DryRun | RequestError, around: Surroundings) -> tuple[bytes, str]:
        assert around is asked[-1]
        return (b"NO\n", "HTTP 403") if isinstance(result, RequestError) else (b"YES", "")

    names = tuple(name for name in Surroundings._fields if name not in ("rates", "is_for_wire"))
    monkeypatch.setitem(apis.APIS, "other", Api("The other API", names, dry, to_wire))
    monkeypatch.setattr(option("api"), "type", click.Choice(list(apis.APIS)))
    return asked


def option(name: str) -> click.Parameter:
    """An option of ``septet dry-run``."""
    from septet.cli.dry_run import dry_run as command

    return next(parameter for parameter in command.params if parameter.name == name)


def given(monkeypatch: pytest.MonkeyPatch, octets: bytes) -> None:
    """Put the octets on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))


# -- dry runs ----------------------------------------------------------------------------------------------------------


def test_a_request_is_run_dry(command: Callable[..., Ran]) -> None:
    status, out, err = command("dry-run", "--api", "smslist", "good.json", "--rates", "rates.csv")
    assert (status, err) == (0, "")
    assert "Dry run of good.json" in out
    assert "0.80" in out
    assert "1 recipient, 1 message, 1 part" in out


@pytest.mark.parametrize(
    "arguments",
    [
        *(("dry-run", "--api", "smslist", *more) for more in ([], ["--json"], ["--wire"], ["--balance", "0"])),
        *(("convert", "--from", "smslist", "--to", name) for name in ("xms", "eapi-sms", "eapi-batch", "smslist")),
    ],
)
def test_the_key_of_an_account_is_not_printed(command: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    elements = [smslists.element(apikey="top-5ecret"), smslists.element(apikey="top-5ecret", mobile="1", message="")]
    Path("secret.json").write_text(json.dumps({"smslist": [*elements, {"apikey": "top-5ecret"}]}), encoding="utf-8")
    ran = command(*arguments, "secret.json")
    assert ran.status == 0
    assert ran.out
    assert "5ecret" not in ran.out + ran.err


def test_without_prices_too(command: Callable[..., Ran]) -> None:
    assert "no price list was given" in command("dry-run", "--api", "smslist", "good.json").out


def test_for_programs(command: Callable[..., Ran]) -> None:
    status, out, err = command("dry-run", "--api", "smslist", "--json", "--rates", "rates.csv", "good.json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert (told["api"], told["request"], told["refused"], told["costs"]) == (
        "smslist",
        "good.json",
        False,
        {"KES": "0.80"},
    )
    assert [item["recipient"] for item in told["per_recipient"]] == ["254712345678", "12345"]


def test_what_the_api_would_answer(command: Callable[..., Ran]) -> None:
    status, out, err = command("dry-run", "--api", "smslist", "--wire", "good.json")
    assert (status, err) == (0, "")
    assert out == (
        '{"responses":[{"response-code":200,"response-description":"Success","mobile":"254712345678","clientsmsid":1},'
        '{"response-code":1003,"response-description":"Invalid mobile number","mobile":"12345"}]}'
    )


def test_a_request_that_would_be_refused(command: Callable[..., Ran]) -> None:
    assert command("dry-run", "--api", "smslist", "bad.json").out.startswith("SEND BULK would refuse bad.json\n")
    assert json.loads(command("dry-run", "--api", "smslist", "--json", "bad.json").out)["refused"] is True
    wire = command("dry-run", "--api", "smslist", "--wire", "bad.json")
    assert wire == (1, '{"response-code":1009,"response-description":"Unsupported data type"}', "")
    assert command("dry-run", "--api", "smslist", "bad.json").status == 1
    assert command("dry-run", "--api", "smslist", "--json", "bad.json").status == 1


def test_the_status_line_is_told_apart(command: Callable[..., Ran], other: list[Surroundings]) -> None:
    Path("no").write_text("no", encoding="utf-8")
    Path("yes").write_text("yes", encoding="utf-8")
    assert command("dry-run", "--api", "other", "--wire", "no") == (1, "NO\n", "HTTP 403\n")
    assert command("dry-run", "--api", "other", "--wire", "yes") == (0, "YES", "")


def test_from_standard_input(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, json.dumps(GOOD).encode())
    assert json.loads(command("dry-run", "--api", "smslist", "--json", "-").out)["request"] == "standard input"
    monkeypatch.setattr(sys, "stdin", None)
    status, _, err = command("dry-run", "--api", "smslist", "-")
    assert (status, err) == (2, "septet: standard input: it is closed\n")


def test_a_file_that_is_not_there(command: Callable[..., Ran]) -> None:
    status, _, err = command("dry-run", "--api", "smslist", "missing.json")
    assert (status, err) == (2, "septet: missing.json: No such file or directory\n")


# -- options -----------------------------------------------------------------------------------------------------------


def test_what_a_service_would_know(command: Callable[..., Ran], other: list[Surroundings]) -> None:
    Path("yes").write_text("yes", encoding="utf-8")
    Path("groups.json").write_text('{"GRP": ["+44 7700 900001", "GRP2"], "GRP2": []}', encoding="utf-8")
    arguments = ["--query", "per_recipient=true", "--groups", "groups.json", "--now", "2026-01-31T12:00Z"]
    arguments += ["--time-zone", "Africa/Nairobi", "--balance", "12.50", "--country", "44", "--max-recipients", "7"]
    assert command("dry-run", "--api", "other", *arguments, "yes").status == 0
    assert other == [
        Surroundings(
            rates=None,
            query="per_recipient=true",
            groups={"GRP": ("+44 7700 900001", "GRP2"), "GRP2": ()},
            now=datetime(2026, 1, 31, 12, tzinfo=timezone.utc),
            time_zone="Africa/Nairobi",
            balance=Decimal("12.50"),
            country="44",
            max_recipients=7,
        )
    ]


def test_or_nothing_of_it(command: Callable[..., Ran], other: list[Surroundings]) -> None:
    Path("yes").write_text("yes", encoding="utf-8")
    assert command("dry-run", "--api", "other", "yes").status == 0
    assert other == [Surroundings()]


def test_a_balance(command: Callable[..., Ran]) -> None:
    out = command("dry-run", "--api", "smslist", "--wire", "--balance", "0.5", "good.json").out
    assert [row["response-code"] for row in json.loads(out)["responses"]] == [1004, 1003]


_OF_A_COUNTRY = {
    "eapi-sms": (b"message=Hi&msisdn=0700900123", "44700900123"),
    "eapi-batch": (b"msisdn,message\n0700900123,Hi", "44700900123"),
    "smslist": (json.dumps({"count": 1, "smslist": [smslists.element(mobile="0700900123")]}).encode(), "44700900123"),
}


@pytest.mark.parametrize("api", _OF_A_COUNTRY)
def test_numbers_of_a_country(command: Callable[..., Ran], api: str) -> None:
    request, number = _OF_A_COUNTRY[api]
    Path("request").write_bytes(request)
    told = json.loads(command("dry-run", "--api", api, "--json", "--country", "44", "request").out)
    assert [item["recipient"] for item in told["per_recipient"]] == [number]


@pytest.mark.parametrize(
    ("api", "request_of"),
    [
        ("xms", lambda n: {"to": [f"447700900{i:03}" for i in range(n)], "from": "SHOP", "body": "Hi"}),
        ("smslist", lambda n: {"count": n, "smslist": [smslists.element(clientsmsid=i) for i in range(n)]}),
    ],
)
@pytest.mark.parametrize(
    ("arguments", "most"), [(("--max-recipients", "3"), 3), (("--max-recipients", "2000"), 2000), ((), 1000)]
)
def test_the_most_recipients(
    command: Callable[..., Ran], api: str, request_of: Callable[[int], object], arguments: tuple[str, ...], most: int
) -> None:
    for n, status in ((most, 0), (most + 1, 1)):
        Path("request.json").write_text(json.dumps(request_of(n)), encoding="utf-8")
        assert command("dry-run", "--api", api, *arguments, "request.json").status == status


def test_a_time_with_an_offset(command: Callable[..., Ran], other: list[Surroundings]) -> None:
    Path("yes").write_text("yes", encoding="utf-8")
    command("dry-run", "--api", "other", "--now", "2026-01-31T12:00:00+03:00", "yes")
    assert other[0].now == datetime(2026, 1, 31, 12, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--wire", "--json"], "--wire and --json exclude each other"),
        (["--query", "x=1"], "--query has no meaning for smslist"),
        (["--groups", "groups.json"], "--groups has no meaning for smslist"),
        (["--now", "2026-01-31T12:00Z"], "--now has no meaning for smslist"),
        (["--time-zone", "UTC"], "--time-zone has no meaning for smslist"),
        (["--country", "Kenya"], "--country: give a calling code of 1 to 3 digits such as 254"),
        (["--country", "044"], "--country: give a calling code of 1 to 3 digits such as 254"),
        (["--country", ""], "--country: give a calling code of 1 to 3 digits such as 254"),
        (["--max-recipients", "0"], "--max-recipients"),
        (["--strict"], "--strict has no effect with --api"),
        (["--template", "x"], "--template has no effect with --api"),
        (["--reference-bits", "8"], "--reference-bits has no effect with --api"),
        (["--balance", "-1"], "--balance: give an amount such as 12.50"),
        (["--balance", "NaN"], "--balance: give an amount such as 12.50"),
        (["--balance", "all"], "--balance: give an amount such as 12.50"),
        (["--now", "2026-01-31T12:00"], "--now: give a time with its zone, such as 2026-01-31T12:00Z"),
        (["--now", "noon"], "--now: give a time with its zone, such as 2026-01-31T12:00Z"),
    ],
)
def test_options_that_cannot_be(command: Callable[..., Ran], arguments: list[str], reason: str) -> None:
    Path("groups.json").write_text("{}", encoding="utf-8")
    status, out, err = command("dry-run", "--api", "smslist", *arguments, "good.json")
    assert (status, out) == (2, "")
    assert reason in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--wire"],
        ["--query", "x"],
        ["--groups", "groups.json"],
        ["--time-zone", "UTC"],
        ["--balance", "1"],
        ["--country", "44"],
        ["--max-recipients", "1"],
    ],
)
def test_without_an_api_they_have_no_effect(command: Callable[..., Ran], arguments: list[str]) -> None:
    Path("groups.json").write_text("{}", encoding="utf-8")
    status, _, err = command("dry-run", *arguments, "good.json")
    assert (status, err) == (2, f"septet: {arguments[0]} has no effect without --api\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "this is not JSON"),
        ("[]", "it must be an object with an array of numbers, in strings, for each group"),
        ('{"GRP": "447700900001"}', "it must be an object with an array of numbers, in strings, for each group"),
        ('{"GRP": [447700900001]}', "it must be an object with an array of numbers, in strings, for each group"),
    ],
)
def test_groups_that_are_none(
    command: Callable[..., Ran], other: list[Surroundings], content: str, reason: str
) -> None:
    Path("groups.json").write_text(content, encoding="utf-8")
    status, _, err = command("dry-run", "--api", "other", "--groups", "groups.json", "good.json")
    assert status == 2
    assert err.startswith("septet: groups.json: ")
    assert reason in err


def test_a_campaign_is_run_as_before(command: Callable[..., Ran]) -> None:
    Path("campaign.csv").write_text("to,message\n254712345678,Hi\n", encoding="utf-8")
    assert "1 recipient, 1 message, 1 part" in command("dry-run", "campaign.csv").out


# -- convert -----------------------------------------------------------------------------------------------------------

CONVERT = ("convert", "--from", "smslist", "--to", "smslist")
NO_NUMBER = 'it must be one number, national or international (as +254712345678), not "12345"'
TOLD = [
    f"smslist[1].mobile: SEND BULK refuses it: {NO_NUMBER}",
    "partnerID: SEND BULK needs it",
    "apikey: SEND BULK needs it",
]


def test_a_request_is_written_as_another(command: Callable[..., Ran]) -> None:
    status, out, err = command(*CONVERT, "good.json")
    assert status == 0
    (line,) = out.splitlines()
    assert json.loads(line)["smslist"] == [
        {
            "partnerID": "",
            "apikey": "",
            "shortcode": "SHOP",
            "pass_type": "plain",
            "mobile": "254712345678",
            "message": "Hi",
            "clientsmsid": 1,
        }
    ]
    assert err.splitlines() == [f"septet: {told}" for told in TOLD]


def test_it_may_be_standard_input(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, json.dumps(GOOD).encode())
    assert command(*CONVERT).out == command(*CONVERT, "good.json").out


@pytest.mark.parametrize(
    ("source", "request_"),
    [("eapi-sms", "message=Hi&dest_group_id=7"), ("xms", '{"to": ["Staff"], "body": "Hi"}')],
)
def test_convert_with_groups(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, source: str, request_: str
) -> None:
    Path("groups.json").write_text('{"7": ["+254712345678"], "Staff": ["+254712345678"]}', encoding="utf-8")
    arguments = ("convert", "--from", source, "--to", "smslist")
    given(monkeypatch, request_.encode())
    ran = command(*arguments, "--groups", "groups.json")
    assert ran.status == 0
    assert [element["mobile"] for element in json.loads(ran.out)["smslist"]] == ["254712345678"]
    given(monkeypatch, request_.encode())
    without = command(*arguments)
    assert (without.status, without.out) == (1, "")


@pytest.mark.parametrize("source", ["eapi-batch", "smslist"])
def test_convert_from_what_has_no_groups(command: Callable[..., Ran], source: str) -> None:
    Path("groups.json").write_text("{}", encoding="utf-8")
    arguments = ("convert", "--from", source, "--to", "xms", "--groups", "groups.json", "good.json")
    assert command(*arguments) == Ran(2, "", f"septet: --groups has no meaning for {source}\n")


def test_convert_for_programs(command: Callable[..., Ran]) -> None:
    status, out, err = command(*CONVERT, "--json", "good.json")
    assert (status, err) == (0, "")
    told: dict[str, Any] = json.loads(out)
    assert told.keys() == {"requests", "problems"}
    assert json.loads(told["requests"][0])["count"] == 1
    assert [f"{problem['path']}: {problem['message']}" for problem in told["problems"]] == TOLD


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_it_can_be_strict(command: Callable[..., Ran], arguments: list[str]) -> None:
    assert command(*CONVERT, "--strict", *arguments, "good.json").status == 1


def test_a_request_that_would_be_refused_is_not_written(command: Callable[..., Ran]) -> None:
    status, out, err = command(*CONVERT, "bad.json")
    assert (status, out) == (1, "")
    assert err == "septet: bad.json: the body must be an object with the member smslist\n"


def test_other_apis_are_unknown(command: Callable[..., Ran]) -> None:
    assert command("convert", "--from", "smslist", "--to", "xyz", "good.json").status == 2

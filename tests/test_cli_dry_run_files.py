"""``septet dry-run`` on several files, compressed ones, other formats, groups: the same numbers from each engine."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import gzip
import importlib.util
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from septet.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXAMPLES = Path(__file__).parent.parent / "examples"
CAMPAIGN, RATES = EXAMPLES / "campaign.csv", EXAMPLES / "rates.csv"
ROWS = [
    ("447700900123", "Zoé", "spring", "hello"),
    ("447700900124", "Ann", "spring", "Я" * 71),
    ("13125550128", "Bob", "summer", "It’s on"),
    ("13125550128", "", "", "hello"),
    ("33639980123", "Eve", "summer", "x" * 161),
    ("12", "Joe", "spring", "hello"),
    ("447700900125", "Ian", "summer", " "),
]
HEADER = ("to", "name", "campaign", "message")
PRICES = "prefix,price,currency,name\n44,0.0420,EUR,United Kingdom\n1,0.0079,USD,\n"
ENGINES = ["python", pytest.param("duckdb", marks=pytest.mark.engines)]


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON that it printed."""
        assert (self.status, self.err) == (0, "")
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each of the engines."""
    return str(request.param)


@pytest.fixture
def any_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Runs ``septet dry-run`` in a folder of its own with a campaign, in one file and in two, and a price list."""
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.delenv("SEPTET_ENGINE", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("prices.csv").write_text(PRICES, encoding="utf-8")
    write_rows("all.csv", ROWS)
    write_rows("part1.csv", ROWS[:4])
    write_rows("part2.csv", ROWS[4:])

    def run_it(*arguments: str | Path) -> Ran:
        return Ran(run(["dry-run", *map(str, arguments)]), *capsys.readouterr())

    return run_it


@pytest.fixture
def command(any_command: Callable[..., Ran], engine: str) -> Callable[..., Ran]:
    """The same with one of the engines."""
    return lambda *arguments: any_command("--engine", engine, *arguments)


def write_rows(path: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Write a CSV file."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def rows_of(path: str | Path) -> list[list[str]]:
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def unusable(ran: Ran) -> str:
    """Why the command could not work."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    return line.removeprefix("septet: ")


def without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """The JSON without some of it."""
    return {name: member for name, member in told.items() if name not in names}


# -- several files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("part1.csv", "part2.csv"), ("part?.csv",), ("part[12].csv",), ("./**/part*.csv",)]
)
def test_several_files_are_one_campaign(command: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    whole = command("all.csv", "--rates", "prices.csv", "--json").told
    told = command(*arguments, "--rates", "prices.csv", "--json").told
    assert told["campaign"] == ", ".join(arguments)
    assert without(told, "campaign", "left_out") == without(whole, "campaign", "left_out")
    folder = "./" if arguments[0].startswith("./") else ""
    assert told["left_out"] == {
        "invalid number": {"rows": 1, "first_lines": [f"{folder}part2.csv:3"]},
        "no message": {"rows": 1, "first_lines": [f"{folder}part2.csv:4"]},
    }


def test_as_many_rows_as_fill_a_batch_are_all_counted(command: Callable[..., Ran]) -> None:
    rows = [f"4477009{number:05},hello\n" for number in range(20_000)]
    Path("many.csv").write_text("".join(["to,message\n", *rows]), encoding="utf-8")
    told = command("many.csv", "--json").told
    assert (told["number_of_recipients"], told["number_of_messages"], told["left_out"]) == (20_000, 20_000, {})


def test_a_batch_may_be_full_when_the_file_ends(command: Callable[..., Ran]) -> None:
    rows = [f"4477009{number:05},hello\n" for number in range((1 << 14) - 1)]
    Path("many.csv").write_text("".join(["to,message\n", *rows, '447700900000,"open\n']), encoding="latin-1")
    told = command("many.csv", "--encoding", "latin-1", "--json").told
    assert told["number_of_messages"] == len(rows)
    assert told["left_out"] == {"malformed row": {"rows": 1, "first_lines": [len(rows) + 2]}}


def test_what_is_written_of_several_files_says_which(command: Callable[..., Ran]) -> None:
    ran = command("part*.csv", "--rejects", "r.csv", "--per-recipient", "m.csv", "--json", "--items", "5")
    assert [(item["file"], item["line"], item["body"]) for item in ran.told["per_recipient"]] == [
        *(("part1.csv", line, row[3]) for line, row in enumerate(ROWS[:4], 2)),
        ("part2.csv", 2, ROWS[4][3]),
    ]
    assert [row[:4] for row in rows_of("r.csv")] == [
        ["file", "line", "reason", "detail"],
        ["part2.csv", "3", "invalid number", rows_of("r.csv")[1][3]],
        ["part2.csv", "4", "no message", "the message is empty or blank"],
    ]
    header, *rows = rows_of("m.csv")
    assert header == ["file", "line", "recipient", "encoding", "units", "parts", "cost", "currency"]
    assert [row[:3] for row in rows] == [
        *(["part1.csv", str(line), row[0]] for line, row in enumerate(ROWS[:4], 2)),
        ["part2.csv", "2", "33639980123"],
    ]


def test_a_pattern_with_one_file_is_named_by_the_file(command: Callable[..., Ran]) -> None:
    assert command("al?.csv", "--json").told["campaign"] == "all.csv"


def test_a_file_that_is_called_like_a_pattern_is_taken_as_it_is(command: Callable[..., Ran]) -> None:
    write_rows("[a]*.csv", ROWS[:1])
    assert command("[a]*.csv", "--json").told["messages"] == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nothing*.csv",), "nothing*.csv: no file is like that"),
        (("all.csv", "missing.csv"), "missing.csv: No such file or directory"),
        (("all.csv", "-"), "standard input cannot be one of several files"),
        (("all.csv", "other.csv"), "other.csv, line 1: its columns are not those of all.csv"),
        (("all.csv", "--group-by", "nmae"), "all.csv, line 1: no column 'nmae' for the groups; it has "),
        (("all.csv", "--message-column", "text"), "all.csv, line 1: no column 'text' for the texts; it has "),
        (("all.csv", "--message-column", "name", "--template", "a"), "--message-column has no effect with a template"),
        (("all.csv", "all.csv", "--api", "xms"), "--api takes one request"),
        (("all.csv", "--api", "xms", "--group-by", "name"), "--group-by has no effect with --api"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_written(
    any_command: Callable[..., Ran], arguments: tuple[str, ...], reason: str
) -> None:
    Path("other.csv").write_text("to,message\n447700900123,hello\n")
    Path("out.csv").write_text("what was there")
    more = () if "--api" in arguments else ("--rejects", "out.csv", "--engine", "python")
    assert unusable(any_command(*arguments, *more)).startswith(reason)
    assert Path("out.csv").read_text() == "what was there"


def test_an_input_is_not_written_over_if_it_is_one_of_several(command: Callable[..., Ran]) -> None:
    assert "another file of this run" in unusable(command("part*.csv", "--rejects", "part2.csv"))


# -- columns and groups ------------------------------------------------------------------------------------------------


def test_the_column_of_the_texts_can_be_named(command: Callable[..., Ran]) -> None:
    told = command("all.csv", "--message-column", "Name", "--json").told
    assert (told["parts"], told["left_out"]["no message"]["rows"]) == (5, 1)


def groups_of(ran: Ran) -> list[tuple[Any, ...]]:
    """The groups of the JSON."""
    return [
        (*group["values"].values(), group["messages"], group["parts"], group["costs"], group["unpriced"]["parts"])
        for group in ran.told["groups"]
    ]


def test_messages_are_added_up_by_the_values_of_a_column(command: Callable[..., Ran]) -> None:
    assert groups_of(command("all.csv", "--rates", "prices.csv", "--json", "--group-by", "campaign")) == [
        ("spring", 2, 3, {"EUR": "0.1260"}, 0),
        ("summer", 2, 3, {"USD": "0.0079"}, 2),
        ("", 1, 1, {"USD": "0.0079"}, 0),
    ]


def test_messages_are_added_up_by_destination_and_encoding_too(command: Callable[..., Ran]) -> None:
    by = ("--group-by", "destination", "--group-by", "Encoding", "--group-by", "CAMPAIGN")
    ran = command("part*.csv", "--rates", "prices.csv", "--json", *by)
    assert ran.told["groups"][0]["values"] == {
        "destination": "44 United Kingdom",
        "Encoding": "UCS-2",
        "CAMPAIGN": "spring",
    }
    assert groups_of(ran) == [
        ("44 United Kingdom", "UCS-2", "spring", 1, 2, {"EUR": "0.0840"}, 0),
        ("no rate", "GSM-7", "summer", 1, 2, {}, 2),
        ("1", "GSM-7", "", 1, 1, {"USD": "0.0079"}, 0),
        ("1", "UCS-2", "summer", 1, 1, {"USD": "0.0079"}, 0),
        ("44 United Kingdom", "GSM-7", "spring", 1, 1, {"EUR": "0.0420"}, 0),
    ]


def test_a_column_of_the_name_comes_before_what_is_counted(command: Callable[..., Ran]) -> None:
    Path("mine.csv").write_text("to,message,encoding\n447700900123,hello,best\n")
    assert groups_of(command("mine.csv", "--json", "--group-by", "encoding")) == [("best", 1, 1, {}, 1)]


def test_the_groups_are_in_the_report(command: Callable[..., Ran]) -> None:
    lines = command("all.csv", "--rates", "prices.csv", "--group-by", "campaign", "--group-by", "encoding").out
    *_, title, first, second, third, fourth, fifth = lines.splitlines()
    assert title.split() == ["campaign", "encoding", "Messages", "Parts", "Cost"]
    assert first.split() == ["spring", "UCS-2", "1", "2", "0.0840", "EUR"]
    assert second.split() == ["summer", "GSM-7", "1", "2"]
    assert [line.split() for line in (third, fourth, fifth)] == [
        ["GSM-7", "1", "1", "0.0079", "USD"],
        ["spring", "GSM-7", "1", "1", "0.0420", "EUR"],
        ["summer", "UCS-2", "1", "1", "0.0079", "USD"],
    ]


def test_a_group_may_have_several_currencies_and_there_may_be_many(command: Callable[..., Ran]) -> None:
    rows = [(number, "", str(i), "hello") for i in range(30) for number in ("447700900123", "13125550128")]
    write_rows("many.csv", rows)
    lines = command("many.csv", "--rates", "prices.csv", "--group-by", "campaign").out.splitlines()
    assert lines[-1] == "5 more (all with --json)"
    at = next(i for i, line in enumerate(lines) if line.startswith("campaign"))
    assert [line.split() for line in lines[at + 1 : at + 3]] == [["0", "2", "2", "0.0420", "EUR"], ["0.0079", "USD"]]
    assert len(groups_of(command("many.csv", "--json", "--group-by", "campaign"))) == 30


def test_bytes_that_do_not_decode_are_a_group_all_the_same(command: Callable[..., Ran]) -> None:
    Path("dirty.csv").write_bytes(b"to,message,c\n447700900123,hello,\xff\n447700900123,hello,\xe9\n1,,\xff,\n")
    assert groups_of(command("dirty.csv", "--json", "--group-by", "c")) == [("\ufffd", 2, 2, {}, 2)]


# -- compressed files --------------------------------------------------------------------------------------------------


def test_files_that_are_compressed_are_unpacked(command: Callable[..., Ran]) -> None:
    Path("all.csv.gz").write_bytes(gzip.compress(CAMPAIGN.read_bytes()))
    whole = command(CAMPAIGN, "--json").told
    told = command("all.csv.gz", "--json").told
    assert (told.pop("campaign"), told) == ("all.csv.gz", without(whole, "campaign"))


@pytest.mark.parametrize(
    "octets", [b"", b"to,message\n", gzip.compress(CAMPAIGN.read_bytes())[:-9], b"\x1f\x8b\x08" * 9]
)
def test_what_cannot_be_unpacked_is_told_by_name(command: Callable[..., Ran], octets: bytes) -> None:
    Path("bad.csv.gz").write_bytes(octets)
    told = unusable(command("bad.csv.gz"))
    assert told.startswith("bad.csv.gz")
    assert told.count("bad.csv.gz") == 1


def test_a_file_that_is_not_there_cannot_be_unpacked(command: Callable[..., Ran]) -> None:
    assert unusable(command("missing.csv.gz")) == "missing.csv.gz: No such file or directory"


def test_a_compressed_file_that_cannot_be_read_is_told_by_name(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("memory.csv.gz").symlink_to("/proc/self/mem")
    assert unusable(command("memory.csv.gz")) == "memory.csv.gz: Input/output error"


# -- without DuckDB ----------------------------------------------------------------------------------------------------


def test_the_standard_library_is_taken_where_duckdb_is_missing(
    any_command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr("septet.cli.running.find_spec", lambda name: None if name == "duckdb" else find_spec(name))
    assert any_command("all.csv", "--json").told["engine"] == "python"
    assert unusable(any_command("all.csv", "--engine", "duckdb")).startswith(
        "--engine duckdb needs duckdb: pip install"
    )
    monkeypatch.setenv("SEPTET_ENGINE", "duckdb")
    assert unusable(any_command("all.csv")).startswith("--engine duckdb needs duckdb: pip install")


@pytest.mark.parametrize(
    ("path", "options", "reason"),
    [
        ("x.ndjson", (), "x.ndjson: ndjson"),
        ("x.jsonl.gz", (), "x.jsonl.gz: ndjson"),
        ("x.parquet", (), "x.parquet: parquet"),
        ("all.csv", ("--format", "parquet"), "all.csv: parquet"),
        ("x.csv.zst", (), "x.csv.zst: a file compressed by zstd"),
        ("all.csv", ("--per-recipient", "m.parquet"), "m.parquet: parquet"),
    ],
)
def test_what_only_duckdb_can_do_says_how_to_have_it(
    any_command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    options: tuple[str, ...],
    reason: str,
) -> None:
    asked = any_command(path, "--engine", "python", *options)
    assert unusable(asked) == f"{reason} needs DuckDB: leave out --engine python"
    monkeypatch.setattr("septet.cli.running.find_spec", lambda _: None)
    assert unusable(any_command(path, *options)) == f"{reason} needs DuckDB: pip install 'septet[duckdb]'"
    assert not Path("m.parquet").exists()


@pytest.mark.parametrize("option", ["--rejects", "--per-recipient"])
@pytest.mark.parametrize("name", ["x.csv.gz", "x.parquet.gz", "x.CSV.zst", "x.ndjson"])
def test_a_file_is_not_written_under_a_name_of_something_else(
    any_command: Callable[..., Ran], option: str, name: str
) -> None:
    written = "CSV" if option == "--rejects" else "CSV or Parquet"
    assert unusable(any_command("all.csv", option, name)) == f"{name}: {written} is written, not compressed: call it so"
    assert unusable(any_command("all.csv", "--rejects", "x.pq")) == "x.pq: CSV is written, not compressed: call it so"
    assert not Path(name).exists()


def test_a_folder_is_no_file(any_command: Callable[..., Ran]) -> None:
    Path("days.parquet").mkdir()
    expected = f"days.parquet: it is a folder: name the files, as in '{Path('days.parquet', '*.parquet')}'"
    assert unusable(any_command("days.parquet")) == expected


@pytest.mark.parametrize("octets", [b'{"to": "447700900123", "message": "x"}\n', b"PAR1\x15\x04\x15\xff,x\n"])
def test_another_format_is_what_it_may_be(any_command: Callable[..., Ran], octets: bytes) -> None:
    Path("odd.txt").write_bytes(octets)
    assert "(--format)" in unusable(any_command("odd.txt"))


@pytest.mark.engines
def test_parquet_without_columns_lacks_the_one_of_the_numbers(any_command: Callable[..., Ran]) -> None:
    pq, pa = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    pq.write_table(pa.table({}), "none.parquet")
    assert "no column 'to'" in unusable(any_command("none.parquet"))


@pytest.mark.engines
def test_parquet_comes_from_files_only(any_command: Callable[..., Ran]) -> None:
    pq, pa = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    pq.write_table(pa.table({"to": ["447700900123"], "message": ["x"]}), "a.parquet")
    with Path("a.parquet").open("rb") as file:
        command = [sys.executable, "-m", "septet", "dry-run", "-", "--format", "parquet", "--json"]
        ran = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert (ran.returncode, json.loads(ran.stdout)["messages"]) == (0, 1)
    ours, theirs = os.pipe()
    os.close(theirs)
    reason = "Parquet ends with what has to be read first: a pipe cannot be read"
    assert unusable(any_command(f"/dev/fd/{ours}", "--format", "parquet")) == f"/dev/fd/{ours}: {reason}"
    os.close(ours)
    reason = "all.csv: it is no Parquet: --format says what else it is"
    assert unusable(any_command("all.csv", "--format", "parquet")) == reason


@pytest.mark.engines
def test_the_names_in_lines_of_json_do_not_depend_on_how_these_come(any_command: Callable[..., Ran]) -> None:
    lines = [b'{"phone": "447700900123", "message": "ok"}', b'{"to": "33639980123", "message": "ok"}']
    for end in (b"", b"\n"):
        Path("k.ndjson").write_bytes(b"\n".join(lines) + end)
        assert any_command("k.ndjson", "--per-recipient", "m.csv").status == 0
        assert [row.split(",")[:2] for row in Path("m.csv").read_text().splitlines()] == [
            ["line", "recipient"], ["2", "33639980123"]
        ]  # fmt: skip
        Path("k.ndjson").write_bytes(b"\xef\xbb\xbf" + lines[1] + end)
        assert any_command("k.ndjson", "--json").told["messages"] == 1
        Path("k.ndjson").write_bytes(b"junk\n" + lines[1] + end)
        assert any_command("k.ndjson", "--json").told["messages"] == 1


@pytest.mark.engines
@pytest.mark.parametrize(("n_before", "is_found"), [(998, True), (999, True), (1000, False)])
def test_the_names_in_lines_of_json_are_those_of_the_first_1000_lines(
    any_command: Callable[..., Ran], n_before: int, is_found: bool
) -> None:
    line = b'{"to": "447700900123", "message": "%s"}\n' % (b"x" * 9000)  # of which some 500 are read at once
    Path("long.ndjson").write_bytes(line * n_before + b'{"to": "447700900123", "name": "Ann"}')
    ran = any_command("long.ndjson", "--template", "${name}", "--json")
    assert ran.told["messages"] == 1 if is_found else "no column 'name'" in unusable(ran)


def test_a_format_that_is_given_comes_before_the_name(command: Callable[..., Ran]) -> None:
    Path("all.csv").rename("all.parquet")
    assert command("all.parquet", "--format", "csv", "--json").told["messages"] == 5


# -- the same numbers, whatever the file -------------------------------------------------------------------------------


PIECES = [
    b"447700900123,a,hello\n", b"+44 7700 900124,b,\xd0\xaf\n", b'13125550128,"c ""d""","x, y"\r\n', b"\n", b"1,2\n",
    b'447700900125,"a\nb","c\nd"\n', b"447700900126,a,\xff\n", b"447700900127,\xff,ok\n", b"33639980123,a, \n", b",,\n",
    b'447700900128,a,"open\n', b'447700900129,a,"x"y\n', b"447700900130,a,b,\n", b"447700900131,a,b,c\n", b"12,a,b\n",
    b"447700900132,," + b"z" * 400 + b"\n", b"447700900133,x,\xef\xbf\xbd\n", b'"', b"\r", b"\0",
    b"(0)447700900134,a,b\n",    b"447700900135,a,\xe2\x80\x99\xe2\x82\xac[]\n", b"447700900136,a,b",
]  # fmt: skip
DIRTY = st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join)


@pytest.mark.engines
@pytest.mark.parametrize(
    "options", [("--max-parts", "2"), ("--template", "${a} – ${message}", "--languages", "turkish")]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dirt=DIRTY)
@example(dirt=b"".join(PIECES))
@example(dirt=b"".join(PIECES[:17]) * 3)
def test_the_engines_differ_in_nothing(any_command: Callable[..., Ran], options: tuple[str, ...], dirt: bytes) -> None:
    Path("dirty.csv").write_bytes(b"to,a,message\n" + dirt)
    outputs = ("--rejects", "r.csv", "--per-recipient", "m.csv", "--json", "--items", "1000", "--group-by", "a")
    told = []
    for engine in ("python", "duckdb"):
        ran = any_command("dirty.csv", "--rates", RATES, "--engine", engine, *options, *outputs)
        told.append((without(ran.told, "engine"), Path("r.csv").read_bytes(), Path("m.csv").read_bytes()))
        told[-1][0]["groups"].sort(key=str)
    assert told[0] == told[1]


@pytest.mark.engines
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig", "latin-1"])
def test_the_engines_read_the_same_encodings(any_command: Callable[..., Ran], encoding: str) -> None:
    Path("x.csv").write_bytes("to;message\n447700900123;Zoë\n1;x\n".encode(encoding))
    given = ("--encoding", "latin-1") if encoding == "latin-1" else ()
    python, duckdb = (
        any_command("x.csv", "--json", "--items", "9", "--engine", engine, *given).told
        for engine in ("python", "duckdb")
    )
    assert without(python, "engine") == without(duckdb, "engine")
    assert python["messages"] == 1


@pytest.mark.engines
@pytest.mark.parametrize("n_rows", [1, 100])
def test_what_many_rows_come_to_is_the_same(
    any_command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    from septet.engines import duckdb, sources

    monkeypatch.setattr(duckdb, "_MANY_ROWS", 1000)
    monkeypatch.setattr(sources, "_FEWEST_ROWS", n_rows)
    monkeypatch.setattr("septet.cutting._FIRST", 10_000)
    monkeypatch.setattr("septet.cutting._BLOCK", 10_000)
    options = ("--rates", RATES, "--json", "--group-by", "kind", "--rejects", "r.csv", "--per-recipient", "m.csv")
    told = []
    for engine in ("python", "duckdb"):
        ran = any_command(CAMPAIGN, "--engine", engine, *options)
        told.append((without(ran.told, "engine"), Path("r.csv").read_bytes(), Path("m.csv").read_bytes()))
    assert told[0] == told[1]


# -- what only DuckDB reads and writes ---------------------------------------------------------------------------------


def write_json(path: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Write lines of JSON."""
    Path(path).write_text("".join(json.dumps(dict(zip(HEADER, row))) + "\n" for row in rows), encoding="utf-8")


def write_parquet(path: str, rows: Sequence[tuple[str | None, ...]]) -> None:
    """Write a Parquet file."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table([list(column) for column in zip(*rows)], names=list(HEADER)), path)


@pytest.mark.engines
@pytest.mark.parametrize("options", [(), ("--template", "Hi ${name}: ${message}")])
def test_the_numbers_are_the_same_in_every_format(any_command: Callable[..., Ran], options: tuple[str, ...]) -> None:
    pa = pytest.importorskip("pyarrow")
    write_json("all.ndjson", ROWS)
    write_parquet("all.parquet", list(ROWS))
    Path("all.jsonl.gz").write_bytes(gzip.compress(Path("all.ndjson").read_bytes()))
    for name in ("all.csv", "all.ndjson"):
        Path(f"{name}.zst").write_bytes(pa.compress(Path(name).read_bytes(), codec="zstd", asbytes=True))
    more = ("--rates", "prices.csv", "--json", "--items", "9", "--group-by", "campaign", "--rejects", "r.csv", *options)
    expected = any_command("all.csv", "--engine", "python", *more).told
    rejects = rows_of("r.csv")
    for name in ("all.csv.zst", "all.ndjson", "all.ndjson.zst", "all.jsonl.gz", "all.parquet"):
        before = 0 if name.startswith("all.csv") else 1  # lines of a header
        told = any_command(name, *more).told
        assert told["engine"] == "duckdb"
        for item in told["per_recipient"]:
            item["line"] += before
        for reason in told["left_out"].values():
            reason["first_lines"] = [line + before for line in reason["first_lines"]]
        assert without(told, "campaign", "engine") == without(expected, "campaign", "engine")
        assert [row[1:] for row in rows_of("r.csv")] == [row[1:] for row in rejects]


@pytest.mark.engines
def test_a_broken_line_of_json_takes_no_other_down(any_command: Callable[..., Ran]) -> None:
    lines = [
        b'\xef\xbb\xbf{"to": 447700900123, "message": "hello", "x/~\'": [1, {"a": null}], "n": 1.50}',
        b'{"to": "447700900124", "message": "caf\xc3\xa9"}', b"", b"  ", b'{"to": "447700900125", "message": "\xff"}',
        b'{"to": "447700900126", "message": "hello"', b'["447700900127", "hello"]', b"null", b'{"message": "hello"}',
        b'{"to": "447700900128", "message": null}', b'{"to": true, "message": "hello"}\r',
        b'{"to": "447700900129", "message": "\\ud83d"}',
        b'{"to": "447700900130", "message": "\\ud83d\\ude00", "x/~\'": "y", "later": 1}',
        b'{"to": "447700900131", "message": "\xef\xbf\xbd"}',
        b'{"to": "12", "message": "hello", "x/~\'": [1, {"a": null}], "n": 1.50}',
    ]  # fmt: skip
    Path("x.ndjson").write_bytes(b"\n".join(lines))
    told = any_command("x.ndjson", "--json", "--items", "9", "--rejects", "r.csv", "--group-by", "x/~'").told
    assert [(item["line"], item["recipient"], item["body"]) for item in told["per_recipient"]] == [
        (1, "447700900123", "hello"),
        (2, "447700900124", "café"),
        (13, "447700900130", "😀"),
    ]
    assert {reason: rows["first_lines"] for reason, rows in told["left_out"].items()} == {
        "malformed row": [5, 6, 7, 8, 12],
        "no number": [9],
        "no message": [10],
        "invalid number": [11, 15],
        "undecodable bytes": [14],
    }
    header, *rejects = rows_of("r.csv")
    assert header == ["line", "reason", "detail", "to", "message", "x/~'", "n", "later"]
    assert rejects[-1][3:] == ["12", "hello", '[1,{"a":null}]', "1.50", ""]
    assert [row[0] for row in rejects] == ["5", "6", "7", "8", "9", "10", "11", "12", "14", "15"]
    assert sorted(group["values"]["x/~'"] for group in told["groups"]) == ["", '[1,{"a":null}]', "y"]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("member", "body"),
    [
        ("1.10", "1.10"), ("1E5", "1E5"), ("-0", "-0"), ("0.30000000000000000001", "0.30000000000000000001"),
        ("12345678901234567890123", "12345678901234567890123"), ('"1.10"', "1.10"), ("NaN", None), ("-Infinity", None),
        ('"NaN"', "NaN"), ('"a", "message": "b"', "a"),
    ],
)  # fmt: skip
def test_numbers_in_json_are_taken_as_they_are_written(
    any_command: Callable[..., Ran], member: str, body: str | None
) -> None:
    Path("x.ndjson").write_text(f'{{"to": 447700900123, "message": {member}}}\n', encoding="utf-8")
    told = any_command("x.ndjson", "--json", "--items", "9").told
    assert [item["body"] for item in told["per_recipient"]] == ([] if body is None else [body])
    assert list(told["left_out"]) == ([] if body is not None else ["no message"])


@pytest.mark.engines
@pytest.mark.parametrize(
    ("members", "written"),
    [
        ('"n" : 1.50', "1.50"), ('"a": {"n": 2.50}, "n": 1.50', "1.50"), ('"n": 1.50, "a": {"n": 1.5}', "1.50"),
        ('"a": "\\"n\\": 2.50", "n": 1.50', "1.50"), ('"\\u006e": 1.50', "1.50"), ('"n": "1.50"', "1.50"),
        ('"a": {"n": 2.50}, "\\u006e": 1.50', "1.50"), ('"n": "1e5", "a": "n"', "1e5"), ('"n": "Infinity"', "Infinity"),
        ('"n": 1.50, "n": 2.50', "1.50"), ('"a": "n", "n": -1.50E+02', "-1.50E+02"),
    ],
)  # fmt: skip
def test_a_number_in_json_is_found_wherever_it_stands(
    any_command: Callable[..., Ran], members: str, written: str
) -> None:
    Path("x.ndjson").write_text(f'{{"n": "", "a": ""}}\n{{"to": "447700900123", {members}}}\n', encoding="utf-8")
    told = any_command("x.ndjson", "--template", "${n}", "--recipient-column", "to", "--json", "--items", "9").told
    assert [item["body"] for item in told["per_recipient"]] == [written]


@pytest.mark.engines
@pytest.mark.parametrize("blank", [b"\x0c", b"\x0b", b"\xc2\xa0"])
def test_what_json_does_not_take_for_a_blank_breaks_its_line_only(
    any_command: Callable[..., Ran], blank: bytes
) -> None:
    good = b'\t {"to": "447700900123", "message": "hello"} \t\r\n'
    Path("x.ndjson").write_bytes(good + blank + good + good + blank + b"\n")
    told = any_command("x.ndjson", "--json").told
    assert told["messages"] == 2
    assert told["left_out"] == {"malformed row": {"rows": 2, "first_lines": [2, 4]}}


@pytest.mark.engines
@pytest.mark.parametrize("more", ["", ', "y": "n"'], ids=["", "the name twice"])
def test_json_that_is_too_deep_for_python_stops_nothing(any_command: Callable[..., Ran], more: str) -> None:
    end = f'"x": {"[" * 3000 + "]" * 3000}, "n": 1.5{more}}}'
    lines = [f'{{"to": "{number}", "message": "hello", {end}' for number in ("447700900123", "12")]
    Path("x.ndjson").write_text("\n".join(['{"to": "1", "message": "", "n": ""}', *lines]), encoding="utf-8")
    told = any_command("x.ndjson", "--json", "--group-by", "n", "--rejects", "r.csv").told
    assert (told["messages"], told["groups"][0]["values"]) == (1, {"n": "1.5"})
    assert rows_of("r.csv")[-1][3:] == [lines[-1]]


@pytest.mark.engines
def test_lines_of_json_are_taken_some_at_a_time(
    any_command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    from septet.engines import sources

    write_json("all.ndjson", ROWS)
    expected = any_command("all.ndjson", "--json", "--items", "9").told
    monkeypatch.setattr(sources, "_LINES", 7)
    assert any_command("all.ndjson", "--json", "--items", "9").told == expected
    monkeypatch.setattr(sources, "_LONGEST_LINE", 50)
    assert "a line has more than 50 octets" in unusable(any_command("all.ndjson"))


@pytest.mark.engines
@pytest.mark.parametrize(
    ("path", "octets"), [("x.ndjson", b""), ("x.ndjson", b"[1]\n"), ("x.parquet", b"PAR1"), ("x.parquet", b"")]
)
def test_a_file_that_is_not_what_it_is_called_is_told_by_name(
    any_command: Callable[..., Ran], path: str, octets: bytes
) -> None:
    Path(path).write_bytes(octets)
    assert unusable(any_command(path)).startswith(path)
    assert unusable(any_command("missing.parquet")).startswith("missing.parquet")


@pytest.mark.engines
def test_a_parquet_file_with_broken_pages_is_told_by_name(any_command: Callable[..., Ran]) -> None:
    write_parquet("all.parquet", [(str(i), f"{i}" * 9, "", "hello" * i) for i in range(1000)])
    octets = Path("all.parquet").read_bytes()
    Path("all.parquet").write_bytes(octets[:1000] + b"\xff" * 3000 + octets[4000:])
    assert unusable(any_command("all.parquet")).startswith("all.parquet: ")


@pytest.mark.engines
def test_folders_of_parquet_may_have_the_names_of_columns(any_command: Callable[..., Ran]) -> None:
    for folder in ("sent/name=old/month=may%202026", "sent/name=old/month=__HIVE_DEFAULT_PARTITION__"):
        Path(folder).mkdir(parents=True)
        write_parquet(f"{folder}/1.parquet", list(ROWS[:2]))
    options = ("--group-by", "month", "--group-by", "name", "--rejects", "r.csv")
    told = any_command("sent/*/*/*.parquet", "--json", *options).told
    names = {row[HEADER.index("name")] for row in ROWS[:2]}
    assert {tuple(group["values"].items()) for group in told["groups"]} == {
        (("month", month), ("name", name)) for month in ("", "may 2026") for name in names
    }


@pytest.mark.engines
def test_a_column_of_a_parquet_file_counts_before_a_folder_of_its_name(any_command: Callable[..., Ran]) -> None:
    Path("TO=1/x=a/X=b").mkdir(parents=True)
    write_parquet("TO=1/x=a/X=b/1.parquet", list(ROWS[:1]))
    told = any_command("TO=1/x=a/X=b/1.parquet", "--json", "--group-by", "x").told
    assert (told["messages"], told["groups"][0]["values"]) == (1, {"x": "a"})


@pytest.mark.engines
@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are text there")
def test_the_names_of_files_and_folders_of_parquet_may_be_no_text(any_command: Callable[..., Ran]) -> None:
    Path("x=\udcff").mkdir()
    write_parquet("1.parquet", list(ROWS[:1]))
    Path("1.parquet").rename("x=\udcff/\udcff.parquet")
    told = any_command("x=\udcff/\udcff.parquet", "--json", "--group-by", "x").told
    assert (told["messages"], told["groups"][0]["values"]) == (1, {"x": "\ufffd"})


@pytest.mark.engines
def test_a_parquet_file_with_names_that_are_no_text_is_told_by_name(any_command: Callable[..., Ran]) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"to": ["447700900123"], "message": ["hello"], "other": ["x"]}), "x.parquet")
    octets = Path("x.parquet").read_bytes()
    Path("x.parquet").write_bytes(octets.replace(b"other", b"oth\xffr"))
    assert unusable(any_command("x.parquet")).startswith("x.parquet: ")


@pytest.mark.engines
def test_a_parquet_file_that_lacks_rows_is_told_by_name(any_command: Callable[..., Ran]) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    texts = pa.table({"to": ["447700900123"] * 6, "message": [f"hello {n}" for n in range(6)]})
    pq.write_table(
        texts,
        "x.parquet",
        row_group_size=2,
        compression="none",
        use_dictionary=False,
        store_schema=False,
        write_statistics=False,
    )
    octets = Path("x.parquet").read_bytes()
    told = set()
    for place in range(len(octets) - 8):
        if octets[place] == 4:  # which is how 2 is written
            Path("x.parquet").write_bytes(octets[:place] + b"\0" + octets[place + 1 :])
            ran = any_command("x.parquet", "--json")
            told.add(
                ran.told["messages"] if ran.status == 0 else ran.err.partition(": the file is damaged: it should")[0]
            )
    assert "septet: x.parquet" in told
    assert {each for each in told if isinstance(each, int)} <= {6}


@pytest.mark.engines
def test_columns_of_parquet_may_be_no_text(any_command: Callable[..., Ran]) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pa.table({
        "to": pa.array([447700900123, None, 12], pa.int64()),
        "message": pa.array(["hello", "hello", "hello"]).dictionary_encode(),
        'a "b"': pa.array([1.5, None, 2.0]),
    })  # fmt: skip
    pq.write_table(table, "it's.parquet")
    told = any_command("it's.parquet", "--json", "--group-by", 'a "b"', "--rejects", "r.csv").told
    assert (told["messages"], told["groups"][0]["values"]) == (1, {'a "b"': "1.5"})
    assert [row[:2] + row[3:] for row in rows_of("r.csv")[1:]] == [
        ["2", "no number", "", "hello", ""],
        ["3", "invalid number", "12", "hello", "2.0"],
    ]


@pytest.mark.engines
def test_any_kind_of_column_of_parquet_is_shown_as_text(any_command: Callable[..., Ran]) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    moment, day = dt.datetime(2026, 5, 1, 12, 30, 0, 250, dt.timezone.utc), dt.date(2026, 5, 1)
    kinds = [
        (pa.array([12], pa.uint8()), "12"),
        (pa.array([True]), "true"),
        (pa.array([1.5], pa.float16()), "1.5"),
        (pa.array([2.0]), "2.0"),
        (pa.array([float("nan")]), ""),
        (pa.array([float("-inf")]), ""),
        (pa.array([Decimal("1.50")], pa.decimal128(38, 2)), "1.50"),
        (pa.array([Decimal("-1.50")], pa.decimal256(50, 2)), "-1.50"),
        (pa.array([day]), "2026-05-01"),
        (pa.array([moment], pa.timestamp("us")), "2026-05-01 12:30:00.00025"),
        (pa.array([moment], pa.timestamp("us", tz="UTC")), "2026-05-01 12:30:00.00025+00"),
        (pa.array([dt.time(9, 30)]), "09:30:00"),
        (pa.array([90_000_000], pa.duration("us")), "00:01:30"),
        (pa.array([["a", None], []]).slice(0, 1), "[a, NULL]"),
        (pa.array([{"a": 1, "b": "x"}]), "{'a': 1, 'b': x}"),
        (pa.array([[("k", 1)]], pa.map_(pa.utf8(), pa.int64())), "{k=1}"),
        (pa.array([None], pa.null()), ""),
        (pa.array([None], pa.int64()), ""),
        (pa.array(["a"]).dictionary_encode(), "a"),
        (pa.array([b"a"]).dictionary_encode(), "a"),
        (pa.array([7]).dictionary_encode(), "7"),
        (pa.array(["a"], pa.large_utf8()), "a"),
        (pa.array(["a"], pa.string_view()), "a"),
        (pa.array([b"a"], pa.binary_view()), "a"),
        (pa.array([b"ab"], pa.binary(2)), "ab"),
    ]
    columns = {"to": pa.array([12]), "message": pa.array(["hello"])}
    columns |= {f"c.{place}": column for place, (column, _) in enumerate(kinds)}
    pq.write_table(pa.table(columns), "x.parquet")
    assert any_command("x.parquet", "--rejects", "r.csv").status == 0
    assert rows_of("r.csv")[1][3:] == ["12", "hello", *(text for _, text in kinds)]


@pytest.mark.engines
@pytest.mark.parametrize("name", ["july[1].parquet", "july*.parquet", "jul?[!a]1.parquet", "s3:july.parquet"])
def test_the_name_of_a_parquet_file_that_is_there_is_no_pattern(any_command: Callable[..., Ran], name: str) -> None:
    write_parquet("july1.parquet", list(ROWS[:1]))
    Path("july1.parquet").rename(name)
    write_parquet("july1.parquet", list(ROWS[:2]))
    assert any_command(name, "--json").told["messages"] == 1


@pytest.mark.engines
@pytest.mark.parametrize("titles", [("to", "message", "message"), ("to", "Message", "message")])
def test_two_columns_of_parquet_with_the_name_that_is_needed_are_refused(
    any_command: Callable[..., Ran], titles: tuple[str, ...]
) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = [pa.array(["447700900123"]), pa.array(["hello"]), pa.array([{"a": {"b": "c"}, "message": 1}])]
    pq.write_table(pa.table(columns, names=list(titles)), "x.parquet")
    assert unusable(any_command("x.parquet")) == "x.parquet, line 1: 2 columns are called 'message'"
    pq.write_table(pa.table([columns[2], *columns[:2], columns[0]], names=["a", *titles[:2], "z"]), "x.parquet")
    told = any_command("x.parquet", "--json", "--group-by", "z", "--group-by", "a").told
    assert told["groups"][0]["values"] == {"z": "447700900123", "a": "{'a': {'b': c}, 'message': 1}"}


@pytest.mark.engines
@pytest.mark.parametrize("other", ["other", "an.other"])
def test_rows_of_parquet_are_numbered_through_all_of_its_groups(any_command: Callable[..., Ran], other: str) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {"to": ["447700900123", "12"] * 50, "message": ["hello"] * 100, other: [str(n) for n in range(100)]}
    pq.write_table(pa.table(columns), "x.parquet", row_group_size=7)
    told = any_command("x.parquet", "--json", "--items", "99", "--group-by", other, "--rejects", "r.csv").told
    assert [item["line"] for item in told["per_recipient"]] == [*range(1, 100, 2)]
    assert {group["values"][other] for group in told["groups"]} == {*map(str, range(0, 100, 2))}
    assert [(row[0], row[-1]) for row in rows_of("r.csv")[1:]] == [(str(n), str(n - 1)) for n in range(2, 101, 2)]


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["binary", "large_binary", "utf8", "large_utf8"])
def test_octets_that_are_no_text_leave_out_their_rows_of_parquet_alone(
    any_command: Callable[..., Ran], kind: str
) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {"to": [b"447700900123"] * 3, "message": ["café".encode(), b"caf\xe9", None], "x": [b"\xe9"] * 3}
    octets = pa.large_binary() if kind.startswith("large") else pa.binary()
    as_kind = {name: pa.array(cells, octets).view(getattr(pa, kind)()) for name, cells in columns.items()}
    pq.write_table(pa.table(as_kind), "x.parquet")
    told = any_command("x.parquet", "--json", "--items", "9", "--group-by", "x", "--rejects", "r.csv").told
    assert [(item["body"], item["units"]) for item in told["per_recipient"]] == [("café", 4)]
    assert told["groups"][0]["values"] == {"x": "\ufffd"}
    assert [row[1] for row in rows_of("r.csv")] == ["reason", "undecodable bytes", "no message"]


@pytest.mark.engines
@pytest.mark.parametrize("price", ["0.0420", "0.00000000000000001", "123456789012345678"])
def test_messages_can_be_written_as_parquet(any_command: Callable[..., Ran], price: str) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    Path("prices.csv").write_text(PRICES.replace("0.0420", price) + "7,123456789012345678,EUR,\n" * (price[0] == "0"))
    options = ("all.csv", "--rates", "prices.csv", "--per-recipient")
    assert any_command(*options, "m.parquet").status == 0
    assert any_command(*options, "m.csv").status == 0
    table = pq.read_table("m.parquet")
    header, *rows = rows_of("m.csv")
    assert table.column_names == header
    found = [list(row.values()) for row in table.to_pylist()]
    assert [[str(cell or "") for cell in row[:5] + row[6:]] for row in found] == [row[:5] + row[6:] for row in rows]
    assert [None if row[5] is None else Decimal(row[5]) for row in found] == [
        Decimal(row[5]) if row[5] else None for row in rows
    ]
    assert any_command("part*.csv", "--per-recipient", "n.parquet").status == 0
    assert pq.read_table("n.parquet")["file"].to_pylist() == ["part1.csv"] * 4 + ["part2.csv"]


@pytest.mark.engines
def test_a_parquet_file_that_cannot_be_written_is_told_by_name(any_command: Callable[..., Ran]) -> None:
    Path("full.parquet").symlink_to("/dev/full")
    assert unusable(any_command(CAMPAIGN, "--per-recipient", "full.parquet")) == "full.parquet: No space left on device"


@pytest.mark.engines
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("n_before", [0, 1])
def test_a_run_that_is_stopped_leaves_no_parquet_that_seems_whole(
    any_command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, n_before: int
) -> None:
    from septet.engines.duckdb import DuckRun

    pq, pa = pytest.importorskip("pyarrow.parquet"), pytest.importorskip("pyarrow")
    take = DuckRun._take
    taken: list[None] = []

    def interrupted(*given: Any) -> None:
        if len(taken) == n_before:
            raise KeyboardInterrupt
        taken.append(take(*given))

    monkeypatch.setattr(DuckRun, "_take", interrupted)
    ran = any_command("part*.csv", "--per-recipient", "m.parquet")
    gc.collect()
    assert (ran.status, ran.out, ran.err.strip()) == (130, "", "")
    with pytest.raises(pa.ArrowInvalid):
        pq.read_table("m.parquet")


@pytest.mark.engines
def test_a_run_that_is_ended_leaves_no_temporary_folder(tmp_path: Path) -> None:
    options = ["--engine", "duckdb", "--per-recipient", "/dev/stdout"]
    command = [sys.executable, "-m", "septet", "dry-run", str(CAMPAIGN), *options]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.read(4) == b"line"
        assert list(tmp_path.glob("septet-*"))
        running.terminate()  # while it waits for somebody to read on
        _, err = running.communicate()
    assert (running.returncode, err.strip()) == (130, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engines
def test_names_of_files_are_cells_too(any_command: Callable[..., Ran]) -> None:
    Path("part1.csv").rename('part "1", a.csv')
    told = []
    for engine in ("python", "duckdb"):
        assert any_command("part*.csv", "--per-recipient", "m.csv", "--engine", engine).status == 0
        told.append(Path("m.csv").read_bytes())
    assert told[0] == told[1]


@pytest.mark.engines
def test_without_messages_a_file_has_its_header(any_command: Callable[..., Ran]) -> None:
    write_rows("none.csv", ROWS[-2:])
    for name in ("m.csv", "m.parquet"):
        assert any_command("none.csv", "--per-recipient", name).status == 0
    assert len(rows_of("m.csv")) == 1
    assert pytest.importorskip("pyarrow.parquet").read_table("m.parquet").num_rows == 0


@pytest.mark.engines
def test_a_long_run_of_parquet_shows_no_progress(
    any_command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet("all.parquet", list(ROWS))
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("septet.cli.progress._PATIENCE", -1)
    monkeypatch.setattr("sys.stderr", terminal)
    assert any_command("all.parquet").status == 0


@pytest.mark.engines
def test_a_run_does_not_wait_for_pandas(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    campaign = tmp_path / "campaign.csv"
    rows = [f"+4477009{i:05},{text}" for i, text in zip(range(6000), cycle(["Hi", "Привет", "[x] " * 50, "a" * 400]))]
    campaign.write_text("to,message\n" + "\n".join([*rows, "12,no number"]), encoding="utf-8")
    arguments = ["dry-run", str(campaign), "--engine", "duckdb", "--json"]
    program = "import sys; from septet.cli.app import run; run(sys.argv[1:]); assert 'pandas' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program, *arguments], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")

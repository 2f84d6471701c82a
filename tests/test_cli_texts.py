"""``septet count`` and ``septet explain``: the figures of the planner, for people and for programs."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet import explain, plan
from septet.cli.app import run
from septet.cli.console import glyph, share, visible

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parent
STYLE = re.compile("\x1b\\[[0-9;]*m")
ENCODINGS = {"gsm7": "GSM-7", "ucs2": "UCS-2"}

# An argument holds no halves of pairs, except those that stand for bytes that do not decode.
arguments = strategies.texts.map(lambda text: re.sub("[\ud800-\udfff]", "\U0001f600", text))

FEWER = settings(max_examples=settings().max_examples // 2)
"""For what is slow."""


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """Says that somebody is looking on."""

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        """What was written."""
        self.flush()
        octets: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return octets.decode()


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command line in this process, with these octets as standard input."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")

    def run_it(*arguments: str, given: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        return Ran(run(arguments), *capsys.readouterr())

    return run_it


@pytest.fixture
def shown(command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a command line on a terminal, and tells what it shows."""

    def show(*arguments: str) -> str:
        with Terminal(io.BytesIO(), encoding="utf-8", newline="\n") as terminal, monkeypatch.context() as patched:
            patched.setattr(sys, "stdout", terminal)
            assert command(*arguments) == Ran(0, "", "")
            return terminal.shown()

    return show


def json_of(*arguments: str) -> Any:
    """What a command prints as JSON."""
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as stdout:
        assert run(arguments) == 0
        stdout.seek(0)
        return json.load(stdout)


def cells_of(line: str) -> list[str]:
    """The cells of a line of a table."""
    return re.split(r" {2,}", line.strip())


def assert_unusable(ran: Ran, *reasons: str) -> None:
    """The command said in one line why it cannot work, and nothing else."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("septet: ")
    assert all(reason in line for reason in reasons)


# -- count -------------------------------------------------------------------------------------------------------------


def test_each_text_is_counted_on_a_line(command: Callable[..., Ran]) -> None:
    ran = command("count", "hello", "Price: 5 €", "Я", "", "a" * 161)
    assert (ran.status, ran.err) == (0, "")
    assert [cells_of(line) for line in ran.out.splitlines()] == [
        ["Encoding", "Units", "Parts", "Left", "Text"],
        ["GSM-7", "5", "1", "155", "hello"],
        ["GSM-7", "11", "1", "149", "Price: 5 €"],
        ["UCS-2", "1", "1", "69", "Я"],
        ["GSM-7", "0", "1", "160"],
        ["GSM-7", "161", "2", "145", "a" * 161],
    ]


def test_large_figures_are_grouped(command: Callable[..., Ran]) -> None:
    assert cells_of(command("count", "a" * 1530).out.splitlines()[1])[:4] == ["GSM-7", "1,530", "10", "0"]


def test_a_very_long_text_takes_one_line_all_the_same(command: Callable[..., Ran]) -> None:
    lines = command("count", "ab " * 3000, "hello").out.splitlines()
    assert [cells_of(line)[:3] for line in lines[1:]] == [["GSM-7", "9,000", "59"], ["GSM-7", "5", "1"]]


@FEWER
@given(st.lists(arguments, min_size=1, max_size=4))
def test_json_has_the_figures_of_the_oracle(texts: list[str]) -> None:
    counted = json_of("count", "--json", "--", *texts)
    assert [one["text"] for one in counted] == texts
    for text, one in zip(texts, counted, strict=True):
        encoding, parts = oracle.parts(text)
        units_of = oracle.septets_of if encoding == "gsm7" else oracle.utf16_units
        units = [len(units_of(part) or []) for part in parts]
        room = oracle.capacity(encoding, 0 if len(parts) == 1 else 6)
        starts = [sum(map(len, parts[:i])) for i in range(1, len(parts))]
        assert one == {
            "text": text,
            "encoding": ENCODINGS[encoding],
            "locking": "default",
            "single": "default",
            "characters": len(text),
            "units": sum(units),
            "parts": len(parts),
            "remaining": room - units[-1],
            "part_units": units,
            "breaks": starts,
        }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ("GSM-7", [153, 47], 106)),
        (("--reference-bits", "8"), ("GSM-7", [153, 47], 106)),
        (("--reference-bits", "16"), ("GSM-7", [152, 48], 104)),
        (("--as", "gsm7"), ("GSM-7", [153, 47], 106)),
        (("--as", "ucs2"), ("UCS-2", [67, 67, 66], 1)),
        (("--as", "ucs2", "--reference-bits", "16"), ("UCS-2", [66, 66, 66, 2], 64)),
        (("--max-parts", "2"), ("GSM-7", [153, 47], 106)),
    ],
)
@pytest.mark.parametrize("name", ["count", "explain"])
def test_options_are_those_of_the_planner(name: str, options: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    found = json_of(name, "--json", *options, "a" * 200)
    one = found[0] if name == "count" else found
    assert (one["encoding"], one["part_units"], one["remaining"]) == expected


@pytest.mark.parametrize("name", ["count", "explain"])
def test_a_text_that_cannot_be_sent_is_an_error(command: Callable[..., Ran], name: str) -> None:
    assert_unusable(command(name, "--max-parts", "1", "a" * 161), "the text needs 2 parts, 1 at most are allowed")
    assert_unusable(command(name, "a" * (153 * 255 + 1)), "the text needs 256 parts, 255 at most are allowed")
    assert_unusable(command(name, "--as", "gsm7", "Zo\xeb"), "'\\xeb' (U+00EB) at position 2 is not in ")
    assert_unusable(command(name, "--as", "utf8", "x"), "--as")
    assert command(name, "--as", "gsm7", "a" * 153 * 255).status == 0


# -- explain -----------------------------------------------------------------------------------------------------------


def test_a_text_in_gsm_7_has_little_to_explain(command: Callable[..., Ran]) -> None:
    assert [cells_of(line) for line in command("explain", "hello").out.splitlines()] == [
        ["GSM-7: 5 septets, 1 part, 155 of 160 left in the last part"],
        ["Part", "Units", "Text"],
        ["1", "5", "hello"],
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("’", "UCS-2: 1 UTF-16 unit, 1 part, 69 of 70 left in the last part"),
        ("a", "GSM-7: 1 septet, 1 part, 159 of 160 left in the last part"),
        ("", "GSM-7: 0 septets, 1 part, 160 of 160 left in the last part"),
    ],
)
def test_one_is_no_plural(command: Callable[..., Ran], text: str, first: str) -> None:
    assert command("explain", text).out.splitlines()[0] == first


def test_each_part_is_shown_with_its_units(command: Callable[..., Ran]) -> None:
    ran = command("explain", "a" * 152 + "€" * 8)
    lines = ran.out.splitlines()
    assert lines[0] == "GSM-7: 168 septets, 2 parts, 137 of 153 left in the last part"
    assert [cells_of(line) for line in lines[1:]] == [
        ["Part", "Units", "Text"],
        ["1", "152", "a" * 152],
        ["2", "16", "€" * 8],
    ]


def test_each_character_outside_gsm_7_is_shown_with_its_places_and_name(command: Callable[..., Ran]) -> None:
    ran = command("explain", "We’re “open”\t" + "’" * 9)
    lines = ran.out.splitlines()
    assert lines[0] == "UCS-2: 22 UTF-16 units, 1 part, 48 of 70 left in the last part"
    assert [cells_of(line) for line in lines[-6:-2]] == [
        ["’", "U+2019", "RIGHT SINGLE QUOTATION MARK", "10", "2, 13, 14, 15, 16, 17, 18, 19 ..."],
        ["“", "U+201C", "LEFT DOUBLE QUOTATION MARK", "1", "6"],
        ["”", "U+201D", "RIGHT DOUBLE QUOTATION MARK", "1", "11"],
        ["U+0009", "<control-0009>", "1", "12"],
    ]
    assert lines[-1] == "With GSM-7 characters in their places the text takes 1 part."


def test_eight_places_are_all_of_eight(command: Callable[..., Ran]) -> None:
    assert cells_of(command("explain", "’" * 8).out.splitlines()[-3])[-1] == "0, 1, 2, 3, 4, 5, 6, 7"


def test_what_they_cost_is_told(command: Callable[..., Ran]) -> None:
    assert command("explain", "’" + "a" * 300).out.splitlines()[-1] == (
        "With GSM-7 characters in their places the text takes 2 parts."
    )


@FEWER
@given(arguments)
def test_json_has_what_the_library_explains(text: str) -> None:
    explanation = explain(text)
    found = json_of("explain", "--json", "--", text)
    (counted,) = json_of("count", "--json", "--", text)
    outside = [
        {"position": place.position, "character": place.character, "code_point": place.code_point, "name": place.name}
        for place in explanation.outside
    ]
    assert found == {
        **counted,
        "part_texts": list(explanation.parts),
        "outside_gsm7": outside,
        "parts_without_them": explanation.n_parts_without,
    }
    assert list(found) == [*counted, "part_texts", "outside_gsm7", "parts_without_them"]


# -- standard input and arguments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"hello", "hello"),
        (b"hello\n", "hello"),
        (b"hello\r\n", "hello"),
        (b"hello\n\n", "hello\n"),
        (b"two\nlines\n", "two\nlines"),
        (b" hello ", " hello "),
        (b"", ""),
        ("\ufeffZo\xeb \U0001f600\n".encode(), "Zo\xeb \U0001f600"),
        (b"a\0b", "a\0b"),
    ],
)
def test_without_an_argument_the_text_is_standard_input(command: Callable[..., Ran], octets: bytes, text: str) -> None:
    counted = command("count", "--json", given=octets)
    explained = command("explain", "--json", given=octets)
    assert (counted.status, counted.err, explained.status, explained.err) == (0, "", 0, "")
    assert [one["text"] for one in json.loads(counted.out)] == [json.loads(explained.out)["text"]] == [text]


def test_with_an_argument_standard_input_is_left_alone(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '"text": ""' in command("count", "--json", "", given=b"hello").out
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["count", "x"]) == 0


@pytest.mark.parametrize(("octets", "place"), [(b"caf\xe9", 3), (b"\xff\xfeh\0", 0), (b"ok \xed\xa0\xbd", 3)])
@pytest.mark.parametrize("name", ["count", "explain", "encode", "decode"])
def test_standard_input_is_utf_8(command: Callable[..., Ran], name: str, octets: bytes, place: int) -> None:
    assert_unusable(command(name, given=octets), f"standard input: it is not UTF-8 (octet {place})")


def test_somebody_at_a_terminal_is_told_that_it_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO(b"hello\n")))
    assert run(["count", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)[0]["text"] == "hello"
    assert captured.err == "septet: reading from the terminal, end with Ctrl-D\n"


@pytest.mark.parametrize("name", ["count", "explain", "encode", "decode"])
def test_an_argument_of_bytes_that_do_not_decode_is_refused(command: Callable[..., Ran], name: str) -> None:
    assert_unusable(command(name, "caf\udce9"), "argument 1: it has bytes that do not decode")


def test_the_argument_that_does_not_decode_is_told(command: Callable[..., Ran]) -> None:
    assert_unusable(command("count", "caf\xe9", "x", "caf\udce9"), "argument 3: it has bytes that do not decode")


def test_bytes_of_the_terminal_that_do_not_decode_are_told_in_one_line() -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", "from septet.cli import main; main()", "count", os.fsdecode(b"caf\xe9")],
        cwd=TESTS,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.splitlines() == [b"septet: argument 1: it has bytes that do not decode"]


# -- what is shown -----------------------------------------------------------------------------------------------------

RISKY = "\x1b[31mred\x1b[0m [bold]x[/bold] :smile: \u202eabc\x07\r\u200b\x9b2J [/]"
HARMLESS = "\\x1b[31mred\\x1b[0m [bold]x[/bold] :smile: \\u202eabc\\x07\\r\\u200b\\x9b2J [/]"


@pytest.mark.parametrize("name", ["count", "explain"])
def test_what_a_terminal_or_a_library_would_obey_is_shown_and_not_obeyed(
    command: Callable[..., Ran], name: str
) -> None:
    ran = command(name, RISKY)
    assert HARMLESS in ran.out
    assert all(character.isprintable() or character == "\n" for character in ran.out)


@pytest.mark.parametrize("name", ["count", "explain"])
def test_a_terminal_gets_colours_and_no_more(shown: Callable[..., str], name: str) -> None:
    styled = shown(name, RISKY)
    assert STYLE.search(styled)
    plain = STYLE.sub("", styled)
    assert HARMLESS in plain
    assert all(character.isprintable() or character == "\n" for character in plain)


@pytest.mark.parametrize("name", ["count", "explain"])
def test_a_pipe_gets_neither_colours_nor_frames_nor_blanks_at_the_end(command: Callable[..., Ran], name: str) -> None:
    out = command(name, "We’re “open”", *(["x"] if name == "count" else [])).out
    assert "\x1b" not in out
    assert not set(out) & set("─━│┃╭")
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_json_is_the_same_on_a_terminal(command: Callable[..., Ran], shown: Callable[..., str]) -> None:
    for name in ("count", "explain"):
        assert shown(name, "--json", RISKY) == command(name, "--json", RISKY).out


def test_a_long_text_fits_a_narrow_terminal(shown: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = STYLE.sub("", shown("count", "ab " * 100)).splitlines()
    assert max(map(len, lines)) <= 60
    assert sum("ab" in line for line in lines) == 1


def test_a_real_terminal_gets_colours() -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    child = subprocess.Popen(
        [sys.executable, "-c", "from septet.cli import main; main()", "explain", "We’re [bold]open"],
        env={**environment, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"},
        cwd=TESTS,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    )
    os.close(theirs)
    octets = b""
    with contextlib.suppress(OSError):  # which is how the end of a terminal is told
        while piece := os.read(ours, 4096):
            octets += piece
    os.close(ours)
    _, err = child.communicate()
    assert (child.returncode, err) == (0, b"")
    shown = octets.decode()
    assert STYLE.search(shown)
    assert "We’re [bold]open" in STYLE.sub("", shown)


@pytest.mark.parametrize(
    ("character", "shown", "alone"),
    [
        ("a", "a", "a"),
        ("’", "’", "’"),
        ("\U0001f600", "\U0001f600", "\U0001f600"),
        ("\u4e2d", "\u4e2d", "\u4e2d"),
        (" ", " ", ""),
        ("\xa0", "\xa0", ""),
        ("\u0301", "\u0301", ""),
        ("\u093f", "\u093f", ""),
        ("\t", "\\t", ""),
        ("\x1b", "\\x1b", ""),
        ("\x85", "\\x85", ""),
        ("\u200d", "\\u200d", ""),
        ("\u202e", "\\u202e", ""),
        ("\u2028", "\\u2028", ""),
        ("\ud83d", "\\ud83d", ""),
        ("\ue000", "\\ue000", ""),
        ("\uffff", "\\uffff", ""),
        ("\U000e0041", "\\U000e0041", ""),
    ],
)
def test_what_does_not_show_by_itself_is_written_out_or_left_to_its_name(
    character: str, shown: str, alone: str
) -> None:
    assert visible(f"<{character}>") == f"<{shown}>"
    assert glyph(character) == alone


def test_a_share_of_nothing_is_none() -> None:
    assert (share(0, 0), share(0, 5), share(5, 5), share(2, 3)) == ("", "0.0 %", "100.0 %", "66.7 %")


# -- national tables ---------------------------------------------------------------------------------------------------

TURKISH = "Say\u0131n m\xfc\u015fterimiz, kargonuz da\u011f\u0131t\u0131ma \xe7\u0131km\u0131\u015ft\u0131r. " * 2


def test_national_tables_that_may_be_used_are_named_where_they_are_used(command: Callable[..., Ran]) -> None:
    first, _, *_ = command("explain", "--languages", "all", TURKISH).out.splitlines()
    assert first == "GSM-7 with Turkish locking shift: 94 septets, 1 part, 61 of 155 left in the last part"
    first, _, *_ = command("explain", TURKISH).out.splitlines()
    assert first.startswith("UCS-2: 94 UTF-16 units, 2 parts")
    _, line, _ = command("count", "--languages", "turkish", TURKISH, "abc").out.splitlines()
    assert cells_of(line)[:4] == ["GSM-7 with Turkish locking shift", "94", "1", "61"]


def test_characters_of_a_national_table_are_not_blamed_for_anything(command: Callable[..., Ran]) -> None:
    assert "Outside GSM-7" not in command("explain", "--languages", "all", TURKISH).out
    told = command("explain", "--languages", "turkish", TURKISH + "\U0001f389").out
    _, blamed = told.split("Outside GSM-7")
    assert "U+1F389" in blamed
    assert "U+015F" not in blamed
    assert "in their places the text takes 1 part." in blamed


@pytest.mark.parametrize("name", ["count", "explain"])
@pytest.mark.parametrize(
    ("given", "languages"),
    [
        ("all", "all"),
        ("ALL", "all"),
        ("", ()),
        ("turkish", [1]),
        (" Turkish , spanish,", [1, 2]),
        ("hindi+default", [(6, 0)]),
        ("default+turkish,portuguese", [(0, 1), 3]),
    ],
)
def test_languages_are_named_one_by_one_or_in_pairs(name: str, given: str, languages: Any) -> None:
    text = "\u015f" * 100 + "\u20ac" * 50
    found = json_of(name, "--json", "--languages", given, text)
    made = plan(text, languages=languages)
    told = found[0] if isinstance(found, list) else found
    assert (told["parts"], told["locking"], told["single"]) == (
        made.n_parts,
        made.locking.name.lower(),
        made.single.name.lower(),
    )


@pytest.mark.parametrize(
    "given", ["klingon", "turkish,klingon", "turkish+", "a+b+c", "turkish+spanish+hindi", "all+turkish"]
)
def test_a_language_that_has_no_tables_is_refused_with_those_that_have(command: Callable[..., Ran], given: str) -> None:
    assert_unusable(command("count", "--languages", given, "a"), "--languages", "default, turkish, spanish")


def test_a_pair_without_a_locking_table_is_refused(command: Callable[..., Ran]) -> None:
    assert_unusable(command("count", "--languages", "spanish+turkish", "a"), ": spanish has no locking shift table")


@pytest.mark.parametrize("given", ["all,turkish", "turkish, ALL", "all,all"])
def test_all_languages_are_not_one_of_several(command: Callable[..., Ran], given: str) -> None:
    assert_unusable(command("count", "--languages", given, "a"), "--languages", ": all stands alone")

"""``septet alphabet``: each cell of each table in its place, however it is shown."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

import oracle
from septet.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = {"LF": "\n", "FF": "\f", "CR": "\r", "SP": " "}
DIGITS = "0123456789ABCDEF"
LANGUAGES = list(oracle.LANGUAGES)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the command prints."""

    def run_it(*arguments: str) -> str:
        assert run(["alphabet", *arguments]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    return run_it


def character_of(cell: str) -> str | None:
    """The character that a cell means."""
    cell = cell.removeprefix("\u25cc").removesuffix("\u200e")
    return None if cell in ("\xb7", "ESC") else NAMES.get(cell, cell)


def grids_of(output: str) -> list[tuple[str, list[str], list[list[str]]]]:
    """Title, headings and rows of each table."""
    grids = []
    for block in output.split("\n\n"):
        title, *lines = block.splitlines()
        headings = lines[0].split() if lines else []
        grids.append((title, headings, [line.split(" ", 1) for line in lines[1:]]))
    return grids


def expected_tables(language: str) -> list[dict[int, str]]:
    """The tables of the language, from the vectors."""
    return [oracle.TABLES[name] for name in (f"{language} locking", f"{language} single") if name in oracle.TABLES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cell_stands_where_row_and_column_say(printed: Callable[..., str], language: str) -> None:
    grids = [grid for grid in grids_of(printed(language, "--plain")) if grid[2]]
    assert len(grids) == len(expected_tables(language))
    for (_, headings, rows), table in zip(grids, expected_tables(language)):
        assert headings == list(DIGITS)
        assert [heading for heading, _ in rows] == [f"{digit}0" for digit in "01234567"]
        shown = [character_of(cell) for _, cells in rows for cell in cells.split()]
        assert shown == [table.get(code) for code in range(128)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_points_stand_beside_them_as_in_the_standard(printed: Callable[..., str], language: str) -> None:
    grids = [grid for grid in grids_of(printed(language)) if grid[2]]
    assert len(grids) == len(expected_tables(language))
    for (_, headings, rows), table in zip(grids, expected_tables(language)):
        assert headings == [f"{digit}0" for digit in "01234567"]
        assert [heading for heading, _ in rows] == list(DIGITS)
        for low, (_, cells) in enumerate(rows):
            shown = re.findall(r"(\S+) +([0-9A-F]{4})(?= |$)|(\S+)", cells.removeprefix(" "))
            found = [(character_of(cell or alone), point) for cell, point, alone in shown]
            codes = range(low, 128, 16)
            expected = [(table.get(code), f"{ord(table[code]):04X}" if code in table else "") for code in codes]
            assert found == expected


def test_the_default_alphabet_needs_no_name(printed: Callable[..., str]) -> None:
    assert printed() == printed("default") == printed("DEFAULT")
    assert printed().startswith("GSM 7-bit default alphabet: one septet each\n   00       10       20 ")
    assert "\n\nIts extension: an escape and one septet each\n" in printed()


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "turkish",
            [
                "Turkish locking shift table: one septet each",
                "Turkish single shift table: an escape and one septet each",
            ],
        ),
        (
            "spanish",
            [
                "Spanish has no locking shift table: the default alphabet stays in force",
                "Spanish single shift table: an escape and one septet each",
            ],
        ),
    ],
)
def test_tables_have_titles(printed: Callable[..., str], language: str, titles: list[str]) -> None:
    assert [title for title, _, _ in grids_of(printed(language))] == titles


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [[], ["--plain"]])
def test_rows_fit_a_terminal_of_80_columns_and_columns_are_of_one_width(
    printed: Callable[..., str], language: str, options: list[str]
) -> None:
    for line in printed(language, *options).splitlines():
        columns = [c for c in line if unicodedata.category(c) not in ("Mn", "Mc") and c != "\u200e"]
        assert len(columns) <= 80
        width = 4 if options else 9
        if line[:1] in DIGITS and line[1:2] in (" ", *DIGITS):
            assert all(columns[place] != " " for place in range(3, len(columns), width))
            assert all(columns[place - 1] == " " for place in range(3, len(columns), width))


def test_marks_have_something_to_stand_on_and_arabic_letters_stay_in_order(printed: Callable[..., str]) -> None:
    output = printed("urdu")
    for before, character, after in zip(output, output[1:], output[2:]):
        if unicodedata.category(character) in ("Mn", "Mc"):
            assert before == "\u25cc"
        if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
            assert after == "\u200e"


def test_the_number_of_a_row_and_of_a_column_add_up_to_the_code(printed: Callable[..., str]) -> None:
    assert "\n   00       10 " in printed()
    assert "\n1  £   00A3 _   005F !   0021 " in printed()


def test_languages_are_listed(printed: Callable[..., str]) -> None:
    heading, *rows = printed("--list").splitlines()
    assert heading.split() == ["Id", "Language", "Locking", "Single"]
    expected = []
    for identifier, language in enumerate(LANGUAGES):
        n_locking = len(oracle.TABLES.get(f"{language} locking", ()))
        n_single = len(oracle.TABLES[f"{language} single"])
        expected.append([str(identifier), language, str(n_locking or "none"), str(n_single)])
    assert [row.split() for row in rows] == expected


def test_a_language_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["alphabet", "klingon"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("septet: Invalid value for '[LANGUAGE]': 'klingon' is not one of 'default', 'turkish'")
    assert err.count("\n") == 1


def test_on_a_terminal_there_are_colours_and_the_same_cells(
    printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def reconfigure(self, **_: object) -> None:
            pass

    plain = printed("hindi")
    for name, setting in {"TERM": "xterm", "COLUMNS": "40", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, setting)
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert run(["alphabet", "hindi"]) == 0
    coloured = terminal.getvalue()
    assert "\x1b[" in coloured
    lines = re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()
    narrow = [line.rstrip() for line in lines]
    assert [line for line in narrow if line[:1].isdigit()] == [
        line for line in plain.splitlines() if line[:1].isdigit()
    ]

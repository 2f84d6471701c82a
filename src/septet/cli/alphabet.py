"""``septet alphabet``: the tables, as people like to look at them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import click
from rich.cells import set_cell_size
from rich.text import Text

from septet.alphabets import ESCAPE, LOCKING, SINGLE, Language
from septet.cli.console import output, table
from septet.cli.options import LANGUAGES
from septet.languages import WITHOUT_LOCKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

_EMPTY = chr(ESCAPE)
_NAMES = {"\n": "LF", "\f": "FF", "\r": "CR", " ": "SP", _EMPTY: "·"}
_DIGITS = "0123456789ABCDEF"
_DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"  # keeps Arabic letters side by side in the order of their cells
_FROM_RIGHT = ("R", "AL", "AN")


@click.command(short_help="Show the tables of a language.")
@click.argument(
    "language",
    type=click.Choice(list(LANGUAGES), case_sensitive=False),
    default=Language.DEFAULT.name.lower(),
    metavar="[LANGUAGE]",
)
@click.option("--plain", is_flag=True, help="Show the characters alone, in eight rows of sixteen.")
@click.option("--list", "listed", is_flag=True, help="List the languages instead.")
def alphabet(language: str, *, plain: bool, listed: bool) -> None:
    """Show the locking and the single shift table of LANGUAGE, or the default alphabet and its extension.

    The row and the column together are the code of a character, as in the standard; its code point stands beside it.
    SP, LF, CR, FF and ESC are space, line feed, carriage return, form feed (page break) and escape, a dot is a cell
    without a character, and a dotted circle carries a mark that combines with the character before it.
    """
    console = output()
    if listed:
        _print_languages(console)
    else:
        first, second = _tables_of(LANGUAGES[language])
        _print_table(console, *first, plain=plain)
        console.print()
        _print_table(console, *second, plain=plain)


def _print_languages(console: Console) -> None:
    rows = table(console, ">Id", "Language", ">Locking", ">Single")
    for language in Language:
        locking = "none" if language in WITHOUT_LOCKING else str(_n_characters(LOCKING[language]))
        rows.add_row(str(int(language)), language.name.lower(), locking, str(_n_characters(SINGLE[language])))
    console.print(rows)


def _n_characters(cells: str) -> int:
    return len(cells) - cells.count(_EMPTY)


def _tables_of(language: Language) -> list[tuple[str, str]]:
    locking, single = "one septet each", "an escape and one septet each"
    if language == Language.DEFAULT:
        return [
            (f"GSM 7-bit default alphabet: {locking}", LOCKING[language]),
            (f"Its extension: {single}", SINGLE[language]),
        ]
    name = language.name.title()
    if language in WITHOUT_LOCKING:
        first = (f"{name} has no locking shift table: the default alphabet stays in force", "")
    else:
        first = (f"{name} locking shift table: {locking}", LOCKING[language])
    return [first, (f"{name} single shift table: {single}", SINGLE[language])]


def _print_table(console: Console, title: str, cells: str, *, plain: bool) -> None:
    console.print(title, style="bold")
    if not cells:
        return
    # As a grid of one width, which a table of rich would shrink and frame.
    if plain:
        _print_row(console, "", [_faint(f"{digit}  ") for digit in _DIGITS])
        for start in range(0, 128, 16):
            _print_row(console, f"{start:02X}", [_shown(cells, code) for code in range(start, start + 16)])
    else:
        _print_row(console, "", [_faint(f"{high:02X}      ") for high in range(0, 128, 16)])
        for low in range(16):
            _print_row(
                console, _DIGITS[low], [_shown(cells, code) + _point(cells[code]) for code in range(low, 128, 16)]
            )


def _print_row(console: Console, heading: str, cells: Iterable[Text]) -> None:
    console.print(Text(" ").join([_faint(f"{heading:2}"), *cells]), no_wrap=True, overflow="ignore", crop=False)


def _shown(cells: str, code: int) -> Text:
    character = cells[code]
    if code == ESCAPE:
        return _faint("ESC")
    if character in _NAMES:
        return _faint(f"{_NAMES[character]:3}")
    mark = _DOTTED_CIRCLE if unicodedata.category(character).startswith("M") else ""
    direction = _LEFT_TO_RIGHT if unicodedata.bidirectional(character) in _FROM_RIGHT else ""
    return Text(set_cell_size(mark + character + direction, 3))


def _point(character: str) -> Text:
    return _faint(" " * 5 if character == _EMPTY else f" {ord(character):04X}")


def _faint(text: str) -> Text:
    return Text(text, style="dim")

"""Where the output goes: colours and boxes on a terminal, plain columns in a pipe or a file."""

from __future__ import annotations

import io
import sys
import unicodedata
from typing import TYPE_CHECKING, cast

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from typing import TextIO

_WIDEST = 400
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me", "Mc")


class _Trimmed(io.TextIOBase):
    """Passes text on without the blanks with which tables fill up their lines."""

    def __init__(self, file: TextIO) -> None:
        super().__init__()
        self._file = file

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._file.encoding

    def write(self, text: str) -> int:
        self._file.write("\n".join(line.rstrip(" ") for line in text.split("\n")))
        return len(text)

    def flush(self) -> None:
        self._file.flush()


def output() -> Console:
    """Return the console for standard output."""
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(file=cast("TextIO", _Trimmed(sys.stdout)), width=_WIDEST, highlight=False, markup=False, emoji=False)


def table(console: Console, *columns: str) -> Table:
    """Return an empty table; a column whose name begins with ``>`` is aligned to the right."""
    framed = box.SIMPLE_HEAD if console.is_terminal else None
    made = Table(box=framed, show_edge=False, pad_edge=False, header_style="dim")
    for column in columns:
        made.add_column(column.removeprefix(">"), justify="right" if column.startswith(">") else "left")
    return made


def visible(text: str) -> str:
    r"""Return the text with what a terminal would obey or hide written as an escape.

    >>> visible("a\x1b[31m\n")
    'a\\x1b[31m\\n'
    """
    return "".join(
        _escaped(c) if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else c for c in text
    )


def glyph(character: str) -> str:
    """Return the character if it shows by itself, else nothing."""
    return "" if unicodedata.category(character) in _INVISIBLE or character.isspace() else character


def number(n: int) -> str:
    """Return a number as people read it.

    >>> number(12345678)
    '12,345,678'
    """
    return f"{n:,}"


def counted(n: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "part"), counted(1200, "part")
    ('1 part', '1,200 parts')
    """
    return f"{number(n)} {noun}" if n == 1 else f"{number(n)} {noun}s"


def share(part: int, whole: int) -> str:
    """Return a share in per cent.

    >>> share(1, 3)
    '33.3 %'
    """
    return f"{100 * part / whole:.1f} %" if whole else ""


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")

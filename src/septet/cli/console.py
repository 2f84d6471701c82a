"""Where the output goes: colours and boxes on a terminal, plain columns in a pipe or a file."""

from __future__ import annotations

import errno
import io
import os
import sys
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import click
from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_WIDEST = 400
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me", "Mc")


class OutputError(click.ClickException):
    """What there is to say cannot be written."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(f"{name}: {error.strerror or error}")


class StandardOutput:
    """Standard output, whose failures are told from those of all other files.

    A reader who has seen enough is none: what comes after goes nowhere, and the run ends as it would have. Left as an
    ``OSError`` it would be lost on its way, because click and rich end the process at a closed pipe, whichever it is.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = _buffered(file)
        self._failure: OutputError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, text: str) -> int:
        """Write the text."""
        if isinstance(text, str) and not text:  # click tries streams out, and a device may refuse even nothing
            return 0
        with self._told():
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is still held back."""
        with self._told():
            self._file.flush()

    def finish(self) -> None:
        """Write what is still held back, and tell what has failed before, if somebody has kept it to himself."""
        self.flush()
        if self._failure:
            raise self._failure

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # What is still held back too: Python would complain about it once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._file.fileno())
            if error.errno != errno.EPIPE:
                self._failure = OutputError("standard output", error)
                raise self._failure from None


def _buffered(file: TextIO) -> TextIO:
    # As of PYTHONUNBUFFERED there is none, and a text file forgets what its raw file did not take all at once.
    raw = getattr(file, "buffer", None)
    if not isinstance(raw, io.FileIO):
        return file
    buffer = io.BufferedWriter(io.FileIO(raw.fileno(), "w", closefd=False))
    return io.TextIOWrapper(buffer, file.encoding, file.errors, line_buffering=file.isatty())


class WrittenFile(io.FileIO):
    """A file that is written, and named if that fails."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "w")

    def write(self, octets: Any, /) -> int:
        """Write octets."""
        try:
            return super().write(octets)
        except OSError as error:
            raise OutputError(str(self.name), error) from None


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
        if column.startswith(">"):  # figures; where there is little room, words make room for them
            made.add_column(column.removeprefix(">"), justify="right", no_wrap=True)
        else:
            made.add_column(column)
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

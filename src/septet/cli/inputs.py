"""The files of a campaign: patterns, compression, and in which format each of them is."""

from __future__ import annotations

import glob
import gzip
import io
import os
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from septet.cli.progress import Watched
from septet.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack

    from septet._typing import BinaryFile

FORMATS = {"csv": (), "ndjson": (".ndjson", ".jsonl"), "parquet": (".parquet", ".pq")}
"""Formats, and how the names of files end that have them; the first is what all others have."""

_COMPRESSED = (".gz", ".zst")


class CampaignFile(NamedTuple):
    """One of the files."""

    path: str
    format: str
    compression: str
    """How its name ends, or nothing."""

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return "standard input" if self.path == "-" else self.path


def campaign_files(arguments: Iterable[str], wanted: str | None) -> list[CampaignFile]:
    """Return the files that the arguments name, each a path or a pattern, in the format that is wanted or told by name.

    Raises:
        FileFormatError: no file is like a pattern.
        UsageError: standard input is one of several.
    """
    paths = [path for argument in arguments for path in _matching(argument)]
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("standard input cannot be one of several files")
    return [told_by_name(path, wanted) for path in paths]


def check_output(path: str, formats: Iterable[str]) -> None:
    """Raise an error if a file that is to be written is called what it will not be.

    Raises:
        FileFormatError: its name says that it is compressed, or in another format.
    """
    file = told_by_name(path, None)
    if file.compression or file.format not in formats:
        written = " or ".join({"csv": "CSV", "parquet": "Parquet"}[each] for each in formats)
        raise FileFormatError(path, None, f"{written} is written, not compressed: call it so")


def needs_duckdb(file: CampaignFile, advice: str) -> None:
    """Raise an error if the file cannot be read without DuckDB.

    Raises:
        FileFormatError: it cannot; the advice says what to do.
    """
    if file.format != "csv" or file.compression == ".zst":
        what = file.format if file.format != "csv" else "a file compressed by zstd"
        raise FileFormatError(file.name, None, f"{what} needs DuckDB: {advice}")


def opened(file: CampaignFile, stack: ExitStack) -> tuple[Watched, BinaryFile]:
    """Open a file, and return what is read of it and what that unpacks to."""
    raw = Watched(stack.enter_context(_raw(file.path)), file.name)
    if file.compression == ".gz":
        return raw, cast("BinaryFile", _Unpacked(gzip.GzipFile(fileobj=io.BufferedReader(raw)), file.name))
    if file.compression == ".zst":
        from septet.engines.sources import unpacked

        return raw, cast("BinaryFile", _Unpacked(unpacked(raw), file.name))
    return raw, cast("BinaryFile", raw)


class _Unpacked(io.RawIOBase):
    """Reads what a file unpacks to, and says which file it is that does not."""

    def __init__(self, file: BinaryFile, name: str) -> None:
        super().__init__()
        self._file = file
        self._name = name

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            octets = self._file.read(len(buffer))
        except (EOFError, zlib.error, OSError) as error:
            if isinstance(error, OSError) and error.filename is not None:
                raise
            raise FileFormatError(self._name, None, f"it cannot be unpacked: {error}") from None
        buffer[: len(octets)] = octets
        return len(octets)


def _matching(argument: str) -> list[str]:
    if Path(argument).is_dir():
        raise FileFormatError(argument, None, f"it is a folder: name the files, as in '{Path(argument) / '*.parquet'}'")
    if argument == "-" or not glob.has_magic(argument) or Path(argument).exists():
        return [argument]
    found = sorted(path for path in glob.iglob(argument, recursive=True) if Path(path).is_file())  # noqa: PTH207 - of absolute paths too
    if not found:
        raise FileFormatError(argument, None, "no file is like that")
    return found


def told_by_name(path: str, wanted: str | None) -> CampaignFile:
    """Return the file as its name tells what it is, in the format that is wanted."""
    stem, end = os.path.splitext(path.lower())  # noqa: PTH122 - of a Path the name would be taken apart
    compression = end if end in _COMPRESSED else ""
    end = os.path.splitext(stem)[1] if compression else end  # noqa: PTH122
    told = next((name for name, ends in FORMATS.items() if end in ends), "csv")
    return CampaignFile(path, wanted or told, compression)


def _raw(path: str) -> io.RawIOBase:
    if path != "-":
        return Path(path).open("rb", buffering=0)
    if sys.stdin is None:
        raise FileFormatError("standard input", None, "it is closed")
    # Not to be closed with the campaign: it is not ours.
    return io.FileIO(os.dup(sys.stdin.buffer.fileno()), "rb")

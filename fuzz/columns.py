"""What holds for any octets that are rows of a column: both kernels, and each path, count the same; no path reads more.

The rows are in a piece of memory of their own, so that a sanitizer sees who reads beyond.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from fuzz.source import Source
from septet import _columns_py
from septet.alphabets import LOCKING, SINGLE, Language

try:
    from septet import _columns_c
except ImportError:  # there is one kernel, and nothing to compare
    COMPARED: list[tuple[Any, str]] = []
else:
    COMPARED = [(_columns_c, path) for path in _columns_c.PATHS]

if TYPE_CHECKING:
    Limits = tuple[int, int, int, int]

LIMITS: list[Limits] = [(160, 153, 70, 67), (160, 152, 70, 66), (9, 5, 4, 3), (2, 2, 2, 2)]
ENCODINGS = 3
PLAN = 1


def columns(octets: bytes) -> None:
    """Rows of any octets: what is counted, what is refused and which characters are outside."""
    source = Source(octets)
    limits, encoding = LIMITS[source.octet() % len(LIMITS)], source.octet() % ENCODINGS
    lengths = [source.octet() for _ in range(1 + source.octet() % 8)]
    rows = [source.take(length) for length in lengths]
    rows.append(source.rest())
    expected = results(_columns_py, "python", rows, limits, encoding)
    check(rows, expected[0][2])
    for kernel, path in COMPARED:
        assert results(kernel, path, rows, limits, encoding) == expected


def results(kernel: Any, path: str, rows: list[bytes], limits: Limits, encoding: int) -> list[Any]:
    """What the functions of a column kernel make of rows."""
    counter = kernel.Counter(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT], limits, encoding, path=path)
    n_rows = len(rows)
    offsets = array("q", accumulate(map(len, rows), initial=0)).tobytes()
    chunk = kernel.open_octets(n_rows, b"\xff" * (n_rows // 8 + 1), offsets, b"".join(rows)).next()
    found: list[Any] = []
    for lenient in (True, False):
        output, census = kernel.Output(PLAN), kernel.Census()
        output.grow(n_rows)
        told = kernel.count(chunk, 0, n_rows, counter, output, base=0, lenient=lenient)
        outside = census.take(chunk, 0, n_rows, counter, base=0, lenient=lenient)
        counted = output.rows(0, n_rows) if lenient else None
        found.append((told, outside, counted, census.found() if lenient else None))
    output = kernel.Output(PLAN)
    output.grow(n_rows)
    texts, places = ("a€".encode(), b"[", b""), (chunk, chunk)
    options = {"start": 0, "stop": n_rows, "base": 0, "lenient": True, "may_be_missing": True}
    told = kernel.render(texts, places, (0, 0), counter, output, **options)
    return [*found, (told, output.rows(0, n_rows))]


def check(rows: list[bytes], counted: list[Any]) -> None:
    """What is UTF-8 has numbers, unless it cannot be encoded; what is none has none."""
    for row, numbers in zip(rows, counted):
        try:
            text = row.decode()
        except UnicodeDecodeError:
            assert numbers is None
        else:
            assert numbers is None or len(text) <= numbers[1] <= 2 * len(text)

"""What is done to many rows at once, in Python: the twin of ``_rows_c``, and the contract of both.

Columns are UTF-8 as Arrow lays it out: offsets of 32 bits into one run of octets. Results are columns of numbers in the
order of the machine. These functions know the plain cases and tell which rows are none; what is wrong with those, the
careful functions that they stand in for find out.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from septet._typing import BytesLike

FINE, BLANK, REPLACED = range(3)
"""What :func:`look_over` says of a text."""

LONGEST_ROW = 1 << 16
"""Octets of a row that is plain, its end included."""

MOST_LINES = 500
"""Lines of a row that is plain."""

_SEPARATED = " \t\r\n\xa0\u2009\u202f-\u2010\u2011\u2013()."
_SEPARATORS = dict.fromkeys(map(ord, _SEPARATED))
_FLOAT = re.compile(r"\+?[0-9]+\.0+")
_REPLACEMENT = "\ufffd".encode()
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_LF = ord("\n")
_LONE_CR = re.compile(rb"\r(?!\n)")


def cut_rows(
    block: bytes, start: int, *, delimiter: int, n_columns: int, wanted: Sequence[int], most_rows: int
) -> tuple[int, int, bytes, bytes, list[tuple[bytes, bytes | bytearray]]]:
    """Cut delimited text into cells, up to the first row that is not plain.

    A row is plain if it has just so many cells, quoted as RFC 4180 has it or not beginning with a quotation mark, ends
    with LF or CR LF or with the block, has no NUL and no other CR, and is not too long. Lines without anything are
    passed over.

    Args:
        block: whole lines.
        start: where to begin, at the beginning of a row.
        delimiter: an ASCII character.
        n_columns: of a plain row.
        wanted: the columns whose cells are returned, in ascending order.
        most_rows: after which to stop.

    Returns:
        Where the work ended; the lines up to there; of each row where it begins and, counted from 0, on which line;
        and each wanted column.
    """
    cell_of = _cell(delimiter)
    starts, lines = array("i"), array("i")
    cells: list[list[bytes]] = [[] for _ in wanted]
    n_lines = 0
    while start < len(block) and len(starts) < most_rows:
        end, row = _row(block, start, cell_of, n_columns)
        if end < 0:
            break
        if row:
            starts.append(start)
            lines.append(n_lines)
            for column, index in zip(cells, wanted):
                column.append(row[index])
        n_lines += block.count(b"\n", start, end) + (block[end - 1] != _LF)
        start = end
    return start, n_lines, starts.tobytes(), lines.tobytes(), [_column(column) for column in cells]


@lru_cache(maxsize=8)
def _cell(delimiter: int) -> re.Pattern[bytes]:
    between = re.escape(bytes([delimiter]))
    # A cell, and what ends it.
    return re.compile(rb'(?:"((?:[^"]|"")*)"|((?!")[^\r\n%b]*))(%b|\r?\n|\Z)' % (between, between))


def _row(block: bytes, start: int, cell_of: re.Pattern[bytes], n_columns: int) -> tuple[int, list[bytes]]:
    """Return where the row ends and its cells, none for a line without anything; or -1 if it is not plain."""
    cells: list[bytes] = []
    position, ending = start, b""
    while len(cells) <= n_columns:
        found = cell_of.match(block, position)
        if found is None:
            return -1, []
        quoted, plain, ending = found.groups()
        cells.append(plain if quoted is None else quoted.replace(b'""', b'"'))
        position = found.end()
        if ending[-1:] in (b"\n", b""):
            break
    written = block[start:position]
    if written in (b"\n", b"\r\n"):
        return position, []
    too_long = position - start > LONGEST_ROW or written.count(b"\n") > MOST_LINES
    if len(cells) != n_columns or too_long or b"\0" in written or _LONE_CR.search(written):
        return -1, []
    return position, cells


def _column(cells: list[bytes]) -> tuple[bytes, bytes | bytearray]:
    offsets, end = array("i", [0]), 0
    for cell in cells:
        end += len(cell)
        offsets.append(end)
    return offsets.tobytes(), b"".join(cells)


def read_numbers(offsets: BytesLike, octets: BytesLike, first: int, n_rows: int) -> tuple[bytes, bytes]:
    """Return what ``normalize_msisdn`` makes of each number, as integers of 64 bits, and 1 for each that it refuses.

    What is refused is 0 among the integers.
    """
    digits, refused = array("Q"), bytearray()
    for cell in _cells(offsets, octets, first, n_rows):
        number = _number(cell.decode(errors="replace"))
        digits.append(number)
        refused.append(not number)
    return digits.tobytes(), bytes(refused)


def _number(written: str) -> int:
    digits = written.removeprefix("+")
    if not _is_number(digits):
        if "(0" in "".join(written.split()) or _FLOAT.fullmatch(written.strip(_SEPARATED)):
            return 0
        digits = written.translate(_SEPARATORS)
        digits = digits[1:] if digits.startswith("+") else digits.removeprefix("00")
    return int(digits) if _is_number(digits) else 0


def _is_number(digits: str) -> bool:
    fits = _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
    return fits and digits.isascii() and digits.isdigit() and digits[0] != "0"


def look_over(offsets: BytesLike, octets: BytesLike, first: int, n_rows: int) -> bytes:
    """Return for each text whether it is ``FINE``, empty or ``BLANK``, or has a U+FFFD: ``REPLACED``.

    Octets that are no UTF-8 are neither blank nor U+FFFD.
    """
    return bytes(
        REPLACED if _REPLACEMENT in cell else FINE if cell.decode(errors="surrogateescape").strip() else BLANK
        for cell in _cells(offsets, octets, first, n_rows)
    )


def find_rates(numbers: BytesLike, starts: BytesLike, owners: BytesLike, lengths: BytesLike, above: BytesLike) -> bytes:
    """Return the index of the rate with the longest prefix of each number, or -1, as integers of 32 bits.

    Args:
        numbers: integers of 64 bits, of 15 digits at the most.
        starts: where, among all numbers filled up with zeros to 15 digits, the stretches begin whose numbers have the
            same longest prefix; 64 bits, ascending, the first one 0.
        owners: the rate of each stretch, or -1; 32 bits.
        lengths: the digits of the prefix of each rate; 8 bits.
        above: of each rate, the one with the next shorter prefix of its prefix, or -1; 32 bits.
    """
    bounds, owner_of, above_of = (memoryview(column).cast("B") for column in (starts, owners, above))
    bounds, owner_of, above_of = bounds.cast("Q"), owner_of.cast("i"), above_of.cast("i")
    length_of = bytes(lengths)
    found = array("i")
    for number in memoryview(numbers).cast("B").cast("Q"):
        n_digits = len(str(number))
        rate = owner_of[bisect_right(bounds, number * 10 ** max(_MOST_DIGITS - n_digits, 0)) - 1]
        while rate >= 0 and length_of[rate] > n_digits:
            rate = above_of[rate]
        found.append(rate)
    return found.tobytes()


def deal(numbers: BytesLike, n_buckets: int) -> list[bytes]:
    """Deal out integers of 64 bits by their lowest bits into so many buckets, a power of two."""
    buckets = [array("Q") for _ in range(n_buckets)]
    into = [bucket.append for bucket in buckets]
    for number in memoryview(numbers).cast("B").cast("Q"):
        into[number % n_buckets](number)
    return [bucket.tobytes() for bucket in buckets]


def distinct(numbers: BytesLike) -> bytes:
    """Return the different ones among integers of 64 bits, in the order in which they come first."""
    return array("Q", dict.fromkeys(memoryview(numbers).cast("B").cast("Q"))).tobytes()


def blame(
    offsets: BytesLike,
    octets: BytesLike,
    first: int,
    *,
    looked_at: BytesLike,
    n_parts: BytesLike,
    septets: bytes,
    limits: tuple[int, int],
) -> list[tuple[int, int, int, int]]:
    """Return what the characters outside an alphabet did in the texts that are looked at, by code point.

    Args:
        offsets: of the texts,
        octets: of the texts, valid UTF-8 where they are looked at,
        first: the first of them.
        looked_at: not 0 for each text to look at; as many as there are texts.
        n_parts: that each text takes; 32 bits.
        septets: that each of the first 65,536 characters takes, 0 for what is outside the alphabet.
        limits: the septets that one part takes alone and as one of several.

    Returns:
        Code points, each with the texts that have it, those in which it is the only one, and the parts that these texts
        take beyond what they would with a character of one septet in the place of all that are outside.
    """
    sums: dict[int, list[int]] = {}
    taken = memoryview(n_parts).cast("B").cast("i")
    wanted = bytes(looked_at)
    for index, cell in enumerate(_cells(offsets, octets, first, len(wanted))):
        if not wanted[index]:
            continue
        text = cell.decode()
        sizes = [septets[ord(c)] if c <= "\uffff" else 0 for c in text]
        outside = {ord(c) for c, size in zip(text, sizes) if not size}
        n_extra = max(taken[index] - _n_parts([size or 1 for size in sizes], limits), 0)
        for code_point in outside:
            having = sums.setdefault(code_point, [0, 0, 0])
            having[0] += 1
            having[1] += len(outside) == 1
            having[2] += n_extra
    return [(code_point, n_texts, n_alone, n_extra) for code_point, (n_texts, n_alone, n_extra) in sorted(sums.items())]


def _n_parts(sizes: list[int], limits: tuple[int, int]) -> int:
    alone, joined = limits
    if sum(sizes) <= alone:
        return 1
    n_parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            n_parts, used = n_parts + 1, 0
        used += size
    return n_parts


def _cells(offsets: BytesLike, octets: BytesLike, first: int, n_rows: int) -> Iterator[bytes]:
    bounds = memoryview(offsets).cast("B").cast("i")[first : first + n_rows + 1]
    run = memoryview(octets).cast("B")
    return (bytes(run[start:stop]) for start, stop in pairwise(bounds))

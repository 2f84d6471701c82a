"""What is done with the rows of columns: which kernel function, with which rules, and which error for which row."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import accumulate

from septet import _columns, _kernel, gsm7
from septet.alphabets import LOCKING, SINGLE, Encoding, Language
from septet.columns.column import Column
from septet.columns.ranges import threads, work_through
from septet.errors import FieldRangeError, MalformedError, MissingValueError, UnencodableCharacterError
from septet.plan import count as count_text
from septet.plan import outside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from septet._columns_py import Report, Source
    from septet._typing import OnRow
    from septet.columns.producers import Aligned
    from septet.columns.ranges import Sums
    from septet.rules import Rules
    from septet.templates import Template

PARTS, PLAN, CHARACTERS = range(3)
"""What an output of the kernel holds."""

_BROKEN = 3  # a reason of the kernel that is treated apart
_ENCODINGS = {None: 0, Encoding.GSM7: 1, Encoding.UCS2: 2}


@lru_cache(maxsize=64)
def _counter(bounds: tuple[int, int, int, int], encoding: Encoding | None) -> _columns.Counter:
    return _columns.Counter(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT], bounds, _ENCODINGS[encoding])


def count(source: Source, rules: Rules, kind: int, n_threads: int | None, on_invalid: OnRow) -> Column:
    """Return the numbers of each row of a column of text."""
    lenient = _may_be_null("on_invalid", on_invalid)
    n_threads = threads(n_threads)
    output = _columns.Output(kind)
    chunks = iter(source.next, None)
    if rules.partners and rules.encoding is not Encoding.UCS2:
        return _column(output, _count_with_tables(chunks, rules, output, lenient=lenient))
    counter = _counter(rules.bounds, rules.encoding)

    def work(chunk: _columns.Chunk, start: int, stop: int, base: int) -> Report:
        return _columns.count(chunk, start, stop, counter, output, base=base, lenient=lenient)

    if source.layout[2] is not None:
        n_threads = 1  # what the values of a dictionary come to is written down while rows are counted
    return _column(output, work_through(chunks, output.grow, work, _blame, n_threads))


def _count_with_tables(
    chunks: Iterator[_columns.Chunk], rules: Rules, output: _columns.Output, *, lenient: bool
) -> Sums:
    counter = _counter(rules.bounds, None)  # finds the rows that are null or no UTF-8

    def work(chunk: _columns.Chunk, start: int, stop: int, base: int) -> Report:
        reason, row, n_nulls, n_invalid, _ = _columns.count(
            chunk, start, stop, counter, output, base=base, lenient=lenient
        )
        if reason:
            return reason, row, n_nulls, n_invalid, 0
        for each, text in _texts(chunk, start, stop):
            try:
                output.put(base + each, count_text(text, rules))
            except UnencodableCharacterError as error:
                if not lenient:
                    raise UnencodableCharacterError(error.text, error.position, error.alphabet, base + each) from None
                output.put(base + each, None)
                n_nulls += 1
                n_invalid += 1
        return 0, stop, n_nulls, n_invalid, 0

    return work_through(chunks, output.grow, work, _blame, 1)


def _texts(chunk: _columns.Chunk, start: int, stop: int) -> Iterator[tuple[int, str]]:
    # The rows that are texts, with their numbers.
    for row in range(start, stop):
        octets = chunk.octets(row)
        if octets is None:
            continue
        try:
            yield row, octets.decode()
        except UnicodeDecodeError:
            continue


def render(
    template: Template,
    rows: Iterator[Aligned],
    rules: Rules,
    *,
    n_threads: int | None,
    on_invalid: OnRow,
    on_missing: OnRow,
) -> Column:
    """Return the numbers of the filled template of each row; the columns stand in the order of its names."""
    lenient = _may_be_null("on_invalid", on_invalid)
    may_be_missing = _may_be_null("on_missing", on_missing)
    output = _columns.Output(PLAN)
    counter = _counter(rules.bounds, rules.encoding)
    texts, names = template.pieces
    order = [template.names.index(name) for name in names]
    try:
        pieces = tuple(text.encode() for text in texts)
    except UnicodeEncodeError:
        raise FieldRangeError("template", template.source, "text without halves of surrogate pairs") from None

    def work(row: Aligned, start: int, stop: int, base: int) -> Report:
        chunks = tuple(row.chunks[place] for place in order)
        starts = tuple(row.starts[place] for place in order)
        return _columns.render(
            pieces,
            chunks,
            starts,
            counter,
            output,
            start=start,
            stop=stop,
            base=base,
            lenient=lenient,
            may_be_missing=may_be_missing,
        )

    blame = _blame_filled(template)
    return _column(output, work_through(rows, output.grow, work, blame, threads(n_threads)))


class _Rows:
    """Numbers rows where no room has to be made for them."""

    def __init__(self) -> None:
        self._n_rows = 0

    def grow(self, n_rows: int) -> int:
        before = self._n_rows
        self._n_rows += n_rows
        return before


def find_unencodable(source: Source, rules: Rules, n_threads: int | None, on_invalid: OnRow) -> Column:
    """Return the characters that force UCS-2, with their numbers of rows and of occurrences."""
    lenient = _may_be_null("on_invalid", on_invalid)
    found: dict[int, tuple[int, int]] = {}
    all_taken: list[_columns.Census] = []
    spare: list[_columns.Census] = []
    counter = _counter(rules.bounds, None)

    def work(chunk: _columns.Chunk, start: int, stop: int, base: int) -> Report:
        try:
            census = spare.pop()
        except IndexError:
            census = _columns.Census()
            all_taken.append(census)
        report = census.take(chunk, start, stop, counter, base=base, lenient=lenient)
        spare.append(census)
        return report

    def work_with_tables(chunk: _columns.Chunk, start: int, stop: int, base: int) -> Report:
        report = _columns.Census().take(chunk, start, stop, counter, base=base, lenient=lenient)
        for _, text in () if report[0] else _texts(chunk, start, stop):
            if not count_text(text, rules)[0]:
                for character in outside(text, rules)[0]:
                    n_rows, n_occurrences = found.get(ord(character), (0, 0))
                    found[ord(character)] = n_rows + 1, n_occurrences + text.count(character)
        return report

    chunks = iter(source.next, None)
    if rules.partners:
        sums = work_through(chunks, _Rows().grow, work_with_tables, _blame, 1)
    else:
        sums = work_through(chunks, _Rows().grow, work, _blame, threads(n_threads))
    for census in all_taken:
        for character, n_rows, n_occurrences in census.found():
            before = found.get(character, (0, 0))
            found[character] = before[0] + n_rows, before[1] + n_occurrences
    return _characters(found, sums.n_invalid)


def _characters(found: dict[int, tuple[int, int]], n_invalid: int) -> Column:
    def rank(character: int) -> tuple[int, int, int]:
        n_rows, n_occurrences = found[character]
        return -n_rows, -n_occurrences, character

    order = sorted(found, key=rank)
    octets = [chr(character).encode() for character in order]
    output = _columns.Output(CHARACTERS)
    output.fill(
        len(order),
        (
            array("i", accumulate(map(len, octets), initial=0)).tobytes(),
            b"".join(octets),
            array("q", [found[character][0] for character in order]).tobytes(),
            array("q", [found[character][1] for character in order]).tobytes(),
        ),
    )
    return Column(output, n_invalid)


def _may_be_null(option: str, word: OnRow) -> bool:
    if word not in ("error", "null"):
        raise FieldRangeError(option, word, '"error" or "null"')
    return word == "null"


def _column(output: _columns.Output, sums: Sums) -> Column:
    output.n_nulls = sums.n_nulls
    return Column(output, sums.n_invalid, sums.n_missing)


def _blame(chunk: _columns.Chunk, row: int, number: int, reason: int) -> Exception:
    field = f"rows[{number}]"
    if reason == _BROKEN:
        return _broken(field)
    octets = chunk.octets(row) or b""
    return _malformed(octets, field) or _unencodable(octets.decode(), number)


def _blame_filled(template: Template) -> Callable[[Aligned, int, int, int], Exception]:
    def blame(aligned: Aligned, row: int, number: int, reason: int) -> Exception:
        if reason == _BROKEN:
            return _broken(f"rows[{number}]")
        values = {}
        for name, chunk, start in zip(template.names, aligned.chunks, aligned.starts):
            octets = chunk.octets(start + row) or b""
            if wrong := _malformed(octets, f"rows[{number}].{name}"):
                return wrong
            values[name] = octets.decode()
        try:
            return _unencodable(template.render(values), number)
        except MissingValueError as error:
            return MissingValueError(error.name, number)

    return blame


def _broken(field: str) -> MalformedError:
    return MalformedError("an offset, view or index points outside of its buffer", field, 0)


def _malformed(octets: bytes, field: str) -> MalformedError | None:
    try:
        octets.decode()
    except UnicodeDecodeError as error:
        return MalformedError(f"no UTF-8 ({error.reason})", field, error.start)
    return None


def _unencodable(text: str, number: int) -> UnencodableCharacterError:
    _, position = _kernel.measure(text, gsm7.alphabet())
    return UnencodableCharacterError(text, position, gsm7.alphabet_name(), number)

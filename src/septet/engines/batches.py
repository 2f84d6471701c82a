"""Batches of a campaign, counted: what every engine does with the rows that it has at hand.

A batch goes in as columns and comes out as columns; there is no Python object for a row, but for each that cannot be
used. The rules are those of :mod:`septet.campaign`, and so is the order in which a row is looked at.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from septet import _kernel, columns
from septet._rows import BLANK, REPLACED, blame, find_rates, look_over, read_numbers
from septet._value import value
from septet.alphabets import Language
from septet.campaign import Reason, number_problem
from septet.gsm7 import alphabet
from septet.plan import outside
from septet.rates import Rates
from septet.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from septet._typing import BytesLike, Languages, ReferenceBits
    from septet.elements import Carried
    from septet.templates import Template
    from septet.udh import UserDataHeader

    Blamed = tuple[int, int, int, int]

PROBLEMS = (
    None,
    Reason.NO_NUMBER,
    Reason.INVALID_NUMBER,
    Reason.NO_MESSAGE,
    Reason.MISSING_VALUE,
    Reason.UNDECODABLE,
    Reason.TOO_MANY_PARTS,
)
"""What the numbers in the column ``problem`` stand for."""

SCHEMA = pa.schema(
    [
        pa.field("recipient", pa.uint64(), nullable=False),
        pa.field("rate", pa.int32(), nullable=False),
        pa.field("encoding", pa.dictionary(pa.int8(), pa.utf8())),
        pa.field("n_units", pa.int64()),
        pa.field("n_parts", pa.int32()),
        pa.field("problem", pa.uint8(), nullable=False),
    ]
)
"""The columns of a counted batch: the digits of the number, or 0; the index of its rate in ``Rates.all``, or -1;
encoding, units and parts as :func:`septet.columns.plan` has them; and 0, or why the row cannot be used."""

_CODES = {reason: code for code, reason in enumerate(PROBLEMS)}
_NOT_ZERO = re.compile(rb"[^\0]")


@value
class CountedBatch:
    """Rows of a campaign, and how they count."""

    columns: pa.RecordBatch
    """As :data:`SCHEMA` has it."""
    bodies: pa.StringArray
    """The texts, filled in where there is a template."""
    problems: tuple[int, ...]
    """The rows that cannot be used."""


class BatchCounter:
    """Counts batches. It keeps nothing, so that any number of threads may use one.

    >>> counter = BatchCounter()
    >>> counted = counter.count(pa.array(["+44 7700 900123", "12"]), [pa.array(["Я" * 71, "hello"])])
    >>> counted.columns.to_pylist()[0]
    {'recipient': 447700900123, 'rate': -1, 'encoding': 'UCS-2', 'n_units': 71, 'n_parts': 2, 'problem': 0}
    >>> counted.problems, str(PROBLEMS[counted.columns["problem"][1].as_py()])
    ((1,), 'invalid number')
    """

    def __init__(
        self,
        rates: Rates | None = None,
        *,
        template: Template | None = None,
        languages: Languages = (),
        reference_bits: ReferenceBits = 8,
        max_parts: int | None = None,
        udh: UserDataHeader | Iterable[Carried] | None = None,
    ) -> None:
        """Take the options of :class:`septet.tally.Tally`.

        Args:
            rates: the price list.
            template: the message, to be filled from columns; without it there is one column with the text.
            languages: as in :func:`septet.plan`, and so are the others.
            reference_bits: see there.
            max_parts: see there.
            udh: see there.

        Raises:
            FieldRangeError: an option is out of its range.
        """
        self._ranges = (rates or Rates()).ranges()
        self._template = template
        self._rules = rules(languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
        self._options: Any = {"languages": languages, "reference_bits": reference_bits, "udh": self._rules.udh}

    def count(self, recipients: pa.Array, values: Sequence[pa.Array]) -> CountedBatch:
        """Return how the rows count.

        Args:
            recipients: the numbers as people write them.
            values: the column of the texts; or those of the values, in the order of ``template.names``.
        """
        numbers, refused = read_numbers(*buffers_of(recipients := text_of(recipients)))
        values = [text_of(column) for column in values]
        bodies = values[0] if self._template is None else _filled(self._template, values, len(recipients))
        planned = pa.array(columns.plan(bodies, on_invalid="null", **self._options))
        encoding, n_units, n_parts = planned.flatten()
        problems = bytearray(refused)
        for row in _rows_of(refused):
            problems[row] = _CODES[number_problem(text_at(recipients, row))]
        self._look_over(values, bodies, problems)
        if planned.null_count:
            _mark(problems, planned.is_null(), Reason.UNDECODABLE)
        if (pc.max(n_parts).as_py() or 0) > self._rules.most_parts:
            _mark(problems, pc.greater(n_parts, constant(pa.int32(), self._rules.most_parts)), Reason.TOO_MANY_PARTS)
        arrays = [
            _numbers(pa.uint64(), numbers),
            _numbers(pa.int32(), find_rates(numbers, *self._ranges)),
            encoding,
            n_units,
            n_parts,
            _numbers(pa.uint8(), problems),
        ]
        return CountedBatch(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA), bodies, tuple(_rows_of(problems)))

    def blame(self, counted: CountedBatch) -> list[Blamed]:
        """Return what pushed rows to UCS-2: code points, and of each the numbers of a ``tally.CharacterTotal``."""
        in_ucs2 = in_encoding(counted.columns, "UCS-2")
        usable = pc.equal(counted.columns["problem"], constant(pa.uint8(), 0))
        looked_at = pc.and_kleene(in_ucs2, usable).cast(pa.uint8())
        n_parts = counted.columns["n_parts"].fill_null(constant(pa.int32(), 0))
        if self._rules.partners:
            return self._blame_one_by_one(counted.bodies, _rows_of(octets_of(looked_at)), n_parts)
        offsets, octets, first, _ = buffers_of(counted.bodies)
        return blame(
            offsets,
            octets,
            first,
            looked_at=octets_of(looked_at),
            n_parts=octets_of(n_parts),
            septets=_septets(),
            limits=self._rules.bounds[:2],
        )

    def _blame_one_by_one(self, bodies: pa.StringArray, rows: Iterable[int], n_parts: pa.Array) -> list[Blamed]:
        sums: dict[str, list[int]] = {}
        for row in rows:
            characters, n_without = outside(bodies[row].as_py(), self._rules)
            n_extra = max(n_parts[row].as_py() - n_without, 0)
            for character in characters:
                having = sums.setdefault(character, [0, 0, 0])
                for place, n in enumerate((1, len(characters) == 1, n_extra)):
                    having[place] += n
        return [(ord(character), *having) for character, having in sorted(sums.items())]  # type: ignore[misc]

    def _look_over(self, values: Sequence[pa.StringArray], bodies: pa.StringArray, problems: bytearray) -> None:
        missing = Reason.NO_MESSAGE if self._template is None else Reason.MISSING_VALUE
        said_of_bodies = look_over(*buffers_of(bodies))
        for column in values:
            said = said_of_bodies if column is bodies else look_over(*buffers_of(column))
            _fill_in(problems, said, BLANK, missing)
        _fill_in(problems, said_of_bodies, REPLACED, Reason.UNDECODABLE)


def in_encoding(counted: pa.RecordBatch, name: str) -> pa.BooleanArray:
    """Return which rows of a counted batch are in an encoding."""
    encodings = counted["encoding"]
    return pc.equal(encodings.indices, constant(pa.int8(), encodings.dictionary.to_pylist().index(name)))


def text_of(column: pa.Array) -> pa.StringArray:
    """Return a column as text of 32-bit offsets, without nulls, which become empty texts."""
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if column.type != pa.utf8():
        column = column.cast(pa.utf8())
    return column.fill_null("") if column.null_count else column


def text_at(column: pa.StringArray, row: int) -> str:
    """Return a text, with a mark for octets that are no UTF-8."""
    octets: bytes = column[row].as_buffer().to_pybytes()
    return octets.decode(errors="septet.undecodable")


def constant(kind: pa.DataType, number: int) -> pa.Scalar:
    """Return a number as Arrow has it.

    ``pa.scalar``, and each number of Python that is given to Arrow, would import pandas where that is installed: half a
    second for nothing.

    >>> constant(pa.int32(), 7)
    <pyarrow.Int32Scalar: 7>
    """
    return _numbers(kind, number.to_bytes(kind.bit_width // 8, sys.byteorder))[0]


def buffers_of(column: pa.StringArray) -> tuple[Any, Any, int, int]:
    """Return what the kernel wants of a column of text: offsets, octets, the first row and how many."""
    _, offsets, octets = column.buffers()
    return offsets or bytes(4), octets or b"", column.offset, len(column)


def octets_of(column: pa.Array) -> memoryview:
    """Return a column of numbers as the octets in which they are."""
    width = column.type.bit_width // 8
    _, octets = column.buffers()
    whole = memoryview(octets or b"")
    return whole[width * column.offset : width * (column.offset + len(column))]


@lru_cache(maxsize=1)
def _septets() -> bytes:
    default = alphabet(Language.DEFAULT, Language.DEFAULT)
    septets = bytearray(0x10000)
    for character in {*default.locking, *default.single}:
        n_septets, stop = _kernel.measure(character, default)
        septets[ord(character)] = n_septets * stop
    return bytes(septets)


def _filled(template: Template, values: Sequence[pa.StringArray], n_rows: int) -> pa.StringArray:
    texts, names = template.pieces
    by_name = dict(zip(template.names, values))
    if not names:
        return pa.repeat(pa.scalar(texts[0], pa.utf8()), n_rows)
    pieces: list[Any] = [texts[0]]
    for name, text in zip(names, texts[1:]):
        pieces += (by_name[name], text)
    return pc.binary_join_element_wise(*pieces, "")  # the last is what stands between them


def _fill_in(problems: bytearray, said: bytes, what: int, reason: Reason) -> None:
    for row in _rows_of(said):
        if said[row] == what:
            problems[row] = problems[row] or _CODES[reason]


def _rows_of(flags: BytesLike) -> Iterable[int]:
    if flags == bytes(len(flags)):  # most often; to compare takes hardly any time
        return ()
    return (found.start() for found in _NOT_ZERO.finditer(bytes(flags)))


def _mark(problems: bytearray, rows: pa.BooleanArray, reason: Reason) -> None:
    for row in pc.indices_nonzero(rows.fill_null(False)).to_pylist():
        problems[row] = problems[row] or _CODES[reason]


def _numbers(kind: pa.DataType, octets: bytes | bytearray) -> pa.Array:
    return pa.Array.from_buffers(kind, len(octets) * 8 // kind.bit_width, [None, pa.py_buffer(bytes(octets))])

"""What the functions of :mod:`septet.columns` return."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import _columns

_FIELDS: tuple[tuple[str, ...], ...] = (
    (),
    ("encoding", "n_units", "n_parts"),
    ("character", "n_rows", "n_occurrences"),
)
_TYPES = (
    "int32",
    "struct<encoding: dictionary<int8, utf8>, n_units: int64, n_parts: int32>",
    "struct<character: utf8, n_rows: int64, n_occurrences: int64>",
)
_SHOWN = 6


class Column:
    """One contiguous Arrow array, which anything takes that has the PyCapsule interface.

    It can be given away any number of times, and what took it may outlive it: nothing is copied, and the memory is
    freed with the last that has it. As a stream it is one batch: a table if it has fields, and there a row that is null
    is null in each field.

    Attributes:
        n_nulls: rows without numbers: those that are null in what was given, and those below.
        n_invalid: rows among them that are no UTF-8, or cannot be encoded as asked.
        n_missing: rows among them in which a template lacks a value.
    """

    __slots__ = ("_output", "n_invalid", "n_missing", "n_nulls")

    def __init__(self, output: _columns.Output, n_invalid: int = 0, n_missing: int = 0) -> None:
        """For :mod:`septet.columns` itself."""
        self._output = output
        self.n_nulls = output.n_nulls
        self.n_invalid = n_invalid
        self.n_missing = n_missing

    @property
    def type(self) -> str:
        """The Arrow type, in words."""
        return _TYPES[self._output.kind]

    def __len__(self) -> int:
        return self._output.n_rows

    def __repr__(self) -> str:
        return f"<septet.columns.Column of {len(self)} rows, {self.n_nulls} of them null: {self.type}>"

    def to_pylist(self) -> list[object]:
        """Return a list: None for null, an ``int``, or a ``dict`` where the rows have fields."""
        fields = _FIELDS[self._output.kind]
        rows = self._output.rows(0, len(self))
        return [row and dict(zip(fields, row)) for row in rows] if fields else rows

    def __arrow_c_schema__(self) -> object:
        return self._output.schema_capsule()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        # A producer that cannot cast may give its own type.
        return self._output.schema_capsule(), self._output.array_capsule()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._output.stream_capsule()

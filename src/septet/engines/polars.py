"""Counting in Polars: ``pl.col("body").sms.parts()``.

Importing this module registers the namespace ``sms`` of expressions. The columns go to the kernel and
back through the PyCapsule interface of Arrow: a batch of text is read where Polars has it, without the GIL, and no row
becomes an object of Python. The functions of this module are the same for those who like them better, and known to type
checkers.

NULL gives NULL. The expressions are elementwise: they work in ``select`` and ``with_columns``, in ``filter`` and
``group_by``, lazily and in the streaming engine, which hands over a batch at a time.

>>> import polars as pl
>>> import septet.engines.polars
>>> frame = pl.DataFrame({"body": ["Price: 5 €", None, "Цена: 5 €"]})
>>> frame.select(pl.col("body").sms.units(), parts=pl.col("body").sms.parts()).rows()
[(11, 1), (None, None), (9, 1)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    import polars as pl
except ModuleNotFoundError as error:
    error.msg += ": pip install 'septet[polars]'"
    raise

from septet import columns
from septet.alphabets import Encoding
from septet.errors import SeptetError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Unpack

    from septet.engines.options import Options

    Counter = Callable[..., columns.Column]

ENCODINGS = pl.Enum([str(Encoding.GSM7), str(Encoding.UCS2)])
"""The type of a column of encodings."""

PLAN = pl.Struct({"encoding": ENCODINGS, "n_units": pl.Int64, "n_parts": pl.Int32})
"""The type of a column of plans."""


def parts(text: pl.Expr | str, **options: Unpack[Options]) -> pl.Expr:
    """Return the number of parts of each text.

    Args:
        text: an expression, or the name of a column. Its type is text, or categories of texts.
        **options: those of :func:`septet.columns.count_parts`.

    Raises:
        FieldRangeError: an option is out of its range. What is wrong with a text is an error of Polars, when the query
            runs.

    >>> frame = pl.DataFrame({"body": ["a" * 160, "a" * 161]})
    >>> frame.select(parts("body"), encoding("body").alias("encoding")).rows()
    [(1, 'GSM-7'), (2, 'GSM-7')]
    """
    return _mapped(text, columns.count_parts, pl.Int32(), options)


def plan(text: pl.Expr | str, **options: Unpack[Options]) -> pl.Expr:
    """Return encoding, units and parts of each text, in a struct; the arguments are those of :func:`parts`.

    >>> pl.DataFrame({"body": ["5 €"]}).select(plan("body")).unnest("body").rows(named=True)
    [{'encoding': 'GSM-7', 'n_units': 4, 'n_parts': 1}]
    """
    return _mapped(text, columns.plan, PLAN, options)


def units(text: pl.Expr | str, **options: Unpack[Options]) -> pl.Expr:
    """Return the septets or UTF-16 units of each text; the arguments are those of :func:`parts`."""
    return _mapped(text, columns.plan, pl.Int64(), options, field="n_units")


def encoding(text: pl.Expr | str, **options: Unpack[Options]) -> pl.Expr:
    """Return the encoding of each text, of type :data:`ENCODINGS`; the arguments are those of :func:`parts`."""
    return _mapped(text, columns.plan, ENCODINGS, options, field="encoding")


def _mapped(
    text: pl.Expr | str, counter: Counter, dtype: pl.DataType, options: Options, *, field: str | None = None
) -> pl.Expr:
    expression = pl.col(text) if isinstance(text, str) else text
    counter([], **options)  # what is wrong with the options is said here, and not when the query runs

    def counted(series: pl.Series) -> pl.Series:
        try:
            found = pl.Series(series.name, counter(series, **options))
        except SeptetError as error:
            # Polars makes the error that it raises by itself, from the type and a message.
            raise pl.exceptions.ComputeError(f"{type(error).__name__}: {error}") from error
        return (found if field is None else found.struct.field(field).alias(series.name)).cast(dtype)

    return expression.map_batches(counted, return_dtype=dtype, is_elementwise=True)


@pl.api.register_expr_namespace("sms")
class SmsExpressions:
    """``pl.col("body").sms``: what the functions of the module give for the expression."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def parts(self, **options: Unpack[Options]) -> pl.Expr:
        """See :func:`parts`."""
        return parts(self._expression, **options)

    def units(self, **options: Unpack[Options]) -> pl.Expr:
        """See :func:`units`."""
        return units(self._expression, **options)

    def encoding(self, **options: Unpack[Options]) -> pl.Expr:
        """See :func:`encoding`."""
        return encoding(self._expression, **options)

    def plan(self, **options: Unpack[Options]) -> pl.Expr:
        """See :func:`plan`."""
        return plan(self._expression, **options)

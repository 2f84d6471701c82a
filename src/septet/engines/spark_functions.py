"""Counting in Spark, column by column: what :mod:`septet.engines.spark` has of functions of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions

from septet import columns

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from typing_extensions import Unpack

    from septet.engines.options import Options

PLAN = "encoding string, n_units bigint, n_parts int"
"""The type of a column of plans."""


class Parts:
    """Counts the parts of batches of texts, in the workers."""

    def __init__(self, options: Options) -> None:
        """Take the options.

        Raises:
            FieldRangeError: one is out of its range.
        """
        columns.count_parts([], **options)
        self._options = options

    def count(self, texts: pa.Array) -> pa.Array:
        """Return the parts of each text."""
        return pa.array(columns.count_parts(texts, **self._options))


class Plans(Parts):
    """Counts all that there is to count, in the workers."""

    def count(self, texts: pa.Array) -> pa.Array:
        """Return the plan of each text, as :data:`PLAN` has it."""
        counted = pa.array(columns.plan(texts, **self._options))
        # Spark does not know dictionaries.
        encodings = counted.field("encoding").dictionary_decode()
        fields = [encodings, counted.field("n_units"), counted.field("n_parts")]
        return pa.StructArray.from_arrays(fields, ["encoding", "n_units", "n_parts"], mask=pc.is_null(counted))


def sms_parts(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return the number of parts of each text.

    Args:
        text: a column of text, or the name of one.
        **options: those of :func:`septet.columns.count_parts`.

    Raises:
        FieldRangeError: an option is out of its range. What is wrong with a text is an error of Spark, when the query
            runs.
    """
    return functions.arrow_udf(Parts(options).count, "int")(text)


def sms_plan(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return encoding, units and parts of each text, as a struct; the arguments are those of :func:`sms_parts`."""
    return functions.arrow_udf(Plans(options).count, PLAN)(text)


def sms_units(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return the septets or UTF-16 units of each text; the arguments are those of :func:`sms_parts`."""
    return sms_plan(text, **options)["n_units"]


def sms_encoding(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return the encoding of each text, ``GSM-7`` or ``UCS-2``; the arguments are those of :func:`sms_parts`."""
    return sms_plan(text, **options)["encoding"]


def with_parts(frame: DataFrame, text: str = "message", **options: Unpack[Options]) -> DataFrame:
    """Return the frame with the columns ``sms_encoding``, ``sms_units`` and ``sms_parts``, counted in one go.

    Args:
        frame: any.
        text: the name of the column of the texts.
        **options: those of :func:`septet.columns.plan`.

    Raises:
        FieldRangeError: as in :func:`sms_parts`.
    """
    plan = sms_plan(text, **options)
    counted = {"sms_encoding": plan["encoding"], "sms_units": plan["n_units"], "sms_parts": plan["n_parts"]}
    return frame.withColumns(counted)

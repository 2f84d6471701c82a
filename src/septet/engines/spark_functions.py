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


def sms_parts(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return the number of parts of each text.

    Args:
        text: a column of text, or the name of one.
        **options: those of :func:`septet.columns.count_parts`.

    Raises:
        FieldRangeError: an option is out of its range. What is wrong with a text is an error of Spark, when the query
            runs.
    """
    columns.count_parts([], **options)  # what is wrong with the options is said here

    def count(texts: pa.Array) -> pa.Array:
        return pa.array(columns.count_parts(texts, **options))

    return functions.arrow_udf(count, "int")(text)


def sms_plan(text: Column | str, **options: Unpack[Options]) -> Column:
    """Return encoding, units and parts of each text, as a struct; the arguments are those of :func:`sms_parts`."""
    columns.plan([], **options)

    def count(texts: pa.Array) -> pa.Array:
        counted = pa.array(columns.plan(texts, **options))
        # Spark does not know dictionaries.
        encodings = counted.field("encoding").dictionary_decode()
        fields = [encodings, counted.field("n_units"), counted.field("n_parts")]
        return pa.StructArray.from_arrays(fields, ["encoding", "n_units", "n_parts"], mask=pc.is_null(counted))

    return functions.arrow_udf(count, PLAN)(text)


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

"""Dry runs in Spark: any number of rows, on any number of machines.

Rows go to Python by the batch (``mapInArrow``), where the same kernel counts them as everywhere, with no object of
Python for a row. Of each batch come back sums, a row for each (group, rate, encoding, parts), and the numbers of the
recipients; Spark itself adds up the sums and counts the different numbers, exactly. What reaches the driver is as many
rows as the totals have lines. The rates and the options go to each worker once, as a broadcast.

The workers need what the driver needs: this package, and pyarrow.

>>> from septet.engines.spark import dry_run  # doctest: +SKIP
>>> frame = spark.read.parquet("s3://campaigns/2026-05/")  # doctest: +SKIP
>>> dry_run(frame, group_by=["campaign"]).totals.n_parts  # doctest: +SKIP
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

try:
    from pyspark.sql import functions
    from pyspark.sql.types import ArrayType, DoubleType, FloatType, MapType, StructField, StructType
except ModuleNotFoundError as error:
    error.msg += ": pip install 'septet[spark]'"
    raise

from septet.alphabets import Encoding
from septet.campaign import MESSAGE_COLUMN, RECIPIENT_COLUMNS, Reason
from septet.engines.batches import BatchCounter
from septet.engines.spark_batches import (
    CHARACTER,
    COUNTED,
    KEYS,
    LEFT_OUT,
    MESSAGES,
    PARTIALS,
    REASONS,
    RECIPIENTS,
    RECIPIENTS_OF_GROUP,
    SUMS,
    Listing,
    Shared,
    Summing,
)
from septet.engines.spark_functions import sms_encoding, sms_parts, sms_plan, sms_units, with_parts
from septet.errors import FieldRangeError
from septet.rates import Rates
from septet.tally import CharacterTotal, add_up, worst_first
from septet.templates import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyspark.sql import Column, DataFrame, Row

    from septet._typing import Languages, ReferenceBits
    from septet.elements import Carried
    from septet.tally import Group, Totals
    from septet.udh import UserDataHeader

__all__ = ["SparkDryRun", "dry_run", "sms_encoding", "sms_parts", "sms_plan", "sms_units", "with_parts"]

_CORRUPT = "spark.sql.columnNameOfCorruptRecord"


class SparkDryRun:
    """What a dry run in Spark comes to.

    Attributes:
        totals: the sums, as :meth:`septet.tally.Tally.totals` has them.
        left_out: how many rows were left out, by :class:`septet.campaign.Reason`.
        groups: the sums of each group, by the values of the columns of ``group_by``; without it empty.
        messages: a frame with a row for each row of the campaign, where it was asked for: ``recipient``, ``encoding``,
            ``units``, ``parts``, ``cost``, ``currency``, and ``left_out``, which is null where the row can be sent.
    """

    def __init__(
        self,
        totals: Totals,
        left_out: Mapping[Reason, int],
        groups: Mapping[tuple[Any, ...], Totals],
        messages: DataFrame | None,
    ) -> None:
        self.totals = totals
        self.left_out = left_out
        self.groups = groups
        self.messages = messages

    def __repr__(self) -> str:
        n_left_out = sum(self.left_out.values())
        return f"<SparkDryRun: {self.totals.n_messages} messages, {self.totals.n_parts} parts, {n_left_out} left out>"


def dry_run(
    frame: DataFrame,
    *,
    rates: Rates | None = None,
    template: Template | str | None = None,
    recipient_column: str | None = None,
    message_column: str = MESSAGE_COLUMN,
    group_by: Sequence[str] = (),
    with_messages: bool = False,
    keep: Sequence[str] = (),
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> SparkDryRun:
    """Count and price a campaign that is a frame of Spark, by the rules of ``septet dry-run``.

    A row that cannot be used is left out and counted, and never an error. Where the frame has the column for corrupt
    records (``_corrupt_record``, or what Spark was told to call it), the rows that have something in it are left out
    too.

    Args:
        frame: a row for each message.
        rates: the price list.
        template: the message, or its text, filled from the columns; without it a column has the text.
        recipient_column: the column of the numbers, if it is none of those found by name.
        message_column: the column of the texts.
        group_by: columns whose values the sums are wanted for. Each group has its line on the driver: this is for some
            thousands of them, not for millions.
        with_messages: whether to make the frame of the messages as well; it is worked out when it is used.
        keep: columns of the campaign that the frame of the messages has too.
        languages: as in :func:`septet.plan`, and so are the others.
        reference_bits: see there.
        max_parts: see there.
        udh: see there.

    Raises:
        FieldRangeError: an option is out of its range, or a column is missing.
        TemplateError: the template is written wrongly.
    """
    rates = Rates() if rates is None else rates
    if not isinstance(rates, Rates):
        raise FieldRangeError("rates", rates, "a price list: Rates.read reads a file")
    if isinstance(template, str):
        template = Template(template)
    for option, names in (("group_by", group_by), ("keep", keep)):
        if isinstance(names, str):
            raise FieldRangeError(option, names, "names of columns, in a list")
    counter = BatchCounter(
        rates, template=template, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh
    )
    numbers = _column(frame, RECIPIENT_COLUMNS if recipient_column is None else [recipient_column], "recipient_column")
    if template is None:
        values = [_column(frame, [message_column], "message_column")]
    else:
        values = [_column(frame, [name], "template") for name in template.names]
    texts = [_as_text(frame, each).alias(f"text {place}") for place, each in enumerate((numbers, *values))]
    texts.append(_corrupt(frame).alias("corrupt"))
    groups = [_group(frame, name).alias(f"group {place}") for place, name in enumerate(group_by)]
    kept = [_column(frame, [name], "keep") for name in keep]
    shared = frame.sparkSession.sparkContext.broadcast(Shared(counter, rates.all))
    messages = _messages(frame.select(*texts, *kept), Listing(shared, len(values))) if with_messages else None
    rows = _sums(frame.select(*texts, *groups), Summing(shared, len(values)))
    return _result(rates, rows, len(group_by), messages)


def _messages(frame: DataFrame, worker: Listing) -> DataFrame:
    kept = frame.schema[worker.n_texts :]
    if taken := set(kept.names).intersection(COUNTED):
        raise FieldRangeError("keep", ", ".join(sorted(taken)), "columns with other names than the new ones")
    return frame.mapInArrow(worker, _with(kept, COUNTED))


def _sums(frame: DataFrame, worker: Summing) -> list[Row]:
    # A partial sum over all groups has none, whether or not the column may be null.
    groups = StructType([StructField(each.name, each.dataType) for each in frame.schema[worker.n_texts :]])
    mapped = frame.mapInArrow(worker, _with(groups, PARTIALS))
    keys = [*groups.names, *KEYS]
    sums = [functions.sum(name).alias(name) for name in SUMS]
    # In one go: first the numbers become different, then they are counted.
    each = mapped.select(*keys, *SUMS, functions.explode_outer("numbers").alias("number"))
    different = each.groupBy(*keys, "number").agg(*sums)
    counted = different.groupBy(*keys).agg(*sums, functions.count("number").alias("n_recipients"))
    return list(counted.collect())


def _result(rates: Rates, rows: list[Row], n_groups: int, messages: DataFrame | None) -> SparkDryRun:
    by_group: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row["kind"] in (MESSAGES, CHARACTER, RECIPIENTS_OF_GROUP):
            by_group.setdefault(tuple(row[:n_groups]), []).append(row)
    found = {REASONS[row["item"]]: row["n"] for row in rows if row["kind"] == LEFT_OUT}
    left_out = {reason: found[reason] for reason in Reason if reason in found}
    totals = [(group, _totals(rates, each, RECIPIENTS_OF_GROUP)) for group, each in by_group.items() if n_groups]
    groups = dict(sorted(totals, key=lambda group: -group[1].n_parts))
    return SparkDryRun(_totals(rates, rows, RECIPIENTS), left_out, groups, messages)


def _totals(rates: Rates, rows: Iterable[Row], recipients: int) -> Totals:
    sums: Counter[Group] = Counter()
    blamed: dict[int, list[int]] = {}
    n_recipients = 0
    for row in rows:
        if row["kind"] == MESSAGES:
            prefix = None if row["rate"] < 0 else rates.all[row["rate"]].prefix
            sums[prefix, row["encoding"] == str(Encoding.GSM7), row["n_parts"]] += row["n"]
        elif row["kind"] == CHARACTER:
            before = blamed.get(row["item"], [0] * len(SUMS))
            blamed[row["item"]] = [n + row[name] for n, name in zip(before, SUMS)]
        elif row["kind"] == recipients:
            n_recipients += row["n_recipients"]
    characters = worst_first(CharacterTotal(chr(item), *found) for item, found in blamed.items())
    return add_up(sums, rates, n_recipients, characters)


def _with(kept: StructType, counted: Mapping[str, str]) -> StructType:
    added = StructType.fromDDL(", ".join(f"{name} {kind}" for name, kind in counted.items()))
    return StructType([*kept.fields, *added.fields])


def _corrupt(frame: DataFrame) -> Column:
    name = frame.sparkSession.conf.get(_CORRUPT)
    return functions.isnotnull(frame[name]) if name in frame.columns else functions.lit(False)


def _as_text(frame: DataFrame, column: Column) -> Column:
    """Return a column as text; what is no number has none, as in JSON and Parquet."""
    if isinstance(frame.select(column).schema[0].dataType, (DoubleType, FloatType)):
        column = functions.when(functions.abs(column) < float("inf"), column)
    return column.cast("string")


def _group(frame: DataFrame, name: str) -> Column:
    column = _column(frame, [name], "group_by")
    if isinstance(frame.select(column).schema[0].dataType, (ArrayType, MapType, StructType)):
        raise FieldRangeError("group_by", name, "a column of single values")
    return column


def _column(frame: DataFrame, names: Sequence[str], what: str) -> Column:
    # Of the names the first that the frame has, whatever its case, as in a file.
    for name in names:
        found = [each for each in frame.columns if each.casefold() == name.casefold()]
        if len(found) > 1:
            raise FieldRangeError(what, name, "the name of one column only")
        if found:
            return frame["`{}`".format(found[0].replace("`", "``"))]
    raise FieldRangeError(what, " or ".join(names), f"the name of a column, one of {', '.join(frame.columns)}")

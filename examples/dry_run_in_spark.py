"""A dry run in Spark, for spark-submit.

    spark-submit examples/dry_run_in_spark.py examples/campaign.csv --rates examples/rates.csv --group-by kind

The campaign is Parquet, wherever Spark can read it, or one file of CSV on this machine.
"""

from __future__ import annotations

import argparse
import csv

from pyspark.sql import DataFrame, SparkSession

from septet import Rates, Template
from septet.engines.spark import dry_run


def read(spark: SparkSession, path: str) -> DataFrame:
    """Return the campaign; what Spark finds wrong with a row of CSV stands in a column of its own."""
    if path.endswith(".parquet"):
        return spark.read.parquet(path)
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - one file here, and any for Spark
        titles = next(csv.reader(file))
    schema = ", ".join(f"`{title}` string" for title in (*titles, "_corrupt_record"))
    return spark.read.csv(path, schema=schema, header=True, multiLine=True, escape='"')


def main() -> None:
    """Read the campaign, count it and print what it comes to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("campaign")
    parser.add_argument("--rates")
    parser.add_argument("--template")
    parser.add_argument("--group-by", action="append", default=[])
    parser.add_argument("--messages", help="write a row for each message here, as Parquet")
    given = parser.parse_args()
    spark = SparkSession.builder.appName("septet").getOrCreate()
    found = dry_run(
        read(spark, given.campaign),
        rates=Rates.read(given.rates) if given.rates else None,
        template=Template(given.template) if given.template else None,
        group_by=given.group_by,
        with_messages=given.messages is not None,
    )
    totals = found.totals
    print(f"{totals.n_recipients} recipients, {totals.n_messages} messages, {totals.n_parts} parts")
    for currency, cost in totals.costs:
        print(f"{cost} {currency}")
    for values, group in found.groups.items():
        print(f"{', '.join(map(str, values))}: {group.n_messages} messages, {group.n_parts} parts")
    for reason, n_rows in found.left_out.items():
        print(f"left out, {reason}: {n_rows}")
    if found.messages is not None:
        found.messages.write.parquet(given.messages)
    spark.stop()


if __name__ == "__main__":
    main()

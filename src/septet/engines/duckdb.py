"""DuckDB: functions for SQL, and the engine of long dry runs."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

try:
    import duckdb
    import pyarrow as pa
    import pyarrow.compute as pc
except ModuleNotFoundError as error:
    error.msg += ": pip install 'septet[duckdb]'"
    raise

from septet import columns
from septet.campaign import Reason, RowError
from septet.distinct import DistinctNumbers
from septet.engines.batches import PROBLEMS, constant, in_encoding, octets_of, text_at
from septet.errors import TooManyPartsError
from septet.tally import CharacterTotal, add_up, worst_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Future

    from septet.campaign import Campaign
    from septet.engines.batches import BatchCounter, Blamed, CountedBatch
    from septet.engines.sources import Rows
    from septet.groups import Grouped
    from septet.rates import Rates
    from septet.tally import Totals

    OnReject = Callable[[int, RowError, Sequence[str]], None]
    OnMessages = Callable[["Messages"], None]

_MEMORY = "512MB"
_N_WORKERS = 2
_MOST_WAITING = 3
_MANY_ROWS = 1 << 20
"""That are handed to DuckDB at once."""
_MOST_HELD = 1 << 24
"""Numbers, in an eighth of a gigabyte."""


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the functions ``sms_parts``, ``sms_units`` and ``sms_encoding``.

    Each takes a text, as VARCHAR, and returns what :func:`septet.plan` says of it; NULL of NULL. They work on whole
    columns, without a Python object for a row. To register them again does nothing.

    >>> connection = duckdb.connect()
    >>> register(connection)
    >>> connection.sql("SELECT sms_parts('Hi'), sms_units('5 €'), sms_encoding('Я'), sms_parts(NULL)").fetchall()
    [(1, 4, 'UCS-2', None)]
    """
    functions: tuple[tuple[str, str, Callable[[pa.Array], pa.Array]], ...] = (
        ("sms_parts", "INTEGER", lambda texts: pa.array(columns.count_parts(texts))),
        ("sms_units", "BIGINT", lambda texts: pa.array(columns.plan(texts)).field("n_units")),
        ("sms_encoding", "VARCHAR", lambda texts: pa.array(columns.plan(texts)).field("encoding").cast(pa.utf8())),
    )
    there = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()
    for name, kind, function in functions:
        if (name,) in there:
            continue
        connection.create_function(name, function, ["VARCHAR"], kind, type="arrow", null_handling="special")


class Messages:
    """Messages that would be sent, as columns.

    Attributes:
        lines: on which line of its file each begins.
        counted: as ``batches.SCHEMA`` has it.
        bodies: the texts.
    """

    def __init__(self, rows: Rows, batch: CountedBatch) -> None:
        self.lines, self.counted, self.bodies = rows.lines, batch.columns, batch.bodies
        self.groups = rows.columns
        if batch.problems:
            usable = pc.equal(self.counted["problem"], constant(pa.uint8(), 0))
            self.lines, self.counted = self.lines.filter(usable), self.counted.filter(usable)
            self.bodies = self.bodies.filter(usable)
            self.groups = {index: column.filter(usable) for index, column in self.groups.items()}


class DuckRun:
    """A dry run, added up by DuckDB in bounded memory; what does not fit goes to a temporary folder.

    Rows are counted by the kernel in threads of their own, and added up in one more, while others are read.
    """

    def __init__(self, counter: BatchCounter, rates: Rates, *, most_parts: int) -> None:
        """Start from nothing."""
        self._opened = ExitStack()
        self._counter = counter
        self._rates = rates
        self._most_parts = most_parts
        self._fresh: list[pa.Table] = []
        self._characters: dict[int, list[int]] = {}
        self._names: list[str] = []
        self._is_prepared = False
        folder = self._opened.enter_context(TemporaryDirectory(prefix="septet-"))
        self.connection = self._opened.enter_context(duckdb.connect())
        self.connection.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{folder}'")
        self._recipients = DistinctNumbers(_MOST_HELD)
        self._opened.callback(self._recipients.close)
        self._pool = self._opened.enter_context(ThreadPoolExecutor(_N_WORKERS))
        self._adder = self._opened.enter_context(ThreadPoolExecutor(1))
        self._adding: Future[None] | None = None
        self.n_messages = 0

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection that reads while this one adds up."""
        return self._opened.enter_context(self.connection.cursor())

    def close(self) -> None:
        """Give back what the run took."""
        self._pool.shutdown(cancel_futures=True)
        self._adder.shutdown()
        self._opened.close()

    def add(self, campaign: Campaign, batches: Iterable[Rows], *, on_reject: OnReject, on_messages: OnMessages) -> None:
        """Add the rows of a campaign; all campaigns of a run have as many columns to group by."""
        self._prepare(len(campaign.group_by))
        waiting: deque[tuple[Rows, Future[tuple[CountedBatch, list[Blamed]]]]] = deque()
        for rows in batches:
            waiting.append((rows, self._pool.submit(self._count, campaign, rows)))
            if len(waiting) > _MOST_WAITING:
                self._take(campaign, waiting.popleft(), on_reject, on_messages)
        while waiting:
            self._take(campaign, waiting.popleft(), on_reject, on_messages)

    def _prepare(self, n_columns: int) -> None:
        if not self._is_prepared:
            self._is_prepared = True
            self._names = [f"g{place}" for place in range(n_columns)]
            kinds = "".join(f", {name} VARCHAR" for name in self._names)
            self.connection.execute(f"CREATE TABLE sums (rate INT, in_septets BOOLEAN, n_parts INT, n BIGINT{kinds})")

    def _count(self, campaign: Campaign, rows: Rows) -> tuple[CountedBatch, list[Blamed]]:
        values = [rows.columns[index] for index in campaign.values]
        counted = self._counter.count(rows.columns[campaign.recipient], values)
        return counted, self._counter.blame(counted)

    def _take(
        self,
        campaign: Campaign,
        done: tuple[Rows, Future[tuple[CountedBatch, list[Blamed]]]],
        on_reject: OnReject,
        on_messages: OnMessages,
    ) -> None:
        rows, future = done
        batch, blamed = future.result()
        for code_point, *sums in blamed:
            having = self._characters.setdefault(code_point, [0, 0, 0])
            having[:] = map(sum, zip(having, sums))
        messages = Messages(rows, batch)
        self.n_messages += len(messages.lines)
        on_messages(messages)
        groups = [messages.groups[index] for index in campaign.group_by]
        counted = messages.counted
        self._fresh.append(
            pa.table(
                [
                    counted["recipient"],
                    counted["rate"],
                    in_encoding(counted, "GSM-7"),  # in half the time of its name
                    counted["n_parts"],
                    *map(_valid, groups),
                ],
                names=["recipient", "rate", "in_septets", "n_parts", *self._names],
            )
        )
        if sum(map(len, self._fresh)) >= _MANY_ROWS:
            self._hand_over()
        rejects = [*rows.rejects, *(self._reject(campaign, rows, batch, row) for row in batch.problems)]
        for reject in sorted(rejects, key=lambda reject: reject[0]):
            on_reject(*reject)

    def _reject(
        self, campaign: Campaign, rows: Rows, batch: CountedBatch, row: int
    ) -> tuple[int, RowError, Sequence[str]]:
        line, cells = rows.lines[row].as_py(), rows.cells(row)
        if PROBLEMS[batch.columns["problem"][row].as_py()] is Reason.TOO_MANY_PARTS:
            too_many = TooManyPartsError(batch.columns["n_parts"][row].as_py(), self._most_parts)
            return line, RowError(Reason.TOO_MANY_PARTS, str(too_many)), cells
        looked_at = [""] * len(campaign.table.header)
        for index, column in rows.columns.items():
            looked_at[index] = text_at(column, row)
        return line, campaign.refusal(looked_at), cells

    def _hand_over(self) -> None:
        """Have what is fresh added up, when that which was fresh before is."""
        self._wait()
        self._adding = self._adder.submit(self._add_up, self._fresh)
        self._fresh = []

    def _wait(self) -> None:
        if self._adding is not None:
            self._adding.result()

    def _add_up(self, fresh: Sequence[pa.Table]) -> None:
        table = pa.concat_tables(fresh)
        for numbers in table["recipient"].chunks:
            self._recipients.add_column(octets_of(numbers))
        self.connection.register("fresh", table)
        names = "".join(f", {name}" for name in self._names)
        self.connection.execute(
            f"INSERT INTO sums SELECT rate, in_septets, n_parts, count(*){names} FROM fresh GROUP BY ALL"  # noqa: S608
        )
        self.connection.unregister("fresh")

    def groups(self) -> Counter[Grouped]:
        """Return how many messages there are of each kind, as :attr:`septet.campaign.Campaign.groups` has them."""
        if self._fresh:
            self._hand_over()
        self._wait()
        names = "".join(f", {name}" for name in self._names)
        found = self.connection.execute(
            f"SELECT rate, in_septets, n_parts, sum(n)::BIGINT{names} FROM sums GROUP BY ALL"  # noqa: S608
        ).fetchall()
        prefixes: list[str | None] = [rate.prefix for rate in self._rates.all]
        groups: Counter[Grouped] = Counter()
        for rate, in_septets, n_parts, n, *cells in found:
            groups[tuple(cells), None if rate < 0 else prefixes[rate], in_septets, n_parts] = n
        return groups

    def totals(self) -> Totals:
        """Return the sums over all rows so far."""
        groups: Counter[Any] = Counter()
        for (_, *group), n in self.groups().items():
            groups[tuple(group)] += n
        characters = (CharacterTotal(chr(code_point), *sums) for code_point, sums in self._characters.items())
        return add_up(groups, self._rates, self._recipients.count(), worst_first(characters))


def _valid(column: pa.StringArray) -> pa.StringArray:
    """Return a column of text, with U+FFFD for octets that are no UTF-8."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        cells = (text_at(column, row).replace("\udcff", "\ufffd") for row in range(len(column)))
        return pa.array(cells, pa.utf8())
    return column

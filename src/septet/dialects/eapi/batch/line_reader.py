"""The CSV of a batch, line by line, for submissions of any size."""

from __future__ import annotations

from septet.dialects.eapi.batch.lines import REQUIRED_COLUMNS, Line, LineRules
from septet.dialects.eapi.batch.profiles import CURRENT
from septet.dialects.eapi.csv import column_name, read_records
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.problems import Trouble, corrected, error, ignored, warning
from septet.dialects.eapi.status import Status
from septet.errors import RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from septet.dialects.eapi.batch.profiles import Profile
    from septet.dialects.eapi.csv import Source
    from septet.errors import Problem


class LineReader:
    r"""Reads the lines of a batch one by one, however many there are.

    >>> reader = LineReader(b'message,msisdn\n"Hi, there",111111111\nHello,abc\n')
    >>> [(line.line_number, line.msisdn, line.message, line.status.value) for line in reader]
    [(2, '111111111', 'Hi, there', 'ok'), (3, 'abc', 'Hello', 'ignored')]

    Attributes:
        columns: the names in the header, in lower case.
        problems: warnings about the header.
    """

    def __init__(
        self,
        source: Source,
        *,
        sender: str | None = None,
        msg_class: int | None = None,
        dca: Dca = Dca.GSM7,
        repliable: bool | None = None,
        profile: Profile = CURRENT,
        default_country: str | None = None,
        euro_octet: int | None = None,
    ) -> None:
        """Read the header.

        Args:
            source: the CSV, a file opened for reading octets, or chunks of it, cut anywhere.
            sender: default of the batch, and so are the next three.
            msg_class: 0 or 2.
            dca: what messages are written in.
            repliable: whether replies are wanted.
            profile: the version of the service.
            default_country: country code for numbers that begin with one 0; without it they are invalid.
            euro_octet: the octet of the euro sign, if the account has one.

        Raises:
            RequestError: there is no header with ``msisdn`` and ``message``, or it has a column twice.
            FieldRangeError: an option is out of its range.
        """
        self._rules = LineRules(
            sender=sender,
            msg_class=msg_class,
            dca=dca,
            repliable=repliable,
            profile=profile,
            default_country=default_country,
            euro_octet=euro_octet,
        )
        self._most_messages = profile.most_messages
        self._records = read_records(source)
        line_number, header, fault = next(self._records, (1, [], ""))
        self.columns = tuple(map(column_name, header))
        path = f"line {line_number}"
        if fault:
            raise RequestError(error(Trouble.CSV_SYNTAX, path, fault))
        names = [column.name for column in self._rules.columns]
        self.problems = tuple(_unknown_columns(self.columns, names, path))
        if refusals := [*_header_errors(self.columns, path)]:
            raise RequestError(*refusals, *self.problems)
        self._number, self._message = map(self.columns.index, REQUIRED_COLUMNS)
        self._may_be_plain = self.columns if {*names}.isdisjoint(self.columns) else ()

    def __iter__(self) -> Iterator[Line]:
        """Yield every line that is not blank, those that are ignored included.

        Raises:
            RequestError: there are more than the service takes.
        """
        most = self._most_messages
        number, message, n_plain, read_plain = (
            self._number,
            self._message,
            len(self._may_be_plain),
            self._rules.read_plain,
        )
        for n_lines, (line_number, fields, fault) in enumerate(self._records, 1):
            if most is not None and n_lines > most:
                raise RequestError(too_large(most))
            if fault:
                problem = ignored(Trouble.CSV_SYNTAX, f"line {line_number}", fault)
                yield Line("", "", line_number=line_number, problems=(problem,))
            else:
                plain = len(fields) == n_plain and read_plain(fields[number], fields[message], line_number)
                yield plain or self._read(fields, line_number)

    def _read(self, fields: Sequence[bytes], line_number: int) -> Line:
        path = f"line {line_number}"
        notes = []
        if len(fields) > len(self.columns):
            reason = f"{len(fields)} fields, where the header has {len(self.columns)}: the last ones are dropped"
            notes.append(corrected(Trouble.EXTRA_FIELDS, path, reason))
        return self._rules.read(dict(zip(self.columns, fields)), line_number, path, *notes)


def _header_errors(columns: Sequence[str], path: str) -> Iterator[Problem]:
    for name in REQUIRED_COLUMNS:
        if name not in columns:
            yield error(Trouble.MISSING_COLUMN, path, f"the header has no column {name}")
    for name in sorted({*columns} - {""}):
        if columns.count(name) > 1:
            yield error(Trouble.REPEATED_COLUMN, path, f"the header has the column {name!a} twice")


def _unknown_columns(columns: Sequence[str], known: Sequence[str], path: str) -> Iterator[Problem]:
    for name in sorted({*columns} - {"", *REQUIRED_COLUMNS, *known}):
        yield warning(Trouble.UNKNOWN_COLUMN, path, f"a column {name!a} has no effect")


def too_large(most_messages: int) -> Problem:
    """Return the problem of a batch with more records than the service takes."""
    reason = f"there are more than {most_messages} records: send several batches"
    return error(Trouble.BATCH_TOO_LARGE, "batch_data", reason, Status.BATCH_TOO_LARGE)

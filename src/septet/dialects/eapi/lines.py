"""The lines of a batch: read leniently, each by itself, and what was wrong with each of them."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.eapi.charset import LATIN_1, charset
from septet.dialects.eapi.csv import column_name, read_records
from septet.dialects.eapi.form import MESSAGE
from septet.dialects.eapi.messages import code_of, read_message
from septet.dialects.eapi.parameters import Dca, columns, read_values
from septet.dialects.eapi.problems import Code, corrected, error, ignored, warning
from septet.dialects.eapi.profiles import CURRENT
from septet.dialects.eapi.recipients import NUMBER, NUMBER_LENGTHS, check_country, normalize
from septet.dialects.eapi.status import Status
from septet.errors import DecodeError, RequestError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from septet.dialects.eapi.csv import Source
    from septet.dialects.eapi.profiles import Profile
    from septet.errors import Problem

MSISDN = "msisdn"
_REQUIRED = (MSISDN, MESSAGE)


class LineStatus(Enum):
    """What becomes of a line."""

    OK = "ok"
    CORRECTED = "corrected"
    """It is sent, with something else in the place of what was wrong."""
    IGNORED = "ignored"
    """It is left out."""


@value
class Line:
    """One message of a batch. A column without a value has the default of the batch."""

    msisdn: str
    """Number, as digits; as it was written if it is none."""
    message: str | bytes
    """Text; with ``dca=8bit`` octets, the user data header in front."""
    sender: str | None = None
    msg_class: int | None = None
    """0 or 2."""
    dca: Dca | None = None
    routing_group: int | None = None
    source_id: str | None = None
    repliable: bool | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> LineStatus:
        """What becomes of it."""
        severities = [problem.severity for problem in self.problems]
        if Severity.IGNORED in severities:
            return LineStatus.IGNORED
        return LineStatus.CORRECTED if Severity.CORRECTED in severities else LineStatus.OK


class LineReader:
    r"""Reads the CSV of a batch line by line, however many there are.

    >>> reader = LineReader(b'message,msisdn\n"Hi, there",111111111\nHello,abc\n')
    >>> [(line.msisdn, line.message, line.status.value) for line in reader]
    [('111111111', 'Hi, there', 'ok'), ('abc', 'Hello', 'ignored')]

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
        self._country = check_country(default_country)
        self._charset = charset(euro_octet=euro_octet)
        self._sender = sender
        self._dca = dca
        self._repliable = repliable
        self._parameters = columns(profile.routing_groups, has_class=msg_class is not None)
        self._most_messages = profile.most_messages
        self._records = read_records(source)
        line, header, fault = next(self._records, (1, [], ""))
        self.columns = tuple(map(column_name, header))
        where = f"line {line}"
        refusals = [error(Code.CSV_SYNTAX, where, fault)] if fault else [*self._header_errors(where)]
        self.problems = () if fault else tuple(self._unknown_columns(where))
        if refusals:
            raise RequestError(*refusals, *self.problems)
        self._number, self._message = map(self.columns.index, _REQUIRED)
        known = {parameter.name for parameter in self._parameters}
        self._has_plain_columns = dca is Dca.GSM7 and known.isdisjoint(self.columns)

    def _header_errors(self, where: str) -> Iterator[Problem]:
        for name in _REQUIRED:
            if name not in self.columns:
                yield error(Code.MISSING_COLUMN, where, f"the header has no column {name}")
        for name in sorted({*self.columns} - {""}):
            if self.columns.count(name) > 1:
                yield error(Code.REPEATED_COLUMN, where, f"the header has the column {name!a} twice")

    def _unknown_columns(self, where: str) -> Iterator[Problem]:
        known = {"", *_REQUIRED, *(parameter.name for parameter in self._parameters)}
        for name in sorted({*self.columns} - known):
            yield warning(Code.UNKNOWN_COLUMN, where, f"a column {name!a} has no effect")

    def __iter__(self) -> Iterator[Line]:
        """Yield every line that is not blank, those that are ignored included.

        Raises:
            RequestError: there are more than the service takes.
        """
        most = self._most_messages
        for n_lines, (line, fields, fault) in enumerate(self._records, 1):
            if most is not None and n_lines > most:
                raise RequestError(too_large(most))
            if fault:
                yield Line("", "", problems=(ignored(Code.CSV_SYNTAX, f"line {line}", fault),))
            else:
                yield self._plain(fields) or self._read(fields, f"line {line}")

    def _plain(self, fields: Sequence[bytes]) -> Line | None:
        # A number, written in digits only, and a text without anything to remark, as nearly all lines are.
        if not self._has_plain_columns or len(fields) != len(self.columns):
            return None
        number, written = fields[self._number], fields[self._message]
        if written and number.isdigit() and len(number) in NUMBER_LENGTHS and not number.startswith(b"0"):
            text = self._charset.decode_all(written)
            return None if text is None else Line(number.decode("ascii"), text)
        return None

    def _read(self, fields: Sequence[bytes], where: str) -> Line:
        cells = dict(zip(self.columns, fields))
        values, problems = read_values(cells, self._parameters, lenient=True, path=f"{where}.")
        problems += self._settle(values, where)
        if len(fields) > len(self.columns):
            reason = f"{len(fields)} fields, where the header has {len(self.columns)}: the last ones are dropped"
            problems.append(corrected(Code.EXTRA_FIELDS, where, reason))
        number = self._read_number(cells, where, problems)
        message = self._read_message(cells, values.get("dca", self._dca), where, problems)
        return Line(number, message, **values, problems=tuple(problems))

    def _settle(self, values: dict[str, Any], where: str) -> Iterator[Problem]:
        # A sender and replies do not go together. What the line says goes before what the batch says.
        has_sender = values.get("sender") is not None
        if values.get("repliable") and (has_sender or self._sender is not None):
            values.pop("sender", None)
            yield corrected(Code.SENDER_AND_REPLIABLE, f"{where}.sender", "dropped, since replies need another one")
        elif has_sender and self._repliable and "repliable" not in values:
            values["repliable"] = False
            yield corrected(Code.SENDER_AND_REPLIABLE, f"{where}.repliable", "set to 0, since the line has a sender")

    def _read_number(self, cells: Mapping[str, bytes], where: str, problems: list[Problem]) -> str:
        if MSISDN not in cells:
            problems.append(ignored(Code.MISSING_FIELD, f"{where}.{MSISDN}", "the line ends before it"))
            return ""
        written = LATIN_1.decode(cells[MSISDN])
        number = normalize(written, self._country)
        if number is None:
            problems.append(ignored(Code.INVALID_RECIPIENT, f"{where}.{MSISDN}", f"{written!a} is not {NUMBER}"))
            return written
        return number

    def _read_message(self, cells: Mapping[str, bytes], dca: Dca, where: str, problems: list[Problem]) -> str | bytes:
        path = f"{where}.{MESSAGE}"
        if MESSAGE not in cells:
            problems.append(ignored(Code.MISSING_FIELD, path, "the line ends before it"))
            return ""
        written = cells[MESSAGE]
        if not written:
            problems.append(ignored(Code.MISSING_MESSAGE, path, "it is empty"))
            return ""
        try:
            message, warnings = read_message(written, dca, self._charset, path)
        except DecodeError as refusal:
            problems.append(ignored(code_of(refusal), path, str(refusal)))
            return LATIN_1.decode(written)
        problems += warnings
        return message


def too_large(most_messages: int) -> Problem:
    """Return the problem of a batch with more records than the service takes."""
    reason = f"there are more than {most_messages} records: send several batches"
    return error(Code.BATCH_TOO_LARGE, "batch_data", reason, Status.BATCH_TOO_LARGE)

"""The lines of a batch: read leniently, each by itself, and what was wrong with each of them."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.eapi.batch.profiles import CURRENT
from septet.dialects.eapi.charset import LATIN_1, charset
from septet.dialects.eapi.form import MESSAGE
from septet.dialects.eapi.messages import read_message, trouble_of, write_message
from septet.dialects.eapi.parameters import Dca, columns, read_values
from septet.dialects.eapi.problems import Trouble, corrected, ignored, replaced_characters
from septet.dialects.eapi.recipients import NUMBER, NUMBER_LENGTHS, check_country, normalize
from septet.errors import DecodeError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from septet.dialects.eapi.batch.profiles import Profile
    from septet.dialects.eapi.charset import OnReplacement, Replacement
    from septet.errors import Problem

MSISDN = "msisdn"
REQUIRED_COLUMNS = (MSISDN, MESSAGE)
_NOTHING = (None,) * 6
_ZERO = ord("0")


class LineStatus(Enum):
    """What becomes of a line."""

    OK = "ok"
    CORRECTED = "corrected"
    """It is sent, with something else in the place of what was wrong."""
    IGNORED = "ignored"
    """It is left out."""


@value
class Line:
    """One message of a batch. A column without a value has the default of the batch.

    Lines are equal if they say the same, wherever they stand.
    """

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
    line_number: int = 0
    """Where it begins in the CSV, counted from 1; 0 if it is from none."""
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> LineStatus:
        """What becomes of it."""
        severities = [problem.severity for problem in self.problems]
        if Severity.IGNORED in severities:
            return LineStatus.IGNORED
        return LineStatus.CORRECTED if Severity.CORRECTED in severities else LineStatus.OK

    @property
    def own(self) -> tuple[str | int | Dca | None, ...]:
        """What it says in the columns that need not be there, in their order; None where it says nothing."""
        return self.sender, self.msg_class, self.dca, self.routing_group, self.source_id, self.repliable

    def __eq__(self, other: object) -> bool:
        return self._said() == other._said() if isinstance(other, Line) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[object, ...]:
        return self.msisdn, self.message, self.own, self.problems


class LineRules:
    """How lines are read: the defaults of the batch, and the options of who asks."""

    def __init__(
        self,
        *,
        sender: str | None = None,
        msg_class: int | None = None,
        dca: Dca = Dca.GSM7,
        repliable: bool | None = None,
        profile: Profile = CURRENT,
        default_country: str | None = None,
        euro_octet: int | None = None,
    ) -> None:
        """Take the rules, which are those of :class:`LineReader`.

        Raises:
            FieldRangeError: an option is out of its range.
        """
        self.columns = columns(profile.routing_groups, has_class=msg_class is not None)
        self._country = check_country(default_country)
        self._charset = charset(euro_octet=euro_octet)
        self._sender = sender
        self._dca = dca
        self._repliable = repliable

    def read_plain(self, number: bytes, message: bytes, line_number: int) -> Line | None:
        """Return a line of a number, in digits only, and a text without anything to remark; None if it is another."""
        if (
            message
            and self._dca is Dca.GSM7
            and number.isdigit()
            and len(number) in NUMBER_LENGTHS
            and number[0] != _ZERO
        ):
            text = self._charset.decode_all(message)
            if text is not None:
                return Line(number.decode("ascii"), text, None, None, None, None, None, None, line_number)
        return None

    def read(self, cells: Mapping[str, bytes], line_number: int, path: str, *notes: Problem) -> Line:
        """Return the line that the cells are.

        Args:
            cells: by the name of the column.
            line_number: where it begins.
            path: what to call it in problems.
            notes: problems that are known already.
        """
        values, problems = read_values(cells, self.columns, lenient=True, path=f"{path}.")
        problems += [*self._settle(values, path), *notes]
        number = self._read_number(cells, path, problems)
        message = self._read_message(cells, values.get("dca", self._dca), f"{path}.{MESSAGE}", problems)
        return Line(number, message, **values, line_number=line_number, problems=tuple(problems))

    def _settle(self, values: dict[str, Any], path: str) -> Iterator[Problem]:
        # A sender and replies do not go together. What the line says goes before what the batch says.
        has_sender = values.get("sender") is not None
        if values.get("repliable") and (has_sender or self._sender is not None):
            values.pop("sender", None)
            yield corrected(Trouble.SENDER_AND_REPLIABLE, f"{path}.sender", "dropped, since replies need another one")
        elif has_sender and self._repliable and "repliable" not in values:
            values["repliable"] = False
            yield corrected(Trouble.SENDER_AND_REPLIABLE, f"{path}.repliable", "set to 0, since the line has a sender")

    def _read_number(self, cells: Mapping[str, bytes], path: str, problems: list[Problem]) -> str:
        if MSISDN not in cells:
            problems.append(ignored(Trouble.MISSING_FIELD, f"{path}.{MSISDN}", "the line ends before it"))
            return ""
        written = LATIN_1.decode(cells[MSISDN])
        number = normalize(written, self._country)
        if number is None:
            problems.append(ignored(Trouble.INVALID_NUMBER, f"{path}.{MSISDN}", f"{written!a} is not {NUMBER}"))
            return written
        return number

    def _read_message(self, cells: Mapping[str, bytes], dca: Dca, path: str, problems: list[Problem]) -> str | bytes:
        if MESSAGE not in cells:
            problems.append(ignored(Trouble.MISSING_FIELD, path, "the line ends before it"))
            return ""
        written = cells[MESSAGE]
        if not written:
            problems.append(ignored(Trouble.MISSING_MESSAGE, path, "it is empty"))
            return ""
        try:
            message, notes = read_message(written, dca, self._charset, path)
        except DecodeError as refusal:
            problems.append(ignored(trouble_of(refusal), path, str(refusal)))
            return LATIN_1.decode(written)
        problems += notes
        return message

    def write(self, line: Line, path: str, on_replacement: OnReplacement | None = None) -> dict[str, bytes]:
        """Return the cells of a line, by the name of the column; those without a value are left out.

        Raises:
            TypeError: the message is octets and should be text, or the opposite.
        """
        cells = {MSISDN: LATIN_1.encode(line.msisdn, on_replacement, f"{path}.{MSISDN}")}
        dca = line.dca or self._dca
        cells[MESSAGE] = write_message(line.message, dca, self._charset, on_replacement, f"{path}.{MESSAGE}")
        for column, each in zip(self.columns, line.own):
            if each is not None:
                cells[column.name] = LATIN_1.encode(column.write(each), on_replacement, f"{path}.{column.name}")
        return cells

    def reread(self, line: Line, path: str) -> Line:
        """Return a line as the service reads it when it is written: itself, if there is nothing to remark.

        Raises:
            TypeError: the message is octets and should be text, or the opposite.
        """
        if line.problems or self._goes_as_it_is(line):
            return line
        replaced: list[Replacement] = []
        cells = self.write(line, path, replaced.append)
        return self.read(cells, line.line_number, path, *replaced_characters(replaced))

    def _goes_as_it_is(self, line: Line) -> bool:
        # The short cut for nearly all lines. Characters outside GSM are for the dry run to replace.
        return (
            line.message != ""
            and isinstance(line.message, str)
            and (line.dca or self._dca) is Dca.GSM7
            and _is_plain(line.msisdn)
            and not self._charset.has_gap(line.message)
            and (line.own == _NOTHING or self._are_kept(line))
        )

    def _are_kept(self, line: Line) -> bool:
        said = [(column, each) for column, each in zip(self.columns, line.own) if each is not None]
        values = {column.name: each for column, each in said}
        kept = all(column.keeps(each) for column, each in said)
        return kept and not any(self._settle(values, ""))


def _is_plain(number: str) -> bool:
    # That which normalize() would give for itself, in less time.
    return number.isdigit() and len(number) in NUMBER_LENGTHS and number[0] != "0" and number.isascii()

"""What can go wrong, as a tree; every message is composed from the attributes.

::

    SeptetError
    ├── EncodeError                    you asked for something that cannot be sent
    │   ├── UnencodableCharacterError  .text .position .alphabet .character
    │   ├── FieldRangeError            .field .value .limit
    │   ├── TooManyPartsError          .needed .limit
    │   ├── TemplateError              .reason .position
    │   └── MissingValueError          .name .row
    ├── DecodeError                    the octets from outside are wrong: .reason .field .offset
    │   ├── TruncatedError             there are fewer than were announced
    │   ├── OverlengthError            there are more
    │   └── MalformedError             they mean nothing
    ├── ReassemblyError                parts do not make a message: .reason
    ├── RequestError                   a request to an SMS API is wrong: .problems
    ├── FileFormatError                a file cannot be used at all: .file .line .reason
    └── campaign.RowError              a row of a campaign cannot be used: .reason .detail

All but ``ReassemblyError`` and the root are kinds of ``ValueError`` too. All can be pickled, and they compare by class
and attributes, so that results that hold errors compare like any others.
"""

from __future__ import annotations

from enum import Enum

from septet._value import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Self


class SeptetError(Exception):
    """Base of everything that this package raises on purpose."""

    def __eq__(self, other: object) -> bool:
        return (
            self.args == other.args if isinstance(other, SeptetError) and type(other) is type(self) else NotImplemented
        )

    def __hash__(self) -> int:
        try:
            return hash((type(self), self.args))
        except TypeError:  # what was given, and is in the error, has no hash
            return hash(type(self))


class EncodeError(SeptetError, ValueError):
    """What was asked for cannot be sent."""


class UnencodableCharacterError(EncodeError):
    """The alphabet has no such character.

    Attributes:
        text: the whole text.
        position: index in ``text`` of the first character that the alphabet lacks.
        alphabet: the name of the alphabet.
        row: the number of the row, from 0 on, where the text is one of a column; else None.
    """

    def __init__(self, text: str, position: int, alphabet: str, row: int | None = None) -> None:
        super().__init__(text, position, alphabet, *(() if row is None else (row,)))
        self.text = text
        self.position = position
        self.alphabet = alphabet
        self.row = row

    @property
    def character(self) -> str:
        """The character that cannot be encoded."""
        return self.text[self.position]

    def __str__(self) -> str:
        character = self.character
        place = "" if self.row is None else f"rows[{self.row}]: "
        return f"{place}{character!a} (U+{ord(character):04X}) at position {self.position} is not in {self.alphabet}"


class FieldRangeError(EncodeError):
    """A value lies outside what the field can hold.

    Attributes:
        field: the name of the field or parameter.
        value: what was given.
        limit: what is allowed, in words.
    """

    def __init__(self, field: str, value: object, limit: str) -> None:
        super().__init__(field, value, limit)
        self.field = field
        self.value = value
        self.limit = limit

    def __str__(self) -> str:
        return f"{self.field} must be {self.limit}, not {self.value!r}"


class TooManyPartsError(EncodeError):
    """The text needs more parts than are allowed.

    Attributes:
        needed: the number of parts that the text takes.
        limit: the largest number allowed (255 at most, 3GPP TS 23.040 clause 9.2.3.24.1).
    """

    def __init__(self, needed: int, limit: int) -> None:
        super().__init__(needed, limit)
        self.needed = needed
        self.limit = limit

    def __str__(self) -> str:
        return f"the text needs {self.needed} parts, {self.limit} at most are allowed"


class TemplateError(EncodeError):
    """A template is written wrongly.

    Attributes:
        reason: what is wrong and what to do.
        position: index in the template at which the trouble begins.
    """

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason, position)
        self.reason = reason
        self.position = position

    def __str__(self) -> str:
        return f"template, position {self.position}: {self.reason}"


class MissingValueError(EncodeError):
    """A template has no value for one of its placeholders.

    Attributes:
        name: the name in the placeholder.
        row: the number of the row, from 0 on, where the values are columns; else None.
    """

    def __init__(self, name: str, row: int | None = None) -> None:
        super().__init__(name, *(() if row is None else (row,)))
        self.name = name
        self.row = row

    def __str__(self) -> str:
        place = "" if self.row is None else f"rows[{self.row}]: "
        return f"{place}no value for ${{{self.name}}}"


class DecodeError(SeptetError, ValueError):
    """Octets from outside are wrong.

    Attributes:
        reason: what is wrong.
        field: dotted path of the field, as in ``user_data.udh``.
        offset: where, counted in octets (or, for hex digits, in characters) from the start of what was given.
    """

    def __init__(self, reason: str, field: str, offset: int) -> None:
        super().__init__(reason, field, offset)
        self.reason = reason
        self.field = field
        self.offset = offset

    def within(self, field: str, offset: int) -> Self:
        """Return the same error as the field around this one sees it, which begins at ``offset`` of what it stands in.

        >>> print(TruncatedError("one octet is missing", "element[1]", 7).within("udh", 0).within("user_data", 25))
        user_data.udh.element[1]: one octet is missing at offset 32
        """
        return type(self)(self.reason, f"{field}.{self.field}", offset + self.offset)

    def __str__(self) -> str:
        return f"{self.field}: {self.reason} at offset {self.offset}"


class TruncatedError(DecodeError):
    """There are fewer octets than were announced or are needed."""


class OverlengthError(DecodeError):
    """There are more octets than were announced or can be used."""


class MalformedError(DecodeError):
    """The octets have no meaning in this place."""


class ReassemblyError(SeptetError):
    """Parts do not make a message.

    Attributes:
        reason: what does not fit.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Severity(Enum):
    """What a problem does to a request."""

    ERROR = "error"
    """The request is refused, or the message is."""
    IGNORED = "ignored"
    """The message is left out, the others are sent."""
    CORRECTED = "corrected"
    """The message is sent, with something else in the place of what was wrong."""
    WARNING = "warning"
    """Nothing."""


@value
class Problem:
    """Something that is wrong with a request."""

    code: str
    """What kind of problem it is, in snake case; stable."""
    wire_code: int | str | None
    """What the API answers, if it has an answer for this."""
    path: str
    """Where: ``to[0]``, ``line 3``; empty where the whole request is meant."""
    message: str
    """What is wrong and what to do."""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class RequestError(SeptetError, ValueError):
    """A request to an SMS API is wrong.

    Attributes:
        problems: all that is wrong, at least one; what the API would answer for stands first.
    """

    def __init__(self, first: Problem, *others: Problem) -> None:
        super().__init__(first, *others)
        self.problems = (first, *others)

    def __str__(self) -> str:
        first, *others = self.problems
        return f"{first} (and {len(others)} more)" if others else str(first)


class FileFormatError(SeptetError, ValueError):
    """A file cannot be used at all: there is no sense in going on with its other lines.

    Attributes:
        file: its name.
        line: the line, counted from 1, or None where the whole file is meant.
        reason: what is wrong and what to do.
    """

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.reason}"

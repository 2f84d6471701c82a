"""Bodies with placeholders: ``Hi ${name}!``, filled for each recipient.

A key is made of letters, digits, ``.``, ``_`` and ``-``; case counts. What looks else, as ``{name}``, ``$name``,
``${}`` or ``${first name}``, is text. A value is looked up by the recipient's number, then under ``default``. The body
is read once, from left to right, and what is put in is not read again: who wants to send ``${x}`` gives it as the
value of a parameter. This is not the syntax of :class:`septet.Template`, which would refuse some of that text.
"""

from __future__ import annotations

import re
from itertools import repeat

from septet.dialects.xms.recipients import normalize_number, normalize_numbers
from septet.errors import FieldRangeError, MissingValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    ValuesByKey = Mapping[str, Mapping[str, str]]
    """For each key the values by number, and the one called ``default``."""

DEFAULT = "default"
"""Where the value stands for numbers that have none of their own."""

MOST_KEY_CHARS = 16
"""Characters of a key that the API has long documented; newer pages give no limit."""

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9._-]+)\}")
_KEY = re.compile(r"[A-Za-z0-9._-]+")


def is_key(written: str, n_most: int = MOST_KEY_CHARS) -> bool:
    """Return whether a parameter can have this key.

    >>> is_key("first_name"), is_key("first name"), is_key("x" * 17)
    (True, False, False)
    """
    return len(written) <= n_most and _KEY.fullmatch(written) is not None


class Body:
    """A body made ready to be filled for any number of recipients.

    >>> body = Body("Hello ${name}!", {"name": {"+12017777777": "John", "default": "there"}})
    >>> body.render("12017777777"), body.render("12018888888")
    ('Hello John!', 'Hello there!')
    """

    def __init__(self, body: str, parameters: ValuesByKey | None, *, n_most: int = MOST_KEY_CHARS) -> None:
        """Take the body apart.

        Args:
            body: the text.
            parameters: the values; the numbers may be written in any way. None if there are no parameters at all:
                then the body is plain text, whatever is in it.
            n_most: characters that a key may have; a longer one is text.
        """
        self._texts, self._keys = ([body], []) if parameters is None else _parse(body, n_most)
        self._values = {key: values_by_number((parameters or {}).get(key, {})) for key in self._keys}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the placeholders, each once, in the order in which they first appear."""
        return tuple(self._values)

    def render(self, number: str) -> str:
        """Return the text for a recipient, given the digits of the number.

        Raises:
            MissingValueError: a placeholder has no value for the number, and no default.
        """
        (text,) = self.render_all((number,))
        if text is None:
            raise MissingValueError(self.missing(number))
        return text

    def missing(self, number: str) -> str:
        """Return the key of the first placeholder without a value for the number, of those that have one."""
        return next(key for key, values in self._values.items() if values.get(number, values.get(DEFAULT)) is None)

    def render_all(self, numbers: Sequence[str]) -> Sequence[str | None]:
        """Return the text for each recipient, or None where a placeholder has no value."""
        if not self._keys:
            return [self._texts[0]] * len(numbers)
        columns = {
            key: list(map(values.get, numbers, repeat(values.get(DEFAULT)))) for key, values in self._values.items()
        }
        if any(None in column for column in columns.values()):
            return [None if None in row else "".join(row) for row in self._rows(columns, len(numbers))]
        return list(map("".join, self._rows(columns, len(numbers))))

    def _rows(self, columns: Mapping[str, Sequence[str | None]], n_rows: int) -> Iterator[tuple[str, ...]]:
        # Texts and values alternate, as in the body: the same text, but for each recipient another value.
        pieces: list[object] = [[self._texts[0]] * n_rows]
        for key, text in zip(self._keys, self._texts[1:]):
            pieces += (columns[key], repeat(text))
        return zip(*pieces)


def render(body: str, parameters: ValuesByKey | None, msisdn: str) -> str:
    """Return the text that a recipient gets.

    Args:
        body: the text with its placeholders.
        parameters: for each key the values by number and the ``default``, as in a request. If two spellings of one
            number are among them the last one counts. None if there are no parameters: the body is plain text.
        msisdn: the number of the recipient, in any form that the API takes.

    Raises:
        MissingValueError: a placeholder has no value for the number, and no default. The API does not send the
            message and reports it with the delivery code 405.
        FieldRangeError: ``msisdn`` is no number.

    >>> render("Hello ${name}!", {"name": {"12017777777": "John", "default": "there"}}, "+1 201 777 7777")
    'Hello John!'
    """
    number = normalize_number(msisdn)
    if number is None:
        raise FieldRangeError("msisdn", msisdn, "an international number (7 to 15 digits, the first one not 0)")
    return Body(body, parameters).render(number)


def has_placeholder(body: str, n_most: int = MOST_KEY_CHARS) -> bool:
    """Return whether there is a placeholder in the body.

    >>> has_placeholder("Hi ${name}!"), has_placeholder("Hi {name}!")
    (True, False)
    """
    return any(len(key) <= n_most for key in _PLACEHOLDER.findall(body))


def values_by_number(values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values by the digits of the number, and the default; what is for neither is left out.

    >>> values_by_number({"+1 201 777 7777": "John", "default": "there"})
    {'12017777777': 'John', 'default': 'there'}
    """
    written = [number for number in values if number != DEFAULT]
    numbers = normalize_numbers(written)
    if numbers is written:
        return values
    found = {number: values[each] for number, each in zip(numbers, written) if number is not None}
    return {**found, DEFAULT: values[DEFAULT]} if DEFAULT in values else found


def _parse(body: str, n_most: int) -> tuple[list[str], list[str]]:
    # Texts and keys alternate: there is one text more.
    first, *rest = _PLACEHOLDER.split(body)
    texts, keys = [first], []
    for key, text in zip(rest[::2], rest[1::2]):
        if len(key) <= n_most:
            keys.append(key)
            texts.append(text)
        else:
            texts[-1] += f"${{{key}}}{text}"
    return texts, keys

"""Messages with places for values: ``Hi ${name}, your code is ${code}``.

A placeholder is ``${``, a name, ``}``; blanks around the name do not count. Anything else is text, a lone ``$`` and
``${`` without its ``}`` included, so that a price needs no escape: ``$${amount}`` is a dollar sign and a value. What is
put in is not searched for placeholders again.
"""

from __future__ import annotations

from septet.errors import MissingValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Template:
    """A text with placeholders.

    >>> template = Template("Hi ${name}!")
    >>> template.names, template.render({"name": "Zoë"})
    (('name',), 'Hi Zoë!')
    """

    __slots__ = ("_names", "_texts", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._texts, self._names = _parse(source)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the placeholders, each once, in the order in which they first appear."""
        return tuple(dict.fromkeys(self._names))

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with the values put in.

        Raises:
            MissingValueError: there is no value for a name, or it is empty or blank.
        """
        chosen = []
        for name in self._names:
            text = values.get(name, "")
            if not text.strip():
                raise MissingValueError(name)
            chosen.append(text)
        return self._join(chosen)

    def for_columns(self, index: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
        """Return a function that renders a row of cells, given the index of the column of each name.

        The function raises like :meth:`render`; it is for many rows of the same columns.
        """
        places = [index[name] for name in self._names]

        def render_row(cells: Sequence[str]) -> str:
            chosen = [cells[place] for place in places]
            if not all(map(str.strip, chosen)):
                raise MissingValueError(next(name for name, text in zip(self._names, chosen) if not text.strip()))
            return self._join(chosen)

        return render_row

    def _join(self, values: Sequence[str]) -> str:
        pieces = [self._texts[0]]
        for text, following in zip(values, self._texts[1:]):
            pieces += (text, following)
        return "".join(pieces)


def _parse(source: str) -> tuple[list[str], list[str]]:
    # Texts and names alternate: there is one text more.
    first, *rest = source.split("${")
    texts, names = [first], []
    for piece in rest:
        name, brace, following = piece.partition("}")
        if brace and name.strip():
            names.append(name.strip())
            texts.append(following)
        else:
            texts[-1] += "${" + piece
    return texts, names

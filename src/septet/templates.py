"""Messages with places for values: ``Hi ${name}, your code is ${code}``.

A placeholder is ``${``, a name, ``}``; blanks around the name do not count. Wherever ``${`` stands, a placeholder
begins: one without an end or without a name is an error, since it would go out to everybody as it is. A ``$`` without a
brace is text, so that a price needs no escape: ``$${amount}`` is a dollar sign and a value. Who wants to send ``${``
itself writes ``${$}{``, since the placeholder ``${$}`` is a dollar sign. What is put in is not searched again.
"""

from __future__ import annotations

from septet.errors import MissingValueError, TemplateError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_OPENS = "${"
_DOLLAR = "$"


class Template:
    """A text with placeholders.

    >>> template = Template("Hi ${name}!")
    >>> template.names, template.render({"name": "Zoë"})
    (('name',), 'Hi Zoë!')
    >>> Template("Only $5! ${$}{name} is ${name}.").render({"name": "Zoë"})
    'Only $5! ${name} is Zoë.'
    """

    __slots__ = ("_names", "_texts", "source")

    def __init__(self, source: str) -> None:
        """Read the template.

        Raises:
            TemplateError: a placeholder has no end or no name.
        """
        self.source = source
        self._texts, self._names = _parse(source)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the placeholders but ``$``, each once, in the order in which they first appear."""
        return tuple(dict.fromkeys(self._names))

    @property
    def pieces(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The texts around the placeholders, and the names in them: there is one text more.

        >>> Template("Hi ${name}!").pieces
        (('Hi ', '!'), ('name',))
        """
        return tuple(self._texts), tuple(self._names)

    def render(self, values: Mapping[str, str]) -> str:
        """Return the text with the values put in.

        Raises:
            MissingValueError: there is no value for a name, or it is empty or blank.
        """
        chosen = []
        for name in self._names:
            text = values.get(name, "")
            if not str.strip(text):
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
    first, *rest = source.split(_OPENS)
    texts, names = [first], []
    position = len(first)
    for piece in rest:
        written, brace, following = piece.partition("}")
        name = written.strip()
        if not (name and brace) or "{" in name:
            raise TemplateError(_what_is_wrong(name, closed=bool(brace)), position)
        if name == _DOLLAR:
            texts[-1] += _DOLLAR + following
        else:
            names.append(name)
            texts.append(following)
        position += len(_OPENS) + len(piece)
    return texts, names


def _what_is_wrong(name: str, *, closed: bool) -> str:
    wrong = "has no } at its end" if not closed else "has a { in its name" if name else "has no name"
    return f"the placeholder {wrong}; to send ${{ itself, write ${{$}}{{"

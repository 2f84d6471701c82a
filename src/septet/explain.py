"""A plan turned into reasons: what made the text as long, and as dear, as it is."""

from __future__ import annotations

from unicodedata import category, name

from septet import ucs2
from septet._value import value
from septet.plan import outside, plan_by
from septet.rules import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from septet._typing import Languages, ReferenceBits
    from septet.alphabets import Encoding
    from septet.elements import Carried
    from septet.plan import Plan
    from septet.udh import UserDataHeader

_LABELS = {"Cc": "control", "Cs": "surrogate", "Co": "private-use", "Cn": "reserved"}


@value
class OutsideCharacter:
    """A character that is not in GSM-7, at one place of the text."""

    position: int
    """Index in the text."""
    character: str

    @property
    def code_point(self) -> str:
        """As Unicode writes it: ``U+2019``."""
        return code_point(self.character)

    @property
    def name(self) -> str:
        """Its name in Unicode, or a label such as ``<control-0009>``."""
        return character_name(self.character)

    @property
    def n_units(self) -> int:
        """UTF-16 units that it takes."""
        return ucs2.count_units(self.character)


@value
class Explanation:
    """A text, how it will be sent, and why."""

    text: str
    plan: Plan
    parts: tuple[str, ...]
    """The text of each part."""
    outside: tuple[OutsideCharacter, ...]
    """Each place at which the text leaves GSM-7; where national tables are allowed, those that hold most of it."""
    n_parts_without: int
    """Parts that the text would take with GSM-7 characters in those places."""


def explain(
    text: str,
    *,
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    max_parts: int | None = None,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> Explanation:
    """Return how the text will be sent and why; the options and errors are those of :func:`septet.plan`.

    >>> explanation = explain("We’re open")
    >>> [(place.position, place.code_point, place.name) for place in explanation.outside]
    [(2, 'U+2019', 'RIGHT SINGLE QUOTATION MARK')]
    """
    by = rules(encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts, udh=udh)
    made = plan_by(text, by)
    characters, n_parts_without = outside(text, by.limited_to(None))
    return Explanation(
        text=text,
        plan=made,
        parts=tuple(made.cut(text)),
        outside=tuple(OutsideCharacter(i, character) for i, character in enumerate(text) if character in characters),
        n_parts_without=n_parts_without,
    )


def code_point(character: str) -> str:
    """Return the code point of a character as Unicode writes it.

    >>> code_point("’")
    'U+2019'
    """
    return f"U+{ord(character):04X}"


def character_name(character: str) -> str:
    """Return the Unicode name of a character, or its code point label where it has none.

    >>> character_name("ç"), character_name(chr(9))
    ('LATIN SMALL LETTER C WITH CEDILLA', '<control-0009>')
    """
    number = ord(character)
    is_noncharacter = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    label = "noncharacter" if is_noncharacter else _LABELS.get(category(character), "character")
    return name(character, "") or f"<{label}-{number:04X}>"

"""What to do with a text that does not go as it is: to replace, to shorten, to split or to refuse.

Services disagree on purpose about the same text. A :class:`Policy` says what one of them does, and a
:class:`Treatment` does it; the counting is the planner's.
"""

from __future__ import annotations

from septet._value import value
from septet.alphabets import Encoding
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.plan import count, count_all, fit_one_part, outside, plan_without_limit
from septet.rules import DEFAULT, most_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from septet.errors import EncodeError
    from septet.plan import Plan
    from septet.rules import Rules

    OnUnencodable = Literal["ucs2", "replace", "error"]
    OnOversize = Literal["split", "truncate", "error"]
    OnExcess = Literal["abort", "error"]
    OnBadMessage = Literal["row", "ignore", "error"]
    Duplicates = Literal["keep", "strip", "collapse", "error"]

REPLACEMENT = "?"
"""What stands in the place of a character that the alphabet lacks; one septet."""

_NONE: tuple[int, ...] = ()


@value
class Policy:
    """How a service treats what it is given."""

    on_unencodable: OnUnencodable = "ucs2"
    """A character outside the alphabet: all of the text goes as UCS-2, ``?`` stands in its place, or it is refused."""
    on_oversize: OnOversize = "split"
    """A text longer than one part: it is split, cut to what fits one part, or refused."""
    max_parts: int | None = None
    """The most parts of a message; None is the limit of the standard, 255."""
    on_excess: OnExcess = "abort"
    """More parts than that: this message fails, or the whole request."""
    on_bad_message: OnBadMessage = "row"
    """A message that cannot be: it fails with a code of its own, is left out, or makes the whole request fail."""
    duplicates: Duplicates = "keep"
    """The same recipient twice: two messages; one, with a note (``strip``) or without (``collapse``); or an error."""


@value
class Treated:
    """A text as it goes out under a policy."""

    body: str
    """The text as it is sent."""
    plan: Plan
    """The plan of the body; of too many parts the true number."""
    replaced: tuple[int, ...]
    """Index of each character that was replaced."""
    cut_at: int | None
    """Index at which the text was cut, or None."""
    refusal: EncodeError | None
    """Why it is not sent: ``UnencodableCharacterError`` or ``TooManyPartsError``; or None."""


class Treatment:
    """A policy made ready for any number of texts.

    >>> strict = Treatment(Policy(on_unencodable="replace", on_oversize="error"))
    >>> strict.treat("we’re here").body, strict.treat("a" * 161).refusal
    ('we?re here', TooManyPartsError(2, 1))
    """

    def __init__(self, policy: Policy, rules: Rules = DEFAULT) -> None:
        """Prepare the policy.

        Raises:
            FieldRangeError: it has a word that means nothing, or fewer than one part is allowed.
        """
        _check(policy)
        self.policy = policy
        self._natural = rules.limited_to(None) if rules.encoding is Encoding.GSM7 else rules
        any_character = policy.on_unencodable == "ucs2" and rules.encoding is None
        self._rules = rules if any_character or rules.encoding is Encoding.UCS2 else rules.limited_to(Encoding.GSM7)
        asked = 1 if policy.on_oversize == "error" else most_parts(policy.max_parts)
        self._most_parts = min(asked, rules.most_parts)
        self._plain_parts = 1 if policy.on_oversize == "truncate" else self._most_parts
        self._has_plain_ucs2 = self._rules.encoding is not Encoding.GSM7

    def count(self, text: str) -> tuple[bool, int, int]:
        """Return (whether GSM-7, units, parts) of the text as it goes out.

        Raises:
            UnencodableCharacterError: it has a character outside the alphabet, and is refused.
            TooManyPartsError: it takes more parts than are allowed.
        """
        counted, treated = self.look(text)
        if treated is not None and treated.refusal is not None:
            raise treated.refusal
        return counted

    def look(self, text: str) -> tuple[tuple[bool, int, int], Treated | None]:
        """Return (whether GSM-7, units, parts) of the text as it goes out, and what was done to it, if anything.

        This is :meth:`treat` in less time for the texts that go as they are, which are most.
        """
        counted = count(text, self._natural)
        if counted[2] <= self._plain_parts and (self._has_plain_ucs2 or counted[0]):
            return counted, None
        return self._treated(text)

    def look_all(self, texts: Sequence[str]) -> list[tuple[tuple[bool, int, int], Treated | None]]:
        """Return what :meth:`look` gives for each of the texts, in less time."""
        most, has_plain_ucs2 = self._plain_parts, self._has_plain_ucs2
        return [
            (counted, None) if counted[2] <= most and (has_plain_ucs2 or counted[0]) else self._treated(text)
            for text, counted in zip(texts, count_all(texts, self._natural))
        ]

    def _treated(self, text: str) -> tuple[tuple[bool, int, int], Treated]:
        treated = self.treat(text)
        plan = treated.plan
        return (plan.encoding is Encoding.GSM7, plan.n_units, plan.n_parts), treated

    def treat(self, text: str) -> Treated:
        """Return the text as it goes out, with what was done to it."""
        body, replaced = text, _NONE
        try:
            plan = plan_without_limit(text, self._rules)
        except UnencodableCharacterError as error:
            if self.policy.on_unencodable != "replace":
                return Treated(text, plan_without_limit(text, self._natural), (), None, error)
            body, replaced = _replace(text, self._natural)
            plan = plan_without_limit(body, self._rules)
        if plan.n_parts > 1 and self.policy.on_oversize == "truncate":
            plan = fit_one_part(body, plan, self._rules)
            return Treated(body[: plan.n_chars], plan, replaced, plan.n_chars, None)
        excess = plan.n_parts > self._most_parts
        return Treated(
            body, plan, replaced, None, TooManyPartsError(plan.n_parts, self._most_parts) if excess else None
        )


def _replace(text: str, rules: Rules) -> tuple[str, tuple[int, ...]]:
    characters = set(outside(text, rules)[0])
    body = "".join(REPLACEMENT if character in characters else character for character in text)
    return body, tuple(i for i, character in enumerate(text) if character in characters)


def _check(policy: Policy) -> None:
    for field, words in _WORDS.items():
        if getattr(policy, field) not in words:
            raise FieldRangeError(field, getattr(policy, field), " or ".join(map(repr, words)))


_WORDS = {
    "on_unencodable": ("ucs2", "replace", "error"),
    "on_oversize": ("split", "truncate", "error"),
    "on_excess": ("abort", "error"),
    "on_bad_message": ("row", "ignore", "error"),
    "duplicates": ("keep", "strip", "collapse", "error"),
}

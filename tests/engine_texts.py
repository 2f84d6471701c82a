"""Columns of text for the tests of the engines, and what the planner says of them row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import septet
import strategies

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Texts = list[str | None]

TEXTS: Texts = [
    "Price: 5 €",
    None,
    "Цена: 5 €",
    "",
    "a" * 161,
    "a" * 152 + "€" * 5,
    "ж" * 66 + "😀" + "ж" * 67,
    None,
    "ç",
]

texts_in_utf8: SearchStrategy[str] = strategies.texts.map(lambda text: text.encode(errors="ignore").decode())
"""Texts of all kinds without lone surrogates, which UTF-8 does not have."""


def plans(texts: Texts) -> list[tuple[str, int, int] | None]:
    """Encoding, units and parts of each."""
    return [None if text is None else _numbers(septet.plan(text)) for text in texts]


def _numbers(plan: septet.Plan) -> tuple[str, int, int]:
    return str(plan.encoding), plan.n_units, plan.n_parts


def n_parts(texts: Texts) -> list[int | None]:
    """The parts of each."""
    return [each and each[2] for each in plans(texts)]


def n_units(texts: Texts) -> list[int | None]:
    """The units of each."""
    return [each and each[1] for each in plans(texts)]


def encodings(texts: Texts) -> list[str | None]:
    """The encoding of each."""
    return [each and each[0] for each in plans(texts)]

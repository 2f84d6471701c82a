"""``septet count`` and ``septet explain``: single texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

import septet
from septet import Encoding, gsm7
from septet.cli import options
from septet.cli.console import counted, glyph, number, output, table, visible
from septet.explain import character_name, code_point

if TYPE_CHECKING:
    from rich.console import Console

    from septet import Explanation, Plan
    from septet._typing import Languages, ReferenceBits

_UNITS = {Encoding.GSM7: "septet", Encoding.UCS2: "UTF-16 unit"}
_MOST_PLACES = 8


@click.command(short_help="Count the parts of texts.")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@options.encoding_option
@options.languages_option
@options.reference_bits_option
@options.max_parts_option
@options.json_option
def count(
    texts: tuple[str, ...],
    *,
    encoding: Encoding | None,
    languages: Languages,
    reference_bits: ReferenceBits,
    max_parts: int | None,
    as_json: bool,
) -> None:
    """Count the parts of each TEXT, or of standard input.

    Shows how the text is encoded, its septets or UTF-16 units, its parts, and what is left in the last one.
    """
    plans = [
        (
            text,
            septet.plan(
                text, encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts
            ),
        )
        for text in options.texts_of(texts)
    ]
    if as_json:
        click.echo(json.dumps([{"text": text} | _plan_json(plan) for text, plan in plans], indent=2))
        return
    console = output()
    rows = table(console, "Encoding", ">Units", ">Parts", ">Left", "Text")
    for text, plan in plans:
        rows.add_row(
            _encoding(plan),
            number(plan.n_units),
            number(plan.n_parts),
            number(plan.remaining),
            Text(visible(text), no_wrap=True, overflow="ellipsis"),
        )
    console.print(rows)


@click.command(short_help="Explain why a text takes as many parts as it does.")
@click.argument("text", required=False)
@options.encoding_option
@options.languages_option
@options.reference_bits_option
@options.max_parts_option
@options.json_option
def explain(
    text: str | None,
    *,
    encoding: Encoding | None,
    languages: Languages,
    reference_bits: ReferenceBits,
    max_parts: int | None,
    as_json: bool,
) -> None:
    """Explain why TEXT, or standard input, takes as many parts as it does.

    Shows each part, and each character outside GSM-7 with its places (counted from 0), code point and name.
    """
    (given,) = options.texts_of(() if text is None else (text,))
    explanation = septet.explain(
        given, encoding=encoding, languages=languages, reference_bits=reference_bits, max_parts=max_parts
    )
    if as_json:
        click.echo(json.dumps(_explanation_json(explanation), indent=2))
    else:
        _print_explanation(output(), explanation)


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {
        "encoding": str(plan.encoding),
        "locking": plan.locking.name.lower(),
        "single": plan.single.name.lower(),
        "characters": plan.n_chars,
        "units": plan.n_units,
        "parts": plan.n_parts,
        "remaining": plan.remaining,
        "part_units": plan.part_units,
        "breaks": plan.breaks,
    }


def _explanation_json(explanation: Explanation) -> dict[str, Any]:
    return {
        "text": explanation.text,
        **_plan_json(explanation.plan),
        "part_texts": explanation.parts,
        "outside_gsm7": [
            {
                "position": place.position,
                "character": place.character,
                "code_point": place.code_point,
                "name": place.name,
            }
            for place in explanation.outside
        ],
        "parts_without_them": explanation.n_parts_without,
    }


def _print_explanation(console: Console, explanation: Explanation) -> None:
    plan = explanation.plan
    console.print(
        f"{_encoding(plan)}: {counted(plan.n_units, _UNITS[plan.encoding])}, {counted(plan.n_parts, 'part')}, "
        f"{plan.remaining} of {plan.capacity} left in the last part",
        style="bold",
    )
    parts = table(console, ">Part", ">Units", "Text")
    for position, (piece, n_units) in enumerate(zip(explanation.parts, plan.part_units), 1):
        parts.add_row(str(position), str(n_units), visible(piece))
    console.print(parts)
    if explanation.outside:
        console.print()
        _print_outside(console, explanation)


def _encoding(plan: Plan) -> str:
    shifts = gsm7.shifts_name(plan.locking, plan.single)
    return f"{plan.encoding} with {shifts}" if shifts else str(plan.encoding)


def _print_outside(console: Console, explanation: Explanation) -> None:
    places: dict[str, list[int]] = {}
    for place in explanation.outside:
        places.setdefault(place.character, []).append(place.position)
    console.print("Outside GSM-7", style="bold")
    rows = table(console, "", "Code point", "Name", ">Times", "Places")
    for character, found in places.items():
        shown = ", ".join(map(str, found[:_MOST_PLACES])) + (" ..." if len(found) > _MOST_PLACES else "")
        rows.add_row(glyph(character), code_point(character), character_name(character), number(len(found)), shown)
    console.print(rows)
    console.print()
    console.print(
        f"With GSM-7 characters in their places the text takes {counted(explanation.n_parts_without, 'part')}."
    )

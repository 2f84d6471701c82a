"""The result of a dry run, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from septet.cli.console import counted, glyph, number, share, table, visible
from septet.explain import character_name, code_point
from septet.rates import total_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from rich.console import Console

    from septet.campaign import Reason
    from septet.groups import GroupTotal
    from septet.rates import Rate
    from septet.tally import Counted, DestinationTotal, Totals

_BAR = 40
_MOST_BARS = 10
_MOST_CHARACTERS = 12
_MOST_DESTINATIONS = 25
_MOST_GROUPS = 25


class LeftOut:
    """Rows that were left out for one reason: how many, and the first lines."""

    def __init__(self) -> None:
        self.n_rows = 0
        self.lines: list[int | str] = []

    def add(self, line: int | str, most: int) -> None:
        """Take in a row, by its line or, of several files, ``FILE:LINE``; of these, keep so many."""
        self.n_rows += 1
        if len(self.lines) < most:
            self.lines.append(line)


def money(amount: Decimal | None, grouping: str = "") -> str:
    """Return an amount with every digit and without an exponent, or nothing where there is none.

    >>> from decimal import Decimal
    >>> money(Decimal("0.0000001")), money(Decimal("12345.50"), ",")
    ('0.0000001', '12,345.50')
    """
    return "" if amount is None else f"{amount:{grouping}f}"


def as_json(name: str, totals: Totals, left_out: Mapping[Reason, LeftOut]) -> dict[str, Any]:
    """Return the result as JSON has it; money is in strings, which keep every digit."""
    return {
        "campaign": name,
        "number_of_recipients": totals.n_recipients,
        "number_of_messages": totals.n_parts,
        "messages": totals.n_messages,
        "parts": totals.n_parts,
        "encodings": {
            str(total.encoding): {"messages": total.n_messages, "parts": total.n_parts} for total in totals.encodings
        },
        "messages_by_parts": {str(n_parts): n_messages for n_parts, n_messages in totals.parts},
        "costs": {currency: money(cost) for currency, cost in totals.costs},
        "unpriced": {"messages": totals.unpriced.n_messages, "parts": totals.unpriced.n_parts},
        "destinations": [
            {
                "prefix": total.rate.prefix,
                "name": total.rate.name,
                "messages": total.n_messages,
                "parts": total.n_parts,
                "price": money(total.rate.price),
                "currency": total.rate.currency,
                "cost": money(total.cost),
            }
            for total in totals.destinations
            if total.rate is not None
        ],
        "left_out": {
            str(reason): {"rows": rows.n_rows, "first_lines": rows.lines} for reason, rows in left_out.items()
        },
        "ucs2_characters": [
            {
                "character": total.character,
                "code_point": code_point(total.character),
                "name": character_name(total.character),
                "messages": total.n_messages,
                "messages_alone": total.n_messages_alone,
                "extra_parts": total.n_extra_parts,
            }
            for total in totals.characters
        ],
    }


def groups_as_json(names: Sequence[str], groups: Sequence[GroupTotal]) -> list[dict[str, Any]]:
    """Return the groups as JSON has them."""
    return [
        {
            "values": dict(zip(names, group.values)),
            "messages": group.totals.n_messages,
            "parts": group.totals.n_parts,
            "costs": {currency: money(cost) for currency, cost in group.totals.costs},
            "unpriced": {
                "messages": group.totals.unpriced.n_messages,
                "parts": group.totals.unpriced.n_parts,
            },
        }
        for group in groups
    ]


def item(line: int, message: Counted, body: str) -> dict[str, Any]:
    """Return a message as JSON has it."""
    return {
        "line": line,
        "recipient": message.recipient,
        "number_of_parts": message.n_parts,
        "body": body,
        "encoding": str(message.encoding),
        "units": message.n_units,
        "cost": None if message.cost is None else money(message.cost),
        "currency": message.rate and message.rate.currency,
    }


def show(console: Console, name: str, totals: Totals, left_out: Mapping[Reason, LeftOut], *, priced: bool) -> None:
    """Print the result."""
    console.print(f"Dry run of {visible(name)}", style="bold")
    console.print(
        f"{counted(totals.n_recipients, 'recipient')}, {counted(totals.n_messages, 'message')}, "
        f"{counted(totals.n_parts, 'part')}\n"
    )
    _show_encodings(console, totals)
    _show_histogram(console, totals)
    _show_costs(console, totals, priced=priced)
    if totals.characters:
        _show_characters(console, totals)
    if left_out:
        _show_left_out(console, left_out)


def show_groups(console: Console, names: Sequence[str], groups: Sequence[GroupTotal]) -> None:
    """Print the groups."""
    console.print()
    rows = table(console, *map(visible, names), ">Messages", ">Parts", ">Cost", "")
    for group in groups[:_MOST_GROUPS]:
        figures = [number(group.totals.n_messages), number(group.totals.n_parts)]
        costs = group.totals.costs or (("", None),)
        for place, (currency, cost) in enumerate(costs):
            first = [*map(visible, group.values), *figures] if place == 0 else [""] * (len(names) + 2)
            rows.add_row(*first, money(cost, ","), currency)
    if groups[_MOST_GROUPS:]:
        rows.add_row(f"{number(len(groups) - _MOST_GROUPS)} more (all with --json)")
    console.print(rows)


def _show_encodings(console: Console, totals: Totals) -> None:
    rows = table(console, "Encoding", ">Messages", ">Share", ">Parts", ">Parts each")
    for total in totals.encodings:
        each = f"{total.n_parts / total.n_messages:.2f}" if total.n_messages else ""
        rows.add_row(
            str(total.encoding),
            number(total.n_messages),
            share(total.n_messages, totals.n_messages),
            number(total.n_parts),
            each,
        )
    console.print(rows)
    console.print()


def _show_histogram(console: Console, totals: Totals) -> None:
    bars = [(str(n_parts), n_messages) for n_parts, n_messages in totals.parts[:_MOST_BARS]]
    rest = totals.parts[_MOST_BARS:]
    if rest:
        bars.append((f"{rest[0][0]} to {rest[-1][0]}", sum(n_messages for _, n_messages in rest)))
    longest = max((n_messages for _, n_messages in bars), default=1)
    block = "█" if console.is_terminal and not console.options.ascii_only else "#"
    rows = table(console, ">Parts", ">Messages", ">Share", "")
    for label, n_messages in bars:
        bar = block * max(1, round(_BAR * n_messages / longest))
        rows.add_row(label, number(n_messages), share(n_messages, totals.n_messages), Text(bar, style="cyan"))
    console.print(rows)
    console.print()


def _show_costs(console: Console, totals: Totals, *, priced: bool) -> None:
    if not priced:
        console.print("Cost: unknown, no price list was given (--rates)\n")
        return
    rows = table(console, "Prefix", "Destination", ">Messages", ">Parts", ">Price", ">Cost", "")
    known = [(total, total.rate) for total in totals.destinations if total.rate is not None]
    for total, rate in known[:_MOST_DESTINATIONS]:
        rows.add_row(
            rate.prefix,
            visible(rate.name),
            number(total.n_messages),
            number(total.n_parts),
            money(rate.price),
            money(total.cost, ","),
            rate.currency,
        )
    for currency, rest in _by_currency(known[_MOST_DESTINATIONS:]).items():
        rows.add_row(
            "",
            f"{len(rest)} more (all with --json)",
            number(sum(total.n_messages for _, total in rest)),
            number(sum(total.n_parts for _, total in rest)),
            "",
            money(total_of(cost for cost, _ in rest), ","),
            currency,
        )
    if totals.unpriced.n_messages:
        rows.add_row(
            "", "no rate: unpriced", number(totals.unpriced.n_messages), number(totals.unpriced.n_parts), style="yellow"
        )
    for currency, cost in totals.costs:
        rows.add_row("", "Total", "", "", "", money(cost, ","), currency, style="bold")
    console.print(rows)
    console.print()


def _by_currency(totals: Sequence[tuple[DestinationTotal, Rate]]) -> dict[str, list[tuple[Decimal, DestinationTotal]]]:
    grouped: dict[str, list[tuple[Decimal, DestinationTotal]]] = {}
    for total, rate in totals:
        grouped.setdefault(rate.currency, []).append((rate.cost(total.n_parts), total))
    return grouped


def _show_characters(console: Console, totals: Totals) -> None:
    n_alone = sum(total.n_messages_alone for total in totals.characters)
    title = f"Characters that pushed messages to UCS-2 (one alone did it in {number(n_alone)} of them)"
    console.print(title, style="bold")
    rows = table(console, "", "Code point", "Name", ">Messages", ">Alone", ">Extra parts")
    for total in totals.characters[:_MOST_CHARACTERS]:
        rows.add_row(
            glyph(total.character),
            code_point(total.character),
            character_name(total.character),
            number(total.n_messages),
            number(total.n_messages_alone),
            number(total.n_extra_parts),
        )
    if totals.characters[_MOST_CHARACTERS:]:
        rows.add_row("", "", f"{len(totals.characters) - _MOST_CHARACTERS} more (all with --json)")
    console.print(rows)
    console.print()


def _show_left_out(console: Console, left_out: Mapping[Reason, LeftOut]) -> None:
    n_rows = sum(rows.n_rows for rows in left_out.values())
    console.print(f"{counted(n_rows, 'row')} left out", style="bold")
    rows_table = table(console, "Reason", ">Rows", "Lines")
    for reason, rows in sorted(left_out.items(), key=lambda item: -item[1].n_rows):
        more = " ..." if rows.n_rows > len(rows.lines) else ""
        rows_table.add_row(str(reason), number(rows.n_rows), ", ".join(map(str, rows.lines)) + more)
    console.print(rows_table)

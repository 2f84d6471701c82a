"""``septet decode --pdu``: a TPDU field by field, as people read one."""

from __future__ import annotations

import json
import re
from enum import Enum
from itertools import product
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from septet import tpdu
from septet.alphabets import Encoding
from septet.cli.console import output, table, visible
from septet.errors import DecodeError
from septet.received import join_text
from septet.timestamp import Timestamp
from septet.tpdu.modem import service_centre_end

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from septet._typing import Direction, Strictness
    from septet.elements import InformationElement
    from septet.tpdu import Field
    from septet.tpdu.kinds import AnyTpdu
    from septet.udh import UserDataHeader

    Errors = Literal["strict", "replace", "ignore"]

_FLAGS = ("mms", "rd", "lp", "srr", "sri", "srq", "udhi", "rp")
STYLES = ("cyan", "green", "yellow", "magenta", "blue")
"""Colours of fields that follow each other."""


_OF_THE_MODEM = re.compile(r"AT|[+^*#][A-Z]|OK$|ERROR$|RING$", re.IGNORECASE)
_CTRL_Z = "\x1a"


def pdus_in(text: str) -> list[str]:
    r"""Return the digits of each PDU in what was copied from a modem, with its commands and answers between them.

    Where there are none of these, all of it is one PDU, however many lines it takes.

    >>> pdus_in("> 0011 000B\x1a")
    ['0011000B']
    >>> pdus_in('+CMGL: 1,1,,26\n0791\n4477\n+CMGL: 2,1,,26\n0791\n\nOK\n')
    ['07914477', '0791']
    """
    pdus = [""]
    for line in text.splitlines():
        written = line.strip().removeprefix(">").rstrip(_CTRL_Z)
        if _OF_THE_MODEM.match(written):
            pdus.append("")
        else:
            pdus[-1] += "".join(written.split())
    return [digits for digits in pdus if digits] or [""]


def print_pdu(octets: bytes, direction: Direction | None, *, bare: bool, errors: Errors, as_json: bool) -> None:
    """Print what the octets mean.

    Args:
        octets: the PDU.
        direction: without it, to a phone if that makes sense, and else from one.
        bare: whether there is no service centre in front.
        errors: what to do with what is wrong.
        as_json: print JSON.

    Raises:
        DecodeError: they mean nothing.
    """
    mode: Strictness = "strict" if errors == "strict" else "ignore"
    start = 0 if bare else service_centre_end(octets)
    taken, pdu = _parsed(octets, direction, bare=bare, errors=mode)
    rows = [
        (tpdu.Field("service_centre", 0, octets[:start]), str(pdu.service_centre or "the one that the modem knows"))
    ]
    rows = [row for row in rows if row[0].octets]
    for field in tpdu.fields(octets[start:], direction=taken, errors=mode):
        moved = tpdu.Field(field.name, start + field.offset, field.octets)
        rows.append((moved, _meaning(field, pdu.tpdu, errors)))
    if as_json:
        click.echo(json.dumps(_json(pdu, taken, rows, errors), indent=2))
        return
    console = output()
    made = table(console, ">Octet", "Field", "Octets", "Meaning")
    for index, (field, meaning) in enumerate(rows):
        digits = Text(field.octets.hex(" ").upper(), style=STYLES[index % len(STYLES)])
        made.add_row(str(field.offset), field.name, digits, visible(meaning))
    console.print(made)


def _parsed(
    octets: bytes, direction: Direction | None, *, bare: bool, errors: Strictness
) -> tuple[Direction, tpdu.ModemPdu]:
    directions: tuple[Direction, ...] = (direction,) if direction else ("mt", "mo")
    modes: tuple[Strictness, ...] = ("strict", errors)
    problems = []
    for mode, each in product(modes, directions):
        try:
            if bare:
                return each, tpdu.ModemPdu(tpdu.parse(octets, direction=each, errors=mode))
            return each, tpdu.ModemPdu.parse(octets, direction=each, errors=mode)
        except DecodeError as error:
            problems.append(error)
    # Of two, the one that got further is more likely to be about what was meant.
    raise max(problems, key=lambda problem: problem.offset)


def element_meaning(element: InformationElement) -> str:
    """Return what an information element says, in words."""
    said = element.interpret()
    if said is None:
        return element.kind.name
    named = [(name, getattr(said, name)) for name in type(said).__match_args__]
    return f"{element.kind.name}: {', '.join(f'{name} {_word(field)}' for name, field in named)}"


def _word(said: object) -> str:
    return said.name.lower() if isinstance(said, Enum) else str(said).lower()


def _meaning(field: Field, made: AnyTpdu, errors: Errors) -> str:
    name = field.name
    if name in _OF_ONE_OCTET:
        return _OF_ONE_OCTET[name](field.octets[0])
    if name in ("user_data", "user_data.payload"):
        return _text(made, errors)
    if ".udh." in name:
        return _header_meaning(name, field.octets, getattr(made, "udh", None))
    if name == "first":
        return ", ".join([made.kind, *(flag.upper() for flag in _FLAGS if getattr(made, flag, False))])
    if name == "udl":
        return f"{field.octets[0]} {'octets' if _counts_octets(made) else 'septets'}"
    return _said(getattr(made, name)) if hasattr(made, name) and name != "cd" else _OTHERS[name]


def _parameters(pi: int) -> str:
    return ", ".join(word for word, bit in (("pid", 1), ("dcs", 2), ("user data", 4)) if pi & bit) or "nothing more"


_OF_ONE_OCTET: dict[str, Callable[[int], str]] = {
    "mr": str,
    "mn": str,
    "cdl": "{} octets".format,
    "pi": _parameters,
    "st": tpdu.status_name,
    "fcs": tpdu.failure_cause_name,
    "ct": tpdu.command_name,
}
_OTHERS = {"cd": "data", "cd.payload": "data", "rest": "behind the end"}


def _header_meaning(name: str, octets: bytes, header: UserDataHeader | None) -> str:
    if name.endswith("length"):
        return f"{octets[0]} octets of header"
    if name.endswith("elements") or header is None:
        return "broken"
    index = int(name.rpartition("[")[2].rstrip("]"))
    return element_meaning(header.elements[index])


def _counts_octets(made: Any) -> bool:
    return made.dcs is not None and not made.dcs.in_septets


def _said(said: Any) -> str:
    if isinstance(said, Timestamp):
        date = f"20{said.year:02d}-{said.month:02d}-{said.day:02d} {said.hour:02d}:{said.minute:02d}:{said.second:02d}"
        hours, quarters = divmod(abs(said.quarters), 4)
        return f"{date} {'-' if said.quarters < 0 else '+'}{hours:02d}:{15 * quarters:02d}"
    if not hasattr(said, "duration"):
        return str(said)
    period = "no period" if said.duration is None else str(said.duration).removesuffix(", 0:00:00")
    return f"{period}, one attempt" if getattr(said, "single_shot", False) else period


def _text(made: Any, errors: Errors) -> str:
    if made.encoding is Encoding.OCTETS:
        return "data"
    return join_text([made.part], errors=errors)


def _json(pdu: tpdu.ModemPdu, direction: Direction, rows: list[tuple[Field, str]], errors: Errors) -> dict[str, Any]:
    made: Any = pdu.tpdu
    has_text = not isinstance(made, tpdu.Command)
    return {
        "type": made.kind,
        "direction": direction,
        "service_centre": None if pdu.service_centre is None else str(pdu.service_centre),
        "encoding": str(made.encoding) if has_text else None,
        "text": _text(made, errors) if has_text and made.encoding is not Encoding.OCTETS else None,
        "payload": (made.payload if has_text else made.cd).hex().upper(),
        "fields": [
            {"field": field.name, "offset": field.offset, "octets": field.octets.hex().upper(), "meaning": meaning}
            for field, meaning in rows
        ],
    }

"""``septet submit`` and ``septet dissect``: the octets of all parts of a text, for a modem and for the eye."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

import click
from rich.text import Text

from septet import gsm7, tpdu, ucs2
from septet.address import Address
from septet.alphabets import Encoding
from septet.cli import options
from septet.cli.console import output, table, visible
from septet.cli.pdu import STYLES, element_meaning
from septet.errors import DecodeError, OverlengthError
from septet.hexadecimal import octets_of
from septet.split import split
from septet.tpdu.kinds import header_fields
from septet.udh import UserDataHeader, fill_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from septet import Part
    from septet._typing import Languages, ReferenceBits

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_OCTETS_A_ROW = {Encoding.GSM7: 7, Encoding.UCS2: 8}

_reference_option = click.option(
    "--reference", type=int, metavar="N", help="The number that the parts share; drawn at random otherwise."
)


def _duration(given: str | None) -> timedelta | None:
    from datetime import timedelta

    if given is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", given)
    if not found:
        raise click.BadParameter("give a number and m, h, d or w for minutes, hours, days or weeks, as in 12h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _header(given: str | None) -> UserDataHeader | None:
    if given is None:
        return None
    octets = octets_of("".join(given.split()), "--udh")
    try:
        header = UserDataHeader.parse(octets)
    except DecodeError as error:
        raise error.within("--udh", 0) from None
    if len(octets) > 1 + octets[0]:
        raise OverlengthError("the header ends before this", "--udh", 1 + octets[0])
    return header


@click.command(short_help="Print the PDUs that a modem needs to send a text.")
@click.argument("text", required=False)
@click.option("--to", required=True, metavar="NUMBER", help="The number that the text is for.")
@click.option("--service-centre", metavar="NUMBER", help="Its number; otherwise the modem takes the one that it knows.")
@options.encoding_option
@options.languages_option
@options.reference_bits_option
@_reference_option
@options.max_parts_option
@click.option("--class", "message_class", type=click.IntRange(0, 3), metavar="N", help="Message class; 0 is flash.")
@click.option(
    "--replace", "replace_msg_id", type=click.IntRange(1, 7), metavar="N", help="Replace message type, 1 to 7."
)
@click.option("--pid", "protocol_id", type=click.IntRange(0, 255), metavar="N", help="Protocol identifier.")
@click.option(
    "--validity",
    metavar="TIME",
    callback=lambda *given: _duration(given[2]),
    help="How long to try, as in 30m, 12h, 2d, 1w; up to 63 weeks.",
)
@click.option("--report", is_flag=True, help="Request a status report for each part.")
@click.option("--mr", type=click.IntRange(0, 255), default=0, metavar="N", help="Message reference of the first part.")
@click.option("--hex", "in_hex", is_flag=True, help="TEXT is hexadecimal octets, to be sent as 8-bit data.")
@click.option(
    "--udh",
    metavar="HEX",
    callback=lambda *given: _header(given[2]),
    help="A header for each part, such as 0605040B8423F0 for port 2948.",
)
@options.json_option
def submit(
    text: str | None,
    *,
    to: str,
    service_centre: str | None,
    encoding: Encoding | None,
    languages: Languages,
    reference_bits: ReferenceBits,
    reference: int | None,
    max_parts: int | None,
    message_class: int | None,
    replace_msg_id: int | None,
    protocol_id: int | None,
    validity: timedelta | None,
    report: bool,
    mr: int,
    in_hex: bool,
    udh: UserDataHeader | None,
    as_json: bool,
) -> None:
    """Print the PDUs that a modem in PDU mode needs to send TEXT, or standard input.

    Each part is a command with the octets of its TPDU, and the PDU to give when the modem asks for it.
    """
    (given,) = options.texts_of(() if text is None else (text,))
    centre = None if service_centre is None else Address.of(service_centre)
    make: Callable[..., tuple[tpdu.Submit, ...]]
    if in_hex:
        options.refuse_given(("encoding", "languages"), "with --hex")
        make = partial(tpdu.submit_octets, octets_of("".join(given.split()), "TEXT"))
    else:
        make = partial(tpdu.submit, given, encoding=encoding, languages=languages)
    made = make(
        to=to,
        mr=mr,
        vp=validity,
        srr=report,
        message_class=message_class,
        protocol_id=protocol_id,
        replace_msg_id=replace_msg_id,
        reference=reference,
        reference_bits=reference_bits,
        max_parts=max_parts,
        udh=udh,
    )
    pdus = [tpdu.ModemPdu(part, centre) for part in made]
    if as_json:
        found = [
            {
                "at_length": pdu.n_octets,
                "pdu": pdu.serialize().hex().upper(),
                "text": None if in_hex else part.text,
            }
            for pdu, part in zip(pdus, made)
        ]
        click.echo(json.dumps(found, indent=2))
        return
    for pdu in pdus:
        click.echo(f"AT+CMGS={pdu.n_octets}\n{pdu.serialize().hex().upper()}")


@click.command(short_help="Show what every octet of the parts of a text is.")
@click.argument("text", required=False)
@options.encoding_option
@options.languages_option
@options.reference_bits_option
@_reference_option
@options.max_parts_option
def dissect(
    text: str | None,
    *,
    encoding: Encoding | None,
    languages: Languages,
    reference_bits: ReferenceBits,
    reference: int | None,
    max_parts: int | None,
) -> None:
    """Show every octet of the user data of TEXT, or standard input, part by part.

    A character stands where its first bit is. `septet decode --pdu` does the same for a whole PDU.
    """
    (given,) = options.texts_of(() if text is None else (text,))
    parts = split(
        given,
        reference=reference,
        encoding=encoding,
        languages=languages,
        reference_bits=reference_bits,
        max_parts=max_parts,
    )
    console = output()
    for number, part in enumerate(parts, 1):
        counted = "septets" if part.encoding is Encoding.GSM7 else "octets"
        told = (
            f"Part {number} of {len(parts)}: {part.encoding}, {len(part.user_data)} octets, TP-UDL {part.udl} {counted}"
        )
        console.print(told, style="bold")
        rows = table(console, ">Octet", "Octets", "Field", "Meaning")
        for index, (name, start, octets, meaning) in enumerate(_rows(part)):
            style = "white" if name == "payload" else STYLES[index % len(STYLES)]
            rows.add_row(str(start), Text(octets.hex(" ").upper(), style=style), name, visible(meaning))
        console.print(rows)


def _rows(part: Part) -> Iterator[tuple[str, int, bytes, str]]:
    fields = list(header_fields(part.user_data)) if part.udh else [("payload", 0, part.user_data)]
    elements = iter(part.udh.elements if part.udh else ())
    for name, start, octets in fields:
        if name == "payload":
            yield from _payload_rows(part, start, octets)
        elif name == "udh.length":
            yield name, start, octets, f"{octets[0]} octets of header"
        else:
            yield name, start, octets, element_meaning(next(elements))


def _payload_rows(part: Part, start: int, octets: bytes) -> Iterator[tuple[str, int, bytes, str]]:
    places = list(_places(part, start))
    step = _OCTETS_A_ROW[part.encoding]
    for first in range(start, start + len(octets), step):
        text = "".join(character for place, character in places if first <= place < first + step)
        yield "payload", first, part.user_data[first : first + step][: start + len(octets) - first], text


def _places(part: Part, start: int) -> Iterator[tuple[int, str]]:
    if part.encoding is Encoding.UCS2:
        for character in part.text:
            yield start, character
            start += len(ucs2.encode(character))
        return
    locking, single = (part.udh.locking, part.udh.single) if part.udh else (0, 0)
    bit = 8 * start + fill_bits(start)
    for character in part.text:
        yield bit // 8, character
        bit += 7 * len(gsm7.encode(character, locking=locking, single=single))

"""``septet encode`` and ``septet decode``: text to hexadecimal octets and back, and whole PDUs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from septet import gsm7, ucs2
from septet.alphabets import Language
from septet.cli import options
from septet.cli.console import visible
from septet.cli.pdu import pdus_in, print_pdu
from septet.hexadecimal import octets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from septet._typing import Direction, Padding
    from septet.cli.pdu import Errors


def _form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--padding",
            type=click.Choice(["zero", "cr"]),
            default="zero",
            show_default=True,
            help="What fills seven spare bits of packed septets: cr for USSD and cell broadcast.",
        ),
        click.option(
            "--fill-bits", type=click.IntRange(0, 6), default=0, metavar="N", help="Bits in front of packed septets."
        ),
        options.language_option("--single"),
        options.language_option("--locking"),
        click.option("--ucs2", "in_ucs2", is_flag=True, help="UCS-2: two octets for each UTF-16 unit."),
        click.option("--packed", is_flag=True, help="GSM-7, packed: eight septets in seven octets."),
    ):
        command = option(command)
    return command


@click.command(short_help="Print a text as hexadecimal octets.")
@click.argument("text", required=False)
@_form_options
@click.option(
    "--errors",
    type=click.Choice(["strict", "replace", "ignore"]),
    default="strict",
    show_default=True,
    help="What becomes of a character outside the alphabet: an error, a question mark, nothing.",
)
def encode(
    text: str | None,
    *,
    packed: bool,
    in_ucs2: bool,
    locking: Language,
    single: Language,
    fill_bits: int,
    padding: Padding,
    errors: str,
) -> None:
    """Print TEXT, or standard input, as hexadecimal octets.

    The octets are GSM-7 septets, one in each octet, unless --packed or --ucs2 is given.
    """
    _check_form(packed, in_ucs2, "errors")
    (given,) = options.texts_of(() if text is None else (text,))
    if in_ucs2:
        octets = ucs2.encode(given)
    else:
        octets = gsm7.encode(given, errors=errors, locking=locking, single=single)
        if packed:
            octets = gsm7.pack(octets, fill_bits=fill_bits, padding=padding)
    click.echo(octets.hex().upper())


@click.command(short_help="Print the text of hexadecimal octets.")
@click.argument("digits", required=False, metavar="[HEX]")
@_form_options
@click.option("--pdu", "is_pdu", is_flag=True, help="A whole PDU, as a modem gives it, shown field by field.")
@click.option(
    "--direction",
    type=click.Choice(["mt", "mo"]),
    help="Of a PDU: mt to a phone, mo from one; otherwise mt if that makes sense, and else mo.",
)
@click.option("--bare", is_flag=True, help="A PDU without the service centre in front.")
@options.json_option
@click.option("--lenient", is_flag=True, help="Read 1B65 as the euro sign with the Telugu single shift table.")
@click.option("--septets", "n_septets", type=click.IntRange(0), metavar="N", help="How many septets are packed.")
@click.option(
    "--errors",
    type=click.Choice(["strict", "replace", "ignore"]),
    default="strict",
    show_default=True,
    help="What becomes of octets without a meaning: an error, U+FFFD, nothing.",
)
def decode(
    digits: str | None,
    *,
    packed: bool,
    in_ucs2: bool,
    locking: Language,
    single: Language,
    fill_bits: int,
    padding: Padding,
    n_septets: int | None,
    is_pdu: bool,
    direction: Direction | None,
    bare: bool,
    as_json: bool,
    lenient: bool,
    errors: Errors,
) -> None:
    """Print the text of HEX, or of standard input; blanks between the digits do not count.

    The octets are GSM-7 septets, one in each octet, unless --packed or --ucs2 is given. Packed septets are as many as
    there is room for unless --septets says how many: a message of seven octets has seven or eight.

    With --pdu they are an SMS-DELIVER, SMS-SUBMIT, SMS-STATUS-REPORT or another TPDU, with the service centre in front.
    What a modem says around it (+CMT: ,26 and the like) may stand there too, and then also several PDUs.
    """
    _check_pdu(is_pdu)
    _check_form(packed, in_ucs2, "lenient")
    if single is not Language.TELUGU:
        options.refuse_given(("lenient",), "without --single telugu")
    (given,) = options.texts_of(() if digits is None else (digits,))
    if is_pdu:
        for each in pdus_in(given):
            print_pdu(octets_of(each, "HEX"), direction, bare=bare, errors=errors, as_json=as_json)
        return
    octets = octets_of("".join(given.split()), "HEX")
    if in_ucs2:
        text = ucs2.decode(octets, errors=errors)
    else:
        if packed:
            octets = gsm7.unpack(octets, n_septets, fill_bits=fill_bits, padding=padding)
        text = gsm7.decode(octets, errors=errors, locking=locking, single=single, lenient=lenient)
    # What is in the message is data: to a pipe it goes as it is, colour sequences and all.
    click.echo(visible(text) if sys.stdout.isatty() else text, color=True)


_NOT_OF_A_PDU = ("packed", "in_ucs2", "locking", "single", "fill_bits", "padding", "n_septets", "lenient")


def _check_pdu(is_pdu: bool) -> None:
    if is_pdu:
        options.refuse_given(_NOT_OF_A_PDU, "with --pdu")
    else:
        options.refuse_given(("direction", "bare", "as_json"), "without --pdu")


def _check_form(packed: bool, in_ucs2: bool, *more_for_gsm7: str) -> None:
    if packed and in_ucs2:
        raise click.UsageError("--packed and --ucs2 exclude each other")
    if not packed:
        options.refuse_given(("fill_bits", "padding", "n_septets"), "without --packed")
    if in_ucs2:
        options.refuse_given(("locking", "single", *more_for_gsm7), "with --ucs2")

"""Options and arguments that several commands have, and the reading of texts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from septet.alphabets import Encoding, Language
from septet.errors import FileFormatError
from septet.languages import WITHOUT_LOCKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from septet._typing import Languages

_ENCODINGS = {"gsm7": Encoding.GSM7, "ucs2": Encoding.UCS2}
LANGUAGES = {language.name.lower(): language for language in Language}
"""Languages by the names that the command has for them."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
max_parts_option = click.option(
    "--max-parts", type=click.IntRange(1, 255), metavar="N", help="Refuse a text of more than N parts."
)
reference_bits_option = click.option(
    "--reference-bits",
    type=click.Choice(["8", "16"]),
    default="8",
    show_default=True,
    callback=lambda _context, _option, given: int(given),
    help="Size of the reference number in the header of a part that is one of several.",
)
encoding_option = click.option(
    "--as",
    "encoding",
    type=click.Choice(list(_ENCODINGS)),
    callback=lambda _context, _option, given: _ENCODINGS.get(given),
    help="Use this encoding or fail; otherwise GSM-7 if the text allows it, and else UCS-2.",
)


languages_option = click.option(
    "--languages",
    metavar="LIST",
    default="",
    callback=lambda *given: _languages(given[2]),
    help="National tables that may be used: all, or languages separated by commas (turkish,spanish), or pairs of a "
    "locking and a single shift table (hindi+default).",
)


def _languages(given: str) -> Languages:
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    if "all" not in names:
        return tuple(map(_language_or_pair, names))
    if len(names) > 1:
        raise click.BadParameter("all stands alone")
    return "all"


def _language_or_pair(name: str) -> int | tuple[int, int]:
    languages = [LANGUAGES.get(each.strip()) for each in name.split("+")]
    if None in languages or len(languages) > 2:
        known = ", ".join(LANGUAGES)
        raise click.BadParameter(f"{name!r} is neither all, nor one of {known}, nor a pair of these")
    first, *second = (language for language in languages if language is not None)
    if second and first in WITHOUT_LOCKING:
        raise click.BadParameter(f"{first.name.lower()} has no locking shift table")
    return (first, second[0]) if second else first


def language_option(name: str) -> Callable[[Any], Any]:
    """Return an option for the language of a shift table."""
    return click.option(
        name,
        type=click.Choice(list(LANGUAGES), case_sensitive=False),
        default="default",
        callback=lambda _context, _option, given: LANGUAGES[given],
        metavar="LANGUAGE",
        help=f"National {name.strip('-')} shift table: {', '.join(LANGUAGES)}.",
    )


def written_option(name: str, help_text: str) -> Callable[[Any], Any]:
    """Return an option for a file to be written."""
    return click.option(name, metavar="FILE", callback=lambda *given: _named_file(given[2]), help=help_text)


def _named_file(path: str | None) -> str | None:
    if path == "-":
        raise click.BadParameter("give the name of a file: standard output is for the report")
    return path


def texts_of(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments, or else the text on standard input without the end of its last line.

    Raises:
        FileFormatError: one of them is not in the encoding of the terminal, or standard input is not UTF-8.
    """
    if not arguments:
        return (_standard_input(),)
    for position, argument in enumerate(arguments, 1):
        check_argument(argument, f"argument {position}")
    return arguments


def check_argument(argument: str, name: str) -> None:
    """Raise ``FileFormatError`` if the argument has bytes that are not in the encoding of the terminal."""
    # The interpreter hides them as surrogates; they are not what anybody meant to count.
    if any("\udc80" <= character <= "\udcff" for character in argument):
        raise FileFormatError(name, None, "it has bytes that do not decode")


def text_of(octets: bytes, name: str) -> str:
    """Return the UTF-8 text of a file without the end of its last line.

    Raises:
        FileFormatError: it is not UTF-8.
    """
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFormatError(name, None, f"it is not UTF-8 (octet {error.start})") from None
    return text.removesuffix("\n").removesuffix("\r")


def _standard_input() -> str:
    if sys.stdin is None:
        raise FileFormatError("standard input", None, "it is closed")
    if sys.stdin.isatty():
        click.echo("septet: reading from the terminal, end with Ctrl-D", err=True)
    return text_of(sys.stdin.buffer.read(), "standard input")


def refuse_given(names: tuple[str, ...], when: str) -> None:
    """Raise ``UsageError`` if one of these parameters is on the command line, where it would do nothing."""
    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.name in names and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} has no effect {when}")

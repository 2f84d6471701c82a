"""``septet dry-run --api`` and ``septet convert``: requests to SMS APIs in place of campaign files."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from septet import Rates, RequestError
from septet.cli import api_report, options
from septet.cli.apis import APIS, Surroundings
from septet.cli.console import output, visible
from septet.dialects import convert as conversion
from septet.dialects.json_text import loads
from septet.errors import FileFormatError, MalformedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from septet import DryRun
    from septet.dialects.outgoing import Groups

    Command = Callable[..., int]

REFUSED = 1
"""Exit status where the API would refuse the request, or ``convert --strict`` carried less than all over."""

_OWN = ("api", "wire", "query", "groups", "now", "time_zone", "balance", "country", "max_recipients")
_SHARED = ("campaigns", "rates_file", "as_json")


def or_request(campaign: Command) -> Command:
    """Let a command that takes a campaign take a request where ``--api`` is given."""

    @wraps(campaign)
    def dry_run(**given: Any) -> int:
        own = {name: given.pop(name) for name in _OWN}
        if own["api"] is None:
            _refuse(_OWN, "has no effect without --api")
            return campaign(**given)
        _refuse(given.keys() - set(_SHARED), "has no effect with --api")
        if len(given["campaigns"]) > 1:
            raise click.UsageError("--api takes one request")
        return _dry_run(given["campaigns"][0], **own, rates_file=given["rates_file"], as_json=given["as_json"])

    for option in (
        click.option(
            "--max-recipients", type=click.IntRange(1), metavar="N", help="How many recipients a request may have."
        ),
        click.option(
            "--country",
            metavar="CODE",
            callback=_read(_country),
            help="Calling code for national numbers, such as 254.",
        ),
        click.option("--balance", metavar="AMOUNT", callback=_read(_amount), help="What is left on the account."),
        click.option("--time-zone", metavar="NAME", help="Time zone of the account, such as Africa/Nairobi."),
        click.option("--now", metavar="TIME", callback=_read(_moment), help="When it is, such as 2026-01-31T12:00Z."),
        click.option("--groups", metavar="FILE.json", callback=_read(_groups), help="The numbers of each group."),
        click.option("--query", metavar="TEXT", help="What stands in the address behind the question mark."),
        click.option("--wire", is_flag=True, help="Print the body of the response that the API would give."),
        click.option("--api", type=click.Choice(list(APIS)), help="The file is a request to this API."),
    ):
        option(dry_run)
    return dry_run


def _refuse(names: Iterable[str], why: str) -> None:
    context = click.get_current_context()
    for parameter in context.command.params:
        is_given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if parameter.name in names and is_given:
            raise click.UsageError(f"{parameter.opts[0]} {why}")


def _dry_run(campaign: str, *, rates_file: str | None, as_json: bool, api: str, wire: bool, **surroundings: Any) -> int:
    known = APIS[api]
    _refuse(surroundings.keys() - set(known.options), f"has no meaning for {api}")
    if wire and as_json:
        raise click.UsageError("--wire and --json exclude each other")
    rates = None if rates_file is None else Rates.read(rates_file)
    around = Surroundings(rates, **surroundings, is_for_wire=wire)
    name, body = _content(campaign)
    result: DryRun | RequestError
    try:
        result = known.dry_run(body, around)
    except RequestError as error:
        result = error
    if wire:
        answer, status = known.to_wire(result, around)
        click.echo(answer.decode("ascii"), nl=False)
        if status:
            click.echo(status, err=True)
    elif as_json:
        click.echo(json.dumps(api_report.as_json(api, name, result), indent=2))
    else:
        api_report.show(output(), known.title, name, result, priced=rates is not None)
    return REFUSED if isinstance(result, RequestError) else 0


def _content(path: str) -> tuple[str, bytes]:
    if path != "-":
        return path, Path(path).read_bytes()
    name = "standard input"
    if sys.stdin is None:
        raise FileFormatError(name, None, "it is closed")
    return name, sys.stdin.buffer.read()


def _read(function: Callable[[str], Any]) -> Callable[..., Any]:
    # As the callback of an option.
    return lambda _context, _option, given: None if given is None else function(given)


def _amount(written: str) -> Decimal:
    with suppress(InvalidOperation):
        amount = Decimal(written)
        if amount.is_finite() and amount >= 0:
            return amount
    raise click.BadParameter("give an amount such as 12.50", param_hint="--balance")


def _moment(written: str) -> datetime:
    with suppress(ValueError):
        moment = datetime.fromisoformat(written.removesuffix("Z") + "+00:00" * written.endswith("Z"))
        if moment.tzinfo is not None:
            return moment
    raise click.BadParameter("give a time with its zone, such as 2026-01-31T12:00Z", param_hint="--now")


def _country(written: str) -> str:
    if re.fullmatch("[1-9][0-9]{0,2}", written):
        return written
    raise click.BadParameter("give a calling code of 1 to 3 digits such as 254", param_hint="--country")


def _groups(path: str) -> dict[str, tuple[str, ...]]:
    try:
        groups = loads(Path(path).read_bytes(), "groups")
    except MalformedError as error:
        raise FileFormatError(path, None, str(error)) from None
    if isinstance(groups, dict) and all(map(_are_numbers, groups.values())):
        return {name: tuple(numbers) for name, numbers in groups.items()}
    raise FileFormatError(path, None, "it must be an object with an array of numbers, in strings, for each group")


def _are_numbers(numbers: object) -> bool:
    return isinstance(numbers, list) and all(isinstance(each, str) for each in numbers)


@click.command(short_help="Write a request to one API as requests to another.")
@click.argument("request", metavar="REQUEST", default="-")
@click.option("--from", "source", type=click.Choice(conversion.APIS), required=True, help="The API it is for.")
@click.option("--to", "target", type=click.Choice(conversion.APIS), required=True, help="The other API.")
@click.option("--groups", metavar="FILE.json", callback=_read(_groups), help="The numbers of each group.")
@click.option("--strict", is_flag=True, help="End with status 1 if something cannot be carried over.")
@options.json_option
def convert(request: str, source: str, target: str, *, groups: Groups | None, strict: bool, as_json: bool) -> int:
    """Write a request to one API as requests to another, a line for each.

    What cannot be carried over, is left out, or would be sent differently is told on standard error. Without a file,
    or with -, the request is standard input. Ends with status 1 if the first API would refuse it.
    """
    if "groups" not in APIS[source].options:
        _refuse(["groups"], f"has no meaning for {source}")
    name, body = _content(request)
    try:
        made = conversion.convert(body, source, target, groups=groups)
    except RequestError as error:
        for problem in error.problems:
            click.echo(f"septet: {name}: {visible(str(problem))}", err=True)
        return REFUSED
    if as_json:
        told = {
            "requests": [each.decode("ascii") for each in made.requests],
            "problems": list(map(api_report.problem_as_json, made.problems)),
        }
        click.echo(json.dumps(told, indent=2))
    else:
        for each in made.requests:
            click.echo(each.decode("ascii"))
        for problem in made.problems:
            click.echo(f"septet: {visible(str(problem))}", err=True)
    return REFUSED if strict and made.problems else 0

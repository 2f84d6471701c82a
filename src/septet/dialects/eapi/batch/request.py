"""Requests to ``send_batch``: read leniently, and written."""

from __future__ import annotations

from septet._value import value
from septet.dialects.eapi.batch.line_reader import LineReader
from septet.dialects.eapi.batch.lines import REQUIRED_COLUMNS, Line, LineRules, LineStatus
from septet.dialects.eapi.batch.profiles import CURRENT
from septet.dialects.eapi.charset import LATIN_1
from septet.dialects.eapi.csv import write_record
from septet.dialects.eapi.form import encode_form, read_form
from septet.dialects.eapi.parameters import Dca, given, read_values, send_batch, write_values
from septet.dialects.eapi.problems import Trouble, corrected, error, missing_credentials, replaced_characters, warning
from septet.errors import RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from septet._typing import BytesLike
    from septet.dialects.eapi.batch.profiles import Profile
    from septet.dialects.eapi.charset import OnReplacement, Replacement
    from septet.dialects.eapi.csv import Source
    from septet.errors import Problem

BATCH_DATA = "batch_data"
_SEND_TIMES = ("send_time_unixtime", "send_time", "send_time_seconds")
"""The best one first."""


@value
class Request:
    """A submission to ``send_batch``. The fields are named as its parameters are; most are defaults for the lines."""

    lines: tuple[Line, ...]
    """In the order of the records, those that are ignored included."""
    sender: str | None = None
    msg_class: int | None = None
    """0 or 2; None, which is sent without a class, if nothing was said."""
    dca: Dca = Dca.GSM7
    want_report: bool = True
    routing_group: int | None = None
    """1 to 3; None is the default of the service."""
    source_id: str | None = None
    repliable: bool | None = None
    """None is the default of the account."""
    stop_dup_id: int | None = None
    send_time: datetime | None = None
    """In the time zone of the account, and so without one."""
    send_time_unixtime: int | None = None
    """Seconds since 1970 in UTC."""
    send_time_seconds: str | None = None
    """Whatever it means."""
    scheduling_description: str | None = None
    test_always_succeed: bool = False
    test_always_fail: bool = False
    problems: tuple[Problem, ...] = ()
    """All that was wrong and did not refuse the request, that of the lines included."""

    def resolved(self, line: Line) -> Line:
        """Return a line with the defaults of the batch in it."""
        sender = self.sender if line.sender is None and not line.repliable else line.sender
        return Line(
            line.msisdn,
            line.message,
            sender,
            self.msg_class if line.msg_class is None else line.msg_class,
            self.dca if line.dca is None else line.dca,
            self.routing_group if line.routing_group is None else line.routing_group,
            self.source_id if line.source_id is None else line.source_id,
            self.repliable if line.repliable is None else line.repliable,
            line.line_number,
            line.problems,
        )


_BLANK = Request(())
_PARAMETERS = send_batch(CURRENT.routing_groups)


def parse(
    form: BytesLike,
    *,
    profile: Profile = CURRENT,
    default_country: str | None = None,
    euro_octet: int | None = None,
    require_credentials: bool = False,
) -> Request:
    """Return the request that a form is.

    Args:
        form: the body, or the query of an address.
        profile: the version of the service.
        default_country: country code for numbers that begin with one 0; without it they are invalid.
        euro_octet: the octet of the euro sign, if the account has one.
        require_credentials: refuse, with status 23, a form without ``username`` and ``password``.

    Raises:
        RequestError: the service would refuse it: the CSV or its header is missing, there are too many records, or no
            line can be sent.
        FieldRangeError: an option is out of its range.

    >>> request = parse(b"batch_data=msisdn%2Cmessage%0A111111111%2CHi+there%0Aabc%2CHi&sender=Ann")
    >>> [(line.msisdn, line.message, line.status.value) for line in request.lines]
    [('111111111', 'Hi there', 'ok'), ('abc', 'Hi', 'ignored')]
    """
    found, problems = given(read_form(form), _names(profile, BATCH_DATA), lenient=True)
    if require_credentials and (refusals := missing_credentials(found)):
        raise RequestError(*refusals, *problems)
    if BATCH_DATA not in found:
        raise RequestError(error(Trouble.MISSING_BATCH_DATA, BATCH_DATA, "it is missing, or empty"), *problems)
    csv = found[BATCH_DATA]
    return _parse(csv, found, problems, profile=profile, default_country=default_country, euro_octet=euro_octet)


def parse_csv(
    source: Source,
    parameters: Mapping[str, str] | None = None,
    *,
    profile: Profile = CURRENT,
    default_country: str | None = None,
    euro_octet: int | None = None,
) -> Request:
    r"""Return the request that a CSV of its own is, as :func:`parse` does for a form.

    Args:
        source: the CSV, a file opened for reading octets, or chunks of it, cut anywhere.
        parameters: those that a form would have besides, as texts.
        profile: the version of the service.
        default_country: country code for numbers that begin with one 0; without it they are invalid.
        euro_octet: the octet of the euro sign, if the account has one.

    Raises:
        RequestError: the service would refuse it.
        FieldRangeError: an option is out of its range.

    >>> request = parse_csv(b'msisdn,message\n"111111111","Hi there"', {"sender": "Ann"})
    >>> request.sender, request.lines[0].message
    ('Ann', 'Hi there')
    """
    pairs = ((name, LATIN_1.encode(text)) for name, text in (parameters or {}).items())
    found, problems = given(pairs, _names(profile), lenient=True)
    return _parse(source, found, problems, profile=profile, default_country=default_country, euro_octet=euro_octet)


def _names(profile: Profile, *others: str) -> list[str]:
    return [*others, *(parameter.name for parameter in send_batch(profile.routing_groups))]


def _parse(
    source: Source,
    found: Mapping[str, bytes],
    problems: list[Problem],
    *,
    profile: Profile,
    default_country: str | None,
    euro_octet: int | None,
) -> Request:
    values, about_values = _read_parameters(found, profile)
    problems = [*about_values, *problems]
    defaults = _defaults(values)
    try:
        reader = LineReader(source, **defaults, profile=profile, default_country=default_country, euro_octet=euro_octet)
        lines = tuple(reader)
    except RequestError as refusal:
        raise RequestError(*refusal.problems, *problems) from None
    problems += reader.problems
    problems += [problem for line in lines if line.problems for problem in line.problems]
    if all(line.status is LineStatus.IGNORED for line in lines):
        raise RequestError(no_valid_line(), *problems)
    return Request(lines, **values, problems=tuple(problems))


def no_valid_line() -> Problem:
    """Return the problem of a batch of which nothing can be sent."""
    return error(Trouble.NO_VALID_LINE, BATCH_DATA, "no line can be sent")


def reread(request: Request, *, profile: Profile = CURRENT, euro_octet: int | None = None) -> tuple[Request, LineRules]:
    """Return a request as the service reads its parameters when they are written, and the rules to read its lines by.

    Raises:
        FieldRangeError: the octet is out of its range, or ``send_time`` has a time zone.
    """
    replaced: list[Replacement] = []
    found = {
        name: LATIN_1.encode(text, replaced.append, name) for name, text in write_values(request, _BLANK, _PARAMETERS)
    }
    values, problems = _read_parameters(found, profile)
    together = dict.fromkeys((*request.problems, *problems, *replaced_characters(replaced)))
    rules = LineRules(**_defaults(values), profile=profile, euro_octet=euro_octet)
    return Request(request.lines, **values, problems=tuple(together)), rules


def _read_parameters(found: Mapping[str, bytes], profile: Profile) -> tuple[dict[str, Any], list[Problem]]:
    values, problems = read_values(found, send_batch(profile.routing_groups), lenient=True)
    return values, [*problems, *_settle(values, found)]


def _defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("sender", "msg_class", "dca", "repliable") if name in values}


def _settle(values: dict[str, Any], found: Mapping[str, bytes]) -> Iterator[Problem]:
    # What does not go together, and what was dropped.
    if values.get("sender") is not None and values.get("repliable"):
        del values["sender"]
        yield corrected(Trouble.SENDER_AND_REPLIABLE, "sender", "dropped, since replies need another one")
    times = [name for name in _SEND_TIMES if name in values]
    for name in times[1:]:
        del values[name]
        yield warning(Trouble.SEVERAL_SEND_TIMES, name, f"dropped, since there is {times[0]}")
    if not times and any(name in found for name in _SEND_TIMES):
        yield warning(Trouble.SCHEDULE_DROPPED, "send_time", "without it the messages would be sent at once")
    if "send_time_seconds" in values:
        yield warning(Trouble.SEND_TIME_UNKNOWN, "send_time_seconds", "its meaning is not documented: use another form")


def serialize(
    request: Request,
    *,
    username: str | None = None,
    password: str | None = None,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> bytes:
    r"""Return the form of a request, to be sent by POST.

    What has its default value is left out, and so are columns in which no line has anything, and lines that are
    ignored.

    Args:
        request: any request; :func:`dry_run` tells whether it is a valid one.
        username: whose account it is.
        password: goes with it.
        euro_octet: the octet of the euro sign, if the account has one.
        on_replacement: called with a :class:`Replacement` for each character that becomes ``?``; its ``parameter`` is
            ``lines[3].message`` or the like.

    Raises:
        TypeError: a message is octets and should be text, or the opposite.
        FieldRangeError: an option is out of its range, or ``send_time`` has a time zone.

    >>> serialize(Request((Line("111111111", "Hi"),), sender="Ann"))
    b'sender=Ann&batch_data=%22msisdn%22%2C%22message%22%0A%22111111111%22%2C%22Hi%22'
    """
    credentials = {"username": username, "password": password}
    pairs: list[tuple[str, str | bytes]] = [(name, text) for name, text in credentials.items() if text is not None]
    pairs += write_values(request, _BLANK, _PARAMETERS)
    pairs.append((BATCH_DATA, serialize_csv(request, euro_octet=euro_octet, on_replacement=on_replacement)))
    return encode_form(pairs, on_replacement=on_replacement)


def serialize_csv(
    request: Request, *, euro_octet: int | None = None, on_replacement: OnReplacement | None = None
) -> bytes:
    """Return the CSV of a request; the arguments and the errors are those of :func:`serialize`."""
    rules = LineRules(dca=request.dca, euro_octet=euro_octet)
    rows = [
        rules.write(line, f"lines[{i}]", on_replacement)
        for i, line in enumerate(request.lines)
        if line.status is not LineStatus.IGNORED
    ]
    used = set().union(*rows)
    names = [*REQUIRED_COLUMNS, *(column.name for column in rules.columns if column.name in used)]
    records = [write_record(name.encode("ascii") for name in names)]
    records += [write_record(cells.get(name, b"") for name in names) for cells in rows]
    return b"\n".join(records)

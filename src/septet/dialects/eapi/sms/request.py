"""Requests to ``send_sms``: read strictly, and written."""

from __future__ import annotations

from septet._value import value
from septet.dcs import DataCoding
from septet.dialects.eapi.charset import LATIN_1, charset
from septet.dialects.eapi.form import MESSAGE, encode_form, read_form
from septet.dialects.eapi.messages import read_message, trouble_of, write_message
from septet.dialects.eapi.parameters import SEND_SMS, Dca, given, read_values, write_values
from septet.dialects.eapi.problems import Trouble, error, missing_credentials, replaced_characters, warning
from septet.dialects.eapi.recipients import NUMBER, check_country, duplicates, normalize
from septet.dialects.eapi.sms.policy import too_long
from septet.errors import DecodeError, RequestError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.eapi.charset import Charset, OnReplacement, Replacement
    from septet.errors import Problem

MANY_RECIPIENTS = 5000
"""Numbers in one request from which on groups are recommended."""

REPLACE_MESSAGE_PID = 0x40
"""TP-PID of ``replace_msg_id`` 0, of which there is none; 1 to 7 follow (3GPP TS 23.040 clause 9.2.3.9)."""

MSISDN = "msisdn"
GROUP = "dest_group_id"
_NAMES = (MESSAGE, MSISDN, GROUP, *(parameter.name for parameter in SEND_SMS))
_LARGEST_GROUP_DIGITS = 18
_LENGTH = {"dca", "allow_concat_text_sms", "concat_text_sms_max_parts"}
"""Parameters without which nobody knows how long a message may be."""


@value
class Request:
    """A submission to ``send_sms``. The fields are named as its parameters are."""

    message: str | bytes
    """Text; with ``dca=8bit`` octets, the user data header in front."""
    msisdn: tuple[str, ...] = ()
    """Numbers, as digits."""
    dest_group_id: tuple[int, ...] = ()
    sender: str | None = None
    msg_class: int | None = None
    """0 to 3; None, which is sent without a class, if nothing was said."""
    dca: Dca = Dca.GSM7
    want_report: bool = True
    routing_group: int | None = None
    """1 to 3; None is the default of the service."""
    source_id: str | None = None
    repliable: bool | None = None
    """None is the default of the account."""
    strip_dup_recipients: bool = False
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
    allow_concat_text_sms: bool = False
    concat_text_sms_max_parts: int = 2
    replace_msg_id: int | None = None
    protocol_id: int | None = None
    problems: tuple[Problem, ...] = ()
    """Warnings; what is worse refuses the request."""

    @property
    def pid(self) -> int:
        """TP-PID, the protocol identifier."""
        if self.replace_msg_id is not None:
            return REPLACE_MESSAGE_PID + self.replace_msg_id
        return self.protocol_id or 0

    @property
    def dcs(self) -> DataCoding:
        """TP-DCS, the data coding scheme.

        >>> Request("Hi").dcs, Request("Hi", msg_class=0, dca=Dca.UCS2).dcs
        (DataCoding(0x00), DataCoding(0x18))
        """
        return DataCoding.of(self.dca.encoding, message_class=self.msg_class)


_BLANK = Request("")


def parse(
    form: BytesLike,
    *,
    default_country: str | None = None,
    euro_octet: int | None = None,
    require_credentials: bool = False,
) -> Request:
    """Return the request that a form is.

    Args:
        form: the body, or the query of an address.
        default_country: country code for numbers that begin with one 0; without it they are invalid.
        euro_octet: the octet of the euro sign, if the account has one.
        require_credentials: refuse, with status 23, a form without ``username`` and ``password``.

    Raises:
        RequestError: the service would refuse it; with all that is wrong, in the order in which it is looked at:
            parameters, recipients, message, its length. A message that is too long and nothing else is for
            :func:`dry_run` to refuse, which counts.
        FieldRangeError: an option is out of its range.

    >>> request = parse(b"message=Hi+Mom+%26+Dad&msisdn=44123123456,44123123457&msg_class=0")
    >>> request.message, request.msisdn, request.msg_class
    ('Hi Mom & Dad', ('44123123456', '44123123457'), 0)
    """
    found, problems = given(read_form(form), _NAMES, lenient=False)
    if require_credentials:
        problems = [*missing_credentials(found), *problems]
    return _read(found, problems, check_country(default_country), charset(euro_octet=euro_octet))


def reread(request: Request, *, euro_octet: int | None = None) -> Request:
    """Return a request as the service reads it when it is written.

    Raises:
        RequestError: the service would refuse it.
        TypeError: the message is octets and should be text, or the opposite.
        FieldRangeError: the octet is out of its range, or ``send_time`` has a time zone.
    """
    characters = charset(euro_octet=euro_octet)
    replaced: list[Replacement] = []
    found = {
        name: LATIN_1.encode(text, replaced.append, name) if isinstance(text, str) else text
        for name, text in _pairs(request, characters, replaced.append)
        if text
    }
    return _read(found, [*request.problems, *replaced_characters(replaced)], "", characters)


def _read(found: Mapping[str, bytes], problems: list[Problem], country: str, characters: Charset) -> Request:
    values, about_values = read_values(found, SEND_SMS, lenient=False)
    numbers, about_numbers = _read_numbers(found.get(MSISDN, b""), country)
    groups, about_groups = _read_groups(found.get(GROUP, b""))
    request = Request("", numbers, groups, **values)
    recipients = _about_recipients(request, found)
    problems = [*problems, *about_values, *_conflicts(request), *about_groups, *about_numbers, *recipients]
    message, about_message = _read_message(found.get(MESSAGE, b""), request.dca, characters)
    problems += about_message
    refusals = [problem for problem in problems if problem.severity is Severity.ERROR]
    rest = dict.fromkeys(problem for problem in problems if problem.severity is not Severity.ERROR)
    request = Request(message, numbers, groups, **values, problems=tuple(rest))
    if refusals:
        is_length_known = _LENGTH.isdisjoint(problem.path for problem in refusals)
        raise RequestError(*refusals, *(too_long(request) if is_length_known else ()), *rest)
    return request


def _conflicts(request: Request) -> Iterator[Problem]:
    if request.sender is not None and request.repliable:
        yield error(
            Trouble.SENDER_AND_REPLIABLE, "sender", "replies need another sender: leave out one, or repliable=0"
        )
    times = (request.send_time, request.send_time_unixtime, request.send_time_seconds)
    if len(times) - times.count(None) > 1:
        yield error(Trouble.SEVERAL_SEND_TIMES, "send_time", "there is more than one: send_time_unixtime is the best")
    if request.send_time_seconds is not None:
        yield warning(Trouble.SEND_TIME_UNKNOWN, "send_time_seconds", "its meaning is not documented: use another form")
    if None not in (request.replace_msg_id, request.protocol_id) and request.pid != request.protocol_id:
        reason = f"replace_msg_id={request.replace_msg_id} is protocol identifier {request.pid}"
        yield error(Trouble.CONFLICTING_PROTOCOL_ID, "protocol_id", reason)


def _read_numbers(written: bytes, country: str) -> tuple[tuple[str, ...], list[Problem]]:
    numbers = []
    problems = []
    for i, each in enumerate(written.decode("latin-1").split(",") if written else ()):
        number = normalize(each, country)
        if number is None:
            problems.append(error(Trouble.INVALID_NUMBER, f"{MSISDN}[{i}]", f"{each!a} is not {NUMBER}"))
        numbers.append(each if number is None else number)
    return tuple(numbers), problems


def _read_groups(written: bytes) -> tuple[tuple[int, ...], list[Problem]]:
    groups = []
    problems = []
    for i, each in enumerate(written.split(b",") if written else ()):
        digits = each.strip()
        if digits.isdigit() and len(digits) <= _LARGEST_GROUP_DIGITS:
            groups.append(int(digits))
        else:
            reason = f"{each.decode('latin-1')!a} is not the number of a group"
            problems.append(error(Trouble.INVALID_VALUE, f"{GROUP}[{i}]", reason))
    return tuple(groups), problems


def _about_recipients(request: Request, found: Container[str]) -> Iterator[Problem]:
    if MSISDN in found and GROUP in found:
        yield error(Trouble.RECIPIENTS_AND_GROUPS, GROUP, "there is msisdn as well: send twice")
    if MSISDN not in found and GROUP not in found:
        yield error(Trouble.MISSING_RECIPIENT, MSISDN, "give msisdn or dest_group_id")
    if not request.strip_dup_recipients:
        for i in (i for i in duplicates(request.msisdn) if normalize(request.msisdn[i]) is not None):
            reason = f"{request.msisdn[i]} is there before: strip_dup_recipients=1 would strip it"
            yield error(Trouble.DUPLICATE_RECIPIENT, f"{MSISDN}[{i}]", reason)
    if len(request.msisdn) > MANY_RECIPIENTS:
        reason = f"these are {len(request.msisdn)}: groups are recommended for more than {MANY_RECIPIENTS}"
        yield warning(Trouble.MANY_RECIPIENTS, MSISDN, reason)


def _read_message(written: bytes, dca: Dca, characters: Charset) -> tuple[str | bytes, list[Problem]]:
    if not written:
        return "", [error(Trouble.MISSING_MESSAGE, MESSAGE, "it is missing, or empty")]
    try:
        return read_message(written, dca, characters, MESSAGE)
    except DecodeError as refusal:
        return "", [error(trouble_of(refusal), MESSAGE, str(refusal))]


def serialize(
    request: Request,
    *,
    username: str | None = None,
    password: str | None = None,
    euro_octet: int | None = None,
    on_replacement: OnReplacement | None = None,
) -> bytes:
    """Return the form of a request, to be sent by POST. What has its default value is left out.

    Args:
        request: any request; :func:`dry_run` tells whether it is a valid one.
        username: whose account it is.
        password: goes with it.
        euro_octet: the octet of the euro sign, if the account has one.
        on_replacement: called with a :class:`Replacement` for each character that becomes ``?``.

    Raises:
        TypeError: the message is octets and should be text, or the opposite.
        FieldRangeError: an option is out of its range, or ``send_time`` has a time zone.

    >>> serialize(Request("Ωmega", ("44123123456",), sender="Ann"), username="john", password="abc")
    b'username=john&password=abc&message=%DBmega&msisdn=44123123456&sender=Ann'
    """
    characters = charset(euro_octet=euro_octet)
    credentials = {"username": username, "password": password}
    pairs: list[tuple[str, str | bytes]] = [(name, text) for name, text in credentials.items() if text is not None]
    return encode_form([*pairs, *_pairs(request, characters, on_replacement)], on_replacement=on_replacement)


def _pairs(
    request: Request, characters: Charset, on_replacement: OnReplacement | None
) -> Iterator[tuple[str, str | bytes]]:
    yield MESSAGE, write_message(request.message, request.dca, characters, on_replacement, MESSAGE)
    for name, listed in ((MSISDN, request.msisdn), (GROUP, request.dest_group_id)):
        if listed:
            yield name, ",".join(map(str, listed))
    yield from write_values(request, _BLANK, SEND_SMS)

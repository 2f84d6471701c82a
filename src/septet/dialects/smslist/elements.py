"""One element of ``smslist``, member by member."""

from __future__ import annotations

from septet.dialects.json_text import dumps
from septet.dialects.smslist.codes import Trouble
from septet.dialects.smslist.mobile import is_of, normalize_mobile
from septet.dialects.smslist.request import PassType, Refused, Sms
from septet.errors import FieldRangeError, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from septet.dialects.smslist.request import ClientId
    from septet.errors import Problem

    Report = Callable[[Trouble, str, str], None]
    Element = Mapping[str, object]

CREDENTIALS = ("partnerID", "apikey", "shortcode")
"""The members for which the value in the first element counts for all."""

UNKNOWN = "the API knows no such member; it is passed over"
"""What is said of a member with another name."""

_MEMBERS = frozenset((*CREDENTIALS, "mobile", "message", "pass_type", "clientsmsid", "timeToSend"))

_MOST_SECONDS = 253_402_300_799  # the last of the year 9999
_TIMESTAMP_LENGTHS = range(9, 13)  # fewer digits are a moment before 1973, or rather a date without hyphens
_LONGEST_SHOWN = 40
_DATE_AND_TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?"  # fromisoformat() takes more, and not the same in each version


def text_of(member: object) -> str:
    """Return a member that may be written as a string or as an integer; empty where it is neither.

    >>> text_of("x"), text_of(7), text_of(True), text_of(None)
    ('x', '7', '', '')
    """
    if isinstance(member, str):
        return member
    return str(member) if isinstance(member, int) and not isinstance(member, bool) else ""


def id_of(member: object) -> ClientId:
    """Return a member that may be a number or a string, as it is, or None where it is neither.

    >>> id_of(1234), id_of("1234"), id_of([1234])
    (1234, '1234', None)
    """
    return member if isinstance(member, (int, float, str)) and not isinstance(member, bool) else None


def row_of(
    element: Element, path: str, country: str, credentials: Mapping[str, str]
) -> tuple[Sms | Refused, list[Problem]]:
    """Return the row of an element and what is wrong with it; what decides the answer stands first.

    Args:
        element: its members.
        path: where it stands, such as ``smslist[0]``.
        country: the calling code for national numbers.
        credentials: those of the first element.
    """
    problems: list[Problem] = []

    def report(trouble: Trouble, member: str, message: str) -> None:
        problems.append(trouble.at(f"{path}.{member}", message))

    _check_credentials(element, credentials, report)
    mobile = _mobile(element, country, report)
    pass_type = _pass_type(element, report)
    message = _message(element, pass_type, report)
    client_sms_id = _client_sms_id(element, report)
    time_to_send = _time_to_send(element, report)
    for name in sorted(element.keys() - _MEMBERS):
        report(Trouble.UNKNOWN_MEMBER, name, UNKNOWN)
    problems.sort(key=lambda problem: problem.severity is Severity.WARNING)
    if problems and problems[0].severity is Severity.ERROR:
        return Refused(text_of(element.get("mobile")), message, client_sms_id, problems[0], dumps(element)), problems
    return Sms(mobile, message, client_sms_id, pass_type, time_to_send), problems


def _check_credentials(element: Element, credentials: Mapping[str, str], report: Report) -> None:
    if not credentials["shortcode"].strip():
        report(Trouble.NO_SHORTCODE, "shortcode", "the first element must have a shortcode, the sender of all messages")
    for name, given in credentials.items():
        if text_of(element.get(name)) != given:
            report(Trouble.CREDENTIAL_MISMATCH, name, "it is not that of the first element, which counts for all")


def _mobile(element: Element, country: str, report: Report) -> str:
    given = element.get("mobile")
    try:
        mobile = normalize_mobile(text_of(given), country=country)
    except FieldRangeError as error:
        report(Trouble.INVALID_MOBILE, "mobile", f"it must be {error.limit}, not {_shown(given)}")
        return ""
    if not is_of(country, mobile):
        report(Trouble.FOREIGN_MOBILE, "mobile", f"{mobile} is no number of +{country}: ask the provider before")
    return mobile


def _pass_type(element: Element, report: Report) -> PassType:
    given = element.get("pass_type")
    if given is None:
        return PassType.PLAIN
    for pass_type in PassType:
        if given == pass_type.value:
            return pass_type
    report(Trouble.INVALID_PASS_TYPE, "pass_type", f"it must be plain or bm5, not {_shown(given)}")
    return PassType.PLAIN


def _message(element: Element, pass_type: PassType, report: Report) -> str:
    message = element.get("message")
    if not isinstance(message, str) or not message:
        report(Trouble.INVALID_MESSAGE, "message", "it must be a string with at least one character")
        return ""
    if pass_type is PassType.PLAIN:
        return message
    decoded = _from_base64(message)
    if not decoded:
        report(Trouble.INVALID_MESSAGE, "message", "with the pass_type bm5 it must be the base64 of a text in UTF-8")
    return decoded


def _from_base64(digits: str) -> str:
    from base64 import b64decode

    try:
        return b64decode(digits, validate=True).decode()
    except ValueError:  # of base64 and of UTF-8
        return ""


def _client_sms_id(element: Element, report: Report) -> ClientId:
    given = element.get("clientsmsid")
    client_sms_id = id_of(given)
    if given is not None and client_sms_id is None:
        report(Trouble.INVALID_CLIENT_SMS_ID, "clientsmsid", f"it must be a number or a string, not {_shown(given)}")
    return client_sms_id


def time_of(member: object) -> datetime | None:
    """Return the time that a member says, a moment in UTC or a local time, or None where it says none.

    >>> time_of("2019-09-01 18:00"), time_of(1567350000)
    (datetime.datetime(2019, 9, 1, 18, 0), datetime.datetime(2019, 9, 1, 15, 0, tzinfo=datetime.timezone.utc))
    """
    written = text_of(member).strip()
    return _moment(int(written)) if _is_timestamp(written) else _local_time(written)


def _time_to_send(element: Element, report: Report) -> datetime | None:
    given = element.get("timeToSend")
    time = time_of(given)
    if given is not None and time is None:
        wanted = "a date and time such as 2019-09-01 18:00, or a timestamp in seconds"
        report(Trouble.INVALID_TIME, "timeToSend", f"it must be {wanted}, not {_shown(given)}")
    return time


def _shown(given: object) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, (dict, list)):
        return "an object" if isinstance(given, dict) else "an array"
    shown = dumps(given)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."


def _is_timestamp(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) in _TIMESTAMP_LENGTHS


def _moment(seconds: int) -> datetime | None:
    from datetime import datetime, timezone

    return datetime.fromtimestamp(seconds, timezone.utc) if seconds <= _MOST_SECONDS else None


def _local_time(written: str) -> datetime | None:
    import re
    from datetime import datetime

    if re.fullmatch(_DATE_AND_TIME, written, re.ASCII) is None:
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:  # no such day or time
        return None

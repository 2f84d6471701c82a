"""What a client asks for: credentials that count for all, and a row for each message."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.json_text import dumps
from septet.errors import UnencodableCharacterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from septet.errors import Problem

    ClientId = float | str | None  # to a type checker, an integer is a float


class PassType(Enum):
    """How the text of a message is written."""

    PLAIN = "plain"
    """As it is."""
    BM5 = "bm5"
    """In base64, of its octets in UTF-8."""


@value
class Sms:
    """A message to one number."""

    mobile: str
    """The digits of the number, with the calling code."""
    message: str
    client_sms_id: ClientId = None
    """``clientsmsid``: a number or a string that comes back with the answer as it is; None where there is none."""
    pass_type: PassType = PassType.PLAIN
    """How the message is written in the request; what is sent is the same."""
    time_to_send: datetime | None = None
    """``timeToSend``: with a time zone a moment, in whole seconds (a timestamp in the request); without one a local
    time of the account. None is now."""


@value
class Refused:
    """An element that the API would answer with another code than success, while the others go.

    Its ``repr`` does not show the element, which has the API key in it.
    """

    mobile: str
    """As it was given, where it was a string or a number; else empty."""
    message: str
    """As in :class:`Sms`; empty where it cannot be read."""
    client_sms_id: ClientId
    """As in :class:`Sms`; None where it cannot be used."""
    problem: Problem
    """What decides the answer. There may be more among the problems of the request."""
    element: str
    """The element, as JSON text."""

    def __repr__(self) -> str:
        return _shown_without("element", self)


@value
class Request:
    """A request to send messages.

    Its ``repr`` does not show the API key, so that logs and error reports do not get it.

    >>> Request("7", "a secret", "SHOP", ())
    Request(partner_id='7', api_key=..., shortcode='SHOP', rows=(), problems=())
    """

    partner_id: str
    api_key: str
    shortcode: str
    """The sender of all messages."""
    rows: tuple[Sms | Refused, ...]
    """One for each element, in their order."""
    problems: tuple[Problem, ...] = ()
    """What is wrong and does not make the API refuse the whole request."""

    def __repr__(self) -> str:
        return _shown_without("api_key", self)


def _shown_without(secret: str, value: Request | Refused) -> str:
    fields = (
        f"{name}={'...' if name == secret else repr(getattr(value, name))}" for name in type(value).__match_args__
    )
    return f"{type(value).__name__}({', '.join(fields)})"


def serialize(request: Request) -> bytes:
    """Return the JSON body of a request.

    Each element has the credentials, as the documents want it. Elements that were refused are written as they came.

    Raises:
        UnencodableCharacterError: a message that is to be written in base64 has half a surrogate pair.

    >>> print(serialize(Request("7", "key", "SHOP", (Sms("254712345678", "Hi", 1),))).decode())
    {"count":1,"smslist":[{"partnerID":"7","apikey":"key","shortcode":"SHOP","pass_type":"plain",\
"mobile":"254712345678","message":"Hi","clientsmsid":1}]}
    """
    credentials = {"partnerID": request.partner_id, "apikey": request.api_key, "shortcode": request.shortcode}
    elements = ",".join(
        row.element if isinstance(row, Refused) else dumps({**credentials, **_members(row)}) for row in request.rows
    )
    return f'{{"count":{len(request.rows)},"smslist":[{elements}]}}'.encode("ascii")


def _members(sms: Sms) -> dict[str, object]:
    is_plain = sms.pass_type is PassType.PLAIN
    members = {
        "pass_type": sms.pass_type.value,
        "mobile": sms.mobile,
        "message": sms.message if is_plain else _in_base64(sms.message),
        "clientsmsid": sms.client_sms_id,
        "timeToSend": None if sms.time_to_send is None else written_time(sms.time_to_send),
    }
    return {name: member for name, member in members.items() if member is not None}


def _in_base64(text: str) -> str:
    from base64 import b64encode

    try:
        return b64encode(text.encode()).decode("ascii")
    except UnicodeEncodeError as error:
        raise UnencodableCharacterError(text, error.start, "UTF-8") from None


def written_time(time: datetime) -> str | int:
    """Return ``timeToSend`` as it is written; what is finer than a second is cut off.

    >>> from datetime import datetime
    >>> written_time(datetime(2019, 9, 1, 18, 0))
    '2019-09-01 18:00'
    """
    if time.tzinfo is not None:
        return int(time.timestamp())
    return time.isoformat(" ", "seconds" if time.second else "minutes")

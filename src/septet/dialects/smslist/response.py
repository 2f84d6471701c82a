"""What the API answers, read as tolerantly as clients have learnt to, and written as the documents have it."""

from __future__ import annotations

from enum import Enum

from septet._value import value
from septet.dialects.json_text import dumps, loads
from septet.dialects.smslist.alignment import align
from septet.dialects.smslist.codes import Code
from septet.dialects.smslist.elements import id_of, text_of
from septet.dialects.smslist.mobile import COUNTRY
from septet.errors import MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from septet._typing import BytesLike
    from septet.dialects.smslist.request import ClientId, Request

_CODE = ("response-code", "respose-code")  # some services spell it like the second
_DESCRIPTION = ("response-description", "respose-description")
_MOST_DIGITS = 9


class Outcome(Enum):
    """What became of a message."""

    SUCCESS = "success"
    """The service took it."""
    FAILED = "failed"
    """The service refused it; the code says why."""
    NO_RESULT = "no_result"
    """Nobody knows: the service did not answer for it."""


@value
class Answer:
    """What the API answers for one message, or for the whole request."""

    code: int | None
    """As in :class:`Code`, or another; None where there is none."""
    description: str = ""
    mobile: str = ""
    """As the service writes it."""
    client_sms_id: ClientId = None
    """``clientsmsid``, as the client gave it."""
    message_id: str = ""
    """``messageid``: what the service calls the message, in delivery reports too."""
    network_id: str = ""
    """``networkid``: the network of the number."""

    @property
    def outcome(self) -> Outcome:
        """What became of the message."""
        if self.code is None:
            return Outcome.NO_RESULT
        return Outcome.SUCCESS if self.code == Code.SUCCESS else Outcome.FAILED


@value
class Response:
    """The answer to a request."""

    rows: tuple[Answer, ...] = ()
    """One for each message."""
    failure: Answer | None = None
    """What there is instead of rows where the whole request was refused."""
    unmatched: tuple[Answer, ...] = ()
    """Answers to no row of the request."""


def read_response(body: str | BytesLike, request: Request | None = None, *, country: str = COUNTRY) -> Response:
    """Read the JSON body of an answer.

    The code may be spelt ``respose-code``; codes, numbers and identifiers may be strings or numbers.

    Args:
        body: the JSON text, or its octets in UTF-8.
        request: what was sent. With it there is a row for each of its rows, in their order. They are found by
            ``clientsmsid``, then by the number, and last by their position; a row that nothing is answered for has no
            code. Without it the rows are those of the answer.
        country: the calling code for national numbers.

    Raises:
        MalformedError: it is no JSON, or no answer of this API.

    >>> response = read_response('{"responses": [{"respose-code": "200", "messageid": 655, "clientsmsid": "a1"}]}')
    >>> response.rows[0].outcome, response.rows[0].message_id, response.failure
    (<Outcome.SUCCESS: 'success'>, '655', None)
    """
    document = loads(body, "response")
    failure = _failure(document)
    if failure is not None:
        return Response(failure=failure)
    answers = tuple(map(_answer, _list_of(document)))
    if request is None:
        return Response(answers)
    found, unmatched = align(answers, request.rows, country)
    rows = (
        Answer(None, mobile=row.mobile, client_sms_id=row.client_sms_id) if answer is None else answer
        for row, answer in zip(request.rows, found)
    )
    return Response(tuple(rows), unmatched=tuple(unmatched))


def write_response(response: Response) -> bytes:
    """Return the JSON body of an answer, as the service writes it: without what is empty.

    >>> print(write_response(Response(failure=Answer(1006, "Invalid credentials"))).decode())
    {"response-code":1006,"response-description":"Invalid credentials"}
    """
    if response.failure is not None:
        return dumps(_members(response.failure)).encode("ascii")
    return dumps({"responses": [_members(answer) for answer in response.rows]}).encode("ascii")


def _failure(document: object) -> Answer | None:
    if not isinstance(document, dict) or "responses" in document:
        return None
    answer = _answer(document)
    return answer if answer.outcome is Outcome.FAILED else None


def _list_of(document: object) -> list[object]:
    responses = document.get("responses", document) if isinstance(document, dict) else document
    if isinstance(responses, dict) and _answer(responses).code is not None:
        return [responses]
    if isinstance(responses, list):
        return responses
    raise MalformedError("this is no answer of SEND BULK: it has neither responses nor a response-code", "response", 0)


def _answer(element: object) -> Answer:
    # What is no object keeps its place: the answers after it are perhaps found by position.
    members: Mapping[str, object] = element if isinstance(element, dict) else {}
    return Answer(
        code=_integer(text_of(_one_of(members, _CODE))),
        description=text_of(_one_of(members, _DESCRIPTION)),
        mobile=text_of(members.get("mobile")),
        client_sms_id=id_of(members.get("clientsmsid")),
        message_id=text_of(members.get("messageid")),
        network_id=text_of(members.get("networkid")),
    )


def _one_of(members: Mapping[str, object], names: tuple[str, str]) -> object:
    return next((members[name] for name in names if name in members), None)


def _integer(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _members(answer: Answer) -> dict[str, object]:
    number = _integer(answer.network_id)
    members = {
        "response-code": answer.code,
        "response-description": answer.description or None,
        "mobile": answer.mobile or None,
        "messageid": answer.message_id or None,
        "clientsmsid": answer.client_sms_id,
        "networkid": number if str(number) == answer.network_id else answer.network_id or None,
    }
    return {name: member for name, member in members.items() if member is not None}

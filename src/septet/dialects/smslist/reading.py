"""From the JSON body to a request, by the rules of the first element."""

from __future__ import annotations

from septet.dialects.json_text import loads
from septet.dialects.smslist.codes import Trouble
from septet.dialects.smslist.elements import CREDENTIALS, UNKNOWN, row_of, text_of
from septet.dialects.smslist.mobile import COUNTRY
from septet.dialects.smslist.request import Request
from septet.errors import FieldRangeError, MalformedError, RequestError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from septet._typing import BytesLike
    from septet.dialects.smslist.elements import Element
    from septet.dialects.smslist.request import Refused, Sms
    from septet.errors import Problem

MAX_MESSAGES = 1000
"""The most elements of one request. Older services of the same software took 20."""

_MEMBERS = frozenset(("count", "smslist"))
_NEEDED = {"partnerID": Trouble.NO_PARTNER_ID, "apikey": Trouble.NO_API_KEY}


def parse(body: str | BytesLike, *, country: str = COUNTRY, max_messages: int = MAX_MESSAGES) -> Request:
    """Read the JSON body of a request.

    An element that cannot be sent becomes a row that says so, and takes nothing else down.

    Args:
        body: the JSON text, or its octets in UTF-8.
        country: the calling code for national numbers.
        max_messages: the most elements that the service takes.

    Raises:
        RequestError: the API would refuse the whole request. All problems are in it, but for those of elements beyond
            ``max_messages``.
        FieldRangeError: an option is out of its range.

    >>> request = parse('''{"count": 1, "smslist": [{"partnerID": "7", "apikey": "key", "shortcode": "SHOP",
    ...     "mobile": "0712 345678", "message": "Hi", "clientsmsid": 1}]}''')
    >>> request.rows[0].mobile, request.rows[0].message, request.shortcode, request.problems
    ('254712345678', 'Hi', 'SHOP', ())
    """
    if not (country.isascii() and country.isdigit() and len(country) <= 3 and country[0] != "0"):
        raise FieldRangeError("country", country, "a calling code: 1 to 3 digits, the first one not 0")
    if max_messages < 1:
        raise FieldRangeError("max_messages", max_messages, "at least 1")
    try:
        return _request_of(loads(body), country, max_messages)
    except MalformedError as error:
        raise RequestError(Trouble.NOT_JSON.at("", str(error))) from None
    except RecursionError:  # while writing again what could be read
        raise RequestError(Trouble.NOT_JSON.at("", "body: this JSON is nested too deeply")) from None


def _request_of(document: object, country: str, max_messages: int) -> Request:
    members, elements = _shape(document)
    refusing, objects = _objects(elements, max_messages)
    given = {name: text_of(objects[0].get(name)) for name in CREDENTIALS}
    refusing += [
        trouble.at(f"smslist[0].{name}", "the first element must have it")
        for name, trouble in _NEEDED.items()
        if not given[name].strip()
    ]
    problems = _about_the_whole(members, len(elements))
    rows = []
    for i, element in enumerate(objects):
        row, found = row_of(element, f"smslist[{i}]", country, given)
        rows.append(row)
        problems += found
    problems += _repeated(rows)
    if refusing:
        raise RequestError(*refusing, *problems)
    return Request(given["partnerID"], given["apikey"], given["shortcode"], tuple(rows), tuple(problems))


def _shape(document: object) -> tuple[Element, list[object]]:
    if not isinstance(document, dict):
        raise RequestError(Trouble.WRONG_TYPE.at("", "the body must be an object with the member smslist"))
    elements = document.get("smslist")
    if elements is None or elements == []:
        raise RequestError(Trouble.NO_MESSAGES.at("smslist", "it must be an array with at least one element"))
    if not isinstance(elements, list):
        raise RequestError(Trouble.WRONG_TYPE.at("smslist", "it must be an array"))
    return document, elements


def _objects(elements: list[object], max_messages: int) -> tuple[list[Problem], list[Element]]:
    # Whoever sends a million elements is not told about each of them.
    refusing = []
    if len(elements) > max_messages:
        message = f"it has {len(elements)} elements, {max_messages} at most are taken"
        refusing.append(Trouble.TOO_MANY_MESSAGES.at("smslist", message))
    taken = elements[:max_messages]
    wrong = [i for i, element in enumerate(taken) if not isinstance(element, dict)]
    if wrong:
        raise RequestError(*refusing, *(Trouble.WRONG_TYPE.at(f"smslist[{i}]", "it must be an object") for i in wrong))
    return refusing, [element for element in taken if isinstance(element, dict)]


def _about_the_whole(members: Element, n_elements: int) -> list[Problem]:
    problems = []
    count = members.get("count")
    if text_of(count) != str(n_elements):
        what = "it is missing" if count is None else "it is another number"
        problems.append(Trouble.COUNT_MISMATCH.at("count", f"{what}: smslist has {n_elements} elements"))
    return problems + [Trouble.UNKNOWN_MEMBER.at(name, UNKNOWN) for name in sorted(members.keys() - _MEMBERS)]


def _repeated(rows: Iterable[Sms | Refused]) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for i, row in enumerate(rows):
        if row.client_sms_id is None:
            continue
        first = seen.setdefault(str(row.client_sms_id), i)
        if first != i:
            message = f"smslist[{first}] has the same: their answers can be told apart by number or position only"
            problems.append(Trouble.DUPLICATE_CLIENT_SMS_ID.at(f"smslist[{i}].clientsmsid", message))
    return problems

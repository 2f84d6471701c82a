"""Requests to send, dry-run or replace a batch, read from JSON.

What is wrong is found in two steps: the type and the format of each member, then the constraints, some of them between
members. All of it is reported at once.
"""

from __future__ import annotations

from septet.dialects.json_text import loads
from septet.dialects.xms.batch import LIMITS, BatchRequest
from septet.dialects.xms.codes import Findings, Trouble, type_of
from septet.dialects.xms.constraints import violations
from septet.dialects.xms.fields import read_fields
from septet.errors import MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from septet._typing import BytesLike
    from septet.dialects.xms.batch import Limits
    from septet.dialects.xms.fields import Members


def parse(body: str | BytesLike, *, limits: Limits = LIMITS, now: datetime | None = None) -> BatchRequest:
    """Read the body of a request to send, dry-run or replace a batch.

    Args:
        body: the JSON text.
        limits: how much is taken.
        now: the time, to tell that a batch would expire before it is sent; None leaves that unchecked.

    Raises:
        RequestError: the API would refuse the request. All problems are in it; what the API answers stands first:
            types, then formats, then constraints, in each of them in the order of the API's document.

    >>> request = parse('{"to": ["+44 7700 900001"], "body": "Hi"}')
    >>> request.to, request.body, request.type
    (('447700900001',), 'Hi', <BatchType.TEXT: 'mt_text'>)
    >>> parse('{"to": ["+1"]}')
    Traceback (most recent call last):
        ...
    septet.errors.RequestError: to[0]: The format of parameter 'to[0]' is invalid; value '+1' is not a valid MSISDN \
or group ID. (and 1 more)
    """
    return read_batch_request(body, Findings(), limits, now)


def read_batch_request(body: str | BytesLike, found: Findings, limits: Limits, now: datetime | None) -> BatchRequest:
    """Do what :func:`parse` does, with what has been found before."""
    fields = read_fields(read_object(body, found), found)
    found.add_unless_failed(violations(BatchRequest(**fields), limits, now))
    return BatchRequest(**fields, problems=found.settle())


def read_object(body: str | BytesLike, found: Findings) -> Members:
    """Return the members of a JSON object.

    Raises:
        RequestError: it is none.
    """
    try:
        members = loads(body)
    except MalformedError as error:
        found.add(Trouble.NOT_JSON, "", f"The request is not valid JSON: {error}.")
        found.refuse()
    if not isinstance(members, dict):
        found.add(Trouble.WRONG_TYPE, "", f"The request must be a JSON object, not {type_of(members)}.")
        found.refuse()
    return members

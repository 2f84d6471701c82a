"""What the service would answer, from what was found."""

from __future__ import annotations

from septet.dialects.smslist.codes import Code
from septet.dialects.smslist.response import Answer, Response, write_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet.errors import RequestError


def to_wire(error: RequestError) -> bytes:
    """Return the JSON body of the answer to a request that is refused as a whole.

    >>> from septet.dialects import smslist
    >>> from septet.errors import RequestError
    >>> try:
    ...     smslist.parse("[]")
    ... except RequestError as error:
    ...     print(smslist.to_wire(error).decode())
    {"response-code":1009,"response-description":"Unsupported data type"}
    """
    code = Code(int(error.problems[0].wire_code or Code.INTERNAL_ERROR))
    return write_response(Response(failure=Answer(code, code.description)))

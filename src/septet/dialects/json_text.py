"""JSON as RFC 8259 has it: no comments, no NaN, UTF-8 only; of members of one name the last one counts."""

from __future__ import annotations

from septet.errors import MalformedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from septet._typing import BytesLike

_COMMENT_STARTS = ("/", "#")


def loads(body: str | BytesLike, field: str = "body") -> object:
    """Return what the JSON text stands for. A byte order mark before it is passed over.

    Raises:
        MalformedError: it is no JSON, or has a number that no float can hold, or is nested too deeply to be read; the
            offset is in characters, or in octets where they are not UTF-8.

    >>> loads(b'{"count": 1, "count": 2}')
    {'count': 2}
    """
    import json

    text = (body if isinstance(body, str) else _decoded(body, field)).removeprefix("\ufeff")
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        is_comment = text.startswith(_COMMENT_STARTS, error.pos)
        reason = "JSON has no comments" if is_comment else error.msg[:1].lower() + error.msg[1:]
        raise MalformedError(f"this is not JSON: {reason}", field, error.pos) from None
    except RecursionError:
        raise MalformedError("this JSON is nested too deeply", field, 0) from None
    except ValueError as error:  # of the functions below; an integer of thousands of digits
        raise MalformedError(f"a number cannot be read: {error}", field, 0) from None


def dumps(value: object) -> str:
    r"""Return the JSON text, in ASCII and without blanks.

    >>> dumps({"name": "Zoë"})
    '{"name":"Zo\\u00eb"}'
    """
    import json

    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _decoded(octets: BytesLike, field: str) -> str:
    try:
        return str(octets, "utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("this is not UTF-8", field, error.start) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"JSON has no {constant}")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits[:20]} is too large")
    return number

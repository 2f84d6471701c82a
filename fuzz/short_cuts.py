"""What the kernel reads by itself is what the careful parsers read: to the last field and the last word."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

from septet import tpdu
from septet.address import Address
from septet.errors import DecodeError, EncodeError, ReassemblyError
from septet.timestamp import Timestamp
from septet.tpdu.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

careful_parse: Any = inspect.unwrap(tpdu.parse)
careful_address: Any = inspect.unwrap(Address.__dict__["parse"].__func__)
careful_timestamp: Any = inspect.unwrap(Timestamp.__dict__["parse"].__func__)


def short_cuts(octets: bytes) -> None:
    """TPDUs, addresses and time stamps."""
    for direction, kind in (("mo", tpdu.Submit), ("mt", tpdu.Deliver)):
        same(tpdu.parse, careful_parse, octets, direction=direction)
        for errors in ("strict", "ignore"):
            same(kind.parse, careful_message(kind), octets, errors=errors)
            for view in ("text", "part"):
                same(view_by(kind.parse, view), view_by(careful_message(kind), view), octets, errors=errors)
    address = same(Address.parse, partial(careful_address, Address), octets)
    if isinstance(address, Address):
        same(Address.serialize, inspect.unwrap(Address.serialize), address)
    for errors in ("strict", "ignore"):
        stamp = same(Timestamp.parse, partial(careful_timestamp, Timestamp), octets, errors=errors)
        if isinstance(stamp, Timestamp):
            same(Timestamp.to_datetime, inspect.unwrap(Timestamp.to_datetime), stamp)
            same(Timestamp.serialize, inspect.unwrap(Timestamp.serialize), stamp)


def same(fast: Callable[..., object], careful: Callable[..., object], *arguments: object, **options: object) -> object:
    """Both do the same; what they give, or None if it is an error."""
    expected, found = (outcome(work, *arguments, **options) for work in (careful, fast))
    assert found == expected, (found, expected)
    return found[1] if len(found) == 3 else None


def outcome(work: Callable[..., object], *arguments: object, **options: object) -> tuple[object, ...]:
    """What comes out, and how it looks; of an error, all that is known of it."""
    try:
        made = work(*arguments, **options)
    except (DecodeError, EncodeError, ReassemblyError) as error:
        return type(error), error.args
    return type(made), made, repr(made)


def careful_message(kind: Any) -> Callable[..., Any]:
    """The careful parser of messages of this kind."""
    return lambda octets, errors: kind.read(Reader(octets, errors))


def view_by(parse: Callable[..., Any], view: str) -> Callable[..., object]:
    """What reads a message and gives its text or its part."""
    return lambda octets, errors: getattr(parse(octets, errors=errors), view)

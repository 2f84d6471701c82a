"""All members of a batch and the fields that they become, in requests, updates and responses alike."""

from __future__ import annotations

from binascii import b2a_base64
from datetime import datetime
from enum import Enum
from functools import partial

from septet.dialects.xms.batch import BatchType, DeliveryReport, Media
from septet.dialects.xms.codes import DOCUMENT_ORDER, Trouble, shown
from septet.dialects.xms.members import (
    read_base64,
    read_choice,
    read_flag,
    read_hex,
    read_number,
    read_of_type,
    read_parameters,
    read_recipients,
    read_sender,
    read_text,
    read_time,
    read_url,
)
from septet.dialects.xms.moments import write_moment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from septet.dialects.xms.batch import BatchRequest
    from septet.dialects.xms.codes import Findings

    Members = Mapping[str, object]
    Reader = Callable[[object, str, Findings], Any]

OPTIONS: Mapping[str, tuple[str, Reader, object]] = {
    "from": ("sender", read_sender, None),
    "udh": ("udh", read_hex, b""),
    "delivery_report": ("delivery_report", partial(read_choice, choices=DeliveryReport), DeliveryReport.NONE),
    "send_at": ("send_at", read_time, None),
    "expire_at": ("expire_at", read_time, None),
    "callback_url": ("callback_url", read_url, None),
    "flash_message": ("flash_message", read_flag, False),
    "parameters": ("parameters", read_parameters, None),
    "client_reference": ("client_reference", read_text, None),
    "max_number_of_message_parts": ("max_number_of_message_parts", read_number, None),
    "feedback_enabled": ("feedback_enabled", read_flag, False),
    "truncate_concat": ("truncate_concat", read_flag, False),
    "from_ton": ("from_ton", read_number, None),
    "from_npi": ("from_npi", read_number, None),
}
"""The members that may be left out: the field, how it is read, and its value where there is none."""

MEMBERS = frozenset(DOCUMENT_ORDER)
"""The names of all members of a request."""

_WRITTEN_IN_FULL = (False, DeliveryReport.NONE)
_MOST_LEVELS = 64
"""Arrays and objects within each other, in a member that is carried and not looked at."""


def _read_media(value: object, path: str, found: Findings) -> Media | None:
    members = read_of_type(value, dict, path, found)
    if members is None:
        return None
    url = required(members, "url", f"{path}.url", read_url, found)
    message, subject = (
        None if members.get(name) is None else read_text(members[name], f"{path}.{name}", found)
        for name in ("message", "subject")
    )
    return Media(url or "", message, subject)


_BODY_READERS: Mapping[BatchType, Reader] = {
    BatchType.TEXT: read_text,
    BatchType.BINARY: read_base64,
    BatchType.MEDIA: _read_media,
}
_NO_BODIES: Mapping[BatchType, str | bytes | Media] = {
    BatchType.TEXT: "",
    BatchType.BINARY: b"",
    BatchType.MEDIA: Media(""),
}
MEANINGLESS = {
    BatchType.TEXT: ("udh", Trouble.UDH_IGNORED),
    BatchType.BINARY: ("parameters", Trouble.PARAMETERS_IGNORED),
    BatchType.MEDIA: ("udh", Trouble.UDH_IGNORED),
}
"""The option that means nothing for a type of batch, and so the field of the same name."""


def required(members: Members, name: str, path: str, read: Reader, found: Findings) -> Any:
    """Return what the reader makes of a member that has to be there."""
    value = members.get(name)
    if value is None:
        found.add(Trouble.MISSING, path, f"The required parameter '{path}' is missing.")
        return None
    return read(value, path, found)


def read_fields(members: Members, found: Findings) -> dict[str, Any]:
    """Return the fields of a :class:`BatchRequest` by name; of what is wrong there is something empty, or None."""
    batch_type = read_type(members, found)
    return {
        "to": required(members, "to", "to", read_recipients, found) or (),
        "body": None if batch_type is None else read_body(members, batch_type, found),
        **read_options(members, batch_type, found),
        "extras": read_extras(members, found),
    }


def read_type(members: Members, found: Findings) -> BatchType | None:
    """Return the type that is given, text where none is, and None where it is wrong."""
    written = members.get("type")
    return BatchType.TEXT if written is None else read_choice(written, "type", found, BatchType)


def read_body(members: Members, batch_type: BatchType, found: Findings) -> str | bytes | Media:
    """Return the body of a batch of that type; an empty one where it is wrong or missing."""
    body: str | bytes | Media | None = required(members, "body", "body", _BODY_READERS[batch_type], found)
    return _NO_BODIES[batch_type] if body is None else body


def read_options(members: Members, batch_type: BatchType | None, found: Findings) -> dict[str, Any]:
    """Return the fields of those members that are there. Of null, and of what is wrong, it is the value for nothing.

    What has no meaning for the type of the batch, if that is known, is left out.
    """
    left_out = set()
    if batch_type is not None:
        name, trouble = MEANINGLESS[batch_type]
        left_out.add(name)
        if members.get(name) is not None:
            found.add(trouble, name, f"The parameter '{name}' has no meaning for {batch_type.value} and is ignored.")
    fields = {}
    for name, (field, read, default) in OPTIONS.items():
        if name in members and name not in left_out:
            option = None if members[name] is None else read(members[name], name, found)
            fields[field] = default if option is None else option
    return fields


def read_extras(members: Members, found: Findings, known: frozenset[str] = MEMBERS) -> tuple[tuple[str, object], ...]:
    """Return the members that are not known, by name."""
    extras = sorted((name, value) for name, value in members.items() if name not in known)
    for name, value in extras:
        if _is_deep(value):
            reason = f"The parameter '{shown(name)}' is nested more than {_MOST_LEVELS} levels deep."
            found.add(Trouble.NOT_JSON, shown(name), reason)
    return tuple(extras)


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(_MOST_LEVELS):
        groups = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, (dict, list))]
        level = [each for group in groups for each in group]
    return bool(level)


def write_fields(request: BatchRequest, *, in_full: bool = False) -> dict[str, object]:
    """Return the members of a batch; those that say what holds anyway only if they are wanted in full."""
    members: dict[str, object] = {
        "to": request.to,
        "body": write_body(request.body),
        "type": request.type.value,
    }
    for name, (field, _, default) in OPTIONS.items():
        given = getattr(request, field)
        if given != default or (in_full and default in _WRITTEN_IN_FULL):
            members[name] = write_option(given)
    return members | {name: value for name, value in request.extras if name not in MEMBERS}


def write_body(body: str | bytes | Media) -> object:
    """Return a body as JSON has it."""
    if isinstance(body, Media):
        members = {"url": body.url, "message": body.message, "subject": body.subject}
        return {name: text for name, text in members.items() if text is not None}
    return b2a_base64(body, newline=False).decode("ascii") if isinstance(body, bytes) else body


def write_option(given: object) -> object:
    """Return the value of an option as JSON has it."""
    if isinstance(given, bytes):
        return given.hex()
    if isinstance(given, datetime):
        return write_moment(given)
    return given.value if isinstance(given, Enum) else given

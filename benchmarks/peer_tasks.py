"""What the packages that ``peers.py`` compares can do, each as a function of a question.

A function that raises has refused. Where a package leaves a choice to its caller, it is used as its documentation says
and to its advantage: what it gets wrong, it gets wrong by itself.
"""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any

import septet
from septet import Language, gsm7

if TYPE_CHECKING:
    from collections.abc import Callable

    Work = Callable[[Any], Any]

_HEADER = 6  # octets of a header with an 8-bit reference


class Task(Enum):
    """A question to a package."""

    COUNT = "count parts"
    SPLIT = "split into parts"
    ENCODE = "encode to septets"
    DECODE = "decode septets"
    PACK = "encode and pack"
    UNPACK = "unpack and decode"
    NATIONAL = "encode, national tables"


def _payload(part: septet.Part) -> bytes:
    text: str = part.text
    return gsm7.encode(text) if part.encoding is septet.Encoding.GSM7 else text.encode("utf-16-be")


TASKS: dict[Task, Work] = {
    Task.COUNT: septet.count_parts,
    Task.SPLIT: septet.split,
    Task.ENCODE: gsm7.encode,
    Task.DECODE: gsm7.decode,
    Task.PACK: lambda text: gsm7.pack(gsm7.encode(text)),
    Task.UNPACK: lambda asked: gsm7.decode(gsm7.unpack(*asked)),
    Task.NATIONAL: lambda asked: gsm7.encode(asked[0], locking=Language(asked[1]), single=Language(asked[2])),
}
"""This package."""


def _septet() -> dict[Task, Work]:
    return {**TASKS, Task.SPLIT: lambda text: [_payload(part) for part in septet.split(text)]}


def _smsutil() -> dict[Task, Work]:
    smsutil = import_module("smsutil")

    def payloads(text: str) -> list[bytes]:
        made = smsutil.split(text)
        return [part.content.encode(made.encoding) for part in made.parts]

    def encode(text: str) -> bytes:
        encoded: bytes = text.encode("gsm0338")
        return encoded

    return {
        Task.COUNT: lambda text: len(smsutil.split(text).parts),
        Task.SPLIT: payloads,
        Task.ENCODE: encode,
        Task.DECODE: smsutil.decode,
    }


def _smpplib() -> dict[Task, Work]:
    gsm = import_module("smpplib.gsm")

    def payloads(text: str) -> list[bytes]:
        parts = gsm.make_parts(text)[0]
        return parts if len(parts) == 1 else [part[_HEADER:] for part in parts]

    return {Task.COUNT: lambda text: len(gsm.make_parts(text)[0]), Task.SPLIT: payloads, Task.ENCODE: gsm.gsm_encode}


def _codec(module: str, name: str) -> dict[Task, Work]:
    import_module(module)
    return {Task.ENCODE: lambda text: text.encode(name), Task.DECODE: lambda septets: septets.decode(name)}


def _gsmcodecs() -> dict[Task, Work]:
    def national(asked: tuple[str, int, int]) -> bytes:
        text, locking, single = asked
        return text.encode(f"gsm23.038-{locking}-{single}")

    return {**_codec("gsmcodecs", "gsm23.038"), Task.NATIONAL: national}


def _python_messaging() -> dict[Task, Work]:
    sms = import_module("messaging.sms")

    def pdus(text: str) -> list[Any]:
        made: list[Any] = sms.SmsSubmit("+447700900123", text).to_pdu()
        return made

    def packed(text: str) -> bytes:
        (pdu,) = pdus(text)
        # 00, first octet, reference, 12 digits of address (8 octets), TP-PID, TP-DCS, TP-UDL
        return bytes.fromhex(pdu.pdu)[3 + 8 + 3 :]

    return {
        **_codec("messaging.sms.gsm0338", "gsm0338"),
        Task.COUNT: lambda text: len(pdus(text)),
        Task.PACK: packed,
    }


def _smspdudecoder() -> dict[Task, Work]:
    gsm = import_module("smspdudecoder.codecs").GSM
    return {
        Task.PACK: lambda text: bytes.fromhex(gsm.encode(text)),
        Task.UNPACK: lambda asked: gsm.decode(asked[0].hex()),
    }


def _rusmppyc() -> dict[Task, Work]:
    low = import_module("rusmppyc").rusmppyc
    septets = low.Encoder.Gsm7BitUnpacked(low.Gsm7BitUnpacked.default())
    units = low.Encoder.Ucs2(low.Ucs2.default())

    def encode(text: str) -> bytes:
        return bytes(low.Client.submit_sm_encode(text, encoder=septets).short_message)

    def payloads(text: str) -> list[bytes]:
        try:
            return in_parts(text, septets, 160, 153)
        except Exception:
            return in_parts(text, units, 140, 134)

    def in_parts(text: str, encoder: Any, alone: int, joined: int) -> list[bytes]:
        try:
            whole = bytes(low.Client.submit_sm_encode(text, encoder=encoder).short_message)
        except low.ShortMessageEncodeException:
            whole = b""  # more than SMPP takes in one, or not to be encoded, which the next call says again
        if len(text) == 0 or 0 < len(whole) <= alone:
            return [whole]
        parts = low.Client.submit_sm_multipart(text, max_short_message_size=_HEADER + joined, encoder=encoder)
        return [bytes(part.short_message)[_HEADER:] for part in parts]

    return {Task.COUNT: lambda text: len(payloads(text)), Task.SPLIT: payloads, Task.ENCODE: encode}


PEERS: dict[str, Callable[[], dict[Task, Work]]] = {
    "septet": _septet,
    "smsutil": _smsutil,
    "smpplib": _smpplib,
    "gsm0338": lambda: _codec("gsm0338", "gsm03.38"),
    "gsmcodecs": _gsmcodecs,
    "python-messaging": _python_messaging,
    "smspdudecoder": _smspdudecoder,
    "rusmppyc": _rusmppyc,
}
"""By their names in the registry."""

"""Building and reading TPDUs against a codec of Python on a text of one part.

What is timed is tied in the same run to what it has to be: messages as the careful parser reads them, user data as the
oracle of the tests writes it.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import oracle
from septet import Reassembler, tpdu
from septet.timestamp import Timestamp
from septet.tpdu.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII = ("Dear customer, your order 12345 was sent today and will reach you tomorrow. Track it on our site. " * 2)[
    :160
]
_CYRILLIC = ("Ваш заказ отправлен и будет доставлен завтра с девяти до шести часов. " * 2)[:70]
_LONG = (_ASCII * 3)[:450]
_TO = "+447700900123"
_MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)
_YARDSTICK = partial(_ASCII.encode, "latin-1")
_UNIT = "str.encode('latin-1')"
_MAKE: dict[str, Callable[[str], tuple[tpdu.Submit, ...] | tuple[tpdu.Deliver, ...]]] = {
    "SUBMIT": lambda text: tpdu.submit(text, to=_TO, reference=7),
    "DELIVER": lambda text: tpdu.deliver(text, sender=_TO, scts=_MOMENT, reference=7),
}
_KINDS: dict[str, type[tpdu.Submit | tpdu.Deliver]] = {"SUBMIT": tpdu.Submit, "DELIVER": tpdu.Deliver}
_HEADS = {
    # Up to TP-UDL, written down by hand: with and without a header, the first and the last of several parts.
    ("SUBMIT", False, True): "01000c9144770009103200{dcs}",
    ("SUBMIT", True, False): "41{mr}0c9144770009103200{dcs}",
    ("SUBMIT", True, True): "41{mr}0c9144770009103200{dcs}",
    ("DELIVER", False, True): "040c9144770009103200{dcs}62101251040080",
    ("DELIVER", True, False): "400c9144770009103200{dcs}62101251040080",
    ("DELIVER", True, True): "440c9144770009103200{dcs}62101251040080",
}


def _as_the_oracle_has_it(kind: str, text: str) -> list[bytes]:
    """The TPDUs of a text that is cut every 153 or 67 characters, if it is longer than one part."""
    name, dcs, alone, joined = ("gsm7", "00", 160, 153) if text.isascii() else ("ucs2", "08", 70, 67)
    pieces = [text] if len(text) <= alone else [text[i : i + joined] for i in range(0, len(text), joined)]
    made = []
    for number, piece in enumerate(pieces, start=1):
        n_parts = len(pieces)
        header = oracle.concatenation_header(7, n_parts, number, 8) if n_parts > 1 else b""
        udl, ud = oracle.user_data(piece, name, header)
        head = _HEADS[kind, n_parts > 1, number == n_parts].format(dcs=dcs, mr=f"{number - 1:02x}")
        made.append(bytes.fromhex(head) + bytes([udl]) + ud)
    return made


@pytest.mark.parametrize(
    ("of", "text"), [("one part", _ASCII), ("three parts", _LONG), ("one part of UCS-2", _CYRILLIC)]
)
@pytest.mark.parametrize("kind", _MAKE)
def test_build(compare: Callable[..., float], kind: str, of: str, text: str) -> None:
    make = _MAKE[kind]

    def build() -> list[bytes]:
        return [each.serialize() for each in make(text)]

    assert build() == _as_the_oracle_has_it(kind, text)
    compare(build, _YARDSTICK, name=f"build {kind}, {of}", unit=_UNIT)


@pytest.mark.parametrize("kind", _MAKE)
def test_serialize(compare: Callable[..., float], kind: str) -> None:
    (message,) = _MAKE[kind](_ASCII)
    assert [message.serialize()] == _as_the_oracle_has_it(kind, _ASCII)
    compare(message.serialize, _YARDSTICK, name=f"serialize {kind}, one part", unit=_UNIT)


def _check(kind: str, octets: bytes, piece: str) -> None:
    """The message is what the careful parser reads, and its text what was sent."""
    read = _KINDS[kind].parse(octets)
    careful = _KINDS[kind].read(Reader(octets))
    assert (read, repr(read), read.text) == (careful, repr(careful), piece)


@pytest.mark.parametrize(
    ("of", "text", "piece", "goal"),
    [
        ("one part", _ASCII, _ASCII, 6),
        ("one of three parts", _LONG, _LONG[:153], 7),
        ("one part of UCS-2", _CYRILLIC, _CYRILLIC, 9),
    ],
)
@pytest.mark.parametrize("kind", _MAKE)
def test_parse(compare: Callable[..., float], kind: str, of: str, text: str, piece: str, goal: float) -> None:
    parse, octets = _KINDS[kind].parse, _as_the_oracle_has_it(kind, text)[0]
    _check(kind, octets, piece)

    def read() -> str:
        return parse(octets).text

    compare(read, _YARDSTICK, name=f"parse {kind} and its text, {of}", unit=_UNIT, goal=goal)


def _from_digits(digits: str) -> str:
    return tpdu.Deliver.parse(bytes.fromhex(digits)).text


def _with_datetime(octets: bytes) -> tuple[str, datetime]:
    message = tpdu.Deliver.parse(octets)
    return message.text, message.scts.to_datetime()


def _with_all_fields(octets: bytes) -> tuple[object, ...]:
    message = tpdu.Deliver.parse(octets)
    moment = message.scts.to_datetime()
    return message.text, message.oa.value, moment, message.pid, message.dcs, message.ud, message.udhi, message.mms


_DATETIME = datetime(2026, 1, 21, 15, 40, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("what", "read", "begins", "goal"),
    [
        ("from digits", _from_digits, _ASCII, 9),
        ("and its datetime", _with_datetime, (_ASCII, _DATETIME), 10),
        ("and all that it says", _with_all_fields, (_ASCII, _TO.removeprefix("+"), _DATETIME), None),
    ],
)
def test_parse_more(
    compare: Callable[..., float], what: str, read: Callable[[Any], Any], begins: Any, goal: float | None
) -> None:
    (octets,) = _as_the_oracle_has_it("DELIVER", _ASCII)
    given: Any = octets.hex() if read is _from_digits else octets
    assert read(given)[: len(begins)] == begins
    name = f"parse DELIVER and its text, one part, {what}"
    compare(lambda: read(given), _YARDSTICK, name=name, unit=_UNIT, goal=goal)


@pytest.mark.parametrize("kind", _MAKE)
def test_parse_any(compare: Callable[..., float], kind: str) -> None:
    (octets,) = _as_the_oracle_has_it(kind, _ASCII)
    parse: Any = partial(tpdu.parse, direction="mo" if kind == "SUBMIT" else "mt")
    assert parse(octets) == _KINDS[kind].parse(octets)
    name = f"tpdu.parse of a {kind} and its text, one part"
    compare(lambda: parse(octets).text, _YARDSTICK, name=name, unit=_UNIT)


def test_put_together(compare: Callable[..., float]) -> None:
    octets = _as_the_oracle_has_it("DELIVER", _LONG)

    def put_together() -> str | None:
        reassembler = Reassembler()
        for each in octets:
            part = tpdu.Deliver.parse(each)
            message = reassembler.add(part, sender=part.oa.value)
        return message.text if message else None

    assert put_together() == _LONG
    compare(put_together, _YARDSTICK, name="parse DELIVERs and put them together, three parts", unit=_UNIT)

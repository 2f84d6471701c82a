"""Building and parsing TPDUs against the codecs of Python on a text of one part."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from septet import tpdu
from septet.timestamp import Timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII = ("Dear customer, your order 12345 was sent today and will reach you tomorrow. Track it on our site. " * 2)[
    :160
]
_TEXTS = {
    "one part": _ASCII,
    "three parts": (_ASCII * 3)[:450],
    "one part of UCS-2": ("Ваш заказ отправлен и будет доставлен завтра с девяти до шести часов. " * 2)[:70],
}
_TO = "+447700900123"
_MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)
_YARDSTICK = partial(_ASCII.encode, "latin-1")
_UNIT = "str.encode('latin-1')"
_MAKE: dict[str, Callable[[str], tuple[tpdu.Submit, ...] | tuple[tpdu.Deliver, ...]]] = {
    "SUBMIT": lambda text: tpdu.submit(text, to=_TO, reference=7),
    "DELIVER": lambda text: tpdu.deliver(text, sender=_TO, scts=_MOMENT, reference=7),
}
_KINDS: dict[str, type[tpdu.Submit | tpdu.Deliver]] = {"SUBMIT": tpdu.Submit, "DELIVER": tpdu.Deliver}


@pytest.mark.parametrize("of", _TEXTS)
@pytest.mark.parametrize("kind", _MAKE)
def test_build(compare: Callable[..., float], kind: str, of: str) -> None:
    make, text = _MAKE[kind], _TEXTS[of]

    def build() -> list[bytes]:
        return [each.serialize() for each in make(text)]

    compare(build, _YARDSTICK, name=f"build {kind}, {of}", unit=_UNIT)


@pytest.mark.parametrize("of", _TEXTS)
@pytest.mark.parametrize("kind", _MAKE)
def test_parse(compare: Callable[..., float], kind: str, of: str) -> None:
    parse = _KINDS[kind].parse
    octets = [each.serialize() for each in _MAKE[kind](_TEXTS[of])]

    def read() -> list[str]:
        return [parse(each).text for each in octets]

    compare(read, _YARDSTICK, name=f"parse {kind} and its text, {of}", unit=_UNIT)

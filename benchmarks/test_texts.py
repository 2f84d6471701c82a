"""Single texts against the codecs of Python on the same text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

import septet
from septet import gsm7, ucs2

if TYPE_CHECKING:
    from collections.abc import Callable

_ASCII = ("Dear customer, your order 12345 was sent today and will reach you tomorrow. Track it on our site. " * 2)[
    :160
]
_ACCENTS = ("Für die Lieferung à Genève: prenez rendez-vous; così è più rapido, señor Muñoz, ø og å. " * 2)[:160]
_CYRILLIC = ("Ваш заказ отправлен и будет доставлен завтра с девяти до шести часов. " * 2)[:70]
_EMOJI = ("Happy birthday to you 🎉 and many happy returns of the day 🎂 from all of us at the shop 😀 " * 2)[:100]
_EXTENSIONS = ("Your voucher [SAVE20] is worth 20 € until 31 May, see the {terms} ~ " * 10)[:600]

_NATIONAL = {
    "Turkish": ("Sayın müşterimiz, siparişiniz yarın öğleden sonra adresinize ulaştırılacaktır. " * 4)[:300],
    "Hindi": ("प्रिय ग्राहक, आपका ऑर्डर कल दोपहर तक आपके पते पर पहुँच जाएगा। " * 5)[:300],
    "Portuguese": ("Não há informação disponível; a situação será resolvida até amanhã de manhã. " * 4)[:300],
}

_LATIN_1 = "str.encode('latin-1')"
_UTF_16 = "str.encode('utf-16-be')"


def _encode(text: str, encoding: str) -> Callable[[], object]:
    return partial(text.encode, encoding)


def test_count_ascii(compare: Callable[..., float]) -> None:
    name = "count_parts, 160 ASCII characters"
    compare(partial(septet.count_parts, _ASCII), _encode(_ASCII, "latin-1"), name=name, unit=_LATIN_1, goal=1.5)


def test_encode_ascii(compare: Callable[..., float]) -> None:
    name = "gsm7.encode, 160 ASCII characters"
    compare(partial(gsm7.encode, _ASCII), _encode(_ASCII, "latin-1"), name=name, unit=_LATIN_1, goal=2)


def test_encode_accents(compare: Callable[..., float]) -> None:
    name = "gsm7.encode, 160 accented European characters"
    compare(partial(gsm7.encode, _ACCENTS), _encode(_ACCENTS, "latin-1"), name=name, unit=_LATIN_1)


def test_encode_and_pack_ascii(compare: Callable[..., float]) -> None:
    name = "gsm7.encode and gsm7.pack, 160 ASCII characters"
    encode, pack = gsm7.encode, gsm7.pack
    compare(lambda: pack(encode(_ASCII)), _encode(_ASCII, "latin-1"), name=name, unit=_LATIN_1, goal=4)


def test_count_ucs2(compare: Callable[..., float]) -> None:
    name = "count_parts, 70 Cyrillic characters"
    compare(partial(septet.count_parts, _CYRILLIC), _encode(_CYRILLIC, "utf-16-be"), name=name, unit=_UTF_16, goal=1.5)


def test_count_emoji(compare: Callable[..., float]) -> None:
    name = "count_parts, 100 characters with emoji"
    compare(partial(septet.count_parts, _EMOJI), _encode(_EMOJI, "utf-16-be"), name=name, unit=_UTF_16)


def test_count_extensions(compare: Callable[..., float]) -> None:
    name = "count_parts, 600 characters with extensions"
    compare(partial(septet.count_parts, _EXTENSIONS), _encode(_ASCII, "latin-1"), name=name, unit=_LATIN_1)


def test_unpack_and_decode(compare: Callable[..., float]) -> None:
    octets = gsm7.pack(gsm7.encode(_ASCII))
    name, unit = "gsm7.unpack and gsm7.decode, 160 septets", "bytes.decode('latin-1')"
    yardstick = partial(_ASCII.encode("latin-1").decode, "latin-1")
    compare(lambda: gsm7.decode(gsm7.unpack(octets, 160)), yardstick, name=name, unit=unit)


def test_split_one_part(compare: Callable[..., float]) -> None:
    name = "split, one part of 160 ASCII characters"
    compare(partial(septet.split, _ASCII), _encode(_ASCII, "latin-1"), name=name, unit=_LATIN_1)


def test_decode_ucs2(compare: Callable[..., float]) -> None:
    octets = ucs2.encode(_EMOJI)
    name, unit = "ucs2.decode, 100 characters with emoji", "bytes.decode('utf-16-be')"
    compare(partial(ucs2.decode, octets), partial(octets.decode, "utf-16-be"), name=name, unit=unit)


@pytest.mark.parametrize("language", _NATIONAL)
def test_the_optimum_of_all_pairs(compare: Callable[..., float], language: str) -> None:
    text = _NATIONAL[language]
    name, unit = f"plan(languages='all'), 300 characters of {language}", "plan of the same text"
    compare(partial(septet.plan, text, languages="all"), partial(septet.plan, text), name=name, unit=unit, goal=10)

"""Texts against what Python itself takes for them; what is timed is right in the same run, says the slow oracle."""

from __future__ import annotations

import random
import time
from collections import deque
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import pytest

import oracle
import septet
from benchmarks.conftest import note
from septet import gsm7, ucs2

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.conftest import Work

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

_LATIN_1 = "str.encode('latin-1'), 160 ASCII"
_OCTETS = "bytes.decode('latin-1'), 160 ASCII"
_UTF_16 = "str.encode('utf-16-be')"
_Y = partial(_ASCII.encode, "latin-1")
_D = partial(_ASCII.encode("latin-1").decode, "latin-1")


def _mixed(n_texts: int) -> list[str]:
    """Texts as campaigns have them, each another one: four in five are GSM-7, of some 129 characters on average."""
    draw = random.Random(80)
    kinds = [(_ASCII * 2, 45, 145), (_ACCENTS * 2, 20, 145), (_EXTENSIONS, 7, 145), (_ASCII + _ACCENTS, 8, 310)]
    kinds += [(_CYRILLIC * 3, 8, 130), (_EMOJI * 2, 6, 130), ("We\u2019ve shipped \u2013 " + _ASCII, 6, 110)]
    filler, weights, longest = zip(*kinds)
    chosen = draw.choices(range(len(kinds)), weights, k=n_texts)
    return [
        f"{i:06d} {filler[kind][: draw.randrange(longest[kind] // 2, longest[kind])]}" for i, kind in enumerate(chosen)
    ]


_MIXED = _mixed(1000)


def _each(function: Callable[[str], object], texts: Sequence[str] = _MIXED) -> Work:
    """Call it with each of the texts, and nothing besides."""
    return lambda: deque(map(function, texts), maxlen=0)


_EACH_Y = _each(_ASCII.encode, ["latin-1"] * len(_MIXED))


def _encoded(text: str) -> bytes:
    """The septets of the oracle."""
    return bytes(oracle.septets_of(text) or ())


def _split(text: str) -> list[tuple[str, int, bytes]]:
    """Text, TP-UDL and TP-UD of each part, by the oracle, with reference 7."""
    encoding, parts = oracle.parts(text)
    headers = [oracle.concatenation_header(7, len(parts), i, 8) for i in range(1, len(parts) + 1)]
    bare = len(parts) == 1
    return [(part, *oracle.user_data(part, encoding, b"" if bare else header)) for part, header in zip(parts, headers)]


@pytest.mark.parametrize(("of", "goal"), [("160 ASCII characters", 1.0), ("160 accented European characters", 2.0)])
def test_encode(compare: Callable[..., float], of: str, goal: float) -> None:
    text = _ASCII if "ASCII" in of else _ACCENTS
    assert gsm7.encode(text) == _encoded(text)
    compare(partial(gsm7.encode, text), _Y, name=f"gsm7.encode, {of}", unit=_LATIN_1, goal=goal)


def test_pack(compare: Callable[..., float]) -> None:
    septets = _encoded(_ASCII)
    assert gsm7.pack(septets) == oracle.pack(list(septets))
    compare(partial(gsm7.pack, septets), _Y, name="gsm7.pack, 160 septets", unit=_LATIN_1, goal=1.1)


def test_encode_and_pack(compare: Callable[..., float]) -> None:
    assert gsm7.encode_packed(_ASCII) == oracle.pack(list(_encoded(_ASCII)))
    name = "gsm7.encode_packed, 160 ASCII characters"
    compare(partial(gsm7.encode_packed, _ASCII), _Y, name=name, unit=_LATIN_1, goal=1.25)


@pytest.mark.parametrize(("of", "goal"), [("160 plain septets", 1.5), ("160 septets of any GSM text", 4.0)])
def test_unpack_and_decode(compare: Callable[..., float], of: str, goal: float) -> None:
    text = _ASCII if "plain" in of else _ACCENTS[:100] + _EXTENSIONS[:57]
    septets = _encoded(text)
    octets = oracle.pack(list(septets))
    assert (len(septets), gsm7.decode_packed(octets, 160)) == (160, text)
    compare(partial(gsm7.decode_packed, octets, 160), _D, name=f"gsm7.decode_packed, {of}", unit=_OCTETS, goal=goal)


@pytest.mark.parametrize(
    ("of", "text", "goal"),
    [
        ("160 ASCII characters", _ASCII, 0.7),
        ("100 characters with emoji", _EMOJI, 1.2),
        ("70 Cyrillic characters", _CYRILLIC, None),
        ("600 characters with extensions", _EXTENSIONS, 4.0),
    ],
)
def test_count(compare: Callable[..., float], of: str, text: str, goal: float | None) -> None:
    assert septet.count_parts(text) == len(oracle.parts(text)[1])
    compare(partial(septet.count_parts, text), _Y, name=f"count_parts, {of}", unit=_LATIN_1, goal=goal)


def test_count_mixed(compare: Callable[..., float]) -> None:
    expected = [len(oracle.parts(text)[1]) for text in _MIXED]
    assert list(map(septet.count_parts, _MIXED)) == septet.count_parts_all(_MIXED) == expected
    compare(_each(septet.count_parts), _EACH_Y, name="count_parts, 1000 mixed texts", unit=_LATIN_1, goal=0.8)


@pytest.mark.parametrize(
    ("of", "text", "yardstick", "goal"),
    [
        ("one part of 160 ASCII characters", _ASCII, _LATIN_1, 1.8),
        ("600 characters with extensions", _EXTENSIONS, _LATIN_1, 8.0),
        ("two parts of UCS-2", _EMOJI, _UTF_16, 0.6),
    ],
)
def test_split(compare: Callable[..., float], of: str, text: str, yardstick: str, goal: float) -> None:
    assert [(part.text, part.udl, part.user_data) for part in septet.split(text, reference=7)] == _split(text)
    against = _Y if yardstick == _LATIN_1 else partial(text.encode, "utf-16-be")
    compare(partial(septet.split, text), against, name=f"split, {of}", unit=yardstick, goal=goal)


@pytest.mark.parametrize("of", ["one part of 160 ASCII characters", "600 characters with extensions"])
def test_split_and_read(compare: Callable[..., float], of: str) -> None:
    text = _ASCII if "160" in of else _EXTENSIONS

    def octets() -> list[bytes]:
        return [part.user_data for part in septet.split(text)]

    assert [len(each) for each in octets()] == [len(user_data) for _, _, user_data in _split(text)]
    compare(octets, _Y, name=f"split, and the octets of each part, {of}", unit=_LATIN_1)


def test_split_mixed(compare: Callable[..., float]) -> None:
    for text in _MIXED:
        assert [(part.text, part.udl, part.user_data) for part in septet.split(text, reference=7)] == _split(text)
    compare(_each(septet.split), _EACH_Y, name="split, 1000 mixed texts", unit=_LATIN_1, goal=3.0)


def test_count_a_list(request: pytest.FixtureRequest) -> None:
    texts = _mixed(request.config.getoption("--rows"))

    def loop() -> int:
        count_parts, n_parts = septet.count_parts, 0
        for text in texts:
            n_parts += count_parts(text)
        return n_parts

    works = (lambda: sum(map(len, texts)), lambda: septet.count_parts_all(texts), loop)
    assert septet.count_parts_all(texts[:300]) == [len(oracle.parts(text)[1]) for text in texts[:300]]
    assert sum(septet.count_parts_all(texts)) == loop()
    rounds = [[_seconds(work) for work in works] for _ in range(7)]
    for column, name, goal in ((1, "count_parts_all", "2"), (2, "a loop of count_parts", "3")):
        ratio = median(each[column] / each[0] for each in rounds)
        nanoseconds = 1e9 * median(each[column] for each in rounds) / len(texts)
        measured = f"{ratio:6.2f} ({nanoseconds:,.0f} ns a text)"
        note(f"{name}, {len(texts):,} mixed texts", measured, "sum(map(len, texts))", goal)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_decode_ucs2(compare: Callable[..., float]) -> None:
    octets = ucs2.encode(_EMOJI)
    name, unit = "ucs2.decode, 100 characters with emoji", "bytes.decode('utf-16-be')"
    compare(partial(ucs2.decode, octets), partial(octets.decode, "utf-16-be"), name=name, unit=unit)


@pytest.mark.parametrize("language", _NATIONAL)
def test_the_optimum_of_all_pairs(compare: Callable[..., float], language: str) -> None:
    text = _NATIONAL[language]
    name, unit = f"plan(languages='all'), 300 characters of {language}", "plan of the same text"
    compare(partial(septet.plan, text, languages="all"), partial(septet.plan, text), name=name, unit=unit, goal=10)

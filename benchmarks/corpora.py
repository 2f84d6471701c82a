"""Columns of made-up messages, the same each time: the texts that the benchmarks of columns count."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

_ENGLISH = (
    "your order has been sent and will arrive today please call us at this number to track it with the code thank you "
    "for shopping dear customer reply stop to end we are open from nine until six on monday see you soon 2024 15:30"
)
_EUROPEAN = (
    "für señor Ñandú à Genève così più über Köln größer où été déjà élève île naïve Übung Straße mañana señora året øl "
    "är på små Ärger Öl Ägypten été modifié très è già qualità città così Δεν"
)
ENGLISH, EUROPEAN = _ENGLISH.split(), _EUROPEAN.split()
CHINESE = "您的订单已发货请注意查收谢谢惠顾验证码是有效期五分钟如非本人操作请忽略"
EMOJI = "😀🎉🎂❤️👍🚀"
EXTENSIONS = ["[SAVE]", "20€", "{name}", "~", "a|b", "^", "\\"]


def words(draw: random.Random, pool: list[str], n_chars: int) -> str:
    """Words up to so many characters."""
    return " ".join(draw.choices(pool, k=n_chars // 3 + 1))[:n_chars]


def short_ascii(draw: random.Random) -> str:
    return words(draw, ENGLISH, draw.randrange(8, 40))


def plain_ascii(draw: random.Random) -> str:
    return words(draw, ENGLISH, draw.randrange(60, 161))


def accents(draw: random.Random) -> str:
    return words(draw, ENGLISH + EUROPEAN, draw.randrange(60, 161))


def chinese(draw: random.Random) -> str:
    return "".join(draw.choices(CHINESE, k=draw.randrange(20, 100)))


def emoji(draw: random.Random) -> str:
    return words(draw, ENGLISH, draw.randrange(40, 120)) + draw.choice(EMOJI)


def extensions(draw: random.Random) -> str:
    return words(draw, ENGLISH * 2 + EXTENSIONS * 4, draw.randrange(60, 161))


def long(draw: random.Random) -> str:
    return words(draw, ENGLISH * 4 + EXTENSIONS, draw.randrange(400, 900))


def mixed(draw: random.Random) -> str:
    """80 % in GSM-7, 129 characters on average."""
    n_chars = min(max(1, int(draw.gauss(128, 60))), 480)
    kind = draw.random()
    if kind < 0.55:
        return words(draw, ENGLISH, n_chars)
    if kind < 0.73:
        return words(draw, ENGLISH + EUROPEAN, n_chars)
    if kind < 0.80:
        return words(draw, ENGLISH * 4 + EXTENSIONS, n_chars)
    if kind < 0.90:
        return words(draw, ENGLISH, n_chars) + draw.choice(EMOJI)
    return "".join(draw.choices(CHINESE, k=n_chars))


CORPORA = {
    "mixed": mixed,
    "plain ASCII": plain_ascii,
    "short ASCII": short_ascii,
    "European accents": accents,
    "Chinese": chinese,
    "emoji": emoji,
    "extension characters": extensions,
    "long": long,
}


def texts(name: str, n_rows: int, *, n_distinct: int = 20_000) -> list[str]:
    """So many texts of a corpus, the distinct ones in another order each time around."""
    draw = random.Random(name)
    distinct = [CORPORA[name](draw) for _ in range(min(n_rows, n_distinct))]
    return [*distinct, *draw.choices(distinct, k=n_rows - len(distinct))]


def real_texts(path: str) -> list[str]:
    """The ``text`` of each JSON object of a file, one a line, compressed or not."""
    octets = Path(path).read_bytes()
    lines = (gzip.decompress(octets) if path.endswith(".gz") else octets).decode().splitlines()
    return [str(json.loads(line)["text"]) for line in lines]

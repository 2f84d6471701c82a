"""Write examples/campaign.csv and examples/rates.csv: an invented SMS campaign and an invented price list.

The campaign looks as real ones do: thirteen languages, typography that word processors and phones slip in, repeated
recipients, two countries nobody priced, and thirty broken rows (BREAKAGES). The same seed gives the same bytes.
With --check nothing is written; exit status 1 says that the files on disk are not the ones this script makes.
"""

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from campaign_data import DOMAINS, NAMES, ORIGINS, RATES, SHOPS, SLUG, TEXTS, Origin

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SEED = 7 * 160
REPEATED, REPEATS = 40, 50  # 40 recipients turn up again: 30 of them once, 10 of them twice
NAMELESS = 12  # valid rows whose name is empty, for --template to stumble over
OF_EACH_KIND = 6  # broken rows per kind of breakage

PLAIN = {"fr": 0.55, "es": 0.6, "it": 0.5, "pt": 0.6, "pl": 0.55, "tr": 0.55, "el": 0.3}  # senders who drop the accents
TYPESET = 0.12  # of all others: texts that went through a word processor
WITH_EMOJI = 0.1  # of the texts of a kind that has EMOJI
NEAR_LIMIT = 0.12  # texts whose tracking link is stretched to end right at the edge of a part

GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿")
GSM |= set("abcdefghijklmnopqrstuvwxyzäöñüà")
GSM_EXTENDED = set("\f^{}\\[~]|€")
GSM_EDGES, UCS2_EDGES = (159, 160, 161, 305, 306, 307, 459, 460), (69, 70, 71, 133, 134, 135, 201, 202)
SPELLED_PLAIN = {"ı": "i", "ł": "l", "Ł": "L", "È": "E'"}
GREEK_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")  # GSM has only the capitals Latin lacks
QUOTES = {"de": "„“", "pl": "„”", "fr": "«»", "es": "«»", "it": "«»"}
EMOJI = {"marketing": "🎉 🎁 ❤️ 🔥", "event": "🎉 🥂 👋🏽", "order": "😊 🙌", "delivery": "📦 🚚"}

INVALID_PHONES = ("0800-FLOWERS", "12345", "4477009001234567890", "07700900123", "n/a", "4.47701E+11")


class Person(NamedTuple):
    """A recipient; the phone number is bare digits here, its spelling differs from row to row."""

    origin: Origin
    phone: str
    name: str
    city: str


class Row(NamedTuple):
    """A row of campaign.csv."""

    id: str
    phone: str
    name: str
    city: str
    kind: str
    message: str


def make_phone(rng: Random, pattern: str) -> str:
    """Return a number of that pattern (see Origin)."""
    pattern = re.sub(r"\[(.*?)\]", lambda group: rng.choice(group[1].split("|")), pattern)
    return re.sub("#", lambda _: str(rng.randrange(10)), pattern)


def make_people(rng: Random) -> list[Person]:
    """Return the recipients of all origins in random order, no two with the same number."""
    people: dict[str, Person] = {}
    for origin in ORIGINS:
        wanted = len(people) + origin.rows
        while len(people) < wanted:
            phone = make_phone(rng, origin.number)
            name, city = rng.choice(NAMES[origin.language].split()), rng.choice(origin.cities.split("|"))
            people.setdefault(phone, Person(origin, phone, name, city))
    shuffled = list(people.values())
    rng.shuffle(shuffled)
    return shuffled


def plain(text: str) -> str:
    """Spell a text as senders do who know the GSM alphabet: no accents it lacks, Greek in look-alike capitals."""

    def spell(char: str) -> str:
        if char in GSM or char in GSM_EXTENDED:
            return char
        base = SPELLED_PLAIN.get(char) or unicodedata.normalize("NFD", char)[0]
        return base if base[0] in GSM else base.upper()

    return "".join(map(spell, text)).translate(GREEK_LOOKALIKES)


def typeset(text: str, quotes: str) -> str:
    """Do to a text what a word processor does while you type."""
    text = re.sub('"(.*?)"', rf"{quotes[0]}\1{quotes[1]}", text)
    text = text.replace("'", "’").replace(" - ", " – ").replace("...", "…")
    return re.sub(" ([!?:%€])", "\N{NO-BREAK SPACE}\\1", text)


def reach_limit(rng: Random, text: str) -> str:
    """Lengthen the link in a text so that a part ends there or a character before or after, if that is not far off."""
    link = re.search("https://[!-~]+", text)
    if GSM_EXTENDED.union(GSM).issuperset(text):
        length, edges = len(text) + sum(char in GSM_EXTENDED for char in text), GSM_EDGES
    else:
        length, edges = len(text.encode("utf-16-le")) // 2, UCS2_EDGES
    gaps = [edge - length for edge in edges if 0 <= edge - length <= len(SLUG) // 2]
    if link is None or not gaps:
        return text
    return text[: link.end()] + "".join(rng.choices(SLUG, k=rng.choice(gaps))) + text[link.end() :]


def make_message(rng: Random, person: Person) -> tuple[str, str]:
    """Return the kind and the text of a message to someone."""
    language = person.origin.language
    kind, template = rng.choice(TEXTS[language].splitlines()).split(" ", 1)
    text = template.replace("¶", "\n").format(
        name=person.name,
        city=person.city,
        shop=rng.choice(SHOPS),
        code=f"{rng.randrange(10**6):06}",
        order=f"{rng.choice('ABEKRS')}{rng.randrange(10**5):05}",
        link=f"https://{rng.choice(DOMAINS)}/{''.join(rng.choices(SLUG, k=6))}",
        day=rng.randrange(12, 30),  # no 1er or l'8 or l'11 to get wrong
        time=f"{rng.randrange(10, 20)}:{rng.choice(('00', '15', '30', '45'))}",
        money=person.origin.money.format(rng.randrange(19, 250)),
        percent=rng.randrange(10, 60, 5),
    )
    if rng.random() < PLAIN.get(language, 0):
        text = plain(text)
    elif rng.random() < TYPESET:
        text = typeset(text, QUOTES.get(language, "“”"))
    if kind in EMOJI and rng.random() < WITH_EMOJI:
        text += " " + rng.choice(EMOJI[kind].split())
    if rng.random() < NEAR_LIMIT:
        text = reach_limit(rng, text)
    return kind, text


def make_row(rng: Random, number: int, person: Person) -> Row:
    """Return a valid row with a message to someone."""
    (prefix,) = rng.choices(("+", "00", ""), weights=(80, 10, 10))
    return Row(str(number), prefix + person.phone, person.name, person.city, *make_message(rng, person))


def csv_line(cells: Iterable[str]) -> bytes:
    """Return a line of CSV; the surrogates U+DC80 to U+DCFF in it become the bytes 80 to FF."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8", "surrogateescape")


def empty_phone(row: Row, _nth: int) -> bytes:
    """Break a row: nobody to send it to."""
    return csv_line(row._replace(phone=""))


def invalid_phone(row: Row, nth: int) -> bytes:
    """Break a row: the phone cell holds no international number."""
    return csv_line(row._replace(phone=INVALID_PHONES[nth % len(INVALID_PHONES)]))


def undecodable_message(row: Row, nth: int) -> bytes:
    """Break a row: bytes in the message that are not UTF-8, either a Latin-1 e acute or the byte FF."""
    message = f"{row.message} \udcff" if nth % 2 else f"Caf\udce9 {row.message}"
    return csv_line(row._replace(message=message))


def wrong_cell_count(row: Row, nth: int) -> bytes:
    """Break a row: a cell too many, for want of quotes around a comma, or cut short before the message."""
    if nth % 2:
        return csv_line(row[: 3 + nth // 2])
    unquoted = re.sub('[,"\n]+', " ", row.message)
    return csv_line((*row[:-1], row.name, " " + unquoted))


def empty_message(row: Row, _nth: int) -> bytes:
    """Break a row: nothing to send."""
    return csv_line(row._replace(message=""))


Breakage = Callable[[Row, int], bytes]  # of a row, as the nth of its kind
BREAKAGES: tuple[Breakage, ...] = (empty_phone, invalid_phone, undecodable_message, wrong_cell_count, empty_message)


def choose_breakages(rng: Random, rows: int) -> dict[int, tuple[Breakage, int]]:
    """Spread the breakages evenly over the file: return which row gets which."""
    breakages = [(breakage, nth) for breakage in BREAKAGES for nth in range(OF_EACH_KIND)]
    rng.shuffle(breakages)
    stride = rows // len(breakages)
    return {part * stride + rng.randrange(stride): breakage for part, breakage in enumerate(breakages)}


def repeat_people(rng: Random, people: list[Person], spared: Collection[int]) -> None:
    """Put some recipients in the place of others, so that they are there two or three times."""
    chosen = rng.sample([place for place in range(len(people)) if place not in spared], REPEATED + REPEATS)
    for nth, place in enumerate(chosen[REPEATED:]):
        people[place] = people[chosen[nth % REPEATED]]


def forget_names(rng: Random, rows: list[Row], spared: Collection[int]) -> None:
    """Empty the name in some of the rows whose message does without it."""
    unnamed = [n for n, row in enumerate(rows) if n not in spared and plain(row.name) not in plain(row.message)]
    for place in rng.sample(unnamed, NAMELESS):
        rows[place] = rows[place]._replace(name="")


def make_campaign() -> bytes:
    """Return the contents of campaign.csv."""
    rng = Random(SEED)
    people = make_people(rng)
    broken = choose_breakages(rng, len(people))
    repeat_people(rng, people, broken)
    rows = [make_row(rng, number, person) for number, person in enumerate(people, 1)]
    forget_names(rng, rows, broken)
    lines = [csv_line(Row._fields)]
    for place, row in enumerate(rows):
        if place in broken:
            breakage, nth = broken[place]
            lines.append(breakage(row, nth))
        else:
            lines.append(csv_line(row))
    return b"".join(lines)


def main() -> int:
    """Write the two files or check them."""
    parser = argparse.ArgumentParser(description="Write the invented campaign and price list in examples/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files are not up to date")
    check = parser.parse_args().check
    files = {EXAMPLES / "campaign.csv": make_campaign(), EXAMPLES / "rates.csv": RATES.encode()}
    stale = [path for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
    if check and stale:
        names = " and ".join(f"examples/{path.name}" for path in stale)
        print(f"not as generated: {names}; run python tools/make_campaign.py", file=sys.stderr)
        return 1
    EXAMPLES.mkdir(exist_ok=True)
    for path in stale:
        path.write_bytes(files[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())

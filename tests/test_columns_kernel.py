"""The column kernel: each path against the oracle and the scalar planner, over all of Unicode and over octets that are
no UTF-8.
"""

from __future__ import annotations

import random
from array import array
from functools import cache
from importlib import import_module
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any

import pytest

import oracle
from septet import _kernel_py
from septet.alphabets import LOCKING, SINGLE, Language

if TYPE_CHECKING:
    from types import ModuleType

PARTS, PLAN, CHARACTERS = range(3)
ANY, GSM7, UCS2 = range(3)
DONE, MALFORMED, UNENCODABLE = range(3)
LIMITS = (160, 153, 70, 67)
TABLES = LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT]
COSTS = {**dict.fromkeys(oracle.CODES["default single"], 2), **dict.fromkeys(oracle.CODES["default locking"], 1)}


class Path:
    """A column kernel and one of its ways to count."""

    def __init__(self, kernel: Any, name: str) -> None:
        self.kernel, self.name = kernel, name

    def counter(self, limits: tuple[int, ...] = LIMITS, encoding: int = ANY, tables: tuple[str, str] = TABLES) -> Any:
        return self.kernel.Counter(*tables, limits, encoding, path=self.name)

    def count(self, rows: list[bytes], counter: Any = None) -> list[Any]:
        """What the rows come to: None for what is no UTF-8 or cannot be encoded."""
        output = self.kernel.Output(PLAN)
        output.grow(len(rows))
        counter = counter or self.counter()
        report = self.kernel.count(self.chunk(rows), 0, len(rows), counter, output, base=0, lenient=True)
        found: list[Any] = output.rows(0, len(rows))
        assert report == (DONE, 0, found.count(None), found.count(None), 0)
        return found

    def chunk(self, rows: list[bytes]) -> Any:
        offsets = array("q", accumulate(map(len, rows), initial=0)).tobytes()
        validity = b"\xff" * (len(rows) // 8 + 1)
        return self.kernel.open_octets(len(rows), validity, offsets, b"".join(rows)).next()


def load(name: str) -> ModuleType:
    return import_module(f"septet._columns_{name}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "path" in metafunc.fixturenames:
        left_out = [name for name in ("py", "c") if metafunc.config.getoption(f"no_{name}_kernel")]
        paths = [(twin, name) for twin in ("py", "c") if twin not in left_out for name in load(twin).PATHS]
        metafunc.parametrize("path", [Path(load(twin), name) for twin, name in paths], ids=[name for _, name in paths])


def planned(texts: list[str], limits: tuple[int, int, int, int] = LIMITS, encoding: int = ANY) -> list[Any]:
    """What the scalar kernel in Python makes of texts."""
    alphabet = _kernel_py.Alphabet(*TABLES)
    found: list[Any] = []
    for text in texts:
        in_septets, n_units, n_parts = _kernel_py.count(text, alphabet, limits)
        if encoding == UCS2:
            n_units = _kernel_py.count_units(text)
            n_parts = 1 if n_units <= limits[2] else len(_kernel_py.break_units(text, limits[3])[1])
            found.append(("UCS-2", n_units, n_parts))
        elif encoding == GSM7 and not in_septets:
            found.append(None)
        else:
            found.append(("GSM-7" if in_septets else "UCS-2", n_units, n_parts))
    return found


def expected(n_before: int, character: str, n_behind: int) -> tuple[str, int, int]:
    """What a character between so many letters comes to, by the tables of the oracle; one part."""
    n_letters = n_before + n_behind
    if (cost := COSTS.get(character)) is not None:
        return "GSM-7", n_letters + cost, 1
    return "UCS-2", n_letters + len(oracle.utf16_units(character)), 1


@cache
def all_characters() -> list[str]:
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def texts_at_random(n: int, seed: int) -> list[str]:
    """Texts of all kinds, of no characters to several parts."""
    draw = random.Random(seed)
    pools = ["abc de", "ab[]{}€|~^\\", "éèàñÄÖßΔΦ", "aé€[ `", "日本語", "a😀b", "aЖ’é", "€", "[", "😀", "a€", "Δaé"]
    texts = []
    for _ in range(n):
        most = draw.choice([3, 40, 40, 170, 170, 1000])
        texts.append("".join(draw.choices(draw.choice(pools), k=draw.randrange(most))))
    return texts


# -- over all of Unicode -----------------------------------------------------------------------------------------------


@pytest.mark.exhaustive
@pytest.mark.parametrize(("n_before", "n_behind"), [(0, 0), (31, 2)])
def test_every_character_is_counted_by_the_tables_of_the_standard(path: Path, n_before: int, n_behind: int) -> None:
    rows = [("a" * n_before + c + "b" * n_behind).encode() for c in all_characters()]
    wanted = [expected(n_before, c, n_behind) for c in all_characters()]
    assert path.count(rows) == wanted


@pytest.mark.parametrize("n_before", [1, 13, 14, 15, 16, 29, 30, 32, 62, 63])
def test_the_characters_of_the_alphabet_and_their_neighbours_at_every_place(path: Path, n_before: int) -> None:
    near = [*all_characters()[:0x530], *(chr(c) for c in range(0x2000, 0x2200)), "\uffff", "\U00010000", "\U0010ffff"]
    for n_behind in (0, 40):
        rows = [("x" * n_before + c + "y" * n_behind).encode() for c in near]
        assert path.count(rows) == [
            (name, n_units, 1 if n_units <= (160 if name == "GSM-7" else 70) else 2)
            for name, n_units, _ in (expected(n_before, c, n_behind) for c in near)
        ]


@pytest.mark.exhaustive
@pytest.mark.parametrize("n_before", [0, 15, 30])
def test_what_is_no_utf_8_is_found(path: Path, n_before: int) -> None:
    edges = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xCE, 0xDF, 0xE0, 0xE1, 0xE2]
    edges += [0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF]
    rows = [b"x" * n_before + bytes(pair) for pair in product(range(256), repeat=2)]
    rows += [b"x" * n_before + bytes(octets) for octets in product(edges, repeat=3)]
    rows += [
        b"x" * n_before + bytes(octets) + b"y" * (i % 3)
        for i, octets in enumerate(
            product(
                [0xE0, 0xED, 0xF0, 0xF3, 0xF4, 0xF5], edges[1::2], [0x7F, 0x80, 0xBF, 0xC2], [0x41, 0x80, 0xBF, 0xE2]
            )
        )
    ]
    assert [row for row, found in zip(rows, path.count(rows)) if (found is not None) != is_utf_8(row)] == []


@pytest.mark.parametrize("n_before", [12, 13, 14, 15, 28, 29, 30, 31])
def test_characters_of_all_lengths_beside_each_other_where_blocks_end(path: Path, n_before: int) -> None:
    texts = ["x" * n_before + "".join(three) for three in product("a[é€Я日😀", repeat=3)]
    whole = [text.encode() for text in texts]
    assert path.count(whole) == planned(texts)
    texts = [text + "y" * 40 for text in texts]
    assert path.count([text.encode() for text in texts]) == planned(texts)
    # Octets that are left out, added or changed near the end of the block.
    broken = [row[:-1] for row in whole] + [row[: n_before + 1] + row[n_before + 2 :] + b"y" * 20 for row in whole]
    broken += [row[: n_before + 2] + b"\x82" + row[n_before + 2 :] + b"y" * 20 for row in whole]
    wanted = [planned([row.decode()])[0] if is_utf_8(row) else None for row in broken]
    assert path.count(broken) == wanted


def is_utf_8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_octets_that_were_changed_at_random(path: Path) -> None:
    draw = random.Random(5)
    rows = []
    for text in texts_at_random(4000, 6):
        octets = bytearray(text.encode())
        if octets:
            octets[draw.randrange(len(octets))] = draw.randrange(256)
        rows.append(bytes(octets))
    wanted = [planned([row.decode()])[0] if is_utf_8(row) else None for row in rows]
    assert path.count(rows) == wanted


# -- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.exhaustive
@pytest.mark.parametrize("encoding", [ANY, GSM7, UCS2])
@pytest.mark.parametrize("limits", [LIMITS, (160, 152, 70, 66), (20, 13, 9, 6), (5, 3, 3, 2), (2, 2, 2, 2)], ids=str)
def test_parts_are_those_of_the_scalar_kernel(path: Path, limits: tuple[int, int, int, int], encoding: int) -> None:
    texts = texts_at_random(1500, 1)
    counter = path.counter(limits, encoding)
    assert path.count([text.encode() for text in texts], counter) == planned(texts, limits, encoding)


@pytest.mark.parametrize(("filler", "capacity"), [("a", 153), ("é", 153), ("Ж", 67), ("日", 67)])
def test_pairs_at_every_place_near_the_breaks(path: Path, filler: str, capacity: int) -> None:
    double = "😀" if capacity == 67 else "€"
    texts = []
    for place in (*range(capacity - 3, capacity + 2), *range(2 * capacity - 3, 2 * capacity + 2)):
        for n_behind in (*range(capacity - 4, capacity + 3), *range(2 * capacity - 4, 2 * capacity + 3)):
            texts.append(filler * place + double + filler * n_behind)
            texts.append(filler * (place - 1) + double * 2 + filler * n_behind)
    assert path.count([text.encode() for text in texts]) == planned(texts)


def test_more_than_255_parts_show_their_true_number(path: Path) -> None:
    texts = ["a" * 153 * 255, "a" * 153 * 300, "[" * 100_000, "😀" * 50_000]
    assert [found[2] for found in path.count([text.encode() for text in texts])] == [255, 300, 1316, 1516]
    assert path.count([text.encode() for text in texts]) == planned(texts)


def test_a_text_of_septets_shows_units_where_only_ucs_2_is_allowed(path: Path) -> None:
    assert path.count([b"", b"abc"], path.counter(encoding=UCS2)) == [("UCS-2", 0, 1), ("UCS-2", 3, 1)]


# -- what they are made of ---------------------------------------------------------------------------------------------


def test_other_tables_take_the_path_that_knows_them(path: Path) -> None:
    tables = LOCKING[Language.TURKISH], SINGLE[Language.TURKISH]
    texts = ["şğı ", "Ğ€ [", "Жa", "é" * 200, "[ş" * 200]
    alphabet = _kernel_py.Alphabet(*tables)
    wanted = [_kernel_py.count(text, alphabet, LIMITS) for text in texts]
    found = path.count([text.encode() for text in texts], path.counter(tables=tables))
    assert [(name == "GSM-7", *numbers) for name, *numbers in found] == wanted


def test_half_of_a_pair_is_no_utf_8_even_if_a_table_has_it(path: Path) -> None:
    counter = path.counter(tables=(TABLES[0], TABLES[1].replace("€", "\ud83d")))
    assert path.count([b"\xed\xa0\xbd", "é".encode() + b"\xed\xa0\xbd", b"a"], counter) == [None, None, ("GSM-7", 1, 1)]


def test_a_path_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="this machine has no path 'abacus'"):
        path.kernel.Counter(*TABLES, LIMITS, ANY, path="abacus")


def test_a_table_of_characters_that_no_table_has_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="Basic Multilingual Plane"):
        path.counter(tables=("😀" * 128, TABLES[1]))


def test_an_output_of_no_kind_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="no such kind"):
        path.kernel.Output(3)


def test_an_output_grows(path: Path) -> None:
    output = path.kernel.Output(PLAN)
    bases = []
    for i in range(1, 40):
        bases.append(output.grow(i))
        output.put(bases[-1], (i % 2 == 0, i, i))
        for row in range(bases[-1] + 1, output.n_rows):
            output.put(row, None)
    rows = output.rows(0, output.n_rows)
    assert bases == list(accumulate(range(1, 39), initial=0))
    assert [rows[base] for base in bases] == [("UCS-2" if i % 2 else "GSM-7", i, i) for i in range(1, 40)]
    assert rows.count(None) == output.n_rows - len(bases)


def test_a_row_ends_the_work_where_nothing_may_be_null(path: Path) -> None:
    rows = [b"a", b"\xff", b"b"]
    output = path.kernel.Output(PARTS)
    output.grow(3)
    told = path.kernel.count(path.chunk(rows), 0, 3, path.counter(), output, base=0, lenient=False)
    assert told == (MALFORMED, 1, 0, 0, 0)
    told = path.kernel.count(
        path.chunk(["Ж".encode()]), 0, 1, path.counter(encoding=GSM7), output, base=0, lenient=False
    )
    assert told == (UNENCODABLE, 0, 0, 0, 0)


def test_a_census_tells_rows_and_occurrences(path: Path) -> None:
    census = path.kernel.Census()
    rows = [text.encode() for text in ("a’b’", "’Ж", "abc", "😀", "x" * 40 + "Ж" * 3)]
    assert census.take(path.chunk(rows), 0, 5, path.counter(), base=0, lenient=False) == (DONE, 0, 0, 0, 0)
    assert census.take(path.chunk(rows), 0, 1, path.counter(), base=5, lenient=False) == (DONE, 0, 0, 0, 0)
    assert census.found() == [(0x416, 2, 4), (0x2019, 3, 5), (0x1F600, 1, 1)]

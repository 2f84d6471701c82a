"""The kernel against the oracle, and its twins against each other.

Every test runs on the Python twin and on the compiled one; where text or octets go through vector instructions, on each
path that the compiled one has on this machine, the scalar one among them.
"""

from __future__ import annotations

import ast
import copy
import functools
import inspect
import pickle
import pydoc
import random
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
import strategies
from conftest import load_kernel
from septet import _kernel_py
from septet.alphabets import LOCKING, SINGLE, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from hypothesis.strategies import SearchStrategy

ESCAPE = oracle.ESCAPE
PAIRS = [(locking, single) for locking in range(14) for single in range(14)]
LOCKINGS = tuple(LOCKING[language] for language in Language)
SINGLES = tuple(SINGLE[language] for language in Language)
CODE_POINTS = 0x110000
PLANE = 0x10000

FUNCTIONS = {
    "break_septets",
    "break_units",
    "count",
    "count_all",
    "count_parts_all",
    "count_units",
    "fast_address",
    "fast_count_parts",
    "fast_decode",
    "fast_decode_packed",
    "fast_encode",
    "fast_encode_packed",
    "fast_message",
    "fast_moment",
    "fast_pack",
    "fast_parse",
    "fast_split",
    "fast_unpack",
    "fast_value",
    "find_outside",
    "find_unencodable",
    "from_septets",
    "measure",
    "pack",
    "paths",
    "survey",
    "take_path",
    "to_septets",
    "unpack",
}


# -- what the tests are made of ----------------------------------------------------------------------------------------


class Twin:
    """A kernel and the way in which its alphabets are made."""

    def __init__(self, kernel: ModuleType) -> None:
        self.kernel: Any = kernel
        self.alphabet: Callable[..., Any] = cache(lambda locking=0, single=0: kernel.Alphabet(*tables(locking, single)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    compiled = [] if metafunc.config.getoption("no_c_kernel") else compiled_paths()
    if "twin" in metafunc.fixturenames:
        twins = compiled if metafunc.config.getoption("no_py_kernel") else ["python", *compiled]
        metafunc.parametrize("twin", twins, indirect=True, scope="session")
    if "other" in metafunc.fixturenames:
        metafunc.parametrize("other", compiled or ["scalar"], indirect=True, scope="session")


def compiled_paths() -> list[str]:
    """The paths of the compiled kernel; one of them even where it is missing, so that a test finds that out."""
    try:
        return list(load_kernel("c").paths())
    except pytest.fail.Exception:
        return ["scalar"]


@pytest.fixture(scope="session")
def twin(request: pytest.FixtureRequest) -> Iterator[Twin]:
    """Both kernels, the compiled one on each of its paths."""
    if request.param == "python":
        yield Twin(_kernel_py)
    else:
        yield from on_path(request.getfixturevalue("compiled"), request.param)


@pytest.fixture(scope="session")
def other(compiled: ModuleType, request: pytest.FixtureRequest) -> Iterator[Twin]:
    """What the Python twin is compared with: the compiled one on each of its paths."""
    yield from on_path(compiled, request.param)


def on_path(kernel: ModuleType, name: str) -> Iterator[Twin]:
    """The kernel while it goes that way."""
    kernel.take_path(name)
    yield Twin(kernel)
    kernel.take_path(kernel.paths()[0])


@st.composite
def _of_blocks(draw: st.DrawFn) -> str:
    filler = draw(st.sampled_from(["a", "b\xe9", "\xa3\xa7-", "\u0394", "\u20ac", "\u042f", "\U0001f600"]))
    text = (filler * 280)[: draw(st.sampled_from([1, 63, 64, 65, 127, 128, 129, 200, 256, 280]))]
    piece = st.one_of(strategies.gsm_characters, strategies.any_characters, strategies.surrogate_pieces)
    for added in draw(st.lists(piece, max_size=6)):
        place = draw(st.sampled_from([0, 62, 63, 64, 65, 126, 127, 128, 160, len(text)]))
        text = text[:place] + added + text[place:]
    return text


texts = st.one_of(strategies.texts, _of_blocks())
"""Texts as all tests have them, and such as fill a few blocks of 64, with something else at their edges."""

octets = st.one_of(
    strategies.octets,
    st.builds(lambda start, octets: (b"septets " * 40)[:start] + octets, st.integers(0, 280), strategies.octets),
)
"""Octets likewise."""


class Text(str):
    """A text that is no plain ``str``."""


def tables(locking: int, single: int) -> tuple[str, str]:
    """The tables of the oracle as strings of 128 cells."""
    names = oracle.locking_name(locking), oracle.single_name(single)
    first, second = ("".join(oracle.TABLES[name].get(code, "\x1b") for code in range(128)) for name in names)
    return first, second


@cache
def codes_of(locking: int = 0, single: int = 0) -> dict[str, bytes]:
    """Every character that the pair of tables has, with its septets, in the order of Unicode."""
    characters = {*oracle.CODES[oracle.locking_name(locking)], *oracle.CODES[oracle.single_name(single)]}
    return {c: bytes(oracle.septets_of_char(c, locking, single) or ()) for c in sorted(characters)}


def encoded(text: str, locking: int = 0, single: int = 0) -> tuple[bytes, int]:
    """What ``to_septets`` has to return."""
    stop = oracle.first_unencodable(text, locking, single)
    stop = len(text) if stop is None else stop
    return bytes(oracle.septets_of(text[:stop], locking, single) or ()), stop


def decoded(septets: bytes, locking: int = 0, single: int = 0) -> tuple[str, int]:
    """What ``from_septets`` has to return: character by character, an escape and what follows it together."""
    text, stop = "", 0
    while stop < len(septets):
        step = septets[stop : stop + (2 if septets[stop] == ESCAPE else 1)]
        character = oracle.decode_septets(list(step), locking, single)
        if character is None:
            break
        text += character
        stop += len(step)
    return text, stop


def pieces(text: str, breaks: tuple[int, ...]) -> list[str]:
    """The parts of the text between the breaks."""
    return [text[start:end] for start, end in zip((0, *breaks), (*breaks, len(text)))]


def typed(value: object) -> object:
    """The value with the type of everything in it."""
    if isinstance(value, (tuple, list)):
        return type(value), [typed(item) for item in value]
    return type(value), value


def planes() -> Iterator[str]:
    """All of Unicode in seventeen texts."""
    return ("".join(map(chr, range(start, start + PLANE))) for start in range(0, CODE_POINTS, PLANE))


# -- the surface -------------------------------------------------------------------------------------------------------


def stub() -> ast.Module:
    """The types of the compiled kernel as they are declared."""
    return ast.parse(Path(_kernel_py.__file__).with_name("_kernel_c.pyi").read_text(encoding="utf-8"))


def declared(module: ast.Module) -> dict[str, str]:
    """The types of the public functions in a module's source, and of what the class is called with."""
    found = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert node.returns is not None
            # The type variable has a name of its own in the stub.
            found[node.name] = f"({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}".replace("_F", "F").replace(
                "_C", "C"
            )
        if isinstance(node, ast.ClassDef):
            functions = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
            maker = functions.get("__init__") or functions.get("__new__")
            if maker is not None:
                del maker.args.args[0]
                found[node.name] = f"({ast.unparse(maker.args)})"
    return found


def test_the_twin_has_these_functions_and_no_others(kernel: ModuleType) -> None:
    own = {
        name
        for name, item in vars(kernel).items()
        if getattr(item, "__module__", "") == kernel.__name__ and not name.startswith("_")
    }
    assert own == {*FUNCTIONS, "Alphabet", "Chart", "PartFields"}


def test_the_stub_declares_what_the_python_twin_has() -> None:
    written = declared(ast.parse(Path(_kernel_py.__file__).read_text(encoding="utf-8")))
    stubbed = declared(stub())
    assert stubbed == written
    assert stubbed.keys() == {*FUNCTIONS, "Alphabet", "Chart"}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_parameters_of_the_function_are_those_of_the_stub(kernel: ModuleType, name: str) -> None:
    parameters = list(inspect.signature(getattr(kernel, name)).parameters.values())
    (function,) = (node for node in stub().body if isinstance(node, ast.FunctionDef) and node.name == name)
    assert [parameter.name for parameter in parameters] == [argument.arg for argument in function.args.args]
    by_place = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.empty
    assert [(parameter.kind, parameter.default) for parameter in parameters] == [by_place] * len(parameters)


# -- alphabets ---------------------------------------------------------------------------------------------------------


def test_an_alphabet_shows_its_tables(twin: Twin) -> None:
    assert (twin.alphabet(1, 3).locking, twin.alphabet(1, 3).single) == tables(1, 3)


def test_an_alphabet_is_made_by_name(kernel: ModuleType) -> None:
    locking, single = tables(0, 0)
    made = kernel.Alphabet(single=single, locking=locking)
    assert kernel.to_septets("a\u20ac", made) == (b"a\x1be", 2)
    with pytest.raises(TypeError):
        kernel.Alphabet(locking, single, None)
    with pytest.raises(TypeError):
        kernel.Alphabet(locking)


def test_an_alphabet_grows_no_attributes(kernel: ModuleType) -> None:
    made = kernel.Alphabet(*tables(0, 0))
    with pytest.raises(AttributeError):
        made.name = "default"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_alphabet_works_like_the_first(twin: Twin, protocol: int) -> None:
    made = twin.alphabet(1, 4)
    for again in (pickle.loads(pickle.dumps(made, protocol)), copy.copy(made), copy.deepcopy(made)):
        assert type(again) is twin.kernel.Alphabet
        assert (again.locking, again.single) == (made.locking, made.single)
        text = "".join(codes_of(1, 4))
        assert twin.kernel.to_septets(text, again) == twin.kernel.to_septets(text, made)


@pytest.mark.parametrize("n_cells", [0, 1, 127, 129, 256])
def test_a_table_of_another_size_is_refused(kernel: ModuleType, n_cells: int) -> None:
    locking, single = tables(0, 0)
    with pytest.raises(ValueError, match=f"a table has 128 cells, this one {n_cells}"):
        kernel.Alphabet("a" * n_cells, single)
    with pytest.raises(ValueError, match=f"a table has 128 cells, this one {n_cells}"):
        kernel.Alphabet(locking, "a" * n_cells)


def test_a_character_of_two_units_is_refused_in_a_table(kernel: ModuleType) -> None:
    locking, single = tables(0, 0)
    for table in ("a" * 127 + "\U00010000", "\U0010ffff" * 128):
        with pytest.raises(ValueError, match="Basic Multilingual Plane"):
            kernel.Alphabet(table, single)
        with pytest.raises(ValueError, match="Basic Multilingual Plane"):
            kernel.Alphabet(locking, table)


@pytest.mark.parametrize("wrong", [None, 128, b"a" * 128])
def test_a_table_that_is_no_text_is_refused(kernel: ModuleType, wrong: object) -> None:
    locking, single = tables(0, 0)
    with pytest.raises(TypeError):
        kernel.Alphabet(wrong, single)
    with pytest.raises(TypeError):
        kernel.Alphabet(locking, wrong)


def test_the_locking_table_and_the_lower_code_win(kernel: ModuleType) -> None:
    locking = ("abc" + "\x1b" * 24 + "\x1b" + "abz").ljust(128, "\x1b")
    single = ("bxx" + "\x1b" * 25 + "y\uffff").ljust(128, "\x1b")
    made = kernel.Alphabet(locking, single)
    assert kernel.to_septets("abczxy\uffff", made) == (bytes([0, 1, 2, 30, 27, 1, 27, 28, 27, 29]), 7)
    assert kernel.from_septets(bytes([27, 0, 27, 2, 28, 29]), made) == ("bxab", 6)


def test_an_empty_cell_is_no_character(twin: Twin) -> None:
    assert twin.kernel.measure("\x1b", twin.alphabet()) == (0, 0)
    assert twin.kernel.find_unencodable("a\x1b", twin.alphabet(13, 13)) == [1]


# -- every code point --------------------------------------------------------------------------------------------------


@pytest.mark.exhaustive
def test_every_code_point_is_measured_as_the_standard_says(twin: Twin) -> None:
    measure, alphabet, codes = twin.kernel.measure, twin.alphabet(), codes_of()
    costs = {character: (len(septets), 1) for character, septets in codes.items()}
    for plane in planes():
        wrong = [hex(ord(c)) for c in plane if measure(c, alphabet) != costs.get(c, (0, 0))]
        assert wrong == []


@pytest.mark.exhaustive
def test_every_code_point_is_encoded_as_the_standard_says(twin: Twin) -> None:
    to_septets, alphabet, codes = twin.kernel.to_septets, twin.alphabet(), codes_of()
    results = {character: (septets, 1) for character, septets in codes.items()}
    for plane in planes():
        wrong = [hex(ord(c)) for c in plane if to_septets(c, alphabet) != results.get(c, (b"", 0))]
        assert wrong == []


@pytest.mark.exhaustive
def test_every_code_point_is_found_that_the_alphabet_lacks(twin: Twin) -> None:
    codes = codes_of()
    for plane in planes():
        assert twin.kernel.find_unencodable(plane, twin.alphabet()) == [
            index for index, character in enumerate(plane) if character not in codes
        ]


@pytest.mark.exhaustive
def test_every_code_point_outside_is_told_once(kernel: ModuleType) -> None:
    codes, alphabet = codes_of(), kernel.Alphabet(*tables(0, 0))
    for plane in (*planes(), "\ufffe\uffff\U00010000\U0010ffff"):
        n_septets = 2 * sum(len(codes.get(character, b"a")) for character in plane)
        outside = "".join(character for character in plane if character not in codes)
        assert kernel.find_outside(plane + plane[::-1], alphabet, (n_septets, 2, 2, 2)) == (outside, 1)


@pytest.mark.exhaustive
def test_every_code_point_has_as_many_units_as_in_utf_16(kernel: ModuleType) -> None:
    for plane in planes():
        assert {kernel.count_units(character) for character in plane} == {1 if plane[0] == "\0" else 2}


@pytest.mark.parametrize("locking", range(14))
def test_every_character_of_every_pair_of_tables_goes_there_and_back(twin: Twin, locking: int) -> None:
    for single in range(14):
        codes, alphabet = codes_of(locking, single), twin.alphabet(locking, single)
        text, septets = "".join(codes), b"".join(codes.values())
        assert twin.kernel.to_septets(text, alphabet) == (septets, len(text))
        assert twin.kernel.measure(text, alphabet) == (len(septets), len(text))
        assert twin.kernel.from_septets(septets, alphabet) == (text, len(septets))
        for character, code in codes.items():
            assert twin.kernel.measure(character, alphabet) == (len(code), 1)
            assert twin.kernel.to_septets(character, alphabet) == (code, 1)
            assert twin.kernel.from_septets(code, alphabet) == (character, len(code))


@pytest.mark.exhaustive
@pytest.mark.parametrize("locking", range(14))
def test_every_character_that_a_pair_of_tables_lacks_is_found(kernel: ModuleType, locking: int) -> None:
    plane = next(planes())
    for single in range(14):
        codes = {ord(character) for character in codes_of(locking, single)}
        found = kernel.find_unencodable(plane, kernel.Alphabet(*tables(locking, single)))
        assert found == [code for code in range(PLANE) if code not in codes]


# -- text to septets and back ------------------------------------------------------------------------------------------


PLACES = [*((place, 70) for place in range(70)), *((place, 130) for place in range(60, 130, 3)), (0, 1), (1, 2)]
"""(index, length): places in texts of more than one block, and in short ones."""


def test_each_latin_character_is_seen_in_each_place_of_a_block(twin: Twin) -> None:
    alphabet, codes = twin.alphabet(), codes_of()
    for place, length in PLACES:
        for character in map(chr, range(256)):
            text = "a" * place + character + "b" * (length - 1 - place)
            code = codes.get(character)
            stop = place if code is None else length
            septets = b"a" * place + (b"" if code is None else code + b"b" * (length - 1 - place))
            assert twin.kernel.to_septets(text, alphabet) == (septets, stop)
            assert twin.kernel.measure(text, alphabet) == (len(septets), stop)
            assert twin.kernel.find_unencodable(text, alphabet) == ([] if code else [place])


@pytest.mark.exhaustive
def test_each_octet_is_decoded_in_each_place_of_a_block(twin: Twin) -> None:
    alphabet = twin.alphabet()
    for place, length in PLACES:
        for octet in range(256):
            tail = bytes([octet]) + b"b" * (length - 1 - place)
            text, stop = decoded(tail)
            assert twin.kernel.from_septets(b"a" * place + tail, alphabet) == ("a" * place + text, place + stop)


@cache
def short_strings(locking: int, single: int) -> list[tuple[bytes, tuple[str, int]]]:
    """Every string of one octet or two, and what it means."""
    strings = [bytes([a]) for a in range(256)] + [bytes([a, b]) for a in range(256) for b in range(256)]
    return [(string, decoded(string, locking, single)) for string in strings]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("locking", "single"), [(0, 0), (1, 1), (0, 3), (3, 2), (4, 4), (5, 0), (11, 12), (13, 13)])
def test_every_octet_and_every_pair_of_octets_is_decoded(twin: Twin, locking: int, single: int) -> None:
    from_septets, alphabet = twin.kernel.from_septets, twin.alphabet(locking, single)
    strings = short_strings(locking, single)
    assert [string.hex() for string, meaning in strings if from_septets(string, alphabet) != meaning] == []
    assert from_septets(b"", alphabet) == ("", 0)


@pytest.mark.parametrize("wide", ["", "\xff", "\u20ac", "\u4e2d", "\ud83d", "\U0001f600"])
def test_the_width_of_the_storage_does_not_matter(twin: Twin, wide: str) -> None:
    text = "".join(c for c in codes_of() if c < "\x80") * 2
    for given_text in (text + wide, wide + text, text[:20] + wide + text[20:]):
        assert twin.kernel.to_septets(given_text, twin.alphabet()) == encoded(given_text)


@given(text=strategies.texts, locking=strategies.languages, single=strategies.languages)
def test_text_is_encoded_as_the_standard_says(twin: Twin, text: str, locking: int, single: int) -> None:
    septets, stop = encoded(text, locking, single)
    alphabet = twin.alphabet(locking, single)
    assert twin.kernel.to_septets(text, alphabet) == (septets, stop)
    assert twin.kernel.measure(text, alphabet) == (len(septets), stop)
    assert twin.kernel.find_unencodable(text, alphabet) == [
        index for index, c in enumerate(text) if oracle.septets_of_char(c, locking, single) is None
    ]


@given(septets=strategies.octets, locking=strategies.languages, single=strategies.languages)
def test_septets_are_decoded_as_the_standard_says(twin: Twin, septets: bytes, locking: int, single: int) -> None:
    expected = decoded(septets, locking, single)
    assert twin.kernel.from_septets(septets, twin.alphabet(locking, single)) == expected


def test_a_text_of_many_blocks_is_encoded(twin: Twin) -> None:
    text = ("The quick brown fox jumps over the lazy dog. " * 40 + "\xe9\u0394{}") * 3
    assert twin.kernel.to_septets(text, twin.alphabet()) == encoded(text)
    assert twin.kernel.from_septets(encoded(text)[0], twin.alphabet()) == (text, len(encoded(text)[0]))


# -- septets and octets ------------------------------------------------------------------------------------------------


def random_septets(n_septets: int, *, seed: int = 0) -> bytes:
    """Septets that are the same in each run."""
    return bytes(random.Random(f"{n_septets} {seed}").choices(range(128), k=n_septets))


@pytest.mark.parametrize("fill_bits", range(7))
@pytest.mark.parametrize("n_septets", [*range(25), 40, 255, 256, 257, 2047, 2048, 2049])
def test_packing_and_unpacking_are_as_the_standard_says(kernel: ModuleType, n_septets: int, fill_bits: int) -> None:
    made = [random_septets(n_septets, seed=seed) for seed in range(8 if n_septets < 100 else 2)]
    for septets in (bytes(n_septets), b"\x7f" * n_septets, *made):
        octets = oracle.pack(list(septets), fill_bits)
        assert kernel.pack(septets, fill_bits) == (octets, n_septets)
        assert kernel.unpack(octets, n_septets, fill_bits) == septets


@pytest.mark.parametrize("n_septets", [1, 2, 7, 8, 9, 15, 16, 17, 24, 255, 256, 257, 300])
def test_packing_stops_at_what_is_no_septet(kernel: ModuleType, n_septets: int) -> None:
    septets = random_septets(n_septets)
    for stop in range(n_septets):
        for wrong in (0x80, 0xFF):
            for fill_bits in (0, 1, 6):
                octets = kernel.pack(septets[:stop] + bytes([wrong]) + septets[stop + 1 :], fill_bits)
                assert octets == (kernel.pack(septets[:stop], fill_bits)[0], stop)


def test_packing_stops_at_the_first_of_two_that_are_no_septets(kernel: ModuleType) -> None:
    assert kernel.pack(b"a" * 3 + b"\xff" + b"a" * 20 + b"\x80", 0) == (oracle.pack(list(b"aaa")), 3)


@pytest.mark.parametrize("fill_bits", range(7))
def test_unpacking_ignores_what_stands_in_the_fill_bits(kernel: ModuleType, fill_bits: int) -> None:
    septets = random_septets(20)
    octets = oracle.pack(list(septets), fill_bits)
    for fill in range(1 << fill_bits):
        assert kernel.unpack(bytes([octets[0] | fill]) + octets[1:], 20, fill_bits) == septets


@given(octets=st.binary(max_size=80), n_septets=st.integers(-3, 100), fill_bits=st.integers(0, 6))
@example(octets=b"", n_septets=1, fill_bits=0)
@example(octets=b"", n_septets=1, fill_bits=6)
@example(octets=b"\xff", n_septets=1, fill_bits=1)
@example(octets=b"\xff", n_septets=1, fill_bits=2)
def test_unpacking_gives_no_more_than_there_is(
    kernel: ModuleType, octets: bytes, n_septets: int, fill_bits: int
) -> None:
    there = max(0, min(n_septets, (8 * len(octets) - fill_bits) // 7))
    assert kernel.unpack(octets, n_septets, fill_bits) == bytes(oracle.unpack(octets, there, fill_bits))


# -- units, parts and breaks -------------------------------------------------------------------------------------------


@given(text=strategies.texts)
def test_units_are_those_of_utf_16(kernel: ModuleType, text: str) -> None:
    assert kernel.count_units(text) == len(oracle.utf16_units(text))


capacities = st.one_of(st.integers(2, 9), st.sampled_from([66, 67, 70, 152, 153, 160]))


@given(text=strategies.gsm_texts, capacity=capacities)
@example(text="a" * 12, capacity=4)
@example(text="aaa\u20ac", capacity=4)
@example(text="aa\u20ac\u20ac\u20aca", capacity=3)
@example(text="\u20ac" * 9, capacity=2)
@example(text="", capacity=2)
def test_parts_in_septets_are_those_of_the_standard(kernel: ModuleType, text: str, capacity: int) -> None:
    breaks, part_septets = kernel.break_septets(text, kernel.Alphabet(*tables(0, 0)), capacity)
    parts = pieces(text, breaks)
    assert parts == oracle.split_gsm7(text, -1, capacity)
    assert list(part_septets) == [len(oracle.septets_of(part) or ()) for part in parts]


@given(text=strategies.texts, capacity=capacities)
@example(text="a" * 12, capacity=4)
@example(text="aaa\ud83d\ude00", capacity=4)
@example(text="a\ud83d\ude00\ud83d\ude00a", capacity=2)
@example(text="a\ud83d\ud83d\ude00\ude00a", capacity=2)
@example(text="\ud83d\ude00\U0001f600\ud83d\U0001f600\ude00", capacity=3)
@example(text="\U0001f600" * 9, capacity=2)
@example(text="\U0001f600" * 9, capacity=3)
@example(text="", capacity=2)
def test_parts_in_units_are_those_of_the_standard(kernel: ModuleType, text: str, capacity: int) -> None:
    breaks, part_units = kernel.break_units(text, capacity)
    parts = pieces(text, breaks)
    assert parts == oracle.split_ucs2(text, -1, capacity)
    assert list(part_units) == [len(oracle.utf16_units(part)) for part in parts]


@pytest.mark.parametrize("capacity", range(2, 8))
def test_parts_in_units_are_right_for_every_short_text(kernel: ModuleType, capacity: int) -> None:
    alphabet = ["a", "\u4e2d", "\ud83d", "\ude00", "\U0001f600"]
    layer = [""]
    for _ in range(5):
        layer = [text + character for text in layer for character in alphabet]
        wrong = [
            t for t in layer if pieces(t, kernel.break_units(t, capacity)[0]) != oracle.split_ucs2(t, -1, capacity)
        ]
        assert wrong == []


@pytest.mark.parametrize("first", [0xD7FF, 0xD800, 0xDBFF, 0xDC00])
@pytest.mark.parametrize("second", [0xDBFF, 0xDC00, 0xDFFF, 0xE000])
def test_the_first_and_the_last_surrogates_make_pairs(kernel: ModuleType, first: int, second: int) -> None:
    text = "a" + chr(first) + chr(second)
    paired = first in (0xD800, 0xDBFF) and second in (0xDC00, 0xDFFF)
    assert kernel.break_units(text, 2) == (((1,), (1, 2)) if paired else ((2,), (2, 1)))
    assert pieces(text, (1,) if paired else (2,)) == oracle.split_ucs2(text, -1, 2)


@pytest.mark.parametrize("capacity", range(2, 6))
def test_parts_in_septets_are_right_for_every_short_text(kernel: ModuleType, capacity: int) -> None:
    alphabet, layer = kernel.Alphabet(*tables(0, 0)), [""]
    for _ in range(9):
        layer = [text + character for text in layer for character in "a\u20ac"]
        cut = [pieces(text, kernel.break_septets(text, alphabet, capacity)[0]) for text in layer]
        assert cut == [oracle.split_gsm7(text, -1, capacity) for text in layer]


def expected_count(text: str, limits: tuple[int, int, int, int]) -> tuple[bool, int, int]:
    """What ``count`` has to return."""
    septets = oracle.septets_of(text)
    if septets is not None:
        return True, len(septets), len(oracle.split_gsm7(text, *limits[:2]))
    return False, len(oracle.utf16_units(text)), len(oracle.split_ucs2(text, *limits[2:]))


@given(
    text=strategies.texts,
    limits=st.one_of(
        st.sampled_from([(160, 153, 70, 67), (160, 152, 70, 66), (155, 149, 68, 65)]),
        st.tuples(*[st.integers(2, 9)] * 4),
    ),
)
@example(text="", limits=(160, 153, 70, 67))
@example(text="a" * 160, limits=(160, 153, 70, 67))
@example(text="a" * 161, limits=(160, 153, 70, 67))
@example(text="a" * 152 + "\u20ac" * 5, limits=(160, 153, 70, 67))
@example(text="\xe7" * 70, limits=(160, 153, 70, 67))
@example(text="\xe7" * 71, limits=(160, 153, 70, 67))
@example(text="\xe7" * 134, limits=(160, 153, 70, 67))
@example(text="\xe7" * 135, limits=(160, 153, 70, 67))
@example(text="\u4e2d" * 71, limits=(160, 153, 70, 67))
@example(text="a" * 66 + "\ud83d\ude00" * 34, limits=(160, 153, 70, 67))
def test_counting_is_walking_from_break_to_break(
    kernel: ModuleType, text: str, limits: tuple[int, int, int, int]
) -> None:
    assert kernel.count(text, kernel.Alphabet(*tables(0, 0)), limits) == expected_count(text, limits)


@given(texts=st.lists(strategies.texts, max_size=5), limits=st.tuples(*[capacities] * 4))
def test_counting_many_texts_is_counting_each(
    kernel: ModuleType, texts: list[str], limits: tuple[int, int, int, int]
) -> None:
    alphabet = kernel.Alphabet(*tables(0, 0))
    each = [kernel.count(text, alphabet, limits) for text in texts]
    assert kernel.count_all(texts, alphabet, limits) == each
    assert kernel.count_all(iter(texts), alphabet, limits) == each
    assert [type(n) for counted in kernel.count_all(texts, alphabet, limits) for n in counted] == [
        bool,
        int,
        int,
    ] * len(texts)


@given(texts=st.lists(texts, max_size=5), limits=st.tuples(*[capacities] * 4))
def test_counting_the_parts_of_many_texts_is_counting_each(
    kernel: ModuleType, texts: list[str], limits: tuple[int, int, int, int]
) -> None:
    alphabet = kernel.Alphabet(*tables(0, 0))
    expected = [kernel.count(text, alphabet, limits)[2] for text in texts]
    for given_texts in (texts, tuple(texts), iter(texts), map(Text, texts)):
        assert kernel.count_parts_all(given_texts, alphabet, limits) == (expected, max(expected, default=0))


@pytest.mark.parametrize("wrong", [None, 1, ["a", None], [b"a"]])
def test_counting_many_texts_wants_texts(kernel: ModuleType, wrong: Any) -> None:
    with pytest.raises(TypeError):
        kernel.count_parts_all(wrong, kernel.Alphabet(*tables(0, 0)), (160, 153, 70, 67))
    with pytest.raises(TypeError):
        kernel.count_all(wrong, kernel.Alphabet(*tables(0, 0)), (160, 153, 70, 67))


def test_counting_knows_nothing_of_255_parts(kernel: ModuleType) -> None:
    alphabet = kernel.Alphabet(*tables(0, 0))
    limits = (160, 153, 70, 67)
    assert kernel.count("a" * 100_000, alphabet, limits) == (True, 100_000, 654)
    assert kernel.count("\u4e2d" * 100_000, alphabet, limits) == (False, 100_000, 1493)
    assert kernel.count("\u20ac" * 100_000, alphabet, limits) == (True, 200_000, 1316)
    assert kernel.count("\U0001f600" * 100_000, alphabet, limits) == (False, 200_000, 3031)


PAIRS_WITH_AN_AT_SIGN = [(0, 0), (0, 12), (1, 1), (3, 0), (3, 3)]


def expected_outside(
    text: str, limits: tuple[int, int, int, int], locking: int = 0, single: int = 0
) -> tuple[str, int]:
    """What ``find_outside`` has to return, with an at sign for each character that the tables lack."""
    outside = [c for c in text if oracle.septets_of_char(c, locking, single) is None]
    replaced = "".join("@" if c in outside else c for c in text)
    return "".join(sorted(set(outside), key=outside.index)), len(
        oracle.split_gsm7(replaced, *limits[:2], locking=locking, single=single)
    )


@given(
    text=strategies.texts,
    pair=st.sampled_from(PAIRS_WITH_AN_AT_SIGN),
    limits=st.one_of(st.just((160, 153, 70, 67)), st.tuples(*[st.integers(2, 9)] * 4)),
)
@example(text="", pair=(0, 0), limits=(160, 153, 70, 67))
@example(text="a" * 159 + "\u042f", pair=(0, 0), limits=(160, 153, 70, 67))
@example(text="a" * 160 + "\u042f", pair=(0, 0), limits=(160, 153, 70, 67))
@example(text="\u042f" * 153 + "\u20ac" * 77 + "\u042f\U0001f600\ud83d`", pair=(0, 0), limits=(160, 153, 70, 67))
def test_what_is_outside_is_found_with_the_parts_there_would_be_without(
    twin: Twin, text: str, pair: tuple[int, int], limits: tuple[int, int, int, int]
) -> None:
    assert twin.kernel.find_outside(text, twin.alphabet(*pair), limits) == expected_outside(text, limits, *pair)


@given(text=st.one_of(strategies.national_texts, strategies.texts))
@example(text="")
@example(text="\x1b")
@example(text="\u0905" * 300 + "\u015f")
def test_a_survey_tells_of_each_locking_table_what_it_lacks_and_who_has_it(kernel: ModuleType, text: str) -> None:
    chart = kernel.Chart(LOCKINGS, SINGLES)
    if any(all(c == "\x1b" or c not in table for table in LOCKINGS + SINGLES) for c in text):
        assert kernel.survey(text, chart) == ()
        return
    expected = []
    for locking in LOCKINGS:
        lacked = [c for c in text if c not in locking]
        having = [i for i, single in enumerate(SINGLES) if all(c in single for c in lacked)]
        expected.append((len(lacked), sum(1 << i for i in having)))
    assert kernel.survey(text, chart) == tuple(expected)


def test_a_survey_finds_every_character_of_every_table(kernel: ModuleType) -> None:
    chart = kernel.Chart(LOCKINGS, SINGLES)
    for c in sorted({c for table in LOCKINGS + SINGLES for c in table} - {"\x1b"}):
        bits = sum(1 << i for i, single in enumerate(SINGLES) if c in single)
        assert kernel.survey(c, chart) == tuple((0, (1 << 14) - 1) if c in table else (1, bits) for table in LOCKINGS)


@pytest.mark.exhaustive
def test_a_survey_finds_no_other_character(kernel: ModuleType) -> None:
    chart = kernel.Chart(LOCKINGS, SINGLES)
    known = {c for table in LOCKINGS + SINGLES for c in table} - {"\x1b"}
    assert {c for c in map(chr, range(CODE_POINTS)) if kernel.survey(c, chart)} == known


@pytest.mark.parametrize("n_tables", [0, 1, 32])
def test_a_chart_has_any_number_of_tables_up_to_32(kernel: ModuleType, n_tables: int) -> None:
    chart = kernel.Chart((), (SINGLES[0],) * n_tables)
    assert kernel.survey("\u20ac", chart) == ()
    chart = kernel.Chart((LOCKINGS[0],), (SINGLES[0],) * n_tables)
    assert kernel.survey("a", chart) == ((0, (1 << n_tables) - 1),)
    assert kernel.survey("\u20ac", chart) == (((1, (1 << n_tables) - 1),) if n_tables else ())


def test_a_chart_refuses_what_it_cannot_hold(kernel: ModuleType) -> None:
    with pytest.raises(ValueError, match="32 tables of each kind at most"):
        kernel.Chart((LOCKINGS[0],) * 33, ())
    with pytest.raises(ValueError, match="Basic Multilingual Plane only"):
        kernel.Chart(("\U0001f600" * 128,), ())


def test_a_chart_shows_its_tables_and_can_be_copied(kernel: ModuleType) -> None:
    chart = kernel.Chart(LOCKINGS, SINGLES)
    assert (chart.lockings, chart.singles) == (LOCKINGS, SINGLES)
    for copied in (copy.copy(chart), pickle.loads(pickle.dumps(chart))):
        assert (copied.lockings, copied.singles) == (LOCKINGS, SINGLES)
        assert kernel.survey("\u015f", copied) == kernel.survey("\u015f", chart)


@pytest.mark.parametrize("capacity", [1, 0, -1, -(10**9)])
def test_a_capacity_that_holds_no_pair_counts_as_two(kernel: ModuleType, capacity: int) -> None:
    alphabet = kernel.Alphabet(*tables(0, 0))
    for text in ("", "abc", "\u20aca\u20ac", "\U0001f600a\u042f"):
        assert kernel.break_units(text, capacity) == kernel.break_units(text, 2)
        assert kernel.count(text, alphabet, (capacity,) * 4)[2] == kernel.count(text, alphabet, (capacity, 2) * 2)[2]
        assert kernel.find_outside(text, alphabet, (capacity,) * 4) == kernel.find_outside(
            text, alphabet, (capacity, 2) * 2
        )
    assert kernel.break_septets("a\u20ac", alphabet, capacity) == kernel.break_septets("a\u20ac", alphabet, 2)


@pytest.mark.parametrize("fill_bits", [-8, -1, 7, 8, 9, 1000])
def test_of_the_fill_bits_three_bits_count(kernel: ModuleType, fill_bits: int) -> None:
    septets = bytes(range(40))
    assert kernel.pack(septets, fill_bits) == kernel.pack(septets, fill_bits % 8)
    octets = kernel.pack(septets, fill_bits)[0]
    assert kernel.unpack(octets, 40, fill_bits) == septets


# -- the twins are equal -----------------------------------------------------------------------------------------------

CALLS: dict[str, SearchStrategy[tuple[object, ...]]] = {
    "count_units": st.tuples(texts),
    "break_units": st.tuples(texts, capacities),
    "pack": st.tuples(octets, st.integers(0, 7)),
    "unpack": st.tuples(octets, st.integers(-1, 330), st.integers(0, 7)),
    "from_septets": st.tuples(octets, st.sampled_from(PAIRS)),
    "to_septets": st.tuples(texts, st.sampled_from(PAIRS)),
    "measure": st.tuples(texts, st.sampled_from(PAIRS)),
    "find_unencodable": st.tuples(texts, st.sampled_from(PAIRS)),
    "break_septets": st.tuples(strategies.gsm_texts, st.just((0, 0)), capacities),
    "count": st.tuples(texts, st.sampled_from(PAIRS), st.tuples(*[capacities] * 4)),
    "find_outside": st.tuples(texts, st.sampled_from(PAIRS_WITH_AN_AT_SIGN), st.tuples(*[capacities] * 4)),
}


def call(twin: Twin, function: str, arguments: tuple[Any, ...], as_text: type[str] = str) -> object:
    """The result with its types; a pair of languages stands for the alphabet that the twin makes of it."""
    converted = [as_text(argument) if isinstance(argument, str) else argument for argument in arguments]
    if function not in ("count_units", "break_units", "pack", "unpack"):
        converted[1] = twin.alphabet(*arguments[1])
    return typed(getattr(twin.kernel, function)(*converted))


@pytest.mark.parametrize("function", CALLS)
@given(data=st.data())
def test_the_twins_return_equal_values_of_equal_types(other: Twin, function: str, data: st.DataObject) -> None:
    arguments = data.draw(CALLS[function])
    expected = call(Twin(_kernel_py), function, arguments)
    assert call(other, function, arguments) == expected
    assert call(other, function, arguments, as_text=Text) == expected
    assert call(Twin(_kernel_py), function, arguments, as_text=Text) == expected


WRONG_TEXTS: list[object] = [None, 1, b"a", ["a"], bytearray(b"a"), ...]
WRONG_SEPTETS: list[object] = [None, 1, "a", [1], bytearray(b"a"), memoryview(b"a"), ...]
WRONG_NUMBERS: list[object] = [None, "2", b"2", [2], ...]
WRONG_LIMITS: list[object] = [None, 160, "abcd", ("160", "153", "70", "67"), (None, None, None, None)]
OF_AN_ALPHABET = ("measure", "to_septets", "find_unencodable", "break_septets", "count", "find_outside")
WRONG: list[tuple[str, int, list[object]]] = [
    *((name, 0, WRONG_TEXTS) for name in OF_AN_ALPHABET),
    ("count_units", 0, WRONG_TEXTS),
    ("break_units", 0, WRONG_TEXTS),
    ("break_units", 1, WRONG_NUMBERS),
    ("break_septets", 2, WRONG_NUMBERS),
    ("count", 2, WRONG_LIMITS),
    ("find_outside", 2, WRONG_LIMITS),
    *((name, 0, WRONG_SEPTETS) for name in ("from_septets", "pack", "unpack")),
    ("pack", 1, WRONG_NUMBERS),
    ("unpack", 1, WRONG_NUMBERS),
    ("unpack", 2, WRONG_NUMBERS),
]
RIGHT: dict[str, tuple[object, ...]] = {
    "measure": ("a",),
    "to_septets": ("a",),
    "find_unencodable": ("a",),
    "from_septets": (b"a",),
    "count_units": ("a",),
    "break_units": ("a", 2),
    "break_septets": ("a", 2),
    "count": ("a", (160, 153, 70, 67)),
    "find_outside": ("a", (160, 153, 70, 67)),
    "pack": (b"a", 0),
    "unpack": (b"a", 1, 0),
}


@pytest.mark.parametrize(
    ("function", "index", "wrong"),
    [(f, i, w) for f, i, values in WRONG for w in values],
    ids=lambda shown: "memoryview" if isinstance(shown, memoryview) else repr(shown),
)
def test_an_argument_of_a_wrong_type_raises_type_error(
    kernel: ModuleType, function: str, index: int, wrong: object
) -> None:
    arguments = list(RIGHT[function])
    if function not in ("count_units", "break_units", "pack", "unpack"):
        arguments.insert(1, kernel.Alphabet(*tables(0, 0)))
    getattr(kernel, function)(*arguments)
    arguments[index] = wrong
    with pytest.raises(TypeError):
        getattr(kernel, function)(*arguments)


@pytest.mark.parametrize("function", sorted(RIGHT))
def test_a_missing_or_surplus_argument_raises_type_error(kernel: ModuleType, function: str) -> None:
    arguments = list(RIGHT[function])
    if function not in ("count_units", "break_units", "pack", "unpack"):
        arguments.insert(1, kernel.Alphabet(*tables(0, 0)))
    with pytest.raises(TypeError):
        getattr(kernel, function)(*arguments[:-1])
    with pytest.raises(TypeError):
        getattr(kernel, function)(*arguments, 0)


def test_threads_share_an_alphabet(twin: Twin) -> None:
    kernel, alphabet = twin.kernel, twin.alphabet(1, 3)
    texts = ["".join(random.Random(seed).choices(list(codes_of(1, 3)), k=300)) for seed in range(8)]

    def work(text: str) -> list[object]:
        septets = kernel.to_septets(text, alphabet)[0]
        return [
            septets,
            kernel.measure(text, alphabet),
            kernel.from_septets(septets, alphabet),
            kernel.find_unencodable(text + "\u4e2d", alphabet),
            kernel.break_septets(text, alphabet, 20),
            kernel.count(text, alphabet, (160, 153, 70, 67)),
            kernel.find_outside(text + "\u4e2d", alphabet, (160, 153, 70, 67)),
            kernel.pack(septets, 3),
        ]

    alone = [work(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(work, texts * 25)) == alone * 25


# -- the paths ---------------------------------------------------------------------------------------------------------


def test_the_last_path_is_the_one_that_every_machine_has(kernel: ModuleType) -> None:
    assert kernel.paths()[-1] == ("python" if kernel is _kernel_py else "scalar")
    assert len(set(kernel.paths())) == len(kernel.paths())


def test_every_path_that_is_there_can_be_taken(kernel: ModuleType) -> None:
    for name in reversed(kernel.paths()):
        kernel.take_path(name)
        assert kernel.measure("a[", kernel.Alphabet(*tables(0, 0))) == (3, 2)


@pytest.mark.parametrize("name", ["", "mmx", "Scalar", "python3"])
def test_a_path_that_is_not_there_is_not_taken(kernel: ModuleType, name: str) -> None:
    with pytest.raises(ValueError, match=f"no path '{name}' on this machine"):
        kernel.take_path(name)


# -- the short cuts ----------------------------------------------------------------------------------------------------

LIMITS = (160, 153, 70, 67)


def careful(*arguments: object, **options: object) -> tuple[object, ...]:
    """Stands for the function that is decorated, and tells what it was called with."""
    return arguments, options


def short_cuts(twin: Twin) -> dict[str, Any]:
    """Each function with a short cut, by the name of what it decorates."""
    kernel, alphabet = twin.kernel, twin.alphabet()
    return {
        "encode": kernel.fast_encode(alphabet)(careful),
        "decode": kernel.fast_decode(alphabet)(careful),
        "pack": kernel.fast_pack(careful),
        "unpack": kernel.fast_unpack(careful),
        "encode_packed": kernel.fast_encode_packed(alphabet)(careful),
        "decode_packed": kernel.fast_decode_packed(alphabet)(careful),
        "count_parts": kernel.fast_count_parts(alphabet, (5, 4, 3, 2), 3)(careful),
    }


def test_the_python_twin_decorates_with_nothing() -> None:
    assert all(decorated is careful for decorated in short_cuts(Twin(_kernel_py)).values())
    alphabet = _kernel_py.Alphabet(*tables(0, 0))
    assert _kernel_py.fast_address(alphabet, ())(Text) is Text
    assert _kernel_py.fast_moment(2000)(Text) is Text
    assert _kernel_py.fast_message(alphabet, b"", {}, {})(Text) is Text
    assert _kernel_py.fast_parse({})(careful) is careful


@given(text=texts)
def test_the_compiled_short_cuts_encode_and_decode_what_they_can(other: Twin, text: str) -> None:
    cuts = short_cuts(other)
    septets, stop = encoded(text)
    for given_text in (text, Text(text)):
        if stop < len(text):
            assert cuts["encode"](given_text) == cuts["encode_packed"](given_text) == ((given_text,), {})
        else:
            octets = oracle.pack(list(septets))
            assert cuts["encode"](given_text) == septets
            assert cuts["encode_packed"](given_text) == cuts["pack"](septets) == octets
            assert cuts["unpack"](octets, len(septets)) == septets
            assert cuts["decode"](septets) == cuts["decode_packed"](octets, len(septets)) == text


@given(septets=octets)
def test_the_compiled_short_cuts_decode_septets_that_mean_something(other: Twin, septets: bytes) -> None:
    text, stop = decoded(septets)
    decode = short_cuts(other)["decode"]
    assert decode(septets) == (text if stop == len(septets) else ((septets,), {}))


@pytest.mark.parametrize("last", ["@", "\u20ac", "\u0394"])
def test_no_more_septets_are_packed_than_there_are(other: Twin, last: str) -> None:
    # What stands behind the septets is left over from the block before.
    encode_packed = short_cuts(other)["encode_packed"]
    for n_chars in range(300):
        text = "a" * n_chars + last
        assert encode_packed(text) == oracle.pack(list(encoded(text)[0]))


def test_the_compiled_short_cut_counts_parts(other: Twin) -> None:
    count_parts = short_cuts(other)["count_parts"]
    assert [count_parts(text) for text in ("", "a" * 5, "a" * 6, "a" * 12)] == [1, 1, 2, 3]
    assert [count_parts(text) for text in ("\u4e2d", "\u4e2d" * 4, Text("\u4e2d" * 6))] == [1, 2, 3]


PLAIN: dict[str, tuple[object, ...]] = {
    "encode": ("a",),
    "decode": (b"a",),
    "pack": (b"a",),
    "unpack": (b"a", 1),
    "encode_packed": ("a",),
    "decode_packed": (b"a", 1),
    "count_parts": ("a",),
}
NOT_PLAIN: dict[str, list[tuple[object, ...]]] = {
    "encode": [("\u4e2d",), ("a\u4e2d",), (b"a",), (None,)],
    "decode": [(b"\x80",), (b"a" * 70 + b"\xff",), (bytearray(b"a"),), (memoryview(b"a"),), ("a",), (None,)],
    "pack": [(b"\x80",), (b"a" * 9 + b"\xff",), (b"a" * 99 + b"\xff",), (bytearray(b"a"),), ("a",), (None,)],
    "unpack": [(b"a",), (b"a", 0), (b"a", 2), (b"a", -1), (b"", -1), (b"a", 1 << 70), (b"a", True), (b"a", None)],
    "encode_packed": [("\u4e2d",), ("a\u4e2d",), (b"a",), (None,)],
    "decode_packed": [(b"a",), (b"a", 2), (b"a", -(1 << 70)), (b"a", 1.0), (bytearray(b"a"), 1), ("a", 1)],
    "count_parts": [("a" * 13,), ("\u4e2d" * 7,), (b"a",), (None,)],
}


@pytest.mark.parametrize("name", PLAIN)
def test_the_compiled_short_cuts_hand_over_what_is_not_plain(other: Twin, name: str) -> None:
    cut, plain = short_cuts(other)[name], PLAIN[name]
    assert cut(*plain) != (plain, {})
    for arguments in ((), (*plain, "strict"), *NOT_PLAIN[name]):
        assert cut(*arguments) == (arguments, {})
    for options in ({"errors": "strict"}, {"fill_bits": 0, "locking": 1}):
        assert cut(*plain, **options) == (plain, options)
    assert cut(*plain[:-1], text=plain[-1]) == (plain[:-1], {"text": plain[-1]})


@pytest.mark.parametrize("name", PLAIN)
def test_the_compiled_short_cuts_look_like_what_they_decorate(other: Twin, name: str) -> None:
    cut = short_cuts(other)[name]
    assert cut.__wrapped__ is careful
    assert inspect.signature(cut) == inspect.signature(careful)
    assert (cut.__name__, cut.__doc__, cut.__module__) == (careful.__name__, careful.__doc__, careful.__module__)
    assert repr(cut) == repr(careful)
    assert inspect.isroutine(cut)
    described, expected = (pydoc.plain(pydoc.render_doc(each)).splitlines()[1:] for each in (cut, careful))
    assert described == expected


def test_the_compiled_short_cuts_are_called_by_all_who_call_functions(other: Twin) -> None:
    encode = short_cuts(other)["encode"]

    class Phone:
        send = encode

    phone = Phone()
    assert phone.send() == ((phone,), {})
    assert Phone.send("a") == b"a"
    assert encode.__call__("a", errors="x") == (("a",), {"errors": "x"})
    assert list(map(encode, ["a", "b"])) == [b"a", b"b"]
    assert functools.partial(encode, "a")() == b"a"
    assert weakref.ref(encode)() is encode


@pytest.mark.parametrize("limits", [None, 160, [160, 153, 70, 67], ("160", "153", "70", "67")])
def test_the_compiled_short_cut_refuses_limits_of_a_wrong_type(other: Twin, limits: object) -> None:
    with pytest.raises(TypeError):
        other.kernel.fast_count_parts(other.alphabet(), limits, 255)


# -- the short cut of split --------------------------------------------------------------------------------------------


def splitter(twin: Twin, references: list[int]) -> tuple[Any, type]:
    """A short cut that makes parts of a class of its own, with small capacities, and that class."""

    class Made(twin.kernel.PartFields):  # type: ignore[name-defined, misc]
        __slots__ = ()

    headers = b"\5\0\3", references, lambda octets: ("header", octets[:6])
    return twin.kernel.fast_split(twin.alphabet(), (5, 4, 3, 2), (Made, "septets", "units"), headers)(careful), Made


FIELDS = ("text", "udh", "payload", "user_data", "udl", "n_units", "encoding")


def fields(part: Any, order: Sequence[str] = FIELDS) -> dict[str, object]:
    """What the part says, asked for in that order."""
    return {name: getattr(part, name) for name in order}


def expected_parts(text: str, reference: int) -> list[dict[str, object]]:
    """The parts of the oracle."""
    in_septets = oracle.septets_of(text) is not None
    split = oracle.split_gsm7(text, 5, 4) if in_septets else oracle.split_ucs2(text, 3, 2)
    found: list[dict[str, object]] = []
    for number, part in enumerate(split, 1):
        header = oracle.concatenation_header(reference, len(split), number, 8) if len(split) > 1 else b""
        udl, user_data = oracle.user_data(part, "gsm7" if in_septets else "ucs2", header)
        payload = bytes(oracle.septets_of(part) or ()) if in_septets else user_data[len(header) :]
        n_units = len(payload) if in_septets else len(payload) // 2
        udh = ("header", header) if header else None
        values = part, udh, payload, user_data, udl, n_units, "septets" if in_septets else "units"
        found.append(dict(zip(FIELDS, values)))
    return found


@given(text=texts, reference=st.integers(0, 255), order=st.permutations(FIELDS))
def test_the_compiled_short_cut_splits_as_the_standard_says(
    other: Twin, text: str, reference: int, order: list[str]
) -> None:
    text = text[:250]  # in as many parts at the most
    split, made = splitter(other, [reference])
    expected = expected_parts(text, reference)
    for parts in (split(text), split(text, reference=reference)):
        assert {type(part) for part in parts} == {made}
        assert [fields(part, order) for part in parts] == expected
        assert [fields(part) for part in parts] == expected


def test_the_compiled_short_cut_of_split_hands_over_what_it_cannot_do(other: Twin) -> None:
    references: list[int] = []
    split, _ = splitter(other, references)
    assert len(split("a" * 5)) == 1
    assert split("a" * 6) == (("a" * 6,), {})
    references += [1, 2]
    assert [split("a" * 6)[0].user_data[3], split("\u042f" * 4)[0].user_data[3]] == [2, 1]
    assert references == []
    assert len(split("a" * 4 * 255, reference=0)) == len(split("\u042f" * 2 * 255, reference=0)) == 255
    for text in ("a" * (4 * 255 + 1), "\u042f" * (2 * 255 + 1), Text("a"), b"a", None):
        assert split(text, reference=0) == ((text,), {"reference": 0})
    for wrong in (None, -1, 256, 1 << 70, True, "1", 1.0):
        assert split("a" * 6, reference=wrong) == (("a" * 6,), {"reference": wrong})
    for arguments, options in (((), {}), (("a", 1), {}), (("a",), {"encoding": None}), ((), {"text": "a"})):
        assert split(*arguments, **options) == (arguments, options)
    assert split("a", reference=1, max_parts=1) == (("a",), {"reference": 1, "max_parts": 1})


def test_the_python_twin_decorates_split_with_nothing() -> None:
    split, _ = splitter(Twin(_kernel_py), [])
    assert split is careful


@pytest.mark.parametrize("place", range(4))
def test_the_compiled_short_cut_of_split_refuses_what_it_cannot_use(other: Twin, place: int) -> None:
    part = other.kernel.PartFields
    wrong: list[list[object]] = [
        [None, 1],
        [None, (1, 2), [160, 153, 70, 67], (161, 153, 70, 67), (160, 153, 70, 161), (-1, 1, 1, 1)],
        [None, (), (part, 1), (object, 1, 2), (None, 1, 2), ("part", 1, 2)],
        [None, (), (b"\5\0", [], bytes), (None, [], bytes), (b"\5\0\3", None, bytes), (b"\5\0\3", (1,), bytes)],
    ]
    for each in wrong[place]:
        arguments: list[object] = [other.alphabet(), LIMITS, (part, 1, 2), (b"\5\0\3", [], bytes)]
        assert other.kernel.fast_split(*arguments)
        arguments[place] = each
        with pytest.raises((TypeError, ValueError)):
            other.kernel.fast_split(*arguments)


def test_the_fields_of_a_part_can_be_set(kernel: ModuleType) -> None:
    part = kernel.PartFields()
    for name in FIELDS:
        setattr(part, name, name)
    assert fields(part) == {name: name for name in FIELDS}
    with pytest.raises(AttributeError):
        part.other = 1

"""Error handlers on the way to septets and back: what they are told, what they may answer, what that costs."""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from septet import _handlers, _kernel
from septet._kernel import Alphabet
from septet.alphabets import LOCKING, SINGLE, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAMES: Any = {"codec": "gsm-test", "name": "the alphabet"}
ESC = b"\x1b"


@cache
def tables(locking: int = 0, single: int = 0) -> Alphabet:
    """The pair of tables, as the kernel reads them."""
    return Alphabet(LOCKING[Language(locking)], SINGLE[Language(single)])


def encode(text: str, errors: str, alphabet: Alphabet | None = None, **options: Any) -> bytes:
    """Encode for a codec of the test."""
    return _handlers.encode(text, alphabet or tables(), errors, **NAMES, **options)


def decode(octets: bytes, errors: str, alphabet: Alphabet | None = None, **options: Any) -> tuple[str, bytes]:
    """Decode for a codec of the test."""
    return _handlers.decode(octets, alphabet or tables(), errors, **NAMES, **options)


def register(handle: Callable[[Any], Any]) -> str:
    """Make the function the handler of the test, and give its name."""
    codecs.register_error("septet.test.handlers", handle)
    return "septet.test.handlers"


@pytest.fixture
def handler() -> Iterator[Callable[[Callable[[Any], Any]], str]]:
    """Registers a function and gives its name; forgets the function."""
    yield register
    register(codecs.strict_errors)


# -- what handlers are told --------------------------------------------------------------------------------------------


def test_neighbours_that_cannot_be_encoded_are_one_problem(handler: Any) -> None:
    told = []

    def listen(problem: UnicodeEncodeError) -> tuple[str, int]:
        told.append(problem.args)
        return "", problem.end

    text = "\u4e2da\u042f\ud83db\U0001f600"
    assert encode(text, handler(listen)) == b"ab"
    reason = "not in the alphabet"
    assert told == [("gsm-test", text, start, end, reason) for start, end in [(0, 1), (2, 4), (5, 6)]]


def test_each_septet_without_a_meaning_is_a_problem_with_its_own_reason(handler: Any) -> None:
    told = []

    def listen(problem: UnicodeDecodeError) -> tuple[str, int]:
        told.append(problem.args)
        return "", problem.end

    octets = b"a\x80\x1b\xffb\x0e"
    assert decode(octets, handler(listen), tables(4, 4)) == ("ab", b"")
    assert told == [
        ("gsm-test", octets, 1, 2, "0x80 has no meaning in the alphabet"),
        ("gsm-test", octets, 2, 4, "0x1bff has no meaning in the alphabet"),
        ("gsm-test", octets, 5, 6, "0x0e has no meaning in the alphabet"),
    ]


@pytest.mark.parametrize(("text", "start", "end"), [("\u4e2d", 0, 1), ("ab\u4e2d\u4e2dc", 2, 4)])
def test_strict_is_the_error_itself(text: str, start: int, end: int) -> None:
    with pytest.raises(UnicodeEncodeError) as caught:
        encode(text, "strict")
    assert caught.value.args == ("gsm-test", text, start, end, "not in the alphabet")


def test_strict_is_the_error_itself_on_the_way_to_text() -> None:
    with pytest.raises(UnicodeDecodeError) as caught:
        decode(b"ab\x80\x80", "strict")
    assert caught.value.args == ("gsm-test", b"ab\x80\x80", 2, 3, "0x80 has no meaning in the alphabet")


@pytest.mark.parametrize("errors", ["septet.test.unknown", "", "Strict"])
def test_a_handler_is_looked_up_when_it_is_needed(errors: str) -> None:
    assert encode("a\u20ac", errors) == b"a\x1be"
    assert decode(b"a\x1be", errors) == ("a\u20ac", b"")
    with pytest.raises(LookupError):
        encode("\u4e2d", errors)
    with pytest.raises(LookupError):
        decode(b"\x80", errors)


# -- what they may answer ----------------------------------------------------------------------------------------------


@cache
def charmap(locking: int, single: int) -> dict[int, bytes]:
    """The pair of tables as a mapping for Python's charmap codec."""
    characters = {*oracle.CODES[oracle.locking_name(locking)], *oracle.CODES[oracle.single_name(single)]}
    return {ord(c): bytes(oracle.septets_of_char(c, locking, single) or ()) for c in characters}


def outcome(function: Callable[[], object]) -> object:
    """What comes out: a value, or the kind of error with its place."""
    try:
        return function()
    except UnicodeEncodeError as error:
        return UnicodeEncodeError, error.object, error.start, error.end
    except UnicodeDecodeError as error:
        return UnicodeDecodeError, error.object, error.start, error.end
    except (IndexError, TypeError, OverflowError) as error:
        return type(error)


replacements = st.one_of(st.text(st.sampled_from("-\u20ac\u4e2d"), max_size=2), st.binary(max_size=2))
positions = st.integers(-8, 8)
answers = st.one_of(
    st.tuples(replacements, positions),
    st.sampled_from([None, 1, (), ("a",), ("a", None), ("a", "b"), ("a", 1, 2), ["a", 1], (1, 1), (None, 1)]),
)


@given(
    text=st.one_of(st.text(st.sampled_from("ab\u20ac\u4e2d\U0001f600\udcff"), max_size=8), strategies.texts),
    given_answers=st.lists(answers, max_size=4),
    pair=st.tuples(strategies.languages, strategies.languages),
)
def test_any_answer_does_what_it_does_in_a_charmap_codec_of_python(
    text: str, given_answers: list[object], pair: tuple[int, int]
) -> None:
    def run(function: Callable[[], bytes]) -> object:
        rest = iter(given_answers)
        register(lambda problem: next(rest, ("", problem.end)))
        return outcome(function)

    ours = run(lambda: encode(text, "septet.test.handlers", tables(*pair)))
    assert ours == run(lambda: codecs.charmap_encode(text, "septet.test.handlers", charmap(*pair))[0])


@given(
    octets=strategies.octets.map(lambda octets: octets.replace(ESC, b"")),
    given_answers=st.lists(st.tuples(answers, st.none() | st.binary(max_size=6).map(lambda o: o.replace(ESC, b"")))),
    locking=strategies.languages,
)
def test_any_answer_and_any_other_object_do_what_they_do_in_a_charmap_codec_of_python(
    octets: bytes, given_answers: list[tuple[object, bytes | None]], locking: int
) -> None:
    def run(function: Callable[[], str]) -> object:
        rest = iter(given_answers)

        def answer(problem: UnicodeDecodeError) -> object:
            given_answer, changed = next(rest, (("", problem.end), None))
            if changed is not None:
                problem.object = changed
            return given_answer

        register(answer)
        return outcome(function)

    table = "".join(oracle.TABLES[oracle.locking_name(locking)].get(code, "\ufffe") for code in range(128))
    ours = run(lambda: decode(octets, "septet.test.handlers", tables(locking))[0])
    assert ours == run(lambda: codecs.charmap_decode(octets, "septet.test.handlers", table)[0])


@pytest.mark.parametrize("replacement", ["\u4e2d", "a\u4e2d"])
def test_a_replacement_that_cannot_be_encoded_is_an_error_in_the_text(handler: Any, replacement: str) -> None:
    with pytest.raises(UnicodeEncodeError) as caught:
        encode("a\u042f\u042f", handler(lambda problem: (replacement, problem.end)))
    reason = "not in the alphabet, nor is what the handler gives"
    assert caught.value.args == ("gsm-test", "a\u042f\u042f", 1, 3, reason)


def test_octets_for_a_replacement_are_taken_as_they_are_unless_they_will_be_packed(handler: Any) -> None:
    errors = handler(lambda problem: (b"\x00\x80", problem.end))
    assert encode("a\u042fb", errors) == b"a\x00\x80b"
    with pytest.raises(UnicodeEncodeError) as caught:
        encode("a\u042fb", errors, packable=True)
    assert (caught.value.start, caught.value.end) == (1, 2)
    assert encode("a\u042fb", handler(lambda problem: (b"\x00\x7f", problem.end)), packable=True) == b"a\x00\x7fb"


@pytest.mark.parametrize("answer", [None, "ab", ("a",), ["a", 1], (1, 1), (b"a", 1)])
def test_what_is_wrong_with_an_answer_is_said(handler: Any, answer: object) -> None:
    with pytest.raises(TypeError, match=r"^an error handler must give a tuple \(str, int\), not "):
        decode(b"\x80", handler(lambda _: answer))
    if answer != (b"a", 1):
        with pytest.raises(TypeError, match=r"^an error handler must give a tuple \(str or bytes, int\), not "):
            encode("\u4e2d", handler(lambda _: answer))


@pytest.mark.parametrize("position", [4, -4, 1 << 70])
def test_a_position_must_be_inside(handler: Any, position: int) -> None:
    errors = handler(lambda _: ("", position))
    with pytest.raises(IndexError, match=f"^position {position} from error handler out of bounds$"):
        encode("a\u042fb", errors)
    with pytest.raises(IndexError, match=f"^position {position} from error handler out of bounds$"):
        decode(b"a\x80b", errors)


@pytest.mark.parametrize("other", ["text", None, bytearray(b"abc")])
def test_what_is_decoded_must_stay_octets(handler: Any, other: object) -> None:
    def change(problem: Any) -> tuple[str, int]:
        problem.object = other
        return "", 1

    with pytest.raises(TypeError, match="must leave bytes to decode, not "):
        decode(b"\x80", handler(change))


def test_octets_put_in_the_place_of_others_are_decoded_from_the_position(handler: Any) -> None:
    def change(problem: UnicodeDecodeError) -> tuple[str, int]:
        problem.object = b"1\x1be\x1b"
        return "-", -3

    assert decode(b"a\x80b", handler(change)) == ("a-\u20ac ", b"")
    assert decode(b"a\x80b", handler(change), final=False) == ("a-\u20ac", ESC)


def test_what_a_handler_raises_goes_through(handler: Any) -> None:
    def give_up(problem: UnicodeError) -> tuple[str, int]:
        raise RuntimeError(type(problem).__name__)

    with pytest.raises(RuntimeError, match="UnicodeEncodeError"):
        encode("\u4e2d", handler(give_up))
    with pytest.raises(RuntimeError, match="UnicodeDecodeError"):
        decode(b"\x80", handler(give_up))


# -- an escape at the end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "text", "left"),
    [
        (b"", "", b""),
        (b"a", "a", b""),
        (b"\x1b", "", ESC),
        (b"a\x1b", "a", ESC),
        (b"\x1b\x1b", " ", b""),
        (b"\x1b\x1b\x1b", " ", ESC),
        (b"\x1be\x1b\x1b\x1be", "\u20ac \u20ac", b""),
        (b"\x80\x1b", "\ufffd", ESC),
        (b"\x1b\x80\x1b", "\ufffd", ESC),
        (b"\x80\x1b\x1b", "\ufffd ", b""),
    ],
)
def test_an_escape_at_the_end_waits_for_its_septet(octets: bytes, text: str, left: bytes) -> None:
    assert decode(octets, "replace", final=False) == (text, left)
    assert decode(octets, "replace") == (text + " " * len(left), b"")


@given(
    octets=strategies.octets, more=strategies.octets, errors=st.sampled_from(["replace", "ignore", "backslashreplace"])
)
def test_what_waits_is_decoded_with_what_comes(octets: bytes, more: bytes, errors: str) -> None:
    text, left = decode(octets, errors, final=False)
    assert left in (b"", ESC)
    assert text + decode(left + more, errors)[0] == decode(octets + more, errors)[0]


def test_where_the_handler_goes_on_decides_which_escape_is_open(handler: Any) -> None:
    errors = handler(lambda problem: ("-", problem.start + 1))
    assert decode(b"\x1b\x80", errors, final=False) == ("--", b"")
    assert decode(b"\x80\x1b\x1b", handler(lambda _: ("-", 2)), final=False) == ("-", ESC)


# -- what it costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece", [b"\x80", b"\x80a", b"\x1b\x80", b"\x80" + b"a" * 100, b"\x80" + ESC * 63, b"a" * 63 + ESC]
)
def test_errors_in_a_row_cost_what_they_are_long_and_not_its_square(
    monkeypatch: pytest.MonkeyPatch, piece: bytes
) -> None:
    n_octets = 0
    from_septets = _kernel.from_septets

    def counting(septets: bytes, alphabet: Alphabet) -> tuple[str, int]:
        nonlocal n_octets
        n_octets += len(septets)
        return from_septets(septets, alphabet)

    octets = piece * 2000
    expected = decode(octets, "replace")
    monkeypatch.setattr(_kernel, "from_septets", counting)
    assert decode(octets, "replace") == expected
    errors = octets.count(0x80)
    assert n_octets <= 4 * len(octets) + 2 * 64 * errors


def test_a_long_run_may_be_handled_one_by_one(handler: Any) -> None:
    told = []

    def step(problem: UnicodeEncodeError) -> tuple[str, int]:
        told.append(problem.end)
        return "-", problem.start + 1

    assert encode("\u4e2d" * 50_000, handler(step)) == b"-" * 50_000
    assert set(told) == {50_000}

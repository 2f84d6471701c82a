"""The planner: the encoding, the units and the breaks, against the oracle and at every limit from both sides."""

from __future__ import annotations

import inspect
import itertools
import pickle
import pydoc
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet._kernel import BACKEND
from septet.alphabets import LOCKING, SINGLE, Encoding, Language
from septet.errors import FieldRangeError, TooManyPartsError, UnencodableCharacterError
from septet.plan import Plan, count, count_all, count_parts, count_parts_all, outside, plan, plan_by
from septet.rules import DEFAULT, MOST_PARTS, rules
from septet.udh import InformationElement

if TYPE_CHECKING:
    from types import ModuleType

    from septet._typing import ReferenceBits

GSM7, UCS2, OCTETS = Encoding.GSM7, Encoding.UCS2, Encoding.OCTETS
NAMES = {GSM7: "gsm7", UCS2: "ucs2"}
PORTS = InformationElement(0x05, b"\x0b\x84\x00\x00")

elements = strategies.carried_elements
options = st.fixed_dictionaries(
    {},
    optional={
        "encoding": st.sampled_from([None, GSM7, UCS2]),
        "reference_bits": st.sampled_from([8, 16]),
        "max_parts": st.sampled_from([None, 1, 2, 3, 255, 256, 1000]),
        "languages": st.one_of(st.just("all"), strategies.allowed_languages),
        "udh": elements,
    },
)


def header_octets(udh: tuple[InformationElement, ...], reference_bits: int | None = None) -> int:
    """Octets of a header with these elements, and with one for the concatenation if there is a reference."""
    taken = sum(2 + len(element.data) for element in udh)
    if reference_bits:
        taken += len(oracle.concatenation_header(0, 1, 1, reference_bits)) - 1
    return taken + 1 if taken else 0


def expected_parts(
    text: str, encoding: Encoding | None, reference_bits: int, udh: tuple[InformationElement, ...]
) -> tuple[str, list[str]]:
    """The encoding and the texts of the parts, as the oracle finds them."""
    name = NAMES[encoding] if encoding else "ucs2" if oracle.septets_of(text) is None else "gsm7"
    alone = oracle.capacity(name, header_octets(udh))
    joined = oracle.capacity(name, header_octets(udh, reference_bits))
    return name, (oracle.split_gsm7 if name == "gsm7" else oracle.split_ucs2)(text, alone, joined)


def units_of(part: str, encoding: str) -> int:
    """Septets or UTF-16 units."""
    return len(oracle.septets_of(part) or () if encoding == "gsm7" else oracle.utf16_units(part))


# -- a plan is right ---------------------------------------------------------------------------------------------------


@given(text=strategies.texts, reference_bits=st.sampled_from([8, 16]))
@example(text="", reference_bits=8)
@example(text="a" * 152 + "\u20ac" + "a" * 7, reference_bits=8)
@example(text="a" * 151 + "\u20ac" + "a" * 8, reference_bits=16)
@example(text="a" * 66 + "\ud83d\ude00" + "b" * 3, reference_bits=8)
@example(text="a" * 66 + "\ude00\ud83d" + "b" * 3, reference_bits=8)
@example(text="a" * 66 + "\U0001f600" + "b" * 3, reference_bits=8)
def test_a_plan_has_the_parts_of_the_standard(text: str, reference_bits: ReferenceBits) -> None:
    made = plan(text, reference_bits=reference_bits)
    encoding, parts = oracle.parts(text, reference_bits)
    assert NAMES[made.encoding] == encoding
    assert list(made.cut(text)) == parts


@given(
    text=strategies.texts,
    encoding=st.sampled_from([None, UCS2]),
    reference_bits=st.sampled_from([8, 16]),
    udh=elements,
)
def test_a_plan_is_what_the_oracle_finds_under_every_header(
    text: str, encoding: Encoding | None, reference_bits: ReferenceBits, udh: tuple[InformationElement, ...]
) -> None:
    made = plan(text, encoding=encoding, reference_bits=reference_bits, udh=udh)
    name, parts = expected_parts(text, encoding, reference_bits, udh)
    header = header_octets(udh, reference_bits if len(parts) > 1 else None)
    assert made == Plan(
        encoding=GSM7 if name == "gsm7" else UCS2,
        locking=Language.DEFAULT,
        single=Language.DEFAULT,
        n_chars=len(text),
        n_units=units_of(text, name),
        capacity=oracle.capacity(name, header),
        breaks=tuple(sum(map(len, parts[:index])) for index in range(1, len(parts))),
        part_units=tuple(units_of(part, name) for part in parts),
    )
    assert made.n_parts == len(parts)
    assert made.remaining == made.capacity - units_of(parts[-1], name)


@given(text=st.one_of(strategies.texts, strategies.national_texts), options=options)
def test_parts_rejoin_and_fit_and_cut_no_pair(text: str, options: dict[str, Any]) -> None:
    try:
        made = plan(text, **options)
    except (TooManyPartsError, UnencodableCharacterError):
        return
    parts = list(made.cut(text))
    assert "".join(parts) == text
    assert len(parts) == made.n_parts == len(made.part_units) == len(made.breaks) + 1
    assert sum(made.part_units) == made.n_units
    assert max(made.part_units) <= made.capacity
    assert 0 <= made.remaining <= made.capacity
    assert all(parts) or made.n_parts == 1
    for before, after in pairwise(parts):
        assert not (oracle.is_high_surrogate(before[-1]) and oracle.is_low_surrogate(after[0]))


def result(function: Any, text: object, options: dict[str, Any]) -> tuple[object, ...]:
    """What comes out, with its type; of an error, what it is made of."""
    try:
        made = function(text, **options)
    except (ValueError, TypeError) as error:
        return type(error), error.args
    return type(made), made


@given(text=st.one_of(strategies.texts, strategies.national_texts), options=options)
def test_counting_the_parts_gives_what_the_plan_has(text: str, options: dict[str, Any]) -> None:
    planned = result(lambda text, **options: plan(text, **options).n_parts, text, options)
    assert result(count_parts, text, options) == planned


@given(text=st.one_of(strategies.texts, strategies.national_texts), options=options)
def test_counting_without_a_plan_gives_what_the_plan_has(text: str, options: dict[str, Any]) -> None:
    def planned(text: str, **options: Any) -> tuple[bool, int, int]:
        made = plan_by(text, rules(**options))
        return made.encoding is GSM7, made.n_units, made.n_parts

    without_limit = options | {"max_parts": None}
    assert result(lambda text, **options: count(text, rules(**options)), text, options) == result(
        planned, text, without_limit
    )
    assert count(text) == planned(text)


@given(texts=st.lists(strategies.texts, max_size=4), options=options)
def test_counting_many_texts_is_counting_each(texts: list[str], options: dict[str, Any]) -> None:
    by = rules(**options)
    assert result(lambda texts: count_all(texts, by), texts, {}) == result(
        lambda texts: [count(text, by) for text in texts], texts, {}
    )
    assert count_all(texts) == [count(text) for text in texts]


def test_counting_without_a_plan_knows_no_limit() -> None:
    assert count("a" * (153 * 255 + 1)) == (True, 39016, 256)
    assert count("\u042f" * (67 * 255 + 1)) == (False, 17086, 256)


@given(text=strategies.texts, reference_bits=st.sampled_from([8, 16]), udh=elements)
@example(text="\u2018a\u2019 \u2018b\u2019", reference_bits=8, udh=())
@example(text="a" * 159 + "\u042f", reference_bits=8, udh=())
@example(text="a" * 160 + "\u042f", reference_bits=8, udh=())
def test_what_keeps_a_text_from_gsm_7_is_told_with_the_parts_it_would_take_without(
    text: str, reference_bits: ReferenceBits, udh: tuple[InformationElement, ...]
) -> None:
    given: list[dict[str, Any]] = [{"reference_bits": reference_bits, "udh": udh}, {}]
    for options in given:
        characters, n_parts = outside(text, rules(**options)) if options else outside(text)
        assert list(characters) == list(dict.fromkeys(c for c in text if oracle.septets_of(c) is None))
        without = "".join("a" if c in characters else c for c in text)
        assert n_parts == plan(without, encoding=GSM7, **options).n_parts


# -- the limits from both sides ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "part_units"),
    [
        ("", {}, (0,)),
        ("", {"encoding": UCS2}, (0,)),
        ("a" * 160, {}, (160,)),
        ("a" * 161, {}, (153, 8)),
        ("a" * 306, {}, (153, 153)),
        ("a" * 307, {}, (153, 153, 1)),
        ("a" * 160, {"reference_bits": 16}, (160,)),
        ("a" * 161, {"reference_bits": 16}, (152, 9)),
        ("a" * 304, {"reference_bits": 16}, (152, 152)),
        ("a" * 305, {"reference_bits": 16}, (152, 152, 1)),
        ("\u20ac" * 80, {}, (160,)),
        ("\u20ac" * 80 + "a", {}, (152, 9)),
        ("a" * 158 + "\u20ac", {}, (160,)),
        ("a" * 159 + "\u20ac", {}, (153, 8)),
        ("a" * 152 + "\u20ac" * 5, {}, (152, 10)),
        ("a" * 151 + "\u20ac" * 5, {}, (153, 8)),
        ("\u042f" * 70, {}, (70,)),
        ("\u042f" * 71, {}, (67, 4)),
        ("\u042f" * 134, {}, (67, 67)),
        ("\u042f" * 135, {}, (67, 67, 1)),
        ("\u042f" * 71, {"reference_bits": 16}, (66, 5)),
        ("\u042f" * 132, {"reference_bits": 16}, (66, 66)),
        ("\u042f" * 133, {"reference_bits": 16}, (66, 66, 1)),
        ("\U0001f600" * 35, {}, (70,)),
        ("\U0001f600" * 35 + "a", {}, (66, 5)),
        ("\U0001f600" * 36, {"reference_bits": 16}, (66, 6)),
        ("\u042f" * 66 + "\U0001f600" * 3, {}, (66, 6)),
        ("\u042f" * 65 + "\U0001f600" * 3, {}, (67, 4)),
        ("\u042f" * 66 + "\ud83d\ude00" * 3, {}, (66, 6)),
        ("\u042f" * 66 + "\ude00\ud83d" * 3, {}, (67, 5)),
        ("a" * 70, {"encoding": UCS2}, (70,)),
        ("a" * 71, {"encoding": UCS2}, (67, 4)),
        ("a" * 160, {"encoding": GSM7}, (160,)),
        ("a" * 152, {"udh": (PORTS,)}, (152,)),
        ("a" * 153, {"udh": (PORTS,)}, (146, 7)),
        ("a" * 153, {"udh": (PORTS,), "reference_bits": 16}, (145, 8)),
        ("\u042f" * 66, {"udh": (PORTS,)}, (66,)),
        ("\u042f" * 67, {"udh": (PORTS,)}, (64, 3)),
        ("\u042f" * 67, {"udh": (PORTS,), "reference_bits": 16}, (63, 4)),
    ],
)
def test_a_part_is_filled_to_its_limit_and_no_further(
    text: str, options: dict[str, Any], part_units: tuple[int, ...]
) -> None:
    assert plan(text, **options).part_units == part_units
    assert count_parts(text, **options) == len(part_units)


@pytest.mark.parametrize(
    ("character", "most", "options"),
    [
        ("a", 153 * 255, {}),
        ("a", 152 * 255, {"reference_bits": 16}),
        ("\u20ac", 76 * 255, {}),
        ("\u042f", 67 * 255, {}),
        ("\u042f", 66 * 255, {"reference_bits": 16}),
        ("\U0001f600", 33 * 255, {}),
        ("\ud83d\ude00", 33 * 255, {}),
        ("a", 67 * 255, {"encoding": UCS2}),
        ("a", 146 * 255, {"udh": (PORTS,)}),
    ],
)
def test_a_text_has_255_parts_and_no_more(character: str, most: int, options: dict[str, Any]) -> None:
    assert plan(character * most, **options).n_parts == count_parts(character * most, **options) == 255
    for function in (plan, count_parts):
        with pytest.raises(TooManyPartsError) as caught:
            function(character * (most + 1), **options)
        assert (caught.value.needed, caught.value.limit) == (256, 255)


def test_the_number_of_parts_that_would_be_needed_is_told() -> None:
    for text, needed in (("a" * 153 * 1000, 1000), ("a" * (153 * 1000 + 1), 1001), ("\u042f" * 67 * 300, 300)):
        for function in (plan, count_parts):
            with pytest.raises(TooManyPartsError) as caught:
                function(text)
            assert (caught.value.needed, caught.value.limit) == (needed, 255)


@pytest.mark.parametrize(
    ("text", "n_parts"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 307, 3), ("\u042f" * 71, 2), ("\u042f" * 500, 8)]
)
def test_max_parts_is_enough_or_one_too_few(text: str, n_parts: int) -> None:
    assert plan(text, max_parts=n_parts).n_parts == count_parts(text, max_parts=n_parts) == n_parts
    if n_parts == 1:
        return
    for function in (plan, count_parts):
        with pytest.raises(TooManyPartsError) as caught:
            function(text, max_parts=n_parts - 1)
        assert (caught.value.needed, caught.value.limit) == (n_parts, n_parts - 1)


@pytest.mark.parametrize("max_parts", [255, 256, 100_000])
def test_max_parts_raises_the_limit_of_255_no_further(max_parts: int) -> None:
    assert rules(max_parts=max_parts).most_parts == rules().most_parts == MOST_PARTS == 255
    with pytest.raises(TooManyPartsError, match="256 parts, 255 at most"):
        plan("a" * (153 * 255 + 1), max_parts=max_parts)


@pytest.mark.parametrize("max_parts", [0, -1])
def test_max_parts_is_1_or_more(max_parts: int) -> None:
    assert rules(max_parts=1).most_parts == 1
    for function in (plan, count_parts):
        with pytest.raises(FieldRangeError) as caught:
            function("a", max_parts=max_parts)
        assert caught.value.args == ("max_parts", max_parts, "1 or more")


# -- the encoding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "a", "\u20ac{}[]~|^\\\f", "@\xa3$\xa5\n\r"])
def test_gsm_7_is_chosen_for_a_text_of_its_alphabet(text: str) -> None:
    assert plan(text).encoding is GSM7
    assert plan(text, encoding=GSM7) == plan(text)


@pytest.mark.parametrize("text", ["`", "\xe7", "a\u042f", "\x1b", "\t", "\xa0", "\ud83d", "\U0001f600", "\u011f"])
def test_ucs_2_is_chosen_for_any_other(text: str) -> None:
    assert plan(text).encoding is UCS2
    assert plan(text, encoding=UCS2) == plan(text)
    for function in (plan, count_parts):
        with pytest.raises(UnencodableCharacterError) as caught:
            function("abc" + text, encoding=GSM7)
        position = oracle.first_unencodable("abc" + text)
        assert caught.value.args == ("abc" + text, position, "the GSM 7-bit default alphabet")


@pytest.mark.parametrize("text", ["", "a", "\u042f"])
def test_a_text_is_not_sent_as_octets(text: str) -> None:
    for function in (plan, count_parts):
        with pytest.raises(FieldRangeError, match=r"encoding must be Encoding\.GSM7"):
            function(text, encoding=OCTETS)


@pytest.mark.parametrize("reference_bits", [0, 7, 9, 15, 17, 32, "8", None])
def test_a_reference_has_8_or_16_bits(reference_bits: Any) -> None:
    for function in (plan, inspect.unwrap(count_parts)):
        with pytest.raises(FieldRangeError) as caught:
            function("a", reference_bits=reference_bits)
        assert caught.value.args == ("reference_bits", reference_bits, "8 or 16")


@pytest.mark.parametrize("wrong", [None, 5, b"abc", ["a"], object()])
def test_a_text_must_be_a_text(wrong: Any) -> None:
    for function in (plan, count, count_parts, outside):
        with pytest.raises(TypeError, match="text must be str"):
            function(wrong)


# -- national tables ---------------------------------------------------------------------------------------------------


def pairs_allowed(languages: Any) -> list[tuple[int, int]]:
    """The pairs that the languages stand for, spelled out."""
    listed = range(14) if languages == "all" else languages
    alone = {0, *(each for each in listed if not isinstance(each, tuple))}
    return [*itertools.product(alone - {2}, alone), *(each for each in listed if isinstance(each, tuple))]


def assert_cheapest(text: str, languages: Any) -> None:
    """The plan is what a search through all pairs finds."""
    made = plan(text, languages=languages)
    n_parts, encoding, locking, single, n_units = oracle.cheapest(text, pairs_allowed(languages))
    assert (made.n_parts, NAMES[made.encoding], made.n_units) == (n_parts, encoding, n_units)
    assert (made.locking, made.single) == (locking, single)
    assert type(made.locking) is type(made.single) is Language
    if encoding == "gsm7":
        n_tables = (locking > 0) + (single > 0)
        alone, joined = (oracle.capacity("gsm7", oracle.header_cost(n_tables, each)) for each in (False, True))
        assert list(made.cut(text)) == oracle.split_gsm7(text, alone, joined, locking, single)
        assert made.capacity == (alone if n_parts == 1 else joined)


@settings(max_examples=200)
@given(text=strategies.national_texts, languages=strategies.allowed_languages)
@example(text="\u015f" * 80, languages=[1])
@example(text="\u015f" * 78, languages=[1])
@example(text="\u015f" * 77 + "a", languages=[(0, 1)])
@example(text="\u015f" * 78, languages=[(0, 1)])
@example(text="\u015f" * 155, languages=[1])
@example(text="\u015f" * 156, languages=[1])
@example(text="\u20ac" * 81, languages=[1])
@example(text="\u0905" * 155 + "`", languages=[6])
@example(text="\u0905\u015f" * 60, languages=[1, 6])
@example(text="\u0905\u015f" * 60, languages=[(6, 1)])
@example(text="\u015f\u0905\u0995", languages="all")
def test_the_plan_is_the_cheapest_of_the_pairs_that_are_allowed(text: str, languages: Any) -> None:
    assert_cheapest(text, languages)


@settings(max_examples=60)
@given(text=strategies.national_texts)
def test_the_plan_is_the_cheapest_of_all_pairs(text: str) -> None:
    assert_cheapest(text, "all")


@given(text=strategies.texts)
def test_national_tables_never_make_it_dearer(text: str) -> None:
    assert plan_by(text, rules(languages="all")).n_parts <= count(text)[2]


@pytest.mark.parametrize("locking", sorted(set(range(14)) - {2}))
@pytest.mark.parametrize("single", range(14))
def test_each_pair_is_found_by_a_text_that_needs_it(locking: int, single: int) -> None:
    own = [c for c in LOCKING[Language(locking)] if c not in LOCKING[Language.DEFAULT] + SINGLE[Language.DEFAULT]]
    text = "".join(own) + SINGLE[Language(single)].replace("\x1b", "")
    assert_cheapest(text, [(locking, single)])
    if "\x1b" not in text and len(text) > 70:
        made = plan(text, languages=[(locking, single)])
        assert made.encoding is GSM7


@pytest.mark.parametrize(
    ("text", "languages", "parts", "tables"),
    [
        ("\u015f" * 70, (), 1, None),
        ("\u015f" * 155, [Language.TURKISH], 1, (1, 0)),
        ("\u015f" * 156, [Language.TURKISH], 2, (1, 0)),
        ("\u015f" * 298, [Language.TURKISH], 2, (1, 0)),
        ("\u015f" * 299, [Language.TURKISH], 3, (1, 0)),
        ("\u015f" * 77, [(0, 1)], 1, (0, 1)),
        ("\u015f" * 78, [(0, 1)], 2, (0, 1)),
        ("a" * 150 + "\u015f\u015f", [Language.TURKISH], 1, (1, 0)),
        ("\u0905" * 100 + "\u015f" * 26, "all", 1, (6, 1)),
        ("\u0905" * 100 + "\u015f" * 27, "all", 2, (6, 1)),
    ],
)
def test_the_elements_that_name_the_tables_take_their_room(
    text: str, languages: Any, parts: int, tables: tuple[int, int] | None
) -> None:
    made = plan(text, languages=languages)
    assert made.n_parts == count_parts(text, languages=languages) == parts
    assert ((made.locking, made.single) if made.encoding is GSM7 else None) == tables


def test_a_text_of_the_default_alphabet_can_be_cheaper_in_another() -> None:
    text = "\u20ac" * 155
    assert (plan(text).n_units, plan(text).n_parts) == (310, 3)
    made = plan(text, languages={Language.TURKISH})
    assert (made.locking, made.n_units, made.n_parts) == (Language.TURKISH, 155, 1)


def test_a_pair_that_promises_fewer_parts_and_does_not_keep_it_is_not_taken() -> None:
    # In both alphabets an escape pair stands across the end of the first part, and two full parts are not enough.
    text = "a" * 148 + "^aa^" + "a" * 136 + "\u20ac" * 8
    assert len(oracle.septets_of(text) or ()) == 2 * 153
    assert len(oracle.septets_of(text, locking=1) or ()) == 2 * 149
    made = plan(text, languages={Language.TURKISH})
    assert (made.locking, made.single, made.n_parts) == (Language.DEFAULT, Language.DEFAULT, 3)
    assert_cheapest(text, [1])


def test_gsm_7_alone_is_kept_to_with_national_tables() -> None:
    made = plan("\u015f" * 200, encoding=GSM7, languages={Language.TURKISH})
    assert (made.encoding, made.n_parts) == (GSM7, 2)
    assert plan("\u015f" * 200, encoding=UCS2, languages={Language.TURKISH}).encoding is UCS2
    for function in (plan, count_parts):
        with pytest.raises(UnencodableCharacterError) as caught:
            function("\u015fa\u0431", encoding=GSM7, languages={Language.TURKISH})
        assert caught.value.args == ("\u015fa\u0431", 2, "the GSM 7-bit alphabet with Turkish single shift")


def test_what_no_pair_holds_together_is_told_where_the_best_one_ends() -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        plan("\u0905\u015f\u0995", encoding=GSM7, languages="all")
    assert caught.value.position == 2


def test_a_pair_whose_elements_leave_no_room_is_passed_over() -> None:
    longest = (InformationElement(1, bytes(128)),)
    made = plan("\u015f" * 6, languages={Language.TURKISH}, udh=longest)
    assert (made.locking, made.n_parts, made.capacity) == (Language.TURKISH, 1, 6)
    made = plan("\u015f" * 7, languages={Language.TURKISH}, udh=longest)
    assert (made.encoding, made.n_parts, made.capacity) == (UCS2, 4, 2)
    with pytest.raises(UnencodableCharacterError):
        plan("\u015f" * 7, encoding=GSM7, languages={Language.TURKISH}, udh=longest)
    shorter = (InformationElement(1, bytes(127)),)
    made = plan("\u015f" * 9, encoding=GSM7, languages={Language.TURKISH}, udh=shorter)
    assert (made.locking, made.n_parts, made.capacity) == (Language.TURKISH, 5, 2)


# -- headers that leave hardly any room --------------------------------------------------------------------------------


@pytest.mark.parametrize(("reference_bits", "n_data"), [(8, 128), (16, 127)])
def test_a_long_text_fits_behind_the_longest_header_and_not_behind_a_longer_one(
    reference_bits: ReferenceBits, n_data: int
) -> None:
    text = "\u042f\U0001f600" * 10
    longest = (InformationElement(1, bytes(n_data)),)
    made = plan(text, reference_bits=reference_bits, udh=longest)
    assert (made.capacity, made.part_units) == (2, (1, 2) * 10)
    for function in (plan, count_parts):
        with pytest.raises(FieldRangeError, match=r"udh must be 13[01] octets at most"):
            function(text, reference_bits=reference_bits, udh=(InformationElement(1, bytes(n_data + 1)),))


# -- many texts --------------------------------------------------------------------------------------------------------


@given(texts=st.lists(strategies.texts, max_size=4), options=options)
def test_counting_the_parts_of_many_texts_is_counting_each(texts: list[str], options: dict[str, Any]) -> None:
    def each(texts: list[str], **options: Any) -> list[int]:
        return [count_parts(text, **options) for text in texts]

    assert result(count_parts_all, texts, options) == result(each, texts, options)
    assert result(count_parts_all, tuple(texts), options) == result(count_parts_all, texts, options)


def test_too_many_parts_of_one_of_many_texts_are_told() -> None:
    texts = ["a", "a" * 161, "a" * (153 * 255 + 1)]
    assert count_parts_all(texts[:2]) == [1, 2]
    assert count_parts_all(iter(texts[:2]), max_parts=2) == [1, 2]
    for limited, needed, limit in ((texts, 256, 255), (texts[:2] + texts, 256, 255)):
        with pytest.raises(TooManyPartsError) as caught:
            count_parts_all(limited)
        assert (caught.value.needed, caught.value.limit) == (needed, limit)
    with pytest.raises(TooManyPartsError) as caught:
        count_parts_all(texts, max_parts=1)
    assert (caught.value.needed, caught.value.limit) == (2, 1)


@pytest.mark.parametrize("wrong", ["abc", "", None, 1, [None], ["a", b"a"]])
def test_many_texts_are_several_and_texts(wrong: Any) -> None:
    with pytest.raises(TypeError):
        count_parts_all(wrong)


# -- the short cut -----------------------------------------------------------------------------------------------------

careful_count_parts: Any = inspect.unwrap(count_parts)


@pytest.fixture(scope="module")
def shortened(compiled: ModuleType) -> Any:
    """The function with the short cut of the compiled kernel, live or not."""
    tables = compiled.Alphabet(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT])
    return compiled.fast_count_parts(tables, DEFAULT.bounds, MOST_PARTS)(careful_count_parts)


@given(
    text=strategies.texts,
    options=st.fixed_dictionaries(
        {},
        optional={
            "encoding": st.sampled_from([None, GSM7, UCS2, OCTETS]),
            "reference_bits": st.sampled_from([8, 16, 7]),
            "max_parts": st.sampled_from([None, -1, 0, 1, 2, 255, 1000]),
            "languages": st.one_of(st.sampled_from(["all", "some", (), None]), strategies.allowed_languages),
            "udh": st.one_of(elements, st.just(()), st.just([]), st.just((InformationElement(1, bytes(137)),))),
        },
    ),
)
@example(text="a" * 153 * 255, options={})
@example(text="a" * (153 * 255 + 1), options={})
@example(text="\u042f" * 67 * 255, options={})
@example(text="\u042f" * (67 * 255 + 1), options={})
def test_counting_is_the_same_by_the_short_cut(shortened: Any, text: str, options: dict[str, Any]) -> None:
    expected = result(careful_count_parts, text, options)
    assert result(count_parts, text, options) == expected
    assert result(shortened, text, options) == expected


def test_the_short_cut_is_described_as_what_it_stands_for() -> None:
    assert inspect.isfunction(careful_count_parts)
    assert (count_parts is careful_count_parts) is (BACKEND == "python")
    assert inspect.signature(count_parts) == inspect.signature(careful_count_parts)
    assert [*inspect.signature(count_parts).parameters] == [*inspect.signature(plan).parameters]
    assert (count_parts.__name__, count_parts.__qualname__) == ("count_parts", "count_parts")
    assert (count_parts.__module__, count_parts.__doc__) == ("septet.plan", careful_count_parts.__doc__)
    assert "Return the number of parts" in pydoc.plain(pydoc.render_doc(count_parts))
    assert pickle.loads(pickle.dumps(count_parts)) is count_parts


def test_the_short_cut_wants_its_arguments_like_the_careful_function() -> None:
    call: Any = count_parts
    with pytest.raises(TypeError):
        call()
    with pytest.raises(TypeError):
        call("a", GSM7)
    with pytest.raises(TypeError):
        call("a", unknown=0)
    assert count_parts(text="a") == 1


def test_the_module_is_still_to_be_had_behind_the_function_of_its_name() -> None:
    assert sys.modules["septet.plan"].plan is plan

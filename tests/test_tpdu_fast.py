"""The short cuts of the kernel for TPDUs: what comes out is what the careful parsers give, and nothing else shows."""

from __future__ import annotations

import copy
import inspect
import itertools
import pickle
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
import tpdus
from septet import BACKEND, _kernel, gsm7, tpdu
from septet.address import Address, NumberingPlan, TypeOfNumber
from septet.alphabets import LOCKING, SINGLE, Language
from septet.dcs import DataCoding
from septet.errors import DecodeError, EncodeError, ReassemblyError
from septet.timestamp import Timestamp
from septet.tpdu.messages import Deliver, Submit
from septet.tpdu.reading import Reader
from septet.tpdu.user_data import WithUserData
from septet.validity import EnhancedForm, EnhancedValidity, RelativeValidity
from spoiling import bit_flips, truncations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

KINDS: tuple[Any, ...] = (Submit, Deliver)
DIRECTIONS: dict[Any, Any] = {Submit: "mo", Deliver: "mt"}
TO = Address.of("+447700900123")
MOMENT = Timestamp(26, 1, 21, 15, 40, 0, quarters=8)
PLAIN: dict[Any, bytes] = {
    Submit: bytes.fromhex("11000B916407281553F80000AA0AE8329BFD4697D9EC37"),
    Deliver: bytes.fromhex("040B911346610089F60000208062917314080CC8F71D14969741F977FD07"),
}
careful_address: Any = inspect.unwrap(Address.__dict__["parse"].__func__)
careful_moment: Any = inspect.unwrap(Timestamp.__dict__["parse"].__func__)
careful_datetime: Any = inspect.unwrap(Timestamp.to_datetime)
careful_address_octets: Any = inspect.unwrap(Address.serialize)
careful_moment_octets: Any = inspect.unwrap(Timestamp.serialize)
careful_parse: Any = inspect.unwrap(tpdu.parse)


def outcome(work: Callable[..., object], *arguments: Any, **options: Any) -> object:
    """What comes out, and how it looks; of an error, all that is known of it."""
    try:
        made = work(*arguments, **options)
    except (DecodeError, EncodeError, ReassemblyError, TypeError, AttributeError) as error:
        return type(error), error.args
    return type(made), made, repr(made)


def careful(kind: Any, octets: bytes, errors: Any = "strict") -> Any:
    """The message as the careful parser reads it."""
    return kind.read(Reader(octets, errors))


def text_of(parse: Callable[..., Any], *arguments: Any, **options: Any) -> object:
    """The text of what is read."""
    return parse(*arguments, **options).text


def part_of(parse: Callable[..., Any], *arguments: Any, **options: Any) -> object:
    """The part that is read, by itself and piece by piece."""
    message = parse(*arguments, **options)
    return message.udh, message.payload, message.encoding, message.part


def assert_the_same(kind: Any, octets: bytes) -> None:
    """All ways to read the octets agree, and so do the texts."""
    for errors in ({}, {"errors": "strict"}, {"errors": "ignore"}):
        expected = outcome(careful, kind, octets, **errors)
        assert outcome(kind.parse, octets, **errors) == expected
        options = {"direction": DIRECTIONS[kind], **errors}
        assert outcome(tpdu.parse, octets, **options) == outcome(careful_parse, octets, **options)
        assert outcome(text_of, kind.parse, octets, **errors) == outcome(text_of, careful, kind, octets, **errors)
        assert outcome(part_of, kind.parse, octets, **errors) == outcome(part_of, careful, kind, octets, **errors)


def took_the_short_cut(message: Any) -> bool:
    """Whether the kernel read it."""
    return hasattr(message, "_layout")


# -- the same ----------------------------------------------------------------------------------------------------------


@given(st.one_of(tpdus.submits(), tpdus.delivers()))
def test_what_is_right_is_read_the_same(message: Any) -> None:
    assert_the_same(type(message), message.serialize())


@given(st.one_of(tpdus.submits(), tpdus.delivers()), st.data())
def test_what_is_spoiled_is_read_the_same(message: Any, data: st.DataObject) -> None:
    octets = bytearray(message.serialize())
    for _ in range(data.draw(st.integers(0, 3))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.sampled_from([len(octets), data.draw(st.integers(0, len(octets)))]))
    assert_the_same(type(message), bytes(octets[:end]) + data.draw(st.binary(max_size=2)))


@given(st.sampled_from(KINDS), st.binary(max_size=180))
def test_random_octets_are_read_the_same(kind: Any, octets: bytes) -> None:
    assert_the_same(kind, octets)
    assert_the_same(kind, bytes([octets[0] & 0xFC | kind.mti, *octets[1:]]) if octets else b"")


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
def test_vectors_cut_short_and_with_a_bit_turned_over_are_read_the_same(kind: Any) -> None:
    for vector in tpdus.named(kind.__name__):
        octets = tpdus.bare(vector)
        for spoiled in itertools.chain([octets, octets + b"\0"], truncations(octets), bit_flips(octets)):
            assert_the_same(kind, spoiled)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
def test_any_octet_in_any_place_is_read_the_same(kind: Any) -> None:
    for octets in (PLAIN[kind], *messages_with_headers(kind)):
        for position in range(min(len(octets), 36)):
            for octet in range(256):
                spoiled = bytes([*octets[:position], octet, *octets[position + 1 :]])
                assert outcome(kind.parse, spoiled) == outcome(careful, kind, spoiled)


def messages_with_headers(kind: Any) -> Iterator[bytes]:
    """Parts of a message, in septets and in UCS-2, with a reference number of 8 and of 16 bits."""
    for text, bits in (("a" * 161, 8), ("\u4e2d" * 71, 16)):
        yield message_of(kind, text, {"reference": 7, "reference_bits": bits})[-1].serialize()


def message_of(kind: Any, text: str, options: dict[str, Any]) -> tuple[Any, ...]:
    """The messages of a text."""
    if kind is Submit:
        return tpdu.submit(text, to="12345", **options)
    return tpdu.deliver(text, sender="12345", scts=MOMENT, **options)


@pytest.mark.parametrize(("kind", "dcs_at", "udl_at"), [(Submit, 11, 13), (Deliver, 10, 18)])
def test_any_length_of_user_data_is_read_the_same(kind: Any, dcs_at: int, udl_at: int) -> None:
    # With as many octets as there must be, one less and one more.
    ud = bytes.fromhex("050003070201") + b"\1" * 300
    for udhi, dcs in itertools.product((0x00, 0x40), (0x00, 0x04, 0x08, 0x20)):
        begin = bytearray(PLAIN[kind][:udl_at])
        begin[0] |= udhi
        begin[dcs_at] = dcs
        for udl in range(256):
            n_octets = (7 * udl + 7) // 8 if dcs == 0 else udl
            for n in (n_octets - 1, n_octets, n_octets + 1):
                octets = bytes([*begin, udl]) + ud[: max(n, 0)]
                assert outcome(kind.parse, octets) == outcome(careful, kind, octets)


def test_any_beginning_of_an_address_is_read_the_same() -> None:
    value = bytes.fromhex("1032547698badcfeffab") + bytes(130)
    for length, kind in itertools.product(range(256), range(256)):
        octets = bytes([length, kind]) + value[: (length + 1) // 2]
        assert outcome(Address.parse, octets) == outcome(careful_address, Address, octets)


@given(st.binary(max_size=14), st.integers(0, 21), st.sampled_from([0x81, 0x91, 0xD0]))
def test_any_address_is_read_the_same(value: bytes, length: int, kind: int) -> None:
    for octets in (value, bytes([length, kind]) + value, bytes([length, kind]) + value[: (length + 1) // 2]):
        for given_octets in (octets, bytearray(octets)):
            assert outcome(Address.parse, given_octets) == outcome(careful_address, Address, given_octets)


def test_any_octet_in_any_place_of_a_moment_is_read_the_same() -> None:
    for start in ("62101251040080", "00209200000000", "10209200000000", "6220139532958a"):
        for position, octet in itertools.product(range(7), range(256)):
            octets = bytearray.fromhex(start)
            octets[position] = octet
            assert_moments_are_the_same(bytes(octets))


def test_any_date_is_read_the_same() -> None:
    for year, month, day in itertools.product(("40", "32", "00"), range(20), range(40)):
        octets = bytes.fromhex(year + f"{month:02}"[::-1] + f"{day:02}"[::-1] + "51040080")
        assert_moments_are_the_same(octets)


@given(st.binary(min_size=6, max_size=8))
def test_any_moment_is_read_the_same(octets: bytes) -> None:
    assert_moments_are_the_same(octets)


def assert_moments_are_the_same(octets: bytes) -> None:
    for options in ({}, {"errors": "strict"}, {"errors": "ignore"}, {"errors": "other"}):
        made = outcome(Timestamp.parse, octets, **options)
        assert made == outcome(careful_moment, Timestamp, octets, **options)
        if isinstance(made, tuple) and made[0] is Timestamp:
            assert_datetimes_are_the_same(made[1])
            assert outcome(Timestamp.serialize, made[1]) == outcome(careful_moment_octets, made[1])


def assert_datetimes_are_the_same(moment: Any) -> None:
    for options in ({}, {"first_year": 2000}, {"first_year": 1990}):
        assert outcome(moment.to_datetime, **options) == outcome(careful_datetime, moment, **options)


whatever = st.one_of(st.integers(-100, 130), st.integers(), st.sampled_from([True, 1.0, "1", None]))


@given(st.lists(st.one_of(st.integers(1, 12), whatever), min_size=7, max_size=7))
def test_a_moment_made_by_hand_is_the_same_datetime(numbers: list[Any]) -> None:
    moment = Timestamp(*numbers)
    assert_datetimes_are_the_same(moment)
    assert outcome(Timestamp.serialize, moment) == outcome(careful_moment_octets, moment)


@given(
    st.one_of(
        st.text("0123456789*#abc", max_size=22), st.text("09acd*/:`@+", max_size=3), st.text(max_size=3), whatever
    ),
    st.one_of(st.sampled_from(list(TypeOfNumber)), st.integers(-1, 8), whatever),
    st.one_of(st.sampled_from(list(NumberingPlan)), st.integers(-1, 16), whatever),
)
def test_an_address_made_by_hand_is_written_the_same(value: Any, ton: Any, npi: Any) -> None:
    address = Address(value, ton, npi)
    assert outcome(Address.serialize, address) == outcome(careful_address_octets, address)


def test_what_is_no_value_is_written_by_nobody() -> None:
    for function in (Address.serialize, Timestamp.serialize, Timestamp.to_datetime):
        work: Any = function
        with pytest.raises(AttributeError):
            work(5)
    with pytest.raises(AttributeError):
        Address.__new__(Address).serialize()
    with pytest.raises(AttributeError):
        Timestamp.__new__(Timestamp).serialize()


@pytest.mark.parametrize("quarters", range(-80, 81))
def test_every_zone_is_the_same(quarters: int) -> None:
    assert_datetimes_are_the_same(Timestamp(0, 2, 29, 23, 59, 59, quarters=quarters))


@pytest.mark.parametrize("direction", ["mo", "mt", "", None, 5, ["mt"]])
@pytest.mark.parametrize("options", [{}, {"failed": None}, {"failed": True}, {"errors": "other"}, {"errors": None}])
def test_any_option_is_taken_the_same(direction: Any, options: Any) -> None:
    for octets in (*PLAIN.values(), b"", bytearray(PLAIN[Submit]), None, "00"):
        given_octets: Any = octets
        assert outcome(tpdu.parse, given_octets, direction=direction, **options) == outcome(
            careful_parse, given_octets, direction=direction, **options
        )


@given(st.text(st.sampled_from(strategies.ONE_SEPTET + strategies.TWO_SEPTETS), max_size=76))
def test_texts_are_those_of_the_oracle(text: str) -> None:
    for header in (b"", oracle.concatenation_header(7, 2, 1, 8), oracle.concatenation_header(7, 2, 1, 16)):
        udl, ud = oracle.user_data(text, "gsm7", header, 0, 0)
        message = Submit.parse(Submit(TO, udl, ud, udhi=bool(header)).serialize())
        assert message.text == text


# -- when the short cut is taken ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_compiled_kernel_reads_what_is_usual(kind: Any) -> None:
    for octets in (PLAIN[kind], *messages_with_headers(kind)):
        for message in (kind.parse(octets), tpdu.parse(octets, direction=DIRECTIONS[kind])):
            assert took_the_short_cut(message) == (BACKEND == "c")


def test_names_and_short_periods_are_usual() -> None:
    delivered = tpdu.deliver("hello", sender="MyBrand", scts=MOMENT)[0]
    assert took_the_short_cut(Deliver.parse(delivered.serialize())) == (BACKEND == "c")
    assert Deliver.parse(delivered.serialize()).oa == Address.of("MyBrand")
    for vp in (None, RelativeValidity(0)):
        assert took_the_short_cut(Submit.parse(Submit(TO, vp=vp).serialize())) == (BACKEND == "c")


@pytest.mark.parametrize(
    "message",
    [
        Submit(TO, vp=MOMENT),
        Submit(TO, vp=EnhancedValidity(EnhancedForm.SECONDS, 5)),
        Submit(TO, 5, bytes.fromhex("0324010100"), udhi=True),
        Submit(TO, 5, bytes.fromhex("0324010100"), udhi=True, dcs=DataCoding(4)),
    ],
)
def test_what_is_not_usual_falls_out(message: Submit) -> None:
    octets = message.serialize()
    assert not took_the_short_cut(Submit.parse(octets))
    assert Submit.parse(octets) == message


def test_another_class_and_other_octets_fall_out() -> None:
    class Own(Submit):
        pass

    assert type(Own.parse(PLAIN[Submit])) is Own
    assert Own.parse(PLAIN[Submit]).text == "hellohello"
    assert Own.parse(PLAIN[Submit]).da == Submit.parse(PLAIN[Submit]).da
    assert not took_the_short_cut(Submit.parse(memoryview(PLAIN[Submit])))

    class OwnAddress(Address):
        pass

    class OwnTimestamp(Timestamp):
        pass

    assert type(OwnAddress.parse(TO.serialize())) is OwnAddress
    assert type(OwnTimestamp.parse(MOMENT.serialize())) is OwnTimestamp
    assert OwnTimestamp(*MOMENT.__reduce__()[1]).to_datetime() == MOMENT.to_datetime()


# -- nothing shows -----------------------------------------------------------------------------------------------------

LOOKS: list[Callable[[Any], object]] = [
    repr,
    hash,
    pickle.dumps,
    copy.copy,
    copy.deepcopy,
    lambda it: pickle.loads(pickle.dumps(it)),
    lambda it: it.__replace__(udl=0),
    lambda it: it == it.__replace__(),
    lambda it: it.serialize(),
    lambda it: it.text,
    lambda it: it.payload,
    lambda it: it.part,
    lambda it: it.udh,
    lambda it: [getattr(it, name) for name in it.__match_args__],
    lambda it: [getattr(it, name) for name in reversed(it.__match_args__)],
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
def test_it_looks_the_same_from_the_first_look(kind: Any, look: Callable[[Any], object]) -> None:
    for octets in (PLAIN[kind], *messages_with_headers(kind)):
        assert look(kind.parse(octets)) == look(careful(kind, octets))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_is_one_object(kind: Any) -> None:
    message = kind.parse(PLAIN[kind])
    for name in message.__match_args__:
        assert getattr(message, name) is getattr(message, name)
        assert getattr(kind, name).__get__(message, kind) is getattr(message, name)


def test_messages_are_matched_and_cannot_be_changed() -> None:
    match Deliver.parse(PLAIN[Deliver]):
        case Deliver(Address(value), Timestamp(year=year), udl=12):
            assert (value, year) == ("31641600986", 2)
        case _:
            pytest.fail("no match")
    for name in Deliver.__match_args__:
        message = Deliver.parse(PLAIN[Deliver])
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(message, name, None)
        with pytest.raises(AttributeError, match="cannot be changed"):
            delattr(message, name)


@pytest.mark.parametrize("kind", KINDS)
def test_fields_look_like_slots(kind: Any) -> None:
    for name in kind.__match_args__:
        field: Any = getattr(kind, name)
        described: Any = inspect.isdatadescriptor
        assert described(field)
        assert (field.__name__, field.__objclass__, field.__doc__) == (name, kind, None)
        with pytest.raises(AttributeError):
            field.__get__(kind.__new__(kind), kind)
        with pytest.raises(TypeError):
            field.__get__(5, int)
        made = kind.__new__(kind)
        field.__set__(made, 5)
        assert getattr(made, name) == 5
        field.__delete__(made)
        assert not hasattr(made, name)


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (Submit.parse, "Submit.parse"),
        (Deliver.parse, "Deliver.parse"),
        (Address.parse, "Address.parse"),
        (Timestamp.parse, "Timestamp.parse"),
        (Address.serialize, "Address.serialize"),
        (Timestamp.to_datetime, "Timestamp.to_datetime"),
        (Timestamp.serialize, "Timestamp.serialize"),
        (tpdu.parse, "parse"),
    ],
)
def test_a_short_cut_is_described_as_what_it_stands_for(function: Any, name: str) -> None:
    meant = inspect.unwrap(getattr(function, "__func__", function))
    assert inspect.isfunction(meant)
    assert function.__qualname__ == name
    assert function.__doc__ == meant.__doc__
    assert list(inspect.signature(function).parameters) == [
        each for each in inspect.signature(meant).parameters if each != "cls"
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["text", "payload", "udh"])
def test_the_views_are_described_too(kind: Any, name: str) -> None:
    view: Any = getattr(kind, name)
    assert isinstance(view, property)
    assert view.__doc__ == getattr(WithUserData, name).__doc__
    with pytest.raises(AttributeError):
        view.__get__(5, int)


def test_messages_are_read_in_many_threads() -> None:
    from concurrent.futures import ThreadPoolExecutor

    draw = random.Random(4)
    octets = [message.serialize() for message in message_of(Deliver, "a" * 3000, {"reference": 1})]
    shared = [Deliver.parse(each) for each in octets]
    expected = [careful(Deliver, each) for each in octets]

    def look(_: int) -> bool:
        index = draw.randrange(len(octets))
        return bool(shared[index] == Deliver.parse(octets[index]) == expected[index])

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(look, range(2000)))


def test_the_compiled_kernel_decorates_classes_that_are_right(compiled: ModuleType) -> None:
    alphabet = compiled.Alphabet(LOCKING[Language.DEFAULT], SINGLE[Language.DEFAULT])
    incomplete = compiled.Alphabet(LOCKING[Language.TURKISH].replace("a", "\x1b"), SINGLE[Language.DEFAULT])
    types = ((1, 1),) * 128
    for arguments in ((alphabet, types[1:]), (incomplete, types)):
        with pytest.raises(ValueError, match="a character for each septet, and a type for each seven bits"):
            compiled.fast_address(*arguments)
    octets = tuple(range(256))
    for codings, numbers in (
        (b"", {}),
        (bytes(256), {"udl": ("udl", octets[1:])}),
        (bytes(256), {"vp": ("vp", octets)}),
    ):
        with pytest.raises(ValueError, match="for each octet"):
            compiled.fast_message(alphabet, codings, numbers, {})(Submit)
    for unlike in ({"kind": ("first", octets)}, {"text": ("first", octets)}):
        with pytest.raises(TypeError, match="this is no slot"):
            compiled.fast_message(alphabet, bytes(256), unlike, {})(Submit)


def test_septets_without_meaning_do_not_occur_in_the_default_alphabet() -> None:
    # So that the kernel need not look at the septets of a name.
    for pair in itertools.product(range(128), repeat=2):
        text, stop = _kernel.from_septets(bytes(pair), gsm7.alphabet())
        assert text
        assert stop == 2

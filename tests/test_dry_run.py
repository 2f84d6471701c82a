"""Dry runs: the same as the act, message by message and in every sum, with nothing priced that has no price."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet import Message, Rate, Rates, dry_run, split
from septet.alphabets import Encoding
from septet.dry_run import CharacterTotal, Counted, DestinationTotal, EncodingTotal, Tally
from septet.errors import FieldRangeError, TooManyPartsError
from septet.udh import InformationElement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from septet._typing import ReferenceBits
    from septet.dry_run import Item, Totals

NUMBER = "447700900123"
RATES = {
    "44": Rate("44", Decimal("0.0420"), "EUR", "United Kingdom"),
    "4477": Rate("4477", Decimal("0.05"), "EUR", "United Kingdom, mobile"),
    "1": Rate("1", Decimal("0.00790"), "USD", "United States"),
    "1416": Rate("1416", Decimal(0), "USD", "Toronto, for nothing"),
    "7": Rate("7", Decimal("123456789012.345678"), "RUB", "Russia"),
}
PORT = InformationElement(0x05, bytes.fromhex("23f423f4"))

# How a number is written, and its digits, if it is one.
WRITTEN = {
    "+44 7700 900123": "447700900123",
    "00447700900123": "447700900123",
    "447700900123": "447700900123",
    "442079460000": "442079460000",
    "+1 (312) 555-0128": "13125550128",
    "14165550128": "14165550128",
    "79217588636": "79217588636",
    "33639980123": "33639980123",
    "2975550123": "2975550123",
    "07700 900123": None,
    "": None,
    "12345": None,
    "MyBrand": None,
}

FEWER = settings(max_examples=settings().max_examples // 2)
"""For what is slow."""

pairs = st.tuples(st.sampled_from(sorted(WRITTEN)), strategies.texts)
several = st.lists(pairs, max_size=8)


class Expected(NamedTuple):
    """A message that would be sent, counted the slow way."""

    digits: str
    encoding: str
    n_parts: int
    outside: frozenset[str]
    n_parts_without: int
    prefix: str | None


def expected_of(digits: str, body: str, bits: int = 8) -> Expected:
    """A message counted the slow way."""
    encoding, parts = oracle.parts(body, bits)
    outside = frozenset(c for c in body if oracle.septets_of_char(c, 0, 0) is None)
    _, parts_without = oracle.parts("".join("?" if c in outside else c for c in body), bits)
    prefix = max((prefix for prefix in RATES if digits.startswith(prefix)), key=len, default=None)
    return Expected(digits, encoding, len(parts), outside, len(parts_without), prefix)


def sent_of(messages: list[tuple[str, str]], bits: int = 8, most: int = 255) -> list[Expected]:
    """The messages that would be sent."""
    sent = [expected_of(digits, body, bits) for written, body in messages if (digits := WRITTEN[written]) is not None]
    return [message for message in sent if message.n_parts <= most]


def prefix_of(rated: Item | DestinationTotal) -> str | None:
    """The prefix of the rate, if there is one."""
    return None if rated.rate is None else rated.rate.prefix


def told(item: Item) -> tuple[Any, ...]:
    """An item as something that compares by value: errors do not."""
    problem = item.problem
    return (
        *(item.recipient, item.number_of_parts, item.body, item.encoding, item.n_units, item.rate, item.cost),
        *(type(problem), problem and problem.args),
    )


def assert_sums(totals: Totals, sent: list[Expected]) -> None:
    """The totals are those of the messages, each added up by itself and in the slowest way."""
    assert totals.n_recipients == len({message.digits for message in sent})
    assert totals.n_messages == len(sent)
    assert totals.n_parts == sum(message.n_parts for message in sent)
    for total, name, encoding in zip(totals.encodings, ("gsm7", "ucs2"), (Encoding.GSM7, Encoding.UCS2), strict=True):
        chosen = [message.n_parts for message in sent if message.encoding == name]
        assert total == EncodingTotal(encoding, len(chosen), sum(chosen))
    all_parts = [message.n_parts for message in sent]
    assert totals.parts == tuple((n, all_parts.count(n)) for n in sorted(set(all_parts)))
    assert_money(totals, sent)
    assert_characters(totals, sent)


def assert_money(totals: Totals, sent: list[Expected]) -> None:
    """The destinations and the costs are those of the messages."""
    assert {prefix_of(total) for total in totals.destinations} == {message.prefix for message in sent}
    costs: dict[str, Fraction] = {}
    for total in totals.destinations:
        chosen = [message.n_parts for message in sent if message.prefix == prefix_of(total)]
        assert (total.n_messages, total.n_parts) == (len(chosen), sum(chosen))
        if total.rate is None:
            assert (total.cost, total) == (None, totals.unpriced)
        else:
            assert total.rate == RATES[total.rate.prefix]
            assert total.cost is not None
            cost = sum((Fraction(total.rate.price) * n_parts for n_parts in chosen), Fraction())
            assert Fraction(total.cost) == cost
            costs[total.rate.currency] = costs.get(total.rate.currency, Fraction()) + cost
    assert [(currency, Fraction(cost)) for currency, cost in totals.costs] == sorted(costs.items())
    order = [(total.rate is None, -total.n_parts, prefix_of(total)) for total in totals.destinations]
    assert order == sorted(order)


def assert_characters(totals: Totals, sent: list[Expected]) -> None:
    """The characters outside GSM-7 did in the messages what the totals say."""
    expected = []
    for character in {character for message in sent for character in message.outside}:
        having = [message for message in sent if character in message.outside]
        alone = [message for message in having if len(message.outside) == 1]
        extra = sum(message.n_parts - message.n_parts_without for message in having)
        expected.append(CharacterTotal(character, len(having), len(alone), extra))
    expected.sort(key=lambda total: (-total.n_messages_alone, -total.n_messages, total.character))
    assert totals.characters == tuple(expected)


# -- the dry run is the act --------------------------------------------------------------------------------------------


@FEWER
@given(several, st.sampled_from([8, 16]), st.sampled_from([(), (PORT,)]))
def test_each_item_has_the_parts_that_splitting_gives(
    messages: list[tuple[str, str]], bits: ReferenceBits, udh: tuple[InformationElement, ...]
) -> None:
    run = dry_run(messages, reference_bits=bits, udh=udh)
    n_sent = 0
    for (written, body), item in zip(messages, run.per_recipient, strict=True):
        parts = split(body, reference=0, reference_bits=bits, udh=udh)
        assert item.number_of_parts == len(parts)
        assert item.n_units == sum(part.n_units for part in parts)
        assert (item.body, item.rate, item.cost) == (body, None, None)
        assert item.recipient == (WRITTEN[written] or written)
        assert (item.problem is None) == (WRITTEN[written] is not None)
        n_sent += len(parts) if item.problem is None else 0
    assert run.number_of_messages == n_sent == run.totals.n_parts
    assert run.number_of_recipients == run.totals.n_recipients


@given(several, st.sampled_from([8, 16]), st.sampled_from([None, 1, 2, 300]))
def test_totals_are_the_sums_over_what_would_be_sent(
    messages: list[tuple[str, str]], bits: ReferenceBits, max_parts: int | None
) -> None:
    run = dry_run(messages, rates=Rates(RATES.values()), reference_bits=bits, max_parts=max_parts)
    sent = sent_of(messages, bits, max_parts or 255)
    assert_sums(run.totals, sent)
    items = [item for item in run.per_recipient if item.problem is None]
    assert [(item.recipient, item.number_of_parts) for item in items] == [(m.digits, m.n_parts) for m in sent]
    assert [str(item.encoding) for item in items] == [{"gsm7": "GSM-7", "ucs2": "UCS-2"}[m.encoding] for m in sent]
    assert [prefix_of(item) for item in items] == [message.prefix for message in sent]
    costs: dict[str, Fraction] = {}
    for item in run.per_recipient:
        assert (item.cost is None) == (item.rate is None)
        if item.rate is not None and item.cost is not None:
            assert item.problem is None
            costs[item.rate.currency] = costs.get(item.rate.currency, Fraction()) + Fraction(item.cost)
    assert sorted(costs.items()) == [(currency, Fraction(cost)) for currency, cost in run.totals.costs]


@FEWER
@given(several, pairs, st.data())
def test_a_message_more_changes_nothing_for_the_others(
    messages: list[tuple[str, str]], added: tuple[str, str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(messages)))
    rates = Rates(RATES.values())
    before = [told(item) for item in dry_run(messages, rates=rates, max_parts=2).per_recipient]
    after = dry_run([*messages[:place], added, *messages[place:]], rates=rates, max_parts=2)
    items = [told(item) for item in after.per_recipient]
    assert items.pop(place) == told(dry_run([added], rates=rates, max_parts=2).per_recipient[0])
    assert items == before


@FEWER
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_messages_changes_no_sum(messages: list[tuple[str, str]], random: Any) -> None:
    shuffled = list(messages)
    random.shuffle(shuffled)
    rates = Rates(RATES.values())
    one, other = dry_run(messages, rates=rates), dry_run(shuffled, rates=rates)
    assert one.totals == other.totals
    assert [item.body for item in other.per_recipient] == [body for _, body in shuffled]


@FEWER
@given(several, st.sampled_from([None, 1, 3]))
def test_a_tally_is_a_dry_run_of_one_message_at_a_time(messages: list[tuple[str, str]], max_parts: int | None) -> None:
    rates = Rates(RATES.values())
    run = dry_run(messages, rates=rates, max_parts=max_parts)
    tally = Tally(rates, max_parts=max_parts)
    for item in run.per_recipient:
        n_messages = tally.n_messages
        in_septets = item.encoding is Encoding.GSM7
        assert tally.count(item.body) == (in_septets, item.n_units, item.number_of_parts)
        assert tally.n_messages == n_messages
        if item.problem is None:
            added = tally.add(item.recipient, item.body)
            assert added == Counted(item.recipient, item.encoding, item.n_units, item.number_of_parts, item.rate)
            assert added.cost == item.cost
        elif isinstance(item.problem, TooManyPartsError):
            with pytest.raises(TooManyPartsError) as caught:
                tally.add(item.recipient, item.body)
            assert caught.value.args == item.problem.args
        assert tally.n_messages == n_messages + (item.problem is None)
    assert tally.totals() == tally.totals() == run.totals
    tally.close()


@FEWER
@given(st.lists(pairs, max_size=5), st.lists(pairs, max_size=5))
def test_many_messages_at_once_are_added_as_one_by_one(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    rates = Rates(RATES.values())
    singly, together = Tally(rates), Tally(rates)
    for messages in (first, second):
        recipients = [digits for written, _ in messages if (digits := WRITTEN[written]) is not None]
        bodies = [body for written, body in messages if WRITTEN[written] is not None]
        assert list(together.add_all(recipients, bodies)) == list(map(singly.add, recipients, bodies))
        assert together.totals() == singly.totals()
    singly.close()
    together.close()


def test_of_many_messages_at_once_none_is_added_if_one_is_too_long() -> None:
    tally = Tally(max_parts=2)
    tally.add(NUMBER, "hello")
    before = tally.totals()
    with pytest.raises(TooManyPartsError) as caught:
        tally.add_all([NUMBER, "13125550128", "33639980123"], ["a", "Я" * 135, "a" * 307])
    assert caught.value.args == (3, 2)
    assert tally.totals() == before
    tally.close()


# -- items -------------------------------------------------------------------------------------------------------------


def test_messages_are_pairs_or_values() -> None:
    of_pairs = dry_run([(NUMBER, "hello"), ("+13125550128", "Я")])
    of_values = dry_run([Message(NUMBER, "hello"), Message(recipient="+13125550128", body="Я")])
    both: list[Message | tuple[str, str]] = [Message(NUMBER, "hello"), ("+13125550128", "Я")]
    of_both = dry_run(iter(both))
    assert of_pairs == of_values == of_both
    assert [item.body for item in of_pairs.per_recipient] == ["hello", "Я"]


def test_an_item_says_what_its_message_amounts_to() -> None:
    run = dry_run([("+44 7700 900123", "a" * 161)], rates=Rates(RATES.values()))
    (item,) = run.per_recipient
    assert (item.recipient, item.number_of_parts, item.body) == (NUMBER, 2, "a" * 161)
    assert (item.encoding, item.n_units, item.rate) == (Encoding.GSM7, 161, RATES["4477"])
    assert (str(item.cost), item.problem) == ("0.10", None)
    assert (run.number_of_recipients, run.number_of_messages) == (1, 2)


@pytest.mark.parametrize("written", [written for written, digits in WRITTEN.items() if digits is None])
def test_an_invalid_number_is_an_item_with_a_problem_and_in_no_sum(written: str) -> None:
    run = dry_run([(written, "Я" * 71), (NUMBER, "hello")], rates=Rates(RATES.values()))
    wrong, right = run.per_recipient
    assert (wrong.recipient, wrong.number_of_parts, wrong.encoding, wrong.n_units) == (written, 2, Encoding.UCS2, 71)
    assert (wrong.rate, wrong.cost) == (None, None)
    assert isinstance(wrong.problem, FieldRangeError)
    assert (wrong.problem.field, wrong.problem.value) == ("number", written)
    assert right.problem is None
    assert run.totals == dry_run([(NUMBER, "hello")], rates=Rates(RATES.values())).totals


@pytest.mark.parametrize(("max_parts", "limit"), [(None, 255), (255, 255), (1000, 255), (254, 254), (2, 2), (1, 1)])
@pytest.mark.parametrize("character", ["a", "Я"])
def test_the_limit_of_parts_is_met_from_both_sides(max_parts: int | None, limit: int, character: str) -> None:
    alone, joined = {"a": (160, 153), "Я": (70, 67)}[character]
    most = alone if limit == 1 else limit * joined
    run = dry_run(
        [(NUMBER, character * most), (NUMBER, character * (most + 1))], rates=Rates(RATES.values()), max_parts=max_parts
    )
    fits, too_long = run.per_recipient
    assert (fits.number_of_parts, fits.problem, fits.cost) == (limit, None, limit * Decimal("0.05"))
    assert (too_long.recipient, too_long.number_of_parts) == (NUMBER, limit + 1)
    assert (too_long.rate, too_long.cost, too_long.n_units) == (None, None, most + 1)
    assert isinstance(too_long.problem, TooManyPartsError)
    assert (too_long.problem.needed, too_long.problem.limit) == (limit + 1, limit)
    assert (run.number_of_messages, run.totals.n_messages) == (limit, 1)


def test_nothing_amounts_to_nothing() -> None:
    run = dry_run([], rates=Rates(RATES.values()))
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (0, 0, ())
    assert_sums(run.totals, [])
    assert run.totals.unpriced == DestinationTotal(None, 0, 0)


@pytest.mark.parametrize(
    "options",
    [{"max_parts": 0}, {"max_parts": -1}, {"reference_bits": 7}, {"udh": [InformationElement(0x70, bytes(137))]}],
    ids=lambda options: next(iter(options)),
)
def test_an_option_out_of_its_range_is_an_error_before_any_message_is_looked_at(options: dict[str, Any]) -> None:
    messages = iter([(NUMBER, "hello")])
    with pytest.raises(FieldRangeError):
        dry_run(messages, **options)
    assert list(messages) == [(NUMBER, "hello")]
    with pytest.raises(FieldRangeError):
        Tally(**options)


def test_what_was_taken_is_given_back_even_if_the_messages_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Tally] = []
    monkeypatch.setattr(Tally, "close", lambda tally: closed.append(tally))  # noqa: PLW0108 - to become a method

    def messages() -> Iterator[tuple[str, str]]:
        yield NUMBER, "hello"
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        dry_run(messages())
    assert len(closed) == 1


# -- money -------------------------------------------------------------------------------------------------------------


def test_what_has_no_rate_is_never_priced_and_never_nothing() -> None:
    run = dry_run([("33639980123", "a" * 200), ("2975550123", "b"), (NUMBER, "c")], rates=Rates(RATES.values()))
    assert run.totals.unpriced == DestinationTotal(None, 2, 3)
    assert run.totals.unpriced.cost is None
    assert [item.cost for item in run.per_recipient] == [None, None, Decimal("0.05")]
    assert run.totals.costs == (("EUR", Decimal("0.05")),)
    unpriced = dry_run([("33639980123", "hello")], rates=Rates(RATES.values())).totals
    assert (unpriced.costs, [total.cost for total in unpriced.destinations]) == ((), [None])
    without_list = dry_run([(NUMBER, "hello")]).totals
    assert (without_list.costs, without_list.unpriced) == ((), DestinationTotal(None, 1, 1))


def test_what_costs_nothing_has_a_price() -> None:
    run = dry_run([("14165550128", "hello")], rates=Rates(RATES.values()))
    assert (run.per_recipient[0].cost, run.totals.costs) == (Decimal(0), (("USD", Decimal(0)),))
    assert run.totals.unpriced == DestinationTotal(None, 0, 0)


def test_currencies_are_added_up_apart() -> None:
    messages = [(NUMBER, "a"), ("442079460000", "a" * 161), ("13125550128", "a"), ("13125550129", "a")]
    totals = dry_run(messages, rates=Rates(RATES.values())).totals
    assert [(currency, str(cost)) for currency, cost in totals.costs] == [("EUR", "0.1340"), ("USD", "0.01580")]


def test_money_is_exact() -> None:
    tally = Tally(Rates([Rate("44", Decimal("0.1"), "EUR"), Rate("1", Decimal("0.0001"), "EUR")]))
    for _ in range(10_000):
        tally.add(NUMBER, "hello")
    tally.add("13125550128", "hello")
    totals = tally.totals()
    tally.close()
    assert totals.costs == (("EUR", Decimal("1000.0001")),)
    assert [str(total.cost) for total in totals.destinations] == ["1000.0", "0.0001"]


def test_the_dearest_destination_by_parts_is_first_and_the_unpriced_last() -> None:
    messages = [(NUMBER, "a"), ("13125550128", "a" * 161), ("79217588636", "a"), *[("33639980123", "a" * 400)] * 3]
    totals = dry_run(messages, rates=Rates(RATES.values())).totals
    assert [(prefix_of(total), total.n_parts) for total in totals.destinations] == [
        ("1", 2),
        ("4477", 1),
        ("7", 1),
        (None, 9),
    ]


# -- characters --------------------------------------------------------------------------------------------------------


def test_characters_outside_gsm_7_are_blamed_for_what_they_did() -> None:
    messages = [
        "We’re open",  # alone, and no dearer for it
        "It’s ’ours’" + "!" * 60,  # alone, one part more
        "…’",  # two of them
        "…" + "Я" * 70 + "’",  # three of them, one part more
        "{}",
    ]
    totals = dry_run([(NUMBER, body) for body in messages]).totals
    assert totals.characters == (
        CharacterTotal("’", 4, 2, 2),
        CharacterTotal("…", 2, 0, 1),
        CharacterTotal("Я", 1, 0, 1),
    )


def test_without_such_characters_there_is_nobody_to_blame() -> None:
    assert dry_run([(NUMBER, "hello €"), (NUMBER, ""), ("", "Я")]).totals.characters == ()


def test_lone_surrogates_and_pairs_made_of_two_are_characters_of_their_own() -> None:
    totals = dry_run([(NUMBER, "\ud83d\ude00"), (NUMBER, "\U0001f600"), (NUMBER, "\ude00")]).totals
    assert totals.characters == (
        CharacterTotal("\ude00", 2, 1, 0),
        CharacterTotal("\U0001f600", 1, 1, 0),
        CharacterTotal("\ud83d", 1, 0, 0),
    )

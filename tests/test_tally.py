"""Tallies: every sum is that of the messages, with nothing priced that has no price."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import strategies
from septet import tally as tally_module
from septet.alphabets import Encoding
from septet.errors import EncodeError, FieldRangeError, TooManyPartsError
from septet.plan import plan
from septet.rates import Rate, Rates
from septet.tally import CharacterTotal, DestinationTotal, EncodingTotal, Tally
from septet.udh import InformationElement
from strategies import WRITTEN

if TYPE_CHECKING:
    from septet._typing import ReferenceBits
    from septet.tally import Totals

NUMBER = "447700900123"
RATES = {
    "44": Rate("44", Decimal("0.0420"), "EUR", "United Kingdom"),
    "4477": Rate("4477", Decimal("0.05"), "EUR", "United Kingdom, mobile"),
    "1": Rate("1", Decimal("0.00790"), "USD", "United States"),
    "1416": Rate("1416", Decimal(0), "USD", "Toronto, for nothing"),
    "7": Rate("7", Decimal("123456789012.345678"), "RUB", "Russia"),
}
PORT = InformationElement(0x05, bytes.fromhex("23f423f4"))

FEWER = settings(max_examples=settings().max_examples // 2)
"""For what is slow."""


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


def prefix_of(total: DestinationTotal) -> str | None:
    """The prefix of the rate, if there is one."""
    return None if total.rate is None else total.rate.prefix


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


def tallied(messages: list[tuple[str, str]], rates: Rates | None = None, **options: Any) -> Totals:
    """The totals of the messages that can be sent."""
    tally = Tally(rates, **options)
    for recipient, body in messages:
        n_messages = tally.n_messages
        try:
            tally.add(recipient, body)
        except EncodeError:
            assert tally.n_messages == n_messages
        else:
            assert tally.n_messages == n_messages + 1
    totals = tally.totals()
    assert totals == tally.totals()
    tally.close()
    return totals


# -- sums --------------------------------------------------------------------------------------------------------------


@given(strategies.messages, st.sampled_from([8, 16]), st.sampled_from([None, 1, 2, 300]))
def test_totals_are_the_sums_over_what_would_be_sent(
    messages: list[tuple[str, str]], bits: ReferenceBits, max_parts: int | None
) -> None:
    totals = tallied(messages, Rates(RATES.values()), reference_bits=bits, max_parts=max_parts)
    assert_sums(totals, sent_of(messages, bits, max_parts or 255))


@FEWER
@given(strategies.messages, st.randoms(use_true_random=False))
def test_the_order_of_messages_changes_no_sum(messages: list[tuple[str, str]], random: Any) -> None:
    shuffled = list(messages)
    random.shuffle(shuffled)
    rates = Rates(RATES.values())
    assert tallied(messages, rates) == tallied(shuffled, rates)


@FEWER
@given(strategies.messages, st.integers(0, 3))
def test_sums_are_the_same_however_often_characters_are_added_up(messages: list[tuple[str, str]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_module, "_MOST_KINDS", most)
        often = tallied(messages * 2)
    assert often == tallied(messages * 2)


@given(strategies.messages, st.sampled_from([8, 16]), st.sampled_from([(), (PORT,)]))
def test_a_message_that_is_added_is_told_as_it_counts(
    messages: list[tuple[str, str]], bits: ReferenceBits, udh: tuple[InformationElement, ...]
) -> None:
    tally = Tally(Rates(RATES.values()), reference_bits=bits, udh=udh)
    for written, body in messages:
        if WRITTEN[written] is None:
            continue
        planned = plan(body, reference_bits=bits, udh=udh)
        counted = tally.add(written, body)
        assert (counted.recipient, counted.encoding) == (WRITTEN[written], planned.encoding)
        assert (counted.n_units, counted.n_parts) == (planned.n_units, planned.n_parts)
        assert tally.count(body) == (planned.encoding is Encoding.GSM7, planned.n_units, planned.n_parts)
        assert counted.cost == (None if counted.rate is None else counted.n_parts * counted.rate.price)
    tally.close()


def test_nothing_amounts_to_nothing() -> None:
    totals = tallied([], Rates(RATES.values()))
    assert_sums(totals, [])
    assert totals.unpriced == DestinationTotal(None, 0, 0)


@pytest.mark.parametrize("written", [written for written, digits in WRITTEN.items() if digits is None])
def test_what_is_no_number_is_refused(written: str) -> None:
    tally = Tally()
    with pytest.raises(FieldRangeError) as caught:
        tally.add(written, "hello")
    assert (caught.value.field, caught.value.value) == ("number", written)
    with pytest.raises(FieldRangeError):
        tally.add_all([NUMBER, written], ["hello", "hello"])
    assert (tally.n_messages, tally.totals().n_recipients) == (0, 0)
    tally.close()


def test_a_number_is_the_same_however_it_is_written() -> None:
    totals = tallied([(written, "hello") for written, digits in WRITTEN.items() if digits == NUMBER])
    assert (totals.n_recipients, totals.n_messages) == (1, 3)


@pytest.mark.parametrize("max_parts", [None, 1, 2])
@pytest.mark.parametrize("character", ["a", "Я"])
def test_the_limit_of_parts_is_met_from_both_sides(max_parts: int | None, character: str) -> None:
    alone, joined = {"a": (160, 153), "Я": (70, 67)}[character]
    limit = max_parts or 255
    most = alone if limit == 1 else limit * joined
    tally = Tally(max_parts=max_parts)
    assert tally.add(NUMBER, character * most).n_parts == limit
    with pytest.raises(TooManyPartsError) as caught:
        tally.add(NUMBER, character * (most + 1))
    assert caught.value == TooManyPartsError(limit + 1, limit)
    assert tally.totals().n_parts == limit
    tally.close()


@pytest.mark.parametrize(
    "options",
    [{"max_parts": 0}, {"max_parts": -1}, {"reference_bits": 7}, {"udh": [InformationElement(0x70, bytes(137))]}],
    ids=lambda options: next(iter(options)),
)
def test_an_option_out_of_its_range_is_an_error(options: dict[str, Any]) -> None:
    with pytest.raises(FieldRangeError):
        Tally(**options)


# -- many at once ------------------------------------------------------------------------------------------------------


@FEWER
@given(strategies.messages, strategies.messages)
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


@pytest.mark.parametrize(("recipients", "bodies"), [([NUMBER], []), ([], ["a"]), ([NUMBER] * 3, ["a"] * 2)])
def test_there_are_as_many_texts_as_recipients(recipients: list[str], bodies: list[str]) -> None:
    tally = Tally()
    with pytest.raises(
        FieldRangeError, match=f"^number of texts must be that of the recipients, {len(recipients)}, not"
    ):
        tally.add_all(recipients, bodies)
    assert tally.n_messages == 0
    assert list(tally.add_all([], [])) == []
    tally.close()


# -- money -------------------------------------------------------------------------------------------------------------


def test_what_has_no_rate_is_never_priced_and_never_nothing() -> None:
    tally = Tally(Rates(RATES.values()))
    messages = [("33639980123", "a" * 200), ("2975550123", "b"), (NUMBER, "c")]
    assert [tally.add(*message).cost for message in messages] == [None, None, Decimal("0.05")]
    totals = tally.totals()
    tally.close()
    assert totals.unpriced == DestinationTotal(None, 2, 3)
    assert totals.unpriced.cost is None
    assert totals.costs == (("EUR", Decimal("0.05")),)
    unpriced = tallied([("33639980123", "hello")], Rates(RATES.values()))
    assert (unpriced.costs, [total.cost for total in unpriced.destinations]) == ((), [None])
    without_list = tallied([(NUMBER, "hello")])
    assert (without_list.costs, without_list.unpriced) == ((), DestinationTotal(None, 1, 1))


def test_what_costs_nothing_has_a_price() -> None:
    totals = tallied([("14165550128", "hello")], Rates(RATES.values()))
    assert [total.cost for total in totals.destinations] == [Decimal(0)]
    assert (totals.costs, totals.unpriced) == ((("USD", Decimal(0)),), DestinationTotal(None, 0, 0))


def test_currencies_are_added_up_apart() -> None:
    messages = [(NUMBER, "a"), ("442079460000", "a" * 161), ("13125550128", "a"), ("13125550129", "a")]
    totals = tallied(messages, Rates(RATES.values()))
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
    totals = tallied(messages, Rates(RATES.values()))
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
    totals = tallied([(NUMBER, body) for body in messages])
    assert totals.characters == (
        CharacterTotal("’", 4, 2, 2),
        CharacterTotal("…", 2, 0, 1),
        CharacterTotal("Я", 1, 0, 1),
    )


def test_without_such_characters_there_is_nobody_to_blame() -> None:
    assert tallied([(NUMBER, "hello €"), (NUMBER, ""), ("", "Я")]).characters == ()


def test_lone_surrogates_and_pairs_made_of_two_are_characters_of_their_own() -> None:
    totals = tallied([(NUMBER, "\ud83d\ude00"), (NUMBER, "\U0001f600"), (NUMBER, "\ude00")])
    assert totals.characters == (
        CharacterTotal("\ude00", 2, 1, 0),
        CharacterTotal("\U0001f600", 1, 1, 0),
        CharacterTotal("\ud83d", 1, 0, 0),
    )

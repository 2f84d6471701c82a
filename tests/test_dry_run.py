"""Dry runs: the same as the act, message by message, whatever the others are."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from septet import Message, Rate, Rates, dry_run, split
from septet.alphabets import Encoding
from septet.errors import FieldRangeError, TooManyPartsError
from septet.tally import Tally
from septet.udh import InformationElement
from strategies import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from septet._typing import ReferenceBits

NUMBER = "447700900123"
RATES = Rates(
    [
        Rate("44", Decimal("0.0420"), "EUR", "United Kingdom"),
        Rate("4477", Decimal("0.05"), "EUR", "United Kingdom, mobile"),
        Rate("1", Decimal("0.00790"), "USD", "United States"),
    ]
)
PORT = InformationElement(0x05, bytes.fromhex("23f423f4"))

FEWER = settings(max_examples=settings().max_examples // 2)
"""For what is slow."""

# -- the dry run is the act --------------------------------------------------------------------------------------------


@FEWER
@given(strategies.messages, st.sampled_from([8, 16]), st.sampled_from([(), (PORT,)]))
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


@FEWER
@given(strategies.messages, st.sampled_from([None, 1, 3]))
def test_totals_are_those_of_a_tally_of_the_messages_that_would_be_sent(
    messages: list[tuple[str, str]], max_parts: int | None
) -> None:
    run = dry_run(messages, rates=RATES, max_parts=max_parts)
    tally = Tally(RATES, max_parts=max_parts)
    for item in run.per_recipient:
        if item.problem is None:
            counted = tally.add(item.recipient, item.body)
            assert (counted.encoding, counted.n_units, counted.rate) == (item.encoding, item.n_units, item.rate)
            assert (counted.n_parts, counted.cost) == (item.number_of_parts, item.cost)
        else:
            assert (item.rate, item.cost) == (None, None)
    assert tally.totals() == run.totals
    tally.close()


@FEWER
@given(strategies.messages, strategies.messages, st.data())
def test_messages_more_change_nothing_for_the_others(
    messages: list[tuple[str, str]], added: list[tuple[str, str]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(messages)))
    after = dry_run([*messages[:place], *added, *messages[place:]], rates=RATES, max_parts=2).per_recipient
    others = (*after[:place], *after[place + len(added) :])
    assert others == dry_run(messages, rates=RATES, max_parts=2).per_recipient
    assert after[place : place + len(added)] == dry_run(added, rates=RATES, max_parts=2).per_recipient


@pytest.mark.parametrize("n_messages", [255, 256, 257, 600])
@pytest.mark.parametrize("wrong", [(), (0,), (255,), (256,), (1, 2, 254, 599)])
def test_many_messages_have_an_item_each_in_their_order(n_messages: int, wrong: tuple[int, ...]) -> None:
    messages = [("" if i in wrong else f"4477009{i:05}", "a" * i) for i in range(n_messages)]
    run = dry_run(iter(messages))
    assert [item.body for item in run.per_recipient] == [body for _, body in messages]
    assert [item.recipient for item in run.per_recipient] == [number for number, _ in messages]
    assert [i for i, item in enumerate(run.per_recipient) if item.problem] == [i for i in wrong if i < n_messages]
    assert run.number_of_recipients == n_messages - len([i for i in wrong if i < n_messages])


# -- items -------------------------------------------------------------------------------------------------------------


def test_messages_are_pairs_or_values() -> None:
    of_pairs = dry_run([(NUMBER, "hello"), ("+13125550128", "Я")])
    of_values = dry_run([Message(NUMBER, "hello"), Message(recipient="+13125550128", body="Я")])
    both: list[Message | tuple[str, str]] = [Message(NUMBER, "hello"), ("+13125550128", "Я")]
    of_both = dry_run(iter(both))
    assert of_pairs == of_values == of_both
    assert [item.body for item in of_pairs.per_recipient] == ["hello", "Я"]


def test_an_item_says_what_its_message_amounts_to() -> None:
    run = dry_run([("+44 7700 900123", "a" * 161)], rates=RATES)
    (item,) = run.per_recipient
    assert (item.recipient, item.number_of_parts, item.body) == (NUMBER, 2, "a" * 161)
    assert (item.encoding, item.n_units, item.rate) == (Encoding.GSM7, 161, RATES.find("4477"))
    assert (str(item.cost), item.problem) == ("0.10", None)
    assert (run.number_of_recipients, run.number_of_messages) == (1, 2)


@pytest.mark.parametrize("written", [written for written, digits in WRITTEN.items() if digits is None])
def test_an_invalid_number_is_an_item_with_a_problem_and_in_no_sum(written: str) -> None:
    run = dry_run([(written, "Я" * 71), (NUMBER, "hello")], rates=RATES)
    wrong, right = run.per_recipient
    assert (wrong.recipient, wrong.number_of_parts, wrong.encoding, wrong.n_units) == (written, 2, Encoding.UCS2, 71)
    assert (wrong.rate, wrong.cost) == (None, None)
    assert isinstance(wrong.problem, FieldRangeError)
    assert (wrong.problem.field, wrong.problem.value) == ("number", written)
    assert right.problem is None
    assert run.totals == dry_run([(NUMBER, "hello")], rates=RATES).totals


@pytest.mark.parametrize(("max_parts", "limit"), [(None, 255), (255, 255), (1000, 255), (254, 254), (2, 2), (1, 1)])
@pytest.mark.parametrize("character", ["a", "Я"])
def test_the_limit_of_parts_is_met_from_both_sides(max_parts: int | None, limit: int, character: str) -> None:
    alone, joined = {"a": (160, 153), "Я": (70, 67)}[character]
    most = alone if limit == 1 else limit * joined
    run = dry_run([(NUMBER, character * most), (NUMBER, character * (most + 1))], rates=RATES, max_parts=max_parts)
    fits, too_long = run.per_recipient
    assert (fits.number_of_parts, fits.problem, fits.cost) == (limit, None, limit * Decimal("0.05"))
    assert (too_long.recipient, too_long.number_of_parts) == (NUMBER, limit + 1)
    assert (too_long.rate, too_long.cost, too_long.n_units) == (None, None, most + 1)
    assert isinstance(too_long.problem, TooManyPartsError)
    assert (too_long.problem.needed, too_long.problem.limit) == (limit + 1, limit)
    assert (run.number_of_messages, run.totals.n_messages) == (limit, 1)


def test_nothing_amounts_to_nothing() -> None:
    run = dry_run([], rates=RATES)
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (0, 0, ())
    assert run == dry_run(())


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


def test_what_was_taken_is_given_back_even_if_the_messages_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Tally] = []
    monkeypatch.setattr(Tally, "close", lambda tally: closed.append(tally))  # noqa: PLW0108 - to become a method

    def messages() -> Iterator[tuple[str, str]]:
        yield NUMBER, "hello"
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        dry_run(messages())
    assert len(closed) == 1


def test_equal_messages_have_equal_runs_with_their_problems() -> None:
    messages = [("07700 900123", "hello"), ("+44 7700 900123", "a" * 161), (NUMBER, "hello")]
    run = dry_run(messages, rates=RATES, max_parts=1)
    assert run == dry_run(messages, rates=RATES, max_parts=1)
    assert hash(run) == hash(dry_run(messages, rates=RATES, max_parts=1))
    assert pickle.loads(pickle.dumps(run)) == copy.deepcopy(run) == run
    assert run.per_recipient[1].problem == TooManyPartsError(2, 1)
    assert run != dry_run(messages, rates=RATES, max_parts=2)


def test_what_is_no_message_is_an_error() -> None:
    for wrong in ((NUMBER, "a", "b"), (NUMBER,)):
        with pytest.raises(ValueError, match="values to unpack"):
            dry_run([(NUMBER, "a"), wrong])  # type: ignore[list-item]
    for unfit in ((NUMBER, b"a"), (NUMBER, None), (447700900123, "a")):
        with pytest.raises(TypeError):
            dry_run([(NUMBER, "a"), unfit])  # type: ignore[list-item]

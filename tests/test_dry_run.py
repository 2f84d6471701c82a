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
from septet.errors import FieldRangeError, Problem, RequestError, Severity, TooManyPartsError
from septet.policy import Policy
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
            counted = tally.add(item.recipient, str(item.body))
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
    assert wrong.problem is not None
    assert (wrong.problem.code, wrong.problem.wire_code, wrong.problem.severity) == (
        "invalid_number",
        None,
        Severity.ERROR,
    )
    assert repr(written) in str(wrong.problem)
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
    assert too_long.problem is not None
    assert (too_long.problem.code, str(too_long.problem)) == (
        "too_many_parts",
        str(TooManyPartsError(limit + 1, limit)),
    )
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
    assert run.per_recipient[1].problem == Problem("too_many_parts", None, "", str(TooManyPartsError(2, 1)))
    assert run != dry_run(messages, rates=RATES, max_parts=2)


@pytest.mark.parametrize(
    "wrong",
    [(NUMBER, "a", "b"), (NUMBER,), NUMBER, None, 5, (447700900123, "a"), (NUMBER, None), (NUMBER, bytearray(b"a"))],
)
def test_what_is_no_message_is_an_error_that_says_which(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"^message 1"):
        dry_run([(NUMBER, "a"), wrong])


# -- octets ------------------------------------------------------------------------------------------------------------


def test_octets_are_one_part_and_counted_apart() -> None:
    run = dry_run([(NUMBER, "hello"), (NUMBER, bytes(140)), (NUMBER, b"")], rates=RATES)
    _, octets, empty = run.per_recipient
    assert (octets.encoding, octets.n_units, octets.number_of_parts) == (Encoding.OCTETS, 140, 1)
    assert (empty.n_units, empty.number_of_parts, str(empty.cost)) == (0, 1, "0.05")
    assert [(total.encoding, total.n_messages, total.n_parts) for total in run.totals.encodings] == [
        (Encoding.GSM7, 1, 1),
        (Encoding.UCS2, 0, 0),
        (Encoding.OCTETS, 2, 2),
    ]
    assert run.totals.characters == ()


def test_octets_that_do_not_fit_one_part_are_not_sent() -> None:
    run = dry_run([Message(NUMBER, bytes(141), source="line 7")], codes={"too_many_octets": 24})
    (item,) = run.per_recipient
    assert item.problem is not None
    assert (item.problem.code, item.problem.wire_code, item.problem.path) == ("too_many_octets", 24, "line 7")
    assert (run.number_of_messages, run.totals.n_messages) == (0, 0)


# -- policies ----------------------------------------------------------------------------------------------------------


def test_what_is_corrected_is_sent_and_noted() -> None:
    policy = Policy(on_unencodable="replace", on_oversize="truncate")
    body = "it\u2019s " + "a" * 160
    (item,) = dry_run([Message(NUMBER, body, source="to[0]")], policy=policy).per_recipient
    assert (item.body, item.number_of_parts, item.n_units) == ("it?s " + "a" * 155, 1, 160)
    assert item.message.body == body
    assert [(note.code, note.path, note.severity) for note in item.notes] == [
        ("replaced_characters", "to[0]", Severity.CORRECTED),
        ("cut_text", "to[0]", Severity.CORRECTED),
    ]
    assert [str(note) for note in item.notes] == [
        "to[0]: ? stands for the characters outside GSM-7 at 2",
        "to[0]: the text is cut at position 160 to fit one part",
    ]


def test_many_places_are_not_all_named() -> None:
    policy = Policy(on_unencodable="replace")
    for n, places in ((8, "0, 1, 2, 3, 4, 5, 6, 7"), (9, "0, 1, 2, 3, 4, 5, 6, 7 ...")):
        (item,) = dry_run([(NUMBER, "\u2019" * n)], policy=policy).per_recipient
        assert item.notes[0].message.endswith(f"at {places}")


def test_notes_and_problems_that_are_known_beforehand_are_kept() -> None:
    note = Problem("sender_cut", None, "line 3", "the sender is cut", Severity.CORRECTED)
    problem = Problem("csv_syntax", None, "line 4", "a quote is open", Severity.IGNORED)
    run = dry_run([Message(NUMBER, "a", notes=(note,)), Message("", "a" * 200, problem=problem)])
    first, second = run.per_recipient
    assert (first.notes, first.problem) == ((note,), None)
    assert (second.problem, second.number_of_parts, second.recipient) == (problem, 2, "")
    assert run.number_of_messages == 1


def test_nothing_is_corrected_in_what_is_not_sent() -> None:
    problem = Problem("csv_syntax", None, "line 4", "a quote is open", Severity.IGNORED)
    policy = Policy(on_oversize="truncate", on_unencodable="replace")
    run = dry_run([Message(NUMBER, "\u2019" * 200, problem=problem), (NUMBER, "\u2019" * 200)], policy=policy)
    assert [[note.code for note in item.notes] for item in run.per_recipient] == [
        [],
        ["replaced_characters", "cut_text"],
    ]


@pytest.mark.parametrize("on_excess", ["abort", "error"])
def test_too_many_parts_fail_alone_or_for_all(on_excess: Any) -> None:
    policy = Policy(max_parts=1, on_excess=on_excess)
    messages = [(NUMBER, "a" * 160), (NUMBER, "a" * 161), ("12", "a" * 161)]
    if on_excess == "abort":
        run = dry_run(messages, policy=policy, codes={"too_many_parts": 411})
        assert [item.problem and item.problem.wire_code for item in run.per_recipient] == [None, 411, None]
        assert [item.problem and item.problem.code for item in run.per_recipient] == [
            None,
            "too_many_parts",
            "invalid_number",
        ]
        return
    with pytest.raises(RequestError) as caught:
        dry_run(messages, policy=policy, codes={"too_many_parts": 24})
    assert [(problem.code, problem.wire_code) for problem in caught.value.problems] == [("too_many_parts", 24)]


def test_a_request_is_refused_with_all_its_problems_the_recipients_first() -> None:
    policy = Policy(on_unencodable="error", on_oversize="error", on_excess="error", on_bad_message="error")
    messages = [
        Message(NUMBER, "a" * 161, source="to[0]"),
        Message("12", "a", source="to[1]"),
        Message(NUMBER, "\u2019", source="to[2]"),
        Message("", "a", problem=Problem("known", 24, "to[3]", "known beforehand"), source="to[3]"),
        Message(NUMBER, "a"),
    ]
    with pytest.raises(RequestError) as caught:
        dry_run(messages, policy=policy, codes={"invalid_number": 24, "too_many_parts": 24})
    assert [(problem.code, problem.path, problem.wire_code) for problem in caught.value.problems] == [
        ("invalid_number", "to[1]", 24),
        ("known", "to[3]", 24),
        ("too_many_parts", "to[0]", 24),
        ("unencodable_character", "to[2]", None),
    ]


def test_a_bad_message_is_ignored_where_the_policy_says_so() -> None:
    (item,) = dry_run([("12", "a")], policy=Policy(on_bad_message="ignore")).per_recipient
    assert item.problem is not None
    assert item.problem.severity is Severity.IGNORED


@pytest.mark.parametrize("duplicates", ["keep", "strip", "collapse", "error"])
def test_a_recipient_who_is_there_twice_gets_two_messages_or_one_or_none(duplicates: Any) -> None:
    policy = Policy(duplicates=duplicates, on_bad_message="error" if duplicates == "error" else "row")
    messages = [Message(NUMBER, "a"), Message("+44 7700 900123", "b", source="to[1]"), Message("13125550128", "c")]
    if duplicates == "error":
        with pytest.raises(RequestError) as caught:
            dry_run(messages, policy=policy, codes={"duplicate_recipient": 24})
        assert [(each.code, each.wire_code, each.path) for each in caught.value.problems] == [
            ("duplicate_recipient", 24, "to[1]")
        ]
        return
    run = dry_run(messages, policy=policy)
    kept = ["a", "b", "c"] if duplicates == "keep" else ["a", "c"]
    assert [item.body for item in run.per_recipient] == kept
    assert (run.number_of_recipients, run.number_of_messages) == (2, len(kept))
    assert [(each.code, each.path) for each in run.problems] == (
        [("duplicate_recipient", "to[1]")] if duplicates == "strip" else []
    )


@pytest.mark.parametrize("duplicates", ["strip", "collapse", "error"])
def test_a_message_that_is_refused_does_not_stand_in_the_way_of_the_next(duplicates: Any) -> None:
    policy = Policy(on_oversize="error", duplicates=duplicates, on_bad_message="error")
    run = dry_run([(NUMBER, "a" * 161), (NUMBER, "ok")], policy=policy)
    assert [item.problem and item.problem.code for item in run.per_recipient] == ["too_many_parts", None]
    assert run.problems == ()


@pytest.mark.parametrize("encoding", [Encoding.OCTETS, "gsm7"])
def test_an_encoding_that_text_has_not_is_refused(encoding: Any) -> None:
    with pytest.raises(FieldRangeError, match="encoding must be"):
        dry_run([Message(NUMBER, "a", encoding=encoding)])


def test_a_text_that_must_be_gsm_7_and_is_not_fails_alone() -> None:
    run = dry_run([Message(NUMBER, "\u042f", encoding=Encoding.GSM7), (NUMBER, "\u042f")])
    assert [item.problem and item.problem.code for item in run.per_recipient] == ["unencodable_character", None]


def test_an_encoding_of_its_own_is_kept_to() -> None:
    policy = Policy(on_unencodable="replace", on_oversize="error")
    messages = [
        Message(NUMBER, "it\u2019s", encoding=Encoding.UCS2),
        Message(NUMBER, "it\u2019s"),
        Message(NUMBER, "its", encoding=Encoding.UCS2),
        Message(NUMBER, "a" * 71, encoding=Encoding.UCS2),
    ]
    run = dry_run(messages, policy=policy)
    assert [(item.body, item.encoding) for item in run.per_recipient][:3] == [
        ("it\u2019s", Encoding.UCS2),
        ("it?s", Encoding.GSM7),
        ("its", Encoding.UCS2),
    ]
    assert run.per_recipient[3].problem is not None
    assert run.per_recipient[3].problem.code == "too_many_parts"


def test_totals_are_the_same_without_items() -> None:
    messages = [(NUMBER, "a" * n) for n in range(150, 500)]
    whole, totals = dry_run(messages, rates=RATES), dry_run(messages, rates=RATES, keep_items=False)
    assert totals.per_recipient == ()
    assert (totals.totals, totals.number_of_messages) == (whole.totals, whole.number_of_messages)


@FEWER
@given(messages=strategies.national_messages)
def test_national_tables_are_counted_as_they_are_split(messages: list[tuple[str, str]]) -> None:
    run = dry_run(messages, languages="all")
    for (_, body), item in zip(messages, run.per_recipient, strict=True):
        assert item.number_of_parts == len(split(body, reference=0, languages="all"))

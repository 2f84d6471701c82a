"""Dry runs of XMS batches: what each recipient gets, what it amounts to, and what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet import Encoding, Rate, Rates, count_parts, split
from septet.dialects.xms.batch import BatchRequest, Limits, Media
from septet.dialects.xms.changes import serialize
from septet.dialects.xms.dry_run import POLICY, dry_run, policy_of
from septet.dialects.xms.operations import DryRunBatch, parse_dry_run
from septet.dialects.xms.parameters import render
from septet.dialects.xms.request import parse
from septet.dialects.xms.wire import response_of, to_wire
from septet.errors import FieldRangeError, MissingValueError, RequestError, Severity

if TYPE_CHECKING:
    from septet.dry_run import DryRun, Item

A, B, C = "447700900001", "447700900002", "447700900003"
GROUPS = {name: xms_requests.NUMBERS[i : i + 4] for i, name in enumerate(xms_requests.GROUPS)}


def ask(body: dict[str, Any], query: str = "", **options: Any) -> DryRun:
    """The dry run of a request."""
    return dry_run(parse_dry_run(json.dumps(body), query), **options)


def refusal(call: Any, *args: Any, **options: Any) -> list[tuple[str, str, object]]:
    """The code, path and answer of each problem."""
    with pytest.raises(RequestError) as caught:
        call(*args, **options)
    return [(problem.code, problem.path, problem.wire_code) for problem in caught.value.problems]


def notes(run: DryRun) -> list[tuple[str, str, object]]:
    """The code, path and answer of each problem of the whole."""
    return [(problem.code, problem.path, problem.wire_code) for problem in run.problems]


# -- recipients --------------------------------------------------------------------------------------------------------


def test_x1_everyone_gets_their_own_text_in_the_order_of_the_request() -> None:
    body = {
        "to": ["+12017777777", "+12018888888", "+12019999999"],
        "body": "Hello ${name}!",
        "parameters": {"name": {"+12017777777": "John", "default": "there"}},
    }
    run = ask(body, "per_recipient=true")
    assert (run.number_of_recipients, run.number_of_messages) == (3, 3)
    assert [(item.recipient, item.body, item.encoding) for item in run.per_recipient] == [
        ("12017777777", "Hello John!", Encoding.GSM7),
        ("12018888888", "Hello there!", Encoding.GSM7),
        ("12019999999", "Hello there!", Encoding.GSM7),
    ]


def test_x3_a_number_that_comes_twice_gets_one_message() -> None:
    to = ["+447700900001", "447700900001", "00447700900001", "44 7700 900-001", "(44)7700900001"]
    run = ask({"to": to, "body": "Hi"})
    assert (run.number_of_recipients, run.number_of_messages) == (1, 1)
    assert [item.message.source for item in dry_run(BatchRequest((B, A, A, B), "Hi")).per_recipient] == [
        "to[0]",
        "to[1]",
    ]
    assert run.problems == ()


def test_x4_the_list_is_capped_and_the_totals_are_not() -> None:
    body = {"to": [f"44770090000{i}" for i in range(5)], "body": "a" * 161}
    run = ask(body, "per_recipient=true&number_of_recipients=2")
    assert (run.number_of_recipients, run.number_of_messages) == (5, 10)
    assert [item.number_of_parts for item in run.per_recipient] == [2, 2]
    totals = ask(body)
    assert (totals.number_of_recipients, totals.number_of_messages, totals.per_recipient) == (5, 10, ())
    assert run.totals == totals.totals


def test_x5_octets_are_one_part_for_each() -> None:
    body = {"to": [A, B], "type": "mt_binary", "udh": "06050423F40000", "body": "A" * 176 + "AA=="}
    run = ask(body, "per_recipient=true")
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (2, 2, ())
    items = dry_run(parse(json.dumps(body))).per_recipient
    assert [(item.encoding, item.number_of_parts, item.n_units) for item in items] == [(Encoding.OCTETS, 1, 140)] * 2
    assert items[0].body == bytes.fromhex("06050423f40000") + bytes(133)


def test_x7_groups_are_expanded_in_place() -> None:
    groups = {"GRP": [A, B, A]}
    run = dry_run(BatchRequest(("GRP", B), "Hi"), groups=groups)
    assert [item.recipient for item in run.per_recipient] == [A, B]
    assert [item.message.source for item in run.per_recipient] == ["to[0]", "to[0]"]
    first = dry_run(BatchRequest((C, "GRP", B), "Hi"), groups=groups)
    assert [item.recipient for item in first.per_recipient] == [C, A, B]


def test_x7_an_unknown_group_is_forbidden() -> None:
    expected = [("unknown_group", "to[0]", "unknown_group"), ("unknown_group", "to[2]", "unknown_group")]
    for options in ({}, {"groups": {"other": [A]}}):
        assert refusal(dry_run, BatchRequest(("GRP", A, "vip"), "Hi"), **options) == expected
    with pytest.raises(RequestError) as caught:
        dry_run(BatchRequest(("GRP",), "Hi"))
    assert caught.value.problems[0].message == "Group 'GRP' is unknown or deleted"
    assert to_wire(caught.value).status == 403


def test_a_group_may_be_empty_and_its_numbers_written_in_any_way() -> None:
    run = dry_run(BatchRequest(("GRP",), "Hi"), groups={"GRP": []})
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (0, 0, ())
    run = dry_run(BatchRequest(("GRP",), "Hi"), groups={"GRP": ("+44 7700 900001",)})
    assert [item.recipient for item in run.per_recipient] == [A]


def test_a_group_has_numbers_and_nothing_else() -> None:
    with pytest.raises(FieldRangeError, match=r"groups\['GRP'\]\[1\] must be an international number, not 'vip'"):
        dry_run(BatchRequest(("GRP",), "Hi"), groups={"GRP": [A, "vip"], "vip": [B]})


def test_a_request_that_a_program_makes_may_have_numbers_in_any_form() -> None:
    run = dry_run(BatchRequest(("+44 7700 900001",), "${a}", parameters={"a": {"0044 7700900001": "x"}}))
    assert [(item.recipient, item.body) for item in run.per_recipient] == [(A, "x")]


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "encoding", "n_units", "n_parts"),
    [
        ("a" * 160, Encoding.GSM7, 160, 1),
        ("a" * 161, Encoding.GSM7, 161, 2),
        ("a" * 2000, Encoding.GSM7, 2000, 14),
        ("😀" * 67, Encoding.UCS2, 134, 3),
        ("", Encoding.GSM7, 0, 1),
        ("`", Encoding.UCS2, 1, 1),
    ],
)
def test_how_a_text_counts(body: str, encoding: Encoding, n_units: int, n_parts: int) -> None:
    (item,) = dry_run(BatchRequest((A,), body)).per_recipient
    assert (item.encoding, item.n_units, item.number_of_parts) == (encoding, n_units, n_parts)


def test_parts_are_counted_of_the_text_of_each_recipient() -> None:
    parameters = {"x": {A: "a" * 161, B: "я", "default": ""}}
    run = dry_run(BatchRequest((A, B, C), "${x}", parameters=parameters))
    assert [(item.number_of_parts, item.encoding) for item in run.per_recipient] == [
        (2, Encoding.GSM7),
        (1, Encoding.UCS2),
        (1, Encoding.GSM7),
    ]
    assert run.number_of_messages == 4
    assert [(total.encoding, total.n_messages, total.n_parts) for total in run.totals.encodings] == [
        (Encoding.GSM7, 2, 3),
        (Encoding.UCS2, 1, 1),
    ]


def test_a_text_may_grow_beyond_2000_characters() -> None:
    batch = BatchRequest((A,), "${x}" * 20, parameters={"x": {"default": "a" * 160}})
    assert dry_run(batch).number_of_messages == 21


def test_who_has_no_value_gets_no_message() -> None:
    run = dry_run(BatchRequest((A, B), "Hi ${x}", parameters={"x": {B: "you"}}, sender="SHOP", client_reference="r"))
    none, sent = run.per_recipient
    assert none.problem is not None
    assert (none.problem.code, none.problem.wire_code, none.problem.severity) == (
        "unmatched_parameter",
        405,
        Severity.IGNORED,
    )
    assert (none.recipient, none.body, none.number_of_parts, none.n_units, none.rate) == (A, "Hi ${x}", 0, 0, None)
    assert none.message.problem == none.problem
    assert (sent.problem, sent.message.problem, sent.body) == (None, None, "Hi you")
    assert (sent.message.sender, sent.message.client_ref, sent.message.pid) == ("SHOP", "r", 0)
    assert (run.number_of_recipients, run.number_of_messages) == (1, 1)
    assert notes(run) == [("unmatched_parameter", "to[0]", 405)]


def test_who_gets_no_message_is_told_which_parameter_is_missing() -> None:
    parameters = {"name": {A: "Zoë", B: "Bo"}, "code": {B: "1", "default": "0"}, "day": {A: "today"}}
    run = dry_run(BatchRequest((A, B, C), "${name}, ${code}, ${day}, ${other.key}", parameters=parameters))
    assert [problem.message for problem in run.problems] == [
        f"The parameter 'other.key' has no value for {A}, and no default.",
        f"The parameter 'day' has no value for {B}, and no default.",
        f"The parameter 'name' has no value for {C}, and no default.",
    ]
    assert [item.problem for item in run.per_recipient] == list(run.problems)


def test_whose_text_takes_too_many_parts_gets_no_message() -> None:
    parameters = {"x": {A: "a" * 160, B: "a" * 161, C: "a" * 307}}
    expected: list[tuple[int, list[int | None]]] = [(1, [None, 411, 411]), (2, [None, None, 411]), (3, [None] * 3)]
    for most, codes in expected:
        run = dry_run(BatchRequest((A, B, C), "${x}", parameters=parameters, max_number_of_message_parts=most))
        assert [item.problem and item.problem.wire_code for item in run.per_recipient] == codes
        assert [item.number_of_parts for item in run.per_recipient] == [1, 2, 3]
        assert run.number_of_messages == sum(n for n, code in zip((1, 2, 3), codes, strict=True) if code is None)
        assert [problem.code for problem in run.problems] == ["too_many_parts"] * codes.count(411)


def test_more_than_255_parts_are_too_many_for_any_text() -> None:
    def batch(n_chars: int, **fields: Any) -> BatchRequest:
        values = {key: {"default": text} for key, text in zip("ab", ("a" * 153, "a" * n_chars), strict=True)}
        return BatchRequest((A,), "${a}" * 254 + "${b}", parameters=values, **fields)

    assert dry_run(batch(153)).number_of_messages == 255
    for most in (None, 300):
        run = dry_run(batch(154, max_number_of_message_parts=most))
        assert (run.number_of_messages, run.per_recipient[0].number_of_parts) == (0, 256)
        assert notes(run) == [("too_many_parts", "to[0]", 411)]


@pytest.mark.parametrize(
    ("body", "shortened"),
    [
        ("a" * 161, "a" * 160),
        ("a" * 159 + "€", "a" * 159),
        ("a" * 160, "a" * 160),
        ("я" + "a" * 160, "я" + "a" * 69),
        ("a" * 69 + "😀", "a" * 69),
        ("a" * 100 + "я", "a" * 70),
    ],
)
def test_a_text_may_be_shortened_to_one_part_in_the_encoding_of_the_whole(body: str, shortened: str) -> None:
    run = dry_run(BatchRequest((A,), body, truncate_concat=True, max_number_of_message_parts=1))
    (item,) = run.per_recipient
    assert (item.body, item.number_of_parts, item.problem, item.message.body) == (shortened, 1, None, body)
    assert item.encoding is dry_run(BatchRequest((A,), body)).per_recipient[0].encoding
    assert [note.code for note in item.notes] == (["cut_text"] if shortened != body else [])
    assert run.number_of_messages == 1


def test_a_text_that_is_shortened_is_blamed_for_what_is_left_of_it() -> None:
    run = dry_run(BatchRequest((A, B), "я" + "a" * 70 + "ю", truncate_concat=True))
    assert [total.character for total in run.totals.characters] == ["я"]


def test_a_flash_message_has_class_0() -> None:
    for flash, msg_class in ((True, 0), (False, None)):
        (item,) = dry_run(BatchRequest((A,), "Hi", flash_message=flash)).per_recipient
        assert item.message.msg_class == msg_class


def test_without_parameters_a_placeholder_is_text_with_a_warning() -> None:
    run = ask({"to": [A], "body": "${x}"}, "per_recipient=true")
    assert run.per_recipient[0].body == "${x}"
    assert notes(run) == [("placeholder_without_parameters", "body", None)]


def test_a_longer_key_is_text_unless_the_limit_is_lifted() -> None:
    batch = BatchRequest((A,), "${%s}" % ("x" * 17), parameters={"x" * 17: {"default": "y"}})
    assert dry_run(batch).per_recipient[0].body == batch.body
    assert dry_run(batch, limits=Limits(n_key_chars=17)).per_recipient[0].body == "y"


def test_recipients_who_get_no_message_do_not_use_up_the_list() -> None:
    batch = BatchRequest((A, B, C), "${x}", parameters={"x": {B: "b", C: "c"}})
    for most, recipients in ((0, []), (1, [A, B]), (2, [A, B, C]), (3, [A, B, C])):
        run = dry_run(DryRunBatch(batch, per_recipient=True, number_of_recipients=most))
        assert [item.recipient for item in run.per_recipient] == recipients


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_media_are_refused_with_the_reason() -> None:
    expected = [
        ("unsupported_type", "type", "syntax_constraint_violation"),
        ("unknown_group", "to[0]", "unknown_group"),
    ]
    assert refusal(dry_run, BatchRequest(("GRP",), Media("https://example.com/"))) == expected
    with pytest.raises(RequestError, match="mt_media sends no SMS"):
        dry_run(DryRunBatch(BatchRequest((A,), Media("https://example.com/"))))


def test_parts_that_a_program_allows_are_checked() -> None:
    with pytest.raises(FieldRangeError, match="max_parts must be 1 or more"):
        dry_run(BatchRequest((A,), "Hi", max_number_of_message_parts=0))


def test_octets_that_a_program_gives_are_checked() -> None:
    assert dry_run(BatchRequest((A,), bytes(139), udh=b"\0")).number_of_messages == 1
    assert refusal(dry_run, BatchRequest((A,), bytes(140), udh=b"\0"))[0][:2] == ("too_long", "body")
    assert refusal(dry_run, BatchRequest((A,), b"\0"))[0][:2] == ("missing", "udh")


# -- money -------------------------------------------------------------------------------------------------------------


def test_what_is_sent_is_priced() -> None:
    rates = Rates([Rate("44", Decimal("0.04"), "EUR"), Rate("447700900003", Decimal("0.10"), "EUR")])
    parameters = {"x": {A: "a" * 161, C: "a"}}
    run = dry_run(BatchRequest((A, B, C, "1234567"), "${x}", parameters=parameters), rates=rates)
    assert [item.cost for item in run.per_recipient] == [Decimal("0.08"), None, Decimal("0.10"), None]
    assert run.totals.costs == (("EUR", Decimal("0.18")),)
    assert dry_run(BatchRequest(("1234567",), "x"), rates=rates).totals.unpriced.n_parts == 1


# -- the policy --------------------------------------------------------------------------------------------------------


def test_the_policy_of_the_service() -> None:
    assert (POLICY.on_unencodable, POLICY.on_oversize, POLICY.max_parts) == ("ucs2", "split", None)
    assert (POLICY.on_excess, POLICY.on_bad_message, POLICY.duplicates) == ("abort", "error", "collapse")
    assert policy_of(BatchRequest((), "")) == POLICY
    changed = policy_of(BatchRequest((), "", truncate_concat=True, max_number_of_message_parts=2))
    assert (changed.on_oversize, changed.max_parts, changed.duplicates) == ("truncate", 2, "collapse")


# -- properties --------------------------------------------------------------------------------------------------------


def outcome(item: Item) -> tuple[object, ...]:
    """What becomes of a recipient, wherever it stands in the request."""
    code = item.problem and item.problem.wire_code
    return item.recipient, item.body, item.number_of_parts, item.n_units, item.encoding, item.cost, code


@given(xms_requests.sms_requests)
def test_totals_are_the_sums_over_the_recipients(batch: BatchRequest) -> None:
    run = dry_run(batch, groups=GROUPS)
    sent = [item for item in run.per_recipient if item.problem is None]
    assert run.number_of_messages == run.totals.n_parts == sum(item.number_of_parts for item in sent)
    assert run.number_of_recipients == run.totals.n_messages == len(sent) == len({item.recipient for item in sent})
    assert len(run.per_recipient) == len({item.recipient for item in run.per_recipient})
    for total in run.totals.encodings:
        assert total.n_parts == sum(item.number_of_parts for item in sent if item.encoding is total.encoding)


@given(xms_requests.text_requests)
def test_the_parts_of_each_recipient_are_those_of_the_split_and_rejoin_to_the_body(batch: BatchRequest) -> None:
    for item in dry_run(batch, groups=GROUPS).per_recipient:
        assert isinstance(item.body, str)
        if item.problem is None:
            parts = split(item.body, encoding=item.encoding)
            assert len(parts) == item.number_of_parts
            assert "".join(part.text for part in parts) == item.body
            assert sum(part.n_units for part in parts) == item.n_units
        elif item.problem.wire_code == 411:
            assert batch.max_number_of_message_parts is not None
            assert item.number_of_parts == count_parts(item.body) > batch.max_number_of_message_parts


@given(xms_requests.text_requests)
def test_each_recipient_gets_the_body_that_is_rendered_alone(batch: BatchRequest) -> None:
    for item in dry_run(batch, groups=GROUPS).per_recipient:
        try:
            text = render(str(batch.body), batch.parameters, item.recipient)
        except MissingValueError:
            assert item.problem is not None
            assert item.problem.wire_code == 405
        else:
            assert item.message.body == text
            assert isinstance(item.body, str)
            assert text.startswith(item.body)
            assert text == item.body or (batch.truncate_concat and item.number_of_parts == 1)


@given(xms_requests.sms_requests, xms_requests.numbers)
def test_one_more_recipient_changes_nothing_for_the_others(batch: BatchRequest, number: str) -> None:
    before = dry_run(batch, groups=GROUPS)
    fields = {name: getattr(batch, name) for name in BatchRequest.__match_args__}
    after = dry_run(BatchRequest(**fields | {"to": (*batch.to, number)}), groups=GROUPS)
    assert after.per_recipient[: len(before.per_recipient)] == before.per_recipient
    assert len(after.per_recipient) - len(before.per_recipient) in (0, 1)


@given(xms_requests.sms_requests, st.randoms())
def test_the_order_of_keys_does_not_matter(batch: BatchRequest, random: Any) -> None:
    def shuffled(value: Any) -> Any:
        items = list(value.items())
        random.shuffle(items)
        return {key: shuffled(each) if isinstance(each, dict) else each for key, each in items}

    members = shuffled(json.loads(serialize(batch)))
    groups = shuffled(GROUPS)
    assert dry_run(parse(json.dumps(members)), groups=groups) == dry_run(parse(serialize(batch)), groups=GROUPS)


@given(xms_requests.sms_requests, st.randoms())
def test_the_order_of_recipients_changes_nobody(batch: BatchRequest, random: Any) -> None:
    to = list(batch.to)
    random.shuffle(to)
    fields = {name: getattr(batch, name) for name in BatchRequest.__match_args__}
    one, other = dry_run(batch, groups=GROUPS), dry_run(BatchRequest(**fields | {"to": tuple(to)}), groups=GROUPS)
    assert sorted(map(str, map(outcome, one.per_recipient))) == sorted(map(str, map(outcome, other.per_recipient)))
    assert one.totals == other.totals


@given(xms_requests.sms_requests, st.integers(0, 5))
def test_the_list_is_capped_and_the_totals_are_not(batch: BatchRequest, most: int) -> None:
    whole = dry_run(batch, groups=GROUPS)
    for asked in (DryRunBatch(batch), DryRunBatch(batch, per_recipient=True, number_of_recipients=most)):
        run = dry_run(asked, groups=GROUPS)
        assert (run.totals, run.problems) == (whole.totals, whole.problems)
        assert run.per_recipient == whole.per_recipient[: len(run.per_recipient)]
        n_sent = sum(item.problem is None for item in run.per_recipient)
        is_listed = asked.per_recipient and isinstance(batch.body, str)
        assert n_sent == (min(most, whole.number_of_recipients) if is_listed else 0)
        assert response_of(run).number_of_recipients == len(whole.per_recipient)


def test_10000_recipients_with_their_own_values() -> None:
    to = [f"+4477{i:08}" for i in range(10_000)]
    values = {"name": {number: f"Nr. {i}" for i, number in enumerate(to)}}
    body = json.dumps({"to": to, "body": "Hello ${name}!", "parameters": values})
    assert refusal(parse, body) == [("too_many", "to", "syntax_constraint_violation")]
    run = dry_run(parse(body, limits=Limits(n_recipients=10_000)))
    assert run.number_of_messages == len(run.per_recipient) == 10_000
    assert run.per_recipient[-1].body == "Hello Nr. 9999!"

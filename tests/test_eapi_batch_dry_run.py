"""Dry runs of ``send_batch``: what each line becomes, and what little refuses the whole."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from eapi_strategies import batch_requests
from septet import Encoding, FieldRangeError, Rate, Rates, RequestError, split
from septet.dialects import eapi
from septet.dialects.eapi import batch
from septet.dialects.eapi.batch import PROFILE_2007, Line, Profile, Request
from septet.dialects.eapi.parameters import Dca
from septet.errors import Severity

if TYPE_CHECKING:
    from septet import DryRun
    from septet.dry_run import Item

POUND = Rates([Rate("44", Decimal("1.00"), "GBP")])
NOW = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
HEADER = b"msisdn,message\n"


def run(csv: bytes, parameters: dict[str, str] | None = None, **options: Any) -> DryRun:
    return batch.dry_run(batch.parse_csv(csv, parameters), **options)


def refused(request: Request, **options: Any) -> list[str]:
    with pytest.raises(RequestError) as caught:
        batch.dry_run(request, **options)
    return [f"{problem.code} {problem.path} {problem.wire_code}" for problem in caught.value.problems]


def said(item: Item) -> list[str]:
    problems = item.notes if item.problem is None else (item.problem, *item.notes)
    return [f"{problem.code} {problem.path} {problem.severity.value}" for problem in problems]


def test_b1_the_example_of_the_document() -> None:
    made = run(HEADER + b'"111111111","Hi there"\n"333333333","Hello again"\n')
    assert [(item.recipient, item.number_of_parts) for item in made.per_recipient] == [
        ("111111111", 1),
        ("333333333", 1),
    ]
    assert batch.to_wire(made, batch_id=7) == b"0|IN_PROGRESS|7"


def test_b2_the_documented_example_of_escapes() -> None:
    made = run(HEADER + b'"333333333","Hello again. Here is some \\"quoted text\\".\\\nThis text follows a newline"')
    (item,) = made.per_recipient
    assert (item.n_units, item.number_of_parts) == (68, 1)
    assert "\\" not in str(item.body)


def test_b3_lines_that_are_ignored_have_their_item() -> None:
    made = run(
        HEADER + b'"44123123455","good"\n"abc","x"\n"44123123456",""\n"44123123457","ok" junk\n"44123123458","good"'
    )
    assert [said(item) for item in made.per_recipient] == [
        [],
        ["invalid_number line 3.msisdn ignored"],
        ["missing_message line 4.message ignored"],
        ["csv_syntax line 5 ignored"],
        [],
    ]
    assert [item.message.source for item in made.per_recipient] == [f"line {n}" for n in range(2, 7)]
    assert (made.number_of_recipients, made.number_of_messages, made.problems) == (2, 2, ())


@pytest.mark.parametrize(
    ("text", "body", "n_units"),
    [
        ("a" * 160, "a" * 160, 160),
        ("a" * 161, "a" * 160, 160),
        ("a" * 1000, "a" * 160, 160),
        ("a" * 159 + "^b", "a" * 159, 159),
        ("a" * 158 + "^b", "a" * 158 + "^", 160),
    ],
)
def test_a_text_that_is_too_long_is_cut_and_not_through_an_escape(text: str, body: str, n_units: int) -> None:
    (item,) = batch.dry_run(Request((Line("44123123456", text),))).per_recipient
    assert (item.body, item.n_units, item.number_of_parts) == (body, n_units, 1)
    assert said(item) == ([] if body == text else ["cut_text lines[0] corrected"])


@pytest.mark.parametrize(
    ("text", "body"),
    [("я" * 70, "я" * 70), ("я" * 71, "я" * 70), ("я" * 69 + "😀", "я" * 69)],
)
def test_unicode_that_is_too_long_is_cut_and_not_through_a_pair(text: str, body: str) -> None:
    (item,) = batch.dry_run(Request((Line("44123123456", text),), dca=Dca.UCS2)).per_recipient
    assert (item.body, item.encoding, item.number_of_parts) == (body, Encoding.UCS2, 1)


def test_a_line_that_is_too_long_can_be_left_out() -> None:
    lines = (Line("44123123456", "a" * 161), Line("44123123457", "Hi"))
    made = batch.dry_run(Request(lines), oversize="ignore_line")
    assert [said(item) for item in made.per_recipient] == [["too_many_parts lines[0] ignored"], []]
    assert made.number_of_messages == 1
    assert refused(Request(lines[:1]), oversize="ignore_line") == [
        "no_valid_line batch_data 24",
        "too_many_parts lines[0] None",
    ]
    with pytest.raises(FieldRangeError, match=r"^oversize must be truncate or ignore_line, not 'split'$"):
        batch.dry_run(Request(lines), oversize="split")  # type: ignore[arg-type]


def test_what_cannot_be_sent_is_replaced() -> None:
    lines = (Line("44123123456", "Цена 5 €"), Line("44123123456", "5 €"), Line("44123123456", "Âme"))
    made = batch.dry_run(Request(lines))
    assert [item.body for item in made.per_recipient] == ["???? 5 ?", "5 ?", "?me"]
    assert {item.encoding for item in made.per_recipient} == {Encoding.GSM7}
    for i, item in enumerate(made.per_recipient):
        assert {said_.split(".")[0] for said_ in said(item)} <= {
            f"replaced_characters lines[{i}] corrected",
            f"replaced_characters lines[{i}]",
        }
        assert said(item)
    assert batch.dry_run(Request(lines[1:2]), euro_octet=0x80).per_recipient[0].n_units == 4


def test_octets_are_one_part() -> None:
    made = run(b"msisdn,message,dca\n44123123456,050003CC020100,8bit")
    (item,) = made.per_recipient
    assert (item.encoding, item.n_units, item.number_of_parts) == (Encoding.OCTETS, 7, 1)


def test_b9_the_same_number_twice_is_two_messages() -> None:
    made = run(HEADER + b"44123123456,a\n44123123456,b", rates=POUND)
    assert (made.number_of_recipients, made.number_of_messages) == (1, 2)
    assert batch.quote(made) == b"0|Quotation issued|2.00"


def test_what_a_line_says_goes_before_the_defaults() -> None:
    csv = b"msisdn,message,sender,msg_class,source_id,repliable\n"
    csv += b"44123123456,a,,,,\n44123123456,b,Bob,2,y,0\n44123123456,c,,,,1"
    made = run(csv, {"sender": "Ann", "msg_class": "0", "source_id": "x"})
    told = [(each.sender, each.msg_class, each.client_ref) for each in (item.message for item in made.per_recipient)]
    assert told == [("Ann", 0, "x"), ("Bob", 2, "y"), (None, 0, "x")]


def test_b5_what_was_corrected_is_said_with_the_line() -> None:
    made = run(b"message,msisdn,sender,source_id,msg_class\nHi,44123123456,ABCDEFGHIJKL,1234567890123456789012345,1")
    (item,) = made.per_recipient
    assert [note.path for note in item.notes] == ["line 2.sender", "line 2.msg_class", "line 2.source_id"]
    assert item.problem is None
    assert made.problems == ()


def test_a_line_can_be_corrected_and_ignored() -> None:
    made = run(b"msisdn,message,msg_class\nabc,Hi,1\n44123123456,Hi,")
    assert said(made.per_recipient[0]) == [
        "invalid_number line 2.msisdn ignored",
        "invalid_value line 2.msg_class corrected",
    ]


def test_what_concerns_the_whole_is_said_once() -> None:
    made = run(b"msisdn,message,x\n44123123456,Hi,\nabc,Hi,", {"sender": "ABCDEFGHIJKL", "y": "z"})
    assert [problem.code for problem in made.problems] == ["too_long", "unknown_parameter", "unknown_column"]


def test_b6_too_many_lines() -> None:
    lines = (Line("44123123456", "Hi"),) * 3
    assert refused(Request(lines), profile=Profile(most_messages=2)) == ["batch_too_large batch_data 201"]
    assert batch.dry_run(Request(lines), profile=Profile(most_messages=3)).number_of_messages == 3
    assert batch.dry_run(Request(lines), profile=PROFILE_2007).number_of_messages == 3


def test_b7_nothing_that_can_be_sent() -> None:
    assert refused(Request(())) == ["no_valid_line batch_data 24"]
    assert refused(Request((Line("abc", "Hi"), Line("1", "")), sender="ABCDEFGHIJKL")) == [
        "no_valid_line batch_data 24",
        "too_long sender None",
        "invalid_number lines[0].msisdn None",
        "invalid_number lines[1].msisdn None",
    ]


@pytest.mark.parametrize(
    ("ahead", "profile", "line"),
    [
        (timedelta(hours=1), batch.CURRENT, b"1|SCHEDULED"),
        (-timedelta(hours=1), batch.CURRENT, b"0|IN_PROGRESS"),
        (timedelta(days=3 * 366), PROFILE_2007, b"1|SCHEDULED"),
    ],
)
def test_send_times(ahead: timedelta, profile: Profile, line: bytes) -> None:
    time = NOW + ahead
    lines = (Line("44123123456", "Hi"),)
    for request in (
        Request(lines, send_time_unixtime=int(time.timestamp())),
        Request(lines, send_time=(time + timedelta(hours=1)).replace(tzinfo=None)),
    ):
        assert batch.to_wire(batch.dry_run(request, now=NOW, time_zone="Europe/London", profile=profile)) == line


def test_more_than_two_years_ahead() -> None:
    request = Request((Line("44123123456", "Hi"),), send_time_unixtime=253402300799)
    assert refused(request, now=NOW) == ["schedule_too_far send_time_unixtime 24"]


def test_without_the_present_nothing_is_compared() -> None:
    made = run(HEADER + b"44123123456,Hi", {"send_time_unixtime": "1"})
    assert [problem.code for problem in made.problems] == ["schedule_unchecked"]
    assert batch.to_wire(made) == b"0|IN_PROGRESS"


def test_credits() -> None:
    request = Request((Line("44123123456", "Hi"), Line("abc", "Hi")))
    assert batch.dry_run(request, balance=1).number_of_messages == 1
    assert refused(request, balance=0) == ["not_enough_credits  25"]
    assert refused(request, balance=Decimal("0.99"), rates=POUND) == ["not_enough_credits  25"]


def test_a_number_without_a_price_has_no_cost_and_a_warning() -> None:
    made = batch.dry_run(Request((Line("44123123456", "Hi"), Line("33639980123", "Hi"))), rates=POUND)
    assert [item.cost for item in made.per_recipient] == [Decimal("1.00"), None]
    assert [problem.code for problem in made.problems] == ["no_price"]


def test_nothing_is_corrected_in_a_line_that_is_ignored() -> None:
    lines = b"44123123456," + b"00" * 141 + b",8bit\nabc," + b"a" * 161 + b",\n44123123457,Hi,"
    items = run(b"msisdn,message,dca\n" + lines).per_recipient
    assert [(item.problem and item.problem.code, item.notes) for item in items] == [
        ("too_many_octets", ()),
        ("invalid_number", ()),
        (None, ()),
    ]


def test_totals_alone() -> None:
    made = batch.dry_run(Request((Line("44123123456", "a" * 161), Line("abc", "Hi"))), keep_items=False)
    assert (made.number_of_recipients, made.number_of_messages, made.per_recipient) == (1, 1, ())


def test_a_message_of_the_wrong_kind_is_an_error_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^lines\[0\].message: with dca=7bit"):
        batch.dry_run(Request((Line("44123123456", b"a"),)))


# -- properties --------------------------------------------------------------------------------------------------------


@given(batch_requests)
def test_each_line_gets_one_part_and_as_much_text_as_fits(request: Request) -> None:
    made = batch.dry_run(request, profile=PROFILE_2007)
    for line, item in zip(request.lines, made.per_recipient, strict=True):
        assert item.problem is None
        assert (item.recipient, item.number_of_parts) == (line.msisdn, 1)
        if isinstance(line.message, bytes):
            assert item.body == line.message
        else:
            assert isinstance(item.body, str)
            assert item.body == first_part(line.message, line.dca or request.dca)
            assert len(split(item.body, encoding=item.encoding)) == 1
    assert made.number_of_messages == sum(item.number_of_parts for item in made.per_recipient) == len(request.lines)
    assert made.number_of_recipients == len({line.msisdn for line in request.lines})


def first_part(text: str, dca: Dca) -> str:
    parts = oracle.split_ucs2(text, 70, 70) if dca is Dca.UCS2 else oracle.split_gsm7(text, 160, 160)
    return parts[0]


@given(batch_requests, st.integers(0, 3))
def test_other_lines_change_nothing(request: Request, i: int) -> None:
    i %= len(request.lines)
    alone = Request(request.lines[i : i + 1], dca=request.dca, msg_class=request.msg_class, sender=request.sender)
    together = Request(request.lines, dca=request.dca, msg_class=request.msg_class, sender=request.sender)
    mine, among = batch.dry_run(alone).per_recipient[0], batch.dry_run(together).per_recipient[i]
    assert told(mine) == told(among)


@given(batch_requests, st.sampled_from(["abc,Hi", "447799999999,Hi", '"447799999999', '447799999999,"Hi" x', "1"]))
def test_one_more_line_changes_nothing_for_the_others(request: Request, line: str) -> None:
    fields = dict(eapi.decode_form(batch.serialize(request)))
    longer = batch.parse(eapi.encode_form({**fields, "batch_data": fields["batch_data"] + "\n" + line}))
    items = batch.dry_run(longer).per_recipient
    assert len(items) == len(request.lines) + 1
    assert list(map(told, items[:-1])) == list(map(told, batch.dry_run(request).per_recipient))


def told(item: Item) -> tuple[object, ...]:
    """All of an item but the places in its problems."""
    notes = [(note.code, note.severity, note.message) for note in item.notes]
    message = item.message
    asked = message.recipient, message.body, message.msg_class, message.pid, message.sender, message.client_ref
    return item.recipient, item.number_of_parts, item.body, item.encoding, item.n_units, item.problem, notes, asked


@given(batch_requests)
def test_what_was_written_and_read_runs_the_same(request: Request) -> None:
    made, again = batch.dry_run(request), batch.dry_run(batch.parse(batch.serialize(request)))
    assert again.totals == made.totals
    assert [item.body for item in again.per_recipient] == [item.body for item in made.per_recipient]


@given(st.binary())
def test_any_octets_run_or_are_refused(octets: bytes) -> None:
    try:
        made = run(HEADER + b"44123123456,Hi\n" + octets)
    except RequestError:
        pytest.fail("there is a valid line")
    for item in made.per_recipient:
        assert item.problem is None or item.problem.severity is Severity.IGNORED

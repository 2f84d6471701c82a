"""What becomes of an XMS batch: creation, update, replacement, cancellation, confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xms_requests
from septet.dialects.xms.batch import Batch, BatchRequest, BatchType, DeliveryReport, Limits, Media
from septet.dialects.xms.changes import BatchUpdate, Feedback
from septet.dialects.xms.codes import Trouble
from septet.dialects.xms.lifecycle import canceled, confirmed, created, replaced, updated
from septet.dialects.xms.request import parse
from septet.errors import RequestError

NOW = datetime(2024, 6, 6, 9, 25, 0, 999, tzinfo=timezone.utc)
NOON = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
LATER = NOON + timedelta(hours=1)
A, B, C = "447700900001", "447700900002", "447700900003"


def batch(body: str | bytes | Media = "Hi", to: tuple[str, ...] = (A, B), **fields: Any) -> Batch:
    """A batch that was created at noon."""
    return Batch("ID", BatchRequest(to, body, **fields), created_at=NOON, modified_at=NOON)


def refusal(call: Any, *args: Any, **options: Any) -> list[tuple[str, str, object]]:
    """The code, path and answer of each problem."""
    with pytest.raises(RequestError) as caught:
        call(*args, **options)
    return [(problem.code, problem.path, problem.wire_code) for problem in caught.value.problems]


# -- creation ----------------------------------------------------------------------------------------------------------


def test_a_batch_has_its_name_and_its_times() -> None:
    request = parse('{"to": ["447700900001"], "body": "${a}"}')
    assert request.problems
    made = created(request, "ID", NOW)
    moment = datetime(2024, 6, 6, 9, 25, tzinfo=timezone.utc)
    assert made == Batch("ID", BatchRequest((A,), "${a}"), False, moment, moment)


def test_groups_are_looked_up_if_there_is_where() -> None:
    request = BatchRequest((A, "GRP", "vip"), "Hi")
    assert created(request, "ID", NOW).request == request
    assert created(request, "ID", NOW, groups={"GRP", "vip"}).request == request
    assert refusal(created, request, "ID", NOW, groups={"GRP": []}) == [("unknown_group", "to[2]", "unknown_group")]


@pytest.mark.parametrize("report", DeliveryReport)
@pytest.mark.parametrize("url", [None, "https://example.com/"])
@pytest.mark.parametrize("has_callback_url", [True, False])
def test_a_report_needs_somewhere_to_go_to(report: DeliveryReport, url: str | None, has_callback_url: bool) -> None:
    request = BatchRequest((A,), "Hi", delivery_report=report, callback_url=url)
    if report is DeliveryReport.NONE or url or has_callback_url:
        assert created(request, "ID", NOW, has_callback_url=has_callback_url).request == request
    else:
        expected = [("missing_callback_url", "callback_url", "missing_callback_url")]
        assert refusal(created, request, "ID", NOW, has_callback_url=False) == expected


# -- update ------------------------------------------------------------------------------------------------------------


def test_an_update_of_nothing_changes_nothing_but_the_time() -> None:
    before = batch(sender="SHOP", extras=(("a", 1),))
    after = updated(before, BatchUpdate(), LATER)
    assert (after.id, after.request, after.canceled, after.created_at) == ("ID", before.request, False, NOON)
    assert after.modified_at == LATER


@pytest.mark.parametrize(
    ("to_add", "to_remove", "to"),
    [
        ((C,), (), (A, B, C)),
        ((), (A,), (B,)),
        ((C,), (A, B), (C,)),
        ((A, C, C), (), (A, B, C)),
        ((A,), (A,), (B, A)),
        ((), (C,), (A, B)),
        (("GRP",), (B,), (A, "GRP")),
    ],
)
def test_recipients_are_removed_and_then_added(
    to_add: tuple[str, ...], to_remove: tuple[str, ...], to: tuple[str, ...]
) -> None:
    assert updated(batch(), BatchUpdate(to_add, to_remove), LATER).request.to == to


def test_what_is_mentioned_is_changed_and_what_is_taken_away_is_gone() -> None:
    before = batch(
        "${a}", parameters={"a": {"default": "x"}}, sender="SHOP", flash_message=True, from_ton=1, from_npi=1
    )
    update = BatchUpdate(body="Hi", sender=None, flash_message=False, from_npi=2, client_reference="ref")
    assert updated(before, update, LATER).request == BatchRequest(
        (A, B), "Hi", parameters={"a": {"default": "x"}}, from_ton=1, from_npi=2, client_reference="ref"
    )


def test_unknown_members_are_changed_by_name() -> None:
    after = updated(batch(extras=(("a", 1), ("c", 3))), BatchUpdate(extras=(("b", [2]), ("c", None))), LATER)
    assert after.request.extras == (("a", 1), ("b", [2]), ("c", None))


def test_the_type_cannot_be_changed() -> None:
    expected = [("changed_type", "type", "syntax_constraint_violation")]
    assert refusal(updated, batch(), BatchUpdate(type=BatchType.BINARY, body=b"\0"), LATER) == expected
    assert updated(batch(), BatchUpdate(type=BatchType.TEXT, body="x"), LATER).request.body == "x"


def test_without_a_type_the_batch_tells_what_the_body_is() -> None:
    binary = batch(b"\0", udh=b"\0")
    after = updated(binary, BatchUpdate(body="AQI=", udh=b"\1\0", parameters={"a": {}}), LATER)
    assert (after.request.body, after.request.udh, after.request.parameters) == (b"\1\2", b"\1\0", None)
    expected = [("invalid_base64", "body", "syntax_invalid_parameter_format")]
    assert refusal(updated, binary, BatchUpdate(body="Hi"), LATER) == expected
    body = Media("https://example.com/")
    media = BatchUpdate(body=body, udh=b"\0")
    assert refusal(updated, batch(), media, LATER) == [("wrong_type", "body", "syntax_invalid_json")]
    assert updated(batch(Media("https://example.com/1")), media, LATER).request == BatchRequest((A, B), body)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (BatchUpdate(to_remove=(A, B)), ("empty", "to")),
        (BatchUpdate(to_add=(C,)), ("too_many", "to")),
        (BatchUpdate(from_ton=1), ("incomplete_pair", "from_npi")),
        (BatchUpdate(send_at=LATER), ("expires_too_early", "expire_at")),
    ],
)
def test_there_must_be_nothing_wrong_with_the_batch_afterwards(update: BatchUpdate, expected: tuple[str, str]) -> None:
    before = batch(expire_at=LATER)
    (found,) = refusal(updated, before, update, NOON, limits=Limits(n_recipients=2))
    assert found == (*expected, "syntax_constraint_violation")


def test_octets_and_header_are_counted_together_afterwards() -> None:
    before = batch(bytes(100), udh=bytes(40))
    assert updated(before, BatchUpdate(body=bytes(99)), LATER).request.body == bytes(99)
    assert refusal(updated, before, BatchUpdate(udh=bytes(41)), LATER)[0][:2] == ("too_long", "body")


def test_what_is_only_worth_a_warning_is_no_reason_to_refuse() -> None:
    after = updated(batch(), BatchUpdate(body="${a}", expire_at=NOON + timedelta(days=9)), NOON)
    assert after.request.problems == ()


@given(xms_requests.requests, st.lists(xms_requests.numbers, max_size=3), st.lists(xms_requests.numbers, max_size=3))
def test_recipients_are_a_set_in_order(request: BatchRequest, to_add: list[str], to_remove: list[str]) -> None:
    before = Batch("ID", request)
    update = BatchUpdate(to_add=tuple(to_add), to_remove=tuple(to_remove))
    expected = set(request.to) - set(to_remove) | set(to_add)
    if not expected:
        assert refusal(updated, before, update, NOON)[0][:2] == ("empty", "to")
    else:
        after = updated(before, update, datetime(2020, 1, 2, tzinfo=timezone.utc))
        assert set(after.request.to) == expected
        assert len(after.request.to) == len(expected)
        assert updated(after, update, NOW.replace(year=2019)).request.to[-1] in expected


def test_groups_that_are_added_are_looked_up_and_those_that_were_there_are_not() -> None:
    before = batch(to=(A, "gone"))
    update = BatchUpdate(to_add=(B, "GRP", "vip"), to_remove=("other",))
    for groups in (None, {"GRP", "vip"}):
        assert updated(before, update, LATER, groups=groups).request.to == (A, "gone", B, "GRP", "vip")
    expected = [("unknown_group", "to_add[2]", "unknown_group")]
    assert refusal(updated, before, update, LATER, groups={"GRP"}) == expected


def test_a_report_that_an_update_asks_for_needs_somewhere_to_go_to() -> None:
    update = BatchUpdate(delivery_report=DeliveryReport.FULL)
    assert updated(batch(), update, LATER).request.delivery_report is DeliveryReport.FULL
    expected = [("missing_callback_url", "callback_url", "missing_callback_url")]
    assert refusal(updated, batch(), update, LATER, has_callback_url=False) == expected
    there = batch(callback_url="https://example.com/")
    assert updated(there, update, LATER, has_callback_url=False).request.callback_url == "https://example.com/"


# -- replacement, cancellation -----------------------------------------------------------------------------------------


def test_a_batch_that_is_replaced_keeps_its_name_and_its_beginning() -> None:
    problem = Trouble.LONG_REFERENCE.at("client_reference", "long")
    new = BatchRequest((C,), b"\0", udh=b"\0", problems=(problem,))
    after = replaced(canceled(batch(), LATER), new, LATER)
    assert after == Batch("ID", BatchRequest((C,), b"\0", udh=b"\0"), False, NOON, LATER)


def test_a_replacement_is_looked_at_like_a_batch_that_is_sent() -> None:
    new = BatchRequest((C, "vip"), "Hi", delivery_report=DeliveryReport.FULL)
    assert replaced(batch(), new, LATER, groups={"vip"}).request == new
    assert refusal(replaced, batch(), new, LATER, groups=(), has_callback_url=False) == [
        ("unknown_group", "to[1]", "unknown_group"),
        ("missing_callback_url", "callback_url", "missing_callback_url"),
    ]


def test_a_batch_is_canceled_once() -> None:
    before = batch()
    after = canceled(before, LATER)
    assert after == Batch("ID", before.request, True, NOON, LATER)
    assert canceled(after, LATER + timedelta(days=1)) is after


# -- confirmation ------------------------------------------------------------------------------------------------------


def test_feedback_without_numbers_is_for_all() -> None:
    sent = batch(to=(A, B, A), feedback_enabled=True)
    assert confirmed(sent, Feedback(())) == (A, B)
    assert confirmed(sent, Feedback((C,))) == (C,)


def test_feedback_for_a_group_names_its_numbers() -> None:
    sent = batch(to=(A, "GRP"), feedback_enabled=True)
    assert refusal(confirmed, sent, Feedback(())) == [("empty", "recipients", "syntax_constraint_violation")]
    assert confirmed(sent, Feedback((A,))) == (A,)


def test_feedback_has_to_be_enabled() -> None:
    expected = [("no_feedback", "feedback_enabled", "syntax_constraint_violation")]
    assert refusal(confirmed, batch(), Feedback((A,))) == expected

"""Dry runs of ``send_sms``: what each number gets, and what refuses the whole."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from eapi_strategies import replaced, sms_requests
from septet import Encoding, FieldRangeError, Rate, Rates, RequestError, split
from septet.dialects import eapi
from septet.dialects.eapi import sms
from septet.dialects.eapi.parameters import Dca
from septet.dialects.eapi.sms import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from septet import DryRun
    from septet._typing import ReferenceBits

POUND = Rates([Rate("44", Decimal("1.00"), "GBP")])
NOW = datetime(2024, 6, 6, 12, tzinfo=timezone.utc)
TWO = ("44123123456", "44123123457")


def submit(options: Mapping[str, Any] | None = None, /, **parameters: str) -> DryRun | RequestError:
    """What becomes of a form."""
    form = eapi.encode_form({"msisdn": ",".join(TWO), "message": "Hi", **parameters})
    try:
        return sms.dry_run(sms.parse(form), **options or {})
    except RequestError as error:
        return error


def accepted(options: Mapping[str, Any] | None = None, /, **parameters: str) -> DryRun:
    run = submit(options, **parameters)
    assert not isinstance(run, RequestError), run
    return run


def refused(options: Mapping[str, Any] | None = None, /, **parameters: str) -> list[str]:
    """Where and why a form is refused; always with 24."""
    error = submit(options, **parameters)
    assert isinstance(error, RequestError)
    assert sms.to_wire(error) == b"24|Data validation failed"
    return [f"{problem.code} {problem.path}" for problem in error.problems]


def test_e1_the_example_of_the_document() -> None:
    run = accepted({"rates": POUND}, message="Hi Mom & Dad")
    assert [(item.recipient, item.n_units, item.number_of_parts) for item in run.per_recipient] == [
        ("44123123456", 12, 1),
        ("44123123457", 12, 1),
    ]
    assert sms.to_wire(run) == b"0|IN_PROGRESS"
    assert sms.quote(run) == b"0|Quotation issued|2.00"


def test_e2_long_texts() -> None:
    assert refused(message="a" * 161) == ["too_many_parts message"]
    may_split = {"allow_concat_text_sms": "1"}
    run = accepted({"rates": POUND}, message="a" * 161, **may_split)
    assert [item.number_of_parts for item in run.per_recipient] == [2, 2]
    assert sms.quote(run) == b"0|Quotation issued|4.00"
    assert accepted(message="a" * 306, **may_split).number_of_messages == 4
    assert refused(message="a" * 307, **may_split) == ["too_many_parts message"]
    assert accepted(message="a" * 307, concat_text_sms_max_parts="3", **may_split).number_of_messages == 6
    assert refused(message="a", concat_text_sms_max_parts="128") == ["invalid_value concat_text_sms_max_parts"]
    assert refused(message="a" * 161, concat_text_sms_max_parts="3") == ["too_many_parts message"]


@pytest.mark.parametrize(("n", "fits"), [(127 * 153, True), (127 * 153 + 1, False)])
def test_as_many_parts_as_there_may_be(n: int, fits: bool) -> None:
    long = {"message": "a" * n, "allow_concat_text_sms": "1", "concat_text_sms_max_parts": "127"}
    if fits:
        assert accepted(**long).per_recipient[0].number_of_parts == 127
    else:
        assert refused(**long) == ["too_many_parts message"]


@pytest.mark.parametrize(("bits", "n", "n_parts"), [(8, 306, 2), (8, 307, 3), (16, 304, 2), (16, 305, 3), (16, 160, 1)])
def test_parts_may_be_shorter_in_some_networks(bits: ReferenceBits, n: int, n_parts: int) -> None:
    may_split = {"allow_concat_text_sms": "1", "concat_text_sms_max_parts": str(n_parts)}
    run = accepted({"reference_bits": bits}, message="a" * n, **may_split)
    assert [item.number_of_parts for item in run.per_recipient] == [n_parts, n_parts]
    if n_parts > 1:
        may_split["concat_text_sms_max_parts"] = str(n_parts - 1)
        assert refused({"reference_bits": bits}, message="a" * n, **may_split) == ["too_many_parts message"]


@pytest.mark.parametrize(
    ("parameters", "advice"),
    [
        ({"message": "a" * 161}, "allow_concat_text_sms"),
        ({"message": "a" * 307, "allow_concat_text_sms": "1"}, "concat_text_sms_max_parts"),
        ({"message": "042F" * 71, "dca": "16bit", "allow_concat_text_sms": "1"}, "16bit"),
    ],
)
def test_what_to_do_about_a_text_that_is_too_long(parameters: dict[str, str], advice: str) -> None:
    error = submit(**parameters)
    assert isinstance(error, RequestError)
    assert error.problems[0].message.endswith(advice)


def test_e4_a_number_twice() -> None:
    twice = "44123123456,+44123123456"
    assert refused(msisdn=twice) == ["duplicate_recipient msisdn[1]"]
    run = accepted(msisdn=twice, strip_dup_recipients="1")
    assert (run.number_of_recipients, run.number_of_messages) == (1, 1)
    assert [(problem.code, problem.path) for problem in run.problems] == [("duplicate_recipient", "msisdn[1]")]


def test_e5_what_cannot_be_sent() -> None:
    run = sms.dry_run(Request("Café Ω €", TWO))
    assert {item.body for item in run.per_recipient} == {"Café Ω ?"}
    assert [(problem.code, problem.path) for problem in run.problems] == [("replaced_characters", "message")]
    assert "'\\u20ac' at 7" in run.problems[0].message
    assert sms.dry_run(Request("€", TWO), euro_octet=0x80).per_recipient[0].n_units == 2


@pytest.mark.parametrize("text", ["Привет", "ç", "`", "a\tb"])
def test_a_text_never_becomes_unicode(text: str) -> None:
    for item in sms.dry_run(Request(text, TWO)).per_recipient:
        assert item.encoding is Encoding.GSM7
        assert "?" in str(item.body)


def test_e8_octets_are_one_part() -> None:
    run = accepted(message="050003CC020100", dca="8bit", allow_concat_text_sms="1")
    assert [(item.encoding, item.n_units, item.number_of_parts) for item in run.per_recipient] == [
        (Encoding.OCTETS, 7, 1)
    ] * 2
    assert accepted(message="00" * 140, dca="8bit").number_of_messages == 2


def test_unicode_is_one_part_or_none() -> None:
    item = accepted(message="042F" * 70, dca="16bit").per_recipient[0]
    assert (item.encoding, item.n_units, item.number_of_parts) == (Encoding.UCS2, 70, 1)
    assert refused(message="042F" * 71, dca="16bit") == ["too_many_parts message"]
    assert refused(message="042F" * 71, dca="16bit", allow_concat_text_sms="1") == ["too_many_parts message"]


def test_unicode_stays_unicode() -> None:
    assert accepted(message="0041", dca="16bit").per_recipient[0].encoding is Encoding.UCS2


def test_e10_what_the_phone_is_told() -> None:
    run = accepted(msg_class="0", replace_msg_id="3", sender="Ann", source_id="x")
    message = run.per_recipient[1].message
    assert (message.msg_class, message.pid, message.sender, message.client_ref) == (0, 67, "Ann", "x")
    assert message.source == "msisdn[1]"


@pytest.mark.parametrize(
    ("ahead", "line"),
    [
        (timedelta(hours=1), b"1|SCHEDULED"),
        (-timedelta(hours=1), b"0|IN_PROGRESS"),
        (timedelta(days=3 * 366), b"24|Data validation failed"),
    ],
)
def test_e11_send_times(ahead: timedelta, line: bytes) -> None:
    time = NOW + ahead
    options = {"now": NOW, "time_zone": "Europe/London"}
    assert sms.to_wire(submit(options, send_time_unixtime=str(int(time.timestamp())))) == line
    local = (time + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    assert sms.to_wire(submit(options, send_time=local)) == line


def test_e11_without_the_present_nothing_is_compared() -> None:
    run = accepted(send_time_unixtime="1")
    assert [problem.code for problem in run.problems] == ["schedule_unchecked"]
    with pytest.raises(FieldRangeError):
        accepted({"now": NOW.replace(tzinfo=None)})


def test_e12_groups() -> None:
    form = {"msisdn": "", "dest_group_id": "7"}
    assert refused(**form) == ["unknown_group dest_group_id[0]"]
    for groups in ({7: TWO}, {"7": TWO}):
        run = accepted({"groups": groups}, **form)
        assert [(item.recipient, item.message.source) for item in run.per_recipient] == [
            ("44123123456", "dest_group_id[0][0]"),
            ("44123123457", "dest_group_id[0][1]"),
        ]


def test_groups_that_have_a_number_in_common() -> None:
    options = {"groups": {7: TWO, 8: ["+44123123456"]}}
    form = {"msisdn": "", "dest_group_id": "7,8"}
    assert refused(options, **form) == ["duplicate_recipient dest_group_id[1][0]"]
    assert accepted(options, strip_dup_recipients="1", **form).number_of_recipients == 2


def test_groups_without_anybody() -> None:
    assert refused({"groups": {7: []}}, msisdn="", dest_group_id="7") == ["missing_recipient dest_group_id"]
    assert accepted({"groups": {7: [], 8: TWO}}, msisdn="", dest_group_id="7,8").number_of_recipients == 2


def test_a_member_that_is_no_number_is_an_error_of_the_caller() -> None:
    with pytest.raises(FieldRangeError, match=r"^groups\[7\]\[1\] must be an international number"):
        accepted({"groups": {7: [*TWO[:1], "abc"]}}, msisdn="", dest_group_id="7")


def test_everything_that_is_wrong_is_listed() -> None:
    found = refused(
        {"now": NOW},
        msisdn="",
        dest_group_id="7",
        message="a" * 161,
        send_time_unixtime="253402300799",
        x="y",
    )
    assert found == [
        "schedule_too_far send_time_unixtime",
        "unknown_group dest_group_id[0]",
        "too_many_parts message",
        "unknown_parameter x",
    ]


def test_credits() -> None:
    assert accepted({"balance": 2})
    error = submit({"balance": 1})
    assert isinstance(error, RequestError)
    assert sms.to_wire(error) == b"25|You do not have sufficient credits"
    assert accepted({"balance": Decimal("2.00"), "rates": POUND})


def test_a_number_without_a_price_has_no_cost_and_a_warning() -> None:
    run = accepted({"rates": POUND}, msisdn="44123123456,33639980123")
    assert [item.cost for item in run.per_recipient] == [Decimal("1.00"), None]
    assert [problem.code for problem in run.problems] == ["no_price"]
    with pytest.raises(FieldRangeError, match=r"^rates must be a price list with one for each, not"):
        sms.quote(run)


def test_totals_alone() -> None:
    run = accepted({"keep_items": False})
    assert (run.number_of_recipients, run.number_of_messages, run.per_recipient) == (2, 2, ())


def test_test_flags_have_no_effect() -> None:
    assert accepted(test_always_fail="1", test_always_succeed="1").number_of_messages == 2


def test_warnings_of_the_request_are_told() -> None:
    assert [problem.code for problem in accepted(x="y", send_time_seconds="1").problems] == [
        "unknown_parameter",
        "send_time_unknown",
    ]


@pytest.mark.parametrize(
    ("request_", "policy"),
    [
        (Request(""), ("error", 1, "error")),
        (Request("", allow_concat_text_sms=True), ("split", 2, "error")),
        (Request("", allow_concat_text_sms=True, concat_text_sms_max_parts=5), ("split", 5, "error")),
        (Request("", concat_text_sms_max_parts=5), ("error", 1, "error")),
        (Request("", dca=Dca.UCS2, allow_concat_text_sms=True), ("error", 1, "error")),
        (Request("", strip_dup_recipients=True), ("error", 1, "strip")),
    ],
)
def test_policies(request_: Request, policy: tuple[str, int, str]) -> None:
    made = sms.policy_of(request_)
    assert (made.on_oversize, made.max_parts, made.duplicates) == policy
    assert (made.on_unencodable, made.on_excess, made.on_bad_message) == ("replace", "error", "error")


def test_the_policy_of_a_request_that_asks_for_nothing() -> None:
    assert sms.policy_of(Request("Hi", TWO)) == sms.POLICY


# -- properties --------------------------------------------------------------------------------------------------------

GROUPS = {group: [f"4477009000{group:02}"] for group in range(11)}


def outcome(request: Request) -> DryRun | RequestError:
    try:
        return sms.dry_run(request, groups=GROUPS, now=NOW, time_zone=timezone.utc)
    except RequestError as error:
        return error


@given(sms_requests)
def test_a_request_is_refused_for_its_length_or_its_time_only(request: Request) -> None:
    run = outcome(request)
    if isinstance(run, RequestError):
        codes = {problem.code for problem in run.problems}
        assert codes & {"too_many_parts", "schedule_too_far", "duplicate_recipient"}
        assert ("too_many_parts" in codes) is (true_parts(request) > most_parts(request))
        assert sms.to_wire(run) == b"24|Data validation failed"
    else:
        assert true_parts(request) <= most_parts(request)
        assert sms.to_wire(run) in (b"0|IN_PROGRESS", b"1|SCHEDULED")


def true_parts(request: Request) -> int:
    if isinstance(request.message, bytes):
        return 1
    if request.dca is Dca.UCS2:
        return len(oracle.split_ucs2(request.message, 70, 67))
    return len(oracle.split_gsm7(request.message, 160, 153))


def most_parts(request: Request) -> int:
    may_split = request.allow_concat_text_sms and request.dca is Dca.GSM7
    return request.concat_text_sms_max_parts if may_split else 1


@given(sms_requests)
def test_each_number_gets_what_would_be_split(request: Request) -> None:
    run = outcome(request)
    if not isinstance(run, RequestError):
        for item in run.per_recipient:
            assert item.body == request.message
            if isinstance(item.body, str):
                parts = split(item.body, encoding=item.encoding)
                assert len(parts) == item.number_of_parts
                assert "".join(part.text for part in parts) == item.body
        assert run.number_of_messages == sum(item.number_of_parts for item in run.per_recipient)
        assert run.number_of_recipients == len({item.recipient for item in run.per_recipient})


@given(sms_requests, st.sampled_from(["447799999999", "33699999999"]))
def test_another_recipient_changes_nothing_for_the_others(request: Request, number: str) -> None:
    alone = outcome(replaced(request, dest_group_id=(), msisdn=("44123123456",)))
    together = outcome(replaced(request, dest_group_id=(), msisdn=("44123123456", number)))
    if isinstance(alone, RequestError):
        assert alone == together
    else:
        assert not isinstance(together, RequestError)
        assert together.per_recipient[:1] == alone.per_recipient
        assert together.per_recipient[1].number_of_parts == alone.per_recipient[0].number_of_parts


@given(sms_requests, st.randoms())
def test_the_order_of_the_parameters_does_not_matter(request: Request, random: Any) -> None:
    pairs = sms.serialize(request).split(b"&")
    random.shuffle(pairs)
    assert outcome(sms.parse(b"&".join(pairs))) == outcome(request)


@given(sms_requests)
def test_what_was_written_and_read_runs_the_same(request: Request) -> None:
    assert outcome(sms.parse(sms.serialize(request))) == outcome(request)


def test_a_message_of_the_wrong_kind_is_an_error_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"^message: with dca=7bit"):
        sms.dry_run(Request(b"a", TWO))

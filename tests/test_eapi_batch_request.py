"""``send_batch``: what is sent of a batch, what is corrected or left out, and the way back."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eapi_strategies import CUT, batch_requests, forms, one_wrong, replaced, unexpected, wrong_values
from septet.dialects import eapi
from septet.dialects.eapi import batch
from septet.dialects.eapi.batch import PROFILE_2007, Line, LineStatus, Profile, Request
from septet.dialects.eapi.batch.request import reread
from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.parameters import Dca, columns, send_batch
from septet.errors import FieldRangeError, Problem, RequestError, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TWO = b'msisdn,message\n"111111111","Hi there"\n"333333333","Hello again"\n'
LINES = (Line("111111111", "Hi there"), Line("333333333", "Hello again"))


def parse(csv: bytes = TWO, options: Mapping[str, Any] | None = None, /, **parameters: str) -> Request:
    pairs: list[tuple[str, str | bytes]] = [*parameters.items(), ("batch_data", csv)]
    return batch.parse(eapi.encode_form(pairs), **options or {})


def told(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.code} {problem.path} {problem.wire_code or problem.severity.value}" for problem in problems]


def refused(csv: bytes, options: Mapping[str, Any] | None = None, /, **parameters: str) -> list[str]:
    with pytest.raises(RequestError) as caught:
        parse(csv, options, **parameters)
    return told(caught.value.problems)


def test_b1_the_example_of_the_document() -> None:
    assert parse() == Request(LINES)
    assert batch.serialize(Request(LINES)) == eapi.encode_form(
        {"batch_data": '"msisdn","message"\n"111111111","Hi there"\n"333333333","Hello again"'}
    )


def test_b2_the_documented_example_of_escapes() -> None:
    request = parse(
        b'msisdn,message\n"333333333","Hello again. Here is some \\"quoted text\\".\\\nThis text follows a newline"'
    )
    assert request.lines[0].message == 'Hello again. Here is some "quoted text".\nThis text follows a newline'
    assert batch.parse(batch.serialize(request)) == request


def test_b3_what_is_wrong_with_a_line_does_not_touch_the_others() -> None:
    request = parse(TWO + b'"abc","x"\n"44123123456",""\n"44123123457","ok" junk')
    assert [line.status.value for line in request.lines] == ["ok", "ok", "ignored", "ignored", "ignored"]
    assert told(request.problems) == [
        "invalid_number line 4.msisdn ignored",
        "missing_message line 5.message ignored",
        "csv_syntax line 6 ignored",
    ]


def test_b5_what_is_corrected() -> None:
    request = parse(
        b"message,msisdn,sender,source_id,msg_class\nHi,44123123456,ABCDEFGHIJKL,1234567890123456789012345,1"
    )
    assert request.lines[0].status is LineStatus.CORRECTED
    assert len(request.problems) == 3
    assert request.problems == request.lines[0].problems


def test_b6_too_many_records() -> None:
    profile = Profile(most_messages=1)
    assert refused(TWO, {"profile": profile}) == ["batch_too_large batch_data 201"]
    assert refused(TWO, {"profile": profile}, sender="ABCDEFGHIJKL", x="y") == [
        "batch_too_large batch_data 201",
        "too_long sender corrected",
        "unknown_parameter x warning",
    ]
    assert len(parse(TWO, {"profile": PROFILE_2007}).lines) == 2


@pytest.mark.parametrize(
    ("csv", "problems"),
    [
        (b"phone,text\n1,2", ["missing_column line 1 24", "missing_column line 1 24"]),
        (b"msisdn,message\n", ["no_valid_line batch_data 24"]),
        (b"msisdn,message\nx,y", ["no_valid_line batch_data 24", "invalid_number line 2.msisdn ignored"]),
        (b"", ["missing_batch_data batch_data 24"]),
        (b"\n", ["missing_column line 1 24", "missing_column line 1 24"]),
    ],
)
def test_b7_what_refuses_a_batch(csv: bytes, problems: list[str]) -> None:
    assert refused(csv)[: len(problems)] == problems


def test_a_batch_without_the_csv() -> None:
    with pytest.raises(RequestError) as caught:
        batch.parse(b"sender=Ann")
    assert told(caught.value.problems) == ["missing_batch_data batch_data 24"]


def test_b9_the_same_number_twice_is_two_messages() -> None:
    assert parse(b"msisdn,message\n111111111,a\n111111111,a").lines == (Line("111111111", "a"),) * 2


def test_b11_a_quote_that_does_not_close() -> None:
    request = parse(b'msisdn,message\n"111111111","a"\n"222222222","b\n"333333333,c')
    assert [line.status.value for line in request.lines] == ["ok", "ignored"]


def test_b11_what_follows_is_part_of_the_record() -> None:
    request = parse(b'msisdn,message\n"111111111","a"\n"222222222","b\n333333333,c')
    assert told(request.problems) == ["csv_syntax line 3 ignored"]
    assert len(request.lines) == 2


@given(batch_requests)
def test_requests_come_back(request: Request) -> None:
    assert batch.parse(batch.serialize(request, on_replacement=unexpected)) == request


@given(batch_requests, st.randoms())
def test_the_order_of_the_parameters_does_not_matter(request: Request, random: Any) -> None:
    pairs = batch.serialize(request).split(b"&")
    random.shuffle(pairs)
    assert batch.parse(b"&".join(pairs)) == request


@given(batch_requests)
def test_the_csv_alone_comes_back(request: Request) -> None:
    parameters = dict(eapi.decode_form(batch.serialize(request)))
    csv = parameters.pop("batch_data").encode("latin-1")
    assert csv == batch.serialize_csv(request)
    assert batch.parse_csv(csv, parameters) == request
    assert batch.parse_csv(io.BytesIO(csv), parameters) == request


NAMES = [parameter.name for parameter in send_batch((1, 2, 3))]
COLUMNS = [column.name for column in columns((1, 2, 3), has_class=False)]


@given(batch_requests, one_wrong({*NAMES} & {*wrong_values}))
def test_a_wrong_parameter_is_corrected_with_the_code_of_its_own(request: Request, wrong: tuple[str, str]) -> None:
    name, written = wrong
    lines = (Line("44123123456", "Hi", dca=Dca.GSM7),)
    without_time = {"send_time": None, "send_time_unixtime": None, "send_time_seconds": None}
    given_fields = dict(eapi.decode_form(batch.serialize(replaced(request, lines=lines, problems=(), **without_time))))
    found = batch.parse(eapi.encode_form({**given_fields, name: written}))
    dropped = ["schedule_dropped send_time warning"] if name.startswith("send_time") else []
    assert but_for_senders(found.problems) == [f"{code_of(name)} {name} corrected", *dropped]
    if name != "sender" or not found.repliable:
        assert getattr(found, name) == (mended(written, name) if name in CUT else INSTEAD.get(name))


INSTEAD = {
    "want_report": True,
    "test_always_succeed": False,
    "test_always_fail": False,
    "dca": Dca.GSM7,
    "msg_class": 2,
}
"""What goes in the place of a wrong value; for all others it is nothing."""


def mended(written: str, name: str) -> str | None:
    return written.strip(" ")[: {"sender": 11, "source_id": 20}[name]].strip(" " if name == "sender" else "") or None


def code_of(name: str) -> str:
    return "too_long" if name in CUT else "invalid_value"


def but_for_senders(problems: Iterable[Problem]) -> list[str]:
    """What is told, but for senders that go together with replies no longer."""
    return [each for each in told(problems) if not each.startswith("sender_and_repliable")]


@given(batch_requests, one_wrong(COLUMNS), st.integers(0, 3))
def test_a_wrong_column_is_corrected_and_touches_no_other_line(
    request: Request, wrong: tuple[str, str], i: int
) -> None:
    name, written = wrong
    i %= len(request.lines)
    texts = tuple(replaced(line, message="Hi", dca=Dca.GSM7) for line in request.lines)
    found = batch.parse(with_cell(replaced(request, lines=texts, dca=Dca.GSM7), i, name, written))
    assert but(i, found.lines) == but(i, texts)
    line = found.lines[i]
    assert but_for_senders(line.problems) == [f"{code_of(name)} line {line.line_number}.{name} corrected"]
    assert line.status is LineStatus.CORRECTED
    assert (line.msisdn, line.message) == (texts[i].msisdn, "Hi")


def but(i: int, lines: Sequence[Line]) -> list[Line]:
    return [*lines[:i], *lines[i + 1 :]]


@pytest.mark.parametrize(
    ("name", "written", "problem"),
    [
        ("msisdn", "0123", "invalid_number line {}.msisdn ignored"),
        ("msisdn", "", "invalid_number line {}.msisdn ignored"),
        ("message", "", "missing_message line {}.message ignored"),
    ],
)
@given(request_=batch_requests, i=st.integers(0, 3))
def test_a_line_with_one_mistake_is_ignored_and_no_other(
    request_: Request, i: int, name: str, written: str, problem: str
) -> None:
    lines = (*request_.lines, Line("44123123456", "41", dca=Dca.UCS2))
    i %= len(request_.lines)
    found = outcome(with_cell(replaced(request_, lines=lines), i, name, written))
    assert isinstance(found, Request)
    assert but(i, found.lines) == but(i, lines)
    assert told(found.lines[i].problems) == [problem.format(found.lines[i].line_number)]
    assert found.lines[i].status is LineStatus.IGNORED


def with_cell(request: Request, i: int, name: str, written: str) -> bytes:
    """The form of a request, with something else in a column of a line."""
    fields = dict(eapi.decode_form(batch.serialize(request)))
    header, *rows = map(list, eapi.decode_csv(fields["batch_data"].encode("latin-1")))
    if name not in header:
        header.append(name)
        rows = [[*row, ""] for row in rows]
    rows[i][header.index(name)] = written
    pairs: dict[str, str | bytes] = {**fields, "batch_data": eapi.encode_csv([header, *rows])}
    return eapi.encode_form(pairs)


@given(forms([*(name for name in NAMES if name != "dca"), "cost_route"]), st.randoms())
def test_parameters_never_refuse_a_batch(parameters: dict[str, str], random: Any) -> None:
    pairs = [*parameters.items(), ("batch_data", TWO.decode())]
    request = batch.parse(eapi.encode_form(pairs))
    random.shuffle(pairs)
    assert batch.parse(eapi.encode_form(pairs)) == request
    assert all(
        problem.severity in (Severity.CORRECTED, Severity.WARNING, Severity.IGNORED) for problem in request.problems
    )


@given(forms([*NAMES, "batch_data"]) | st.binary().map(lambda octets: {"batch_data": octets}))
def test_a_form_is_a_batch_or_refused_with_24(parameters: dict[str, str]) -> None:
    found = outcome(eapi.encode_form(parameters))
    if isinstance(found, RequestError):
        assert found.problems[0].wire_code == 24
    else:
        sent = [line for line in found.lines if line.status is not LineStatus.IGNORED]
        kept = replaced(found, lines=tuple(replaced(line, problems=()) for line in sent), problems=())
        assert batch.parse(batch.serialize(found)) == kept


@given(st.binary())
def test_any_octets_are_a_batch_or_refused(octets: bytes) -> None:
    assert isinstance(outcome(octets), (Request, RequestError))


def outcome(form: bytes) -> Request | RequestError:
    try:
        return batch.parse(form)
    except RequestError as error:
        return error


# -- parameters --------------------------------------------------------------------------------------------------------


def test_bad_parameters_are_corrected() -> None:
    request = parse(sender="ABCDEFGHIJKL", msg_class="1", dca="32bit", want_report="yes", stop_dup_id="0")
    assert (request.sender, request.msg_class, request.dca) == ("ABCDEFGHIJK", 2, Dca.GSM7)
    assert (request.want_report, request.stop_dup_id) == (True, None)
    assert told(request.problems) == [
        "too_long sender corrected",
        "invalid_value msg_class corrected",
        "invalid_value dca corrected",
        "invalid_value want_report corrected",
        "invalid_value stop_dup_id corrected",
    ]


def test_parameters_of_send_sms_are_unknown_here() -> None:
    request = parse(allow_concat_text_sms="1")
    assert told(request.problems) == ["unknown_parameter allow_concat_text_sms warning"]


def test_a_column_that_has_no_effect() -> None:
    request = parse(b"msisdn,message,want_report\n111111111,Hi,0")
    assert told(request.problems) == ["unknown_column line 1 warning"]


def test_a_sender_and_replies_do_not_go_together() -> None:
    request = parse(sender="Ann", repliable="1")
    assert (request.sender, request.repliable) == (None, True)
    assert told(request.problems) == ["sender_and_repliable sender corrected"]


@pytest.mark.parametrize(
    ("times", "kept", "problems"),
    [
        (
            {"send_time": "2024-06-06 09:25:00", "send_time_unixtime": "1", "send_time_seconds": "1"},
            "send_time_unixtime",
            ["several_send_times send_time warning", "several_send_times send_time_seconds warning"],
        ),
        (
            {"send_time": "2024-06-06 09:25:00", "send_time_seconds": "1"},
            "send_time",
            ["several_send_times send_time_seconds warning"],
        ),
        ({"send_time_seconds": "1"}, "send_time_seconds", ["send_time_unknown send_time_seconds warning"]),
        (
            {"send_time": "2024-06-06 09:25:00", "send_time_unixtime": "x"},
            "send_time",
            ["invalid_value send_time_unixtime corrected"],
        ),
        ({"send_time": "soon"}, "", ["invalid_value send_time corrected", "schedule_dropped send_time warning"]),
    ],
)
def test_the_best_send_time_is_kept(times: dict[str, str], kept: str, problems: list[str]) -> None:
    request = parse(**times)
    assert [name for name in times if getattr(request, name) is not None] == ([kept] if kept else [])
    assert told(request.problems) == problems


def test_routing_groups_of_2007() -> None:
    assert parse(routing_group="1").routing_group == 1
    assert parse(cost_route="1").routing_group == 1
    assert parse(TWO, {"profile": PROFILE_2007}, routing_group="1").routing_group is None
    assert parse(TWO, {"profile": PROFILE_2007}, routing_group="2").routing_group == 2


def test_credentials_are_looked_for_if_asked() -> None:
    assert parse(TWO, {"require_credentials": True}, username="john", password="abc") == Request(LINES)
    assert refused(TWO, {"require_credentials": True}, x="y") == [
        "missing_credentials username 23",
        "missing_credentials password 23",
        "unknown_parameter x warning",
    ]


def test_national_numbers_and_the_octet_of_the_euro_sign() -> None:
    options: dict[str, Any] = {"default_country": "44", "euro_octet": 0x80}
    request = parse(b"msisdn,message\n07700900123,\x80", options)
    assert request == Request((Line("447700900123", "€"),))
    assert batch.serialize_csv(request, euro_octet=0x80).endswith(b'"\x80"')
    assert batch.parse_csv(b"msisdn,message\n07700900123,\x80", **options) == request
    for wrong in ({"default_country": "x"}, {"euro_octet": 0}):
        with pytest.raises(FieldRangeError):
            parse(TWO, wrong)


@given(batch_requests)
def test_a_request_that_was_read_is_read_again_as_it_is(request: Request) -> None:
    assert reread(request)[0] == request
    parsed = batch.parse(batch.serialize(request) + b"&x=y&sender=ABCDEFGHIJKL")
    assert reread(parsed)[0] == parsed


def test_the_parameters_of_a_request_of_ones_own_are_read_as_they_would_be_on_the_wire() -> None:
    request, rules = reread(Request((), sender="ΩABCDEFGHIJKL", msg_class=1, routing_group=1), profile=PROFILE_2007)
    assert (request.sender, request.msg_class, request.routing_group) == ("?ABCDEFGHIJ", 2, None)
    assert told(request.problems) == [
        "too_long sender corrected",
        "invalid_value msg_class corrected",
        "invalid_value routing_group corrected",
        "replaced_characters sender corrected",
    ]
    line = rules.read({"msisdn": b"44123123456", "message": b"Hi", "msg_class": b"1"}, 0, "lines[0]")
    assert line.msg_class is None


# -- defaults and lines ------------------------------------------------------------------------------------------------


def test_lines_are_read_with_the_defaults_of_the_batch() -> None:
    request = parse(b"msisdn,message,sender\n111111111,0041,Ann", dca="16bit", repliable="1")
    assert request.lines[0].message == "A"
    assert request.lines[0].repliable is False


def test_what_a_line_says_goes_before_the_defaults() -> None:
    request = Request((), sender="Ann", msg_class=0, dca=Dca.UCS2, routing_group=1, source_id="x", repliable=False)
    assert request.resolved(Line("1", "a")) == Line("1", "a", "Ann", 0, Dca.UCS2, 1, "x", False)
    own = Line("1", b"a", "Bob", 2, Dca.OCTETS, 3, "y", False, 7, (Problem("x", None, "", ""),))
    assert request.resolved(own) == own
    assert request.resolved(Line("1", "a", repliable=True)).sender is None


def test_columns_are_written_where_a_line_has_something_in_them() -> None:
    lines = (Line("1", "a", msg_class=0, repliable=False), Line("2", b"\xff", dca=Dca.OCTETS))
    assert batch.serialize_csv(Request(lines)) == (
        b'"msisdn","message","msg_class","dca","repliable"\n"1","a","0","","0"\n"2","FF","","8bit",""'
    )


def test_ignored_lines_are_not_written() -> None:
    request = parse(TWO + b"x,y")
    assert batch.parse(batch.serialize(request)) == Request(LINES)


def test_what_is_replaced_is_said() -> None:
    reported: list[Replacement] = []
    lines = (Line("111111111", "ok"), Line("€", "a`", sender="Ω"))
    csv = batch.serialize_csv(Request(lines), on_replacement=reported.append)
    assert csv.endswith(b'\n"?","a?","?"')
    assert reported == [
        Replacement("lines[1].msisdn", 0, "€"),
        Replacement("lines[1].message", 1, "`"),
        Replacement("lines[1].sender", 0, "Ω"),
    ]
    reported.clear()
    batch.serialize(Request(lines[:1], sender="Ω"), on_replacement=reported.append)
    assert reported == [Replacement("sender", 0, "Ω")]


def test_credentials_are_written_first_and_not_kept() -> None:
    body = batch.serialize(
        Request(LINES, send_time=datetime.fromisoformat("2024-06-06 09:25")), username="j", password="p"
    )
    assert body.startswith(b"username=j&password=p&send_time=2024-06-06+09%3A25%3A00&batch_data=")


def test_a_message_of_the_wrong_kind_is_not_written() -> None:
    with pytest.raises(TypeError, match=r"^lines\[0\].message: with dca=7bit the message must be text"):
        batch.serialize(Request((Line("111111111", b"a"),)))


def test_the_csv_of_a_file_has_its_parameters_beside_it() -> None:
    request = batch.parse_csv(TWO, {"sender": "Ann", "x": "y", "routing_group": "1"}, profile=PROFILE_2007)
    assert (request.sender, request.routing_group, request.lines) == ("Ann", None, LINES)
    assert told(request.problems) == ["invalid_value routing_group corrected", "unknown_parameter x warning"]


def test_answers_are_read_here_too() -> None:
    assert batch.read_response is eapi.read_response

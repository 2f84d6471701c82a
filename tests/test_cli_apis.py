"""The table of APIs that the command knows."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from decimal import Decimal

import pytest

import smslists
from septet import DryRun, Rate, Rates, RequestError
from septet.cli.apis import APIS, Surroundings

BODY = json.dumps({"count": 2, "smslist": [smslists.element(), smslists.element(mobile="0722000000")]}).encode()
NOTHING = Surroundings()


@pytest.mark.parametrize("name", APIS)
def test_each_has_a_title_and_options_that_there_are(name: str) -> None:
    assert APIS[name].title
    assert set(APIS[name].options) <= {*Surroundings._fields} - {"rates", "is_for_wire"}


def test_smslist() -> None:
    api = APIS["smslist"]
    run = api.dry_run(BODY, NOTHING)
    assert (run.number_of_recipients, run.number_of_messages, run.totals.costs) == (2, 2, ())
    answer, status = api.to_wire(run, NOTHING)
    assert [row["response-code"] for row in json.loads(answer)["responses"]] == [200, 200]
    assert status == ""


def test_smslist_with_rates_and_a_balance() -> None:
    around = Surroundings(rates=Rates([Rate("254", Decimal("0.8"), "KES")]), balance=Decimal("1.99"))
    run: DryRun = APIS["smslist"].dry_run(BODY, around)
    assert run.totals.costs == (("KES", Decimal("0.8")),)
    assert [item.problem and item.problem.wire_code for item in run.per_recipient] == [None, 1004]


def test_smslist_refused() -> None:
    with pytest.raises(RequestError) as caught:
        APIS["smslist"].dry_run(b"[]", NOTHING)
    answer, status = APIS["smslist"].to_wire(caught.value, NOTHING)
    assert (json.loads(answer)["response-code"], status) == (1009, "")


XMS = json.dumps({"to": ["447700900001", "447700900002", "447700900001", "GRP"], "body": "Hi"}).encode()


def test_xms() -> None:
    api = APIS["xms"]
    around = Surroundings(groups={"GRP": ("+44 7700 900003",)}, rates=Rates([Rate("44", Decimal("0.04"), "EUR")]))
    run = api.dry_run(XMS, around)
    assert (run.number_of_recipients, len(run.per_recipient), run.totals.costs) == (3, 3, (("EUR", Decimal("0.12")),))
    answer, status = api.to_wire(api.dry_run(XMS, around._replace(is_for_wire=True)), around)
    assert (json.loads(answer), status) == ({"number_of_recipients": 3, "number_of_messages": 3}, "")


@pytest.mark.parametrize(
    "query", ["per_recipient=true&number_of_recipients=2", "?per_recipient=true&number_of_recipients=2"]
)
def test_xms_with_a_query(query: str) -> None:
    api, around = APIS["xms"], Surroundings(query=query, groups={"GRP": ()}, is_for_wire=True)
    answer, _ = api.to_wire(api.dry_run(XMS, around), around)
    assert [entry["recipient"] for entry in json.loads(answer)["per_recipient"]] == ["447700900001", "447700900002"]
    around = Surroundings(query="number_of_recipients=1", groups={"GRP": ()})
    assert len(api.dry_run(XMS, around).per_recipient) == 2


def test_xms_with_a_list_of_nobody() -> None:
    api, around = APIS["xms"], Surroundings(groups={"GRP": ()}, is_for_wire=True)
    for wanted, listed in (("false", None), ("True", []), ("false&per_recipient=true", [])):
        asked = around._replace(query=f"number_of_recipients=0&per_recipient={wanted}")
        answer, _ = api.to_wire(api.dry_run(XMS, asked), asked)
        assert json.loads(answer).get("per_recipient") == listed


@pytest.mark.parametrize(
    ("body", "query", "status", "code"),
    [
        (b"[]", "", "HTTP 400", "syntax_invalid_json"),
        (XMS, "per_recipient=tru", "HTTP 400", "syntax_invalid_parameter_format"),
        (XMS, "", "HTTP 403", "unknown_group"),
    ],
)
def test_xms_refused(body: bytes, query: str, status: str, code: str) -> None:
    with pytest.raises(RequestError) as caught:
        APIS["xms"].dry_run(body, Surroundings(query=query))
    answer, line = APIS["xms"].to_wire(caught.value, NOTHING)
    assert (json.loads(answer)["code"], line) == (code, status)


def test_xms_with_the_time() -> None:
    body = json.dumps({"to": ["447700900001"], "body": "Hi", "expire_at": "2026-01-01T00:00Z"}).encode()
    assert APIS["xms"].dry_run(body, NOTHING).number_of_messages == 1
    with pytest.raises(RequestError, match="expire_at"):
        APIS["xms"].dry_run(body, Surroundings(now=datetime(2026, 1, 2, tzinfo=timezone.utc)))


FORM = b"message=Hi&msisdn=447700900001,447700900002\n"
CSV = b"msisdn,message\n447700900001,Hi\nabc,Ho\n"
CSV_IN_FORM = b"batch_data=msisdn,message%0A447700900001,Hi%0Aabc,Ho\n"
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(("name", "body", "n_parts"), [("eapi-sms", FORM, 2), ("eapi-batch", CSV, 1)])
def test_eapi(name: str, body: bytes, n_parts: int) -> None:
    rates = Rates([Rate("44", Decimal("1.00"), "GBP")])
    run = APIS[name].dry_run(body, Surroundings(rates=rates, balance=Decimal(2)))
    assert (run.number_of_messages, run.totals.costs) == (n_parts, (("GBP", Decimal(n_parts)),))
    assert APIS[name].to_wire(run, NOTHING) == (b"0|IN_PROGRESS", "")


@pytest.mark.parametrize(("name", "body"), [("eapi-sms", FORM), ("eapi-batch", CSV), ("eapi-batch", CSV_IN_FORM)])
def test_eapi_with_the_rest_of_the_parameters(name: str, body: bytes) -> None:
    around = Surroundings(query="?send_time=2026-01-01+02:00:00", now=NOW, time_zone="Africa/Nairobi")
    assert APIS[name].to_wire(APIS[name].dry_run(body, around), around) == (b"0|IN_PROGRESS", "")
    around = around._replace(query="send_time=2026-01-01+04:00:00")
    assert APIS[name].to_wire(APIS[name].dry_run(body, around), around) == (b"1|SCHEDULED", "")


def test_eapi_sms_may_be_all_query() -> None:
    around = Surroundings(query="message=Hi&dest_group_id=7", groups={"7": ("447700900001",)})
    assert APIS["eapi-sms"].dry_run(b"", around).number_of_recipients == 1


@pytest.mark.parametrize(("name", "body"), [("eapi-sms", b"message=Hi"), ("eapi-batch", b"phone,text\n1,2\n")])
def test_eapi_refused(name: str, body: bytes) -> None:
    with pytest.raises(RequestError) as caught:
        APIS[name].dry_run(body, NOTHING)
    assert APIS[name].to_wire(caught.value, NOTHING) == (b"24|Data validation failed", "")


@pytest.mark.parametrize(("name", "body"), [("eapi-sms", FORM), ("eapi-batch", CSV)])
def test_eapi_without_credits(name: str, body: bytes) -> None:
    with pytest.raises(RequestError) as caught:
        APIS[name].dry_run(body, Surroundings(balance=Decimal("0.5")))
    assert APIS[name].to_wire(caught.value, NOTHING)[0].startswith(b"25|")

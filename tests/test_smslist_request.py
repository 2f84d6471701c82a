"""Requests of SEND BULK, written."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given

import smslists
from septet.dialects.smslist.codes import Trouble
from septet.dialects.smslist.reading import parse
from septet.dialects.smslist.request import PassType, Refused, Request, Sms, serialize
from septet.errors import UnencodableCharacterError


def written(*rows: Sms | Refused) -> list[dict[str, Any]]:
    """The elements of a request with these rows."""
    document = json.loads(serialize(Request("7", "key", "SHOP", rows)))
    assert document.keys() == {"count", "smslist"}
    assert document["count"] == len(rows)
    elements: list[dict[str, Any]] = document["smslist"]
    return elements


@given(request=smslists.requests)
def test_what_is_written_is_read_again(request: Request) -> None:
    assert parse(serialize(request)) == request


def test_each_element_has_the_credentials() -> None:
    first, second = written(Sms("254712345678", "Hi", 1234), Sms("254722000000", "Ho"))
    credentials = {"partnerID": "7", "apikey": "key", "shortcode": "SHOP", "pass_type": "plain"}
    assert first == {**credentials, "mobile": "254712345678", "message": "Hi", "clientsmsid": 1234}
    assert second == {**credentials, "mobile": "254722000000", "message": "Ho"}


def test_the_octets_are_ascii_whatever_the_text() -> None:
    assert b'"message":"\\u20ac \\ud83d\\ude00"' in serialize(Request("7", "k", "S", (Sms("1", "\u20ac \U0001f600"),)))


@pytest.mark.parametrize("client_sms_id", [0, 1234, "1234", "", 1.5, 10**30])
def test_l9_an_identifier_keeps_its_type(client_sms_id: Any) -> None:
    (element,) = written(Sms("254712345678", "Hi", client_sms_id))
    assert (element["clientsmsid"], type(element["clientsmsid"])) == (client_sms_id, type(client_sms_id))


def test_bm5_is_base64() -> None:
    (element,) = written(Sms("254712345678", "Zo\u00eb", pass_type=PassType.BM5))
    assert (element["pass_type"], element["message"]) == ("bm5", "Wm/Dqw==")


def test_half_a_pair_has_no_base64() -> None:
    with pytest.raises(UnencodableCharacterError) as caught:
        written(Sms("254712345678", "ab\ud83d", pass_type=PassType.BM5))
    assert caught.value == UnencodableCharacterError("ab\ud83d", 2, "UTF-8")


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (datetime.fromisoformat("2019-09-01T18:00"), "2019-09-01 18:00"),
        (datetime.fromisoformat("2019-09-01T18:00:05"), "2019-09-01 18:00:05"),
        (datetime(2019, 9, 1, 15, 0, tzinfo=timezone.utc), 1567350000),
        (datetime(2019, 9, 1, 18, 0, tzinfo=timezone(timedelta(hours=3))), 1567350000),
    ],
)
def test_a_moment_is_a_timestamp_and_a_local_time_a_date(time: datetime, expected: object) -> None:
    (element,) = written(Sms("254712345678", "Hi", time_to_send=time))
    assert element["timeToSend"] == expected


def test_what_was_refused_is_written_as_it_came() -> None:
    came = {"mobile": "12345", "message": 7, "anything": [1]}
    refused = Refused("12345", "", None, Trouble.INVALID_MOBILE.at("smslist[0].mobile", ""), json.dumps(came))
    assert written(refused, Sms("254712345678", "Hi"))[0] == came


SECRET = "top-5ecret"


def test_the_key_is_not_shown_by_repr() -> None:
    made = Request("7", SECRET, "SHOP", (Sms("254712345678", "Hi", 1),))
    assert repr(made).startswith("Request(partner_id='7', api_key=..., shortcode='SHOP', rows=(Sms(mobile='2547")
    assert SECRET not in f"{made!r} {made}"
    assert SECRET in serialize(made).decode()
    assert made != Request("7", "another", "SHOP", made.rows)


def test_nor_by_that_of_a_row_that_is_refused() -> None:
    element = {"partnerID": "7", "apikey": SECRET, "shortcode": "SHOP", "mobile": "1", "message": "Hi"}
    read = parse(json.dumps({"smslist": [element]}))
    (row,) = read.rows
    assert isinstance(row, Refused)
    assert SECRET in row.element
    assert repr(row).startswith("Refused(mobile='1', message='Hi', client_sms_id=None, problem=Problem(")
    assert repr(row).endswith(", element=...)")
    assert SECRET not in repr(read)

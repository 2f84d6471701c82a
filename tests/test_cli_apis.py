"""The table of APIs that the command knows."""

from __future__ import annotations

import json
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
    assert set(APIS[name].options) <= {*Surroundings._fields} - {"rates"}


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

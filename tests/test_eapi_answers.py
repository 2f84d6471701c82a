"""Answers: the line of a submission, that of a quotation, and what credits allow."""

from __future__ import annotations

from decimal import Decimal

import pytest

from septet import DryRun, FieldRangeError, Rate, Rates, RequestError, dry_run
from septet.dialects.eapi.answers import check_balance, missing_prices, quote, status_of, to_wire
from septet.dialects.eapi.problems import Trouble, error, warning
from septet.dialects.eapi.status import Status
from septet.errors import Severity

POUND = Rates([Rate("44", Decimal("1.00"), "GBP")])
ODD = Rates([Rate("44", Decimal("0.035"), "GBP"), Rate("447", Decimal("0.105"), "GBP")])
TWO_CURRENCIES = Rates([Rate("44", Decimal("1.00"), "GBP"), Rate("33", Decimal("1.00"), "EUR")])
TWO = [("44123123456", "Hi"), ("44123123457", "a" * 161)]


def run(rates: Rates | None = None, *more: tuple[str, str]) -> DryRun:
    return dry_run([*TWO, *more], rates=rates)


def with_problems(*problems: object) -> DryRun:
    made = run()
    return DryRun(
        made.number_of_recipients,
        made.number_of_messages,
        made.per_recipient,
        made.totals,
        problems,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("trouble", "status", "line"),
    [
        (Trouble.INVALID_VALUE, Status.DATA_VALIDATION_FAILED, b"24|Data validation failed"),
        (Trouble.MISSING_CREDENTIALS, Status.AUTHENTICATION_FAILURE, b"23|Authentication failure"),
        (Trouble.NOT_ENOUGH_CREDITS, Status.NOT_ENOUGH_CREDITS, b"25|You do not have sufficient credits"),
        (Trouble.BATCH_TOO_LARGE, Status.BATCH_TOO_LARGE, b"201|Maximum batch size exceeded"),
    ],
)
def test_an_error_is_answered_with_its_status(trouble: Trouble, status: Status, line: bytes) -> None:
    refusal = RequestError(error(trouble, "", "x", status), warning(Trouble.SCHEDULED, "", "x", Status.SCHEDULED))
    assert status_of(refusal) is status
    assert to_wire(refusal) == to_wire(refusal, batch_id=7) == line
    assert quote(refusal) == line


def test_what_is_accepted_goes_at_once_or_later() -> None:
    assert to_wire(run()) == b"0|IN_PROGRESS"
    assert to_wire(run(), batch_id=30430) == b"0|IN_PROGRESS|30430"
    later = with_problems(
        warning(Trouble.UNKNOWN_PARAMETER, "x", "x"), warning(Trouble.SCHEDULED, "", "x", Status.SCHEDULED)
    )
    assert to_wire(later, batch_id=1) == b"1|SCHEDULED|1"


def test_e1_a_quotation() -> None:
    assert quote(dry_run([("44123123456", "Hi"), ("44123123457", "Hi")], rates=POUND)) == b"0|Quotation issued|2.00"
    assert quote(run(POUND)) == b"0|Quotation issued|3.00"
    assert quote(run(POUND), code=Status.QUOTATION_ISSUED) == b"1000|Quotation issued|3.00"


def test_a_quotation_is_rounded_once_at_the_end() -> None:
    assert quote(dry_run([("44123123456", "Hi")] * 3, rates=ODD)) == b"0|Quotation issued|0.11"
    assert quote(dry_run([("44123123456", "Hi"), ("44770090001", "Hi")], rates=ODD)) == b"0|Quotation issued|0.14"


def test_a_quotation_of_nothing() -> None:
    assert quote(dry_run([], rates=POUND)) == b"0|Quotation issued|0.00"


@pytest.mark.parametrize("rates", [None, Rates(), POUND])
def test_without_a_price_there_is_no_quotation(rates: Rates | None) -> None:
    with pytest.raises(FieldRangeError, match=r"^rates must be a price list with one for each, not '\d recipients"):
        quote(run(rates, ("33639980123", "Hi")))


def test_two_currencies_make_no_sum() -> None:
    mixed = run(TWO_CURRENCIES, ("33639980123", "Hi"))
    with pytest.raises(FieldRangeError, match=r"^rates must be a price list in one currency, not 'EUR, GBP'$"):
        quote(mixed)
    with pytest.raises(FieldRangeError):
        check_balance(mixed, 10, TWO_CURRENCIES)


@pytest.mark.parametrize(
    ("balance", "enough"), [(4, True), (3, True), (2, False), (Decimal("2.99"), False), (0, False)]
)
def test_a_part_takes_a_credit_or_its_price(balance: Decimal | int, enough: bool) -> None:
    for rates in (None, POUND):
        if enough:
            check_balance(run(rates), balance, rates)
        else:
            with pytest.raises(RequestError) as caught:
                check_balance(run(rates), balance, rates)
            assert to_wire(caught.value) == b"25|You do not have sufficient credits"


def test_what_has_no_price_takes_nothing() -> None:
    check_balance(run(POUND, ("33639980123", "Hi")), 3, POUND)
    check_balance(run(Rates()), 0, Rates())


@pytest.mark.parametrize(
    ("rates", "more", "messages"),
    [
        (POUND, [], []),
        (None, [("33639980123", "Hi")], []),
        (POUND, [("33639980123", "Hi")], ["1 message goes to numbers without a price: what they cost is in no sum"]),
        (Rates(), [], ["2 messages go to numbers without a price: what they cost is in no sum"]),
    ],
)
def test_numbers_without_a_price_are_worth_a_warning(
    rates: Rates | None, more: list[tuple[str, str]], messages: list[str]
) -> None:
    found = list(missing_prices(run(rates, *more), rates))
    assert [problem.message for problem in found] == messages
    for problem in found:
        assert (problem.code, problem.severity, problem.wire_code) == ("no_price", Severity.WARNING, None)


def test_nobody_knows_the_balance() -> None:
    check_balance(run(), None, None)


@pytest.mark.parametrize("balance", [-1, Decimal("-0.01")])
def test_a_balance_is_not_negative(balance: Decimal | int) -> None:
    with pytest.raises(FieldRangeError, match=r"^balance must be at least 0, not"):
        check_balance(run(), balance, None)


def test_warnings_are_kept_when_there_are_not_enough_credits() -> None:
    unknown = warning(Trouble.UNKNOWN_PARAMETER, "x", "x")
    made = with_problems(unknown, warning(Trouble.SCHEDULED, "", "x", Status.SCHEDULED))
    with pytest.raises(RequestError) as caught:
        check_balance(made, 0, None)
    assert [problem.code for problem in caught.value.problems] == ["not_enough_credits", "unknown_parameter"]

"""Status lines: both ways, and what they say about trying again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.dialects.eapi.status import (
    Quotation,
    Response,
    Status,
    is_transient,
    read_quotation,
    read_response,
    write_quotation,
    write_response,
)
from septet.errors import FieldRangeError, MalformedError

codes = st.integers(0, 10**20 - 1)
descriptions = st.text(st.characters(max_codepoint=0xFF, exclude_characters="|\r\n"))


def test_the_codes_of_the_documents() -> None:
    assert [int(code) for code in Status] == [0, 1, 22, 23, 24, 25, 26, 27, 28, 40, 201, 1000]


@pytest.mark.parametrize("code", Status)
def test_every_code_has_a_description_that_can_be_written(code: Status) -> None:
    line = write_response(Response(code, code.description))
    assert read_response(line) == Response(int(code), code.description)


@pytest.mark.parametrize("code", [*Status, 2, 41, -1])
def test_what_may_be_tried_again(code: int) -> None:
    assert is_transient(code) is (code in (26, 28, 40))
    assert is_transient(code, http_status=503)
    assert is_transient(code, http_status=302)


@pytest.mark.parametrize("code", range(45))
def test_what_was_accepted(code: int) -> None:
    assert Response(code, "").is_accepted is (code in (0, 1))


@given(codes, descriptions, st.none() | codes)
def test_responses_come_back(code: int, description: str, batch_id: int | None) -> None:
    response = Response(code, description, batch_id)
    assert read_response(write_response(response)) == response
    assert read_response(write_response(response).decode("latin-1") + "\r\n") == response


@given(codes, descriptions, st.none() | st.decimals(0, 10**9, places=2))
def test_quotations_come_back(code: int, description: str, amount: Decimal | None) -> None:
    quotation = Quotation(code, description, amount)
    assert read_quotation(write_quotation(quotation)) == quotation


@pytest.mark.parametrize(
    ("line", "response"),
    [
        (b"0|IN_PROGRESS|30430", Response(0, "IN_PROGRESS", 30430)),
        (b"0|IN_PROGRESS|30430\n", Response(0, "IN_PROGRESS", 30430)),
        (b"\r\n0|IN_PROGRESS| 30430 \r\n", Response(0, "IN_PROGRESS", 30430)),
        (b"23|invalid credentials (username was: john)|", Response(23, "invalid credentials (username was: john)")),
        (b"40|Temporarily unavailable", Response(40, "Temporarily unavailable")),
        (b" 24 |", Response(24, "")),
        (b"24|caf\xe9", Response(24, "café")),
        (bytearray(b"1|SCHEDULED|1"), Response(1, "SCHEDULED", 1)),
        (memoryview(b"1|SCHEDULED|1"), Response(1, "SCHEDULED", 1)),
        ("99|new|1", Response(99, "new", 1)),
    ],
)
def test_lines_that_services_write(line: bytes, response: Response) -> None:
    assert read_response(line) == response


@pytest.mark.parametrize(
    "line", ["", "0", "OK", "x|y|1", "|IN_PROGRESS|1", "-1|x", "1.0|x", "²|x", "<html>|", "0" * 21 + "|x"]
)
def test_what_is_no_status_line(line: str) -> None:
    with pytest.raises(MalformedError, match=r"code\|description\|batch_id is needed at offset 0$"):
        read_response(line)
    with pytest.raises(MalformedError):
        read_quotation(line)


@pytest.mark.parametrize("batch_id", ["x", "1|2", "-1", "1.0", "²", "9" * 21])
def test_what_is_no_batch_id(batch_id: str) -> None:
    with pytest.raises(MalformedError, match=r"is no number at offset 0$"):
        read_response(f"0|IN_PROGRESS|{batch_id}")


@pytest.mark.parametrize("amount", ["x", "1|2", "-1", "1.0.0", "NaN", "Infinity", "1e9", ".", "²", "9" * 21, "1,00"])
def test_what_is_no_amount(amount: str) -> None:
    with pytest.raises(MalformedError, match=r"is no number at offset 0$"):
        read_quotation(f"0|Quotation issued|{amount}")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("2", b"2.00"),
        ("0", b"0.00"),
        ("0.005", b"0.01"),
        ("0.0049999", b"0.00"),
        ("0.015", b"0.02"),
        ("2.675", b"2.68"),
        ("123456789012345678901234567890.125", b"123456789012345678901234567890.13"),
    ],
)
def test_an_amount_is_rounded_to_two_decimals_half_upwards(amount: str, written: bytes) -> None:
    assert write_quotation(Quotation(0, "Quotation issued", Decimal(amount))) == b"0|Quotation issued|" + written


@pytest.mark.parametrize("line", [b"0|Quotation issued|2.00", b"1000|Quotation issued|2.00\n"])
def test_both_versions_of_quotations_are_read(line: bytes) -> None:
    assert read_quotation(line) == Quotation(int(line.split(b"|")[0]), "Quotation issued", Decimal("2.00"))


def test_a_quotation_that_failed() -> None:
    assert read_quotation("24|Data validation failed|") == Quotation(24, "Data validation failed")
    assert write_quotation(Quotation(24, "Data validation failed")) == b"24|Data validation failed"


@pytest.mark.parametrize("description", ["a|b", "a\nb", "a\rb"])
def test_a_description_that_would_not_come_back(description: str) -> None:
    with pytest.raises(FieldRangeError, match=r"^description must be one line without a bar, not"):
        write_response(Response(0, description))
    with pytest.raises(FieldRangeError):
        write_quotation(Quotation(0, description))


def test_a_description_in_other_scripts_is_not_worth_an_error() -> None:
    assert write_response(Response(24, "Ω")) == b"24|?"

"""Price lists: which rate a number has, how a file is read, and what is wrong with one."""

from __future__ import annotations

import gc
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet import rates as rates_module
from septet.errors import FieldRangeError, FileFormatError
from septet.rates import Rate, Rates

ONE = Decimal(1)
PREFIX_LIMIT = "the first digits of an international number (1 to 15 digits, the first one not 0), such as 44"

prefixes = st.sets(st.text("123", min_size=1, max_size=5), max_size=20)
numbers = st.lists(st.text("1234", max_size=8), min_size=1, max_size=30)


class Octets(io.RawIOBase):
    """A file of these octets, unbuffered."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self._octets = io.BytesIO(octets)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._octets.readinto(buffer)


def read(*lines: str, encoding: str = "utf-8") -> Rates:
    """The price list that the lines make."""
    return Rates.read(Octets("\n".join(lines).encode(encoding)), name="prices.csv")


def only_rate(*lines: str) -> Rate:
    """The one rate of the price list that the lines make, all of whose numbers begin with 44."""
    rate = read(*lines).find("447700900123")
    assert rate is not None
    return rate


def wrong(*lines: str) -> FileFormatError:
    """What is wrong with the file that the lines make."""
    with pytest.raises(FileFormatError) as caught:
        read(*lines)
    assert caught.value.file == "prices.csv"
    return caught.value


# -- finding -----------------------------------------------------------------------------------------------------------


def test_the_longest_prefix_wins() -> None:
    rates = Rates([Rate("4", ONE, "EUR"), Rate("4477", ONE, "EUR"), Rate("44", ONE, "EUR"), Rate("1", ONE, "USD")])
    found = {number: rates.find(number) for number in ("447700900123", "4487700900123", "4687", "4", "1", "2", "")}
    assert {number: rate and rate.prefix for number, rate in found.items()} == {
        "447700900123": "4477",
        "4487700900123": "44",
        "4687": "4",
        "4": "4",
        "1": "1",
        "2": None,
        "": None,
    }


@given(prefixes, numbers)
def test_it_finds_what_a_search_through_all_prefixes_finds(chosen: set[str], sought: list[str]) -> None:
    rates = Rates(Rate(prefix, Decimal(prefix), "EUR", f"to {prefix}") for prefix in chosen)
    for number in sought + sought:
        longest = max((prefix for prefix in chosen if number.startswith(prefix)), key=len, default=None)
        expected = None if longest is None else Rate(longest, Decimal(longest), "EUR", f"to {longest}")
        assert rates.find(number) == expected
    assert rates.find_all(sought) == [rates.find(number) for number in sought]
    afresh = Rates(Rate(prefix, Decimal(prefix), "EUR", f"to {prefix}") for prefix in chosen)
    assert afresh.find_all(sought) == rates.find_all(sought)


def test_what_is_remembered_is_bounded_and_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates_module, "_MOST_REMEMBERED", 3)
    rates = Rates(Rate(str(n), Decimal(n), "EUR") for n in range(100, 200, 2))
    for n in [*range(100, 200), *range(100, 200), 150, 150, 151, 151]:
        rate = rates.find(f"{n}00900123")
        assert (rate and rate.price) == (None if n % 2 else Decimal(n))
        assert len(rates._found) <= 3


def test_no_rates_have_no_rate_for_anything() -> None:
    assert Rates().find("447700900123") is None
    assert Rates([]).find("") is None


def test_a_rate_without_a_name_has_an_empty_one() -> None:
    assert Rate("44", ONE, "EUR") == Rate(prefix="44", price=ONE, currency="EUR", name="")


@pytest.mark.parametrize(
    "prefix", ["", "+44", "0044", "0", "07700", "4 4", "44x", " 44", "\u0664\u0664", "\xb2", "1" * 16, 44, None]
)
def test_a_prefix_is_made_of_the_first_digits_of_an_international_number(prefix: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Rates([Rate(prefix, ONE, "EUR")])
    assert (caught.value.field, caught.value.value) == ("prefix", prefix)
    assert caught.value.limit == PREFIX_LIMIT


def test_a_prefix_may_be_as_long_as_a_number() -> None:
    assert Rates([Rate("1" * 15, ONE, "EUR")]).find("1" * 15) == Rate("1" * 15, ONE, "EUR")


@pytest.mark.parametrize(
    "price",
    [
        *(0.05, 1, True, "0.05", None, Fraction(1, 20)),
        *map(Decimal, ("NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "-1", "-0", "-0.00", "1E+18", "1E-19")),
        *map(Decimal, ("1234567890123456789", "0.0000000000000000001", "0E+18", "1E+999999", "1E-999999")),
    ],
)
def test_a_price_that_is_none_is_refused_before_it_is_in_any_sum(price: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        Rates([Rate("44", price, "EUR")])
    assert (caught.value.field, caught.value.value) == ("price", price)
    assert str(caught.value).startswith("price must be a decimal.Decimal of 0 or more with 18 digits at most before ")


@pytest.mark.parametrize("price", ["0", "0.00", "1E+17", "1E-18", "999999999999999999.999999999999999999"])
def test_a_price_of_18_digits_on_either_side_of_the_point_is_exact(price: str) -> None:
    rate = Rate("44", Decimal(price), "EUR")
    assert Rates([rate, Rate("1", Decimal("1E-18"), "EUR")]).find("447") is rate
    total = rates_module.total_of([rate.cost(10**18 + 1), rate.cost(1), Decimal("1E-18")])
    assert Fraction(total) == Fraction(price) * (10**18 + 2) + Fraction(1, 10**18)


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "", "E1R", "\u00c9UR", "€", 978, None])
def test_a_currency_is_a_code_in_capitals(currency: Any) -> None:
    with pytest.raises(FieldRangeError, match=r"^currency must be an ISO 4217 code such as EUR, not "):
        Rates([Rate("44", ONE, currency)])


def test_a_prefix_has_one_rate() -> None:
    with pytest.raises(FieldRangeError, match=r"^prefix must be one that has no rate yet, not '44'$"):
        Rates([Rate("44", ONE, "EUR"), Rate("1", ONE, "EUR"), Rate("44", ONE, "EUR")])


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_file_is_read() -> None:
    rates = read("prefix,price,currency,name", "44,0.0420,EUR,United Kingdom", '4477,0.05,usd,"UK, mobile"')
    assert rates.find("442079460000") == Rate("44", Decimal("0.0420"), "EUR", "United Kingdom")
    assert rates.find("447700900123") == Rate("4477", Decimal("0.05"), "USD", "UK, mobile")
    assert rates.find("33639980123") is None


@pytest.mark.parametrize("as_written", [str, Path])
def test_a_file_may_be_given_by_its_path(tmp_path: Path, as_written: type[str | Path]) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(b"prefix,price,currency\n44,1,EUR\n1,free,USD\n")
    with pytest.raises(FileFormatError) as caught:
        Rates.read(as_written(path))
    assert (caught.value.file, caught.value.line) == (str(path), 3)
    with pytest.raises(FileFormatError) as caught:
        Rates.read(as_written(path), name="my prices")
    assert (caught.value.file, caught.value.line) == ("my prices", 3)
    path.write_bytes(b"prefix,price,currency\n44,1,EUR\n")
    assert Rates.read(as_written(path)).find("447700900123") == Rate("44", ONE, "EUR")
    with pytest.raises(FileNotFoundError) as missing:
        Rates.read(as_written(tmp_path / "missing.csv"))
    assert missing.value.filename == str(tmp_path / "missing.csv")


def test_a_file_in_memory_may_be_given() -> None:
    file = io.BytesIO(b"prefix,price,currency\n44,1,EUR\n")
    assert Rates.read(file).find("447700900123") == Rate("44", ONE, "EUR")
    with pytest.raises(FileFormatError) as caught:
        Rates.read(io.BytesIO(b"prefix\n"))
    assert caught.value.file == "rates"


@pytest.mark.parametrize("buffering", [0, -1])
def test_a_file_of_somebody_else_stays_open(tmp_path: Path, buffering: int) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(b"prefix,price,currency\n44,1,EUR\n")
    with path.open("rb", buffering=buffering) as file:
        assert Rates.read(file).find("447700900123") == Rate("44", ONE, "EUR")
        gc.collect()
        assert not file.closed


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    assert only_rate("note,Currency, PRICE ,Name,prefix", "x,EUR,1.5,Land,44") == Rate(
        "44", Decimal("1.5"), "EUR", "Land"
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("prefix,price,currency", "44,1,EUR"),
        ("prefix,price,currency,name", "44,1,EUR"),
        ("prefix,price,currency,name", "44,1,EUR,"),
        ("prefix,price,currency,name", "44,1,EUR,  "),
    ],
)
def test_a_name_may_be_missing(lines: tuple[str, ...]) -> None:
    assert only_rate(*lines) == Rate("44", ONE, "EUR", "")


@pytest.mark.parametrize("written", ["44", "+44", "0044", " 44 ", " +44", "\t0044\xa0"])
def test_a_prefix_may_have_a_plus_or_two_zeros_in_front(written: str) -> None:
    assert only_rate("prefix;price;currency", f"{written};1;EUR").prefix == "44"


@pytest.mark.parametrize("written", ["eur", "Eur", "EUR", " EUR "])
def test_a_currency_is_an_upper_case_code(written: str) -> None:
    assert only_rate("prefix,price,currency", f"44,1,{written}").currency == "EUR"


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("0", "0"),
        ("0.0420", "0.0420"),
        ("0.10", "0.10"),
        (".5", "0.5"),
        ("5.", "5"),
        ("12", "12"),
        (" 0.1 ", "0.1"),
        ("0.00000000000000001", "0.00000000000000001"),
        ("999999999999999.999", "999999999999999.999"),
        ("123456789012345678", "123456789012345678"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_price_keeps_every_digit(written: str, price: str, delimiter: str) -> None:
    rate = only_rate(delimiter.join(["prefix", "price", "currency"]), delimiter.join(["44", written, "EUR"]))
    assert rate.price.as_tuple() == Decimal(price).as_tuple()
    for n_parts in (1, 3, 9_999_999_999):
        assert Fraction(rate.price * n_parts) == Fraction(price) * n_parts


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_decimal_comma_will_do_where_the_file_is_not_delimited_by_commas(delimiter: str) -> None:
    def with_price(written: str) -> tuple[str, str]:
        return f"prefix{delimiter}price{delimiter}currency", f"44{delimiter}{written}{delimiter}EUR"

    assert only_rate(*with_price("0,0420")).price.as_tuple() == Decimal("0.0420").as_tuple()
    assert only_rate(*with_price(",5")).price == Decimal("0.5")
    for both in ("1.234,5", "1,234.5", "1,2,3"):
        assert "price must be a decimal number" in wrong(*with_price(both)).reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_is_read_in_the_encoding_that_its_start_tells(encoding: str) -> None:
    rates = read("prefix,price,currency,name", "57,0.1,EUR,Perú y España", encoding=encoding)
    assert rates.find("5711") == Rate("57", Decimal("0.1"), "EUR", "Perú y España")


def test_a_file_of_a_header_only_has_no_rates() -> None:
    assert read("prefix,price,currency").find("447700900123") is None


def test_blank_lines_are_passed_over() -> None:
    assert only_rate("prefix,price,currency", "", "44,1,EUR", "", "").price == 1


# -- what is wrong -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["prefix", "price", "currency"])
def test_a_missing_column_is_named(missing: str) -> None:
    others = [title for title in ("prefix", "price", "currency", "name") if title != missing]
    error = wrong(",".join(others), "44,1,EUR")
    assert error.line == 1
    assert error.reason == f"there is no column {missing!r} (needed: prefix, price, currency)"


@pytest.mark.parametrize("twice", ["prefix", "price", "currency", "name"])
def test_a_column_that_is_there_twice_is_named(twice: str) -> None:
    error = wrong(f"prefix,price,currency,name,{twice.upper()}", "44,1,EUR,Land,x")
    assert (error.line, error.reason) == (1, f"2 columns are called {twice!r}")


@pytest.mark.parametrize(
    "cell",
    [
        *("", " ", "+", "00", "++44", "+0044", "000", "+ 44", "07700", "0", "x44", "4 4", "4-4", "44.0", "-44"),
        *("\u0664\u0664", "1" * 16),
    ],
)
def test_a_wrong_prefix_is_told_with_its_line(cell: str) -> None:
    error = wrong("prefix,price,currency", "1,1,EUR", f"{cell},1,EUR", "x,x,x")
    assert error.line == 3
    assert error.reason == f"prefix must be {PREFIX_LIMIT}, not {cell.strip()!r}"


@pytest.mark.parametrize(
    "cell",
    [
        *("", ".", "-1", "+1", "1e3", "NaN", "Infinity", "1 000", "1_000", "0x1", "1.2.3", "£1", "free", "'1", '"0,5"'),
        *("\u0661", "\xb2", "1234567890123456789", "0.0000000000000000001"),
    ],
)
def test_a_wrong_price_is_told_with_its_line(cell: str) -> None:
    error = wrong("prefix,price,currency", f"44,{cell},EUR")
    assert error.line == 2
    written = cell.strip('"')
    assert error.reason == f"price must be a decimal number such as 0.0420, of 18 digits at most, not {written!r}"


@pytest.mark.parametrize("cell", ["", "EU", "EURO", "E1R", "€", "E R", "\u00c9UR", "ＥＵＲ", "978"])
def test_a_wrong_currency_is_told_with_its_line(cell: str) -> None:
    error = wrong("prefix,price,currency", f"44,1,{cell}")
    assert (error.line, error.reason) == (2, f"currency must be an ISO 4217 code such as EUR, not {cell!r}")


@pytest.mark.parametrize("row", ["44", "44,1", '"44"', "44;1;EUR", " "])
def test_a_row_with_too_few_cells_is_told_with_its_line(row: str) -> None:
    error = wrong("prefix,price,currency", "1,1,EUR", "", row)
    assert (error.line, error.reason) == (4, "prefix, price and currency are needed")


def test_a_row_with_more_cells_than_the_header_is_told_with_its_line() -> None:
    assert only_rate("prefix,price,currency", "44,1,EUR,, ").price == 1
    error = wrong("prefix,price,currency", "1,1,EUR", "44,0,0420,EUR")
    assert (error.line, error.reason) == (3, "4 cells where the header has 3")


@pytest.mark.parametrize("again", ["44", "+44", "0044", " 44"])
def test_a_prefix_that_is_there_twice_is_told_with_its_line(again: str) -> None:
    error = wrong("prefix,price,currency,name", '44,1,EUR,"two\nlines"', "1,1,EUR,", f"{again},1,EUR,")
    assert (error.line, error.reason) == (5, "prefix must be one that has no rate yet, not '44'")


@pytest.mark.parametrize("row", ['44,1,"EUR', '44,"1"x,EUR'])
def test_a_row_that_is_none_is_told_with_its_line(row: str) -> None:
    assert wrong("prefix,price,currency", "1,1,EUR", row).line == 3


def test_a_file_without_a_header_is_refused() -> None:
    assert wrong("").line is None


@pytest.mark.parametrize("title", ["prefix", "price", "currency", "name"])
def test_undecodable_octets_in_a_column_that_is_used_are_told_with_their_line(title: str) -> None:
    cells = {"prefix": b"44", "price": b"1", "currency": b"EUR", "name": b"Per\xc3\xba", "note": b"\xff"}
    lines = [b",".join(key.encode() for key in cells), b",".join(cells.values())]
    assert Rates.read(Octets(b"\n".join(lines))).find("447") == Rate("44", ONE, "EUR", "Perú")
    cells[title] += b"\xff"
    with pytest.raises(FileFormatError) as caught:
        Rates.read(Octets(b"\n".join([*lines[:1], b"1,1,USD,,", b",".join(cells.values())])))
    assert (caught.value.file, caught.value.line) == ("rates", 3)
    assert caught.value.reason == f"bytes in the column '{title}' cannot be decoded: save the file as UTF-8"

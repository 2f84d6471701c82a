"""What a message part costs, by destination: the longest prefix of the number decides."""

from __future__ import annotations

import io
import os
from functools import reduce

from septet._value import value
from septet.errors import FieldRangeError, FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Context, Decimal

    from septet._typing import BinaryFile

_MOST_REMEMBERED = 1 << 16
"""Beginnings of numbers whose rate is kept at hand; campaigns go to few areas again and again."""

_MOST_DIGITS = 18
"""Of a price."""

_MOST_DIGITS_OF_A_SUM = 80
"""More than two prices can be apart, and all the parts in the world."""


@value
class Rate:
    """The price of a message part to the numbers that begin with a prefix."""

    prefix: str
    """Digits of an international number from the country code on."""
    price: Decimal
    """For one part; exact."""
    currency: str
    """ISO 4217 code."""
    name: str = ""
    """What people call the destination."""

    def cost(self, n_parts: int) -> Decimal:
        """Return what so many parts cost, exactly, whatever the context of the caller."""
        return _exact().multiply(self.price, n_parts)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum, exactly, whatever the context of the caller."""
    return reduce(_exact().add, amounts)


def _exact() -> Context:
    from decimal import Context

    return Context(prec=_MOST_DIGITS_OF_A_SUM)


class Rates:
    """A price list.

    >>> from decimal import Decimal
    >>> rates = Rates([Rate("44", Decimal("0.04"), "EUR"), Rate("4477", Decimal("0.05"), "EUR", "UK mobile")])
    >>> rates.find("447700900123").name, rates.find("33639980123")
    ('UK mobile', None)
    """

    def __init__(self, rates: Iterable[Rate] = ()) -> None:
        """Take the rates.

        Raises:
            FieldRangeError: a prefix is not made of digits, or stands twice.
        """
        self._by_prefix: dict[str, Rate] = {}
        for rate in rates:
            self._add(rate)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)
        self._longest = max(self._lengths, default=0)
        self._found: dict[str, Rate | None] = {}

    def _add(self, rate: Rate) -> None:
        if not (rate.prefix.isascii() and rate.prefix.isdigit()):
            raise FieldRangeError("prefix", rate.prefix, "one digit or more")
        if rate.prefix in self._by_prefix:
            raise FieldRangeError("prefix", rate.prefix, "one that has no rate yet")
        self._by_prefix[rate.prefix] = rate

    def find(self, number: str) -> Rate | None:
        """Return the rate with the longest prefix of the number (digits without ``+``), or None."""
        start = number[: self._longest]
        try:
            return self._found[start]
        except KeyError:
            rate = next((self._by_prefix[start[:n]] for n in self._lengths if start[:n] in self._by_prefix), None)
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[start] = rate
            return rate

    @classmethod
    def read(cls, source: str | os.PathLike[str] | BinaryFile, *, name: str | None = None) -> Rates:
        """Read a price list: a delimited file with the columns ``prefix``, ``price``, ``currency`` and maybe ``name``.

        A prefix may have ``+`` or ``00`` in front. The decimal sign is a point; a comma will do where the file is not
        delimited by commas.

        Args:
            source: the path of the file, or the file, opened for reading octets.
            name: what to call it in messages, if not by its path.

        Raises:
            FileFormatError: a column or a value is missing or wrong; all or nothing is read.
            OSError: the file cannot be read.
        """
        if isinstance(source, (str, os.PathLike)):
            with io.FileIO(os.fspath(source)) as file:
                return cls._read(file, name or os.fspath(source))
        return cls._read(source, name or "rates")

    @classmethod
    def _read(cls, file: BinaryFile, name: str) -> Rates:
        # Only here: csv and decimal would be most of the time that importing the package takes.
        from septet.delimited import DelimitedFile

        table = DelimitedFile(file, name=name)
        prefix, price, currency = (
            _required(table.column(title), title, name) for title in ("prefix", "price", "currency")
        )
        title = table.column("name")

        def refuse(line: int, reason: str) -> None:
            raise FileFormatError(name, line, reason)

        rates = cls()
        for line, row in table.rows(refuse):
            cells = [cell.strip() for cell in row]
            if len(cells) <= max(prefix, price, currency):
                refuse(line, "prefix, price and currency are needed")
            if any(cells[len(table.header) :]):
                refuse(line, f"{len(cells)} cells where the header has {len(table.header)}")
            try:
                rates._add(
                    Rate(
                        prefix=cells[prefix].removeprefix("+").removeprefix("00"),
                        price=_price(cells[price], comma=table.delimiter != ","),
                        currency=_currency(cells[currency]),
                        name=cells[title] if title is not None and title < len(cells) else "",
                    )
                )
            except FieldRangeError as error:
                refuse(line, str(error))
        return cls(rates._by_prefix.values())


def _required(index: int | None, title: str, name: str) -> int:
    if index is None:
        raise FileFormatError(name, 1, f"there is no column {title!r} (needed: prefix, price, currency)")
    return index


def _price(written: str, *, comma: bool) -> Decimal:
    from decimal import Decimal

    digits = written.replace(",", ".", 1) if comma else written
    whole, _, fraction = digits.partition(".")
    figures = whole + fraction
    if not (figures.isascii() and figures.isdigit() and len(figures) <= _MOST_DIGITS):
        raise FieldRangeError("price", written, f"a decimal number such as 0.0420, of {_MOST_DIGITS} digits at most")
    return Decimal(digits)


def _currency(written: str) -> str:
    code = written.upper()
    if not (len(code) == 3 and written.isascii() and code.isalpha()):
        raise FieldRangeError("currency", written, "an ISO 4217 code such as EUR")
    return code

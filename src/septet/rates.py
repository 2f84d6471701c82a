"""What a message part costs, by destination: the longest prefix of the number decides."""

from __future__ import annotations

import io
import os
from functools import reduce

from septet._value import value
from septet.errors import FieldRangeError, FileFormatError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Context, Decimal

    from septet._typing import BinaryFile

_MOST_REMEMBERED = 1 << 16
"""Beginnings of numbers whose rate is kept at hand; campaigns go to few areas again and again."""

_MOST_DIGITS = 18
"""Of a price in a file, and of any on either side of the point."""

_MOST_DIGITS_OF_A_SUM = 80
"""More than two prices can be apart, and all the parts in the world."""

_LONGEST_PREFIX = 15  # digits, as many as a number has (ITU-T E.164)

_PREFIX = "the first digits of an international number (1 to 15 digits, the first one not 0), such as 44"
_PRICE = f"a decimal.Decimal of 0 or more with {_MOST_DIGITS} digits at most before the point and behind it"
_CURRENCY = "an ISO 4217 code such as EUR"


@value
class Rate:
    """The price of a message part to the numbers that begin with a prefix."""

    prefix: str
    """Digits of an international number from the country code on, without ``+`` or ``00``."""
    price: Decimal
    """For one part; exact, and not negative."""
    currency: str
    """ISO 4217 code, in capitals."""
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
            FieldRangeError: a prefix, a price or a currency is none, or a prefix stands twice.
        """
        self._by_prefix: dict[str, Rate] = {}
        for rate in rates:
            self._add(rate)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix}, reverse=True)
        self._longest = max(self._lengths, default=0)
        self._found: dict[str, Rate | None] = {}

    def _add(self, rate: Rate) -> None:
        if not _is_prefix(rate.prefix):
            raise FieldRangeError("prefix", rate.prefix, _PREFIX)
        if not _is_price(rate.price):
            raise FieldRangeError("price", rate.price, _PRICE)
        if not _is_currency(rate.currency):
            raise FieldRangeError("currency", rate.currency, _CURRENCY)
        if rate.prefix in self._by_prefix:
            raise FieldRangeError("prefix", rate.prefix, "one that has no rate yet")
        self._by_prefix[rate.prefix] = rate

    def find(self, number: str) -> Rate | None:
        """Return the rate with the longest prefix of the number (digits without ``+``), or None."""
        start = number[: self._longest]
        try:
            return self._found[start]
        except KeyError:
            prefix = self._longest_prefix(start)
            rate = None if prefix is None else self._by_prefix[prefix]
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[start] = rate
            return rate

    def find_all(self, numbers: Sequence[str]) -> list[Rate | None]:
        """Return what :meth:`find` gives for each of them, in less time where they go to areas met before."""
        found, longest = self._found, self._longest
        try:
            return [found[number[:longest]] for number in numbers]
        except KeyError:
            return list(map(self.find, numbers))

    @property
    def all(self) -> tuple[Rate, ...]:
        """The rates, in the order in which they were given."""
        return tuple(self._by_prefix.values())

    def ranges(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Return the list as numbers, for finding the rates of a whole column at once (``_rows.find_rates``).

        These are: where, among all numbers filled up with zeros to 15 digits, the stretches begin whose numbers have
        the same longest prefix; the index in :attr:`all` of the rate of each, or -1; of each rate, the digits of its
        prefix, and the index of the rate with the next shorter prefix of that, or -1.
        """
        from array import array

        index: dict[str | None, int] = {prefix: place for place, prefix in enumerate(self._by_prefix)}
        bounds = {0}
        for prefix in self._by_prefix:
            start, missing = int(prefix), _LONGEST_PREFIX - len(prefix)
            bounds |= {start * 10**missing, (start + 1) * 10**missing}
        starts = sorted(bound for bound in bounds if bound < 10**_LONGEST_PREFIX)
        owners = [index.get(self._longest_prefix(str(start)), -1) for start in starts]
        above = [index.get(self._longest_prefix(prefix[:-1]), -1) for prefix in self._by_prefix]
        lengths = bytes(map(len, self._by_prefix))
        return array("Q", starts).tobytes(), array("i", owners).tobytes(), lengths, array("i", above).tobytes()

    def _longest_prefix(self, digits: str) -> str | None:
        return next((digits[:n] for n in self._lengths if digits[:n] in self._by_prefix), None)

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
        from septet.delimited import UNDECODABLE, DelimitedFile

        table = DelimitedFile(file, name=name)
        columns = {title: table.column(title) for title in ("prefix", "price", "currency", "name")}
        last = max(_required(columns[title], title, name) for title in ("prefix", "price", "currency"))

        def refuse(line: int, reason: str) -> None:
            raise FileFormatError(name, line, reason)

        rates = cls()
        for line, row in table.rows(refuse):
            cells = [cell.strip() for cell in row]
            if len(cells) <= last:
                refuse(line, "prefix, price and currency are needed")
            if any(cells[len(table.header) :]):
                refuse(line, f"{len(cells)} cells where the header has {len(table.header)}")
            written = {title: cells[i] for title, i in columns.items() if i is not None and i < len(cells)}
            for title, cell in written.items():
                if UNDECODABLE in cell:
                    refuse(line, f"bytes in the column {title!r} cannot be decoded: save the file as UTF-8")
            try:
                rates._add(_rate(written, comma=table.delimiter != ","))
            except FieldRangeError as error:
                refuse(line, str(error))
        return cls(rates._by_prefix.values())


def _is_prefix(prefix: object) -> bool:
    return (
        isinstance(prefix, str)
        and prefix.isascii()
        and prefix.isdigit()
        and prefix[0] != "0"
        and len(prefix) <= _LONGEST_PREFIX
    )


def _is_price(price: object) -> bool:
    from decimal import Decimal

    if not isinstance(price, Decimal):
        return False
    is_negative, digits, exponent = price.as_tuple()
    # What is infinite, or no number, has a letter for an exponent.
    is_finite = isinstance(exponent, int) and -_MOST_DIGITS <= exponent <= _MOST_DIGITS - len(digits)
    return is_finite and not is_negative


def _is_currency(code: object) -> bool:
    return isinstance(code, str) and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _required(index: int | None, title: str, name: str) -> int:
    if index is None:
        raise FileFormatError(name, 1, f"there is no column {title!r} (needed: prefix, price, currency)")
    return index


def _rate(written: Mapping[str, str], *, comma: bool) -> Rate:
    return Rate(
        prefix=_prefix(written["prefix"]),
        price=_price(written["price"], comma=comma),
        currency=_currency(written["currency"]),
        name=written.get("name", ""),
    )


def _prefix(written: str) -> str:
    digits = written[1:] if written.startswith("+") else written.removeprefix("00")
    if not _is_prefix(digits):
        raise FieldRangeError("prefix", written, _PREFIX)
    return digits


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
    if not (written.isascii() and _is_currency(code)):
        raise FieldRangeError("currency", written, _CURRENCY)
    return code

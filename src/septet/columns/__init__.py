"""Counting whole columns of text, where they are: in Arrow arrays, with no Python object for a row.

A column is what has the PyCapsule interface of Arrow (``__arrow_c_stream__`` or ``__arrow_c_array__``): an array, a
series or a chunked array of pyarrow, Polars, pandas, DuckDB, nanoarrow and others. The text is read in the buffers of
its owner, without the GIL, and what comes back is a :class:`Column`, which any of them takes. No package is needed for
that. A list of ``str`` and ``None`` does as well.

The numbers are those of :func:`septet.plan` for each row by itself. There is no limit of 255 parts here: a longer text
shows its true number.

>>> column = plan(["Price: 5 €", None, "Цена 5 €"])
>>> column.to_pylist()[0]
{'encoding': 'GSM-7', 'n_units': 11, 'n_parts': 1}
>>> count_parts(["a" * 160, "a" * 161, None]).to_pylist()
[1, 2, None]
"""

from __future__ import annotations

from collections.abc import Mapping

from septet.columns.column import Column
from septet.columns.counting import PARTS, PLAN, count, find_unencodable, render
from septet.columns.producers import aligned, open_column, table
from septet.errors import FieldRangeError
from septet.rules import rules
from septet.templates import Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from septet._typing import Languages, OnRow, ReferenceBits
    from septet.alphabets import Encoding
    from septet.columns.producers import Aligned
    from septet.elements import Carried
    from septet.udh import UserDataHeader

__all__ = ["Column", "count_parts", "plan", "render_count", "unencodable"]


def plan(
    data: object,
    *,
    n_threads: int | None = 1,
    on_invalid: OnRow = "error",
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> Column:
    """Return the encoding, the units and the parts of each row, as :func:`septet.plan` gives them.

    The column has three fields: ``encoding``, a dictionary of ``"GSM-7"`` and ``"UCS-2"`` with indices of one octet;
    ``n_units``, ``int64``; and ``n_parts``, ``int32``. A row that is null is null in all of them.

    Args:
        data: a column of text: ``utf8``, ``large_utf8``, ``utf8_view``, a dictionary of those, or nulls.
        n_threads: threads to use; 0 or None for as many as there are cores.
        on_invalid: what to do with a row that is no UTF-8, or that GSM-7 cannot hold where ``encoding`` asks for it:
            ``"error"``, or ``"null"``, of which ``Column.n_invalid`` is the number.
        encoding: as in :func:`septet.plan`.
        languages: as there. With national languages each row is planned as a ``str``, which takes far longer.
        reference_bits: as there.
        udh: as there.

    Raises:
        MalformedError: a row is no UTF-8, or the Arrow array is broken; the field names it, as in ``rows[17]``.
        UnencodableCharacterError: GSM-7 was asked for and a row has a character outside it.
        FieldRangeError: an option is out of its range, or ``data`` is no column of text.
        OSError: the producer of the column failed.
    """
    made = rules(encoding=encoding, languages=languages, reference_bits=reference_bits, udh=udh)
    return count(open_column(data), made, PLAN, n_threads, on_invalid)


def count_parts(
    data: object,
    *,
    n_threads: int | None = 1,
    on_invalid: OnRow = "error",
    encoding: Encoding | None = None,
    languages: Languages = (),
    reference_bits: ReferenceBits = 8,
    udh: UserDataHeader | Iterable[Carried] | None = None,
) -> Column:
    """Return the number of parts of each row, ``int32``; all else is as in :func:`plan`."""
    made = rules(encoding=encoding, languages=languages, reference_bits=reference_bits, udh=udh)
    return count(open_column(data), made, PARTS, n_threads, on_invalid)


def render_count(
    template: Template | str,
    data: object = None,
    /,
    *,
    n_threads: int | None = 1,
    on_invalid: OnRow = "error",
    on_missing: OnRow = "null",
    encoding: Encoding | None = None,
    reference_bits: ReferenceBits = 8,
    udh: UserDataHeader | Iterable[Carried] | None = None,
    **columns: object,
) -> Column:
    """Return what :func:`plan` gives for the filled template of each row, without filling it.

    Args:
        template: a :class:`septet.Template`, or its text.
        data: a table (or record batch, or struct column) that has a column for each name in the template, or a mapping
            from names to columns, for names that cannot be keywords. Columns that the template does not name are
            ignored.
        n_threads: as in :func:`plan`.
        on_invalid: as in :func:`plan`.
        on_missing: what to do with a row that has no value for a name, or one that is empty or blank: ``"null"``, of
            which ``Column.n_missing`` is the number, or ``"error"``.
        encoding: as in :func:`septet.plan`.
        reference_bits: as there.
        udh: as there.
        **columns: the columns by name, where there is no ``data``.

    Raises:
        TemplateError: the template is written wrongly.
        MissingValueError: a row has no value for a name; the error has the number of the row.
        MalformedError: as in :func:`plan`.
        UnencodableCharacterError: as in :func:`plan`.
        FieldRangeError: as in :func:`plan`; or a column is not there, or the columns have not as many rows.
        OSError: the producer of a column failed.

    >>> render_count("Hi ${name}!", name=["Zoë", "Жанна", " "]).to_pylist()[1:]
    [{'encoding': 'UCS-2', 'n_units': 9, 'n_parts': 1}, None]
    """
    made = rules(encoding=encoding, reference_bits=reference_bits, udh=udh)
    if isinstance(template, str):
        template = Template(template)
    rows = _side_by_side(template, data, columns)
    return render(template, rows, made, n_threads=n_threads, on_invalid=on_invalid, on_missing=on_missing)


def unencodable(
    data: object, *, n_threads: int | None = 1, on_invalid: OnRow = "error", languages: Languages = ()
) -> Column:
    """Return which characters keep rows out of GSM-7, those that do so in the most rows first.

    The column has three fields: ``character``; ``n_rows``, the rows that have it; and ``n_occurrences``, how often it
    stands in them. With national languages the characters are those of rows that go as UCS-2 all the same, and of such
    a row those that the pair of tables lacks which holds most of it.

    Args:
        data: a column of text, as in :func:`plan`.
        n_threads: as in :func:`plan`.
        on_invalid: ``"error"``, or ``"null"`` to leave out the rows that are no UTF-8; ``Column.n_invalid`` is their
            number.
        languages: as in :func:`septet.plan`.

    Raises:
        MalformedError: as in :func:`plan`.
        FieldRangeError: as in :func:`plan`.
        OSError: the producer of the column failed.

    >>> unencodable(["It’s ‘here’", "It’s 5 €"]).to_pylist()[0]
    {'character': '’', 'n_rows': 2, 'n_occurrences': 3}
    """
    return find_unencodable(open_column(data), rules(languages=languages), n_threads, on_invalid)


def _side_by_side(template: Template, data: object, columns: Mapping[str, object]) -> Iterator[Aligned]:
    if data is not None and columns:
        raise FieldRangeError("data", "a table", "left out where columns are given by name")
    if data is not None and not isinstance(data, Mapping):
        return table(data, template.names)
    given = columns if data is None else data
    for name in template.names:
        if name not in given:
            raise FieldRangeError("columns", list(given), f"given for each name of the template, {name!r} too")
    return aligned({name: given[name] for name in template.names})

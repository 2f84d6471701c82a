"""Counting in pandas: ``frame["body"].sms.parts()``.

Importing this module registers the accessor ``sms`` of series; the functions of this module are the same for those who
like them better, and known to type checkers. Text that is in Arrow (``string[pyarrow]``, ``str``) is read where it is;
that in objects of Python (``object``, ``string[python]``) is taken text by text.

What is missing gives ``<NA>``, and the result has the index and the name of what was given.

>>> import pandas as pd
>>> import septet.engines.pandas
>>> body = pd.Series(["Price: 5 €", None, "a" * 161], index=["x", "y", "z"], name="body")
>>> body.sms.parts()
x       1
y    <NA>
z       2
Name: body, dtype: Int32
"""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    import pandas as pd
    import pyarrow as pa
except ModuleNotFoundError as error:
    error.msg += ": pip install 'septet[pandas]'"
    raise

from septet import columns
from septet.alphabets import Encoding

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from septet.engines.options import Options

ENCODINGS = pd.CategoricalDtype([str(Encoding.GSM7), str(Encoding.UCS2)])
"""The type of a column of encodings."""


def parts(text: pd.Series, **options: Unpack[Options]) -> pd.Series:
    """Return the number of parts of each text, ``Int32``.

    Args:
        text: a series of texts, of any of the types for them, or categories of texts.
        **options: those of :func:`septet.columns.count_parts`.
    """
    counted = pa.array(columns.count_parts(_texts(text), **options))
    return pd.Series(pd.Int32Dtype().__from_arrow__(counted), index=text.index, name=text.name)


def units(text: pd.Series, **options: Unpack[Options]) -> pd.Series:
    """Return the septets or UTF-16 units of each text, ``Int64``; the arguments are those of :func:`parts`."""
    return plan(text, **options)["n_units"].rename(text.name)


def encoding(text: pd.Series, **options: Unpack[Options]) -> pd.Series:
    """Return the encoding of each text, of type :data:`ENCODINGS`; the arguments are those of :func:`parts`."""
    return plan(text, **options)["encoding"].rename(text.name)


def plan(text: pd.Series, **options: Unpack[Options]) -> pd.DataFrame:
    """Return a frame of the encoding, the units and the parts of each text; the arguments are those of :func:`parts`.

    >>> plan(pd.Series(["5 €", "5 ₽"], name="body"))
      encoding  n_units  n_parts
    0    GSM-7        4        1
    1    UCS-2        3        1
    """
    counted = pa.array(columns.plan(_texts(text), **options))
    encodings, n_units, n_parts = counted.flatten()  # with the nulls of the rows themselves
    return pd.DataFrame(
        {
            "encoding": pd.Categorical(encodings.to_pandas(), dtype=ENCODINGS),
            "n_units": pd.Int64Dtype().__from_arrow__(n_units),
            "n_parts": pd.Int32Dtype().__from_arrow__(n_parts),
        },
        index=text.index,
    )


def _texts(text: pd.Series) -> object:
    if text.dtype == object or getattr(text.dtype, "storage", None) == "python":
        # Arrow would have to copy them; the kernel reads them as they are.
        return text.to_numpy(dtype=object, na_value=None).tolist()
    arrow = pa.Array.from_pandas(text)
    if arrow.null_count == len(arrow):
        return [None] * len(arrow)  # what pandas makes of a column with nothing in it is no text
    return arrow


@pd.api.extensions.register_series_accessor("sms")
class SmsAccessor:
    """``series.sms``: what the functions of the module give for the series."""

    def __init__(self, text: pd.Series) -> None:
        self._text = text

    def parts(self, **options: Unpack[Options]) -> pd.Series:
        """See :func:`parts`."""
        return parts(self._text, **options)

    def units(self, **options: Unpack[Options]) -> pd.Series:
        """See :func:`units`."""
        return units(self._text, **options)

    def encoding(self, **options: Unpack[Options]) -> pd.Series:
        """See :func:`encoding`."""
        return encoding(self._text, **options)

    def plan(self, **options: Unpack[Options]) -> pd.DataFrame:
        """See :func:`plan`."""
        return plan(self._text, **options)

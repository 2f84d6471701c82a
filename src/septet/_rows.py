"""The switch between the twins that work on rows: the compiled one where the compiled kernel is live."""

from __future__ import annotations

from importlib import import_module

from septet._kernel import BACKEND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import _rows_py as kernel
else:
    kernel = import_module("septet._rows_c" if BACKEND == "c" else "septet._rows_py")

BLANK = kernel.BLANK
REPLACED = kernel.REPLACED
blame = kernel.blame
cut_rows = kernel.cut_rows
deal = kernel.deal
distinct = kernel.distinct
find_rates = kernel.find_rates
look_over = kernel.look_over
read_numbers = kernel.read_numbers

"""The switch between the twins of the column kernel: the compiled one where the compiled kernel is live."""

from __future__ import annotations

from importlib import import_module

from septet._kernel import BACKEND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import _columns_py as kernel
else:
    try:
        kernel = import_module("septet._columns_c" if BACKEND == "c" else "septet._columns_py")
    except ImportError:
        kernel = import_module("septet._columns_py")

PATHS = kernel.PATHS
Census = kernel.Census
Chunk = kernel.Chunk
Counter = kernel.Counter
Output = kernel.Output
count = kernel.count
open_array = kernel.open_array
open_octets = kernel.open_octets
open_stream = kernel.open_stream
render = kernel.render

"""The switch between the twins: the compiled kernel where there is one, unless ``SEPTET_PURE_PYTHON`` is set."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import _kernel_py as kernel
else:
    try:
        from septet import _kernel_c as kernel
    except ImportError:
        from septet import _kernel_py as kernel
    if os.environ.get("SEPTET_PURE_PYTHON", "0") not in ("", "0"):
        from septet import _kernel_py as kernel

BACKEND = "python" if kernel.__name__.endswith("_py") else "c"
"""Which kernel is live: ``"c"`` or ``"python"``."""

Alphabet = kernel.Alphabet
break_septets = kernel.break_septets
break_units = kernel.break_units
count = kernel.count
count_units = kernel.count_units
fast_count_parts = kernel.fast_count_parts
fast_encode = kernel.fast_encode
fast_pack = kernel.fast_pack
find_outside = kernel.find_outside
find_unencodable = kernel.find_unencodable
from_septets = kernel.from_septets
measure = kernel.measure
pack = kernel.pack
to_septets = kernel.to_septets
unpack = kernel.unpack

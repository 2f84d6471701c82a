"""The switch between the twins: the compiled kernel where there is one, unless ``SEPTET_PURE_PYTHON`` is set."""

from __future__ import annotations

import os
from importlib import import_module

from septet._value import construct_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from septet import _kernel_py as kernel
else:
    wanted = os.environ.get("SEPTET_PURE_PYTHON", "0") in ("", "0")
    try:
        kernel = import_module("septet._kernel_c" if wanted else "septet._kernel_py")
    except ImportError:
        kernel = import_module("septet._kernel_py")

BACKEND = "python" if kernel.__name__.endswith("_py") else "c"
"""Which kernel is live: ``"c"`` or ``"python"``."""

Alphabet = kernel.Alphabet
Chart = kernel.Chart
PartFields = kernel.PartFields
break_septets = kernel.break_septets
break_units = kernel.break_units
count = kernel.count
count_all = kernel.count_all
count_parts_all = kernel.count_parts_all
count_units = kernel.count_units
fast_address = kernel.fast_address
fast_count_parts = kernel.fast_count_parts
fast_decode = kernel.fast_decode
fast_decode_packed = kernel.fast_decode_packed
fast_encode = kernel.fast_encode
fast_encode_packed = kernel.fast_encode_packed
fast_message = kernel.fast_message
fast_moment = kernel.fast_moment
fast_pack = kernel.fast_pack
fast_parse = kernel.fast_parse
fast_split = kernel.fast_split
fast_unpack = kernel.fast_unpack
fast_value = kernel.fast_value
find_outside = kernel.find_outside
find_unencodable = kernel.find_unencodable
from_septets = kernel.from_septets
measure = kernel.measure
pack = kernel.pack
paths = kernel.paths
survey = kernel.survey
take_path = kernel.take_path
to_septets = kernel.to_septets
unpack = kernel.unpack

construct_by(fast_value)

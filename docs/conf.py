"""How Sphinx builds this documentation: ``make docs``, with every warning an error and nothing from the network."""

import sys
from pathlib import Path

import septet

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "septet"
author = "The septet developers"
copyright = author  # noqa: A001 - the name that Sphinx asks for
version = release = septet.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "cli_help", "docstrings", "policies"]
exclude_patterns = ["_build"]
nitpicky = True
# The builds run offline, so that there is nothing to link to for what the standard library has.
nitpick_ignore = [
    ("py:class", name)
    for name in (
        "BinaryIO",
        "Callable",
        "Decimal",
        "Hashable",
        "Iterable",
        "Iterator",
        "Mapping",
        "Sequence",
        "datetime",
        "os.PathLike",
        "timedelta",
        "tzinfo",
    )
]
nitpick_ignore_regex = [
    ("py:class", r"io\..*"),
    # What the engines are for has documentation of its own, elsewhere.
    (
        "py:class",
        r"(pa|pd|pl|duckdb|pyarrow|pandas|polars|pyspark)\..*|DataFrame|Series|Header|Grouped|Options|_columns\.Output",
    ),
]
# The pages are the same whether or not the engines are installed.
autodoc_mock_imports = ["duckdb", "numpy", "pandas", "polars", "pyarrow", "pyspark"]

html_theme = "furo"
html_title = f"septet {version}"
html_copy_source = False
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autoclass_content = "both"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88
napoleon_numpy_docstring = False
napoleon_use_rtype = False

"""Builds the compiled kernel, in three modules; everything else is in ``pyproject.toml``.

``SEPTET_BUILD_KERNEL`` says what to do about it: ``auto`` (the default) builds it if that is possible and installs
the pure package if not, ``require`` fails loudly instead, ``skip`` does not try. ``septet.BACKEND`` tells which one is
live.
"""

import os
import platform
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

MODE = os.environ.get("SEPTET_BUILD_KERNEL", "auto")
SANITIZED = "-fsanitize" in os.environ.get("CFLAGS", "")  # where -O3 would compile for minutes


def go_without(reason: object) -> None:
    """Say that the pure package will be installed, or fail where the kernel is required."""
    message = f"septet: the kernel is not compiled ({reason})"
    if MODE == "require":
        raise SystemExit(f"{message}, and SEPTET_BUILD_KERNEL=require")
    sys.stderr.write(f"{message}; the pure Python one will be used, which is slower and otherwise the same\n")


class BuildKernel(build_ext):
    """Compiles, or goes without."""

    def initialize_options(self) -> None:
        """Compile the modules side by side, on all cores."""
        super().initialize_options()
        self.parallel = True

    def build_extension(self, ext: Extension) -> None:
        """Compile the kernel. What a missing or broken compiler raises differs by platform and version."""
        try:
            super().build_extension(ext)
        except Exception as error:
            go_without(error)


def kernel() -> list[Extension]:
    """Return the extensions to build, if any."""
    if MODE not in ("auto", "require", "skip"):
        raise SystemExit(f"SEPTET_BUILD_KERNEL must be auto, require or skip, not {MODE!r}")
    if MODE == "skip" or (MODE == "auto" and platform.python_implementation() != "CPython"):
        return []
    try:
        from Cython.Build import cythonize
    except ImportError as error:
        go_without(error)
        return []
    source = Path("src/septet")
    extensions = [
        Extension(
            f"septet.{name}",
            [f"src/septet/{name}.pyx"],
            depends=[*map(str, source.glob("*.pxi")), *map(str, source.glob("*.h"))],
            # String constants that are not compressed save the import of zlib.
            define_macros=[("CYTHON_COMPRESS_STRINGS", "0")],
            extra_compile_args=[] if sys.platform == "win32" or SANITIZED else ["-O3"],
            optional=MODE == "auto",
        )
        for name in ("_kernel_c", "_columns_c", "_rows_c")
    ]
    built: list[Extension] = cythonize(extensions)
    return built


setup(ext_modules=kernel(), cmdclass={"build_ext": BuildKernel})

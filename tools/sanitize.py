"""Builds the kernel with AddressSanitizer and UndefinedBehaviorSanitizer, and runs tests of the kernel with it.

Needs GCC with its sanitizers (packages ``gcc`` and ``libasan``, which belongs to GCC on Debian). The environment that
this runs in lends the interpreter and pytest; what is built goes into a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
COMPILER = os.environ.get("CC", "gcc")
SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all"
TESTS = (
    "tests/test_kernel.py",
    "tests/test_gsm7.py",
    "tests/test_value.py",
    "tests/test_split.py",
    "tests/test_rows.py",
    "tests/test_tpdu_fast.py",
    "tests/test_columns.py",
    "tests/test_columns_arrow.py",
    "tests/test_columns_kernel.py",
    "tests/test_fuzz.py",
)
MEMORY_IS_WATCHED = """
import sys
from pathlib import Path
from septet import _kernel_c
built = Path(_kernel_c.__file__)
assert built.is_relative_to(sys.argv[1]), built
assert b"__asan_init" in built.read_bytes() and b"__ubsan_handle" in built.read_bytes(), built
assert "libasan" in Path("/proc/self/maps").read_text()
"""


def sanitizer_library() -> str:
    """Return where the library is that has to be loaded before everything else."""
    if shutil.which(COMPILER) is None:
        sys.exit(f"sanitize: there is no {COMPILER}")
    asked = subprocess.run([COMPILER, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True)
    library = Path(asked.stdout.strip())
    if not library.is_absolute():  # GCC repeats the name of what it does not find
        sys.exit(f"sanitize: {COMPILER} has no libasan.so; install the sanitizers of GCC, or set CC to one with them")
    return str(library.resolve())


def build(folder: Path) -> Path:
    """Build the package from a copy, so that no other build finds the objects, and return where it is."""
    copy = folder / "copy"
    made = shutil.ignore_patterns("*.so", "*.c", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT / "src", copy / "src", ignore=made)
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    flags = {"CC": COMPILER, "CFLAGS": f"{SANITIZERS} -O1 -g", "LDFLAGS": SANITIZERS, "SEPTET_BUILD_KERNEL": "require"}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps"]
    subprocess.run([*pip, "--target", folder / "built", copy], check=True, env=os.environ | flags)
    return folder / "built"


def main() -> int:
    """Build, make sure that the sanitizers are at work, and run the tests."""
    library = sanitizer_library()
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder))
        environment = os.environ | {
            "LD_PRELOAD": library,
            # The interpreter keeps things to its end. An abort makes pytest show in which test it was.
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1",
            "UBSAN_OPTIONS": "print_stacktrace=1:abort_on_error=1",
            "PYTHONMALLOC": "malloc",  # so that each object is a piece of memory of its own
            "PYTHONPATH": str(built),
            "SEPTET_HYPOTHESIS": "few",
        }
        subprocess.run([sys.executable, "-c", MEMORY_IS_WATCHED, built], check=True, env=environment)
        # What the sanitizers print goes past Python, and would be lost in what pytest keeps of a test.
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider"]
        pytest += ["--no-py-kernel", "--capture=sys", "-m", "not engines"]
        return subprocess.run([*pytest, *TESTS, *sys.argv[1:]], check=False, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())

"""Builds the sdist and from it a wheel, installs both into empty environments and tries them there.

What is tried: the compiled kernel is live where it was required and the pure one where it was skipped, the package
brings no other, the command says what it needs without the extra and works with it, and the type marker is there. What
an sdist gives where it is compiled is the wheel, which `build` makes from it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent

TRY_LIBRARY = """
import importlib.metadata, importlib.resources, sys
import septet
assert septet.BACKEND == sys.argv[1], septet.BACKEND
assert septet.count_parts("a" * 161) == 2
assert len(septet.split("\\u20ac" * 100, reference=1)) == 2
assert importlib.resources.files("septet").joinpath("py.typed").is_file()
names = {d.name for d in importlib.metadata.distributions()} - {"pip", "setuptools", "septet"}
assert not names, names
"""


def run(*command: str | Path, status: int = 0, **environment: str) -> str:
    """Run a command outside of the checkout, insist on its status and return what it printed."""
    done = subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd=tempfile.gettempdir(),
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != status:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def try_package(package: Path, kernel: str, backend: str, folder: Path) -> None:
    """Install a package file into an empty environment in ``folder`` and try it."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", package, SEPTET_BUILD_KERNEL=kernel)
    run(python, "-I", "-c", TRY_LIBRARY, backend)
    without = run(folder / "bin" / "septet", "--version", status=2)
    assert "septet[cli]" in without, without
    run(python, "-m", "pip", "install", "--quiet", f"{package}[cli]", SEPTET_BUILD_KERNEL=kernel)
    version = run(folder / "bin" / "septet", "--version")
    assert f"kernel: {backend}" in version, version
    files = ROOT / "examples" / "campaign.csv", ROOT / "examples" / "rates.csv"
    assert "parts" in run(folder / "bin" / "septet", "dry-run", files[0], "--rates", files[1])
    print(f"{package.name}, kernel {kernel}: {version.strip()}")


def main() -> None:
    """Build and try."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--outdir", folder, ROOT, SEPTET_BUILD_KERNEL="require")
        (sdist,) = folder.glob("*.tar.gz")
        (wheel,) = folder.glob("*.whl")
        try_package(wheel, "require", "c", folder / "from-wheel")
        try_package(sdist, "skip", "python", folder / "pure")
        with_broken_compiler(sdist, folder / "no-compiler")


def with_broken_compiler(sdist: Path, folder: Path) -> None:
    """Without a compiler ``auto`` installs the pure package, and ``require`` fails and says so."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install = (python, "-m", "pip", "install", "--quiet", "--force-reinstall", "--no-cache-dir", sdist)
    refused = run(*install, status=1, SEPTET_BUILD_KERNEL="require", CC="no-such-compiler")
    assert "no-such-compiler" in refused, refused
    run(*install, SEPTET_BUILD_KERNEL="auto", CC="no-such-compiler")
    run(python, "-I", "-c", TRY_LIBRARY, "python")
    print(f"{sdist.name}, no compiler: auto installs the pure package, require refuses")


if __name__ == "__main__":
    main()

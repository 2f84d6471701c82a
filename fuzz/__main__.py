"""Fuzzes, led by coverage: ``python -m fuzz --seconds 60 header tpdu``; without names, all targets in turn.

What led to new paths is kept in ``.fuzz``, and the next run goes on from there. A find is printed with the octets that
led to it, and tried again with ``python -m fuzz --octets 050003cc0201 header``, which needs no fuzzer.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

WORK = Path(__file__).parent.parent / ".fuzz"
ONE_TARGET = """
import sys
import atheris
with atheris.instrument_imports(include=["septet"]):
    from fuzz.targets import TARGETS
atheris.Setup(sys.argv[1:], TARGETS[sys.argv.pop(1)])
atheris.Fuzz()
"""
LIMITS = "-max_len=600", "-timeout=10", "-rss_limit_mb=1000", "-print_final_stats=1"


def plant(target: str) -> Path:
    """Write the octets to begin with where the fuzzer looks for them, and return where."""
    from fuzz.targets import seeds

    folder = WORK / target
    folder.mkdir(parents=True, exist_ok=True)
    for number, octets in enumerate(seeds(target)):
        (folder / f"seed-{number:03}").write_bytes(octets)
    return folder


def fuzz(target: str, seconds: int) -> bool:
    """Fuzz one target in a process of its own, and return whether it held."""
    command = [sys.executable, "-c", ONE_TARGET, target, *LIMITS, f"-max_total_time={seconds}"]
    folder = plant(target)
    before = os.times()
    done = subprocess.run(
        [*command, f"-artifact_prefix={WORK}/{target}-", folder],
        cwd=WORK.parent,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    n_inputs = re.search(r"number_of_executed_units:\s*(\d+)", done.stdout)
    n_seconds = os.times().children_user - before.children_user
    if done.returncode or n_inputs is None:
        print(done.stdout)
        for find in sorted(WORK.glob(f"{target}-*")):
            print(f"python -m fuzz --octets {find.read_bytes().hex()} {target}")
    n_tried = n_inputs[1] if n_inputs else "no"
    print(f"{target}: {n_tried} inputs in {n_seconds:.0f} s of CPU time, status {done.returncode}", flush=True)
    return done.returncode == 0 and n_inputs is not None


def main() -> int:
    """Do what the command line says."""
    from fuzz.targets import MISSING, TARGETS

    parser = argparse.ArgumentParser("python -m fuzz", description="Fuzz what reads octets.")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="target", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=5, help="for each target")
    parser.add_argument("--octets", type=bytes.fromhex, help="try only these")
    options = parser.parse_args()
    wanted = options.targets or list(TARGETS)
    if options.octets is not None:
        for target in wanted:
            TARGETS[target](options.octets)
        return 0
    for target in MISSING:
        print(f"{target}: skipped, since there is no septet.{target}")
    held = [fuzz(target, options.seconds) for target in wanted]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())

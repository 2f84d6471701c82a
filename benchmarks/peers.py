"""Other packages for SMS texts beside this one: how long they take, and how often they are wrong.

``python -m benchmarks.peers`` installs them into a virtual environment of its own (``.peers``), those of npm too where
there is node, and writes its table into the page on performance, between the two markers. Each package runs in a
process of its own, since several claim the same names of codecs.

The answers are compared with ``tests/oracle.py`` on texts that are made to be tricky; a refusal of what can be done
and an answer to what cannot are both wrong. Time is taken in turn with this package, on the texts of
``benchmarks/mixed.py`` for which the other one has an answer at all.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import shutil
import site
import subprocess
import sys
import time
from importlib import metadata
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import septet
from benchmarks import mixed
from benchmarks.peer_tasks import PEERS, TASKS, Task
from septet import gsm7

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # where it is not run by pytest
import oracle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_ROOT = Path(__file__).parent.parent
_HOME = _ROOT / ".peers"
_PAGE = _ROOT / "docs" / "topics" / "performance.md"
_BEGIN, _END = "% peers: begin", "% peers: end"
_ROUNDS = 9
_N_TIMED = 400
_TIMES = 50  # that this package is asked, for a time that can be measured
_MOST_SHOWN, _MOST_RUNS = 12, 4
_TOGETHER = ("bitstring<5",)  # smspdudecoder does not work with what came later
_NODE_PACKAGES = ("sms-segments-calculator", "sms-length")
_NODE = Path(__file__).parent / "peers.js"


class Case(NamedTuple):
    """A question to a package, and the right answer, which is None where it should refuse."""

    asked: Any
    answer: Any


class Result(NamedTuple):
    """How a package did at a task."""

    task: str
    n_cases: int
    n_wrong: int
    example: str
    ratio: float | None


# -- tricky texts ------------------------------------------------------------------------------------------------------


def texts_to_count() -> list[str]:
    """Texts at the limits of parts, and such as packages are known to count wrong."""
    wide, narrow = "😀", "ж"
    found = [
        "",
        "a",
        "ç",
        "Ç",
        "`",
        "\t",
        "\x0c",
        "\x1b",
        "\xa0",
        "a\n",
        "ΔΦΓΛΩΠΨΣΘΞ",
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "αβγ",
        "ĞğİıŞş",
        "€" * 80,
    ]
    found += ["a" * n for n in (159, 160, 161, 306, 307, 459, 460)] + ["ç" * n for n in (70, 71, 134, 135)]
    # A pair at the end of a part, or at the end of the last but one.
    found += ["a" * n + "€" for n in (152, 158, 159, 305, 458)] + ["a" * n + "€" + "b" * 153 for n in (151, 152, 153)]
    found += [("a" * 152 + "€") * n for n in (2, 3, 4)] + ["€" * n for n in (77, 81, 153, 154)]
    found += [narrow * n + wide for n in (66, 68, 69, 133)] + [narrow * n + wide + narrow * 67 for n in (65, 66, 67)]
    found += [(narrow * 66 + wide) * n for n in (2, 3)] + [wide * n for n in (34, 35, 36, 67, 68)]
    found += ["👨‍👩‍👧‍👦" * n for n in (6, 7, 12, 13)] + ["e\u0301" * 40, "🇬🇧" * 18]
    return [*found, *_random_texts(200, 460), ""]


def _random_texts(n_texts: int, most_chars: int) -> Iterator[str]:
    made = random.Random("peers")
    basic = [char for char in oracle.CODES["default locking"] if char != "\x1b"]
    extension = list(oracle.CODES["default single"])
    alphabets = [basic, basic * 3 + extension * 2, extension, list("жшюя…’"), [*"жш😀𝄞"], [*basic, "ç"]]
    for _ in range(n_texts):
        alphabet = made.choice(alphabets)
        yield "".join(made.choice(alphabet) for _ in range(made.randrange(60, most_chars)))


def texts_to_encode() -> list[str]:
    """Each character of the default tables by itself, some that look alike and are in none, and texts of all."""
    tables = [*oracle.CODES["default locking"], *oracle.CODES["default single"]]
    outside = [*"ç`´’…\t\xa0łΑΕабв₤", "😀"]
    together = [text for text in _random_texts(40, 120) if oracle.septets_of(text) is not None]
    return [*(char for char in tables if char != "\x1b"), *outside, *together]


def texts_to_pack() -> list[str]:
    """Texts of all lengths modulo 8, with what ends in zeros, looks like padding, or is a code for a network."""
    endings = ("a", "@", "\r", "*100*#"[-1])
    found = ["*100*#", "*115*5#", "*#06#", "@", "@@@@@@@", "@@@@@@@@"]
    return found + ["a" * n + ending for n in range(20) for ending in endings] + ["€" * n for n in range(1, 9)]


def _octets(text: str) -> bytes | None:
    septets = oracle.septets_of(text)
    return None if septets is None else bytes(septets)


def _payloads(text: str) -> list[bytes]:
    encoding, pieces = oracle.parts(text)
    return [_octets(piece) or b"" if encoding == "gsm7" else piece.encode("utf-16-be") for piece in pieces]


def _national() -> list[Case]:
    cases = []
    for locking in range(14):
        for single in range(14):
            if not oracle.has_locking_table(locking):
                continue
            tables = {**oracle.CODES[oracle.single_name(single)], **oracle.CODES[oracle.locking_name(locking)]}
            text = "".join(char for char in tables if char != "\x1b")
            cases.append(Case((text, locking, single), bytes(oracle.septets_of(text, locking, single) or ())))
    return cases


def cases_of(task: Task) -> list[Case]:
    """The questions of a task with the answers of the oracle."""
    if task is Task.COUNT:
        return [Case(text, len(oracle.parts(text)[1])) for text in texts_to_count()]
    if task is Task.SPLIT:
        return [Case(text, _payloads(text)) for text in texts_to_count()]
    if task is Task.ENCODE:
        return [Case(text, _octets(text)) for text in texts_to_encode()]
    if task is Task.DECODE:
        return [Case(_octets(text), text) for text in texts_to_encode() if _octets(text)]
    if task is Task.NATIONAL:
        return _national()
    packed = [(text, list(_octets(text) or b"")) for text in texts_to_pack()]
    if task is Task.PACK:
        return [Case(text, oracle.pack(septets)) for text, septets in packed]
    return [Case((oracle.pack(septets), len(septets)), text) for text, septets in packed]


def timed_on(task: Task) -> list[Any]:
    """What the time is taken on."""
    texts = [text for text in mixed.texts(_N_TIMED) if task in (Task.COUNT, Task.SPLIT) or _octets(text)]
    if task is Task.DECODE:
        return [_octets(text) for text in texts]
    if task is Task.NATIONAL:
        return [case.asked for case in _national()]
    if task is Task.UNPACK:
        return [(gsm7.pack(gsm7.encode(text)), len(gsm7.encode(text))) for text in texts]
    return texts


# -- one package -------------------------------------------------------------------------------------------------------


def _answer(work: Callable[[Any], Any], asked: Any) -> Any:
    try:
        return work(asked)
    except Exception:
        return None


def judged(task: Task, answers: Iterable[Any], ratio: float | None) -> Result:
    """Compare the answers to the questions of the task with those of the oracle."""
    cases = cases_of(task)
    wrong = [case.asked for case, given in zip(cases, answers) if given != case.answer]
    return Result(task.value, len(cases), len(wrong), _shown(wrong[0]) if wrong else "", ratio)


def _shown(asked: Any) -> str:
    if isinstance(asked, bytes):
        return asked.hex()
    if isinstance(asked, tuple):
        return f"{_shown(asked[0])}, {', '.join(map(str, asked[1:]))}"
    runs = [(char, len(list(run))) for char, run in groupby(asked)]
    if len(asked) > _MOST_SHOWN and len(runs) <= _MOST_RUNS:
        return " + ".join(f"{char!r} * {n}" for char, n in runs)
    return repr(asked) if len(asked) <= _MOST_SHOWN else f"{asked[:_MOST_SHOWN]!r} and {len(asked) - _MOST_SHOWN} more"


def measured(work: Callable[[Any], Any], ours: Callable[[Any], Any], asked: list[Any]) -> float | None:
    """Time taken over that of this package, in turn, over questions that the other one answers."""
    asked = [each for each in asked if _answer(work, each) is not None]
    if not asked:
        return None
    return median(_seconds(work, asked) / _seconds(ours, asked, _TIMES) for _ in range(_ROUNDS))


def _seconds(work: Callable[[Any], Any], asked: list[Any], times: int = 1) -> float:
    # Of the processor: what takes a thousand times as long is interrupted by others, and what it is set beside is not.
    start = time.process_time()
    for _ in range(times):
        for each in asked:
            work(each)
    return (time.process_time() - start) / times


def run_one(name: str) -> list[Result]:
    """Try a package of Python that is installed."""
    found = []
    for task, work in PEERS[name]().items():
        ratio = None if name == "septet" else measured(work, TASKS[task], timed_on(task))
        found.append(judged(task, [_answer(work, case.asked) for case in cases_of(task)], ratio))
    return found


# -- all of them -------------------------------------------------------------------------------------------------------


def _installed() -> Path:
    # Returns the folder of the packages for Python.
    python = _HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", _HOME], check=True)
    names = [name for name in PEERS if name != "septet"]
    subprocess.run(
        [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *names, *_TOGETHER], check=True
    )
    if npm := shutil.which("npm"):
        subprocess.run([npm, "install", "--silent", "--prefix", _HOME, *_NODE_PACKAGES], check=True)
    return next((_HOME / "lib").glob("python*/site-packages"))


def _results(name: str, packages: Path) -> list[Result]:
    command = [sys.executable, "-m", "benchmarks.peers", "--one", name, "--packages", str(packages)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=_ROOT)
    return [Result(*each) for each in json.loads(done.stdout)]


def _together(results: list[Result]) -> Result:
    n_cases, n_wrong = sum(each.n_cases for each in results), sum(each.n_wrong for each in results)
    return Result("all of these", n_cases, n_wrong, next((each.example for each in results if each.example), ""), 1.0)


def _node_results(name: str) -> list[Result]:
    asked = {"count": texts_to_count(), "timed": timed_on(Task.COUNT), "rounds": _ROUNDS}
    node = shutil.which("node") or "node"
    done = subprocess.run([node, _NODE, _HOME, name], check=True, input=json.dumps(asked).encode(), stdout=-1)
    answered = json.loads(done.stdout)
    texts = timed_on(Task.COUNT)
    ours = median(_seconds(septet.count_parts, texts, _TIMES) for _ in range(_ROUNDS))
    return [judged(Task.COUNT, answered["answers"], median(answered["seconds"]) / ours)]


def _table(found: dict[str, list[Result]]) -> Iterator[str]:
    yield "| package | task | time, ours being 1 | wrong answers | first of them |"
    yield "|---|---|---:|---:|---|"
    for package, results in found.items():
        for result in results:
            ratio = "" if result.ratio is None else f"{result.ratio:,.{0 if result.ratio >= 10 else 1}f}"
            example = f"`` {result.example.replace('|', chr(0x2223))} ``" if result.example else ""
            yield f"| {package} | {result.task} | {ratio} | {result.n_wrong:,} of {result.n_cases:,} | {example} |"


def _method() -> str:
    processor = platform.processor() or platform.machine()
    with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        processor = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), processor)
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], check=True, stdout=-1, text=True).stdout.strip() if node else "none"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{processor}, {platform.system()}, {python}, node {version}, kernel {septet.BACKEND}"


def write(page: str, lines: Iterable[str]) -> str:
    """Return the page with the lines between its markers."""
    before, rest = page.split(f"{_BEGIN}\n")
    _, after = rest.split(f"{_END}\n")
    return f"{before}{_BEGIN}\n\n" + "".join(f"{line}\n" for line in lines) + f"\n{_END}\n{after}"


def main() -> None:
    """Try all packages and write the table into the page, or one and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--packages", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        site.addsitedir(given.packages)
        sys.stdout.write(json.dumps(run_one(given.one)))
        return
    packages = _installed()
    versions = {each.metadata["Name"]: each.version for each in metadata.distributions(path=[str(packages)])}
    found = {f"septet {septet.__version__}": [_together(_results("septet", packages))]}
    for name in PEERS:
        if name != "septet":
            found[f"{name} {versions[name]}"] = _results(name, packages)
    if shutil.which("node"):
        for name in _NODE_PACKAGES:
            about = json.loads((_HOME / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
            found[f"{name} {about['version']} (node)"] = _node_results(name)
    lines = [*_table(found), "", f"Measured on: {_method()}."]
    _PAGE.write_text(write(_PAGE.read_text(encoding="utf-8"), lines), encoding="utf-8")


if __name__ == "__main__":
    main()

"""EAPI batches as large as the service takes, read and dry-run; what ``csv`` of Python takes to read them besides."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.conftest import note
from septet.dialects import eapi

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS = 7
_MESSAGE = "Dear customer, your order {:06d} is on its way, and will be with you tomorrow before noon."
_ROWS = [("msisdn", "message"), *((f"4477009{i:05d}", _MESSAGE.format(i)) for i in range(30_000))]
_QUOTED = eapi.encode_csv(_ROWS)
_MIXED = b"\n".join(f'{number},"{text}"'.encode() for number, text in _ROWS)
_FORM = eapi.encode_form({"batch_data": _QUOTED})


def _run(request: eapi.batch.Request) -> None:
    assert eapi.batch.dry_run(request).number_of_messages == 30_000


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("a CSV, all in quotes", lambda: _run(eapi.batch.parse_csv(_QUOTED))),
        ("a CSV, messages in quotes", lambda: _run(eapi.batch.parse_csv(_MIXED))),
        ("a form", lambda: _run(eapi.batch.parse(_FORM))),
    ],
)
def test_batch(name: str, work: Callable[[], None]) -> None:
    # In turn; the best of each.
    timed = [(*_seconds(_read_with_csv), *_seconds(work)) for _ in range(_ROUNDS)]
    _, of_yardstick, wall, of_processor = map(min, zip(*timed, strict=True))
    note(
        f"EAPI batch of 30,000 lines from {name}",
        f"{of_processor / of_yardstick:6.2f} ({of_processor:.2f} s of processor time, {wall:.2f} s)",
        "csv.reader",
        "0.4 s",
    )


def _read_with_csv() -> None:
    assert len(list(csv.reader(io.StringIO(_QUOTED.decode("latin-1"))))) == len(_ROWS)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall time and the processor time."""
    began, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - processor

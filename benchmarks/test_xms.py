"""Dry runs of XMS batches: recipients a second, for totals alone and with what each of them gets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.conftest import note
from septet.dialects import xms

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_benchmark.fixture import BenchmarkFixture

    from septet import DryRun

_N_RECIPIENTS = 10_000
_ROUNDS = 40
_BODY = "Dear ${name}, your code is ${code}. Do not share it with anybody. It is valid for ten minutes."
_LIMITS = xms.Limits(n_recipients=_N_RECIPIENTS)


@pytest.fixture(scope="module")
def batch() -> xms.BatchRequest:
    numbers = [f"4477009{i:05d}" for i in range(_N_RECIPIENTS)]
    parameters = {
        "name": {"default": "customer", **{number: f"Nr. {i % 500}" for i, number in enumerate(numbers)}},
        "code": {number: f"{i:06d}" for i, number in enumerate(numbers)},
    }
    return xms.BatchRequest(tuple(numbers), _BODY, parameters=parameters)


@pytest.mark.parametrize(("name", "per_recipient", "goal"), [("totals", False, 400_000), ("bodies", True, 150_000)])
def test_dry_run(
    name: str, per_recipient: bool, goal: int, batch: xms.BatchRequest, benchmark: BenchmarkFixture
) -> None:
    asked = xms.DryRunBatch(batch, per_recipient=per_recipient, number_of_recipients=_N_RECIPIENTS)

    def work() -> DryRun:
        return xms.dry_run(asked)

    assert len(work().per_recipient) == (_N_RECIPIENTS if per_recipient else 0)
    benchmark(work)
    note(f"XMS dry run, {name}", _rate(work), "10,000 recipients, 2 parameters", f"at least {goal:,}")


def test_parse_and_answer(batch: xms.BatchRequest, benchmark: BenchmarkFixture) -> None:
    body = xms.serialize(batch)

    def work() -> xms.HttpResponse:
        return xms.to_wire(xms.dry_run(xms.parse_dry_run(body, limits=_LIMITS)))

    benchmark(work)
    note("XMS dry run, JSON to JSON", _rate(work), "10,000 recipients, 2 parameters", "")


def _rate(work: Callable[[], object]) -> str:
    # Of processor time, which is that of this process alone, and by the clock: the machine may be busy with others.
    seconds, elapsed = zip(*(_seconds(work) for _ in range(_ROUNDS)), strict=True)
    return f"{_N_RECIPIENTS / min(seconds):,.0f} recipients/s ({_N_RECIPIENTS / min(elapsed):,.0f} by the clock)"


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    start, begin = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - start, time.perf_counter() - begin

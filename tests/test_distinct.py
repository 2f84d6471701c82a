"""Counting different numbers: as exact as a set, whether memory suffices or not."""

from __future__ import annotations

import subprocess
import sys
from array import array
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from septet import distinct
from septet.distinct import DistinctNumbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FEWER = settings(max_examples=settings().max_examples // 4)
"""For what is slow."""

numbers = st.one_of(
    st.integers(1, 300),
    st.integers(1, 10**19 - 1),
    st.integers(10**6, 10**15 - 1),
    st.sampled_from([10**19 - 1, 2**63, 2**63 - 1, 128, 256, 1]),
).map(str)


def counted(given_numbers: Sequence[str], *, held: int, singly: int = 1_000_000) -> int:
    """How many there are according to the class, which gets the first so many one by one."""
    found = DistinctNumbers(held)
    try:
        for number in given_numbers[:singly]:
            found.add(number)
        found.add_all(given_numbers[singly:])
        return found.count()
    finally:
        found.close()


def printed(program: str) -> str:
    """What another process prints, of whose limits this one knows nothing."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few numbers make a batch, so that little is needed to deal out many."""
    monkeypatch.setattr(distinct, "_BATCH", 4)
    monkeypatch.setattr(distinct, "_N_BUCKETS", 4)


def test_nothing_is_none() -> None:
    assert counted([], held=0) == 0
    assert counted([], held=10) == 0


@FEWER
@given(st.lists(numbers, max_size=60), st.integers(0, 30))
def test_it_counts_like_a_set(given_numbers: list[str], held: int) -> None:
    assert counted(given_numbers, held=held) == len(set(given_numbers))


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("held", [0, 1, 5, 50, 10**6])
def test_it_counts_like_a_set_over_many_batches(held: int) -> None:
    @FEWER
    @given(st.lists(numbers, max_size=60), st.integers(0, 60))
    def count_them(given_numbers: list[str], singly: int) -> None:
        assert counted(given_numbers, held=held, singly=singly) == len(set(given_numbers))

    count_them()


def test_a_few_numbers_are_counted_without_being_dealt_out() -> None:
    found = DistinctNumbers(0)
    found.add_all(["447700900001", "447700900002"] * 3)
    assert (found.count(), found._buckets, found._file) == (2, [], None)
    found.add_all(["447700900002", "447700900003"] * distinct._BATCH)
    assert found.count() == 3
    found.add("447700900004")
    assert found.count() == 4
    found.close()


@FEWER
@given(st.lists(numbers, max_size=60), st.lists(numbers, max_size=60), st.integers(0, 30))
def test_numbers_may_come_as_columns(singly: list[str], in_column: list[str], held: int) -> None:
    found = DistinctNumbers(held)
    found.add_all(singly)
    found.add_column(array("Q", map(int, in_column)).tobytes())
    assert found.count() == len({*singly, *in_column})
    found.close()


def test_more_numbers_than_a_batch_has() -> None:
    several = [str(7 * n % 20_000 + 1) for n in range(3 * distinct._BATCH)]
    assert counted(several, held=distinct._BATCH) == counted(several, held=10**6) == len(set(several))


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("held", [0, 100, 1000])
def test_numbers_far_apart_and_all_in_one_bucket_are_told_apart(held: int) -> None:
    same_bucket = [str(distinct._N_BUCKETS * n) for n in range(1, 200)]
    assert counted(same_bucket * 2, held=held) == 199


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("held", [0, 7, 10**6])
def test_counting_goes_on_after_counting(held: int) -> None:
    found = DistinctNumbers(held)
    expected = set()
    for n in range(50):
        number = str(n * n % 37 + 1)
        found.add(number)
        expected.add(number)
        if n % 3 == 0:
            assert found.count() == found.count() == len(expected)
    assert found.count() == len(expected)
    found.close()


@pytest.mark.usefixtures("small_batches")
def test_a_file_is_used_only_when_more_is_taken_in_than_may_be_held() -> None:
    found = DistinctNumbers(8)
    for n in range(1, 9):
        found.add(str(n))
    assert (found.count(), found._file) == (8, None)
    found.add("9")
    assert found.count() == 9
    assert found._file is not None
    assert not any(found._buckets)
    found.close()


@pytest.mark.usefixtures("small_batches")
def test_numbers_that_come_again_and_again_need_no_file() -> None:
    found = DistinctNumbers(8)
    found.add_all(["1", "2", "3", "4"] * 1000)
    for n in range(1000):
        found.add(str(n % 4 + 1))
    assert (found.count(), found._file) == (4, None)
    found.close()


@pytest.mark.usefixtures("small_batches")
def test_counting_again_writes_nothing_more() -> None:
    found = DistinctNumbers(0)
    found.add_all("12345")
    assert found.count() == 5
    stretches = [list(of_bucket) for of_bucket in found._stretches]
    assert found.count() == 5
    assert found._stretches == stretches
    found.close()


@pytest.mark.usefixtures("small_batches")
def test_closing_closes_the_file_and_forgets_the_numbers() -> None:
    found = DistinctNumbers(0)
    for n in range(1, 20):
        found.add(str(n))
    assert found.count() == 19
    file = found._file
    assert file is not None
    states = [file.closed]
    found.add("20")
    found.close()
    assert [*states, file.closed] == [False, True]
    assert found._file is None
    assert found.count() == 0
    found.add("1")
    assert found.count() == 1
    found.close()
    found.close()


@pytest.mark.usefixtures("small_batches")
def test_nothing_of_it_stays_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = DistinctNumbers(0)
    for n in range(1, 20):
        found.add(str(n))
    assert found.count() == 19
    assert found._file is not None
    found.close()
    assert list(tmp_path.iterdir()) == []


def test_few_open_files_are_enough() -> None:
    pytest.importorskip("resource", reason="this system knows no limit of open files")
    program = (
        "import resource\n"
        "from septet.distinct import DistinctNumbers\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))\n"
        "found = DistinctNumbers(1000)\n"
        "found.add_all(map(str, range(1, 50_001)))\n"
        "found.add_all(map(str, range(1, 50_001)))\n"
        "print(found.count())\n"
        "found.close()\n"
    )
    assert printed(program) == "50000\n"


def test_a_disk_that_is_full_is_told_once() -> None:
    pytest.importorskip("resource", reason="this system has no limit to the size of files")
    program = (
        "import resource, signal\n"
        "from septet.distinct import DistinctNumbers\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "found = DistinctNumbers(1000)\n"
        "try:\n"
        "    found.add_all(map(str, range(1, 50_001)))\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)\n"
        "found.close()\n"
    )
    assert printed(program) == "OSError\n"

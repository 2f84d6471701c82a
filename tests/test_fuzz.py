"""What is fuzzed holds for the vectors, for each of them cut short, and with any bit turned over."""

from __future__ import annotations

import pytest

from fuzz.targets import TARGETS, seeds
from spoiling import bit_flips, truncations


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_has_seeds(target: str) -> None:
    assert seeds(target)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_holds_for_its_seeds(target: str) -> None:
    for octets in seeds(target):
        TARGETS[target](octets)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_holds_for_its_seeds_cut_short(target: str) -> None:
    for octets in seeds(target)[::3]:
        for spoiled in truncations(octets):
            TARGETS[target](spoiled)


@pytest.mark.exhaustive
@pytest.mark.parametrize("target", TARGETS)
def test_a_target_holds_for_its_seeds_with_a_bit_turned_over(target: str) -> None:
    for octets in seeds(target)[::6]:
        for spoiled in bit_flips(octets[:64]):
            TARGETS[target](spoiled)

"""Validity periods: every octet of the relative ones, and the seven of the enhanced ones."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.errors import DecodeError, FieldRangeError, MalformedError, OverlengthError, TruncatedError
from septet.timestamp import Timestamp
from septet.validity import (
    EnhancedForm,
    EnhancedValidity,
    RelativeValidity,
    ValidityFormat,
    format_of,
    parse,
)
from spoiling import bit_flips, truncations

VECTORS = Path(__file__).parent / "vectors"
RELATIVE: list[dict[str, Any]] = json.loads((VECTORS / "relative_validity.json").read_text(encoding="utf-8"))
ENHANCED: list[dict[str, Any]] = json.loads((VECTORS / "enhanced_validity.json").read_text(encoding="utf-8"))
BROKEN: list[dict[str, Any]] = json.loads((VECTORS / "broken_enhanced_validity.json").read_text(encoding="utf-8"))
STAMP = Timestamp(26, 1, 21, 15, 40, 0, 8)
LONGEST = timedelta(weeks=63)

enhanced = st.one_of(
    st.builds(EnhancedValidity, st.just(EnhancedForm.NONE), st.just(0), st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.RELATIVE), st.integers(0, 255), st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.SECONDS), st.integers(1, 255), st.booleans()),
    st.builds(EnhancedValidity, st.just(EnhancedForm.CLOCK), st.integers(0, 359_999), st.booleans()),
)


def name_of(row: dict[str, Any]) -> str:
    """What the row is called in a report."""
    return str(row["octets"])


def octets_of(row: dict[str, Any]) -> bytes:
    """The octets of a vector."""
    return bytes.fromhex(row["octets"])


def enhanced_of(row: dict[str, Any]) -> EnhancedValidity:
    """The period that a vector has written down."""
    return EnhancedValidity(EnhancedForm[row["form"]], row["number"], row["single_shot"])


# -- relative ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", RELATIVE, ids=lambda row: str(row["octet"]))
def test_an_octet_is_the_period_of_the_vectors(row: dict[str, Any]) -> None:
    period = RelativeValidity(row["octet"])
    assert period.minutes == row["minutes"]
    assert period.duration == timedelta(minutes=row["minutes"])
    assert RelativeValidity.of(timedelta(minutes=row["minutes"])) == period
    assert period.serialize() == bytes([row["octet"]])
    assert parse(period.serialize(), ValidityFormat.RELATIVE) == period


@pytest.mark.parametrize("octet", range(256))
def test_an_octet_is_the_period_of_the_formula(octet: int) -> None:
    if octet <= 143:
        expected = timedelta(minutes=5) * (octet + 1)
    elif octet <= 167:
        expected = timedelta(hours=12) + timedelta(minutes=30) * (octet - 143)
    elif octet <= 196:
        expected = timedelta(days=1) * (octet - 166)
    else:
        expected = timedelta(weeks=1) * (octet - 192)
    assert RelativeValidity(octet).duration == expected
    assert RelativeValidity.of(expected).octet == octet


@pytest.mark.parametrize("octet", range(255))
def test_a_period_between_two_octets_is_the_longer_one(octet: int) -> None:
    shorter = RelativeValidity(octet).duration
    for more in (timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)):
        assert RelativeValidity.of(shorter + more).octet == octet + 1


def test_the_shortest_and_the_longest_period() -> None:
    assert RelativeValidity.of(timedelta(microseconds=1)).octet == 0
    assert RelativeValidity.of(LONGEST).octet == 255
    for duration in (timedelta(0), timedelta(microseconds=-1), timedelta(days=-1), LONGEST + timedelta(microseconds=1)):
        for make in (RelativeValidity.of, EnhancedValidity.of):
            with pytest.raises(FieldRangeError) as caught:
                make(duration)
            assert caught.value.args == ("duration", duration, "more than nothing, 63 weeks at most")


@pytest.mark.parametrize("octet", [-1, 256])
def test_a_relative_period_is_one_octet(octet: int) -> None:
    period = RelativeValidity(octet)
    for ask in (period.serialize, lambda: period.minutes, lambda: period.duration):
        with pytest.raises(FieldRangeError) as caught:
            ask()
        assert caught.value.args == ("validity period", octet, "0 to 255")


# -- enhanced ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ENHANCED, ids=name_of)
def test_an_enhanced_period_is_read_and_written(row: dict[str, Any]) -> None:
    period = EnhancedValidity.parse(octets_of(row))
    assert period == enhanced_of(row)
    assert type(period.form) is EnhancedForm
    assert period.serialize() == octets_of(row)
    assert period.duration == (None if row["seconds"] is None else timedelta(seconds=row["seconds"]))


@pytest.mark.parametrize("row", BROKEN, ids=name_of)
def test_octets_that_are_no_period_are_refused_with_the_place(row: dict[str, Any]) -> None:
    with pytest.raises(MalformedError) as caught:
        EnhancedValidity.parse(octets_of(row))
    assert (caught.value.field, caught.value.offset) == (row["field"], row["offset"])


@pytest.mark.parametrize(
    ("duration", "form", "number"),
    [
        (timedelta(microseconds=1), EnhancedForm.SECONDS, 1),
        (timedelta(seconds=1), EnhancedForm.SECONDS, 1),
        (timedelta(seconds=255), EnhancedForm.SECONDS, 255),
        (timedelta(seconds=255, microseconds=1), EnhancedForm.CLOCK, 256),
        (timedelta(minutes=90), EnhancedForm.CLOCK, 5400),
        (timedelta(hours=99, minutes=59, seconds=59), EnhancedForm.CLOCK, 359_999),
        (timedelta(hours=100), EnhancedForm.RELATIVE, 0xAB),
        (LONGEST, EnhancedForm.RELATIVE, 0xFF),
    ],
)
def test_a_duration_has_the_most_exact_form(duration: timedelta, form: EnhancedForm, number: int) -> None:
    assert EnhancedValidity.of(duration) == EnhancedValidity(form, number)
    assert EnhancedValidity.of(duration, single_shot=True) == EnhancedValidity(form, number, single_shot=True)


@given(duration=st.timedeltas(timedelta(microseconds=1), LONGEST))
def test_a_period_is_as_long_as_was_asked_for_or_longer(duration: timedelta) -> None:
    exact = EnhancedValidity.of(duration).duration
    assert exact is not None
    assert duration <= exact <= RelativeValidity.of(duration).duration


@pytest.mark.parametrize(
    ("form", "number", "field", "value", "limit"),
    [
        (EnhancedForm.NONE, 1, "number", 1, "0 to 0"),
        (EnhancedForm.RELATIVE, -1, "number", -1, "0 to 255"),
        (EnhancedForm.RELATIVE, 256, "number", 256, "0 to 255"),
        (EnhancedForm.SECONDS, 0, "number", 0, "1 to 255"),
        (EnhancedForm.SECONDS, 256, "number", 256, "1 to 255"),
        (EnhancedForm.CLOCK, -1, "number", -1, "0 to 359999"),
        (EnhancedForm.CLOCK, 360_000, "number", 360_000, "0 to 359999"),
        (-1, 0, "form", -1, "0 to 3"),
        (4, 0, "form", 4, "0 to 3"),
    ],
)
def test_a_number_that_its_form_cannot_have_is_refused(
    form: Any, number: int, field: str, value: int, limit: str
) -> None:
    period = EnhancedValidity(form, number)
    for ask in (period.serialize, lambda: period.duration):
        with pytest.raises(FieldRangeError) as caught:
            ask()
        assert caught.value.args == (field, value, limit)


@given(period=enhanced)
def test_what_is_written_is_read(period: EnhancedValidity) -> None:
    assert EnhancedValidity.parse(period.serialize()) == period


# -- all forms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "form", "bits"),
    [
        (None, ValidityFormat.NONE, 0b00),
        (EnhancedValidity(EnhancedForm.SECONDS, 9), ValidityFormat.ENHANCED, 0b01),
        (RelativeValidity(0xAA), ValidityFormat.RELATIVE, 0b10),
        (STAMP, ValidityFormat.ABSOLUTE, 0b11),
    ],
)
def test_a_period_has_a_form_and_is_read_in_it(period: Any, form: ValidityFormat, bits: int) -> None:
    octets = period.serialize() if period else b""
    assert format_of(period) is form
    assert (int(form), form.n_octets) == (bits, len(octets))
    assert parse(octets, form) == period


@pytest.mark.parametrize("form", ValidityFormat)
def test_a_period_cut_short_or_with_a_tail_is_refused(form: ValidityFormat) -> None:
    whole = {0: b"", 1: bytes(7), 2: b"\xaa", 3: STAMP.serialize()}[form]
    for octets in truncations(whole):
        with pytest.raises(TruncatedError) as caught:
            parse(octets, form)
        assert caught.value.offset == len(octets)
    with pytest.raises(OverlengthError) as raised:
        parse(whole + b"\0", form)
    assert raised.value.offset == len(whole)


@pytest.mark.parametrize("form", [-1, 4])
def test_there_are_four_forms(form: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        parse(b"", form)
    assert caught.value.args == ("form", form, "0 to 3")


@pytest.mark.parametrize("period", [timedelta(days=2), 0xAA, "2d"])
def test_what_is_no_period_has_no_form(period: Any) -> None:
    with pytest.raises(FieldRangeError) as caught:
        format_of(period)
    assert caught.value.args == ("vp", period, "a RelativeValidity, a Timestamp or an EnhancedValidity")


def test_an_absolute_period_that_is_no_moment_is_refused_or_taken_as_it_is() -> None:
    with pytest.raises(MalformedError, match="month: it must be 1 to 12, not 0 at offset 1"):
        parse(bytes(7), ValidityFormat.ABSOLUTE)
    assert parse(bytes(7), ValidityFormat.ABSOLUTE, errors="ignore") == Timestamp(0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("given", [bytes, bytearray, memoryview])
def test_a_period_is_read_from_whatever_holds_octets(given: Any) -> None:
    assert parse(given(b"\xaa"), ValidityFormat.RELATIVE) == RelativeValidity(0xAA)
    assert parse(given(b"\x02\x09\0\0\0\0\0"), ValidityFormat.ENHANCED) == EnhancedValidity(EnhancedForm.SECONDS, 9)


def check_reading(octets: bytes) -> None:
    """Whatever the octets, a period is read that is written with the same ones, or a documented error is raised."""
    for form in ValidityFormat:
        try:
            period = parse(octets, form)
        except DecodeError as error:
            outcome: object = error
        else:
            outcome = period.serialize() if period else b""
        assert isinstance(outcome, DecodeError) or outcome == octets or octets[-1] == 0x08


@pytest.mark.parametrize("row", [*ENHANCED, *BROKEN], ids=name_of)
def test_one_bit_turned_over_makes_another_period_or_a_documented_error(row: dict[str, Any]) -> None:
    for octets in bit_flips(octets_of(row)):
        check_reading(octets)


@given(octets=st.one_of(st.binary(max_size=8), st.binary(min_size=7, max_size=7)))
def test_any_octets_are_a_period_or_a_documented_error(octets: bytes) -> None:
    check_reading(octets)

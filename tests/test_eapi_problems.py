"""Codes of problems: what they look like, and what problems are made of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from septet.dialects.eapi.charset import Replacement
from septet.dialects.eapi.problems import (
    Trouble,
    corrected,
    error,
    ignored,
    missing_credentials,
    replaced_characters,
    warning,
)
from septet.dialects.eapi.status import Status
from septet.errors import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("code", Trouble)
def test_codes_are_snake_case_as_their_names(code: Trouble) -> None:
    assert re.fullmatch("[a-z]+(_[a-z]+)*", code.value)
    assert code.name == code.value.upper()


def test_an_error_answers_that_the_data_are_wrong_unless_it_says_otherwise() -> None:
    assert error(Trouble.INVALID_VALUE, "dca", "x") == Problem("invalid_value", 24, "dca", "x", Severity.ERROR)
    assert error(Trouble.BATCH_TOO_LARGE, "", "x", Status.BATCH_TOO_LARGE).wire_code == 201


@pytest.mark.parametrize(
    ("make", "severity"),
    [(ignored, Severity.IGNORED), (corrected, Severity.CORRECTED), (warning, Severity.WARNING)],
)
def test_what_does_not_refuse_a_request_has_no_answer(
    make: Callable[[Trouble, str, str], Problem], severity: Severity
) -> None:
    assert make(Trouble.TOO_LONG, "line 3.sender", "x") == Problem("too_long", None, "line 3.sender", "x", severity)


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"username", "password"}, []), ({"username"}, ["password"]), (set(), ["username", "password"])],
)
def test_credentials(given: set[str], missing: list[str]) -> None:
    problems = missing_credentials(given)
    assert [(each.path, each.code, each.wire_code) for each in problems] == [
        (name, "missing_credentials", 23) for name in missing
    ]


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (1, "? stands for '\\u20ac' at 0, which 7bit"),
        (2, "'\\u20ac' at 0, '\\u20ac' at 1, which 7bit"),
        (10, "'\\u20ac' at 9, which 7bit"),
        (11, "'\\u20ac' at 9 and 1 more, which 7bit"),
        (12, "'\\u20ac' at 9 and 2 more, which 7bit"),
    ],
)
def test_characters_that_were_replaced_are_listed(n: int, shown: str) -> None:
    (problem,) = replaced_characters([Replacement("message", i, "€") for i in range(n)])
    assert (problem.code, problem.path) == ("replaced_characters", "message")
    assert problem.severity is Severity.CORRECTED
    assert shown in problem.message


def test_there_is_a_problem_for_each_parameter() -> None:
    replacements = [Replacement("a", 0, "€"), Replacement("b", 0, "€"), Replacement("a", 1, "€")]
    assert [problem.path for problem in replaced_characters(replacements)] == ["a", "b"]
    assert replaced_characters([]) == []


def test_a_warning_can_have_an_answer() -> None:
    assert warning(Trouble.SCHEDULED, "send_time", "x", Status.SCHEDULED).wire_code == 1

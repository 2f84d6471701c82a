"""The codes of SEND BULK, and what can be wrong with a request."""

from __future__ import annotations

import pytest

from septet.dialects.smslist.codes import Code, Trouble
from septet.errors import Problem, Severity


def test_the_codes() -> None:
    assert [int(code) for code in Code] == [
        *(200, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1012, 1104, 4090, 4091, 4092, 4093)
    ]


@pytest.mark.parametrize("code", Code)
def test_each_has_a_description(code: Code) -> None:
    assert code.description[0].isupper()


@pytest.mark.parametrize(
    ("code", "description"), [(200, "Success"), (1006, "Invalid credentials"), (1003, "Invalid mobile number")]
)
def test_descriptions(code: int, description: str) -> None:
    assert Code(code).description == description


@pytest.mark.parametrize("trouble", Trouble)
def test_what_is_refused_has_an_answer_and_what_is_warned_of_has_none(trouble: Trouble) -> None:
    problem = trouble.at("smslist[0]", "why")
    assert problem.code == trouble.name.lower()
    assert (problem.path, problem.message) == ("smslist[0]", "why")
    assert problem.severity in (Severity.ERROR, Severity.WARNING)
    assert (problem.wire_code is None) == (problem.severity is Severity.WARNING)


def test_a_problem_has_what_its_kind_says() -> None:
    assert Trouble.TOO_MANY_MESSAGES.at("smslist", "why") == Problem("too_many_messages", 1012, "smslist", "why")
    assert Trouble.COUNT_MISMATCH.at("count", "x") == Problem("count_mismatch", None, "count", "x", Severity.WARNING)

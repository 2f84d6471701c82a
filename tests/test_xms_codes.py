"""What can be wrong with a request to XMS, what the API answers, and which of several problems decides."""

from __future__ import annotations

import itertools

import pytest

from septet.dialects.xms.codes import (
    CONSTRAINT_VIOLATION,
    DOCUMENT_ORDER,
    INVALID_FORMAT,
    INVALID_JSON,
    MISSING_CALLBACK_URL,
    UNKNOWN_GROUP,
    Findings,
    Trouble,
    shown,
    status_of,
    type_of,
)
from septet.errors import Problem, RequestError, Severity


def test_codes_are_in_snake_case_and_each_is_there_once() -> None:
    codes = [trouble.value[0] for trouble in Trouble]
    assert codes == [trouble.name.lower() for trouble in Trouble]
    assert len(set(codes)) == len(codes)


def test_a_trouble_makes_a_problem() -> None:
    assert Trouble.TOO_LONG.at("body", "too long") == Problem(
        "too_long", "syntax_constraint_violation", "body", "too long", Severity.ERROR
    )


@pytest.mark.parametrize("trouble", Trouble)
def test_the_api_has_an_answer_for_every_error_and_for_no_warning(trouble: Trouble) -> None:
    problem = trouble.at("", "")
    if problem.severity is Severity.ERROR:
        assert problem.wire_code in {
            *(INVALID_JSON, INVALID_FORMAT, CONSTRAINT_VIOLATION, UNKNOWN_GROUP, MISSING_CALLBACK_URL),
            *(404, 405),
        }
    elif problem.severity is Severity.WARNING:
        assert problem.wire_code is None


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (Trouble.NOT_JSON, 400),
        (Trouble.WRONG_TYPE, 400),
        (Trouble.INVALID_RECIPIENT, 400),
        (Trouble.TOO_MANY, 400),
        (Trouble.UNKNOWN_GROUP, 403),
        (Trouble.MISSING_CALLBACK_URL, 403),
        (Trouble.NOT_FOUND, 404),
        (Trouble.METHOD_NOT_ALLOWED, 405),
    ],
)
def test_the_status_of_an_answer(trouble: Trouble, status: int) -> None:
    assert status_of(trouble.at("", "")) == status


# -- findings ----------------------------------------------------------------------------------------------------------


def test_nothing_found_is_nothing_to_tell() -> None:
    assert Findings().settle() == ()


def test_what_does_not_refuse_the_request_is_returned() -> None:
    found = Findings()
    found.add(Trouble.LONG_REFERENCE, "client_reference", "long")
    found.add(Trouble.PARAMETERS_IGNORED, "parameters", "ignored")
    assert [problem.code for problem in found.settle()] == ["parameters_ignored", "long_reference"]
    assert found.in_order() == found.settle()


def test_types_stand_before_formats_before_constraints_before_what_is_forbidden_before_warnings() -> None:
    ordered = [
        (Trouble.WRONG_TYPE, "from_npi"),
        (Trouble.INVALID_DATE, "expire_at"),
        (Trouble.EMPTY, "from"),
        (Trouble.UNKNOWN_GROUP, "to[0]"),
        (Trouble.LONG_REFERENCE, "client_reference"),
    ]
    for order in itertools.permutations(ordered):
        found = Findings()
        for trouble, path in order:
            found.add(trouble, path, "")
        with pytest.raises(RequestError) as caught:
            found.settle()
        assert [(problem.code, problem.path) for problem in caught.value.problems] == [
            (trouble.value[0], path) for trouble, path in ordered
        ]


def test_problems_of_one_kind_stand_in_the_order_of_the_document_and_of_the_array() -> None:
    paths = ["", "per_recipient", "number_of_recipients", "to[9]", "to[10]", *DOCUMENT_ORDER[1:], "page"]
    found = Findings()
    for path in [*sorted(set(paths) - {"to[9]", "to[10]"}), "to[9]", "to[10]"]:
        found.add(Trouble.WRONG_TYPE, path, "")
    assert [problem.path for problem in found.in_order()] == paths
    with pytest.raises(RequestError):
        found.refuse()


def test_of_a_member_that_has_failed_nothing_more_is_said() -> None:
    found = Findings()
    found.add(Trouble.INVALID_RECIPIENT, "to[1]", "")
    found.add(Trouble.WRONG_TYPE, "parameters.name.default", "")
    found.add(Trouble.UDH_MALFORMED, "udh", "a warning is no failure")
    found.add_unless_failed(
        [
            Trouble.TOO_MANY.at("to", ""),
            Trouble.INVALID_KEY.at("parameters.n[", ""),
            Trouble.TOO_LONG.at("body", ""),
            Trouble.UNKNOWN_VALUE.at("body", "the second of one member"),
            Trouble.MISSING.at("udh", ""),
        ]
    )
    with pytest.raises(RequestError) as caught:
        found.settle()
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["wrong_type", "invalid_recipient", "too_long", "unknown_value", "missing", "udh_malformed"]


# -- what messages show ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({}, "an object"),
        ([], "an array"),
        ("", "a string"),
        (True, "a boolean"),
        (0, "a number"),
        (0.5, "a number"),
        (None, "null"),
    ],
)
def test_types_have_the_names_of_json(value: object, name: str) -> None:
    assert type_of(value) == name


def test_a_value_is_shown_up_to_80_characters() -> None:
    assert (shown("x" * 80), shown("x" * 81)) == ("x" * 80, "x" * 80 + "...")
    assert (shown(5), shown(True), shown(None), shown([1])) == ("5", "a boolean", "null", "an array")

"""Errors: their place in the tree, their attributes, their words, and the way through a pickle."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest

from septet import errors
from septet.errors import (
    DecodeError,
    EncodeError,
    FieldRangeError,
    FileFormatError,
    MalformedError,
    MissingValueError,
    OverlengthError,
    Problem,
    ReassemblyError,
    RequestError,
    SeptetError,
    Severity,
    TemplateError,
    TooManyPartsError,
    TruncatedError,
    UnencodableCharacterError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WHERE = ("ends early", "user_data.udh", 7)
DECODE = {"reason": "ends early", "field": "user_data.udh", "offset": 7}
UNKNOWN = Problem("unknown_group", "unknown_group", "to[1]", "there is no group 'x'")
EMPTY = Problem(code="no_body", wire_code=24, path="", message="the message is missing")
ROWS: list[tuple[SeptetError, dict[str, object], str]] = [
    (
        UnencodableCharacterError("a\u042f", 1, "the alphabet"),
        {"text": "a\u042f", "position": 1, "alphabet": "the alphabet", "character": "\u042f"},
        r"'\u042f' (U+042F) at position 1 is not in the alphabet",
    ),
    (
        UnencodableCharacterError("`", 0, "the alphabet"),
        {"text": "`", "position": 0, "alphabet": "the alphabet", "character": "`"},
        "'`' (U+0060) at position 0 is not in the alphabet",
    ),
    (
        UnencodableCharacterError("a\U0001f600", 1, "the alphabet"),
        {"text": "a\U0001f600", "position": 1, "alphabet": "the alphabet", "character": "\U0001f600"},
        r"'\U0001f600' (U+1F600) at position 1 is not in the alphabet",
    ),
    (
        UnencodableCharacterError("\ud83d\n", 0, "the alphabet"),
        {"text": "\ud83d\n", "position": 0, "alphabet": "the alphabet", "character": "\ud83d"},
        r"'\ud83d' (U+D83D) at position 0 is not in the alphabet",
    ),
    (
        FieldRangeError("fill_bits", 7, "0 to 6"),
        {"field": "fill_bits", "value": 7, "limit": "0 to 6"},
        "fill_bits must be 0 to 6, not 7",
    ),
    (
        FieldRangeError("number", "0123", "international"),
        {"field": "number", "value": "0123", "limit": "international"},
        "number must be international, not '0123'",
    ),
    (
        TooManyPartsError(256, 255),
        {"needed": 256, "limit": 255},
        "the text needs 256 parts, 255 at most are allowed",
    ),
    (
        TemplateError("the placeholder is not closed", 3),
        {"reason": "the placeholder is not closed", "position": 3},
        "template, position 3: the placeholder is not closed",
    ),
    (ReassemblyError("two parts have number 1"), {"reason": "two parts have number 1"}, "two parts have number 1"),
    (RequestError(UNKNOWN), {"problems": (UNKNOWN,)}, "to[1]: there is no group 'x'"),
    (RequestError(EMPTY, UNKNOWN), {"problems": (EMPTY, UNKNOWN)}, "the message is missing (and 1 more)"),
    (MissingValueError("name"), {"name": "name"}, "no value for ${name}"),
    (DecodeError(*WHERE), DECODE, "user_data.udh: ends early at offset 7"),
    (TruncatedError(*WHERE), DECODE, "user_data.udh: ends early at offset 7"),
    (OverlengthError(*WHERE), DECODE, "user_data.udh: ends early at offset 7"),
    (MalformedError(*WHERE), DECODE, "user_data.udh: ends early at offset 7"),
    (
        FileFormatError("a.csv", 3, "no such column"),
        {"file": "a.csv", "line": 3, "reason": "no such column"},
        "a.csv, line 3: no such column",
    ),
    (
        FileFormatError("a.csv", None, "is empty"),
        {"file": "a.csv", "line": None, "reason": "is empty"},
        "a.csv: is empty",
    ),
]
ids = [f"{type(error).__name__}-{index}" for index, (error, _, _) in enumerate(ROWS)]


def test_every_error_that_can_be_raised_is_tried_here() -> None:
    classes = {item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, SeptetError)}
    assert {type(error) for error, _, _ in ROWS} == classes - {SeptetError, EncodeError}


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (SeptetError, Exception),
        (EncodeError, SeptetError),
        (EncodeError, ValueError),
        (UnencodableCharacterError, EncodeError),
        (FieldRangeError, EncodeError),
        (TooManyPartsError, EncodeError),
        (TemplateError, EncodeError),
        (MissingValueError, EncodeError),
        (DecodeError, SeptetError),
        (DecodeError, ValueError),
        (TruncatedError, DecodeError),
        (OverlengthError, DecodeError),
        (MalformedError, DecodeError),
        (ReassemblyError, SeptetError),
        (RequestError, SeptetError),
        (RequestError, ValueError),
        (FileFormatError, SeptetError),
        (FileFormatError, ValueError),
    ],
)
def test_errors_are_a_tree_with_value_error_beside_it(kind: type[SeptetError], parent: type[Exception]) -> None:
    assert parent in kind.__bases__


@pytest.mark.parametrize(("error", "attributes", "message"), ROWS, ids=ids)
def test_an_error_has_attributes_and_a_message_made_of_them(
    error: SeptetError, attributes: dict[str, object], message: str
) -> None:
    assert {name: getattr(error, name) for name in attributes} == attributes
    assert str(error) == message
    assert message.isprintable()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(("error", "attributes", "message"), ROWS, ids=ids)
def test_an_error_goes_through_a_pickle(
    error: SeptetError, attributes: dict[str, object], message: str, protocol: int
) -> None:
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert {name: getattr(again, name) for name in attributes} == attributes
    assert (again.args, str(again), repr(again)) == (error.args, message, repr(error))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize(("error", "attributes", "message"), ROWS, ids=ids)
def test_an_error_can_be_copied(
    error: SeptetError, attributes: dict[str, object], message: str, copied: Callable[[SeptetError], SeptetError]
) -> None:
    again = copied(error)
    assert again is not error
    assert type(again) is type(error)
    assert {name: getattr(again, name) for name in attributes} == attributes
    assert str(again) == message


def test_an_error_wants_all_its_attributes() -> None:
    for error, _, _ in ROWS:
        with pytest.raises(TypeError):
            type(error)(*(() if isinstance(error, RequestError) else error.args[:-1]))


# -- comparing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("error", "attributes", "message"), ROWS, ids=ids)
def test_errors_are_equal_when_their_class_and_all_their_attributes_are(
    error: SeptetError, attributes: dict[str, object], message: str
) -> None:
    again = copy.copy(error)
    assert again == error
    assert hash(again) == hash(error)
    assert (error != again) is False
    assert [other for other, _, _ in ROWS if other == error] == [error]
    assert error != message
    assert error != attributes
    assert error.__eq__(error.args) is NotImplemented


def test_errors_of_different_classes_are_not_equal() -> None:
    assert TruncatedError(*WHERE) != DecodeError(*WHERE)
    assert DecodeError(*WHERE) != TruncatedError(*WHERE)
    assert TruncatedError(*WHERE) != Exception(*WHERE)


def test_errors_go_into_sets() -> None:
    assert len({FieldRangeError("fill_bits", n % 5, "0 to 6") for n in range(20)}) == 5


def test_an_error_about_what_has_no_hash_has_one() -> None:
    error = FieldRangeError("languages", ["xx"], "known languages")
    assert {error: 1}[FieldRangeError("languages", ["xx"], "known languages")] == 1
    assert error != FieldRangeError("languages", ["yy"], "known languages")


def test_where_an_error_was_raised_makes_no_difference() -> None:
    with pytest.raises(TooManyPartsError) as caught:
        raise TooManyPartsError(256, 255) from LookupError()
    assert caught.value == TooManyPartsError(256, 255)


# -- problems ----------------------------------------------------------------------------------------------------------


def test_a_problem_is_an_error_unless_stated() -> None:
    assert (UNKNOWN.severity, EMPTY.severity) == (Severity.ERROR, Severity.ERROR)
    cut = Problem("sender_cut", None, "line 3", "the sender was cut to 11 characters", Severity.CORRECTED)
    assert (cut.severity.value, str(cut)) == ("corrected", "line 3: the sender was cut to 11 characters")
    assert pickle.loads(pickle.dumps(cut)) == cut


def test_the_severities() -> None:
    assert [severity.value for severity in Severity] == ["error", "ignored", "corrected", "warning"]


@pytest.mark.parametrize("kind", [DecodeError, TruncatedError, OverlengthError, MalformedError])
def test_an_error_of_an_inner_field_becomes_one_of_the_outer_field(kind: type[DecodeError]) -> None:
    inner = kind("ends early", "element[1]", 7)
    outer = inner.within("udh", 0).within("user_data", 25)
    assert type(outer) is kind
    assert outer.args == ("ends early", "user_data.udh.element[1]", 32)
    assert str(outer) == "user_data.udh.element[1]: ends early at offset 32"
    assert inner.args == ("ends early", "element[1]", 7)

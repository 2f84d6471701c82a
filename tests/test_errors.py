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
    SeptetError,
    TooManyPartsError,
    TruncatedError,
    UnencodableCharacterError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

WHERE = ("ends early", "user_data.udh", 7)
DECODE = {"reason": "ends early", "field": "user_data.udh", "offset": 7}
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
    classes = {item for item in vars(errors).values() if isinstance(item, type)}
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
        (MissingValueError, EncodeError),
        (DecodeError, SeptetError),
        (DecodeError, ValueError),
        (TruncatedError, DecodeError),
        (OverlengthError, DecodeError),
        (MalformedError, DecodeError),
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
            type(error)(*error.args[:-1])


@pytest.mark.parametrize("kind", [DecodeError, TruncatedError, OverlengthError, MalformedError])
def test_an_error_of_an_inner_field_becomes_one_of_the_outer_field(kind: type[DecodeError]) -> None:
    inner = kind("ends early", "element[1]", 7)
    outer = inner.within("udh", 0).within("user_data", 25)
    assert type(outer) is kind
    assert outer.args == ("ends early", "user_data.udh.element[1]", 32)
    assert str(outer) == "user_data.udh.element[1]: ends early at offset 32"
    assert inner.args == ("ends early", "element[1]", 7)

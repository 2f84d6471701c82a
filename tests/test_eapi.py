"""The package: what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from septet.dialects import eapi

if TYPE_CHECKING:
    from types import ModuleType


def test_the_names() -> None:
    assert eapi.__all__ == [
        "GREEK",
        "Dca",
        "Quotation",
        "Replacement",
        "Response",
        "Status",
        "Trouble",
        "batch",
        "decode_csv",
        "decode_form",
        "decode_text",
        "encode_csv",
        "encode_form",
        "encode_text",
        "is_transient",
        "read_quotation",
        "read_response",
        "sms",
        "write_quotation",
        "write_response",
    ]


@pytest.mark.parametrize("module", [eapi, eapi.sms, eapi.batch])
def test_every_name_is_there_and_says_what_it_is(module: ModuleType) -> None:
    for name in module.__all__:
        assert hasattr(module, name)
        assert getattr(module, name).__doc__


@pytest.mark.parametrize("call", [eapi.sms, eapi.batch])
def test_both_calls_have_the_verbs_of_a_dialect(call: ModuleType) -> None:
    for verb in ("parse", "serialize", "dry_run", "to_wire", "quote", "read_response"):
        assert callable(getattr(call, verb))

"""The package of the dialects: each is there when it is asked for, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from septet import dialects


def test_the_names() -> None:
    assert dialects.__all__ == ["eapi", "smslist", "xms"]


@pytest.mark.parametrize("name", dialects.__all__)
def test_a_dialect_is_imported_when_it_is_asked_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = f"from septet import dialects; import sys; was = 'septet.dialects.{name}' in sys.modules; "
    report += f"dialects.{name}; print(was, 'septet.dialects.{name}' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n"
    monkeypatch.delattr(dialects, name, raising=False)
    assert getattr(dialects, name) is sys.modules[f"septet.dialects.{name}"]


def test_all_of_them_are_listed_before_they_are_imported() -> None:
    report = "from septet import dialects; print({*dialects.__all__} <= {*dir(dialects)})"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
    assert {"__name__", *dialects.__all__} <= {*dir(dialects)}


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    name = "smpp"
    with pytest.raises(AttributeError, match=r"^module 'septet.dialects' has no attribute 'smpp'$"):
        getattr(dialects, name)

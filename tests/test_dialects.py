"""The package of the dialects: each is there when it is asked for, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

from septet import dialects, plan

A = "a"
R = "я"


@pytest.mark.parametrize(
    ("text", "encoding", "n_units", "parts"),
    [
        pytest.param(A * 160, "GSM-7", 160, [160], id="C1"),
        pytest.param(A * 161, "GSM-7", 161, [153, 8], id="C1, one more"),
        pytest.param(A * 306, "GSM-7", 306, [153] * 2, id="C2"),
        pytest.param(A * 307, "GSM-7", 307, [153, 153, 1], id="C2, one more"),
        pytest.param(A * 1061, "GSM-7", 1061, [153] * 6 + [143], id="C3"),
        pytest.param(A * 1062, "GSM-7", 1062, [153] * 6 + [144], id="C3, where the published table errs"),
        pytest.param(A * 1071, "GSM-7", 1071, [153] * 7, id="C3, seven full parts"),
        pytest.param(A * 1072, "GSM-7", 1072, [153] * 7 + [1], id="C3, one more"),
        pytest.param(A * 1600, "GSM-7", 1600, [153] * 10 + [70], id="C4"),
        pytest.param(A * 2000, "GSM-7", 2000, [153] * 13 + [11], id="C4, the longest body of XMS"),
        pytest.param(R * 70, "UCS-2", 70, [70], id="C5"),
        pytest.param(R * 71, "UCS-2", 71, [67, 4], id="C5, one more"),
        pytest.param(R * 134, "UCS-2", 134, [67] * 2, id="C5, two full parts"),
        pytest.param(R * 135, "UCS-2", 135, [67, 67, 1], id="C5, three"),
        pytest.param(R * 1600, "UCS-2", 1600, [67] * 23 + [59], id="C6, where the published table errs"),
        pytest.param(R * 2000, "UCS-2", 2000, [67] * 29 + [57], id="C6"),
        pytest.param(A * 158 + "€", "GSM-7", 160, [160], id="C7"),
        pytest.param(A * 159 + "€", "GSM-7", 161, [153, 8], id="C7, one more"),
        pytest.param(A * 153 + "€" + A * 151, "GSM-7", 306, [153, 153], id="C9"),
        pytest.param("😀" * 35, "UCS-2", 70, [70], id="C11"),
        pytest.param("😀" * 36, "UCS-2", 72, [66, 6], id="C11, one more"),
        pytest.param("😀" * 66, "UCS-2", 132, [66, 66], id="C12"),
        pytest.param("😀" * 67, "UCS-2", 134, [66, 66, 2], id="C12, one more"),
        pytest.param("it's " + A * 155, "GSM-7", 160, [160], id="C15, straight"),
        pytest.param("it’s " + A * 155, "UCS-2", 160, [67, 67, 26], id="C15, curly"),
        pytest.param("Ç", "GSM-7", 1, [1], id="C16, capital"),
        pytest.param("ç", "UCS-2", 1, [1], id="C16, small"),
        pytest.param("`", "UCS-2", 1, [1], id="C16, grave"),
        pytest.param("ë", "UCS-2", 1, [1], id="C16, diaeresis"),
    ],
)
def test_worked_examples_of_counting(text: str, encoding: str, n_units: int, parts: list[int]) -> None:
    """What all dialects count by, by the numbers of the examples."""
    planned = plan(text)
    assert (str(planned.encoding), planned.n_units) == (encoding, n_units)
    assert list(planned.part_units) == parts


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

"""Templates: what is a placeholder and what is text, and what is put in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from septet.errors import MissingValueError, TemplateError
from septet.templates import Template

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\$\{([^{}]*[^{}\s][^{}]*)\}")
"""``${``, a name without braces, ``}``."""


def can_be_read(source: str) -> bool:
    """Whether every ``${`` begins a placeholder."""
    return "${" not in PLACEHOLDER.sub("-", source)


texts = st.sampled_from(["$", "{", "}", "$$", "{}", "a}", "a", "b", " ", "\n", "\ud83d"])
placeholders = st.sampled_from(["${a}", "${ a }", "${b}", "${$}", "${ $ }", "${a$}", "${\u3000b c\n}"])
openings = st.sampled_from(["${", "${}", "${ }", "${a", "${{a}", "${a{b}"])
sources = st.lists(placeholders | texts, max_size=12).map("".join).filter(can_be_read)
blanks = st.text(" \t\n\r\x0b\x0c\x1c\x85\xa0\u2003\u3000", max_size=3)
words = st.text(min_size=1).filter(str.strip)


def naive_names(source: str) -> list[str]:
    """The names in the placeholders, as a regular expression finds them."""
    return [name.strip() for name in PLACEHOLDER.findall(source) if name.strip() != "$"]


def naive_render(source: str, values: Mapping[str, str]) -> str:
    """The text with the values put in, by a regular expression."""
    return PLACEHOLDER.sub(lambda found: {**values, "$": "$"}[found[1].strip()], source)


# -- what is a placeholder ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "names", "rendered"),
    [
        ("", (), ""),
        ("no places", (), "no places"),
        ("${a}", ("a",), "<A>"),
        ("Hi ${a}!", ("a",), "Hi <A>!"),
        ("${a}${b}", ("a", "b"), "<A><B>"),
        ("${b} ${a} ${b}", ("b", "a"), "<B> <A> <B>"),
        ("${ a }", ("a",), "<A>"),
        ("${\ta\n}", ("a",), "<A>"),
        ("${\xa0a\u3000}", ("a",), "<A>"),
        ("${first name}", ("first name",), "<First name>"),
        ("$${a}", ("a",), "$<A>"),
        ("$$${a}$", ("a",), "$$<A>$"),
        ("US$ 5", (), "US$ 5"),
        ("$", (), "$"),
        ("$a {b} $ {a}", (), "$a {b} $ {a}"),
        ("a}", (), "a}"),
        ("${a}}", ("a",), "<A>}"),
        ("{${a}}", ("a",), "{<A>}"),
        ("${a$}", ("a$",), "<A$>"),
        ("${$a}", ("$a",), "<$a>"),
        ("${A} ${a}", ("A", "a"), "<A> <A>"),
        ("${first\nname}", ("first\nname",), "<First\nname>"),
        ("\ud83d${a}\ude00", ("a",), "\ud83d<A>\ude00"),
        ("${$}", (), "$"),
        ("${ $ }5", (), "$5"),
        ("${$}{a}", (), "${a}"),
        ("${$}{${a}}", ("a",), "${<A>}"),
        ("$${$}${a}${$}", ("a",), "$$<A>$"),
    ],
)
def test_a_placeholder_is_a_name_in_braces_and_anything_else_is_text(
    source: str, names: tuple[str, ...], rendered: str
) -> None:
    template = Template(source)
    assert (template.source, template.names) == (source, names)
    assert template.render({name: f"<{name.capitalize()}>" for name in names}) == rendered


@pytest.mark.parametrize(
    ("source", "position", "wrong"),
    [
        ("${", 0, "has no } at its end"),
        ("Hi ${name", 3, "has no } at its end"),
        ("Hi ${a} and ${b", 12, "has no } at its end"),
        ("${$} ${", 5, "has no } at its end"),
        ("${a ${b}", 0, "has no } at its end"),
        ("${a${b}}", 0, "has no } at its end"),
        ("${${a}", 0, "has no } at its end"),
        ("$${a", 1, "has no } at its end"),
        ("${{a}}", 0, "has a { in its name"),
        ("Hi ${name, you owe {amount}.", 3, "has a { in its name"),
        ("${}", 0, "has no name"),
        ("x${ }", 1, "has no name"),
        ("${a}${\xa0\n}", 4, "has no name"),
        ("${}}", 0, "has no name"),
    ],
)
def test_a_placeholder_without_an_end_or_a_name_is_an_error(source: str, position: int, wrong: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template(source)
    assert caught.value == TemplateError(f"the placeholder {wrong}; to send ${{ itself, write ${{$}}{{", position)


def test_what_the_error_tells_to_write_sends_those_characters() -> None:
    assert Template("${$}{").render({}) == "${"


@given(st.lists(placeholders | texts | openings, max_size=12).map("".join))
@example("${${}}")
@example("${a${b}}${")
def test_every_opening_is_a_placeholder_or_an_error(source: str) -> None:
    if can_be_read(source):
        assert Template(source).names == tuple(dict.fromkeys(naive_names(source)))
    else:
        with pytest.raises(TemplateError) as caught:
            Template(source)
        position = caught.value.position
        assert source.startswith("${", position)
        assert can_be_read(source[:position])


@given(sources)
def test_it_does_what_a_regular_expression_does(source: str) -> None:
    names = naive_names(source)
    values = {name: f"[{i}]" for i, name in enumerate(names)}
    template = Template(source)
    assert template.names == tuple(values)
    assert template.render(values) == naive_render(source, values)


@given(st.lists(st.tuples(st.sampled_from(["", "a ", "$", "} {"]), blanks, st.sampled_from("xyz"), blanks), max_size=6))
def test_blanks_around_a_name_do_not_count(places: list[tuple[str, str, str, str]]) -> None:
    padded = "".join(f"{text}${{{before}{name}{after}}}" for text, before, name, after in places)
    bare = "".join(f"{text}${{{name}}}" for text, _, name, _ in places)
    values = {"x": "1", "y": "2", "z": "3"}
    assert Template(padded).names == Template(bare).names == tuple(dict.fromkeys(name for _, _, name, _ in places))
    assert Template(padded).render(values) == Template(bare).render(values)


# -- what is put in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["${a}", "${b}", "$", "}", "${", "$${b}", " x ", "\ud800", "\0"])
def test_what_is_put_in_is_not_searched_for_placeholders(text: str) -> None:
    assert Template("<${a}|${b}>").render({"a": text, "b": "-"}) == f"<{text}|->"


@given(words, words)
def test_two_values_that_make_a_placeholder_together_make_none(before: str, after: str) -> None:
    values = {"a": before + "${", "b": "c}" + after, "c": "wrong"}
    assert Template("${a}${b}").render(values) == f"{before}${{c}}{after}"


@pytest.mark.parametrize("values", [{}, {"a": ""}, {"a": " "}, {"a": "\xa0\t\n"}, {"A": "x"}, {"a ": "x"}])
def test_a_value_that_is_missing_or_blank_is_an_error(values: dict[str, str]) -> None:
    with pytest.raises(MissingValueError) as caught:
        Template("Hi ${ a }!").render(values)
    assert caught.value.name == "a"


def test_the_first_missing_value_is_named() -> None:
    template = Template("${a} ${b} ${c}")
    with pytest.raises(MissingValueError, match=r"^no value for \$\{b\}$"):
        template.render({"a": "x", "c": ""})
    with pytest.raises(MissingValueError, match=r"^no value for \$\{b\}$"):
        template.for_columns({"a": 0, "b": 1, "c": 2})(["x", " ", ""])


@pytest.mark.parametrize("wrong", [5, None, b"x"])
def test_a_value_is_text(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Template("${a}").render({"a": wrong})
    with pytest.raises(TypeError):
        Template("${a}").for_columns({"a": 0})([wrong])


def test_values_for_other_names_do_no_harm() -> None:
    assert Template("${a}").render({"a": "x", "b": "", "c": "y"}) == "x"


# -- columns -----------------------------------------------------------------------------------------------------------


@given(sources, st.lists(st.one_of(words, st.sampled_from(["", " ", "${a}"])), min_size=1), st.data())
def test_a_row_renders_as_its_values_do(source: str, cells: list[str], data: st.DataObject) -> None:
    template = Template(source)
    index = {name: data.draw(st.integers(0, len(cells) - 1)) for name in template.names}
    render_row = template.for_columns(index)
    values = {name: cells[place] for name, place in index.items()}
    missing = next((name for name in naive_names(source) if not values[name].strip()), None)
    if missing is None:
        assert render_row(cells) == render_row(tuple(cells)) == template.render(values) == naive_render(source, values)
    else:
        with pytest.raises(MissingValueError) as of_the_row:
            render_row(cells)
        with pytest.raises(MissingValueError) as of_the_values:
            template.render(values)
        assert of_the_row.value.name == of_the_values.value.name == missing


def test_columns_are_taken_by_their_index() -> None:
    render_row = Template("${b}, ${a}, ${b}").for_columns({"a": 3, "b": 0, "unused": 9})
    assert render_row(["first", "", "", "last"]) == "first, last, first"
    assert render_row(["1", "", "", "2", "more"]) == "1, 2, 1"


def test_a_name_without_a_column_is_told_at_once() -> None:
    with pytest.raises(KeyError, match="b"):
        Template("${a} ${b}").for_columns({"a": 0})


def test_a_template_without_places_is_the_same_for_every_row() -> None:
    assert Template("text").for_columns({})([]) == "text"

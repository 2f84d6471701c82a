"""The SQL functions for DuckDB: what the planner says, for any text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from septet.plan import count_parts, plan_without_limit
from septet.rules import DEFAULT

pytestmark = pytest.mark.engines
duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
engine = pytest.importorskip("septet.engines.duckdb")

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEXTS = st.text(st.one_of(st.sampled_from("a€[Я’😀"), st.characters(exclude_categories=["Cs"])), max_size=200)
QUERY = "SELECT sms_encoding(text), sms_units(text), sms_parts(text) FROM texts"


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    """A connection with the functions."""
    with duckdb.connect() as made:
        engine.register(made)
        yield made


def asked(connection: Any, texts: Sequence[str | None]) -> list[tuple[Any, ...]]:
    """What the functions say of each text."""
    connection.register("texts", pa.table({"text": pa.array(texts, pa.utf8())}))
    found: list[tuple[Any, ...]] = connection.execute(QUERY).fetchall()
    return found


def planned(text: str | None) -> tuple[Any, ...]:
    """What the planner says of a text."""
    if text is None:
        return None, None, None
    made = plan_without_limit(text, DEFAULT)
    return str(made.encoding), made.n_units, made.n_parts


@given(st.lists(st.none() | TEXTS))
def test_the_functions_say_what_the_planner_says(connection: Any, texts: list[str | None]) -> None:
    assert asked(connection, texts) == list(map(planned, texts))


def test_they_work_on_whole_columns(connection: Any) -> None:
    connection.execute("CREATE TABLE many AS SELECT repeat('x', i % 1000) AS text FROM range(100_000) AS r(i)")
    ((n_parts,),) = connection.execute("SELECT sum(sms_parts(text)) FROM many").fetchall()
    assert n_parts == 100 * sum(count_parts("x" * i) for i in range(1000))
    found = connection.execute("SELECT sms_parts(NULL), sms_parts(''), sms_parts(repeat('a', 39016))").fetchall()
    assert found == [(None, 1, 256)]


def test_another_connection_does_not_know_them() -> None:
    with duckdb.connect() as other, pytest.raises(duckdb.CatalogException, match="sms_parts"):
        other.execute("SELECT sms_parts('a')")


def test_registering_again_does_nothing() -> None:
    with duckdb.connect() as connection:
        for _ in range(2):
            engine.register(connection)
        engine.register(connection.cursor())
        connection.execute("CREATE VIEW counted AS SELECT sms_parts('hello') AS parts")
        engine.register(connection)
        assert connection.execute("SELECT parts FROM counted").fetchall() == [(1,)]

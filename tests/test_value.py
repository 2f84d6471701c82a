"""Values behave like frozen, slotted dataclasses: each fact is tried on both, on classes that read the same."""

from __future__ import annotations

import copy
import dataclasses
import functools
import gc
import inspect
import operator
import pickle
import pydoc
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest

import septet
from septet._value import value

if TYPE_CHECKING:
    from collections.abc import Callable


@value
class Ours:
    """A point."""

    x: int
    y: int = 2
    """The other one."""
    names: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The sum."""
        return self.x + self.y

    def moved(self, by: int) -> Ours:
        return Ours(self.x + by, self.y, self.names)

    @classmethod
    def origin(cls) -> Ours:
        return cls(0, 0)

    @staticmethod
    def one() -> int:
        return 1


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """A point."""

    x: int
    y: int = 2
    """The other one."""
    names: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The sum."""
        return self.x + self.y

    def moved(self, by: int) -> Theirs:
        return Theirs(self.x + by, self.y, self.names)

    @classmethod
    def origin(cls) -> Theirs:
        return cls(0, 0)

    @staticmethod
    def one() -> int:
        return 1


@value
class OursOfOne:
    only: object


@dataclasses.dataclass(frozen=True, slots=True)
class TheirsOfOne:
    only: object


@value
class WithItsOwn:
    """Keeps the methods that it has itself."""

    x: int

    def __repr__(self) -> str:
        return f"<{self.x}>"

    def __hash__(self) -> int:
        return 5

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WithItsOwn)


POINTS: pytest.MarkDecorator = pytest.mark.parametrize("point", [Ours, Theirs], ids=["ours", "theirs"])
ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, 2, ()), {}),
    ((1, 2, ("a", "b")), {}),
    ((), {"x": 1}),
    ((1,), {"names": ("a",)}),
    ((1,), {"y": 3}),
    ((), {"names": ("\ud83d",), "y": None, "x": 1.5}),
]


def read(point: Any) -> tuple[object, ...]:
    """The fields."""
    return point.x, point.y, point.names


# -- making ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("args", "named"), ARGUMENTS)
def test_fields_come_by_place_or_by_name_or_by_default(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    expected = dict(zip(("x", "y", "names"), args)) | named
    for point in (Ours, Theirs):
        made = point(*args, **named)
        assert read(made) == (expected["x"], expected.get("y", 2), expected.get("names", ()))


@POINTS
@pytest.mark.parametrize(
    ("args", "named"),
    [
        ((), {}),
        ((), {"y": 1}),
        ((1, 2, (), 4), {}),
        ((1,), {"x": 1}),
        ((1,), {"z": 1}),
        ((1, 2, (), 4), {"z": 1}),
    ],
)
def test_wrong_arguments_raise_type_error(point: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        point(*args, **named)
    point(1)
    with pytest.raises(TypeError):
        point(*args, **named)


@pytest.mark.parametrize("made", [False, True])
def test_the_signature_and_its_types_are_those_of_a_dataclass(made: bool) -> None:
    @value
    class Fresh:
        x: int
        y: int = 2
        names: tuple[str, ...] = ()

    if made:
        Fresh(1)
    assert inspect.signature(Fresh) == inspect.signature(Theirs)
    assert inspect.signature(Fresh.__init__) == inspect.signature(Theirs.__init__)
    assert get_type_hints(Fresh.__init__) == get_type_hints(Theirs.__init__)
    assert get_type_hints(Fresh.__init__) == {"x": int, "y": int, "names": tuple[str, ...], "return": type(None)}
    assert get_type_hints(Fresh) == get_type_hints(Theirs)
    name = "test_the_signature_and_its_types_are_those_of_a_dataclass.<locals>.Fresh.__init__"
    assert (Fresh.__init__.__module__, Fresh.__init__.__qualname__) == (__name__, name)


def test_the_values_of_the_package_say_their_types() -> None:
    hints = get_type_hints(septet.Plan.__init__)
    assert (hints["encoding"], hints["part_units"], hints["return"]) == (septet.Encoding, tuple[int, ...], type(None))


def test_a_value_may_have_no_fields() -> None:
    @value
    class Nothing:
        """No more than a name."""

    assert Nothing() == Nothing()
    assert repr(Nothing()).endswith("Nothing()")
    with pytest.raises(TypeError):
        Nothing(1)  # type: ignore[call-arg]


def test_a_class_whose_module_is_gone_makes_values_all_the_same() -> None:
    @value
    class Stray:
        x: int
        __module__ = "septet.no_such_module"

    assert Stray(1).x == 1


def test_the_constructor_of_a_value_is_called_by_its_heirs() -> None:
    @value
    class Base:
        x: int

    class Heir(Base):
        __slots__ = ()

        def __init__(self, x: int) -> None:
            super().__init__(x + 1)

    assert [Heir(1).x, Heir(x=2).x, Base(1).x] == [2, 3, 1]


def test_what_a_class_says_of_itself_is_kept() -> None:
    for attribute in ("__doc__", "__module__", "__match_args__", "__slots__", "__annotations__"):
        assert getattr(Ours, attribute) == getattr(Theirs, attribute)
    assert (Ours.__name__, Ours.__qualname__) == ("Ours", "Ours")
    assert Ours.__match_args__ == ("x", "y", "names")


@POINTS
def test_methods_work(point: Any) -> None:
    assert point(3).total == 5
    assert read(point(3).moved(1)) == (4, 2, ())
    assert read(point.origin()) == (0, 0, ())
    assert (point.one(), point(1).one()) == (1, 1)
    assert point.total.__doc__ == "The sum."


def test_names_are_the_same_whoever_made_them() -> None:
    names = {"".join(["na", "mes"]): ("a",), "".join(["", "x"]): 1}
    for _ in range(2):
        assert read(Ours(**names)) == (1, 2, ("a",))  # type: ignore[arg-type]


def test_a_value_may_have_very_many_fields() -> None:
    for n_fields in (64, 65, 300):
        names = [f"field{i}" for i in range(n_fields)]
        made: Any = value(type("Wide", (), {"__annotations__": dict.fromkeys(names, int), names[-1]: 7}))
        for _ in range(2):
            wide = made(*range(n_fields - 1))
            assert [getattr(wide, name) for name in names] == [*range(n_fields - 1), 7]


def test_a_class_may_have_its_own_way_to_begin() -> None:
    @value
    class Counted:
        x: int

        def __new__(cls, *_: object) -> Any:
            begun.append(cls)
            return super(cls, cls).__new__(cls)

    begun: list[type] = []
    assert [Counted(1).x, Counted(2).x] == [1, 2]
    assert begun == [Counted, Counted]


def test_the_class_of_the_class_may_have_its_own_way_to_call() -> None:
    class Loud(type):
        def __call__(cls, *args: object) -> object:
            called.append(args)
            return super().__call__(*args)

    class Base(metaclass=Loud):
        __slots__ = ()

    @value
    class Quiet(Base):
        x: int

    called: list[tuple[object, ...]] = []
    assert [Quiet(1).x, Quiet(2).x] == [1, 2]
    assert called == [(1,), (2,)]


@POINTS
def test_fields_live_as_long_as_the_value(point: Any) -> None:
    field = ("a field",)
    before = sys.getrefcount(field)
    for args, named in (((1, 2, field), {}), ((), {"x": field}), ((field,), {"names": field})):
        for _ in range(100):
            made = point(*args, **named)
            with pytest.raises(TypeError):
                point(field, field, field, field)
            with pytest.raises(TypeError):
                point(field, x=field)
    assert sys.getrefcount(field) > before
    del made, args, named
    assert sys.getrefcount(field) == before


@POINTS
@pytest.mark.parametrize("inside", [list, lambda: ([],), lambda: {"key": []}])
def test_a_value_in_a_cycle_is_collected(point: Any, inside: Callable[[], Any]) -> None:
    class Watched(list[object]):
        pass

    watched = Watched()
    seen = weakref.ref(watched)
    made = point(1, watched, inside())
    watched.append(made)
    del watched, made
    gc.collect()
    assert seen() is None


@POINTS
def test_a_value_with_a_dict_that_is_filled_later_is_collected(point: Any) -> None:
    class Watched:
        pass

    watched = Watched()
    seen = weakref.ref(watched)
    later: dict[str, object] = {}
    made = point(1, later)
    later["all"] = made, watched
    del made, later, watched
    gc.collect()
    assert seen() is None


def test_a_value_that_has_a_dict_from_its_base_is_collected() -> None:
    class Base:
        pass

    @value
    class Inner(Base):
        x: int

    watched = Base()
    seen = weakref.ref(watched)
    for _ in range(2):
        made = Inner(1)
    object.__setattr__(made, "others", (made, watched))
    del made, watched
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize("decorate", [value, dataclasses.dataclass(frozen=True, slots=True)], ids=["ours", "theirs"])
def test_a_constructor_that_was_replaced_is_called(decorate: Callable[[type], Any]) -> None:
    class Plain:
        x: int

    def begin(self: object, x: int) -> None:
        object.__setattr__(self, "x", x + 1)

    fresh = decorate(Plain)
    assert [fresh(1).x, fresh(2).x] == [1, 2]
    fresh.__init__ = begin
    assert [fresh(1).x, fresh(2).x] == [2, 3]


def test_what_is_kept_in_a_class_may_be_taken_away() -> None:
    @value
    class Fresh:
        x: int = 5

    Fresh()
    for name in [name for name in vars(Fresh) if "construct" in name]:
        setattr(Fresh, name, None)
        assert Fresh().x == 5
        delattr(Fresh, name)
        assert Fresh(6).x == 6


def test_many_threads_make_their_first_value_at_once() -> None:
    for _ in range(20):

        @value
        class Fresh:
            x: int
            y: int = 2

        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(Fresh, range(64)))
        assert [(item.x, item.y) for item in made] == [(x, 2) for x in range(64)]


# -- comparing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("args", "named"), ARGUMENTS)
def test_a_value_reads_like_a_dataclass(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    assert repr(Ours(*args, **named)) == repr(Theirs(*args, **named)).replace("Theirs", "Ours")
    assert repr(OursOfOne(Ours(1))) == "OursOfOne(only=Ours(x=1, y=2, names=()))"


@POINTS
def test_values_are_equal_when_all_their_fields_are(point: Any) -> None:
    made = point(1, 2, ("a",))
    assert made == point(1, 2, ("a",))
    assert operator.ne(made, point(1, 2, ("a",))) is False
    for other in (point(0, 2, ("a",)), point(1, 0, ("a",)), point(1, 2, ()), (1, 2, ("a",)), None):
        assert made != other
        assert operator.eq(made, other) is False
    assert made.__eq__((1, 2, ("a",))) is NotImplemented


def test_values_of_different_classes_are_not_equal() -> None:
    assert OursOfOne(1) != TheirsOfOne(1)  # type: ignore[comparison-overlap]
    assert TheirsOfOne(1) != OursOfOne(1)  # type: ignore[comparison-overlap]

    class Heir(Ours):
        __slots__ = ()

    class HeirOfTheirs(Theirs):
        __slots__ = ()

    assert Heir(1) != Ours(1)
    assert HeirOfTheirs(1) != Theirs(1)
    assert Heir(1) == Heir(1)


@POINTS
def test_values_have_no_order(point: Any) -> None:
    with pytest.raises(TypeError):
        assert point(1) < point(2)


@POINTS
def test_equal_values_have_equal_hashes(point: Any) -> None:
    assert hash(point(1, 2, ("a",))) == hash(point(1, 2, ("a",)))
    assert len({point(x, y) for x in range(20) for y in range(20)}) == 400
    assert {point(1): "found"}[point(1, 2)] == "found"
    assert len({hash(point(x, y)) for x in range(20) for y in range(20)}) > 390


@POINTS
def test_a_value_of_what_has_no_hash_has_none(point: Any) -> None:
    assert point([]) == point([])
    with pytest.raises(TypeError, match="unhashable"):
        hash(point([]))


@POINTS
def test_a_value_matches_a_pattern(point: Any) -> None:
    match point(1, 5, ("a",)):
        case point(0):
            found: object = "wrong"
        case point(1, y, names=(name,)):
            found = y, name
    assert found == (5, "a")


def test_methods_of_the_class_itself_win() -> None:
    assert repr(WithItsOwn(1)) == "<1>"
    assert hash(WithItsOwn(1)) == 5
    assert WithItsOwn(1) == WithItsOwn(2)


def test_what_has_its_own_equality_has_no_hash_unless_its_own() -> None:
    @value
    class Caseless:  # noqa: PLW1641 - this is what is tried
        x: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Caseless) and other.x.lower() == self.x.lower()

    class Heir(Ours):  # noqa: PLW1641 - and this
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Ours) and other.x == self.x

    assert Caseless("A") == Caseless("a")
    assert Heir(1, 2) == Heir(1, 3)
    for unhashable in (Caseless("A"), Heir(1)):
        with pytest.raises(TypeError, match="unhashable"):
            hash(unhashable)


def test_what_has_its_own_hash_keeps_the_equality_of_its_fields() -> None:
    @value
    class Rough:
        x: int

        def __hash__(self) -> int:
            return 7

    assert (hash(Rough(1)), Rough(1) == Rough(1), Rough(1) == Rough(2)) == (7, True, False)
    assert len({Rough(1), Rough(2), Rough(1)}) == 2


# -- among others ------------------------------------------------------------------------------------------------------


def test_a_value_is_no_dataclass_and_does_not_seem_to_be_one() -> None:
    assert not dataclasses.is_dataclass(Ours)
    assert not dataclasses.is_dataclass(Ours(1))
    with pytest.raises(TypeError):
        dataclasses.fields(Ours)


@POINTS
def test_a_function_can_be_chosen_by_the_class_of_a_value(point: Any) -> None:
    @functools.singledispatch
    def told(_: object) -> str:
        return "something"

    told.register(point, lambda made: f"a point at {made.x}")
    assert told(point(1)) == "a point at 1"
    assert told(OursOfOne(1)) == "something"


@POINTS
def test_a_value_describes_itself(point: Any) -> None:
    text = pydoc.plain(pydoc.render_doc(point))
    assert "A point." in text
    assert "x: 'int', y: 'int' = 2" in text


# -- staying as it is --------------------------------------------------------------------------------------------------


@POINTS
@pytest.mark.parametrize("name", ["x", "y", "names"])
def test_a_field_cannot_be_changed(point: Any, name: str) -> None:
    made = point(1)
    with pytest.raises(AttributeError):
        setattr(made, name, 3)
    with pytest.raises(AttributeError):
        delattr(made, name)
    assert read(made) == (1, 2, ())


@pytest.mark.parametrize("name", ["unknown", "total", "__class__"])
def test_nothing_else_can_be_changed(name: str) -> None:
    made = Ours(1)
    with pytest.raises(AttributeError, match=f"Ours.{name} cannot be changed: values are frozen"):
        setattr(made, name, 3)
    with pytest.raises(AttributeError, match=f"Ours.{name} cannot be changed: values are frozen"):
        delattr(made, name)


def test_the_error_names_the_field() -> None:
    with pytest.raises(AttributeError, match=r"^Ours\.x cannot be changed: values are frozen$"):
        Ours(1).x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"^Ours\.x cannot be changed: values are frozen$"):
        del Ours(1).x


@POINTS
def test_a_value_has_slots_and_nothing_else(point: Any) -> None:
    assert not hasattr(point(1), "__dict__")
    assert "__weakref__" not in dir(Ours)
    assert inspect.ismemberdescriptor(point.y)


# -- travelling --------------------------------------------------------------------------------------------------------


@POINTS
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_value_goes_through_a_pickle(point: Any, protocol: int) -> None:
    made = point(1, 3, ("a",))
    again = pickle.loads(pickle.dumps(made, protocol))
    assert type(again) is point
    assert again == made


@pytest.mark.parametrize("protocol", [0, 1])
def test_a_value_goes_through_an_old_pickle_too(protocol: int) -> None:
    assert pickle.loads(pickle.dumps(Ours(1, 3, ("a",)), protocol)) == Ours(1, 3, ("a",))


@POINTS
def test_a_value_is_copied(point: Any) -> None:
    inner = [1]
    made = point(inner, 3)
    shallow, deep = copy.copy(made), copy.deepcopy(made)
    assert shallow == deep == made
    assert shallow.x is inner
    assert deep.x is not inner
    assert type(shallow) is type(deep) is point


REPLACERS: list[tuple[Any, Callable[..., Any]]] = [
    (Ours, lambda made, **changes: made.__replace__(**changes)),
    (Theirs, dataclasses.replace),
]
if hasattr(copy, "replace"):  # since Python 3.13
    REPLACERS += [(Ours, copy.replace), (Theirs, copy.replace)]


@pytest.mark.parametrize(("point", "replace"), REPLACERS)
def test_a_value_is_replaced_in_part(point: Any, replace: Callable[..., Any]) -> None:
    made = point(1, 3, ("a",))
    assert replace(made) == made
    assert replace(made, y=4) == point(1, 4, ("a",))
    assert replace(made, x=0, names=()) == point(0, 3, ())
    assert read(made) == (1, 3, ("a",))
    with pytest.raises(TypeError):
        replace(made, unknown=1)


def test_the_values_of_the_package_are_such() -> None:
    made = septet.split("a" * 161, reference=1)
    assert pickle.loads(pickle.dumps(made)) == made
    assert len({*made, *septet.split("a" * 161, reference=1)}) == 2
    with pytest.raises(AttributeError, match="cannot be changed"):
        made[0].udl = 1  # type: ignore[misc]

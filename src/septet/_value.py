"""Frozen, slotted value classes, as ``dataclass(frozen=True, slots=True)`` makes them.

The standard decorator costs 8 to 20 ms at import (it brings ``inspect``), more than all the rest of this package, and
sets each field through ``object.__setattr__``. This one does what values here need: a constructor from the annotated
fields with their defaults, equality and hash by value, ``repr``, pattern matching, pickling, ``copy.replace``.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeVar

    from typing_extensions import dataclass_transform

    T = TypeVar("T")
else:

    def dataclass_transform(**_: object) -> Any:
        return lambda function: function


def _refuse_to_change(self: object, name: str, *_: object) -> NoReturn:
    raise AttributeError(f"{type(self).__name__}.{name} cannot be changed: values are frozen")


def _fields_of(self: Any) -> tuple[object, ...]:
    return tuple(getattr(self, name) for name in self.__match_args__)


def _equal(self: object, other: object) -> bool:
    return _fields_of(self) == _fields_of(other) if type(other) is type(self) else NotImplemented


def _hash(self: object) -> int:
    return hash((type(self), *_fields_of(self)))


def _represent(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__qualname__}({fields})"


def _reduce(self: object) -> tuple[type, tuple[object, ...]]:
    return type(self), _fields_of(self)


def _replace(self: Any, **changes: object) -> object:
    return type(self)(**dict(zip(self.__match_args__, _fields_of(self))) | changes)


_METHODS = {
    "__setattr__": _refuse_to_change,
    "__delattr__": _refuse_to_change,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _represent,
    "__reduce__": _reduce,
    "__replace__": _replace,
}


def _no_short_cut(cls: type, defaults: dict[str, object]) -> None:
    """Do nothing: there is no kernel yet."""


_short_cut: Callable[[type, dict[str, object]], None] = _no_short_cut


class _Constructor:
    """Becomes the constructor of a value class when somebody asks for it, and not before.

    Compiling them all would be a third of the time to import. Setting through the slot's own descriptor is what makes a
    frozen value cheap to build; the compiled kernel goes past it where it can, by what ``construct_by`` was given.
    """

    def __init__(self, fields: tuple[str, ...], defaults: dict[str, object]) -> None:
        self._fields = fields
        self._defaults = defaults

    def __set_name__(self, owner: type, name: str) -> None:
        self._class = owner

    def __get__(self, instance: object, owner: type) -> Callable[..., None]:
        function = self._compiled()
        self._class.__init__ = function  # type: ignore[misc]
        _short_cut(self._class, self._defaults)
        bound: Callable[..., None] = function.__get__(instance, owner)
        return bound

    def _compiled(self) -> Any:
        setters = {f"_set_{name}": getattr(self._class, name).__set__ for name in self._fields}
        parameters = [f"{name}=_defaults[{name!r}]" if name in self._defaults else name for name in self._fields]
        lines = [
            f"def make(_defaults, {', '.join(setters)}):",
            f"    def __init__(self, {', '.join(parameters)}):",
            *(f"        _set_{name}(self, {name})" for name in self._fields),
            "        return None",
            "    return __init__",
        ]
        # In the module of the class, since that is where the names in the annotations are looked up.
        module = sys.modules.get(self._class.__module__, sys.modules[__name__])
        made: dict[str, Any] = {}
        exec("\n".join(lines), module.__dict__, made)  # noqa: S102 - as dataclasses does
        function = made["make"](self._defaults, **setters)
        function.__qualname__ = f"{self._class.__qualname__}.__init__"
        function.__annotations__ = {**self._class.__annotations__, "return": None}
        return function


def construct_by(short_cut: Callable[[type, dict[str, object]], None]) -> None:
    """Let calls of value classes be answered by what ``short_cut`` gives a class, which is told the defaults."""
    global _short_cut  # noqa: PLW0603 - the kernel is above this module, and hands it down
    _short_cut = short_cut


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, slotted value class of its annotated fields.

    Methods that the class defines itself are kept; ``__post_init__`` is not called, since values here check nothing.
    What has its own ``__eq__`` and no ``__hash__`` has no hash, as anywhere in Python: that of the fields would tell
    values apart that are equal. Where the fields are kept by a base class, the class says so with ``__slots__ = ()``.
    """
    fields = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
    body = {name: item for name, item in cls.__dict__.items() if name not in (*fields, "__dict__", "__weakref__")}
    slots = cls.__dict__.get("__slots__", fields)
    own = {"__slots__": slots, "__match_args__": fields, "__init__": _Constructor(fields, defaults)}
    made: Any = type(cls.__name__, cls.__bases__, {**_METHODS, **body, **own})
    made.__qualname__ = cls.__qualname__
    result: type[T] = made
    return result

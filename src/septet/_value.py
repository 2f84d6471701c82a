"""Frozen, slotted value classes, as ``dataclass(frozen=True, slots=True)`` makes them.

The standard decorator costs 8 to 20 ms at import (it brings ``inspect``), more than all the rest of this package, and
sets each field through ``object.__setattr__``. This one does what values here need: a constructor from the annotated
fields with their defaults, equality and hash by value, ``repr``, pattern matching, pickling, ``copy.replace``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from inspect import Signature
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


class _Signature:
    """Makes the signature of a constructor when somebody asks for it: ``inspect`` is what is slow to import."""

    def __init__(self, fields: tuple[str, ...], defaults: dict[str, object]) -> None:
        self._fields = fields
        self._defaults = defaults

    def __get__(self, instance: object, owner: type) -> Signature:
        from inspect import Parameter, Signature

        kind = Parameter.POSITIONAL_OR_KEYWORD
        return Signature(
            [
                Parameter(name, kind, default=self._defaults.get(name, Parameter.empty), annotation=annotation)
                for name, annotation in zip(self._fields, owner.__annotations__.values())
            ]
        )


def _constructor(cls: Any, fields: tuple[str, ...], defaults: dict[str, object]) -> Callable[..., None]:
    def compile_and_run(self: object, *args: object, **named: object) -> None:
        # When the first value is made, and not before: compiling them all would be a third of the time to import.
        # Setting through the slot's own descriptor is what makes a frozen value cheap to build.
        namespace: dict[str, Any] = {f"_set_{name}": getattr(cls, name).__set__ for name in fields}
        namespace["_defaults"] = defaults
        parameters = ", ".join(f"{name}=_defaults[{name!r}]" if name in defaults else name for name in fields)
        body = "\n".join(f"    _set_{name}(self, {name})" for name in fields) or "    pass"
        exec(f"def __init__(self, {parameters}):\n{body}\n", namespace)  # noqa: S102 - as dataclasses does
        cls.__init__ = namespace["__init__"]
        cls.__init__.__qualname__ = f"{cls.__qualname__}.__init__"
        cls.__init__(self, *args, **named)

    return compile_and_run


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen, slotted value class of its annotated fields.

    Methods that the class defines itself are kept; ``__post_init__`` is not called, since values here check nothing.
    """
    fields = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
    body = {name: item for name, item in cls.__dict__.items() if name not in (*fields, "__dict__", "__weakref__")}
    slots = {"__slots__": fields, "__match_args__": fields, "__signature__": _Signature(fields, defaults)}
    made: Any = type(cls.__name__, cls.__bases__, {**_METHODS, **body, **slots})
    made.__qualname__ = cls.__qualname__
    made.__init__ = _constructor(made, fields, defaults)
    result: type[T] = made
    return result

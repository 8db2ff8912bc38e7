"""Classes with slots and fields whose methods are written when somebody first calls them.

Writing the methods of a dataclass takes half a millisecond, and this library has hundreds of classes of which a program
meets a few dozen. What is offered is what we use: slots always, no order, no ``InitVar``. For everything else
(``fields``, ``replace``, ``asdict``, pickling) the classes are dataclasses.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, make_dataclass
from dataclasses import field as plain_field
from reprlib import recursive_repr
from typing import Any, Final

_FIELDS: Final = "_light_fields_"
_NOT_IN_A_CLASS: Final = ("__dict__", "__weakref__")


def dataclass(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False
) -> type | Callable[[type], type]:
    """Make a class with annotations a dataclass; as the decorator of the standard library does.

    Raises:
        TypeError: if it is to have no slots, or a field without a default follows one with a default.
    """
    if not slots:
        raise TypeError("light classes have slots")
    if cls is None:
        return lambda given: _made(given, frozen=frozen, kw_only=kw_only)
    return _made(cls, frozen=frozen, kw_only=kw_only)


def _made(cls: type, *, frozen: bool, kw_only: bool) -> type:
    content = dict(cls.__dict__)
    own = {name: _field(name, content.pop(name, MISSING), kw_only) for name in inspect.get_annotations(cls)}
    inherited: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        inherited.update(base.__dict__.get(_FIELDS, {}))
    fields = {**inherited, **own}
    _check_order(cls, fields.values())
    for name in _NOT_IN_A_CLASS:
        content.pop(name, None)
    content["__slots__"] = tuple(name for name in own if name not in inherited)
    content["__match_args__"] = tuple(name for name, each in fields.items() if each.init and not each.kw_only)
    content[_FIELDS] = fields
    content["__dataclass_fields__"] = _Genuine()
    content["__signature__"] = _Signature()
    itself: list[Any] = []
    for name, method in _methods(itself, frozen=frozen):
        if content.get(name) is None:
            content[name] = method
    content["__qualname__"] = cls.__qualname__
    made: type = type(cls)(cls.__name__, cls.__bases__, content)
    itself.append(made)
    return made


def _field(name: str, default: Any, kw_only: bool) -> Field[Any]:
    made: Field[Any] = default if isinstance(default, Field) else plain_field(default=default)
    made.name = name
    if made.kw_only is MISSING:
        made.kw_only = kw_only
    return made


def _has_default(each: Field[Any]) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def _check_order(cls: type, fields: Iterable[Field[Any]]) -> None:
    seen = False
    for each in fields:
        if each.init and not each.kw_only:
            if seen and not _has_default(each):
                raise TypeError(f"{cls.__qualname__}: {each.name} without a default follows one with a default")
            seen = seen or _has_default(each)


class _Made:
    """Stands for a default that is made anew each time, as it is shown to people."""

    def __repr__(self) -> str:
        return "<factory>"


_MADE: Final = _Made()


class _Genuine:
    """Stands for the fields as ``dataclasses`` keeps them, until somebody asks for them."""

    def __get__(self, instance: object, owner: Any) -> dict[str, Field[Any]]:
        fields: dict[str, Field[Any]] = getattr(owner, _FIELDS)
        types = _types(owner)
        specified = [(name, types.get(name, Any), _copy(each)) for name, each in fields.items()]
        twin: Any = make_dataclass(owner.__name__, specified)
        genuine: dict[str, Field[Any]] = twin.__dataclass_fields__
        if _FIELDS in owner.__dict__:
            owner.__dataclass_fields__ = genuine
        return genuine


class _Signature:
    """Stands for the signature of the class, until somebody asks for it."""

    def __get__(self, instance: object, owner: type) -> Any:
        _write_init(owner)
        init: Any = owner.__init__  # type: ignore[misc]
        init.__annotations__ = {**_types(owner), "return": None}
        inner = inspect.signature(init)
        return inner.replace(parameters=list(inner.parameters.values())[1:])


def _copy(each: Field[Any]) -> Any:
    kept: dict[str, Any] = {"init": each.init, "repr": each.repr, "compare": each.compare, "kw_only": each.kw_only}
    if each.default is not MISSING:
        kept["default"] = each.default
    if each.default_factory is not MISSING:
        kept["default_factory"] = each.default_factory
    return plain_field(**kept)


def _types(cls: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if _FIELDS in base.__dict__:
            found.update(inspect.get_annotations(base))
    return found


# Methods: each is a few words that write the real one and put it in their place.


def _methods(itself: list[Any], *, frozen: bool) -> Iterable[tuple[str, Any]]:
    """Yield the methods of the class that ``itself`` will hold, which is not always that of the object at hand."""

    def __init__(self: object, *arguments: Any, **named: Any) -> None:  # noqa: N807
        _write_init(itself[0])
        itself[0].__init__(self, *arguments, **named)

    def __eq__(self: object, other: object) -> Any:  # noqa: N807
        _write_comparison(itself[0])
        return itself[0].__eq__(self, other)

    def __hash__(self: object) -> int:  # noqa: N807
        _write_comparison(itself[0])
        written: Callable[[object], int] = itself[0].__hash__
        return written(self)

    yield "__init__", __init__
    yield "__eq__", __eq__
    yield "__repr__", _repr
    # What can change has no hash.
    yield "__hash__", __hash__ if frozen else None
    if frozen:
        yield "__setattr__", _refuse_to_set
        yield "__delattr__", _refuse_to_delete
        yield "__getstate__", _state
        yield "__setstate__", _restore


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: object) -> list[Any]:
    return [getattr(self, name) for name in getattr(self, _FIELDS)]


def _restore(self: object, state: Sequence[Any]) -> None:
    for name, value in zip(getattr(self, _FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, each in getattr(self, _FIELDS).items() if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _write_init(cls: type) -> None:
    fields: Mapping[str, Field[Any]] = getattr(cls, _FIELDS)
    names: dict[str, Any] = {"_made_": _MADE}
    positional: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    for name, each in fields.items():
        names[f"_set_{name}_"] = getattr(cls, name).__set__
        default = ""
        value = name
        if each.default is not MISSING:
            names[f"_default_{name}_"] = each.default
            default = f"=_default_{name}_"
            value = name if each.init else f"_default_{name}_"
        elif each.default_factory is not MISSING:
            names[f"_make_{name}_"] = each.default_factory
            default = "=_made_"
            value = f"_make_{name}_() if {name} is _made_ else {name}" if each.init else f"_make_{name}_()"
        if each.init:
            (named if each.kw_only else positional).append(f"{name}{default}")
        if each.init or default:
            body.append(f"_set_{name}_(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = [*positional, *(["*", *named] if named else [])]
    cls.__init__ = _function(cls, "__init__", parameters, body or ["pass"], names)  # type: ignore[misc]


def _write_comparison(cls: type) -> None:
    compared = [name for name, each in getattr(cls, _FIELDS).items() if each.compare]
    own, others = (f"({''.join(f'{one}.{name}, ' for name in compared)})" for one in ("self", "other"))
    equal = [f"return {own} == {others} if other.__class__ is self.__class__ else NotImplemented"]
    cls.__eq__ = _function(cls, "__eq__", ["self", "other"], equal, {})  # type: ignore[method-assign]
    if cls.__hash__ is not None:
        cls.__hash__ = _function(cls, "__hash__", ["self"], [f"return hash({own})"], {})  # type: ignore[method-assign]


def _function(
    cls: type, name: str, parameters: Sequence[str], body: Sequence[str], names: Mapping[str, Any]
) -> Callable[..., Any]:
    lines = [f"def {name}({', '.join(parameters)}):", *(f" {line}" for line in body)]
    made: dict[str, Any] = {}
    exec("\n".join(lines), {**names, "__name__": cls.__module__}, made)  # noqa: S102 - names of our own fields only
    function: Callable[..., Any] = made[name]
    function.__qualname__ = f"{cls.__qualname__}.{name}"
    return function

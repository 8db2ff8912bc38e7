"""What kind of value each field of the model holds, read once from its annotations."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from postloan_rules.light import dataclass
from postloan_rules.model.entity import ClassName
from postloan_rules.model.money import AMOUNT_DIGITS, FRACTION_DIGITS, Money
from postloan_rules.model.relations import ENTITIES


class Kind(Enum):
    """The kinds of values that a field of an entity may hold."""

    TEXT = "text"
    CLASS = "class"
    """The name of a risk class, which the pack that reads it knows."""
    WORD = "word"
    """One of the words of an enumeration of the model."""
    BOOLEAN = "boolean"
    DATE = "date"
    WHOLE = "whole number"
    NUMBER = "number"
    MONEY = "money"
    ONE = "entity"
    MANY = "entities"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field of an entity; a ``WORD`` has its enumeration in ``words``, ``ONE`` and ``MANY`` lead to ``entity``."""

    name: str
    kind: Kind
    words: type[StrEnum] | None = None
    entity: str | None = None
    personal: bool = False
    maximum: int = 0
    """The largest value of a ``WHOLE``, whose smallest is 0."""
    longest: int = 0
    """The largest length of a ``TEXT`` that may not be empty; 0 where any length will do."""
    digits: tuple[int, int] = AMOUNT_DIGITS
    """How many digits a ``NUMBER`` or ``MONEY`` may have, and how many of them after the point."""
    counts_up: bool = False
    """Whether it is a number of days that grows by one each day once it is above zero."""


def enumeration_key(words: type[StrEnum]) -> str:
    """Return the name of an enumeration in labels and packs.

    >>> from postloan_rules.model.enumerations import OverdueCause
    >>> enumeration_key(OverdueCause)
    'overdue_cause'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", words.__name__).lower()


@cache
def fields_of(entity: str) -> Mapping[str, FieldShape]:
    """Return the fields of ``entity`` by name, in the order of the model, without ``extension`` and ``facts``."""
    found = ENTITIES[entity].model_fields
    return {name: _shape(name, info) for name, info in found.items() if name not in ("extension", "facts")}


@cache
def personal_fields() -> frozenset[str]:
    """Return the paths of all fields that hold personal data, such as ``borrower.name``."""
    return frozenset(
        f"{entity}.{name}" for entity in ENTITIES for name, each in fields_of(entity).items() if each.personal
    )


@cache
def counters() -> frozenset[tuple[str, str]]:
    """Return the entity and the name of all fields that count up day by day, such as days past due."""
    return frozenset((kind, name) for kind in ENTITIES for name, each in fields_of(kind).items() if each.counts_up)


def _shape(name: str, info: FieldInfo) -> FieldShape:
    extra = info.json_schema_extra
    personal, counts_up = (isinstance(extra, dict) and extra.get(mark) is True for mark in ("personal", "counts_up"))
    bare = _without_none(info.annotation)
    if get_origin(bare) is tuple:
        return FieldShape(name, Kind.MANY, entity=_ENTITY_NAMES[get_args(bare)[0]], personal=personal)
    if isinstance(bare, type):
        if bare in _ENTITY_NAMES:
            return FieldShape(name, Kind.ONE, entity=_ENTITY_NAMES[bare], personal=personal)
        if issubclass(bare, StrEnum):
            return FieldShape(name, Kind.WORD, words=bare, personal=personal)
    kind = _KINDS[bare]
    bounds = _metadata(info)
    return FieldShape(
        name,
        kind,
        personal=personal,
        maximum=_first(bounds, "le"),
        longest=_first(bounds, "max_length"),
        digits=FRACTION_DIGITS if kind is Kind.NUMBER else AMOUNT_DIGITS,
        counts_up=counts_up,
    )


def _first(constraints: tuple[Any, ...], name: str) -> int:
    return next((int(getattr(each, name)) for each in constraints if hasattr(each, name)), 0)


def _metadata(info: FieldInfo) -> tuple[Any, ...]:
    """Return the constraints of ``info``, which pydantic keeps inside ``… | None``."""
    found = list(info.metadata)
    for part in (info.annotation, *get_args(info.annotation)):
        if get_origin(part) is Annotated:
            for each in get_args(part)[1:]:
                found.extend(each.metadata if isinstance(each, FieldInfo) else [each])
    return tuple(found)


def _without_none(annotation: Any) -> Any:
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            (annotation,) = [each for each in get_args(annotation) if each is not NoneType]
        else:
            return annotation


_ENTITY_NAMES: Mapping[type[BaseModel], str] = {model: name for name, model in ENTITIES.items()}

# `ClassName` is a NewType, which is a value and not a class.
_KINDS: Mapping[Any, Kind] = {
    ClassName: Kind.CLASS,
    str: Kind.TEXT,
    bool: Kind.BOOLEAN,
    date: Kind.DATE,
    int: Kind.WHOLE,
    Decimal: Kind.NUMBER,
    Money: Kind.MONEY,
}

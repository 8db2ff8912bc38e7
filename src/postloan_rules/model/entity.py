"""What every entity of the lender's world has in common."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, NewType

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from postloan_rules.model.late import LateModel

ClassName = NewType("ClassName", str)
"""The name of a risk class. Which names there are, and their order, is said by the pack that reads the field."""

Identifier = Annotated[str, Field(min_length=1, max_length=200)]


def refuse_boolean(value: Any) -> Any:
    """Return ``value`` unless it is a truth value, which Python takes for a number."""
    if isinstance(value, bool):
        raise PydanticCustomError("number_type", "expected a number")
    return value


Days = Annotated[int, BeforeValidator(refuse_boolean), Field(ge=0, le=100_000)]
Count = Annotated[int, BeforeValidator(refuse_boolean), Field(ge=0, le=1_000_000)]
DayMinute = Annotated[int, BeforeValidator(refuse_boolean), Field(ge=0, le=1439)]
"""A time of day as minutes after midnight where the person is: 22:00 is 1320."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
_DAY_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERSONAL: dict[str, JsonValue] = {"personal": True}
"""The mark of a field that says something about a natural person."""
COUNTS_UP: dict[str, JsonValue] = {"counts_up": True}
"""The mark of a number of days that, once it is above zero, is one more each day while nothing happens."""

ExtensionValue = bool | int | Decimal | date | str


class Entity(LateModel):
    """A thing that rules can ask about. A field that is ``None`` was not given: it is unknown, not false and not zero.

    A relation that is ``None`` was not supplied; an empty one says that there is nothing.
    ``extension`` holds the bank's own attributes, which a pack declares; ``facts`` holds values of a pack's
    facts that the bank already knows, where the model has no field of that name.
    """

    model_config = ConfigDict(ser_json_inf_nan="strings")

    id: Identifier
    extension: Mapping[str, ExtensionValue | None] = Field(default_factory=dict)
    facts: Mapping[str, ExtensionValue | None] = Field(default_factory=dict)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_guesses(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse what could only be understood by guessing: ``"yes"`` for true, ``20260131`` for a day."""
        if value is None or info.field_name is None:
            return value
        if info.field_name in ("extension", "facts"):
            return _exact_values(value)
        annotation = cls.model_fields[info.field_name].annotation
        if annotation == _OPTIONAL_BOOLEAN and not isinstance(value, bool):
            raise PydanticCustomError("bool_type", "expected true or false")
        if annotation == _OPTIONAL_DAY:
            return plain_day(value)
        return value


def is_plausible(day: date) -> bool:
    """Return whether ``day`` can be a day of a loan, and not a stand-in such as 9999-12-31.

    >>> is_plausible(date(9999, 12, 31))
    False
    """
    return FIRST_YEAR <= day.year <= LAST_YEAR


_OPTIONAL_BOOLEAN = bool | None
_OPTIONAL_DAY = date | None


def plain_day(value: Any) -> Any:
    """Return the day that ``value`` is or writes as 2026-01-31.

    Raises:
        PydanticCustomError: if it is anything else, such as a number or a day nobody lives on.
    """
    if isinstance(value, str) and _DAY_TEXT.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("date_type", "there is no such day") from None
    # A datetime is a date to Python, but its clock would be dropped without a word.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PydanticCustomError("date_type", "expected a date such as 2026-01-31")
    if not is_plausible(value):
        raise PydanticCustomError("implausible_day", "expected a year from 1900 to 2200")
    return value


def _exact_values(values: Any) -> Any:
    """Return the mapping with floats as decimals; union types would otherwise turn ``1.0`` into true."""
    if not isinstance(values, Mapping):
        return values
    exact = {name: Decimal(repr(each)) if isinstance(each, float) else each for name, each in values.items()}
    for each in exact.values():
        if isinstance(each, Decimal) and not each.is_finite():
            raise PydanticCustomError("finite_number", "expected a finite number")
    return exact

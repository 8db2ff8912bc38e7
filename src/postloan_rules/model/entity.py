"""What every entity of the lender's world has in common."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, NewType

from pydantic import BaseModel, ConfigDict, Field, JsonValue

ClassName = NewType("ClassName", str)
"""The name of a risk class. Which names there are, and their order, is said by the pack that reads the field."""

Identifier = Annotated[str, Field(min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=0, le=100_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
PERSONAL: dict[str, JsonValue] = {"personal": True}
"""The mark of a field that says something about a natural person."""

ExtensionValue = bool | int | Decimal | date | str


class Entity(BaseModel):
    """A thing that rules can ask about. A field that is ``None`` was not given: it is unknown, not false and not zero.

    A relation that is ``None`` was not supplied; an empty one says that there is nothing.
    ``extension`` holds the bank's own attributes, which a pack declares; ``facts`` holds values of a pack's
    facts that the bank already knows, where the model has no field of that name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    id: Identifier
    extension: Mapping[str, ExtensionValue | None] = Field(default_factory=dict)
    facts: Mapping[str, ExtensionValue | None] = Field(default_factory=dict)

"""Amounts of money: exact, and never without their currency."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from postloan_rules.model.entity import refuse_boolean
from postloan_rules.model.late import LateModel

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code")]

# What fits the columns of every engine: see docs/semantics.md, "Numbers".
AMOUNT_DIGITS: Final = (24, 4)
FRACTION_DIGITS: Final = (20, 8)
Amount = Annotated[
    Decimal, BeforeValidator(refuse_boolean), Field(max_digits=24, decimal_places=4, allow_inf_nan=False)
]
Fraction = Annotated[
    Decimal, BeforeValidator(refuse_boolean), Field(max_digits=20, decimal_places=8, allow_inf_nan=False)
]
"""A ratio as a fraction: ``0.0664`` is 6.64 %. Never a percentage."""


class Money(LateModel):
    """An amount in a currency. Amounts of one record share one currency; the record checks it."""

    amount: Amount
    currency: Currency

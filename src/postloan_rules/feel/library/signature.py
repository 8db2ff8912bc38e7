"""What a built-in function takes and gives."""

from enum import Enum

from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


class Accepts(Enum):
    """What an argument may be."""

    ANYTHING = "anything"
    """One value, an entity, or a relation."""
    CONDITION = "condition"
    NUMBER = "number"
    AMOUNT = "amount"
    """A number or an amount of money."""
    COMPARABLE = "comparable"
    """A number, an amount or a date."""
    DATE = "date"
    DATE_TEXT = "date text"
    """A date in quotes, written out."""
    STRING = "string"
    GRADE = "grade"
    """A value of an ordered enumeration."""
    PLACES = "places"
    """A whole number that is written out, or a parameter."""
    CONVENTION = "convention"
    """A word that is written out, or a parameter."""
    RELATION = "relation"
    """The members of a relation."""
    ORDERED_RELATION = "ordered relation"
    """The members of a relation that has a total order."""
    AMOUNTS = "amounts"
    """A number or an amount of each member of a relation."""
    COMPARABLES = "comparables"
    """A number, an amount or a date of each member of a relation."""


RELATIONS = frozenset({Accepts.RELATION, Accepts.ORDERED_RELATION, Accepts.AMOUNTS, Accepts.COMPARABLES})


class Gives(Enum):
    """Result types that follow from the arguments."""

    LIKE_ARGUMENTS = "like arguments"
    """The type that the arguments share."""
    LIKE_MEMBERS = "like members"
    """The type of one of the many values of the first argument."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function, by the name that calls may use."""

    name: str
    accepts: Accepts

    @property
    def is_relation(self) -> bool:
        """Whether the argument is a collection over a relation and not one value."""
        return self.accepts in RELATIONS


@dataclass(frozen=True, slots=True)
class Signature:
    """One form of a function. ``name`` is canonical; a function may have several forms.

    A ``variadic`` form takes its last argument once or more often. ``section`` is the place in DMN 1.5, or
    ``pack extension``. ``example`` is an expression over a loan that uses it.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Type | Gives
    section: str
    example: str
    says: Bilingual
    variadic: bool = False

    @property
    def form(self) -> str:
        """How a call is written: ``sum(values)``."""
        names = [parameter.name for parameter in self.parameters]
        return f"{self.name}({', '.join(names)}{', …' if self.variadic else ''})"


EXTENSION = "pack extension"

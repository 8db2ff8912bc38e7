"""What the parts of the emitter know of each other."""

from collections.abc import Mapping
from typing import Protocol

from postloan_rules.backends.python.source import Block, Names, Text
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import TermType
from postloan_rules.light import dataclass, field


@dataclass(slots=True)
class Scope:
    """Where variables are bound: ``block`` is where their readings are computed, ``reads`` what was computed there,
    by number of the term.

    ``fields`` gives, per name of an entity, the name of the mapping of its fields.
    """

    variables: Mapping[str, str]
    block: Block
    reads: dict[int, Text] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What terms may refer to: the tables of enumerations, and per entity and name the function of a fact or decision.

    ``prudent`` holds the decisions of which only the worst possible outcome counts, ``always`` those that apply to
    every entity and always have an outcome.
    """

    enumerations: Mapping[str, EnumerationTable]
    facts: Mapping[tuple[str, str], str]
    decisions: Mapping[tuple[str, str], str]
    prudent: frozenset[tuple[str, str]] = frozenset()
    always: frozenset[tuple[str, str]] = frozenset()


class Emitting(Protocol):
    """The state of emitting one function: ``block`` takes the next statement, ``scopes`` are those open around it."""

    names: Names
    definitions: Definitions
    scopes: list[Scope]
    block: Block

    def certainly(self, term: Term) -> Text:
        """Return whether ``term`` is true."""
        ...

    def possibly(self, term: Term) -> Text:
        """Return whether ``term`` is not false."""
        ...

    def value(self, term: Term) -> Text:
        """Return the value of ``term``."""
        ...

    def atom(self, term: Term) -> Text:
        """Return the value of ``term`` in a form that may be written twice where it may be unknown."""
        ...

    def short(self, text: Text) -> Text:
        """Return ``text``, by way of a variable where it has become too deep."""
        ...

    def named(self, text: Text) -> Text:
        """Return ``text`` in a form that may be written twice, whether or not it may be unknown."""
        ...

    def free(self, term: Term) -> frozenset[str]:
        """Return the names of the variables that ``term`` reads and does not bind."""
        ...


def size_of_enumeration(emitter: Emitting, type_: TermType) -> int:
    """Return how many values the enumeration of ``type_`` has."""
    return len(emitter.definitions.enumerations[type_.name or ""].values)

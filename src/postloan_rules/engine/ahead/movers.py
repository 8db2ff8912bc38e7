"""Which terms of a program may have another value on another day, though nothing happened."""

from postloan_rules.ir.nodes import AsOf, FactOf, Field, OutcomeOf, PastDue, Term
from postloan_rules.ir.program import DecisionTerm, Program
from postloan_rules.ir.reading import key_of, terms_of
from postloan_rules.ir.walk import parts_of
from postloan_rules.model.fields import counters

Key = tuple[str, str]


class Movers:
    """The definitions of ``program`` that time alone can change; ``added`` are counters that the pack adds.

    Safe to share: the cache holds what is always so.
    """

    def __init__(self, program: Program, added: frozenset[Key] = frozenset()) -> None:
        # Terms are told apart by identity, so the program that owns them is kept.
        self._program = program
        self.counters = frozenset(("field", *key) for key in counters()) | {("extension", *key) for key in added}
        """Where they are kept, the entities and the names of what counts up day by day."""
        self._names = frozenset((store, name) for store, _, name in self.counters)
        self._found: dict[int, bool] = {}
        self.definitions: set[Key] = set()
        for definition in program.definitions:
            python = isinstance(definition, DecisionTerm) and any(rule.python for rule in definition.rules)
            if python or any(self._moves(term, keep=True) for term in terms_of(definition)):
                self.definitions.add(key_of(definition))

    def moves(self, term: Term) -> bool:
        """Return whether the value of ``term`` may depend on the day."""
        found = self._found.get(id(term))
        return self._moves(term, keep=False) if found is None else found

    def _moves(self, term: Term, *, keep: bool) -> bool:
        found = self._found.get(id(term))
        if found is not None:
            return found
        match term:
            case AsOf() | PastDue():
                moving = True
            case Field(name=name, store=store) if (store, name) in self._names:
                moving = True
            case FactOf(entity=entity, name=name) | OutcomeOf(entity=entity, name=name) if (
                entity,
                name,
            ) in self.definitions:
                moving = True
            case _:
                moving = False
        # All parts are looked at, so that each is found in the cache afterwards.
        parts = [self._moves(part, keep=keep) for part in parts_of(term)]
        moving = moving or any(parts)
        if keep:
            self._found[id(term)] = moving
        return moving

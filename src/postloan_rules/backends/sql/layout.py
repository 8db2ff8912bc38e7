"""Which tables and columns a program reads: the form in which every engine gets its input.

Of every entity there is a table ``e_<entity>`` with one row a thing: ``k`` (a key, of any type), ``id``, the fields
read (``f_`` of the model, ``x_`` added by packs, ``g_`` given values of facts), ``o_<relation>`` with the key of the
one thing that a relation leads to (null: none, or not supplied), and ``s_<relation>``, whether a relation to several
was supplied. ``r_<entity>_<relation>`` has a row for each member of a relation: ``s``, the key of the source, and
``t``, that of the member.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from postloan_rules.backends.sql.digits import AMOUNT, GIVEN, Digits
from postloan_rules.ir.nodes import Aggregate, Field, Follow, PastDue, Pick, Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import terms_in
from postloan_rules.light import dataclass, field

PREFIXES: Final[Mapping[str, str]] = {"field": "f_", "extension": "x_", "facts": "g_"}

DigitsOf = Callable[[str, str], Digits | None]
"""Entity and field of the model to how many digits its numbers have, where that is known."""


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A column of a table of entities: where the entity keeps the value, its SQL type, its digits if it is a number."""

    name: str
    field: str
    store: str
    type: str
    money: bool = False
    digits: Digits | None = None


@dataclass(slots=True)
class EntityTable:
    entity: str
    columns: dict[str, InputColumn] = field(default_factory=dict)
    one: dict[str, str] = field(default_factory=dict)
    """To-one relations to the entity they lead to."""
    many: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"e_{self.entity}"


@dataclass(slots=True)
class Layout:
    """All that is read, by entity."""

    entities: dict[str, EntityTable] = field(default_factory=dict)

    def of(self, entity: str) -> EntityTable:
        return self.entities.setdefault(entity, EntityTable(entity))

    def relations(self) -> list[tuple[str, str, str]]:
        """Return name of the table, source and relation of all relations to several."""
        return [
            (relation_table(each.entity, name), each.entity, name)
            for each in self.entities.values()
            for name in each.many
        ]


def relation_table(entity: str, relation: str) -> str:
    return f"r_{entity}_{relation}"


def column_name(term: Field) -> str:
    return f"{PREFIXES[term.store]}{term.name}"


def layout_of(definitions: Iterable[FactTerm | DecisionTerm], digits: DigitsOf) -> Layout:
    """Return what ``definitions`` read."""
    layout = Layout()
    for definition in definitions:
        layout.of(definition.entity)
        for term in _terms_of(definition):
            for each in terms_in(term):
                _add(layout, each, digits)
    return layout


def _terms_of(definition: FactTerm | DecisionTerm) -> list[Term]:
    if isinstance(definition, FactTerm):
        found = [definition.field, definition.formula]
    else:
        rules = [term for rule in definition.rules for term in (rule.condition, rule.outcome)]
        found = [definition.applies, definition.otherwise, *rules]
    return [each for each in found if each is not None]


def _add(layout: Layout, term: Term, digits: DigitsOf) -> None:
    match term:
        case Field(source=source):
            entity = str(type_of(source).name)
            column = _column(term, entity, digits)
            layout.of(entity).columns.setdefault(column.name, column)
        case Follow(source=source, relation=relation, entity=entity):
            layout.of(str(type_of(source).name)).one[relation] = entity
            layout.of(entity)
        case Aggregate(source=source, steps=steps) | Pick(source=source, steps=steps):
            at = str(type_of(source).name)
            for step in steps:
                layout.of(at).many[step.relation] = step.entity
                at = step.entity
                layout.of(at)
            if isinstance(term, Pick):
                for name in term.order:
                    if name != "id":
                        wide = digits(at, name)
                        kind = "DATE" if wide is None else wide.type
                        known = layout.of(at).columns
                        known.setdefault(f"f_{name}", InputColumn(f"f_{name}", name, "field", kind, digits=wide))
        case PastDue(source=source):
            loan = layout.of(str(type_of(source).name))
            for relation, entity, day in (("schedule", "instalment", "due_on"), ("repayments", "repayment", "paid_on")):
                loan.many[relation] = entity
                columns = layout.of(entity).columns
                columns.setdefault(f"f_{day}", InputColumn(f"f_{day}", day, "field", "DATE"))
                columns["f_amount"] = InputColumn("f_amount", "amount", "field", AMOUNT.type, True, AMOUNT)
        case _:
            pass


def _column(term: Field, entity: str, digits: DigitsOf) -> InputColumn:
    name = column_name(term)
    match term.type.kind:
        case Kind.BOOLEAN | Kind.DATE as kind:
            return InputColumn(name, term.name, term.store, kind.name)
        case Kind.MONTHS | Kind.DAYS:
            return InputColumn(name, term.name, term.store, "BIGINT")
        case Kind.NUMBER:
            wide = AMOUNT if term.money else (digits(entity, term.name) if term.store == "field" else None) or GIVEN
            return InputColumn(name, term.name, term.store, wide.type, term.money, wide)
        case _:
            return InputColumn(name, term.name, term.store, "VARCHAR")

"""How the columns of a row become the fields of an entity, worked out once per mapping."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from postloan_rules.backends.protocol import Context
from postloan_rules.errors import Problem
from postloan_rules.ingest.cells import FALSE_WORDS, TRUE_WORDS, key_text
from postloan_rules.ingest.expressions import Expression
from postloan_rules.ingest.tables import Row, Table
from postloan_rules.light import dataclass, field
from postloan_rules.model.construct import constructed
from postloan_rules.model.fields import FieldShape, Kind
from postloan_rules.model.money import Money
from postloan_rules.model.values import fitted, free_value
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

Store = Literal["field", "extension", "facts"]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """Where one field comes from: the column called ``column``, or ``expression``. A bare column is read as the
    type that the field needs."""

    name: str
    store: Store
    shape: FieldShape | None
    column: str | None
    source: str
    expression: Expression | None = None

    def reads(self) -> tuple[str, ...]:
        """Return the columns that the field comes from."""
        if self.column is not None:
            return (self.column,)
        return tuple(sorted(self.expression.reads)) if self.expression is not None else ()

    def raw(self, row: Row, context: Context) -> Any:
        """Return the value before it is fitted to the field."""
        if self.expression is not None:
            return self.expression.value(row.values, context)
        return row.values.get(self.column or "")


@dataclass(frozen=True, slots=True)
class EntityPlan:
    """How one row of ``table`` gives an entity of ``kind``."""

    kind: str
    table: Table
    fields: tuple[FieldPlan, ...]
    currency_column: str | None = None
    _split: list[tuple[Mapping[str, Any], tuple[FieldPlan, ...]]] = field(default_factory=list, compare=False)

    @property
    def is_constant(self) -> bool:
        """Whether every row gives the same."""
        return all(each.expression is not None and each.expression.is_constant for each in self.fields)

    @property
    def reads_day(self) -> bool:
        """Whether the same row may give something else on another day."""
        return any(each.expression is not None and each.expression.reads_day for each in self.fields)

    def _constants(self, row: Row, context: Context) -> tuple[Mapping[str, Any], tuple[FieldPlan, ...]]:
        """Return the values that are the same for every row, and the fields that are not."""
        if not self._split:
            constants: dict[str, Any] = {}
            others = []
            for each in self.fields:
                of_row = each.expression is None or not each.expression.is_constant
                if of_row or each.shape is None or each.shape.kind is Kind.MONEY or each.store != "field":
                    others.append(each)
                    continue
                value = _fit(each.raw(row, context), each.shape)
                if value is None or isinstance(value, Diagnostic):
                    # What is wrong is said for every row.
                    others.append(each)
                else:
                    constants[each.name] = value
            self._split.append((constants, tuple(others)))
        return self._split[0]

    def values(self, row: Row, context: Context, problems: list[Problem]) -> dict[str, Any]:
        """Return the fields that ``row`` gives; what does not fit is added to ``problems``."""
        constants, others = self._constants(row, context)
        found = dict(constants)
        stores: dict[str, dict[str, Any]] = {}
        currency = self._currency(row, context)
        mixed = False
        for each in others:
            raw = each.raw(row, context)
            if raw is None:
                continue
            value = _fit(raw, each.shape)
            if isinstance(value, Diagnostic):
                problems.append(row.remark(each.source, raw, value))
                continue
            if each.shape is not None and each.shape.kind is Kind.MONEY:
                mixed = mixed or currency != context.currency
                value = constructed(Money, {"amount": value, "currency": currency})
            if each.store == "field":
                found[each.name] = value
            else:
                stores.setdefault(each.store, {})[each.name] = value
        if mixed:
            problems.append(self._other_currency(row, currency, context))
        return {**found, **stores}

    def _other_currency(self, row: Row, currency: str | None, context: Context) -> Problem:
        """Return what is wrong with the currency of ``row``: once, however many amounts the row has."""
        column = self.currency_column or ""
        source = self.table.columns[column].source if column in self.table.columns else column
        if currency is None:
            return row.remark(source, "", data.field_missing("currency"))
        return row.remark(source, currency, data.mixed_currencies(currency, context.currency))

    def _currency(self, row: Row, context: Context) -> str | None:
        if self.currency_column is None:
            return context.currency
        value = row.values.get(self.currency_column)
        return value if isinstance(value, str) else None


def _fit(raw: Any, shape: FieldShape | None) -> Any:
    if shape is None:
        return free_value(raw)
    if shape.kind in (Kind.TEXT, Kind.CLASS) and isinstance(raw, Decimal | int) and not isinstance(raw, bool):
        # Numbers of loans and customers are names, whatever the file takes them for.
        raw = key_text(raw)
    if shape.kind is Kind.BOOLEAN and isinstance(raw, str):
        lower = raw.lower()
        if lower in TRUE_WORDS or lower in FALSE_WORDS:
            return lower in TRUE_WORDS
        return data.unreadable_boolean(TRUE_WORDS, FALSE_WORDS)
    return fitted(raw, shape, labels=True)


@dataclass(slots=True)
class RelationPlan:
    """How the entities of a relation are found: rows of ``entity.table`` whose ``theirs`` equals ``ours`` of the row.

    ``name`` is the field that holds them; ``children`` are the relations of these entities in turn.
    """

    path: str
    name: str
    entity: EntityPlan
    theirs: str
    ours: str
    many: bool
    supplied: bool | Expression
    children: list["RelationPlan"] = field(default_factory=list)
    index: dict[str, list[Row]] = field(default_factory=dict)
    claimed: set[str] = field(default_factory=set)
    keyless: list[Row] = field(default_factory=list)

    def fill_index(self) -> None:
        """Sort the rows of the table by key, once."""
        self.index, self.claimed, self.keyless = {}, set(), []
        for row in self.entity.table.keep():
            key = key_text(row.values.get(self.theirs))
            if key is None:
                self.keyless.append(row)
            else:
                self.index.setdefault(key, []).append(row)

    def claim(self, row: Row) -> tuple[str | None, list[Row]]:
        """Return the key of ``row`` and the rows that belong to it, and remember that they belong somewhere."""
        key = key_text(row.values.get(self.ours))
        if key is None:
            return None, []
        self.claimed.add(key)
        return key, self.index.get(key, [])

    def is_supplied(self, row: Row, context: Context) -> bool:
        """Return whether the relation of ``row`` is complete; where that is unknown it is not."""
        if isinstance(self.supplied, bool):
            return self.supplied
        return self.supplied.value(row.values, context) is True


@dataclass(frozen=True, slots=True)
class Siblings:
    """A relation among rows of one table: the other loans of a borrower, the other members of a group."""

    key: str
    supplied: bool | Expression

    def is_supplied(self, row: Row, context: Context) -> bool:
        """Return whether all siblings of ``row`` are in the table."""
        if isinstance(self.supplied, bool):
            return self.supplied
        return self.supplied.value(row.values, context) is True


@dataclass(slots=True)
class RecordPlan:
    """How rows of ``table`` become records.

    ``inline`` are the entities other than the loan whose fields stand in the same row; ``loan_relations`` are lists of
    the loan; ``partners`` are entities of their own tables (borrower, group, facility, institution).
    """

    table: Table
    loan: EntityPlan
    inline: Mapping[str, EntityPlan]
    loan_relations: tuple[RelationPlan, ...]
    inline_relations: Mapping[str, tuple[RelationPlan, ...]]
    partners: Mapping[str, RelationPlan]
    other_loans: Siblings | None
    other_members: Siblings | None
    as_of: Expression | None
    as_of_source: str
    where: Expression | None
    many_days: bool
    provenance: Mapping[str, str]
    tables: Mapping[str, Table]

    def relations(self) -> list[RelationPlan]:
        """Return all relations, those of related entities after their own."""
        waiting = [*self.loan_relations, *(each for many in self.inline_relations.values() for each in many)]
        waiting += self.partners.values()
        found: list[RelationPlan] = []
        while waiting:
            relation = waiting.pop(0)
            found.append(relation)
            waiting.extend(relation.children)
        return found

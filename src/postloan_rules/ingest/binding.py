"""A mapping bound to the tables that were opened: every field, key and relation found, or reported."""

from collections.abc import Mapping as MappingType
from typing import Final

from postloan_rules.ingest.expressions import Expression, compile_over
from postloan_rules.ingest.mapping import ColumnType, RelationSpec
from postloan_rules.ingest.opening import Opening, columns_of, mark_used, settle
from postloan_rules.ingest.plans import EntityPlan, FieldPlan, RecordPlan, RelationPlan, Siblings, Store
from postloan_rules.ingest.tables import Table
from postloan_rules.light import dataclass
from postloan_rules.model.fields import FieldShape, Kind, fields_of
from postloan_rules.model.labels import LABELS
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import data
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt, Span

SURROUNDINGS: Final = ("borrower", "group", "facility", "institution")
OTHER_LOANS: Final = "borrower.other_loans"
OTHER_MEMBERS: Final = "group.other_members"
_EXPECTED: Final[MappingType[Kind, ColumnType | None]] = {
    Kind.TEXT: ColumnType.STRING,
    Kind.CLASS: ColumnType.STRING,
    Kind.WORD: ColumnType.STRING,
    Kind.BOOLEAN: ColumnType.BOOLEAN,
    Kind.DATE: ColumnType.DATE,
    Kind.WHOLE: ColumnType.NUMBER,
    Kind.NUMBER: ColumnType.NUMBER,
    Kind.MONEY: ColumnType.NUMBER,
}

# Numbers of loans and customers are names, whatever the file takes them for; text is looked at row by row.
_TAKEN: Final[MappingType[Kind, tuple[ColumnType | None, ...]]] = {
    **{kind: (type,) for kind, type in _EXPECTED.items()},
    Kind.TEXT: (ColumnType.STRING, ColumnType.NUMBER),
    Kind.CLASS: (ColumnType.STRING, ColumnType.NUMBER),
}


def bind(opening: Opening) -> RecordPlan | None:
    """Return how records are made; ``None`` where ``opening.report`` has errors."""
    binder = _Binder(opening)
    plan = binder.record()
    return None if opening.report else plan


@dataclass(slots=True)
class _Target:
    """An entity that fields are bound for: its kind, its path in the record, and the table that gives it."""

    kind: str
    path: str
    table: Table
    span: Span


class _Binder:
    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.mapping = opening.mapping
        self.report = opening.report
        self.placed: set[str] = set()

    def record(self) -> RecordPlan | None:
        spec = self.mapping.record
        table = self.opening.table(spec.of)
        if table is None:
            self.open_the_rest()
            return None
        groups = self.fields_by_entity()
        loan = self.entity(_Target("loan", "loan", table, spec.span), groups["loan"], by_name=spec.by_name)
        partners = self.partners(table)
        inline = {
            name: self.entity(_Target(name, name, table, spec.span), groups[name], by_name=False)
            for name in SURROUNDINGS
            if groups[name] and name not in partners
        }
        self.report_doubled(groups, partners)
        loan_relations = self.lists_of("loan", "loan", table)
        inline_relations = {name: self.lists_of(name, name, table) for name in inline}
        for name, partner in partners.items():
            partner.children = list(self.lists_of(name, name, partner.entity.table))
        self.report_unplaced()
        as_of = self.as_of(table)
        where = None
        if spec.where is not None:
            where = self.opening.compile(table, spec.where, expected=ColumnType.BOOLEAN, knows_day=True)
        other_loans = self.other_loans(table)
        if other_loans is not None and "borrower" not in inline and "borrower" not in partners:
            self.report_orphaned(self.mapping.relations[OTHER_LOANS])
        other_members = self.other_members(table, partners)
        if other_members is not None and "group" not in partners:
            self.report_orphaned(self.mapping.relations[OTHER_MEMBERS])
        self.open_the_rest()
        return RecordPlan(
            table=table,
            loan=loan,
            inline=inline,
            loan_relations=loan_relations,
            inline_relations=inline_relations,
            partners=partners,
            other_loans=other_loans,
            other_members=other_members,
            as_of=as_of,
            as_of_source=self.as_of_source(table),
            where=where,
            many_days=spec.many_days,
            provenance=self.provenance(loan, inline, partners),
            tables=dict(self.opening.tables),
        )

    def open_the_rest(self) -> None:
        """Open tables that nothing was bound to, so that all that is wrong is said at once."""
        for name in self.mapping.tables:
            self.opening.table(name)

    def as_of(self, table: Table) -> Expression | None:
        excerpt = self.mapping.record.as_of
        if excerpt is None:
            return None
        name = excerpt.text.strip()
        info = table.columns.get(name)
        if info is not None and info.type is None:
            # A day as text is read as a day, as for any field that holds one.
            span = excerpt.span(0, len(excerpt.text))
            self.opening.use(table, name, span)
            return Expression(frozenset((name,)), ColumnType.STRING, lambda node, _: node.fields.get(name))
        return self.opening.compile(table, excerpt, expected=ColumnType.DATE)

    def as_of_source(self, table: Table) -> str:
        """Return the column that people look at when a day is wrong."""
        excerpt = self.mapping.record.as_of
        info = table.columns.get(excerpt.text.strip()) if excerpt is not None else None
        return info.source if info is not None else "as_of"

    def fields_by_entity(self) -> dict[str, dict[str, Excerpt]]:
        """Return the top fields of the mapping by entity and name; a name may be ``extension.x``."""
        groups: dict[str, dict[str, Excerpt]] = {name: {} for name in ("loan", *SURROUNDINGS)}
        for path, excerpt in self.mapping.fields.items():
            entity, _, name = path.partition(".")
            if entity not in groups or not name:
                near = nearest(path, tuple(LABELS))
                self.report.append(data.unknown_target(_whole(excerpt), path, near))
                continue
            groups[entity][name] = excerpt
        return groups

    def report_doubled(
        self, groups: MappingType[str, MappingType[str, Excerpt]], partners: MappingType[str, RelationPlan]
    ) -> None:
        for name in partners:
            for field, excerpt in groups[name].items():
                why = Bilingual(
                    zh=f"应写在关系 {name} 的 fields 里", en=f"belongs into the fields of the relation `{name}`"
                )
                self.report.append(data.unsuitable_relation(_whole(excerpt), f"{name}.{field}", why))

    def entity(self, target: _Target, fields: MappingType[str, Excerpt], *, by_name: bool) -> EntityPlan:
        shapes = fields_of(target.kind)
        plans: dict[str, FieldPlan] = {}
        for name, excerpt in fields.items():
            plan = self.field(target, name, excerpt)
            if plan is not None:
                plans[name] = plan
        if by_name:
            for name, shape in shapes.items():
                column = self.column_called(target, name)
                if name not in fields and column is not None and shape.kind not in (Kind.ONE, Kind.MANY):
                    info = target.table.columns[column]
                    mark_used(target.table, (column,))
                    plans[name] = FieldPlan(name, "field", shape, column, info.source)
        if "id" not in plans and "id" not in fields and target.kind != "institution":
            self.report.append(data.target_missing(target.span, f"{target.path}.id"))
        return EntityPlan(target.kind, target.table, tuple(plans.values()), target.table.currency)

    def column_called(self, target: _Target, name: str) -> str | None:
        """Return the column that is called like the field, by its name or its Chinese label."""
        label = LABELS[f"{target.kind}.{name}"].zh
        return next((each for each in (name, label) if each in target.table.columns), None)

    def field(self, target: _Target, name: str, excerpt: Excerpt) -> FieldPlan | None:
        store, shape = self.place_of(target, name, excerpt)
        if store is None:
            return None
        bare = name.rpartition(".")[2]
        text = excerpt.text.strip()
        if text in target.table.columns:
            type = target.table.columns[text].type
            if shape is not None and type not in (None, ColumnType.STRING, *_TAKEN[shape.kind]):
                place = f"{target.path}.{name}"
                self.report.append(data.expression_does_not_fit(_whole(excerpt), place, str(type), shape.kind.value))
                return None
            mark_used(target.table, (text,))
            return FieldPlan(bare, store, shape, text, target.table.columns[text].source)
        expected = _EXPECTED[shape.kind] if shape is not None else None
        found, diagnostics = compile_over(
            excerpt,
            columns_of(target.table),
            expected=expected,
            words=shape.words if shape is not None else None,
            knows_day=target.table.name == self.mapping.record.of,
        )
        self.report.extend(diagnostics)
        if found is None:
            return None
        mark_used(target.table, found.reads)
        for column in found.reads:
            settle(target.table.columns[column])
        return FieldPlan(bare, store, shape, None, f"{target.path}.{name}", found)

    def place_of(self, target: _Target, name: str, excerpt: Excerpt) -> tuple[Store | None, FieldShape | None]:
        """Return where the entity keeps ``name``, reported where nowhere."""
        prefix, _, bare = name.rpartition(".")
        if prefix == "extension" and bare:
            return "extension", None
        if prefix == "facts" and bare:
            return "facts", None
        shapes = fields_of(target.kind)
        shape = shapes.get(name)
        if shape is None or shape.kind in (Kind.ONE, Kind.MANY):
            known = tuple(each for each, one in shapes.items() if one.kind not in (Kind.ONE, Kind.MANY))
            near = tuple(f"{target.path}.{each}" for each in nearest(name, known))
            self.report.append(data.unknown_target(_whole(excerpt), f"{target.path}.{name}", near))
            return None, None
        return "field", shape

    def partners(self, table: Table) -> dict[str, RelationPlan]:
        """Return the entities that come from tables of their own. A group is looked up from its borrower, if that
        has a table, else from the row of the loan."""
        found: dict[str, RelationPlan] = {}
        for name in SURROUNDINGS:
            spec = self.mapping.relations.get(name)
            if spec is None:
                continue
            ours = found["borrower"].entity.table if name == "group" and "borrower" in found else table
            plan = self.relation(spec, name, name, ours, many=False)
            if plan is not None:
                found[name] = plan
        return found

    def lists_of(self, kind: str, path: str, table: Table) -> tuple[RelationPlan, ...]:
        """Return the relations that lead from an entity of ``kind`` at ``path`` to several others."""
        found: list[RelationPlan] = []
        for name, shape in fields_of(kind).items():
            spec = self.mapping.relations.get(f"{path}.{name}")
            if spec is None or shape.kind is not Kind.MANY or shape.entity is None:
                continue
            if spec.path in (OTHER_LOANS, OTHER_MEMBERS):
                continue
            plan = self.relation(spec, name, shape.entity, table, many=True)
            if plan is not None:
                plan.children = list(self.lists_of(shape.entity, spec.path, plan.entity.table))
                found.append(plan)
        return tuple(found)

    def relation(self, spec: RelationSpec, name: str, kind: str, ours: Table, *, many: bool) -> RelationPlan | None:
        table = self.opening.table(spec.table)
        self.placed.add(spec.path)
        if table is None:
            return None
        their_column = self.opening.use(table, spec.key.theirs, spec.key.span)
        our_column = self.opening.use(ours, spec.key.ours, spec.key.span)
        entity = self.entity(_Target(kind, spec.path, table, spec.span), spec.fields, by_name=spec.by_name)
        supplied = self.supplied(spec, ours)
        if their_column is None or our_column is None or supplied is None:
            return None
        return RelationPlan(spec.path, name, entity, spec.key.theirs, spec.key.ours, many, supplied)

    def supplied(self, spec: RelationSpec, ours: Table) -> bool | Expression | None:
        if isinstance(spec.supplied, bool):
            return spec.supplied
        return self.opening.compile(ours, spec.supplied, expected=ColumnType.BOOLEAN)

    def other_loans(self, table: Table) -> Siblings | None:
        spec = self.mapping.relations.get(OTHER_LOANS)
        if spec is None:
            return None
        if spec.table != self.mapping.record.of or spec.fields or spec.by_name:
            why = Bilingual(
                zh=f"只能来自表 {self.mapping.record.of}，且不写 fields",
                en=f"can only come from `{self.mapping.record.of}`, and without fields",
            )
            self.report.append(data.unsuitable_relation(spec.span, spec.path, why))
            return None
        return self.siblings(spec, table)

    def other_members(self, table: Table, partners: MappingType[str, RelationPlan]) -> Siblings | None:
        spec = self.mapping.relations.get(OTHER_MEMBERS)
        if spec is None:
            return None
        borrower = self.mapping.relations.get("borrower")
        if borrower is None or spec.table != borrower.table or spec.fields or spec.by_name:
            why = Bilingual(
                zh="只能来自关系 borrower 的表，且不写 fields",
                en="can only come from the table of the relation `borrower`, and without fields",
            )
            self.report.append(data.unsuitable_relation(spec.span, spec.path, why))
            return None
        return self.siblings(spec, partners["borrower"].entity.table) if "borrower" in partners else None

    def siblings(self, spec: RelationSpec, table: Table) -> Siblings | None:
        column = self.opening.use(table, spec.key.theirs, spec.key.span)
        supplied = self.supplied(spec, table)
        if spec.key.theirs != spec.key.ours:
            why = Bilingual(zh="的键是同一张表中的一列", en="has one column of its table as key")
            self.report.append(data.unsuitable_relation(spec.key.span, spec.path, why))
        return None if column is None or supplied is None else Siblings(spec.key.theirs, supplied)

    def report_unplaced(self) -> None:
        """Report relations of the file that lead nowhere in the model, or from an entity that no table gives."""
        known = {*self.placed, OTHER_LOANS, OTHER_MEMBERS}
        every = (*SURROUNDINGS, *_list_paths("loan", "loan"), *_list_paths("borrower", "borrower"), OTHER_MEMBERS)
        for path, spec in self.mapping.relations.items():
            if path in known:
                continue
            if path in every:
                self.report_orphaned(spec)
            else:
                self.report.append(data.unknown_target(spec.span, path, nearest(path, every)))

    def report_orphaned(self, spec: RelationSpec) -> None:
        if self.opening.failed:
            # It may well belong to a table that could not be opened, which is said already.
            return
        parent = spec.path.rpartition(".")[0]
        why = Bilingual(zh=f"所属的 {parent} 没有给出", en=f"belongs to `{parent}`, which is not given")
        self.report.append(data.unsuitable_relation(spec.span, spec.path, why))

    def provenance(
        self, loan: EntityPlan, inline: MappingType[str, EntityPlan], partners: MappingType[str, RelationPlan]
    ) -> dict[str, str]:
        """Return, per path, the file and column that a value comes from, and whether it was a float there."""
        notes: dict[str, str] = {}
        plans = {"loan": loan, **inline, **{name: each.entity for name, each in partners.items()}}
        for name, plan in plans.items():
            for each in plan.fields:
                store = "" if each.store == "field" else f"{each.store}."
                infos = [plan.table.columns[column] for column in each.reads()]
                columns = ", ".join(dict.fromkeys(f"{info.label or plan.table.label}: {info.source}" for info in infos))
                note = columns or f"mapping {self.mapping.name}"
                floats = any(info.is_float for info in infos)
                notes[f"{name}.{store}{each.name}"] = f"{note}; from a float" if floats else note
        return notes


def _list_paths(kind: str, path: str) -> tuple[str, ...]:
    """Return the paths of all lists that an entity of ``kind`` at ``path`` has, those of their entities too."""
    found: list[str] = []
    for name, shape in fields_of(kind).items():
        if shape.kind is Kind.MANY and shape.entity is not None:
            found.append(f"{path}.{name}")
            if shape.entity not in ("loan", "borrower"):
                found.extend(_list_paths(shape.entity, f"{path}.{name}"))
    return tuple(found)


def _whole(excerpt: Excerpt) -> Span:
    return excerpt.span(0, len(excerpt.text))

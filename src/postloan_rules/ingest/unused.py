"""Columns that look as if they were meant, and that nothing reads."""

from collections.abc import Iterator

from postloan_rules.ingest.plans import EntityPlan, RecordPlan
from postloan_rules.ingest.tables import Table
from postloan_rules.model.fields import Kind, fields_of
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest


def unused_columns(plan: RecordPlan) -> tuple[Diagnostic, ...]:
    """Return a warning for each column that is called almost like a field of its entity and is read by nothing."""
    return tuple(remark for entity in _entities(plan) for remark in _of(entity))


def _entities(plan: RecordPlan) -> Iterator[EntityPlan]:
    yield plan.loan
    yield from plan.inline.values()
    for relation in plan.relations():
        yield relation.entity


def _of(entity: EntityPlan) -> Iterator[Diagnostic]:
    given = {each.name for each in entity.fields}
    lists = (Kind.ONE, Kind.MANY)
    missing = [name for name, shape in fields_of(entity.kind).items() if shape.kind not in lists and name not in given]
    for name in _unread(entity.table):
        near = nearest(name, missing)
        if near:
            yield data.unused_column(None, name, entity.table.label, near)


def _unread(table: Table) -> Iterator[str]:
    return (name for name, info in table.columns.items() if name not in table.used and info.place is not None)

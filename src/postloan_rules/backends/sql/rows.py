"""A select in the making: rows of one or several things, and columns computed in layers, each from those below."""

from collections.abc import Mapping

from postloan_rules.backends.python.term_index import TermIndex
from postloan_rules.backends.sql import forms
from postloan_rules.backends.sql.digits import Digits
from postloan_rules.backends.sql.forms import COLUMN, Dialect, Sql
from postloan_rules.backends.sql.layout import Layout
from postloan_rules.errors import InternalError
from postloan_rules.ir.nodes import Variable
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass, field

TOP = "base"


@dataclass(frozen=True, slots=True)
class Value:
    """What a term is in SQL: ``parts`` are one expression; low and high of ``BOUNDS``; these and the denominator of a
    ``RATIO``; of a ``LIST`` how many outcomes of each place are sure, then how many possible. All parts are null where
    the value is unknown. ``level`` is the first layer in which it can be written; ``atomic`` tells that it is a column
    or constant, so that it may stand in several places.
    """

    kind: Kind
    parts: tuple[Sql, ...]
    level: int = 0
    digits: Digits | None = None
    atomic: bool = False

    @property
    def sql(self) -> Sql:
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a definition is kept: table, and the names of the columns of its parts."""

    table: str
    columns: tuple[str, ...]
    digits: Digits | None = None


@dataclass(slots=True)
class World:
    """What all selects of one program share."""

    dialect: Dialect
    layout: Layout
    enumerations: Mapping[str, EnumerationTable]
    as_of: Sql
    currency: str
    definitions: Mapping[tuple[str, str], FactTerm | DecisionTerm]
    stored: dict[tuple[str, str], Stored] = field(default_factory=dict)
    index: TermIndex = field(default_factory=TermIndex)
    serial: int = 0

    def fresh(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}{self.serial}"

    def size(self, enumeration: str | None) -> int:
        return len(self.enumerations[str(enumeration)].values)


@dataclass(slots=True)
class Join:
    kind: str
    source: "Sql | str"
    alias: str
    on: Sql


class Rows:
    """Rows that are being computed.

    ``base`` is what stands in the first FROM: a table or select under the alias ``base``, with inner joins of
    relations. ``keys`` maps variables to the column of layer 0 that has their key.
    """

    def __init__(self, world: World, base: "Sql | str | Rows") -> None:
        self.world = world
        self.base = base
        self.base_alias = TOP
        self.own: list[Variable] = []
        """The variables whose keys together tell the rows apart."""
        self.inner: list[Join] = []
        self.variables: dict[str, tuple[str, str]] = {}
        """Of each variable the entity, and the alias in layer 0 of its table of entities."""
        self.columns: dict[str, tuple[Sql, int]] = {}
        self.joins: dict[int, list[Join]] = {}
        self.where: Sql | None = None
        self.outer: Rows | None = None
        self.outer_columns: dict[str, Sql] = {}
        self.values: dict[int, Value] = {}
        self.computed: dict[tuple[str, str], Value] = {}
        """Facts and outcomes of the subject that were computed in these rows."""
        self._reads: dict[tuple[str, str], str] = {}
        self._reads_of: dict[str, frozenset[str]] = {}
        self._joined: dict[tuple[str, str], tuple[str, int]] = {}

    def same_base(self) -> "Rows":
        """Return the same rows before anything was computed."""
        rows = Rows(self.world, self.base)
        rows.base_alias, rows.own, rows.inner = self.base_alias, list(self.own), list(self.inner)
        rows.variables, rows.outer = dict(self.variables), self.outer
        # What was asked of the rows around these stays with them: both read the same select.
        rows.outer_columns = self.outer_columns
        return rows

    # Columns

    def add(self, sql: Sql, level: int, prefix: str = "c") -> Sql:
        """Compute ``sql`` as a column of layer ``level`` and return how layers above read it."""
        name = self.world.fresh(prefix)
        self.columns[name] = (sql, level)
        return forms.column(name)

    def let(self, value: Value) -> Value:
        """Return ``value`` so that it may be written in several places."""
        if value.atomic:
            return value
        parts = tuple(self.add(part, value.level) for part in value.parts)
        return Value(value.kind, parts, value.level + 1, value.digits, atomic=True)

    def bind(self, variable: str, entity: str, alias: str) -> None:
        """Let ``variable`` be the row of the table of ``entity`` under ``alias`` in layer 0."""
        self.variables[variable] = (entity, alias)

    def base_column(self, alias: str, name: str) -> Sql:
        """Return column ``name`` of a table of layer 0."""
        known = self._reads.get((alias, name))
        if known is None:
            known = self.world.fresh("b")
            self._reads[alias, name] = known
            self.columns[known] = (forms.column(name, alias), 0)
        return forms.column(known)

    def key_of(self, variable: str) -> Value:
        entity, alias = self.variables[variable]
        del entity
        return Value(Kind.ENTITY, (self.base_column(alias, "k"),), 1, atomic=True)

    def of_variable(self, variable: str, table: str, column: str) -> Sql:
        """Return a column of the thing that ``variable`` is, from its own table or from one with a row for each."""
        entity, alias = self.variables[variable]
        if table != f"e_{entity}":
            joined = (f"{alias}", table)
            if joined not in self._joined:
                name = self.world.fresh("j")
                on = forms.compare("=", forms.column("k", name), forms.column("k", alias))
                self.joins.setdefault(0, []).append(Join("left", table, name, on))
                self._joined[joined] = (name, 0)
            alias = self._joined[joined][0]
        return self.base_column(alias, column)

    def of_key(self, key: Value, table: str, column: str) -> tuple[Sql, int]:
        """Return a column of the thing that has ``key``, and the layer from which on it can be read."""
        key = self.let(key)
        text = f"{key.sql.sql()}"
        joined = (text, table)
        if joined not in self._joined:
            alias = self.world.fresh("j")
            on = forms.compare("=", forms.column("k", alias), key.sql)
            self.joins.setdefault(key.level, []).append(Join("left", table, alias, on))
            self._joined[joined] = (alias, key.level)
        alias, level = self._joined[joined]
        read = (alias, column)
        if read not in self._reads:
            self._reads[read] = self.world.fresh("b")
            self.columns[self._reads[read]] = (forms.column(column, alias), level)
        return forms.column(self._reads[read]), level + 1

    def from_outside(self, value: Value) -> Value:
        """Return a value of the row from which these rows were reached."""
        if self.outer is None:
            raise InternalError("SQL: no rows around these")
        parts = []
        for part in self.outer.let(value).parts:
            name = next((each for each, sql in self.outer_columns.items() if sql == part), None)
            if name is None:
                name = self.world.fresh("o")
                self.outer_columns[name] = part
            parts.append(self.base_column("outer", name))
        return Value(value.kind, tuple(parts), 1, value.digits, atomic=True)

    def joined(self, query: Sql, on: "list[tuple[str, Value]]") -> tuple[str, int]:
        """Join a select whose columns equal the values of ``on``; return its alias and the layer it stands in."""
        keys = [(name, self.let(value)) for name, value in on]
        level = max((value.level for _, value in keys), default=0)
        alias = self.world.fresh("j")
        conditions = [forms.compare("=", forms.column(name, alias), value.sql) for name, value in keys]
        self.joins.setdefault(level, []).append(Join("left", query, alias, forms.both(*conditions)))
        return alias, level

    def read(self, alias: str, level: int, column: str) -> Sql:
        """Return a column of what was joined in layer ``level``."""
        return self.add(forms.column(column, alias), level)

    # The whole

    def query(self, wanted: "list[tuple[Sql, str]]", level: int, *, group: "list[Sql] | None" = None) -> Sql:
        """Return the select that gives ``wanted``, expressions over layers below ``level``, by name."""
        needed = self._needed(wanted)
        top = max([level, *(self.columns[name][1] + 1 for name in needed)])
        last_read = self._last_read(needed, wanted, top)
        current = self._first()
        alias = self.base_alias
        layers: list[tuple[str, Sql]] = []
        inner = [(join.kind, join.source, join.alias, join.on) for join in self.inner]
        by_level: dict[int, list[str]] = {}
        for name in self.columns:
            if name in needed:
                by_level.setdefault(self.columns[name][1], []).append(name)
        alive: list[str] = []
        for each in range(max(top, 1)):
            new = [(self.columns[name][0], name) for name in by_level.get(each, ())]
            joins = self._used(each, new)
            if each and not new:
                continue
            # Only what some layer above still reads goes on.
            alive = [name for name in alive if last_read.get(name, -1) >= each]
            kept = [(forms.column(name, TOP), name) for name in alive if last_read[name] > each]
            columns = [*kept, *new] or [(forms.whole(1), "one")]
            query = forms.select(columns, current, alias, [*(inner if each == 0 else []), *joins])
            current = self.world.fresh("l")
            layers.append((current, query))
            alias = TOP
            alive = [name for _, name in columns]
        last = forms.select(list(wanted), current, TOP, where=self.where, group=group or ())
        return forms.layered(layers, last, self.world.dialect)

    def _first(self) -> "Sql | str":
        if isinstance(self.base, Rows):
            wanted = [(sql, name) for name, sql in self.outer_columns.items()]
            return self.base.query(wanted, 0)
        return self.base

    def _used(self, level: int, new: "list[tuple[Sql, str]]") -> "list[tuple[str, Sql | str, str, Sql]]":
        """Return the joins of a layer that its columns read."""
        tables = {each.table for sql, _ in new for each in sql.find_all(*COLUMN)}
        return [
            (join.kind, join.source, join.alias, join.on) for join in self.joins.get(level, ()) if join.alias in tables
        ]

    def _refs(self, name: str) -> frozenset[str]:
        """Return the columns that column ``name`` reads, those by which its table is joined among them."""
        known = self._reads_of.get(name)
        if known is None:
            sql, level = self.columns[name]
            found = [sql]
            tables = {each.table for each in sql.find_all(*COLUMN) if each.table}
            found += [join.on for join in self.joins.get(level, ()) if join.alias in tables]
            names = {each.name for part in found for each in part.find_all(*COLUMN)}
            known = self._reads_of[name] = frozenset(names & self.columns.keys())
        return known

    def _outside(self, wanted: "list[tuple[Sql, str]]") -> set[str]:
        parts = [sql for sql, _ in wanted] + ([self.where] if self.where is not None else [])
        return {each.name for part in parts for each in part.find_all(*COLUMN)} & self.columns.keys()

    def _needed(self, wanted: "list[tuple[Sql, str]]") -> set[str]:
        needed: set[str] = set()
        waiting = list(self._outside(wanted))
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting.extend(self._refs(name))
        return needed

    def _last_read(self, needed: set[str], wanted: "list[tuple[Sql, str]]", top: int) -> dict[str, int]:
        """Return the last layer in which each column is read."""
        last = dict.fromkeys(self._outside(wanted), top)
        for name in needed:
            level = self.columns[name][1]
            for each in self._refs(name):
                last[each] = max(last.get(each, -1), level)
        return last

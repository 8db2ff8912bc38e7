"""Making reports: entities come one after the other, and what there is to say of all of them is kept."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Protocol

from postloan_rules.engine.decision import NOT_APPLICABLE
from postloan_rules.engine.facts import outward
from postloan_rules.engine.interpret import Interpreter
from postloan_rules.engine.report import Cell, Group, Head, Line, ListResult, Origin, TableResult, Value
from postloan_rules.engine.subjects import Subject, subject_id
from postloan_rules.engine.words import UNKNOWN, Words, same
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.values import ARITHMETIC
from postloan_rules.light import dataclass
from postloan_rules.packs.report import ListReport, TableReport
from postloan_rules.text.bilingual import Bilingual

OTHERS = Bilingual(zh="其余", en="others")
Key = tuple[Value, ...]
_Possible = list[tuple[Value, bool]]
"""What a key may be, each with whether it surely is."""


class Meaning(Protocol):
    """What the day makes of the terms of a report."""

    words: Words

    def table(self, name: str | None) -> EnumerationTable | None: ...


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """What rows are grouped by: a term, or the terms of the bands by name."""

    term: Term | None
    bands: tuple[tuple[str, Bilingual, Term], ...]


@dataclass(frozen=True, slots=True)
class TableTerms:
    """The terms of a table."""

    where: Term | None
    keys: tuple[KeyTerm, ...]
    measures: tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class RowTerms:
    """The terms of the rows of a list."""

    entity: str
    kind: Bilingual
    when: Term | None
    show: tuple[Term | None, ...]


class _Figure:
    """The sum of a measure over a group, or the number of its rows."""

    __slots__ = ("high", "low", "without_value")

    def __init__(self) -> None:
        self.low = Decimal(0)
        self.high = Decimal(0)
        self.without_value = 0

    def add(self, ends: tuple[Any, Any] | None, *, sure: bool) -> None:
        if ends is None:
            self.without_value += 1
            return
        low, high = ends
        # A row that only may be in the group adds its amount or nothing.
        self.low = ARITHMETIC.add(self.low, low if sure else min(low, 0))
        self.high = ARITHMETIC.add(self.high, high if sure else max(high, 0))


class TableMaker:
    """Takes the rows of a table. However many there are, only the groups are kept."""

    def __init__(self, report: TableReport, terms: TableTerms, meaning: Meaning) -> None:
        self._report = report
        self._terms = terms
        self._meaning = meaning
        self._groups: dict[Key, list[_Figure]] = {}
        self._total = [_Figure() for _ in report.measures]

    def take(self, node: Node, interpreter: Interpreter) -> None:
        """Take a row."""
        bindings = {node.entity: node}
        wanted = True if self._terms.where is None else interpreter.value(self._terms.where, bindings)
        if wanted is False:
            return
        values = [(1, 1) if term is None else _ends(interpreter.value(term, bindings)) for term in self._terms.measures]
        for figure, value in zip(self._total, values, strict=True):
            figure.add(value, sure=wanted is True)
        keys: list[tuple[Key, bool]] = [((), wanted is True)]
        for each in self._terms.keys:
            possible = self._possible(each, interpreter, bindings)
            keys = [((*key, value), sure and certain) for key, sure in keys for value, certain in possible]
        for key, sure in keys:
            figures = self._groups.get(key)
            if figures is None:
                figures = self._groups[key] = [_Figure() for _ in values]
            for figure, value in zip(figures, values, strict=True):
                figure.add(value, sure=sure)

    def _possible(self, key: KeyTerm, interpreter: Interpreter, bindings: dict[str, Node]) -> _Possible:
        if key.term is None:
            found: _Possible = []
            for name, _, term in key.bands:
                state = interpreter.value(term, bindings)
                if state is not False:
                    found.append((name, state is True and not found))
                if state is True:
                    return found
            return [*found, (_OTHERS, not found)]
        type = type_of(key.term)
        value = interpreter.value(key.term, bindings)
        if type.kind is not Kind.MASK:
            return [(outward(value, type, self._meaning.table(type.name)), True)]
        words = outward(value, type, self._meaning.table(type.name))
        return [(each, False) for each in words] if isinstance(words, tuple) else [(words, True)]

    def result(self, origin: Origin) -> TableResult:
        """Return the table of all rows that were taken."""
        report = self._report
        whole = [_cell(figure) for figure in self._total]
        groups = []
        for key in sorted(self._groups, key=self._place_of):
            figures = zip(report.measures, self._groups[key], whole, strict=True)
            cells = tuple(
                _share(_cell(figure), all) if each.how == "share" else _cell(figure) for each, figure, all in figures
            )
            groups.append(Group(key, tuple(map(self._label, range(len(key)), key)), cells))
        return TableResult(
            report.name,
            report.title,
            tuple(Head(each.name, each.title) for each in report.by),
            tuple(Head(each.name, each.title) for each in report.measures),
            tuple(each.how for each in report.measures),
            tuple(groups),
            tuple(
                _share(cell, cell) if each.how == "share" else cell
                for each, cell in zip(report.measures, whole, strict=True)
            ),
            tuple(self._order_of(place) for place in range(len(report.by))),
            origin,
        )

    def _order_of(self, place: int) -> tuple[Value, ...]:
        term = self._terms.keys[place]
        return tuple(sorted({key[place] for key in self._groups}, key=lambda value: self._place(term, value)))

    def _label(self, place: int, value: Value) -> Bilingual:
        key = self._terms.keys[place]
        if key.term is None:
            return next((title for name, title, _ in key.bands if name == value), OTHERS)
        if value is None:
            return UNKNOWN
        type = type_of(key.term)
        if type.kind is Kind.BOOLEAN:
            return self._meaning.words.value(value, type)
        return self._meaning.words.word(type.name, str(value))

    def _place_of(self, key: Key) -> tuple[tuple[int, int, str], ...]:
        return tuple(self._place(each, value) for each, value in zip(self._terms.keys, key, strict=True))

    def _place(self, key: KeyTerm, value: Value) -> tuple[int, int, str]:
        """Return where a value of a key stands: in the order of its enumeration or of the bands; the unknown last."""
        if value is None:
            return 2, 0, ""
        if key.term is None:
            names = [name for name, _, _ in key.bands]
            return (0, names.index(str(value)), "") if value in names else (1, 0, "")
        table = self._meaning.table(type_of(key.term).name)
        if table is not None and value in table.values:
            return 0, table.values.index(str(value)), ""
        return (1, 0, "") if value == NOT_APPLICABLE else (0, 0, str(value))


_OTHERS = "other"


def _ends(value: Any) -> tuple[Any, Any] | None:
    """Return the smallest and the largest number that a value can be; a ratio divided out."""
    if value is None:
        return None
    if not isinstance(value, tuple):
        return value, value
    if len(value) == 3:
        return ARITHMETIC.divide(value[0], value[2]), ARITHMETIC.divide(value[1], value[2])
    return value[0], value[1]


def _cell(figure: _Figure) -> Cell:
    return Cell(Decimal(figure.low), Decimal(figure.high), figure.without_value)


def _share(part: Cell, whole: Cell) -> Cell:
    """Return the share of ``part`` in ``whole``, if that is one figure other than zero."""
    if not whole.is_certain or not whole.low or part.low is None or part.high is None:
        return Cell(None, None, part.without_value)
    return Cell(ARITHMETIC.divide(part.low, whole.low), ARITHMETIC.divide(part.high, whole.low), part.without_value)


class ListMaker:
    """Takes the rows of a list. Where the list has a limit, not many more rows than that are kept."""

    def __init__(self, report: ListReport, meaning: Meaning) -> None:
        self._report = report
        self._meaning = meaning
        self._lines: list[tuple[Line, tuple[Any, ...]]] = []
        self._left_out = 0
        self._open: dict[str, tuple[Bilingual, int]] = {}

    def take(self, terms: RowTerms, node: Node, interpreter: Interpreter) -> None:
        """Take a row of the kind that ``terms`` describe."""
        bindings = {node.entity: node}
        wanted = True if terms.when is None else interpreter.value(terms.when, bindings)
        if wanted is False:
            return
        values: list[Value] = []
        texts: list[Bilingual] = []
        for term in terms.show:
            raw = None if term is None else interpreter.value(term, bindings)
            values.append(None if term is None else self._outward(raw, type_of(term)))
            texts.append(same("") if term is None else self._meaning.words.value(raw, type_of(term)))
        if wanted is None and self._report.sort and values[self._report.sort[0][0]] is None:
            # Rows of which hardly anything is known would hide the others.
            self._open[terms.kind.zh] = (terms.kind, self._open.get(terms.kind.zh, (terms.kind, 0))[1] + 1)
            return
        line = Line(terms.kind, subject_id(node), tuple(values), tuple(texts), wanted is True)
        self._lines.append((line, self._order(line)))
        limit = self._report.limit
        if limit is not None and len(self._lines) > 2 * limit + 1_000:
            self._cut(limit)

    def _outward(self, value: Any, type: TermType) -> Value:
        said = outward(value, type, self._meaning.table(type.name))
        if isinstance(said, tuple):
            return "/".join(str(each) for each in said)
        found: Value = said.id if isinstance(said, Node) else said
        return found

    def _order(self, line: Line) -> tuple[Any, ...]:
        return tuple(_sortable(line.values[place], descending=down) for place, down in self._report.sort)

    def _cut(self, limit: int) -> None:
        self._lines.sort(key=_by_order)
        self._left_out += max(len(self._lines) - limit, 0)
        del self._lines[limit:]

    def result(self, origin: Origin) -> ListResult:
        """Return the list of all rows that were taken."""
        self._cut(self._report.limit or len(self._lines))
        columns = tuple(Head(each.name, each.title) for each in self._report.columns)
        lines = tuple(line for line, _ in self._lines)
        kinds = dict.fromkeys(rows.title.zh for rows in self._report.rows)
        not_known = tuple(self._open[kind] for kind in kinds if kind in self._open)
        return ListResult(self._report.name, self._report.title, columns, lines, self._left_out, not_known, origin)


def _by_order(pair: tuple[Line, tuple[Any, ...]]) -> tuple[Any, ...]:
    return (*pair[1], pair[0].kind.zh, pair[0].subject)


def _sortable(value: Value, *, descending: bool) -> tuple[Any, ...]:
    """Return what sorts like ``value``: what is not known last, in both directions."""
    if value is None:
        return (1,)
    if isinstance(value, bool | Decimal):
        number = Decimal(value)
        return (0, 0, -number if descending else number)
    if hasattr(value, "toordinal"):
        day = value.toordinal()
        return (0, 1, -day if descending else day)
    text = [ord(char) for char in str(value)]
    return (0, 2, [-code for code in text] if descending else text)


class Looked:
    """Counts what was looked at, and lets everything pass once."""

    def __init__(self) -> None:
        self.subjects = 0
        self.absent: Counter[str] = Counter()
        self._seen: set[tuple[str, str]] = set()

    def nodes(self, subjects: Iterator[Subject], entity: str) -> Iterator[Node]:
        """Yield the nodes of ``subjects`` that were not seen before. Loans come once by themselves."""
        for each in subjects:
            if each.node is None:
                self.absent[_without_ids(each.absent or entity)] += 1
                continue
            if entity != "loan":
                key = (entity, subject_id(each.node))
                if key in self._seen:
                    continue
                self._seen.add(key)
            self.subjects += 1
            yield each.node


def _without_ids(path: str) -> str:
    """Return the path without which member it goes through: ``portfolio.loans.collaterals``."""
    found = ""
    depth = 0
    for char in path:
        depth += char == "["
        if not depth:
            found += char
        depth -= char == "]"
    return found

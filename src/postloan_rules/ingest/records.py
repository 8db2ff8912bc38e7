"""Rows to records: every row of the record table becomes a record or a reject, and no other row gets lost."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from postloan_rules.backends.protocol import Context
from postloan_rules.errors import Problem
from postloan_rules.ingest.cells import key_text
from postloan_rules.ingest.expressions import context_of
from postloan_rules.ingest.plans import EntityPlan, RecordPlan, RelationPlan
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.ingest.tables import Row
from postloan_rules.light import dataclass, field
from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.construct import constructed
from postloan_rules.model.entity import Entity
from postloan_rules.model.fields import FieldShape, Kind
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.relations import ENTITIES
from postloan_rules.model.values import fitted
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

_DAY: Final = FieldShape("as_of", Kind.DATE)
_ID: Final = "id"


@dataclass(slots=True)
class Counts:
    """How many rows were looked at. ``read`` is always ``records`` and ``rejected`` together.

    ``left_out`` are rows that the mapping does not want: of another day, or outside ``where``. ``expected`` is how many
    rows of the record's table will be read, once that is known; rows that belong to nothing come on top.
    """

    read: int = 0
    records: int = 0
    rejected: int = 0
    left_out: int = 0
    expected: int | None = None


@dataclass(slots=True)
class Candidate:
    """A row of the record table on its way to a record."""

    row: Row
    day: date | None
    id: str | None
    problems: list[Problem] = field(default_factory=list)
    loan: Loan | None = None


@dataclass(slots=True)
class Party:
    """A borrower with all its loans in the extract, before it is seen from one of them."""

    loans: list[Candidate] = field(default_factory=list)

    def all_loans(self) -> tuple[Loan, ...] | None:
        """Return all loans; ``None`` where one of them was rejected, for then not all are known."""
        loans = tuple(each.loan for each in self.loans if each.loan is not None)
        return loans if len(loans) == len(self.loans) else None


class RecordMaker:
    """One run over the tables. ``counts`` grow while records are taken."""

    def __init__(self, plan: RecordPlan, currency: str, as_of: date | None) -> None:
        self.plan = plan
        self.currency = currency
        self.as_of = as_of
        self.counts = Counts()
        self.contexts: dict[date | None, Context] = {}
        # Entities of tables of their own are made once for all that refer to them.
        self.made: dict[tuple[str, int], tuple[Entity | None, tuple[Problem, ...]]] = {}
        # Candidates of rows that are at hand, so that they are looked at once; each goes when its turn comes.
        self.looked_at: deque[Candidate | None] = deque()
        self.constants: dict[str, Entity | None] = {}
        self.by_group: dict[str, list[Row]] | None = None
        self.strays: set[tuple[str, int]] = set()

    def run(self) -> Iterator[PortfolioRecord | Rejected]:
        """Yield a record or a reject for each row; loans that see each other stand together."""
        relations = self.plan.relations()
        for relation in relations:
            relation.fill_index()
        together = self.plan.other_loans is not None or self.plan.other_members is not None
        if together or self.plan.table.makers:
            self.plan.table.keep()
        repeated = self._repeated()
        families = self._families(repeated) if together else ([each] for each in self._candidates(repeated))
        for family in families:
            yield from self._family(family)
        for relation in relations:
            yield from self._unplaced(relation)

    # Which rows there are

    def _candidates(self, repeated: Mapping[tuple[str, date | None], int]) -> Iterator[Candidate]:
        relations = (*self.plan.loan_relations, *self._inline_relations(), *self.plan.partners.values())
        for row in self.plan.table.rows():
            for relation in relations:
                relation.claim(row)
            candidate = self.looked_at.popleft() if self.plan.table.kept is not None else self._candidate(row)
            if candidate is None:
                self.counts.left_out += 1
                continue
            if candidate.id is not None and repeated.get((candidate.id, candidate.day), 0) > 1:
                candidate.problems.append(row.remark(self._id_source(), candidate.id, data.duplicate_id(candidate.id)))
            yield candidate

    def _repeated(self) -> Mapping[tuple[str, date | None], int]:
        """Count the ids of all rows: of two rows with one id nobody knows which is right, so neither is."""
        counter: Counter[tuple[str, date | None]] = Counter()
        expected = 0
        for row in self.plan.table.rows():
            candidate = self._candidate(row)
            if self.plan.table.kept is not None:
                self.looked_at.append(candidate)
            if candidate is not None:
                expected += 1
                if candidate.id is not None:
                    counter[(candidate.id, candidate.day)] += 1
        self.counts.expected = expected
        return {key: count for key, count in counter.items() if count > 1}

    def _candidate(self, row: Row) -> Candidate | None:
        """Return the row with its day, or nothing where the mapping does not want it."""
        problems = list(row.problems)
        day = self._day(row, problems)
        if self.plan.many_days and self.as_of is not None and day is not None and day != self.as_of:
            return None
        if day is not None and self.as_of is not None and day != self.as_of:
            remark = data.other_day(day.isoformat(), self.as_of.isoformat())
            problems.append(row.remark(self.plan.as_of_source, day, remark))
        if day is None and self.as_of is None and not problems:
            problems.append(row.remark(self.plan.as_of_source, "", data.field_missing("as_of")))
        day = day or self.as_of
        if self.plan.where is not None:
            wanted = self.plan.where.value(row.values, self._context(day))
            if wanted is False:
                return None
            if wanted is None and row.cells:
                problems.append(row.remark("where", "", data.whether_unknown()))
        return Candidate(row, day, self._id_of(row, day), problems)

    def _day(self, row: Row, problems: list[Problem]) -> date | None:
        # A row that could not be read at all has one problem, not one for each thing that it lacks.
        if self.plan.as_of is None or not row.cells:
            return self.as_of
        raw = self.plan.as_of.value(row.values, self._context(None))
        if raw is None:
            missing = row.remark(self.plan.as_of_source, "", data.field_missing("as_of"))
            # A day that is there and cannot be read is not missing as well.
            if all(each.path != missing.path for each in problems):
                problems.append(missing)
            return None
        day = fitted(raw, _DAY)
        if isinstance(day, Diagnostic):
            problems.append(row.remark(self.plan.as_of_source, raw, day))
            return None
        return day if isinstance(day, date) else None

    def _id_of(self, row: Row, day: date | None) -> str | None:
        plan = next((each for each in self.plan.loan.fields if each.name == _ID and each.store == "field"), None)
        return key_text(plan.raw(row, self._context(day))) if plan is not None else None

    def _id_source(self) -> str:
        return next((each.source for each in self.plan.loan.fields if each.name == _ID), _ID)

    def _context(self, day: date | None) -> Context:
        if day not in self.contexts:
            self.contexts[day] = context_of(day, self.currency)
        return self.contexts[day]

    def _inline_relations(self) -> Iterator[RelationPlan]:
        for relations in self.plan.inline_relations.values():
            yield from relations

    # Which rows belong together

    def _families(self, repeated: Mapping[tuple[str, date | None], int]) -> Iterator[list[Candidate]]:
        """Yield the candidates that may see each other: of one group, else of one borrower, on one day."""
        families: dict[tuple[Any, ...], list[Candidate]] = {}
        for candidate in self._candidates(repeated):
            families.setdefault((*self._family_key(candidate.row), candidate.day), []).append(candidate)
        # What was yielded is not held any longer: with its records it is many times as large as the rows.
        waiting = deque(families.values())
        families.clear()
        while waiting:
            yield waiting.popleft()

    def _family_key(self, row: Row) -> tuple[Any, ...]:
        group = self._group_key(row)
        if group is not None:
            return ("group", group)
        borrower = self._borrower_key(row)
        return ("borrower", borrower) if borrower is not None else ("row", id(row))

    def _borrower_key(self, row: Row) -> str | None:
        partner = self.plan.partners.get("borrower")
        if partner is not None:
            return key_text(row.values.get(partner.ours))
        return key_text(row.values.get(self.plan.other_loans.key)) if self.plan.other_loans is not None else None

    def _group_key(self, row: Row) -> str | None:
        partner = self.plan.partners.get("borrower")
        if self.plan.other_members is None or partner is None:
            return None
        rows = partner.claim(row)[1]
        return key_text(rows[0].values.get(self.plan.other_members.key)) if len(rows) == 1 else None

    # From rows to records

    def _family(self, family: list[Candidate]) -> Iterator[PortfolioRecord | Rejected]:
        parties: dict[str | None, Party] = {}
        for candidate in family:
            candidate.loan = self._loan(candidate)
            parties.setdefault(self._borrower_key(candidate.row), Party()).loans.append(candidate)
        for candidate in family:
            self.counts.read += 1
            result = self._record(candidate, parties)
            if isinstance(result, Rejected):
                self.counts.rejected += 1
            else:
                self.counts.records += 1
            yield result

    def _loan(self, candidate: Candidate) -> Loan | None:
        """Return the loan of the row; ``None`` where anything is wrong with the row or the lists of the loan."""
        context = self._context(candidate.day)
        loan = self._entity(self.plan.loan, candidate.row, self.plan.loan_relations, context, candidate.problems)
        return loan if isinstance(loan, Loan) and not candidate.problems else None

    def _record(self, candidate: Candidate, parties: Mapping[str | None, Party]) -> PortfolioRecord | Rejected:
        problems = candidate.problems
        row, day = candidate.row, candidate.day
        parts: dict[str, Any] = {}
        for name, plan in self.plan.inline.items():
            parts[name] = self._inline(name, plan, candidate)
        for name, partner in self.plan.partners.items():
            parts[name] = self._partner(name, partner, parts, candidate)
        if problems or candidate.loan is None or day is None:
            return self._rejected(row, problems)
        notes = {**self.plan.provenance, "loan": f"{self.plan.table.label}: {row.number}"}
        borrower, group = parts.get("borrower"), parts.get("group")
        if isinstance(borrower, Borrower):
            parts["borrower"] = self._with_loans(borrower, candidate, parties, notes)
        if isinstance(group, Group):
            parts["group"] = self._with_members(group, candidate, parties, notes)
        # Amounts were held against the currency and ids against each other, which is all that a record would check.
        given = {"as_of": day, "currency": self.currency, "loan": candidate.loan, "provenance": notes}
        return constructed(PortfolioRecord, given | parts)

    def _rejected(self, row: Row, problems: Iterable[Problem]) -> Rejected:
        # What is wrong with a row that several records share is said once in each of them.
        return Rejected(row.table, row.number, tuple(dict.fromkeys(problems)), self.plan.tables[row.table].raw(row))

    def _inline(self, name: str, plan: EntityPlan, candidate: Candidate) -> Entity | None:
        """Return an entity whose fields stand in the row of the loan; ``None`` where none of them is given."""
        context = self._context(candidate.day)
        if plan.is_constant and not self.plan.inline_relations.get(name):
            return self._constant(name, plan, candidate)
        if all(each.raw(candidate.row, context) is None for each in plan.fields):
            return None
        relations = self.plan.inline_relations.get(name, ())
        return self._entity(plan, candidate.row, relations, context, candidate.problems)

    def _constant(self, name: str, plan: EntityPlan, candidate: Candidate) -> Entity | None:
        """Return an entity that the mapping itself says: one for all records."""
        if name not in self.constants:
            problems: list[Problem] = []
            entity = self._entity(plan, candidate.row, (), self._context(None), problems)
            if problems:
                candidate.problems.extend(problems)
                return None
            self.constants[name] = entity
        return self.constants[name]

    def _partner(
        self, name: str, partner: RelationPlan, parts: Mapping[str, Entity | None], candidate: Candidate
    ) -> Entity | None:
        """Return the entity that the row refers to, from its own table."""
        row = candidate.row
        if name == "group" and "borrower" in self.plan.partners:
            rows = self.plan.partners["borrower"].claim(row)[1]
            if len(rows) != 1 or parts.get("borrower") is None:
                return None
            row = rows[0]
        key, rows = partner.claim(row)
        if key is None:
            return None
        if len(rows) != 1:
            table = partner.entity.table.name
            remark = data.key_repeated(table, rows[0].number) if rows else data.partner_missing(table)
            candidate.problems.append(row.remark(partner.ours, key, remark))
            return None
        entity, problems = self._shared(partner, rows[0])
        candidate.problems.extend(problems)
        return entity

    def _shared(self, relation: RelationPlan, row: Row) -> tuple[Entity | None, tuple[Problem, ...]]:
        place = (relation.path, row.number)
        if place not in self.made:
            problems: list[Problem] = []
            entity = self._entity(relation.entity, row, tuple(relation.children), self._context(None), problems)
            self.made[place] = (entity, tuple(problems))
        return self.made[place]

    def _entity(
        self,
        plan: EntityPlan,
        row: Row,
        relations: tuple[RelationPlan, ...],
        context: Context,
        problems: list[Problem],
    ) -> Entity | None:
        """Return the entity that ``row`` gives with its lists; ``None``, and ``problems``, where anything is wrong."""
        # What is wrong with the cells of a row of the record table was taken when the row was.
        found: list[Problem] = [] if plan.table is self.plan.table else list(row.problems)
        values = plan.values(row, context, found)
        if _ID not in values and plan.kind != "institution" and row.cells:
            missing = row.remark(self._source(plan), "", data.field_missing(_ID))
            if all(each.path != missing.path for each in (*row.problems, *found)):
                found.append(missing)
        for relation in relations:
            values[relation.name] = self._list(relation, row, context, found)
        problems.extend(found)
        if found:
            return None
        # Every value was fitted to its field, so nothing is left to validate.
        return constructed(ENTITIES[plan.kind], values)

    @staticmethod
    def _source(plan: EntityPlan) -> str:
        return next((each.source for each in plan.fields if each.name == _ID and each.store == "field"), _ID)

    def _list(
        self, relation: RelationPlan, row: Row, context: Context, problems: list[Problem]
    ) -> tuple[Entity, ...] | None:
        key, rows = relation.claim(row)
        if key is None or not relation.is_supplied(row, context):
            return None
        # A row of a list that comes with the loan month after month is the same each time.
        lasting = self.plan.many_days and not relation.children and not relation.entity.reads_day
        members: list[Entity] = []
        seen: set[str] = set()
        for each in rows:
            if lasting:
                entity, found = self._shared(relation, each)
                problems.extend(found)
            else:
                entity = self._entity(relation.entity, each, tuple(relation.children), context, problems)
            if entity is None:
                continue
            if entity.id in seen:
                problems.append(each.remark(self._source(relation.entity), entity.id, data.duplicate_id(entity.id)))
            seen.add(entity.id)
            members.append(entity)
        return tuple(members)

    # What records see of each other

    def _with_loans(
        self, base: Borrower, candidate: Candidate, parties: Mapping[str | None, Party], notes: dict[str, str]
    ) -> Borrower:
        siblings = self.plan.other_loans
        key = self._borrower_key(candidate.row)
        if siblings is None or key is None:
            return base
        if not siblings.is_supplied(candidate.row, self._context(candidate.day)):
            return base
        every = parties[key].all_loans()
        if every is None:
            notes["borrower.other_loans"] = "not supplied: a loan of the borrower was rejected"
            return base
        others = tuple(each for each in every if each is not candidate.loan)
        return base.model_copy(update={"other_loans": others})

    def _with_members(
        self, base: Group, candidate: Candidate, parties: Mapping[str | None, Party], notes: dict[str, str]
    ) -> Group:
        siblings, partner = self.plan.other_members, self.plan.partners.get("borrower")
        if siblings is None or partner is None:
            return base
        own = partner.claim(candidate.row)[1][0]
        if not siblings.is_supplied(own, self._context(candidate.day)):
            return base
        members: list[Borrower] = []
        for row in self._members(siblings.key, key_text(own.values.get(siblings.key))):
            if row is own:
                continue
            member = self._member(partner, row, parties)
            if member is None:
                notes["group.other_members"] = "not supplied: a member of the group was rejected"
                return base
            members.append(member)
        return base.model_copy(update={"other_members": tuple(members)})

    def _members(self, column: str, key: str | None) -> list[Row]:
        if self.by_group is None:
            self.by_group = {}
            for row in self.plan.partners["borrower"].entity.table.keep():
                group = key_text(row.values.get(column))
                if group is not None:
                    self.by_group.setdefault(group, []).append(row)
        return self.by_group.get(key, []) if key is not None else []

    def _member(self, partner: RelationPlan, row: Row, parties: Mapping[str | None, Party]) -> Borrower | None:
        """Return another borrower of the group with all its loans; without a loan in the extract it has none."""
        entity, problems = self._shared(partner, row)
        if problems or not isinstance(entity, Borrower):
            return None
        if self.plan.other_loans is None:
            return entity
        party = parties.get(key_text(row.values.get(partner.theirs)))
        loans = party.all_loans() if party is not None else ()
        return entity.model_copy(update={"other_loans": loans})

    # Rows that belong to nothing

    def _unplaced(self, relation: RelationPlan) -> Iterator[Rejected]:
        """Yield the rows of a relation that do not say to what they belong or belong to nothing that was read.

        Customers without a loan, and other things that loans refer to, may stand in a table without being needed.
        """
        table = relation.entity.table
        column = table.columns[relation.theirs].source
        for row in relation.keyless:
            yield from self._stray(row, *([row.remark(column, "", data.key_missing())] if row.cells else []))
        if not relation.many:
            return
        owner = self._owner(relation)
        owners = relation.claimed
        if owner is not None:
            owners = {key for row in owner.entity.table.keep() if (key := key_text(row.values.get(relation.ours)))}
        name = (owner.entity.table if owner is not None else self.plan.table).name
        for key, rows in relation.index.items():
            if key not in owners:
                for row in rows:
                    yield from self._stray(row, row.remark(column, key, data.orphan_row(name)))

    def _stray(self, row: Row, *problems: Problem) -> Iterator[Rejected]:
        if (row.table, row.number) not in self.strays:
            self.strays.add((row.table, row.number))
            self.counts.read += 1
            self.counts.rejected += 1
            yield self._rejected(row, (*row.problems, *problems))

    def _owner(self, relation: RelationPlan) -> RelationPlan | None:
        """Return the relation whose entities ``relation`` belongs to; ``None`` where it belongs to the record's row."""
        parent = relation.path.rpartition(".")[0]
        return next((each for each in self.plan.relations() if each.path == parent), None)

"""From a portfolio to one graph: every loan with its borrower, every borrower with all its loans."""

from collections.abc import Iterator, Mapping
from functools import partial

from postloan_rules.engine.given import Declared, extras_among, problems_among, strange_words_among
from postloan_rules.engine.link import Graph
from postloan_rules.engine.linked import Nodes, id_of
from postloan_rules.engine.shared import Key, SharedThings, differing
from postloan_rules.errors import Problem, RecordError
from postloan_rules.ir.record import Members, Node
from postloan_rules.model.borrower import Borrower
from postloan_rules.model.entity import Entity
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.whole import Portfolio
from postloan_rules.text.catalogue import data, evaluation

_PARTS = ("borrower", "group", "facility")


def link_portfolio(portfolio: Portfolio, declared: Declared) -> Graph:
    """Return the graph of ``portfolio``.

    Raises:
        RecordError: as ``link``; if two records are of one loan, or say different things about one borrower; if one is
            of another day or currency.
    """
    return Graph(portfolio, _Linker(portfolio, declared).roots())


class _Linker:
    def __init__(self, portfolio: Portfolio, declared: Declared) -> None:
        self._portfolio = portfolio
        self._parts: dict[Key, Entity] = {}
        self._records: dict[str, PortfolioRecord] = {}
        self._loans_of: dict[str, dict[str, Loan]] = {}
        self._open: set[str] = set()
        problems = list(self._taken())
        entities = list(self._entities())
        extras = extras_among(entities)
        if extras or strange_words_among(entities, declared):
            problems += problems_among(entities, declared)
        things = SharedThings(self._claims())
        problems += things.problems
        if problems:
            raise RecordError(problems)
        self._nodes = Nodes(declared, things, lambda: None, extras=extras)
        self._made: dict[Key, Node] = {}

    def _taken(self) -> Iterator[Problem]:
        """Take the parts of all records, and yield what does not go together."""
        for record in self._portfolio.records:
            path = f"portfolio.loans[{record.loan.id}]"
            if record.loan.id in self._records:
                said = data.duplicate_id(record.loan.id)
                yield Problem(said.code, f"{path}.id", record.loan.id, said.message)
                continue
            yield from self._out_of_place(record, path)
            self._records[record.loan.id] = record
            for name in _PARTS:
                entity: Entity | None = getattr(record, name)
                if entity is not None:
                    yield from self._part(name, entity, f"{path}.{name}")
            if record.borrower is not None:
                self._take_loans(record.borrower, record.loan)

    def _out_of_place(self, record: PortfolioRecord, path: str) -> Iterator[Problem]:
        day = self._portfolio.as_of
        if record.as_of != day:
            said = data.other_day(record.as_of.isoformat(), day.isoformat())
            yield Problem(said.code, f"{path}.as_of", record.as_of.isoformat(), said.message)
        if record.currency != self._portfolio.currency:
            said = data.mixed_currencies(record.currency, self._portfolio.currency)
            yield Problem(said.code, f"{path}.currency", record.currency, said.message)

    def _part(self, name: str, entity: Entity, path: str) -> Iterator[Problem]:
        first = self._parts.setdefault((name, entity.id), entity)
        if first is entity:
            return
        for field in differing(first.__dict__, entity.__dict__):
            if field not in ("other_loans", "other_members"):
                said = evaluation.entries_differ(entity.id, name)
                yield Problem(said.code, f"{path}.{field}", str(entity.__dict__.get(field, "")), said.message)

    def _take_loans(self, borrower: Borrower, loan: Loan) -> None:
        """Note the claims on ``borrower``. Where one record does not know all of them, nobody does."""
        claims = self._loans_of.get(borrower.id)
        if claims is None:
            # The claims that one record lists are those of all.
            claims = self._loans_of[borrower.id] = {each.id: each for each in borrower.other_loans or ()}
        claims[loan.id] = loan
        if borrower.other_loans is None:
            self._open.add(borrower.id)

    def _elsewhere(self) -> Iterator[tuple[str, Loan]]:
        """Yield the claims on borrowers that are no loans of the portfolio, each with its borrower."""
        for borrower, claims in self._loans_of.items():
            for id, loan in claims.items():
                if id not in self._records:
                    yield borrower, loan

    def _claims(self) -> Iterator[tuple[str, Loan]]:
        for id, record in self._records.items():
            yield f"portfolio.loans[{id}]", record.loan
        for borrower, loan in self._elsewhere():
            yield f"borrower[{borrower}].loans[{loan.id}]", loan

    def _entities(self) -> Iterator[tuple[str, Entity, str]]:
        for path, loan in self._claims():
            yield "loan", loan, path
        for (name, id), entity in self._parts.items():
            yield name, entity, f"{name}[{id}]"
        portfolio = self._portfolio
        if portfolio.institution is not None:
            yield "institution", portfolio.institution, "institution"
        if portfolio.figures is not None:
            yield "portfolio", portfolio.figures, "portfolio"

    def roots(self) -> Mapping[str, Node]:
        """Return the portfolio, and the institution where it is given; every other node hangs on them."""
        portfolio, make = self._portfolio, self._nodes
        root = make.node("portfolio", portfolio.figures or PortfolioFigures())
        roots = {"portfolio": root}
        institution = None
        if portfolio.institution is not None:
            institution = roots["institution"] = make.node("institution", portfolio.institution, {"portfolio": root})
            root.one["institution"] = make.institution = institution
        make.claims_known = portfolio.complete
        for key, entity in self._parts.items():
            self._made[key] = make.node(key[0], entity, {"institution": institution})
        members: dict[str, list[Node]] = {}
        loans: dict[str, Node] = {}
        for id, record in sorted(self._records.items()):
            around = {name: self._part_node(name, getattr(record, name)) for name in ("borrower", "facility")}
            loans[id] = make.loan(record.loan, {**around, "institution": institution})
            loans[id].home = (root, "loans")
            borrower, group = around["borrower"], self._part_node("group", record.group)
            if borrower is not None and group is not None and "group" not in borrower.one:
                borrower.one["group"] = group
                members.setdefault(group.id, []).append(borrower)
        claims = dict(loans)
        for borrower_id, loan in self._elsewhere():
            around = {"borrower": self._made["borrower", borrower_id], "facility": None, "institution": institution}
            claims[loan.id] = make.loan(loan, around)
        borrowers = [node for (name, _), node in sorted(self._made.items()) if name == "borrower"]
        for node in borrowers:
            node.home = (root, "borrowers")
            node.many["loans"] = partial(self._loans_at, node.id, claims)
            make.add_security(node)
        for name, found in members.items():
            group = self._made["group", name]
            others = getattr(group.source, "other_members", None)
            known = others is not None and all(("borrower", each.id) in self._made for each in others)
            group.many["members"] = sorted(found, key=id_of) if known and portfolio.complete else None
        root.many["loans"] = list(loans.values()) if portfolio.complete else None
        root.many["borrowers"] = borrowers if portfolio.complete else None
        return roots

    def _part_node(self, name: str, entity: Entity | None) -> Node | None:
        return None if entity is None else self._made[name, entity.id]

    def _loans_at(self, borrower: str, loans: Mapping[str, Node]) -> Members:
        if borrower in self._open or not self._portfolio.complete:
            return None
        return [loans[id] for id in sorted(self._loans_of[borrower])]

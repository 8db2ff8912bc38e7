"""Cases about all loans: a small portfolio, whose borrowers and loans are filled in like those of other cases."""

from collections.abc import Iterator, Mapping
from itertools import count

from postloan_rules.engine.case_records import ROOT_IDS, CaseMaker, left_unknown, record_of_case
from postloan_rules.engine.engine import Decidable, Engine
from postloan_rules.errors import Problem, RecordError
from postloan_rules.model.reading import read_portfolio
from postloan_rules.model.whole import Portfolio
from postloan_rules.packs.pack import Case

_Borrower = dict[str, object]


def described(engine: Engine, case: Case) -> Decidable:
    """Return what ``case`` describes: a portfolio where it tells something of one, else a record.

    Raises:
        RecordError: if it describes neither.
    """
    if not any(path.startswith("portfolio.") for path in case.given):
        return record_of_case(engine, case)
    return portfolio_of(engine, case)


def portfolio_of(engine: Engine, case: Case) -> Portfolio:
    """Return the portfolio that ``case`` describes; one without loans where it lists none.

    Raises:
        RecordError: if it describes none.
    """
    portfolio, issues = read_portfolio(_PortfolioMaker(engine, case).portfolio())
    if portfolio is None:
        raise RecordError([Problem(each.remark.code, each.path, each.value, each.remark.message) for each in issues])
    return portfolio


class _PortfolioMaker(CaseMaker):
    """Fills in what a case leaves out of a portfolio. The institution is only what the case gives: it has its totals
    from the loans."""

    def portfolio(self) -> dict[str, object]:
        """Return the portfolio that the case lists: its borrowers with their loans, and loans of other borrowers."""
        listed = [*self._listed("borrowers"), *({"other_loans": [each]} for each in self._listed("loans"))]
        named = [{"id": f"B{place}", **each} for place, each in enumerate(listed, 1)]
        borrowers = [self.filled("borrower", each, left_unknown(each)) for each in named]
        number = count(1)
        for loan in (loan for each in borrowers for loan in _loans(each)):
            # Those that the case does not number are numbered anew for each borrower.
            loan["id"] = f"L{next(number)}" if str(loan["id"]).startswith("loan-") else loan["id"]
        given = dict(self.under("institution", self.case.given))
        institution = {"type": self.defaults.get("institution.type"), **given}
        return {
            "as_of": self.case.as_of,
            "currency": self.case.currency,
            "portfolio": self.told("portfolio", "all"),
            "institution": {"id": ROOT_IDS["institution"], **institution},
            "records": [record for each in borrowers for record in self._records(each, borrowers)],
        }

    def _listed(self, relation: str) -> list[Mapping[str, object]]:
        listed = self.case.given.get(f"portfolio.{relation}", ())
        return list(listed) if isinstance(listed, (list, tuple)) else []

    def _records(self, borrower: _Borrower, borrowers: list[_Borrower]) -> Iterator[dict[str, object]]:
        """Yield a record for each loan; where the case tells of a group, all borrowers belong to it."""
        loans = _loans(borrower)
        others = [each for each in borrowers if each is not borrower]
        for loan in loans:
            own = {**borrower, "other_loans": [each for each in loans if each is not loan]}
            record: dict[str, object] = {"loan": loan, "borrower": own}
            if self.under("group", self.case.given):
                record["group"] = {**self.told("group", ROOT_IDS["group"]), "other_members": others}
            yield record


def _loans(borrower: _Borrower) -> list[dict[str, object]]:
    loans = borrower.get("other_loans")
    return loans if isinstance(loans, list) else []

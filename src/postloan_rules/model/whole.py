"""All loans of a bank, or of a part of it, on one day."""

from collections.abc import Iterable
from datetime import date

from postloan_rules.model.facility import Institution
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures


class Portfolio:
    """The records of all loans on one day. Never changes.

    Each record brings its own loan; borrowers, groups, facilities and the institution are those of all records, each
    once by its id. ``complete`` tells that no loan is missing: totals over a portfolio that is not are unknown.
    """

    __slots__ = ("as_of", "complete", "currency", "figures", "institution", "records")

    def __init__(
        self,
        records: Iterable[PortfolioRecord],
        *,
        as_of: date,
        currency: str,
        figures: PortfolioFigures | None = None,
        institution: Institution | None = None,
        complete: bool = True,
    ) -> None:
        self.records = tuple(records)
        self.as_of = as_of
        self.currency = currency
        self.figures = figures
        self.complete = complete
        self.institution = institution or next((each.institution for each in self.records if each.institution), None)

    @property
    def provenance(self) -> dict[str, str]:
        """Where values came from: the records know."""
        return {}

"""What a bank knows of its loans as a whole."""

from postloan_rules.model.entity import Entity
from postloan_rules.model.money import Fraction, Money


class PortfolioFigures(Entity):
    """What is given of a portfolio as a whole, beside its loans.

    The previous figures are those of the report before. Capital and provisions are those of the institution.
    """

    id: str = "all"
    net_capital: Money | None = None
    tier1_net_capital: Money | None = None
    loan_loss_provisions: Money | None = None
    general_reserve: Money | None = None
    previous_loans_balance: Money | None = None
    previous_non_performing_balance: Money | None = None
    non_performing_ratio_budget: Fraction | None = None

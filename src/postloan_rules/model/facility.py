"""What stands around a loan besides its borrower: the limit it was drawn under, and the bank."""

from datetime import date

from postloan_rules.model.entity import Entity
from postloan_rules.model.enumerations import InstitutionType
from postloan_rules.model.money import Money
from postloan_rules.model.post_loan import ControlTotals
from postloan_rules.model.provisioning import ProvisioningTotals
from postloan_rules.model.write_off import WriteOffReports


class Facility(Entity):
    """A limit under which loans are drawn."""

    limit: Money | None = None
    undrawn: Money | None = None
    expires_on: date | None = None
    revolving: bool | None = None


class Institution(WriteOffReports, ProvisioningTotals, ControlTotals):
    """The bank whose claims are decided."""

    id: str = "self"
    type: InstitutionType | None = None

"""Our names beside those of FIRE, the financial regulatory data standard (SuadeLabs/fire, v26.07, Apache 2.0)."""

from postloan_rules.light import dataclass
from postloan_rules.model.labels import LABELS


@dataclass(frozen=True, slots=True)
class Alignment:
    """A field of ours and the FIRE attribute that says the same; ``remark`` is what to mind when converting."""

    ours: str
    fire: str
    remark: str = ""


_MINOR_UNITS = "FIRE: whole minor units (cents); here a decimal amount"
_INSTANT = "FIRE: date-time; here a day"

ALIGNMENTS: tuple[Alignment, ...] = (
    Alignment("loan.id", "loan.id"),
    Alignment("loan.facility_id", "loan.facility_id"),
    Alignment("loan.product", "loan.type", "FIRE has 35 types, of auto loans several"),
    Alignment("loan.purpose", "loan.purpose", "FIRE: one of 53 words; here free text"),
    Alignment("loan.originated_on", "loan.start_date", _INSTANT),
    Alignment("loan.matures_on", "loan.end_date", _INSTANT),
    Alignment("loan.original_amount", "loan.notional_amount", _MINOR_UNITS),
    Alignment("loan.interest_rate", "loan.rate", "FIRE: 1.5 is 1.5 %; here a fraction, 0.015"),
    Alignment("loan.repayment_interval_months", "loan.repayment_frequency", "FIRE: a word such as monthly"),
    Alignment("loan.balance", "loan.balance", _MINOR_UNITS),
    Alignment("loan.accrued_interest", "loan.accrued_interest_balance", _MINOR_UNITS),
    Alignment("loan.interest_accrual_stopped", "loan.accrual_status", "FIRE: non_accrual"),
    Alignment("loan.expected_credit_loss", "loan.impairment_amount", _MINOR_UNITS),
    Alignment("loan.previous_class", "loan.impairment_status", "FIRE mixes five classes, IFRS 9 stages and others"),
    Alignment("loan.days_past_due", "loan.first_arrears_date", "FIRE has no days: as-of day less that date"),
    Alignment("restructuring.change", "loan.arrears_arrangement", "FIRE has 25 words, e.g. term_ext, refinancing"),
    Alignment("restructuring.signed_on", "loan.arrears_arrange_date", _INSTANT),
    Alignment("instalment.due_on", "loan_cash_flow.payment_date", _INSTANT),
    Alignment("instalment.amount", "loan_cash_flow.amount", _MINOR_UNITS),
    Alignment("repayment.paid_on", "loan_transaction.date", _INSTANT),
    Alignment("repayment.amount", "loan_transaction.amount", _MINOR_UNITS),
    Alignment("facility.limit", "loan.limit_amount", _MINOR_UNITS),
    Alignment("borrower.id", "customer.id"),
    Alignment("borrower.name", "customer.name"),
    Alignment("borrower.segment", "customer.type", "FIRE has 62 types"),
    Alignment("borrower.industry", "customer.nace_code", "or naics_code; here free text"),
    Alignment("borrower.bankruptcy_stage", "customer.bankruptcy_type", "with bankruptcy_date"),
    Alignment("loan.credit_impaired", "customer.credit_impaired", "FIRE: of the customer; here of the claim"),
    Alignment("group.id", "customer.risk_group_id"),
    Alignment("collateral.id", "collateral.id"),
    Alignment("collateral.type", "collateral.type", "FIRE has 41 types"),
    Alignment("collateral.value", "collateral.value", _MINOR_UNITS),
    Alignment("collateral.valued_on", "collateral.value_date", _INSTANT),
    Alignment("collateral.lien_rank", "collateral.charge", "1 is the first lien in both"),
    Alignment("collateral.prior_claims", "collateral.claims", _MINOR_UNITS),
    Alignment("collateral.owner_id", "collateral.owner_id"),
    Alignment("guarantee.guarantor_id", "loan.guarantor_id", "FIRE: one per loan"),
    Alignment("guarantee.amount", "loan.guarantee_amount", _MINOR_UNITS),
    Alignment("guarantee.ends_on", "security.end_date", _INSTANT),
)


def fire_page() -> str:
    """Return the table of names as a page in Markdown."""
    lines = [
        "# Our names and FIRE's",
        "",
        "Fields of the model that have an attribute in FIRE, the financial regulatory data standard",
        "([SuadeLabs/fire](https://github.com/SuadeLabs/fire), v26.07).",
        "FIRE knows no days past due, no warning signals and no classes by regulation; those are ours alone.",
        "",
        "| ours | 中文 | FIRE | to mind |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{each.ours}` | {LABELS[each.ours].zh} | `{each.fire}` | {each.remark} |" for each in ALIGNMENTS]
    return "\n".join(lines) + "\n"

"""What can happen to an invented loan after it has been paid out: one function per story."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from postloan_rules.demo.columns import CAUSE_WORDS
from postloan_rules.light import dataclass, field

YES = "true"


@dataclass(slots=True)
class Draft:
    """A loan being written: its row, how many days it is past due on ``as_of``, and rows of its other files."""

    row: dict[str, str]
    as_of: date
    balance: Decimal
    days_past_due: int = 0
    restructurings: list[dict[str, str]] = field(default_factory=list)
    overrides: list[dict[str, str]] = field(default_factory=list)
    classes: tuple[str, str, str, str] = ("normal", "normal", "normal", "normal")
    loss_share: Decimal = Decimal("0.012")

    def ago(self, days: int) -> str:
        """Return the day ``days`` before the as-of day."""
        return (self.as_of - timedelta(days=days)).isoformat()


Story = Callable[[Random, Draft], None]


def pays_on_time(_: Random, draft: Draft) -> None:
    draft.row["judgement_class"] = "normal"


def pays_a_few_days_late(random: Random, draft: Draft) -> None:
    draft.days_past_due = random.randint(1, 7)
    draft.row["逾期原因"] = CAUSE_WORDS["operational_technical"]


def is_late(random: Random, draft: Draft) -> None:
    draft.days_past_due = random.choice((1, 15, 30, 31, 45, 60, 75, 89, 90))
    draft.classes = ("normal", "normal", "normal", "special_mention")
    draft.loss_share = Decimal("0.04")


def is_three_months_late(random: Random, draft: Draft) -> None:
    draft.days_past_due = random.choice((91, 100, 120, 150, 180, 270))
    draft.classes = ("normal", "normal", "special_mention", "substandard")
    draft.loss_share = Decimal("0.25")
    draft.row["judgement_class"] = random.choice(("special_mention", "substandard"))


def is_most_of_a_year_late(random: Random, draft: Draft) -> None:
    draft.days_past_due = random.choice((271, 300, 330, 360))
    draft.classes = ("special_mention", "substandard", "substandard", "doubtful")
    draft.loss_share = Decimal("0.55")
    draft.row["judgement_class"] = "doubtful"


def is_years_late(random: Random, draft: Draft) -> None:
    draft.days_past_due = random.choice((361, 400, 540, 720))
    draft.classes = ("substandard", "doubtful", "doubtful", "loss")
    draft.loss_share = Decimal("0.92")
    draft.row["judgement_class"] = "loss"
    draft.row["credit_impaired"] = YES


def was_used_for_something_else(random: Random, draft: Draft) -> None:
    draft.row["use_diverted"] = YES
    draft.row["bank_consented_to_use_change"] = random.choice(("true", "false", "false"))


def is_impaired(random: Random, draft: Draft) -> None:
    draft.row["credit_impaired"] = YES
    draft.loss_share = random.choice((Decimal("0.30"), Decimal("0.50"), Decimal("0.90")))
    draft.classes = ("normal", "special_mention", "special_mention", "substandard")


def was_paid_by_the_bank_for_the_borrower(_: Random, draft: Draft) -> None:
    draft.row["off_balance_advance"] = YES
    draft.days_past_due = 20


def is_downgraded_by_rating(random: Random, draft: Draft) -> None:
    draft.row["external_rating_notches_down"] = str(random.randint(1, 4))


def is_judged_worse(random: Random, draft: Draft) -> None:
    draft.row["judgement_class"] = random.choice(("special_mention", "special_mention", "substandard"))


def is_not_judged_yet(_: Random, draft: Draft) -> None:
    draft.row["judgement_class"] = ""


def has_gaps(random: Random, draft: Draft) -> None:
    for name in random.sample(("credit_impaired", "use_diverted", "expected_credit_loss", "judgement_class"), 2):
        draft.row[name] = ""
    draft.days_past_due = random.choice((0, 0, 40, 95))


def is_under_observation(random: Random, draft: Draft) -> None:
    signed = draft.as_of - timedelta(days=random.choice((120, 200, 300, 420)))
    first = signed + timedelta(days=31)
    draft.restructurings.append(
        {
            "signed_on": signed.isoformat(),
            "change": random.choice(("term_extension", "schedule_relaxed", "grace_period", "rate_below_fair")),
            "debtor_in_difficulty": YES,
            "first_repayment_on": first.isoformat(),
            "class_before": "special_mention",
        }
    )
    draft.row |= {
        "class_before_restructuring": "special_mention",
        "first_repayment_after_change_on": first.isoformat(),
        "observation_status": "running",
        "observation_paid_on_time": YES,
        "judgement_class": "special_mention",
    }
    draft.classes = ("normal", "special_mention", "special_mention", "special_mention")
    draft.loss_share = Decimal("0.06")


def missed_under_observation(random: Random, draft: Draft) -> None:
    is_under_observation(random, draft)
    draft.days_past_due = random.choice((12, 35, 60))
    draft.row["observation_paid_on_time"] = "false"
    draft.row["observation_first_missed_on"] = draft.ago(draft.days_past_due)


def was_renewed_without_repayment(random: Random, draft: Draft) -> None:
    good = random.choice((True, True, False))
    draft.row |= {
        "refinanced_by_new_loan": YES,
        "renewal_policy_applied": YES,
        "renewed_loan_class": "normal",
        "renewed_loan_matures_on": draft.ago(60),
        "renewal_signed_on": draft.ago(65),
        "renewal_operates_lawfully": YES,
        "renewal_business_is_stable": YES if good else "",
        "renewal_credit_is_good": YES,
        "renewal_meets_new_loan_standards": YES,
        "renewal_meets_other_conditions": YES,
    }
    draft.restructurings.append(
        {
            "signed_on": draft.ago(65),
            "change": "refinanced",
            "debtor_in_difficulty": "false",
            "first_repayment_on": draft.ago(34),
            "class_before": "normal",
        }
    )


def asks_for_a_better_class(random: Random, draft: Draft) -> None:
    cleared = random.choice((60, 150, 200, 400))
    draft.classes = ("substandard", "substandard", "substandard", "substandard")
    draft.row |= {
        "meets_target_definition": YES,
        "future_performance_assured": YES,
        "arrears_and_fees_cleared": YES,
        "arrears_and_fees_cleared_on": draft.ago(cleared),
        "all_paid_since_cleared": YES,
        "proposed_class": "special_mention",
        "judgement_class": "special_mention",
    }


def is_overruled(random: Random, draft: Draft) -> None:
    draft.overrides.append(
        {
            "risk_class": random.choice(("special_mention", "substandard")),
            "reason": random.choice(("new_information", "supervisor")),
            "decided_on": draft.ago(20),
            "expires_on": draft.ago(-160),
            "approved_by": "U1007",
            "second_approver": "U1002",
        }
    )


STORIES: tuple[tuple[int, Story], ...] = (
    (16000, pays_on_time),
    (250, pays_a_few_days_late),
    (700, is_late),
    (260, is_three_months_late),
    (150, is_most_of_a_year_late),
    (120, is_years_late),
    (100, was_used_for_something_else),
    (120, is_impaired),
    (40, was_paid_by_the_bank_for_the_borrower),
    (60, is_downgraded_by_rating),
    (250, is_judged_worse),
    (120, is_not_judged_yet),
    (150, has_gaps),
    (150, is_under_observation),
    (80, missed_under_observation),
    (200, was_renewed_without_repayment),
    (150, asks_for_a_better_class),
    (60, is_overruled),
)
"""Stories with their weights."""

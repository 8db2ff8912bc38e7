"""What the cn pack says with data missing holds whatever the missing data turn out to be."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postloan_rules import Decision, Engine, load, read_record

ENGINE = Engine(load("cn"))
AS_OF = date(2026, 11, 23)
CLASSES = st.sampled_from(["normal", "special_mention", "substandard", "doubtful", "loss"])
RARELY = st.sampled_from([False, False, False, True])
DAYS_BACK = st.integers(0, 900).map(lambda days: AS_OF - timedelta(days=days))

LOAN_FLAGS = (
    "use_diverted", "bank_consented_to_use_change", "refinanced_by_new_loan", "credit_impaired", "off_balance_advance",
    "meets_target_definition", "future_performance_assured", "all_paid_since_cleared",
    "restructured_again_in_observation", "quality_keeps_worsening", "renewal_policy_applied",
    "renewal_operates_lawfully", "renewal_business_is_stable",
    "renewal_credit_is_good", "renewal_meets_new_loan_standards", "renewal_meets_other_conditions",
)  # fmt: skip
BORROWER_FLAGS = (
    "debt_evasion", "repayment_ability_declined_significantly", "recognised_credit_enhancement",
    "obligor_changed_by_merger", "is_merger_target", "finances_improved", "has_other_credit_impaired_assets",
    "cash_flow_insufficient", "cannot_refinance_at_fair_price", "securities_delisting_harms", "other_difficulty_found",
    "difficulty_resolved", "is_sued", "is_insolvent", "evasion_by_reorganisation", "production_stopped",
    "in_liquidation",
    "major_case", "debts_unsettled_after_reorganisation", "unwilling_after_repeated_talks",
)  # fmt: skip


@st.composite
def loans(draw: st.DrawFn, identifier: str) -> dict[str, Any]:
    """Loans with a ledger, a judgement and, for some, a restructuring; nothing is left out."""
    loan: dict[str, Any] = {
        "id": identifier,
        "asset_type": draw(st.sampled_from(["loan", "loan", "bond", "off_balance", "derivative"])),
        "product": draw(st.sampled_from(["corporate", "small_enterprise", "personal_mortgage", "credit_card"])),
        "classification_method": "judgement",
        "judgement_class": draw(CLASSES),
        "originated_on": draw(st.sampled_from([date(2020, 5, 1), date(2024, 5, 1)])),
        "overdue_cause": draw(st.sampled_from(["other", "operational_technical"])),
        "balance": draw(st.integers(1, 10)) * 1000,
        "accrued_interest": 0,
        "expected_credit_loss": draw(st.integers(0, 9)) * 1000,
        "external_rating_notches_down": draw(st.integers(0, 5)),
        "repayment_interval_months": draw(st.sampled_from([1, 3, 6, 12])),
        "renewed_loan_class": draw(CLASSES),
        "renewed_loan_matures_on": date(2026, 10, 31),
        "renewal_signed_on": draw(st.sampled_from([date(2026, 10, 30), date(2026, 10, 31)])),
        "schedule": [{"id": "I1", "due_on": draw(DAYS_BACK), "amount": 100}],
        "repayments": draw(st.sampled_from([[], [{"id": "P1", "paid_on": AS_OF, "amount": 100}]])),
        "classification_history": draw(
            st.sampled_from([[], [{"id": "H1", "classified_on": date(2026, 9, 30), "risk_class": "substandard"}]])
        ),
        "restructurings": draw(
            st.sampled_from([[], [{"id": "R1", "signed_on": date(2026, 5, 1), "change": "term_extension",
                                   "debtor_in_difficulty": True, "class_before": "normal",
                                   "first_repayment_on": date(2026, 6, 20)}]])
        ),
        "overrides": draw(
            st.sampled_from([[], [{"id": "O1", "risk_class": "special_mention", "decided_on": date(2026, 11, 1),
                                   "expires_on": date(2026, 12, 31), "approved_by": "A", "second_approver": "B"}]])
        ),
        "observation_paid_on_time": draw(st.booleans()),
        "arrears_and_fees_cleared": True,
        "arrears_and_fees_cleared_on": draw(DAYS_BACK),
        "extension": {"taken_over_from_merger_target": draw(RARELY), "is_securitisation_tranche": False},
    }  # fmt: skip
    return loan | {flag: draw(RARELY) for flag in LOAN_FLAGS}


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Records in which everything is known that the pack asks for."""
    borrower: dict[str, Any] = {flag: draw(RARELY) for flag in BORROWER_FLAGS} | {
        "id": "B1",
        "segment": "enterprise",
        "enterprise_size": draw(st.sampled_from(["small_micro", "medium", "large"])),
        "exposure": 5000,
        "bankruptcy_stage": draw(st.sampled_from(["none", "none", "none", "declared_liquidation"])),
        "obligor_changed_by_merger_on": draw(DAYS_BACK),
        "other_loans": [draw(loans(f"L{place}")) for place in range(2, 2 + draw(st.integers(0, 2)))],
        "debts_elsewhere": draw(
            st.sampled_from([[], [{"id": "D1", "balance": 3000, "days_past_due": 100, "risk_class": "substandard"}]])
        ),
    }
    return {
        "as_of": draw(st.sampled_from([AS_OF, date(2025, 12, 31)])),
        "currency": "CNY",
        "loan": draw(loans("L1")),
        "borrower": borrower,
        "institution": {"id": "bank", "type": draw(st.sampled_from(["commercial_bank", "rural_cooperative"]))},
        "group": {"id": "G1", "other_members": []},
    }


# The day on which something happened cannot be left open beside the flag that it happened: a known flag without its
# day is another state of the same two fields.
KEPT = {"id", "extension", "classification_method", "arrears_and_fees_cleared", "obligor_changed_by_merger"}


@st.composite
def records_with_gaps(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record and the same with some of its values left out."""
    whole = draw(records())
    gaps = dict(whole)
    for part in ("loan", "borrower", "institution"):
        forgotten = (
            draw(st.sets(st.sampled_from(sorted(whole[part].keys() - KEPT)), max_size=3))
            if draw(RARELY) or part == "loan"
            else set()
        )
        gaps[part] = {name: value for name, value in whole[part].items() if name not in forgotten}
    others = [dict(each) for each in whole["borrower"]["other_loans"]]
    for each in others:
        for name in draw(st.sets(st.sampled_from(sorted(each.keys() - KEPT)), max_size=2)):
            del each[name]
    if "other_loans" in gaps["borrower"]:
        gaps["borrower"] = gaps["borrower"] | {"other_loans": others}
    return whole, gaps


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(records_with_gaps())
def test_what_a_whole_record_gives_is_possible_for_the_record_with_gaps(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    whole, gaps = (ENGINE.decide(ENGINE.names("all"), read_record(each)) for each in pair)

    for name, decision in whole.items():
        assert set(decision.possible) <= set(gaps[name].possible), name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(records_with_gaps())
def test_decisions_asked_for_together_say_what_each_says_alone(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    for given_ in pair:
        record = read_record(given_)
        together = ENGINE.decide("all", record)
        assert isinstance(together, dict)
        for name, decision in together.items():
            alone = ENGINE.decide(name, record)
            assert _said(decision) == _said(alone), name


def _said(decision: Decision) -> tuple[object, ...]:
    bindings = [(each.rule, dict(each.bindings)) for each in decision.matches]
    unknown = [each.rule for each in decision.unknown]
    return decision.outcome, decision.status, decision.possible, bindings, unknown

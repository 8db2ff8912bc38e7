"""The files of the invented bank and their columns: mostly our own words, some of the bank's."""

from collections.abc import Mapping

# What a loan officer ticks. All of it is "no" unless a story says otherwise.
LOAN_FLAGS = (
    "off_balance_advance", "granted_against_law", "use_diverted",
    "bank_consented_to_use_change", "refinanced_by_new_loan", "renewal_policy_applied", "credit_impaired",
    "recovery_only_minimal", "meets_target_definition", "future_performance_assured", "arrears_and_fees_cleared",
    "all_paid_since_cleared", "reclassified_under_2023_measures", "material_change_since_classified",
    "needs_restructuring", "restructured_again_in_observation", "quality_keeps_worsening",
    "small_enterprise_major_event", "loss_class_at_other_institution", "restructured_and_still_unpaid",
)  # fmt: skip

BORROWER_FLAGS = (
    "debt_evasion", "evasion_by_reorganisation", "repayment_ability_declined_significantly",
    "recognised_credit_enhancement", "obligor_changed_by_merger", "is_merger_target", "finances_improved",
    "has_other_credit_impaired_assets", "cash_flow_insufficient", "cannot_refinance_at_fair_price",
    "securities_delisting_harms", "other_difficulty_found", "difficulty_resolved", "production_stopped",
    "is_insolvent", "in_liquidation", "major_case", "debts_unsettled_after_reorganisation",
    "unwilling_after_repeated_talks", "is_sued",
)  # fmt: skip

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "loans": (
        "id", "borrower_id", "day", "currency", "product", "asset_type", "portfolio", "classification_method",
        "贷款用途", "originated_on", "matures_on", "original_amount", "interest_rate", "repayment_interval_months",
        "担保方式", "balance", "accrued_interest", "undrawn", "days_past_due", "missed_instalments", "逾期原因",
        "overdue_component", "renewed_loan_class", "renewed_loan_matures_on", "renewal_signed_on",
        "renewal_operates_lawfully", "renewal_business_is_stable", "renewal_credit_is_good",
        "renewal_meets_new_loan_standards", "renewal_meets_other_conditions", "expected_credit_loss",
        "external_rating_notches_down", "judgement_class", "previous_class", "last_classified_on", "proposed_class",
        "arrears_and_fees_cleared_on", "class_before_restructuring", "first_repayment_after_change_on",
        "observation_status", "observation_paid_on_time", "observation_first_missed_on", "pledge_is_safe_instrument",
        "pledge_title_undisputed", "pledge_formalities_complete", "pledge_rate", *LOAN_FLAGS,
    ),
    "borrowers": (
        "id", "group_id", "客户名称", "segment", "enterprise_size", "所属行业", "exposure", "bankruptcy_stage",
        "obligor_changed_by_merger_on", "credit_report_on", *BORROWER_FLAGS,
    ),
    "groups": ("id", "name"),
    "collaterals": (
        "id", "loan_id", "type", "value", "valued_on", "lien_rank", "prior_claims", "registered", "insured_until",
        "owner_id",
    ),
    "guarantees": ("id", "loan_id", "guarantor_id", "liability", "amount", "ends_on", "guarantor_defaulted"),
    "schedule": ("id", "loan_id", "due_on", "amount"),
    "repayments": ("id", "loan_id", "paid_on", "amount"),
    "history": ("id", "loan_id", "classified_on", "risk_class"),
    "restructurings": (
        "id", "loan_id", "signed_on", "change", "debtor_in_difficulty", "first_repayment_on", "class_before",
    ),
    "debts": ("id", "borrower_id", "lender", "balance", "days_past_due", "risk_class", "is_non_performing"),
    "overrides": (
        "id", "loan_id", "risk_class", "reason", "decided_on", "expires_on", "approved_by", "second_approver",
    ),
}  # fmt: skip
"""Columns of each file, in order. In Chinese: purpose, kind of security, cause of arrears, name, industry."""

SECURITY_WORDS: Mapping[str, str] = {"credit": "信用", "guarantor": "保证", "mortgage": "抵押", "pledge": "质押"}
CAUSE_WORDS: Mapping[str, str] = {"operational_technical": "操作或技术原因", "other": "其他"}

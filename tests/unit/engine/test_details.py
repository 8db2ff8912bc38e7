"""What stands behind a decision: what is missing, what was read, which rules and parameters made it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Decision, Engine, PortfolioRecord
from tests.unit.engine.demo_pack import engine, record
from tests.unit.engine.small_pack import decision, small_engine


def _decide(folder: Path, rules: str, loan: dict[str, Any] | None = None, **head: str) -> Decision:
    small = small_engine(folder, decisions__d=decision("d", rules, **head))
    return small.decide("d", record(**(loan or {})))


# Missing


A, B, C = "loan.credit_impaired", "loan.use_diverted", "loan.off_balance_advance"


@pytest.mark.parametrize(
    ("condition", "loan", "missing"),
    [
        (f"{A} and {B}", {"credit_impaired": None}, (A, B)),
        (f"{A} and {B}", {"credit_impaired": False}, ()),
        (f"{A} or {B}", {"credit_impaired": True}, ()),
        (f"{A} or {B}", {"credit_impaired": False}, (B,)),
        (f"({B} and loan.days_past_due > 5) or {C}", {}, (C,)),
        ("loan.undrawn > loan.accrued_interest * 2", {}, ("loan.undrawn", "loan.accrued_interest")),
        ("count(loan.collaterals) = 0", {}, ("loan.collaterals",)),
        ('group.name = "x"', {}, ("group",)),
        ('institution.type = "other"', {}, ("institution",)),
        (f"is known({B})", {}, ()),
    ],
)
def test_missing_is_what_still_decides(
    tmp_path: Path, condition: str, loan: dict[str, Any], missing: tuple[str, ...]
) -> None:
    decided = _decide(tmp_path, f"R-1: {condition} -> bad", loan)

    assert decided.missing == missing


def test_members_of_a_relation_that_are_settled_are_not_asked_about(tmp_path: Path) -> None:
    collaterals = [
        {"id": "C1", "registered": False},
        {"id": "C2", "registered": True},
        {"id": "C3"},
    ]
    condition = "some c in loan.collaterals satisfies c.registered and c.lien_rank > 1"

    decided = _decide(tmp_path, f"R-1: {condition} -> bad", {"collaterals": collaterals})

    assert decided.missing == (
        "loan.collaterals[C2].lien_rank",
        "loan.collaterals[C3].registered",
        "loan.collaterals[C3].lien_rank",
    )


def test_a_rule_that_can_give_nothing_worse_does_not_ask_for_data(tmp_path: Path) -> None:
    rules = "R-1: loan.days_past_due > 1 -> fair\nR-2: loan.use_diverted -> fair\nR-3: loan.off_balance_advance -> bad"

    decided = _decide(tmp_path, rules, {"days_past_due": 2})

    assert [each.rule for each in decided.unknown] == ["R-2", "R-3"]
    assert decided.missing == ("loan.off_balance_advance",)


def test_a_first_rule_that_fires_makes_later_ones_indifferent(tmp_path: Path) -> None:
    rules = "R-1: loan.use_diverted -> fair\nR-2: loan.days_past_due > 1 -> bad\nR-3: loan.off_balance_advance -> fair"

    decided = _decide(tmp_path, rules, {"days_past_due": 2}, head="hit_policy: FIRST\notherwise: good")

    assert decided.missing == ("loan.use_diverted",)


def test_missing_data_of_a_decision_that_was_read_are_missing_here() -> None:
    decided = engine().decide("final_class", record(days_past_due=91, credit_impaired=None, expected_credit_loss=500,
                                                    guarantee_type="guarantor"))  # fmt: skip

    assert decided.possible == ("substandard", "doubtful")
    assert decided.missing == ("loan.credit_impaired",)


def test_a_fact_that_the_model_has_no_field_for_is_missing_by_what_it_is_made_of() -> None:
    decided = engine().decide("floor_class", record(credit_impaired=True, balance=None))

    assert decided.missing == ("loan.balance",)


def test_nothing_is_missing_where_the_outcome_is_certain(tmp_path: Path) -> None:
    decided = _decide(
        tmp_path, "R-1: loan.days_past_due > 1 -> bad\nR-2: loan.use_diverted -> fair", {"days_past_due": 2}
    )

    assert (decided.status.value, [each.rule for each in decided.unknown]) == ("certain", ["R-2"])
    assert decided.missing == ()


# Rules


def _final(**changes: Any) -> Decision:
    return engine().decide("final_class", record(**changes))


def _with_doubtful_neighbour() -> PortfolioRecord:
    neighbour = {"id": "L2", "asset_type": "loan", "days_past_due": 0, "credit_impaired": True, "balance": 100}
    neighbour["expected_credit_loss"] = 50
    return record(borrower={"id": "B1", "bankruptcy_stage": "none", "other_loans": [neighbour]})


def test_deep_rules_are_those_about_the_loan_itself_in_the_order_of_computation() -> None:
    decided = _final(days_past_due=91, guarantee_type="guarantor")

    assert decided.fired == ("DEMO-4", "DEMO-5")
    assert decided.fired_deep == ("DEMO-1", "DEMO-2", "GRID[guarantor, > 90]", "DEMO-4", "DEMO-5")


def test_rules_about_related_entities_are_reached_through_the_decisions_read() -> None:
    decided = engine().decide("final_class", _with_doubtful_neighbour())

    assert decided.fired_deep == ("GRID[credit, 0]", "DEMO-6")
    assert decided.reads["borrower.loans[L2].floor_class"].fired == ("DEMO-3",)
    assert set(decided.reads) == {"floor_class", "security_class", "borrower.loans[L2].floor_class"}


def test_every_rule_fired_or_not_or_is_unknown() -> None:
    decided = engine().decide("floor_class", record(days_past_due=5, credit_impaired=None, expected_credit_loss=500))

    assert (decided.fired, decided.not_fired) == (("DEMO-1",), ("DEMO-2",))
    assert [each.rule for each in decided.unknown] == ["DEMO-3"]


def test_a_match_says_why_on_whose_authority_and_what_it_read() -> None:
    (overdue,) = engine().decide("floor_class", record(days_past_due=5)).matches

    assert (overdue.rule, overdue.outcome, str(overdue.citation)) == ("DEMO-1", "special_mention", "分类办法#10(1)")
    assert (overdue.reason.zh, overdue.reason.en) == ("已逾期5天", "5 days past due")
    assert overdue.bindings == {"loan.days_past_due": Decimal(5), "loan.overdue_cause": "other"}


def test_a_rule_that_takes_an_open_outcome_from_elsewhere_yields_none() -> None:
    (passed_on, _) = _final(days_past_due=91, credit_impaired=None, expected_credit_loss=500).matches

    assert passed_on.outcome is None
    assert passed_on.bindings == {"loan.floor_class": ("substandard", "doubtful")}


# Parameters and remarks


@pytest.mark.parametrize(
    ("product", "value", "citation"), [("corporate", "90", "分类办法#11(1)"), ("credit_card", "60", "演示政策#2")]
)
def test_the_value_of_a_parameter_that_was_read_is_the_one_for_the_record(
    product: str, value: str, citation: str
) -> None:
    uses = engine().decide("floor_class", record(product=product)).parameters

    days = [each for each in uses if each.id == "overdue.substandard_days"]
    assert [(each.value, str(each.citation), str(each.start)) for each in days] == [(value, citation, "2023-07-01")]


def test_given_and_derived_values_that_differ_are_remarked() -> None:
    decided = engine().decide("floor_class", record(balance=100, expected_credit_loss=10, facts={"ecl_ratio": "0.2"}))

    assert [(each.code, each.path) for each in decided.remarks] == [("PL690", "loan.ecl_ratio")]
    assert "`0.2`" in decided.remarks[0].message.en
    assert "`0.1`" in decided.remarks[0].message.en


def test_given_and_derived_values_that_agree_are_not_remarked() -> None:
    decided = engine().decide("floor_class", record(balance=100, expected_credit_loss=10, facts={"ecl_ratio": "0.10"}))

    assert decided.remarks == ()


@pytest.mark.parametrize(("default", "codes"), [("false", ["PL690"]), ("true", [])])
def test_a_given_value_may_differ_from_a_default_without_remark(tmp_path: Path, default: str, codes: list[str]) -> None:
    facts = f"""
loan.portfolio:
  title: {{zh: 组合, en: Portfolio}}
  type: portfolio
  formula: if loan.product = "corporate" then "non_retail" else "retail"
  default: {default}
  cite: "政策#2"
"""
    rules = 'R1: loan.portfolio = "retail" -> bad'
    small = small_engine(tmp_path, decisions__d=decision("d", rules), facts__f=facts)

    decided = small.decide("d", record(product="corporate", portfolio="retail"))

    assert decided.outcome == "bad"
    assert [each.code for each in decided.remarks] == codes


# The id


def test_the_id_stays_when_what_is_not_read_changes() -> None:
    first, second = (engine().decide("security_class", record(use_diverted=value)) for value in (True, False))

    assert first.id == second.id


@pytest.mark.parametrize(
    "changes", [{"days_past_due": 1}, {"id": "L2"}, {"days_past_due": None}, {"guarantee_type": "mortgage"}]
)
def test_the_id_changes_with_what_is_read(changes: dict[str, Any]) -> None:
    assert engine().decide("security_class", record()).id != engine().decide("security_class", record(**changes)).id


def test_a_key_makes_ids_that_nobody_else_can_make() -> None:
    keyed = [Engine(engine().pack, pseudonym_key=key) for key in (b"one", b"two")]
    ids = {each.decide("security_class", record()).id for each in (engine(), *keyed)}

    assert len(ids) == 3

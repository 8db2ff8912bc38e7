"""The names that expressions may use."""

from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import Entity, ListOf, Simple
from postloan_rules.model.relations import ENTITIES, RELATIONS
from postloan_rules.packs.vocabulary import (
    AddedMember,
    entity_shapes,
    model_enumerations,
    paths_with_whole_numbers,
    reachable,
    scopes,
)
from postloan_rules.text.bilingual import Bilingual

SHAPES = entity_shapes(model_enumerations(), None, (), ())


def test_every_relation_is_a_member_of_its_source() -> None:
    for relation in RELATIONS:
        member = SHAPES[relation.source].members[relation.name]

        assert member.kind is (MemberKind.MANY if relation.many else MemberKind.ONE)
        assert member.type == (ListOf(Entity(relation.target)) if relation.many else Entity(relation.target))
        assert member.order == relation.order


def test_where_members_are_kept_is_no_name_of_its_own() -> None:
    assert "other_loans" not in SHAPES["borrower"].members
    assert "loans" in SHAPES["borrower"].members


def test_a_loan_leads_to_all_that_is_above_it_a_detail_to_where_it_stands_a_collateral_to_no_single_loan() -> None:
    above = {"loan", "borrower", "group", "facility", "institution", "portfolio"}

    assert set(reachable("loan")) == above
    assert set(reachable("instalment")) == {"instalment", *above}
    assert reachable("collateral") == ("collateral", "institution", "portfolio")
    assert reachable("valuation") == ("valuation", "collateral", "institution", "portfolio")


def test_every_entity_has_a_scope_with_the_day() -> None:
    found = scopes(SHAPES, model_enumerations(), {})

    assert set(found) == set(ENTITIES)
    assert all(scope.variables["as_of"] is Simple.DATE for scope in found.values())
    assert found["loan"].labels["借款人"] == "borrower"


def test_a_label_that_two_members_share_stands_for_neither() -> None:
    label = Bilingual(zh="余额", en="my own")
    shape = entity_shapes(
        model_enumerations(), None, (), [AddedMember("loan", "mine", Simple.NUMBER, MemberKind.FACT, label)]
    )["loan"]

    assert "余额" not in shape.labels
    assert shape.labels["my own"] == "mine"


def test_a_name_is_never_a_label_of_something_else() -> None:
    for shape in SHAPES.values():
        assert not set(shape.labels) & set(shape.members)


def test_days_and_counts_are_whole_numbers_and_rates_are_not() -> None:
    whole = paths_with_whole_numbers()

    assert {"loan.days_past_due", "loan.missed_instalments"} <= whole
    assert "loan.interest_rate" not in whole

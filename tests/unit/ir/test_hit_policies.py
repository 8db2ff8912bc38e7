"""Every hit policy and aggregator of the pack files has a meaning."""

from itertools import product

import pytest

from postloan_rules.ir.hit_policies import COMBINE, combine, type_of_decision
from postloan_rules.ir.program import Combine
from postloan_rules.ir.types import BOUNDS, Kind, TermType
from postloan_rules.packs.definition import Aggregator, HitPolicy


def test_every_policy_of_the_standard_is_there() -> None:
    alone = {policy for policy, aggregator in COMBINE if aggregator is None}

    assert alone == {policy.value for policy in HitPolicy}


@pytest.mark.parametrize("aggregator", Aggregator)
def test_every_aggregator_goes_with_collect(aggregator: Aggregator) -> None:
    assert type_of_decision(combine("COLLECT", aggregator.value), None) == BOUNDS


@pytest.mark.parametrize(("policy", "aggregator"), tuple(product(HitPolicy, Aggregator)))
def test_aggregators_go_with_nothing_else(policy: HitPolicy, aggregator: Aggregator) -> None:
    assert ((policy.value, aggregator.value) in COMBINE) == (policy is HitPolicy.COLLECT)


def test_every_way_to_combine_is_used() -> None:
    assert set(COMBINE.values()) == set(Combine)


def test_lists_and_single_outcomes_keep_their_enumeration() -> None:
    assert type_of_decision(Combine.LIST, "risk_class") == TermType(Kind.LIST, "risk_class")
    assert type_of_decision(Combine.AGREE, "risk_class") == TermType(Kind.MASK, "risk_class")

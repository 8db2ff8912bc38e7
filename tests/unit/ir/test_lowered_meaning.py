"""FEEL texts, lowered and computed: what people expect of the words, at the limits and where things are unknown."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from postloan_rules.backends.protocol import Context
from postloan_rules.backends.python.compiled import PythonBackend, compile_expression
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import specialise
from tests.unit.ir.lowering import TABLES, lowered
from tests.unit.ir.packs import decision, lowered_pack, rule

CONTEXT = Context(date(2026, 11, 23), "CNY")


def _money(amount: str) -> SimpleNamespace:
    return SimpleNamespace(amount=Decimal(amount), currency="CNY")


def _node(entity: str, id: str, fields: Mapping[str, Any], **many: Any) -> Node:
    return Node(entity, id, {"extension": {}, "facts": {}, **fields}, many=many)


def _collateral(id: str, value: str | None, registered: bool | None) -> Node:
    fields = {"id": id, "value": None if value is None else _money(value), "registered": registered}
    return _node("collateral", id, fields, valuations=None)


def _computed(text: str, fields: Mapping[str, Any], **many: Any) -> Any:
    term = lowered(text)
    function = compile_expression(term, variables=("loan",), enumerations=TABLES)
    return function(_node("loan", "L1", fields, **many), CONTEXT)


@pytest.mark.parametrize(
    ("text", "balance", "loss", "state"),
    [
        ("loan.expected_credit_loss / loan.balance >= 0.1", "3", "0.3", True),
        ("loan.expected_credit_loss / loan.balance > 0.1", "3", "0.3", False),
        ("100 * loan.expected_credit_loss / loan.balance > 10", "3", "0.3", False),
        ("loan.expected_credit_loss / loan.balance * 100 >= 10", "7", "0.7", True),
        ("1 - loan.expected_credit_loss / loan.balance <= 0.9", "7", "0.7", True),
        ("loan.expected_credit_loss / loan.balance / 2 = 0.05", "7", "0.7", True),
        ("loan.expected_credit_loss / loan.balance > 0.1", "0", "1", None),
    ],
)
def test_shares_are_exact_at_their_limits(text: str, balance: str, loss: str, state: bool | None) -> None:
    fields = {"balance": _money(balance), "expected_credit_loss": _money(loss)}

    assert _computed(text, fields) is state


MEMBERS = (_collateral("C1", "60", True), _collateral("C2", "40", None), _collateral("C3", "10", False))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("count(loan.collaterals[registered]) >= 1", True),
        ("count(loan.collaterals[registered]) >= 2", None),
        ("count(loan.collaterals[registered]) >= 3", False),
        ("sum(loan.collaterals[registered].value) > 0", True),
        ("some c in loan.collaterals satisfies c.registered", True),
        ("every c in loan.collaterals satisfies c.registered", False),
        ("count(loan.collaterals[registered and value > loan.balance]) = 0", None),
        ("share(loan.collaterals[registered].value, loan.collaterals.value) > 0.5", True),
        ("share(loan.collaterals[registered].value, loan.collaterals.value) > 0.9", None),
        ("share(loan.collaterals[registered].value, loan.collaterals.value) > 0.95", False),
        ("is known(loan.collaterals)", True),
        ("is known(count(loan.collaterals[registered]))", False),
    ],
)
def test_members_that_may_pass_leave_open_what_they_may_change(text: str, state: bool | None) -> None:
    assert _computed(text, {"balance": None}, collaterals=MEMBERS) is state


@pytest.mark.parametrize(
    "text",
    ["count(loan.collaterals) = 0", "sum(loan.collaterals.value) = 0", "some c in loan.collaterals satisfies true"],
)
def test_relation_that_was_not_supplied_is_unknown_and_not_empty(text: str) -> None:
    assert _computed(text, {}, collaterals=None) is None
    assert _computed("is known(loan.collaterals)", {}, collaterals=None) is False


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("loan.days_past_due > 90 or loan.use_diverted", True),
        ("loan.days_past_due > 90 and loan.use_diverted", None),
        ("loan.days_past_due > 90 and not(loan.use_diverted)", False),
        ("loan.days_past_due in (1, 2)", None),
        ("loan.days_past_due != 1", None),
        ("is known(loan.days_past_due)", False),
        ("if loan.days_past_due > 1 then true else true", True),
        ("if loan.days_past_due > 1 then true else false", None),
    ],
)
def test_unknown_is_neither_true_nor_false(text: str, state: bool | None) -> None:
    assert _computed(text, {"days_past_due": None, "use_diverted": True}) is state


@pytest.fixture
def graded(tmp_path: Path) -> Any:
    files = {
        "decisions/early.yaml": decision("early", rule("E-1", "loan.use_diverted")),
        "decisions/late.yaml": decision(
            "late",
            rule("L-1", "loan.early > loan.previous_class")
            + rule("L-2", "loan.early <= loan.judgement_class", then="special_mention"),
        ),
    }
    return PythonBackend().compile(specialise(lowered_pack(tmp_path, files), CONTEXT.as_of))


@pytest.mark.parametrize(
    ("diverted", "previous", "judgement", "fired", "unknown"),
    [
        (True, "normal", "normal", (0,), ()),
        (True, "substandard", "substandard", (1,), ()),
        (None, "normal", "substandard", (1,), (0,)),
        # The early class is normal or substandard, never above substandard.
        (None, "substandard", None, (), (1,)),
        (False, None, None, (1,), ()),
    ],
)
def test_class_is_compared_with_all_that_an_earlier_decision_may_say(
    graded: Any, diverted: bool | None, previous: str | None, judgement: str | None, fired: Any, unknown: Any
) -> None:
    fields = {"use_diverted": diverted, "previous_class": previous, "judgement_class": judgement}

    answer = graded.decide("late", _node("loan", "L1", fields), CONTEXT)

    assert (answer.fired, answer.unknown) == (fired, unknown)

"""Rules in Python: read as FEEL where they can be, checked against the pack in any case."""

from pathlib import Path

import pytest

from postloan_rules.feel.printer import print_expression
from postloan_rules.model.borrower import Borrower
from postloan_rules.model.loan import Loan
from postloan_rules.packs.attach import attach_python_rules
from postloan_rules.packs.definition import PythonCondition, Rule
from postloan_rules.packs.loader import LoadResult
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.python_rule import PythonRule, rule
from postloan_rules.text.bilingual import Bilingual
from tests.unit.packs.written_pack import MANIFEST, load, pack_folder, sound


@rule(decision="floor", id="PY-1", then="loss", cite="办法#1")
def long_overdue(loan: Loan) -> bool:
    """A docstring is not a statement that matters."""
    return (30 < loan.days_past_due <= 900 and not loan.product in ("credit_card",)) or loan.credit_impaired == True  # type: ignore[operator]  # noqa: E712, E713


@rule(
    decision="floor", id="PY-2", then="关注", cite="办法#2", reason=Bilingual(zh="逾期{loan.days_past_due}", en="late")
)
def looked_up(loan: Loan, borrower: Borrower) -> bool | None:
    known = {"A": True}
    return known.get(borrower.industry or "") and loan.credit_impaired


@pytest.fixture
def pack(tmp_path: Path) -> CheckedPack:
    return sound(load(pack_folder(tmp_path)))


def last_rule(result: LoadResult) -> Rule:
    return sound(result).decisions[0].rules[-1]


def condition(result: LoadResult) -> PythonCondition:
    when = last_rule(result).when

    assert isinstance(when, PythonCondition)
    return when


def test_a_body_of_comparisons_and_logic_is_read_as_feel(pack: CheckedPack) -> None:
    expression = condition(attach_python_rules(pack, [long_overdue])).expression

    assert expression is not None
    assert print_expression(expression.root) == (
        '30 < loan.days_past_due and loan.days_past_due <= 900 and not(loan.product in ("credit_card"))'
        " or loan.credit_impaired = true"
    )


def test_another_body_runs_in_python_only(pack: CheckedPack) -> None:
    found = condition(attach_python_rules(pack, [looked_up]))

    assert found.expression is None
    assert found.name == f"{__name__}.looked_up"


def test_a_rule_can_still_be_called() -> None:
    loan = Loan(id="L", days_past_due=31)

    assert long_overdue(loan=loan)
    assert looked_up(loan, Borrower(id="B", industry="A")) is None
    assert looked_up.parameters == ("loan", "borrower")


def test_rules_stand_at_the_end_with_their_citation_and_reason(pack: CheckedPack) -> None:
    found = last_rule(attach_python_rules(pack, [looked_up]))

    assert str(found.citation) == "办法#2"
    assert print_expression(found.then.root) == '"special_mention"'
    assert found.reason is not None
    assert len(found.reason.zh.parts) == 2


def test_the_digest_covers_the_text_of_the_function(pack: CheckedPack) -> None:
    one = sound(attach_python_rules(pack, [long_overdue]))
    other = sound(attach_python_rules(pack, [looked_up]))

    assert len({pack.digest, one.digest, other.digest}) == 3
    assert sound(attach_python_rules(pack, [long_overdue])).digest == one.digest
    assert attach_python_rules(pack, []).pack is pack


def changed(**fields: object) -> PythonRule:
    values = {"decision": "floor", "id": "PY-9", "then": "loss", "cite": "办法#1"} | fields
    return rule(**values)(long_overdue.function)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (changed(decision="flor"), "PL160", "there is no decision `flor`"),
        (changed(id="R-1"), "PL160", "its id is taken"),
        (changed(then="lost it"), "PL160", "`lost it` is not a value of `risk_class`"),
        (changed(cite="办法"), "PL130", "`办法` is not a citation"),
        (changed(cite="别的#1"), "PL131", "there is no source `别的` in pack.yaml"),
    ],
)
def test_a_rule_that_does_not_fit_the_pack_is_told(pack: CheckedPack, wrong: PythonRule, code: str, said: str) -> None:
    result = attach_python_rules(pack, [wrong])

    assert result.pack is None
    assert [each.code for each in result.diagnostics] == [code]
    assert said in result.diagnostics[0].message.en


def test_a_parameter_must_be_an_entity_that_the_decision_leads_to(pack: CheckedPack) -> None:
    def strange(lone: Loan) -> bool:
        return bool(lone.credit_impaired)

    result = attach_python_rules(pack, [rule(decision="floor", id="PY-3", then="loss", cite="办法#1")(strange)])

    assert [each.code for each in result.diagnostics] == ["PL160"]


def test_a_portable_pack_refuses_what_runs_in_python_only(tmp_path: Path) -> None:
    portable = sound(load(pack_folder(tmp_path, manifest=MANIFEST + "portable: true\n")))

    assert attach_python_rules(portable, [long_overdue]).pack is not None
    assert [each.code for each in attach_python_rules(portable, [looked_up]).diagnostics] == ["PL161"]


def test_floats_division_calls_and_none_are_not_read_as_feel(pack: CheckedPack) -> None:
    def by_float(loan: Loan) -> bool:
        return loan.days_past_due > 0.5  # type: ignore[operator]

    def by_none(loan: Loan) -> bool:
        return loan.days_past_due == None  # noqa: E711

    def by_call(loan: Loan) -> bool:
        return len(loan.id) > 3

    for number, function in enumerate([by_float, by_none, by_call]):
        made = rule(decision="floor", id=f"PY-1{number}", then="loss", cite="办法#1")(function)

        assert condition(attach_python_rules(pack, [made])).expression is None


@rule(decision="floor", id="PY-1", then="loss", cite="办法#1")
def misspelt(loan: Loan) -> bool:
    return loan.days_past_dew > 30  # type: ignore[attr-defined,no-any-return]


@rule(decision="floor", id="PY-1", then="loss", cite="办法#1")
def by_id(loan: Loan) -> bool:
    return loan.id == "L1"


def test_an_attribute_that_there_is_nowhere_is_told_for_the_rule_would_be_unknown_for_ever(pack: CheckedPack) -> None:
    (told,) = attach_python_rules(pack, [misspelt]).diagnostics

    assert (told.code, "`days_past_dew`" in told.message.en) == ("PL160", True)
    assert "`days_past_due`" in told.message.zh


def test_an_attribute_that_only_python_has_is_none_of_that(pack: CheckedPack) -> None:
    assert condition(attach_python_rules(pack, [by_id])).name.endswith("by_id")

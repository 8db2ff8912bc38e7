"""Whatever conditions the checker lets through can be said in both languages."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.parser import parse_expression
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.vocabulary import spaced_names
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.sentences import sentence
from postloan_rules.text.source import Source, whole
from tests.unit.packs.written_pack import DECISION, load, pack_folder, sound, write

LISTED = DECISION.replace("decision: floor", "decision: found").replace(
    "choose: worst\notherwise: normal", "hit_policy: COLLECT"
)
Texts = st.SearchStrategy[str]


def _filled(template: str, *parts: Texts) -> Texts:
    return st.tuples(*parts).map(lambda given: template.format(*given))


def _numbers(inner: Texts, tests: Texts) -> Texts:
    return st.one_of(
        _filled("({} + {})", inner, inner),
        _filled("({} - {} * 2)", inner, inner),
        _filled("({} / {})", inner, inner),
        _filled("-{}", inner),
        _filled("{} ** 2", inner),
        _filled("(if {} then {} else {})", tests, inner, inner),
        _filled("max({}, {}, 1)", inner, inner),
        _filled("abs({})", inner),
        _filled("round half up({}, 2)", inner),
        _filled("decimal(n: {}, scale: 1)", inner),
        _filled("count(loan.collaterals[value > loan.balance and {}])", tests),
        _filled("count(loan.found[item >= loan.floor or {}])", tests),
        _filled("days between(loan.matures_on, add days(as_of, {}))", inner),
        _filled("add months(as_of, -{}).year", st.sampled_from(["1", "2"])),
    )


def _tests(inner: Texts, numbers: Texts) -> Texts:
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        _filled("({} and {})", inner, inner),
        _filled("({} or {} or {})", inner, inner, inner),
        _filled("not({})", inner),
        _filled("{} {} {}", numbers, operators, numbers),
        _filled("{} between {} and {}", numbers, numbers, numbers),
        _filled("{} in (< 1, [2..3), {}, not(5))", numbers, numbers),
        _filled("{} in (? > 3 and {})", numbers, inner),
        _filled("loan.previous_class {} loan.floor", operators),
        _filled('worse by(loan.floor, 1) {} worst(loan.floor, "loss")', operators),
        _filled("(some c in loan.collaterals satisfies c.value > loan.balance or {})", inner),
        _filled("(every f in loan.found satisfies f != loan.floor and {})", inner),
        _filled("(if {} then {} else {})", inner, inner, inner),
        _filled("loan.matures_on {} as_of", operators),
        st.sampled_from(
            [
                '"loss" in loan.found',
                'contains(loan.purpose, "a")',
                "is known(latest(loan.restructurings).signed_on)",
                'loan.matures_on = date("2026-01-31")',
                "loan.matures_on > date(2026, 1, 31)",
                'loan.matures_on - as_of > @"P30D"',
                "share(loan.collaterals[value > loan.balance].value, loan.collaterals.value) > 0.5",
                'days past due(loan.schedule, loan.repayments, 0, "due_date_is_day_0") > 1',
                "some a in loan.collaterals, b in loan.guarantees satisfies a.value > b.amount",
                "count(borrower.loans[days_past_due > limit.days]) > 1",
            ]
        ),
    )


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """A condition about a loan, up to three levels deep."""
    numbers: Texts = st.sampled_from(["loan.days_past_due", "limit.days", "0", "1.5", "count(loan.found)"])
    tests: Texts = st.sampled_from(["loan.credit_impaired", "true", "is known(loan.purpose)"])
    for _ in range(draw(st.integers(1, 3))):
        numbers, tests = _numbers(numbers, tests) | numbers, _tests(tests, numbers)
    return draw(tests)


@cache
def _pack() -> CheckedPack:
    with TemporaryDirectory() as folder:
        bank = pack_folder(Path(folder))
        return sound(load(write(bank, {"decisions/found.yaml": LISTED.replace("R-1", "F-1")})))


@given(conditions())
@settings(max_examples=300, deadline=None)
def test_every_condition_of_a_pack_can_be_said(text: str) -> None:
    pack = _pack()
    names = BUILTIN_NAMES | spaced_names(pack.entities, pack.scopes)
    parsed = parse_expression(whole(Source("test", text)), names)
    assert parsed.tree is not None, (text, parsed.diagnostics)
    result = check_expression(parsed.tree, pack.scopes["loan"], None)
    assert result.checked is not None, (text, result.diagnostics)

    said = sentence(result.checked, Names(pack), "loan")

    assert said.text("zh")
    assert said.text("en")
    assert "{" not in said.text("zh") + said.text("en")

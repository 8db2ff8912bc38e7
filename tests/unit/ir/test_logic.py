"""Shorter conditions mean the same."""

from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.ir.logic import FALSE, TRUE, all_of, any_of, one_test, opposite
from postloan_rules.ir.nodes import All, Any, Not, OutcomeIn, OutcomeOf, Term, Variable
from postloan_rules.ir.types import Kind, TermType
from tests.unit.ir.kleene import conjunction, disjunction, state

COUNT = 3
DECISIONS = ("first", "second")
EVERY = (1 << COUNT) - 1


def _test(name: str, accepted: int) -> OutcomeIn:
    return OutcomeIn(OutcomeOf(Variable("loan", "loan"), "loan", name, TermType(Kind.MASK, "grade")), accepted)


leaves = st.one_of(st.sampled_from([TRUE, FALSE]), st.builds(_test, st.sampled_from(DECISIONS), st.integers(0, EVERY)))
conditions: st.SearchStrategy[Term] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, max_size=3)),
        st.builds(lambda parts: Any(tuple(parts)), st.lists(inner, max_size=3)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)
masks = st.integers(1, (1 << (COUNT + 1)) - 1)
outcomes = st.fixed_dictionaries(dict.fromkeys(DECISIONS, masks))


@given(st.lists(conditions, max_size=4), outcomes)
def test_conjunction_is_kleenes(terms: list[Term], known: dict[str, int]) -> None:
    assert state(all_of(terms), known, COUNT) == conjunction([state(term, known, COUNT) for term in terms])


@given(st.lists(conditions, max_size=4), outcomes)
def test_disjunction_is_kleenes(terms: list[Term], known: dict[str, int]) -> None:
    assert state(any_of(terms), known, COUNT) == disjunction([state(term, known, COUNT) for term in terms])


@given(conditions, outcomes)
def test_opposite_turns_true_and_false(term: Term, known: dict[str, int]) -> None:
    before, after = state(term, known, COUNT), state(opposite(term), known, COUNT)

    assert after == (None if before is None else not before)


@given(st.lists(leaves, max_size=4), st.booleans(), outcomes)
def test_merged_tests_say_what_the_parts_say_and_more(terms: list[Term], every: bool, known: dict[str, int]) -> None:
    parts = [state(term, known, COUNT) for term in terms]
    plain = conjunction(parts) if every else disjunction(parts)

    merged = state(one_test(terms, every=every), known, COUNT)

    assert plain is None or merged == plain


@given(
    st.lists(leaves, max_size=4), st.booleans(), st.fixed_dictionaries({n: st.integers(0, COUNT) for n in DECISIONS})
)
def test_merged_tests_say_of_single_outcomes_what_the_parts_say(
    terms: list[Term], every: bool, places: dict[str, int]
) -> None:
    known = {name: 1 << place for name, place in places.items()}
    parts = [state(term, known, COUNT) for term in terms]

    assert state(one_test(terms, every=every), known, COUNT) == (conjunction(parts) if every else disjunction(parts))

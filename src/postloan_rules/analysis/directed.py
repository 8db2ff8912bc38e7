"""Suppositions under which two conditions differ, found by way of their atomic conditions.

What is tried value by value gets lost where half a dozen things have to come together. So the states of the atomic
conditions are chosen first, such that the two would differ, and then each is brought about by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any as AnyValue

from postloan_rules.analysis.variation import Reading, Supposing, readings_in, values_for
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.interpret import Bindings, all_of, any_of
from postloan_rules.ir.nodes import All, Any, Not, Resolved, Term
from postloan_rules.packs.pack import CheckedPack

MOST_CHANGES = 5
MOST_ATOMS = 14
MOST_PLANS = 4000
MOST_REALISED = 60

State = bool | None
Supposition = dict[Reading, AnyValue]


def atoms_in(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Return the atomic conditions of ``terms``, each once."""
    found: dict[Term, None] = {}
    waiting = list(reversed(terms))
    while waiting:
        term = waiting.pop()
        match term:
            case All(operands=operands) | Any(operands=operands):
                waiting.extend(reversed(operands))
            case Not(operand=operand):
                waiting.append(operand)
            case Resolved(term=inner):
                waiting.append(inner)
            case _:
                found[term] = None
    return tuple(found)


def state_under(term: Term, states: Mapping[Term, State]) -> State:
    """Return the state of ``term``, given those of its atomic conditions."""
    match term:
        case All(operands=operands):
            return all_of(state_under(each, states) for each in operands)
        case Any(operands=operands):
            return any_of(state_under(each, states) for each in operands)
        case Not(operand=operand):
            inner = state_under(operand, states)
            return None if inner is None else not inner
        case Resolved(term=inner_term):
            return state_under(inner_term, states)
        case _:
            return states[term]


def same_in_all_states(one: Term, other: Term) -> bool:
    """Return whether the two have the same state whatever their atomic conditions are: proof that they are one."""
    atoms = atoms_in((one, other))
    if len(atoms) > MOST_ATOMS // 2:
        return False
    for chosen in product((True, False, None), repeat=len(atoms)):
        states = dict(zip(atoms, chosen, strict=True))
        if state_under(one, states) is not state_under(other, states):
            return False
    return True


def exclude_each_other(one: Term, other: Term) -> bool:
    """Return whether, where either is true, the other is false, whatever their atomic conditions are."""
    atoms = atoms_in((one, other))
    if len(atoms) > MOST_ATOMS // 2:
        return False
    for chosen in product((True, False, None), repeat=len(atoms)):
        states = dict(zip(atoms, chosen, strict=True))
        pair = state_under(one, states), state_under(other, states)
        if True in pair and False not in pair:
            return False
    return True


def suppositions(
    bench: Bench, bindings: Bindings, pack: CheckedPack, one: Term, other: Term | None
) -> Iterator[Supposition]:
    """Yield suppositions under which ``one`` and ``other`` differ; under which ``one`` is true, where there is no
    other."""
    terms = [one] if other is None else [one, other]
    atoms = atoms_in(terms)
    if len(atoms) > MOST_ATOMS:
        return
    supposing = Supposing(bench)
    now = {atom: supposing.value(atom, bindings) for atom in atoms}
    realised = 0
    for plan in _plans(atoms, now, one, other):
        found = _realised(plan, supposing, bindings, bench, pack)
        if found is None:
            continue
        supposing.supposed = {reading.term: value for reading, value in found.items()}
        before = supposing.value(one, bindings)
        differs = before is True if other is None else before is not supposing.value(other, bindings)
        if differs:
            yield found
            realised += 1
            if realised >= MOST_REALISED:
                return


def _plans(
    atoms: tuple[Term, ...], now: Mapping[Term, State], one: Term, other: Term | None
) -> Iterator[dict[Term, bool]]:
    """Yield states of atomic conditions that are to change, the fewest first."""
    count = 0
    for size in range(1, min(MOST_CHANGES, len(atoms)) + 1):
        for chosen in combinations(atoms, size):
            for states in product((True, False), repeat=size):
                plan = dict(zip(chosen, states, strict=True))
                if any(now[atom] is state for atom, state in plan.items()):
                    continue
                count += 1
                if count > MOST_PLANS:
                    return
                under = {**now, **plan}
                before = state_under(one, under)
                if before is True if other is None else before is not state_under(other, under):
                    yield plan


def _realised(
    plan: Mapping[Term, bool], supposing: Supposing, bindings: Bindings, bench: Bench, pack: CheckedPack
) -> Supposition | None:
    """Return values that bring the atomic conditions into the states of ``plan``, one condition after the other."""
    found: Supposition = {}
    for atom, wanted in plan.items():
        readings = [each for each in readings_in([atom]) if each not in found]
        values = {each: values_for(each, [atom], bench, pack) for each in readings}
        known: dict[Term, AnyValue] = {reading.term: value for reading, value in found.items()}
        for size in (0, 1, 2):
            hit = _first(size, values, known, supposing, bindings, atom, wanted)
            if hit is not None:
                found.update(hit)
                break
        else:
            return None
    return found


def _first(
    size: int,
    values: Mapping[Reading, tuple[AnyValue, ...]],
    known: Mapping[Term, AnyValue],
    supposing: Supposing,
    bindings: Bindings,
    atom: Term,
    wanted: bool,
) -> Supposition | None:
    for readings in combinations(values, size):
        for chosen in product(*(values[each] for each in readings)):
            supposing.supposed = {
                **known,
                **{reading.term: value for reading, value in zip(readings, chosen, strict=True)},
            }
            if supposing.value(atom, bindings) is wanted:
                return dict(zip(readings, chosen, strict=True))
    return None

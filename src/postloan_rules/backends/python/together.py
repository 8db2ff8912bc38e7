"""Several decisions about one entity in one function: what they read is read once, and one guard stands before all."""

from collections.abc import Collection, Sequence

from postloan_rules.backends.protocol import Answer
from postloan_rules.backends.python.combine import not_applicable
from postloan_rules.backends.python.definitions import (
    Function,
    emit_rules,
    function_text,
    memo_key,
    passed,
    prepared,
    shared_conditions,
    unknown_tests,
)
from postloan_rules.backends.python.emit import DEEPEST_TERM, Emitter
from postloan_rules.backends.python.emit_conditions import likely_decimals
from postloan_rules.backends.python.emitting import Definitions, Scope, size_of_enumeration
from postloan_rules.backends.python.source import Block, Names, Text
from postloan_rules.backends.python.term_index import TermIndex
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import depth_of, terms_in

WALKS = (nodes.Aggregate, nodes.Pick, nodes.PastDue)
MOST_RULES = 400
"""A larger function is no faster than its parts, and takes long to compile."""


def emit_together(
    decisions: Sequence[DecisionTerm], name: str, definitions: Definitions, kept: Collection[str]
) -> Function | None:
    """Return the function ``name`` that gives the answers of ``decisions``, each of which stands after all it reads.

    The answers of the decisions ``kept`` are put into the memo of the node, for something else reads them.

    It gives ``None`` where one answer, of which another makes use, leaves more than one outcome although nothing that
    was read is unknown: then each has to be asked. There is no such function
    where one decision applies to other entities than the rest, computes outcomes, walks through relations, asks Python,
    or makes more of the answer of another than a test.
    """
    own = {each: nodes.Variable(each.entity, each.entity) for each in decisions}
    outcomes = [nodes.OutcomeOf(own[each], each.entity, each.name, each.type) for each in decisions]
    if sum(len(each.rules) for each in decisions) > MOST_RULES or not all(
        _fits(each, outcomes, decisions[0].applies) for each in decisions
    ):
        return None
    names, body = Names(name), Block()
    scope = Scope({decisions[0].entity: "node"}, body)
    emitter = Emitter(names, definitions, scope, TermIndex())
    emitter.decimals = likely_decimals((rule.condition for each in decisions for rule in each.rules), emitter.index)
    applies = _emit_applies(decisions, emitter, kept)
    known, slow = Block(), f"{name}_slow"
    with emitter.assuming_known(known):
        read = _emit_parts(decisions, outcomes, emitter, kept, "True")
    guard = " or ".join([*(f"not {each}" for each in (applies,) if each != "True"), *unknown_tests(emitter)])
    later = None
    if guard:
        for outcome in outcomes:
            scope.reads.pop(emitter.index.number(outcome), None)
        arguments = ("node", "ctx", "budget", *passed(scope), *((applies,) if applies != "True" else ()))
        body.nest(f"if {guard}:", f"return {slow}({', '.join(arguments)})")
        later = (slow, lambda: _emit_slow(decisions, outcomes, slow, arguments, emitter, kept, applies))
    body.lines.extend(known.lines)
    body.add(f"return ({', '.join(read)},)")
    source = function_text(name, ("node", "ctx", "budget"), _title(decisions), body)
    return Function(name, source, names.constants, later)


def _emit_slow(
    decisions: Sequence[DecisionTerm],
    outcomes: Sequence[Term],
    name: str,
    arguments: Sequence[str],
    main: Emitter,
    kept: Collection[str],
    applies: str,
) -> Function:
    body, parts = Block(), Block()
    names = Names(name, count=main.names.count)
    scope = Scope(main.scopes[0].variables, body, dict(main.scopes[0].reads), dict(main.scopes[0].fields))
    emitter = Emitter(names, main.definitions, scope, main.index)
    emitter.decimals = main.decimals
    emitter.block = parts
    read = _emit_parts(decisions, outcomes, emitter, kept, applies)
    body.lines.extend(parts.lines)
    body.add(f"return ({', '.join(read)},)")
    title = f"{_title(decisions)}, something unknown"
    return Function(name, function_text(name, arguments, title, body), names.constants)


def _title(decisions: Sequence[DecisionTerm]) -> str:
    return ", ".join(f"{each.entity}.{each.name}" for each in decisions)


def _emit_applies(decisions: Sequence[DecisionTerm], emitter: Emitter, kept: Collection[str]) -> str:
    """Leave early where the decisions do not apply; return whether they certainly do, as a name or ``True``."""
    applies = decisions[0].applies
    if applies is None:
        return "True"
    possibly, certainly = emitter.possibly(applies), emitter.certainly(applies)
    leaving, answers = [], []
    for each in decisions:
        answers.append(emitter.names.constant(Answer(not_applicable(prepared(each, emitter.definitions).spec))))
        if each.name in kept:
            leaving.append(f"node.memo[{memo_key(each.name, fact=False)!r}] = {answers[-1]}")
    emitter.block.nest(f"if not {possibly.source}:", *leaving, f"return ({', '.join(answers)},)")
    if not certainly.unknown:
        return "True"
    emitter.block.add(f"applies = {certainly.source}")
    return "applies"


def _emit_parts(
    decisions: Sequence[DecisionTerm],
    outcomes: Sequence[Term],
    emitter: Emitter,
    kept: Collection[str],
    applies: str,
) -> list[str]:
    """Emit one decision after the other into the block of the emitter; return the names of the answers."""
    outer, answers = emitter.block, []
    conditions = [rule.condition for each in decisions for rule in each.rules]
    for decision, outcome in zip(decisions, outcomes, strict=True):
        part, answer = Block(), emitter.names.local("a")
        emitter.block = part
        made = emit_rules(prepared(decision, emitter.definitions), emitter, applies)
        memo = f"node.memo[{memo_key(decision.name, fact=False)!r}] = " if decision.name in kept else ""
        part.add(f"{answer} = {memo}{made}")
        if any(outcome in terms_in(condition) for condition in conditions):
            mask = emitter.names.local("m")
            part.add(f"{mask} = {_mask(answer, decision, emitter)}")
            if emitter.assuming:
                part.nest(f"if {mask} & ({mask} - 1):", "return None")
            text = Text(mask, Kind.MASK, unknown=not emitter.assuming)
            emitter.scopes[0].reads[emitter.index.number(outcome)] = text
        outer.lines.extend(part.lines)
        answers.append(answer)
    emitter.block = outer
    return answers


def _mask(answer: str, decision: DecisionTerm, emitter: Emitter) -> str:
    mask = f"{answer}.verdict.mask"
    if (decision.entity, decision.name) in emitter.definitions.prudent:
        return f"worst_of_mask({mask}, {size_of_enumeration(emitter, decision.type)})"
    return mask


def groups_of(decisions: Sequence[DecisionTerm]) -> tuple[tuple[DecisionTerm, ...], ...]:
    """Return which of ``decisions``, all about one entity and in the order of the program, gain by being made together.

    They apply to the same entities, and none of them can be left before it reads what its rules ask for.
    """
    groups: dict[Term | None, list[DecisionTerm]] = {}
    for each in decisions:
        if not shared_conditions(each, TermIndex()):
            groups.setdefault(each.applies, []).append(each)
    found = []
    for group in groups.values():
        fitting = _fitting(group)
        if len(fitting) > 1:
            found.append(tuple(fitting))
    return tuple(found)


def _fitting(decisions: Sequence[DecisionTerm]) -> list[DecisionTerm]:
    """Return the first decisions that fit together, as many as go into one function."""
    fitting = list(decisions)
    while True:
        own = [nodes.OutcomeOf(nodes.Variable(e.entity, e.entity), e.entity, e.name, e.type) for e in fitting]
        left = [each for each in fitting if _fits(each, own, fitting[0].applies)]
        if len(left) == len(fitting):
            break
        fitting = left
    rules, kept = 0, []
    for each in fitting:
        rules += len(each.rules)
        if rules <= MOST_RULES:
            kept.append(each)
    return kept


def _fits(decision: DecisionTerm, outcomes: Sequence[Term], applies: Term | None) -> bool:
    return (
        decision.applies == applies
        and (applies is None or (depth_of(applies) < DEEPEST_TERM and _reads_none(applies, outcomes)))
        and all(isinstance(rule.outcome, (nodes.Constant, nodes.Resolved)) for rule in decision.rules)
        and all(rule.python is None and _is_simple(rule.condition, outcomes) for rule in decision.rules)
    )


def _is_simple(condition: Term, outcomes: Sequence[Term]) -> bool:
    return (
        depth_of(condition) < DEEPEST_TERM
        and not any(isinstance(each, WALKS) for each in terms_in(condition))
        and _is_in_place(condition, outcomes)
    )


def _is_in_place(condition: Term, outcomes: Sequence[Term]) -> bool:
    """Return whether nothing that has to be computed before the guard reads one of ``outcomes``."""
    match condition:
        case nodes.Not(operand):
            return _is_in_place(operand, outcomes)
        case nodes.All(operands) | nodes.Any(operands):
            return all(_is_in_place(each, outcomes) for each in operands)
        case nodes.Resolved(term=term):
            return _is_in_place(term, outcomes)
        case nodes.OutcomeIn(operand) if operand in outcomes:
            return operand.type.kind is Kind.MASK  # type: ignore[union-attr]
        case _:
            return _reads_none(condition, outcomes)


def _reads_none(term: Term, outcomes: Sequence[Term]) -> bool:
    return not any(isinstance(each, WALKS) or each in outcomes for each in terms_in(term))

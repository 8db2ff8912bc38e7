"""Facts, decisions and single expressions to Python functions.

A function of a decision first reads what its rules need, each value once. If all of it is known it goes on with plain
two-valued tests; else a second function does the same with unknown values, made when it is first needed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from postloan_rules.backends.protocol import Answer
from postloan_rules.backends.python.combine import COMBINE, Fired, Spec, not_applicable, spec_of
from postloan_rules.backends.python.emit import Emitter
from postloan_rules.backends.python.emit_conditions import likely_decimals
from postloan_rules.backends.python.emit_values import converted
from postloan_rules.backends.python.emitting import Definitions, Scope
from postloan_rules.backends.python.source import Block, Names, Text, rendered
from postloan_rules.backends.python.term_index import TermIndex
from postloan_rules.backends.python.verdicts import Layout, Verdicts
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.outcomes import NUMBERS, constant_outcome
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm, RuleTerm
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.walk import parts_of, terms_in
from postloan_rules.light import dataclass

SHARING = 2
"""From how many rules on it is worth while to look at what they share."""


@dataclass(frozen=True, slots=True)
class Function:
    """Source of the function ``name`` and the constants it refers to; ``later`` makes a function it calls if needed."""

    name: str
    source: str
    constants: dict[str, Any]
    later: "tuple[str, Callable[[], Function]] | None" = None


def memo_key(name: str, *, fact: bool) -> str:
    """Return under which key of ``node.memo`` an answer or a fact is kept; the two never meet."""
    return f"={name}" if fact else name


def emit_fact(fact: FactTerm, name: str, definitions: Definitions) -> Function:
    """Return the function ``name`` of a fact: as given in the record, else by its formula."""
    names, body = Names(name), Block()
    scope = Scope({fact.entity: "node"}, body)
    emitter = Emitter(names, definitions, scope, TermIndex())
    key = repr(memo_key(fact.name, fact=True))
    body.add("memo = node.memo")
    body.add(f"value = memo.get({key}, MISSING)")
    body.nest("if value is not MISSING:", "return value")
    body.add("value = None")
    if fact.field is not None:
        body.add(f"value = {_as(emitter, fact.field, fact.type).source}")
    if fact.formula is not None:
        derived = Block()
        scope.block = emitter.block = derived
        _emit_formula(emitter, fact, fact.formula, key)
        body.under("if value is None:", derived)
    body.add(f"memo[{key}] = value")
    body.add("return value")
    return Function(
        name, function_text(name, ("node", "ctx", "budget"), f"{fact.entity}.{fact.name}", body), names.constants
    )


def _emit_formula(emitter: Emitter, fact: FactTerm, formula: Term, key: str) -> None:
    """Emit the formula into the block of the emitter, reading no more than it takes where it can be settled early."""
    while isinstance(formula, nodes.Resolved):
        formula = formula.term
    match formula:
        case nodes.All(operands) | nodes.Any(operands):
            settling = str(isinstance(formula, nodes.Any))
            for operand in operands[:-1]:
                test = emitter.atom(operand).source
                emitter.block.nest(f"if {test} is {settling}:", f"memo[{key}] = {settling}", f"return {settling}")
        case nodes.Case():
            formula = _emit_known_branches(emitter, fact, formula, key)
        case _:
            pass
    emitter.block.add(f"value = {_as(emitter, formula, fact.type).source}")


def _emit_known_branches(emitter: Emitter, fact: FactTerm, case: nodes.Case, key: str) -> Term:
    """Emit the first branches, as far as it is never unknown whether they are taken; return what is left."""
    scope, outer = emitter.scopes[0], emitter.block
    for place, (condition, value) in enumerate(case.branches):
        test = emitter.value(condition)
        if test.unknown:
            return nodes.Case(case.branches[place:], case.otherwise, case.type)
        reads, fields, taken = dict(scope.reads), dict(scope.fields), Block()
        scope.block = emitter.block = taken
        taken.add(f"value = memo[{key}] = {_as(emitter, value, fact.type).source}")
        taken.add("return value")
        # What was read on the way that is not taken is not there for what follows.
        scope.reads, scope.fields = reads, fields
        scope.block = emitter.block = outer
        outer.under(f"if {test.source}:", taken)
    return case.otherwise


def emit_expression(term: Term, name: str, variables: Sequence[str], definitions: Definitions) -> Function:
    """Return the function ``name`` of the nodes of ``variables`` and a context that gives the value of ``term``."""
    names, body = Names(name), Block()
    scope = Scope({variable: f"node{place}" for place, variable in enumerate(variables)}, body)
    emitter = Emitter(names, definitions, scope, TermIndex())
    body.add("budget = [ctx.visits] * 2")
    body.add(f"return {emitter.value(term).source}")
    parameters = (*scope.variables.values(), "ctx")
    return Function(name, function_text(name, parameters, "an expression", body), names.constants)


def _as(emitter: Emitter, term: Term, wanted: TermType) -> Text:
    return converted(emitter, emitter.value(term), type_of(term), wanted)


def function_text(name: str, parameters: Sequence[str], title: str, body: Block) -> str:
    """Return the source of a function with ``title`` in a comment."""
    return rendered(Block([f"# {title!a}", f"def {name}({', '.join(parameters)}):", body])) + "\n"


# Decisions


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """How the rules of a decision are emitted: ``outcomes`` are masks or numbers, ``None`` where computed.

    ``computed`` tells that some are, and matter. ``nothing`` is the answer where no rule fires and none is unknown.
    """

    decision: DecisionTerm
    spec: Spec
    outcomes: tuple[Any, ...]
    computed: bool
    nothing: Answer
    paths: tuple[tuple[tuple[str, Term], ...], ...]


def emit_decision(decision: DecisionTerm, name: str, definitions: Definitions) -> Function:
    """Return the function ``name`` of a decision."""
    names, body = Names(name), Block()
    scope = Scope({decision.entity: "node"}, body)
    emitter = Emitter(names, definitions, scope, TermIndex())
    emitter.decimals = likely_decimals((rule.condition for rule in decision.rules), emitter.index)
    rules = prepared(decision, definitions)
    key = repr(memo_key(decision.name, fact=False))
    body.add("memo = node.memo")
    body.add(f"answer = memo.get({key})")
    body.nest("if answer is not None:", "return answer")
    applies = _emit_applies(rules, emitter, key)
    _emit_gate(rules, emitter, key, applies)
    known, slow = Block(), f"{name}_slow"
    with emitter.assuming_known(known):
        answer = emit_rules(rules, emitter, "True")
    guard = " or ".join([*(f"not {each}" for each in (applies,) if each != "True"), *unknown_tests(emitter)])
    later = None
    if guard:
        arguments = ("node", "ctx", "budget", *passed(scope), *((applies,) if applies != "True" else ()))
        call = f"{slow}({', '.join(arguments)})"
        body.nest(f"if {guard}:", f"answer = memo[{key}] = {call}", "return answer")
        later = (slow, lambda: _emit_slow(rules, slow, arguments, emitter, applies))
    body.lines.extend(known.lines)
    body.add(f"answer = memo[{key}] = {answer}")
    body.add("return answer")
    source = function_text(name, ("node", "ctx", "budget"), f"{decision.entity}.{decision.name}", body)
    return Function(name, source, names.constants, later)


def _emit_slow(rules: DecisionRules, name: str, arguments: Sequence[str], main: Emitter, applies: str) -> Function:
    """Return the function for records in which something is unknown; it gets what the main function has read."""
    body = Block()
    names = Names(name, count=main.names.count)
    scope = Scope(main.scopes[0].variables, body, dict(main.scopes[0].reads), dict(main.scopes[0].fields))
    emitter = Emitter(names, main.definitions, scope, main.index)
    emitter.decimals = main.decimals
    checks = Block()
    emitter.block = checks
    answer = emit_rules(rules, emitter, applies)
    body.lines.extend(checks.lines)
    body.add(f"return {answer}")
    title = f"{rules.decision.entity}.{rules.decision.name}, something unknown"
    return Function(name, function_text(name, arguments, title, body), names.constants)


def prepared(decision: DecisionTerm, definitions: Definitions) -> DecisionRules:
    """Return what is known of the rules of ``decision`` before any is emitted."""
    otherwise = constant_outcome(decision.otherwise, decision)
    outcomes = tuple(constant_outcome(rule.outcome, decision) for rule in decision.rules)
    spec = spec_of(decision, definitions.enumerations, otherwise, outcomes)
    return DecisionRules(
        decision,
        spec,
        outcomes,
        None in outcomes and decision.combine is not Combine.COUNT,
        Answer(COMBINE[decision.combine](spec, Fired((), (), outcomes, True))),
        tuple(bound_paths(rule.condition) for rule in decision.rules),
    )


def _emit_applies(rules: DecisionRules, emitter: Emitter, key: str) -> str:
    """Leave early where the decision does not apply; return whether it certainly does, as a name or ``True``."""
    applies = rules.decision.applies
    if applies is None:
        return "True"
    possibly, certainly = emitter.possibly(applies), emitter.certainly(applies)
    answer = emitter.names.constant(Answer(not_applicable(rules.spec)))
    emitter.block.nest(f"if not {possibly.source}:", f"memo[{key}] = {answer}", f"return {answer}")
    if not certainly.unknown:
        return "True"
    emitter.block.add(f"applies = {certainly.source}")
    return "applies"


def _emit_gate(rules: DecisionRules, emitter: Emitter, key: str, applies: str) -> None:
    """Leave early, before anything else is read, where a condition that all rules share does not hold."""
    shared = shared_conditions(rules.decision, emitter.index)
    if not shared:
        return
    possibly = emitter.possibly(nodes.All(shared)).source
    answer = emitter.names.constant(rules.nothing)
    test = f"not {possibly}" if applies == "True" else f"{applies} and not {possibly}"
    emitter.block.nest(f"if {test}:", f"memo[{key}] = {answer}", f"return {answer}")


def shared_conditions(decision: DecisionTerm, index: TermIndex) -> tuple[Term, ...]:
    """Return the conditions without which no rule of ``decision`` can fire."""
    if len(decision.rules) < SHARING or any(rule.python is not None for rule in decision.rules):
        return ()
    shared = {index.number(each): each for each in _conjuncts(decision.rules[0].condition)}
    for rule in decision.rules[1:]:
        own = {index.number(each) for each in _conjuncts(rule.condition)} if shared else set()
        shared = {number: each for number, each in shared.items() if number in own}
    return tuple(shared.values())


def _conjuncts(condition: Term) -> tuple[Term, ...]:
    while isinstance(condition, nodes.Resolved):
        condition = condition.term
    if not isinstance(condition, nodes.All):
        return (condition,)
    return tuple(part for operand in condition.operands for part in _conjuncts(operand))


def emit_rules(rules: DecisionRules, emitter: Emitter, applies: str) -> str:
    """Emit the tests of all rules; return the expression of the answer. ``applies`` is a name or ``True``."""
    block, settled = emitter.block, True
    block.add("fired = 0")
    if rules.computed:
        block.add(f"outcomes = list({emitter.names.constant(rules.outcomes)})")
    values: dict[str, int] = {}
    layout: list[tuple[tuple[str, int], ...]] = []
    gate = _gate(rules.decision, emitter)
    inside = block if gate is None else Block()
    emitter.block = inside
    for index, rule in enumerate(rules.decision.rules):
        settled = _emit_rule(rules, index, rule, emitter) and settled
        layout.append(_bindings(rules.paths[index], emitter, values))
    emitter.block = block
    if gate is not None:
        block.under(f"if {gate}:", inside)
    if not settled:
        block.lines.insert(0, "unknown = 0")
    read = f"({', '.join(values)}{',' if len(values) == 1 else ''})"
    made = f"Answer({_verdict(rules, emitter, tuple(layout), applies, settled)}, {read})"
    if applies != "True":
        return made
    nothing = "fired" if settled else "fired or unknown"
    return f"{made} if {nothing} else {emitter.names.constant(rules.nothing)}"


def _gate(decision: DecisionTerm, emitter: Emitter) -> str | None:
    """Return a test without which no rule can fire, where all rules look at the answer of one decision."""
    if len(decision.rules) < SHARING or any(rule.python is not None for rule in decision.rules):
        return None
    conditions = [rule.condition for rule in decision.rules]
    for term in terms_in(conditions[0]):
        if isinstance(term, nodes.OutcomeIn):
            number = emitter.index.number(term.operand)
            accepted = [_accepted(each, number, emitter.index) for each in conditions]
            if None not in accepted:
                union = 0
                for each in accepted:
                    union |= each or 0
                return f"{emitter.atom(term.operand).source} & {union}"
    return None


def _accepted(condition: Term, outcome: int, index: TermIndex) -> int | None:
    """Return the bits of which ``condition`` takes one of the answer number ``outcome``; ``None`` where it may do
    without."""
    match condition:
        case nodes.OutcomeIn(operand, accepted):
            return accepted if index.number(operand) == outcome else None
        case nodes.Resolved(term=term):
            return _accepted(term, outcome, index)
        case nodes.All(operands):
            found = [each for each in (_accepted(each, outcome, index) for each in operands) if each is not None]
            # A mask may have one bit for one operand and another for the next, so that the bits are not intersected.
            return found[0] if found else None
        case nodes.Any(operands):
            union = 0
            for operand in operands:
                part = _accepted(operand, outcome, index)
                if part is None:
                    return None
                union |= part
            return union
        case _:
            return None


def _verdict(rules: DecisionRules, emitter: Emitter, layout: Layout, applies: str, settled: bool) -> str:
    """Return the expression of the verdict, given the states of all rules."""
    tables = [
        emitter.names.constant(
            Verdicts(COMBINE[rules.decision.combine], rules.spec, rules.outcomes, layout, applies=certainly)
        )
        for certainly in ((True,) if applies == "True" else (True, False))
    ]
    table = tables[0] if applies == "True" else f"({tables[0]} if {applies} else {tables[1]})"
    if rules.computed:
        return f"{table}.with_outcomes(fired, {'0' if settled else 'unknown'}, outcomes)"
    return f"{table}[fired]" if settled else f"{table}[fired | unknown << {len(rules.outcomes)}]"


def _emit_rule(rules: DecisionRules, index: int, rule: RuleTerm, emitter: Emitter) -> bool:
    block = emitter.block
    if rule.python is not None:
        name = emitter.names.local()
        block.add(f"{name} = ctx.python_conditions[{rule.python!r}](node, ctx.as_of)")
        condition = Text(name, Kind.BOOLEAN, unknown=True)
        possibly, certainly = (Text(f"{condition.source} {test}", Kind.BOOLEAN, True) for test in PYTHON_TESTS)
    else:
        possibly, certainly = emitter.possibly(rule.condition), emitter.certainly(rule.condition)
    outcome: list[str] = []
    if rules.outcomes[index] is None and rules.computed:
        wanted = Kind.NUMBER if rules.decision.combine in NUMBERS else Kind.MASK
        text = _as(emitter, rule.outcome, TermType(wanted, rules.decision.type.name))
        outcome = [f"outcomes[{index}] = {text.source}"]
    fire = [f"fired |= {1 << index}"]
    if possibly.source == certainly.source:
        block.nest(f"if {possibly.source}:", *fire, *outcome)
        return True
    inside = Block(list(outcome))
    inside.nest(f"if {certainly.source}:", *fire)
    inside.nest("else:", f"unknown |= {1 << index}")
    block.under(f"if {possibly.source}:", inside)
    return False


PYTHON_TESTS = ("is not False", "is True")


def unknown_tests(emitter: Emitter) -> list[str]:
    """Return the tests of which one holds where something is unknown that was assumed to be known."""
    tests = []
    for name, kind in emitter.assumed.items():
        if kind is Kind.MASK:
            tests.append(f"{name} & ({name} - 1)")
        elif kind in (Kind.BOUNDS, Kind.RATIO, Kind.LIST):
            tests.append(f"{name} is None or {name}[0] != {name}[1]")
        else:
            tests.append(f"{name} is None")
    return tests


def passed(scope: Scope) -> list[str]:
    """Return the names of all that was read, for a function that goes on from there."""
    names = dict.fromkeys([*scope.fields.values(), *(text.source for text in scope.reads.values())])
    return [name for name in names if name not in scope.variables.values()]


# What rules read, by path


def bound_paths(term: Term) -> tuple[tuple[str, Term], ...]:
    """Return the readings in a condition that have a path (``borrower.npl_share``), each once, in the order read."""
    found: dict[str, Term] = {}
    waiting = [term]
    while waiting:
        current = waiting.pop()
        path = path_of(current)
        if path is not None:
            found.setdefault(path, current)
        # The readings inside an aggregate are of many entities, and what leads to a reading is not read for itself.
        elif not isinstance(current, (nodes.Aggregate, nodes.Pick)):
            waiting.extend(reversed(parts_of(current)))
    return tuple(found.items())


def path_of(term: Term) -> str | None:
    """Return the path of a reading from the subject or what it leads to, ``None`` for other terms."""
    match term:
        case nodes.Field(source=source, name=name) | nodes.FactOf(source=source, name=name):
            root = _root(source)
        case nodes.OutcomeOf(source=source, name=name):
            root = _root(source)
        case _:
            return None
    return None if root is None else f"{root}.{name}"


def _root(source: Term) -> str | None:
    match source:
        case nodes.Variable(name=name):
            return name
        case nodes.Follow(source=before, relation=relation):
            return None if _root(before) is None else relation
        case _:
            return None


def _bindings(
    paths: tuple[tuple[str, Term], ...], emitter: Emitter, values: dict[str, int]
) -> tuple[tuple[str, int], ...]:
    """Return where the readings of a rule stand among ``values``, adding those that are not there yet."""
    sources = [(path, emitter.value(term).source) for path, term in paths]
    return tuple((path, values.setdefault(source, len(values))) for path, source in sources)

"""Aggregates over relations, picks and days past due to Python loops."""

from collections.abc import Mapping

from postloan_rules.backends.python.closed_walks import closed_walk
from postloan_rules.backends.python.emitting import Emitting, Scope
from postloan_rules.backends.python.source import Block, Text, of_entity
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass

AGGREGATE_NAMES: Mapping[str, str] = {
    "count": "count",
    "sum": "total",
    "min": "smallest",
    "max": "largest",
    "some": "some",
    "every": "every",
}

OTHERS: Mapping[str, str] = {
    "count": "count_others",
    "sum": "total_others",
    "some": "some_other",
    "every": "every_other",
}

DEEPEST_LOOPS = 15
"""Loops within loops; Python allows twenty."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through relations; the other three are names of variables."""

    steps: tuple[nodes.Step, ...]
    value: Term | None
    sure: str
    possible: str
    known: str
    with_ids: bool = False


def past_due(emitter: Emitting, term: nodes.PastDue) -> Text:
    loan, tolerance = emitter.value(term.source), emitter.value(term.tolerance)
    if term.convention not in nodes.PAST_DUE_CONVENTIONS:
        raise InternalError(f"python backend: no convention {term.convention!r}")
    day_one = nodes.PAST_DUE_CONVENTIONS.index(term.convention)
    source = f"past_due({loan.source}, {tolerance.source}, ctx.as_of, {day_one}, budget)"
    return Text(source, Kind.NUMBER, unknown=True, depth=1)


def walked(emitter: Emitting, term: nodes.Aggregate | nodes.Pick) -> Text:
    """Emit the loops that collect the values of sure and possible members, then what is made of them.

    What does not depend on where it is asked from is kept with the entity that it is asked of. Where each member asks
    about the others, all of them are gone through once.
    """
    if not isinstance(term.source, nodes.Follow) or not isinstance(term, nodes.Aggregate):
        return _looped(emitter, term)
    closed = closed_walk(term, emitter.free)
    if closed is None:
        return _looped(emitter, term)
    node, kept = emitter.named(emitter.atom(term.source)), emitter.names.local("g")
    key = emitter.names.constant(closed)
    emitter.block.add(f"{kept} = None if {node.source} is None else {node.source}.memo.get({key}, MISSING)")
    outer, inner = emitter.block, Block()
    emitter.block = inner
    made = _looped(emitter, closed.walk, everyone=closed.but is not None)
    inner.add(f"{kept} = {node.source}.memo[{key}] = {made.source}")
    emitter.block = outer
    outer.under(f"if {kept} is MISSING:", inner)
    if closed.but is None:
        return Text(kept, made.kind, unknown=True)
    asked = emitter.atom(closed.but)
    return Text(f"{OTHERS[term.function]}({kept}, {asked.source})", term.type.kind, unknown=True, depth=1)


def _looped(emitter: Emitting, term: nodes.Aggregate | nodes.Pick, *, everyone: bool = False) -> Text:
    sure, possible, known = (emitter.names.local(letter) for letter in ("sure", "possible", "known"))
    for line in (f"{sure} = []", f"{possible} = []", f"{known} = True"):
        emitter.block.add(line)
    value = term.value if isinstance(term, nodes.Aggregate) else nodes.Variable(term.steps[-1].variable, term.entity)
    walk = _Walk(term.steps, value, sure, possible, known, with_ids=everyone)
    _step(emitter, walk, 0, emitter.atom(term.source), None)
    if everyone:
        made, kind = f"Everyone({sure}, {possible})", Kind.ENTITY
    elif isinstance(term, nodes.Aggregate):
        made, kind = f"{_aggregate_name(term)}({sure}, {possible})", term.type.kind
    else:
        made, kind = f"pick_{term.function}({sure}, {possible}, {term.order!r})", Kind.ENTITY
    return Text(f"{made} if {known} else None", kind, unknown=True, depth=1)


def _step(emitter: Emitting, walk: "_Walk", place: int, source: Text, certain: str | None) -> None:
    if len(emitter.scopes) > DEEPEST_LOOPS:
        raise InternalError(f"python backend: more than {DEEPEST_LOOPS} relations within each other")
    step = walk.steps[place]
    members, member = emitter.names.local("m"), emitter.names.local("x")
    emitter.block.add(f"{members} = {of_entity(source, f'{source.source}.members({step.relation!r})')}")
    loop, outer = Block(), emitter.block
    emitter.scopes = [*emitter.scopes, Scope({step.variable: member}, loop)]
    emitter.block = loop
    if step.where is None:
        _inside(emitter, walk, place, Text(member, Kind.ENTITY), certain)
    else:
        _if_kept(emitter, step.where, walk, place, Text(member, Kind.ENTITY), certain)
    emitter.scopes, emitter.block = emitter.scopes[:-1], outer
    # Only now, for the loop may have read something in the block around it.
    emitter.block.nest(f"if {members} is None:", f"{walk.known} = False")
    visits = Block()
    visits.under(f"for {member} in visit({members}, budget):", loop)
    emitter.block.under("else:", visits)


def _if_kept(emitter: Emitting, where: Term, walk: "_Walk", place: int, member: Text, certain: str | None) -> None:
    possibly, certainly = emitter.possibly(where), emitter.certainly(where)
    kept, loop = Block(), emitter.block
    emitter.block = kept
    if certainly.unknown:
        both = certainly.source if certain is None else f"{certain} and {certainly.source}"
        certain = emitter.names.local("c")
        kept.add(f"{certain} = {both}")
    _inside(emitter, walk, place, member, certain)
    emitter.block = loop
    loop.under(f"if {possibly.source}:", kept)


def _inside(emitter: Emitting, walk: "_Walk", place: int, member: Text, certain: str | None) -> None:
    if place + 1 < len(walk.steps):
        _step(emitter, walk, place + 1, member, certain)
        return
    value = "True" if walk.value is None else emitter.value(walk.value).source
    if walk.with_ids:
        value = f"({member.source}.id, {value})"
    kept = walk.sure if certain is None else f"({walk.sure} if {certain} else {walk.possible})"
    emitter.block.add(f"{kept}.append({value})")


def _aggregate_name(term: nodes.Aggregate) -> str:
    if term.function in ("min", "max") and term.type.kind is not Kind.BOUNDS:
        return "first_value" if term.function == "min" else "last_value"
    return AGGREGATE_NAMES[term.function]

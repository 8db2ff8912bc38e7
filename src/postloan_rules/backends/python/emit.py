"""Terms to Python expressions.

An expression is wanted in one of three forms: its value, where ``None`` is unknown; or, for a condition, whether it
is *certainly* or *possibly* true, two plain Booleans. Where nothing in a condition can be unknown, both texts are
the same.

What is read from the record, and all that may be unknown although nothing it reads is, gets a local variable of its
own, computed once. Within ``assuming_known`` these variables are taken to be known, and remembered in ``assumed``, so
that a guard in front can make it true.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import assert_never

from postloan_rules.backends.python.emit_conditions import (
    OPERATORS,
    compared,
    compares_plainly,
    constant,
    constant_number,
    constants_of,
    joined,
    membership,
    outcome_test,
    truth,
)
from postloan_rules.backends.python.emit_reading import reading
from postloan_rules.backends.python.emit_values import calculated, case, converted, counted_outcomes, moved
from postloan_rules.backends.python.emit_walk import past_due, walked
from postloan_rules.backends.python.emitting import Definitions, Scope
from postloan_rules.backends.python.functions import PARTIAL
from postloan_rules.backends.python.source import Block, Names, Text, guarded_test, truth_test
from postloan_rules.backends.python.term_index import TermIndex
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.walk import parts_of

# Deeper expressions are cut into statements: the parser of Python gives up at some hundred parentheses.
DEEPEST_TEXT = 20
# Deeper terms are emitted from below, a variable each so many levels: our own recursion has bounds too.
DEEPEST_TERM = 16


class Emitter:
    """The state of emitting one function; see the protocol ``Emitting``."""

    # Numbers of the terms that most likely are decimals and no whole numbers; only speed depends on it.
    decimals: frozenset[int]

    def __init__(self, names: Names, definitions: Definitions, scope: Scope, index: TermIndex) -> None:
        self.names = names
        self.definitions = definitions
        self.scopes = [scope]
        self.block = scope.block
        self.index = index
        self.assuming = False
        self.assumed: dict[str, Kind] = {}
        self.decimals: frozenset[int] = frozenset()
        self._cut: set[int] = set()

    @contextmanager
    def assuming_known(self, block: Block) -> Iterator[None]:
        """Within, take what was read for known, and put statements into ``block``."""
        self.assuming, before = True, self.block
        self.block = block
        yield
        self.assuming, self.block = False, before

    # Conditions

    def certainly(self, term: Term) -> Text:
        """Return whether ``term`` is true."""
        self._cut_deep(term)
        return self.short(self._test(term, hopeful=False))

    def possibly(self, term: Term) -> Text:
        """Return whether ``term`` is not false."""
        self._cut_deep(term)
        return self.short(self._test(term, hopeful=True))

    def _test(self, term: Term, *, hopeful: bool) -> Text:
        if self.index.number(term) in self._cut:
            return truth_test(self._read(term), hopeful)
        match term:
            case nodes.Not(operand):
                inner = self.short(self._test(operand, hopeful=not hopeful))
                return Text(f"(not {inner.source})", Kind.BOOLEAN, inner.unknown, inner.depth + 1)
            case nodes.All(operands):
                return joined(self, " and ", "True", [self._test(each, hopeful=hopeful) for each in operands])
            case nodes.Any(operands):
                return joined(self, " or ", "False", [self._test(each, hopeful=hopeful) for each in operands])
            case nodes.Resolved(term=inner_term):
                return self._test(inner_term, hopeful=hopeful)
            case nodes.Compare() if compares_plainly(term):
                left, right = self._side(term.left, term.right), self._side(term.right, term.left)
                return guarded_test(f"{left.source} {OPERATORS[term.operator]} {right.source}", left, right, hopeful)
            case nodes.OneOf() if constants_of(term.values) is not None:
                member = self.atom(term.operand)
                return guarded_test(membership(self, member, term), member, member, hopeful)
            case nodes.OutcomeIn(operand, accepted):
                return outcome_test(self, self.atom(operand), operand, accepted, hopeful=hopeful)
            case _:
                return truth_test(self.atom(term), hopeful)

    def _side(self, term: Term, other: Term) -> Text:
        """Return one side of a comparison; a decimal compares faster with a decimal than with a whole number."""
        limit = constant_number(term)
        if limit is not None and self.index.number(other) in self.decimals:
            return Text(self.names.constant(limit), Kind.NUMBER)
        return self.atom(term)

    # Values

    def value(self, term: Term) -> Text:
        """Return the value of ``term``."""
        self._cut_deep(term)
        if _has_own_variable(term) or self.index.number(term) in self._cut:
            return self._read(term)
        return self.short(self._composed(term))

    def atom(self, term: Term) -> Text:
        """Return the value of ``term`` in a form that may be written twice where it may be unknown."""
        # Looked up first, or each level of a deep term would be composed twice as often as the one above.
        if self.index.number(term) in self.scopes[self._place_of(term)].reads:
            return self._read(term)
        text = self.value(term)
        return self._read(term) if text.unknown and text.depth else text

    def short(self, text: Text) -> Text:
        """Return ``text``, by way of a variable where it has become too deep."""
        return text if text.depth <= DEEPEST_TEXT else self.named(text)

    def named(self, text: Text) -> Text:
        """Return ``text`` in a form that may be written twice, whether or not it may be unknown."""
        if not text.depth:
            return text
        name = self.names.local()
        self.block.add(f"{name} = {text.source}")
        return Text(name, text.kind, text.unknown)

    def free(self, term: Term) -> frozenset[str]:
        """Return the names of the variables that ``term`` reads and does not bind."""
        return self.index.free(term)

    def _cut_deep(self, term: Term) -> None:
        """Give a variable to each so many levels of a deep term, the lowest first."""
        if self.index.height(term) <= DEEPEST_TERM:
            return
        for part in self._from_below(term):
            number = self.index.number(part)
            if number not in self._cut and not isinstance(part, (nodes.Constant, nodes.Variable)):
                self._read(part)
                self._cut.add(number)

    def _from_below(self, term: Term) -> list[Term]:
        """Return the parts of ``term`` at every ``DEEPEST_TERM`` levels of height that are read where it is read."""
        found: dict[int, Term] = {}
        seen: set[int] = set()
        waiting = list(_parts_in_place(term))
        while waiting:
            part = waiting.pop()
            number = self.index.number(part)
            if number in seen or number in self._cut:
                continue
            seen.add(number)
            if self.index.height(part) % DEEPEST_TERM == 0:
                found[number] = part
            waiting.extend(_parts_in_place(part))
        return sorted(found.values(), key=self.index.height)

    def _read(self, term: Term) -> Text:
        place = self._place_of(term)
        scope, number = self.scopes[place], self.index.number(term)
        found = scope.reads.get(number)
        if found is None:
            found = self._compute(term, place)
            scope.reads[number] = found
        if self.assuming and found.unknown and found.kind is not Kind.ENTITY:
            self.assumed[found.source] = found.kind
            return Text(found.source, found.kind)
        return found

    def _compute(self, term: Term, place: int) -> Text:
        """Compute ``term`` where the innermost variable that it reads is bound, assuming nothing."""
        scopes, block, assuming = self.scopes, self.block, self.assuming
        self.scopes = scopes[: place + 1]
        self.block, self.assuming = self.scopes[place].block, False
        text = self._composed(term)
        if not text.source.isidentifier() or text.source in ("None", "True", "False"):
            name = self.names.local()
            self.block.add(f"{name} = {text.source}")
            text = Text(name, text.kind, text.unknown)
        self.scopes, self.block, self.assuming = scopes, block, assuming
        return text

    def _place_of(self, term: Term) -> int:
        """Return the innermost scope that binds a variable of ``term``."""
        deepest = 0
        for name in self.index.free(term):
            for place in range(len(self.scopes) - 1, -1, -1):
                if name in self.scopes[place].variables:
                    deepest = max(deepest, place)
                    break
            else:
                raise InternalError(f"python backend: variable {name!r} is not bound")
        return deepest

    def _composed(self, term: Term) -> Text:
        match term:
            case nodes.Constant() | nodes.Unknown() | nodes.ParameterValue() | nodes.Resolved() | nodes.InCurrency():
                return self._given(term)
            case nodes.AsOf():
                return Text("ctx.as_of", Kind.DATE, depth=1)
            case nodes.Variable(name=name):
                return self._variable(name)
            case nodes.Follow() | nodes.Field() | nodes.FactOf() | nodes.OutcomeOf():
                return reading(self, term)
            case nodes.Not() | nodes.All() | nodes.Any() | nodes.IsKnown():
                return truth(self, term)
            case nodes.Compare() | nodes.OneOf() | nodes.OutcomeIn():
                return compared(self, term)
            case nodes.Arithmetic() | nodes.Negate() | nodes.Ratio() | nodes.Quotient() | nodes.Apply():
                return calculated(self, term)
            case nodes.CountOutcomes():
                return counted_outcomes(self, term)
            case nodes.Convert(operand, type_):
                return converted(self, self.atom(operand), type_of(operand), type_)
            case nodes.Case():
                return case(self, term)
            case nodes.Shift() | nodes.Worst():
                return moved(self, term)
            case nodes.Aggregate() | nodes.Pick():
                return walked(self, term)
            case nodes.PastDue():
                return past_due(self, term)
        assert_never(term)

    def _given(
        self, term: nodes.Constant | nodes.Unknown | nodes.ParameterValue | nodes.Resolved | nodes.InCurrency
    ) -> Text:
        match term:
            case nodes.Constant():
                return constant(self, term)
            case nodes.Unknown(type=type_):
                return Text("None", type_.kind, unknown=True)
            case nodes.ParameterValue(id=id_):
                raise InternalError(f"python backend: parameter {id_!r} has no value of the day")
            case nodes.Resolved(term=inner):
                return self.value(inner)
            case nodes.InCurrency(operand, currency):
                text = self.value(operand)
                return Text(f"{text.source} if ctx.currency == {currency!r} else None", text.kind, True, text.depth + 1)
        assert_never(term)

    def _variable(self, name: str) -> Text:
        for scope in reversed(self.scopes):
            if name in scope.variables:
                return Text(scope.variables[name], Kind.ENTITY)
        raise InternalError(f"python backend: variable {name!r} is not bound")


def _parts_in_place(term: Term) -> tuple[Term, ...]:
    """Return the parts of ``term`` that may be computed where it is; not what an aggregate asks of each member."""
    return (term.source,) if isinstance(term, (nodes.Aggregate, nodes.Pick)) else parts_of(term)


def _has_own_variable(term: Term) -> bool:
    """Return whether ``term`` is read from the record or may be unknown although nothing that it reads is."""
    match term:
        case nodes.Field() | nodes.FactOf() | nodes.OutcomeOf() | nodes.Follow() | nodes.AsOf() | nodes.InCurrency():
            return True
        case nodes.Aggregate() | nodes.Pick() | nodes.PastDue() | nodes.Ratio() | nodes.Case():
            return True
        case nodes.CountOutcomes():
            return True
        case nodes.Convert(type=TermType(kind=Kind.RANK)):
            return True
        case nodes.Arithmetic(type=TermType(kind=Kind.DATE)):
            return True
        case nodes.Apply(function=function):
            return function in PARTIAL
        case _:
            return False

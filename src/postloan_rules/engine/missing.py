"""Which data that were not given still decide: what a false neighbour already settled is left out."""

from collections.abc import Callable

from postloan_rules.backends.protocol import Answer
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter, all_of, any_of, is_known
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.plan import given_by
from postloan_rules.ir.nodes import (
    Aggregate,
    Case,
    FactOf,
    Field,
    Follow,
    OutcomeOf,
    PastDue,
    Pick,
    Step,
    Term,
)
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import parts_of

Found = dict[str, None]
"""Paths, each once, in the order of the text."""


class Seeker:
    """Finds what is missing to know terms, facts and decisions about the nodes of one record."""

    def __init__(
        self, day: PackDay, interpreter: Interpreter, paths: Paths, decide: Callable[[str, Node], Answer]
    ) -> None:
        self._day = day
        self._interpreter = interpreter
        self._paths = paths
        self._decide = decide
        self._kept: dict[tuple[str, int], tuple[str, ...]] = {}

    def for_term(self, term: Term, bindings: Bindings) -> tuple[str, ...]:
        """Return the paths that are missing to know ``term``; none where it is known."""
        found: Found = {}
        self._seek(term, bindings, found)
        return tuple(found)

    def for_decision(self, decision: DecisionTerm, node: Node) -> tuple[str, ...]:
        """Return the paths that could still change the outcome of ``decision`` or make it certain."""
        key = ("decision " + decision.name, id(node))
        if key not in self._kept:
            found: Found = {}
            answer = self._decide(decision.name, node)
            if not _is_settled(decision, answer):
                bindings = {decision.entity: node}
                if decision.applies is not None:
                    self._seek(decision.applies, bindings, found)
                for index in self._open_rules(decision, answer, bindings):
                    self._seek(decision.rules[index].condition, bindings, found)
                    self._seek(decision.rules[index].outcome, bindings, found)
            self._kept[key] = tuple(found)
        return self._kept[key]

    def _open_rules(self, decision: DecisionTerm, answer: Answer, bindings: Bindings) -> list[int]:
        """Return the rules, fired or unknown, that could still make a difference."""
        rules = sorted((*answer.fired, *answer.unknown))
        match decision.combine:
            case Combine.WORST:
                # Whatever gives nothing worse than what is possible at best changes nothing.
                best = (answer.mask & -answer.mask).bit_length() - 1
                value = self._interpreter.value
                outcomes = {index: value(decision.rules[index].outcome, bindings) for index in rules}
                size = len(self._day.values_of(decision))
                inside = (1 << size) - 1
                return [index for index in rules if (outcomes[index] & inside).bit_length() - 1 > best]
            case Combine.FIRST:
                end = answer.fired[0] if answer.fired else len(decision.rules)
                return [index for index in rules if index <= end]
            case _:
                return rules

    def _for_fact(self, fact: FactTerm, node: Node) -> tuple[str, ...]:
        key = ("fact " + fact.name, id(node))
        if key not in self._kept:
            found: Found = {}
            own = f"{self._paths.of(node)}.{fact.name}"
            # What a record has a field for is asked for by that name; other facts are what they are made of.
            given = given_by(fact)
            in_model = given is not None and given.store == "field"
            if fact.formula is not None and not in_model:
                self._seek(fact.formula, {fact.entity: node}, found)
            self._kept[key] = tuple(found) or (own,)
        return self._kept[key]

    def _seek(self, term: Term, bindings: Bindings, found: Found) -> None:
        if is_known(self._interpreter.value(term, bindings), kind_of(term)):
            return
        match term:
            case Field() | FactOf() | OutcomeOf():
                node = self._interpreter.value(term.source, bindings)
                if node is None:
                    self._seek(term.source, bindings, found)
                elif isinstance(term, Field):
                    found[f"{self._paths.of(node)}.{term.name}"] = None
                elif isinstance(term, FactOf):
                    found.update(dict.fromkeys(self._for_fact(self._day.facts[term.entity, term.name], node)))
                else:
                    found.update(dict.fromkeys(self.for_decision(self._day.decisions[term.name], node)))
            case Follow(source=source, relation=relation):
                node = self._interpreter.value(source, bindings)
                if node is None:
                    self._seek(source, bindings, found)
                else:
                    found[self._paths.relation(node, relation)] = None
            case Aggregate() | Pick():
                self._seek_members(term, bindings, found)
            case PastDue(source=source, tolerance=tolerance):
                self._seek(tolerance, bindings, found)
                node = self._interpreter.value(source, bindings)
                if node is None:
                    self._seek(source, bindings, found)
                else:
                    self._seek_payments(node, found)
            case Case():
                self._seek_branches(term, bindings, found)
            case _:
                for part in parts_of(term):
                    self._seek(part, bindings, found)

    def _seek_branches(self, term: Case, bindings: Bindings, found: Found) -> None:
        for condition, value in term.branches:
            state = self._interpreter.value(condition, bindings)
            if state is not False:
                self._seek(condition, bindings, found)
                self._seek(value, bindings, found)
            if state is True:
                return
        self._seek(term.otherwise, bindings, found)

    def _seek_members(self, term: Aggregate | Pick, bindings: Bindings, found: Found) -> None:
        node = self._interpreter.value(term.source, bindings)
        if node is None:
            self._seek(term.source, bindings, found)
            return
        self._seek_steps(term, term.steps, node, (bindings, True), found)

    def _seek_steps(
        self,
        term: Aggregate | Pick,
        steps: tuple[Step, ...],
        node: Node,
        reached: tuple[Bindings, bool | None],
        found: Found,
    ) -> None:
        bindings, sure = reached
        step, *rest = steps
        members = self._paths.members(node, step.relation)
        if members is None:
            found[self._paths.relation(node, step.relation)] = None
            return
        for member in members:
            inner = {**bindings, step.variable: member}
            state = True if step.where is None else self._interpreter.value(step.where, inner)
            if state is False:
                continue
            counts = all_of((sure, state))
            if rest:
                self._seek_where(step, inner, found)
                self._seek_steps(term, tuple(rest), member, (inner, counts), found)
            elif isinstance(term, Pick):
                self._seek_where(step, inner, found)
                missing = [name for name in term.order if name != "id" and member.fields.get(name) is None]
                found.update(dict.fromkeys(f"{self._paths.of(member)}.{name}" for name in missing))
            elif not self._is_indifferent(term, inner, counts):
                self._seek_where(step, inner, found)
                if term.value is not None:
                    self._seek(term.value, inner, found)

    def _seek_where(self, step: Step, bindings: Bindings, found: Found) -> None:
        if step.where is not None:
            self._seek(step.where, bindings, found)

    def _is_indifferent(self, term: Aggregate, bindings: Bindings, counts: bool | None) -> bool:
        """Return whether the member changes nothing, whatever is missing of it."""
        if term.value is None or term.function not in ("some", "every"):
            return False
        value = self._interpreter.value(term.value, bindings)
        if term.function == "some":
            return all_of((counts, value)) is False
        return any_of((None if counts is None else not counts, value)) is True

    def _seek_payments(self, loan: Node, found: Found) -> None:
        for relation, day in (("schedule", "due_on"), ("repayments", "paid_on")):
            members = self._paths.members(loan, relation)
            if members is None:
                found[self._paths.relation(loan, relation)] = None
                continue
            for member in members:
                missing = [name for name in (day, "amount") if member.fields[name] is None]
                found.update(dict.fromkeys(f"{self._paths.of(member)}.{name}" for name in missing))


def _is_settled(decision: DecisionTerm, answer: Answer) -> bool:
    match decision.type.kind:
        case Kind.MASK:
            return answer.mask.bit_count() == 1 and not answer.conflict
        case Kind.BOUNDS:
            return answer.bounds is not None and answer.bounds[0] == answer.bounds[1]
        case _:
            # Where nothing is listed, the mask has a bit only where the decision may not apply.
            return answer.excluded or (answer.sure == answer.possible and bool(answer.sure or not answer.mask))

"""Rules that nearly fired: one atomic condition away."""

from collections.abc import Iterator

from postloan_rules.analysis.condition_tree import Atom, State, Tree, atoms_of, state_of, states_if_other, tree_of_rule
from postloan_rules.analysis.trial import Trial
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import definition_of, node_of
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.statement import Speaker
from postloan_rules.ir.from_changed import LoweringAnew
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import specialise_term
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that would fire if one atomic condition were otherwise: how that reads, and what was read there."""

    rule: str
    text: str
    state: State
    statement: Bilingual

    def sentence(self) -> Bilingual:
        """Return it in words."""
        if self.state is None:
            return Bilingual(
                zh=f"{self.rule} 差一个条件：`{self.text}` 未知",
                en=f"{self.rule}, one condition away: `{self.text}` is unknown",
            )
        return Bilingual(
            zh=f"{self.rule} 差一个条件：`{self.text}`（{self.statement.zh}）",
            en=f"{self.rule}, one condition away: `{self.text}` ({self.statement.en})",
        )


def near_misses(engine: Engine, trial: Trial) -> Iterator[NearMiss]:
    """Yield the rules of the decision of ``trial`` that did not fire and are one condition away from it."""
    node = node_of(trial.decision)
    if node is None:
        return
    definition, fired = definition_of(trial.decision), frozenset(trial.decision.fired)
    authored = trial.bench.day.authored[definition.name]
    in_force = {rule.id for rule in definition.rules}
    anew = LoweringAnew(engine.pack, engine.lowered)
    for rule in authored.rules:
        tree = tree_of_rule(rule)
        if tree is None or rule.id in fired or rule.id not in in_force:
            continue
        yield from _of_rule(_Reading(engine, trial.bench, anew, node), rule.id, tree)


@dataclass(frozen=True, slots=True)
class _Reading:
    engine: Engine
    bench: Bench
    anew: LoweringAnew
    node: Node

    def term(self, atom: Atom) -> Term:
        lowered = self.anew.expression(atom.expression, self.node.entity)
        return specialise_term(self.engine.lowered, self.node.entity, lowered, self.bench.day.day)


def _of_rule(reading: _Reading, rule: str, tree: Tree) -> Iterator[NearMiss]:
    atoms = tuple(atoms_of(tree))
    terms = [reading.term(atom) for atom in atoms]
    bindings = {reading.node.entity: reading.node}
    interpreter = reading.bench.interpreter
    states: list[State] = [interpreter.value(term, bindings) for term in terms]
    if state_of(tree, states) is True:
        return
    speaker = Speaker(reading.bench.day, interpreter, reading.bench.paths, reading.node)
    for atom, term in zip(atoms, terms, strict=True):
        if any(states_if_other(tree, states, atom.number)):
            state = states[atom.number]
            yield NearMiss(rule, atom.text, state, speaker.statement(term, state, bindings))

"""Rules that nearly fired: one atomic condition away."""

from collections.abc import Iterator

from postloan_rules.analysis.condition_tree import State, Tree, atoms_of, state_of, states_if_other, tree_of_rule
from postloan_rules.analysis.trial import Trial
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import definition_of, node_of
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.statement import Speaker
from postloan_rules.ir.from_added import AddedTerms
from postloan_rules.ir.record import Node
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
    added = AddedTerms(engine.pack, engine.lowered)
    for rule in authored.rules:
        tree = tree_of_rule(rule)
        if tree is None or rule.id in fired or rule.id not in in_force:
            continue
        yield from _of_rule(rule.id, tree, added, trial.bench, node)


def _of_rule(rule: str, tree: Tree, added: AddedTerms, bench: Bench, node: Node) -> Iterator[NearMiss]:
    atoms = tuple(atoms_of(tree))
    terms = [added.expression(atom.expression, node.entity, bench.day.day) for atom in atoms]
    bindings = {node.entity: node}
    states: list[State] = [bench.interpreter.value(term, bindings) for term in terms]
    if state_of(tree, states) is True:
        return
    speaker = Speaker(bench.day, bench.interpreter, bench.paths, node)
    for atom, term in zip(atoms, terms, strict=True):
        if any(states_if_other(tree, states, atom.number)):
            state = states[atom.number]
            yield NearMiss(rule, atom.text, state, speaker.statement(term, state, bindings))

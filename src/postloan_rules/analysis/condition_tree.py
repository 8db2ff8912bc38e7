"""Conditions as trees of atomic conditions, and which of these decide in a given state.

An atomic condition has no `and`, `or` or `not` of its own: a comparison, a test `in`, a fact that is true or false, a
`some … satisfies`. It *decides* where the whole would have another state if that one condition had, and all others
stayed as they are.
"""

from collections.abc import Iterator, Sequence

from postloan_rules.engine.interpret import all_of, any_of
from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.printer import print_expression
from postloan_rules.light import dataclass, field
from postloan_rules.packs.definition import CheckedExpression, Condition, ConditionLine, Grouping, PythonCondition, Rule
from postloan_rules.text.source import Span

State = bool | None


@dataclass(frozen=True, slots=True)
class Atom:
    """An atomic condition; ``number`` is its place among those of the whole."""

    number: int
    expression: CheckedExpression = field(repr=False)
    span: Span = field(compare=False, repr=False)

    @property
    def text(self) -> str:
        """How it reads."""
        return print_expression(self.expression.root)


@dataclass(frozen=True, slots=True)
class Joined:
    """True where all parts are (``every``), or any is."""

    every: bool
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """True where the part is false."""

    part: "Tree"


Tree = Atom | Joined | Opposite


def tree_of_rule(rule: Rule) -> Tree | None:
    """Return when the rule fires; ``None`` where that is not said in FEEL, or always."""
    if isinstance(rule.when, PythonCondition):
        return None
    numbers: list[int] = []
    parts: list[Tree] = []
    if rule.when is not None:
        parts.append(_tree(rule.when, numbers))
    if rule.unless is not None:
        parts.append(Opposite(_tree(rule.unless, numbers)))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Joined(True, tuple(parts))


def tree_of_condition(condition: Condition) -> Tree:
    """Return the tree of a condition that stands for itself, such as ``applies``."""
    return _tree(condition, [])


def _tree(condition: Condition, numbers: list[int]) -> Tree:
    if isinstance(condition, ConditionLine):
        line = condition
        return _of_expression(line.expression.root, line, numbers)
    parts = tuple(_tree(part, numbers) for part in condition.parts)
    return Joined(condition.grouping is Grouping.ALL, parts)


def _of_expression(node: ast.Expression, line: ConditionLine, numbers: list[int]) -> Tree:
    match node:
        case ast.Conjunction(left, right):
            return Joined(True, (_of_expression(left, line, numbers), _of_expression(right, line, numbers)))
        case ast.Disjunction(left, right):
            return Joined(False, (_of_expression(left, line, numbers), _of_expression(right, line, numbers)))
        case ast.Call(ast.Name("not"), (operand,)):
            return Opposite(_of_expression(operand, line, numbers))
        case _:
            numbers.append(len(numbers))
            checked = line.expression
            alone: CheckedExpression = Checked(node, checked.types, checked.bindings)
            # The head of a table has the place of the whole test; a line has a place of its own for each part.
            return Atom(numbers[-1], alone, node.span)


def atoms_of(tree: Tree) -> Iterator[Atom]:
    """Yield the atomic conditions of ``tree``, in the order of the text."""
    match tree:
        case Atom():
            yield tree
        case Joined(parts=parts):
            for part in parts:
                yield from atoms_of(part)
        case Opposite(part=part):
            yield from atoms_of(part)


def state_of(tree: Tree, states: Sequence[State]) -> State:
    """Return the state of ``tree`` by Kleene's tables, given those of its atomic conditions by number."""
    match tree:
        case Atom(number=number):
            return states[number]
        case Joined(every=every, parts=parts):
            inner = (state_of(part, states) for part in parts)
            return all_of(inner) if every else any_of(inner)
        case Opposite(part=part):
            state = state_of(part, states)
            return None if state is None else not state


def decides(tree: Tree, states: Sequence[State], number: int) -> bool:
    """Return whether ``tree`` would have another state if the atomic condition ``number`` had.

    What is known is held against its opposite, what is unknown against both: that something might be unknown changes
    nearly everything, and tells nothing.
    """
    before = state_of(tree, states)
    return any(state is not before for state in states_if_other(tree, states, number))


def states_if_other(tree: Tree, states: Sequence[State], number: int) -> Iterator[State]:
    """Yield the states of ``tree`` if the atomic condition ``number`` were true, and false, where it is not."""
    for other in (True, False):
        if other is not states[number]:
            yield state_of(tree, [*states[:number], other, *states[number + 1 :]])

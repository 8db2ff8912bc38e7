"""Rules of the embedding program: their functions see the objects of the model, not the nodes of the engine."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass
from postloan_rules.packs.python_rule import PythonRule


@dataclass(frozen=True, slots=True)
class PythonCondition:
    """The function of a rule, called with the entity that is decided about and what it leads to.

    It is unknown where one of them was not given, where the function says so with ``None``, and where it fails: then
    the decision has a remark.
    """

    rule: PythonRule

    def __call__(self, node: Node, as_of: date) -> bool | None:
        """Return what the function says."""
        return self._asked(node)[0]

    def stumble(self, node: Node) -> str | None:
        """Return what stopped the function, if something did."""
        return self._asked(node)[1]

    def _asked(self, node: Node) -> tuple[bool | None, str | None]:
        entities = [_reach(node, name) for name in self.rule.parameters]
        if any(entity is None for entity in entities):
            return None, None
        try:
            answer = self.rule.function(*entities)
        except Exception as error:
            # Most often a missing value, which Python can neither compare nor ask for attributes. Whatever it was: a
            # function that fails has proved nothing, and one loan must not stop the others.
            return None, f"{type(error).__name__}: {error}"
        if answer is None or isinstance(answer, bool):
            return answer, None
        return None, f"{answer!r} is neither true nor false"


def python_conditions(rules: Sequence[PythonRule]) -> dict[str, PythonCondition]:
    """Return the conditions of ``rules`` by the name that programs call them."""
    return {rule.name: PythonCondition(rule) for rule in rules}


def _reach(node: Node, entity: str) -> Any:
    """Return the model object of ``entity`` that ``node`` is or leads to."""
    if node.entity == entity:
        return node.source
    direct = node.follow(entity)
    if direct is None and entity == "group":
        borrower = node.follow("borrower")
        direct = None if borrower is None else borrower.follow("group")
    return None if direct is None else direct.source

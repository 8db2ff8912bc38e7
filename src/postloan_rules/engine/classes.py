"""Words of a record that have to be values of the pack's enumerations: all that are not, at once."""

from collections.abc import Iterator

from postloan_rules.engine.paths import Paths
from postloan_rules.errors import Problem
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.record import Node
from postloan_rules.text.catalogue import evaluation
from postloan_rules.text.nearest import nearest

Fields = dict[str, dict[str, EnumerationTable]]
"""Per entity, the fields of the model that hold a word of an enumeration of the pack."""


def problems_of_words(roots: dict[str, Node], fields: Fields) -> list[Problem]:
    """Return a problem for each word that its enumeration does not have, in all entities of the record."""
    paths = Paths(roots)
    problems = []
    for node in _all_nodes(roots, paths):
        for name, table in fields.get(node.entity, {}).items():
            word = node.fields.get(name)
            if word is not None and word not in table.values:
                said = evaluation.not_a_value(str(word), table.name, nearest(str(word), table.values))
                problems.append(Problem(said.code, f"{paths.of(node)}.{name}", str(word), said.message))
    return problems


def _all_nodes(roots: dict[str, Node], paths: Paths) -> Iterator[Node]:
    waiting = list(roots.values())
    seen: set[int] = set()
    while waiting:
        node = waiting.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        for relation in sorted(node.many):
            waiting.extend(paths.members(node, relation) or ())

"""What the nodes of a record are called: ``loan``, ``borrower.loans[L2]``, ``loan.schedule[7]``."""

from collections.abc import Mapping

from postloan_rules.ir.record import Node


class Paths:
    """Names nodes by the way that leads to them from the loan at hand; every node has one way only."""

    def __init__(self, roots: Mapping[str, Node]) -> None:
        self._paths = {id(node): name for name, node in roots.items()}
        self._roots = frozenset(self._paths)
        # Keeps the nodes alive, so that no other object gets the identity of one that is named here.
        self._nodes = list(roots.values())

    def is_root(self, node: Node) -> bool:
        """Return whether ``node`` is the loan at hand, its borrower, their group, the facility or the institution."""
        return id(node) in self._roots

    def of(self, node: Node) -> str:
        """Return the path of ``node``; it was reached by ``members`` before, or is a root."""
        return self._paths.get(id(node), f"{node.entity}[{node.id}]")

    def relation(self, node: Node, relation: str) -> str:
        """Return how the relation of ``node`` is called; what the loan at hand leads to is called by its entity."""
        to_one = self.is_root(node) and relation in ("borrower", "group", "facility", "institution")
        return relation if to_one else f"{self.of(node)}.{relation}"

    def members(self, node: Node, relation: str) -> list[Node] | None:
        """Return the members of a relation, named from now on; ``None`` where it was not supplied."""
        members = node.members(relation)
        if members is None:
            return None
        source = self.of(node)
        for member in members:
            if id(member) not in self._paths:
                self._paths[id(member)] = f"{source}.{relation}[{member.id}]"
                self._nodes.append(member)
        return list(members)

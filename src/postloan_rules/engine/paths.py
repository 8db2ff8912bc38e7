"""What the nodes of a record are called: ``loan``, ``borrower.loans[L2]``, ``loan.schedule[7]``."""

from collections.abc import Mapping

from postloan_rules.ir.record import Home, Node


class Paths:
    """Names nodes by where they stand, seen from the loan at hand: however a node was reached, it has one name."""

    def __init__(self, roots: Mapping[str, Node]) -> None:
        self._paths = {id(node): name for name, node in roots.items()}
        self._roots = frozenset(self._paths)
        # Keeps the nodes alive, so that no other object gets the identity of one that is named here.
        self._nodes = list(roots.values())

    def is_root(self, node: Node) -> bool:
        """Return whether ``node`` is the loan at hand, what it leads to, or else what is decided about."""
        return id(node) in self._roots

    def of(self, node: Node) -> str:
        """Return the path of ``node``."""
        path = self._paths.get(id(node))
        if path is None:
            home = self._home_of(node)
            if home is None:
                return f"{node.entity}[{node.id}]"
            path = self._named(node, f"{self.of(home[0])}.{home[1]}")
        return path

    def _home_of(self, node: Node) -> Home | None:
        """Return where ``node`` stands; of several places one at a root, else the first."""
        if not callable(node.home):
            return node.home
        homes = node.home()
        return next((each for each in homes if self.is_root(each[0])), homes[0] if homes else None)

    def _named(self, node: Node, relation: str) -> str:
        path = self._paths[id(node)] = f"{relation}[{node.id}]"
        self._nodes.append(node)
        return path

    def relation(self, node: Node, relation: str) -> str:
        """Return how the relation of ``node`` is called; what the loan at hand leads to is called by its entity."""
        to_one = self.is_root(node) and relation in ("borrower", "group", "facility", "institution", "portfolio")
        return relation if to_one else f"{self.of(node)}.{relation}"

    def members(self, node: Node, relation: str) -> list[Node] | None:
        """Return the members of a relation; ``None`` where it was not supplied."""
        members = node.members(relation)
        if members is None:
            return None
        for member in members:
            # A node that was made without a place is called after the first way to it.
            if member.home is None and id(member) not in self._paths:
                self._named(member, f"{self.of(node)}.{relation}")
        return list(members)

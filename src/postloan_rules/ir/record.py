"""The shape of the data that backends read: nodes of entities, linked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Members = Sequence["Node"] | None
Home = tuple["Node", str]


class Node:
    """An entity as a backend sees it.

    ``fields`` maps every field of the model to its value (``None``: unknown), with ``extension`` and ``facts`` mappings
    among them. ``one`` maps to-one relations to a node, or ``None`` where not supplied. ``many`` maps to-many
    relations to nodes, or ``None`` where not supplied, or a function without arguments that makes them when
    first asked.
    ``home`` is where the node stands: the node that holds it and by which relation; for one that several hold, a
    function that gives all these places. ``None`` where nothing holds it.
    ``memo`` keeps facts and answers computed for this node during one evaluation. ``source`` is the entity that the
    node stands for, where there is one; no backend reads it.
    """

    __slots__ = ("entity", "fields", "home", "id", "many", "memo", "one", "source")

    def __init__(
        self,
        entity: str,
        id: str,
        fields: Mapping[str, Any],
        *,
        one: Mapping[str, "Node | None"] | None = None,
        many: Mapping[str, Members | Callable[[], Members]] | None = None,
        source: Any = None,
        home: "Home | Callable[[], Sequence[Home]] | None" = None,
    ) -> None:
        self.entity = entity
        self.id = id
        self.fields = fields
        self.one: dict[str, Node | None] = dict(one) if one else {}
        self.many: dict[str, Members | Callable[[], Members]] = dict(many) if many else {}
        self.memo: dict[Any, Any] = {}
        self.source = source
        self.home = home

    def follow(self, relation: str) -> "Node | None":
        """Return the entity that a to-one relation leads to, if any."""
        return self.one.get(relation)

    def members(self, relation: str) -> Members:
        """Return the entities of a to-many relation, or ``None`` where it was not supplied."""
        members = self.many.get(relation)
        if callable(members):
            members = members()
            self.many[relation] = members
        return members

"""Entities to nodes: each with what it holds, ways back, and things that several loans share made once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from postloan_rules.engine.given import MANY_OF, Declared, coerced
from postloan_rules.engine.shared import SHARED, SharedThings
from postloan_rules.ir.record import Home, Members, Node
from postloan_rules.model.entity import Entity
from postloan_rules.model.loan import Loan
from postloan_rules.model.relations import ENTITIES, RELATIONS

_WAYS_BACK: Mapping[str, tuple[str, ...]] = {
    entity: tuple(each.name for each in RELATIONS if each.source == entity and each.way_back and not each.many)
    for entity in ENTITIES
}


class Nodes:
    """Makes the nodes of one record.

    ``reach_all`` makes the nodes of all loans; whoever links sets ``institution``, and ``claims_known`` where the
    record holds all claims that its things may secure.
    """

    def __init__(
        self, declared: Declared, things: SharedThings, reach_all: Callable[[], None], *, extras: bool
    ) -> None:
        self._declared = declared
        self._things = things
        self._reach_all = reach_all
        self._extras = extras
        self._loans: dict[int, Node] = {}
        self._shared: dict[tuple[str, str], Node] = {}
        self.institution: Node | None = None
        self.claims_known = False

    def loan(self, loan: Loan, around: Mapping[str, Node | None]) -> Node:
        """Return a new node for ``loan``; ``around`` are the entities that it leads to."""
        borrower = around["borrower"]
        node = self.node("loan", loan, around, None if borrower is None else (borrower, "loans"))
        self._loans[id(loan)] = node
        return node

    def node(
        self, name: str, entity: Entity, one: Mapping[str, Node | None] | None = None, home: Home | None = None
    ) -> Node:
        """Return a new node for ``entity``."""
        values = entity.__dict__
        node = Node(name, entity.id, self._fields(name, values), one=one, source=entity, home=home)
        self._add_held(node, values)
        return node

    def add_security(self, borrower: Node) -> None:
        """Give ``borrower`` the relations to what secures its loans."""
        for relation, _ in SHARED.values():
            borrower.many[relation] = partial(_security, borrower, relation)

    def _add_held(self, node: Node, values: Mapping[str, Any]) -> None:
        for relation, target, field in MANY_OF[node.entity]:
            members = values[field]
            if members is not None:
                make = self._shared_nodes if target in SHARED else self._details
                node.many[relation] = partial(make, node, relation, target, members)

    def _details(self, owner: Node, relation: str, name: str, entities: Sequence[Entity]) -> Members:
        one = {way: owner if way == owner.entity else owner.follow(way) for way in _WAYS_BACK[name]}
        return [self.node(name, entity, one, (owner, relation)) for entity in entities]

    def _shared_nodes(self, owner: Node, relation: str, name: str, entities: Sequence[Entity]) -> Members:
        return [self._shared_node(name, entity.id) for entity in entities]

    def _shared_node(self, name: str, id: str) -> Node:
        node = self._shared.get((name, id))
        if node is None:
            values = self._things.values(name, id)
            node = Node(
                name,
                id,
                self._fields(name, values),
                one={"institution": self.institution},
                source=self._things.source(name, id),
                home=partial(self._homes, name, id),
            )
            self._add_held(node, values)
            node.many["loans"] = partial(self._secured, name, id)
            self._shared[name, id] = node
        return node

    def _homes(self, name: str, id: str) -> list[Home]:
        return [(loan, SHARED[name][0]) for loan in self._holders(name, id)]

    def _secured(self, name: str, id: str) -> Members:
        """Return the loans that a thing secures; not supplied where it may secure claims that are not at hand."""
        if not self.claims_known and self._things.values(name, id).get("secures_others") is not False:
            return None
        return self._holders(name, id)

    def _holders(self, name: str, id_: str) -> list[Node]:
        holders = self._things.holders(name, id_)
        if any(id(loan) not in self._loans for loan in holders):
            self._reach_all()
        return [self._loans[id(loan)] for loan in holders]

    def _fields(self, name: str, values: dict[str, Any]) -> Mapping[str, Any]:
        """Return the entity's own storage, or a copy where values have to be turned into the form that terms read."""
        if not self._extras or not (values["extension"] or values["facts"]):
            return values
        declared = self._declared
        return {
            **values,
            "extension": coerced(values["extension"], declared.extension.get(name, {}), declared),
            "facts": coerced(values["facts"], declared.facts.get(name, {}), declared),
        }


def _security(borrower: Node, relation: str) -> Members:
    """Return what secures the loans of ``borrower``, each once, by id; known only where it is known of every loan."""
    found: dict[str, Node] = {}
    loans = borrower.members("loans")
    if loans is None:
        return None
    for loan in loans:
        members = loan.members(relation)
        if members is None:
            return None
        found.update((each.id, each) for each in members)
    return sorted(found.values(), key=id_of)


def id_of(node: Node) -> str:
    """Return the id of ``node``, by which members without another order stand."""
    return node.id

"""What a decision may be about: the entities that a record leads to, and each of those that these hold."""

from collections.abc import Iterator, Mapping

from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass
from postloan_rules.model.relations import Relation, ways

REACHED = ("loan", "borrower", "group", "facility", "institution")
"""The entities that the loan of a record leads to one by one."""

OVERALL = ("portfolio", "institution")
"""The entities that a portfolio leads to one by one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided about, with the entities that it leads to by name; ``node`` is ``None`` where ``absent``, a path,
    was not supplied, so that it is not known what there is to decide about."""

    node: Node | None
    roots: Mapping[str, Node]
    absent: str | None = None


def subjects_of(roots: Mapping[str, Node], entity: str) -> Iterator[Subject]:
    """Yield what a record holds of ``entity``, each once: of the loan at hand first, then of what it leads to.

    Of a portfolio these are the loans, then the borrowers, and what they hold. Where a relation on the way was not
    supplied there is a subject without a node in its place: nothing is left out in silence.
    """
    if entity in roots:
        yield Subject(roots[entity], roots)
        return
    seen: set[int] = set()
    starts = list(_starts(roots))
    if not any(name == entity or ways(name, entity) for name, _, _ in starts):
        yield Subject(None, roots, entity)
    for name, node, path in starts:
        if name == entity:
            found = [Subject(node, roots, path) if node is None else _subject(node, roots)]
        else:
            found = [each for way in ways(name, entity) for each in _along(way, node, path, roots)]
        for each in found:
            if each.node is None or id(each.node) not in seen:
                seen.add(id(each.node))
                yield each


def _starts(roots: Mapping[str, Node]) -> Iterator[tuple[str, Node | None, str]]:
    """Yield where looking starts: kind of entity, node, and path; without a node nothing is known of that kind."""
    portfolio = roots.get("portfolio")
    if portfolio is None or "loan" in roots:
        yield from ((name, roots.get(name), name) for name in REACHED)
        return
    groups: dict[int, Node] = {}
    for name, relation in (("loan", "loans"), ("borrower", "borrowers")):
        members = portfolio.members(relation)
        if members is None:
            yield name, None, f"portfolio.{relation}"
        for each in members or ():
            yield name, each, f"portfolio.{relation}[{each.id}]"
            group = each.follow("group")
            if group is not None:
                groups[id(group)] = group
    for each in sorted(groups.values(), key=lambda node: node.id):
        yield "group", each, f"group[{each.id}]"
    yield "institution", roots.get("institution"), "institution"


def _along(way: tuple[Relation, ...], start: Node | None, path: str, roots: Mapping[str, Node]) -> Iterator[Subject]:
    if start is None:
        yield Subject(None, roots, path)
        return
    step, *rest = way
    relation = step.name
    members = start.members(relation)
    if members is None:
        yield Subject(None, roots, f"{path}.{relation}")
    for each in members or ():
        if rest:
            yield from _along(tuple(rest), each, f"{path}.{relation}[{each.id}]", roots)
        else:
            yield _subject(each, roots)


def _subject(node: Node, roots: Mapping[str, Node]) -> Subject:
    return Subject(node, {**roots, **_led_to_by(node)})


def _led_to_by(node: Node) -> Mapping[str, Node]:
    """Return ``node`` and what its to-one relations lead to, nearest first, by entity."""
    found = {node.entity: node}
    waiting = [node]
    for each in waiting:
        for other in each.one.values():
            if other is not None and other.entity not in found:
                found[other.entity] = other
                waiting.append(other)
    return found


def subject_id(node: Node) -> str:
    """Return the id of ``node`` within the bank: a detail has one only together with what holds it, ``L1/W3``."""
    if isinstance(node.home, tuple) and node.entity not in (*REACHED, *OVERALL):
        return f"{subject_id(node.home[0])}/{node.id}"
    return node.id

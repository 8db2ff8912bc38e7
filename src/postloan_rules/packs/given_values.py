"""What cases give of a record: values by path and lists of related things, held against the vocabulary."""

from collections.abc import Sequence

from postloan_rules.feel.scope import MemberKind
from postloan_rules.model.fields import FieldShape, Kind, fields_of
from postloan_rules.model.relations import ENTITIES
from postloan_rules.packs.desk import Desk
from postloan_rules.packs.layer import mapping
from postloan_rules.packs.plain_values import plain_value
from postloan_rules.packs.shape import first_line_of, kind_of
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest

UNKNOWN = "unknown"
"""How a case says that an annotation is not known, and the key under which a listed thing has what stays unknown."""
_OF_PORTFOLIO = {
    "loans": FieldShape("loans", Kind.MANY, entity="loan"),
    "borrowers": FieldShape("borrowers", Kind.MANY, entity="borrower"),
}
"""What a case lists of a portfolio; the loans of a borrower stand in its ``other_loans``."""


def given_values(desk: Desk, node: Node | None, roots: Sequence[str]) -> dict[str, object]:
    """Return the values of a mapping by path, each of an entity among ``roots``; what is wrong is reported."""
    found: dict[str, object] = {}
    for path, (key, value) in mapping(node).items():
        entity, _, name = path.partition(".")
        if not is_known(desk, key, entity, name, roots):
            continue
        converted = _member_value(desk, entity, name, value)
        if converted is not None:
            found[path] = converted
    return found


def is_known(desk: Desk, key: ScalarNode, entity: str, name: str, roots: Sequence[str]) -> bool:
    """Return whether a record can have the path; one that it cannot have is reported."""
    if entity not in roots:
        what = Bilingual(zh="对象", en="entity")
        desk.report.append(files.no_such(key.span, what, entity, nearest(entity, roots)))
        return False
    names = _givable(desk, entity)
    if name in names:
        return True
    what = Bilingual(zh="字段或事实", en="field or fact")
    near = tuple(f"{entity}.{each}" for each in nearest(name, names))
    desk.report.append(files.no_such(key.span, what, f"{entity}.{name}", near))
    return False


def _givable(desk: Desk, entity: str) -> frozenset[str]:
    """Return what a record may hold of an entity: fields, what the pack adds, and facts."""
    given = (MemberKind.GIVEN, MemberKind.FACT)
    members = desk.shapes[entity].members
    names = {name for name, member in members.items() if member.kind in given}
    return frozenset(names | set(fields_of(entity)) | (set(_OF_PORTFOLIO) if entity == "portfolio" else set()))


def _member_value(desk: Desk, entity: str, name: str, node: Node) -> object | None:
    field = fields_of(entity).get(name) or (_OF_PORTFOLIO.get(name) if entity == "portfolio" else None)
    if field is not None and field.kind in (Kind.ONE, Kind.MANY):
        return _related(desk, field, node)
    return plain_value(desk, desk.shapes[entity].members[name].type, node)


def _related(desk: Desk, field: FieldShape, node: Node) -> object | None:
    """Return the members of a relation, each a mapping of its fields."""
    entity = field.entity or ""
    if not isinstance(node, ListNode):
        wanted = Bilingual(zh="列表", en="a list")
        desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
        return None
    found: list[dict[str, object]] = []
    for item in node.items:
        if not isinstance(item, MappingNode):
            wanted = Bilingual(zh="字段的映射", en="a mapping of fields")
            desk.report.append(files.wrong_shape(first_line_of(item), wanted, kind_of(item)))
            continue
        values: dict[str, object] = {}
        for name, (key, value) in mapping(item).items():
            if name == UNKNOWN:
                values[name] = _names_left_unknown(desk, entity, value)
            elif is_known(desk, key, entity, name, tuple(ENTITIES)):
                converted = _member_value(desk, entity, name, value)
                if converted is not None:
                    values[name] = converted
        found.append(values)
    return found


def _names_left_unknown(desk: Desk, entity: str, node: Node) -> tuple[str, ...]:
    """Return what stays unknown of a thing that a case lists."""
    if not isinstance(node, ListNode):
        wanted = Bilingual(zh="名称的列表", en="a list of names")
        desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
        return ()
    names = (item for item in node.items if isinstance(item, ScalarNode))
    return tuple(item.text for item in names if is_known(desk, item, entity, item.text, tuple(ENTITIES)))


def given_paths(desk: Desk, node: Node | None, roots: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of a list, each of which a record could have."""
    found: list[str] = []
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, ScalarNode):
            entity, _, name = item.text.partition(".")
            if is_known(desk, item, entity, name, roots):
                found.append(item.text)
    return tuple(found)

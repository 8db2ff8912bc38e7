"""What names and paths stand for."""

from postloan_rules.feel import ast
from postloan_rules.feel.environment import Environment, member_of
from postloan_rules.feel.library import BUILTINS
from postloan_rules.feel.scope import (
    EnumerationValueBinding,
    FunctionBinding,
    Member,
    MemberBinding,
    MemberKind,
    ParameterBinding,
)
from postloan_rules.feel.type_text import type_text
from postloan_rules.feel.types import Entity, Enumeration, ListOf, OutcomesOf, Simple, Type
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import names
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

DATE_PARTS = ("year", "month", "day")


def value_of(enumeration: Enumeration, written: str, environment: Environment) -> str | None:
    """Return the value that ``written``, a value or one of its labels, stands for."""
    if written in enumeration.values:
        return written
    return environment.scope.value_labels.get(enumeration.name, {}).get(written)


def bind_value(
    node: ast.StringLiteral | ast.Name, written: str, enumeration: Enumeration, environment: Environment
) -> Type:
    """Bind ``node`` to the value of ``enumeration`` that it writes, or complain."""
    value = value_of(enumeration, written, environment)
    if value is None:
        labels = environment.scope.value_labels.get(enumeration.name, {})
        suggestions = nearest(written, (*enumeration.values, *labels))
        return environment.findings.refuse(
            names.unknown_value(node.span, enumeration.name, written, suggestions, enumeration.values)
        )
    environment.findings.bindings[node.key] = EnumerationValueBinding(enumeration.name, value)
    environment.findings.types[node.key] = enumeration
    return enumeration


def name_type(node: ast.Name, hint: Type | None, environment: Environment) -> Type:
    """Return the type of a bare name. ``hint`` is an enumeration of which it may be a value, as in cells."""
    if isinstance(hint, Enumeration) and value_of(hint, node.name, environment) is not None:
        return bind_value(node, node.name, hint, environment)
    binding = environment.lookup(node.name)
    if binding is None:
        if isinstance(hint, Enumeration):
            return bind_value(node, node.name, hint, environment)
        return environment.findings.refuse(_unknown(node, node.name, environment))
    environment.findings.bindings[node.key] = binding
    if isinstance(binding, MemberBinding):
        return read_type(binding.member, node, environment)
    return Simple.UNKNOWN if isinstance(binding, FunctionBinding | EnumerationValueBinding) else binding.type


def _unknown(node: ast.Expression, name: str, environment: Environment) -> Diagnostic:
    suggestions = nearest(name, environment.all_names())
    return names.unknown_name(node.span, name, suggestions, _other_help(name, environment))


def _other_help(name: str, environment: Environment) -> Bilingual | None:
    """Say what else a name may be that is none: a word without quotes, or a function without arguments."""
    enumerations = [binding for binding in environment.scope.value_labels.items() if name in binding[1]]
    if enumerations or any(name in _values(type) for type in _all_types(environment)):
        return Bilingual(zh=f'值要加引号：`"{name}"`', en=f'values stand in quotes: `"{name}"`')
    if any(signature.name == name for signature in BUILTINS):
        return Bilingual(zh=f"函数要带括号：`{name}(…)`", en=f"functions take brackets: `{name}(…)`")
    return None


def _values(type: Type) -> tuple[str, ...]:
    return type.values if isinstance(type, Enumeration) else ()


def _all_types(environment: Environment) -> list[Type]:
    members = [member.type for shape in environment.scope.entities.values() for member in shape.members.values()]
    return [*members, *environment.scope.parameters.values()]


def dotted(node: ast.Expression) -> str | None:
    """Return ``a.b.c`` for a path of plain names, else nothing."""
    parts: list[str] = []
    while isinstance(node, ast.Path):
        parts.append(node.name)
        node = node.source
    if not isinstance(node, ast.Name):
        return None
    return ".".join((node.name, *reversed(parts)))


def parameter_type(node: ast.Path, environment: Environment) -> Type | None:
    """Return the type of the parameter whose whole id ``node`` writes, and bind it.

    Nothing where it writes none, or where its first name is a variable: that comes first.
    """
    id = dotted(node)
    if id is None or id not in environment.scope.parameters:
        return None
    root = environment.lookup(id.partition(".")[0])
    hides = isinstance(root, MemberBinding) and not isinstance(root.member.type, Entity | ListOf)
    if root is not None and not hides and not isinstance(root, ParameterBinding):
        return None
    type = environment.scope.parameters[id]
    environment.findings.bindings[node.key] = ParameterBinding(id, type)
    return type


def unknown_root(node: ast.Path, environment: Environment) -> Type | None:
    """Complain once about the whole path if its first name stands for nothing and no start of it is a parameter."""
    whole = dotted(node)
    if whole is None or environment.lookup(whole.partition(".")[0]) is not None:
        return None
    starts = [whole[:at] for at, char in enumerate(whole) if char == "."]
    if any(start in environment.scope.parameters for start in starts):
        return None
    root = whole.partition(".")[0]
    suggestions = nearest(whole, environment.scope.parameters) or nearest(root, environment.scope.variables)
    return environment.findings.refuse(names.unknown_name(node.span, whole, suggestions))


def path_type(node: ast.Path, source: Type, environment: Environment) -> Type:
    """Return the type of ``node.name`` of something of type ``source``."""
    match source:
        case Simple.UNKNOWN:
            return source
        case Entity(entity):
            return _member_type(node, entity, environment)
        case ListOf(Entity(entity)):
            return _members_type(node, entity, environment)
        case Simple.DATE if node.name in DATE_PARTS:
            environment.findings.bindings[node.key] = FunctionBinding(node.name)
            return Simple.NUMBER
        case _:
            return environment.findings.refuse(names.no_members(node.span, type_text(source), node.name))


def _member_type(node: ast.Path, entity: str, environment: Environment) -> Type:
    shape = environment.shape(entity)
    member = member_of(shape, node.name)
    if member is None:
        suggestions = nearest(node.name, (*shape.members, *shape.labels))
        return environment.findings.refuse(names.unknown_member(node.span, entity, node.name, suggestions))
    environment.findings.bindings[node.key] = MemberBinding(entity, member)
    return read_type(member, node, environment)


def _members_type(node: ast.Path, entity: str, environment: Environment) -> Type:
    """Return the type of a member of many entities: many values, and of many relations one flat one."""
    type = _member_type(node, entity, environment)
    if isinstance(type, ListOf) and _is_led_to_by_one(node.source, environment):
        return environment.findings.refuse(
            names.not_usable_in_packs(
                node.span,
                Bilingual(zh="多个成员各自所指实体的关联", en="a relation of what many members lead to"),
                Bilingual(zh="把它写成成员的事实", en="write it as a fact of the members"),
            )
        )
    if isinstance(type, OutcomesOf):
        return environment.findings.refuse(names.decision_of_many(node.span, type.decision))
    return type if isinstance(type, ListOf) or type is Simple.UNKNOWN else ListOf(type)


def _is_led_to_by_one(node: ast.Expression, environment: Environment) -> bool:
    while isinstance(node, ast.Filter):
        node = node.source
    binding = environment.findings.bindings.get(node.key)
    return isinstance(binding, MemberBinding) and binding.member.kind is MemberKind.ONE


def read_type(member: Member, node: ast.Expression, environment: Environment) -> Type:
    """Return the type of what is read from ``member``; of a decision that gives a list, what can be asked of it."""
    if member.collects and isinstance(member.type, ListOf) and isinstance(member.type.item, Enumeration):
        return OutcomesOf(member.type.item, member.name)
    return member.type

"""What the checker knows while it walks: the names around a node, and where findings are written down."""

from collections.abc import Iterator

from postloan_rules.feel.scope import (
    Binding,
    EntityShape,
    Member,
    MemberBinding,
    ParameterBinding,
    Scope,
    VariableBinding,
)
from postloan_rules.feel.types import Entity, Simple, Type
from postloan_rules.light import dataclass, field, replace
from postloan_rules.text.diagnostic import Diagnostic

ITEM = "item"
VALUE_AT_HAND = "?"


@dataclass(frozen=True, slots=True)
class Findings:
    """The side tables of one checked text, filled while the checker walks."""

    types: dict[int, Type] = field(default_factory=dict)
    bindings: dict[int, Binding] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def refuse(self, diagnostic: Diagnostic) -> Type:
        """Write down ``diagnostic`` and return the type that complains of nothing further."""
        self.diagnostics.append(diagnostic)
        return Simple.UNKNOWN


@dataclass(frozen=True, slots=True)
class Local:
    """A name that an iterator or a test introduced."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Item:
    """The member that a filter looks at."""

    entity: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The names in force at a node; ``frames`` are those of the text itself, the innermost last."""

    scope: Scope
    findings: Findings
    frames: tuple[Local | Item, ...] = ()

    def inside(self, frame: Local | Item) -> "Environment":
        """Return the names in force where ``frame`` is added."""
        return replace(self, frames=(*self.frames, frame))

    def shape(self, entity: str) -> EntityShape:
        """Return the members of ``entity``; none where the scope does not know it."""
        return self.scope.entities.get(entity) or EntityShape(entity, {})

    def lookup(self, name: str) -> Binding | None:
        """Return what ``name`` stands for: innermost names first, then variables, their labels, parameters."""
        return self._in_frames(name) or self._in_scope(name)

    def _in_frames(self, name: str) -> Binding | None:
        passed: set[str] = set()
        for frame in reversed(self.frames):
            if isinstance(frame, Local):
                if frame.name == name:
                    return VariableBinding(name, frame.type)
                continue
            if name == ITEM and not passed:
                return VariableBinding(ITEM, Entity(frame.entity))
            # Of two filters over one kind of entity, bare names belong to the inner one.
            member = None if frame.entity in passed else member_of(self.shape(frame.entity), name)
            # In a filter over the details of a loan, `loan` goes on being the loan outside of it.
            if member is not None and not member.way_back:
                return MemberBinding(frame.entity, member, implicit_item=True)
            passed.add(frame.entity)
        return None

    def _in_scope(self, name: str) -> Binding | None:
        variable = name if name in self.scope.variables else self.scope.labels.get(name)
        if variable is not None and variable in self.scope.variables:
            return VariableBinding(variable, self.scope.variables[variable])
        if name in self.scope.parameters:
            return ParameterBinding(name, self.scope.parameters[name])
        return None

    def all_names(self) -> Iterator[str]:
        """Yield every name that could stand here, for suggestions."""
        for frame in self.frames:
            if isinstance(frame, Local):
                yield frame.name
            else:
                yield from self.shape(frame.entity).members
                yield from self.shape(frame.entity).labels
        yield from self.scope.variables
        yield from self.scope.labels
        yield from self.scope.parameters


def member_of(shape: EntityShape, name: str) -> Member | None:
    """Return the member called or labelled ``name``."""
    return shape.members.get(name) or shape.members.get(shape.labels.get(name, ""))

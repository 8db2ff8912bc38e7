"""The names in force where an expression stands, and what they stand for."""

from collections.abc import Mapping
from enum import Enum

from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass, field


class MemberKind(Enum):
    """Where the value of a member comes from."""

    GIVEN = "given"
    """Only from the record."""
    FACT = "fact"
    """From the record if given there, else from a formula of the pack."""
    DECISION = "decision"
    """The outcome of a decision of the pack about this entity."""
    ONE = "one"
    """Another entity."""
    MANY = "many"
    """A list of entities, supplied or not."""


@dataclass(frozen=True, slots=True)
class Member:
    """A name after a dot: an attribute of an entity, or a way to related ones.

    The type of a ``ONE`` member is an ``Entity``, that of a ``MANY`` member a ``ListOf`` one.
    ``order`` are the fields that put a ``MANY`` relation into a total order, for ``latest`` and ``earliest``.
    """

    name: str
    type: Type
    kind: MemberKind
    order: tuple[str, ...] = ()
    collects: bool = False
    """For a decision: its outcome is a list or an aggregate, not one value of an enumeration."""
    way_back: bool = False
    """For a ``ONE`` member: it leads from a detail to where the detail stands, and has no bare name in filters."""


@dataclass(frozen=True, slots=True)
class EntityShape:
    """The members of an entity by name; ``labels`` are other names of members, zh and en, to the name."""

    name: str
    members: Mapping[str, Member]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """All names that an expression may use.

    ``variables`` are names of values (``loan``, ``borrower``, ``as_of``), ``parameters`` dotted ids
    (``overdue.substandard_days``), ``entities`` the shapes that ``Entity`` types refer to, and ``labels``
    other names of variables (``贷款``). ``value_labels`` give, per enumeration, labels to values (``正常``).
    ``unit`` remarks: a parameter with a currency as unit has a ``Money`` type.
    """

    variables: Mapping[str, Type]
    parameters: Mapping[str, Type]
    entities: Mapping[str, EntityShape]
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VariableBinding:
    """The node is a variable: of the scope, of an iterator, or ``item`` of a filter."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class ParameterBinding:
    """The node (a name or a whole dotted path) is a parameter."""

    id: str
    type: Type


@dataclass(frozen=True, slots=True)
class MemberBinding:
    """The node reads ``member`` of an entity.

    For a path the entity is its source; for a bare name inside a filter it is ``item``,
    and ``implicit_item`` is true.
    """

    entity: str
    member: Member
    implicit_item: bool = False


@dataclass(frozen=True, slots=True)
class EnumerationValueBinding:
    """The string node is value ``value`` of ``enumeration`` (it may have been written as a label)."""

    enumeration: str
    value: str


@dataclass(frozen=True, slots=True)
class FunctionBinding:
    """The call goes to the built-in ``function`` (canonical FEEL name, as in ``feel.library``)."""

    function: str


Binding = VariableBinding | ParameterBinding | MemberBinding | EnumerationValueBinding | FunctionBinding

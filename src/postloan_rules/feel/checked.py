"""What the checker found out about a tree, kept beside the tree."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from postloan_rules.feel.scope import Binding
from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass
from postloan_rules.light.late import Late

Root = TypeVar("Root")


@dataclass(frozen=True, slots=True)
class Checked(Late, Generic[Root]):
    """A tree with the type of every node and what its names mean, by node key."""

    root: Root
    types: Mapping[int, Type]
    bindings: Mapping[int, Binding]

"""Pieces of Python source: expressions with what is known of them, and blocks of statements."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from postloan_rules.ir.types import Kind


@dataclass(frozen=True, slots=True)
class Text:
    """An expression that gives a value of ``kind``.

    ``unknown`` tells that the value may be unknown (a mask: have more than one bit; bounds and ratios: be inexact).
    ``depth`` counts the parentheses around its innermost part; 0 for a name or a literal.
    """

    source: str
    kind: Kind
    unknown: bool = False
    depth: int = 0


@dataclass(slots=True)
class Block:
    """Statements of one indentation; a block among them is indented further."""

    lines: list["str | Block"] = field(default_factory=list)

    def add(self, line: str) -> None:
        self.lines.append(line)

    def under(self, head: str, body: "Block") -> None:
        """Add ``body`` under ``head``, which ends with a colon; nothing where there is no statement."""
        if body.lines:
            self.lines.extend((head, body))

    def nest(self, head: str, *lines: str) -> None:
        self.under(head, Block(list(lines)))


def rendered(block: Block, indent: int = 0) -> str:
    """Return the text of ``block``.

    >>> print(rendered(Block(["if v0:", Block(["v1 = 1"])])))
    if v0:
        v1 = 1
    """
    return "\n".join(
        rendered(line, indent + 1) if isinstance(line, Block) else "    " * indent + line for line in block.lines
    )


@dataclass(slots=True)
class Names:
    """Names of our own making for locals, and for the constants that the code refers to.

    No text of a pack becomes a name: ``prefix`` and a number do.
    """

    prefix: str
    constants: dict[str, object] = field(default_factory=dict)
    count: int = 0

    def local(self, letter: str = "v") -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def constant(self, value: object) -> str:
        """Return the name of ``value``; equal numbers share a name, and equal dates."""
        for name, known in self.constants.items():
            if known is value or (type(known) is type(value) and isinstance(value, (Decimal, date)) and known == value):
                return name
        name = f"k_{self.prefix}_{len(self.constants)}"
        self.constants[name] = value
        return name

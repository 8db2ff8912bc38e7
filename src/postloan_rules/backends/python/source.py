"""Pieces of Python source: expressions with what is known of them, and blocks of statements."""

from datetime import date
from decimal import Decimal

from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass, field


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


# Expressions


def of_entity(source: Text, reading: str, otherwise: str = "None") -> str:
    """Return ``reading`` of an entity, or ``otherwise`` where there may be none."""
    return f"{otherwise} if {source.source} is None else {reading}" if source.unknown else reading


def known(text: Text) -> str:
    if not text.unknown:
        return "True"
    if text.kind is Kind.MASK:
        return f"(({text.source} & ({text.source} - 1)) == 0)"
    if text.kind in (Kind.BOUNDS, Kind.RATIO, Kind.LIST):
        return f"is_exact({text.source})"
    return f"({text.source} is not None)"


def call(name: str, kind: Kind, *arguments: Text, unknown: bool | None = None) -> Text:
    """Return a call of a function of the runtime that knows what to do with unknown arguments."""
    maybe = any(each.unknown for each in arguments) if unknown is None else unknown
    depth = max((each.depth for each in arguments), default=0) + 1
    return Text(f"{name}({', '.join(each.source for each in arguments)})", kind, maybe, depth)


def _unknown_sources(arguments: tuple[Text, ...]) -> list[str]:
    return list(dict.fromkeys(each.source for each in arguments if each.unknown))


def guarded(source: str, kind: Kind, *arguments: Text) -> Text:
    """Return ``source``, unknown where one of ``arguments`` is."""
    depth = max((each.depth for each in arguments), default=0) + 2
    unknown = _unknown_sources(arguments)
    if not unknown:
        return Text(f"({source})", kind, depth=depth)
    tests = " or ".join(f"{each} is None" for each in unknown)
    return Text(f"(None if {tests} else {source})", kind, unknown=True, depth=depth)


def guarded_test(source: str, left: Text, right: Text, hopeful: bool) -> Text:
    depth = max(left.depth, right.depth) + 2
    unknown = _unknown_sources((left, right))
    if not unknown:
        return Text(f"({source})", Kind.BOOLEAN, depth=depth)
    if hopeful:
        tests = " or ".join(f"{each} is None" for each in unknown)
        return Text(f"({tests} or {source})", Kind.BOOLEAN, unknown=True, depth=depth)
    tests = " and ".join(f"{each} is not None" for each in unknown)
    return Text(f"({tests} and {source})", Kind.BOOLEAN, unknown=True, depth=depth)


def truth_test(text: Text, hopeful: bool) -> Text:
    if not text.unknown:
        return text
    test = "is not False" if hopeful else "is True"
    return Text(f"({text.source} {test})", Kind.BOOLEAN, unknown=True, depth=text.depth + 1)

"""A rule or value that its author is not sure of, without a word on why."""

from collections.abc import Iterable, Iterator

from postloan_rules.packs.citation import Confidence
from postloan_rules.packs.layer import mapping
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for everything marked uncertain (U) that has no ``note`` beside it."""
    for layer in pack.layers:
        for node in _definitions(layer):
            confidence = node.get("confidence")
            unsure = isinstance(confidence, ScalarNode) and confidence.text == Confidence.UNCERTAIN.value
            if unsure and confidence is not None and node.get("note") is None:
                yield lints.unsure_without_note(confidence.span)


def _definitions(layer: Layer) -> Iterator[MappingNode]:
    """Yield everything in a layer that may have a confidence."""
    for _, parameter in layer.parameters:
        yield from _mappings(parameter.get("values"))
    for _, fact in layer.facts:
        yield fact
    for decision in (*layer.decisions, *layer.extensions):
        yield from _mappings(decision.get("rules"))
        for _, table in mapping(decision).values():
            if isinstance(table, MappingNode):
                yield table


def _mappings(node: Node | None) -> Iterator[MappingNode]:
    if isinstance(node, ListNode):
        yield from (item for item in node.items if isinstance(item, MappingNode))

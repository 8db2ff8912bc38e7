"""Mutants that a pack's owner has looked at and lets live, with the reason: ``cases/**/survivors.yaml``."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from postloan_rules.light import dataclass
from postloan_rules.packs.basic_shapes import LABELS
from postloan_rules.packs.layer import SURVIVORS, place_of
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.shape import AnyText, Key, ListOfShape, Record, conform
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, ScalarNode
from postloan_rules.packs.yaml_text import read_yaml
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic

SHAPE: Final = ListOfShape(
    Record(
        Bilingual(zh="存活的变异", en="a survivor"),
        {"mutant": Key(AnyText(), required=True), "reason": Key(LABELS, required=True)},
    ),
    Bilingual(zh="存活变异的列表", en="a list of survivors"),
)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant, by its id, and why no case has to notice it."""

    mutant: str
    reason: Bilingual
    place: str


def read_survivors(layers: Sequence[Layer], report: list[Diagnostic]) -> Mapping[str, Survivor]:
    """Return the survivors that the folders explain, by mutant; what is not in shape goes to ``report``."""
    found: dict[str, Survivor] = {}
    for layer in layers:
        for node in _nodes(layer, report):
            mutant, reason = node.get("mutant"), node.get("reason")
            if isinstance(mutant, ScalarNode) and isinstance(reason, MappingNode):
                texts = {key.text: value.text for key, value in reason.entries if isinstance(value, ScalarNode)}
                said = Bilingual(zh=texts.get("zh", ""), en=texts.get("en", ""))
                found[mutant.text] = Survivor(mutant.text, said, place_of(mutant.span))
    return found


def _nodes(layer: Layer, report: list[Diagnostic]) -> Iterator[MappingNode]:
    for text in layer.case_files:
        if text.stem != SURVIVORS:
            continue
        root, problems = read_yaml(text.source)
        report.extend(problems)
        node = None if root is None else conform(root, SHAPE, report)
        for item in node.items if isinstance(node, ListNode) else ():
            if isinstance(item, MappingNode):
                yield item

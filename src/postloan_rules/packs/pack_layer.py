"""A layer of a pack: what one folder says, by kind of definition."""

from pathlib import Path

from postloan_rules.light import dataclass, field
from postloan_rules.packs.pack_file import PackFile
from postloan_rules.packs.yaml_nodes import MappingNode, ScalarNode

Named = tuple[ScalarNode, MappingNode]


@dataclass(frozen=True, slots=True)
class Layer:
    """What a folder says, by kind of definition. Packs are made of layers: imports, the pack itself, overlays."""

    id: str
    version: str
    folder: Path = field(repr=False)
    manifest: MappingNode = field(repr=False)
    parameters: tuple[Named, ...] = field(repr=False)
    facts: tuple[Named, ...] = field(repr=False)
    decisions: tuple[MappingNode, ...] = field(repr=False)
    extensions: tuple[MappingNode, ...] = field(repr=False)
    case_files: tuple[PackFile, ...] = field(repr=False)
    """As texts: ``cases_of`` reads them."""
    texts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The files but those of cases, as they were read: their names inside the folder, and what stands in them."""
    complete: bool = True
    """Whether every file could be read; else names may be missing that are there."""
    report_files: tuple[PackFile, ...] = field(default=(), repr=False)
    """As texts: ``reports_of`` reads them."""
    watches: tuple[MappingNode, ...] = field(default=(), repr=False)

    @property
    def is_overlay(self) -> bool:
        """Whether this folder changes another pack."""
        return self.manifest.get("overlay") is not None

"""A text of a pack, and how large a pack may be."""

from pathlib import Path
from typing import Final

from postloan_rules.light import dataclass
from postloan_rules.text.source import Source

MAXIMUM_FILE: Final = 2 * 1024 * 1024
MAXIMUM_PACK: Final = 16 * 1024 * 1024
MANIFEST_NAME: Final = "pack.yaml"


@dataclass(frozen=True, slots=True)
class PackFile:
    """A text of a pack: its folder inside the pack (empty for ``pack.yaml``) and its name without ``.yaml``."""

    folder: str
    stem: str
    source: Source
    path: Path

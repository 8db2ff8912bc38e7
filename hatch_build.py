"""Puts beside each pack in the wheel what it means, so that an installed library need not work it out again."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is packed; a checkout that is installed as it stands gets nothing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the packs ready: what stands in the folder of rules goes into the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from postloan_rules.loading import make_ready

        for manifest in sorted((root / "rules").glob("*/pack.yaml")):
            make_ready(manifest.parent)

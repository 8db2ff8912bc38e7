"""What a pack means as parts of a stored pack, and back."""

from typing import Any, Final

from postloan_rules.ir import lowered, nodes, program, types
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.light.coding import classes_in, decode, encode
from postloan_rules.light.late import postponed, settle
from postloan_rules.packs.stored import Parts, Stored

CLASSES: Final = classes_in(types, nodes, program, lowered)
"""What a stored meaning is made of."""

_MARK: Final = "lowered."


def lowered_parts(pack: LoweredPack) -> Parts:
    """Return the meaning of a pack in parts: its fields."""
    return {_MARK + name: encode(getattr(pack, name), CLASSES) for name in LoweredPack.__match_args__}


def lowered_of(stored: Stored) -> LoweredPack:
    """Return the meaning of a pack that ``stored`` holds."""
    return postponed(LoweredPack, _Filler(stored))


class _Filler:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def fill(self, late: Any, name: str) -> None:
        settle(late, name, decode(self._stored.part(_MARK + name), CLASSES))

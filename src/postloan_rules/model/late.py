"""Models that build their validators when somebody first validates with them: programs that read tables never do."""

import threading
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

_BUILDING: Final = threading.RLock()


class LateModel(BaseModel):
    """A frozen model without other fields than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Any = None,
    ) -> bool | None:
        """Build the validators, one thread at a time: not every pydantic that we allow sees to that itself."""
        with _BUILDING:
            return super().model_rebuild(
                force=force,
                raise_errors=raise_errors,
                _parent_namespace_depth=_parent_namespace_depth + 1,
                _types_namespace=_types_namespace,
            )

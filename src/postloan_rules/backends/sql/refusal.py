"""What cannot be said in SQL, as a value with its place."""

from typing import Literal

from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """``definition`` (``loan.floor_class``) says something that SQL does not, ``yet`` or ``never``, and why."""

    definition: str
    ever: Literal["not yet", "never"]
    reason: str


class RefusedError(Exception):
    """Raised inside the compiler where a term has no faithful form; becomes a ``Refusal`` of the definition."""

    def __init__(self, reason: str, ever: Literal["not yet", "never"] = "not yet") -> None:
        self.reason = reason
        self.ever: Literal["not yet", "never"] = ever
        super().__init__(reason)

"""A row that gave no record, for those who meet one without reading files."""

from collections.abc import Mapping

from postloan_rules.errors import Problem
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gave no record: table, row number, all that is wrong, and its cells as text."""

    table: str
    row: int
    problems: tuple[Problem, ...]
    raw: Mapping[str, str]

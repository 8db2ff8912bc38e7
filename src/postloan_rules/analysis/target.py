"""What cases can cover, and what they have covered of it."""

from collections.abc import Sequence
from enum import Enum

from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


class What(Enum):
    """The kinds of things that cases cover."""

    RULE = "rule"
    """A rule, a row or a cell of a table fires."""
    CONDITION = "condition"
    """An atomic condition is true, false, or unknown, and decides."""
    OTHERWISE = "otherwise"
    """No rule fires."""
    OUTCOME = "outcome"
    """A decision says one of its outcomes."""
    STATUS = "status"
    """A decision has one of the statuses it can have."""
    FACT = "fact"
    """A fact is given, or its formula is used."""
    PARAMETER = "parameter"
    """A value of a parameter is read."""


NAMES: dict[What, Bilingual] = {
    What.RULE: Bilingual(zh="规则", en="rules"),
    What.CONDITION: Bilingual(zh="条件", en="conditions"),
    What.OTHERWISE: Bilingual(zh="默认结果", en="otherwise"),
    What.OUTCOME: Bilingual(zh="结果", en="outcomes"),
    What.STATUS: Bilingual(zh="状态", en="statuses"),
    What.FACT: Bilingual(zh="事实", en="facts"),
    What.PARAMETER: Bilingual(zh="参数", en="parameters"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to cover: ``owner`` is the rule, decision, fact or parameter, ``text`` the condition or value at
    ``place`` (file and line), ``missing`` says in words what no case does."""

    what: What
    chapter: str
    decision: str
    owner: str
    text: str
    aspect: str
    place: str
    missing: Bilingual


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that can be covered, and what is, in the order of the pack."""

    targets: tuple[Target, ...]
    covered: frozenset[int]
    """Places in ``targets``."""
    cases: int

    def uncovered(self) -> tuple[Target, ...]:
        """Return what no case covers."""
        return tuple(each for place, each in enumerate(self.targets) if place not in self.covered)

    def counts(self, chapter: str | None = None, what: What | None = None) -> tuple[int, int]:
        """Return how many are covered, and how many there are."""
        places = [
            place
            for place, each in enumerate(self.targets)
            if chapter in (None, each.chapter) and what in (None, each.what)
        ]
        return sum(place in self.covered for place in places), len(places)

    def chapters(self) -> tuple[str, ...]:
        """Return the chapters, in the order of the pack; facts and parameters stand under an empty name."""
        return tuple(dict.fromkeys(each.chapter for each in self.targets))


def per_cent(covered: int, total: int) -> float:
    """Return how many of a hundred are covered, cut off after one place; of nothing, all.

    >>> per_cent(1, 3)
    33.3
    """
    return 100.0 if not total else (covered * 1000 // total) / 10


def only(coverage: Coverage, chapters: Sequence[str], decision: str | None = None) -> Coverage:
    """Return the part of ``coverage`` that is about ``chapters`` (all where none), or one decision."""
    kept = [
        place
        for place, each in enumerate(coverage.targets)
        if (not chapters or each.chapter in chapters) and decision in (None, each.decision)
    ]
    new = {old: place for place, old in enumerate(kept)}
    covered = frozenset(new[place] for place in coverage.covered if place in new)
    return Coverage(tuple(coverage.targets[place] for place in kept), covered, coverage.cases)

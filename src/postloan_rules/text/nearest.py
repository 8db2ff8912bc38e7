"""Did you mean: the names that are nearest to one that does not exist."""

from collections.abc import Iterable
from functools import lru_cache


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return at most ``limit`` candidates that a slip of the pen could have turned into ``name``, nearest first.

    Ties are settled by code point, so the answer depends on nothing else.

    >>> nearest("days_past_dew", ["days_past_due", "balance", "portfolio"])
    ('days_past_due',)
    >>> nearest("逾期天", ["逾期天数", "余额"])
    ('逾期天数',)
    """
    # Longer names forgive more slips; one slip is always forgiven, except that a single letter resembles nothing.
    allowed = max(1, len(name) // 3)
    ranked: list[tuple[int, str]] = []
    for candidate in sorted(set(candidates)):
        if not candidate or abs(len(candidate) - len(name)) > allowed:
            continue
        distance = _distance(name.casefold(), candidate.casefold())
        if distance <= allowed and distance < max(len(name), len(candidate)):
            ranked.append((distance, candidate))
    return tuple(candidate for _, candidate in sorted(ranked)[:limit])


# A table with a wrong word in every row asks for the same few distances again and again.
@lru_cache(maxsize=4096)
def _distance(left: str, right: str) -> int:
    """Return how many letters must be put in, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]

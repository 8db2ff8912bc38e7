"""Mistakes that real extracts have, put into clean rows on purpose."""

from random import Random

Rows = list[dict[str, str]]


def spoil(random: Random, tables: dict[str, Rows]) -> None:
    """Put one of each mistake into every 600 loans or part of them. Changes the rows in place."""
    loans = tables["loans"]
    rounds = 1 + len(loans) // 600
    clean = iter(random.sample(range(len(loans)), min(len(loans), rounds * len(LOAN_MISTAKES) + 1)))
    for _ in range(rounds):
        for (column, value), index in zip(LOAN_MISTAKES, clean, strict=False):
            loans[index][column] = value
    # Rows of other files that belong to this loan then belong to none.
    loans[next(clean, 0)]["id"] = ""
    loans.append(dict(loans[random.randrange(len(loans))]))
    for name, column, value in CHILD_MISTAKES:
        rows = tables[name]
        if rows:
            rows[random.randrange(len(rows))][column] = value


LOAN_MISTAKES = (
    ("originated_on", "2026-02-30"),
    ("matures_on", "2031/13/01"),
    ("balance", "NaN"),
    ("balance", "1,234,567.00"),
    ("currency", "USD"),
    ("product", "personal_morgage"),
    ("担保方式", "抵押+保证"),
    ("missed_instalments", "-1"),
    ("day", "2026-06-30"),
)
"""Column and value of each mistake in a loan. Besides, one loan has no id, and the last row stands twice."""

CHILD_MISTAKES = (
    ("collaterals", "valued_on", "二〇二五年"),
    ("repayments", "amount", "1e99"),
    ("schedule", "loan_id", "L-NOWHERE"),
    ("guarantees", "liability", "连带"),
)
"""File, column and value of mistakes in rows that belong to a loan."""

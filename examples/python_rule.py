"""A rule in Python, passed to the engine by the program that embeds it.

Run it with ``python examples/python_rule.py``: it decides one loan with and without the rule.
"""

from postloan_rules import Borrower, Engine, Loan, load, read_record, rule
from postloan_rules.text.bilingual import Bilingual


@rule(
    decision="floor_class",
    id="BANK-1",
    then="special_mention",
    cite="分类办法#5",
    reason=Bilingual(zh="已停止计息且借款人停产", en="no interest accrues and the borrower stopped producing"),
)
def stopped(loan: Loan, borrower: Borrower) -> bool | None:
    """Say whether loan and borrower have both come to a stop; ``None`` where that is not known."""
    return loan.interest_accrual_stopped and borrower.production_stopped


RECORD = read_record(
    {
        "as_of": "2026-11-23",
        "currency": "CNY",
        "loan": {"id": "L1", "asset_type": "loan", "days_past_due": 0, "interest_accrual_stopped": True},
        "borrower": {"id": "B1", "production_stopped": True},
    }
)


def main() -> None:
    """Print what the pack says of the loan without and with the rule."""
    pack = load("cn")
    for engine in (Engine(pack), Engine(pack, rules=[stopped])):
        decision = engine.decide("floor_class", RECORD)
        print(decision.outcome, decision.status.value, decision.fired)
    print(decision.explain("en", rule="BANK-1"))


if __name__ == "__main__":
    main()

"""Models build their validators when somebody first validates, whoever comes first."""

import subprocess
import sys

IN_THREADS = """
import sys, threading
from postloan_rules import Loan, PortfolioRecord

sys.setswitchinterval(1e-6)
start = threading.Barrier(8)
made = []

def use(place):
    start.wait()
    loan = {"id": "L", "days_past_due": 3, "balance": {"amount": "3", "currency": "CNY"}}
    if place % 2:
        assert Loan(**loan).days_past_due == 3
    made.append(PortfolioRecord.model_validate({"as_of": "2026-01-01", "currency": "CNY", "loan": loan}))

threads = [threading.Thread(target=use, args=(place,)) for place in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
assert len(made) == 8 and all(each == made[0] for each in made), made
"""
WITHOUT_VALIDATORS = """
from postloan_rules import Loan, PortfolioRecord, read_record

record = read_record({"as_of": "2026-01-01", "currency": "CNY", "loan": {"id": "L", "days_past_due": 3}})
print(PortfolioRecord.__pydantic_complete__, Loan.__pydantic_complete__)
assert record == PortfolioRecord.model_validate(record.model_dump())
"""


def _printed(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout


def test_threads_may_be_the_first_together() -> None:
    assert _printed(IN_THREADS) == ""


def test_reading_a_record_needs_no_validators() -> None:
    assert _printed(WITHOUT_VALIDATORS) == "False False\n"

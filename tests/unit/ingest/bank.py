"""A little bank: files and a mapping written for one test."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from postloan_rules.ingest.ingest import Ingest, ingest
from postloan_rules.ingest.records import Counts
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.model.portfolio import PortfolioRecord

DAY = date(2026, 9, 30)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write ``files`` into ``folder`` and return the path of ``mapping.yaml``, which is one of them."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "mapping.yaml"


class Outcome:
    """All that came of one run, records by loan id."""

    def __init__(self, run: Ingest) -> None:
        items = list(run)
        self.records = {each.loan.id: each for each in items if isinstance(each, PortfolioRecord)}
        self.order = [each.loan.id for each in items if isinstance(each, PortfolioRecord)]
        self.missed = [each.loan.missed_instalments for each in items if isinstance(each, PortfolioRecord)]
        self.rejects = [each for each in items if isinstance(each, Rejected)]
        self.counts: Counts = run.counts
        assert self.counts.read == self.counts.records + self.counts.rejected == len(items)

    def reasons(self) -> list[tuple[str, int, str]]:
        """Return column, row and code of every problem."""
        return [(each.path, each.row or 0, each.code) for rejected in self.rejects for each in rejected.problems]


def run(folder: Path, files: Mapping[str, str], *, as_of: date | None = DAY) -> Outcome:
    """Write ``files`` and take everything that the mapping among them gives."""
    return Outcome(ingest(write(folder, files), as_of=as_of))


LOANS = """
mapping: little_bank
currency: CNY
tables:
  loans: {read: csv}
record: {of: loans, by_name: true}
"""

"""Decides what happens to a loan after it was paid out, with every reason.

A name is imported when it is first used, so that a program pays for what it needs. What type checkers read stands in
``__init__.pyi``.
"""

from importlib import import_module
from typing import Any

from postloan_rules.version import VERSION

__version__ = VERSION

_HOMES = {
    "AuditError": "postloan_rules.errors",
    "AuditLog": "postloan_rules.trail.log",
    "Borrower": "postloan_rules.model.borrower",
    "CaseResult": "postloan_rules.engine.cases",
    "CheckedPack": "postloan_rules.packs.pack",
    "Collateral": "postloan_rules.model.collateral",
    "Decision": "postloan_rules.engine.decision",
    "Engine": "postloan_rules.engine.engine",
    "Guarantee": "postloan_rules.model.collateral",
    "IdempotencyConflictError": "postloan_rules.errors",
    "InternalError": "postloan_rules.errors",
    "Loan": "postloan_rules.model.loan",
    "ManySubjectsError": "postloan_rules.errors",
    "MappingError": "postloan_rules.errors",
    "MissingExtraError": "postloan_rules.errors",
    "Money": "postloan_rules.model.money",
    "NextEvent": "postloan_rules.engine.ahead.event",
    "Override": "postloan_rules.trail.overrides",
    "OverrideError": "postloan_rules.errors",
    "PackError": "postloan_rules.errors",
    "PackNotInForceError": "postloan_rules.errors",
    "ParameterNotInForceError": "postloan_rules.errors",
    "Portfolio": "postloan_rules.model.whole",
    "PortfolioFigures": "postloan_rules.model.portfolio_figures",
    "PortfolioRecord": "postloan_rules.model.portfolio",
    "PostloanRulesError": "postloan_rules.errors",
    "Problem": "postloan_rules.errors",
    "Receipt": "postloan_rules.audit.entry",
    "RecordError": "postloan_rules.errors",
    "Rejected": "postloan_rules.ingest.rejected",
    "ReportResult": "postloan_rules.engine.report",
    "RuleMatch": "postloan_rules.engine.decision",
    "Run": "postloan_rules.engine.table",
    "Status": "postloan_rules.engine.decision",
    "TrailDamagedError": "postloan_rules.errors",
    "UnknownNameError": "postloan_rules.errors",
    "UnknownRule": "postloan_rules.engine.decision",
    "check": "postloan_rules.api",
    "collect_portfolio": "postloan_rules.api",
    "compare_decisions": "postloan_rules.analysis.decision_difference",
    "compare_packs": "postloan_rules.analysis.pack_difference",
    "document": "postloan_rules.api",
    "emit_sql": "postloan_rules.engine.columns",
    "format_pack": "postloan_rules.api",
    "load": "postloan_rules.loading",
    "read_portfolio": "postloan_rules.api",
    "read_record": "postloan_rules.loading",
    "read_records": "postloan_rules.api",
    "report_page": "postloan_rules.engine.report_text",
    "rule": "postloan_rules.packs.python_rule",
    "run_cases": "postloan_rules.api",
    "schemas": "postloan_rules.api",
    "verify_bundle": "postloan_rules.trail.verifying",
}

__all__ = [
    "AuditError",
    "AuditLog",
    "Borrower",
    "CaseResult",
    "CheckedPack",
    "Collateral",
    "Decision",
    "Engine",
    "Guarantee",
    "IdempotencyConflictError",
    "InternalError",
    "Loan",
    "ManySubjectsError",
    "MappingError",
    "MissingExtraError",
    "Money",
    "NextEvent",
    "Override",
    "OverrideError",
    "PackError",
    "PackNotInForceError",
    "ParameterNotInForceError",
    "Portfolio",
    "PortfolioFigures",
    "PortfolioRecord",
    "PostloanRulesError",
    "Problem",
    "Receipt",
    "RecordError",
    "Rejected",
    "ReportResult",
    "RuleMatch",
    "Run",
    "Status",
    "TrailDamagedError",
    "UnknownNameError",
    "UnknownRule",
    "__version__",
    "check",
    "collect_portfolio",
    "compare_decisions",
    "compare_packs",
    "document",
    "emit_sql",
    "format_pack",
    "load",
    "read_portfolio",
    "read_record",
    "read_records",
    "report_page",
    "rule",
    "run_cases",
    "schemas",
    "verify_bundle",
]


def __getattr__(name: str) -> Any:
    """Return the exported ``name``, importing the module that has it."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

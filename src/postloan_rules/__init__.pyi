from postloan_rules.analysis.decision_difference import compare_decisions
from postloan_rules.analysis.pack_difference import compare_packs
from postloan_rules.api import (
    check,
    collect_portfolio,
    document,
    format_pack,
    read_portfolio,
    read_records,
    run_cases,
    schemas,
)
from postloan_rules.audit.entry import Receipt
from postloan_rules.engine.ahead.event import NextEvent
from postloan_rules.engine.cases import CaseResult
from postloan_rules.engine.columns import emit_sql
from postloan_rules.engine.decision import Decision, RuleMatch, Status, UnknownRule
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.report import ReportResult
from postloan_rules.engine.report_text import report_page
from postloan_rules.engine.table import Run
from postloan_rules.errors import (
    AuditError,
    IdempotencyConflictError,
    InternalError,
    ManySubjectsError,
    MappingError,
    MissingExtraError,
    OverrideError,
    PackError,
    PackNotInForceError,
    ParameterNotInForceError,
    PostloanRulesError,
    Problem,
    RecordError,
    TrailDamagedError,
    UnknownNameError,
)
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.loading import load, read_record
from postloan_rules.model.borrower import Borrower
from postloan_rules.model.collateral import Collateral, Guarantee
from postloan_rules.model.loan import Loan
from postloan_rules.model.money import Money
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.whole import Portfolio
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.python_rule import rule
from postloan_rules.trail.log import AuditLog
from postloan_rules.trail.overrides import Override
from postloan_rules.trail.verifying import verify_bundle

__version__: str

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

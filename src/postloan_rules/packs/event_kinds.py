"""The kinds of events that every pack knows; a pack adds its own under ``events`` in its ``pack.yaml``."""

from collections.abc import Mapping
from typing import Final

from postloan_rules.feel.types import Money, Simple, Type
from postloan_rules.packs.event_kind import EventField, EventKind
from postloan_rules.packs.pack import EnumerationDefinition
from postloan_rules.packs.vocabulary import enumeration_type
from postloan_rules.text.bilingual import Bilingual

_Fields = tuple[tuple[str, Type | str, str, str], ...]

_CLASS: Final = "class"
"""Stands for the enumeration of classes of the pack."""
_AMOUNT: Final = ("amount", Money(), "金额", "amount")

_KINDS: Final[tuple[tuple[str, str, str, str, _Fields], ...]] = (
    # What the loan system books.
    ("drawdown", "loan", "提款", "drawdown", (_AMOUNT, ("entrusted", Simple.BOOLEAN, "受托支付", "paid on behalf"))),
    (
        "payment",
        "loan",
        "还款",
        "payment",
        (
            _AMOUNT,
            ("due_on", Simple.DATE, "应还日", "due on"),
            ("days_late", Simple.NUMBER, "迟延天数", "days late"),
            ("minimum_only", Simple.BOOLEAN, "仅还最低额", "minimum only"),
            ("refinanced", Simple.BOOLEAN, "以新借款偿还", "paid by new borrowing"),
        ),
    ),
    ("missed_payment", "loan", "到期未还", "missed payment", (_AMOUNT, ("due_on", Simple.DATE, "应还日", "due on"))),
    (
        "arrears",
        "loan",
        "逾期报告",
        "report of arrears",
        (_AMOUNT, ("days_past_due", Simple.NUMBER, "逾期天数", "days past due")),
    ),
    ("paid_off", "loan", "结清", "loan paid off", ()),
    ("charged_off", "loan", "核销", "charge-off", (_AMOUNT,)),
    (
        "class_changed",
        "loan",
        "分类调整",
        "class changed",
        (("from_class", _CLASS, "原分类", "class before"), ("to_class", _CLASS, "新分类", "class after")),
    ),
    # What the bank does after disbursement.
    (
        "inspection",
        "loan",
        "贷后检查",
        "inspection",
        (
            ("kind", "inspection_kind", "检查类型", "kind of inspection"),
            ("on_site", Simple.BOOLEAN, "现场", "on site"),
            ("covers_use", Simple.BOOLEAN, "检查资金用途", "covers the use of funds"),
            ("has_findings", Simple.BOOLEAN, "发现问题", "has findings"),
        ),
    ),
    ("recovery_plan", "loan", "清收处置方案", "plan of recovery", ()),
    (
        "cause_analysis",
        "loan",
        "不良成因分析",
        "analysis of causes",
        (("finished", Simple.BOOLEAN, "完成", "finished"),),
    ),
    (
        "contact_attempt",
        "loan",
        "联系借款人",
        "attempt to reach the borrower",
        (("reached", Simple.BOOLEAN, "联系上", "reached"),),
    ),
    ("tracker_silent", "loan", "定位离线", "tracker silent", ()),
    ("tracker_back", "loan", "定位恢复", "tracker back", ()),
    # What happens to a borrower.
    ("inflow", "borrower", "账户流入", "inflow", (_AMOUNT, ("salary", Simple.BOOLEAN, "工资", "salary"))),
    (
        "outflow",
        "borrower",
        "账户流出",
        "outflow",
        (
            _AMOUNT,
            ("to_related_party", Simple.BOOLEAN, "流向关联方", "to a related party"),
            ("to_barred_use", Simple.BOOLEAN, "流向禁止用途", "to a use that is barred"),
        ),
    ),
    ("account_frozen", "borrower", "账户被冻结", "account frozen", (_AMOUNT,)),
    (
        "rating_cut",
        "borrower",
        "外部评级下调",
        "rating cut",
        (
            ("notches", Simple.NUMBER, "下调级数", "notches"),
            ("below_investment_grade", Simple.BOOLEAN, "低于投资级", "below investment grade"),
        ),
    ),
    (
        "lawsuit",
        "borrower",
        "被诉",
        "lawsuit as defendant",
        (_AMOUNT, ("by_bank", Simple.BOOLEAN, "银行起诉", "by a bank")),
    ),
    (
        "enforcement_listed",
        "borrower",
        "列为被执行人",
        "listed for enforcement",
        (("dishonest", Simple.BOOLEAN, "失信", "dishonest"),),
    ),
    ("bankruptcy_filed", "borrower", "破产申请", "bankruptcy filed", ()),
    ("default_elsewhere", "borrower", "他行违约", "default elsewhere", (_AMOUNT,)),
    (
        "external_overdue",
        "borrower",
        "外部逾期",
        "overdue elsewhere",
        (_AMOUNT, ("days_past_due", Simple.NUMBER, "逾期天数", "days past due")),
    ),
    (
        "credit_enquiry",
        "borrower",
        "征信查询",
        "credit enquiry",
        (("for_credit", Simple.BOOLEAN, "因授信审批", "for an application"),),
    ),
    ("new_lender", "borrower", "新增债权人", "new lender", (("high_cost", Simple.BOOLEAN, "高成本", "high cost"),)),
    (
        "key_person_changed",
        "borrower",
        "关键人员变更",
        "key person changed",
        (("missing_or_detained", Simple.BOOLEAN, "失联或被控制", "missing or detained"),),
    ),
    ("statement_due", "borrower", "报表应报送", "statement due", ()),
    (
        "statement_received",
        "borrower",
        "收到报表",
        "statement received",
        (("qualified", Simple.BOOLEAN, "非标准意见", "opinion modified"),),
    ),
    # What happens to security.
    ("guarantor_default", "guarantor", "保证人违约", "default of a guarantor", (_AMOUNT,)),
    ("guarantor_sued", "guarantor", "保证人被诉", "guarantor sued", (_AMOUNT,)),
    (
        "valuation",
        "collateral",
        "押品估值",
        "valuation",
        (("value", Money(), "评估价值", "value"), ("previous_value", Money(), "上次价值", "value before")),
    ),
    ("collateral_seized", "collateral", "押品被查封", "collateral seized", ()),
    ("insurance_ended", "collateral", "保险到期", "insurance ended", ()),
    ("insurance_renewed", "collateral", "保险续保", "insurance renewed", ()),
)


def known_kinds(
    enumerations: Mapping[str, EnumerationDefinition], class_enumeration: str | None
) -> Mapping[str, EventKind]:
    """Return the kinds that every pack knows, by name, classes in the words of the pack."""
    classes: Type = Simple.STRING
    if class_enumeration is not None and class_enumeration in enumerations:
        classes = enumeration_type(enumerations[class_enumeration])
    found: dict[str, EventKind] = {}
    for name, subject, zh, en, fields in _KINDS:
        made = (_field(each, classes, enumerations) for each in fields)
        found[name] = EventKind(name, subject, Bilingual(zh=zh, en=en), tuple(made))
    return found


def _field(
    written: tuple[str, Type | str, str, str], classes: Type, enumerations: Mapping[str, EnumerationDefinition]
) -> EventField:
    name, type, zh, en = written
    label = Bilingual(zh=zh, en=en)
    if isinstance(type, str):
        return EventField(name, classes if type == _CLASS else enumeration_type(enumerations[type]), label)
    return EventField(name, type, label)

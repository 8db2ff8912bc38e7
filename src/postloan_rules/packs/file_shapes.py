"""What the files of a pack may say: one shape for each kind of file."""

from collections.abc import Mapping
from typing import Final

from postloan_rules.packs import watch_shapes
from postloan_rules.packs.basic_shapes import (
    CITATION,
    CONDITION,
    CONFIDENCE,
    ENTITY,
    LABELS,
    MONTHS,
    NAME,
    PARAMETER_ID,
    PATH,
    REASON,
    RULE_ID,
    VALUE,
    VERSION,
    VERSIONS,
)
from postloan_rules.packs.definition import Aggregator, HitPolicy
from postloan_rules.packs.shape import (
    AnyBoolean,
    AnyDay,
    AnyText,
    Anything,
    Either,
    Feel,
    Key,
    ListOfShape,
    MapOf,
    OneWord,
    Record,
    Shape,
)
from postloan_rules.text.bilingual import Bilingual

MANIFEST: Final = Record(
    Bilingual(zh="pack.yaml", en="pack.yaml"),
    {
        "pack": Key(NAME, required=True),
        "version": Key(VERSION, required=True),
        "title": Key(LABELS, required=True),
        "jurisdiction": Key(AnyText(), required=True),
        "engine": Key(VERSIONS),
        "start": Key(AnyDay()),
        "end": Key(AnyDay()),
        "portable": Key(AnyBoolean()),
        "class_enumeration": Key(NAME),
        "on_unknown": Key(OneWord(("report", "prudent"))),
        "review_within": Key(MONTHS),
        "imports": Key(
            ListOfShape(
                Record(
                    Bilingual(zh="引用", en="an import"),
                    {"pack": Key(NAME, required=True), "version": Key(VERSIONS, required=True)},
                )
            )
        ),
        "overlay": Key(
            Record(
                Bilingual(zh="叠加", en="the overlay"),
                {"of": Key(NAME, required=True), "version": Key(VERSIONS, required=True)},
            )
        ),
        "sources": Key(
            MapOf(
                Record(
                    Bilingual(zh="文件", en="a source"),
                    {
                        "title": Key(LABELS, required=True),
                        "issuer": Key(LABELS, required=True),
                        "number": Key(AnyText()),
                        "issued_on": Key(AnyDay()),
                        "effective_on": Key(AnyDay()),
                        "repealed_on": Key(AnyDay()),
                        "url": Key(AnyText(Bilingual(zh="网址", en="a URL"), r"https?://\S+")),
                    },
                ),
                key=AnyText(Bilingual(zh="不含 # 的简称", en="a short name without `#`"), r"[^#\s](?:[^#]*[^#\s])?"),
            )
        ),
        "enumerations": Key(
            MapOf(
                Record(
                    Bilingual(zh="枚举", en="an enumeration"),
                    {
                        "title": Key(LABELS, required=True),
                        "ordered": Key(AnyBoolean()),
                        "values": Key(MapOf(LABELS, key=NAME), required=True),
                    },
                ),
                key=NAME,
            )
        ),
        "fields": Key(
            MapOf(
                Record(
                    Bilingual(zh="字段", en="a field"),
                    {
                        "type": Key(NAME, required=True),
                        "label": Key(LABELS, required=True),
                        "personal": Key(AnyBoolean()),
                        "counts_up": Key(AnyBoolean()),
                    },
                ),
                key=PATH,
            )
        ),
        "chapters": Key(MapOf(LABELS, key=NAME)),
        "events": Key(watch_shapes.EVENTS),
        "watching": Key(watch_shapes.WATCHING),
        "case_defaults": Key(MapOf(Anything(), key=PATH)),
    },
)

_PARAMETER_VALUES: Final = ListOfShape(
    Record(
        Bilingual(zh="参数值", en="a parameter's value"),
        {
            "start": Key(AnyDay(), required=True),
            "end": Key(AnyDay()),
            "value": Key(VALUE, required=True),
            "where": Key(MapOf(VALUE, key=PATH)),
            "cite": CITATION,
            "confidence": Key(CONFIDENCE, required=True),
            "note": Key(AnyText()),
        },
    ),
    Bilingual(zh="值的列表", en="a list of values"),
    minimum=1,
)


def _parameter(*, whole: bool) -> Record:
    """Return the shape of a parameter; one that changes another pack's may leave out what it does not change."""
    return Record(
        Bilingual(zh="参数", en="a parameter"),
        {
            "title": Key(LABELS, required=whole),
            "unit": Key(AnyText(), required=whole),
            "reviewed_on": Key(AnyDay(), required=whole),
            "by": Key(ListOfShape(PATH, minimum=1)),
            "values": Key(_PARAMETER_VALUES, required=True),
            "note": Key(AnyText()),
        },
    )


_BY_PARAMETER: Final = Bilingual(zh="参数名到参数的映射", en="a mapping of parameters by name")
PARAMETERS: Final = MapOf(_parameter(whole=True), _BY_PARAMETER, PARAMETER_ID)
OVERLAY_PARAMETERS: Final = MapOf(_parameter(whole=False), _BY_PARAMETER, PARAMETER_ID)

FACTS: Final = MapOf(
    Record(
        Bilingual(zh="事实", en="a fact"),
        {
            "title": Key(LABELS, required=True),
            "type": Key(NAME, required=True),
            "unit": Key(AnyText()),
            "formula": Key(Feel()),
            "default": Key(AnyBoolean()),
            "cite": CITATION,
            "confidence": Key(CONFIDENCE),
            "note": Key(AnyText()),
        },
    ),
    Bilingual(zh="事实名到事实的映射", en="a mapping of facts by name"),
    PATH,
)


ANNOTATION: Final = Either(
    Bilingual(zh="批注", en="an annotation"),
    scalar=VALUE,
    mapping=Record(
        Bilingual(zh="批注", en="an annotation"),
        {"zh": Key(AnyText()), "en": Key(AnyText()), "expression": Key(Feel())},
    ),
)
ANNOTATIONS: Final = MapOf(ANNOTATION, Bilingual(zh="批注名到批注的映射", en="a mapping of annotations by name"), NAME)
COLUMNS: Final = MapOf(
    Record(
        Bilingual(zh="批注列", en="a column of annotations"),
        {
            "title": Key(LABELS, required=True),
            "type": Key(NAME, required=True),
            "default": Key(ANNOTATION),
        },
    ),
    Bilingual(zh="批注名到批注列的映射", en="a mapping of columns of annotations by name"),
    NAME,
)

RULE: Final = Record(
    Bilingual(zh="规则", en="a rule"),
    {
        "id": Key(RULE_ID, required=True),
        "title": Key(LABELS),
        "when": Key(CONDITION),
        "unless": Key(CONDITION),
        "then": Key(
            Either(
                Bilingual(zh="结果", en="an outcome"),
                scalar=VALUE,
                mapping=Record(
                    Bilingual(zh="算出的结果", en="a computed outcome"), {"expression": Key(Feel(), required=True)}
                ),
            ),
            required=True,
        ),
        "cite": CITATION,
        "confidence": Key(CONFIDENCE),
        "start": Key(AnyDay()),
        "end": Key(AnyDay()),
        "reason": Key(REASON),
        "annotate": Key(ANNOTATIONS),
        "note": Key(AnyText()),
    },
)

TABLE: Final = Record(
    Bilingual(zh="决策表", en="a table"),
    {
        "id": Key(RULE_ID, required=True),
        "title": Key(LABELS),
        "cite": CITATION,
        "confidence": Key(CONFIDENCE),
        "start": Key(AnyDay()),
        "end": Key(AnyDay()),
        "reason": Key(REASON),
        "annotate": Key(ANNOTATIONS),
        "note": Key(AnyText()),
        "across": Key(Feel()),
        "down": Key(Feel()),
        "columns": Key(ListOfShape(Feel(), minimum=1)),
        "annotation_columns": Key(ListOfShape(NAME, minimum=1)),
        "grid": Key(AnyText(Bilingual(zh="表格", en="a grid")), required=True),
    },
    one_of=(("across", "columns"),),
)

DECISION: Final = Record(
    Bilingual(zh="决策", en="a decision"),
    {
        "decision": Key(NAME, required=True),
        "chapter": Key(NAME),
        "question": Key(LABELS, required=True),
        "of": Key(ENTITY, required=True),
        "outcome": Key(NAME, required=True),
        "choose": Key(OneWord(("worst",))),
        "hit_policy": Key(OneWord(tuple(each.value for each in HitPolicy))),
        "aggregate": Key(OneWord(tuple(each.value for each in Aggregator))),
        "applies": Key(CONDITION),
        "otherwise": Key(VALUE),
        "on_unknown": Key(OneWord(("report", "prudent"))),
        "rules": Key(ListOfShape(RULE, Bilingual(zh="规则的列表", en="a list of rules"))),
        "table": Key(TABLE),
        "annotations": Key(COLUMNS),
        "note": Key(AnyText()),
    },
    one_of=(("rules", "table"), ("choose", "hit_policy")),
)

EXTENSION: Final = Record(
    Bilingual(zh="对决策的补充", en="an extension of a decision"),
    {
        "extend": Key(NAME, required=True),
        "rules": Key(ListOfShape(RULE, Bilingual(zh="规则的列表", en="a list of rules"))),
        "table": Key(TABLE),
        "annotations": Key(COLUMNS),
        "note": Key(AnyText()),
    },
    one_of=(("rules", "table"),),
)

_EXPECTED_ANNOTATION: Final = Bilingual(zh="批注", en="an annotation")
_EXPECTED_TEXT: Final = Record(
    _EXPECTED_ANNOTATION, {"zh": Key(AnyText()), "en": Key(AnyText())}, one_of=(("zh", "en"),)
)
_PATHS: Final = ListOfShape(AnyText(), Bilingual(zh="名称的列表", en="a list of names"))
_FIGURE: Final = Bilingual(
    zh="一个数、`[最低, 最高]`或 {low: …, high: …, without_value: …}",
    en="a number, `[lowest, highest]` or `{low: …, high: …, without_value: …}`",
)
_FIGURES: Final = MapOf(
    Either(
        _FIGURE,
        scalar=VALUE,
        list=ListOfShape(VALUE, Bilingual(zh="最低和最高", en="the lowest and the highest"), minimum=2),
        mapping=Record(_FIGURE, {"low": Key(VALUE), "high": Key(VALUE), "without_value": Key(VALUE)}),
    ),
    key=NAME,
)
CASE: Final = Record(
    Bilingual(zh="案例", en="a case"),
    {
        "case": Key(AnyText(), required=True),
        "decision": Key(NAME),
        "report": Key(NAME),
        "watch": Key(NAME),
        "as_of": Key(AnyDay(), required=True),
        "currency": Key(AnyText(Bilingual(zh="货币代码", en="a currency code"), r"[A-Z]{3}")),
        "given": Key(MapOf(Anything(), key=PATH)),
        "unknown": Key(_PATHS),
        "events": Key(ListOfShape(watch_shapes.GIVEN_EVENT, Bilingual(zh="事件的列表", en="a list of events"))),
        "expect": Key(
            Record(
                Bilingual(zh="预期", en="what is expected"),
                {
                    "outcome": Key(Either(Bilingual(zh="结果", en="an outcome"), scalar=VALUE, list=_PATHS)),
                    "status": Key(OneWord(("certain", "at_least", "unknown", "not_applicable"))),
                    "possible": Key(_PATHS),
                    "fired": Key(_PATHS),
                    "not_fired": Key(_PATHS),
                    "unknown": Key(_PATHS),
                    "missing": Key(_PATHS),
                    "facts": Key(MapOf(VALUE, key=PATH)),
                    "annotations": Key(
                        MapOf(
                            MapOf(Either(_EXPECTED_ANNOTATION, scalar=VALUE, mapping=_EXPECTED_TEXT), key=NAME),
                            key=AnyText(),
                        )
                    ),
                    "cells": Key(MapOf(_FIGURES, key=AnyText())),
                    "total": Key(_FIGURES),
                    "rows": Key(ListOfShape(MapOf(VALUE, key=NAME), Bilingual(zh="行的列表", en="a list of rows"))),
                    "left_out": Key(VALUE),
                    "not_known": Key(VALUE),
                    "absent": Key(_PATHS),
                    "signals": Key(
                        ListOfShape(watch_shapes.EXPECTED_SIGNAL, Bilingual(zh="信号的列表", en="a list of signals"))
                    ),
                },
            ),
            required=True,
        ),
        "note": Key(AnyText()),
    },
)
CASES: Final = ListOfShape(CASE, Bilingual(zh="案例的列表", en="a list of cases"))

_BAND: Final = Record(
    Bilingual(zh="分段", en="a band"),
    {
        "name": Key(NAME, required=True),
        "title": Key(LABELS, required=True),
        "when": Key(CONDITION, required=True),
    },
)
_GROUP_KEY: Final = Record(
    Bilingual(zh="分组依据", en="a key of groups"),
    {
        "name": Key(NAME, required=True),
        "title": Key(LABELS, required=True),
        "expression": Key(Feel()),
        "bands": Key(ListOfShape(_BAND, Bilingual(zh="分段的列表", en="a list of bands"), minimum=1)),
    },
    one_of=(("expression", "bands"),),
)
_MEASURE: Final = Record(
    Bilingual(zh="指标", en="a measure"),
    {
        "name": Key(NAME, required=True),
        "title": Key(LABELS, required=True),
        "count": Key(AnyBoolean()),
        "sum": Key(Feel()),
        "share": Key(Feel()),
    },
    one_of=(("count", "sum", "share"),),
)
_COLUMN: Final = Record(
    Bilingual(zh="列", en="a column"), {"name": Key(NAME, required=True), "title": Key(LABELS, required=True)}
)
_ROWS: Final = Record(
    Bilingual(zh="清单的行", en="rows of a list"),
    {
        "rows": Key(ENTITY, required=True),
        "title": Key(LABELS, required=True),
        "when": Key(CONDITION),
        "show": Key(MapOf(Feel(), key=NAME), required=True),
    },
)
_SORT: Final = AnyText(Bilingual(zh="列名，可加 desc", en="a column, maybe with `desc`"), rf"{NAME.pattern}(?: desc)?")
REPORT: Final = Record(
    Bilingual(zh="报表", en="a report"),
    {
        "report": Key(NAME, required=True),
        "chapter": Key(NAME),
        "title": Key(LABELS, required=True),
        "rows": Key(ENTITY),
        "where": Key(CONDITION),
        "by": Key(ListOfShape(_GROUP_KEY, Bilingual(zh="分组依据的列表", en="a list of keys"), minimum=1)),
        "measures": Key(ListOfShape(_MEASURE, Bilingual(zh="指标的列表", en="a list of measures"), minimum=1)),
        "columns": Key(ListOfShape(_COLUMN, Bilingual(zh="列的列表", en="a list of columns"), minimum=1)),
        "from": Key(ListOfShape(_ROWS, Bilingual(zh="行的列表", en="a list of rows"), minimum=1)),
        "sort": Key(ListOfShape(_SORT, minimum=1)),
        "limit": Key(VALUE),
        "note": Key(AnyText()),
    },
    one_of=(("rows", "from"), ("measures", "columns")),
)

FOLDERS: Final[Mapping[str, Shape]] = {
    "parameters": PARAMETERS,
    "facts": FACTS,
    "decisions": DECISION,
    "cases": CASES,
    "reports": REPORT,
    "watch": watch_shapes.WATCH,
}
"""The shape of the files in each folder; a decision file that starts with ``extend`` has the shape ``EXTENSION``."""

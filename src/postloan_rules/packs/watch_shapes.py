"""What files say about events: kinds of events, watches, and the events that cases tell of."""

from typing import Final

from postloan_rules.packs.basic_shapes import (
    CITATION,
    CONDITION,
    CONFIDENCE,
    ENTITY,
    LABELS,
    NAME,
    PARAMETER_ID,
    REASON,
    RULE_ID,
    VALUE,
)
from postloan_rules.packs.event_kind import SUBJECTS
from postloan_rules.packs.shape import (
    AnyBoolean,
    AnyDay,
    AnyText,
    Either,
    Key,
    ListOfShape,
    MapOf,
    OneWord,
    Record,
    Reference,
    Shape,
)
from postloan_rules.packs.watch import Place
from postloan_rules.text.bilingual import Bilingual

EVENTS: Final = MapOf(
    Record(
        Bilingual(zh="事件类型", en="a kind of events"),
        {
            "title": Key(LABELS, required=True),
            "of": Key(OneWord(SUBJECTS), required=True),
            "fields": Key(
                MapOf(
                    Record(
                        Bilingual(zh="事件字段", en="a field of events"),
                        {
                            "type": Key(NAME, required=True),
                            "label": Key(LABELS, required=True),
                            "personal": Key(AnyBoolean()),
                        },
                    ),
                    key=NAME,
                )
            ),
        },
    ),
    Bilingual(zh="事件类型名到事件类型的映射", en="a mapping of kinds of events by name"),
    NAME,
)

WATCHING: Final = Record(
    Bilingual(zh="监测设置", en="what all watches have in common"),
    {
        "severity": Key(NAME, required=True),
        "response": Key(NAME),
        "owner": Key(NAME),
        "lateness": Key(PARAMETER_ID, required=True),
    },
)

_PLACE: Final = OneWord(tuple(each.value for each in Place))
_ONE: Final = Record(
    Bilingual(zh="事件", en="an event"),
    {"event": Key(NAME, required=True), "at": Key(_PLACE), "where": Key(CONDITION)},
)
_SOME: Final = ListOfShape(_ONE, Bilingual(zh="事件的列表", en="a list of events"), minimum=1)


def _pattern() -> Shape:
    return PATTERN


_PARTS: Final = ListOfShape(
    Reference("pattern", _pattern), Bilingual(zh="至少两个模式的列表", en="a list of two patterns or more"), minimum=2
)
PATTERN: Final = Record(
    Bilingual(zh="模式", en="a pattern"),
    {
        "event": Key(NAME),
        "at": Key(_PLACE),
        "where": Key(CONDITION),
        "count": Key(_ONE),
        "at_least": Key(PARAMETER_ID),
        "absence": Key(Either(Bilingual(zh="一个或几个事件", en="an event or several"), list=_SOME, mapping=_ONE)),
        "after": Key(_ONE),
        "sequence": Key(_PARTS),
        "all": Key(_PARTS),
        "any": Key(_PARTS),
        "within": Key(PARAMETER_ID),
    },
    one_of=(("event", "count", "absence", "sequence", "all", "any"),),
)

WATCH: Final = Record(
    Bilingual(zh="监测", en="a watch"),
    {
        "watch": Key(NAME, required=True),
        "signal": Key(RULE_ID, required=True),
        "chapter": Key(NAME),
        "title": Key(LABELS, required=True),
        "of": Key(ENTITY, required=True),
        "pattern": Key(PATTERN, required=True),
        "applies": Key(CONDITION),
        "severity": Key(VALUE, required=True),
        "response": Key(VALUE),
        "owner": Key(VALUE),
        "cool_down": Key(PARAMETER_ID),
        "cite": CITATION,
        "confidence": Key(CONFIDENCE),
        "reason": Key(REASON),
        "note": Key(AnyText()),
    },
)

_ID: Final = AnyText(Bilingual(zh="编号", en="an id"))
GIVEN_EVENT: Final = MapOf(VALUE, Bilingual(zh="事件", en="an event"), NAME)
"""What a case tells of an event: ``on``, ``event``, maybe ``id`` and ``at``, and its fields."""
_IDS: Final = ListOfShape(_ID, Bilingual(zh="编号的列表", en="a list of ids"))
EXPECTED_SIGNAL: Final = Record(
    Bilingual(zh="预期的信号", en="a signal that is expected"),
    {
        "on": Key(AnyDay(), required=True),
        "certain": Key(AnyBoolean()),
        "events": Key(_IDS),
        "missing": Key(_IDS),
        "reason": Key(
            Record(
                Bilingual(zh="理由", en="a reason"),
                {"zh": Key(AnyText()), "en": Key(AnyText())},
                one_of=(("zh", "en"),),
            )
        ),
    },
)

"""Which keys a mapping file may have."""

from typing import Final

from postloan_rules.ingest.mapping import ColumnType, Format
from postloan_rules.packs.shape import (
    AnyBoolean,
    AnyScalar,
    AnyText,
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

_NAME: Final = Bilingual(zh="字母、数字和下划线组成的名称", en="a name of letters, digits and `_`")
NAME: Final = AnyText(_NAME, r"[^\W\d]\w*")
COLUMN: Final = AnyText(Bilingual(zh="列名", en="the name of a column"))
CURRENCY: Final = AnyText(Bilingual(zh="ISO 4217 货币代码（如 CNY）", en="an ISO 4217 code such as CNY"), r"[A-Z]{3}")
PATH: Final = AnyText(
    Bilingual(zh="形如 loan.balance 的名称", en="a name such as loan.balance"), r"[a-z_]+(\.[^\W\d]\w*){0,3}"
)
FIELD: Final = AnyText(Bilingual(zh="字段名", en="the name of a field"), r"[^\W\d]\w*(\.[^\W\d]\w*)?")
# An empty text is a text here: it is what most files write for nothing.
TEXTS: Final = ListOfShape(AnyScalar(), Bilingual(zh="文本的列表", en="a list of texts"))
ONE_CHARACTER: Final = AnyScalar()

COLUMN_SETTINGS: Final = Record(
    Bilingual(zh="列", en="a column"),
    {
        "source": Key(COLUMN),
        "type": Key(OneWord(tuple(ColumnType))),
        "format": Key(AnyText(Bilingual(zh="日期格式，如 MM/YYYY", en="a form of dates such as MM/YYYY"))),
        "thousands": Key(ONE_CHARACTER),
        "true": Key(TEXTS),
        "false": Key(TEXTS),
        "nulls": Key(TEXTS),
        "values": Key(MapOf(AnyScalar())),
    },
)

STEP: Final = Record(
    Bilingual(zh="步骤", en="a step"),
    {
        "column": Key(NAME),
        "value": Key(Feel()),
        "running": Key(NAME),
        "per": Key(COLUMN),
        "order": Key(ListOfShape(COLUMN, minimum=1)),
        "start": Key(Feel()),
        "add": Key(Feel()),
        "floor": Key(AnyScalar()),
        "join": Key(NAME),
        "key": Key(
            Either(Bilingual(zh="列名或一对列名", en="a column or a pair of columns"), COLUMN, mapping=MapOf(COLUMN))
        ),
        "columns": Key(ListOfShape(COLUMN, minimum=1)),
    },
    one_of=(("column", "running", "join"),),
)

TABLE: Final = Record(
    Bilingual(zh="表", en="a table"),
    {
        "read": Key(OneWord(tuple(Format))),
        "file": Key(AnyText(Bilingual(zh="文件名", en="the name of a file"))),
        "encoding": Key(AnyText(Bilingual(zh="编码，如 gb18030", en="an encoding such as gb18030"))),
        "delimiter": Key(ONE_CHARACTER),
        "nulls": Key(TEXTS),
        "currency": Key(COLUMN),
        "columns": Key(MapOf(COLUMN_SETTINGS, Bilingual(zh="列的映射", en="a mapping of columns"), NAME)),
        "unfold": Key(NAME),
        "rows": Key(ListOfShape(MapOf(Feel(), Bilingual(zh="列的映射", en="a mapping of columns"), NAME), minimum=1)),
        "steps": Key(ListOfShape(STEP)),
    },
    one_of=(("read", "unfold"),),
)

RELATION: Final = Record(
    Bilingual(zh="关系", en="a relation"),
    {
        "from": Key(NAME, required=True),
        "key": Key(
            Either(Bilingual(zh="列名或一对列名", en="a column or a pair of columns"), COLUMN, mapping=MapOf(COLUMN)),
            required=True,
        ),
        "by_name": Key(AnyBoolean()),
        "fields": Key(MapOf(Feel(), Bilingual(zh="字段的映射", en="a mapping of fields"), FIELD)),
        "supplied": Key(Feel()),
    },
)

MAPPING: Final[Shape] = Record(
    Bilingual(zh="映射文件", en="a mapping file"),
    {
        "mapping": Key(NAME, required=True),
        "title": Key(MapOf(AnyText())),
        "currency": Key(CURRENCY, required=True),
        "tables": Key(MapOf(TABLE, Bilingual(zh="表的映射", en="a mapping of tables"), NAME), required=True),
        "record": Key(
            Record(
                Bilingual(zh="record", en="record"),
                {
                    "of": Key(NAME, required=True),
                    "as_of": Key(Feel()),
                    "days": Key(OneWord(("one", "many"))),
                    "where": Key(Feel()),
                    "by_name": Key(AnyBoolean()),
                },
            ),
            required=True,
        ),
        "fields": Key(MapOf(Feel(), Bilingual(zh="字段的映射", en="a mapping of fields"), PATH)),
        "relations": Key(MapOf(RELATION, Bilingual(zh="关系的映射", en="a mapping of relations"), PATH)),
    },
)

"""Messages about data: records, mapping files, and the rows that come through them (PL6xx).

Messages about a value have no place in a text; the problem that carries them says path or column, and row.
"""

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.source import Span


def _value(code: str, message: Bilingual) -> Diagnostic:
    return Diagnostic(code=code, message=message, span=None)


def _suggestion(near: tuple[str, ...]) -> Bilingual | None:
    if not near:
        return None
    zh = "、".join(f"`{each}`" for each in near)
    en = ", ".join(f"`{each}`" for each in near)
    return Bilingual(zh=f"是不是 {zh}？", en=f"did you mean {en}?")


def _listed(names: tuple[str, ...], most: int = 12) -> Bilingual:
    shown = [f"`{each}`" for each in names[:most]]
    if len(names) > most:
        return Bilingual(
            zh=f"{'、'.join(shown)} 等 {len(names)} 个", en=f"{', '.join(shown)} and {len(names) - most} more"
        )
    return Bilingual(zh="、".join(shown) or "无", en=", ".join(shown) or "none")


# Values of a record


def unknown_field(name: str, near: tuple[str, ...]) -> Diagnostic:
    """Return the remark that the model has no such field."""
    hint = _suggestion(near) or Bilingual(
        zh="规则包自行增加的属性写在 `extension` 里，事实写在 `facts` 里",
        en="attributes that a pack adds go into `extension`, its facts into `facts`",
    )
    return _value("PL601", Bilingual(zh=f"没有字段 `{name}`；{hint.zh}", en=f"there is no field `{name}`; {hint.en}"))


def field_missing(name: str) -> Diagnostic:
    """Return the remark that a field without which there is no record was not given."""
    return _value("PL602", Bilingual(zh=f"缺少 `{name}`", en=f"`{name}` is missing"))


KINDS = {
    "text": Bilingual(zh="文本", en="a text"),
    "class": Bilingual(zh="文本", en="a text"),
    "word": Bilingual(zh="文本", en="a text"),
    "boolean": Bilingual(zh="布尔值（true 或 false）", en="a truth value (true or false)"),
    "date": Bilingual(zh="日期（如 2026-01-31）", en="a date such as 2026-01-31"),
    "whole number": Bilingual(zh="整数", en="a whole number"),
    "number": Bilingual(zh="数", en="a number"),
    "money": Bilingual(zh="金额", en="an amount"),
    "entity": Bilingual(zh="对象", en="an object"),
    "entities": Bilingual(zh="列表", en="a list"),
    "value": Bilingual(zh="单个值", en="a single value"),
}
"""What a field may expect, by the names of ``model.fields.Kind``."""


def wrong_kind(expected: str) -> Diagnostic:
    """Return the remark that a value is not what the field holds; ``expected`` is a key of ``KINDS``."""
    kind = KINDS[expected]
    return _value("PL603", Bilingual(zh=f"应为{kind.zh}", en=f"expected {kind.en}"))


def not_finite() -> Diagnostic:
    """Return the remark that NaN and infinity are no numbers."""
    return _value("PL604", Bilingual(zh="不是有限的数", en="is not a finite number"))


def too_many_digits(whole: int, decimals: int) -> Diagnostic:
    """Return the remark that a number does not fit and is not rounded silently."""
    return _value(
        "PL605",
        Bilingual(
            zh=f"数位过多：整数部分最多 {whole} 位，小数部分最多 {decimals} 位，不会自动舍入",
            en=f"has too many digits: at most {whole} before and {decimals} after the point; nothing is rounded",
        ),
    )


def unknown_word(enumeration: str, words: tuple[str, ...], near: tuple[str, ...]) -> Diagnostic:
    """Return the remark that a word is none of its enumeration."""
    hint = _suggestion(near) or Bilingual(zh=f"可用：{_listed(words, 20).zh}", en=f"known: {_listed(words, 20).en}")
    return _value(
        "PL606",
        Bilingual(zh=f"不在 `{enumeration}` 的取值之内，{hint.zh}", en=f"is no value of `{enumeration}`; {hint.en}"),
    )


def out_of_range(low: int, high: int) -> Diagnostic:
    """Return the remark that a count or number of days cannot be."""
    return _value("PL607", Bilingual(zh=f"应在 {low} 到 {high} 之间", en=f"should be from {low} to {high}"))


def implausible_day(first: int, last: int) -> Diagnostic:
    """Return the remark that a date is a stand-in and not a day; unknown days are left out."""
    return _value(
        "PL608",
        Bilingual(
            zh=f"年份应在 {first} 到 {last} 之间；不知道的日期应留空",
            en=f"the year should be from {first} to {last}; leave a date that is not known empty",
        ),
    )


def mixed_currencies(currency: str, expected: str) -> Diagnostic:
    """Return the remark that an amount is not in the currency of its record."""
    return _value(
        "PL609",
        Bilingual(
            zh=f"币种混用：金额为 `{currency}`，记录为 `{expected}`；请先折算",
            en=f"mixed currencies: the amount is in `{currency}`, the record in `{expected}`; convert before",
        ),
    )


def duplicate_id(identifier: str) -> Diagnostic:
    """Return the remark that two things which must differ have one id."""
    return _value("PL610", Bilingual(zh=f"编号 `{identifier}` 重复", en=f"id `{identifier}` stands twice"))


def float_refused() -> Diagnostic:
    """Return the remark that strict reading takes no binary fractions."""
    return _value(
        "PL611",
        Bilingual(
            zh="严格模式不接受浮点数，请写成字符串",
            en="strict reading takes no floating-point number; write it as a string",
        ),
    )


def not_json(line: int, column: int) -> Diagnostic:
    """Return the remark that a text is not JSON."""
    return _value(
        "PL612", Bilingual(zh=f"不是 JSON：第 {line} 行第 {column} 列", en=f"is not JSON: line {line}, column {column}")
    )


def not_utf8(offset: int) -> Diagnostic:
    """Return the remark that bytes are not the text they should be."""
    return _value("PL613", Bilingual(zh=f"不是 UTF-8 文本：第 {offset} 字节", en=f"is not UTF-8 text: byte {offset}"))


def repeated_key(key: str) -> Diagnostic:
    """Return the remark that one JSON object has a key twice."""
    return _value("PL614", Bilingual(zh=f"键 `{key}` 重复", en=f"key `{key}` stands twice"))


def text_length(longest: int) -> Diagnostic:
    """Return the remark that an id is empty or endless."""
    return _value("PL615", Bilingual(zh=f"长度应为 1 到 {longest} 个字符", en=f"should have 1 to {longest} characters"))


def no_currency() -> Diagnostic:
    """Return the remark that a currency is three capital letters."""
    return _value("PL616", Bilingual(zh="应为 ISO 4217 货币代码（如 CNY）", en="expected an ISO 4217 code such as CNY"))


def other_day(day: str, as_of: str) -> Diagnostic:
    """Return the remark that data of one day were brought to a question about another."""
    return _value(
        "PL617",
        Bilingual(
            zh=f"数据日期 {day} 与决策日 {as_of} 不一致", en=f"the data are of {day}, the question is about {as_of}"
        ),
    )


def nested_too_deep() -> Diagnostic:
    """Return the remark that a JSON text nests without end."""
    return _value("PL618", Bilingual(zh="嵌套过深", en="is nested too deep"))


def unreadable_text() -> Diagnostic:
    """Return the remark that a text has half characters that no file can hold."""
    return _value("PL619", Bilingual(zh="含有无法存储的字符", en="has characters that cannot be stored"))


def negative_amount() -> Diagnostic:
    """Return the remark that an instalment cannot ask for less than nothing."""
    return _value("PL620", Bilingual(zh="应还金额不应为负", en="an instalment should not be below zero"))


# Mapping files


def _mapping(code: str, span: Span | None, message: Bilingual, help: Bilingual | None = None) -> Diagnostic:
    return Diagnostic(code=code, message=message, span=span, help=help)


def unknown_setting(span: Span, key: str, near: tuple[str, ...], known: tuple[str, ...]) -> Diagnostic:
    """Return the remark that a mapping file has a key that means nothing there."""
    allowed = _listed(known, 20)
    return _mapping(
        "PL630",
        span,
        Bilingual(zh=f"此处没有 `{key}` 这个键", en=f"there is no key `{key}` here"),
        _suggestion(near) or Bilingual(zh=f"可用的键：{allowed.zh}", en=f"known here: {allowed.en}"),
    )


def setting_missing(span: Span | None, key: str) -> Diagnostic:
    """Return the remark that a mapping file lacks a key."""
    return _mapping("PL631", span, Bilingual(zh=f"缺少 `{key}`", en=f"`{key}` is missing"))


def wrong_setting(span: Span, expected: Bilingual) -> Diagnostic:
    """Return the remark that a setting is not of the kind that its key asks for."""
    return _mapping("PL632", span, Bilingual(zh=f"应为{expected.zh}", en=f"expected {expected.en}"))


def unknown_table(span: Span, table: str, near: tuple[str, ...], tables: tuple[str, ...]) -> Diagnostic:
    """Return the remark that the mapping declares no such table."""
    known = _listed(tables)
    return _mapping(
        "PL633",
        span,
        Bilingual(zh=f"没有声明表 `{table}`", en=f"no table `{table}` is declared"),
        _suggestion(near) or Bilingual(zh=f"已声明：{known.zh}", en=f"declared: {known.en}"),
    )


def unknown_column(
    span: Span | None, column: str, file: str, near: tuple[str, ...], columns: tuple[str, ...]
) -> Diagnostic:
    """Return the remark that a file has no such column; ``columns`` are those that it has."""
    known = _listed(columns, 30)
    return Diagnostic(
        code="PL634",
        message=Bilingual(zh=f"`{file}` 中没有列 `{column}`", en=f"`{file}` has no column `{column}`"),
        span=span,
        notes=(Bilingual(zh=f"现有的列：{known.zh}", en=f"its columns: {known.en}"),),
        help=_suggestion(near),
    )


def unknown_target(span: Span, path: str, near: tuple[str, ...]) -> Diagnostic:
    """Return the remark that a mapping fills a field or relation that the model does not have."""
    return _mapping(
        "PL635",
        span,
        Bilingual(zh=f"模型中没有 `{path}`", en=f"the model has no `{path}`"),
        _suggestion(near)
        or Bilingual(
            zh="规则包自行增加的属性写成 loan.extension.名称", en="write an attribute of a pack as loan.extension.name"
        ),
    )


def target_missing(span: Span | None, path: str) -> Diagnostic:
    """Return the remark that a mapping does not fill a field without which there is no record."""
    return _mapping("PL636", span, Bilingual(zh=f"映射没有给出 `{path}`", en=f"the mapping gives no `{path}`"))


def expression_does_not_fit(span: Span, path: str, given: str, expected: str) -> Diagnostic:
    """Return the remark that an expression gives another kind of value than the field holds."""
    kind = KINDS[expected]
    return _mapping(
        "PL637",
        span,
        Bilingual(
            zh=f"`{path}` 应为{kind.zh}，表达式给出的类型是 {given}",
            en=f"`{path}` holds {kind.en}, the expression gives {given}",
        ),
    )


def no_such_file(span: Span | None, file: str) -> Diagnostic:
    """Return the remark that a file of data is not there."""
    return _mapping("PL638", span, Bilingual(zh=f"找不到文件 `{file}`", en=f"there is no file `{file}`"))


def unreadable_file(span: Span | None, file: str, why: Bilingual) -> Diagnostic:
    """Return the remark that a file of data cannot be read as what the mapping says it is."""
    return _mapping("PL639", span, Bilingual(zh=f"无法读取 `{file}`：{why.zh}", en=f"cannot read `{file}`: {why.en}"))


def wrong_delimiter(span: Span | None, file: str, declared: str, likely: str) -> Diagnostic:
    """Return the remark that a file looks as if another character parts its columns."""
    names = {"\t": "\\t"}
    this, that = names.get(declared, declared), names.get(likely, likely)
    return _mapping(
        "PL640",
        span,
        Bilingual(
            zh=f"`{file}` 的表头里没有分隔符 `{this}`，却有 `{that}`",
            en=f"the header of `{file}` has no `{this}` but it has `{that}`",
        ),
        Bilingual(zh=f'在映射文件中写 delimiter: "{that}"', en=f'write delimiter: "{that}" in the mapping'),
    )


def repeated_column(span: Span | None, column: str, file: str) -> Diagnostic:
    """Return the remark that two columns of a file have one name."""
    return _mapping(
        "PL641",
        span,
        Bilingual(zh=f"`{file}` 中列 `{column}` 出现两次", en=f"`{file}` has two columns called `{column}`"),
    )


def circular_tables(span: Span, tables: tuple[str, ...]) -> Diagnostic:
    """Return the remark that tables are made from each other in a circle."""
    circle = " -> ".join(tables)
    return _mapping(
        "PL642", span, Bilingual(zh=f"表互相依赖：{circle}", en=f"tables are made from each other: {circle}")
    )


def unequal_unfolding(span: Span, missing: tuple[str, ...]) -> Diagnostic:
    """Return the remark that the rows of an unfolding do not all give the same columns."""
    names = _listed(missing)
    return _mapping(
        "PL643", span, Bilingual(zh=f"这一行没有给出列 {names.zh}", en=f"this row does not give {names.en}")
    )


def unused_column(span: Span | None, column: str, file: str, near: tuple[str, ...]) -> Diagnostic:
    """Return the warning that a column which resembles a field is read by nothing."""
    return Diagnostic(
        code="PL644",
        message=Bilingual(zh=f"`{file}` 的列 `{column}` 没有被使用", en=f"column `{column}` of `{file}` is not used"),
        span=span,
        severity=Severity.WARNING,
        help=_suggestion(near),
    )


def no_such_table(name: str, near: tuple[str, ...], tables: tuple[str, ...]) -> Diagnostic:
    """Return the remark that a file was named for a table that the mapping does not read from a file."""
    known = _listed(tables)
    return _mapping(
        "PL649",
        None,
        Bilingual(zh=f"映射没有从文件读入的表 `{name}`", en=f"the mapping reads no table `{name}` from a file"),
        _suggestion(near) or Bilingual(zh=f"可指定：{known.zh}", en=f"known: {known.en}"),
    )


def unsuitable_relation(span: Span, path: str, why: Bilingual) -> Diagnostic:
    """Return the remark that a relation cannot be filled in the way the mapping says."""
    return _mapping("PL645", span, Bilingual(zh=f"`{path}` {why.zh}", en=f"`{path}` {why.en}"))


def repeated_name(span: Span, name: str) -> Diagnostic:
    """Return the remark that a column which a step makes is already there."""
    return _mapping("PL646", span, Bilingual(zh=f"列 `{name}` 已经存在", en=f"there is already a column `{name}`"))


def empty_file(file: str) -> Diagnostic:
    """Return the warning that a file has no row at all."""
    return Diagnostic(
        code="PL647",
        message=Bilingual(zh=f"`{file}` 没有数据行", en=f"`{file}` has no row of data"),
        span=None,
        severity=Severity.WARNING,
    )


def text_given_for_word(span: Span, word: str, enumeration: str, near: tuple[str, ...]) -> Diagnostic:
    """Return the remark that an expression writes a word that the enumeration does not have."""
    return _mapping(
        "PL648",
        span,
        Bilingual(zh=f"`{word}` 不在 `{enumeration}` 的取值之内", en=f"`{word}` is no value of `{enumeration}`"),
        _suggestion(near),
    )


# Rows


def ragged_row(cells: int, columns: int) -> Diagnostic:
    """Return the remark that a row has more or fewer cells than the header."""
    return _value(
        "PL660",
        Bilingual(zh=f"有 {cells} 个单元格，表头有 {columns} 列", en=f"has {cells} cells, the header has {columns}"),
    )


def unreadable_number() -> Diagnostic:
    """Return the remark that a cell is not a number."""
    return _value("PL661", Bilingual(zh="不是数", en="is not a number"))


def unreadable_date(form: str) -> Diagnostic:
    """Return the remark that a cell is not a date of the declared form."""
    return _value("PL662", Bilingual(zh=f"不是 {form} 形式的日期", en=f"is not a date of the form {form}"))


def unreadable_boolean(true: tuple[str, ...], false: tuple[str, ...]) -> Diagnostic:
    """Return the remark that a cell says neither yes nor no."""
    yes, no = "/".join(true), "/".join(false)
    return _value("PL663", Bilingual(zh=f"既不是 {yes} 也不是 {no}", en=f"is neither {yes} nor {no}"))


def untranslated_word(words: tuple[str, ...]) -> Diagnostic:
    """Return the remark that the mapping gives no meaning for a word in a column."""
    known = _listed(words, 20)
    return _value(
        "PL664",
        Bilingual(
            zh=f"映射的 values 中没有这个词，有：{known.zh}", en=f"is not among the values of the mapping: {known.en}"
        ),
    )


def key_missing() -> Diagnostic:
    """Return the remark that a row does not say to what it belongs."""
    return _value("PL665", Bilingual(zh="没有给出所属的键", en="does not say what it belongs to"))


def orphan_row(table: str) -> Diagnostic:
    """Return the remark that a row belongs to nothing that was read."""
    return _value("PL666", Bilingual(zh=f"在 `{table}` 中找不到它所属的行", en=f"belongs to no row of `{table}`"))


def partner_missing(table: str) -> Diagnostic:
    """Return the remark that a row names something that is in no table."""
    return _value("PL667", Bilingual(zh=f"在 `{table}` 中没有对应的行", en=f"there is no such row in `{table}`"))


def key_repeated(table: str, first: int) -> Diagnostic:
    """Return the remark that two rows have a key that only one may have."""
    return _value(
        "PL668", Bilingual(zh=f"键重复，`{table}` 第 {first} 行已有", en=f"row {first} of `{table}` has the same key")
    )


def partner_rejected(table: str, row: int) -> Diagnostic:
    """Return the remark that a row this one needs has problems of its own."""
    return _value(
        "PL669",
        Bilingual(
            zh=f"所依赖的 `{table}` 第 {row} 行有问题", en=f"row {row} of `{table}`, which it needs, has problems"
        ),
    )


def whether_unknown() -> Diagnostic:
    """Return the remark that it cannot be told whether a row is wanted."""
    return _value("PL670", Bilingual(zh="无法判断该行是否应读入", en="cannot tell whether the row is wanted"))


def inexact_value() -> Diagnostic:
    """Return the remark that an expression gives bounds and not one value."""
    return _value("PL671", Bilingual(zh="表达式没有给出唯一的值", en="the expression gives no single value"))


def unreadable_row(why: Bilingual) -> Diagnostic:
    """Return the remark that a line of a file could not be read."""
    return _value("PL672", Bilingual(zh=f"无法读取：{why.zh}", en=f"cannot be read: {why.en}"))

"""PL1xx: files, their shape, and what definitions in them refer to."""

from collections.abc import Sequence

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Span


def did_you_mean(near: Sequence[str]) -> Bilingual | None:
    """Return the help that offers names near to the one that was written, if there are any."""
    if not near:
        return None
    return Bilingual(
        zh="是否想写" + "、".join(f"`{each}`" for each in near),
        en="did you mean " + ", ".join(f"`{each}`" for each in near),
    )


# --- Files as a whole ---------------------------------------------------------------------------------------------


def no_such_folder(path: str) -> Diagnostic:
    return Diagnostic(
        "PL100",
        Bilingual(zh=f"没有规则包文件夹`{path}`", en=f"there is no pack folder `{path}`"),
        None,
        help=Bilingual(zh="规则包是含有 pack.yaml 的文件夹", en="a pack is a folder with a pack.yaml in it"),
    )


def no_manifest(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL101",
        Bilingual(zh="文件夹里没有 pack.yaml", en="the folder has no pack.yaml"),
        span,
        help=Bilingual(
            zh="新建 pack.yaml，写明 pack、version、title、jurisdiction 和 sources",
            en="create pack.yaml with pack, version, title, jurisdiction and sources",
        ),
    )


def cannot_read(span: Span, why: Bilingual) -> Diagnostic:
    return Diagnostic("PL102", Bilingual(zh=f"无法读取文件：{why.zh}", en=f"cannot read the file: {why.en}"), span)


def not_yaml(span: Span, why: Bilingual, help: Bilingual | None) -> Diagnostic:
    return Diagnostic(
        "PL103", Bilingual(zh=f"不是合法的 YAML：{why.zh}", en=f"this is not YAML: {why.en}"), span, help=help
    )


def write_as_literal_block(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL104",
        Bilingual(
            zh="折行、转义或跨行的文本里不能写表达式",
            en="expressions cannot stand in folded, escaped or multi-line plain text",
        ),
        span,
        notes=(
            Bilingual(
                zh="这种写法改变字符，出错时指不准位置",
                en="such text is changed by YAML, so a caret would point to the wrong place",
            ),
        ),
        help=Bilingual(zh="请改写成 | 文本块", en="write this as a literal block, after `|`"),
    )


def too_large(span: Span, size: int, limit: int) -> Diagnostic:
    return Diagnostic(
        "PL105",
        Bilingual(zh=f"文件有 {size} 字节，上限为 {limit} 字节", en=f"the file has {size} bytes, the limit is {limit}"),
        span,
        help=Bilingual(zh="请拆成几个文件", en="split it into several files"),
    )


def pack_too_large(span: Span, limit: int) -> Diagnostic:
    return Diagnostic(
        "PL106",
        Bilingual(
            zh=f"规则包的文件合计超过{limit}字节", en=f"the files of the pack have more than {limit} bytes together"
        ),
        span,
    )


def not_utf8(span: Span, offset: int) -> Diagnostic:
    return Diagnostic(
        "PL107",
        Bilingual(zh=f"文件不是 UTF-8 编码（第{offset + 1}个字节）", en=f"the file is not UTF-8, at byte {offset + 1}"),
        span,
        help=Bilingual(zh="请用编辑器另存为 UTF-8", en="save it as UTF-8 in your editor"),
    )


def unusable_character(span: Span, code: int) -> Diagnostic:
    return Diagnostic(
        "PL108",
        Bilingual(zh=f"规则文件里不能有字符 U+{code:04X}", en=f"character U+{code:04X} cannot stand in a pack file"),
        span,
        help=Bilingual(zh="请删去或换成普通字符", en="delete it or replace it with an ordinary character"),
    )


def unusable_yaml(span: Span, what: Bilingual, help: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL109",
        Bilingual(zh=f"规则文件里不能用{what.zh}", en=f"{what.en} cannot be used in pack files"),
        span,
        help=help,
    )


def duplicate_key(span: Span, key: str, line: int) -> Diagnostic:
    return Diagnostic(
        "PL110",
        Bilingual(zh=f"键`{key}`重复", en=f"key `{key}` stands here twice"),
        span,
        notes=(Bilingual(zh=f"第一次在第{line}行", en=f"the first one is on line {line}"),),
        help=Bilingual(zh="请删去一个", en="delete one of them"),
    )


def unknown_key(span: Span, key: str, near: Sequence[str], known: Sequence[str]) -> Diagnostic:
    names = ", ".join(known)
    return Diagnostic(
        "PL111",
        Bilingual(zh=f"不认识键`{key}`", en=f"there is no key `{key}` here"),
        span,
        help=did_you_mean(near) or Bilingual(zh=f"可用的键：{names}", en=f"keys that can stand here: {names}"),
    )


def missing_key(span: Span, key: str, what: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL112",
        Bilingual(zh=f"{what.zh}缺少`{key}`", en=f"{what.en} has no `{key}`"),
        span,
    )


def wrong_shape(span: Span, wanted: Bilingual, found: Bilingual, help: Bilingual | None = None) -> Diagnostic:
    return Diagnostic(
        "PL113",
        Bilingual(zh=f"这里应为{wanted.zh}，不是{found.zh}", en=f"this should be {wanted.en}, not {found.en}"),
        span,
        help=help,
    )


def not_a_word_of(span: Span, text: str, near: Sequence[str], known: Sequence[str]) -> Diagnostic:
    names = ", ".join(known)
    return Diagnostic(
        "PL114",
        Bilingual(zh=f"`{text}`不是这里可用的词", en=f"`{text}` is not a word that can stand here"),
        span,
        help=did_you_mean(near) or Bilingual(zh=f"可用的词：{names}", en=f"words that can stand here: {names}"),
    )


def malformed(span: Span, text: str, wanted: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL115",
        Bilingual(zh=f"`{text}`不是{wanted.zh}", en=f"`{text}` is not {wanted.en}"),
        span,
    )


def misplaced_file(span: Span, folders: Sequence[str]) -> Diagnostic:
    names = ", ".join(folders)
    return Diagnostic(
        "PL116",
        Bilingual(zh="规则包的这个位置不能放这个文件", en="a pack has no file like this in this place"),
        span,
        help=Bilingual(
            zh=f"YAML 文件放在 {names} 里，扩展名为 .yaml",
            en=f"put YAML files into {names}, with names that end in .yaml",
        ),
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    return Diagnostic(
        "PL117",
        Bilingual(zh=f"嵌套超过{limit}层", en=f"this is nested more than {limit} levels deep"),
        span,
    )


def comma_ends_text(span: Span, rest: str) -> Diagnostic:
    return Diagnostic(
        "PL118",
        Bilingual(
            zh=f"前面的文本在逗号处结束，`{rest}`成了键", en=f"a comma ended the text before, so `{rest}` is a key now"
        ),
        span,
        help=Bilingual(zh="含逗号的文本请加引号", en="quote a text that contains a comma"),
    )


# --- Parameters and periods ---------------------------------------------------------------------------------------


def periods_overlap(span: Span, first: str, second: str) -> Diagnostic:
    return Diagnostic(
        "PL120",
        Bilingual(
            zh=f"从{second}起的值与从{first}起的值期间重叠", en=f"the value from {second} overlaps the one from {first}"
        ),
        span,
        notes=(Bilingual(zh="同一天会有两个值", en="there would be two values on one day"),),
        help=Bilingual(zh="请改 start，或提前前一个值的 end", en="change `start`, or end the earlier value before it"),
    )


def hole_between_periods(span: Span, end: str, start: str) -> Diagnostic:
    return Diagnostic(
        "PL121",
        Bilingual(zh=f"从{end}到{start}没有值", en=f"there is no value from {end} to {start}"),
        span,
        notes=(
            Bilingual(
                zh="这段时间内的决策会因缺参数而出错", en="a decision about a day in between would stop with an error"
            ),
        ),
        help=Bilingual(
            zh="请补一个值，或去掉前一个值的 end", en="add a value, or leave out the `end` of the earlier one"
        ),
    )


def empty_period(span: Span, start: str, end: str) -> Diagnostic:
    return Diagnostic(
        "PL122",
        Bilingual(zh=f"期间从{start}到{end}，一天也没有", en=f"the period from {start} to {end} has no day"),
        span,
        help=Bilingual(
            zh="end 是不再有效的第一天，应晚于 start",
            en="`end` is the first day without effect, so it comes after `start`",
        ),
    )


def not_a_value_of_unit(span: Span, text: str, unit: str, wanted: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL123",
        Bilingual(
            zh=f"单位为`{unit}`的参数，值应为{wanted.zh}，不是`{text}`",
            en=f"a parameter in `{unit}` has {wanted.en} as its value, not `{text}`",
        ),
        span,
    )


def unknown_unit(span: Span, text: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "PL124",
        Bilingual(zh=f"不认识单位`{text}`", en=f"there is no unit `{text}`"),
        span,
        help=did_you_mean(near)
        or Bilingual(
            zh="单位有 days months years count fraction date flag、货币代码和枚举名",
            en="units are days, months, years, count, fraction, date, flag, a currency code or an enumeration's name",
        ),
    )


def values_not_for_all(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL125",
        Bilingual(zh="没有不带`where`的值", en="there is no value without `where`"),
        span,
        notes=(Bilingual(zh="其他情形会没有值", en="everything else would have no value"),),
    )


def where_and_by_differ(span: Span, by: Sequence[str]) -> Diagnostic:
    names = ", ".join(by)
    message = (
        Bilingual(zh=f"`where`应恰好写出`by`的各项：{names}", en=f"`where` lists exactly what `by` lists: {names}")
        if by
        else Bilingual(zh="参数没有`by`，不能用`where`", en="there is no `by` that this `where` could be about")
    )
    return Diagnostic("PL126", message, span)


def not_a_dimension(span: Span, path: str) -> Diagnostic:
    return Diagnostic(
        "PL127",
        Bilingual(zh=f"参数不能按`{path}`区分", en=f"a parameter cannot depend on `{path}`"),
        span,
        help=Bilingual(
            zh="可用的是记录里给出的、取值为枚举的字段",
            en="it may depend on a field of the record whose type is an enumeration",
        ),
    )


def dimension_out_of_reach(span: Span, parameter: str, path: str, entity: str) -> Diagnostic:
    return Diagnostic(
        "PL128",
        Bilingual(
            zh=f"参数`{parameter}`按`{path}`区分，而这里说的是`{entity}`",
            en=f"parameter `{parameter}` depends on `{path}`, which cannot be reached from `{entity}`",
        ),
        span,
    )


# --- Citations ----------------------------------------------------------------------------------------------------


def not_a_citation(span: Span | None, text: str) -> Diagnostic:
    return Diagnostic(
        "PL130",
        Bilingual(zh=f"`{text}`不是出处", en=f"`{text}` is not a citation"),
        span,
        help=Bilingual(
            zh="写成 文件简称#条款，如 分类办法#11(1)", en="write the short name of a source, `#`, and the place in it"
        ),
    )


def unknown_source(span: Span | None, name: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "PL131",
        Bilingual(zh=f"pack.yaml 的 sources 里没有`{name}`", en=f"there is no source `{name}` in pack.yaml"),
        span,
        help=did_you_mean(near),
    )


def no_citation(span: Span, what: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL132",
        Bilingual(zh=f"{what.zh}没有出处", en=f"{what.en} has no citation"),
        span,
        help=Bilingual(
            zh='加上 cite，如 cite: "分类办法#11(1)"', en="add `cite:` with a source of pack.yaml and a place in it"
        ),
    )


# --- Definitions --------------------------------------------------------------------------------------------------


def defined_twice(span: Span, what: Bilingual, name: str, place: str) -> Diagnostic:
    return Diagnostic(
        "PL140",
        Bilingual(zh=f"{what.zh}`{name}`有两个", en=f"{what.en} `{name}` is defined twice"),
        span,
        notes=(Bilingual(zh=f"第一个在 {place}", en=f"the first one is at {place}"),),
    )


def no_such(span: Span, what: Bilingual, name: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "PL141",
        Bilingual(zh=f"没有{what.zh}`{name}`", en=f"there is no {what.en} `{name}`"),
        span,
        help=did_you_mean(near),
    )


def not_an_outcome(span: Span, text: str, enumeration: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "PL142",
        Bilingual(zh=f"`{text}`不是`{enumeration}`的值", en=f"`{text}` is not a value of `{enumeration}`"),
        span,
        help=did_you_mean(near),
    )


def reads_itself(span: Span, names: Sequence[str]) -> Diagnostic:
    path = " -> ".join(names)
    return Diagnostic(
        "PL143",
        Bilingual(zh=f"定义绕回自身：`{path}`", en=f"this reads itself: `{path}`"),
        span,
        help=Bilingual(
            zh="分成两步：先定单户结果，再定考虑其他结果的决策",
            en="split it in passes: one decision alone, and one that reads its results",
        ),
    )


def does_not_fit_together(span: Span, what: Bilingual) -> Diagnostic:
    return Diagnostic("PL144", what, span)


def type_differs_from_model(span: Span, path: str, model: str, found: str) -> Diagnostic:
    return Diagnostic(
        "PL145",
        Bilingual(
            zh=f"`{path}`在模型里的类型是 {model}，不是 {found}",
            en=f"`{path}` is a {model} in the model, not a {found}",
        ),
        span,
    )


def name_taken(span: Span, name: str, what: Bilingual) -> Diagnostic:
    return Diagnostic(
        "PL146",
        Bilingual(zh=f"名称`{name}`已经是{what.zh}", en=f"`{name}` is already {what.en}"),
        span,
    )


def unclosed_brace(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL147",
        Bilingual(zh="花括号不成对", en="this brace has no partner"),
        span,
        help=Bilingual(zh="要写花括号本身，请写两个：{{ 或 }}", en="to write a brace itself, write two: `{{` or `}}`"),
    )


# --- Packs that hang together -------------------------------------------------------------------------------------


def other_engine(span: Span, wanted: str, found: str) -> Diagnostic:
    return Diagnostic(
        "PL150",
        Bilingual(
            zh=f"规则包要求引擎`{wanted}`，这里是 {found}", en=f"the pack wants engine `{wanted}`, this one is {found}"
        ),
        span,
        help=Bilingual(zh="请安装合适的 postloan-rules 版本", en="install a fitting version of postloan-rules"),
    )


def pack_not_found(span: Span, name: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "PL151",
        Bilingual(zh=f"找不到规则包`{name}`", en=f"there is no pack `{name}`"),
        span,
        help=did_you_mean(near)
        or Bilingual(
            zh="规则包应在同一上级文件夹，或随引擎一起发布",
            en="it should stand in the same parent folder or come with the engine",
        ),
    )


def other_version(span: Span, name: str, wanted: str, found: str) -> Diagnostic:
    return Diagnostic(
        "PL152",
        Bilingual(
            zh=f"要求规则包`{name}`的版本`{wanted}`，这里是 {found}",
            en=f"pack `{name}` is wanted as `{wanted}`, this one is {found}",
        ),
        span,
    )


def imports_itself(span: Span, names: Sequence[str]) -> Diagnostic:
    path = " -> ".join(names)
    return Diagnostic(
        "PL153", Bilingual(zh=f"规则包引用绕回自身：`{path}`", en=f"packs import each other: `{path}`"), span
    )


def overlay_of_other_pack(span: Span, wanted: str, found: str) -> Diagnostic:
    return Diagnostic(
        "PL154",
        Bilingual(
            zh=f"这个叠加包用于`{wanted}`，不用于`{found}`",
            en=f"this overlay is for pack `{wanted}`, not for `{found}`",
        ),
        span,
    )


def not_an_overlay(span: Span, name: str) -> Diagnostic:
    return Diagnostic(
        "PL155",
        Bilingual(zh=f"规则包`{name}`不是叠加包", en=f"pack `{name}` is not an overlay"),
        span,
        help=Bilingual(
            zh="在 pack.yaml 里写 overlay: {of: …, version: …}",
            en="write `overlay: {of: …, version: …}` in its pack.yaml",
        ),
    )


def only_in_overlays(span: Span, key: str) -> Diagnostic:
    return Diagnostic(
        "PL156",
        Bilingual(zh=f"`{key}`只能写在叠加包里", en=f"`{key}` can only stand in an overlay pack"),
        span,
    )


def not_for_overlays(span: Span, key: str) -> Diagnostic:
    return Diagnostic(
        "PL157",
        Bilingual(zh=f"叠加包不能改`{key}`", en=f"an overlay cannot change `{key}`"),
        span,
    )


# --- Rules in Python ----------------------------------------------------------------------------------------------


def python_rule_does_not_fit(rule: str, why: Bilingual, near: Sequence[str] = ()) -> Diagnostic:
    return Diagnostic(
        "PL160",
        Bilingual(zh=f"Python 规则`{rule}`不能用：{why.zh}", en=f"rule `{rule}` in Python cannot be used: {why.en}"),
        None,
        help=did_you_mean(near),
    )


def not_portable(span: Span | None, rule: str) -> Diagnostic:
    return Diagnostic(
        "PL161",
        Bilingual(
            zh=f"规则`{rule}`只能用 Python 运行，而规则包声明可移植",
            en=f"rule `{rule}` runs in Python only, but the pack is declared portable",
        ),
        span,
    )

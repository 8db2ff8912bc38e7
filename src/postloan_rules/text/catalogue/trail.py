"""Why a trail refuses or cannot be used: its records, its database, its spool."""

from collections.abc import Sequence
from pathlib import Path

from postloan_rules.text.bilingual import Bilingual

# Records


def no_record(sequence: int) -> Bilingual:
    return Bilingual(zh=f"账本中没有第{sequence}条记录", en=f"the trail has no record {sequence}")


def record_damaged(sequence: int, why: str) -> Bilingual:
    return Bilingual(zh=f"账本第{sequence}条记录已损坏", en=f"record {sequence} of the trail is damaged: {why}")


def record_elsewhere(sequence: int, says: int) -> Bilingual:
    return Bilingual(
        zh=f"账本第{sequence}条记录自称第{says}条",
        en=f"record {sequence} of the trail says that it is record {says}",
    )


def key_length(longest: int) -> Bilingual:
    return Bilingual(
        zh=f"记录的键为空或超过{longest}个字符", en=f"the key of a record is empty or longer than {longest} characters"
    )


def key_taken(key: str) -> Bilingual:
    return Bilingual(zh=f"键`{key}`已对应另一项决策", en=f"key `{key}` already stands for another decision")


def no_canonical_form(why: str) -> Bilingual:
    return Bilingual(zh=f"该值没有规范形式：{why}", en=f"the value has no canonical form: {why}")


def too_deep(path: str, deepest: int) -> Bilingual:
    return Bilingual(zh=f"`{path}`嵌套超过{deepest}层", en=f"`{path}` is nested more than {deepest} levels deep")


def number_too_large(path: str) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`是JSON无法精确表示的整数，请写成字符串",
        en=f"`{path}` is a whole number that JSON cannot hold exactly; write it as a string",
    )


def key_is_no_text(path: str, key: object) -> Bilingual:
    return Bilingual(zh=f"`{path}`的键`{key}`不是字符串", en=f"`{path}` has the key `{key}`, which is not a string")


def kind_without_form(path: str, kind: str) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`的类型`{kind}`没有规范形式，请写成字符串",
        en=f"`{path}` is a {kind}, which has no canonical form; write it as a string",
    )


def envelope_missing(sequence: int, pointer: str) -> Bilingual:
    return Bilingual(
        zh=f"第{sequence}条记录：`{pointer}`的密封内容缺失",
        en=f"record {sequence}: the envelope of `{pointer}` is missing",
    )


def envelope_of_others(sequence: int, pointer: str) -> Bilingual:
    return Bilingual(
        zh=f"第{sequence}条记录：`{pointer}`的密封内容属于其他主体",
        en=f"record {sequence}: the envelope of `{pointer}` names other parties",
    )


def does_not_open() -> Bilingual:
    return Bilingual(zh="密封值用其主体的密钥打不开", en="a sealed value does not open with the keys of its parties")


def no_override(sequence: int) -> Bilingual:
    return Bilingual(zh=f"第{sequence}条记录不是人工调整", en=f"record {sequence} is no override")


# The ledger as a whole


def other_pack_text(digest: str) -> Bilingual:
    return Bilingual(
        zh=f"规则包文本的摘要不是`{digest}`", en=f"the text of the pack does not have the digest `{digest}`"
    )


def not_a_ledger_name(longest: int) -> Bilingual:
    return Bilingual(
        zh=f"账本名称须为一行可显示文字，不超过{longest}个字符",
        en=f"the name of a trail is one line of printable text of at most {longest} characters",
    )


def no_such_entity(entity: str, known: Sequence[str]) -> Bilingual:
    return Bilingual(
        zh=f"没有名为`{entity}`的对象类型；可用：{'、'.join(known)}",
        en=f"nothing is called `{entity}` in a trail; known: {', '.join(known)}",
    )


def legal_hold(reason: str) -> Bilingual:
    return Bilingual(zh=f"这些数据处于法律保全中：{reason}", en=f"there is a legal hold on these data: {reason}")


def checkpoint_does_not_fit() -> Bilingual:
    return Bilingual(zh="账本与为其签发的检查点不符", en="the trail does not fit a checkpoint that was made of it")


def last_record_missing() -> Bilingual:
    return Bilingual(zh="账本缺少最后一条记录", en="the last record of the trail is missing")


def last_record_changed() -> Bilingual:
    return Bilingual(zh="账本最后一条记录被改动", en="the last record of the trail was changed")


def settings_damaged() -> Bilingual:
    return Bilingual(zh="账本的设置已损坏", en="the settings of the trail are damaged")


def node_missing(level: int, place: int) -> Bilingual:
    return Bilingual(
        zh=f"账本的树缺少第{level}层第{place}个节点", en=f"the tree of the trail lacks node {place} of level {level}"
    )


def clock_without_zone() -> Bilingual:
    return Bilingual(zh="账本时钟给出的时刻没有时区", en="the clock of the trail gave an instant without a time zone")


# The database


def not_an_address(address: str) -> Bilingual:
    return Bilingual(
        zh=f"`{address}`不是账本地址；请写`sqlite:`加路径，例如`sqlite:trail.db`，或`postgresql://`加其余部分",
        en=f"`{address}` is not an address of a trail; write `sqlite:` and a path, as in `sqlite:trail.db`, or"
        " `postgresql://` and the rest",
    )


def is_folder(path: Path) -> Bilingual:
    return Bilingual(zh=f"`{path}`是文件夹，不是账本", en=f"`{path}` is a folder, not a trail")


def no_folder(path: Path) -> Bilingual:
    return Bilingual(zh=f"账本所在文件夹`{path}`不存在", en=f"the folder `{path}` of the trail does not exist")


def too_short(path: Path, size: int) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`不是账本，或已损坏：仅剩{size}字节",
        en=f"`{path}` is not a trail, or is damaged: only {size} bytes are left of it",
    )


def not_a_trail(path: Path, why: object = None) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`不是账本，或已损坏" + (f"：{why}" if why else ""),
        en=f"`{path}` is not a trail, or is damaged" + (f": {why}" if why else ""),
    )


def file_damaged(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"文件`{path}`已损坏：{why}", en=f"the file `{path}` is damaged: {why}")


def other_program(path: Path) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`是其他程序的数据库，不是账本", en=f"`{path}` is a database of another program, not a trail"
    )


def other_program_schema(schema: str) -> Bilingual:
    return Bilingual(
        zh=f"模式`{schema}`中是其他程序的表，不是账本",
        en=f"the schema `{schema}` holds tables of another program, not a trail",
    )


def not_a_schema_name(schema: str) -> Bilingual:
    return Bilingual(
        zh=f"`{schema}`不能作为模式名：请用小写字母、数字和`_`",
        en=f"`{schema}` cannot be the name of a schema: lower-case letters, digits and `_`",
    )


def no_schema(schema: str) -> Bilingual:
    return Bilingual(
        zh=f"没有账本模式`{schema}`，且无权新建",
        en=f"there is no trail in the schema `{schema}`, and this role may not make one",
    )


def older_layout(place: object, layout: str, ours: int) -> Bilingual:
    return Bilingual(
        zh=f"账本`{place}`的布局为{layout}，本版本读取布局{ours}：请保留原件，用写入它的版本导出，并在别处新建账本",
        en=f"the trail `{place}` has layout {layout}, and this version reads layout {ours}: keep it as it is, export"
        " it with the version that wrote it, and begin a new trail at another place",
    )


def later_layout(place: object, layout: str, ours: int) -> Bilingual:
    return Bilingual(
        zh=f"账本`{place}`的布局为{layout}，本版本读取布局{ours}：请用写入它的较新版本打开",
        en=f"the trail `{place}` has layout {layout}, and this version reads layout {ours}: open it with the later"
        " version that wrote it",
    )


def to_be_migrated(place: object, layout: str, why: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"账本`{place}`的布局为较旧的{layout}，须由可写者打开一次以升级：{why.zh}",
        en=f"the trail `{place}` has the older layout {layout}, and has to be opened once by who may write: {why.en}",
    )


def cannot_be_made(path: Path, why: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"没有账本`{path}`，也无法新建：{why.zh}", en=f"there is no trail `{path}`, and none can be made: {why.en}"
    )


def cannot_become_trail(path: Path, why: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"文件`{path}`是空的，且无法建为账本：{why.zh}",
        en=f"the file `{path}` is empty, and cannot be made a trail: {why.en}",
    )


def cannot_be_opened(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"账本`{path}`无法打开：{why}", en=f"the trail `{path}` cannot be opened: {why}")


def cannot_be_reached(why: object) -> Bilingual:
    return Bilingual(zh=f"无法连接账本数据库：{why}", en=f"the database of the trail cannot be reached: {why}")


def cannot_be_used(path: Path, why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"账本`{path}`无法使用：{why.zh}", en=f"the trail `{path}` cannot be used: {why.en}")


def can_only_be_read(why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"账本只能读取：{why.zh}", en=f"the trail can only be read: {why.en}")


def log_beside(path: Path, why: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"{why.zh}，而日志`{path}-wal`中有尚未写入文件的记录；请将两者复制到可写的文件夹，再打开副本",
        en=f"{why.en}, and the log `{path}-wal` holds records that are not in the file yet;"
        " copy both to a folder that can be written, and open the copy",
    )


def file_read_only(path: Path) -> Bilingual:
    return Bilingual(zh=f"文件`{path}`不可写", en=f"the file `{path}` cannot be written")


def folder_read_only(path: Path) -> Bilingual:
    return Bilingual(zh=f"文件夹`{path}`不可写", en=f"the folder `{path}` cannot be written")


def role_read_only(schema: str) -> Bilingual:
    return Bilingual(zh=f"该角色对模式`{schema}`只有读取权限", en=f"this role may only read the schema `{schema}`")


def database_read_only() -> Bilingual:
    return Bilingual(zh="数据库只接受读取", en="the database takes no changes")


def busy(seconds: float) -> Bilingual:
    return Bilingual(
        zh=f"另一程序已写入账本{seconds:g}秒，本次未写入任何内容：请待其结束后重试，或延长等待",
        en=f"another program has been writing to the trail for {seconds:g} seconds; nothing was written:"
        " try again when it has finished, or wait longer",
    )


def being_read() -> Bilingual:
    return Bilingual(
        zh="另一程序正在读取账本，其日志无法清空；请关闭该程序后重试",
        en="another program reads the trail, so that its log cannot be emptied; close it and try again",
    )


def connection_lost() -> Bilingual:
    return Bilingual(
        zh="与账本数据库的连接已断开：请重新打开账本，并重新追加未得到回执的记录",
        en="the connection to the database of the trail was lost: open the trail again, and append again what was not"
        " answered",
    )


def refuses(why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"账本拒绝：{why.zh}", en=f"the trail refuses: {why.en}")


def disk_full() -> Bilingual:
    return Bilingual(zh="磁盘已满", en="the disk is full")


def disk_fails(why: object) -> Bilingual:
    return Bilingual(zh=f"磁盘故障（{why}）", en=f"the disk fails ({why})")


def plainly(why: object) -> Bilingual:
    """Return what another program says, which nobody translates."""
    return Bilingual(zh=str(why), en=str(why))


def tables_damaged() -> Bilingual:
    return Bilingual(zh="账本的表已损坏", en="the tables of the trail are damaged")


def cell_damaged() -> Bilingual:
    return Bilingual(
        zh="账本的表已损坏：单元格内容与其应有的类型不符",
        en="the tables of the trail are damaged: a cell holds something else than it should",
    )


# The spool


def spool_without_file() -> Bilingual:
    return Bilingual(zh="使用暂存须指定暂存文件", en="to spool, name the file of the spool")


def spool_unwritable(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"暂存文件`{path}`无法写入：{why}", en=f"the spool `{path}` cannot be written: {why}")


def spool_busy(path: Path, seconds: float) -> Bilingual:
    return Bilingual(
        zh=f"另一程序已占用暂存文件`{path}` {seconds:g}秒",
        en=f"another program has held the spool `{path}` for {seconds:g} seconds",
    )


def spool_changed(path: Path, number: int) -> Bilingual:
    return Bilingual(zh=f"暂存文件`{path}`第{number}行被改动", en=f"line {number} of the spool `{path}` was changed")

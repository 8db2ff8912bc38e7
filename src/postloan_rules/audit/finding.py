"""What checking a trail finds, in both languages."""

from enum import Enum

from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual


class Weight(Enum):
    """What a finding means for the trail."""

    FAULT = "fault"
    """Something contradicts something: the trail, or this copy of it, was changed."""
    NOTE = "note"
    """Something could not be checked, for a reason that is no fault: a key was destroyed, nobody gave one to trust."""


@dataclass(frozen=True, slots=True)
class TrailFinding:
    """Something found at the record with number ``sequence``; where that is ``None``, about the trail as a whole."""

    code: str
    sequence: int | None
    message: Bilingual
    weight: Weight = Weight.FAULT


def no_bundle(why: Bilingual) -> TrailFinding:
    """What is there is no bundle or no trail, or not any more."""
    return TrailFinding("no_bundle", None, why)


def file_missing(name: str) -> TrailFinding:
    """A file of the bundle is not there."""
    return TrailFinding("file_missing", None, Bilingual(zh=f"缺少文件 `{name}`", en=f"the file `{name}` is missing"))


def file_changed(name: str) -> TrailFinding:
    """A file has another digest than the manifest says."""
    return TrailFinding(
        "file_changed",
        None,
        Bilingual(zh=f"文件 `{name}` 与清单不符", en=f"the file `{name}` is not the one of the manifest"),
    )


def file_unreadable(name: str, why: str) -> TrailFinding:
    """A file does not read as what it should be."""
    return TrailFinding(
        "file_unreadable", None, Bilingual(zh=f"文件 `{name}` 无法读取", en=f"the file `{name}` cannot be read: {why}")
    )


def leaf_malformed(sequence: int, why: str) -> TrailFinding:
    """The bytes of a leaf are no record in canonical form."""
    return TrailFinding(
        "leaf_malformed", sequence, Bilingual(zh="记录不是规范形式", en=f"the record is not in canonical form: {why}")
    )


def wrong_sequence(sequence: int, says: int) -> TrailFinding:
    """A leaf stands elsewhere than it says."""
    return TrailFinding(
        "wrong_sequence", sequence, Bilingual(zh=f"记录自称第{says}条", en=f"the record says that it is number {says}")
    )


def wrong_previous(sequence: int) -> TrailFinding:
    """A leaf does not follow the one before."""
    return TrailFinding(
        "wrong_previous", sequence, Bilingual(zh="记录与前一条不衔接", en="the record does not follow the one before")
    )


def other_ledger(sequence: int, name: str) -> TrailFinding:
    """A leaf belongs to another ledger."""
    return TrailFinding(
        "other_ledger",
        sequence,
        Bilingual(zh=f"记录属于账本 `{name}`", en=f"the record belongs to the ledger `{name}`"),
    )


def key_repeated(sequence: int, first: int) -> TrailFinding:
    """Two leaves share one idempotency key."""
    return TrailFinding(
        "key_repeated",
        sequence,
        Bilingual(zh=f"记录与第{first}条使用同一键", en=f"the record has the key of number {first}"),
    )


def wrong_size(says: int, found: int) -> TrailFinding:
    """There are more or fewer leaves than the manifest or a checkpoint says."""
    return TrailFinding(
        "wrong_size",
        None,
        Bilingual(zh=f"应有{says}条记录，实有{found}条", en=f"there should be {says} records, and there are {found}"),
    )


def wrong_root(size: int) -> TrailFinding:
    """The root over the first ``size`` leaves is another than what was written down."""
    return TrailFinding(
        "wrong_root",
        None,
        Bilingual(
            zh=f"前{size}条记录的根与检查点不符",
            en=f"the root over the first {size} records is not that of the checkpoint",
        ),
    )


def note_unreadable(why: str) -> TrailFinding:
    """A checkpoint is no signed note."""
    return TrailFinding(
        "note_unreadable", None, Bilingual(zh="检查点无法读取", en=f"a checkpoint cannot be read: {why}")
    )


def not_signed(size: int) -> TrailFinding:
    """No trusted key signed a checkpoint."""
    return TrailFinding(
        "not_signed",
        None,
        Bilingual(
            zh=f"{size}条记录的检查点没有可信签名", en=f"the checkpoint of {size} records has no signature that holds"
        ),
    )


def no_checkpoint() -> TrailFinding:
    """Nothing was signed, so that nothing speaks for the end of the trail."""
    return TrailFinding(
        "no_checkpoint",
        None,
        Bilingual(
            zh="没有签名的检查点，无法证明末尾完整",
            en="no checkpoint is signed, so that nothing proves that the end is there",
        ),
        Weight.NOTE,
    )


def nothing_signed() -> TrailFinding:
    """Keys are trusted, and nothing that they signed is there: anybody could have written all of it."""
    return TrailFinding(
        "nothing_signed",
        None,
        Bilingual(
            zh="给出了可信公钥，却没有任何以其签名的检查点",
            en="a key is trusted, and there is no checkpoint that it signed",
        ),
    )


def uncovered(size: int, records: int) -> TrailFinding:
    """The last records came after the last checkpoint."""
    return TrailFinding(
        "uncovered",
        None,
        Bilingual(
            zh=f"第{size}条起的{records}条记录尚无检查点",
            en=f"{records} records from number {size} came after the last checkpoint",
        ),
        Weight.NOTE,
    )


def key_not_pinned(name: str) -> TrailFinding:
    """The key came with the bundle itself."""
    return TrailFinding(
        "key_not_pinned",
        None,
        Bilingual(
            zh=f"验证公钥 `{name}` 来自证据包本身，请另行核实",
            en=f"the key `{name}` came with the bundle; confirm it by other means",
        ),
        Weight.NOTE,
    )


def proof_fails(sequence: int) -> TrailFinding:
    """An inclusion path does not lead from the leaf to the root."""
    return TrailFinding(
        "proof_fails", sequence, Bilingual(zh="包含证明不成立", en="the path does not lead from the record to the root")
    )


def index_differs(sequence: int) -> TrailFinding:
    """The ledger finds a record by something else than it says."""
    return TrailFinding(
        "index_differs",
        sequence,
        Bilingual(
            zh="索引与记录不符，查找会遗漏或错列它",
            en="the index is not that of the record, which hides or misplaces it",
        ),
    )


def content_differs(sequence: int) -> TrailFinding:
    """What tells the content of a record is not made of it under the secret of the ledger."""
    return TrailFinding(
        "content_differs",
        sequence,
        Bilingual(
            zh="记录的内容标识不是由其内容和账本密钥得出",
            en="what tells its content is not made of it and the ledger's secret",
        ),
    )


def checkpoint_untrue(sequence: int) -> TrailFinding:
    """The record of a checkpoint is not about an earlier state of the trail."""
    return TrailFinding(
        "checkpoint_untrue",
        sequence,
        Bilingual(
            zh="检查点记录与账本先前状态不符",
            en="the record of a checkpoint is not about an earlier state of the trail",
        ),
    )


def batch_untrue(sequence: int, why: Bilingual) -> TrailFinding:
    """The record of a batch contradicts itself."""
    return TrailFinding("batch_untrue", sequence, why)


def row_fails(sequence: int, part: int, row: int) -> TrailFinding:
    """A row is not proved by the record of its batch."""
    return TrailFinding(
        "row_fails",
        sequence,
        Bilingual(
            zh=f"分片{part}第{row}行的证明不成立",
            en=f"the path does not lead from row {row} of part {part} to its root",
        ),
    )


def envelope_missing(sequence: int, pointer: str) -> TrailFinding:
    """A sealed value has no envelope."""
    return TrailFinding(
        "envelope_missing",
        sequence,
        Bilingual(zh=f"`{pointer}` 的密封内容缺失", en=f"the envelope of `{pointer}` is missing"),
    )


def envelope_changed(commitment: str) -> TrailFinding:
    """An envelope is not the one its commitment was made of."""
    return TrailFinding(
        "envelope_changed",
        None,
        Bilingual(zh=f"密封内容 `{commitment}` 被改动", en=f"the envelope `{commitment}` was changed"),
    )


def envelope_unopened(sequence: int, why: Bilingual) -> TrailFinding:
    """An envelope does not open at its place with the keys of its parties."""
    return TrailFinding("envelope_unopened", sequence, why)


def shredded(sequence: int, values: int) -> TrailFinding:
    """Keys were destroyed: the record stands, some of its values are gone."""
    return TrailFinding(
        "inputs_shredded",
        sequence,
        Bilingual(zh=f"输入已销毁（{values}项）", en=f"inputs shredded ({values})"),
        Weight.NOTE,
    )


def pack_missing(sequence: int, digest: str) -> TrailFinding:
    """The pack of a decision is not there."""
    return TrailFinding(
        "pack_missing", sequence, Bilingual(zh=f"缺少规则包 `{digest}`", en=f"the pack `{digest}` is missing")
    )


def pack_changed(digest: str) -> TrailFinding:
    """The text of a pack has another digest."""
    return TrailFinding(
        "pack_changed", None, Bilingual(zh=f"规则包 `{digest}` 被改动", en=f"the pack `{digest}` was changed")
    )

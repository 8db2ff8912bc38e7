"""Why keys, checkpoints, proofs, bundles, batches and archived packs cannot be used."""

from collections.abc import Sequence
from pathlib import Path

from postloan_rules.text.bilingual import Bilingual

# Keys


def not_a_signing_key() -> Bilingual:
    return Bilingual(
        zh="签名私钥不是无密码的PEM私钥", en="the signing key is not a private key in PEM without a password"
    )


def not_ed25519() -> Bilingual:
    return Bilingual(zh="签名私钥不是Ed25519密钥", en="the signing key is not an Ed25519 key")


def not_a_key_name(name: str) -> Bilingual:
    return Bilingual(
        zh=f"`{name}`不能作为密钥名称：不得含空格或`+`", en=f"`{name}` cannot be the name of a key: no blanks, no `+`"
    )


def key_open_to_others(path: Path) -> Bilingual:
    return Bilingual(
        zh=f"签名私钥`{path}`可被他人读取；请只允许所有者读取：chmod 600",
        en=f"others may read the signing key `{path}`; allow only its owner: chmod 600",
    )


def key_unreadable(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"签名私钥`{path}`无法读取：{why}", en=f"the signing key `{path}` cannot be read: {why}")


def other_signer(name: str) -> Bilingual:
    return Bilingual(zh=f"`{name}`的签名与其公钥不符", en=f"what signs for `{name}` does not sign under its public key")


def not_a_verifying_key() -> Bilingual:
    return Bilingual(zh="公钥不是`名称+编号+密钥`的形式", en="the key is not of the form `name+id+key`")


def verifying_key_not_ed25519() -> Bilingual:
    return Bilingual(zh="公钥不是Ed25519密钥", en="the key is not an Ed25519 key")


def key_id_differs() -> Bilingual:
    return Bilingual(zh="公钥编号与公钥不符", en="the id of the key does not fit the key")


# Checkpoints and proofs


def not_a_checkpoint() -> Bilingual:
    return Bilingual(zh="文本不是已签名的检查点", en="the text is not a signed checkpoint")


def checkpoint_without_size() -> Bilingual:
    return Bilingual(zh="检查点没有写明来源或数量", en="the checkpoint names no origin or no size")


def checkpoint_in_other_form() -> Bilingual:
    return Bilingual(zh="检查点不是其唯一写法", en="the checkpoint is not in its one form")


def signature_unreadable() -> Bilingual:
    return Bilingual(zh="检查点的一个签名无法读取", en="a signature of the checkpoint cannot be read")


def not_base64() -> Bilingual:
    return Bilingual(zh="检查点中有内容不是base64", en="the checkpoint holds something that is not base 64")


def in_file(path: Path, why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"`{path}`：{why.zh}", en=f"`{path}`: {why.en}")


def own_signature_fails() -> Bilingual:
    return Bilingual(
        zh="检查点的签名用其公钥验证不成立", en="the signature of the checkpoint does not hold under its own key"
    )


def not_of_this_ledger() -> Bilingual:
    return Bilingual(zh="检查点不属于该账本", en="the checkpoint is not one of this ledger")


def after_checkpoint(sequence: int, size: int) -> Bilingual:
    return Bilingual(
        zh=f"第{sequence}条记录晚于{size}条记录的检查点",
        en=f"record {sequence} came after the checkpoint of {size} records",
    )


def no_checkpoint_over(sequence: int) -> Bilingual:
    return Bilingual(
        zh=f"第{sequence}条记录尚无检查点；请先生成检查点",
        en=f"no checkpoint is over record {sequence} yet; make one first",
    )


def some_under_no_checkpoint() -> Bilingual:
    return Bilingual(
        zh="其中一些记录尚无检查点；请先生成检查点",
        en="some of these records are under no checkpoint yet; make a checkpoint first",
    )


def no_proof_between(first: int, second: int) -> Bilingual:
    return Bilingual(
        zh=f"账本没有从{first}条到{second}条记录的证明",
        en=f"the ledger has no proof from {first} to {second} records",
    )


# Bundles


def path_taken(path: Path) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`已存在；请指定新文件或空文件夹",
        en=f"`{path}` is there already; name a new file or an empty folder",
    )


def path_unwritable(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"`{path}`无法写入：{why}", en=f"`{path}` cannot be written: {why}")


def not_a_bundle(path: Path) -> Bilingual:
    return Bilingual(zh=f"`{path}`既不是文件夹，也不是ZIP文件", en=f"`{path}` is neither a folder nor a ZIP file")


def no_bundle(path: Path) -> Bilingual:
    return Bilingual(zh=f"`{path}`处没有证据包", en=f"there is no bundle at `{path}`")


def too_many_files(path: Path, most: int) -> Bilingual:
    return Bilingual(
        zh=f"`{path}`超过{most}个文件，不是证据包", en=f"`{path}` holds more than {most} files and is no bundle"
    )


# Batches


def other_rows(name: str) -> Bilingual:
    return Bilingual(zh=f"`{name}`的行与批次不符", en=f"the rows of `{name}` are not those of the batch")


def no_row(name: str, row: int) -> Bilingual:
    return Bilingual(zh=f"`{name}`没有第{row}行", en=f"`{name}` has no row {row}")


def no_part(name: str, parts: Sequence[str]) -> Bilingual:
    return Bilingual(
        zh=f"批次没有分片`{name}`：{'、'.join(parts)}", en=f"the batch has no part `{name}`: {', '.join(parts)}"
    )


def no_batch(sequence: int) -> Bilingual:
    return Bilingual(zh=f"第{sequence}条记录不是批次", en=f"record {sequence} is no batch")


def other_root() -> Bilingual:
    return Bilingual(zh="批次的根与各分片的根不符", en="the root of the batch is not that of the roots of its parts")


def row_is_no_text(name: str, row: int) -> Bilingual:
    return Bilingual(zh=f"`{name}`第{row}行不是UTF-8文本", en=f"row {row} of `{name}` is not UTF-8 text")


def part_changed(name: str) -> Bilingual:
    return Bilingual(
        zh=f"分片`{name}`的摘要与清单不符", en=f"the part `{name}` does not have the digest of the manifest"
    )


def part_unreadable(name: str, why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"分片`{name}`无法读取：{why.zh}", en=f"the part `{name}` cannot be read: {why.en}")


def part_has_other_rows(name: str, found: int, says: int) -> Bilingual:
    return Bilingual(
        zh=f"分片`{name}`有{found}行，清单为{says}行",
        en=f"the part `{name}` has {found} rows, and the manifest says {says}",
    )


def value_without_form(name: str, column: str) -> Bilingual:
    return Bilingual(
        zh=f"分片`{name}`的列`{column}`中有没有规范形式的值",
        en=f"the part `{name}` has a value without a canonical form in the column `{column}`",
    )


def pack_of_other_run(run: str, given: str) -> Bilingual:
    return Bilingual(
        zh=f"清单的规则包为`{run}`，给出的是`{given}`", en=f"the manifest is about the pack `{run}`, given is `{given}`"
    )


def manifest_unreadable(path: Path, why: object) -> Bilingual:
    return Bilingual(zh=f"清单`{path}`无法读取：{why}", en=f"the manifest `{path}` cannot be read: {why}")


def manifest_not_json(path: Path) -> Bilingual:
    return Bilingual(zh=f"清单`{path}`不是JSON", en=f"the manifest `{path}` is not JSON")


def counts_do_not_add_up(read: int, decided: int, rejected: int) -> Bilingual:
    return Bilingual(
        zh=f"读取{read}行不等于判定{decided}行与拒绝{rejected}行之和",
        en=f"{read} read are not {decided} decided + {rejected} rejected",
    )


def manifest_lacks(member: str) -> Bilingual:
    return Bilingual(zh=f"清单缺少`{member}`", en=f"the manifest lacks `{member}`")


def manifest_has_more(member: str) -> Bilingual:
    return Bilingual(
        zh=f"清单中的`{member}`不属于其格式", en=f"the manifest has a member `{member}` that is not part of its form"
    )


def manifest_member(member: str, wanted: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"清单不符合格式：`{member}`应为{wanted.zh}",
        en=f"the manifest does not fit: `{member}` is not {wanted.en}",
    )


# Packs in archives


def record_in_replay(path: str, why: Bilingual) -> Bilingual:
    return Bilingual(
        zh=f"所记录的输入不成记录：{path} {why.zh}", en=f"the recorded input is no record: {path} {why.en}"
    )


def subject_missing(subject: str) -> Bilingual:
    return Bilingual(
        zh=f"所记录的输入中没有被判定的`{subject}`",
        en=f"the recorded input does not hold `{subject}`, which was decided about",
    )


def rules_in_python() -> Bilingual:
    return Bilingual(
        zh="规则包含有Python规则，只有作出决策的程序才有",
        en="the pack had rules in Python, which only the program that made the decision has",
    )


def archive_without_pack() -> Bilingual:
    return Bilingual(zh="归档中没有规则包", en="the archive holds no pack")


def archive_does_not_load(why: Bilingual) -> Bilingual:
    return Bilingual(zh=f"归档中的规则包无法加载：{why.zh}", en=f"the pack in the archive cannot be loaded: {why.en}")


def archive_of_other_pack() -> Bilingual:
    return Bilingual(zh="归档中规则包的摘要与其所称不符", en="the pack in the archive has another digest than it says")


def not_an_archive() -> Bilingual:
    return Bilingual(zh="文本不是规则包归档", en="the text is no archive of a pack")


def file_outside(name: str) -> Bilingual:
    return Bilingual(
        zh=f"归档中的文件`{name}`在规则包之外", en=f"the archive names a file `{name}` outside of its pack"
    )


def not_a_folder_name(name: str) -> Bilingual:
    return Bilingual(
        zh=f"归档中的规则包名`{name}`不能作为文件夹名",
        en=f"the archive names a pack `{name}`, which is no name of a folder",
    )

"""``postloan audit``: what stands in a trail, and whether it holds."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules import AuditError, AuditLog, CheckedPack, Engine, TrailDamagedError, verify_bundle
from postloan_rules.cli.guard import FINDINGS, FINE, WrongUseError
from postloan_rules.cli.terminal import Terminal
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import proofs
from postloan_rules.trail import (
    SignedCheckpoint,
    SigningKey,
    TrailFinding,
    Verification,
    VerifyingKey,
    damaged,
    read_checkpoint,
    replay_with,
    signing_key_from_environment,
    signing_key_from_file,
    verifying_key,
)

_KEY_NAME = "postloan"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What records are asked for."""

    decision: str | None = None
    subject: str | None = None
    rule: str | None = None
    outcome: str | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None


def show(terminal: Terminal, ledger: str, sequence: int, *, witnesses: Sequence[Path] = (), as_json: bool) -> int:
    """Print one record of a trail, with what can be opened of what was sealed."""
    keys = [_verifying_key(each) for each in witnesses]
    with opened(ledger) as log:
        record = log.show(sequence)
        state = log.state_of(sequence, witnesses=keys)
    said = {
        "ledger": record.ledger,
        "sequence": record.sequence,
        "kind": record.kind,
        "key": record.key,
        "recorded_at": record.recorded_at,
        "previous": record.previous,
        "subjects": list(record.subjects),
        "state": state.value,
        "payload": record.payload,
    }
    if as_json:
        terminal.json(said)
    else:
        terminal.raw(json.dumps(said, ensure_ascii=False, indent=2))
    return FINE


def find(terminal: Terminal, ledger: str, wanted: Wanted, *, as_json: bool) -> int:
    """Print the records that fit all that is wanted, one a line."""
    subject: tuple[str, str] | str | None = wanted.subject
    if wanted.subject is not None and ":" in wanted.subject:
        entity, _, id = wanted.subject.partition(":")
        subject = (entity, id)
    with opened(ledger) as log:
        records = log.find(
            decision=wanted.decision,
            subject=subject,
            rule=wanted.rule,
            outcome=wanted.outcome,
            kind=wanted.kind,
            since=wanted.since,
            until=wanted.until,
        )
    rows = [_row(each.sequence, each.kind, each.recorded_at, each.payload) for each in records]
    if as_json:
        terminal.json(rows)
        return FINE
    if rows:
        terminal.table(list(_HEADS.values()), [[_shown(name, row) for name in _HEADS] for row in rows], numbers=(0,))
    one = len(rows) == 1
    terminal.say(Bilingual(zh=f"共{len(rows)}条", en="1 record" if one else f"{len(rows)} records"))
    return FINE


_HEADS = {
    "sequence": Bilingual(zh="序号", en="no."),
    "recorded_at": Bilingual(zh="记录时间（UTC）", en="recorded at (UTC)"),
    "as_of": Bilingual(zh="决策日", en="as of"),
    "decision": Bilingual(zh="决策", en="decision"),
    "outcome": Bilingual(zh="结果", en="outcome"),
    "status": Bilingual(zh="状态", en="status"),
}
"""What a table has room for; the kind stands where there is no decision."""


def _row(sequence: int, kind: str, recorded_at: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    about = payload.get("decision")
    said = about if isinstance(about, Mapping) else payload
    # An override is listed by what was chosen.
    outcome = said.get("chosen", said.get("outcome"))
    name = said.get("decision", "")
    return {
        "sequence": sequence,
        "kind": kind,
        "recorded_at": recorded_at,
        "decision": name if isinstance(name, str) else "",
        "as_of": str(said.get("as_of") or ""),
        "outcome": ", ".join(map(str, outcome)) if isinstance(outcome, list) else str(outcome or ""),
        "status": str(said.get("status") or ""),
    }


def _shown(name: str, row: Mapping[str, Any]) -> str:
    if name == "recorded_at":
        return str(row[name])[:19].replace("T", " ")
    if name == "decision" and row["kind"] != "decision":
        return f"{row['kind']} {row[name]}".strip()
    return str(row[name])


def verify(terminal: Terminal, path: str, *, keys: Sequence[Path], checkpoints: Sequence[Path], as_json: bool) -> int:
    """Check a bundle, or a ledger where it lies, and make every decision in it again. 1 where something contradicts."""
    trusted = [_verifying_key(each) for each in keys]
    earlier = [_checkpoint(each) for each in checkpoints]
    with terminal.progress(Bilingual(zh="核对", en="verifying"), None) as meter:
        result = _verified(path, trusted, earlier, lambda done: meter(done, None))
    if as_json:
        terminal.json(_plain(result, terminal))
    else:
        _show_findings(terminal, result)
    return FINE if result.holds else FINDINGS


def _verified(
    path: str, trusted: Sequence[VerifyingKey], earlier: Sequence[SignedCheckpoint], progress: Callable[[int], None]
) -> Verification:
    if _is_ledger(path):
        try:
            with opened(path) as log:
                return log.verify(trusted=trusted, earlier=earlier, progress=progress)
        except TrailDamagedError as error:
            return damaged(error)
    return verify_bundle(Path(path), trusted=trusted, earlier=earlier, progress=progress)


def _is_ledger(path: str) -> bool:
    if path.startswith(("sqlite:", "postgres")):
        return True
    try:
        with Path(path).open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _plain(result: Verification, terminal: Terminal) -> dict[str, Any]:
    return {
        "holds": result.holds,
        "ledger": result.ledger,
        "records": result.records,
        "root": result.root,
        "counts": result.counts,
        "findings": [
            {
                "code": each.code,
                "weight": each.weight.value,
                "sequence": each.sequence,
                "message": each.message.say(terminal.language),
            }
            for each in result.findings
        ],
    }


def _show_findings(terminal: Terminal, result: Verification) -> None:
    for each in result.findings:
        terminal.say(_said(each))
    ends = "holds" if result.holds else "does not hold"
    terminal.say(
        Bilingual(
            zh=f"账本 `{result.ledger}`，{result.records}条记录：{'成立' if result.holds else '不成立'}",
            en=f"ledger `{result.ledger}`, {result.records} records: the trail {ends}",
        )
    )


def _said(each: TrailFinding) -> Bilingual:
    fault = each.weight.value == "fault"
    zh, en = ("错误", "fault") if fault else ("提示", "note")
    place_zh = "" if each.sequence is None else f"第{each.sequence}条 "
    place_en = "" if each.sequence is None else f"record {each.sequence}: "
    return Bilingual(zh=f"{zh}：{place_zh}{each.message.zh}", en=f"{en}: {place_en}{each.message.en}")


def checkpoint(terminal: Terminal, ledger: str, key_file: Path | None, out: Path | None, *, as_json: bool) -> int:
    """Sign the present state of a ledger; print the signed note, or write it to a file."""
    with opened(ledger) as log:
        note = log.checkpoint(_signing_key(key_file))
    if out is not None:
        out.write_text(note.note, encoding="utf-8")
    if as_json:
        state = note.checkpoint
        terminal.json({"ledger": state.origin, "size": state.size, "root": state.root.hex(), "note": note.note})
    elif out is None:
        terminal.raw(note.note.rstrip("\n"))
    return FINE


def seal(terminal: Terminal, ledger: str, run: Path, pack: CheckedPack, *, as_json: bool) -> int:
    """Write one record about the run over tables whose manifest is at ``run``, once its files are what it says."""
    with opened(ledger) as log:
        receipt = log.append_batch(run, pack=pack)
        said = log.show(receipt.sequence).payload
    rows = sum(each["rows"] for each in said["manifest"]["parts"])
    if as_json:
        terminal.json({"sequence": receipt.sequence, "rows": rows, "root": said["root"]})
    else:
        terminal.say(
            Bilingual(
                zh=f"{rows}行已封存为第{receipt.sequence}条记录，根为 {said['root']}",
                en=f"{rows} rows are sealed in record {receipt.sequence}, their root is {said['root']}",
            )
        )
    return FINE


def proof(
    terminal: Terminal,
    ledger: str,
    sequence: int,
    out: Path,
    key_files: Sequence[Path],
    *,
    rows: Sequence[str] = (),
    parts: Path | None = None,
    as_json: bool,
) -> int:
    """Write a bundle that proves one record without the others, and rows of it where it is a batch."""
    wanted = [_row_of(each) for each in rows]
    with opened(ledger) as log:
        proved = [
            (sequence, log.prove_row(sequence, part=part, row=row, folder=parts or Path())) for part, row in wanted
        ]
        log.export(out, sequences=[sequence], rows=proved, keys=[_verifying_key(each) for each in key_files])
        note = log.prove(sequence).checkpoint.checkpoint
    if as_json:
        terminal.json({"sequence": sequence, "out": out.as_posix(), "size": note.size, "root": note.root.hex()})
    else:
        terminal.say(
            Bilingual(
                zh=f"第{sequence}条记录的证明已写入 {out}，以{note.size}条记录的检查点为准",
                en=f"the proof of record {sequence} under the checkpoint of {note.size} records is in {out}",
            )
        )
    return FINE


def export(
    terminal: Terminal, ledger: str, out: Path, key_files: Sequence[Path], *, sealed: bool, as_json: bool
) -> int:
    """Write a bundle of a whole ledger."""
    with opened(ledger) as log:
        records = log.export(out, keys=[_verifying_key(each) for each in key_files], with_openings=not sealed)
    if as_json:
        terminal.json({"records": records, "out": out.as_posix()})
    else:
        terminal.say(Bilingual(zh=f"{records}条记录已写入 {out}", en=f"{records} records are in {out}"))
    return FINE


def erase(terminal: Terminal, ledger: str, subject: str, *, basis: str, requested_on: date, as_json: bool) -> int:
    """Destroy the keys of what is personal about somebody."""
    entity, colon, id = subject.partition(":")
    if not colon or not entity or not id:
        raise WrongUseError(
            Bilingual(
                zh="请写明对象类型和编号，例如 borrower:B01438", en="name what it is and its id, as in borrower:B01438"
            )
        )
    with opened(ledger) as log:
        receipt = log.erase(entity, id, basis=basis, requested_on=requested_on)
        said = log.show(receipt.sequence).payload
    if as_json:
        terminal.json({"sequence": receipt.sequence, **said})
    else:
        terminal.say(
            Bilingual(
                zh=f"已销毁{said['keys_destroyed']}把密钥，涉及{said['records']}条记录；凭证为第{receipt.sequence}条",
                en=f"{said['keys_destroyed']} keys destroyed, {said['records']} records concerned; "
                f"the receipt is record {receipt.sequence}",
            )
        )
    return FINE


def replay(terminal: Terminal, ledger: str, engine: Engine | None, wanted: Wanted, *, as_json: bool) -> int:
    """Make the recorded decisions again, under their own pack or another, and show which change. 1 where some do."""
    with opened(ledger) as log:
        chosen = {
            each.sequence
            for each in log.find(
                decision=wanted.decision,
                rule=wanted.rule,
                outcome=wanted.outcome,
                since=wanted.since,
                until=wanted.until,
            )
            if each.kind == "decision"
        }
        result = replay_with(log, engine, sequences=sorted(chosen))
    if as_json:
        terminal.json(result.plain())
        return FINDINGS if result.changes or result.failures else FINE
    rows = [
        [str(each.sequence), each.decision, each.before, each.after, ", ".join(each.gone), ", ".join(each.come)]
        for each in result.changes
    ]
    if rows:
        heads = [
            Bilingual(zh="序号", en="number"),
            Bilingual(zh="决策", en="decision"),
            Bilingual(zh="原结果", en="before"),
            Bilingual(zh="新结果", en="after"),
            Bilingual(zh="不再触发", en="no longer fired"),
            Bilingual(zh="新触发", en="now fired"),
        ]
        terminal.table(heads, rows)
    for sequence, why in result.failures:
        terminal.say(
            Bilingual(zh=f"第{sequence}条：无法重算，{why.zh}", en=f"record {sequence}: not made again, {why.en}")
        )
    terminal.say(
        Bilingual(
            zh=f"重算{result.made}条：{len(result.changes)}条改变，{result.shredded}条输入已销毁，"
            f"{len(result.failures)}条无法重算",
            en=f"{result.made} made again: {len(result.changes)} change, {result.shredded} inputs shredded, "
            f"{len(result.failures)} not made again",
        )
    )
    return FINDINGS if result.changes or result.failures else FINE


def _row_of(text: str) -> tuple[str, int]:
    part, colon, row = text.rpartition(":")
    if not colon or not part or not (row.isascii() and row.isdigit()):
        raise WrongUseError(
            Bilingual(
                zh="请写明分片和行号（从0起），例如 parts/part-0.parquet:17",
                en="name the part and the row, counted from 0, as in parts/part-0.parquet:17",
            )
        )
    return part, int(row)


def opened(ledger: str) -> AuditLog:
    """Open the trail at ``ledger``: a file, or an address.

    Raises:
        WrongUseError: if there is no such file.
        AuditError: if it is no trail.
    """
    if ledger.startswith(("postgresql:", "postgres:")):
        return AuditLog.open(ledger)
    ledger = ledger.removeprefix("sqlite:")
    if not Path(ledger).is_file():
        raise WrongUseError(Bilingual(zh=f"没有文件 `{ledger}`", en=f"there is no file `{ledger}`"))
    if not Path(ledger).stat().st_size:
        # Opened, it would become a new trail, and what was lost would look as if it had never been.
        raise WrongUseError(
            Bilingual(zh=f"文件 `{ledger}` 是空的，其中没有账本", en=f"the file `{ledger}` is empty: no trail is in it")
        )
    return AuditLog.open(f"sqlite:{ledger}")


def _signing_key(path: Path | None) -> SigningKey:
    if path is not None:
        return signing_key_from_file(path, _KEY_NAME)
    key = signing_key_from_environment(_KEY_NAME)
    if key is None:
        raise WrongUseError(
            Bilingual(
                zh="请用 --key 指定签名私钥文件，或设置环境变量 POSTLOAN_SIGNING_KEY",
                en="name the file of the signing key with --key, or set POSTLOAN_SIGNING_KEY",
            )
        )
    return key


def _verifying_key(path: Path) -> VerifyingKey:
    text = path.read_bytes().decode("utf-8", "replace")
    if "PRIVATE KEY" in text:
        return signing_key_from_file(path, _KEY_NAME).public
    try:
        return verifying_key(text)
    except AuditError as error:
        raise AuditError(proofs.in_file(path, error.message)) from error


def _checkpoint(path: Path) -> SignedCheckpoint:
    try:
        return read_checkpoint(path.read_bytes().decode("utf-8", "replace"))
    except AuditError as error:
        raise AuditError(proofs.in_file(path, error.message)) from error

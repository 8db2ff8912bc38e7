"""Many rows under one record: each of them is proved by a few hashes, and nothing else is."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from postloan_rules import AuditError, AuditLog, verify_bundle
from postloan_rules.audit.batch import proves_row
from postloan_rules.audit.batch_manifest import RunManifest, manifest_of, to_json
from postloan_rules.audit.entry import State
from postloan_rules.light import replace
from postloan_rules.trail import new_signing_key
from postloan_rules.trail.batch_rows import plain_value, rows_of
from tests.audit_vectors.independent import faults_in
from tests.unit.engine.demo_pack import DAY, engine
from tests.unit.trail.trails import opened

KEY, _ = new_signing_key("bank")
SIZES = {"parts/a.jsonl": 300, "parts/b.csv": 41, "parts/c.parquet": 100}


def digest(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def write_parquet(query: str, path: Path) -> None:
    duckdb.execute(f"COPY ({query}) TO '{path.as_posix()}' (FORMAT parquet)")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return the folder of a run with a part of each kind."""
    folder = tmp_path / "run"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts/a.jsonl").write_bytes(b"".join(b'{"row":"%d"}\n' % row for row in range(300)))
    (folder / "parts/b.csv").write_bytes(b"row,class\r\n" + b"".join(b"%d,normal\r\n" % row for row in range(41)))
    query = (
        "SELECT 'L' || i AS id, i::INTEGER AS n, (i / 8)::DECIMAL(18, 3) AS amount, DATE '2026-11-23' AS day,"
        " ['EW-01', '关注'] AS fired, NULL::VARCHAR AS why, i % 2 = 0 AS even FROM range(100) AS t(i) ORDER BY i"
    )
    write_parquet(query, folder / "parts/c.parquet")
    pack = engine().pack
    manifest = {
        "schema": "postloan-rules/run/1",
        "inputs": {"loans.csv": {"digest": "sha256:" + "0" * 64, "rows": 442}, "classes": {"digest": None}},
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": {"name": "postloan-rules", "version": "1"},
        "backend": "duckdb",
        "as_of": DAY.isoformat(),
        "decisions": ["final_class"],
        "counts": {"read": 442, "decided": 441, "rejected": 1},
        "parts": [{"name": name, "digest": digest(folder / name), "rows": rows} for name, rows in SIZES.items()],
        "notes": {"sample decided again": 100},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    with opened(tmp_path) as made:
        yield made


def manifest_in(run: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    return said


def test_a_batch_is_one_record_that_says_what_went_in_and_came_out(run: Path, log: AuditLog) -> None:
    receipt = log.append_batch(run, pack=engine().pack)
    record = log.show(receipt.sequence)

    assert record.payload["manifest"] == manifest_in(run)
    assert (len(record.payload["roots"]), record.kind, receipt.state) == (3, "batch", State.DURABLE)
    assert log.append_batch(run / "manifest.json", pack=engine().pack) == receipt
    assert log.append_batch(manifest_in(run), pack=engine().pack, folder=run) == receipt
    assert [each.sequence for each in log.find(decision="final_class", since=DAY)] == [receipt.sequence]
    assert log.verify().holds


def test_every_row_is_proved_and_none_in_the_place_of_another(run: Path, log: AuditLog) -> None:
    sequence = log.append_batch(run, pack=engine().pack).sequence
    payload = log.show(sequence).payload
    for name, size in SIZES.items():
        rows = list(rows_of(run / name, name))
        assert len(rows) == size
        for row in range(0, size, 37):
            proof = log.prove_row(sequence, part=name, row=row, folder=run)
            assert proof.content == rows[row]
            assert len(proof.path) <= 9
            assert proves_row(proof, payload)
            for changed in (
                replace(proof, content=rows[row - 1]),
                replace(proof, row=row + 1),
                replace(proof, part=(proof.part + 1) % 3),
                replace(proof, rows=proof.rows + 1),
                replace(proof, salt=bytes(32)),
                replace(proof, path=proof.path[:-1]),
            ):
                assert not proves_row(changed, payload)


def test_the_bytes_of_a_row_of_parquet_are_canonical_json(run: Path) -> None:
    assert list(rows_of(run / "parts/c.parquet", "c"))[3].decode() == (
        '{"amount":"0.375","day":"2026-11-23","even":false,"fired":["EW-01","关注"],"id":"L3","n":"3","why":null}'
    )


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (2**70, "1180591620717411303424"),
        (Decimal("-1.500"), "-1.500"),
        (Decimal("1E+3"), "1000"),
        (1.5, "1.5"),
        (1e21, "1e+21"),
        (datetime(2026, 11, 25, 8, tzinfo=UTC).replace(tzinfo=None), "2026-11-25T08:00:00.000000"),
        (datetime(2026, 11, 25, 8, 0, 0, 7, tzinfo=UTC), "2026-11-25T08:00:00.000007"),
        ({"a": [1, None]}, {"a": ["1", None]}),
    ],
)
def test_a_cell_has_one_form(cell: Any, plain: Any) -> None:
    assert plain_value(cell) == plain


def test_what_has_no_form_of_its_own_is_refused(run: Path, log: AuditLog) -> None:
    path = run / "parts/c.parquet"
    for query, column in (
        ("SELECT 'NaN'::DOUBLE AS x", "x"),
        ("SELECT 'a'::BLOB AS y", "y"),
        ("SELECT [1.5::DOUBLE, 'inf'::DOUBLE] AS z", "z"),
    ):
        path.unlink()
        write_parquet(query, path)
        said = manifest_in(run)
        said["parts"][2] = {"name": "parts/c.parquet", "digest": digest(path), "rows": 1}
        with pytest.raises(AuditError, match=f"without a canonical form in the column `{column}`"):
            log.append_batch(said, pack=engine().pack, folder=run)


@pytest.mark.parametrize("name", SIZES)
def test_a_part_that_was_changed_or_is_missing_is_refused_when_sealed_and_when_proved(
    run: Path, log: AuditLog, name: str
) -> None:
    sequence = log.append_batch(run, pack=engine().pack).sequence
    content = (run / name).read_bytes()
    (run / name).write_bytes(content[:-1] + b"x")
    with pytest.raises(AuditError, match=f"the part `{name}` does not have the digest of the manifest"):
        log.append_batch(run, pack=engine().pack)
    with pytest.raises(AuditError, match=f"the part `{name}` does not have the digest"):
        log.prove_row(sequence, part=name, row=0, folder=run)
    (run / name).unlink()
    with pytest.raises(AuditError, match=f"the part `{name}` cannot be read"):
        log.append_batch(run, pack=engine().pack)


def test_a_proof_is_asked_for_a_row_that_is_there(run: Path, log: AuditLog) -> None:
    sequence = log.append_batch(run, pack=engine().pack).sequence
    with pytest.raises(AuditError, match=r"the batch has no part `d`: parts/a\.jsonl, parts/b\.csv, parts/c\.parquet"):
        log.prove_row(sequence, part="d", row=0, folder=run)
    for row in (-1, 41):
        with pytest.raises(AuditError, match=rf"`parts/b\.csv` has no row {row}"):
            log.prove_row(sequence, part="parts/b.csv", row=row, folder=run)
    log.checkpoint(KEY)
    with pytest.raises(AuditError, match="record 1 is no batch"):
        log.prove_row(1, part="d", row=0, folder=run)


def test_the_files_of_a_run_about_another_pack_are_not_sealed_under_this_one(run: Path, log: AuditLog) -> None:
    said = manifest_in(run)
    said["pack"]["digest"] = "sha256:" + "7" * 64
    with pytest.raises(AuditError, match="the manifest is about the pack"):
        log.append_batch(said, pack=engine().pack, folder=run)
    with pytest.raises(ValueError, match="which folder"):
        log.append_batch(manifest_in(run), pack=engine().pack)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("schema",), "postloan-rules/run/2", "`schema` is not `postloan-rules/run/1`"),
        (("as_of",), "2026-11-31", "`as_of` is not a day or null"),
        (("as_of",), "20261123", "`as_of` is not a day or null"),
        (("backend",), "", "`backend` is not a text"),
        (("inputs",), [], "`inputs` is not an object"),
        (("inputs", "loans.csv"), {"digest": "sha256:0"}, r"`inputs\.loans\.csv\.digest` is not a digest"),
        (("inputs", "loans.csv"), {"rows": 1}, r"the manifest lacks `inputs\.loans\.csv\.digest`"),
        (("pack", "more"), "x", r"a member `pack\.more` that is not part"),
        (("more",), 1, "a member `more` that is not part"),
        (("counts",), {"read": 3, "decided": 3, "rejected": 1}, r"3 read are not 3 decided \+ 1 rejected"),
        (("counts", "read"), True, r"`counts\.read` is not a number of rows"),
        (("parts", 0, "rows"), -1, r"`parts\[0\]\.rows` is not a number of rows"),
        (("parts", 0, "rows"), 299, r"`parts/a\.jsonl` has 300 rows, and the manifest says 299"),
        (("parts", 1, "rows"), 42, r"`parts/b\.csv` has 41 rows, and the manifest says 42"),
        (("parts", 0, "name"), "../a.jsonl", "a path below the folder of the manifest"),
        (("parts", 0, "name"), "/a.jsonl", "a path below the folder of the manifest"),
        (("parts", 0, "name"), "parts\\a.jsonl", "a path below the folder of the manifest"),
        (("parts", 0, "name"), "parts//a.jsonl", "a path below the folder of the manifest"),
        (("parts", 0, "name"), "parts/a.txt", "a file of"),
        (("parts", 0, "name"), "parts/b.csv", "files of different names"),
        (("parts",), None, "`parts` is not a list"),
        (("notes",), ["x"], "`notes` is not an object"),
        (("notes", "share"), 0.5, "which has no canonical form"),
    ],
)
def test_what_does_not_fit_the_form_of_a_manifest_is_refused_with_its_place(
    run: Path, log: AuditLog, place: tuple[str | int, ...], value: Any, said: str
) -> None:
    manifest: Any = manifest_in(run)
    at = manifest
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value

    with pytest.raises(AuditError, match=said):
        log.append_batch(manifest, pack=engine().pack, folder=run)
    assert len(log) == 0


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_manifest_is_refused(run: Path, log: AuditLog, content: bytes) -> None:
    (run / "manifest.json").write_bytes(content)

    with pytest.raises(AuditError, match="manifest"):
        log.append_batch(run, pack=engine().pack)


def test_a_manifest_is_read_as_it_is_written(run: Path) -> None:
    read = manifest_of(manifest_in(run))

    assert manifest_of(to_json(read)) == read
    assert isinstance(read, RunManifest)
    assert (read.as_of, read.read, read.inputs["classes"].digest) == (date(2026, 11, 23), 442, None)


def test_a_batch_of_several_days_names_none(run: Path, log: AuditLog) -> None:
    said = {**manifest_in(run), "as_of": None}

    assert (
        log.show(log.append_batch(said, pack=engine().pack, folder=run).sequence).payload["manifest"]["as_of"] is None
    )


# Rows in bundles


@pytest.fixture
def bundle(run: Path, log: AuditLog, tmp_path: Path) -> Path:
    """Return a bundle that proves one row of each part."""
    sequence = log.append_batch(run, pack=engine().pack).sequence
    log.checkpoint(KEY)
    rows = [(sequence, log.prove_row(sequence, part=name, row=7, folder=run)) for name in SIZES]
    log.export(tmp_path / "bundle", keys=[KEY.public], sequences=[sequence], rows=rows)
    return tmp_path / "bundle"


def both(folder: Path) -> tuple[bool, bool]:
    keys = [(KEY.public.name, KEY.public.key_id, KEY.public.public)]
    return verify_bundle(folder, trusted=[KEY.public]).holds, not faults_in(folder, keys)


def test_a_row_is_proved_without_the_other_rows(bundle: Path) -> None:
    assert both(bundle) == (True, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"content": '{"row":"8"}'},
        {"row": 8},
        {"rows": 301},
        {"part": 1},
        {"part": -3},
        {"salt": "00" * 32},
        {"sequence": 1},
        {"path": []},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_row_that_was_changed_is_found(bundle: Path, changes: dict[str, Any]) -> None:
    rows = [json.loads(line) for line in (bundle / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    rows[0] |= changes
    content = "".join(json.dumps(each) + "\n" for each in rows).encode()
    (bundle / "rows.jsonl").write_bytes(content)
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["rows.jsonl"] = "sha256:" + hashlib.sha256(content).hexdigest()
    written = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (bundle / "manifest.json").write_text(written, encoding="utf-8")

    assert both(bundle) == (False, False)


def test_a_part_in_a_folder_elsewhere_is_proved_as_well(run: Path, log: AuditLog, tmp_path: Path) -> None:
    sequence = log.append_batch(run, pack=engine().pack).sequence
    shutil.move(run, tmp_path / "kept")

    assert log.prove_row(sequence, part="parts/b.csv", row=40, folder=tmp_path / "kept").content == b"40,normal"

"""`postloan audit`, as somebody uses it who makes mistakes, and who does not."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from postloan_rules import AuditLog, schemas
from postloan_rules.cli.app import app
from postloan_rules.trail import new_signing_key
from tests.unit.audit.conftest import ticking
from tests.unit.engine.demo_pack import FOLDER, engine, record
from tests.unit.trail.trails import override

FINE, FINDINGS, WRONG_USE = 0, 1, 2
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``postloan audit`` beside a trail of three decisions, an override and a key, 80 cells wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("POSTLOAN_LANG", raising=False)
    monkeypatch.delenv("POSTLOAN_SIGNING_KEY", raising=False)
    key = Path("key.pem")
    key.touch(mode=0o600)
    key.write_bytes(new_signing_key("postloan")[1])
    with AuditLog.open("sqlite:trail.db", name="bank", clock=ticking()) as log:
        for number, days in enumerate((0, 91, None), 1):
            log.append(engine().decide("floor_class", record(id=f"L{number}", days_past_due=days)))
        log.override(engine().decide("floor_class", record(id="L2", days_past_due=91)), override("doubtful"))

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, ["audit", *(str(each) for each in arguments)])

    return invoke


TRAIL = ("--ledger", "trail.db")


def data(result: Result) -> Any:
    assert result.exit_code in (FINE, FINDINGS), result.output
    return json.loads(result.stdout)


# Finding and showing


def test_records_are_listed_in_eighty_columns_one_a_line(run: Run) -> None:
    result = run("find", *TRAIL)
    lines = result.stdout.splitlines()

    assert result.exit_code == FINE
    assert lines[0].split() == ["no.", "recorded", "at", "(UTC)", "as", "of", "decision", "outcome", "status"]
    assert lines[2].split() == ["1", "2026-11-25", "08:00:01", "2026-11-23", "floor_class", "substandard", "certain"]
    assert lines[-1] == "4 records"
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["--subject", "L2"], [1, 3]),
        (["--subject", "loan:L1"], [0]),
        (["--subject", "borrower:B1", "--outcome", "substandard"], [1]),
        (["--rule", "DEMO-2"], [1]),
        (["--outcome", "doubtful"], [3]),
        (["--decision", "floor_class", "--since", "2026-11-23", "--until", "2026-11-24"], [0, 1, 2]),
        (["--decision", "floor_class", "--until", "2026-11-23"], []),
        (["--decision", "nothing"], []),
    ],
)
def test_records_are_found_by_whom_rule_outcome_and_day(run: Run, wanted: list[str], found: list[int]) -> None:
    assert [each["sequence"] for each in data(run("find", *TRAIL, *wanted, "--json"))] == found


def test_a_record_is_shown_with_how_far_it_has_come(run: Run) -> None:
    shown = data(run("show", "1", *TRAIL, "--json"))

    assert (shown["sequence"], shown["kind"], shown["state"]) == (1, "decision", "durable")
    assert shown["payload"]["decision"]["fired"] == ["DEMO-1", "DEMO-2"]
    run("checkpoint", *TRAIL, "--key", "key.pem")
    assert data(run("show", "1", *TRAIL, "--json"))["state"] == "included"


# Proving


def test_what_is_signed_given_away_and_verified_holds(run: Run) -> None:
    assert run("checkpoint", *TRAIL, "--key", "key.pem", "--out", "kept.txt").exit_code == FINE
    assert data(run("export", *TRAIL, "--out", "bundle.zip", "--key", "key.pem", "--json"))["records"] == 5
    assert data(run("proof", "1", *TRAIL, "--out", "proof.zip", "--key", "key.pem", "--json"))["size"] == 4
    for bundle in ("bundle.zip", "proof.zip", "trail.db"):
        result = run("verify", bundle, "--key", "key.pem", "--checkpoint", "kept.txt")
        assert (result.exit_code, "the trail holds" in result.stdout) == (FINE, True), result.output


def test_who_has_another_key_is_told_and_ends_with_1(run: Run) -> None:
    run("checkpoint", *TRAIL, "--key", "key.pem")
    run("export", *TRAIL, "--out", "bundle.zip")
    Path("other.pem").touch(mode=0o600)
    Path("other.pem").write_bytes(new_signing_key("postloan")[1])
    result = run("verify", "bundle.zip", "--key", "other.pem", "--json")

    assert result.exit_code == FINDINGS
    assert data(result)["holds"] is False


def test_the_key_may_be_in_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTLOAN_SIGNING_KEY", Path("key.pem").read_text(encoding="utf-8"))

    assert data(run("checkpoint", *TRAIL, "--json"))["size"] == 4


def test_who_is_erased_is_not_named(run: Run) -> None:
    given = ("--basis", "PIPL-47", "--requested-on", "2026-11-25")
    said = data(run("erase", "borrower:B1", *TRAIL, *given, "--json"))

    assert (said["sequence"], said["basis"]) == (4, "PIPL-47")
    assert "B1" not in json.dumps(said)
    assert run("verify", "trail.db").exit_code == FINE


# What would have been


def test_the_same_pack_changes_nothing(run: Run) -> None:
    for more in ([], ["--with", FOLDER]):
        result = run("replay", *TRAIL, *more)
        assert (result.exit_code, result.stdout.strip()) == (
            FINE,
            "3 made again: 0 change, 0 inputs shredded, 0 not made again",
        )


def test_another_parameter_changes_a_class_and_ends_with_1(run: Run, tmp_path: Path) -> None:
    """Ninety-one days are no longer too many where a hundred are allowed."""
    mild = Path(shutil.copytree(FOLDER, tmp_path / "mild"))
    parameters = mild / "parameters" / "overdue.yaml"
    text = parameters.read_text(encoding="utf-8")
    parameters.write_text(text.replace("value: 90,", "value: 100,"), encoding="utf-8")
    result = run("replay", *TRAIL, "--with", mild, "--json")

    assert result.exit_code == FINDINGS
    (change,) = [each for each in data(result)["changes"] if each["sequence"] == 1]
    assert (change["before"], change["after"]) == ("substandard (certain)", "special_mention (certain)")
    assert (change["no_longer_fired"], change["now_fired"]) == (["DEMO-2"], [])


def test_records_are_found_by_their_kind(run: Run) -> None:
    assert [each["sequence"] for each in data(run("find", *TRAIL, "--kind", "override", "--json"))] == [3]
    assert [each["sequence"] for each in data(run("find", *TRAIL, "--kind", "decision", "--json"))] == [0, 1, 2]
    assert run("find", *TRAIL, "--kind", "nonsense").exit_code == WRONG_USE


# Batches


@pytest.fixture
def batch(run: Run) -> Run:
    """Leave what a run over tables leaves, in the folder ``out``."""
    Path("out").mkdir()
    content = b"".join(b'{"id":"L%d"}\n' % number for number in range(20))
    Path("out/part-0.jsonl").write_bytes(content)
    pack = engine().pack
    said = {
        "schema": "postloan-rules/run/1",
        "inputs": {},
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": {"name": "postloan-rules", "version": "1"},
        "backend": "duckdb",
        "as_of": None,
        "decisions": ["floor_class"],
        "counts": {"read": 21, "decided": 20, "rejected": 1},
        "parts": [{"name": "part-0.jsonl", "digest": "sha256:" + hashlib.sha256(content).hexdigest(), "rows": 20}],
    }
    Path("out/manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return run


def test_a_row_of_a_batch_is_proved_by_a_bundle_of_its_own(batch: Run) -> None:
    sealed = data(batch("seal", "out", *TRAIL, "--pack", FOLDER, "--json"))
    assert (sealed["sequence"], sealed["rows"]) == (4, 20)
    batch("checkpoint", *TRAIL, "--key", "key.pem")
    rows = ("--row", "part-0.jsonl:17", "--row", "part-0.jsonl:0", "--parts", "out")
    made = batch("proof", "4", *TRAIL, "--out", "proof", "--key", "key.pem", *rows)

    assert made.exit_code == FINE, made.output
    assert data(batch("verify", "proof", "--key", "key.pem", "--json"))["holds"]
    lines = Path("proof/rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(each)["content"] for each in lines] == ['{"id":"L17"}', '{"id":"L0"}']
    assert "20行已封存为第4条记录" in batch("seal", "out", *TRAIL, "--pack", FOLDER, "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["seal", "nowhere", *TRAIL, "--pack", str(FOLDER)], "the manifest `nowhere` cannot be read"),
        (["seal", "out", *TRAIL, "--pack", "cn"], "the manifest is about the pack"),
        (["proof", "0", *TRAIL, "--out", "p", "--row", "part-0.jsonl:1", "--parts", "out"], "record 0 is no batch"),
        (["proof", "0", *TRAIL, "--out", "p", "--row", "part-0.jsonl"], "name the part and the row"),
        (["proof", "0", *TRAIL, "--out", "p", "--row", "a:-1"], "name the part and the row"),
    ],
)
def test_a_mistake_about_a_batch_is_a_sentence(batch: Run, arguments: list[str], said: str) -> None:
    result = batch(*arguments)

    assert (result.exit_code, said in result.stderr) == (WRONG_USE, True), result.output


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "9", *TRAIL], "the trail has no record 9"),
        (["show", "0", "--ledger", "nowhere.db"], "there is no file `nowhere.db`"),
        (["show", "0", "--ledger", "key.pem"], "`key.pem` is not a trail, or is damaged"),
        (["verify", "nowhere"], "there is no bundle at `nowhere`"),
        (["verify", "trail.db", "--key", "nowhere"], "there is no file `nowhere`"),
        (["verify", "trail.db", "--checkpoint", "key.pem"], "`key.pem`: the text is not a signed checkpoint"),
        (["verify", "trail.db", "--checkpoint", "trail.db"], "`trail.db`: the text is not a signed checkpoint"),
        (["verify", "trail.db", "--key", "trail.db"], "`trail.db`: the key is not of the form `name+id+key`"),
        (["proof", "9", *TRAIL, "--out", "p.zip"], "the trail has no record 9"),
        (
            ["erase", "borower:B1", *TRAIL, "--basis", "PIPL-47", "--requested-on", "2026-11-25"],
            "nothing is called `borower` in a trail; known: borrower",
        ),
        (["proof", "1", *TRAIL, "--out", "p.zip"], "make a checkpoint first"),
        (["checkpoint", *TRAIL], "name the file of the signing key with --key, or set POSTLOAN_SIGNING_KEY"),
        (["checkpoint", *TRAIL, "--key", "nowhere"], "the signing key `nowhere` cannot be read"),
        (["checkpoint", *TRAIL, "--key", "trail.db"], "chmod 600"),
        (["export", *TRAIL, "--out", "key.pem"], "`key.pem` is there already; name a new file or an empty folder"),
        (
            ["erase", "B1", *TRAIL, "--basis", "PIPL-47", "--requested-on", "2026-11-25"],
            "name what it is and its id, as in borrower:B01438",
        ),
        (["replay", *TRAIL, "--with", "nowhere"], "nowhere"),
    ],
)
def test_a_mistake_is_a_sentence_and_ends_with_2(run: Run, arguments: list[str], said: str) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stderr.startswith("error: ")) == (WRONG_USE, True), result.output
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_what_is_no_trail_any_more_ends_with_1(run: Run) -> None:
    content = Path("trail.db").read_bytes()
    run("export", *TRAIL, "--out", "whole.zip")
    packed = Path("whole.zip").read_bytes()
    for name, damaged in (
        ("key.pem", Path("key.pem").read_bytes()),
        ("cut.db", content[:300]),
        ("half.db", content[: len(content) // 2]),
        ("other.db", b"X" + content[1:]),
        ("cut.zip", packed[:-30]),
        ("nothing.zip", b""),
    ):
        Path(name).write_bytes(damaged)
        result = run("verify", name, "--json")

        assert (result.exit_code, data(result)["holds"]) == (FINDINGS, False), name
    assert "既不是文件夹，也不是ZIP文件" in run("verify", "key.pem", "--lang", "zh").stdout


def test_a_changed_trail_ends_with_1(run: Run) -> None:
    run("export", *TRAIL, "--out", "bundle")
    leaves = Path("bundle/leaves.jsonl")
    leaves.write_bytes(leaves.read_bytes().replace(b"substandard", b"special_men"))
    result = run("verify", "bundle")

    assert result.exit_code == FINDINGS
    assert "the trail does not hold" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["find", *TRAIL], "共4条"),
        (["verify", "trail.db"], "成立"),
        (["replay", *TRAIL], "重算3条：0条改变"),
        (["show", "0", "--ledger", "nowhere.db"], "没有文件 `nowhere.db`"),
        (["show", "9", *TRAIL], "账本中没有第9条记录"),
        (["show", "0", "--ledger", "key.pem"], "`key.pem`不是账本，或已损坏"),
        (["verify", "nowhere"], "`nowhere`处没有证据包"),
        (["verify", "trail.db", "--checkpoint", "key.pem"], "`key.pem`：文本不是已签名的检查点"),
        (["proof", "1", *TRAIL, "--out", "p.zip"], "请先生成检查点"),
        (["checkpoint", *TRAIL, "--key", "nowhere"], "签名私钥`nowhere`无法读取"),
        (["export", *TRAIL, "--out", "key.pem"], "`key.pem`已存在"),
    ],
)
def test_it_speaks_chinese(run: Run, arguments: list[str], said: str) -> None:
    assert said in run(*arguments, "--lang", "zh").output


def test_a_key_as_openssl_makes_it_signs(run: Run) -> None:
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", "ssl.pem"],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("this openssl makes no ed25519 keys")
    Path("ssl.pem").chmod(0o600)

    assert data(run("checkpoint", *TRAIL, "--key", "ssl.pem", "--json"))["ledger"] == "bank"


def test_the_trail_that_the_demo_leaves_is_exported_and_verified(run: Run) -> None:
    made = CliRunner().invoke(app, ["demo", "--loans", "40", "--out", "demo", "--json"])
    decided = json.loads(made.stdout)["decided"]

    assert data(run("export", "--ledger", "demo/ledger.db", "--out", "demo.zip", "--json"))["records"] == decided
    assert data(run("verify", "demo.zip", "--json"))["holds"] is True
    schema = Draft202012Validator(schemas()["trail.decision"])
    with AuditLog.open("sqlite:demo/ledger.db") as log:
        wrong = [error.message for each in log.records() for error in schema.iter_errors(json.loads(each.leaf))]
    assert wrong == []

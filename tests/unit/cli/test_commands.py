"""The command line: what a user may do wrong becomes a sentence and an exit status, and all output may be JSON."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from postloan_rules import AuditLog
from postloan_rules.cli.app import app
from postloan_rules.cli.terminal import Meter
from postloan_rules.demo.mapping import mapping_text
from postloan_rules.demo.portfolio import write_portfolio
from tests.architecture.code import ROOT

DEMO = ROOT / "tests" / "packs" / "fixtures" / "demo"
FINE, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

RECORD: dict[str, Any] = {
    "as_of": "2026-09-30",
    "currency": "CNY",
    "loan": {"id": "L-1", "asset_type": "loan", "days_past_due": 91, "product": "corporate", "credit_impaired": False},
}

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``postloan`` with arguments in an empty folder, 120 cells wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("POSTLOAN_LANG", raising=False)

    def invoke(*arguments: str | Path, text: str | bytes = "") -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], input=text)

    return invoke


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the demonstration pack that a test may break."""
    return Path(shutil.copytree(DEMO, tmp_path / "pack"))


def _is_a_sentence(result: Result) -> bool:
    return result.stderr.startswith("error: ") and "Traceback" not in result.output


@pytest.mark.parametrize("command", ["decide", "explain"])
def test_file_that_does_not_exist_is_named(run: Run, command: str) -> None:
    result = run(command, "nowhere.json", "--pack", DEMO)

    assert (result.exit_code, result.stderr) == (WRONG_USE, "error: there is no file `nowhere.json`\n")


def test_folder_instead_of_a_record_is_named(run: Run, tmp_path: Path) -> None:
    result = run("decide", tmp_path, "--pack", DEMO)

    assert (result.exit_code, result.stderr) == (WRONG_USE, f"error: `{tmp_path}` is a folder, not a file\n")


def test_empty_input_is_said_to_be_empty(run: Run) -> None:
    result = run("decide", "-", "--pack", DEMO, text="")

    assert (result.exit_code, result.stderr) == (WRONG_USE, "error: the input is empty; a JSON record is expected\n")


@pytest.mark.parametrize(
    "text", [b"\xff\xfe\x00", b"{", b"[]", b'{"loan": {}}', b'"x"'], ids=["not-utf8", "cut", "list", "fields", "text"]
)
def test_input_that_is_no_record_is_a_finding(run: Run, text: bytes) -> None:
    result = run("decide", "-", "--pack", DEMO, text=text)

    assert result.exit_code == FINDINGS
    assert _is_a_sentence(result)


def test_every_problem_of_a_record_is_printed_at_once(run: Run) -> None:
    record = RECORD | {"loan": {"id": "L-1", "days_past_due": -1, "asset_type": "spaceship"}}

    result = run("decide", "-", "--pack", DEMO, text=json.dumps(record))

    assert "loan.days_past_due" in result.stderr
    assert "loan.asset_type" in result.stderr


def test_unknown_decision_is_wrong_use_and_known_ones_are_named(run: Run, record: Path) -> None:
    result = run("decide", record, "--pack", DEMO, "--decision", "flor_class")

    assert result.exit_code == WRONG_USE
    assert "`floor_class`" in result.stderr


def test_unknown_pack_is_wrong_use(run: Run, record: Path) -> None:
    result = run("decide", record, "--pack", "cnn")

    assert result.exit_code == WRONG_USE
    assert _is_a_sentence(result)


def test_record_of_another_day_is_refused(run: Run, record: Path) -> None:
    result = run("decide", record, "--pack", DEMO, "--as-of", "2026-12-31")

    assert result.exit_code == FINDINGS
    assert _is_a_sentence(result)


def test_day_that_is_no_date_is_wrong_use(run: Run, record: Path) -> None:
    assert run("decide", record, "--pack", DEMO, "--as-of", "2026-02-30").exit_code == WRONG_USE


@pytest.mark.parametrize(
    "arguments",
    [
        ["decide"],
        ["decide", "record.json", "--out", "out"],
        ["decide", "record.json", "--mapping", "m.yaml"],
        ["decide", "--mapping", "m.yaml", "--as-of", "2026-09-30"],
        ["decide", "--mapping", "m.yaml", "--as-of", "2026-09-30", "--out", "out", "--table", "loans.csv"],
        ["chek", "rules"],
    ],
    ids=" ".join,
)
def test_arguments_that_do_not_go_together_are_wrong_use(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == WRONG_USE


def test_decision_never_stands_without_its_status(run: Run, record: Path) -> None:
    lines = run("decide", record, "--pack", DEMO).stdout.splitlines()

    row = next(line for line in lines if line.startswith("floor_class"))
    assert row.split()[:4] == ["floor_class", "substandard", "at", "least"] or "certain" in row


def test_decisions_as_json_are_canonical(run: Run, record: Path) -> None:
    result = run("decide", record, "--pack", DEMO, "--decision", "floor_class", "--json")

    decision = json.loads(result.stdout)
    assert decision["outcome"] == "substandard"
    assert "status" in decision


def test_all_decisions_as_json_are_a_list(run: Run, record: Path) -> None:
    result = run("decide", record, "--pack", DEMO, "--json")

    assert {"floor_class", "final_class"} <= {each["decision"] for each in json.loads(result.stdout)}


@pytest.mark.parametrize(("language", "word"), [("en", "past due"), ("zh", "逾期")])
def test_explanation_speaks_the_language_asked_for(run: Run, record: Path, language: str, word: str) -> None:
    result = run("explain", record, "--pack", DEMO, "--decision", "floor_class", "--lang", language)

    assert result.exit_code == FINE
    assert word in result.stdout


def test_an_explanation_links_into_the_rulebook(run: Run, record: Path) -> None:
    asked = ("explain", record, "--pack", DEMO, "--decision", "floor_class", "--doc", "https://rules.example/")

    assert run("doc", DEMO, "--out", "book").exit_code == FINE
    links = [line.strip() for line in run(*asked).stdout.splitlines() if line.startswith("  https://")]

    assert links
    for link in links:
        file, _, rule = link.removeprefix("https://rules.example/").partition("#")
        assert f'id="{rule}"' in Path("book", file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "format", "file"), [("zh", "markdown", "index.md"), ("en", "html", "index.html")])
def test_a_rulebook_is_written_as_asked(run: Run, language: str, format: str, file: str) -> None:
    result = run("doc", DEMO, "--out", "book", "--lang", language, "--format", format)

    assert result.exit_code == FINE
    assert file in result.stdout
    assert Path("book", file).is_file()


def test_a_rulebook_of_a_pack_that_is_not_there_is_refused(run: Run) -> None:
    result = run("doc", "cnn")

    assert result.exit_code == WRONG_USE
    assert _is_a_sentence(result)


def test_explanation_says_why_a_rule_did_not_fire(run: Run, record: Path) -> None:
    result = run("explain", record, "--pack", DEMO, "--decision", "floor_class", "--rule", "DEMO-3")

    assert result.exit_code == FINE
    assert "DEMO-3" in result.stdout


def test_explanation_of_a_rule_that_does_not_exist_is_wrong_use(run: Run, record: Path) -> None:
    result = run("explain", record, "--pack", DEMO, "--decision", "floor_class", "--rule", "DEMO-99")

    assert result.exit_code == WRONG_USE
    assert _is_a_sentence(result)


def test_a_rule_is_enough_to_ask_about(run: Run, record: Path) -> None:
    result = run("explain", record, "--rule", "CLS-120")

    assert (result.exit_code, result.stdout.partition(" (")[0]) == (FINE, "Rule CLS-120")


def test_rules_like_the_one_that_there_is_not_are_those_of_the_whole_pack(run: Run, record: Path) -> None:
    result = run("explain", record, "--rule", "DEMO-", "--pack", DEMO)

    assert result.exit_code == WRONG_USE
    assert "DEMO-1" in result.stderr


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xff\xfe\x00", "PL613"), (b'{"as_of": ', "PL612"), (b"[1]", "PL603"), (b"[" * 9999, "PL618")],
)
def test_what_is_no_record_is_named_by_its_file(run: Run, tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "bin.json").write_bytes(content)

    result = run("decide", "bin.json")

    assert (result.exit_code, result.stderr.partition(": ")[2].split(":")[0]) == (FINDINGS, f"{code} bin.json")


def test_field_that_there_is_not_comes_with_what_to_do(run: Run) -> None:
    record = {**RECORD, "loan": {**RECORD["loan"], "green_loan": True}}

    result = run("decide", "-", text=json.dumps(record))

    assert "PL601 loan.green_loan" in result.stderr
    assert "`extension`" in result.stderr


@pytest.mark.parametrize("day", ["2026-13-01", "2026-9-30", "20260930", "2026-09-30T00:00:00", "今天"])
def test_day_that_is_none_is_wrong_use_and_shows_how_a_day_is_written(run: Run, record: Path, day: str) -> None:
    result = run("decide", record, "--as-of", day)

    assert result.exit_code == WRONG_USE
    assert "2026-01-31" in result.stderr


def test_day_before_the_pack_is_told_with_the_days_that_the_pack_covers(run: Run) -> None:
    result = run("decide", "-", "--lang", "zh", text=json.dumps({**RECORD, "as_of": "2006-01-01"}))

    assert (result.exit_code, result.stderr) == (
        WRONG_USE,
        "错误：规则包 `cn` 适用于 2007-07-03 至 …，不包括 2006-01-01\n",
    )


def test_what_is_wrong_is_json_too(run: Run, record: Path, pack: Path) -> None:
    (pack / "pack.yaml").write_text("pack: x", encoding="utf-8")

    broken = run("decide", "-", "--json", text=json.dumps({**RECORD, "currency": "yuan"}))
    unloaded = run("decide", record, "--pack", pack, "--json")
    misnamed = run("decide", record, "--decision", "clasification", "--json")

    assert [each["code"] for each in json.loads(broken.stdout)["problems"]] == ["PL616"]
    assert json.loads(unloaded.stdout)["diagnostics"]
    assert "`classification`" in json.loads(misnamed.stdout)["message"]


def test_overlay_that_does_not_exist_is_wrong_use(run: Run) -> None:
    result = run("check", DEMO, "--overlay", "nowhere")

    assert (result.exit_code, result.stderr) == (WRONG_USE, "error: there is no pack or folder called `nowhere`\n")


def test_overlay_without_cases_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "pack.yaml").write_text(
        "pack: bank\nversion: 1.0.0\ntitle: {zh: 本行, en: Bank}\njurisdiction: CN\n"
        'engine: ">=0.1,<1"\nstart: 2023-07-01\noverlay: {of: cn, version: ">=0.1,<1"}\n',
        encoding="utf-8",
    )

    result = run("test", "cn", "--overlay", "bank")

    assert (result.exit_code, result.stderr) == (FINE, "the overlay has no cases\n")


def test_narrow_terminal_does_not_tear_words_apart(run: Run, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    result = run("decide", record, "--lang", "zh", "--decision", "classification")

    assert "CN-CLASS-STANDALONE" in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_output_that_cannot_be_written_is_a_sentence(record: Path) -> None:
    command = [sys.executable, "-c", "from postloan_rules.cli.main import run; run()", "decide", str(record)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (WRONG_USE, "error: cannot write the output: No space left on device\n")


def test_check_of_a_good_pack_is_fine(run: Run) -> None:
    result = run("check", DEMO)

    assert (result.exit_code, result.stdout.splitlines()[-1][:26]) == (FINE, "1 pack checked: 0 errors, ")


def test_check_finds_packs_one_folder_down(run: Run, pack: Path) -> None:
    shutil.copytree(pack, pack.parent / "packs" / "demo")

    assert run("check", pack.parent / "packs").exit_code == FINE


def test_check_points_at_the_place_of_a_mistake(run: Run, pack: Path) -> None:
    file = pack / "decisions" / "floor_class.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("loan.days_past_due >= 1", "loan.days_past_dew >= 1"), "utf-8"
    )

    result = run("check", pack)

    assert result.exit_code == FINDINGS
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "days_past_dew" in text)
    assert f"floor_class.yaml:{line}:11" in result.stdout
    assert "days_past_due" in result.stdout


def test_check_as_json_is_a_list_of_diagnostics(run: Run, pack: Path) -> None:
    (pack / "pack.yaml").unlink()

    result = run("check", pack, "--json")

    assert result.exit_code == FINDINGS
    assert all(each["code"].startswith("PL") for each in json.loads(result.stdout))


def test_check_of_a_folder_that_does_not_exist_is_wrong_use(run: Run) -> None:
    result = run("check", "nowhere")

    assert result.exit_code == WRONG_USE
    assert result.stderr.startswith("error: there is no pack or folder called `nowhere`")


def test_fixed_pack_stays_as_it_is_when_fixed_again(run: Run, pack: Path) -> None:
    run("check", pack, "--fix")

    before = {path: path.read_bytes() for path in pack.rglob("*.yaml")}
    run("check", pack, "--fix")

    assert {path: path.read_bytes() for path in pack.rglob("*.yaml")} == before


def test_cases_of_a_pack_pass(run: Run) -> None:
    result = run("test", DEMO)

    assert result.exit_code == FINE
    assert result.stdout.endswith(" passed, 0 failed\n")


def test_case_that_fails_is_shown_with_its_place(run: Run, pack: Path) -> None:
    (pack / "cases" / "wrong.yaml").write_text(
        "- case: too mild\n  decision: floor_class\n  as_of: 2026-09-30\n  given: {loan.days_past_due: 91}\n"
        "  expect: {outcome: normal}\n",
        encoding="utf-8",
    )

    result = run("test", pack)

    assert result.exit_code == FINDINGS
    assert "wrong.yaml" in result.stdout
    assert "too mild" in result.stdout


def test_cases_as_json_say_which_passed(run: Run) -> None:
    assert all(each["passed"] for each in json.loads(run("test", DEMO, "--json").stdout))


def test_schemas_are_listed_and_printed(run: Run) -> None:
    names = run("schema").stdout.split()

    assert {"record", "decision"} <= set(names)
    assert all("$schema" in json.loads(run("schema", name).stdout) for name in names)


def test_unknown_schema_is_wrong_use(run: Run) -> None:
    assert run("schema", "recrod").exit_code == WRONG_USE


def test_output_that_nobody_watches_has_no_colours(run: Run, record: Path) -> None:
    assert "\x1b" not in run("decide", record, "--pack", DEMO).output


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """A folder with a small invented portfolio and its mapping file."""
    folder = tmp_path / "portfolio"
    write_portfolio(folder, seed=7, loans=40)
    (folder / "mapping.yaml").write_text(mapping_text(), encoding="utf-8")
    return folder


def _decide_tables(run: Run, portfolio: Path, *more: str) -> Result:
    mapping = portfolio / "mapping.yaml"
    return run("decide", "--mapping", mapping, "--as-of", "2026-09-30", "--out", "out", *more)


def test_no_row_of_a_table_is_lost(run: Run, portfolio: Path) -> None:
    counted = json.loads(_decide_tables(run, portfolio, "--json").stdout)

    assert counted["read"] == counted["decided"] + counted["rejected"]
    assert counted["decided"] == sum(each["rows"] for each in counted["counts"])


def test_rejected_rows_are_a_finding_and_the_rest_is_written(run: Run, portfolio: Path, tmp_path: Path) -> None:
    result = _decide_tables(run, portfolio)

    assert result.exit_code == FINDINGS
    assert "rejected" in result.stdout
    assert len((tmp_path / "out" / "decisions.csv").read_text(encoding="utf-8").splitlines()) > 20


def test_table_of_another_file_is_read_from_there(run: Run, portfolio: Path, tmp_path: Path) -> None:
    (portfolio / "groups.csv").rename(tmp_path / "elsewhere.csv")

    assert _decide_tables(run, portfolio, "--table", "groups=elsewhere.csv").exit_code == FINDINGS


def test_table_without_a_file_is_said_with_its_name(run: Run, portfolio: Path) -> None:
    (portfolio / "groups.csv").unlink()

    result = _decide_tables(run, portfolio)

    assert result.exit_code == WRONG_USE
    assert "groups.csv" in result.stderr
    assert result.stderr.count("error[") == 1


def test_warnings_about_files_are_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("id,day,days_past_dew\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text(
        "mapping: m\ncurrency: CNY\n"
        "tables:\n  loans: {read: csv, file: loans.csv, columns: {day: {type: date}}}\n"
        "record: {of: loans, as_of: day, by_name: true}\nfields: {loan.id: id}\n",
        encoding="utf-8",
    )

    shown = run("decide", "--mapping", "m.yaml", "--out", "out")
    plain = run("decide", "--mapping", "m.yaml", "--out", "out", "--json")

    assert "days_past_dew" in shown.stderr
    assert "`loans` has no row of data" in shown.stderr
    assert [each["code"] for each in json.loads(plain.stdout)["remarks"]][-1] == "PL647"


def test_row_that_the_rules_cannot_read_is_rejected_with_its_table_and_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("id,day\nL1,2026-09-30\nL2,2006-01-01\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text(
        "mapping: m\ncurrency: CNY\n"
        "tables:\n  loans: {read: csv, file: loans.csv, columns: {day: {type: date}}}\n"
        "record: {of: loans, as_of: day}\nfields: {loan.id: id}\n",
        encoding="utf-8",
    )

    run("decide", "--mapping", "m.yaml", "--out", "out")

    rejects = (tmp_path / "out" / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in rejects[1:]] == [["loans", "3"]]


MONTHS = """
mapping: months
currency: CNY
tables:
  loans: {read: csv, file: loans.csv, columns: {day: {type: date}, late: {type: number}}}
record: {of: loans, as_of: day, days: many}
fields: {loan.id: id, loan.asset_type: loan, loan.days_past_due: late, institution.type: commercial_bank}
"""


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """A mapping of a table with two loans in two months, one row of which is dirty."""
    rows = ("id,day,late", "A,2026-08-31,0", "B,2026-08-31,400", "A,2026-09-30,x", "B,2026-09-30,400")
    (tmp_path / "loans.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "months.yaml").write_text(MONTHS, encoding="utf-8")
    return tmp_path / "months.yaml"


def test_brief_run_writes_no_decisions_in_full(run: Run, months: Path, tmp_path: Path) -> None:
    result = run("decide", "--mapping", months, "--out", "out", "--brief")

    assert result.exit_code == FINDINGS
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"decisions.csv", "rejects.csv", "rejects.jsonl"}
    assert "decisions.jsonl" not in result.stdout


def test_rows_of_many_days_are_counted_day_by_day(run: Run, months: Path) -> None:
    said = run("decide", "--mapping", months, "--out", "out", "--brief").stdout
    counted = json.loads(run("decide", "--mapping", months, "--out", "out", "--brief", "--json").stdout)

    assert "classification, day by day" in said
    assert [line.split()[0] for line in said.splitlines() if line.startswith("2026-")] == ["2026-08-31", "2026-09-30"]
    assert [(each["as_of"], sum(count["rows"] for count in each["counts"])) for each in counted["days"]] == [
        ("2026-08-31", 2),
        ("2026-09-30", 1),
    ]
    assert "decisions" not in counted["files"]


def test_rows_of_other_days_are_said_to_be_left_out(run: Run, months: Path) -> None:
    said = run("decide", "--mapping", months, "--out", "out", "--as-of", "2026-08-31").stdout

    assert "read 2 = decided 2 + rejected 0 (and 2 rows left out)" in said
    assert "day by day" not in said


def test_interrupted_table_says_how_far_it_came(run: Run, months: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(meter: Meter, done: int, total: int | None = None) -> None:
        meter.done = done
        if done == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Meter, "__call__", interrupt)
    result = run("decide", "--mapping", months, "--out", "out", "--brief")

    assert result.exit_code == INTERRUPTED
    assert "stopped after 2 rows; what was decided and rejected by then is in out" in result.stderr


def test_mapping_that_does_not_exist_is_wrong_use(run: Run) -> None:
    result = run("decide", "--mapping", "m.yaml", "--out", "out")

    assert (result.exit_code, result.stderr) == (WRONG_USE, "error: there is no file `m.yaml`\n")


def test_demo_keeps_every_decision_in_its_trail(run: Run, tmp_path: Path) -> None:
    counted = json.loads(run("demo", "--loans", "40", "--out", "out", "--json").stdout)

    with AuditLog.open(f"sqlite:{tmp_path / 'out' / 'ledger.db'}") as trail:
        assert len(trail) == counted["decided"]
        assert trail.verify().holds


@pytest.mark.parametrize(("language", "head"), [("en", "Rules that fired most"), ("zh", "最常触发的规则")])
def test_demo_shows_classes_reasons_and_rejects(run: Run, language: str, head: str) -> None:
    result = run("demo", "--loans", "40", "--lang", language)

    assert result.exit_code == FINE
    assert head in result.stdout


def test_records_that_the_demo_keeps_give_the_same_decision_again(run: Run) -> None:
    explained = json.loads(run("demo", "--loans", "40", "--out", "out", "--json").stdout)["explained"]

    for decision in explained:
        again = run("decide", f"out/records/{decision['subject']}.json", "--decision", "classification", "--json")
        assert json.loads(again.stdout)["outcome"] == decision["outcome"]


def test_interrupted_demo_leaves_with_130_and_without_a_traceback(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from postloan_rules.cli.main import run; run()",
            "demo",
            "--out",
            "out",
            "--loans",
            "20000",
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "out").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, complaints = started.communicate(timeout=60)

    assert (started.returncode, complaints) == (INTERRUPTED, "interrupted\n")


def test_missing_extra_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise ModuleNotFoundError(name='typer')\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", "from postloan_rules.cli.main import run; run()", "--help"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == WRONG_USE
    assert done.stderr == "error: `typer` is not installed; install it with: pip install 'postloan-rules[cli]'\n"

"""``postloan demo``: an invented portfolio, classified, explained, and kept in a trail."""

import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from postloan_rules import AuditLog, CheckedPack, Decision, Engine, PortfolioRecord, Run, load, read_records
from postloan_rules.cli.decide_table import as_plain, sentence_of, show_files
from postloan_rules.cli.demo_summary import Summary, problems_in, summarise, worth_explaining
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.terminal import Terminal
from postloan_rules.demo.mapping import mapping_text
from postloan_rules.demo.portfolio import AS_OF, write_portfolio
from postloan_rules.text.bilingual import Bilingual

DECISION = "classification"
CLASSES = "risk_class"
LEDGER = "ledger.db"
RECORDS = "records"
DECISIONS = "decisions.jsonl"
NOT_APPLICABLE = "not_applicable"
MOST_REASONS = 12
MOST_REJECTS = 12


def demo(terminal: Terminal, *, out: Path, seed: int, loans: int, as_json: bool) -> int:
    """Write, decide and show the portfolio. Everything it writes is in ``out``. Returns the exit status."""
    portfolio = out / "portfolio"
    with terminal.progress(Bilingual(zh="生成贷款", en="inventing loans"), None):
        written = write_portfolio(portfolio, seed=seed, loans=loans)
    mapping = portfolio / "mapping.yaml"
    mapping.write_text(mapping_text(), encoding="utf-8")
    pack = load("cn")
    engine = Engine(pack)
    run = _decide(terminal, engine, mapping, out, written["loans"])
    summary = summarise(out / DECISIONS, portfolio / "loans.csv")
    explained = _explained(engine, mapping, summary, pack, out)
    if as_json:
        terminal.json(_as_json(run, summary, explained, out))
    else:
        _show(terminal, pack, written, run, summary, explained, out)
    return FINE


def _decide(terminal: Terminal, engine: Engine, mapping: Path, out: Path, total: int) -> Run:
    ledger = out / LEDGER
    # The demo begins anew each time; a bank's trail is only ever continued.
    for leftover in (ledger, out / f"{LEDGER}-wal", out / f"{LEDGER}-shm"):
        leftover.unlink(missing_ok=True)
    with (
        AuditLog.open(f"sqlite:{ledger}") as trail,
        terminal.progress(Bilingual(zh="逐笔分类", en="classifying"), total) as meter,
    ):
        return engine.decide_table(DECISION, mapping=mapping, as_of=AS_OF, out=out, trail=trail, progress=meter)


def _explained(engine: Engine, mapping: Path, summary: Summary, pack: CheckedPack, out: Path) -> list[Decision]:
    """Decide three loans again and keep their records as files, for `postloan explain`."""
    order = tuple(name for name, _ in pack.enumerations[CLASSES].values)
    wanted = [line.subject for line in worth_explaining(summary, order)]
    folder = out / RECORDS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    found: dict[str, Decision] = {}
    for record in read_records(mapping, as_of=AS_OF):
        if isinstance(record, PortfolioRecord) and record.loan.id in wanted:
            name = f"{record.loan.id}.json"
            (folder / name).write_text(record.model_dump_json(exclude_none=True, indent=2), encoding="utf-8")
            found[record.loan.id] = engine.decide(DECISION, record)
            if len(found) == len(wanted):
                break
    return [found[subject] for subject in wanted]


def _show(
    terminal: Terminal,
    pack: CheckedPack,
    written: dict[str, int],
    run: Run,
    summary: Summary,
    explained: list[Decision],
    out: Path,
) -> None:
    labels = Labels(pack)
    digest = pack.digest[: len("sha256:") + 12]
    terminal.say(
        Bilingual(
            zh=f"虚构银行：{written['borrowers']} 个借款人的 {written['loans']} 笔贷款，{AS_OF}；"
            f"规则包 {pack.id} {pack.version}（{digest}）",
            en=f"An invented bank: {written['loans']} loans of {written['borrowers']} borrowers on {AS_OF}; "
            f"rules {pack.id} {pack.version} ({digest})",
        )
    )
    _show_classes(terminal, labels, run, summary)
    _show_reasons(terminal, pack, summary)
    _show_rejects(terminal, run)
    reasons = _rules_that_worsen(pack)
    for decision in explained:
        _show_decision(terminal, labels, decision, reasons)
    _show_files(terminal, run, explained, out, reasons)


def _show_classes(terminal: Terminal, labels: Labels, run: Run, summary: Summary) -> None:
    terminal.title(Bilingual(zh="分类结果", en="Classes"))
    total = sum(summary.balances.values(), Decimal(0))
    rows = [
        (
            "–" if outcome is None else labels.value(DECISION, outcome, terminal.language),
            label_of_status(status, terminal.language),
            f"{run.counts[DECISION, outcome, status]:,}",
            _millions(summary.balances[outcome, status]),
            _share(summary.balances[outcome, status], total),
        )
        for (_, outcome, status), _ in sorted(run.counts.items(), key=labels.place_of_count)
    ]
    heads = (
        Bilingual(zh="分类", en="class"),
        Bilingual(zh="状态", en="status"),
        Bilingual(zh="笔数", en="loans"),
        Bilingual(zh="余额（百万元）", en="balance, CNY m"),
        Bilingual(zh="占比", en="share"),
    )
    terminal.table(heads, rows, numbers=(2, 3, 4))
    terminal.say(sentence_of(run), "dim")


def _show_reasons(terminal: Terminal, pack: CheckedPack, summary: Summary) -> None:
    terminal.title(Bilingual(zh="最常触发的规则", en="Rules that fired most"))
    reasons = _rules_that_worsen(pack)
    rows = [
        (f"{times:,}", rule.id, str(rule.citation), (rule.title or definition.question).say(terminal.language))
        for rule_id, times in sorted(summary.fired.items(), key=lambda each: (-each[1], each[0]))
        if rule_id in reasons
        for rule, definition in (reasons[rule_id],)
    ]
    heads = (
        Bilingual(zh="笔数", en="loans"),
        Bilingual(zh="规则", en="rule"),
        Bilingual(zh="依据", en="cited"),
        Bilingual(zh="内容", en="about"),
    )
    terminal.table(heads, rows[:MOST_REASONS], numbers=(0,))
    _say_more(terminal, len(rows) - MOST_REASONS)


def _show_decision(
    terminal: Terminal, labels: Labels, decision: Decision, reasons: Mapping[str, tuple[Any, Any]]
) -> None:
    """Print a decision with what is missing and the reasons that rules give; `postloan explain` prints all of it."""
    language = terminal.language
    outcome = labels.value(DECISION, decision.outcome, language) if decision.outcome else "–"
    status = label_of_status(decision.status.value, language)
    terminal.title(
        Bilingual(
            zh=f"贷款 {decision.subject}：{outcome}（{status}）", en=f"Loan {decision.subject}: {outcome} ({status})"
        )
    )
    if len(decision.possible) > 1:
        possible = labels.value(DECISION, decision.possible, language)
        missing = ", ".join(decision.missing)
        terminal.say(Bilingual(zh=f"  可能结果：{possible}", en=f"  possible: {possible}"))
        terminal.say(Bilingual(zh=f"  缺少：{missing}", en=f"  missing: {missing}"))
    own = (each for each in (*decision.reads.values(), decision) if each.subject == decision.subject)
    for part in own:
        for match in part.matches:
            if match.rule in reasons:
                rule, definition = reasons[match.rule]
                why = match.reason.say(language) or (rule.title or definition.question).say(language)
                worse = labels.value(part.name, match.outcome, language)
                terminal.say(
                    Bilingual(
                        zh=f"  {match.rule} → {worse}：{why}（{match.citation}）",
                        en=f"  {match.rule} → {worse}: {why} ({match.citation})",
                    )
                )


def _rules_that_worsen(pack: CheckedPack) -> dict[str, tuple[Any, Any]]:
    """Return rules, with their decisions, that give a class worse than if none had fired. Rules that pass on what
    another decision says are no reasons of their own."""
    found: dict[str, tuple[Any, Any]] = {}
    for definition in pack.decisions:
        if getattr(definition.outcome, "name", None) == CLASSES:
            for rule in definition.rules:
                value = getattr(rule.then.root, "value", definition.otherwise)
                if value != definition.otherwise:
                    found[rule.id] = (rule, definition)
    return found


def _show_rejects(terminal: Terminal, run: Run) -> None:
    terminal.title(Bilingual(zh="拒收的行：每种问题一例", en="Rejected rows: one of each problem"))
    heads = (
        Bilingual(zh="行数", en="rows"),
        Bilingual(zh="例：表、行", en="such as"),
        Bilingual(zh="列", en="column"),
        Bilingual(zh="值", en="value"),
        Bilingual(zh="原因", en="problem"),
    )
    rows = [
        (
            f"{each.times}",
            f"{each.table} {each.row}",
            each.column.removeprefix(f"{each.table}."),
            each.value,
            each.message.say(terminal.language),
        )
        for each in problems_in(run.rejects)
    ]
    terminal.table(heads, rows[:MOST_REJECTS], numbers=(0,))
    _say_more(terminal, len(rows) - MOST_REJECTS)


def _show_files(
    terminal: Terminal, run: Run, explained: list[Decision], out: Path, reasons: Mapping[str, tuple[Any, Any]]
) -> None:
    terminal.title(Bilingual(zh="已写入的文件", en="Files"))
    show_files(terminal, run)
    terminal.say((out / LEDGER).as_posix())
    if explained:
        record = (out / RECORDS / f"{explained[0].subject}.json").as_posix()
        parts = (*explained[0].reads.values(), explained[0])
        rule = next(
            (
                each
                for part in parts
                if part.possible != (NOT_APPLICABLE,)
                for each in part.not_fired
                if each in reasons
            ),
            "",
        )
        terminal.say(Bilingual(zh="试试：", en="Try:"), "bold")
        terminal.say(f"postloan decide {record}")
        terminal.say(f"postloan explain {record} --lang zh" + (f" --rule {rule}" if rule else ""))
        mapping = (out / "portfolio" / "mapping.yaml").as_posix()
        terminal.say(f"postloan report cn class_migration --mapping {mapping} --as-of {AS_OF}")


def _as_json(run: Run, summary: Summary, explained: list[Decision], out: Path) -> dict[str, Any]:
    return as_plain(run) | {
        "ledger": (out / LEDGER).as_posix(),
        "fired": dict(sorted(summary.fired.items())),
        "explained": [each.to_dict() for each in explained],
    }


def _say_more(terminal: Terminal, more: int) -> None:
    if more > 0:
        terminal.say(Bilingual(zh=f"另有 {more} 条", en=f"and {more} more"), "dim")


def _millions(amount: Decimal) -> str:
    return f"{amount / 1_000_000:,.1f}"


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.1f} %" if whole else "–"

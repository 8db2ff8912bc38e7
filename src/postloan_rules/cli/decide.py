"""``postloan decide`` for one record: each decision with outcome, status and the rules behind it."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from postloan_rules import Decision, Engine, PortfolioRecord, RecordError, load, read_record
from postloan_rules.cli.guard import FINE, WrongUseError
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.notices import show_notices
from postloan_rules.cli.terminal import Terminal
from postloan_rules.light import dataclass, replace
from postloan_rules.text.bilingual import Bilingual, Language

ALL = "all"
ROOTS = frozenset(PortfolioRecord.model_fields)
"""What a record leads to one by one."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rules come from: a pack by name or folder, and folders of overlays."""

    pack: str
    overlays: Sequence[Path]


def engine_for(source: Source) -> tuple[Engine, Labels]:
    """Return an engine for the rules of ``source`` and the labels of their words."""
    pack = load(source.pack)
    engine = Engine(pack, overlays=source.overlays)
    return engine, Labels(engine.pack)


def record_from(name: str) -> PortfolioRecord:
    """Read the record in the file ``name``, or on standard input where the name is ``-``.

    Raises:
        RecordError: if it is no record; a problem with the whole of it has the name of the file for a path.
        OSError, UnicodeDecodeError: if the file cannot be read.
    """
    text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    if not text.strip():
        raise WrongUseError(
            Bilingual(zh="输入为空，应为一条 JSON 记录", en="the input is empty; a JSON record is expected")
        )
    try:
        return read_record(text)
    except RecordError as error:
        whole = "standard input" if name == "-" else name
        raise RecordError([each if each.path else replace(each, path=whole) for each in error.problems]) from None


def decide_record(
    terminal: Terminal, name: str, *, source: Source, names: Sequence[str], as_of: date | None, as_json: bool
) -> int:
    """Decide the record and print the decisions. Returns the exit status."""
    record = record_from(name)
    engine, labels = engine_for(source)
    wanted = engine.names(list(names), each=True) if names else engine.names(ALL)
    decisions = engine.decide_each(wanted, record, as_of=as_of)
    if as_json:
        single = len(decisions) == 1 and list(names) == [decisions[0].name]
        _print_json(terminal, decisions, single=single)
        return FINE
    heads = (
        Bilingual(zh="决策", en="decision"),
        Bilingual(zh="结果", en="outcome"),
        Bilingual(zh="状态", en="status"),
        Bilingual(zh="触发的规则", en="fired"),
    )
    terminal.table(heads, [_row(each, labels, terminal.language) for each in decisions])
    still_open = [each for each in decisions if len(each.possible) > 1]
    if still_open:
        terminal.title(Bilingual(zh="尚未确定", en="Still open"))
    for each in still_open:
        possible = labels.value(each.name, each.possible, terminal.language)
        name = _called(each)
        missing = ", ".join(each.missing) or "–"
        terminal.say(
            Bilingual(
                zh=f"{name}：可能为{possible}；缺少 {missing}",
                en=f"{name}: possible {possible}; missing {missing}",
            )
        )
    show_notices(terminal, engine, labels, record, decisions)
    return FINE


def _called(decision: Decision) -> str:
    """Return the name of a decision; of one about one of several things together with which."""
    if decision.entity in ROOTS:
        return decision.name
    return f"{decision.name} {decision.subject or '?'}"


def _row(decision: Decision, labels: Labels, language: Language) -> Sequence[str]:
    return (
        _called(decision),
        "–" if decision.outcome is None else labels.value(decision.name, decision.outcome, language),
        label_of_status(decision.status.value, language),
        ", ".join(decision.fired),
    )


def _print_json(terminal: Terminal, decisions: Sequence[Decision], *, single: bool) -> None:
    if single:
        terminal.raw(decisions[0].to_json())
    else:
        terminal.raw("[" + ",\n ".join(each.to_json() for each in decisions) + "]")

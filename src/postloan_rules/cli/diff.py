"""``postloan diff``: what another pack, or another day, changes."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules import Engine, UnknownNameError, compare_decisions, compare_packs, load
from postloan_rules.analysis.decision_difference import UNDECIDED, DecisionDifference, RecordChange, State, Tally
from postloan_rules.analysis.pack_difference import PackDifference
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.portfolio import portfolio
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual, Language

_USUAL = "classification"
_MOST_RULES = 20
_COLUMNS = (
    "decision",
    "subject",
    "loan",
    "as_of",
    "old_outcome",
    "old_status",
    "old_possible",
    "new_outcome",
    "new_status",
    "new_possible",
    "ending",
    "starting",
    "balance",
    "currency",
    "why",
)


@dataclass(frozen=True, slots=True)
class Side:
    """A pack by name or folder, its overlays, and the day to ask for (``None``: each record's own)."""

    pack: str
    overlays: Sequence[Path]
    as_of: date | None = None

    def engine(self) -> Engine:
        """Return an engine for it."""
        return Engine(load(self.pack), overlays=self.overlays)


def diff_packs(terminal: Terminal, old: Side, new: Side, *, as_json: bool) -> int:
    """Print what the packs themselves say differently. Returns the exit status."""
    found = compare_packs(old.engine().pack, new.engine().pack)
    if as_json:
        terminal.json(found.to_dict())
    else:
        _show_packs(terminal, found)
    return FINDINGS if found.changes else FINE


def _show_packs(terminal: Terminal, found: PackDifference) -> None:
    for change in found.changes:
        terminal.say(change.say(terminal.language))
    terminal.say(
        Bilingual(zh=f"共 {len(found.changes)} 处不同", en=_counted(len(found.changes), "difference", "differences"))
    )


def diff_decisions(
    terminal: Terminal,
    old: Side,
    new: Side,
    *,
    on: Path,
    tables: Mapping[str, Path],
    names: Sequence[str],
    table: Path | None,
    as_json: bool,
) -> int:
    """Decide every record of ``on`` on both sides and print what comes out otherwise. Returns the exit status.

    Raises:
        UnknownNameError: if one side lacks a decision that was named.
        MappingError: if the mapping or a table cannot be used.
        OSError: if a file cannot be read or written.
    """
    engines = old.engine(), new.engine()
    asked = _asked(engines, names)
    records = portfolio(on, tables)
    with _writer(table) as each:
        found = compare_decisions(*engines, records, asked, as_of_old=old.as_of, as_of_new=new.as_of, each=each)
    if as_json:
        terminal.json(found.to_dict())
    else:
        _show(terminal, found, Labels(engines[1].pack))
        if table is not None:
            terminal.note(Bilingual(zh=f"变化的记录：{table}", en=f"the records that change: {table}"))
    return FINDINGS if found.changed else FINE


def _asked(engines: tuple[Engine, Engine], names: Sequence[str]) -> tuple[str, ...]:
    """Return the decisions to compare: those named, else the classification, else all that both have."""
    if names:
        first, second = (engine.names(list(names)) for engine in engines)
        lacking = [name for name in first if name not in second]
        if lacking:
            raise UnknownNameError("decision", lacking[0], second)
        return first
    first, second = (engine.names("all") for engine in engines)
    shared = tuple(name for name in first if name in second)
    return (_USUAL,) if _USUAL in shared else shared


@contextmanager
def _writer(table: Path | None) -> Iterator[Callable[[RecordChange], None] | None]:
    """Write a line of CSV for every change, as it is found."""
    if table is None:
        yield None
        return
    # Spreadsheet programs take UTF-8 for something else unless the file starts with its mark.
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        yield lambda change: writer.writerow(_cells(change))


def _cells(change: RecordChange) -> list[Any]:
    return [
        change.decision,
        change.subject,
        change.loan,
        change.as_of.isoformat(),
        *(
            cell
            for said in (change.old, change.new)
            for cell in (said.outcome or "", said.status, ";".join(said.possible))
        ),
        ";".join(change.ending),
        ";".join(change.starting),
        "" if change.balance is None else format(change.balance, "f"),
        change.currency,
        change.old.why or change.new.why,
    ]


_OLD, _NEW = Bilingual(zh="原来", en="old"), Bilingual(zh="现在", en="new")
_RECORDS, _BALANCE = Bilingual(zh="笔数", en="records"), Bilingual(zh="余额", en="balance")
_DECISION, _EXAMPLES = Bilingual(zh="决策", en="decision"), Bilingual(zh="例如", en="for example")


def _show(terminal: Terminal, found: DecisionDifference, labels: Labels) -> None:
    language = terminal.language
    if found.moves:
        terminal.table(
            (_DECISION, _OLD, _NEW, _RECORDS, _BALANCE, _EXAMPLES),
            [
                (name, _said(labels, name, old, language), _said(labels, name, new, language), *_tallied(tally))
                for (name, old, new), tally in found.moves.items()
            ],
            numbers=(3, 4),
        )
        terminal.title(Bilingual(zh="由于哪些规则", en="Through which rules"))
        terminal.table(
            (
                _DECISION,
                Bilingual(zh="不再触发", en="no longer"),
                Bilingual(zh="开始触发", en="now"),
                _RECORDS,
                _BALANCE,
                _EXAMPLES,
            ),
            [
                (name, ", ".join(ending) or "–", ", ".join(starting) or "–", *_tallied(tally))
                for (name, ending, starting), tally in list(found.rules.items())[:_MOST_RULES]
            ],
            numbers=(3, 4),
        )
        left_out = len(found.rules) - _MOST_RULES
        if left_out > 0:
            terminal.note(
                Bilingual(zh=f"另有 {left_out} 组规则，见 --json 或 --csv", en=f"{left_out} more in --json and --csv")
            )
    undecided = found.undecided
    terminal.say(
        Bilingual(
            zh=f"共 {found.read:,} 条记录：{found.changed:,} 项判定改变，{found.same:,} 项不变"
            + (f"，{undecided:,} 项两边都无法判定" if undecided else "")
            + (f"，拒收 {found.rejected:,} 条" if found.rejected else ""),
            en=f"{_counted(found.read, 'record', 'records')}: {_counted(found.changed, 'decision', 'decisions')} "
            f"{'changes' if found.changed == 1 else 'change'}, {found.same:,} stay the same"
            + (f", {undecided:,} cannot be made on either side" if undecided else "")
            + (f", {_counted(found.rejected, 'record', 'records')} rejected" if found.rejected else ""),
        )
    )


def _said(labels: Labels, decision: str, state: State, language: Language) -> str:
    outcome, status = state
    if status == UNDECIDED:
        return Bilingual(zh="无法判定", en="cannot be made").say(language)
    said = "–" if outcome is None else labels.value(decision, outcome, language)
    return f"{said} ({label_of_status(status, language)})"


def _tallied(tally: Tally) -> tuple[str, str, str]:
    balances = " ".join(f"{amount:,} {currency}" for currency, amount in sorted(tally.balances.items()))
    return f"{tally.records:,}", balances or "–", ", ".join(tally.examples)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"

"""``postloan next``: what changes if nothing is paid, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

from postloan_rules import (
    Engine,
    NextEvent,
    PackNotInForceError,
    ParameterNotInForceError,
    PortfolioRecord,
    RecordError,
    Rejected,
)
from postloan_rules.cli.decide import Source, engine_for
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.portfolio import portfolio
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual, Language

DAYS_OF_ONE, DAYS_OF_MANY = 1096, 90


@dataclass(frozen=True, slots=True)
class Coming:
    """An event of one loan, and what is at stake. The decisions themselves are let go: there may be many."""

    on: date
    move: str
    starting: tuple[str, ...]
    plain: Mapping[str, object] | None
    loan: str
    balance: Decimal | None
    currency: str


def what_comes_next(
    terminal: Terminal,
    file: Path,
    *,
    tables: Mapping[str, Path],
    source: Source,
    name: str,
    days: int | None,
    as_json: bool,
) -> int:
    """Print when decision ``name`` about the records of ``file`` changes next. Returns the exit status.

    Raises:
        UnknownNameError: if there is no such decision.
        RecordError: if the file is one record and that cannot be decided.
    """
    engine, labels = engine_for(source)
    engine.names(name)
    records = portfolio(file, tables)
    first = list(islice(records, 2))
    if len(first) == 1 and isinstance(first[0], PortfolioRecord):
        return _one(terminal, engine, labels, first[0], name, days or DAYS_OF_ONE, as_json=as_json)
    return _many(terminal, engine, labels, chain(first, records), name, days or DAYS_OF_MANY, as_json=as_json)


def _one(
    terminal: Terminal, engine: Engine, labels: Labels, record: PortfolioRecord, name: str, days: int, *, as_json: bool
) -> int:
    event = engine.next_event(name, record, horizon=days)
    if as_json:
        terminal.json(None if event is None else event.to_dict())
    elif event is None:
        terminal.say(
            Bilingual(zh=f"{days} 天内判定不变", en=f"the decision stays as it is for {days} days if nothing happens")
        )
    else:
        said = _move(labels, event, terminal.language)
        terminal.say(Bilingual(zh=f"{event.on}：{said}", en=f"{event.on}: {said}"))
        terminal.say(event.because)
    return FINE


def _many(
    terminal: Terminal,
    engine: Engine,
    labels: Labels,
    records: Iterator[PortfolioRecord | Rejected],
    name: str,
    days: int,
    *,
    as_json: bool,
) -> int:
    found: list[Coming] = []
    read = rejected = 0
    for record in records:
        read += 1
        if isinstance(record, Rejected):
            rejected += 1
            continue
        try:
            event = engine.next_event(name, record, horizon=days)
        except (RecordError, PackNotInForceError, ParameterNotInForceError):
            rejected += 1
            continue
        if event is not None:
            balance = record.loan.balance
            amount = None if balance is None else balance.amount
            move = _move(labels, event, terminal.language)
            plain = event.to_dict() if as_json else None
            found.append(Coming(event.on, move, event.starting, plain, record.loan.id, amount, record.currency))
    found.sort(key=lambda each: (each.on, -(each.balance or 0), each.loan))
    if as_json:
        terminal.json({"read": read, "rejected": rejected, "days": days, "events": [_plain(each) for each in found]})
    else:
        _show(terminal, found, read, rejected, days)
    return FINDINGS if rejected else FINE


def _plain(coming: Coming) -> dict[str, object]:
    balance = None if coming.balance is None else format(coming.balance, "f")
    return {"loan": coming.loan, "balance": balance, "currency": coming.currency, **(coming.plain or {})}


def _show(terminal: Terminal, found: list[Coming], read: int, rejected: int, days: int) -> None:
    if found:
        terminal.table(
            (
                Bilingual(zh="日期", en="day"),
                Bilingual(zh="贷款", en="loan"),
                Bilingual(zh="余额", en="balance"),
                Bilingual(zh="变化", en="change"),
                Bilingual(zh="触发的规则", en="rules"),
            ),
            [
                (
                    each.on.isoformat(),
                    each.loan,
                    "–" if each.balance is None else f"{each.balance:,} {each.currency}",
                    each.move,
                    ", ".join(each.starting) or "–",
                )
                for each in found
            ],
            numbers=(2,),
        )
    totals: dict[str, Decimal] = {}
    for each in found:
        totals[each.currency] = totals.get(each.currency, Decimal(0)) + (each.balance or 0)
    amounts = ", ".join(f"{amount:,} {currency}" for currency, amount in sorted(totals.items()))
    with_amounts = Bilingual(zh=f"，余额 {amounts}", en=f" with {amounts}") if amounts else Bilingual(zh="", en="")
    refused = Bilingual(zh=f"；{rejected:,} 条无法判定", en=f"; {rejected:,} cannot be decided")
    more = refused if rejected else Bilingual(zh="", en="")
    terminal.say(
        Bilingual(
            zh=f"共 {read:,} 条记录，{days} 天内变化 {len(found):,} 条{with_amounts.zh}{more.zh}",
            en=f"{read:,} read: {len(found):,} change within {days} days if nothing happens{with_amounts.en}{more.en}",
        )
    )


def _move(labels: Labels, event: NextEvent, language: Language) -> str:
    if event.after is None:
        return event.because.say(language)
    sides = []
    for decision in (event.before, event.after):
        said = "–" if decision.outcome is None else labels.value(decision.name, decision.outcome, language)
        sides.append(f"{said} ({label_of_status(decision.status.value, language)})")
    return " → ".join(sides)

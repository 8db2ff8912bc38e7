"""The commands of ``postloan`` and their options; what they do stands in one module each."""

from datetime import date
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from postloan_rules.analysis.choosing import Choice
from postloan_rules.cli import audit as audit_command
from postloan_rules.cli import check as check_command
from postloan_rules.cli import decide as decide_command
from postloan_rules.cli import decide_table as decide_table_command
from postloan_rules.cli import demo as demo_command
from postloan_rules.cli import diff as diff_command
from postloan_rules.cli import doc as doc_command
from postloan_rules.cli import explain as explain_command
from postloan_rules.cli import next_event as next_command
from postloan_rules.cli import report as report_command
from postloan_rules.cli import schema as schema_command
from postloan_rules.cli import test as test_command
from postloan_rules.cli.guard import guarded
from postloan_rules.cli.terminal import Terminal

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Rules for what happens to a loan after it was paid out: classes, warnings, and every reason.\n\n"
    "Exit status: 0 all is well; 1 the pack, the record or some rows have problems, or cases failed; "
    "2 the command could not be carried out as asked; 130 interrupted.",
)


class Tongues(StrEnum):
    """Languages of a rulebook."""

    zh = "zh"
    en = "en"
    both = "both"


class Formats(StrEnum):
    """Formats of a rulebook."""

    html = "html"
    markdown = "markdown"


class Words(StrEnum):
    """Languages of the output."""

    zh = "zh"
    en = "en"


Lang = Annotated[Words, typer.Option("--lang", envvar="POSTLOAN_LANG", help="Language of the output.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text and tables.")]
Pack = Annotated[str, typer.Option("--pack", help="Name of a shipped pack, or the folder of one.")]
Overlays = Annotated[list[Path] | None, typer.Option("--overlay", help="Folder of an overlay pack; repeatable.")]


def _day(text: str) -> date:
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"`{text}` is no day of the form YYYY-MM-DD, such as 2026-01-31")


Day = Annotated[
    date | None, typer.Option("--as-of", parser=_day, metavar="YYYY-MM-DD", help="Day to decide for, YYYY-MM-DD.")
]
Record = Annotated[str, typer.Argument(help="JSON file of one record; - reads standard input.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"postloan {version_of('postloan-rules')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Post-loan rules."""


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for everything the demo writes.")] = Path("out"),
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another portfolio.")] = 7,
    loans: Annotated[int, typer.Option("--loans", min=1, max=200_000, help="How many loans to invent.")] = 3000,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Invent a portfolio, classify it under the shipped Chinese rules, and show what came out."""
    status = guarded(
        lambda terminal: demo_command.demo(terminal, out=out, seed=seed, loans=loans, as_json=as_json),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Folder of a pack, or a folder of packs.")],
    overlay: Overlays = None,
    fix: Annotated[bool, typer.Option("--fix", help="Bring the files into the canonical layout first.")] = False,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", parser=_day, metavar="YYYY-MM-DD", help="Name parameters whose review is overdue."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Say everything that is wrong with a pack. 1 where it cannot be used; warnings alone are fine."""
    status = guarded(
        lambda terminal: check_command.check_packs(
            terminal, path, overlays=overlay or [], fix=fix, as_json=as_json, as_of=as_of, strict=strict
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command("test")
def cases(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")] = "cn",
    overlay: Overlays = None,
    chapter: Annotated[str | None, typer.Option("--chapter", help="Only what belongs to a chapter.")] = None,
    decision: Annotated[str | None, typer.Option("--decision", help="Only what belongs to a decision.")] = None,
    filter: Annotated[
        str | None, typer.Option("--filter", help="Only cases with this text in their names or places.")
    ] = None,
    near: Annotated[bool, typer.Option("--near", help="Also show rules that nearly fired in cases that pass.")] = False,
    junit: Annotated[Path | None, typer.Option("--junit", help="File for the results as JUnit XML.")] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="Show what the cases cover.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="File for the coverage as a page.")] = None,
    mutate: Annotated[bool, typer.Option("--mutate", help="Change the pack in small ways: do cases notice?")] = False,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Only that many mutants of each chapter.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another sample.")] = 7,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", help="Per cent of coverage or killed mutants; 1 where it is less.")
    ] = None,
    suggest: Annotated[str | None, typer.Option("--suggest", help="Write cases at the limits of a rule.")] = None,
    with_answers: Annotated[
        bool, typer.Option("--with-answers", help="Say in suggested cases what comes out today.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Run the cases of a pack: 1 where one fails. Or say what they cover, and which changes they would not notice."""
    status = guarded(
        lambda terminal: test_command.test(
            terminal,
            pack,
            overlays=overlay or [],
            choice=Choice(chapter, decision, filter),
            ways=test_command.Ways(
                near, junit, coverage, html, mutate, sample, seed, fail_under, suggest, with_answers
            ),
            as_json=as_json,
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def decide(
    record: Annotated[str | None, typer.Argument(help="JSON file of one record; - reads standard input.")] = None,
    decision: Annotated[
        list[str] | None,
        typer.Option(
            "--decision", help="A decision or chapter:NAME; repeatable. Without it all, for tables classification."
        ),
    ] = None,
    pack: Pack = "cn",
    overlay: Overlays = None,
    as_of: Day = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Mapping file: decide all rows of tables.")] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="NAME=FILE: where a table of the mapping is; repeatable.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for decisions and rejects of tables.")] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="For large tables: a line of CSV for each decision, and no JSON.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Decide one record, or with --mapping and --out every row of tables. 1 where rows are rejected."""
    source = decide_command.Source(pack, overlay or [])
    if mapping is None:
        if table or out or brief:
            raise typer.BadParameter("--table, --out and --brief need --mapping")
        if record is None:
            raise typer.BadParameter("give the file of a record, - for standard input, or --mapping")
        status = guarded(
            lambda terminal: decide_command.decide_record(
                terminal, record, source=source, names=decision or [], as_of=as_of, as_json=as_json
            ),
            lang.value,
            as_json=as_json,
        )
    else:
        if record is not None:
            raise typer.BadParameter("give a record or --mapping, not both")
        if out is None:
            raise typer.BadParameter("--mapping needs --out")
        where = decide_table_command.Tables(mapping, _named_files(table or []), as_of, out, brief)
        status = guarded(
            lambda terminal: decide_table_command.decide_tables(
                terminal, where, source=source, names=decision or ["classification"], as_json=as_json
            ),
            lang.value,
            as_json=as_json,
        )
    raise typer.Exit(status)


@app.command()
def explain(
    record: Record,
    decision: Annotated[
        str | None,
        typer.Option("--decision", help="The decision to explain; without it the one of the rule, or classification."),
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="Why this rule fired, or why not.")] = None,
    doc: Annotated[
        str | None, typer.Option("--doc", metavar="BASE", help="Folder or address of a rulebook: print links into it.")
    ] = None,
    pack: Pack = "cn",
    overlay: Overlays = None,
    as_of: Day = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Say why a decision came out as it did: rules, values read, limits, citations, and what is missing."""
    status = guarded(
        lambda terminal: explain_command.explain(
            terminal,
            record,
            source=decide_command.Source(pack, overlay or []),
            name=decision,
            rule=rule,
            doc=doc,
            as_of=as_of,
            as_json=as_json,
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Name or folder of the pack as it was.")],
    new: Annotated[str, typer.Argument(help="Name or folder of the pack as it is; may be the same.")],
    on: Annotated[
        Path | None,
        typer.Option("--on", help="Records to decide under both: a mapping file, a .json or a .jsonl file."),
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="NAME=FILE: where a table of the mapping is; repeatable.")
    ] = None,
    decision: Annotated[
        list[str] | None,
        typer.Option("--decision", help="A decision or chapter:NAME; repeatable. Without it classification."),
    ] = None,
    overlay_old: Annotated[
        list[Path] | None, typer.Option("--overlay-old", help="Overlay of the old side; repeatable.")
    ] = None,
    overlay_new: Annotated[
        list[Path] | None, typer.Option("--overlay-new", help="Overlay of the new side; repeatable.")
    ] = None,
    as_of_old: Annotated[
        date | None,
        typer.Option("--as-of-old", parser=_day, metavar="YYYY-MM-DD", help="Ask the old side for this day."),
    ] = None,
    as_of_new: Annotated[
        date | None,
        typer.Option("--as-of-new", parser=_day, metavar="YYYY-MM-DD", help="Ask the new side for this day."),
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="File for all changes, a line each.")] = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Say what another pack changes: with --on which decisions, without it which parameters, rules and facts.

    0 where nothing is otherwise, 1 where something is.
    """
    before = diff_command.Side(old, overlay_old or [], as_of_old)
    after = diff_command.Side(new, overlay_new or [], as_of_new)
    if on is None:
        if table or decision or csv or as_of_old or as_of_new:
            raise typer.BadParameter("--table, --decision, --csv, --as-of-old and --as-of-new need --on")
        status = guarded(
            lambda terminal: diff_command.diff_packs(terminal, before, after, as_json=as_json),
            lang.value,
            as_json=as_json,
        )
    else:
        portfolio, files = on, _named_files(table or [])
        status = guarded(
            lambda terminal: diff_command.diff_decisions(
                terminal, before, after, on=portfolio, tables=files, names=decision or [], table=csv, as_json=as_json
            ),
            lang.value,
            as_json=as_json,
        )
    raise typer.Exit(status)


@app.command("next")
def next_event(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    on: Annotated[Path, typer.Option("--on", help="A record in JSON, or many: a mapping file, .json or .jsonl.")],
    table: Annotated[
        list[str] | None, typer.Option("--table", help="NAME=FILE: where a table of the mapping is; repeatable.")
    ] = None,
    decision: Annotated[str, typer.Option("--decision", help="The decision to look ahead for.")] = "classification",
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=36525, help="How far: 1096 for one record, 90 for many.")
    ] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Say when a decision changes if nothing is paid and nothing else happens. 1 where records cannot be decided."""
    source = decide_command.Source(pack, overlay or [])
    files = _named_files(table or [])
    status = guarded(
        lambda terminal: next_command.what_comes_next(
            terminal, on, tables=files, source=source, name=decision, days=days, as_json=as_json
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def report(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    name: Annotated[str | None, typer.Argument(help="The report; without it, the names of all.")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Mapping file of the tables.")] = None,
    portfolio: Annotated[Path | None, typer.Option("--portfolio", help="JSON file of a portfolio.")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where the tables are.")] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="NAME=FILE: where a table of the mapping is; repeatable.")
    ] = None,
    as_of: Day = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, with the lowest and highest of each figure.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file.")] = None,
    lang: Lang = Words.en,
) -> None:
    """Print a report on all loans: figures with what is certain and what is possible, or a list."""
    source = decide_command.Source(pack, overlay or [])
    data = report_command.Data(mapping, portfolio, folder, _named_files(table or []), as_of)
    form = "json" if as_json else "csv" if as_csv else "text"
    status = guarded(
        lambda terminal: report_command.report(terminal, name, source=source, data=data, form=form, out=out),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@app.command()
def doc(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")] = "cn",
    overlay: Overlays = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the files of the rulebook.")] = Path("rulebook"),
    lang: Annotated[Tongues, typer.Option("--lang", help="Languages of the rulebook.")] = Tongues.both,
    format: Annotated[Formats, typer.Option("--format", help="Format of the files.")] = Formats.html,
) -> None:
    """Write the rulebook of a pack: rules in sentences, limits with their history, facts, sources, examples."""
    status = guarded(
        lambda terminal: doc_command.write_rulebook(
            terminal, pack, overlays=overlay or [], out=out, languages=lang.value, format=format.value
        ),
        "zh" if lang is Tongues.zh else "en",
    )
    raise typer.Exit(status)


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="Which schema; without it, their names.")] = None,
    lang: Lang = Words.en,
) -> None:
    """Print a JSON Schema: of records, of decisions, of each kind of pack file."""
    raise typer.Exit(guarded(lambda terminal: schema_command.print_schema(terminal, name), lang.value))


def _named_files(pairs: list[str]) -> dict[str, Path]:
    named: dict[str, Path] = {}
    for pair in pairs:
        name, equals, file = pair.partition("=")
        if not (name and equals and file):
            raise typer.BadParameter(f"`{pair}` is not of the form NAME=FILE", param_hint="--table")
        named[name] = Path(file)
    return named


audit = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What stands in a trail, and whether it holds.\n\n"
    "A trail is named by its file, or by an address such as postgresql://host/bank?schema=trail.",
)
app.add_typer(audit, name="audit")
Ledger = Annotated[str, typer.Option("--ledger", help="File or address of the trail.")]
Sequence = Annotated[int, typer.Argument(min=0, help="Number of the record, counted from 0.")]
Keys = Annotated[
    list[Path] | None, typer.Option("--key", help="File of a verifying key to trust or to add; repeatable.")
]
Decided = Annotated[str | None, typer.Option("--decision", help="Records of this decision.")]
Fired = Annotated[str | None, typer.Option("--rule", help="Records in which this rule fired.")]
Result = Annotated[str | None, typer.Option("--outcome", help="Records with this outcome.")]
Since = Annotated[
    date | None, typer.Option("--since", parser=_day, metavar="YYYY-MM-DD", help="First day decided for.")
]
Until = Annotated[
    date | None, typer.Option("--until", parser=_day, metavar="YYYY-MM-DD", help="Days decided for before this one.")
]


@audit.command("show")
def audit_show(sequence: Sequence, ledger: Ledger, as_json: AsJson = False, lang: Lang = Words.en) -> None:
    """Print one record, with what can be opened of what was sealed."""
    status = guarded(
        lambda terminal: audit_command.show(terminal, ledger, sequence, as_json=as_json), lang.value, as_json=as_json
    )
    raise typer.Exit(status)


@audit.command("find")
def audit_find(
    ledger: Ledger,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Id of a loan, or ENTITY:ID such as borrower:B01438.")
    ] = None,
    decision: Decided = None,
    rule: Fired = None,
    outcome: Result = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """List the records that fit all that is asked."""
    wanted = audit_command.Wanted(decision, subject, rule, outcome, since, until)
    status = guarded(
        lambda terminal: audit_command.find(terminal, ledger, wanted, as_json=as_json), lang.value, as_json=as_json
    )
    raise typer.Exit(status)


@audit.command("replay")
def audit_replay(
    ledger: Ledger,
    pack: Annotated[
        str | None, typer.Option("--with", help="Another pack; without it each decision's own, as the trail keeps it.")
    ] = None,
    overlay: Overlays = None,
    decision: Decided = None,
    rule: Fired = None,
    outcome: Result = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Make recorded decisions again and show which change. 1 where some do."""
    if overlay and pack is None:
        raise typer.BadParameter("--overlay needs --with")
    wanted = audit_command.Wanted(decision, None, rule, outcome, since, until)

    def command(terminal: Terminal) -> int:
        engine = None
        if pack is not None:
            engine, _ = decide_command.engine_for(decide_command.Source(pack, overlay or []))
        return audit_command.replay(terminal, ledger, engine, wanted, as_json=as_json)

    raise typer.Exit(guarded(command, lang.value, as_json=as_json))


@audit.command("proof")
def audit_proof(
    sequence: Sequence,
    ledger: Ledger,
    out: Annotated[Path, typer.Option("--out", help="File (.zip) or folder for the proof.")],
    key: Keys = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Write what proves one record without the others."""
    status = guarded(
        lambda terminal: audit_command.proof(terminal, ledger, sequence, out, key or [], as_json=as_json),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@audit.command("checkpoint")
def audit_checkpoint(
    ledger: Ledger,
    key: Annotated[
        Path | None, typer.Option("--key", help="File of the signing key (PEM); else POSTLOAN_SIGNING_KEY.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File for the signed note.")] = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Sign the present state of a trail."""
    status = guarded(
        lambda terminal: audit_command.checkpoint(terminal, ledger, key, out, as_json=as_json),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@audit.command("verify")
def audit_verify(
    path: Annotated[str, typer.Argument(help="A bundle (folder or .zip), or the file or address of a trail.")],
    key: Keys = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option("--checkpoint", help="A checkpoint kept from earlier; repeatable.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Check every proof and make every decision again. 1 where something contradicts."""
    status = guarded(
        lambda terminal: audit_command.verify(
            terminal, path, keys=key or [], checkpoints=checkpoint or [], as_json=as_json
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@audit.command("export")
def audit_export(
    ledger: Ledger,
    out: Annotated[Path, typer.Option("--out", help="File (.zip) or folder for the bundle.")],
    key: Keys = None,
    sealed: Annotated[
        bool,
        typer.Option("--sealed", help="Leave out the keys of what is personal, so that nobody can read it."),
    ] = False,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Write a bundle that can be verified with nothing else at hand."""
    status = guarded(
        lambda terminal: audit_command.export(terminal, ledger, out, key or [], sealed=sealed, as_json=as_json),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)


@audit.command("erase")
def audit_erase(
    subject: Annotated[str, typer.Argument(help="ENTITY:ID, such as borrower:B01438.")],
    ledger: Ledger,
    basis: Annotated[str, typer.Option("--basis", help="The ground in law, such as PIPL-47.")],
    requested_on: Annotated[
        date, typer.Option("--requested-on", parser=_day, metavar="YYYY-MM-DD", help="Day of the request.")
    ],
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Destroy the keys of what is personal about somebody. All proofs stay."""
    status = guarded(
        lambda terminal: audit_command.erase(
            terminal, ledger, subject, basis=basis, requested_on=requested_on, as_json=as_json
        ),
        lang.value,
        as_json=as_json,
    )
    raise typer.Exit(status)

"""The commands of ``postloan`` and their options; what they do stands in one module each."""

from datetime import date
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from postloan_rules.analysis.choosing import Choice
from postloan_rules.cli import check as check_command
from postloan_rules.cli import decide as decide_command
from postloan_rules.cli import decide_table as decide_table_command
from postloan_rules.cli import demo as demo_command
from postloan_rules.cli import diff as diff_command
from postloan_rules.cli import doc as doc_command
from postloan_rules.cli import emit as emit_command
from postloan_rules.cli import explain as explain_command
from postloan_rules.cli import next_event as next_command
from postloan_rules.cli import report as report_command
from postloan_rules.cli import schema as schema_command
from postloan_rules.cli import test as test_command
from postloan_rules.cli import watch as watch_command
from postloan_rules.cli.audit_app import audit
from postloan_rules.cli.options import (
    AsJson,
    Day,
    Lang,
    Overlays,
    Pack,
    Record,
    TableFiles,
    Words,
    carry_out,
    day_of,
    named_files,
)

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
    carry_out(
        lambda terminal: demo_command.demo(terminal, out=out, seed=seed, loans=loans, as_json=as_json),
        lang,
        as_json=as_json,
    )


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="Folder of a pack, or a folder of packs.")],
    overlay: Overlays = None,
    fix: Annotated[bool, typer.Option("--fix", help="Bring the files into the canonical layout first.")] = False,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", parser=day_of, metavar="YYYY-MM-DD", help="Name parameters whose review is overdue."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Say everything that is wrong with a pack. 1 where it cannot be used; warnings alone are fine."""
    carry_out(
        lambda terminal: check_command.check_packs(
            terminal, path, overlays=overlay or [], fix=fix, as_json=as_json, as_of=as_of, strict=strict
        ),
        lang,
        as_json=as_json,
    )


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
    carry_out(
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
        lang,
        as_json=as_json,
    )


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
    table: TableFiles = None,
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
        carry_out(
            lambda terminal: decide_command.decide_record(
                terminal, record, source=source, names=decision or [], as_of=as_of, as_json=as_json
            ),
            lang,
            as_json=as_json,
        )
    else:
        if record is not None:
            raise typer.BadParameter("give a record or --mapping, not both")
        if out is None:
            raise typer.BadParameter("--mapping needs --out")
        where = decide_table_command.Tables(mapping, named_files(table or []), as_of, out, brief)
        carry_out(
            lambda terminal: decide_table_command.decide_tables(
                terminal, where, source=source, names=decision or ["classification"], as_json=as_json
            ),
            lang,
            as_json=as_json,
        )


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
    carry_out(
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
        lang,
        as_json=as_json,
    )


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Name or folder of the pack as it was.")],
    new: Annotated[str, typer.Argument(help="Name or folder of the pack as it is; may be the same.")],
    on: Annotated[
        Path | None,
        typer.Option("--on", help="Records to decide under both: a mapping file, a .json or a .jsonl file."),
    ] = None,
    table: TableFiles = None,
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
        typer.Option("--as-of-old", parser=day_of, metavar="YYYY-MM-DD", help="Ask the old side for this day."),
    ] = None,
    as_of_new: Annotated[
        date | None,
        typer.Option("--as-of-new", parser=day_of, metavar="YYYY-MM-DD", help="Ask the new side for this day."),
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
        carry_out(
            lambda terminal: diff_command.diff_packs(terminal, before, after, as_json=as_json),
            lang,
            as_json=as_json,
        )
    else:
        portfolio, files = on, named_files(table or [])
        carry_out(
            lambda terminal: diff_command.diff_decisions(
                terminal, before, after, on=portfolio, tables=files, names=decision or [], table=csv, as_json=as_json
            ),
            lang,
            as_json=as_json,
        )


@app.command("next")
def next_event(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    on: Annotated[Path, typer.Option("--on", help="A record in JSON, or many: a mapping file, .json or .jsonl.")],
    table: TableFiles = None,
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
    files = named_files(table or [])
    carry_out(
        lambda terminal: next_command.what_comes_next(
            terminal, on, tables=files, source=source, name=decision, days=days, as_json=as_json
        ),
        lang,
        as_json=as_json,
    )


@app.command()
def report(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    name: Annotated[str | None, typer.Argument(help="The report; without it, the names of all.")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Mapping file of the tables.")] = None,
    portfolio: Annotated[Path | None, typer.Option("--portfolio", help="JSON file of a portfolio.")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where the tables are.")] = None,
    table: TableFiles = None,
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
    data = report_command.Data(mapping, portfolio, folder, named_files(table or []), as_of)
    form = "json" if as_json else "csv" if as_csv else "text"
    carry_out(
        lambda terminal: report_command.report(terminal, name, source=source, data=data, form=form, out=out),
        lang,
        as_json=as_json,
    )


@app.command()
def watch(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    events: Annotated[str, typer.Option("--events", help="Events, a JSON object a line; - reads standard input.")],
    records: Annotated[
        Path | None, typer.Option("--records", help="Records to read first: a mapping file, .json or .jsonl.")
    ] = None,
    table: TableFiles = None,
    state: Annotated[
        Path | None, typer.Option("--state", help="SQLite file that keeps what was seen; without it nothing is kept.")
    ] = None,
    rejects: Annotated[Path | None, typer.Option("--rejects", help="File for refused lines and why.")] = None,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=day_of, metavar="YYYY-MM-DD", help="Let time come to this day in the end."),
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", min=0, help="Say again first what was said after this number.")
    ] = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Follow events and say which signals arise and which are withdrawn. 1 where lines were refused."""
    asked = watch_command.Asked(events, records, named_files(table or []), state, rejects, until, since)
    source = decide_command.Source(pack, overlay or [])
    carry_out(lambda terminal: watch_command.watch(terminal, asked, source=source, as_json=as_json), lang)


class Dialects(StrEnum):
    """Databases whose SQL can be written."""

    duckdb = "duckdb"
    spark = "spark"
    postgres = "postgres"


@app.command()
def emit(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=day_of, metavar="YYYY-MM-DD", help="Day to decide for, and whose law holds."),
    ],
    decision: Annotated[
        list[str] | None, typer.Option("--decision", help="A decision or chapter; repeatable. Without it, all.")
    ] = None,
    dialect: Annotated[
        Dialects, typer.Option("--dialect", help="Database to write for; spark is experimental.")
    ] = Dialects.duckdb,
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead of standard output.")] = None,
    overlay: Overlays = None,
    lang: Lang = Words.en,
) -> None:
    """Print the rules of a day as SQL. 1 where a decision cannot be said exactly."""
    source = decide_command.Source(pack, overlay or ())
    names = decision or ["all"]
    carry_out(
        lambda terminal: emit_command.emit(
            terminal, source=source, names=names, as_of=as_of, dialect=dialect.value, out=out
        ),
        lang,
    )


@app.command()
def doc(
    pack: Annotated[str, typer.Argument(help="Name of a shipped pack, or the folder of one.")] = "cn",
    overlay: Overlays = None,
    out: Annotated[Path, typer.Option("--out", help="Folder for the files of the rulebook.")] = Path("rulebook"),
    lang: Annotated[Tongues, typer.Option("--lang", help="Languages of the rulebook.")] = Tongues.both,
    format: Annotated[Formats, typer.Option("--format", help="Format of the files.")] = Formats.html,
) -> None:
    """Write the rulebook of a pack: rules in sentences, limits with their history, facts, sources, examples."""
    carry_out(
        lambda terminal: doc_command.write_rulebook(
            terminal, pack, overlays=overlay or [], out=out, languages=lang.value, format=format.value
        ),
        Words.zh if lang is Tongues.zh else Words.en,
    )


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="Which schema; without it, their names.")] = None,
    lang: Lang = Words.en,
) -> None:
    """Print a JSON Schema: of records, of decisions, of each kind of pack file."""
    carry_out(lambda terminal: schema_command.print_schema(terminal, name), lang)


app.add_typer(audit, name="audit")

"""The commands of ``postloan audit`` and their options."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from postloan_rules.cli import audit as audit_command
from postloan_rules.cli import decide as decide_command
from postloan_rules.cli.options import AsJson, Lang, Overlays, Words, carry_out, day_of
from postloan_rules.cli.terminal import Terminal

audit = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What stands in a trail, and whether it holds.\n\n"
    "A trail is named by its file, or by an address such as postgresql://host/bank?schema=trail.",
)


class Kind(StrEnum):
    """The kinds of records."""

    decision = "decision"
    batch = "batch"
    override = "override"
    erasure = "erasure"
    checkpoint = "checkpoint"
    warning = "warning"
    note = "note"


Ledger = Annotated[str, typer.Option("--ledger", help="File or address of the trail.")]
Sequence = Annotated[int, typer.Argument(min=0, help="Number of the record, counted from 0.")]
Keys = Annotated[
    list[Path] | None, typer.Option("--key", help="File of a verifying key to trust or to add; repeatable.")
]
Decided = Annotated[str | None, typer.Option("--decision", help="Records of this decision.")]
Fired = Annotated[str | None, typer.Option("--rule", help="Records in which this rule fired.")]
Result = Annotated[str | None, typer.Option("--outcome", help="Records with this outcome.")]
Since = Annotated[
    date | None, typer.Option("--since", parser=day_of, metavar="YYYY-MM-DD", help="First day decided for.")
]
Until = Annotated[
    date | None, typer.Option("--until", parser=day_of, metavar="YYYY-MM-DD", help="Days decided for before this one.")
]


@audit.command("show")
def audit_show(
    sequence: Sequence,
    ledger: Ledger,
    witness: Annotated[
        list[Path] | None, typer.Option("--witness", help="File of a witness's verifying key; repeatable.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Print one record, with what can be opened of what was sealed, and how far it has come."""
    carry_out(
        lambda terminal: audit_command.show(terminal, ledger, sequence, witnesses=witness or [], as_json=as_json),
        lang,
        as_json=as_json,
    )


@audit.command("find")
def audit_find(
    ledger: Ledger,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Id of a loan, or ENTITY:ID such as borrower:B01438.")
    ] = None,
    decision: Decided = None,
    rule: Fired = None,
    outcome: Result = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Records of this kind.")] = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """List the records that fit all that is asked."""
    wanted = audit_command.Wanted(decision, subject, rule, outcome, since, until, None if kind is None else kind.value)
    carry_out(lambda terminal: audit_command.find(terminal, ledger, wanted, as_json=as_json), lang, as_json=as_json)


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

    carry_out(command, lang, as_json=as_json)


@audit.command("proof")
def audit_proof(
    sequence: Sequence,
    ledger: Ledger,
    out: Annotated[Path, typer.Option("--out", help="File (.zip) or folder for the proof.")],
    key: Keys = None,
    row: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="PART:ROW", help="Row of a batch, such as parts/part-0.parquet:17; repeatable."),
    ] = None,
    parts: Annotated[
        Path | None, typer.Option("--parts", help="Folder of the batch, from which names of parts start.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Write what proves one record without the others, and rows of it where it is a batch."""
    carry_out(
        lambda terminal: audit_command.proof(
            terminal, ledger, sequence, out, key or [], rows=row or [], parts=parts, as_json=as_json
        ),
        lang,
        as_json=as_json,
    )


@audit.command("seal")
def audit_seal(
    run: Annotated[Path, typer.Argument(help="Folder of a run over tables, or its manifest.json.")],
    ledger: Ledger,
    pack: Annotated[str, typer.Option("--pack", help="The pack that the run was made with.")],
    overlay: Overlays = None,
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Write one record about a run, so that each of its rows can be proved."""

    def command(terminal: Terminal) -> int:
        engine, _ = decide_command.engine_for(decide_command.Source(pack, overlay or []))
        return audit_command.seal(terminal, ledger, run, engine.pack, as_json=as_json)

    carry_out(command, lang, as_json=as_json)


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
    carry_out(
        lambda terminal: audit_command.checkpoint(terminal, ledger, key, out, as_json=as_json),
        lang,
        as_json=as_json,
    )


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
    carry_out(
        lambda terminal: audit_command.verify(
            terminal, path, keys=key or [], checkpoints=checkpoint or [], as_json=as_json
        ),
        lang,
        as_json=as_json,
    )


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
    carry_out(
        lambda terminal: audit_command.export(terminal, ledger, out, key or [], sealed=sealed, as_json=as_json),
        lang,
        as_json=as_json,
    )


@audit.command("erase")
def audit_erase(
    subject: Annotated[str, typer.Argument(help="ENTITY:ID, such as borrower:B01438.")],
    ledger: Ledger,
    basis: Annotated[str, typer.Option("--basis", help="The ground in law, such as PIPL-47.")],
    requested_on: Annotated[
        date, typer.Option("--requested-on", parser=day_of, metavar="YYYY-MM-DD", help="Day of the request.")
    ],
    as_json: AsJson = False,
    lang: Lang = Words.en,
) -> None:
    """Destroy the keys of what is personal about somebody. All proofs stay."""
    carry_out(
        lambda terminal: audit_command.erase(
            terminal, ledger, subject, basis=basis, requested_on=requested_on, as_json=as_json
        ),
        lang,
        as_json=as_json,
    )

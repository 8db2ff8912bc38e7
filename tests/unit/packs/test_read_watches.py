"""Watches: what is read, what is refused and where, and what the digest holds of them."""

import json
from pathlib import Path

import pytest

from postloan_rules.feel.types import Money
from postloan_rules.packs.formatter import format_pack
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.lints import lint
from postloan_rules.packs.loader import LoadResult, load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Place, Sequence, Window
from postloan_rules.packs.watch_parts import last_kinds, ones_in, parameters_named
from tests.unit.packs.watch_pack import PARAMETERS, WATCH, WATCH_CASE, WATCHING, parameter, watch_folder
from tests.unit.packs.written_pack import MANIFEST, load, pack_folder, sound, write


def _said(result: LoadResult) -> str:
    """Return code, place and message of every diagnostic, one a line."""
    lines = []
    for each in result.diagnostics:
        at = "" if each.span is None else place_of(each.span)
        lines.append(f"{each.code} {at} {each.message.en}")
    return "\n".join(lines)


ABSENCE = "{absence: {event: release}, after: {event: pledge}, within: watch.days}"
COUNT = WATCH[WATCH.index("pattern:") : WATCH.index("severity:")]


def _pack(folder: Path, pattern: str, rest: str = "", of: str = "borrower") -> CheckedPack:
    text = WATCH.replace(COUNT, f"pattern: {pattern}\n{rest}").replace("of: borrower", f"of: {of}")
    return sound(load(watch_folder(folder, watch=text.replace('"{event.on}"', "无"))))


def test_a_count_is_read_with_its_window_and_place(tmp_path: Path) -> None:
    pack = sound(load(watch_folder(tmp_path)))
    (watch,) = pack.watches
    pattern = watch.pattern

    assert isinstance(pattern, Count)
    assert (pattern.of.kind, pattern.of.place, pattern.of.index) == ("pledge", Place.SUBJECT, 0)
    assert (pattern.at_least, pattern.within) == ("watch.times", Window("watch.days", "days"))
    assert (watch.signal, watch.severity, watch.response, watch.cool_down) == ("W-1", "loss", None, None)
    assert list(parameters_named(watch)) == ["watch.times", "watch.days"]


def test_every_pattern_is_read_and_its_events_are_numbered_as_they_are_written(tmp_path: Path) -> None:
    pattern = """
  any:
    - sequence:
        - {event: pledge}
        - all: [{event: release}, {event: drawdown}]
          within: watch.months
      within: watch.days
    - absence: [{event: release}, {event: paid_off}]
      after: {event: pledge}
      within: watch.months
"""
    found = _pack(tmp_path, pattern).watches[0].pattern

    assert isinstance(found, AnyOf)
    sequence, absence = found.parts
    assert isinstance(sequence, Sequence)
    assert isinstance(sequence.steps[1], AllOf)
    assert isinstance(absence, Absence)
    assert [(each.index, each.kind) for each in ones_in(found)] == [
        (0, "pledge"),
        (1, "release"),
        (2, "drawdown"),
        (3, "release"),
        (4, "paid_off"),
        (5, "pledge"),
    ]


def test_events_of_others_are_related_ones_unless_the_watch_says_otherwise(tmp_path: Path) -> None:
    related = _pack(tmp_path / "1", "{event: drawdown}").watches[0].pattern
    group = _pack(tmp_path / "2", "{event: pledge, at: group}").watches[0].pattern

    assert isinstance(related, One)
    assert isinstance(group, One)
    assert (related.place, group.place) == (Place.RELATED, Place.GROUP)


def test_kinds_of_a_pack_stand_beside_those_that_every_pack_knows(tmp_path: Path) -> None:
    kinds = sound(load(watch_folder(tmp_path))).event_kinds

    assert kinds["pledge"].subject == "borrower"
    assert [(each.name, each.type) for each in kinds["pledge"].fields][:1] == [("amount", Money())]
    assert kinds["payment"].subject == "loan"


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("{event: pledge}", {"pledge"}),
        (ABSENCE, {"pledge"}),
        ("{sequence: [{event: pledge}, {event: release}], within: watch.days}", {"release"}),
        ("{any: [{event: pledge}, {event: release}]}", {"pledge", "release"}),
        ("{all: [{event: pledge}, {event: release}], within: watch.days}", {"pledge", "release"}),
        (
            f"{{sequence: [{{event: drawdown}}, {ABSENCE}], within: watch.days}}",
            {"drawdown", "pledge"},
        ),
    ],
)
def test_the_kinds_that_can_match_last_are_known(tmp_path: Path, pattern: str, kinds: set[str]) -> None:
    assert last_kinds(_pack(tmp_path, pattern).watches[0].pattern) == kinds


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"event: pledge,": "event: pledgee,"}, "PL141 bank/watch/pledged.yaml:6 there is no kind of events `pledgee`"),
        ({"event.flag": "event.flagg"}, "PL303 bank/watch/pledged.yaml:6"),
        ({"event.flag": "event.amount"}, "PL305 bank/watch/pledged.yaml:6"),
        ({"at_least: watch.times": "at_least: watch.days"}, "PL144 bank/watch/pledged.yaml:7"),
        ({"within: watch.days": "within: watch.times"}, "PL144 bank/watch/pledged.yaml:8"),
        ({"within: watch.days": "within: watch.dayz"}, "PL141 bank/watch/pledged.yaml:8 there is no parameter"),
        ({"  within: watch.days\n": ""}, "PL112 bank/watch/pledged.yaml:6"),
        (
            {"  within: watch.days\n": "  within: watch.days\n  after: {event: pledge}\n"},
            "PL144 bank/watch/pledged.yaml:9",
        ),
        ({"of: borrower": "of: group"}, "PL141 bank/watch/pledged.yaml:4 there is no entity to watch `group`"),
        ({"severity: loss": "severity: purple"}, "PL142 bank/watch/pledged.yaml:9"),
        ({"severity: loss": "severity: loss\nresponse: call"}, "PL144 bank/watch/pledged.yaml:10"),
        ({"severity: loss": "severity: loss\nchapter: nowhere"}, "PL141 bank/watch/pledged.yaml:10"),
        ({"{event: pledge, ": "{event: payment, at: subject, "}, "PL144 bank/watch/pledged.yaml:6"),
        ({"{event: pledge, where: event.flag}": "{event: valuation, at: group}"}, "PL144 bank/watch/pledged.yaml:6"),
        ({'cite: "办法#1"\n': ""}, "PL132"),
    ],
)
def test_what_a_watch_cannot_mean_is_told_with_its_place(tmp_path: Path, changes: dict[str, str], says: str) -> None:
    text = WATCH
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)

    assert says in _said(load(watch_folder(tmp_path, watch=text)))


def test_a_reason_reads_the_event_only_where_it_can_be_of_one_kind(tmp_path: Path) -> None:
    text = WATCH.replace(COUNT, "pattern: {any: [{event: pledge}, {event: release}]}\n")

    assert "PL301" in _said(load(watch_folder(tmp_path, watch=text)))


def test_windows_are_the_same_for_all_records(tmp_path: Path) -> None:
    dimension = parameter("watch.by", "days", 3).replace("  unit", "  by: [loan.product]\n  unit")
    folder = watch_folder(tmp_path, watch=WATCH.replace("within: watch.days", "within: watch.by"))
    (folder / "parameters" / "watch.yaml").write_text(PARAMETERS + dimension, encoding="utf-8")

    assert "PL144 bank/watch/pledged.yaml:8 `watch.by` depends on `loan.product`" in _said(load(folder))


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (MANIFEST, "PL144 bank/watch/pledged.yaml:1 `pack.yaml` has no `watching`"),
        (MANIFEST + WATCHING.replace("severity: risk_class", "severity: colour"), "PL141 bank/pack.yaml"),
        (MANIFEST + WATCHING.replace("watch.lateness", "watch.months"), "PL144 bank/pack.yaml"),
        (MANIFEST + WATCHING.replace("  pledge:", "  payment:"), "PL146 bank/pack.yaml"),
        (MANIFEST + WATCHING.replace("      flag:", "      on:"), "PL146 bank/pack.yaml"),
        (MANIFEST + WATCHING.replace("type: money", "type: gold"), "PL141 bank/pack.yaml"),
        (MANIFEST + WATCHING.replace("of: borrower", "of: planet"), "PL114 bank/pack.yaml:21"),
    ],
)
def test_what_a_pack_cannot_declare_about_events_is_told_with_its_place(
    tmp_path: Path, manifest: str, says: str
) -> None:
    assert says in _said(load(watch_folder(tmp_path, manifest=manifest)))


def test_two_watches_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = watch_folder(tmp_path)
    (folder / "watch" / "again.yaml").write_text(WATCH, encoding="utf-8")

    assert "PL140" in _said(load(folder))


def test_cases_tell_events_and_expect_signals(tmp_path: Path) -> None:
    (case,) = sound(load(watch_folder(tmp_path, cases=WATCH_CASE))).watch_cases

    assert (case.kind, case.subject, [each.id for each in case.events]) == ("watch", "pledged_twice", ["e1", "e2"])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("watch: pledged_twice", "watch: pledged_once", "PL141 bank/cases/pledged.yaml:2 there is no watch"),
        ("event: pledge, flag: true}", "event: pledges, flag: true}", "PL141 bank/cases/pledged.yaml:5"),
        ("flag: true, amount", "flags: true, amount", "PL141 bank/cases/pledged.yaml:6"),
        ("flag: true, amount: 5", "flag: 1, amount: 5", "PL113 bank/cases/pledged.yaml:6"),
        ("on: 2026-03-01", "on: yesterday", "PL115 bank/cases/pledged.yaml:5 `yesterday`"),
        ("{on: 2026-03-01, event", "{event", "PL112 bank/cases/pledged.yaml:5"),
        ("flag: true}", "flag: true, at: nowhere}", "PL114 bank/cases/pledged.yaml:5"),
        ("events: [e1, e2]", "events: [e1, e7]", "PL141 bank/cases/pledged.yaml:7"),
        ("[{on: 2026-03-02, events", "[{on: 2026-04-01, events", "PL144 bank/cases/pledged.yaml:7"),
        ("{signals: [{on: 2026-03-02, events: [e1, e2]}]}", "{outcome: loss}", "PL144 bank/cases/pledged.yaml:7"),
        ("amount: 5}", "amount: 5, id: e1}", "PL144 bank/cases/pledged.yaml:6"),
        ("  as_of", "  decision: floor\n  as_of", "PL144 bank/cases/pledged.yaml:2"),
    ],
)
def test_what_a_case_cannot_tell_is_told_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in WATCH_CASE

    assert says in _said(load(watch_folder(tmp_path, cases=WATCH_CASE.replace(old, new, 1))))


def test_cases_of_decisions_expect_no_signals(tmp_path: Path) -> None:
    text = "- case: x\n  decision: floor\n  as_of: 2026-03-31\n  expect: {signals: []}\n"

    assert "PL144 bank/cases/pledged.yaml:4 only cases of a watch expect" in _said(
        load(watch_folder(tmp_path, cases=text))
    )


def test_the_digest_holds_what_watches_mean_and_not_how_they_are_called_in_titles(tmp_path: Path) -> None:
    changes = {"Pledged twice": "Other title", "event.flag}": "not(event.flag)}", "severity: loss": "severity: normal"}
    first = sound(load(watch_folder(tmp_path / "0")))
    others = [
        sound(load(watch_folder(tmp_path / str(place), watch=WATCH.replace(old, new))))
        for place, (old, new) in enumerate(changes.items(), 1)
    ]

    assert [each.digest == first.digest for each in others] == [True, False, False]


def test_a_pack_without_watches_says_nothing_of_events_in_its_digest(tmp_path: Path) -> None:
    content = json.loads(sound(load(pack_folder(tmp_path))).resolved_text)

    assert not {"watches", "watching", "events"} & content.keys()


def test_parameters_that_only_watches_read_are_read(tmp_path: Path) -> None:
    pack = sound(load(watch_folder(tmp_path)))
    unread = [each.message.en for each in lint(pack) if each.code == "PL903"]

    assert not any(name in text for text in unread for name in ("watch.lateness", "watch.days", "watch.times"))


def test_the_formatter_writes_names_for_labels_in_watches(tmp_path: Path) -> None:
    folder = watch_folder(tmp_path, watch=WATCH.replace("event.flag", "事件.标志"))

    (text,) = format_pack(folder).values()

    assert "where: event.flag}" in text


OVERLAY = MANIFEST[: MANIFEST.index("class_enumeration")].replace("pack: bank", "pack: own").replace("1.2.0", "1.0.0")


def test_an_overlay_adds_watches_and_changes_windows_and_redefines_none(tmp_path: Path) -> None:
    folder = watch_folder(tmp_path / "bank")
    of = "overlay: {of: bank, version: '>=1,<2'}\n"
    shorter = "watch.days:\n  values: [{start: 2020-01-01, value: 7, cite: '办法#2', confidence: C}]\n"
    added = WATCH.replace("pledged_twice", "pledged_again")
    files = {"pack.yaml": OVERLAY + of, "parameters/watch.yaml": shorter}
    own = write(tmp_path / "own", files | {"watch/again.yaml": added})
    again = write(tmp_path / "again", files | {"watch/twice.yaml": WATCH})

    laid = sound(load_pack(folder, overlays=[own], engine_version="0.1.0"))
    refused = load_pack(folder, overlays=[again], engine_version="0.1.0")

    assert [each.name for each in laid.watches] == ["pledged_twice", "pledged_again"]
    assert laid.parameters["watch.days"].values[-1].value == 7
    assert "PL140" in _said(refused)

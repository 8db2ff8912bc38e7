"""Cases of watches: the signals that events give, held against those that their author worked out."""

from pathlib import Path

import pytest

from postloan_rules import Engine
from postloan_rules.analysis.choosing import Choice, watch_cases_of
from postloan_rules.analysis.junit import junit_of
from postloan_rules.engine.cases import CaseResult, run_cases
from tests.unit.packs.watch_pack import WATCH, WATCH_CASE, watch_folder
from tests.unit.packs.written_pack import load, sound

EXPECTED = "[{on: 2026-03-02, events: [e1, e2]}]"
UNKNOWN = WATCH_CASE.replace("flag: true, amount: 5", "amount: 5")


def _result(folder: Path, text: str) -> CaseResult:
    watch = WATCH.replace('zh: "{event.on}"', 'zh: "最近{event.on}"')
    (found,) = run_cases(Engine(sound(load(watch_folder(folder, watch=watch, cases=text)))))
    return found


@pytest.mark.parametrize(
    "expected",
    [
        EXPECTED,
        "[{on: 2026-03-02}]",
        "[{on: 2026-03-02, certain: true, missing: [], reason: {zh: 最近2026-03-02, en: 2 since 2026-03-01}}]",
    ],
)
def test_a_case_holds_what_it_names_and_no_more(tmp_path: Path, expected: str) -> None:
    result = _result(tmp_path, WATCH_CASE.replace(EXPECTED, expected))

    assert result.differences == ()


def test_a_case_expects_what_is_missing_of_a_possible_signal(tmp_path: Path) -> None:
    expected = '[{on: 2026-03-02, certain: false, missing: ["event[e2].flag"]}]'

    assert _result(tmp_path, UNKNOWN.replace(EXPECTED, expected)).passed


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ("[]", "signals: expected `–`, got `2026-03-02`"),
        ("[{on: 2026-03-02}, {on: 2026-03-03}]", "signals: expected `2026-03-02, 2026-03-03`, got `2026-03-02`"),
        ("[{on: 2026-03-01}]", "signals: expected `2026-03-01`, got `2026-03-02`"),
        ("[{on: 2026-03-02, events: [e2]}]", "signals[1].events: expected `e2`, got `e1, e2`"),
        ("[{on: 2026-03-02, certain: false}]", "signals[1].certain: expected `false`, got `true`"),
        ('[{on: 2026-03-02, missing: ["event[e1].flag"]}]', "signals[1].missing: expected `event[e1].flag`, got `–`"),
        ("[{on: 2026-03-02, reason: {en: three}}]", "signals[1].reason.en: expected `three`, got `2 since 2026-03-01`"),
    ],
)
def test_what_came_out_instead_is_told(tmp_path: Path, expected: str, says: str) -> None:
    result = _result(tmp_path, WATCH_CASE.replace(EXPECTED, expected))

    assert [each.en for each in result.differences] == [says]


def test_events_from_before_the_law_cannot_be_decided(tmp_path: Path) -> None:
    result = _result(tmp_path, WATCH_CASE.replace("2026-03-01", "2019-12-31"))

    assert not result.passed
    assert result.differences[0].en.startswith("cannot be decided: ")


def test_events_after_the_day_of_the_case_have_not_happened(tmp_path: Path) -> None:
    early = WATCH_CASE.replace("as_of: 2026-03-31", "as_of: 2026-03-01")

    assert _result(tmp_path, early.replace(EXPECTED, "[]")).passed


def test_cases_of_watches_are_chosen_and_told_like_others(tmp_path: Path) -> None:
    pack = sound(load(watch_folder(tmp_path, cases=WATCH_CASE)))

    assert [each.name for each in watch_cases_of(pack, Choice())] == ["two"]
    assert [each.name for each in watch_cases_of(pack, Choice(text="two"))] == ["two"]
    assert watch_cases_of(pack, Choice(text="three")) == ()
    assert watch_cases_of(pack, Choice(decision="floor")) == ()
    assert 'testsuite name="pledged_twice" tests="1" failures="0"' in junit_of("bank", run_cases(Engine(pack)), "en")

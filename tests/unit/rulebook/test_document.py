"""The rulebook as files: complete, linked, harmless, and the same every time."""

import json
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from postloan_rules import CheckedPack, UnknownNameError, document, load
from postloan_rules.rulebook.blocks import anchor_of
from postloan_rules.rulebook.document import address_of
from tests.unit.packs.watch_pack import WATCH_CASE, watch_folder
from tests.unit.packs.written_pack import DECISION, LIMIT, MANIFEST, pack_folder, sound
from tests.unit.packs.written_pack import load as load_written

SHIPPED = sorted(each.parent.name for each in (Path(__file__).parents[3] / "rules").glob("*/pack.yaml"))
EVIL = '<script>alert("x")</script> & <b>'
MARKED = "*x* [y](z) `c` | d"


class _Reader(HTMLParser):
    """Collects ids, links, and tags that are open where they should not be."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@cache
def _shipped(name: str) -> tuple[CheckedPack, dict[str, str], dict[str, _Reader]]:
    pack = load(name)
    files = document(pack)
    return pack, files, {file: _read(text) for file, text in files.items() if file.endswith(".html")}


def _named(pack: CheckedPack) -> list[str]:
    rules = [rule.id for decision in pack.decisions for rule in decision.rules]
    facts = [f"{fact.entity}.{fact.name}" for fact in pack.facts]
    decisions = [decision.name for decision in pack.decisions]
    return [*rules, *pack.parameters, *facts, *decisions]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_parameter_fact_and_decision_has_one_place(name: str) -> None:
    pack, _, read = _shipped(name)
    ids = Counter(id for reader in read.values() for id in reader.ids)

    assert {each: ids[anchor_of(each)] for each in _named(pack) if ids[anchor_of(each)] != 1} == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_link_leads_somewhere(name: str) -> None:
    _, _, read = _shipped(name)
    places = {file: frozenset(reader.ids) for file, reader in read.items()}
    lost = []
    for file, reader in read.items():
        for link in reader.links:
            target, _, place = link.partition("#")
            page = places.get(target or file)
            if page is None or (place and unquote(place) not in page):
                lost.append((file, link))

    assert lost == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_rule_stands_where_its_address_says(name: str) -> None:
    pack, _, read = _shipped(name)
    places = {file: frozenset(reader.ids) for file, reader in read.items()}
    for decision in pack.decisions:
        for rule in decision.rules[:3]:
            file, _, place = address_of(pack, rule.id).partition("#")

            assert unquote(place) == anchor_of(rule.id)
            assert unquote(place) in places[file]


def test_a_rule_that_is_not_there_has_no_address() -> None:
    with pytest.raises(UnknownNameError):
        address_of(_shipped("cn")[0], "CLS-0300")


@pytest.mark.parametrize("name", SHIPPED)
def test_pages_fetch_nothing_from_elsewhere(name: str) -> None:
    _, files, read = _shipped(name)
    for file, reader in read.items():
        assert reader.tags["script"] == 1
        assert not [link for link in reader.links if "://" in link]
        assert re.findall(r'(?:src|href)="([^"#]*//[^"]*)"', files[file]) == []
    assert "http" not in files["style.css"]


def _written(folder: Path, title: str = "天数", **changed: str) -> CheckedPack:
    limit = LIMIT.replace("zh: 天数, en: Days", f"zh: '{title}', en: '{title}'")
    return sound(load_written(pack_folder(folder, parameters=limit, **changed)))


@pytest.mark.parametrize("languages", ["zh", "en", "both"])
def test_no_text_of_a_pack_becomes_markup(tmp_path: Path, languages: str) -> None:
    rule = f"    title: {{zh: '{EVIL}', en: '{EVIL}'}}\n    reason: {{zh: '{EVIL}', en: '{EVIL}'}}\n"
    case = (
        f"- case: '{EVIL}'\n  as_of: 2026-11-23\n  given: {{loan.purpose: '{EVIL}'}}\n  expect: {{outcome: normal}}\n"
    )
    pack = _written(tmp_path, EVIL, decisions=DECISION + rule, cases=case)

    for file, text in document(pack, languages=languages).items():  # type: ignore[arg-type]
        if file.endswith(".html"):
            reader = _read(text)

            assert (reader.tags["script"], reader.tags["b"]) == (1, 0)
    markdown = document(pack, languages=languages, format="markdown")  # type: ignore[arg-type]
    assert not [file for file, text in markdown.items() if "<script" in text or "<b>" in text]


def test_markdown_of_a_pack_stays_text(tmp_path: Path) -> None:
    files = document(_written(tmp_path, MARKED), format="markdown")

    assert r"\*x\* \[y\](z) \`c\` \| d" in files["limits.md"]
    assert MARKED not in files["limits.md"]


def test_one_language_alone_is_all_there_is(tmp_path: Path) -> None:
    pack = _written(tmp_path)

    assert "Which class" not in document(pack, languages="zh")["chapter-other.html"]
    assert "哪一类" not in document(pack, languages="en")["chapter-other.html"]


def test_the_search_knows_every_place(tmp_path: Path) -> None:
    script = document(_written(tmp_path))["search.js"]
    entries = json.loads(script.partition("= ")[2].partition(";\n")[0])

    assert {"R-1", "limit.days", "floor", "source-办法"} <= {anchor for _, anchor, *_ in entries}
    assert script.isascii()


def test_the_same_pack_gives_the_same_files(tmp_path: Path) -> None:
    assert document(_written(tmp_path / "a")) == document(_written(tmp_path / "b"))


PAGE = """\
# 其他 / Others

* [哪一类](#floor) / [Which class](#floor)

## <a id="floor"></a>哪一类（floor） / Which class (floor)

判定对象：贷款 / About: loan

结果：正常、关注、损失 / Outcomes: fine, to watch, lost

触发的各规则中取最差的结果 / the worst outcome of the rules that fire is taken

没有规则触发时：正常 / If no rule fires: fine

所依据的内容：[天数](limits.md#limit.days) / Reads: [Days](limits.md#limit.days)

#### <a id="R-1"></a>R-1

如果： / If:

* 逾期天数超过[天数](limits.md#limit.days)（90天） / days past due is more than [days](limits.md#limit.days) (90 days)

但以下情形除外： / Except where:

* 已发生信用减值 / credit impaired

则：损失 / Then: lost

* 负责：关注 / owner: to watch

依据：[办法\\#11](sources.md#source-%E5%8A%9E%E6%B3%95) / Source: [办法\\#11](sources.md#source-%E5%8A%9E%E6%B3%95)

**文件原文 / As written in the pack**

```
when: loan.days_past_due > limit.days
unless: loan.credit_impaired
```

**案例（1） / Examples (1)**

* 超过上限（2026-11-23） / 超过上限 (2026-11-23)
  * 已知：逾期天数：91 / Given: days past due: 91
  * 应得：损失；触发：[R-1](#R-1) / Expected: lost; fired: [R-1](#R-1)
"""


def test_a_page_reads_as_this_one(tmp_path: Path) -> None:
    columns = "annotations:\n  owner: {title: {zh: 负责, en: owner}, type: risk_class}\nrules:"
    decision = DECISION.replace("rules:", columns) + "    unless: loan.credit_impaired\n    annotate: {owner: 关注}\n"
    case = "- case: 超过上限\n  as_of: 2026-11-23\n  given: {loan.days_past_due: 91}\n"
    case += "  expect: {outcome: loss, fired: [R-1]}\n"
    pack = sound(load_written(pack_folder(tmp_path, manifest=MANIFEST, decisions=decision, cases=case)))

    assert document(pack, format="markdown")["chapter-other.md"] == PAGE


def test_a_cross_table_stays_one(tmp_path: Path) -> None:
    table = DECISION[: DECISION.index("rules:")] + "table:\n  id: T\n  cite: 办法#1\n  across: loan.days_past_due\n"
    table += "  down: loan.credit_impaired\n  grid: |\n"
    table += "    |       | 0..30  | > 30 |\n    | true  | normal | loss |\n    | false | normal | -    |\n"
    page = document(_written(tmp_path, decisions=table), languages="zh", format="markdown")["chapter-other.md"]

    assert "| 已发生信用减值 ＼ 逾期天数 | 在0以上、在30以内 | 超过30 |" in page
    assert '| 为是 | <a id="T[true,_0..30]"></a>正常 | <a id="T[true,_&gt;_30]"></a>损失 |' in page
    assert "| 为否 |" in page


def test_a_watch_is_read_back_with_its_pattern_its_limits_and_its_cases(tmp_path: Path) -> None:
    pack = sound(load_written(watch_folder(tmp_path, cases=WATCH_CASE)))

    page = document(pack, languages="en", format="markdown")["chapter-other.md"]

    assert "Watch: Pledged twice" in page
    assert "at least [parameter](limits.md#watch.times) (2) times within" in page
    assert "* pledge\n    * flag" in page
    assert "two: signals on 2026-03-02" in page
    assert "2026-03-01 pledge flag=true" in page

"""The formatter changes how a pack looks and never what it says."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules.packs.formatter import format_pack
from postloan_rules.packs.grid import is_rule
from tests.unit.packs.written_pack import DECISION, DEMO, load, pack_folder, sound

UNTIDY = DECISION.replace(
    "loan.days_past_due > limit.days",
    '贷款.逾期天数 > limit.days   # 注释\n    unless: loan.judgement_class = "关注"  ',
).replace("then: loss", "then: 损失")


def formatted(folder: Path) -> dict[str, str]:
    found = format_pack(folder)
    for path, text in found.items():
        path.write_text(text, encoding="utf-8")
    return {path.name: text for path, text in found.items()}


def test_labels_become_names_and_comments_stay(tmp_path: Path) -> None:
    text = formatted(pack_folder(tmp_path, decisions=UNTIDY))["floor.yaml"]

    assert "when: loan.days_past_due > limit.days   # 注释\n" in text
    assert 'unless: loan.judgement_class = "special_mention"\n' in text
    assert "then: loss\n" in text


def test_the_digest_stays(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, decisions=UNTIDY)
    before = sound(load(folder)).digest

    assert formatted(folder)
    assert sound(load(folder)).digest == before


def test_formatting_twice_is_formatting_once(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, decisions=UNTIDY + "\n\n\n")

    assert formatted(folder)
    assert formatted(folder) == {}


def test_bars_stand_under_bars_though_chinese_is_wide(tmp_path: Path) -> None:
    shutil.copytree(DEMO, tmp_path / "demo")
    path = tmp_path / "demo" / "decisions" / "security_class.yaml"
    tidy = path.read_text(encoding="utf-8")
    path.write_text(tidy.replace("| ", "|   ").replace("  |   >", "|>"), encoding="utf-8")

    assert formatted(tmp_path / "demo") == {"security_class.yaml": tidy}


def test_the_demonstration_pack_is_in_layout() -> None:
    assert format_pack(DEMO) == {}


def test_a_pack_with_mistakes_is_tidied_but_keeps_its_words(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, decisions=UNTIDY.replace("limit.days", "limit.dys"))

    text = formatted(folder)["floor.yaml"]

    assert "贷款.逾期天数 > limit.dys" in text
    assert "  \n" not in text


def test_a_file_that_is_no_yaml_stays(tmp_path: Path) -> None:
    assert formatted(pack_folder(tmp_path, decisions="a: b: c   \n")) == {}


@pytest.mark.parametrize("style", ["|", '"'])
def test_blanks_inside_texts_stay(tmp_path: Path, style: str) -> None:
    note = "|\n      甲  \n      乙\n" if style == "|" else '"甲  \n      乙"\n'
    folder = pack_folder(tmp_path, decisions=DECISION + f"    note: {note}")

    assert "甲  \n" in (formatted(folder).get("floor.yaml") or (folder / "decisions" / "floor.yaml").read_text("utf-8"))


words = st.text(alphabet="ab 正常|-", max_size=6).map(lambda each: each.replace("|", "").strip() or "-")


@settings(deadline=None)
@given(rows=st.lists(st.lists(words, min_size=2, max_size=2), min_size=1, max_size=4))
def test_aligning_a_grid_keeps_its_cells(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("p")
    lines = ["|" + "|".join(row) + "|" for row in rows]
    grid = "table:\n  grid: |\n" + "".join(f"    {line}\n" for line in lines)

    text = formatted(pack_folder(folder, decisions=grid)).get("floor.yaml", grid)

    aligned = text.split("grid: |\n")[1].splitlines()
    kept = [[" ".join(cell.split()) for cell in line.strip().strip("|").split("|")] for line in aligned]
    assert [row for row in kept if not is_rule(row)] == [
        [" ".join(word.split()) for word in row] for row in rows if not is_rule(row)
    ]

"""The page docs/reference/rows-cn.md: what became of every row of the Chinese regulations."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[1]
ROWS: Final = ROOT / "docs" / "reference" / "rows-cn"
PAGE: Final = ROOT / "docs" / "reference" / "rows-cn.md"
KINDS: Final = {
    "rule": "rule",
    "fact": "fact",
    "parameter": "parameter",
    "definition": "definition",
    "duty": "duty of the bank",
    "out_of_scope": "out of scope",
}
CONFIDENCES: Final = "V read in the text, S read in a copy, M from memory, U uncertain, C convention of the market"
HEAD: Final = """<!-- made by docs/generate.py from rows-cn/ and rules/cn; change those instead -->

# Rows of the Chinese regulations in the pack `cn`

Every row stands here once. Confidence of the first name: {confidences}.

{counts}

| row | became | in the pack | confidence | remark |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the regulations: what became of it, and the names in the pack that stand for it."""

    id: str
    kind: str
    stands_for: tuple[str, ...]
    note: str


def read_rows(folder: Path = ROWS) -> tuple[Row, ...]:
    """Return the rows in the order of the files, one file a section, and within a file."""
    rows: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("*.yaml")):
        rows.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return tuple(
        Row(id, each["kind"], tuple(each.get("stands_for", ())), each.get("note", "")) for id, each in rows.items()
    )


def confidences(pack: Path) -> Mapping[str, str]:
    """Return the confidence that the files of ``pack`` give to rules, facts, parameters and watches, by their names."""
    found: dict[str, str] = {}
    for path in sorted(pack.rglob("decisions/**/*.yaml")):
        decision = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update({rule["id"]: rule.get("confidence", "") for rule in decision.get("rules", ())})
        found[decision["decision"]] = decision.get("table", {}).get("confidence", "")
    for path in sorted(pack.rglob("facts/**/*.yaml")):
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update({name: fact.get("confidence", "") for name, fact in facts.items()})
    for path in sorted(pack.rglob("parameters/**/*.yaml")):
        parameters = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.update({name: each["values"][-1]["confidence"] for name, each in parameters.items()})
    for path in sorted(pack.rglob("watch/**/*.yaml")):
        watch = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.setdefault(watch["watch"], watch.get("confidence", ""))
    return found


def page() -> str:
    """Return the text of the page."""
    rows = read_rows()
    known = confidences(ROOT / "rules" / "cn")
    counts = ", ".join(f"{sum(row.kind == kind for row in rows)} {label}" for kind, label in KINDS.items())
    head = HEAD.format(confidences=CONFIDENCES, counts=f"{len(rows)} rows: {counts}.")
    return head + "".join(_line(row, known) for row in rows)


def _line(row: Row, known: Mapping[str, str]) -> str:
    names = ", ".join(f"`{name}`" for name in row.stands_for)
    code = next((known[name] for name in row.stands_for if known.get(name)), "")
    return f"| {row.id} | {KINDS[row.kind]} | {names} | {code} | {row.note} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

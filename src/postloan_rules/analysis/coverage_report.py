"""Coverage in words: a summary by chapter, and the places that no case covers."""

from collections.abc import Iterator
from html import escape
from typing import Any

from postloan_rules.analysis.target import NAMES, Coverage, Target, What, per_cent
from postloan_rules.text.bilingual import Bilingual, Language

OUTSIDE = Bilingual(zh="事实与参数", en="facts and parameters")
_STYLE = (
    "<style>body{font:14px sans-serif;margin:2em;max-width:70em}td,th{padding:.2em .8em;text-align:left}"
    "code{background:#f3f3f3}.gap{color:#a40000}</style>"
)
_STATE_WORDS = {
    "true": Bilingual(zh="为真", en="true"),
    "false": Bilingual(zh="为假", en="false"),
    "unknown": Bilingual(zh="未知", en="unknown"),
}


def title_of(chapter: str, titles: dict[str, Bilingual]) -> Bilingual:
    """Return how people call ``chapter``."""
    return titles.get(chapter, Bilingual(zh=chapter, en=chapter)) if chapter else OUTSIDE


def summary(coverage: Coverage, chapter: str | None = None) -> Bilingual:
    """Return in one line how much is covered."""
    covered, total = coverage.counts(chapter)
    kinds = [(what, coverage.counts(chapter, what)) for what in What]
    zh = "，".join(f"{NAMES[what].zh} {one}/{all}" for what, (one, all) in kinds if all)
    en = ", ".join(f"{NAMES[what].en} {one}/{all}" for what, (one, all) in kinds if all)
    share = f"{covered}/{total} ({per_cent(covered, total)} %)"
    return Bilingual(zh=f"{share}：{zh}", en=f"{share}: {en}")


def gaps(coverage: Coverage, chapter: str) -> Iterator[tuple[str, Bilingual]]:
    """Yield each place of ``chapter`` that is not covered, and what is missing there, in the order of the pack."""
    grouped: dict[tuple[str, str, str, str], list[Target]] = {}
    for each in coverage.uncovered():
        if each.chapter == chapter:
            grouped.setdefault((each.place, each.what.value, each.owner, each.text), []).append(each)
    for (place, _, owner, text), targets in grouped.items():
        yield place, _said(owner, text, targets)


def _said(owner: str, text: str, targets: list[Target]) -> Bilingual:
    first = targets[0]
    if first.what is not What.CONDITION:
        return Bilingual(zh=f"{owner}：{first.missing.zh}", en=f"{owner}: {first.missing.en}")
    zh = "、".join(_STATE_WORDS[each.aspect].zh for each in targets)
    en = " or ".join(_STATE_WORDS[each.aspect].en for each in targets)
    return Bilingual(
        zh=f"{owner}：没有用例使 `{text}` {zh}并起决定作用", en=f"{owner}: in no case is `{text}` {en} and decides"
    )


def plain(coverage: Coverage, titles: dict[str, Bilingual], language: Language) -> dict[str, Any]:
    """Return the whole as plain values, for programs."""
    covered, total = coverage.counts()
    return {
        "cases": coverage.cases,
        "covered": covered,
        "total": total,
        "per_cent": per_cent(covered, total),
        "chapters": [
            {
                "chapter": chapter,
                "title": title_of(chapter, titles).say(language),
                **{what.value: list(coverage.counts(chapter, what)) for what in What},
            }
            for chapter in coverage.chapters()
        ],
        "uncovered": [
            {
                "what": each.what.value,
                "chapter": each.chapter,
                "owner": each.owner,
                "text": each.text,
                "aspect": each.aspect,
                "place": each.place,
                "missing": each.missing.say(language),
            }
            for each in coverage.uncovered()
        ],
    }


def html(coverage: Coverage, titles: dict[str, Bilingual], language: Language) -> str:
    """Return a page that shows the same; it needs nothing else and runs nothing."""
    heading = Bilingual(zh="用例覆盖情况", en="What the cases cover").say(language)
    parts = [
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(heading)}</title>',
        _STYLE,
        f"<h1>{escape(heading)}</h1><p>{escape(summary(coverage).say(language))}</p>",
    ]
    for chapter in coverage.chapters():
        title = title_of(chapter, titles).say(language)
        parts.append(f"<h2>{escape(title)}</h2><p>{escape(summary(coverage, chapter).say(language))}</p><table>")
        parts.extend(
            f'<tr><td><code>{escape(place)}</code></td><td class="gap">{escape(said.say(language))}</td></tr>'
            for place, said in gaps(coverage, chapter)
        )
        parts.append("</table>")
    return "\n".join([*parts, "</html>"]) + "\n"

"""``postloan test``: the cases of a pack, run."""

from collections.abc import Sequence
from pathlib import Path

from postloan_rules import load, run_cases
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual


def test_pack(terminal: Terminal, pack: str, *, overlays: Sequence[Path], as_json: bool) -> int:
    """Run the cases and print those that fail. Returns the exit status."""
    results = run_cases(load(pack), overlays)
    failed = [each for each in results if not each.passed]
    if as_json:
        terminal.json(
            [
                {
                    "case": each.case.name,
                    "decision": each.case.decision,
                    "place": each.case.place,
                    "passed": each.passed,
                    "differences": [text.say(terminal.language) for text in each.differences],
                }
                for each in results
            ]
        )
        return FINDINGS if failed else FINE
    for each in failed:
        terminal.say(f"{each.case.place}  {each.case.name}", "error")
        for difference in each.differences:
            terminal.say(f"    {difference.say(terminal.language)}")
    passed = len(results) - len(failed)
    summary = Bilingual(zh=f"{passed} 个通过，{len(failed)} 个未通过", en=f"{passed} passed, {len(failed)} failed")
    terminal.say(summary, "error" if failed else "green")
    if not results:
        # The cases of a pack need not hold under an overlay, so that those of the overlay are run.
        where = Bilingual(zh="叠加包" if overlays else "规则包", en="overlay" if overlays else "pack")
        terminal.note(Bilingual(zh=f"{where.zh}没有案例", en=f"the {where.en} has no cases"))
    return FINDINGS if failed else FINE

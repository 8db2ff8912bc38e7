"""Results of cases as JUnit XML, which build servers read."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from postloan_rules.engine.cases import CaseResult
from postloan_rules.text.bilingual import Language


def junit_of(pack: str, results: Sequence[CaseResult], language: Language) -> str:
    """Return a suite for each decision, report and watch; differences are the text of a failure."""
    by_decision: dict[str, list[CaseResult]] = {}
    for each in results:
        by_decision.setdefault(each.case.subject, []).append(each)
    failed = sum(not each.passed for each in results)
    root = Element("testsuites", name=pack, tests=str(len(results)), failures=str(failed))
    for decision, own in by_decision.items():
        failures = sum(not each.passed for each in own)
        suite = SubElement(root, "testsuite", name=decision, tests=str(len(own)), failures=str(failures))
        for each in own:
            case = SubElement(suite, "testcase", classname=decision, name=each.case.name, file=each.case.place)
            if not each.passed:
                said = "\n".join(difference.say(language) for difference in each.differences)
                failure = SubElement(case, "failure", message=said.splitlines()[0] if said else "")
                failure.text = said
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"

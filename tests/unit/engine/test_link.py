"""Records become graphs: everything that belongs together is one node, and what was not supplied stays so."""

from datetime import date
from typing import Any

import pytest

from postloan_rules.engine.given import Declared
from postloan_rules.engine.link import FamilyLinker, Graph, link
from postloan_rules.errors import RecordError
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import BOOLEAN, DATE, NUMBER, STRING, Kind, TermType
from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.facility import Facility, Institution
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord

COLOURS = EnumerationTable("colour", ("green", "red"), ordered=True)
DECLARED = Declared(
    extension={"loan": {"green_loan": BOOLEAN, "checked_on": DATE}},
    facts={"loan": {"ltv": NUMBER, "note": STRING, "colour": TermType(Kind.RANK, "colour")}},
    enumerations={"colour": COLOURS},
)


def _loan(id: str, **values: Any) -> Loan:
    return Loan(id=id, **values)


def _record(loan: Loan, others: tuple[Loan, ...] | None = (), **more: Any) -> PortfolioRecord:
    borrower = more.pop("borrower", None) or Borrower(id="B", other_loans=others)
    return PortfolioRecord(as_of=date(2026, 11, 23), currency="CNY", loan=loan, borrower=borrower, **more)


def _linked(record: PortfolioRecord) -> Graph:
    return link(record, DECLARED)


def test_the_loan_at_hand_is_one_of_its_borrowers_loans() -> None:
    graph = _linked(_record(_loan("L2"), (_loan("L3"), _loan("L1"))))

    loans = graph.roots["borrower"].members("loans")

    assert loans is not None
    assert [node.id for node in loans] == ["L1", "L2", "L3"]
    assert loans[1] is graph.subject


def test_other_loans_that_were_not_supplied_leave_all_loans_unknown() -> None:
    graph = _linked(_record(_loan("L1"), None))

    assert graph.roots["borrower"].members("loans") is None


def test_all_loans_lead_back_to_the_borrower() -> None:
    graph = _linked(_record(_loan("L1"), (_loan("L2"),)))

    loans = graph.roots["borrower"].members("loans") or ()

    assert [node.follow("borrower") for node in loans] == [graph.roots["borrower"]] * 2


def test_a_record_without_borrower_leads_nowhere() -> None:
    graph = link(PortfolioRecord(as_of=date(2026, 11, 23), currency="CNY", loan=_loan("L1")), DECLARED)

    assert graph.subject.follow("borrower") is None
    assert graph.roots == {"loan": graph.subject}


def test_a_relation_is_empty_only_where_it_was_given_as_empty() -> None:
    graph = _linked(_record(_loan("L1", collaterals=())))

    assert graph.subject.members("collaterals") == []
    assert graph.subject.members("guarantees") is None


def test_the_group_has_the_borrower_at_hand_among_its_members() -> None:
    other = Borrower(id="A", other_loans=(_loan("L9"),))
    graph = _linked(_record(_loan("L1"), group=Group(id="G", other_members=(other,))))

    members = graph.roots["group"].members("members") or ()

    assert [node.id for node in members] == ["A", "B"]
    assert members[1] is graph.roots["borrower"]
    assert [node.id for node in members[0].members("loans") or ()] == ["L9"]


def test_a_facility_belongs_to_the_loans_that_name_it() -> None:
    record = _record(_loan("L1"), (_loan("L2", facility_id="F"), _loan("L3")), facility=Facility(id="F"))
    graph = _linked(record)

    loans = graph.roots["borrower"].members("loans") or ()

    assert [node.follow("facility") is not None for node in loans] == [True, True, False]


def test_every_loan_and_borrower_is_at_the_institution() -> None:
    graph = _linked(_record(_loan("L1"), (_loan("L2"),), institution=Institution()))

    loans = graph.roots["borrower"].members("loans") or ()

    assert {node.follow("institution") for node in (*loans, graph.roots["borrower"])} == {graph.roots["institution"]}


def test_a_node_leads_back_to_the_object_of_the_model() -> None:
    loan = _loan("L1")

    assert _linked(_record(loan)).subject.source is loan


def _seen_from(loans: tuple[Loan, ...], place: int, **more: Any) -> PortfolioRecord:
    others = loans[:place] + loans[place + 1 :]
    return _record(loans[place], borrower=Borrower(id="B", other_loans=others), **more)


def test_loans_of_one_borrower_share_one_graph() -> None:
    loans = (_loan("L1"), _loan("L2"))
    linker = FamilyLinker(DECLARED)

    first, second = linker.link(_seen_from(loans, 0)), linker.link(_seen_from(loans, 1))

    assert first.roots["borrower"] is second.roots["borrower"]
    assert (first.subject.id, second.subject.id) == ("L1", "L2")


@pytest.mark.parametrize(
    "second",
    [
        _seen_from((_loan("L1"), _loan("L2")), 1),  # equal, but other objects: not known to be the same
        _record(_loan("L2"), None),
    ],
    ids=["other objects", "not supplied"],
)
def test_loans_that_are_not_known_to_be_one_family_share_nothing(second: PortfolioRecord) -> None:
    linker = FamilyLinker(DECLARED)

    first = linker.link(_seen_from((_loan("L1"), _loan("L2")), 0))

    assert linker.link(second).roots["borrower"] is not first.roots["borrower"]


@pytest.mark.parametrize(
    "more",
    [{"facility": Facility(id="F")}, {"institution": Institution()}, {"group": Group(id="G")}],
    ids=["facility", "institution", "group"],
)
def test_loans_in_different_surroundings_share_nothing(more: dict[str, Any]) -> None:
    loans = (_loan("L1"), _loan("L2"))
    linker = FamilyLinker(DECLARED)

    first, second = linker.link(_seen_from(loans, 0)), linker.link(_seen_from(loans, 1, **more))

    assert first.roots["borrower"] is not second.roots["borrower"]


def test_a_borrower_who_changed_between_two_loans_shares_nothing() -> None:
    loans = (_loan("L1"), _loan("L2"))
    linker = FamilyLinker(DECLARED)
    first = linker.link(_seen_from(loans, 0))
    changed = Borrower(id="B", other_loans=(loans[0],), debt_evasion=True)

    second = linker.link(_record(loans[1], borrower=changed))

    assert second.roots["borrower"] is not first.roots["borrower"]


# What stands beside the fields of the model


def _problems(record: PortfolioRecord) -> list[tuple[str, str]]:
    with pytest.raises(RecordError) as caught:
        _linked(record)
    return [(each.code, each.path) for each in caught.value.problems]


def test_names_that_the_pack_does_not_declare_are_refused_all_at_once_with_their_places() -> None:
    other = _loan("L2", facts={"lvt": 1})
    record = _record(_loan("L1", extension={"gren_loan": True}), (other,))

    assert _problems(record) == [("PL681", "loan.gren_loan"), ("PL682", "borrower.loans[L2].lvt")]


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(RecordError) as caught:
        _linked(_record(_loan("L1", extension={"gren_loan": True})))

    assert "did you mean `green_loan`" in caught.value.problems[0].message.en
    assert "是否指`green_loan`" in caught.value.problems[0].message.zh


@pytest.mark.parametrize(
    ("store", "name", "value", "code"),
    [
        ("extension", "green_loan", "true", "PL683"),
        ("extension", "green_loan", 1, "PL683"),
        ("extension", "checked_on", "2026-02-30", "PL683"),
        ("extension", "checked_on", "20260228", "PL683"),
        ("facts", "ltv", True, "PL683"),
        ("facts", "ltv", "much", "PL683"),
        ("facts", "ltv", "NaN", "PL683"),
        ("facts", "ltv", "1" * 35, "PL683"),
        ("facts", "note", 5, "PL683"),
        ("facts", "colour", "blue", "PL684"),
        ("facts", "colour", 1, "PL684"),
    ],
)
def test_a_value_of_another_type_is_refused(store: str, name: str, value: Any, code: str) -> None:
    assert _problems(_record(_loan("L1", **{store: {name: value}}))) == [(code, f"loan.{name}")]


def test_texts_from_json_become_values_of_their_type() -> None:
    graph = _linked(_record(_loan("L1", extension={"checked_on": "2026-02-28"}, facts={"ltv": "0.50", "note": None})))

    assert graph.subject.fields["extension"] == {"checked_on": date(2026, 2, 28)}
    assert str(graph.subject.fields["facts"]["ltv"]) == "0.50"
    assert graph.subject.fields["facts"]["note"] is None

"""Authored watches: which events, in which order and time, call for a signal about a subject.

All of it is about a *history*: the events of one subject in the order of their days, those of one day by id, as they
stand when corrections and retractions were applied, up to the day that time has come to. What a watch signals is a
function of the history, so it does not matter when or in which order the events arrived.

Each pattern *completes* at moments of the history: at an event, or, for an absence, at the beginning of a day, before
the events of that day. A completion has the events that matched, in their order; it *began* on the day of the first.

A condition may be true, false or unknown for an event. Completions are found twice: the *certain* ones, for which only
events count whose condition is true, and the *possible* ones, for which unknown conditions count as true. In what an
absence waits for it is the other way round: an event whose condition is unknown ends the wait for a possible absence
only if it is true, and prevents a certain one. So every moment with a certain completion has a possible one.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final, Literal

from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.packs.definition import Condition, Reason
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span

EVENT: Final = "event"
"""How conditions and reasons call the event that they are about."""
FIRST_ON: Final = "first_on"
MATCHED: Final = "matched"
"""What a reason may say of a signal: the day of the first event that matched, and how many did."""


class Place(Enum):
    """Whose events count for the subject of a watch."""

    SUBJECT = "subject"
    """Those whose subject it is."""
    RELATED = "related"
    """Those of another subject that the record which is current on the day of the event joins with the subject of the
    watch: a loan with its borrower, its collaterals, its guarantors and the other loans of its borrower; a borrower
    with its loans and their guarantors and collaterals. Also those that name among their ``related`` the subject of
    the watch, the borrower of a loan, or a loan of a borrower."""
    GROUP = "group"
    """Those of another borrower, or of a loan of another borrower, that the current record lists in the group of the
    subject, or that name that group among their ``related``. What is about the borrower or its own loans is not."""


@dataclass(frozen=True, slots=True)
class Window:
    """A length of time: the value of ``parameter``, which has no dimensions, in ``unit``, on the day that is named."""

    parameter: str
    unit: Literal["days", "months", "years"]


@dataclass(frozen=True, slots=True)
class One:
    """Completes at each event of ``kind`` at ``place`` for which ``where`` holds; the event is what matched.

    ``where`` (none: always) is about the event and the record that is current on the day of the event, which is also
    its ``as_of``. ``index`` is the place of this node among all of its watch, counted as they are written.
    """

    index: int
    kind: str
    place: Place
    where: Condition | None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """Completes at each event of ``of`` at which at least ``at_least`` such events, itself included, lie in the window.

    The window ends with the event and holds the days after ``day - within``: with 12 months and an event on 15 March
    the first day is 16 March a year before, with 7 days the day itself and the six before. Events of the same day
    that come later in the order are not in it. All events in the window are what matched. ``at_least`` is the id of a
    parameter without dimensions; it and ``within`` have the value of the day of the event.
    """

    of: One
    at_least: str
    within: Window


@dataclass(frozen=True, slots=True)
class Absence:
    """Completes where nothing of ``of`` happens in time after ``after``.

    Each completion of ``after`` on a day ``d`` opens a wait until the day ``d + within``, with the value of day ``d``.
    Another event of ``of`` (any of them) on a day from ``d`` up to and with that last day ends it. Of day ``d`` itself
    events of another kind than ``after`` count wherever they stand in the order, those of its kind where they come
    later. A wait that nothing ended completes at the beginning of the day after its last day;
    what matched is the event of ``after``. Of several such completions on a day the order is that of their events.
    """

    of: tuple[One, ...]
    after: One
    within: Window


@dataclass(frozen=True, slots=True)
class Sequence:
    """Completes at a completion of the last of ``steps`` before which the others completed in their order, in time.

    Going back from the last step, each other one is taken where it completed last before the moment of the next one
    (strictly before, in the order of the history). The sequence completes if there are all, and the first of them
    completed on a day ``f`` such that the day of the last is ``f + within`` at the latest, with the value of the day of
    the last. Completions are not used up: one may serve in several sequences. What matched are the events of all steps.
    """

    steps: tuple["Pattern", ...]
    within: Window


@dataclass(frozen=True, slots=True)
class AllOf:
    """Completes at a completion of any of ``parts`` if the others completed too, at that moment or before, in time.

    Each other part is taken where it completed last up to and with the moment. All completes if there are all, and each
    of them completed on a day ``f`` such that the day of the moment is ``f + within`` at the latest, with the value of
    the day of the moment. What matched are the events of all parts, each event once.
    """

    parts: tuple["Pattern", ...]
    within: Window


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Completes wherever one of ``parts`` does; where several do at one moment, it is the first of them that counts."""

    parts: tuple["Pattern", ...]


Pattern = One | Count | Absence | Sequence | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Watch:
    """What to look out for about each ``entity`` (``loan`` or ``borrower``), and what to do when it comes about.

    A moment at which ``pattern`` completes is a candidate if ``applies`` (none: always), asked of the record that is
    current on the day of the moment, is not false. It is certain if the completion is and ``applies`` is true, else
    possible. Candidates become signals in their order: a certain one unless a certain signal of this watch about the
    subject was given less than ``cool_down`` ago (day of the signal + cool-down > day of the candidate), a possible one
    unless any signal was; without ``cool_down`` all do. At one moment there is at most one signal. A possible signal
    tells what is missing: the paths without a value in the unknown conditions of what matched, of events that may have
    ended the wait of an absence, and of ``applies``.

    ``signal`` is the id of the row that the signal is about, such as ``EW-02``. ``severity``, ``response`` and
    ``owner`` are values of the enumerations that the pack names in ``watching``. In ``reason`` the names are those of
    ``applies``, ``as_of`` being the day of the signal; ``first_on``, the day of the first event that matched, and
    ``matched``, how many matched; and ``event``, the last event that matched, where it can be of one kind only.
    """

    name: str
    signal: str
    title: Bilingual
    chapter: str | None
    entity: str
    pattern: Pattern
    applies: Condition | None
    severity: str
    response: str | None
    owner: str | None
    cool_down: Window | None
    citation: Citation
    confidence: Confidence | None
    reason: Reason | None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Watching:
    """What the watches of a pack have in common: the enumerations of their answers, and how late events may arrive.

    ``lateness`` is the id of a parameter: the longest time, in days, between the day of an event and the day on which
    it arrives; its value is that of the day of the event. Later ones are refused.
    """

    severity: str
    response: str | None
    owner: str | None
    lateness: str


@dataclass(frozen=True, slots=True)
class GivenEvent:
    """An event of a case, as the subject of its watch sees it; what ``values`` does not have is unknown."""

    id: str
    kind: str
    on: date
    place: Place
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExpectedSignal:
    """A signal that a case expects on a day. What is ``None`` is not looked at."""

    on: date
    certain: bool
    events: tuple[str, ...] | None
    missing: tuple[str, ...] | None
    reason: Mapping[str, str]

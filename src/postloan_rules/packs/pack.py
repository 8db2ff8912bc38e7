"""A pack after loading and checking: everything it says, with places and citations."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, NewType

from postloan_rules.feel.scope import EntityShape, Scope
from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass, field
from postloan_rules.light.late import Late
from postloan_rules.packs.citation import Instrument
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.parameter import EffectivePeriod, Parameter
from postloan_rules.packs.report import ReportDefinition
from postloan_rules.packs.watch import GivenEvent, Watch, Watching
from postloan_rules.text.bilingual import Bilingual

PackDigest = NewType("PackDigest", str)


@dataclass(frozen=True, slots=True)
class EnumerationDefinition:
    """The values of an enumeration with their labels; ``ordered`` ones run from best to worst."""

    name: str
    title: Bilingual
    values: tuple[tuple[str, Bilingual], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class ExtensionField:
    """An attribute that a pack adds to an entity, read from the entity's ``extension``."""

    entity: str
    name: str
    type: Type
    label: Bilingual
    personal: bool = False
    counts_up: bool = False
    """Whether it is a number of days that grows by one each day once it is above zero."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a pack with a title, such as classification."""

    id: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Case:
    """An example that the pack's owner wants to hold: what is given and what must come out.

    ``given`` and ``expect`` are plain values, checked against the vocabulary: decimals, booleans, texts and dates by
    the type of the path (an amount is its decimal in ``currency``), lists of mappings for relations, tuples of names
    in ``expect``. A case of a ``report`` has no decision; of its portfolio each of the figures that it expects is a
    ``packs.expected_report.Figure``. A case of a ``watch`` has none either: it tells ``events``, and time has come to
    the end of ``as_of``; the signals that it expects are ``packs.watch.ExpectedSignal``.
    """

    name: str
    decision: str
    as_of: date
    given: Mapping[str, object]
    unknown: tuple[str, ...]
    expect: Mapping[str, object]
    place: str
    currency: str = "CNY"
    report: str | None = None
    watch: str | None = None
    events: tuple[GivenEvent, ...] = ()

    @property
    def kind(self) -> Literal["decision", "report", "watch"]:
        """Whether the case is about a decision, a report or a watch."""
        return "report" if self.report is not None else "decision" if self.watch is None else "watch"

    @property
    def subject(self) -> str:
        """What the case is about: a decision, a report or a watch, by name."""
        return self.report or self.watch or self.decision


@dataclass(frozen=True, slots=True)
class CheckedPack(Late):
    """A pack without errors: imports merged, overlay applied, every expression checked.

    ``resolved_text`` is the canonical JSON of all that matters to a decision; ``digest`` is its SHA-256.
    """

    id: str
    version: str
    title: Bilingual
    jurisdiction: str
    period: EffectivePeriod
    instruments: Mapping[str, Instrument]
    enumerations: Mapping[str, EnumerationDefinition]
    extension_fields: tuple[ExtensionField, ...]
    chapters: tuple[Chapter, ...]
    parameters: Mapping[str, Parameter]
    facts: tuple[FactDefinition, ...]
    decisions: tuple[DecisionDefinition, ...]
    read_cases: Callable[[], tuple[Case, ...]] = field(repr=False, compare=False)
    """Reads the cases, of which no decision knows, when somebody asks for them."""
    entities: Mapping[str, EntityShape]
    scopes: Mapping[str, Scope]
    """The scope of expressions about each entity."""
    labels: Mapping[str, Bilingual]
    """zh and en names of paths (``loan.days_past_due``) and parameters."""
    resolved_text: str = field(repr=False)
    digest: PackDigest
    portable: bool = False
    case_defaults: Mapping[str, object] = field(default_factory=dict)
    """What fields hold in cases that do not mention them, by path."""
    overlays: tuple[str, ...] = ()
    """Ids and versions of the overlays that were laid over the pack, in order."""
    layers: tuple[Layer, ...] = field(default=(), repr=False, compare=False)
    """The folders that the pack was made from, for laying more overlays over it."""
    read_reports: Callable[[], tuple[ReportDefinition, ...]] = field(default=tuple, repr=False, compare=False)
    """Reads the reports, of which no decision knows, when somebody asks for them."""
    event_kinds: Mapping[str, EventKind] = field(default_factory=dict)
    """The kinds of events that watches may name: those of every pack and those that this one adds."""
    watches: tuple[Watch, ...] = ()
    watching: Watching | None = None
    """What the watches have in common; there where the pack has any."""

    @property
    def reports(self) -> tuple[ReportDefinition, ...]:
        """The reports of the pack.

        Raises:
            PackError: if there are errors in them.
        """
        return self.read_reports()

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of the pack's decisions.

        Raises:
            PackError: if there are errors in them.
        """
        return tuple(case for case in self.read_cases() if case.report is None and case.watch is None)

    @property
    def report_cases(self) -> tuple[Case, ...]:
        """The cases of the pack's reports.

        Raises:
            PackError: if there are errors in them.
        """
        return tuple(case for case in self.read_cases() if case.report is not None)

    @property
    def watch_cases(self) -> tuple[Case, ...]:
        """The cases of the pack's watches.

        Raises:
            PackError: if there are errors in them.
        """
        return tuple(case for case in self.read_cases() if case.watch is not None)

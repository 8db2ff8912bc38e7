"""A record from JSON or from plain mappings, with all that is wrong with it at once."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from postloan_rules.model.consistency import inconsistencies
from postloan_rules.model.construct import constructed
from postloan_rules.model.entity import Entity
from postloan_rules.model.facility import Institution
from postloan_rules.model.fields import FieldShape, Kind, fields_of
from postloan_rules.model.issue import Issue, shown
from postloan_rules.model.json_text import parse_json
from postloan_rules.model.money import Money
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.relations import ENTITIES
from postloan_rules.model.values import exact, fitted, free_value
from postloan_rules.model.whole import Portfolio
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

_PARTS: Final = ("loan", "borrower", "group", "facility", "institution")
_KEYS: Final = ("as_of", "currency", *_PARTS, "provenance")
_PORTFOLIO_KEYS: Final = ("as_of", "currency", "portfolio", "institution", "complete", "records")
_DAY: Final = FieldShape("as_of", Kind.DATE)
_FROM_FLOAT: Final = "from a float"


def read_record(
    given: Mapping[str, Any] | str | bytes, *, strict: bool = False
) -> tuple[PortfolioRecord | None, tuple[Issue, ...]]:
    """Return the record that ``given`` (a mapping, or JSON as text or bytes) says, and all that is wrong with it.

    There is no record where anything is wrong. Amounts may be plain numbers, then in the record's currency, or objects
    of ``amount`` and ``currency``. A float becomes the decimal of its shortest text and is noted in the provenance;
    a JSON number with a fraction or exponent becomes the decimal that is written and is noted too. ``strict`` refuses
    both and asks for strings.
    """
    content, refused = _content(given)
    if content is None:
        return None, refused
    return _record(content, refused, _Reader(strict=strict, from_text=isinstance(given, str | bytes)))


def _content(given: Mapping[str, Any] | str | bytes) -> tuple[Mapping[str, Any] | None, tuple[Issue, ...]]:
    """Return the mapping that was given, or that JSON says, and what was refused in the text."""
    content: Any = given
    refused: tuple[Issue, ...] = ()
    if isinstance(given, str | bytes):
        content, refused = parse_json(given)
    if isinstance(content, Mapping):
        return content, refused
    return None, refused or (Issue("", shown(content), data.wrong_kind("entity")),)


def _record(
    content: Mapping[str, Any], refused: tuple[Issue, ...], reader: "_Reader"
) -> tuple[PortfolioRecord | None, tuple[Issue, ...]]:
    parts = reader.record(content)
    if reader.issues or refused:
        # What was refused is left out, and then would be missing as well.
        places = {each.path for each in refused}
        return None, (*refused, *(each for each in reader.issues if each.path not in places))
    record = constructed(PortfolioRecord, parts)
    contradictions = inconsistencies(record)
    return (None, contradictions) if contradictions else (record, ())


def read_portfolio(
    given: Mapping[str, Any] | str | bytes, *, strict: bool = False
) -> tuple[Portfolio | None, tuple[Issue, ...]]:
    """Return the portfolio that ``given`` says, and all that is wrong with it; as ``read_record``.

    It has the keys ``as_of``, ``currency``, ``portfolio`` (figures), ``institution``, ``complete`` (true by default)
    and ``records``, each of them a record without day, currency and institution.
    """
    content, refused = _content(given)
    if content is None or refused:
        return None, refused
    from_text = isinstance(given, str | bytes)
    reader = _Reader(strict=strict, from_text=from_text)
    reader.unknown_keys(content, _PORTFOLIO_KEYS, "")
    day = reader.required_day(content)
    reader.currency = reader.currency_code(content.get("currency"), "currency")
    wholes = {
        name: None if content.get(name) is None else reader.entity(content[name], name, name)
        for name in ("portfolio", "institution")
    }
    complete = content.get("complete", True)
    if not isinstance(complete, bool):
        reader.remark("complete", complete, data.wrong_kind("boolean"))
    listed = content.get("records")
    if not isinstance(listed, Sequence) or isinstance(listed, str | bytes):
        reader.remark("records", listed, data.wrong_kind("entities"))
        listed = ()
    issues = list(reader.issues)
    records: list[PortfolioRecord] = []
    shared = {"as_of": day, "currency": reader.currency, "institution": wholes["institution"]}
    for place, each in enumerate(listed if not issues else ()):
        own = each if isinstance(each, Mapping) else {"loan": each}
        record, found = _record({**own, **shared}, (), _Reader(strict=strict, from_text=from_text))
        issues += (Issue(f"records[{place}].{issue.path}", issue.value, issue.remark) for issue in found)
        records += [] if record is None else [record]
    if issues or day is None:
        return None, tuple(issues)
    figures, institution = wholes["portfolio"], wholes["institution"]
    return Portfolio(
        records,
        as_of=day,
        currency=reader.currency,
        figures=figures if isinstance(figures, PortfolioFigures) else None,
        institution=institution if isinstance(institution, Institution) else None,
        complete=complete,
    ), ()


class _Reader:
    """One reading: collects issues and the places where floats were found."""

    def __init__(self, *, strict: bool, from_text: bool) -> None:
        self.strict = strict
        self.from_text = from_text
        self.issues: list[Issue] = []
        self.floats: list[str] = []
        self.currency = ""

    def record(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self.unknown_keys(given, _KEYS, "")
        parts: dict[str, Any] = {"as_of": self.required_day(given)}
        self.currency = self.currency_code(given.get("currency"), "currency")
        parts["currency"] = self.currency
        for name in _PARTS:
            value = given.get(name)
            if value is not None:
                parts[name] = self.entity(value, name, name)
            elif name == "loan":
                self.remark("loan", None, data.field_missing("loan"))
        parts["provenance"] = self.provenance(given.get("provenance"))
        return parts

    def required_day(self, given: Mapping[str, Any]) -> date | None:
        raw = given.get("as_of")
        if raw is None:
            self.remark("as_of", None, data.field_missing("as_of"))
            return None
        day = fitted(raw, _DAY)
        if isinstance(day, Diagnostic):
            self.remark("as_of", raw, day)
            return None
        return day if isinstance(day, date) else None

    def currency_code(self, raw: object, path: str) -> str:
        if raw is None:
            self.remark(path, None, data.field_missing("currency"))
        elif isinstance(raw, str) and len(raw) == 3 and raw.isascii() and raw.isalpha() and raw.isupper():
            return raw
        else:
            self.remark(path, raw, data.no_currency())
        return ""

    def provenance(self, raw: object) -> dict[str, str]:
        notes: dict[str, str] = {}
        if isinstance(raw, Mapping):
            for path, note in raw.items():
                if isinstance(path, str) and isinstance(note, str):
                    notes[path] = note
                else:
                    self.remark(f"provenance.{path}", note, data.wrong_kind("text"))
        elif raw is not None:
            self.remark("provenance", raw, data.wrong_kind("entity"))
        for path in self.floats:
            notes[path] = f"{notes[path]}; {_FROM_FLOAT}" if path in notes else _FROM_FLOAT
        return notes

    def entity(self, given: object, kind: str, path: str) -> Entity | None:
        if isinstance(given, ENTITIES[kind]):
            return given
        if not isinstance(given, Mapping):
            self.remark(path, given, data.wrong_kind("entity"))
            return None
        shapes = fields_of(kind)
        before = len(self.issues)
        self.unknown_keys(given, (*shapes, "extension", "facts"), f"{path}.")
        values: dict[str, Any] = {}
        for name, shape in shapes.items():
            raw = given.get(name)
            if raw is not None:
                values[name] = self.field(raw, shape, f"{path}.{name}")
            elif name == "id" and ENTITIES[kind].model_fields["id"].is_required():
                self.remark(f"{path}.id", None, data.field_missing("id"))
        for store in ("extension", "facts"):
            values[store] = self.free(given.get(store), f"{path}.{store}")
        return constructed(ENTITIES[kind], values) if len(self.issues) == before else None

    def field(self, raw: object, shape: FieldShape, path: str) -> Any:
        if shape.kind is Kind.MANY:
            if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
                self.remark(path, raw, data.wrong_kind("entities"))
                return None
            self.repeated_ids(raw, path)
            members = [self.entity(each, shape.entity or "", f"{path}[{place}]") for place, each in enumerate(raw)]
            return tuple(each for each in members if each is not None)
        if shape.kind is Kind.MONEY:
            return self.money(raw, shape, path)
        return self.fitting(raw, shape, path)

    def money(self, raw: object, shape: FieldShape, path: str) -> Money | None:
        currency = self.currency
        if isinstance(raw, Money):
            return raw
        if isinstance(raw, Mapping):
            self.unknown_keys(raw, ("amount", "currency"), f"{path}.")
            currency = self.currency_code(raw.get("currency"), f"{path}.currency")
            raw = raw.get("amount")
            if raw is None:
                self.remark(path, None, data.field_missing("amount"))
                return None
            if currency and self.currency and currency != self.currency:
                self.remark(path, f"{raw} {currency}", data.mixed_currencies(currency, self.currency))
                return None
        amount = self.fitting(raw, shape, path)
        # Without a currency there already is an issue, and no need for a second one.
        return constructed(Money, {"amount": amount, "currency": currency}) if amount is not None and currency else None

    def fitting(self, raw: object, shape: FieldShape, path: str) -> Any:
        raw = self.without_floats(raw, path)
        if isinstance(raw, Diagnostic):
            return None
        value = fitted(raw, shape)
        if isinstance(value, Diagnostic):
            self.remark(path, raw, value)
            return None
        return value

    def repeated_ids(self, members: Sequence[Any], path: str) -> None:
        seen: set[str] = set()
        for place, each in enumerate(members):
            identifier = each.get("id") if isinstance(each, Mapping) else None
            if isinstance(identifier, str):
                if identifier in seen:
                    self.remark(f"{path}[{place}].id", identifier, data.duplicate_id(identifier))
                seen.add(identifier)

    def free(self, given: object, path: str) -> dict[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.remark(path, given, data.wrong_kind("entity"))
            return {}
        values: dict[str, Any] = {}
        for name, raw in given.items():
            place = f"{path}.{name}"
            raw = self.without_floats(raw, place)
            if raw is None or isinstance(raw, Diagnostic):
                continue
            value = free_value(raw)
            if isinstance(value, Diagnostic):
                self.remark(place, raw, value)
            values[str(name)] = value
        return values

    def without_floats(self, raw: object, path: str) -> object:
        """Return ``raw``, a float as a decimal; a ``Diagnostic`` (already remarked) where that cannot be."""
        is_float = isinstance(raw, float) or (self.from_text and isinstance(raw, Decimal))
        if not is_float:
            return raw
        if self.strict:
            refused = data.float_refused()
            self.remark(path, raw, refused)
            return refused
        value = exact(raw) if isinstance(raw, float) else raw
        if isinstance(value, Diagnostic):
            self.remark(path, raw, value)
        else:
            self.floats.append(path)
        return value

    def unknown_keys(self, given: Mapping[Any, Any], known: Sequence[str], prefix: str) -> None:
        for key in given:
            if key not in known:
                self.remark(f"{prefix}{key}", given[key], data.unknown_field(str(key), nearest(str(key), known)))

    def remark(self, path: str, value: object, remark: Diagnostic) -> None:
        text = shown(value) if not isinstance(value, Mapping | list | tuple) else shown(_json_like(value))
        self.issues.append(Issue(path, text, remark))


def _json_like(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:200]

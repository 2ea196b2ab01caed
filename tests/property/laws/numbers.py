"""Printed numbers: each reads back as exactly what it stands for, in no form that has been misread before."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal

from posology.api.planning import schedule, sheet
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.render.check_json import check_as_json, check_document
from posology.render.check_text import check_as_text
from posology.render.schedule_ics import schedule_as_ics
from posology.render.schedule_json import schedule_as_json
from posology.render.schedule_svg import schedule_as_svg
from posology.render.schedule_text import schedule_as_text
from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_svg import sheet_as_svg
from posology.render.sheet_text import sheet_as_text
from posology.results.check import Check
from posology.values.numerals import parse_numeral
from posology.values.quantity import Quantity, parse_quantity
from tests.property.judging import facts_of, judge
from tests.property.laws.verdicts import Result
from tests.rendered.outputs import calendar_text, html_text, svg_text
from tests.strategies.patients import Patient

FORBIDDEN = {
    "a trailing zero": re.compile(r"(?<![0-9.])[0-9]+\.[0-9]*0(?![0-9.])"),
    "a naked decimal": re.compile(r"(?<![0-9A-Za-z.])\.[0-9]"),
    "a shortened million or thousand": re.compile(r"[0-9] ?(?:MM?|K|k|mil)\b"),
    "an exponent": re.compile(r"[0-9][eE][+-]?[0-9]"),
    "four digits and more without a comma": re.compile(r"(?<![0-9.,-])[0-9]{5,}(?![0-9-])"),
}
"""Forms of a number that a reader can take for another."""

HASHES = re.compile(r"\b(?:[0-9a-f]{64}|[0-9]{4}(?:-[0-9]{4}){4})\b", re.ASCII)
"""Hashes, and the ids of sheets, which are read in groups of four digits."""

_CELLS = re.compile(r"([0-9][0-9,.]*(?: million)?)(?: to ([0-9][0-9,.]*(?: million)?))? cells?\b")


def texts_of(rules: Rules, patient: Patient, check: Check) -> dict[str, str]:
    """Every text output for the patient, each on one line."""
    facts = facts_of(patient.record, patient.as_of)
    laid = sheet(rules, facts, patient.as_of, patient.procedure_date)
    dates = schedule(rules, facts, patient.as_of, patient.procedure_date)
    texts = {
        "check": check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary),
        "sheet": sheet_as_text(laid),
        "sheet in HTML": html_text(sheet_as_html(laid)),
        "pictures of the sheet": svg_text(sheet_as_svg(laid)),
        "schedule": schedule_as_text(dates),
        "timeline": svg_text(schedule_as_svg(dates)),
        "calendar": calendar_text(schedule_as_ics(dates)),
    }
    return {name: " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()) for name, text in texts.items()}


def no_number_can_be_misread(rules: Rules, patient: Patient) -> None:
    """No text output has a trailing zero, a naked decimal, a shortened unit, an exponent or a long run of digits."""
    check = judge(rules, patient)
    for name, text in texts_of(rules, patient, check).items():
        ours = _without_identifiers(text, rules, check)
        for form, pattern in FORBIDDEN.items():
            found = pattern.search(ours)
            assert found is None, f"{form} in the {name}: …{ours[max(0, found.start() - 60) : found.end() + 20]}…"


def _without_identifiers(text: str, rules: Rules, check: Check) -> str:
    """The text without names that only look like numbers: hashes, versions, and how sources are cited."""
    text = HASHES.sub(" ", text)
    named = [
        check.protocol.version,
        check.engine_version,
        check.record_id,
        *(part for each in rules.protocol.sources for part in (each.id, each.locator, each.title)),
        *(option.citation.note for each in rules.protocol.readings for option in each.options),
    ]
    for each in sorted(filter(None, named), key=len, reverse=True):
        # a sentence begins with a capital letter
        text = re.sub(re.escape(" ".join(each.split())), " ", text, flags=re.IGNORECASE)
    return text


def cells_read_back(rules: Rules, patient: Patient) -> None:
    """Every count of cells that is printed is one of the result, to the cell, and every dose of the result is printed."""
    check = judge(rules, patient)
    result = check_document(check)
    exact: set[int | Decimal] = {
        *_counts(result),
        *_sums_of_steps(check),
        *_counts_of_protocol(rules),
        *_concentrations(check),
    }
    facts = facts_of(patient.record, patient.as_of)
    exact |= {*_counted(facts), *_by_weight(facts), *_with_earlier(patient, result)}
    text = texts_of(rules, patient, check)["check"]
    printed = {parse_numeral(numeral) for found in _CELLS.finditer(text) for numeral in _numerals(found)}
    assert None not in printed
    assert printed <= exact, f"{sorted(map(str, printed - exact))} are printed and no doses"
    missing = {number for number in _totals(result) if number not in printed}
    assert not missing, f"{sorted(missing)} are not printed"


def _numerals(found: re.Match[str]) -> Iterator[str]:
    first, second = found[1], found[2]
    yield first
    if second is not None:
        yield second


def _counts(result: Result) -> Iterator[int]:
    for cells in (*(each["cells"] for each in result["plan"]), *(each["cells"] for each in result["dose"].values())):
        yield from (each for each in cells.values() if each is not None)


def _concentrations(check: Check) -> Iterator[int]:
    """Cells in each mL, and what is contained by a count of the product, are printed beside the dose."""
    for line in check.plan:
        yield from (end for each in line.contents for end in (each.minimum, each.maximum) if end is not None)
        if line.concentration is not None:
            yield from (line.concentration.minimum, line.concentration.maximum)
        for content in line.contents:
            quantity = None if content.count is None else parse_quantity(content.count)
            if quantity is not None and quantity.magnitude == int(quantity.magnitude):
                yield int(quantity.magnitude)


def _sums_of_steps(check: Check) -> Iterator[int]:
    """A formula adds up one step; the steps of a route add up to its dose."""
    for step in dict.fromkeys(each.step for each in check.plan):
        cells = [each.cells for each in check.plan if each.step == step]
        yield from (sum(each.minimum or 0 for each in cells), sum(each.maximum or 0 for each in cells))


def _totals(result: Result) -> Iterator[int]:
    for dose in result["dose"].values():
        if dose.get("count", 1) and dose["cells"]["minimum"] is not None:
            yield from (dose["cells"]["minimum"], dose["cells"]["maximum"])


def _counted(facts: Facts) -> Iterator[int | Decimal]:
    """What was counted in each mL of the product is told as it was recorded."""
    for each in facts.values.values():
        if isinstance(each.value, Quantity) and each.value.unit == "{cells}/mL":
            yield each.value.magnitude


def _with_earlier(patient: Patient, result: Result) -> Iterator[int]:
    """What was given before, as recorded, and with what is given now."""
    doses = patient.record.get("prior_doses")
    cells = [each.get("cells") for each in doses if isinstance(each, dict)] if isinstance(doses, list) else []
    earlier = sum(each for each in cells if isinstance(each, int))
    yield from (earlier + each for each in (0, *_totals_of_all(result)))


def _totals_of_all(result: Result) -> Iterator[int]:
    """The ends of what all routes give together."""
    yield from (each for each in result["dose"]["total"]["cells"].values() if each is not None)


def _by_weight(facts: Facts) -> Iterator[Decimal]:
    """The other number of an intravenous dose that is the larger of two: 1 million cells for each kg, worked out by hand."""
    weight = facts.values.get("weight")
    if weight is not None and isinstance(weight.value, Quantity):
        yield weight.value.magnitude * 1_000_000


def _counts_of_protocol(rules: Rules) -> set[int]:
    """What the protocol itself says of cells, in formulas, readings and notes."""
    said = [
        *(getattr(each.cells, "says", "") for each in rules.protocol.steps),
        *(option.says for each in rules.protocol.readings for option in each.options),
        *(each.question for each in rules.protocol.readings),
        *(option.citation.note for each in rules.protocol.readings for option in each.options),
        *(each.citation.note for each in rules.protocol.steps),
        *rules.protocol.evidence_limits,
        *(each.text for each in rules.protocol.notes),
        *(each.text for each in rules.protocol.care),
        *(each.citation.note for each in rules.protocol.limits),
        *(each.citation.note for each in rules.protocol.product_limits),
        *(each.citation.note for each in rules.protocol.notes),
        *(each.citation.note for each in rules.protocol.criteria),
        "1 million cells 100 million cells",
    ]
    found = (parse_numeral(numeral) for text in said for each in _CELLS.finditer(text) for numeral in _numerals(each))
    bounds = (end for each in rules.protocol.product_limits for end in (each.minimum, each.above, each.maximum))
    return {int(each) for each in (*found, *bounds) if each is not None}


def json_is_exact(rules: Rules, patient: Patient) -> None:
    """No JSON output has a float, an exponent or a constant that JSON does not have; read and written again it is the same."""
    facts = facts_of(patient.record, patient.as_of)
    documents = (
        check_as_json(judge(rules, patient)),
        sheet_as_json(sheet(rules, facts, patient.as_of, patient.procedure_date)),
        schedule_as_json(schedule(rules, facts, patient.as_of, patient.procedure_date)),
    )
    for document in documents:
        read = json.loads(document, parse_float=_refuse, parse_constant=_refuse)
        assert json.dumps(read, ensure_ascii=False, indent=2) + "\n" == document


def _refuse(number: str) -> None:
    message = f"{number} is no exact number"
    raise AssertionError(message)

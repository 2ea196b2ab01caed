"""What holds over all worked cases together: what they cover, and what no answer may ever do or say."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from posology.api import Check, Rules, Sheet, Verdict, schedule, sheet, shipped_protocols
from posology.explain.check import decide, settle_date
from posology.explain.inference.agree import derive, derive_anew
from posology.ir.washout import ConditionalHold, FixedHold, Hold, NoHold, ReferralHold, TaperHold
from posology.render.check_json import check_as_json
from posology.render.schedule_json import schedule_as_json
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_text import sheet_as_text
from posology.results.check import CriterionStatus, WashoutStatus
from tests.rules.worked_cases import (
    WorkedCase,
    as_json,
    facts_of,
    is_list,
    is_mapping,
    result_of,
    rules,
    rules_of,
    worked_cases,
)


@cache
def answered() -> tuple[tuple[WorkedCase, Check], ...]:
    """Every case that is not refused, with its answer."""
    cases = (case for protocol in shipped_protocols() for case in worked_cases(protocol) if not case.refused)
    return tuple((case, result_of(case)) for case in cases)


# Coverage ------------------------------------------------------------------------------------------------------------


NEVER_NOT_MET = frozenset({"baseline-scores", "weight-for-dose"})
"""Criteria that any value meets which counts at all: one that does not leaves them unknown, and none fails them."""


def needed(protocol: str) -> frozenset[tuple[str, ...]]:
    """Everything about a protocol that some case has to show."""
    default = rules(protocol, ()).protocol
    options = {(reading.id, option.id) for reading in default.readings for option in reading.options}
    holds = {rule.id: rule.hold for choice in options for rule in rules(protocol, (choice,)).protocol.washout}
    statuses = (CriterionStatus.MET, CriterionStatus.NOT_MET, CriterionStatus.UNKNOWN)
    return frozenset(
        (
            *(("verdict", each) for each in Verdict),
            *(
                ("criterion", each.id, status)
                for each in default.criteria
                for status in statuses
                if status is not CriterionStatus.NOT_MET or each.id not in NEVER_NOT_MET
            ),
            *(("reading", *each) for each in options),
            *(("step", each.id, "applies") for each in default.steps),
            *(("step", each.id, "left-out") for each in default.steps if each.when is not None),
            *(
                ("washout", rule, status)
                for rule, hold in _lender_holds(protocol, holds)
                for status in statuses_of(hold)
            ),
        )
    )


def _lender_holds(protocol: str, holds: Mapping[str, Hold]) -> Iterable[tuple[str, Hold]]:
    """The rules that are the protocol's own: one that takes over another's washout leaves it to the other's cases."""
    return holds.items() if protocol == "allorx-spine" else ()


def statuses_of(hold: Hold) -> tuple[WashoutStatus, ...]:
    """What a rule with such a hold can say of a medicine and some case has to show."""
    match hold:
        case FixedHold() | ConditionalHold():
            return (WashoutStatus.CLEAR, WashoutStatus.HOLD)
        case TaperHold():
            return (WashoutStatus.CLEAR, WashoutStatus.HOLD, WashoutStatus.REFER, WashoutStatus.UNKNOWN)
        case ReferralHold():
            return (WashoutStatus.REFER,)
        case NoHold():
            return (WashoutStatus.CLEAR,)


def shown(check: Check) -> Iterator[tuple[str, ...]]:
    """Everything that one answer shows."""
    yield ("verdict", check.verdict)
    yield from (("criterion", each.id, each.status) for each in check.criteria)
    yield from (("reading", each.id, each.chosen) for each in check.readings)
    yield from (("washout", each.rule or "", each.status) for each in check.washout)
    yield from (("step", each.step, "applies") for each in check.plan)


def covered(protocol: str, cases: Iterable[tuple[WorkedCase, Check]]) -> frozenset[tuple[str, ...]]:
    """Everything that the answers show of the protocol."""
    found: set[tuple[str, ...]] = set()
    for case, check in cases:
        if case.protocol == protocol:
            found.update(shown(check))
            laid_out = {each.step for each in check.plan}
            steps = rules_of(case).protocol.steps
            found.update(("step", each.id, "left-out") for each in steps if each.id not in laid_out)
    return frozenset(found)


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_the_cases_show_everything_that_the_protocol_says(protocol: str) -> None:
    """Each verdict, criterion status, option, step in and out, and status of a washout rule is in some case."""
    assert sorted(needed(protocol) - covered(protocol, answered())) == []


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_what_no_case_shows_is_told(protocol: str) -> None:
    """Coverage can fail: it does without any case."""
    assert needed(protocol) - covered(protocol, ()) == needed(protocol)


# What every answer keeps ---------------------------------------------------------------------------------------------


def test_the_two_inference_engines_agree_over_all_cases() -> None:
    """Both engines, run anew on the findings of every case, derive what was answered."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for case, _ in answered():
        ready, facts = rules_of(case), facts_of(case)
        day = settle_date(ready, facts, case.as_of, case.procedure_date)[0]
        tokens = decide(ready, facts, case.as_of, day).examination.tokens
        if (ready.ruleset.sha256, tokens) not in seen:
            seen.add((ready.ruleset.sha256, tokens))
            premises = frozenset(premise for each in ready.ruleset.productions for premise in each.premises)
            assert derive_anew(ready.ruleset, tokens & premises) == derive(ready.ruleset, tokens)
    assert len(seen) > 50


def shuffled(value: Any, order: random.Random) -> Any:  # noqa: ANN401 - a record may be anything
    """The value with the keys of every mapping in another order; lists keep theirs."""
    if is_mapping(value):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(each, order) for each in value] if is_list(value) else value


def without_hash(check: Check) -> str:
    """The JSON of the answer without the hash of the record's bytes."""
    return check_as_json(check).replace(check.record_sha256, "")


def test_the_same_record_gives_the_same_bytes() -> None:
    """Asking again gives byte-identical JSON, and another order of the keys changes only the hash of the record."""
    order = random.Random(20261207)  # noqa: S311 - a test needs an order, and the same one every time
    for case, check in answered():
        assert check_as_json(result_of(case)) == check_as_json(check)
        again = result_of(case, as_json(shuffled(case.record, order)))
        assert without_hash(again) == without_hash(check)


def test_the_order_of_the_medicines_does_not_matter() -> None:
    """The verdict and the earliest date are the same whichever medicine is written first."""
    for case, check in answered():
        listed = case.record.get("medications")
        if listed is not None and len(listed) > 1:
            turned = result_of(case, as_json({**case.record, "medications": listed[::-1]}))
            assert (turned.verdict, turned.earliest_date) == (check.verdict, check.earliest_date)


def test_nothing_unknown_is_eligible_and_no_date_comes_before_the_day_of_asking() -> None:
    """What is missing never passes, what fails has no earliest date, and the parts add up to the total."""
    for case, check in answered():
        if check.missing:
            assert check.verdict in {Verdict.INDETERMINATE, Verdict.INELIGIBLE}, case.name
        if check.verdict in {Verdict.INDETERMINATE, Verdict.INELIGIBLE}:
            assert check.earliest_date is None, case.name
        assert check.earliest_date is None or check.earliest_date >= check.as_of, case.name
        for end in ("minimum", "maximum", "planned"):
            amounts = [getattr(each.cells, end) for each in check.doses]
            assert getattr(check.total, end) == (None if None in amounts else sum(amounts)), case.name


def test_every_change_offered_changes_something() -> None:
    """An eligible patient is offered nothing, and every other change betters the verdict."""
    order = list(Verdict)
    for case, check in answered():
        assert check.verdict is not Verdict.ELIGIBLE or check.changes == (), case.name
        for change in check.changes:
            assert order.index(change.verdict) < order.index(check.verdict), case.name
            assert change.conditions, case.name
        sets = [frozenset(each.conditions) for each in check.changes]
        assert not any(one < other for one in sets for other in sets), f"{case.name}: a smaller set does as well"


# What no answer may say ----------------------------------------------------------------------------------------------

CLAIMS = re.compile(r"\b(?:safe|safely|safety|effective|effectively|efficacy|cures?|proven)\b", re.IGNORECASE)
SHORTENED = re.compile(r"\bM cells\b|[0-9] ?M\b|\bmil\b|\bMM\b")
EXPONENT = re.compile(r"[0-9][eE][+-]?[0-9]|10\^")
TRAILING_ZERO = re.compile(r"(?<![0-9.])[0-9]+\.[0-9]*0(?![0-9.])")
STOP = re.compile(r"\bstop(?:s|ped|ping)?\b|\bdiscontinu", re.IGNORECASE)
QUOTED = frozenset(
    {"sha256", "version", "posology", "ref", "section", "id", "title", "authors", "locator", "read", "user"}
)
"""Keys whose values are no sentences about a treatment: hashes, versions, sources by name, and who is addressed."""


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a document may be anything
    """Every text of a document with the key that it stands under."""
    if is_mapping(value):
        for name, each in value.items():
            yield from texts(each, name)
    elif is_list(value):
        for each in value:
            yield from texts(each, key)
    elif isinstance(value, str) and key not in QUOTED:
        yield key, value


def outputs(case: WorkedCase, check: Check) -> Iterator[tuple[str, str]]:
    """Every text of every result for the case: the check, the dose sheet and the schedule."""
    ready: Rules = rules_of(case)
    facts = facts_of(case)
    the_sheet = sheet(ready, facts, case.as_of, case.procedure_date)
    the_schedule = schedule(ready, facts, case.as_of, case.procedure_date)
    for document in (check_as_json(check), sheet_as_json(the_sheet), schedule_as_json(the_schedule)):
        yield from texts(json.loads(document))
    yield "sheet", _without_quotes(sheet_as_text(the_sheet), the_sheet)


def test_no_answer_says_what_none_may_say() -> None:
    """No claim of safety or effect, no shortened number, no exponent, no trailing zero, no bare instruction to stop."""
    for case, check in answered():
        for key, text in outputs(case, check):
            for forbidden in (CLAIMS, SHORTENED, EXPONENT, TRAILING_ZERO):
                found = forbidden.search(_without_hashes(text))
                assert found is None, f"{case.name}: {key} says {found and found[0]!r}: {text[:200]}"
        for text in sentences(check):
            assert STOP.search(text) is None, f"{case.name}: {text}"


def _without_quotes(text: str, the_sheet: Sheet) -> str:
    """The text on one line, without what sources call themselves and what was read of them, and whom it is for."""
    line = " ".join(text.split())
    named = [
        part for each in the_sheet.sources for part in (each.id, each.title, each.authors, each.locator, each.read)
    ]
    for quoted in sorted((*named, the_sheet.use.user), key=len, reverse=True):
        line = line.replace(" ".join(quoted.split()), "")
    return line


def _without_hashes(text: str) -> str:
    """The text without hashes, whose digits mean nothing, and without versions."""
    return re.sub(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4})+\b|\b[0-9a-f]{16,}\b|\b[0-9]+\.[0-9]+\.[0-9]+\b", "", text)


def sentences(check: Check) -> Iterator[str]:
    """The sentences that a clinician reads as what to do."""
    yield check.summary
    yield from (each.instruction for each in check.washout)
    yield from (each.ask for each in check.missing)


def test_every_sentence_reads_as_one() -> None:
    """A sentence begins with a capital, ends with a full stop or a question mark, and has no seam in it."""
    for case, check in answered():
        for text in sentences(check):
            assert text[:1] == text[:1].upper(), f"{case.name}: {text}"
            assert text.endswith((".", "?")), f"{case.name}: {text}"
            assert re.search(r"  |\.\.|;\.|,\.|:\.| [.,;:]|\bNone\b|drug-free days? days", text) is None, (
                f"{case.name}: {text}"
            )
        for finding in check.washout:
            assert finding.drug.casefold() in finding.instruction.casefold(), f"{case.name}: {finding.instruction}"

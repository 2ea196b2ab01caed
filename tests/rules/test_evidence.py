"""The paper recomputed: every fraction, percentage and derived total, and the list of its contradictions."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from posology.api import Refused, load, show_evidence
from posology.api.shipped import RULES
from posology.results.evidence import Evidence, Found, whole_percent
from tests.rules import evidence as computed
from tests.rules.evidence import TRIAL, evidence, figures, fraction, rest
from tests.rules.worked_cases import knowledge

GROUPS = tuple(each.id for each in evidence().groups)

# What each check finds; a contradiction is found by computation or it is one of words.
BY_CHECKS: Mapping[str, frozenset[str]] = {
    "I-01": frozenset({"percent", "printings", "duration", "parts"}),
    "I-02": frozenset({"printings", "base"}),
    "I-03": frozenset({"claim"}),
    "I-04": frozenset({"columns"}),
    "I-05": frozenset({"base"}),
    "I-06": frozenset({"base", "claim"}),
}
BY_HAND: Mapping[str, Callable[[], bool]] = {
    "I-07": computed.table_4_is_not_of_responders,
    "I-08": computed.row_of_all_is_of_responders,
    "I-09": computed.a_visit_is_not_reported,
    "I-11": computed.some_fall_in_no_band,
    "I-12": computed.the_dose_has_two_rules,
    "I-13": computed.some_had_no_facets,
    "I-21": computed.the_mean_fall_is_under_the_threshold,
    "I-25": computed.the_first_patient_had_less,
}


def test_131_pairs_of_which_one_is_wrong() -> None:
    """The paper prints 131 percentages beside their fraction, and one of them is not that of its fraction.

    A pair is one place in the text or a table where a fraction in figures, such as 29/39, stands beside a percentage;
    the same figure printed in three places is three pairs. They are 24 in Table 2, 32 in Table 3 and 75 in the text of
    Results. `3 of 31 patients, 10%`, in words, is kept too, as the 132nd, and is no pair. A percentage without its
    fraction, as in the abstract, is none either: those are compared with the fraction by `test_every_figure_is_one`.
    """
    pairs = [each for each in evidence().pairs if each.citation.note != "printed in words"]
    places = Counter(re.sub(r"^Results.*", "Results", each.citation.section) for each in pairs)
    assert places == {"Table 2": 24, "Table 3": 32, "Results": 75}
    wrong = [(each.count, each.base, each.percent) for each in pairs if each.percent != half_up(each.count, each.base)]
    assert wrong == [(14, 15, 92)]
    assert len(evidence().pairs) - len(pairs) == 1


def half_up(count: int | None, base: int | None) -> int:
    """The whole percentage by decimal arithmetic, apart from that of the engine."""
    assert count is not None
    assert base is not None
    return int((Decimal(100 * count) / base).quantize(Decimal(1), ROUND_HALF_UP))


def test_both_ways_of_rounding_agree() -> None:
    """Integer and decimal arithmetic round every fraction of a hundred alike; the one tie in the paper is 7 of 8."""
    every = [(count, base) for base in range(1, 101) for count in range(base + 1)]
    assert [each for each in every if whole_percent(*each) != half_up(*each)] == []
    ties = {
        (each.count, each.base) for each in evidence().pairs if each.base and 200 * (each.count or 0) % each.base == 0
    }
    assert {each for each in ties if (200 * (each[0] or 0) // (each[1] or 1)) % 2} == {(7, 8)}


def test_every_figure_is_one() -> None:
    """A figure is the same wherever it is printed, but for those that a contradiction disputes."""
    differing = {each.id for each in evidence().figures if len(each.different) > 1}
    assert differing == {"duration-facet-no-disc-12", "efficacy-failed-surgery-12", "follow-up-failed-surgery-12"}
    assert all(evidence().disputed_by(each) for each in differing)


# The contradictions --------------------------------------------------------------------------------------------------


def test_there_are_26_contradictions() -> None:
    """Each has an id, at least two statements with their place, and what the numbers support."""
    assert [each.id for each in evidence().contradictions] == [f"I-{number:02}" for number in range(1, 27)]
    for each in evidence().contradictions:
        assert len(each.statements) > 1, each.id
        assert all(one.says and one.citation.ref and one.citation.section for one in each.statements), each.id
        assert each.supported, each.id


def test_each_is_found_by_computation_or_is_one_of_words() -> None:
    """What is called arithmetic is computed here, and nothing else is."""
    arithmetic = {each.id for each in evidence().contradictions if each.found is Found.ARITHMETIC}
    assert arithmetic == BY_CHECKS.keys() | BY_HAND.keys()


@pytest.mark.parametrize("name", BY_HAND)
def test_it_comes_out_of_the_numbers(name: str) -> None:
    """The computation over the kept figures, or over the protocol, gives the contradiction."""
    assert BY_HAND[name]()


def test_nothing_else_is_found() -> None:
    """Every disagreement belongs to a contradiction, and disputes of six of them are all there are."""
    for each in evidence().disagreements:
        assert any(evidence().disputed_by(subject) for subject in each.subjects), each
    assert {each.id for each in evidence().contradictions if each.disputes} == BY_CHECKS.keys()


def test_contradictions_that_touch_a_rule_are_notes_of_the_protocol() -> None:
    """Each note of the protocol is a contradiction here, and its readings are the same."""
    notes = {each.id: each.readings for each in computed.protocol().notes}
    kept = {note: each.readings for each in evidence().contradictions for note in each.notes}
    assert kept == notes


def test_month_6_is_what_was_called_more_than_6_months() -> None:
    """I-10: the counts of the abstract are those of the visit at 6 months."""
    stated = computed.sides("I-10").statements[0].figures
    assert stated["all"] == fraction("follow-up-all-6")[0]
    assert stated["failed-surgery"] == fraction("follow-up-failed-surgery-6")[0]


# Derived totals ------------------------------------------------------------------------------------------------------


def test_table_1_adds_up() -> None:
    """Columns and rows add up to 48, and to the sizes that follow from them."""
    table = evidence().baseline
    assert table is not None
    patients = {each.id: each.patients for each in table.columns}
    assert sum(patients.values()) == 48
    assert sum(each.patients for each in table.columns if each.discs) == 12
    assert sum(each.patients for each in table.columns if each.facets and not each.discs) == 32
    assert sum(each.patients for each in table.columns if not each.discs) == 36
    assert sum(each.patients for each in table.columns if not each.facets) == 5
    assert patients["epidural-cervical"] + patients["epidural-both"] == 10
    rows = {block.id: [sum(band.patients) for band in block.bands] for block in table.blocks}
    assert rows == {"age": [3, 10, 35], "sex": [35, 13], "body-mass-index": [16, 23, 9]}


def test_follow_up_of_32() -> None:
    """I-04: on the 32 of Table 1 the follow-up would be lower, and three patients are in no reported group."""
    seen = [fraction(f"follow-up-facet-no-disc-{month}")[0] for month in (3, 6, 12)]
    assert [whole_percent(each, 32) for each in seen] == [75, 72, 56]
    assert 48 - (29 + 11 + 1 + 4) == 3


@pytest.mark.parametrize(
    ("measure", "month", "left"),
    [
        ("efficacy", 3, (3, 4)),
        ("efficacy", 6, (2, 4)),
        ("efficacy", 12, (2, 4)),
        ("duration", 6, (2, 3)),
        ("duration", 12, (2, 3)),
        ("duration", 18, (1, 2)),
    ],
)
def test_what_the_two_groups_leave(measure: str, month: int, left: tuple[int, int]) -> None:
    """All patients less the two groups leave what four patients without facet joints could be."""
    assert rest(measure, month) == left


def test_nobody_responds_late() -> None:
    """At 6 and 12 months the initial responders still improved are all who had improved, in every group."""
    for group in GROUPS:
        for month in (6, 12):
            assert fraction(f"duration-{group}-{month}")[0] == fraction(f"efficacy-{group}-{month}")[0], (group, month)


def test_mean_changes() -> None:
    """The falls that follow from Table 4."""
    falls = {
        instrument: [
            computed.mean(instrument, "patients-seen", "all", 0)
            - computed.mean(instrument, "patients-seen", "all", month)
            for month in (1, 3, 6, 12, 18)
        ]
        for instrument in ("vas", "quebec")
    }
    assert falls["vas"] == [Decimal(each) for each in ("2.6", "2.7", "2.7", "3.1", "3.4")]
    assert falls["quebec"] == [11, 11, 11, 14, 19]


def test_surgery() -> None:
    """Three of 31 are 10 percent and leave 90; of the 29 seen at a year they would be 10 and 90 too."""
    assert [whole_percent(3, 31), whole_percent(28, 31)] == [10, 90]
    assert [whole_percent(3, 29), whole_percent(26, 29)] == [10, 90]


def test_two_means_are_of_no_whole_numbers() -> None:
    """No whole VAS scores of 6 or of 3 patients have the means 2.6 and 1.8; half points have."""
    assert impossible(1) == [("cervical-facet", 6), ("cervical-facet", 12)]
    assert impossible(2) == []


def impossible(steps: int) -> list[tuple[str, int]]:
    """The VAS means of responders that no scores with so many steps to a point can have."""
    found: list[tuple[str, int]] = []
    for each in (one for one in evidence().means if one.instrument == "vas" and one.population == "initial-responders"):
        measure = ("efficacy", 3) if each.month in {0, 3} else ("duration", each.month)
        count, base = fraction(f"{measure[0]}-{each.group}-{measure[1]}")
        patients = count if each.month in {0, 3} else base
        printed = each.printings[0].mean
        means = (Decimal(total) / (steps * patients) for total in range(10 * steps * patients + 1))
        if printed not in {one.quantize(Decimal("0.1"), ROUND_HALF_UP) for one in means}:
            found.append((each.group, each.month))
    return found


# Guards --------------------------------------------------------------------------------------------------------------

PLANTED: Mapping[str, tuple[str, str, str, str]] = {
    "a percentage": ("counts.yaml", "of: 36, percent: 61, source: {ref: trial, section: Table 2", "61", "60"),
    "a percentage without its fraction": ("counts.yaml", "month: 6, percent: 73", "73", "37"),
    "a count": ("counts.yaml", "month: 3, count: 24, of: 29", "24", "25"),
    "a denominator": (
        "counts.yaml",
        "count: 11, of: 16, percent: 69, source: {ref: trial, section: Table 2",
        "16",
        "17",
    ),
    "a count of those who go on": ("counts.yaml", "month: 12, count: 8, of: 11, percent: 73", "count: 8", "count: 9"),
    "a size": ("counts.yaml", "group: cervical-facet, count: 10", "10", "9"),
    "a mean": ("means.yaml", "3.1, 2.9, 2.9], source: {ref: trial, section: Mean", "3.1", "1.3"),
    "a cell of table 1": ("baseline.yaml", "[4, 17, 3, 4, 6, 1]", "17", "16"),
    "a dispute left out": (
        "contradictions.yaml",
        "      - {of: follow-up-disc-6}\n",
        "      - {of: follow-up-disc-6}\n",
        "",
    ),
}
"""What is planted, where, and by what it replaces which number."""

PLANTED_WHERE_DISPUTED: Mapping[str, tuple[str, str, str, str]] = {
    "the percentage of the others": (
        "counts.yaml",
        "percent: 90, source: {ref: trial, section: Survivorship",
        "90",
        "91",
    ),
    "the error of the paper put right": ("counts.yaml", "count: 14, of: 15, percent: 92", "14, of: 15", "11, of: 12"),
    "a claim that would hold": ("counts.yaml", "take: percent, above: 80", "80", "20"),
}


def checks(about: Evidence) -> Mapping[str, frozenset[str]]:
    """The checks that find each contradiction with disputes."""
    return {
        each.id: frozenset(one.check for one in about.found_in(each)) for each in about.contradictions if each.disputes
    }


def test_the_checks_find_what_is_recorded() -> None:
    """Each contradiction with disputes, by exactly the checks expected."""
    assert checks(evidence()) == BY_CHECKS


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_figure_is_refused(name: str, tmp_path: Path) -> None:
    """One wrong figure anywhere, or a dispute left out, and the evidence is not shown at all."""
    with pytest.raises(Refused) as refused:
        show_evidence(str(planted(tmp_path, *PLANTED[name])), knowledge())
    assert {each.code for each in refused.value.diagnostics} == {"P0460"}


@pytest.mark.parametrize("name", PLANTED_WHERE_DISPUTED)
def test_a_figure_planted_where_something_is_disputed_is_found(name: str, tmp_path: Path) -> None:
    """A dispute hides no further fault: what finds the contradiction changes, or how many disagreements there are."""
    shown = show_evidence(str(planted(tmp_path, *PLANTED_WHERE_DISPUTED[name])), knowledge()).evidence
    assert shown is not None
    assert len(shown.disagreements) != len(evidence().disagreements)


def test_what_is_not_planted_is_shown(tmp_path: Path) -> None:
    """The copy with which the planted figures begin has no fault."""
    shown = show_evidence(str(planted(tmp_path, "counts.yaml", "percent: 61", "61", "61")), knowledge())
    assert shown.evidence == evidence()


def planted(folder: Path, file: str, context: str, old: str, new: str) -> Path:
    """A copy of the protocol in which the first place with that context has another number."""
    copy = folder / TRIAL
    shutil.copytree(RULES / TRIAL, copy)
    path = copy / "evidence" / file
    text = path.read_text("utf-8")
    assert context in text, context
    path.write_text(text.replace(context, context.replace(old, new, 1), 1), "utf-8")
    return copy


def test_evidence_changes_no_protocol(tmp_path: Path) -> None:
    """The hash of the protocol leaves the evidence out, as it drives nothing; the evidence has a hash of its own."""
    copy = planted(tmp_path, "groups.yaml", "All patients", "All", "Every one of the")
    changed = show_evidence(str(copy), knowledge())
    assert changed.protocol.sha256 == load(TRIAL, knowledge()).protocol.sha256
    assert changed.evidence is not None
    assert changed.evidence.sha256 != evidence().sha256


def test_a_protocol_without_evidence() -> None:
    """Nothing is kept of what the case report reported in figures."""
    assert show_evidence("allorx-first-patient", knowledge()).evidence is None


def test_every_figure_has_a_source_in_the_paper() -> None:
    """Each printing cites the trial with a section."""
    cited = [each.citation for figure in figures().values() for each in figure.printings]
    cited += [each.citation for one in evidence().means for each in one.printings]
    assert {each.ref for each in cited} == {"trial"}
    assert all(each.section for each in cited)

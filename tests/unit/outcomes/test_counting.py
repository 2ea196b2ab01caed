"""Groups, rates, durations and means of whole files, by the shipped protocol and by drawn ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.api.outcomes import Asked, outcomes
from posology.ir.outcome import InitialVisit
from posology.outcomes.count import count_outcomes, months_of
from posology.results.outcomes import Mean, MeanOf, OutcomeRow, Outcomes
from posology.scores.scores import Patient, ScoredVisit, Scores
from tests.unit.judged import EXAMPLES, rules
from tests.unit.outcomes.scored import CITATION, TRIAL

FILE = EXAMPLES / "invented-scores.csv"


def counted(text: str | bytes, asked: Asked | None = None, protocol: str = "allorx-spine") -> Outcomes:
    """The outcome of a file by a shipped protocol."""
    content = text.encode() if isinstance(text, str) else text
    return outcomes(rules(protocol), content, "scores.csv", asked or Asked())[0]


def row(found: Outcomes, month: int, group: str = "all") -> OutcomeRow:
    """One group at one month."""
    return next(each for each in found.rows if (each.group.name, each.month) == (group, month))


def mean(found: Outcomes, instrument: str, month: int, of: MeanOf = MeanOf.ALL) -> Mean:
    """One mean of everybody or of the initial responders."""
    wanted = (None, instrument, month, of)
    return next(each for each in found.means if (each.group.by, each.instrument, each.month, each.of) == wanted)


@pytest.fixture(scope="module")
def invented() -> Outcomes:
    """The outcome of the invented file, whose counts are told in the tests below."""
    return counted(FILE.read_bytes())


def test_the_followed_and_the_responders_are_counted(invented: Outcomes) -> None:
    """Month 3: seven of eight followed; I-01, I-03, I-05 and I-07 respond, I-06 is unknown, I-02 and I-04 do not."""
    month = row(invented, 3)
    assert (month.group.baseline, month.followed, month.responders, month.unknown) == (8, 7, 4, 1)
    assert (month.observed.percent, month.at_most.percent, month.missing_as_failure.percent) == (57, 71, 50)


def test_a_row_without_scores_is_no_follow_up(invented: Outcomes) -> None:
    """I-03 has an empty row at month 6 and is not followed then."""
    assert row(invented, 6, "facets").followed == 3
    assert invented.reading.without_scores == 1


def test_each_part_is_counted_over_those_followed(invented: Outcomes) -> None:
    """I-04 has a baseline from which neither pain nor Quebec can respond; I-06 has no Quebec score at month 3."""
    parts = {each.id: each for each in row(invented, 3).parts}
    assert (parts["vas"].met, parts["vas"].not_met, parts["vas"].cannot_respond) == (4, 2, 1)
    assert (parts["gi"].met, parts["gi"].not_met) == (3, 4)
    quebec = parts["quebec"]
    assert (quebec.met, quebec.not_met, quebec.cannot_respond, quebec.missing) == (3, 2, 1, 1)


def test_duration_is_counted_among_initial_responders_followed(invented: Outcomes) -> None:
    """Of four at month 3, two are followed at month 6 and respond, four at month 12 of whom two do."""
    six, twelve = (row(invented, month).duration for month in (6, 12))
    assert six is not None
    assert twelve is not None
    assert (six.initial, six.followed, six.continuing) == (4, 2, 2)
    assert (twelve.initial, twelve.followed, twelve.continuing) == (4, 4, 2)
    assert row(invented, 3).duration is None


def test_means_are_of_those_with_a_score(invented: Outcomes) -> None:
    """Quebec at month 3: six scores with mean 143/6; changes from their baselines, not from the mean of all."""
    quebec = mean(invented, "quebec", 3)
    assert (quebec.patients, quebec.mean.two_places, quebec.mean.one_place) == (6, Decimal("23.83"), Decimal("23.8"))
    assert quebec.change is not None
    assert quebec.change.two_places == Decimal("-13.33")
    initial = mean(invented, "vas", 0, MeanOf.INITIAL_RESPONDERS)
    assert (initial.patients, initial.mean.one_place) == (4, Decimal("6.8"))
    assert initial.change is None


def test_a_mean_is_rounded_once() -> None:
    """A mean of 4.4464… is 4.45 and 4.4: the second figure does not come from the first."""
    numbers = ["4.4", "4.4", "4.4", "4.4", "4.4", "4.4", "4.725"]
    lines = [f"P{place},0,7\nP{place},3,{number}" for place, number in enumerate(numbers)]
    found = mean(counted("patient,month,vas\n" + "\n".join(lines)), "vas", 3)
    assert (found.mean.two_places, found.mean.one_place) == (Decimal("4.45"), Decimal("4.4"))


def test_everybody_comes_first_and_then_each_group(invented: Outcomes) -> None:
    """Groups stand in the order of their names, under the column that makes them."""
    assert [(each.by, each.name) for each in invented.groups] == [
        (None, "all"),
        ("group", "discs"),
        ("group", "facets"),
    ]


def test_groups_of_several_columns_may_share_patients() -> None:
    """Each column divides everybody anew, and those in no group of it are told."""
    text = "patient,month,vas,disc,neck\nA,0,7,yes,yes\nA,3,4,,\nB,0,7,,yes\nB,3,7,,\n"
    found = counted(text, Asked(by=("disc", "neck")))
    assert [(each.by, each.name, each.baseline) for each in found.groups[1:]] == [
        ("disc", "yes", 1),
        ("neck", "yes", 2),
    ]
    assert any("in no group of disc" in each for each in found.notes)


def test_months_that_the_file_does_not_have_are_named(invented: Outcomes) -> None:
    """A visit that is not yet due is not a visit at which everybody failed."""
    assert invented.months == (3, 6, 12)
    assert any("no visit at months 1, 18 and 24" in each for each in invented.notes)


def test_the_months_are_those_of_the_visits() -> None:
    """As the column `month` names them."""
    assert months_of(rules("allorx-spine").protocol) == (1, 3, 6, 12, 18, 24)


def test_the_method_says_what_was_counted(invented: Outcomes) -> None:
    """Definition, missing scores, failures, intervals and duration are in words."""
    said = " ".join(invented.method)
    for words in (
        "falls by at least 2 points of 10",
        "missing-as-failure",
        "Wilson",
        "half up",
        "month 3",
        "cannot respond",
    ):
        assert words in said


def scores_of(patients: tuple[Patient, ...]) -> Scores:
    """Scores made without a file."""
    used = sum(1 + len(each.visits) for each in patients)
    return Scores(
        sha256="0", rows=used, used=used, without_scores=0, by=("group",), patients=patients, set_aside=(), notes=()
    )


number = st.decimals(min_value=0, max_value=10, places=1)
tens = st.decimals(min_value=0, max_value=100, places=0)
scored = st.fixed_dictionaries({}, optional={"vas": number, "gi": tens, "quebec": tens})
started = st.fixed_dictionaries({}, optional={"vas": number, "quebec": tens})


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Patient, ...]:
    """Up to a dozen patients, each with some of the visits and some of the scores."""
    count = draw(st.integers(min_value=1, max_value=12))
    return tuple(
        Patient(
            id=f"P-{place}",
            groups=draw(st.sampled_from([{}, {"group": "a"}, {"group": "b"}])),
            baseline=draw(started),
            visits=tuple(ScoredVisit(month=month, scores=draw(scored)) for month in (3, 6, 12) if draw(st.booleans())),
        )
        for place in range(count)
    )


def count(patients: tuple[Patient, ...]) -> Outcomes:
    """The patients counted by the trial's definition."""
    trial = replace(TRIAL, initial=InitialVisit(month=3, citation=CITATION))
    return count_outcomes(rules("allorx-spine").protocol, trial, trial.definitions[0], scores_of(patients))


@given(drawn())
def test_the_counts_add_up(patients: tuple[Patient, ...]) -> None:
    """Parts sum to those followed, responders and unknown are among them, and continuing ones among the initial."""
    for each in count(patients).rows:
        assert each.responders + each.unknown <= each.followed <= each.group.baseline
        assert each.missing_as_failure.count == each.responders
        assert each.missing_as_failure.of == each.group.baseline
        for part in each.parts:
            assert part.met + part.not_met + part.cannot_respond + part.missing + part.not_found == each.followed
        if each.duration is not None:
            duration = each.duration
            assert duration.continuing + duration.unknown <= duration.followed <= duration.initial
            assert duration.continuing <= each.responders


@given(drawn())
def test_groups_add_up_to_everybody(patients: tuple[Patient, ...]) -> None:
    """With a group for each patient, the groups of one column sum to all patients."""
    everybody = tuple(replace(each, groups=each.groups or {"group": "c"}) for each in patients)
    found = count(everybody)
    for month in found.months:
        rows = [each for each in found.rows if each.month == month]
        whole = [each for each in rows if each.group.by is None]
        for name in ("followed", "responders", "unknown"):
            assert sum(getattr(each, name) for each in rows) == 2 * sum(getattr(each, name) for each in whole)


@given(drawn())
def test_the_order_of_patients_changes_no_figure(patients: tuple[Patient, ...]) -> None:
    """Rows and means are those of the patients, however they stand in the file."""
    forward, backward = count(patients), count(patients[::-1])
    assert (forward.rows, forward.means) == (backward.rows, backward.means)


@given(drawn(), st.data())
def test_learning_a_score_never_turns_a_known_answer(patients: tuple[Patient, ...], data: st.DataObject) -> None:
    """A missing score that becomes known leaves every known status of its visit as it was."""
    place = data.draw(st.integers(min_value=0, max_value=len(patients) - 1))
    patient = patients[place]
    fuller = tuple(
        replace(each, scores={**data.draw(scored), **each.scores}) if each.scores else each for each in patient.visits
    )
    learned = (*patients[:place], replace(patient, visits=fuller), *patients[place + 1 :])
    before, after = (count(each).courses[place] for each in (patients, learned))
    for one, other in zip(before.visits, after.visits, strict=True):
        assert one.response in {other.response, None} or one.response == "unknown"


@given(drawn())
def test_a_mean_lies_among_its_scores(patients: tuple[Patient, ...]) -> None:
    """Rounded to two places it is at most half of a hundredth outside."""
    found = count(patients)
    for each in found.means:
        if each.group.by is None and each.of is MeanOf.ALL:
            seen = [
                Fraction(score)
                for course in found.courses
                for visit in course.visits
                if visit.month == each.month
                for name, score in visit.scores
                if name == each.instrument
            ]
            assert len(seen) == each.patients
            assert min(seen) - Fraction(1, 200) <= Fraction(each.mean.two_places) <= max(seen) + Fraction(1, 200)

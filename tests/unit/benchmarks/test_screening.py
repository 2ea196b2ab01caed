"""A generated cohort is screened alike by everybody who is timed, and as `check` judges each of its patients."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from benchmarks.screening import Wanted, placed
from benchmarks.screening_cohort import AS_OF, make
from benchmarks.screening_contestants import BY_HAND, POLARS, Contest, contest
from benchmarks.screening_explained import explained
from benchmarks.screening_typed import take_in_once

from posology.api.loading import load, load_knowledge
from posology.api.screening import Asked, screen

PATIENTS = 2_000
CHECKED = 200
SCREENED_ALIKE = {BY_HAND: 0, POLARS: 0}


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a generated cohort."""
    return make(tmp_path_factory.mktemp("cohort"), PATIENTS).patients.parent


@pytest.fixture(scope="module")
def contestants(cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Contest:
    """Everybody with the columns of that cohort."""
    folder = tmp_path_factory.mktemp("typed")
    knowledge = load_knowledge()
    rules = load("allorx-spine", knowledge)
    typed = take_in_once(rules, knowledge, cohort, folder)
    return contest(rules, knowledge, make(cohort, PATIENTS), typed, folder)


def test_everybody_answers_alike(contestants: Contest) -> None:
    """Every column of every patient, by the SQL by hand and by Polars."""
    assert contestants.disagreements() == SCREENED_ALIKE


def test_one_wrong_answer_is_found(contestants: Contest) -> None:
    """The comparison can fail: one earliest date that is a day late, and one patient who is not there."""
    contestants.disagreements()
    hand = contestants.database.con.execute("from hand").pl()
    late = pl.when(pl.col("row") == 7).then(pl.col("earliest_date").fill_null(AS_OF).dt.offset_by("1d"))
    assert contestants.differing(hand.with_columns(late.otherwise("earliest_date").alias("earliest_date"))) == 1
    assert contestants.differing(hand.filter(pl.col("row") != 7)) == 1


def test_a_generated_cohort_is_screened_as_its_patients_are_checked(cohort: Path, tmp_path: Path) -> None:
    """Files to rows, with rows chosen by chance judged again one by one; a difference would end the run."""
    knowledge = load_knowledge()
    asked = Asked(cohort=str(cohort), as_of=AS_OF, folder=tmp_path, audit=CHECKED, seed="a test")
    screened = screen(load("allorx-spine", knowledge), knowledge, asked)
    assert screened.found.read == PATIENTS
    assert screened.found.audit is not None
    assert screened.found.audit.rows == CHECKED


def test_rows_that_differ_from_check_are_counted(contestants: Contest, cohort: Path) -> None:
    """The benchmark's own look at some rows finds all of them the same, and one in which something was changed."""
    knowledge = load_knowledge()
    rules = load("allorx-spine", knowledge)
    ours = contestants.database.con.execute("from ours").pl().lazy()
    assert explained(rules, knowledge, cohort, ours, 20).differing == 0
    changed = ours.with_columns(verdict=pl.lit("perhaps"))
    found = explained(rules, knowledge, cohort, changed, 5)
    assert (found.rows, found.differing) == (5, 5)


def test_sizes_grow_to_what_is_asked_for() -> None:
    """Spark is not asked of few, nor of the many whom only the whole command is for."""
    assert Wanted(patients=300).sizes == (300,)
    assert Wanted(patients=300).on_spark == ()
    large = Wanted(large=True)
    assert large.sizes == (10_000, 100_000, 1_000_000, 10_000_000)
    assert large.on_spark == (100_000, 1_000_000)
    assert replace(large, spark=False).on_spark == ()


def test_a_section_takes_the_place_of_an_earlier_one() -> None:
    """The others stay as they are, and a page without it has it at its end."""
    page = "# Page\n\n## One\n\n1\n\n## Screening\n\nold\n\n### Part\n\nold\n\n## Two\n\n2\n"
    assert placed("## Screening\n\nnew\n", page) == "# Page\n\n## One\n\n1\n\n## Screening\n\nnew\n\n## Two\n\n2\n"
    assert placed("## Screening\n\nnew\n", "# Page\n") == "# Page\n\n## Screening\n\nnew\n"

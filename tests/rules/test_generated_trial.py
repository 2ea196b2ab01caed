"""Generated scores of nobody, from which `posology outcomes` makes the tables that the trial printed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from tests.rules.evidence import evidence, figures, fraction
from tests.rules.generated_trial import FOLDER, SCORES, counted, generated, mean, patients, rounded

GROUPS = tuple(each.id for each in evidence().groups)
DIGIT = {"vas": Decimal("0.1"), "gi": Decimal(1), "quebec": Decimal(1)}
COUNTED = ("follow-up", "efficacy", "duration")

REPORTED_ON = {"facet-no-disc": 29, "disc": 11}
"""The bases of the paper's own counts, which I-04 and I-05 dispute: Table 1 has 32 and 12 such patients."""

OTHER_SEED = "7"


@cache
def text(*arguments: str) -> str:
    """The scores in the checkout, or those of another seed."""
    return generated(*arguments) if arguments else SCORES.read_text("utf-8")


def test_the_scores_are_those_of_the_program() -> None:
    """The file in the checkout is what the program prints, letter by letter, and so it does each time."""
    assert generated() == text()


def test_another_seed_gives_other_scores() -> None:
    """The scores are drawn; that they agree with the trial is not."""
    assert text("--seed", OTHER_SEED) != text()
    assert text("--seed", OTHER_SEED) == generated("--seed", OTHER_SEED)


def test_every_row_says_that_it_is_generated() -> None:
    """No row can be taken for a patient's, wherever it is copied to."""
    written = list(csv.DictReader(io.StringIO(text())))
    assert {each["generated"] for each in written} == {"yes"}
    assert all(each["patient"].startswith("generated-") for each in written)
    assert "no patient is real" in " ".join((FOLDER / "README.md").read_text("utf-8").lower().split())


@pytest.mark.parametrize("arguments", [(), ("--seed", OTHER_SEED)], ids=["kept", "another seed"])
@pytest.mark.parametrize("group", GROUPS)
def test_the_counts_are_those_of_the_trial(group: str, arguments: tuple[str, ...]) -> None:
    """Every count of follow-up, of responders and of those who go on, in every group and month."""
    found = counted(each for each in patients(text(*arguments)) if each.within(group))
    printed = [each for each in evidence().figures if each.group == group and each.measure in COUNTED]
    assert printed
    for figure in printed:
        assert found[f"{figure.measure}-{figure.month}"] == fraction(figure.id), figure.id


@pytest.mark.parametrize("arguments", [(), ("--seed", OTHER_SEED)], ids=["kept", "another seed"])
@pytest.mark.parametrize("group", GROUPS)
def test_the_means_are_those_of_the_trial(group: str, arguments: tuple[str, ...]) -> None:
    """Every mean of Tables 3 and 4, rounded as it is printed."""
    who = [each for each in patients(text(*arguments)) if each.within(group)]
    initial = [each for each in who if each.responded(3)]
    for printed in (each for each in evidence().means if each.group == group):
        population = initial if printed.population == "initial-responders" else who
        found = rounded(mean(population, printed.instrument, printed.month), DIGIT[printed.instrument])
        assert found == printed.printings[0].mean, printed.id


def test_the_groups_are_those_of_table_1() -> None:
    """Treatments are as many as in the columns of Table 1, and VAS of 8 or more is what the scores say."""
    table = evidence().baseline
    assert table is not None
    who = patients(text())
    for column in table.columns:
        assert sum(each.rows[0]["treatment"] == column.id for each in who) == column.patients
    for each in who:
        assert each.within("vas8") == (Decimal(each.rows[0]["vas"]) >= 8)
    for group, base in REPORTED_ON.items():
        assert sum(each.within(group) for each in who) == base


# Through the command -------------------------------------------------------------------------------------------------


@cache
def outcome() -> Mapping[str, Any]:
    """What `posology outcomes` makes of the generated scores, for all and for each group."""
    by = [f"--by={each.replace('-', '_')}" for each in GROUPS if each != "all"]
    command = [sys.executable, "-m", "posology_cli", "outcomes", str(SCORES), *by, "--format", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: Mapping[str, Any] = json.loads(ran.stdout)
    assert found["bad_rows"] == []
    return found


def rows(block: str, group: str, month: int | None, **others: str) -> list[Mapping[str, Any]]:
    """The rows of a block of the result that are about a group of the evidence at a month."""
    by, name = (None, "all") if group == "all" else (group.replace("-", "_"), "yes")
    wanted = {"group": name, "by": by, "month": month, **others}
    return [each for each in outcome()[block] if wanted.items() <= each.items()]


@pytest.mark.parametrize("figure", [each.id for each in evidence().figures if each.measure == "efficacy"])
def test_outcomes_reproduces_table_2(figure: str) -> None:
    """Followed and responders of every group and month, and the percentage that the paper prints."""
    kept = figures()[figure]
    (row,) = rows("rows", kept.group, kept.month)
    assert (row["responders"], row["followed"]) == fraction(figure)
    assert row["percent"] in {each.percent for each in kept.printings}


@pytest.mark.parametrize("figure", [each.id for each in evidence().figures if each.measure == "follow-up"])
def test_outcomes_reproduces_the_follow_up(figure: str) -> None:
    """Who was seen, of the whole group."""
    kept = figures()[figure]
    (row,) = rows("rows", kept.group, kept.month)
    assert (row["followed"], row["baseline"]) == fraction(figure)


@pytest.mark.parametrize("figure", [each.id for each in evidence().figures if each.measure == "duration"])
def test_outcomes_reproduces_the_counts_of_table_3(figure: str) -> None:
    """Initial responders who go on, of those seen, in every group and month."""
    kept = figures()[figure]
    (row,) = rows("continuing", kept.group, kept.month)
    assert (row["continuing"], row["followed"]) == fraction(figure)
    assert row["initial"] == fraction(f"efficacy-{kept.group}-3")[0]
    assert row["percent"] in {each.percent for each in kept.printings}


@pytest.mark.parametrize("name", [each.id for each in evidence().means])
def test_outcomes_reproduces_the_means_of_tables_3_and_4(name: str) -> None:
    """Every mean, rounded as it is printed."""
    (kept,) = (each for each in evidence().means if each.id == name)
    of = "initial-responders" if kept.population == "initial-responders" else "all"
    (row,) = rows("means", kept.group, kept.month, instrument=kept.instrument, of=of)
    assert rounded(Fraction(row["mean"]), DIGIT[kept.instrument]) == kept.printings[0].mean

"""What a second person is asked, which answers are read as which numbers, and that only the same number agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Diagnostics
from posology.render.second_check_text import form_of
from posology.render.sheet_json import sheet_document
from posology.results.second_check import Figure, Recalculation
from posology.trail.answers import answer_of, compare, expected, read_answers
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words
from tests.unit.explain.test_supply import UNWASHED
from tests.unit.sited import drawn as lay_out
from tests.unit.sited import site
from tests.unit.trail.sheets import WEIGHT, cells, drawn, figures_of, good_figures, injection, sheet, supplied
from tests.unit.trail.written import SHEET

RIGHT = {
    "weight": "72 kg",
    "injection-1-cells": "72 million cells",
    "injection-2-cells": "2000000",
    "injection-2-volume": "1.5 mL",
    "injection-3-cells": '"2,000,000"',
    "injection-3-volume": "1.5",
    "route-facet-cells": "4 million",
    "total-cells": "76 million",
    "vials": "23 vials",
}
FIGURES = good_figures(sheet())
CELLS = Figure(id="x", question="x", unit="cells", first=Decimal(1))


def written(answers: Mapping[str, str] | Mapping[str, str | None], head: str = f"sheet: {SHEET}") -> bytes:
    """An answers file."""
    lines = (f"  {name}: {'' if value is None else value}" for name, value in answers.items())
    return "\n".join((head, "answers:", *lines, "")).encode()


def answered(
    answers: Mapping[str, str] | Mapping[str, str | None], head: str = f"sheet: {SHEET}"
) -> tuple[Mapping[str, Decimal], list[str]]:
    """The answers in a file, and the codes of what is wrong with it."""
    diagnostics = Diagnostics()
    found = read_answers(written(answers, head), "answers.yaml", FIGURES, diagnostics)
    return found, [each.code for each in diagnostics]


def checked(**changes: str) -> Recalculation:
    """The right answers with some of them changed."""
    answers, faults = answered(RIGHT | {name.replace("_", "-"): value for name, value in changes.items()})
    assert faults == []
    return compare(FIGURES, answers, "B. Checker")


def test_weight_cells_volumes_and_vials_are_asked() -> None:
    """Of every target and route, in the order of the sheet; a route of one target is asked once."""
    assert [each.id for each in FIGURES.each] == list(RIGHT)
    assert {each.unit for each in FIGURES.each} == {"kg", "cells", "mL", "vials"}
    assert (FIGURES.sheet, FIGURES.patient) == (SHEET, "P-0042")


def test_no_question_gives_the_answer_away() -> None:
    """What is asked names the target and no number of the sheet."""
    told = " ".join(each.question + each.unit for each in FIGURES.each)
    assert not any(number in told for number in ("72", "000", "1.5", "23", "million"))


def test_a_measured_weight_is_asked_where_no_dose_is_made_from_it() -> None:
    """A sheet that says the weight has it checked."""
    document = sheet(routes=[], measurements=[WEIGHT | {"value": "72000 g"}])
    assert [each.first for each in good_figures(document).each if each.unit == "kg"] == [Decimal(72)]
    unweighed = good_figures(sheet(routes=[]))
    assert "weight" not in {each.id for each in unweighed.each}


def test_vials_of_each_route_are_asked_where_each_has_its_own() -> None:
    """And all of them together."""
    counts = [{"site": "iv", "name": "infusion", "vials": 21}, {"site": "facet", "name": "joints", "vials": 2}]
    found = good_figures(sheet(supply={"vials": 23, "counts": counts}))
    assert [(each.id, each.first) for each in found.each if each.unit == "vials"] == [
        ("vials-iv", Decimal(21)),
        ("vials-facet", Decimal(2)),
        ("vials", Decimal(23)),
    ]
    assert "vials" not in {each.id for each in good_figures(sheet(supply={"vials": None, "counts": []})).each}
    assert "vials" not in {each.id for each in good_figures(sheet(supply=None)).each}


def test_a_target_that_is_dosed_by_volume_is_asked_its_volume_alone() -> None:
    """Where the source states no number of cells none is missing."""
    by_volume = injection("L4-L5 disc", "disc", None, "2") | {"cells": cells(None, None, None)}
    found = good_figures(
        sheet(injections=[by_volume], routes=[], total={"cells": cells(None, None, None)}, supply=None)
    )
    assert [(each.id, each.first) for each in found.each] == [("injection-1-volume", Decimal(2))]


def test_what_goes_into_each_syringe_is_asked() -> None:
    """The thawed product, what is added to it, and the cryoprotectant; rows of one step are asked once."""
    found = {each.id: each for each in good_figures(supplied()).each}
    assert {name: found[name].first for name in list(found)[-5:]} == {
        "drawn-iv": Decimal(20),
        "drawn-facets": Decimal("0.56"),
        "diluent-facets": Decimal("0.94"),
        "cryoprotectant": Decimal("1.389"),
        "cryoprotectant-day": Decimal("1.5"),
    }
    assert "row 1" in found["drawn-iv"].question
    assert "each of rows 2 to 3" in found["drawn-facets"].question
    assert found["cryoprotectant"].question.startswith("DMSO in the intravenous infusion")
    assert all(found[name].rounding for name in ("drawn-iv", "drawn-facets", "cryoprotectant"))
    told = " ".join(each.question + each.rounding for each in found.values())
    assert not any(number in told for number in ("20", "0.56", "0.94", "1.389", "23"))


def test_what_is_asked_of_a_washed_product_is_asked_of_what_the_wash_leaves() -> None:
    """Of one that is not washed it is asked of the thawed product: in a mL of each are other cells."""

    def drawn_from(text: str) -> set[str]:
        each = good_figures(sheet_document(lay_out(text=text))).each
        return {one.question.partition(" drawn for ")[0] for one in each if one.id.startswith("drawn-")}

    assert drawn_from(site()) == {"washed product"}
    assert drawn_from(site(UNWASHED)) == {"thawed product"}


def test_a_wrong_volume_to_draw_is_found() -> None:
    """A sheet that says 5.6 mL for 0.56 mL does not pass by the numbers of whoever works it out."""
    answers = {each.id: each.first for each in good_figures(supplied()).each}
    wrong = good_figures(supplied(volumes=[drawn("iv", "iv", "20", None), drawn("facets", "facet", "5.6", "0.94")]))
    found = compare(wrong, answers, "B. Checker")
    assert [each.id for each in found.differing] == ["drawn-facets"]
    assert not found.passed


def test_a_fault_in_what_a_real_sheet_draws_is_found() -> None:
    """Each syringe of the candidate, ten times as much as it should be; the form shows none of the numbers."""
    made = lay_out()
    right = good_figures(sheet_document(made))
    answers = {each.id: each.first for each in right.each}
    asked = [each for each in right.each if each.id.startswith("drawn-")]
    assert [each.id for each in asked] == [f"drawn-{each.step}" for each in made.supply.volumes]
    assert {"diluent-iv", "cryoprotectant", "cryoprotectant-day"} <= set(answers)
    assert not any(f"{each.first:f}" in form_of(right) for each in asked)
    for volume in made.supply.volumes:
        assert volume.drawn is not None
        planted = replace(volume, drawn=volume.drawn * 10)
        volumes = tuple(planted if each is volume else each for each in made.supply.volumes)
        wrong = replace(made, supply=replace(made.supply, volumes=volumes))
        found = compare(good_figures(sheet_document(wrong)), answers, "B. Checker")
        assert [each.id for each in found.differing] == [f"drawn-{volume.step}"]


@pytest.mark.parametrize("more", [{"volumes": [drawn("iv", "iv", None, None)]}, {"volumes": None}])
def test_nothing_is_asked_that_the_sheet_does_not_say(more: dict[str, object]) -> None:
    """Without product facts there is nothing to draw, and without an amount no cryoprotectant."""
    found = good_figures(
        supplied(cryoprotectant={"agent": "DMSO", "grams": None}, cryoprotectant_of_the_day=None, **more)
    )
    assert not [each.id for each in found.each if each.id.startswith(("drawn", "diluent", "cryo"))]


def test_rows_that_do_not_follow_one_another_are_named_each() -> None:
    """And a step without a row by its own name."""
    document = supplied(volumes=[drawn("iv", "iv", "1", "0"), drawn("other", "facet", "1", "0")])
    rows = document["injections"]
    assert isinstance(rows, list)
    rows[1]["step"] = "else"
    rows[2]["step"] = "iv"
    asked = [each.question for each in good_figures(document).each if each.id.startswith("drawn")]
    assert asked[0].endswith("each of rows 1, 3")
    assert asked[1].endswith("facet joint injection, other")


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ([], {"P0902"}),
        ({}, {"P0902"}),
        ({"verdict": "eligible"}, {"P0902"}),
        (sheet(record="P-0042"), {"P0130"}),
        (sheet(injections=3), {"P0902"}),
        (sheet(injections=[3]), {"P0902"}),
        (sheet(sheet=7), {"P0902"}),
        (sheet(withheld=["The verdict is ineligible."]), {"P0903"}),
        (sheet(injections=[injection("left L3-L4 facet joint", "facet", None)]), {"P0903"}),
        (sheet(injections=[], routes=[], supply=None), {"P0903"}),
    ],
)
def test_what_is_no_sheet_or_leaves_a_dose_open_is_refused(document: object, codes: set[str]) -> None:
    """Nothing is asked then."""
    found, diagnostics = figures_of(document)
    assert found is None
    assert codes <= {each.code for each in diagnostics}


def test_the_same_numbers_pass() -> None:
    """However they are written."""
    found = checked(weight="72000 g", injection_2_volume="1500 uL")
    assert found.passed
    assert found.differing == ()


@pytest.mark.parametrize("asked", RIGHT)
def test_one_other_number_fails_and_is_named(asked: str) -> None:
    """By however little it differs."""
    figure = next(each for each in FIGURES.each if each.id == asked)
    step = Decimal(1) if figure.unit in {"cells", "vials"} else Decimal("0.000000001")
    answers = answered(RIGHT)[0]
    found = compare(FIGURES, {**answers, asked: answers[asked] + step}, "B. Checker")
    assert not found.passed
    assert [each.id for each in found.differing] == [asked]


def test_a_check_of_nothing_is_not_passed() -> None:
    """No agreement without a number."""
    assert not Recalculation(sheet=SHEET, patient="P-0042", by="B. Checker", compared=()).passed


@given(st.integers(0, 10**15))
def test_a_count_is_read_as_it_is_printed(count: int) -> None:
    """In digits, with commas, in millions, with its unit."""
    for text in (str(count), f"{count:,}", count_in_words(count), cells_in_words(count), f"  {count}   cells "):
        if not text.endswith("1 cell"):
            assert answer_of(text, CELLS) == count


@given(st.decimals(0, 10**6, places=4))
def test_a_quantity_is_read_as_it_is_printed(number: Decimal) -> None:
    """A weight and a volume, with or without the unit."""
    for unit in ("kg", "mL"):
        figure = Figure(id="x", question="x", unit=unit, first=Decimal(0))
        assert answer_of(f"{number:f}", figure) == number
        assert answer_of(f"{number:f} {unit}", figure) == number
        assert answer_of(decimal_in_words(number), figure) == number


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "two",
            "-2",
            "1.5",
            "2e6",
            "2M",
            "2 M",
            "0x2",
            "02",
            "2_000",
            "2,0",
            "1 kg",
            "2 vials",
            "nan",
            "inf",
        ),
        *("9" * 90, "\N{FULLWIDTH DIGIT TWO}", "2 million million"),
    ],
)
def test_what_is_no_number_of_cells_is_not_guessed_at(text: str) -> None:
    """A figure that two people could read differently is asked again."""
    assert answer_of(text, CELLS) is None


@pytest.mark.parametrize("text", ["159 lb", "159 [lb_av]", "72 cm", "72 mL", "-72 kg", "72kg", "about 72 kg"])
def test_a_weight_is_in_kilograms(text: str) -> None:
    """Pounds are refused, and never converted."""
    assert answer_of(text, Figure(id="weight", question="weight", unit="kg", first=Decimal(72))) is None


def test_an_answers_file_with_every_answer_is_read() -> None:
    """Each question has its number."""
    found, faults = answered(RIGHT)
    assert faults == []
    assert set(found) == set(RIGHT)


def test_every_fault_of_an_answers_file_is_told() -> None:
    """Another sheet, a question misspelt, one left out, one that is no number, an empty one: all in one run."""
    spoilt: dict[str, str | None] = {name: value for name, value in RIGHT.items() if name != "vials"}
    spoilt |= {"vial": "23", "weight": "159 lb", "total-cells": None}
    found, faults = answered(spoilt, "sheet: 0000-0000-0000-0000-0001")
    assert sorted(faults) == ["P0904", "P0905", "P0906", "P0906", "P0906"]
    assert not {"vials", "weight", "total-cells"} & set(found)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"sheet: x\n", b"sheet: x\nanswers: 3\n", b"sheet: x\nanswers: {weight: [1]}\n"]
)
def test_what_is_no_answers_file_is_refused(content: bytes) -> None:
    """Another file, a list, a file without answers."""
    diagnostics = Diagnostics()
    read_answers(content, "answers.yaml", FIGURES, diagnostics)
    assert diagnostics.has_errors


def test_how_to_answer_is_said_without_the_answer() -> None:
    """An example stands for every unit."""
    assert all(each.unit in expected(each) for each in FIGURES.each)

"""The outcome block compiled: one definition or several, scales, thresholds that were not found."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from posology.api import Rules, load
from posology.api.authoring import check_protocol
from posology.api.outcomes import Asked, outcomes
from posology.ir.outcome import PERCENT_OF_BASELINE, Change, Combine, Outcome
from posology.render.outcomes_csv import outcomes_as_csv
from posology.render.outcomes_figures import draw_figures
from posology.render.outcomes_json import outcomes_as_json
from posology.render.outcomes_markdown import outcomes_as_markdown
from posology.render.outcomes_text import outcomes_as_text
from posology.render.protocol_text import protocol_as_text
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge

SOURCE = "source: {ref: trial, section: Outcome}"
PAIN = "{id: vas, instrument: vas, change: falls by at least, threshold: 50, unit: percent of baseline, " + SOURCE + "}"
LOW = "{id: vas, instrument: vas, change: is at most, threshold: 20, unit: points of 100, " + SOURCE + "}"
EVENT = "{id: nothing-more, instrument: intervention, change: did not happen, " + SOURCE + "}"
OPEN = "{id: quebec, instrument: quebec, change: falls by more than, threshold: not found, " + SOURCE + "}"


def planted(folder: Path, outcome: str) -> str:
    """The path of the small protocol with another outcome."""
    protocol = folder / SOUND.name
    shutil.copytree(SOUND, protocol)
    text = (protocol / "protocol.yaml").read_text("utf-8")
    before, _, rest = text.partition("\noutcome:\n")
    _, _, after = rest.partition("\nnotes:")
    (protocol / "protocol.yaml").write_text(f"{before}\n{outcome}\nnotes:{after}", "utf-8")
    return str(protocol)


def compiled(folder: Path, outcome: str) -> Outcome:
    """The outcome of the small protocol with that block."""
    rules: Rules = load(planted(folder, outcome), knowledge())
    assert rules.protocol.outcome is not None
    return rules.protocol.outcome


def shown_with(folder: Path, outcome: str) -> str:
    """The small protocol with that outcome as somebody reads it, on one line."""
    rules = load(planted(folder, outcome), knowledge())
    return " ".join(protocol_as_text(rules.protocol, rules.anatomy).split())


def told(folder: Path, outcome: str) -> list[str]:
    """The codes of what its author is told."""
    return [each.code for each in check_protocol(planted(folder, outcome), knowledge()).diagnostics]


def test_several_definitions_keep_their_order(tmp_path: Path) -> None:
    """The first is the main one; each has its parts."""
    found = compiled(
        tmp_path,
        f"""outcome:
  definitions:
    composite: {{text: The sponsor's composite, combine: all, parts: [{PAIN}, {EVENT}], {SOURCE}}}
    little-pain: {{combine: all, parts: [{LOW}], {SOURCE}}}
  initial: {{month: 3, {SOURCE}}}
  {SOURCE}
""",
    )
    assert [each.id for each in found.definitions] == ["composite", "little-pain"]
    composite = found.definitions[0]
    assert (composite.combine, composite.text) == (Combine.ALL, "The sponsor's composite")
    assert [each.change for each in composite.parts] == [Change.FALLS_BY_AT_LEAST, Change.DID_NOT_HAPPEN]
    assert composite.parts[0].unit == PERCENT_OF_BASELINE
    assert found.initial is not None
    assert found.initial.month == 3


def test_the_scale_is_that_of_the_parts(tmp_path: Path) -> None:
    """A threshold in points of 100 says how pain is taken in all of the protocol."""
    found = compiled(tmp_path, f"outcome:\n  combine: all\n  parts: [{LOW}]\n  {SOURCE}\n")
    vas = next(each for each in found.instruments if each.id == "vas")
    assert vas.scale is not None
    assert vas.scale.highest == 100


def test_the_scale_may_be_chosen(tmp_path: Path) -> None:
    """Where no part names one."""
    text = f"outcome:\n  scales: {{vas: points of 100}}\n  combine: all\n  parts: [{PAIN}]\n  {SOURCE}\n"
    assert [each.scale.highest for each in compiled(tmp_path, text).instruments if each.scale] == [Decimal(100)] * 2


def test_a_threshold_that_was_not_found_stays_open(tmp_path: Path) -> None:
    """Nothing is put in its place."""
    text = f"outcome:\n  scales: {{vas: points of 10}}\n  combine: any\n  parts: [{OPEN}]\n  {SOURCE}\n"
    (part,) = compiled(tmp_path, text).definitions[0].parts
    assert part.threshold is None
    assert part.is_open


def test_a_source_may_define_no_responder(tmp_path: Path) -> None:
    """Its scores are followed all the same."""
    text = f"outcome:\n  scales: {{vas: points of 100}}\n  parts: none\n  {SOURCE}\n"
    found = compiled(tmp_path, text)
    assert found.definitions == ()
    assert {each.id for each in found.instruments} == {"vas", "quebec"}


DESCRIBED = "{id: a, instrument: opioid-use, change: is at most, threshold: 2, unit: points, " + SOURCE + "}"
RISING = "{id: a, instrument: gi, change: rises by at least, threshold: 30, unit: percent of baseline, " + SOURCE + "}"
COUNTED = EVENT.replace("did not happen", "did not happen, threshold: 1")


@pytest.mark.parametrize(
    ("part", "codes"), [(DESCRIBED, ["P0454", "P0483"]), (RISING, ["P0454", "P0483"]), (COUNTED, ["P0483"])]
)
def test_a_change_that_an_instrument_cannot_have_is_told(part: str, codes: list[str], tmp_path: Path) -> None:
    """What is described has no score, what has no baseline no change, and an event no threshold."""
    assert sorted(told(tmp_path, f"outcome:\n  combine: any\n  parts: [{part}]\n  {SOURCE}\n")) == codes


def test_outcomes_are_shown_with_the_protocol(tmp_path: Path) -> None:
    """Each definition by its id, a threshold that was not found as such, and the visit of the initial responders."""
    text = f"""outcome:
  scales: {{vas: points of 10}}
  definitions:
    composite: {{text: Both of them, combine: all, parts: [{OPEN}, {EVENT}], {SOURCE}}}
    little-pain: {{combine: any, parts: [{PAIN}], {SOURCE}}}
  initial: {{month: 3, {SOURCE}}}
  {SOURCE}
"""
    shown = shown_with(tmp_path, text)
    for words in (
        "responded (composite) at a visit where all of these parts hold. Both of them",
        "falls by more than a number that was not found in the sources read.",
        "further intervention (intervention) did not happen.",
        "responded (little-pain) at a visit where any of these parts holds.",
        "falls by at least 50 percent of baseline.",
        "Initial responders are those of month 3;",
    ):
        assert words in shown


def test_a_source_without_a_responder_is_shown_with_its_scores(tmp_path: Path) -> None:
    """Each with the ends of its scale."""
    text = f"outcome:\n  scales: {{vas: points of 100}}\n  parts: none\n  {SOURCE}\n"
    shown = shown_with(tmp_path, text)
    assert "The source defines no responder" in shown
    assert "pain on the visual analogue scale (vas), 0 to 100." in shown


def test_scores_are_followed_without_a_responder(tmp_path: Path) -> None:
    """Means are given, and no rate is."""
    text = f"outcome:\n  scales: {{vas: points of 10}}\n  parts: none\n  {SOURCE}\n"
    rules = load(planted(tmp_path, text), knowledge())
    found, _ = outcomes(rules, b"patient,month,vas\nA,0,7\nA,3,4\n", "scores.csv", Asked())
    assert (found.definition, found.rows) == (None, ())
    assert [(each.month, each.mean.one_place) for each in found.means] == [(0, Decimal(7)), (3, Decimal(4))]
    assert "defines no responder" in outcomes_as_text(found)
    assert "defines no responder" in outcomes_as_markdown(found)
    assert json.loads(outcomes_as_json(found))["definition"] is None
    assert len(outcomes_as_csv(found).splitlines()) == 1
    assert {name for name, _ in draw_figures(found)} == {"trajectories.svg", "trajectories.png"}


@pytest.mark.parametrize(
    ("outcome", "codes"),
    [
        (f"outcome:\n  combine: any\n  parts: [{PAIN}]\n  {SOURCE}\n", ["P0481"]),
        (f"outcome:\n  scales: {{vas: centimetres}}\n  combine: any\n  parts: [{PAIN}]\n  {SOURCE}\n", ["P0481"]),
        (f"outcome:\n  scales: {{vas: points of 10}}\n  combine: any\n  parts: [{LOW}]\n  {SOURCE}\n", ["P0481"]),
        (f"outcome:\n  combine: any\n  parts: [{LOW}, {LOW}]\n  {SOURCE}\n", ["P0453"]),
        (f"outcome:\n  combine: any\n  parts: []\n  {SOURCE}\n", ["P0426"]),
        (f"outcome:\n  definitions: {{}}\n  {SOURCE}\n", ["P0426"]),
        (f"outcome:\n  parts: [{LOW}]\n  {SOURCE}\n", ["P0132"]),
        (f"outcome:\n  combine: some\n  parts: [{LOW}]\n  {SOURCE}\n", ["P0134"]),
        (f"outcome:\n  combine: any\n  parts: [{LOW}]\n", ["P0410"]),
        (f"outcome:\n  combine: any\n  parts: [{LOW}]\n  initial: {{month: 3}}\n  {SOURCE}\n", ["P0410"]),
        (f"outcome:\n  combine: any\n  parts: [{LOW}]\n  initial: {{month: 0, {SOURCE}}}\n  {SOURCE}\n", ["P0135"]),
    ],
)
def test_a_faulty_outcome_is_told(outcome: str, codes: list[str], tmp_path: Path) -> None:
    """Each fault by its code."""
    assert told(tmp_path, outcome) == codes


def test_an_unverified_threshold_drives_nothing(tmp_path: Path) -> None:
    """General knowledge that nobody checked may be named as not found, and not as a number."""
    guess = LOW.replace("section: Outcome}", "section: Outcome, confidence: unverified}")
    known = OPEN.replace("section: Outcome}", "section: Outcome, confidence: unverified}")
    assert told(tmp_path / "a", f"outcome:\n  combine: any\n  parts: [{guess}]\n  {SOURCE}\n") == ["P0415"]
    text = f"outcome:\n  scales: {{vas: points of 10}}\n  combine: any\n  parts: [{known}]\n  {SOURCE}\n"
    assert told(tmp_path / "b", text) == []

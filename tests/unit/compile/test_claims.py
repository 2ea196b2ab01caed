"""Claims compiled: what they may speak of, and when they are left out; and judged, for one patient."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from posology.api import Refused, Rules, load
from posology.api.shipped import shipped_protocols
from posology.explain.check import decide, settle_date
from posology.explain.claims import judge_claims, results_over
from posology.results.witness import Witness
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Unknown
from posology.verify.record_edits import lay, leave_out
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge
from tests.unit.verify.judges import cases, judge_of

READY = Witness(record=cases()[0].record, as_of=cases()[0].as_of, procedure_date=None)

Compile = Callable[[str], Rules]


@pytest.fixture(name="claiming")
def _claiming(tmp_path: Path) -> Compile:
    """What compiles the small protocol with other claims."""

    def compiled(claims: str) -> Rules:
        folder = tmp_path / SOUND.name
        shutil.copytree(SOUND, folder)
        path = folder / "protocol.yaml"
        before, _, _ = path.read_text("utf-8").partition("\nproperties:\n")
        path.write_text(f"{before}\nproperties:\n{claims}", "utf-8")
        return load(str(folder), knowledge())

    return compiled


def _claim(condition: str, applies: str = "always") -> str:
    return f"  told:\n    text: Something holds for everybody\n    applies: {applies}\n    condition: {condition}\n"


@pytest.mark.parametrize(
    "condition",
    [
        "result.verdict = 'eligible' implies consent.signed",
        "result.criterion.\"chronic-pain\" in {'met', 'unknown'}",
        "result.washout.nsaid != 'late'",
        "plan.iv",
        'plan."spinal-nerve" implies consent.signed',
        "result.cells.iv.minimum <= result.cells.total.maximum",
    ],
)
def test_a_claim_speaks_of_results(claiming: Compile, condition: str) -> None:
    """Verdict, criteria, washout, plan and cells have names, with the types of results."""
    assert [each.id for each in claiming(_claim(condition)).protocol.claims] == ["told"]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("procedure.date same or after as_of", "P0459"),
        ("1 = 1", "P0459"),
        ("result.verdict = 'perhaps'", "P0315"),
        ("result.criterion.nothing = 'met'", "P0310"),
        ("result.washout.anaesthetic = 'clear'", "P0310"),
        ("result.cells.iv.minimum > 100", "P0321"),
        ("result.verdict", "P0322"),
    ],
)
def test_what_is_no_claim_is_refused(claiming: Compile, condition: str, code: str) -> None:
    """Nothing that is the same for everybody, no word that no result is, no name that the protocol does not have."""
    with pytest.raises(Refused) as refused:
        claiming(_claim(condition))
    assert code in {each.code for each in refused.value.diagnostics}


def test_results_have_names_in_claims_only(claiming: Compile, tmp_path: Path) -> None:
    """A criterion that rested on the verdict would rest on itself."""
    claiming(_claim("plan.iv"))
    path = tmp_path / SOUND.name / "protocol.yaml"
    text = path.read_text("utf-8").replace("condition: consent.signed", "condition: result.verdict = 'eligible'", 1)
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        load(str(path.parent), knowledge())
    assert "P0310" in {each.code for each in refused.value.diagnostics}


def test_a_claim_that_does_not_apply_is_left_out(claiming: Compile) -> None:
    """Under an option of a reading for which it is not made."""
    assert claiming(_claim("plan.iv", "never")).protocol.claims == ()


def test_the_default_readings_choose_the_claims() -> None:
    """The floor of the infusion is claimed where the reading has a floor."""
    site = b"site: a clinic\nprotocol: allorx-spine\nreadings: {iv-dose: {chosen: per-kg}}\n"
    without = load("allorx-spine", knowledge(), site=("site.yaml", site))
    assert "infusion-floor" in {each.id for each in judge_of().rules.protocol.claims}
    assert "infusion-floor" not in {each.id for each in without.protocol.claims}


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_shipped_protocol_claims_something(protocol: str) -> None:
    """A board can read what is promised for every patient."""
    assert judge_of(protocol).rules.protocol.claims


def _results(witness: Witness) -> Callable[[str], Value]:
    judge = judge_of()
    facts = judge.facts(witness)
    day, _ = settle_date(judge.rules, facts, witness.as_of, witness.procedure_date)
    return results_over(decide(judge.rules, facts, witness.as_of, day), judge.rules)


def test_the_names_answer_as_the_check_says() -> None:
    """72 kg: the floor of 100 million cells, 20 to 25 and 8 times 1.5 to 3 beside it; no disc."""
    value = _results(READY)
    assert value("result.verdict") == "eligible"
    assert value("result.criterion.mri") == "met"
    assert value("result.washout.nsaid") == "clear"
    assert (value("plan.facet"), value("plan.disc"), value("plan.sacroiliac")) == (True, False, False)
    assert value("result.cells.iv.minimum") == Quantity(Decimal(100_000_000), "{cells}")
    assert value("result.cells.facet.maximum") == Quantity(Decimal(24_000_000), "{cells}")
    assert value("result.cells.total.minimum") == Quantity(Decimal(132_000_000), "{cells}")
    assert value("result.cells.disc.minimum") == NULL
    assert value("weight") == Quantity(Decimal(72), "kg")


def test_what_is_not_known_is_null_in_cells_and_a_word_elsewhere() -> None:
    """Without the weight no dose is known; without the list of medicines no washout is."""
    value = _results(replace(READY, record=leave_out(leave_out(READY.record, "weight"), "medications")))
    assert value("result.verdict") == "indeterminate"
    assert value("result.cells.iv.minimum") == value("result.cells.total.maximum") == NULL
    assert value("result.criterion.weight-for-dose") == "unknown"
    assert value("result.washout.anticoagulant") == "unknown"


def test_a_washout_is_told_by_its_worst_medicine() -> None:
    """Held in time, held too late, referred."""
    for medicine, finding in (
        ({"drug": "naproxen", "last_dose": "2026-11-10"}, "clear"),
        ({"drug": "naproxen", "last_dose": "ongoing"}, "hold"),
        ({"drug": "morphine", "last_dose": "ongoing"}, "clear"),
    ):
        value = _results(replace(READY, record=lay(READY.record, "medications", [medicine])))
        assert value("result.washout.nsaid") == finding, medicine
    late = replace(READY, record=lay(READY.record, "medications", [{"drug": "naproxen", "last_dose": "ongoing"}]))
    assert _results(replace(late, procedure_date=READY.as_of))("result.washout.nsaid") == "late"


def test_a_claim_is_broken_only_where_it_is_false() -> None:
    """One about a dose that is not known holds."""
    judge, judged = judge_of(), dict[str, Value]()
    for record in (READY.record, leave_out(READY.record, "weight")):
        witness = replace(READY, record=record)
        found = judge_claims(judge.rules, judge.facts(witness), witness.as_of, None)
        judged = {claim.id: trace.value for claim, trace in found}
        assert False not in judged.values()
    assert isinstance(judged["infusion-floor"], Unknown)

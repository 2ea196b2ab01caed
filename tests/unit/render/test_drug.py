"""The text about one drug says what it is, what recognised it, and where each fact was read."""

from __future__ import annotations

import pytest

from posology.knowledge.drugs import CLASSES
from posology.knowledge.drugs_model import BY_ROUTE, CLASS_IN_WORDS
from posology.render.drug import drug_text
from tests.unit.knowledge.drug_files import shipped

CELECOXIB = """\
Celebrex: recognised by its brand

celecoxib
  class: non-steroidal anti-inflammatory drug
  brands: Celebrex, Elyxyb
  ATC: M01AH01, L01XX33
    WHO ATC index, export of 2026-04-25 (fabkury/atcd on GitHub) (verified)
  RxNorm: 140587
    HL7 US Core 3.1.0, value set us-core-allergy-substance (verified)
  source of the names: general knowledge (not verified)
  known
    half-life: 4 to 15 hours
      NSAID kinetics table reproduced at pharmacology-notes-free.blogspot.com/2011/10/pharmacokinetic-properties-and-dosing.html (secondary source)
    selectivity: COX-2 selective
      Spine Intervention Society FactFinder on non-aspirin NSAIDs - docslib.org/doc/7960848 (verified)
    five half-lives of 15 hours, rounded up to whole days: 4 days
  shown only; no result rests on it
    bleeding hold: none
      general knowledge (not verified)
"""  # noqa: E501 - a citation is one line, as it is printed

UNKNOWN = """\
naproxen forte: not recognised
  the name is not known
  nearest names: naproxen
  a drug is never guessed: name it as the knowledge base does, add its code, or classify it in the record
"""


def text(name: str, atc: str | None = None) -> str:
    """The text about a drug of the shipped files."""
    return drug_text(shipped().recognise(name, atc=atc))


def test_one_ingredient() -> None:
    """Classes, names, codes and facts are shown, each with its source; what drives nothing stands apart."""
    assert text("Celebrex") == CELECOXIB


def test_unrecognised() -> None:
    """A drug that is not known: why, and the names that it may have meant."""
    assert text("naproxen forte") == UNKNOWN


def test_what_was_set_aside() -> None:
    """What the engine did not look at is told, and the route that a form says."""
    assert text("budesonide 0.5 mg inhaler").splitlines()[:3] == [
        "budesonide 0.5 mg inhaler: recognised by its name",
        "  set aside from the end of the name: inhaler, 0.5 mg",
        "  route by its name: inhaled",
    ]


def test_combination() -> None:
    """A product of several ingredients lists them with all their classes, then each."""
    lines = text("Percocet").splitlines()
    assert lines[:3] == [
        "Percocet: recognised by its brand",
        "  ingredients: oxycodone, acetaminophen",
        "  classes: opioid, acetaminophen",
    ]
    assert "oxycodone" in lines
    assert "acetaminophen" in lines


def test_corticosteroid_says_that_the_route_decides() -> None:
    """A corticosteroid is shown with what its class turns on."""
    assert "its class turns on the route" in text("Kenalog")


def test_unrestricted_with_its_reason() -> None:
    """An unrestricted drug is called so, with the reason where its code speaks against it."""
    assert "not restricted" in text("glucosamine")
    assert "despite its code" in text("glucosamine")


def test_half_lives_are_counted_for_anti_inflammatory_drugs_only() -> None:
    """Five half-lives of an opioid or an anticoagulant would read as a hold, which they are not."""
    assert "five half-lives" not in text("methadone") + text("warfarin")


def test_substance_known_by_its_group_only() -> None:
    """A substance that only its code places is shown with that code."""
    assert text("zorblaxine", atc="M01AE15").splitlines()[-3:] == [
        "zorblaxine",
        "  class: non-steroidal anti-inflammatory drug",
        "  ATC: M01AE15",
    ]


@pytest.mark.parametrize("name", sorted(shipped().ingredients))
def test_every_ingredient_has_a_text(name: str) -> None:
    """Every ingredient of the shipped files can be shown, and no text gives a bare instruction or a bare unit."""
    shown = text(name)
    assert shown.startswith(f"{name}: recognised by its name\n")
    assert " stop " not in shown.lower()


def test_every_class_has_words() -> None:
    """Every class, divided by route or not, has the words of a clinician."""
    assert set(CLASSES) | set(BY_ROUTE.values()) == set(CLASS_IN_WORDS)

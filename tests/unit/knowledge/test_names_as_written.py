"""Names of drugs as people write them: what may be set aside behind an exact name, and pairs that must not match."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from posology.knowledge.drugs import Recognised, Unrecognised
from posology.knowledge.drugs_names import fold
from posology.knowledge.drugs_words import words_of
from tests.unit.knowledge.drug_files import left_open, names, recognised, shipped

SAME = [
    ("aspirin 81 mg", "aspirin", None),
    ("aspirin, enteric coated, 81 mg", "aspirin", None),
    ("ASA 81mg EC daily", "aspirin", None),
    ("aspirin (81 mg)", "aspirin", None),
    ("Tylenol Extra Strength 500mg", "acetaminophen", None),
    ("tramadol ER", "tramadol", None),
    ("tramadol-ER 100 mg", "tramadol", None),
    ("warfarin sodium 5 mg", "warfarin", None),
    ("metoprolol succinate ER 50 mg tablet", "metoprolol", "oral"),
    ("naproxen (Aleve)", "naproxen", None),
    ("Aleve (naproxen sodium 220 mg) caplets", "naproxen", "oral"),
    ("naproxen sodium 220 MG Oral Tablet [Aleve]", "naproxen", "oral"),
    ("Eliquis 5 mg twice daily", "apixaban", None),
    ("Plavix 75 mg tabs", "clopidogrel", "oral"),
    ("enoxaparin 40 mg/0.4 mL prefilled syringe", "enoxaparin", "injected"),
    ("fentanyl patch 25 mcg/hr", "fentanyl", None),
    ("diclofenac gel", "diclofenac", "topical"),
    ("diclofenac sodium 1 % topical gel", "diclofenac", "topical"),
    ("Voltaren Gel", "diclofenac", "topical"),
    ("lidocaine 5% patch", "lidocaine", "topical"),
    ("prednisolone acetate 1% ophthalmic suspension", "prednisolone", "topical"),
    ("budesonide oral inhaler", "budesonide", "inhaled"),
    ("Flovent HFA", "fluticasone", "inhaled"),
    ("hydrocortisone rectal cream", "hydrocortisone", None),
    ("triamcinolone acetonide 40 mg/mL injectable suspension", "triamcinolone", "injected"),
    ("triamcinolone epidural injection", "triamcinolone", "epidural"),
    ("prednisone 20mg", "prednisone", None),
    ("Medrol Dose Pack", "methylprednisolone", "oral"),
    ("hydrocodone-acetaminophen 5-325", "hydrocodone/acetaminophen", None),
    ("acetaminophen-hydrocodone 325 mg-5 mg oral tablet", "acetaminophen/hydrocodone", "oral"),
    ("hydrocodone 5 mg/acetaminophen 325 mg tablets", "hydrocodone/acetaminophen", "oral"),
    ("Norco (hydrocodone/acetaminophen) 5/325", "hydrocodone/acetaminophen", None),
    ("Percocet 5-325", "oxycodone/acetaminophen", None),
    ("Tylenol #3 tablets", "codeine/acetaminophen", "oral"),
    ("Tylenol 3 300-30 mg", "codeine/acetaminophen", None),
    ("acetaminophen-codeine #3", "codeine/acetaminophen", None),
    ("aspirin/omeprazole 81/40 mg", "aspirin/omeprazole", None),
    ("Aspirin 81 mg + clopidogrel 75 mg", "aspirin/clopidogrel", None),
    ("lisinopril-hydrochlorothiazide 20-12.5 mg", "lisinopril/hydrochlorothiazide", None),
    ("fluticasone/salmeterol 250/50 mcg Diskus", "fluticasone/salmeterol", "inhaled"),
]

OPEN = [
    # a bare number may be part of another product's name
    "aspirin 81",
    "Tylenol 5",
    # more strengths than ingredients: one of them is not named
    "oxycodone 5/325",
    "oxycodone 5 mg 325 mg",
    "tramadol 37.5-325 mg",
    "naproxen 500 mg/20 mg",
    "hydrocodone-acetaminophen 5-325-40",
    "warfarin 5 mg and 2.5 mg",
    # words that change what is in it
    "ibuprofen PM",
    "Tylenol Cold",
    "Tylenol Sinus 500 mg",
    "Advil Cold",
    "naproxen D",
    "aspirin plus",
    "acetaminophen with codeine and something",
    "lisinopril HCT 20 mg",
    "Excedrin Sinus",
    "aspirin effervescent",
    "triamcinolone kit",
    "acetaminophen w/ codeine",
    # a mineral is a drug of its own
    "vitamin D calcium",
    "aspirin magnesium",
    # another name in brackets that means something else, or that nobody knows
    "Percocet (oxycodone)",
    "naproxen (Advil)",
    "aspirin (with caffeine)",
    "naproxen (Zorbulin)",
    "naproxen (Aleve",
    "naproxen ()",
    # nothing is taken from the beginning or the middle
    "500 mg naproxen",
    "naproxen forte 500 mg",
    "my naproxen tablet",
    # two routes
    "prednisone tablet cream",
    "budesonide inhaler tablets",
    "prednisone tablet and diclofenac gel",
    # nothing is left
    "tablet",
    "81 mg",
    "sodium",
    "eye drops",
    "81 mg tablet",
]

LEFT_OPEN = {
    "Pepto-Bismol": "salicylate",
    "Pepto-Bismol liquid": "salicylate",
    "bismuth subsalicylate 262 mg chewable tablets": "salicylate",
    "Kaopectate": "salicylate",
    "Midol": "acetaminophen, ibuprofen or naproxen",
    "Excedrin PM": "aspirin",
    "Alka-Seltzer Plus Cold": "aspirin",
    "Aspercreme": "salicylate",
    "Icy Hot": "salicylate",
    "steroid injection": "kind of medicine",
    "blood thinner": "kind of medicine",
}

BRANDS = [
    ("Salonpas", "methyl salicylate/menthol/camphor", ("nsaid",)),
    ("Salonpas patch", "methyl salicylate/menthol/camphor", ("nsaid",)),
    ("Alka-Seltzer", "aspirin/sodium bicarbonate/citric acid", ("aspirin",)),
    ("Excedrin Migraine", "aspirin/acetaminophen/caffeine", ("aspirin", "acetaminophen")),
    ("BC Powder", "aspirin/caffeine", ("aspirin",)),
    ("Goody's Headache Powder", "aspirin/acetaminophen/caffeine", ("aspirin", "acetaminophen")),
    ("Goody's PM", "acetaminophen/diphenhydramine", ("acetaminophen",)),
    ("Percogesic", "acetaminophen/diphenhydramine", ("acetaminophen",)),
    ("Yosprala", "aspirin/omeprazole", ("aspirin",)),
    ("Durlaza", "aspirin", ("aspirin",)),
    ("Midol IB", "ibuprofen", ("nsaid",)),
    ("Midol Complete", "acetaminophen/caffeine/pyrilamine", ("acetaminophen",)),
    ("Midol Extended Relief", "naproxen", ("nsaid",)),
    ("Midol Long Lasting Relief", "acetaminophen", ("acetaminophen",)),
    ("Advil PM", "ibuprofen/diphenhydramine", ("nsaid",)),
    ("Advil Liqui-Gels", "ibuprofen", ("nsaid",)),
    ("Symbravo", "meloxicam/rizatriptan", ("nsaid",)),
    ("Prevacid NapraPAC", "naproxen/lansoprazole", ("nsaid",)),
    ("Vanquish", "aspirin/acetaminophen/caffeine", ("aspirin", "acetaminophen")),
    ("Bayer PM", "aspirin/diphenhydramine", ("aspirin",)),
    ("Ascomp with Codeine", "aspirin/butalbital/caffeine/codeine", ("aspirin", "opioid")),
    ("Lorcet Plus", "hydrocodone/acetaminophen", ("opioid", "acetaminophen")),
    ("Xarelto Starter Pack", "rivaroxaban", ("anticoagulant",)),
]


@pytest.mark.parametrize(("written", "ingredients", "route"), SAME)
def test_a_name_as_people_write_it(written: str, ingredients: str, route: str | None) -> None:
    """Strength, salt, form and use behind an exact name leave the drug what it is, and a form says its route."""
    found = recognised(written)
    assert ("/".join(names(found)), found.route) == (ingredients, route)


@pytest.mark.parametrize("written", OPEN)
def test_a_name_that_must_not_match(written: str) -> None:
    """What could be another drug, or hides an ingredient, is left open."""
    left_open(written)


@pytest.mark.parametrize(("written", "why"), LEFT_OPEN.items())
def test_a_name_that_is_left_open_on_purpose(written: str, why: str) -> None:
    """The reason is told, also behind a strength or before more words, and no code of a group clears the name."""
    assert why in left_open(written).why
    assert why in left_open(written, atc="A07BB99").why


@pytest.mark.parametrize(("brand", "ingredients", "classes"), BRANDS)
def test_more_brands(brand: str, ingredients: str, classes: tuple[str, ...]) -> None:
    """A product has the classes of everything in it."""
    found = recognised(brand)
    assert ("/".join(names(found)), found.classes) == (ingredients, classes)


def test_what_was_set_aside_is_told() -> None:
    """Whoever reads the result can see what the engine did not look at."""
    assert recognised("naproxen sodium 500 mg tablet").apart == ("tablet", "500 mg")
    assert recognised("naproxen").apart == ()


def test_a_code_has_to_agree_with_a_name_that_has_more_behind_it() -> None:
    """A strength is no excuse for a code of another drug."""
    assert names(recognised("naproxen 500 mg tablet", atc="M01AE02")) == ["naproxen"]
    assert recognised("budesonide inhaler", atc="R03BA02").route == "inhaled"
    left_open("naproxen 500 mg tablet", atc="C09AA03")


def test_without_a_list_of_words_nothing_is_set_aside() -> None:
    """Every word comes from the files."""
    assert words_of({}, (), ()).set_aside("naproxen 500 mg tablet") is None


KNOWN = sorted({word for one in shipped().ingredients.values() for word in (one.name, *one.synonyms, *one.brands)})
WORDS = [*sorted(shipped().index.words.phrases), "81 mg", "5-325", "40 mg/mL", "1%"]
BEHIND = st.lists(st.sampled_from(WORDS), max_size=4)
JOINTS = ("/", "-", " and ", " + ", " ", ", ", " with ", " (", "; ", " [", ")")


@given(st.sampled_from(KNOWN), BEHIND)
def test_what_is_set_aside_changes_no_ingredient(name: str, behind: list[str]) -> None:
    """Whatever stands behind an exact name, the drug is the same or is left open."""
    longer = [" ".join((name, *behind[:end])) for end in range(1, len(behind) + 1)]
    found = shipped().recognise(" ".join((name, *behind)))
    # a longer name may be listed itself, as `Tylenol` with `PM`
    assume(not any(is_listed(each) for each in longer))
    assert isinstance(found, Unrecognised) or found.ingredients == recognised(name).ingredients


def is_listed(name: str) -> bool:
    """Whether the name is known word for word."""
    return fold(name) in shipped().index.names


@given(st.sampled_from(KNOWN), BEHIND, st.sampled_from(JOINTS), st.sampled_from(KNOWN), BEHIND)
@example("prednisone", [], " and ", "diclofenac", ["gel"])
@example("aspirin", ["81 mg"], " + ", "clopidogrel", ["75 mg"])
def test_no_ingredient_of_a_list_is_lost(
    first: str, behind_first: list[str], joint: str, second: str, behind_second: list[str]
) -> None:
    """Two names joined in any way, each with more behind it, give all ingredients of both, or nothing."""
    found = shipped().recognise(" ".join((first, *behind_first)) + joint + " ".join((second, *behind_second)))
    if isinstance(found, Unrecognised) or is_listed(found.name):
        return
    inside = {each.name for each in found.ingredients}
    for name in (first, second):
        assert set(names(recognised(name))) <= inside, (found.name, inside)


@given(st.sampled_from(KNOWN), st.sampled_from(JOINTS), st.sampled_from(KNOWN), BEHIND)
def test_a_form_behind_a_list_clears_nothing(first: str, joint: str, second: str, behind: list[str]) -> None:
    """A route is believed of a list only where the list is one product."""
    found = shipped().recognise(f"{first}{joint}{' '.join((second, *behind))}")
    if isinstance(found, Recognised) and found.route is not None and len(found.ingredients) > 1:
        together = frozenset(each.name for each in found.ingredients)
        assert together in shipped().index.products


def test_every_word_can_be_set_aside_and_none_is_a_drug() -> None:
    """Each word of the files works, alone and in pairs, and none of them is known as a drug."""
    known = [each for each in shipped().index.words.phrases if each in shipped().index.names]
    assert known == []
    for word in shipped().index.words.phrases:
        assert names(recognised(f"lisinopril {word}")) == ["lisinopril"], word
    for first, second in pairwise(sorted(shipped().index.words.phrases)):
        found = shipped().recognise(f"lisinopril {first} {second}")
        assert isinstance(found, Unrecognised) or names(found) == ["lisinopril"]

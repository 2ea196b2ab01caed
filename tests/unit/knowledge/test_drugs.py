"""Drugs of the shipped files are recognised as what they are, and otherwise left open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.knowledge.drugs import (
    CLASSES,
    Recognised,
    Unrecognised,
    classes_by_route,
    five_half_lives_in_days,
    half_life_hours,
)
from posology.knowledge.drugs_model import CONFIDENCES
from tests.unit.knowledge.drug_files import left_open, names, recognised, shipped

# Drug, class, ATC codes, RxNorm code: the drug tables of the evidence, each code once.
EVIDENCE = [
    ("ibuprofen", "nsaid", "M01AE01", "5640"),
    ("diclofenac", "nsaid", "M01AB05", "3355"),
    ("ketorolac", "nsaid", "M01AB15", "35827"),
    ("ketoprofen", "nsaid", "M01AE03", "6142"),
    ("flurbiprofen", "nsaid", "M01AE09", "4502"),
    ("indomethacin", "nsaid", "M01AB01", "5781"),
    ("etodolac", "nsaid", "M01AB08", "24605"),
    ("naproxen", "nsaid", "M01AE02", "7258"),
    ("meloxicam", "nsaid", "M01AC06", "41493"),
    ("nabumetone", "nsaid", "M01AX01", "31448"),
    ("oxaprozin", "nsaid", "M01AE12", "32613"),
    ("piroxicam", "nsaid", "M01AC01", "8356"),
    ("celecoxib", "nsaid", "M01AH01 L01XX33", "140587"),
    ("aspirin", "aspirin", "B01AC06 N02BA01 A01AD05", "1191"),
    ("prednisone", "corticosteroid", "H02AB07", "8640"),
    ("prednisolone", "corticosteroid", "H02AB06", "8638"),
    ("methylprednisolone", "corticosteroid", "H02AB04", "6902"),
    ("dexamethasone", "corticosteroid", "H02AB02", "3264"),
    ("triamcinolone", "corticosteroid", "H02AB08", "10759"),
    ("betamethasone", "corticosteroid", "H02AB01", "1514"),
    ("hydrocortisone", "corticosteroid", "H02AB09", "5492"),
    ("warfarin", "anticoagulant", "B01AA03", "11289"),
    ("acenocoumarol", "anticoagulant", "B01AA07", "154"),
    ("apixaban", "anticoagulant", "B01AF02", "1364430"),
    ("rivaroxaban", "anticoagulant", "B01AF01", "1114195"),
    ("edoxaban", "anticoagulant", "B01AF03", "1599538"),
    ("dabigatran", "anticoagulant", "B01AE07", "1037042"),
    ("heparin", "anticoagulant", "B01AB01", "5224"),
    ("enoxaparin", "anticoagulant", "B01AB05", "67108"),
    ("dalteparin", "anticoagulant", "B01AB04", "67109"),
    ("fondaparinux", "anticoagulant", "B01AX05", "321208"),
    ("phenprocoumon", "anticoagulant", "B01AA04", "8150"),
    ("fluindione", "anticoagulant", "B01AA12", "50097"),
    ("nadroparin", "anticoagulant", "B01AB06", "67031"),
    ("tinzaparin", "anticoagulant", "B01AB10", "69646"),
    ("argatroban", "anticoagulant", "B01AE03", "15202"),
    ("bivalirudin", "anticoagulant", "B01AE06", "60819"),
    ("clopidogrel", "antiplatelet", "B01AC04", "32968"),
    ("prasugrel", "antiplatelet", "B01AC22", "613391"),
    ("ticagrelor", "antiplatelet", "B01AC24", "1116632"),
    ("ticlopidine", "antiplatelet", "B01AC05", "10594"),
    ("dipyridamole", "antiplatelet", "B01AC07", "3521"),
    ("cilostazol", "antiplatelet", "B01AC23", "21107"),
    ("abciximab", "antiplatelet", "B01AC13", ""),
    ("eptifibatide", "antiplatelet", "B01AC16", ""),
    ("tirofiban", "antiplatelet", "B01AC17", ""),
    ("oxycodone", "opioid", "N02AA05", "7804"),
    ("hydrocodone", "opioid", "R05DA03", "5489"),
    ("morphine", "opioid", "N02AA01", "7052"),
    ("hydromorphone", "opioid", "N02AA03", "3423"),
    ("fentanyl", "opioid", "N02AB03 N01AH01", "4337"),
    ("tramadol", "opioid", "N02AX02", "10689"),
    ("codeine", "opioid", "R05DA04", "2670"),
    ("tapentadol", "opioid", "N02AX06", "787390"),
    ("methadone", "opioid", "N07BC02", "6813"),
    ("buprenorphine", "opioid", "N02AE01 N07BC01", "1819"),
    ("acetaminophen", "acetaminophen", "N02BE01", "161"),
    ("fluoxetine", "ssri", "N06AB03", "4493"),
    ("sertraline", "ssri", "N06AB06", "36437"),
    ("paroxetine", "ssri", "N06AB05", "32937"),
    ("citalopram", "ssri", "N06AB04", "2556"),
    ("escitalopram", "ssri", "N06AB10", "321988"),
    ("fluvoxamine", "ssri", "N06AB08", "42355"),
    ("venlafaxine", "snri", "N06AX16", "39786"),
    ("duloxetine", "snri", "N06AX21", "72625"),
    ("desvenlafaxine", "snri", "N06AX23", "734064"),
    ("milnacipran", "snri", "N06AX17", "588250"),
]

COMBINATIONS = [
    ("hydrocodone/acetaminophen", "214182", "N02AJ22"),
    ("hydrocodone/ibuprofen", "214627", "N02AJ23"),
    ("oxycodone/acetaminophen", "214183", None),
    ("oxycodone/aspirin", "214256", None),
    ("codeine/acetaminophen", "817579", "N02AJ06"),
    ("tramadol/acetaminophen", "352362", "N02AJ13"),
    ("aspirin/dipyridamole", "226716", None),
    ("diclofenac/misoprostol", "214502", None),
    ("aspirin/caffeine", "214250", None),
    ("naproxen/esomeprazole", None, "M01AE52"),
    ("tramadol/celecoxib", None, "N02AJ16"),
    ("oxycodone/naloxone", None, "N02AA55"),
]

BRANDS = [
    ("Advil", "ibuprofen"), ("Motrin", "ibuprofen"), ("Aleve", "naproxen"), ("Naprosyn", "naproxen"),
    ("Voltaren", "diclofenac"), ("Toradol", "ketorolac"), ("Celebrex", "celecoxib"), ("Mobic", "meloxicam"),
    ("Lodine", "etodolac"), ("Relafen", "nabumetone"), ("Daypro", "oxaprozin"), ("Feldene", "piroxicam"),
    ("Indocin", "indomethacin"), ("Ansaid", "flurbiprofen"), ("Eliquis", "apixaban"), ("Xarelto", "rivaroxaban"),
    ("Savaysa", "edoxaban"), ("Pradaxa", "dabigatran"), ("Coumadin", "warfarin"), ("Jantoven", "warfarin"),
    ("Lovenox", "enoxaparin"), ("Fragmin", "dalteparin"), ("Arixtra", "fondaparinux"), ("Plavix", "clopidogrel"),
    ("Effient", "prasugrel"), ("Brilinta", "ticagrelor"), ("Pletal", "cilostazol"), ("Persantine", "dipyridamole"),
    ("Ticlid", "ticlopidine"), ("ReoPro", "abciximab"), ("Integrilin", "eptifibatide"), ("Aggrastat", "tirofiban"),
    ("Medrol", "methylprednisolone"), ("Depo-Medrol", "methylprednisolone"), ("Solu-Medrol", "methylprednisolone"),
    ("Kenalog", "triamcinolone"), ("Celestone", "betamethasone"), ("Decadron", "dexamethasone"),
    ("Deltasone", "prednisone"), ("OxyContin", "oxycodone"), ("Ultram", "tramadol"), ("Tylenol", "acetaminophen"),
    ("Nucynta", "tapentadol"), ("Dilaudid", "hydromorphone"), ("MS Contin", "morphine"), ("Duragesic", "fentanyl"),
    ("Subutex", "buprenorphine"), ("Butrans", "buprenorphine"), ("Bayer", "aspirin"), ("Ecotrin", "aspirin"),
    ("Bufferin", "aspirin"), ("Aggrenox", "aspirin/dipyridamole"), ("Percocet", "oxycodone/acetaminophen"),
    ("Percodan", "oxycodone/aspirin"), ("Vicodin", "hydrocodone/acetaminophen"),
    ("Norco", "hydrocodone/acetaminophen"), ("Lortab", "hydrocodone/acetaminophen"),
    ("Vicoprofen", "hydrocodone/ibuprofen"), ("Ultracet", "tramadol/acetaminophen"),
    ("Tylenol with Codeine", "codeine/acetaminophen"), ("Suboxone", "buprenorphine/naloxone"),
    ("Excedrin", "aspirin/acetaminophen/caffeine"), ("Alka-Seltzer", "aspirin/sodium bicarbonate/citric acid"),
    ("Vimovo", "naproxen/esomeprazole"), ("Duexis", "ibuprofen/famotidine"), ("Arthrotec", "diclofenac/misoprostol"),
    ("Treximet", "naproxen/sumatriptan"), ("Fiorinal", "aspirin/butalbital/caffeine"),
    ("Goody's", "aspirin/acetaminophen/caffeine"), ("BC Powder", "aspirin/caffeine"),
    ("Advil PM", "ibuprofen/diphenhydramine"), ("Aleve-D", "naproxen/pseudoephedrine"),
    ("NyQuil", "acetaminophen/dextromethorphan/doxylamine"),
]  # fmt: skip

SPELLINGS = [
    ("naproxen sodium", "naproxen"), ("diclofenac potassium", "diclofenac"), ("prednisolone acetate", "prednisolone"),
    ("morphine sulfate", "morphine"), ("warfarin sodium", "warfarin"), ("acetylsalicylic acid", "aspirin"),
    ("ASA", "aspirin"), ("paracetamol", "acetaminophen"), ("APAP", "acetaminophen"), ("dipyrone", "metamizole"),
    ("pethidine", "meperidine"), ("dabigatran etexilate", "dabigatran"), ("Depo Medrol", "methylprednisolone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "class_", "atc", "rxnorm"), EVIDENCE)
def test_evidence_codes(name: str, class_: str, atc: str, rxnorm: str) -> None:
    """Each drug of the evidence is recognised by its name, by each of its codes alone, and by all of them together."""
    assert names(recognised(name)) == [name]
    assert recognised(name).classes == (class_,)
    for code in atc.split():
        assert names(recognised("a name nobody knows", atc=code)) == [name]
        assert recognised(name, atc=code).by == "ATC code"
    if rxnorm:
        assert names(recognised("a name nobody knows", rxnorm=rxnorm)) == [name]
        assert names(recognised(name, rxnorm, atc.partition(" ")[0])) == [name]


@pytest.mark.parametrize(("name", "rxnorm", "atc"), COMBINATIONS)
def test_evidence_combinations(name: str, rxnorm: str | None, atc: str | None) -> None:
    """Each product of the evidence expands to its ingredients, however the list is written, and by its codes."""
    wanted = set(name.split("/"))
    first, second = name.split("/")
    spellings = (
        name, f"{second}-{first}", f"{first} and {second}", f"{first} + {second}", f"{second} with {first}",
        f"{first} / {second}", f"{first.upper()}, {second}", f"{first}  &  {second}",
    )  # fmt: skip
    for spelling in spellings:
        assert set(names(recognised(spelling))) == wanted, spelling
    if rxnorm is not None:
        assert set(names(recognised("product", rxnorm=rxnorm))) == wanted
    if atc is not None:
        assert set(names(recognised("product", atc=atc))) == wanted


@pytest.mark.parametrize(("brand", "ingredients"), BRANDS)
def test_brands(brand: str, ingredients: str) -> None:
    """Common brands lead to their ingredients, letter case and spaces not counted."""
    assert "/".join(names(recognised(brand))) == ingredients
    assert recognised(f"  {brand.upper()} ").by in ("brand", "name")


@pytest.mark.parametrize(("spelling", "name"), SPELLINGS)
def test_listed_spellings(spelling: str, name: str) -> None:
    """Salts and other names are known where the files list them."""
    assert names(recognised(spelling)) == [name]


@pytest.mark.parametrize(
    ("name", "rxnorm"),
    [
        ("clopidogrel", "42463"),
        ("Plavix", "42463"),
        ("fluoxetine", "4477"),
        ("rivaroxaban", "1037045"),
        ("rivaroxaban", "21821"),
        ("Pradaxa", "1364430"),
        ("crizotinib", "613391"),
        ("dalteparin", "27340"),
    ],
)
def test_wrong_codes_of_public_programs(name: str, rxnorm: str) -> None:
    """A pair of name and RxNorm code that public programs get wrong is not believed."""
    assert "RxNorm" in left_open(name, rxnorm).why


@pytest.mark.parametrize("code", ["4477", "1037045", "21821", "27340", "83929", "75635", "73137", "1546356"])
def test_unconfirmed_codes_recognise_nothing(code: str) -> None:
    """A code that is wrong, or that only general knowledge gives, leads nowhere."""
    assert left_open("a name nobody knows", code).suggestions == ()


def test_nearest_names_are_offered() -> None:
    """A slip of the pen is left open, with the name that was meant."""
    assert "naproxen" in left_open("naproxn").suggestions
    assert "Eliquis" in left_open("Eliqius").suggestions


@pytest.mark.parametrize(
    "name", ["ibuprofen", "Ibuprofen 400 mg", "medicine that nobody knows", "", "cortisone epidural oral", "steroid"]
)
def test_what_is_known_is_what_is_recognised(name: str) -> None:
    """The short question has the answer of the long one."""
    assert shipped().knows(name) == isinstance(shipped().recognise(name), Recognised)


def test_every_name_of_the_files_is_known() -> None:
    """And what they leave open is not."""
    index = shipped().index
    assert all(shipped().knows(each) for each in index.ingredients)
    assert not any(shipped().knows(each) for each in index.undecided)


def test_a_code_makes_up_for_a_name_with_a_strength() -> None:
    """A name that is not known word for word is no obstacle to a code that agrees with the words in it."""
    assert names(recognised("naproxen 500 mg in the big box", rxnorm="7258")) == ["naproxen"]
    assert "speaks of naproxen" in left_open("naproxen 500 mg in the big box", rxnorm="1191").why
    assert "name is naproxen" in left_open("naproxen 500 mg tablet", rxnorm="1191").why


@pytest.mark.parametrize(
    ("name", "rxnorm", "atc"),
    [
        ("naproxen", "1191", None),
        ("naproxen", None, "C09AA03"),
        ("lisinopril", None, "M01AE02"),
        ("Percocet", "7804", None),
        ("a name nobody knows", "1191", "M01AE02"),
        ("lisinopril", None, "M01A"),
        ("aspirin", None, "N02BA51"),
        ("ibuprofen", None, "C09AA99"),
    ],
)
def test_code_and_name_that_disagree(name: str, rxnorm: str | None, atc: str | None) -> None:
    """What codes and name say differently is left open with the reason."""
    assert left_open(name, rxnorm, atc).why


def test_unknown_rxnorm_code_tells_nothing() -> None:
    """A code of a product, which the files do not list, leaves a known name as it is."""
    assert names(recognised("lisinopril", "314076")) == ["lisinopril"]


@pytest.mark.parametrize("code", ["", "QA01", "M1AE02", "M01AE2", "Z99ZZ99", "1191", "naproxen"])
def test_malformed_atc_code(code: str) -> None:
    """A code that the ATC index cannot hold recognises nothing, and does not pass for an unrestricted one."""
    left_open("a name nobody knows", atc=code)


@pytest.mark.parametrize(
    ("atc", "classes"),
    [
        ("M01AE98", None),
        ("M01AE15", ("nsaid",)),
        ("B01AF09", ("anticoagulant",)),
        ("B01AC29", ("antiplatelet",)),
        ("N02AX09", ("opioid",)),
        ("N06AB11", ("ssri",)),
        ("H02AB16", ("corticosteroid",)),
        ("N02BA51", None),
        ("N02BE51", None),
        ("N02AJ09", None),
        ("B01AC30", None),
        ("C07FX02", None),
        ("C10BX01", None),
        ("R05DA07", None),
        ("R05FA02", None),
        ("R05X", None),
        ("C08CA51", None),
        ("M03BB53", None),
        ("C09AA16", ()),
        ("A10BK09", ()),
        ("J01CA99", None),
    ],
)
def test_unknown_substance_by_its_group(atc: str, classes: tuple[str, ...] | None) -> None:
    """A substance that is not known has the class of its group; it is unrestricted only outside all restricted ones."""
    found = shipped().recognise("a name nobody knows", atc=atc)
    assert (found.classes if isinstance(found, Recognised) else None) == classes


@pytest.mark.parametrize("name", ["naproxen forte", "Percocet-like", "prednisone burst", "naproxen."])
def test_unrestricted_group_with_a_restricted_word(name: str) -> None:
    """A code outside the restricted groups does not clear a name that speaks of a restricted drug."""
    left_open(name, atc="C09AA16")


def test_combination_named_in_full_keeps_a_code_of_combinations() -> None:
    """The code of several combinations adds nothing to a name that tells all partners, and takes nothing away."""
    assert names(recognised("aspirin/dipyridamole", atc="B01AC30")) == ["aspirin", "dipyridamole"]
    assert names(recognised("fluticasone-salmeterol", atc="R03AK06")) == ["fluticasone", "salmeterol"]


def test_a_list_with_an_unknown_part_is_left_open() -> None:
    """One unknown partner leaves the whole product open, restricted or not."""
    left_open("acetaminophen/zorblaxine")
    left_open("lisinopril and zorblaxine")


def test_allowed_partner_does_not_clear_a_restricted_one() -> None:
    """A product with acetaminophen has the classes of its partners as well."""
    assert recognised("Norco").classes == ("opioid", "acetaminophen")
    assert recognised("Excedrin Migraine").classes == ("aspirin", "acetaminophen")


@pytest.mark.parametrize(
    ("route", "classes"),
    [
        ("oral", ("corticosteroid-oral",)),
        ("epidural", ("corticosteroid-injected",)),
        ("intra-articular", ("corticosteroid-injected",)),
        ("injected", ("corticosteroid-injected",)),
        ("intravenous", ("corticosteroid-injected",)),
        ("subcutaneous", ("corticosteroid-injected",)),
        ("inhaled", ("corticosteroid-local",)),
        ("topical", ("corticosteroid-local",)),
        ("rectal", None),
        (None, None),
    ],
)
def test_route_of_a_corticosteroid(route: str | None, classes: tuple[str, ...] | None) -> None:
    """The route divides corticosteroids, and without one the class is not known; other drugs do not turn on it."""
    assert classes_by_route(shipped().ingredients["triamcinolone"], route) == classes
    assert classes_by_route(shipped().ingredients["naproxen"], route) == ("nsaid",)


@pytest.mark.parametrize(
    ("name", "hours", "days"),
    [
        ("ibuprofen", "2.5", 1),  # 12.5 h
        ("ketorolac", "6", 2),  # 30 h; the guidance rounds to 1 day
        ("ketoprofen", "2.1", 1),  # the longer of two sources
        ("indomethacin", "4.5", 1),  # 22.5 h
        ("etodolac", "8", 2),  # 40 h
        ("naproxen", "16.6", 4),  # 83 h
        ("celecoxib", "15", 4),  # 75 h
        ("meloxicam", "20", 5),  # 100 h is 4.2 days
        ("nabumetone", "29.8", 7),  # 149 h is 6.2 days
        ("oxaprozin", "54.9", 12),  # 274.5 h is 11.4 days
        ("piroxicam", "53", 12),  # 265 h is 11.04 days
    ],
)
def test_five_half_lives(name: str, hours: str, days: int) -> None:
    """Five times the longest half-life that a source gives, rounded up to whole days."""
    assert half_life_hours(shipped().ingredients[name]) == Decimal(hours)
    assert five_half_lives_in_days(shipped().ingredients[name]) == days


@pytest.mark.parametrize("name", ["flurbiprofen", "sulindac"])
def test_general_knowledge_drives_no_number(name: str) -> None:
    """A half-life that no source confirms is none."""
    assert half_life_hours(shipped().ingredients[name]) is None
    assert five_half_lives_in_days(shipped().ingredients[name]) is None


def test_every_fact_has_a_source_and_a_known_class() -> None:
    """Every ingredient has known classes, and every fact and code says where it was read."""
    for ingredient in shipped().ingredients.values():
        assert set(ingredient.classes) <= set(CLASSES)
        assert all(each.source and each.confidence in CONFIDENCES for each in ingredient.facts)
        assert bool(ingredient.atc) == (ingredient.atc_from is not None)
        assert bool(ingredient.rxnorm) == (ingredient.rxnorm_from is not None)


RESTRICTED = sorted(
    {
        word
        for each in shipped().ingredients.values()
        if each.classes
        for word in (each.name, *each.synonyms, *each.brands)
    }
)
OTHERS = sorted(each.name for each in shipped().ingredients.values() if not each.classes)
JOINTS = ("/", "-", " and ", " + ", " ", ", ", " with ", " (", "; ")


@given(
    restricted=st.sampled_from(RESTRICTED),
    other=st.sampled_from(OTHERS) | st.text(max_size=12),
    joint=st.sampled_from(JOINTS),
    first=st.booleans(),
    atc=st.sampled_from([None, "C09AA03", "C09AA16", "N02BE51", "M01AE02"]),
)
def test_a_restricted_word_is_never_unrestricted(
    restricted: str, other: str, joint: str, first: bool, atc: str | None
) -> None:
    """However a restricted name is joined with something else, and whatever the code, the whole is not unrestricted."""
    name = f"{restricted}{joint}{other}" if first else f"{other}{joint}{restricted}"
    found = shipped().recognise(name, atc=atc)
    assert isinstance(found, Unrecognised) or found.classes, found


@given(st.text(max_size=40), st.none() | st.text(max_size=8), st.none() | st.text(max_size=8))
def test_recognise_answers_for_every_text(name: str, rxnorm: str | None, atc: str | None) -> None:
    """Any text whatever has an answer, the same each time."""
    assert shipped().recognise(name, rxnorm, atc) == shipped().recognise(name, rxnorm, atc)


@given(st.data())
def test_every_known_name_keeps_its_answer(data: st.DataObject) -> None:
    """Letter case and spaces change nothing, and every name of the files leads to the ingredient that lists it."""
    ingredient = shipped().ingredients[data.draw(st.sampled_from(sorted(shipped().ingredients)))]
    name = data.draw(st.sampled_from((ingredient.name, *ingredient.synonyms, *ingredient.brands)))
    assert recognised(name).ingredients == (ingredient,)
    assert recognised(f" {name.upper().replace(' ', '   ')} ").ingredients == (ingredient,)

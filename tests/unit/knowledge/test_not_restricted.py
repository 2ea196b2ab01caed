"""The list of unrestricted ingredients: large enough, coded, and free of everything that a protocol restricts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.drugs import Drugs, Recognised
from posology.knowledge.drugs_reading import read_drugs
from posology.reader.strict_yaml import read_yaml
from posology.reader.tree import Mapping, Scalar, Sequence

FOLDER = Path(__file__).parents[3] / "rules" / "knowledge" / "drugs"
FILE = "not-restricted.yaml"
SUBSTANCE = re.compile(r"[A-DGHJL-NPRSV][0-9]{2}[A-Z]{2}[0-9]{2}")

# Groups of the WHO index whose substances some protocol restricts, whatever else may be filed there.
RESTRICTED_GROUPS = (
    "M01", "M02AA", "M02AC", "G02CC", "S01BC", "N02BA", "N02BB", "L01XX33", "D11AX18", "C01EB03", "C01EB16",
    "A01AD05", "B01", "C05BA",
    "H02", "A01AC", "A07EA", "C05AA", "D07", "D10AA", "G01B", "R01AD", "R03BA", "R03AK", "S01BA", "S01BB", "S01C",
    "S02B", "S02C", "S03B", "S03C",
    "N02A", "N01AH", "N07BC", "R05DA", "A07DA01", "A07DA02", "N02BE",
    "N06AB", "N06AX16", "N06AX17", "N06AX21", "N06AX23", "N06AX24", "N06AX26", "N06AX28",
)  # fmt: skip

# Filed in such a group by the index, and of another kind. Anything else there is a mistake.
FILED_BESIDE = {("glucosamine",), ("chondroitin",), ("dextromethorphan",), ("lofexidine",)}

# Stretches of the names of restricted ingredients.
RESTRICTED_WORDS = re.compile(
    r"aspirin|salicyl|ibuprofen|naproxen|diclofenac|ketorolac|meloxicam|profen\b|coxib|prednis|cortiso|methasone"
    r"|triamcinolone|fluticasone|budesonide|mometasone|warfarin|heparin|xaban|gatran|grel\b|clopidogrel|ticlopidine"
    r"|cilostazol|dipyridamole|codeine|codone|\bmorphine|morphone|fentanyl|tramadol|tapentadol|methadone|buprenorphine"
    r"|acetaminophen|paracetamol|(?<!atom)oxetine|citalopram|sertraline|venlafaxine",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One ingredient or combination as the file has it: of what it is made, what names it, its codes."""

    partners: tuple[str, ...]
    names: tuple[str, ...]
    atc: tuple[str, ...]
    rxnorm: tuple[str, ...]
    despite: bool


def row_of(written: str) -> Row:
    """One line of text, `name | atc … | rxnorm … | also … | brands … | despite …`, taken apart."""
    called, *rest = (part.strip() for part in written.split("|"))
    fields = dict(part.split(" ", 1) for part in rest)
    partners = tuple(partner.strip() for partner in called.split(" + "))
    names = (called,) if len(partners) == 1 else ()
    also = tuple(name.strip() for key in ("also", "brands") for name in fields.get(key, "").split(",") if name.strip())
    codes = (tuple(fields.get("atc", "").split()), tuple(re.findall(r"\b[0-9]{2,}\b", fields.get("rxnorm", ""))))
    return Row(partners, (*names, *also), *codes, "despite" in fields)


def rows_of(file: Path, key: str) -> Iterator[Row]:
    """The rows under `ingredients` or `combinations` of one file, which has to be well-formed."""
    diagnostics = Diagnostics()
    document = read_yaml(file.read_bytes(), file.name, diagnostics)
    assert diagnostics.found == []
    assert isinstance(document, Mapping)
    rows = document.get(key)
    for row in rows.items if isinstance(rows, Sequence) else ():
        assert isinstance(row, Scalar)
        yield row_of(row.text)


# What a patient of a spine clinic may well bring along, as a medication list writes it.
ORDINARY_LIST = (
    "atorvastatin",
    "Lisinopril",
    "lisinopril/hydrochlorothiazide",
    "losartan-HCTZ",
    "amlodipine and benazepril",
    "metoprolol succinate ER",
    "Entresto",
    "metformin HCl",
    "Ozempic",
    "insulin glargine",
    "levothyroxine sodium",
    "omeprazole DR",
    "gabapentin",
    "Lyrica",
    "cyclobenzaprine HCl",
    "tizanidine",
    "bupropion XL",
    "trazodone",
    "amoxicillin/clavulanate",
    "TMP-SMX",
    "levonorgestrel-ethinyl estradiol",
    "Flomax",
    "vitamin D3",
    "potassium chloride ER",
    "MiraLAX",
)


@pytest.fixture(scope="module")
def ingredients() -> tuple[Row, ...]:
    """The unrestricted ingredients."""
    return tuple(rows_of(FOLDER / FILE, "ingredients"))


@pytest.fixture(scope="module")
def combinations() -> tuple[Row, ...]:
    """The unrestricted combination products."""
    return tuple(rows_of(FOLDER / FILE, "combinations"))


def test_at_least_three_hundred_ingredients_have_a_code(ingredients: tuple[Row, ...]) -> None:
    """The list is as long as the design promises, counting only ingredients that the WHO index lists."""
    assert len({row.partners for row in ingredients if row.atc}) >= 300


def test_hardly_any_ingredient_is_without_a_code(ingredients: tuple[Row, ...]) -> None:
    """Only partners of combinations, names that leave the form open, and a few drugs not in the WHO index have none."""
    assert len([row for row in ingredients if not row.atc]) <= 40


def test_every_code_is_well_formed(ingredients: tuple[Row, ...], combinations: tuple[Row, ...]) -> None:
    """A code names one substance or product: seven characters for ATC, digits for RxNorm."""
    for row in (*ingredients, *combinations):
        assert all(SUBSTANCE.fullmatch(code) for code in row.atc), row
        assert all(re.fullmatch(r"[1-9][0-9]{1,6}", code) for code in row.rxnorm), row


def test_no_ingredient_lies_in_a_restricted_group(ingredients: tuple[Row, ...], combinations: tuple[Row, ...]) -> None:
    """Whoever stands in a restricted group of the index is one of the few that are filed there and of another kind."""
    inside = [row for row in (*ingredients, *combinations) if any(map(in_restricted_group, row.atc))]
    assert {row.partners for row in inside} == FILED_BESIDE
    assert all(row.despite for row in inside)


def in_restricted_group(code: str) -> bool:
    """Whether the code begins with that of a restricted group."""
    return code.startswith(RESTRICTED_GROUPS)


def test_no_name_is_that_of_a_restricted_ingredient(
    ingredients: tuple[Row, ...], combinations: tuple[Row, ...]
) -> None:
    """No name, synonym, brand or partner hides a restricted ingredient."""
    for row in (*ingredients, *combinations):
        hidden = [name for name in (*row.partners, *row.names) if RESTRICTED_WORDS.search(name)]
        assert hidden == []


@pytest.mark.parametrize("name", ["Aspirin", "heparin sodium", "oxymorphone", "paroxetine", "naproxen sodium"])
def test_the_search_for_restricted_names_finds_them(name: str) -> None:
    """The guard above is not blind."""
    assert RESTRICTED_WORDS.search(name)


def test_nothing_belongs_to_two_ingredients() -> None:
    """Over all drug files, a name or code tells one thing, whatever its letter case and spaces."""
    owners: dict[str, tuple[str, ...]] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for row in (*rows_of(file, "ingredients"), *rows_of(file, "combinations")):
            names = {"".join(name.lower().split()) for name in row.names}
            for key in (*names, *(f"atc {code}" for code in row.atc), *(f"rxnorm {code}" for code in row.rxnorm)):
                assert owners.setdefault(key, row.partners) == row.partners, key


def test_every_combination_is_made_of_known_ingredients(combinations: tuple[Row, ...]) -> None:
    """The partners of a combination stand in some drug file under the same name."""
    known = {row.partners for file in FOLDER.glob("*.yaml") for row in rows_of(file, "ingredients")}
    assert {(partner,) for row in combinations for partner in row.partners} <= known


@pytest.fixture(scope="module")
def drugs() -> Drugs:
    """The whole knowledge base, restricted drugs included, in which this file has no fault."""
    diagnostics = Diagnostics()
    read = read_drugs([(file.name, file.read_bytes()) for file in sorted(FOLDER.glob("*.yaml"))], diagnostics)
    assert [fault for fault in diagnostics.found if fault.span.file == FILE] == []
    return read


@pytest.mark.parametrize("name", ORDINARY_LIST)
def test_an_ordinary_medication_list_is_understood(drugs: Drugs, name: str) -> None:
    """Common medicines, salts, forms, brands and combinations are known and restricted by nothing."""
    found = drugs.recognise(name)
    assert isinstance(found, Recognised)
    assert found.classes == ()


def test_every_name_of_the_file_leads_to_its_own_row(drugs: Drugs, ingredients: tuple[Row, ...]) -> None:
    """No name is taken by another drug, restricted or not, on its way through the whole knowledge base."""
    for row in ingredients:
        for name in row.names:
            found = drugs.recognise(name)
            assert isinstance(found, Recognised), name
            assert tuple(one.name for one in found.ingredients) == row.partners
            assert found.classes == ()


def test_every_brand_of_a_combination_leads_to_its_partners(drugs: Drugs, combinations: tuple[Row, ...]) -> None:
    """A brand of several ingredients is recognised as all of them."""
    for row in combinations:
        for name in row.names:
            found = drugs.recognise(name)
            assert isinstance(found, Recognised), name
            assert {one.name for one in found.ingredients} == set(row.partners)


def test_every_code_of_the_file_leads_to_its_own_row(drugs: Drugs, ingredients: tuple[Row, ...]) -> None:
    """A code is understood without a name that means anything."""
    for row in ingredients:
        by_atc = [drugs.recognise("as written on the box", atc=code) for code in row.atc]
        by_rxnorm = [drugs.recognise("as written on the box", rxnorm=code) for code in row.rxnorm]
        for found in (*by_atc, *by_rxnorm):
            assert isinstance(found, Recognised), row
            assert (found.ingredients[0].name,) == row.partners
            assert found.classes == ()


def test_a_list_with_a_restricted_partner_stays_restricted(drugs: Drugs) -> None:
    """An unrestricted partner hides nothing."""
    found = drugs.recognise("sumatriptan/naproxen")
    assert isinstance(found, Recognised)
    assert found.classes == ("nsaid",)

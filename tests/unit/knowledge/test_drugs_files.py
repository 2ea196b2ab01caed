"""A drug file that is ambiguous, unsourced or against itself is refused, each fault with its code and place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.diagnostics.catalogue.drugs import DRUG_ENTRIES
from posology.knowledge.drugs import Fact, Recognised, Unrecognised
from posology.knowledge.drugs_names import divisions, fold, known_within, parts_of
from tests.unit.knowledge.drug_files import made

NSAID = "class: nsaid\ncodes: {atc: [S1, V], rxnorm: [S1, V]}\nnames: [S1, K]\ningredients:\n- naproxen"


def rows(*more: str) -> str:
    """A file of anti-inflammatory drugs with naproxen, and more lines."""
    return "\n".join((NSAID, *more, ""))


FAULTS = [
    ("P0250", "field that is not known", rows("- ibuprofen | act M01AE01")),
    ("P0250", "field without a value", rows("- ibuprofen | atc")),
    ("P0250", "field given twice", rows("- ibuprofen | brands Advil | brands Motrin")),
    ("P0250", "row without a name", rows("- '| atc M01AE01'")),
    ("P0250", "combination with an empty part", rows("combinations:", "- naproxen + | brands Aleve")),
    ("P0251", "ATC code of the wrong shape", rows("- ibuprofen | atc M01AE1")),
    ("P0251", "RxNorm code of the wrong shape", rows("- ibuprofen | rxnorm 56x0")),
    ("P0251", "group that is no level of the index", "groups:\n- {class: nsaid, atc: [M1]}\n"),
    ("P0251", "wrong code that is none", "wrong_codes:\n- {of: x, rxnorm: abc, source: S1}\n"),
    ("P0252", "class of the file that does not exist", "class: nsaids\ningredients:\n- naproxen\n"),
    ("P0252", "class of a row that does not exist", rows("- ibuprofen | class nsaids")),
    ("P0252", "ingredients without a class", "ingredients:\n- naproxen\n"),
    ("P0252", "group of two classes", "groups:\n- {class: opioid, atc: [M01A]}\n"),
    ("P0253", "fact without a source", rows("facts:", "- naproxen | half-life 15 h")),
    ("P0253", "fact about something else", rows("facts:", "- naproxen | colour 15 h | S1 v")),
    ("P0253", "fact with a range that falls", rows("facts:", "- naproxen | half-life 15 to 12 h | S1 v")),
    ("P0253", "fact of unknown confidence", rows("facts:", "- naproxen | half-life 15 h | S1 x")),
    ("P0253", "caution without a source", rows("cautions:", "- naproxen | beware")),
    ("P0254", "synonym of two drugs", rows("- ibuprofen | also Naproxen")),
    ("P0254", "brand of two drugs", rows("- ibuprofen | brands Aleve", "- ketoprofen | brands aleve")),
    ("P0254", "ingredient listed twice", rows("- naproxen | brands Aleve")),
    (
        "P0254",
        "brand of a drug and of a combination",
        rows("- ibuprofen | brands Aleve", "combinations:", "- naproxen + ibuprofen | brands ALEVE"),
    ),
    ("P0255", "RxNorm code of two drugs", rows("- ibuprofen | rxnorm 5640", "- ketoprofen | rxnorm 5640")),
    ("P0255", "ATC code of two drugs", rows("- ibuprofen | atc M01AE01", "- ketoprofen | atc M01AE01")),
    ("P0256", "combination with an ingredient that is not listed", rows("combinations:", "- naproxen + x | brands Y")),
    ("P0256", "fact about an ingredient that is not listed", rows("facts:", "- naproxn | half-life 15 h | S1 v")),
    ("P0256", "caution about an ingredient that is not listed", rows("cautions:", "- naproxn | beware | S1 v")),
    ("P0257", "source of a fact that is not listed", rows("facts:", "- naproxen | half-life 15 h | S2 v")),
    ("P0257", "source of a code that is not listed", rows("- ibuprofen | rxnorm 5640 (S2 v)")),
    ("P0258", "unrestricted drug under a restricted code", "class: none\ningredients:\n- x | atc M01AE02\n"),
    ("P0258", "unrestricted drug under a mixed code", "class: none\ningredients:\n- x | atc R05DA02\n"),
    ("P0258", "unrestricted drug under a code of combinations", "class: none\ningredients:\n- x | atc C09AA51\n"),
    ("P0258", "drug under the code of another class", "class: opioid\ningredients:\n- x | atc M01AE02\n"),
    ("P0258", "restricted drug under an unrestricted code", "class: opioid\ningredients:\n- x | atc C09AA02\n"),
    ("P0258", "code in no group", "class: none\ningredients:\n- x | atc Z99AA02\n"),
    ("P0259", "code listed as right and as wrong", "class: nsaid\ningredients:\n- naproxen | rxnorm 99\n"),
    ("P0254", "name left open that is known", rows("undecided:", "- {names: [naproxen], why: so}")),
    ("P0260", "word to be set aside that names a drug", rows("words: {salts: [Naproxen]}")),
    ("P0260", "word to be set aside that is too long", rows("words: {uses: [one two three four five]}")),
    (
        "P0260",
        "word to be set aside of two routes",
        rows("words:", "  uses: [drops]", "  forms: [{route: topical, words: [drops]}]"),
    ),
    ("P0134", "form of a route that does not exist", rows("words: {forms: [{route: nasal, words: [spray]}]}")),
    ("P0132", "form without a route", rows("words: {forms: [{words: [spray]}]}")),
    ("P0132", "name left open without a reason", rows("undecided: [{names: [Midol]}]")),
    ("P0131", "key that no file has", "classes: nsaid\n"),
    ("P0132", "source without its text", "sources:\n- {id: S7}\n"),
    ("P0134", "confidence that does not exist", "codes: {atc: [S1, sure]}\n"),
]


@pytest.mark.parametrize(
    ("code", "body"), [(code, body) for code, _, body in FAULTS], ids=[what for _, what, _ in FAULTS]
)
def test_fault_is_refused(code: str, body: str) -> None:
    """Each fault is an error with its code, and points into the file."""
    found = made(body)[1]
    assert code in {each.code for each in found}
    assert all(each.span.file == "made.yaml" and each.span.line > 0 for each in found)


def test_every_code_has_a_page() -> None:
    """Every code of the drug files has its page in the catalogue, and no page is without a fault here."""
    tested = {code for code, _, _ in FAULTS if code.startswith(("P025", "P026"))}
    assert tested == {each.code for each in DRUG_ENTRIES}


def test_all_faults_in_one_run() -> None:
    """Faults of several rows are told together."""
    body = rows("- ibuprofen | act M01AE01", "- ketoprofen | rxnorm abc", "facts:", "- x | half-life 2 h | S1 v")
    assert [each.code for each in made(body)[1]] == ["P0250", "P0251", "P0256"]


def test_second_place_is_shown() -> None:
    """Where a name belongs to two drugs, the first place is shown beside the second."""
    (fault,) = made(rows("- ibuprofen | also naproxen"))[1]
    assert (fault.message, fault.span.line) == ("`naproxen` names naproxen and ibuprofen", 6)
    assert [span.line for span, _ in fault.related] == [5]


def test_despite_excuses_a_code() -> None:
    """A row that says why may keep a code in a group of another kind, and the reason is kept."""
    drugs, found = made("class: none\ningredients:\n- x | atc M01AE02 | despite filed there, though it is none\n")
    assert found == []
    assert drugs.ingredients["x"].despite == "filed there, though it is none"
    recognised = drugs.recognise("anything", atc="M01AE02")
    assert isinstance(recognised, Recognised)
    assert recognised.classes == ()


def test_fact_is_read_whole() -> None:
    """A fact keeps its range, unit, condition, source and confidence; a value in words stays in words."""
    drugs, found = made(
        rows(
            "facts:",
            "- naproxen | half-life 12 to 16.6 h | when young, or so | S1 v",
            "- naproxen | bleeding hold none | S1 K",
        )
    )
    assert found == []
    assert drugs.ingredients["naproxen"].facts == (
        Fact("half-life", Decimal("16.6"), "h", Decimal(12), "young, or so", "a source", "v"),
        Fact("bleeding hold", "none", "", None, "", "a source", "K"),
    )


def test_own_source_of_a_code() -> None:
    """A code may have another source than the rest of its file."""
    drugs, found = made(rows("- ibuprofen | rxnorm 5640 (S1 v)"))
    assert found == []
    own = drugs.ingredients["ibuprofen"].rxnorm_from
    assert own is not None
    assert (own.citation, own.confidence) == ("a source", "v")


def test_name_that_can_be_divided_in_two_ways() -> None:
    """A list joined by hyphens that reads as two different products is left open, with both."""
    drugs, found = made(rows("- a-b", "- c", "- a", "- b-c"))
    assert found == []
    answer = drugs.recognise("a-b-c")
    assert isinstance(answer, Unrecognised)
    assert answer.why == "the name can be read as a with b-c or a-b with c"


def test_fold() -> None:
    """Letter case, runs of spaces, hyphens and the shape of an apostrophe do not count."""
    assert fold("  Depo-Medrol\t ") == fold("depo medrol")
    assert fold("St John\u2019s  Wort") == fold("st john's wort")


def test_parts_and_divisions() -> None:
    """Lists are taken apart at their marks; a hyphen may or may not be one."""
    assert parts_of("a / b+c, d and e with f & g") == ("a", "b", "c", "d", "e", "f", "g")
    assert parts_of("brand") == ("brand",)
    assert list(divisions("a-b-c")) == [("a", "b-c"), ("a-b", "c"), ("a", "b", "c")]
    assert list(divisions("a--b")) == []
    assert list(divisions("-".join("abcdefghijk"))) == []


def test_known_within() -> None:
    """The longest known name is taken at each word, and each word once."""
    known = {"vitamin": "V", "vitamin d": "D", "d": "letter"}
    assert known_within("Vitamin-D (vitamin) 500.", known.get) == ("D", "V")

"""Evidence read from its files: what is refused, and what each computation finds in figures small enough to see."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from posology.api import load
from posology.compile.desk import Reference
from posology.compile.evidence import read_evidence
from posology.diagnostics.catalogue import CATALOGUE
from posology.diagnostics.diagnostic import Diagnostics
from posology.results.evidence import Evidence, Printing, whole_percent
from tests.unit.judged import knowledge

CITED = "source: {ref: trial, section: Table 2}"

GROUPS = f"""\
groups:
  all: {{says: All patients, columns: [one, two], {CITED}}}
  some: {{says: Some of them, columns: [one], {CITED}}}
  others: {{says: The others, {CITED}}}
partition: {{whole: all, parts: [some, others]}}
"""
BASELINE = f"""\
{CITED}
columns:
  one: {{says: one thing, facets: true, discs: false, patients: 6}}
  two: {{says: another, facets: false, discs: false, patients: 4}}
blocks:
  sex:
    bands:
      - {{is: male, patients: [4, 1]}}
      - {{is: female, patients: [2, 3]}}
"""
MEASURES = f"""\
measures:
  patients: {{says: patients, {CITED}}}
  follow-up: {{says: seen, of: patients, {CITED}}}
  efficacy: {{says: improved, of: follow-up, {CITED}}}
  duration: {{says: still improved, {CITED}}}
  operated: {{says: operated, of: follow-up, of_month: 6, {CITED}}}
  not-operated: {{says: not operated, others_than: operated, {CITED}}}
"""
SOUND = (
    "measure: patients, group: all, count: 10",
    "measure: patients, group: some, count: 6",
    "measure: follow-up, group: all, month: 3, count: 8, of: 10, percent: 80",
    "measure: follow-up, group: all, month: 6, count: 8, of: 10",
    "measure: efficacy, group: all, month: 3, count: 4, of: 8, percent: 50",
    "measure: efficacy, group: all, month: 6, count: 3, of: 8",
    "measure: efficacy, group: some, month: 6, count: 2, of: 5",
    "measure: efficacy, group: others, month: 6, count: 1, of: 3",
    "measure: duration, group: all, month: 6, count: 3, of: 4",
    "measure: operated, group: all, count: 1, of: 8, percent: 13",
    "measure: not-operated, group: all, percent: 88",
)


def read(
    *,
    lines: tuple[str, ...] = SOUND,
    claims: str = "",
    contradictions: str = "contradictions: []\n",
    **others: str,
) -> tuple[Evidence, Diagnostics]:
    """Small evidence of the shipped protocol, some of its files or lines other ones."""
    printed = "".join(f"  - {{{line}, {CITED}}}\n" for line in lines)
    files: Mapping[str, str] = {
        "groups": GROUPS,
        "baseline": BASELINE,
        "counts": f"{MEASURES}printed:\n{printed}{claims}",
        "contradictions": contradictions,
        **others,
    }
    diagnostics = Diagnostics()
    known = knowledge()
    reference = Reference(
        dictionary=known.dictionary, anatomy=known.anatomy, drugs=known.drugs, instruments=known.instruments
    )
    protocol = load("allorx-spine", known).protocol
    content = [(f"evidence/{name}.yaml", text.encode()) for name, text in files.items()]
    return read_evidence(content, protocol, reference, diagnostics), diagnostics


def told(diagnostics: Diagnostics) -> list[str]:
    """The codes of what was found, in order."""
    return [each.code for each in diagnostics]


def test_sound_evidence_has_no_fault() -> None:
    """What is found in the tests below is found because of what they change."""
    evidence, diagnostics = read()
    assert told(diagnostics) == []
    assert evidence.disagreements == ()
    assert [each.id for each in evidence.figures][:3] == ["patients-all", "patients-some", "follow-up-all-3"]


@pytest.mark.parametrize(
    ("check", "line", "by"),
    [
        ("percent", 2, "measure: follow-up, group: all, month: 3, count: 8, of: 10, percent: 81"),
        ("base", 4, "measure: efficacy, group: all, month: 3, count: 4, of: 9"),
        ("base", 4, "measure: efficacy, group: all, month: 3, count: 9, of: 8"),
        ("base", 9, "measure: operated, group: all, count: 1, of: 7"),
        ("columns", 1, "measure: patients, group: some, count: 5"),
        ("duration", 8, "measure: duration, group: all, month: 6, count: 4, of: 4"),
        ("duration", 8, "measure: duration, group: all, month: 6, count: 3, of: 5"),
        ("parts", 6, "measure: efficacy, group: some, month: 6, count: 3, of: 5"),
        ("complement", 10, "measure: not-operated, group: all, percent: 87"),
    ],
)
def test_a_figure_that_cannot_be_right_is_refused(check: str, line: int, by: str) -> None:
    """Each computation finds its fault, and nothing else does."""
    evidence, diagnostics = read(lines=(*SOUND[:line], by, *SOUND[line + 1 :]))
    assert check in {each.check for each in evidence.disagreements}
    assert set(told(diagnostics)) == {"P0460"}


@pytest.mark.parametrize("again", ["count: 7, of: 10", "count: 8, of: 11", "percent: 79", "count: 7"])
def test_a_figure_that_differs_from_place_to_place_is_refused(again: str) -> None:
    """The same figure printed twice is one figure."""
    evidence, diagnostics = read(lines=(*SOUND, f"measure: follow-up, group: all, month: 3, {again}"))
    assert "printings" in {each.check for each in evidence.disagreements}
    assert set(told(diagnostics)) == {"P0460"}


def test_a_figure_that_leaves_a_number_out_is_no_other() -> None:
    """A percentage alone is that of the fraction elsewhere."""
    evidence, diagnostics = read(lines=(*SOUND, "measure: follow-up, group: all, month: 3, percent: 80"))
    assert told(diagnostics) == []
    (figure,) = (each for each in evidence.figures if each.id == "follow-up-all-3")
    assert len(figure.printings) == 2
    assert [(each.count, each.base, each.percent) for each in figure.different] == [(8, 10, 80)]


def test_a_block_that_does_not_divide_its_column_is_refused() -> None:
    """Nor can any contradiction name it: a cell is put right."""
    evidence, diagnostics = read(baseline=BASELINE.replace("[2, 3]", "[2, 4]"))
    assert {each.check for each in evidence.disagreements} == {"blocks"}
    assert told(diagnostics) == ["P0460"]


def test_a_claim_that_does_not_hold_is_refused() -> None:
    """A claim is held against every figure that it is about."""
    claim = f"""\
claims:
  - {{id: much, says: more than half seen, measure: follow-up, take: percent, above: 80, {CITED}}}
"""
    evidence, diagnostics = read(claims=claim)
    assert [each.subjects for each in evidence.disagreements] == [("much",), ("much",)]
    assert told(diagnostics) == ["P0460", "P0460"]
    assert told(read(claims=claim.replace("80", "79"))[1]) == []


DISPUTED = f"""\
contradictions:
  - id: I-01
    kind: arithmetic
    where: Table 2
    statements:
      - {{says: eight, figures: {{seen: 8}}, {CITED}}}
      - {{says: seven, figures: {{seen: 7}}, {CITED}}}
    supported: eight
    disputes:
      - {{of: follow-up-all-3, count: 8, base: 10}}
    readings: [iv-dose]
    notes: [I-12]
"""


def test_what_is_disputed_is_shown() -> None:
    """A contradiction that names the figure lets it stand, disputed."""
    again = (*SOUND, "measure: follow-up, group: all, month: 3, count: 7, of: 10, percent: 70")
    evidence, diagnostics = read(lines=again, contradictions=DISPUTED)
    # The denominator of efficacy is now the count of one of the two places only, and nobody disputes that.
    assert {each.message.split("`")[1] for each in diagnostics} == {"efficacy-all-3"}
    assert [each.id for each in evidence.disputed_by("follow-up-all-3")] == ["I-01"]
    (contradiction,) = evidence.contradictions
    assert {each.check for each in evidence.found_in(contradiction)} == {"printings"}


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("P0461", "groups", "parts: [some, others]", "parts: [some, other]"),
        ("P0461", "groups", "columns: [one]", "columns: [three]"),
        ("P0461", "contradictions", "of: follow-up-all-3", "of: follow-up-all-4"),
        ("P0461", "contradictions", "readings: [iv-dose]", "readings: [iv-doses]"),
        ("P0461", "contradictions", "notes: [I-12]", "notes: [I-99]"),
        ("P0463", "baseline", "[4, 1]", "[4, 1, 0]"),
        ("P0131", "groups", "partition", "partitions"),
        ("P0134", "contradictions", "kind: arithmetic", "kind: arithmetics"),
        ("P0411", "contradictions", "ref: trial", "ref: trail"),
        ("P0418", "contradictions", "says: eight", "says: it is safe"),
        ("P0419", "contradictions", "says: eight", "says: we stop it"),
        ("P0453", "contradictions", "notes: [I-12]", "notes: [I-12, I-12]"),
    ],
)
def test_a_fault_of_a_file_is_told(code: str, file: str, old: str, new: str) -> None:
    """A name that is not there, a number too many, a key, a word, a source or a claim."""
    texts = {"groups": GROUPS, "baseline": BASELINE, "contradictions": DISPUTED}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)
    _, diagnostics = read(groups=texts["groups"], baseline=texts["baseline"], contradictions=texts["contradictions"])
    assert told(diagnostics) == [code]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("P0461", "measure: efficiency, group: all, month: 3, count: 4"),
        ("P0461", "measure: efficacy, group: everybody, month: 3, count: 4"),
        ("P0462", "measure: efficacy, group: all, month: 3, of: 8"),
        ("P0133", "measure: efficacy, group: all, month: 3, count: 4.5"),
        ("P0135", "measure: efficacy, group: all, month: 3, count: 4, of: 0"),
        ("P0135", "measure: efficacy, group: all, month: 3, count: 4, percent: 101"),
    ],
)
def test_a_fault_of_a_line_is_told(code: str, line: str) -> None:
    """A line about nothing, without a number, or with one that is none."""
    assert told(read(lines=(*SOUND, line))[1]) == [code]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (None, "of: seen, group: all, instrument: vas, months: [0, 3], means: [7.1, 3]"),
        ("P0460", "of: seen, group: all, instrument: vas, months: [0, 0], means: [7.1, 3]"),
        ("P0461", "of: seen, group: all, instrument: vars, months: [0, 3], means: [7.1, 3]"),
        ("P0463", "of: seen, group: all, instrument: vas, months: [0, 3], means: [7.1]"),
    ],
)
def test_means_have_one_number_for_each_month(code: str | None, line: str) -> None:
    """A mean is of a known score, and a second one of the same month disagrees with the first."""
    _, diagnostics = read(means=f"printed:\n  - {{{line}, {CITED}}}\n")
    assert told(diagnostics) == ([] if code is None else [code])


def test_a_line_without_a_source_is_refused() -> None:
    """No figure is shown that nobody can look up."""
    counts = f"{MEASURES}printed:\n  - {{measure: patients, group: all, count: 10}}\n"
    assert told(read(counts=counts)[1]) == ["P0410"]


def test_every_code_of_evidence_is_catalogued() -> None:
    """The manual has a page for each."""
    assert {"P0460", "P0461", "P0462", "P0463"} <= CATALOGUE.keys()


def test_percentages_are_rounded_half_up() -> None:
    """7 of 8 is 88, and a third is 33."""
    assert [whole_percent(*each) for each in ((7, 8), (1, 3), (2, 3), (0, 9), (9, 9), (1, 200))] == [
        88,
        33,
        67,
        0,
        100,
        1,
    ]


def test_says_less_than() -> None:
    """A printing says less than one that has its numbers and more, and not less than itself or another."""
    citation = read()[0].figures[0].printings[0].citation
    whole = Printing(count=8, base=10, percent=80, citation=citation)
    percent = Printing(count=None, base=None, percent=80, citation=citation)
    other = Printing(count=None, base=None, percent=79, citation=citation)
    assert percent.says_less_than(whole)
    assert not whole.says_less_than(percent)
    assert not whole.says_less_than(whole)
    assert not other.says_less_than(whole)

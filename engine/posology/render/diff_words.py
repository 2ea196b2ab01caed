"""What every form of a diff says alike: the answer in a sentence, each difference's title, which way it leans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from posology.diagnostics.span import Span
from posology.render.findings_text import capitalised
from posology.render.witness_yaml import record_lines
from posology.results.difference import (
    Aspect,
    Contrast,
    Difference,
    Edit,
    FieldChange,
    Finding,
    Form,
    Leaning,
    MeaningDiff,
    Shown,
)
from posology.values.numerals import count_in_words, date_in_words, join_in_words

NOTHING: Final = "-"
MOST_ROWS: Final = 12
"""Contrasts that a table shows; the JSON has all of them."""

_ANSWERS: Mapping[Finding, str] = MappingProxyType(
    {
        Finding.DIFFERENT: "Different",
        Finding.EQUIVALENT: "Equivalent",
        Finding.UNDECIDED: "Undecided",
    }
)

_LEANS: Mapping[Leaning, str] = MappingProxyType(
    {
        Leaning.LESS_CAREFUL: "less careful: the new version asks less of this patient",
        Leaning.MORE_CAREFUL: "more careful: the new version asks more of this patient",
        Leaning.MORE_CELLS: "more cells in the new version",
        Leaning.FEWER_CELLS: "fewer cells in the new version",
        Leaning.NEITHER: "",
    }
)


def headline(diff: MeaningDiff) -> str:
    """What it comes to, in one line."""
    match diff.whole:
        case Finding.DIFFERENT:
            found = sum(each.finding is Finding.DIFFERENT for each in diff.differences)
            together = "" if diff.shown is None else f"; of all together, {diff.why}"
            return f"Different in meaning: {_counted(found, 'change')}{together}."
        case Finding.EQUIVALENT:
            return f"Equivalent in meaning: {diff.why}."
        case Finding.UNDECIDED:
            return f"Undecided: {diff.why}."


def _counted(number: int, noun: str) -> str:
    return f"{count_in_words(number)} {noun}{'' if number == 1 else 's'}"


def remarks(diff: MeaningDiff) -> Iterator[str]:
    """What must be read beside the answer: which way the new version leans, and what stayed undecided."""
    for leaning, said in (
        (Leaning.LESS_CAREFUL, "less careful"),
        (Leaning.MORE_CAREFUL, "more careful"),
        (Leaning.MORE_CELLS, "gives more cells"),
        (Leaning.FEWER_CELLS, "gives fewer cells"),
    ):
        named = [
            f"{number} ({short_title(each)})"
            for number, each in enumerate(diff.differences, start=1)
            if any(one.lead.leaning is leaning for one in each.shown)
        ]
        if named:
            verb = "is " if "careful" in said else ""
            yield f"The new version {verb}{said} for some patients: {join_in_words(named)}."
    undecided = [short_title(each) for each in diff.differences if each.finding is Finding.UNDECIDED]
    if undecided:
        yield f"Not decided, which is not equivalent: {join_in_words(undecided)}."
    if diff.words:
        yield f"{capitalised(_counted(len(diff.words), 'text'))} that no rule reads changed."


def side_in_words(form: Form) -> str:
    """`allorx-spine, version 1.0.0 at mine/allorx-spine, sha256 6afab8b8…, with the site file clinic.yaml`."""
    stamp = form.stamp
    site = f", with the site file {form.site}" if form.site else ""
    at = "" if form.name == stamp.id else f" at {form.name}"
    return f"{stamp.id}, version {stamp.version}{at}, sha256 {stamp.sha256[:12]}…{site}"


def short_title(difference: Difference) -> str:
    """`washout rule nsaid`."""
    under = f" under {difference.under}" if difference.under else ""
    return f"{difference.part} {difference.id}{under}"


def title(difference: Difference) -> str:
    """`Washout rule nsaid, changed`."""
    return f"{capitalised(short_title(difference))}, {difference.edit}"


def field_in_words(field: FieldChange, edit: Edit) -> str:
    """`Hold: 14 drug-free days; then 12 drug-free days`; of a rule that only one version has, what it says."""
    if edit is not Edit.CHANGED:
        return f"{capitalised(field.field)}: {field.old or field.new}"
    return f"{capitalised(field.field)}: {field.old or 'none'}; then {field.new or 'none'}"


def answer_in_words(difference: Difference) -> str:
    """The answer about one change, with what decided where no patient stands beside it."""
    if difference.finding is Finding.DIFFERENT:
        return ""
    return f"{_ANSWERS[difference.finding]}: {difference.why}."


def direction(shown: Shown) -> str:
    """Which way the new version leans for this patient; empty where that cannot be said."""
    return _LEANS[shown.lead.leaning]


def rows(shown: Shown) -> tuple[tuple[str, str, str], ...]:
    """What differs, old and new: the foremost contrasts."""
    return tuple((place(each), each.old, each.new) for each in shown.contrasts[:MOST_ROWS])


def more_rows(shown: Shown) -> str:
    """How many contrasts the table leaves out; empty where none."""
    more = len(shown.contrasts) - MOST_ROWS
    return f"and {_counted(more, 'more difference')}, all of them in the JSON" if more > 0 else ""


def place(contrast: Contrast) -> str:
    """Where it differs: `verdict`, `naproxen: clear on`, `epidural: cells`."""
    if not contrast.about or contrast.aspect in {Aspect.EARLIEST, Aspect.SEDATION}:
        return contrast.what
    if contrast.aspect in {Aspect.CRITERION, Aspect.HOLD, Aspect.DOSE, Aspect.PLAN}:
        return f"{contrast.about}: {contrast.what}"
    return f"{contrast.what}: {contrast.about}"


def notes_of(shown: Shown) -> Iterator[str]:
    """What must be known of how the patient was found and asked."""
    if shown.alone:
        yield "Shown with this change alone: in the two versions as they are, other changes hide it for this patient."
    if shown.left_out:
        yield f"The record has {join_in_words(shown.left_out)}; it is asked without."


def record_of(shown: Shown) -> tuple[str, ...]:
    """The record as YAML, line by line."""
    return tuple(record_lines(shown.witness.record))


def judged_as(shown: Shown) -> str:
    """For which days the patient is judged."""
    witness = shown.witness
    asked = "" if witness.procedure_date is None else f" for a procedure on {date_in_words(witness.procedure_date)}"
    return f"as of {date_in_words(witness.as_of)}{asked}"


def command_for(shown: Shown, name: str) -> str:
    """How the record is judged by one of the versions, with its file called FILE."""
    day = shown.witness.procedure_date
    asked = "" if day is None else f" --procedure-date {day.isoformat()}"
    return f"posology check FILE --protocol {name} --as-of {shown.witness.as_of.isoformat()}{asked}"


def places(difference: Difference) -> str:
    """Where the rule is written in both versions; empty where no place is kept."""
    return ", then ".join(_place(each) for each in (difference.old_span, difference.new_span) if each is not None)


def _place(span: Span) -> str:
    return f"{span.file}:{span.line}"


def witnesses_of(diff: MeaningDiff) -> Iterator[tuple[str, Difference | None, Shown]]:
    """Every patient shown, with a name for a file, in the order of the report."""
    for number, difference in enumerate(diff.differences, start=1):
        for each in difference.shown:
            leaning = "" if len(difference.shown) == 1 else f"-{_slug(each.lead.leaning)}"
            yield f"{number:02d}-{_slug(difference.part)}-{_slug(difference.id)}{leaning}", difference, each
    if diff.shown is not None:
        yield "whole", None, diff.shown


def _slug(text: str) -> str:
    kept = "".join(each if each.isascii() and each.isalnum() else " " for each in text.lower())
    return "-".join(kept.split())


def search_in_words(diff: MeaningDiff) -> Iterator[str]:
    """How many patients were asked about; nothing where none had to be."""
    if diff.tried:
        yield f"{count_in_words(diff.tried)} times a patient was judged by two forms of the protocol."


def banners(diff: MeaningDiff) -> Sequence[str]:
    """The banner of each side, once where both have the same."""
    return tuple(dict.fromkeys((diff.old.banner, diff.new.banner)))

"""P09xx: the trail, the second check, signatures."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0901",
        title="no trail there, or one that cannot be used",
        severity="error",
        why="what the trail does not keep has not happened for whoever asks later, so nothing is handed out without it",
        example="posology audit list --trail clinic.yaml",
        instead="posology audit list --trail clinic.trail",
    ),
    Entry(
        code="P0902",
        title="a file that is no dose sheet",
        severity="error",
        why="numbers of anything else must not be taken for those of a sheet",
        example="posology second-check check.json   # what `posology check` wrote",
        instead="posology second-check sheet.json   # what `posology sheet --format json` wrote",
    ),
    Entry(
        code="P0903",
        title="a sheet with a dose that nobody has chosen",
        severity="error",
        why="a second check compares what will be given; of a range, or of a dose that is withheld, nothing will be",
        example='"cells": {"minimum": 20000000, "maximum": 25000000, "planned": null}',
        instead='"cells": {"minimum": 20000000, "maximum": 25000000, "planned": 22000000}',
    ),
    Entry(
        code="P0904",
        title="answers for another sheet",
        severity="error",
        why="numbers that were worked out for one sheet say nothing of the next, even of the same patient",
        example="sheet: 0000-0000-0000-0000-0001   # with the sheet 7197-7050-2532-0249-6225",
        instead="sheet: 7197-7050-2532-0249-6225",
    ),
    Entry(
        code="P0905",
        title="an answer that was not asked for",
        severity="error",
        why="a misspelt question would be left unanswered, and its answer lost in silence",
        example="answers: {wieght: 72 kg}",
        instead="answers: {weight: 72 kg}",
    ),
    Entry(
        code="P0906",
        title="a question without an answer, or with one that cannot be read",
        severity="error",
        why="a check that leaves a number out has not checked it, and a unit that is guessed may be the wrong one",
        example="answers: {weight: 159 lb}",
        instead="answers: {weight: 72 kg}",
    ),
    Entry(
        code="P0907",
        title="no entry of that number",
        severity="error",
        why="entries count from 1 without a gap; a number beyond the last is a slip, or the trail is another one",
        example="posology audit show 900 --trail clinic.trail   # of a trail with 40 entries",
        instead="posology audit show 40 --trail clinic.trail",
    ),
    Entry(
        code="P0908",
        title="a content that the trail no longer has as it was kept",
        severity="error",
        why="a result that is made again from anything else than what it was made from proves nothing",
        example="posology audit replay 3 --trail clinic.trail   # of a trail whose records were edited",
        instead="posology audit verify --trail clinic.trail",
    ),
    Entry(
        code="P0909",
        title="a sheet that the trail does not know",
        severity="error",
        why="of a sheet that was made without a trail nobody knows the author, who must not be the one who checks it",
        example="posology sheet candidate.yaml --format json --output sheet.json",
        instead="posology sheet candidate.yaml --format json --output sheet.json --trail clinic.trail --by 'A. Author'",
    ),
    Entry(
        code="P0910",
        title="a sheet with other bytes than the trail has",
        severity="error",
        why="a number that was edited into the file would be checked or signed in the place of the right one",
        example="a sheet.json that was opened, changed and saved",
        instead="the file as `posology sheet --format json --trail` wrote it",
    ),
    Entry(
        code="P0911",
        title="a sheet that is VOID",
        severity="error",
        why="it was taken back, or its inputs have changed since; nothing that comes later makes it good again",
        example="posology sign old-sheet.json --as approver",
        instead="posology sheet candidate.yaml   # a new one, from what holds now",
    ),
    Entry(
        code="P0912",
        title="a person who may not do this, or not yet",
        severity="error",
        why=(
            "who has made a sheet sees what they meant and not what they wrote; a check by a second person finds most "
            "errors only while it is independent, and an approval rests on it"
        ),
        example="posology second-check sheet.json --by 'A. Author'   # who made it",
        instead="posology second-check sheet.json --by 'B. Checker'",
    ),
    Entry(
        code="P0913",
        title="a sheet that is not final yet",
        severity="error",
        why="a final sheet is one that nothing is missing from: every entry says what is, and where it is put",
        example="posology sheet candidate.yaml --final   # with an approval, an agreement or a second check missing",
        instead="posology sheet candidate.yaml   # a DRAFT, which lists what it lacks",
    ),
    Entry(
        code="P0920",
        title="what the sheet asks no reason for",
        severity="error",
        why=(
            "a reason is bound to the limit and to the amount by which it is passed; one that is given beforehand "
            "would open whatever comes up later"
        ),
        example="posology override 4574-4683-8349-2363-9454 --what limit:facet --reason 'a wide joint'   # within it",
        instead="posology sheet candidate.yaml   # says under `reasons_asked` what it passes",
    ),
    Entry(
        code="P0922",
        title="a reason that gives none",
        severity="error",
        why=(
            "a limit is passed and a sheet is taken back because of something; whoever reads the trail later sees only "
            "what was written then, and `n/a` tells them nothing"
        ),
        example="posology void 4574-4683-8349-2363-9454 --reason n/a",
        instead="posology void 4574-4683-8349-2363-9454 --reason 'the patient was weighed again'",
    ),
)

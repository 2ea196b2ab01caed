"""Diagnostics P0250 to P0299: the files of the drug knowledge base."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

DRUG_ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0250",
        title="a row of a drug file does not read",
        severity="error",
        why="A row is a name and fields behind bars. A field that is not known, or stands twice, would be lost in silence, "
        "and with it a code or a class.",
        example="- naproxen | act M01AE02",
        instead="- naproxen | atc M01AE02",
    ),
    Entry(
        code="P0251",
        title="a code of the wrong shape",
        severity="error",
        why="A code with a slip of the pen never matches a record, so the drug that it stands for would not be recognised by it.",
        example="- naproxen | atc M01AE2",
        instead="- naproxen | atc M01AE02",
    ),
    Entry(
        code="P0252",
        title="a class that does not exist, or none at all",
        severity="error",
        why="The holds of a protocol are written for classes. A drug of a class that nobody knows would be held by nothing.",
        example="class: nsaids",
        instead="class: nsaid",
    ),
    Entry(
        code="P0253",
        title="a fact or caution that does not read",
        severity="error",
        why="A number without its ingredient, its source and its confidence cannot be judged, so none is kept.",
        example="- ibuprofen | half-life 2.5 h",
        instead="- ibuprofen | half-life 2.5 h | S30 v",
    ),
    Entry(
        code="P0254",
        title="one name for two drugs",
        severity="error",
        why="A name in a record must lead to one drug. Where it could mean two, one of them would be guessed.",
        example="- ibuprofen | brands Midol\n- acetaminophen | brands Midol",
        instead="leave the brand out of both: the record is then asked for the ingredient",
    ),
    Entry(
        code="P0255",
        title="one code for two drugs",
        severity="error",
        why="An RxNorm or ATC code identifies one substance or one product. Listed twice, one of the two entries is wrong.",
        example="- apixaban | rxnorm 1364430\n- dabigatran | rxnorm 1364430",
        instead="keep the code with the drug for which a code system gives it",
    ),
    Entry(
        code="P0256",
        title="an ingredient that no row lists",
        severity="error",
        why="A combination or a fact about an ingredient that is not listed would be about nothing, and a restricted partner "
        "could go unseen.",
        example="- hydrocodone + acetominophen | brands Norco",
        instead="- hydrocodone + acetaminophen | brands Norco",
    ),
    Entry(
        code="P0257",
        title="a source that is not listed",
        severity="error",
        why="Every fact is shown with the place where it was read. A source that nobody can look up is none.",
        example="- ibuprofen | half-life 2.5 h | S300 v",
        instead="- ibuprofen | half-life 2.5 h | S30 v",
    ),
    Entry(
        code="P0258",
        title="a class that its ATC code speaks against",
        severity="error",
        why="The code lies in a group of another class. Most often code or class is a slip of the pen, and a restricted drug "
        "would pass as unrestricted.",
        example="class: none\ningredients:\n- glucosamine | atc M01AX05",
        instead="- glucosamine | atc M01AX05 | despite a supplement filed beside the anti-inflammatory drugs",
    ),
    Entry(
        code="P0259",
        title="a code listed as right and as wrong",
        severity="error",
        why="The code is given to a drug, and named among those that do not belong to it. Only one of the two can hold.",
        example="- clopidogrel | rxnorm 42463\nwrong_codes: [{of: clopidogrel, rxnorm: 42463, source: S27}]",
        instead="- clopidogrel | rxnorm 32968",
    ),
)

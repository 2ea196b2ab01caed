"""Diagnostics P0250 to P0299: the files of the drug knowledge base."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

DRUG_ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0250",
        title="a row of a drug file does not read",
        severity="error",
        why="a field that is not known, or stands twice, would be lost in silence, and a code or a class with it",
        example="- naproxen | act M01AE02",
        instead="- naproxen | atc M01AE02",
    ),
    Entry(
        code="P0251",
        title="a code of the wrong shape",
        severity="error",
        why="a code with a slip of the pen never matches a record, so its drug would not be recognised by it",
        example="- naproxen | atc M01AE2",
        instead="- naproxen | atc M01AE02",
    ),
    Entry(
        code="P0252",
        title="a class that does not exist, or none at all",
        severity="error",
        why="protocols hold drugs by class: one of a class that nobody knows would be held by nothing",
        example="class: nsaids",
        instead="class: nsaid",
    ),
    Entry(
        code="P0253",
        title="a fact or caution that does not read",
        severity="error",
        why="a number without its ingredient, its source and its confidence cannot be judged",
        example="- ibuprofen | half-life 2.5 h",
        instead="- ibuprofen | half-life 2.5 h | S30 v",
    ),
    Entry(
        code="P0254",
        title="one name for two drugs",
        severity="error",
        why="a name in a record must lead to one drug: where it could mean two, one of them would be guessed",
        example="- ibuprofen | brands Midol\n- acetaminophen | brands Midol",
        instead="leave the brand out of both: the record is then asked for the ingredient",
    ),
    Entry(
        code="P0255",
        title="one code for two drugs",
        severity="error",
        why="a code identifies one substance or one product: listed twice, one of the two entries is wrong",
        example="- apixaban | rxnorm 1364430\n- dabigatran | rxnorm 1364430",
        instead="keep the code with the drug for which a code system gives it",
    ),
    Entry(
        code="P0256",
        title="an ingredient that no row lists",
        severity="error",
        why="a fact would be about nothing, and a restricted partner of a combination could go unseen",
        example="- hydrocodone + acetominophen | brands Norco",
        instead="- hydrocodone + acetaminophen | brands Norco",
    ),
    Entry(
        code="P0257",
        title="a source that is not listed",
        severity="error",
        why="every fact is shown with the place where it was read: a source that nobody can look up is none",
        example="- ibuprofen | half-life 2.5 h | S300 v",
        instead="- ibuprofen | half-life 2.5 h | S30 v",
    ),
    Entry(
        code="P0258",
        title="a class that its ATC code speaks against",
        severity="error",
        why="code or class is a slip of the pen, and a restricted drug could pass as unrestricted",
        example="class: none\ningredients:\n- glucosamine | atc M01AX05",
        instead="- glucosamine | atc M01AX05 | despite a supplement filed beside the anti-inflammatory drugs",
    ),
    Entry(
        code="P0259",
        title="a code listed as right and as wrong",
        severity="error",
        why="a code that belongs to a drug cannot also be one that programs give it by mistake",
        example="- clopidogrel | rxnorm 42463\nwrong_codes: [{of: clopidogrel, rxnorm: 42463, source: S27}]",
        instead="- clopidogrel | rxnorm 32968",
    ),
    Entry(
        code="P0260",
        title="a word that may be set aside and must not be",
        severity="error",
        why=(
            "a word that is set aside from the end of a name is lost: one that names a drug would take an ingredient "
            "with it, and one that says two routes would settle a route that is open"
        ),
        example="words: {salts: [calcium]}",
        instead="- atorvastatin | also atorvastatin calcium",
    ),
)

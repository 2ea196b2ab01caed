"""Diagnostics P05xx: the record of a candidate."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0500",
        title="not a record",
        severity="error",
        why="a list or a single value says nothing of which patient it is about",
        example="- naproxen",
        instead="id: P-0042\nmedications: [{drug: naproxen}]",
    ),
    Entry(
        code="P0501",
        title="an element that the data dictionary does not know",
        severity="error",
        why="a misspelt name would leave the element it was meant for unrecorded, and nobody would see it",
        example="wieght: 72 kg",
        instead="weight: 72 kg",
    ),
    Entry(
        code="P0502",
        title="a unit in the name of an element",
        severity="error",
        why="a weight in pounds beside a weight in kilograms is how doses double; there is one weight, in kilograms",
        example="weight_lb: 160",
        instead="weight: {value: 72.6 kg, date: 2026-11-09, method: measured}",
    ),
    Entry(
        code="P0503",
        title="something is missing that the rest makes no sense without",
        severity="error",
        why="a classification that names no clinician, or a record that names no patient, cannot be answered for",
        example="class: {is: none}",
        instead="class: {is: none, by: the clinician who decided, date: 2026-11-09}",
    ),
    Entry(
        code="P0504",
        title="another kind of value than the element has",
        severity="error",
        why="a number in quotes or a truth value read as a number would be a value that nobody measured",
        example='pain: {back: {vas: "7"}}',
        instead="pain: {back: {vas: 7}}",
    ),
    Entry(
        code="P0505",
        title="none of the words that the element can be",
        severity="error",
        why="a word that is nearly right would compare as different from the right one",
        example="sex: femal",
        instead="sex: female",
    ),
    Entry(
        code="P0506",
        title="a quantity without a unit, or not written as one",
        severity="error",
        why="a bare number is whatever unit the reader thinks of",
        example="weight: 72",
        instead="weight: 72 kg",
    ),
    Entry(
        code="P0507",
        title="a quantity in a unit that is not taken",
        severity="error",
        why="a conversion that nobody sees is a conversion that nobody checks: weigh and record in kilograms",
        example="weight: 160 lb",
        instead="weight: 72.6 kg",
    ),
    Entry(
        code="P0508",
        title="not a date of the calendar",
        severity="error",
        why="a day that does not exist was miscopied, and every interval counted from it would be wrong",
        example="last_dose: 2025-02-30",
        instead="last_dose: 2025-02-28",
    ),
    Entry(
        code="P0509",
        title="a date that must be known to the day",
        severity="error",
        why="holds and visits are counted in days from it",
        example="procedure: {date: 2026-12}",
        instead="procedure: {date: 2026-12-07}",
    ),
    Entry(
        code="P0510",
        title="a date after the day on which the record is judged",
        severity="error",
        why="what has not happened cannot have been measured, signed or taken",
        example="mri: {date: 2062-10-20}",
        instead="mri: {date: 2026-10-20}",
    ),
    Entry(
        code="P0511",
        title="a date before the patient was born",
        severity="error",
        why="one of the two dates is wrong, and it cannot be told which",
        example="birth_date: 2019-04-01\npain: {back: {onset: 2013}}",
        instead="birth_date: 1971-03-02\npain: {back: {onset: 2013}}",
    ),
    Entry(
        code="P0512",
        title="two dates in the wrong order",
        severity="error",
        why="a course that ends before it begins has no length",
        example="started: 2026-11-10\nlast_dose: 2026-11-03",
        instead="started: 2026-11-03\nlast_dose: 2026-11-10",
    ),
    Entry(
        code="P0513",
        title="a value that cannot be",
        severity="error",
        why="no scale goes there and nobody has been measured there, so it is a slip",
        example="quebec: 140",
        instead="quebec: 40",
    ),
    Entry(
        code="P0514",
        title="the same thing named twice in a list",
        severity="error",
        why="a list that repeats itself was edited by mistake; two discs would be counted that are one",
        example="regions: [lumbar, lumbar]",
        instead="regions: [lumbar, cervical]",
    ),
    Entry(
        code="P0515",
        title="a text that cannot be printed as it is",
        severity="error",
        why=(
            "characters that cannot be seen change what a sheet seems to say, and a long text hides what stands "
            "beside it"
        ),
        example="id: P\\u20070042",
        instead="id: P-0042",
    ),
    Entry(
        code="P0516",
        title="a path where a name belongs",
        severity="error",
        why=(
            "a value could be written twice, once by its path and once within its group, and one of the two "
            "would be lost"
        ),
        example="mri.date: 2026-10-20",
        instead="mri: {date: 2026-10-20}",
    ),
    Entry(
        code="P0517",
        title="a name that says there is none",
        severity="error",
        why=(
            "a list with one contraindication called `none` excludes the patient, and a medicine called `none` is one "
            "that nobody knows; an empty list says what is meant, and an element left out says that it is not known"
        ),
        example="contraindications: [none known]",
        instead="contraindications: []",
    ),
    Entry(
        code="P0518",
        title="a route that the name of the medicine speaks against",
        severity="error",
        why=(
            "the hold of a corticosteroid turns on its route: an inhaler that is recorded as injected, or a tablet as "
            "topical, is one of two medicines, and it cannot be told which"
        ),
        example="{drug: prednisone tablet, route: topical}",
        instead="{drug: prednisone tablet, route: oral}",
    ),
    Entry(
        code="P0550",
        title="a value that is possible and rare",
        severity="warning",
        why="most such values are slips of the pen; the value is kept, and no result that rests on it is final",
        example="weight: 260 kg",
        instead="the weight as measured a second time",
    ),
    Entry(
        code="P0551",
        title="a weight that does not go with the height",
        severity="warning",
        why=(
            "pounds entered as kilograms more than double a dose by weight. The range of body mass index is so "
            "narrow that no ordinary weight passes in the wrong unit; a person who lies outside it is weighed "
            "twice, and the second weight settles it. Nothing is corrected automatically"
        ),
        example="weight: 160 kg\nheight: 165 cm",
        instead="weight: 72.6 kg\nheight: 165 cm",
    ),
    Entry(
        code="P0552",
        title="a weight that nothing can be held against",
        severity="warning",
        why="without a height, a weight in pounds looks like a weight in kilograms",
        example="weight: 104 kg",
        instead="weight: 104 kg\nheight: 183 cm",
    ),
    Entry(
        code="P0553",
        title="a procedure date that has passed",
        severity="warning",
        why="a plan for a day that is over answers no question that anybody still has",
        example="procedure: {date: 2025-12-07}",
        instead="procedure: {date: 2026-12-07}",
    ),
    Entry(
        code="P0554",
        title="a classification of a medicine that is known already",
        severity="warning",
        why="the engine's own class governs, so that a slip in a record cannot lift a hold",
        example="{drug: ibuprofen, class: {is: none, by: the clinician, date: 2026-11-09}}",
        instead="{drug: ibuprofen}",
    ),
)

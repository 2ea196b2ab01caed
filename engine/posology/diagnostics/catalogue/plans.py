"""P0440 to P0454: the plan, the limits and the aftercare of protocol files."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0440",
        title="site not known",
        severity="error",
        why="A dose for a place that nobody knows cannot be given.",
        example="site: facets",
        instead="site: facet",
    ),
    Entry(
        code="P0441",
        title="joint or side not known",
        severity="error",
        why="A misspelt joint is a wrong-site injection waiting to happen.",
        example="joints: [L3-4]",
        instead="joints: [L3-L4]",
    ),
    Entry(
        code="P0442",
        title="targets not said",
        severity="error",
        why="A joint is always named with its side; a step must say where it is done.",
        example="facets: {site: facet, joints: [L3-L4], …}   # and no `sides`",
        instead="facets: {site: facet, joints: [L3-L4], sides: [left, right], …}",
    ),
    Entry(
        code="P0443",
        title="minimum above maximum",
        severity="error",
        why="No dose lies in an empty range.",
        example="cells: {minimum: 3000000, maximum: 1500000, unit: cells}",
        instead="cells: {minimum: 1500000, maximum: 3000000, unit: cells}",
    ),
    Entry(
        code="P0444",
        title="request not known",
        severity="error",
        why="Levels that no record can ask for are never injected.",
        example="levels: requests.disks",
        instead="levels: requests.discs",
    ),
    Entry(
        code="P0445",
        title="place named twice",
        severity="error",
        why="A joint that stands twice in a list would be injected twice, and its cells counted twice.",
        example="joints: [L3-L4, L3-L4]",
        instead="joints: [L3-L4, L4-L5]",
    ),
    Entry(
        code="P0446",
        title="outside a hard limit",
        severity="error",
        why="A step whose range passes a hard limit could never be given as it is written.",
        example="cells: {minimum: 1500000, maximum: 4000000, unit: cells}   # with a hard maximum of 3000000",
        instead="cells: {minimum: 1500000, maximum: 3000000, unit: cells}",
    ),
    Entry(
        code="P0447",
        title="limit that limits nothing",
        severity="error",
        why="A limit without a bound, or a total that is meant for each target, protects nobody.",
        example="{site: iv, unit: cells, kind: hard, source: …}",
        instead="{site: iv, maximum: 150000000, unit: cells, kind: hard, source: …}",
    ),
    Entry(
        code="P0448",
        title="number out of proportion",
        severity="error",
        why=(
            "A hold of ten years or a dose of a million million cells is a mistyped number; it is refused "
            "before it reaches a patient."
        ),
        example="hold: 1400 days",
        instead="hold: 14 days",
    ),
    Entry(
        code="P0450",
        title="note names no reading",
        severity="error",
        why="A note that points at a reading which does not exist leaves the contradiction unsettled.",
        example="readings: [iv]",
        instead="readings: [iv-dose]",
    ),
    Entry(
        code="P0451",
        title="visits not in order",
        severity="error",
        why="Visits that do not follow one another in time are a mistyped list; one would be lost, or be due twice.",
        example="after: [1 month, 6 months, 3 months]",
        instead="after: [1 month, 3 months, 6 months]",
    ),
    Entry(
        code="P0452",
        title="limit for a site without a step",
        severity="warning",
        why="A limit for a place that the plan does not use may have been meant for another one.",
        example="{site: disc, …}   # of a plan without discs",
        instead="{site: facet, …}",
    ),
    Entry(
        code="P0453",
        title="named twice",
        severity="error",
        why="Two entries of one name cannot be told apart, and a word that is there twice was meant otherwise.",
        example="care: [{id: ice, …}, {id: ice, …}]",
        instead="care: [{id: ice, …}, {id: rest, …}]",
    ),
    Entry(
        code="P0454",
        title="score that no visit asks for",
        severity="error",
        why="A part of the outcome that rests on a score which nobody takes would never be known.",
        example="instrument: odi   # with visits that ask for vas and quebec",
        instead="instrument: quebec",
    ),
    Entry(
        code="P0466",
        title="arm not known",
        severity="error",
        why="A step for an arm that the trial does not have is done for nobody.",
        example="arms: [high-dosis]",
        instead="arms: [high-dose]",
    ),
    Entry(
        code="P0468",
        title="amount not said",
        severity="error",
        why=(
            "Each target gets so many cells, or so many mL of so many cells per mL, or so many mL of what nobody "
            "counts; said twice, or not at all, it is a guess."
        ),
        example="cells: not counted   # and no volume",
        instead="cells: not counted\nvolume: {minimum: 2, maximum: 2, unit: mL}",
    ),
    Entry(
        code="P0469",
        title="not a count of the product",
        severity="error",
        why=(
            "What a target contains is a count in each mL of the product times the volume; of anything else it would "
            "be no number of cells."
        ),
        example="contains: [weight]",
        instead="contains: [product.cfu_f]",
    ),
    Entry(
        code="P0467",
        title="limit of what is not measured",
        severity="error",
        why="A limit of the product holds a quantity against a number; of anything else nothing could be said.",
        example="{element: product.donor, minimum: 70, unit: '%', …}",
        instead="{element: product.viability, minimum: 70, unit: '%', …}",
    ),
)

"""P06xx: site files."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0601",
        title="approval without a date",
        severity="error",
        why="An approval counts from a day and by a person; with either missing nobody can tell whether it stands.",
        example="iv-dose: {chosen: floor-100, approved_by: medical director}",
        instead="iv-dose: {chosen: floor-100, approved_by: medical director, on: 2026-11-01}",
    ),
    Entry(
        code="P0602",
        title="site file for another protocol",
        severity="error",
        why="Decisions taken for one protocol must not slip into another.",
        example="protocol: allorx-first-patient   # with --protocol allorx-spine",
        instead="protocol: allorx-spine",
    ),
    Entry(
        code="P0603",
        title="planned dose for a step that does not exist",
        severity="error",
        why="A dose that is planned for nothing would be lost in silence.",
        example="planned: {facets: {cells: 2000000}}   # of a protocol with facets-lumbar and facets-cervical",
        instead="planned: {facets-lumbar: {cells: 2000000}}",
    ),
    Entry(
        code="P0604",
        title="planned dose outside the range",
        severity="error",
        why="A clinic chooses inside the protocol's range; outside it is another protocol.",
        example="planned: {epidural: {cells: 30000000}}   # of a range up to 25000000",
        instead="planned: {epidural: {cells: 25000000}}",
    ),
    Entry(
        code="P0605",
        title="planned dose for a formula",
        severity="error",
        why="A dose that follows from the patient's weight cannot be fixed for everybody.",
        example="planned: {iv: {cells: 100000000}}   # where the dose is per kg",
        instead="readings: {iv-dose: {chosen: flat-100}}",
    ),
    Entry(
        code="P0606",
        title="decision about a reading that does not exist",
        severity="error",
        why=(
            "A decision about a question that the protocol does not ask changes nothing, and the clinic "
            "believes that it does."
        ),
        example="readings: {lumbar-facet: {chosen: six}}",
        instead="readings: {lumbar-facets: {chosen: six}}",
    ),
    Entry(
        code="P0607",
        title="decision for an option that does not exist",
        severity="error",
        why=(
            "With an option that cannot be taken the default would stand, and the clinic believes that it has "
            "chosen otherwise."
        ),
        example="readings: {lumbar-facets: {chosen: five}}",
        instead="readings: {lumbar-facets: {chosen: six}}",
    ),
    Entry(
        code="P0608",
        title="hold that does not exist",
        severity="error",
        why="A hold that the protocol does not have holds nothing, and the clinic believes that it does.",
        example="holds: {nsaids: {days: 21}}",
        instead="holds: {nsaid: {days: 21}}",
    ),
    Entry(
        code="P0609",
        title="hold shorter than the protocol's",
        severity="error",
        why=(
            "A clinic may hold a medicine for longer than the protocol asks under the reading chosen; for shorter is "
            "another protocol, or another reading of it."
        ),
        example="holds: {nsaid: {days: 10}}   # where the protocol asks for 14",
        instead="holds: {nsaid: {days: 21}}",
    ),
    Entry(
        code="P0610",
        title="days for what is not held for days",
        severity="error",
        why=(
            "A taper, a referral and a medicine that is allowed have no number of days; one in their place would take "
            "the decision away from the prescriber."
        ),
        example="holds: {opioid: {days: 14}}",
        instead="holds: {opioid: {approved_by: medical director, on: 2026-11-01}}",
    ),
    Entry(
        code="P0611",
        title="text that cannot be printed as it is",
        severity="error",
        why="What stands on a sheet is neither cut short nor may it hide or move what stands beside it.",
        example='product: {name: "a name with a line break in it"}   # or one of 300 letters',
        instead="product: {name: a name on one line}",
    ),
    Entry(
        code="P0612",
        title="not a quantity in its unit",
        severity="error",
        why="A number without its unit, or in another one, could be taken for a tenth or ten times of what is meant.",
        example="product: {volume_per_vial: 1}",
        instead="product: {volume_per_vial: 1 mL}",
    ),
    Entry(
        code="P0613",
        title="fact of the product that contradicts another",
        severity="error",
        why="Where two facts say different things of one matter, neither can be computed with.",
        example="cryoprotectant: {agent: none, grams_per_vial: 0.1 g}",
        instead="cryoprotectant: {agent: none}",
    ),
    Entry(
        code="P0614",
        title="planned volume outside a range or limit",
        severity="error",
        why="A volume for one target stays inside what the protocol states and what the clinic itself allows.",
        example="planned: {facets-lumbar: {volume: 3 mL}}   # where the clinic's limit is 1.5 mL",
        instead="planned: {facets-lumbar: {volume: 1 mL}}",
    ),
    Entry(
        code="P0615",
        title="identifier of a lot that cannot be right",
        severity="error",
        why=(
            "A donation identification number has a check character so that one mistyped sign is noticed; with a wrong "
            "one it names another donation, or none."
        ),
        example="lots: [{lot: 7, identifier: {isbt128: G1234 98 654321 K}}]",
        instead="lots: [{lot: 7, identifier: {isbt128: G1234 98 654321 H}}]",
    ),
    Entry(
        code="P0630",
        title="two people under one name or one account",
        severity="error",
        why=(
            "A sheet is checked by another person than its author; where two entries are the same name but for "
            "capitals, blanks and full stops, or share an account of the computer, nobody can tell that it was another."
        ),
        example="people: [{name: A. Author, roles: [author]}, {name: a author, roles: [checker]}]",
        instead="people: [{name: A. Author, roles: [author]}, {name: B. Checker, roles: [checker]}]",
    ),
    Entry(
        code="P0631",
        title="time zone that this computer does not know",
        severity="error",
        why=(
            "The day of a final sheet is that of the clinic, whatever the settings of the computer are; it is told by "
            "the name of the clinic's time zone, from the table of zones of the system."
        ),
        example="time_zone: EST",
        instead="time_zone: America/New_York",
    ),
)

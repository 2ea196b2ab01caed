"""P0430 to P0439 and P0455 to P0457: the washout rules of protocol files."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0430",
        title="hold not said",
        severity="error",
        why="A washout rule that does not say how long would clear the medicine.",
        example="nsaid: {class: nsaid, why: bleeding, source: {…}}",
        instead="nsaid: {class: nsaid, why: bleeding, hold: 14 days, source: {…}}",
    ),
    Entry(
        code="P0431",
        title="days counted in months or years",
        severity="error",
        why="A hold counts drug-free days, and months do not all have the same number of them.",
        example="hold: 3 months",
        instead="hold: 84 days",
    ),
    Entry(
        code="P0432",
        title="drug class not known",
        severity="error",
        why="A rule for a class that no drug belongs to never applies.",
        example="class: nsaids",
        instead="class: nsaid",
    ),
    Entry(
        code="P0433",
        title="ingredients not said",
        severity="error",
        why="A hold in a list must say which ingredients it is for, or that it is for all others.",
        example="hold: [{days: 5 days}]",
        instead="hold: [{ingredients: [warfarin], days: 5 days}, {others: true, refer: …}]",
    ),
    Entry(
        code="P0434",
        title="ingredient not known",
        severity="error",
        why=(
            "A hold for an ingredient that no medicine contains is never applied, and the medicine that was "
            "meant gets another hold."
        ),
        example="ingredients: [ibuprofin]",
        instead="ingredients: [ibuprofen]",
    ),
    Entry(
        code="P0435",
        title="ingredient of another class",
        severity="error",
        why="A medicine falls under the rules of its own classes only, so this hold would never apply to it.",
        example="nsaid: {hold: [{ingredients: [warfarin], …}]}",
        instead="anticoagulant: {hold: [{ingredients: [warfarin], …}]}",
    ),
    Entry(
        code="P0436",
        title="ingredient in two holds",
        severity="error",
        why="Two holds for one medicine may differ, and only one of them can govern.",
        example="hold: [{ingredients: [naproxen], days: 4 days}, {ingredients: [naproxen], days: 5 days}]",
        instead="hold: [{ingredients: [naproxen], days: 5 days}, …]",
    ),
    Entry(
        code="P0437",
        title="others of the class not covered",
        severity="error",
        why="A medicine of the class that no hold names would be found clear; two holds for all others may differ.",
        example="hold: [{ingredients: [warfarin], days: 5 days}]",
        instead="hold: [{ingredients: [warfarin], days: 5 days}, {others: true, refer: …}]",
    ),
    Entry(
        code="P0438",
        title="class in two rules",
        severity="error",
        why="Two rules for one class may differ, and only one of them can govern.",
        example="nsaid: {class: nsaid, …} and pain-killers: {class: nsaid, …}",
        instead="nsaid: {class: nsaid, …}",
    ),
    Entry(
        code="P0439",
        title="class without a rule",
        severity="warning",
        why=(
            "Medicines of a class of which the washout says nothing are not restricted, and nobody may have meant that."
        ),
        example="washout without a rule of `class: antiplatelet`",
        instead="antiplatelet: {class: antiplatelet, hold: …}, or `allowed: true` with its source",
    ),
    Entry(
        code="P0455",
        title="antithrombotic held without agreement or end",
        severity="error",
        why=(
            "Holding an antithrombotic risks a clot: its prescriber must agree, and it must be said when it is "
            "taken again."
        ),
        example="anticoagulant: {hold: 5 days, …}",
        instead="anticoagulant: {agreement: required, resume: {after: 1 day, source: …}, hold: 5 days, …}",
    ),
    Entry(
        code="P0456",
        title="held without a taper",
        severity="error",
        why=(
            "Opioids, and corticosteroids taken by mouth for weeks, do harm when they end suddenly; an "
            "individual taper is agreed instead."
        ),
        example="opioid: {hold: 7 days, …}",
        instead="opioid: {taper: {source: …}, …}",
    ),
    Entry(
        code="P0457",
        title="reading of a washout taken over",
        severity="error",
        why=(
            "A reading that only the other protocol declares would be settled without anybody here being asked,"
            " and no result would name it."
        ),
        example="washout: {as: allorx-spine}   # and no reading `nsaid-hold`",
        instead="readings: {nsaid-hold: …}   # with the options it has there",
    ),
)

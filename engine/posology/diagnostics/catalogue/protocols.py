"""P0401 to P0429, P0458, P0459, P0470 to P0474, P0495: protocol files, what they cite, their criteria, their visits."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0401",
        title="investigational protocol without a banner",
        severity="error",
        why=(
            "Every output of an investigational protocol must say what is not approved; without the text it "
            "could be taken for an approved treatment."
        ),
        example="status: investigational   # and no `banner`",
        instead='banner: "INVESTIGATIONAL USE. …"',
    ),
    Entry(
        code="P0402",
        title="reading not declared",
        severity="error",
        why="A choice that hangs on a reading nobody declared would be made silently.",
        example="joints: {reading: lumbar-facet, eight: […], six: […]}",
        instead="joints: {reading: lumbar-facets, eight: […], six: […]}",
    ),
    Entry(
        code="P0403",
        title="option not declared",
        severity="error",
        why="What stands under an option that the reading does not have would never be used.",
        example="default: nine   # of a reading with the options eight and six",
        instead="default: eight",
    ),
    Entry(
        code="P0404",
        title="option not covered",
        severity="error",
        why="A clinic that chooses this option would be left without a value.",
        example="joints: {reading: lumbar-facets, eight: […]}   # and nothing for six",
        instead="joints: {reading: lumbar-facets, eight: […], six: […]}",
    ),
    Entry(
        code="P0405",
        title="borrowed washout not found",
        severity="error",
        why="A protocol without its washout rules would find every medicine clear.",
        example="washout: {as: allorx}",
        instead="washout: {as: allorx-spine}",
    ),
    Entry(
        code="P0406",
        title="protocol not found",
        severity="error",
        why="Nothing can be judged without the protocol that was asked for; another one is never taken instead.",
        example="posology check record.yaml --protocol allorx",
        instead="posology check record.yaml --protocol allorx-spine",
    ),
    Entry(
        code="P0407",
        title="reading that nothing depends on",
        severity="warning",
        why="A clinic that chooses an answer believes that it makes a difference.",
        example="readings: {iv-dose: …}   # and nothing with `reading: iv-dose`",
        instead="cells: {reading: iv-dose, floor-100: …, per-kg: …}",
    ),
    Entry(
        code="P0408",
        title="washout taken over in a circle",
        severity="error",
        why=(
            "A protocol that takes its washout over from itself, or from one that has none of its own, would "
            "find every medicine clear."
        ),
        example="protocol: allorx-spine … washout: {as: allorx-spine}",
        instead="washout: {as: …}   # the protocol in which the rules stand",
    ),
    Entry(
        code="P0409",
        title="protocol and folder named differently",
        severity="warning",
        why=(
            "Results name the protocol by its id; whoever looks for it in the folder of that name would find "
            "another one, or none."
        ),
        example="protocol: allorx-spine   # in the folder my-spine",
        instead="protocol: my-spine",
    ),
    Entry(
        code="P0410",
        title="no source",
        severity="error",
        why=(
            "A number or rule without a source cannot be checked by a safety board; where the source is silent,"
            " that is a reading."
        ),
        example="hold: 14 days   # and no `source`",
        instead="source: {ref: trial, section: Medications}",
    ),
    Entry(
        code="P0411",
        title="source not listed",
        severity="error",
        why="A citation that leads nowhere is no citation.",
        example="source: {ref: trail, section: Ratings}",
        instead="source: {ref: trial, section: Ratings}   # with `trial` in sources.yaml",
    ),
    Entry(
        code="P0412",
        title="not a duration",
        severity="error",
        why="A duration that is misread moves a date on which a patient is treated.",
        example="hold: two weeks",
        instead="hold: 14 days",
    ),
    Entry(
        code="P0413",
        title="number without a unit",
        severity="error",
        why="Days, weeks and months, or cells and millions of cells, differ by more than any rule can forgive.",
        example="hold: 14",
        instead="hold: 14 days",
    ),
    Entry(
        code="P0414",
        title="source that nothing cites",
        severity="warning",
        why="A source that supports nothing makes a protocol look better supported than it is.",
        example="sources.yaml: regional-2003: …   # and no `ref: regional-2003`",
        instead="cite it where it supports a rule, or leave it out",
    ),
    Entry(
        code="P0415",
        title="unverified and yet decisive",
        severity="error",
        why=(
            "What nobody has verified is general knowledge at best; a patient is not treated, or refused, on "
            "the strength of it."
        ),
        example="source: {ref: trial, section: Dosing, confidence: unverified}",
        instead="source: {ref: trial, section: Dosing, confidence: proposal, note: …}   # and a reading for the gap",
    ),
    Entry(
        code="P0416",
        title="not an id",
        severity="error",
        why=(
            "Ids name the findings that pass between two programs as plain words; each could read other "
            "characters, or a word such as `on`, differently."
        ),
        example="Chronic pain: {kind: inclusion, …}",
        instead="chronic-pain: {kind: inclusion, …}",
    ),
    Entry(
        code="P0417",
        title="not a version",
        severity="error",
        why="A result names the version that gave it; a version that cannot be compared cannot be found again.",
        example="version: 1.0",
        instead="version: 1.0.0",
    ),
    Entry(
        code="P0418",
        title="claim about the treatment",
        severity="error",
        why=(
            "Nobody may call an investigational treatment safe or effective, and what a protocol says stands on"
            " every output. The rule: such a word is refused unless `not`, `no`, `never`, `neither` or "
            "`without` stands before it in the same clause."
        ),
        example="banner: This treatment is safe.",
        instead="banner: This treatment has not been shown to be safe.",
    ),
    Entry(
        code="P0419",
        title="bare stop",
        severity="error",
        why=(
            "A medicine that is stopped on nobody's word can do more harm than the procedure. The rule: `stop`,"
            " `discontinue`, `cease` and `quit` are refused unless the clause forbids it, or the sentence names"
            " the prescriber, an agreement or a taper."
        ),
        example="why: stop it before the procedure",
        instead="why: it is held before the procedure, as agreed with the prescriber",
    ),
    Entry(
        code="P0420",
        title="element not known",
        severity="error",
        why="A rule about something that no record can contain would never be met.",
        example="counts: {wieght: {within: 30 days}}",
        instead="counts: {weight: {within: 30 days}}",
    ),
    Entry(
        code="P0421",
        title="counting that says nothing",
        severity="error",
        why="Without an age or a method every recorded value counts, however old.",
        example="counts: {weight: {}}",
        instead="counts: {weight: {within: 30 days}}",
    ),
    Entry(
        code="P0422",
        title="element without a date",
        severity="error",
        why="The age of a value can only count where records give its date.",
        example="counts: {consent.signed: {within: 30 days}}",
        instead="declare the element as `measured: true` in the data dictionary",
    ),
    Entry(
        code="P0423",
        title="settled with nothing recorded",
        severity="error",
        why=(
            "An inclusion that holds, or an exclusion that does not, for a patient of whom nothing is known "
            "lets everybody in."
        ),
        example="condition: weight is null or weight < 150 'kg'",
        instead="condition: weight < 150 'kg'",
    ),
    Entry(
        code="P0424",
        title="turns on what was recorded",
        severity="error",
        why=(
            "Missing is unknown, never false: with such a test, recording one more fact could turn a met "
            "criterion into one not met."
        ),
        example="condition: mri.date is not null",
        instead="condition: mri.date before procedure.date",
    ),
    Entry(
        code="P0425",
        title="the same for every patient",
        severity="error",
        why=(
            "A part of a condition that reads nothing of the record decides for everybody, or decides nothing. A "
            "criterion about the procedure date alone, the window of a trial, may stand beside others."
        ),
        example="condition: consent.signed or true",
        instead="condition: consent.signed",
    ),
    Entry(
        code="P0426",
        title="nothing in it",
        severity="error",
        why="A protocol without criteria lets everybody in, and a plan without steps treats nobody.",
        example="criteria: {}",
        instead="criteria: {consent: {kind: inclusion, …}}",
    ),
    Entry(
        code="P0427",
        title="threshold out of reach",
        severity="error",
        why=(
            "A number that no record can hold is a slip of its zeros or of its unit: the comparison would come out "
            "alike for every patient. The data dictionary says what records can hold."
        ),
        example="condition: weight > 50 'mg'",
        instead="condition: weight > 50 'kg'",
    ),
    Entry(
        code="P0428",
        title="thresholds that no value meets together",
        severity="error",
        why="Nobody is eligible under two criteria, or between two ends, that contradict each other.",
        example="condition: weight between 250 'kg' and 30 'kg'",
        instead="condition: weight between 30 'kg' and 250 'kg'",
    ),
    Entry(
        code="P0429",
        title="compared with itself",
        severity="error",
        why="What is compared with itself comes out alike for every patient; another element was meant.",
        example="condition: pain.back.vas >= pain.back.vas",
        instead="condition: pain.back.vas >= pain.leg.vas",
    ),
    Entry(
        code="P0458",
        title="an answer that nobody could supply",
        severity="error",
        why=(
            "A `null` or a division by zero leaves an answer open for good: no patient and no clinic could supply what "
            "is missing."
        ),
        example="days: if consent.signed then 4 days else null",
        instead="days: if consent.signed then 4 days else 6 days",
    ),
    Entry(
        code="P0459",
        title="a claim about nothing",
        severity="error",
        why="A claim that reads neither a result nor the record is the same for everybody, and its proof says nothing.",
        example="condition: procedure.date same or after as_of",
        instead="condition: result.verdict = 'eligible' implies procedure.date same or after as_of",
    ),
    Entry(
        code="P0470",
        title="two visits on one day",
        severity="error",
        why=(
            "What is recorded on that day could belong to either visit. Thirty days and one month are the same day "
            "after some procedures, and not after others."
        ),
        example="after: [30 days, 1 month]",
        instead="after: [30 days]",
    ),
    Entry(
        code="P0471",
        title="windows that overlap",
        severity="error",
        why="A visit that is made on a day of both windows would be counted for one and be missing for the other.",
        example="{after: [7 days, 10 days], window: {before: 3 days, after: 3 days}, …}",
        instead="{after: [7 days, 10 days], window: {before: 1 day, after: 1 day}, …}",
    ),
    Entry(
        code="P0472",
        title="visit no time away from the procedure",
        severity="error",
        why="No days before or after the procedure is the procedure day, and that is written in words of its own.",
        example="after: [0 days, 7 days]",
        instead="[{on: procedure day, …}, {after: [7 days], …}]",
    ),
    Entry(
        code="P0473",
        title="window across the procedure",
        severity="error",
        why="A screening that is made after the procedure, or a follow-up before it, is another thing altogether.",
        example="{after: [1 day], window: {before: 3 days, after: 3 days}, …}",
        instead="{after: [1 day], window: {before: 1 day, after: 3 days}, …}",
    ),
    Entry(
        code="P0474",
        title="visit without one place in time",
        severity="error",
        why="A visit lies before the procedure, on its day, or after it; two of these at once are two visits.",
        example="{before: [7 days], after: [7 days], …}",
        instead="[{before: [7 days], …}, {after: [7 days], …}]",
    ),
    Entry(
        code="P0495",
        title="a mutant that is exempt twice",
        severity="error",
        why="Of two arguments for one exemption, nobody would know which one was accepted.",
        example="exemptions: [{of: 'criterion.mri:dropped', reason: …}, {of: 'criterion.mri:dropped', reason: …}]",
        instead="exemptions: [{of: 'criterion.mri:dropped', reason: …}]",
    ),
)

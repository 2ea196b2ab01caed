"""What the texts of a protocol must not say: that the treatment is safe or works, or a bare "stop" for a medicine.

The rule is one that can be checked by reading: a claim stands only in a clause that denies it, and a medicine is not
stopped but held, tapered or left to the prescriber. What is cited (under `source`) is somebody else's text and passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.place import span_within
from posology.reader.tree import Mapping, Node, Scalar, Sequence

CLAIM = "P0418"
BARE_STOP = "P0419"

SOURCE = "source"
READING = "reading"

TEXTS = frozenset(
    {"title", "banner", "intended", "user", "population", "limits", "question", "says", "text", "ask", "why", "caution"}
    | {"refer", "because", "otherwise", "approach", "check", "target"}
)
"""The keys under which people are told something."""

TEXTS_OF_BLOCKS = frozenset({("resume", "condition")})
"""Keys that hold a text in one block only: elsewhere a `condition` is one of the condition language."""

_WORDS = (
    "safe|safely|safer|safest|effective|effectively|efficacious|proven|harmless"  # then what has more than one form
    "|risk[- ]free|guarantee[sd]?|cures?|cured"
)
_APPROVED = r"(?:FDA|EMA)[- ](?:approved|cleared)|(?:approved|cleared)\s+(?:for|to|as|in|by\s+(?:the\s+)?(?:FDA|EMA))"
_CLAIMS = re.compile(rf"(?<![\w-])(?:{_WORDS}|{_APPROVED})(?!\w)", re.IGNORECASE)
_STOP = re.compile(r"(?<![\w-])(?:stop|discontinue|cease|quit)(?![\w-])", re.IGNORECASE)
_DENIAL = re.compile(
    r"(?<!\w)(?:not(?!\s+(?:only|just|merely))|never|no|nor|neither|without|nobody|none|cannot|\w+n['\u2019]t)(?!\w)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.;:!?,]|(?<!\w)(?:and|but)(?!\w)", re.IGNORECASE)
_ENDS_IN_CLAIM = re.compile(rf"(?<![\w-])(?:{_WORDS}),?\s*$", re.IGNORECASE)
_BEGINS_WITH_CLAIM = re.compile(rf"\s*(?:(?:and|or|nor)\s+)?(?:{_WORDS}|{_APPROVED})(?!\w)", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;!?](?=\s|$)")
_BY_AGREEMENT = re.compile(r"(?<!\w)(?:agree\w*|prescriber\w*|taper\w*)(?!\w)", re.IGNORECASE)


def check_texts(written: Mapping, diagnostics: Diagnostics) -> None:
    """Reports every claim and every bare stop in the texts of the protocol, at the word itself."""
    _check(_texts(written, block="", within=False), diagnostics)


def check_sayings(node: Node, diagnostics: Diagnostics) -> None:
    """The same for every text in the node, as of a file that names no keys for what people are told."""
    _check(_texts(node, block="", within=True), diagnostics)


def _check(texts: Iterator[Scalar], diagnostics: Diagnostics) -> None:
    for scalar in texts:
        for start, end in claims(scalar.text):
            word = scalar.text[start:end]
            diagnostics.error(
                CLAIM,
                f"the text says `{word}` of a treatment of which nobody may claim it",
                span_within(scalar, start, end),
                help="leave the claim out, or deny it in the same clause: `not shown to be …`",
            )
        for start, end in bare_stops(scalar.text):
            diagnostics.error(
                BARE_STOP,
                f"the text says a bare `{scalar.text[start:end]}`, which somebody may do without the prescriber",
                span_within(scalar, start, end),
                help="say `hold`, or who must agree: the prescriber, or an individual taper",
            )


def claims(text: str) -> Iterator[tuple[int, int]]:
    """Where the text says that something is safe, effective or approved, in a clause that does not deny it."""
    for found in _CLAIMS.finditer(text):
        if not _is_denied(text, found.start()):
            yield found.span()


def bare_stops(text: str) -> Iterator[tuple[int, int]]:
    """Where the text says to stop, neither forbidding it nor naming who agrees in the same sentence."""
    for found in _STOP.finditer(text):
        if not _is_denied(text, found.start()) and not _BY_AGREEMENT.search(_sentence_about(text, found.start())):
            yield found.span()


def _is_denied(text: str, place: int) -> bool:
    """Whether `not`, `never`, `no` or the like stands before the place in the same clause."""
    begins = max((each.end() for each in _BREAK.finditer(text, 0, place) if not _lists_claims(text, each)), default=0)
    return _DENIAL.search(text, begins, place) is not None


def _lists_claims(text: str, joint: re.Match[str]) -> bool:
    """Whether a comma or an `and` only joins one claim to the next, as in `safe and effective`."""
    joins = joint[0] not in ".;:!?"
    return joins and bool(_ENDS_IN_CLAIM.search(text, 0, joint.start()) and _BEGINS_WITH_CLAIM.match(text, joint.end()))


def _sentence_about(text: str, place: int) -> str:
    begins = max((each.end() for each in _SENTENCE.finditer(text) if each.end() <= place), default=0)
    ends = min((each.start() for each in _SENTENCE.finditer(text) if each.start() >= place), default=len(text))
    return text[begins:ends]


def _texts(node: Node, *, block: str, within: bool) -> Iterator[Scalar]:
    """Every scalar that is read by people, under whatever option of a reading it stands."""
    match node:
        case Scalar(value=str()) if within:
            yield node
        case Scalar():
            return
        case Sequence(items, _):
            for each in items:
                yield from _texts(each, block=block, within=within)
        case Mapping(entries, _):
            for key, each in entries:
                if key.text == SOURCE or (within and key.text == READING):
                    continue
                told = within or key.text in TEXTS or (block, key.text) in TEXTS_OF_BLOCKS
                yield from _texts(each, block=key.text, within=told)

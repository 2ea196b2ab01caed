"""A new site file as commented YAML: every question as a comment, what is answered as a key, the rest commented out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from posology.results.site_questions import SiteQuestion

WIDTH = 100

BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "readings": "What the protocol leaves open, and the clinic answers. Without an approval no sheet is final.",
        "holds": "Who approved how long medicines are held. `days: 21` holds for longer; shorter is refused.",
        "planned": "What is planned for each target of a step of the plan, inside the range of the protocol.",
        "volume_limits": "The largest volume for one target of a site, with the source that the clinic has for it.",
        "product": "Facts of the product. What is left out is told, and nothing is computed from it.",
        "legal_basis": "By which legal route the product is given. A registration or a trial listing is none.",
        "ethics": "The approval of an ethics board.",
        "consent": "The version of the consent in use. A record with another version is not final.",
        "prescriber": "Who orders the procedure.",
    }
)


def site_as_yaml(
    protocol: str, version: str, questions: Sequence[SiteQuestion], answers: Mapping[tuple[str, ...], str]
) -> str:
    """The file. `answers` are as written in it, by place; a key without an answer stands there as a comment."""
    return "\n".join(_lines(protocol, version, questions, answers)) + "\n"


def _lines(
    protocol: str, version: str, questions: Sequence[SiteQuestion], answers: Mapping[tuple[str, ...], str]
) -> Iterator[str]:
    yield f"# The decisions of one clinic for {protocol}, made for its version {version}."
    yield "# A line that begins with # is open: take the # away and write what holds. Examples decide nothing."
    yield "# `posology site check FILE` says what is open, and what a final sheet still needs."
    opened: list[tuple[str, ...]] = []
    for question in questions:
        for depth in range(1, len(question.place)):
            parent = question.place[:depth]
            if parent in opened:
                continue
            opened.append(parent)
            if depth == 1:
                yield ""
                yield from _comment(BLOCKS.get(parent[0], ""), "")
            mark = "" if _is_answered(parent, answers) else "# "
            yield f"{'  ' * (depth - 1)}{mark}{parent[-1]}:"
        yield from _question(question, answers.get(question.place))
        if question.place == ("site",):
            yield f"protocol: {protocol}"
    yield from _lots()
    yield from _people()


def _lots() -> Iterator[str]:
    """Lots come and go, and are a list, which one question cannot ask for: one stands there to be written over."""
    yield ""
    yield from _comment(
        "The lots in hand. The record of a patient names one of them (`product: {lot: ...}`); without it, and without "
        "its certificate (`certificate`, with `by`, `on`, `number` and `results` by test), no sheet is final.",
        "",
    )
    yield '# lots: [{lot: "name", identifier: "as on the label", donor: "code", expires: 2027-06-30}]'


def _people() -> Iterator[str]:
    """People are a list, which one question cannot ask for: they stand there to be written in."""
    yield ""
    yield from _comment(
        "Who may do what about a sheet, under the name that `--by` gives. Without them none is final.", ""
    )
    yield from _comment(
        "Roles are author, checker, verifier, approver, void and override; an account is of one person.", ""
    )
    yield "# people: [{name: name of a person, roles: [author], account: account of the computer}]"


def _question(question: SiteQuestion, answer: str | None) -> Iterator[str]:
    indent = "  " * (len(question.place) - 1)
    yield from _comment(question.ask, indent)
    for name, says in question.options:
        if says:
            yield from _comment(f"  {name}: {says}", indent)
    key = question.place[-1]
    if answer is not None:
        yield f"{indent}{key}: {answer}"
    elif question.place == ("site",):
        yield f'{indent}{key}: ""  # the file is refused until the clinic is named'
    else:
        yield f"{indent}# {key}: {question.written(question.example) or question.example}"


def _is_answered(place: tuple[str, ...], answers: Mapping[tuple[str, ...], str]) -> bool:
    return any(each[: len(place)] == place for each in answers)


def _comment(text: str, indent: str) -> Iterator[str]:
    lead = text[: len(text) - len(text.lstrip())]
    for line in textwrap.wrap(text.strip(), WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False):
        yield f"{indent}# {lead}{line}"

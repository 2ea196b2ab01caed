"""The compiler: a protocol as written becomes a protocol that the executions share, or a list of every fault in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping as Dict

from posology.compile.aftercare import (
    compile_care,
    compile_claims,
    compile_notes,
    compile_outcome,
    compile_sources,
    compile_visits,
)
from posology.compile.condition import scope_of
from posology.compile.criteria import compile_criteria
from posology.compile.desk import Desk
from posology.compile.plan import compile_limits, compile_plan
from posology.compile.washout import compile_together, compile_washout
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.protocol import Option, Protocol, Reading
from posology.ir.types import Simple
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.dictionary import Dictionary
from posology.protocol.document import Choice, Document
from posology.reader.tree import Mapping, Node, Scalar

ROOT_KEYS = (
    "protocol", "version", "title", "status", "banner", "use", "readings", "criteria", "washout", "together", "plan",
    "limits", "care", "visits", "outcome", "notes", "properties",
)  # fmt: skip
REQUIRED = ("protocol", "version", "title", "status", "use", "criteria", "plan")
STATUSES = ("investigational", "approved", "withdrawn")

NO_BANNER = "P0401"
BORROWED_NOT_FOUND = "P0405"

Borrow = Callable[[str], Document | None]
"""How the compiler gets at another protocol whose washout is taken over: by its id."""


def compile_protocol(
    document: Document,
    dictionary: Dictionary,
    anatomy: Anatomy,
    approved: Dict[str, str],
    borrow: Borrow,
    diagnostics: Diagnostics,
) -> Protocol | None:
    """The compiled protocol, or None where anything in it is at fault; every fault of the run is reported.

    `approved` says who approved which reading; `borrow` finds the document whose washout this one takes over.
    """
    lender, root = _borrowed(document, borrow, diagnostics)
    sources = {key.text: key for each in (lender, document) if each for key, _ in each.sources.entries}
    scope = scope_of(dictionary).with_names({f"plan.{site}": Simple.BOOLEAN for site in anatomy.sites})
    desk = Desk(diagnostics=diagnostics, dictionary=dictionary, anatomy=anatomy, scope=scope, sources=sources)
    head = desk.block(document.root, "the protocol", ROOT_KEYS, REQUIRED)
    if head is None:
        return None
    protocol = _assemble(document, root, lender, approved, desk)
    return None if diagnostics.has_errors else protocol


def _borrowed(document: Document, borrow: Borrow, diagnostics: Diagnostics) -> tuple[Document | None, Mapping]:
    """The protocol whose washout is taken over, if any, and where the washout rules then stand."""
    washout = document.root.get("washout")
    if not isinstance(washout, Mapping) or washout.get("as") is None:
        return None, document.root
    name = washout.get("as")
    lender = borrow(name.text) if isinstance(name, Scalar) else None
    if lender is None:
        diagnostics.error(
            BORROWED_NOT_FOUND, "the protocol whose washout is taken over is not found", washout.span,
            help="`washout: {as: …}` takes the id of a shipped protocol",
        )
        return None, Mapping((), washout.span)
    return lender, lender.root


def _assemble(
    document: Document, washout_root: Mapping, lender: Document | None, approved: Dict[str, str], desk: Desk
) -> Protocol:
    root = document.root
    what = "the protocol"
    use = desk.block(root.get("use"), "`use`", ("intended", "user", "population", "limits"), ("intended", "user", "population"))
    status = desk.option(root, "status", what, STATUSES) or STATUSES[0]
    if status == STATUSES[0] and root.get("banner") is None:
        desk.diagnostics.error(
            NO_BANNER, "an investigational protocol has no `banner`", root.span,
            help="add the text that stands on every output: what is not approved, and for what",
        )
    borrowed_sources = compile_sources(lender.sources, desk) if lender else ()
    own_sources = compile_sources(document.sources, desk)
    return Protocol(
        id=desk.text(root, "protocol", what),
        version=desk.text(root, "version", what),
        title=desk.text(root, "title", what),
        status=status,
        banner=desk.text(root, "banner", what),
        intended_use=desk.text(use, "intended", "`use`") if use else "",
        intended_user=desk.text(use, "user", "`use`") if use else "",
        population=desk.text(use, "population", "`use`") if use else "",
        evidence_limits=desk.words(use.get("limits"), "`limits` of `use`") if use else (),
        readings=_compile_readings(root.get("readings"), document.choices, approved, desk),
        criteria=compile_criteria(root.get("criteria"), desk),
        washout=compile_washout(washout_root.get("washout"), desk),
        together=compile_together(washout_root.get("together"), desk),
        steps=compile_plan(root.get("plan"), desk),
        limits=compile_limits(root.get("limits"), desk),
        care=compile_care(root.get("care"), desk),
        visits=compile_visits(root.get("visits"), desk),
        outcome=compile_outcome(root.get("outcome"), desk),
        notes=compile_notes(root.get("notes"), tuple(each.id for each in document.choices), desk),
        claims=compile_claims(root.get("properties"), desk),
        sources=tuple({each.id: each for each in (*borrowed_sources, *own_sources)}.values()),
        sha256=document.sha256,
        span=root.key_span("protocol"),
    )


def _compile_readings(
    node: Node | None, choices: tuple[Choice, ...], approved: Dict[str, str], desk: Desk
) -> tuple[Reading, ...]:
    blocks = {key.text: each for key, each in desk.entries(node, "`readings`")}
    return tuple(_compile_reading(blocks[each.id], each, approved.get(each.id), desk) for each in choices)


def _compile_reading(node: Node, choice: Choice, approved_by: str | None, desk: Desk) -> Reading:
    what = f"the reading `{choice.id}`"
    block = node if isinstance(node, Mapping) else Mapping((), node.span)
    return Reading(
        id=choice.id,
        question=desk.text(block, "question", what),
        options=tuple(_compile_option(key, each, what, desk) for key, each in desk.entries(block.get("options"), what)),
        default=choice.default,
        chosen=choice.chosen,
        approved_by=approved_by,
    )


def _compile_option(key: Scalar, node: Node, what: str, desk: Desk) -> Option:
    name = f"the option `{key.text}` of {what}"
    block = desk.block(node, name, ("says", "source"), ("says",)) or Mapping((), node.span)
    return Option(id=key.text, says=desk.text(block, "says", name), citation=desk.citation(block, name))

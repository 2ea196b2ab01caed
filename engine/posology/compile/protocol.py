"""The compiler: a protocol as written becomes a protocol that the executions share, or a list of every fault in it."""

from __future__ import annotations

from posology.compile.aftercare import compile_care, compile_notes, compile_sources
from posology.compile.arms import compile_arms
from posology.compile.borrowing import Borrowed, Lenders, borrow_washout, lender_under_some_option
from posology.compile.claims import compile_claims
from posology.compile.condition import scope_of
from posology.compile.criteria import compile_criteria
from posology.compile.desk import Desk, Reference
from posology.compile.exemptions import compile_exemptions
from posology.compile.head import compile_id, compile_readings, compile_status, compile_use, compile_version
from posology.compile.limits import check_limits, check_sites_used, compile_limits
from posology.compile.outcome import compile_outcome
from posology.compile.plan import compile_plan
from posology.compile.planned import check_planned
from posology.compile.site_holds import keep_holds
from posology.compile.visits import compile_visits
from posology.compile.washout import compile_together, compile_washout
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.protocol import Protocol
from posology.ir.types import Simple
from posology.ir.washout import WashoutRule
from posology.protocol.document import Document
from posology.protocol.promises import check_texts
from posology.protocol.site import Site, check_decisions
from posology.protocol.uses import check_uses
from posology.reader.tree import Mapping

ROOT_KEYS = (
    "protocol", "version", "title", "status", "banner", "use", "readings", "criteria", "washout", "together", "arms",
    "plan", "limits", "care", "visits", "outcome", "notes", "properties", "exemptions",
)  # fmt: skip
REQUIRED = ("protocol", "version", "title", "status", "use", "criteria", "plan")
WHAT = "the protocol"


def compile_protocol(
    document: Document, reference: Reference, site: Site, lenders: Lenders, diagnostics: Diagnostics
) -> Protocol | None:
    """The compiled protocol, or None where anything in it is at fault; every fault of the run is reported.

    `site` is what the clinic decided, held against the protocol; `lenders` are those whose washout can be taken
    over.
    """
    borrowed = borrow_washout(document, lenders, diagnostics)
    scope = scope_of(reference.dictionary)
    desk = Desk(
        diagnostics=diagnostics,
        reference=reference,
        scope=scope,
        scope_of_holds=scope.with_names({f"plan.{each}": Simple.BOOLEAN for each in reference.anatomy.sites}),
        sources=_listed(document, borrowed.lender),
    )
    lender = lender_under_some_option(document, borrowed, lenders)
    desk.block(document.root, WHAT, ROOT_KEYS, REQUIRED)
    check_texts(document.written, diagnostics)
    check_uses(document.written, document.sources, None if lender is None else lender.written, diagnostics)
    check_decisions(site, document.choices, diagnostics)
    blocks = _washout_blocks(borrowed, lender)
    protocol = _assemble(document, borrowed, blocks, site, desk)
    check_limits(protocol.limits, protocol.steps, diagnostics)
    steps = _keys(document.root, "plan")
    if steps and len(steps) == len(protocol.steps):
        check_sites_used(protocol.limits, protocol.steps, diagnostics)
    check_planned(site, steps, protocol.steps, diagnostics)
    return None if diagnostics.has_errors else protocol


def _keys(root: Mapping, name: str) -> tuple[str, ...]:
    """The ids that a block of the file names, those of faulty entries too."""
    block = root.get(name)
    return tuple(key.text for key, _ in block.entries) if isinstance(block, Mapping) else ()


def _listed(document: Document, lender: Document | None) -> frozenset[str] | None:
    """The sources that may be cited; None where a list of them cannot be read."""
    documents = (document,) if lender is None else (document, lender)
    lists = [each.sources for each in documents]
    if any(each is None for each in lists):
        return None
    return frozenset(key.text for each in lists if each is not None for key, _ in each.entries)


def _washout(borrowed: Borrowed, desk: Desk) -> tuple[WashoutRule, ...]:
    """The rules; a washout that a reading's option declines is not warned of class by class."""
    if not borrowed.is_found or borrowed.is_declined:
        return ()
    return compile_washout(borrowed.washout, borrowed.place, desk)


def _washout_blocks(borrowed: Borrowed, lender: Document | None) -> tuple[str, ...]:
    """The names of the blocks that have washout rules, or would have them under another option of a reading."""
    places = (borrowed.washout, None if lender is None else lender.root.get("washout"))
    return tuple(key.text for each in places if isinstance(each, Mapping) for key, _ in each.entries)


def _assemble(
    document: Document, borrowed: Borrowed, washout_blocks: tuple[str, ...], site: Site, desk: Desk
) -> Protocol:
    root = document.root
    use = compile_use(root, desk)
    arms = compile_arms(root.get("arms"), desk)
    limits, product_limits = compile_limits(root.get("limits"), desk)
    visits = compile_visits(root.get("visits"), desk)
    lent = borrowed.lender.sources if borrowed.lender else None
    sources = [source for each in (lent, document.sources) if each for source in compile_sources(each, desk)]
    return Protocol(
        id=compile_id(document, desk),
        version=compile_version(root, desk),
        title=desk.text(root, "title", WHAT),
        status=compile_status(root, desk),
        banner=desk.text(root, "banner", WHAT),
        intended_use=use.intended,
        intended_user=use.user,
        population=use.population,
        evidence_limits=use.limits,
        readings=compile_readings(document, site.approved, desk),
        criteria=compile_criteria(root.get("criteria"), desk),
        washout=keep_holds(_washout(borrowed, desk), site, washout_blocks, desk.diagnostics),
        together=compile_together(borrowed.together, desk),
        arms=arms,
        steps=compile_plan(root.get("plan"), arms, desk),
        limits=limits,
        product_limits=product_limits,
        care=compile_care(root.get("care"), desk),
        visits=visits,
        outcome=compile_outcome(root.get("outcome"), visits, desk),
        notes=compile_notes(root.get("notes"), _keys(root, "readings"), desk),
        claims=compile_claims(root.get("properties"), _keys(root, "criteria"), washout_blocks, desk),
        exemptions=compile_exemptions(root.get("exemptions"), desk),
        sources=tuple({each.id: each for each in sources}.values()),
        sha256=document.sha256,
        span=root.key_span("protocol"),
    )

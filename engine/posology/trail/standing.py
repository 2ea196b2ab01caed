"""Where a sheet stands: who made it, who checked and signed it, whether it was voided. A fold over its entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from posology.results.signing import Meaning, PassedOver, SecondCheck, Signature, Trailed, Voided
from posology.results.trail import Action, Entry, Overridden, Part, Standing

PASSED: Final = "passed"
FAILED: Final = "failed"


def standing_of(sheet: str, entries: Iterable[Entry]) -> Standing:
    """Where the sheet of that id stands by the entries, in their order; what comes after a voiding does not count."""
    found = Standing(sheet=sheet)
    for entry in entries:
        if entry.happening.subject == sheet and found.trailed.voided is None:
            found = _after(found, entry)
    return found


def _after(standing: Standing, entry: Entry) -> Standing:
    happening, trailed = entry.happening, standing.trailed
    by, at = happening.who, written(entry)
    match happening.action:
        case Action.SHEET:
            held = happening.part(Part.SHEET)
            contents = standing.contents if held is None else (*standing.contents, held.sha256)
            accounts = (*standing.accounts, happening.account)
            made = replace(standing, authors=(*standing.authors, by), accounts=accounts, contents=contents)
            return replace(made, trailed=_without_own_check(made, trailed))
        case Action.SECOND_CHECK:
            return replace(standing, trailed=replace(trailed, second_check=_second_check(standing, entry)))
        case Action.SIGN:
            meaning, content = Meaning(happening.new or ""), happening.content or ""
            signature = Signature(name=by, at=at, meaning=meaning, content_sha256=content)
            return replace(standing, trailed=replace(trailed, signatures=(*trailed.signatures, signature)))
        case Action.OVERRIDE:
            passed_over = Overridden(by=by, at=at, what=happening.old or "", reason=happening.reason)
            said = PassedOver(of=passed_over.what, says=happening.new or "", by=by, at=at, reason=passed_over.reason)
            named = replace(trailed, passed_over=(*trailed.passed_over, said))
            return replace(standing, overrides=(*standing.overrides, passed_over), trailed=named)
        case Action.VOID:
            return replace(standing, trailed=replace(trailed, voided=Voided(by=by, at=at, reason=happening.reason)))
        case Action.CHECK | Action.EXPORT | Action.REFUSED | Action.VIEW:
            return standing


def written(entry: Entry) -> str:
    """When the entry was made, to the second, with the offset from UTC."""
    return entry.happening.when.isoformat(timespec="seconds")


def _second_check(standing: Standing, entry: Entry) -> SecondCheck:
    happening, before = entry.happening, standing.trailed.second_check
    return SecondCheck(
        sheet=standing.sheet,
        content_sha256=happening.content or "",
        by=happening.who,
        at=written(entry),
        author=standing.authors[0] if standing.authors else None,
        passed=happening.new == PASSED and not standing.is_author(happening.who),
        differences=happening.found,
        entry=entry.number,
        failed_before=0 if before is None else before.failed_before + bool(before.differences),
        one_account=bool(happening.account) and happening.account in standing.accounts,
    )


def _without_own_check(standing: Standing, trailed: Trailed) -> Trailed:
    """Whoever makes the sheet anew after having checked it is no second person any more."""
    check = trailed.second_check
    if check is None or not standing.is_author(check.by):
        return trailed
    return replace(trailed, second_check=replace(check, passed=False))

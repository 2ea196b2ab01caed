"""A change that is asked about, before anything is known of what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from posology.diagnostics.span import Span
from posology.results.difference import Difference, Edit, FieldChange, Finding, Shown
from posology.verify.meaning.edits import field_changes
from posology.verify.meaning.fields import Fields

STATED: Final = "the two say different things, and no patient is needed to show it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A part that changed, in words; `under` is the option under which it did, empty for those that are chosen."""

    part: str
    id: str
    edit: Edit
    fields: tuple[FieldChange, ...]
    under: str = ""
    old_span: Span | None = None
    new_span: Span | None = None

    def found(
        self, finding: Finding, why: str, shown: tuple[Shown, ...] = (), said: tuple[str, ...] = ()
    ) -> Difference:
        """The change with its answer."""
        return Difference(
            part=self.part,
            id=self.id,
            edit=self.edit,
            fields=self.fields,
            under=self.under,
            finding=finding,
            why=why,
            shown=shown,
            said=said,
            old_span=self.old_span,
            new_span=self.new_span,
        )

    def stated(self, *said: str) -> Difference:
        """The change where both versions plainly say different things, with what it comes to."""
        return self.found(Finding.DIFFERENT, STATED, said=said)


def change_of(part: str, id_: str, old: Fields, new: Fields) -> Change | None:
    """The change between two tables of fields; a part that one does not have has none; None where they are alike."""
    fields = field_changes(old, new)
    if not fields:
        return None
    edit = Edit.ADDED if not old else Edit.REMOVED if not new else Edit.CHANGED
    return Change(part=part, id=id_, edit=edit, fields=fields)

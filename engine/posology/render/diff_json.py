"""A diff as JSON, with every patient as a record that `check` reads."""

from __future__ import annotations

from typing import TypeAlias

from posology.diagnostics.span import Span
from posology.render.exact_json import exact_json
from posology.render.findings_json import day_json, protocol_json
from posology.results.difference import Contrast, Difference, Form, MeaningDiff, Shown, WordChange

Table: TypeAlias = dict[str, object]


def diff_as_json(diff: MeaningDiff) -> str:
    """The diff as a JSON document that ends with a line feed."""
    return exact_json(
        {
            "posology": diff.engine_version,
            "old": _form(diff.old),
            "new": _form(diff.new),
            "meaning": diff.whole.value,
            "why": diff.why,
            "differences": [_difference(each) for each in diff.differences],
            "shown": None if diff.shown is None else _shown(diff.shown),
            "words": [_word(each) for each in diff.words],
            "unasked": list(diff.unasked),
            "tried": diff.tried,
        }
    )


def _form(form: Form) -> Table:
    return {
        "name": form.name,
        "protocol": protocol_json(form.stamp),
        "site": form.site or None,
        "readings": dict(form.chosen),
        "banner": form.banner,
    }


def _difference(difference: Difference) -> Table:
    return {
        "part": difference.part,
        "id": difference.id,
        "edit": difference.edit.value,
        "under": difference.under or None,
        "fields": [
            {"field": each.field, "old": each.old or None, "new": each.new or None} for each in difference.fields
        ],
        "meaning": difference.finding.value,
        "why": difference.why,
        "said": list(difference.said),
        "shown": [_shown(each) for each in difference.shown],
        "old_at": _place(difference.old_span),
        "new_at": _place(difference.new_span),
    }


def _shown(shown: Shown) -> Table:
    return {
        "sentence": shown.sentence,
        "leaning": shown.lead.leaning.value,
        "alone": shown.alone,
        "as_of": shown.witness.as_of.isoformat(),
        "procedure_date": day_json(shown.witness.procedure_date),
        "record": shown.witness.record,
        "contrasts": [_contrast(each) for each in shown.contrasts],
        "left_out": list(shown.left_out),
    }


def _contrast(contrast: Contrast) -> Table:
    return {
        "aspect": contrast.aspect.value,
        "about": contrast.about or None,
        "what": contrast.what,
        "old": contrast.old,
        "new": contrast.new,
        "leaning": contrast.leaning.value,
    }


def _word(change: WordChange) -> Table:
    return {
        "part": change.part,
        "id": change.id,
        "field": change.field,
        "old": change.old or None,
        "new": change.new or None,
    }


def _place(span: Span | None) -> Table | None:
    return None if span is None else {"file": span.file, "line": span.line, "column": span.column}

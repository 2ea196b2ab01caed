"""What a source reported, as JSON: every printing of every figure, and what disputes it. Decimals are strings."""

from __future__ import annotations

import json

from posology.ir.citation import Citation
from posology.ir.protocol import Protocol
from posology.render.findings_json import Json
from posology.results.evidence import (
    Band,
    Baseline,
    Claim,
    Contradiction,
    Disagreement,
    Evidence,
    Figure,
    Mean,
)


def evidence_as_json(protocol: Protocol, evidence: Evidence | None) -> str:
    """The panel as a JSON document that ends with a line feed; `evidence` is null where nothing is kept."""
    document: Json = {
        "protocol": {"id": protocol.id, "version": protocol.version, "status": protocol.status},
        "banner": protocol.banner,
        "evidence": None if evidence is None else _evidence(evidence),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _evidence(evidence: Evidence) -> Json:
    return {
        "sha256": evidence.sha256,
        "measures": [
            {
                "id": each.id,
                "says": each.says,
                "of": each.base,
                "of_month": each.base_month,
                "others_than": each.complement,
                "source": _citation(each.citation),
            }
            for each in evidence.measures
        ],
        "groups": [
            {"id": each.id, "says": each.says, "columns": [*each.columns], "source": _citation(each.citation)}
            for each in evidence.groups
        ],
        "figures": [_figure(each, evidence) for each in evidence.figures],
        "means": [_mean(each) for each in evidence.means],
        "baseline": None if evidence.baseline is None else _baseline(evidence.baseline),
        "claims": [_claim(each, evidence) for each in evidence.claims],
        "contradictions": [_contradiction(each) for each in evidence.contradictions],
        "computed": [_disagreement(each) for each in evidence.disagreements],
    }


def _citation(citation: Citation) -> Json:
    return {
        "ref": citation.ref,
        "section": citation.section,
        "confidence": citation.confidence,
        "note": citation.note or None,
    }


def _disputed_by(subject: str, evidence: Evidence) -> Json:
    return [each.id for each in evidence.disputed_by(subject)]


def _figure(figure: Figure, evidence: Evidence) -> Json:
    return {
        "id": figure.id,
        "measure": figure.measure,
        "group": figure.group,
        "month": figure.month,
        "disputed_by": _disputed_by(figure.id, evidence),
        "supported": _supported(figure, evidence),
        "printed": [
            {"count": each.count, "of": each.base, "percent": each.percent, "source": _citation(each.citation)}
            for each in figure.printings
        ],
    }


def _supported(figure: Figure, evidence: Evidence) -> Json:
    """The fraction that the other numbers support; null where the figure stands, or they support none."""
    for dispute in (each for one in evidence.contradictions for each in one.disputes):
        if dispute.of == figure.id and dispute.count is not None:
            return {"count": dispute.count, "of": dispute.base}
    return None


def _mean(mean: Mean) -> Json:
    return {
        "id": mean.id,
        "of": mean.population,
        "group": mean.group,
        "instrument": mean.instrument,
        "month": mean.month,
        "printed": [{"mean": str(each.mean), "source": _citation(each.citation)} for each in mean.printings],
    }


def _baseline(baseline: Baseline) -> Json:
    return {
        "source": _citation(baseline.citation),
        "columns": [
            {"id": each.id, "says": each.says, "facets": each.facets, "discs": each.discs, "patients": each.patients}
            for each in baseline.columns
        ],
        "blocks": [
            {"id": each.id, "unit": each.unit or None, "bands": [_band(band) for band in each.bands]}
            for each in baseline.blocks
        ],
    }


def _band(band: Band) -> Json:
    bounds = {"from": band.lowest, "to": band.highest, "below": band.below, "above": band.above}
    written: dict[str, Json] = {name: str(bound) for name, bound in bounds.items() if bound is not None}
    if band.word:
        written["is"] = band.word
    written["patients"] = [*band.patients]
    return written


def _claim(claim: Claim, evidence: Evidence) -> Json:
    return {
        "id": claim.id,
        "says": claim.says,
        "measure": claim.measure,
        "group": claim.group,
        "month": claim.month,
        "take": claim.taken.value,
        "above": claim.above,
        "disputed_by": _disputed_by(claim.id, evidence),
        "source": _citation(claim.citation),
    }


def _contradiction(contradiction: Contradiction) -> Json:
    return {
        "id": contradiction.id,
        "found": contradiction.found.value,
        "where": contradiction.where,
        "statements": [
            {
                "says": each.says,
                "figures": {name: str(number) for name, number in each.figures.items()},
                "source": _citation(each.citation),
            }
            for each in contradiction.statements
        ],
        "supported": contradiction.supported,
        "disputes": [{"of": each.of, "count": each.count, "base": each.base} for each in contradiction.disputes],
        "readings": [*contradiction.readings],
        "notes": [*contradiction.notes],
    }


def _disagreement(disagreement: Disagreement) -> Json:
    return {"check": disagreement.check, "subjects": [*disagreement.subjects], "says": disagreement.says}

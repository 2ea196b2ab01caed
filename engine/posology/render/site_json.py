"""Where a site file stands, as JSON."""

from __future__ import annotations

import json

from posology.render.findings_json import Json, protocol_json
from posology.results.site_standing import SiteStanding


def standing_as_json(standing: SiteStanding) -> str:
    """The standing as a JSON document that ends with a line feed."""
    document: dict[str, Json] = {
        "site": standing.name,
        "sha256": standing.sha256,
        "protocol": protocol_json(standing.protocol),
        "banner": standing.banner,
        "decided": [{"place": each.place, "says": each.says} for each in standing.decided],
        "open": [{"place": each.place, "says": each.says} for each in standing.open],
        "needs": [{"what": each.what, "where": each.where} for each in standing.needs],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

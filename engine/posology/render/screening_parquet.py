"""A screening as Parquet: one row for each patient, typed, with the banner in what the file says of itself."""

from __future__ import annotations

from typing import BinaryIO

import polars as pl

from posology.render.screening_rows import typed_rows
from posology.render.screening_words import Why, day_text
from posology.results.screening import Screening

GROUP_ROWS = 100_000


def write_parquet(found: Screening, rows: pl.LazyFrame, why: Why | None, sink: BinaryIO) -> None:
    """Writes the rows as they stream by."""
    typed_rows(rows, why).sink_parquet(sink, metadata=_about(found), maintain_order=True, row_group_size=GROUP_ROWS)


def _about(found: Screening) -> dict[str, str]:
    return {
        "posology": found.engine_version,
        "protocol": f"{found.protocol.id} {found.protocol.version}",
        "protocol_sha256": found.protocol.sha256,
        "status": found.protocol.status,
        "banner": found.banner,
        "as_of": day_text(found.as_of),
        "procedure_date": day_text(found.procedure_date),
        "deidentified": str(found.deidentified).lower(),
    }

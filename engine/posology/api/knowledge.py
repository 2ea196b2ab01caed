"""What is known before any protocol or patient."""

from __future__ import annotations

from dataclasses import dataclass

from posology.knowledge.anatomy import Anatomy
from posology.knowledge.cryoprotectants import Cryoprotectants
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary
from posology.knowledge.instruments import Instruments


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The data dictionary, the drugs, the anatomy, the instruments, the cryoprotectants."""

    dictionary: Dictionary
    drugs: Drugs
    anatomy: Anatomy
    instruments: Instruments
    cryoprotectants: Cryoprotectants

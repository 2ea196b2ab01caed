"""The faults that are planted in the small protocol, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
SOUND = HERE / "small-spine"
PROTOCOL = "protocol.yaml"
SITE = "site.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what stands first in the file, what is put in its stead, and the codes that this is told by."""

    name: str
    file: str
    replace: str
    by: str
    told: tuple[str, ...]

    def plant(self, folder: Path) -> None:
        """The small protocol stands in the folder, with the fault in it."""
        folder.mkdir()
        for file in sorted(SOUND.iterdir()):
            text = file.read_text(encoding="utf-8")
            if file.name == self.file:
                assert self.replace in text, f"nothing to replace for {self.name}"
                text = text.replace(self.replace, self.by, 1)
            (folder / file.name).write_text(text, encoding="utf-8", newline="\n")


def read_faults() -> tuple[Fault, ...]:
    """Every fault of the list."""
    listed = yaml.safe_load((HERE / "faults.yaml").read_text(encoding="utf-8"))
    return tuple(
        Fault(each["name"], each.get("file", PROTOCOL), each["replace"], each["by"], tuple(each["told"]))
        for each in listed
    )

"""Where the shipped rules are: a plain folder of YAML, in the wheel or beside the checkout."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

RULES = PACKAGE / "rules" if (PACKAGE / "rules").is_dir() else PACKAGE.parent.parent / "rules"


def shipped_protocols() -> tuple[str, ...]:
    """The ids of the shipped protocols, by name."""
    return tuple(sorted(each.name for each in RULES.iterdir() if (each / "protocol.yaml").is_file()))


def knowledge_files(folder: str) -> tuple[tuple[str, bytes], ...]:
    """The YAML files of one folder of the rules with their names, in order."""
    return tuple(
        (str(each.relative_to(RULES.parent)), each.read_bytes()) for each in sorted((RULES / folder).glob("*.yaml"))
    )


def knowledge_file(name: str) -> tuple[str, bytes]:
    """One file of the rules with its name."""
    path = RULES / name
    return str(path.relative_to(RULES.parent)), path.read_bytes()


def rules_sha256() -> str:
    """The hash over every shipped file of YAML with its name: what an answer rests on beside the files asked."""
    digest = hashlib.sha256()
    for path in sorted(RULES.rglob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(RULES).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()

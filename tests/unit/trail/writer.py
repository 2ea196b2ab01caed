"""A process that appends to a trail and says so of each entry once it is on the disk; it ends when it is killed."""

from __future__ import annotations

import sys

from posology.trail.store import open_store
from tests.unit.trail.written import append


def main(where: str, first: int, count: int) -> None:
    """Appends so many entries, from that number of a patient on."""
    store = open_store(where, create=True)
    for number in range(first, first + count):
        with store.writing() as pen:
            entry = append(pen, number)
        sys.stdout.write(f"{entry.number} {entry.hash} P-{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

"""A PostgreSQL server of the tests' own, in a folder that is gone afterwards, reached by a socket in it alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")
USER = "posology"


def folder_of_programs() -> Path | None:
    """Where the server's programs are; None where it is not installed."""
    named = shutil.which("pg_ctl")
    beside = [] if named is None else [Path(named).resolve().parent]
    # Debian keeps them in a folder for each version that is on nobody's path
    for folder in (*beside, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)):
        if all((folder / each).exists() for each in NEEDED):
            return folder
    return None


@contextmanager
def server(programs: Path) -> Generator[str]:
    """The URL of the database of a running server. PostgreSQL refuses to run as root, so root hands it to nobody."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    places = folder / "data", folder / "log"

    def run(program: str, *arguments: object) -> None:
        _run_as(user, [str(programs / program), *map(str, arguments)], folder)

    try:
        run("initdb", "-D", places[0], "-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8", "--locale=C")
        said = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=20"
        run("pg_ctl", "-D", places[0], "-l", places[1], "-o", said, "-w", "-t", "60", "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", places[0], "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_as(user: str, command: Sequence[str], folder: Path) -> None:
    """Runs the program as that user, told by its own words where it fails; a server that it starts outlives it."""
    said = folder.parent / f"{folder.name}.said"
    with said.open("wb") as out:
        if os.geteuid() == 0:
            group = pwd.getpwnam(user).pw_gid
            ran = subprocess.run(
                command, stdout=out, stderr=out, cwd="/", check=False, user=user, group=group, extra_groups=[]
            )
        else:
            ran = subprocess.run(command, stdout=out, stderr=out, cwd="/", check=False)
    text = said.read_text("utf-8", errors="replace")
    said.unlink()
    assert ran.returncode == 0, text

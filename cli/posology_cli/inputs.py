"""What a command reads: files by name, and standard input as `-`."""

from __future__ import annotations

import sys
from pathlib import Path

from posology_cli.exits import Unreadable

STANDARD_INPUT = "-"


def read_bytes(name: str) -> bytes:
    """The content of the file, or of standard input.

    Raises:
        Unreadable: where there is no such file, or it is a folder, or it cannot be opened.
    """
    try:
        return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except FileNotFoundError:
        message = f"there is no file `{name}`"
    except IsADirectoryError:
        message = f"`{name}` is a folder, and a file is needed"
    except PermissionError:
        message = f"the file `{name}` may not be read by this user"
    except (OSError, ValueError) as error:
        # a name with a zero byte is a ValueError; a name too long, a loop of links, a broken disk are the others
        message = f"the file `{name}` cannot be read: {getattr(error, 'strerror', None) or 'its name is not one'}"
    raise Unreadable(message)

"""`python -m posology_cli`, where the command itself is not on the path."""

from __future__ import annotations

import sys

from posology_cli.main import main

sys.exit(main())

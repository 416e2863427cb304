"""`python -m bench NAME [arguments]`: the figures that we promise, measured. A NAME is a module or package with `main(argv)`."""

import importlib
import os
import sys
from pathlib import Path

import django

HERE = Path(__file__).parent
#: What the others stand on; not to be run.
PARTS = {"__init__", "__main__", "known", "logs", "meter", "scratch"}


def names() -> list[str]:
    found = {path.stem for path in HERE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    return sorted(found - PARTS)


def main(argv: list[str]) -> int:
    if not argv or argv[0] not in names():
        print(f"Usage: python -m bench {{{','.join(names())}}} [arguments]", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    os.environ.setdefault("NUMBA_CACHE_DIR", str(HERE.parent / ".cache" / "numba"))
    django.setup()
    return importlib.import_module(f"bench.{argv[0]}").main(argv[1:]) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

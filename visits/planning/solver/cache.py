"""Where compiled code is kept: `NUMBA_CACHE_DIR`, in a folder of its own for each version of the sources.

numba looks at the time of the file that it compiles, not at those it calls; a folder by content is never stale.
"""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path


def keep_compiled_code() -> None:
    """Must run before numba is imported. Without the variable numba keeps its code beside the sources."""
    base = os.environ.get("NUMBA_CACHE_DIR")
    if base and Path(base).name != _digest():
        os.environ["NUMBA_CACHE_DIR"] = str(Path(base) / _digest())


def _digest() -> str:
    content = hashlib.sha256(version("numba").encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        content.update(source.read_bytes())
    return content.hexdigest()[:16]

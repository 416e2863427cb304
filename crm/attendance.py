"""A process that was started to serve another one ends with it, even when that one is killed."""

import os
import signal
import threading
import time

LOOK_EVERY_SECONDS = 1.0


def end_with(parent: int) -> None:
    """Send ourselves SIGTERM once `parent`, our parent process, is gone; works the same on Linux and macOS."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="attendance", daemon=True).start()

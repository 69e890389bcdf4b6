"""One web process: the application as its environment says, ending with whoever started it."""

from __future__ import annotations

import gc
import multiprocessing
import os
from threading import Thread

from litestar import Litestar

from crowd.model.errors import StartFailed
from crowd.settings import read_secret, read_settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import is_embedded
from crowd.store.store import Store
from crowd.web.app import build_app


def create_app() -> Litestar:
    """The application that a web process serves."""
    _end_with_parent()
    settings = read_settings(os.environ)
    if settings.redis_url is None:
        raise StartFailed(
            "REDIS_URL is not set. Start with `crowd serve`, which brings a database."
        )
    disk = settings.data if is_embedded(settings.redis_url, settings.data) else None
    store = Store(connect(settings.redis_url), disk)
    app = build_app(settings, store, read_secret(settings))
    # All this lives as long as the process: looking through it again and again for garbage would
    # hold up requests by tens of milliseconds.
    gc.collect()
    gc.freeze()
    return app


def _end_with_parent() -> None:
    """Has a process of several end at once when the one that watches over them was killed.

    It would go on listening at the port, without a database, and nobody could start anew.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, name="parent", daemon=True).start()

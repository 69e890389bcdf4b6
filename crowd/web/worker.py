"""One web process: builds the application from the environment; ends with its parent."""

from __future__ import annotations

import gc
import multiprocessing
import os
from threading import Thread

from litestar import Litestar

from crowd.model.errors import StartFailed
from crowd.secret import ensure_secret
from crowd.settings import read_settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import is_embedded
from crowd.store.store import Store
from crowd.web.app import build_app

MAX_YOUNG_OBJECTS = 10_000
"""New objects after which the garbage collector runs."""


def create_app() -> Litestar:
    """Build the application that a web process serves."""
    _end_with_parent()
    settings = read_settings(os.environ)
    if settings.redis_url is None:
        raise StartFailed(
            "REDIS_URL is not set. Start with `crowd serve`, which brings a database."
        )
    disk = settings.data if is_embedded(settings.redis_url, settings.data) else None
    store = Store(connect(settings.redis_url), disk)
    app = build_app(settings, store, ensure_secret(settings))
    # These objects live as long as the process; without them, full runs of the garbage collector no
    # longer hold up requests by tens of milliseconds.
    gc.collect()
    gc.freeze()
    # Requests leave few cycles: with 700 objects, the default, runs take 4 % of the time, measured.
    gc.set_threshold(MAX_YOUNG_OBJECTS)
    return app


def _end_with_parent() -> None:
    """Exit when the parent of several processes is killed.

    Otherwise this one would go on listening at the port, without a database, and block a new start.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    Thread(target=wait, name="parent", daemon=True).start()

"""Other people's web pages: a small site of its own, at another origin than the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Blog:
    """A site whose pages are what a test writes into it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.pages: dict[str, str] = {}

    def write(self, body: str, path: str = "/", style: str = "") -> str:
        """Puts a page there; its address."""
        head = f"<meta charset=utf-8><title>A blog</title><style>{style}</style>"
        self.pages[path] = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body>"
        return f"{self.url}{path}"


@contextmanager
def running_blog() -> Iterator[Blog]:
    """The site for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = blog.pages.get(self.path)
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            """Says nothing: the tests do."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    blog = Blog(server.server_port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield blog
    finally:
        server.shutdown()
        thread.join()

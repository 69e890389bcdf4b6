"""The sites whose pages may have people answer inside a frame: each named exactly."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crowd.model.sentence import Sentence

MOST_FRAMES = 10
NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
DEFAULT_PORTS = {"https": 443, "http": 80}


def check_frames(frames: list[str]) -> str:
    """What is wrong with a list of sites, as a sentence; empty if nothing is."""
    if len(frames) > MOST_FRAMES:
        return Sentence("Name at most {most} sites.", most=MOST_FRAMES)
    for frame in frames:
        if not origin(frame):
            return Sentence(
                "“{frame}” is not a site. Write each as its address begins, such as "
                "https://blog.example, without anything after the name.",
                frame=frame[:60],
            )
    return ""


def origins(frames: list[str]) -> list[str]:
    """The sites as browsers name them, each once, in the order in which they were listed."""
    return list(dict.fromkeys(origin(frame) for frame in frames))


def origin(frame: str) -> str:
    """A site as browsers name it: https, or http on this very machine. Empty if it is none.

    These go into a header, so only letters, digits, dots and hyphens pass.
    """
    try:
        parts = urlsplit(frame.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    beyond = parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None
    secure = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    if beyond or not secure or not NAME.fullmatch(host):
        return ""
    usual = port is None or port == DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}{'' if usual else f':{port}'}"

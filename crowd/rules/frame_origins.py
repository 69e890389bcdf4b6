"""Origins of the sites that can show a poll with its form in a frame."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crowd.model.host import DEFAULT_PORTS
from crowd.model.sentence import Sentence

MAX_FRAMES = 10
HOST_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)


def check_frames(frames: list[str]) -> str:
    """Return the problem with a list of sites, as a sentence; empty without one."""
    if len(frames) > MAX_FRAMES:
        return Sentence("Name at most {most} sites.", most=MAX_FRAMES)
    for frame in frames:
        if not frame_origin(frame):
            return Sentence(
                "“{frame}” is not a site. Write each as its address begins, such as "
                "https://blog.example, without anything after the name.",
                frame=frame[:60],
            )
    return ""


def frame_origins(frames: list[str]) -> list[str]:
    """Return the distinct origins of sites, in their order."""
    return list(dict.fromkeys(frame_origin(frame) for frame in frames))


def frame_origin(frame: str) -> str:
    """Return the origin of a site: https, or http on localhost; empty if it has none.

    Origins go into a header, so host names have only letters, digits, dots and hyphens.
    """
    try:
        parts = urlsplit(frame.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    beyond = parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None
    secure = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    if beyond or not secure or not HOST_NAME.fullmatch(host):
        return ""
    usual = port is None or port == DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}{'' if usual else f':{port}'}"

"""The tokens by which callers of the API identify themselves, as security schemes of OpenAPI."""

from __future__ import annotations

ANYONE: dict[str, list[str]] = {}
ADMIN = {"adminToken": list[str]()}
EDIT = {"editToken": list[str]()}
BROWSER = {"browser": list[str]()}
SECURITY_SCHEMES = {
    "adminToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The admin token that creating the poll has given.",
    },
    "editToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The edit token that answering has given.",
    },
    "browser": {
        "type": "apiKey",
        "in": "cookie",
        "name": "crowd-browser",
        "description": "Set by the first answer; on https its name begins with __Host-.",
    },
}

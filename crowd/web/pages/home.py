"""The front page, the admin link and the page that explains failures."""

from __future__ import annotations

from typing import Any

from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from crowd.actions.authorize import authorize
from crowd.model import tokens
from crowd.model.errors import NotFound
from crowd.web.callers import admin_cookie
from crowd.web.deps import OurService
from crowd.web.errors import problem_titles


@get("/", include_in_schema=False)
async def home(service: OurService) -> Response[bytes]:
    """What this is, and the way to a first poll."""
    return Response(
        service.renderer.page("pages/home.html"),
        media_type=MediaType.HTML,
        headers={"Cache-Control": "public, max-age=300"},
    )


@get("/a/{token:str}", include_in_schema=False)
async def admin_link(service: OurService, token: FromPath[str]) -> Response[Any]:
    """The admin link: remembers the organizer and goes to an address without the token."""
    poll_id = tokens.poll_of_token(token)
    if not poll_id:
        raise NotFound("This admin link is not complete. Copy all of it.")
    await authorize(service.store, poll_id, token)
    return Redirect(f"/p/{poll_id}/manage", status_code=303, cookies=[admin_cookie(service, token)])


@get("/problems/{name:str}", include_in_schema=False)
async def problem(service: OurService, name: FromPath[str]) -> Response[bytes]:
    """What the `type` of a problem document means."""
    if name not in problem_titles():
        raise NotFound("There is no problem of this name.")
    status, title = problem_titles()[name]
    body = service.renderer.page("pages/problem.html", name=name, title=title, status=status)
    return Response(
        body, media_type=MediaType.HTML, headers={"Cache-Control": "public, max-age=300"}
    )


@get("/robots.txt", include_in_schema=False, media_type=MediaType.TEXT)
async def robots() -> str:
    """Polls are found by their links; the pages of organizers and participants are for nobody else."""
    return (
        "User-agent: *\nDisallow: /a/\nDisallow: /e/\nDisallow: /*/manage\nDisallow: /*/receipt\n"
    )

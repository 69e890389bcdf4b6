"""The front page, the admin link and the page that explains failures."""

from __future__ import annotations

from litestar import MediaType, get
from litestar.params import FromPath

from crowd.actions.authorize import authorize
from crowd.model import tokens
from crowd.model.errors import NotFound
from crowd.web.callers import admin_cookie
from crowd.web.deps import OurService
from crowd.web.errors import problem_titles
from crowd.web.replies import Reply, redirect

KEPT = {"Cache-Control": "public, max-age=300"}


@get("/", include_in_schema=False)
async def home(service: OurService) -> Reply:
    """What this is, and the way to a first poll."""
    return Reply(service.renderer.page("pages/home.html"), headers=KEPT)


@get("/a/{token:str}", include_in_schema=False)
async def admin_link(service: OurService, token: FromPath[str]) -> Reply:
    """The admin link: remembers the organizer and goes to an address without the token."""
    poll_id = tokens.poll_of_token(token)
    if not poll_id:
        raise NotFound("This admin link is not complete. Copy all of it.")
    await authorize(service.store, poll_id, token)
    return redirect(f"/p/{poll_id}/manage", admin_cookie(service, token))


@get("/problems/{name:str}", include_in_schema=False)
async def problem(service: OurService, name: FromPath[str]) -> Reply:
    """What the `type` of a problem document means."""
    if name not in problem_titles():
        raise NotFound("There is no problem of this name.")
    status, title = problem_titles()[name]
    body = service.renderer.page("pages/problem.html", name=name, title=title, status=status)
    return Reply(body, headers=KEPT)


@get("/robots.txt", include_in_schema=False, media_type=MediaType.TEXT)
async def robots() -> str:
    """Polls are found by their links; the pages of organizers and participants are for nobody else."""
    return (
        "User-agent: *\nDisallow: /a/\nDisallow: /e/\nDisallow: /*/manage\nDisallow: /*/receipt\n"
    )

"""The JSON API after the reveal: the organizer publishes reasons, and hides single names and reasons."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from crowd.actions.close_poll import close_if_due
from crowd.actions.texts.manage_texts import MAX_PLACES, list_texts, publish_texts
from crowd.model.errors import Invalid, Sealed
from crowd.web.api.reason_messages import (
    GivenTextsView,
    Publication,
    ReasonsBody,
    TextPageView,
)
from crowd.web.api.tokens import ADMIN
from crowd.web.auth import require_acting_organizer, require_organizer
from crowd.web.deps import OurService, now
from crowd.web.http.headers import AppRequest

Page = Annotated[
    int | None,
    QueryParameter(
        description="Which page of the list, from 1; beyond the last one, the last one."
    ),
]


@post(
    "/polls/{poll_id:str}/reasons",
    operation_id="publishReasons",
    problems=(Sealed, Invalid),
    security=[ADMIN],
    summary="Publish or hide reasons and names",
    status_code=200,
)
async def publish_reasons(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[ReasonsBody]
) -> Publication:
    """Publish the reasons of a revealed poll, or take them off the results; hide or show the name and
    reason of single answers. All of a call takes effect in one step."""
    poll = await require_acting_organizer(request, service, poll_id)
    poll = await close_if_due(service.store, service.computations, poll, now())
    for field in ("hide", "show"):
        if len(getattr(data, field)) > MAX_PLACES:
            raise Invalid.of_field(field, f"Name at most {MAX_PLACES:,} answers in one call.")
    hidden = await publish_texts(
        service.store, poll, published=data.publish, hide=data.hide, show=data.show
    )
    published = poll.reasons_published if data.publish is None else data.publish
    return Publication(published=published, hidden=hidden)


@get(
    "/polls/{poll_id:str}/reasons",
    operation_id="listReasons",
    problems=(Sealed,),
    security=[ADMIN],
    summary="List names and reasons",
)
async def list_reasons(
    request: AppRequest, service: OurService, poll_id: FromPath[str], page: Page = None
) -> TextPageView:
    """List the names and reasons that may be shown, after the reveal, to the organizer."""
    poll = await require_organizer(request, service, poll_id)
    poll = await close_if_due(service.store, service.computations, poll, now())
    found = await list_texts(service.store, poll, 1 if page is None else page)
    to_json = poll.definition.kind.to_json
    return TextPageView(
        published=poll.reasons_published,
        total=found.total,
        page=found.page,
        pages=found.pages,
        answers=[
            GivenTextsView(
                place=entry.place,
                value=to_json(entry.value),
                name=entry.name,
                reason=entry.reason,
                hidden=entry.hidden,
            )
            for entry in found.entries
        ],
    )

"""The form of a poll: the page, and what it sends parsed to a proposal."""

from __future__ import annotations

import asyncio

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.kinds import KINDS
from crowd.model.errors import Problem
from crowd.poll import Poll
from crowd.rules.headline import LEAD_REASONS
from crowd.rules.time_zones import time_zones
from crowd.web.deps import Service, now
from crowd.web.forms.base import Form
from crowd.web.forms.closing_time import TIME_ZONES
from crowd.web.forms.image_upload import NO_IMAGE, ImageUpload, media_type_of_base64
from crowd.web.forms.poll import ParsedPollForm, PollFormReader
from crowd.web.http.responses import BytesResponse, uncached_page
from crowd.web.visitor import VisitorRequest

KIND_FIELDS = {field for kind in KINDS.values() for field in kind.field_names}
"""Fields of the form that only some kinds have."""


async def parse_poll_form(
    request: VisitorRequest, form: Form, upload: ImageUpload, draft: Poll | None = None
) -> ParsedPollForm:
    """Parse the form of a new poll, or of a draft, in a thread: long texts take a while."""
    image = draft.definition.image if draft else None
    reader = PollFormReader(form, request.locale, now(), upload, image)
    return await asyncio.to_thread(reader.parse)


def poll_form_page(
    request: VisitorRequest,
    service: Service,
    form: Form,
    problems: list[Problem],
    ticket: str,
    upload: ImageUpload = NO_IMAGE,
    draft: Poll | None = None,
    *,
    status_code: int = 200,
) -> BytesResponse:
    """Show the form of a new poll, or of a draft, with its fields filled and its problems."""
    problems = [*problems, *upload.lost_file_problems(form)]
    kept_image = upload.as_hidden_field(form)
    body = service.renderer.page(
        "pages/new.html",
        request.translator,
        form=form.fields,
        problems=problems,
        by_field={problem.field: problem.message for problem in problems},
        kind_problems=any(problem.field in KIND_FIELDS for problem in problems),
        ticket=ticket,
        kept_image=kept_image,
        kept_type=media_type_of_base64(kept_image),
        max_megabytes=service.settings.max_picture_megabytes,
        max_bytes=service.settings.max_picture_bytes,
        time_zones=_time_zones(form.get("time_zone")),
        kinds=KINDS,
        advice=_advice(),
        headlines=_headlines(),
        draft_id=draft.id if draft else "",
        fresh=request.method == "GET",
        has_image=bool(draft and draft.definition.image),
    )
    return uncached_page(body, status_code)


def _headlines() -> list[tuple[str, str, str, str]]:
    """Return each aggregator that may lead: its name, its label, its reason, and its kinds of poll."""
    return [
        (
            name,
            label,
            LEAD_REASONS[name],
            " ".join(kind for kind in KINDS if name in KINDS[kind].headlines),
        )
        for name, label in HEADLINE_NAMES.items()
    ]


def _advice() -> dict[str, str]:
    """Return each sentence about what leads by default, and the kinds that it is about."""
    sentences = dict.fromkeys(kind.advice for kind in KINDS.values())
    return {
        sentence: " ".join(name for name, kind in KINDS.items() if kind.advice == sentence)
        for sentence in sentences
    }


def _time_zones(chosen: str) -> list[str]:
    """Return the time zones to choose from; a draft made by the API may have another one."""
    known = not chosen or chosen in TIME_ZONES or chosen not in time_zones()
    return TIME_ZONES if known else [*TIME_ZONES, chosen]

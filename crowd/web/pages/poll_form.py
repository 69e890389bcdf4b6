"""The form of a poll: the page, and what it sends parsed to a proposal."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import get
from litestar.params import FromQuery

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.kinds import KINDS
from crowd.model.errors import Problem
from crowd.poll import Poll
from crowd.rules.headline import LEAD_REASONS
from crowd.rules.time_zones import time_zones
from crowd.web.deps import Service, now
from crowd.web.forms.base import Form
from crowd.web.forms.closing_time import CHOSEN_TIME, closing_moments, find_time_zone
from crowd.web.forms.image_upload import NO_IMAGE, ImageUpload, media_type_of_base64
from crowd.web.forms.poll import ParsedPollForm, PollFormReader, non_empty_lines
from crowd.web.http.responses import BytesResponse, uncached_page
from crowd.web.images.limits import UNREADABLE_HERE
from crowd.web.urls import image_path
from crowd.web.views.closing_choices import ClosingChoice, closing_choices
from crowd.web.visitor import VisitorRequest

KIND_FIELDS = {field for kind in KINDS.values() for field in kind.field_names} | {"kind"}
"""Fields of the form that only some kinds have, and that of their bounds together."""


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
    body = service.renderer.page(
        "pages/new.html",
        request.translator,
        form={**form.fields, "closes": form.get("closes") or CHOSEN_TIME},
        problems=problems,
        by_field={problem.field: problem.message for problem in problems},
        kind_problems=any(problem.field in KIND_FIELDS for problem in problems),
        ticket=ticket,
        max_megabytes=service.settings.max_picture_megabytes,
        unreadable=UNREADABLE_HERE,
        max_bytes=service.settings.max_picture_bytes,
        **_choices(request, form),
        draft_id=draft.id if draft else "",
        fresh=request.method == "GET",
        **_preview(request, form, upload, draft),
    )
    return uncached_page(body, status_code)


def _choices(request: VisitorRequest, form: Form) -> dict[str, Any]:
    """Return what there is to choose from."""
    zone = find_time_zone(form.get("time_zone"))
    return {
        "zone": zone,
        "closing_choices": _closing_choices(request, zone, form.get("closes_at")),
        "kinds": KINDS,
        "advice": _advice(),
        "headlines": _headlines(),
    }


def _preview(
    request: VisitorRequest, form: Form, upload: ImageUpload, draft: Poll | None
) -> dict[str, Any]:
    """Return what the preview shows beside the texts of the fields."""
    # What every question of a kind has; bounds may be unreadable yet.
    empty = PollFormReader(Form(fields={}, files={}), request.locale, now(), NO_IMAGE)
    usual = {name: kind.from_form(empty) for name, kind in KINDS.items()}
    kept_image = upload.as_hidden_field(form)
    return {
        "previewed": form.get("action") == "preview",
        "hints": {
            name: kind.hint(request.translator, request.locale) for name, kind in usual.items()
        },
        "units": {name: kind.field_unit for name, kind in usual.items()},
        "options": non_empty_lines(form.get("options")),
        "details": non_empty_lines(form.get("details")),
        "kept_image": kept_image,
        "kept_type": media_type_of_base64(kept_image),
        "image_path": image_path(draft) if draft and draft.definition.image else "",
    }


def _closing_choices(request: VisitorRequest, zone: str, local_time: str) -> list[ClosingChoice]:
    """Describe the choices of a closing time; in UTC where the zone is none."""
    known, moment = zone if zone in time_zones() else "UTC", now()
    moments = closing_moments(known, local_time, moment)
    return closing_choices(moments, known, moment, request.translator)


@get("/new/closing-times", include_in_schema=False)
async def closing_times(
    request: VisitorRequest, zone: FromQuery[str] = "", time: FromQuery[str] = ""
) -> dict[str, str]:
    """Say what each choice of a closing time comes to in a time zone, by this service's clock."""
    choices = _closing_choices(request, find_time_zone(zone), time)
    return {choice.name: choice.words for choice in choices}


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

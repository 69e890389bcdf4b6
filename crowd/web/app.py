"""The application: every route in one table, middleware, and background tasks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.params import FromPath
from litestar.types import ASGIApp, ControllerRouterHandler

from crowd import __version__
from crowd.actions.examples.published_example import ox_results
from crowd.actions.show_results import Computations
from crowd.analysis.summarise import preload_statistics
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import translator_in
from crowd.model.errors import CrowdError, NotFound
from crowd.model.sentence import Sentence
from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web import health
from crowd.web.answering import answer, follow_ups, receipt, withdrawal
from crowd.web.api import answers as api_answers
from crowd.web.api import exports, reasons
from crowd.web.api import polls as api_polls
from crowd.web.api import results as api_results
from crowd.web.api.document import Document
from crowd.web.background import run_background_tasks
from crowd.web.deps import OurService, Service, provide_service
from crowd.web.direct_routes import DirectRoutes
from crowd.web.embed import answer as frame
from crowd.web.embed import loader, widget
from crowd.web.http.responses import BytesResponse
from crowd.web.middleware import error_handlers, security
from crowd.web.middleware.form_replies import with_form_replies
from crowd.web.middleware.host_check import with_host_check
from crowd.web.middleware.load_shedding import LoadShedding
from crowd.web.pages import (
    create,
    draft,
    form_reply,
    language,
    manage,
    methods,
    mine,
    photo,
    poll,
    poll_form,
    poll_state,
    poster,
    private_links,
    styleguide,
)
from crowd.web.rendering.branding import load_branding, load_links
from crowd.web.rendering.page_cache import PageCache
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache
from crowd.web.sharing import feeds, images, oembed, own_result
from crowd.web.sharing.images import substitute_for_path
from crowd.web.site import about, api_guide, example, home, icons, public_polls
from crowd.web.visitor import VisitorRequest

MAX_BODY_BYTES = 64 * 1024

SPARE_FORM_BYTES = 44 * 1024 * 1024
"""Bytes of a form beyond the largest picture: the form is shown again to who chose a larger one."""


@get("/static/{path:path}", include_in_schema=False)
async def static_file(service: OurService, path: FromPath[str]) -> Response[bytes]:
    """Return a static file; its address contains a hash of its bytes, so it is cached for good."""
    asset = service.renderer.assets.by_address.get(str(path).lstrip("/"))
    if asset is None:
        raise NotFound(Sentence("There is no file at this address."))
    return BytesResponse(
        asset.body,
        asset.media_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
        compressed=asset.compressed,
    )


API: list[HTTPRouteHandler] = [
    api_polls.create,
    api_polls.read,
    api_polls.open_,
    api_polls.extend,
    api_polls.close,
    api_polls.reveal,
    api_polls.resolve,
    api_polls.remove,
    api_answers.give_answer,
    api_answers.read_own_answer,
    api_answers.edit,
    api_answers.withdraw,
    api_results.results,
    api_results.results_csv,
    reasons.list_reasons,
    reasons.publish_reasons,
    exports.export_json,
    exports.export_csv,
    exports.export_xlsx,
    exports.export_parquet,
]

IMAGE_FORMS: list[ControllerRouterHandler] = [
    create.create,
    public_polls.public_polls,
    draft.draft,
    draft.change_draft,
]
"""Pages whose forms can carry a picture, so that larger bodies are taken; all methods of their paths."""

PAGES: list[ControllerRouterHandler] = [
    home.home,
    about.about,
    api_guide.api_guide,
    about.privacy,
    about.imprint,
    icons.manifest,
    icons.favicon,
    icons.touch_icon,
    example.example,
    example.examples,
    private_links.admin_link,
    private_links.enter_admin_link,
    private_links.edit_link,
    private_links.enter_edit_link,
    home.problem,
    home.robots,
    language.choose_language,
    feeds.public_atom,
    feeds.public_json_feed,
    feeds.organizer_atom,
    feeds.organizer_json_feed,
    feeds.sitemap,
    methods.methods,
    styleguide.styleguide,
    create.new,
    poll_form.closing_times,
    create.links,
    manage.manage,
    mine.mine,
    mine.forget,
    draft.preview,
    draft.test_answer,
    manage.run_organizer_action,
    poll.poll_page,
    poll.results,
    poll_state.poll_state,
    poster.poster,
    poster.qr_code_svg,
    poster.qr_code_png,
    photo.image,
    photo.thumbnail,
    images.preview_image,
    images.square_image,
    own_result.own_result,
    oembed.oembed,
    answer.give_answer,
    answer.playback,
    receipt.receipt,
    receipt.change_answer,
    follow_ups.give_follow_ups,
    follow_ups.take_back,
    withdrawal.withdrawal,
    withdrawal.withdraw,
    form_reply.form_reply,
    widget.widget,
    loader.loader,
    frame.answer_form,
    frame.give_answer,
    static_file,
    health.healthz,
    health.readyz,
]


DIRECT_PAGES = [poll.poll_page, poll.results, poll_state.poll_state]
"""Pages that a hall full of people opens at once."""


def build_app(settings: Settings, store: Store, secret: str) -> Litestar:
    """Build the application over a store, which it closes when it ends."""
    service = Service(
        settings=settings,
        store=store,
        token_deriver=TokenDeriver(secret, settings.visitor_key),
        computations=Computations(),
        renderer=Renderer(
            development=settings.development,
            branding=load_branding(settings),
            links=load_links(settings),
        ),
        pages=PageCache(),
        short_lived_pages=TtlCache(),
    )
    state = State({"service": service})
    app = Litestar(
        route_handlers=_routers(settings),
        dependencies={"service": provide_service(state)},
        request_class=VisitorRequest,
        exception_handlers={CrowdError: error_handlers.respond, Exception: error_handlers.respond},
        state=state,
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=_openapi(),
        lifespan=[_lifespan],
        # error_handlers logs failures, without what people sent.
        logging_config=None,
    )
    # Around the router: its own refusals need the headers too, and it does not answer HEAD.
    app.asgi_handler = _with_middleware(DirectRoutes(app.asgi_handler, DIRECT_PAGES))
    return app


def _with_middleware(app: ASGIApp) -> ASGIApp:
    shedding = LoadShedding(with_form_replies(app), substitute_of=substitute_for_path)
    return security.with_security_headers(with_host_check(shedding))


def _routers(settings: Settings) -> list[Router]:
    return [
        Router("/", route_handlers=PAGES, before_request=security.require_own_form),
        Router(
            "/",
            route_handlers=IMAGE_FORMS,
            before_request=security.require_own_form,
            request_max_body_size=settings.max_picture_bytes + SPARE_FORM_BYTES,
        ),
        Router("/api", route_handlers=API, before_request=security.refuse_other_sites),
    ]


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="crowd",
        version=__version__,
        description="Sealed estimation polls: answers, results after the reveal.",
        path="/schema",
        render_plugins=[Document(API)],
    )


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    """Run the background tasks; close the image process and the store at the end."""
    service: Service = app.state.service
    background = asyncio.create_task(run_background_tasks(service))
    warming_up = asyncio.create_task(asyncio.to_thread(_warm_up, service))
    try:
        yield
    finally:
        background.cancel()
        await asyncio.gather(background, warming_up, return_exceptions=True)
        service.image_queue.close()
        await service.store.close()


def _warm_up(service: Service) -> None:
    """Load templates, catalogues and statistics, for which a first request would otherwise wait."""
    try:
        service.renderer.prepare()
        for language in LANGUAGES:
            translator_in(language)
        preload_statistics()
        ox_results()
    except Exception:  # the next request that needs it fails and reports the same
        logging.getLogger(__name__).exception("warming up failed")

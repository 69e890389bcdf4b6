"""The picture of a result with one answer beside it, for people who show others their own.

Its address has the answer and nothing of who gave it, so it is drawn for anybody and proves nothing.
"""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from crowd.actions.manage_answer import find_own_answer
from crowd.charts.card import CardContent
from crowd.charts.key_figures import KeyFigure
from crowd.charts.marks import MarkedValue
from crowd.charts.text_layout import strip_direction_marks, to_drawable
from crowd.i18n.notation import CURRENCY_SIGNS
from crowd.i18n.translator import Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import parse_plain
from crowd.model.errors import Invalid
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.reporting.own_answer import own_answer
from crowd.rules.reveal import require_revealed
from crowd.web.auth import own_participant
from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse
from crowd.web.sharing.card_content import revealed_content
from crowd.web.urls import in_language, query_of
from crowd.web.visible_polls import load_visible_poll
from crowd.web.visitor import VisitorRequest

OWN_IMAGE_CACHE = "private, max-age=300"
"""For the browser that asked, and for no cache that it shares with others."""

MAX_OWN_LENGTH = 300
"""Characters of an answer in an address."""

WIDE = "wide"
"""The value of `size` for the picture in the format of previews; it is square without."""


def asked_own_value(request: AppRequest, poll: Poll) -> float | None:
    """Return the answer in an address, None without one; raise Sealed before the reveal."""
    typed = request.query_params.get("own")
    if typed is None:
        return None
    require_revealed(poll)
    if len(typed) > MAX_OWN_LENGTH:
        raise Invalid.of_field("own", Sentence("That is too long for an answer."))
    return parse_plain(typed, poll.definition.kind).value


def own_content(poll: Poll, results: Results, translator: Translator, own: float) -> CardContent:
    """Return the card of a result with an answer as the first of its figures.

    How close the answer came is its heading, once the correct answer is known.
    """
    content = revealed_content(poll, results, translator, translator.locale)
    if not content.key_figures:
        return content
    formatter = ValueFormatter(poll.definition.kind, translator.locale, translator)
    told = own_answer(results, own, formatter)
    figure = _own_figure(own, formatter)
    known = results.scoring.get("truth") is not None
    rank, found = strip_direction_marks(told.rank), content.finding
    heading = rank.rstrip(".") if rank and known else found
    also = translator.translate("{sentence}.", sentence=found) if rank and known else rank
    histogram = content.histogram
    if histogram is not None:
        mark = MarkedValue(name="you", value=own, label=figure.label)
        histogram = replace(histogram, own=mark)
    return replace(
        content,
        histogram=histogram,
        key_figures=[figure, *content.key_figures],
        finding=heading,
        subtitle="",
        sentences=[also] if also else content.sentences,
        description=" ".join(
            [
                translator.translate(
                    "{label}: {figure}.", label=figure.label, figure=formatter.exact(own)
                ),
                content.description,
            ]
        ),
    )


def _own_figure(own: float, formatter: ValueFormatter) -> KeyFigure:
    label = strip_direction_marks(formatter.translate("My answer"))
    unit = to_drawable(formatter.kind.unit)
    if unit in CURRENCY_SIGNS:
        return KeyFigure(role="you", label=label, figure=formatter.with_unit(own))
    return KeyFigure(role="you", label=label, figure=formatter.figure(own), unit=unit)


@get("/p/{poll_id:str}/my-result.png", include_in_schema=False)
async def own_result(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Redirect to the picture with this browser's answer; without one, to that of the result."""
    poll = await load_visible_poll(service, poll_id)
    require_revealed(poll)
    participant = own_participant(request, service, poll.id)
    answer = await find_own_answer(service.store, poll.id, participant)
    own = "" if answer is None else str(poll.definition.kind.to_json(answer.value))
    name = "og" if request.query_params.get("size") == WIDE else "square"
    query = query_of({"own": own, **in_language(request.translator.language)})
    headers = {"Location": f"/p/{poll.id}/{name}.png{query}", "Cache-Control": "no-store"}
    return BytesResponse(b"", status_code=303, headers=headers)

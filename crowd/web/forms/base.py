"""What forms bring, as text; and how a form that has problems is shown again, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import msgspec
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from crowd.model.errors import Malformed, Problem, TooLarge
from crowd.model.sentence import Sentence
from crowd.model.tokens import Ticket
from crowd.web.deps import Service, now
from crowd.web.forms.multipart import MAX_FIELDS, MAX_TEXT_BYTES, TOO_LARGE, MultipartForm
from crowd.web.http.headers import AppRequest, header
from crowd.web.http.responses import BytesResponse
from crowd.web.images.limits import TOO_LARGE as PICTURE_TOO_LARGE

TICKET_LIFETIME = 7 * 24 * 3600
NOT_OPEN = Sentence("This poll is not open yet. Come back when its organizer has opened it.")
EXPIRED = Problem(
    field="form",
    message=Sentence(
        "This page was open for a long time. Nothing is lost: check what you typed and send it "
        "again."
    ),
)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form's fields, stripped of surrounding space, and its files."""

    fields: Mapping[str, str]
    files: Mapping[str, UploadFile]

    def get(self, name: str) -> str:
        """A field's text; empty if it is not there."""
        return self.fields.get(name, "")


async def read_form(request: AppRequest) -> Form:
    """The form in a request's body."""
    multipart = (header(request, b"content-type") or "").startswith("multipart/form-data")
    try:
        return await (_read_multipart(request) if multipart else _read_text(request))
    except RequestEntityTooLarge:
        raise TooLarge(PICTURE_TOO_LARGE if multipart else TOO_LARGE) from None
    except (ClientException, ValueError, LookupError) as error:
        raise Malformed(Sentence("The form cannot be read. Go back and send it again.")) from error


async def _read_text(request: AppRequest) -> Form:
    body = await request.body()
    if len(body) > MAX_TEXT_BYTES:
        raise TooLarge(TOO_LARGE)
    # Not by the framework, which keeps what it parsed in memory for later requests.
    pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    return Form(fields={name: _clean(value) for name, value in pairs}, files={})


async def _read_multipart(request: AppRequest) -> Form:
    form = MultipartForm()
    await form.read(request)
    fields = {name: _clean(value) for name, value in form.fields.items()}
    return Form(fields=fields, files=form.files)


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def new_ticket(service: Service, purpose: str) -> str:
    """A ticket for a form that is about to be shown."""
    return service.token_deriver.ticket(purpose, now(), TICKET_LIFETIME)


def ticket_of(service: Service, form: Form, purpose: str) -> Ticket | None:
    """The ticket that came back; None if it is missing, too old or not ours."""
    return service.token_deriver.read_ticket(purpose, form.get("ticket"), now())


def edit_purpose(poll_id: str, participant: bytes) -> str:
    """What the ticket of a form is for that changes one answer: sent for another, it is refused."""
    return f"edit {poll_id} {participant.hex()}"


def html(body: bytes, status_code: int = 200, *, cookies: Sequence[str] = ()) -> BytesResponse:
    """A page that is not to be kept: it has a ticket, a token or a person's own answer."""
    headers = {"Cache-Control": "no-store"}
    return BytesResponse(body, status_code=status_code, headers=headers, cookies=cookies)

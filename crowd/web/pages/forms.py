"""What forms bring, as text; and how a form that has problems is shown again, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import MediaType, Response
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from crowd.model.errors import Malformed, Problem
from crowd.model.tokens import Ticket
from crowd.web.deps import Anyone, Service, now

TICKET_LIFETIME = 7 * 24 * 3600
EXPIRED = Problem(
    field="form",
    message="This page was open for a long time. Nothing is lost: check what you typed and send it "
    "again.",
)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form's fields, stripped of surrounding space, and its files."""

    fields: Mapping[str, str]
    files: Mapping[str, bytes]

    def get(self, name: str) -> str:
        """A field's text; empty if it is not there."""
        return self.fields.get(name, "")


async def read_form(request: Anyone) -> Form:
    """The form in a request's body."""
    try:
        data = await request.form()
    except (ClientException, ValueError) as error:
        raise Malformed("The form cannot be read. Go back and send it again.") from error
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            files[name] = await value.read()
        else:
            fields[name] = str(value).replace("\x00", "").strip()
    return Form(fields=fields, files=files)


def new_ticket(service: Service, purpose: str) -> str:
    """A ticket for a form that is about to be shown."""
    return service.derivation.ticket(purpose, now(), TICKET_LIFETIME)


def ticket_of(service: Service, form: Form, purpose: str) -> Ticket | None:
    """The ticket that came back; None if it is missing, too old or not ours."""
    return service.derivation.read_ticket(purpose, form.get("ticket"), now())


def html(body: bytes, status_code: int = 200) -> Response[bytes]:
    """A page that is not to be kept: it has a ticket, a token or a person's own answer."""
    return Response(
        body,
        status_code=status_code,
        media_type=MediaType.HTML,
        headers={"Cache-Control": "no-store"},
    )

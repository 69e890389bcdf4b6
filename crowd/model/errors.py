"""Every failure a user can meet, in one tree.

CrowdError
├── NotFound             404  no such poll, or a key that belongs to another one
├── TokenMissing         401  the call needs the admin token
├── Forbidden            403  not allowed for this caller
│   ├── Sealed           403  results before the reveal
│   └── CrossSite        403  a state change that another site's page asked for
├── Gone                 410  an admin link that was replaced
├── Conflict             409  the poll is not in the state this needs
│   ├── Closed           409  an answer after the close
│   ├── NotOpen          409  an answer to a draft
│   ├── AlreadyAnswered  409  the same participant again, under a new key
│   ├── AlreadyCreated   409  a form that has made a poll already
│   ├── Withdrawn        409  an answer that was withdrawn, under its old key
│   ├── KeyReused        409  the same key with another body
│   └── Frozen           409  a change to what was frozen at opening
├── Invalid              422  problems with the input, all of them at once
├── Malformed            400  a request that cannot be read
├── TooLarge             413  a body over its limit
├── TooSlow              408  a body that stops coming
├── TooMany              429  a limit of the caller's network is reached
│   └── StoredTooMuch    429  the network has stored as much as it may in a day
├── NotInstalled         501  an optional package is missing where the service runs
├── StoreUnavailable     503  the database cannot be reached; nothing was saved
│   └── StorageFull      503  the service can store no more of this kind; nothing was saved
│       └── StorageFullForPolls  503  polls and pictures, which are refused long before answers
├── Overloaded           503  too many requests at once; this one was not looked at
└── StartFailed          (terminal) the service cannot start; says what to do
    └── CommandFailed    (terminal) a command cannot do what it was asked; says what to do
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from crowd.model.sentence import Sentence


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong with one field, in words for the person who typed it.

    What people can meet on a page is a `Sentence`, which the page says in their language.
    """

    field: str
    message: str


class CrowdError(Exception):
    """An expected failure with a stable name, a status and a sentence that says what to do."""

    status: ClassVar[int] = 500
    name: ClassVar[str] = "error"
    title: ClassVar[str] = Sentence("Something went wrong")
    default_detail: ClassVar[str] = ""
    """The detail of an error that is raised without one."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail or self.default_detail
        super().__init__(self.detail)


class NotFound(CrowdError):
    status = 404
    name = "not-found"
    title = Sentence("Not found")
    default_detail = Sentence("There is no poll at this address. Check the link.")


class TokenMissing(CrowdError):
    status = 401
    name = "token-missing"
    title = Sentence("The admin token is missing")
    default_detail = Sentence("Send the poll's admin token: Authorization: Bearer <admin_token>.")


class Forbidden(CrowdError):
    status = 403
    name = "forbidden"
    title = Sentence("Not allowed")


class Sealed(Forbidden):
    name = "sealed"
    title = Sentence("Sealed until the reveal")
    default_detail = Sentence("Nobody can see anything about the answers before the reveal.")


class CrossSite(Forbidden):
    name = "cross-site"
    title = Sentence("Refused: sent from another site")
    default_detail = Sentence(
        "This request did not come from our own page. Open the page and send it there."
    )


class Gone(CrowdError):
    status = 410
    name = "gone"
    title = Sentence("This admin link was replaced")
    default_detail = Sentence("A newer admin link was made for this poll. Use the newer one.")


class Conflict(CrowdError):
    status = 409
    name = "conflict"
    title = Sentence("Not possible in the poll's state")


class Closed(Conflict):
    name = "closed"
    title = Sentence("The poll is closed")
    default_detail = Sentence("The poll is closed: no answer can be added or changed.")


class NotOpen(Conflict):
    name = "not-open"
    title = Sentence("The poll is not open yet")
    default_detail = Sentence("The poll is still a draft. It takes answers once it is opened.")


class AlreadyAnswered(Conflict):
    name = "already-answered"
    title = Sentence("You have answered already")
    default_detail = Sentence(
        "There is an answer from you already. You can change it until the poll closes."
    )


class AlreadyCreated(Conflict):
    name = "already-created"
    title = Sentence("This form has made a poll already")
    default_detail = Sentence(
        "This form has made a poll already, and that one stays as it is. "
        "Send the form once more to make another poll."
    )


class Withdrawn(Conflict):
    name = "withdrawn"
    title = Sentence("This answer was withdrawn")
    default_detail = Sentence("This answer was withdrawn. Send it under a new key to answer again.")


class KeyReused(Conflict):
    name = "key-reused"
    title = Sentence("This key was used for another answer")
    default_detail = Sentence(
        "The idempotency key came with a different answer before. Use a new key."
    )


class Frozen(Conflict):
    name = "frozen"
    title = Sentence("Frozen since the opening")
    default_detail = Sentence(
        "Nothing can be changed once a poll is open. Duplicate it to make a corrected one."
    )


class Invalid(CrowdError):
    """Input with problems; carries all of them, so that one reply names all that is to correct."""

    status = 422
    name = "invalid"
    title = Sentence("There is a problem")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems

    @classmethod
    def of_field(cls, field: str, message: str) -> Invalid:
        """Make the error for one problem with one field."""
        return cls([Problem(field=field, message=message)])


class Malformed(CrowdError):
    status = 400
    name = "malformed"
    title = Sentence("The request cannot be read")


class TooLarge(CrowdError):
    status = 413
    name = "too-large"
    title = Sentence("Too large")


class TooMany(CrowdError):
    """A rate limit is reached; carries the whole seconds until its window ends."""

    status = 429
    name = "too-many"
    title = Sentence("Too many at once")

    def __init__(self, seconds: int) -> None:
        super().__init__(
            Sentence(
                # The unit as a symbol has one form for any number, so no plural is needed.
                "Too many requests came from your network. Try again in {n}\N{NO-BREAK SPACE}s.",
                n=seconds,
            )
        )
        self.seconds = seconds


class StoredTooMuch(TooMany):
    """A network has stored as many bytes as it may in a day."""

    name = "stored-too-much"
    title = Sentence("Too much for one day")

    def __init__(self, seconds: int) -> None:
        hours = max(1, round(seconds / 3600))
        CrowdError.__init__(
            self,
            Sentence(
                "As much came from your network as it may store here in one day, so this was not "
                "saved. Try again in {hours}\N{NO-BREAK SPACE}h, or now with a smaller picture or a "
                "shorter text.",
                hours=hours,
            ),
        )
        self.seconds = seconds


class NotInstalled(CrowdError):
    status = 501
    name = "not-installed"
    title = Sentence("Not installed here")


class StoreUnavailable(CrowdError):
    status = 503
    name = "unavailable"
    title = Sentence("Not saved yet")
    default_detail = Sentence(
        "The database cannot be reached at the moment. Try again in a few seconds."
    )


class StorageFull(StoreUnavailable):
    name = "no-room"
    default_detail = Sentence(
        "The service has no room for more answers at the moment, and whoever runs it has been "
        "warned. Keep this page open and try again in a few minutes."
    )


class StorageFullForPolls(StorageFull):
    name = "no-room-for-polls"
    title = Sentence("No room for new polls")
    default_detail = Sentence(
        "The service has no room for new polls, pictures and drafts at the moment, and whoever runs "
        "it has been warned. Nothing was saved. Keep this page open and try again later."
    )


class StorageFullForFiles(StorageFull):
    name = "no-room-for-files"
    title = Sentence("No room for this file")
    default_detail = Sentence(
        "The service has no room to make this file at the moment, and whoever runs it has been warned. "
        "Take CSV or JSON instead, which need none, or try again in a few minutes."
    )


class TooSlow(CrowdError):
    status = 408
    name = "too-slow"
    title = Sentence("The request stopped halfway")
    default_detail = Sentence("Nothing was saved: the rest of it never came. Send it again.")


class Overloaded(CrowdError):
    status = 503
    name = "overloaded"
    title = Sentence("Too many people at once")
    default_detail = Sentence(
        "This request was not looked at. Wait a few seconds, then reload this page to send the "
        "same again."
    )


class StartFailed(CrowdError):
    name = "start-failed"
    title = "crowd cannot start"


class CommandFailed(StartFailed):
    """A command of the terminal cannot do what it was asked for."""

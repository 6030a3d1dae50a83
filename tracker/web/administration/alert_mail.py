"""``/admin/alerts/mail``: the mail server that notices go through, and a letter to try it."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from tracker.alerts.telling.trying import try_mail
from tracker.errors import TrackerError
from tracker.people.listing import person
from tracker.sending.words import Security
from tracker.web.administration.alert_parts import (
    TABS,
    may_run,
    refuse_unless_run,
    refuse_unless_seen,
)
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """What the page shows; of the password only whether there is one."""

    host: str | None
    """None: there is no mail server."""
    port: int
    security: Security
    sender: str | None
    user: str | None
    has_password: bool
    links: str
    """Where the links in letters lead."""
    email: str | None
    """The visitor's own address."""
    may_try: bool


@router.get("/admin/alerts/mail")
def show_mail(visit: Visiting) -> Response:
    """How letters go out; it is set in the environment of the program."""
    refuse_unless_seen(visit)
    return _shown(visit, Form.new(visit))


@router.post("/admin/alerts/mail/try")
def send_test(sent: Submitted) -> Response:
    """A letter to the visitor's own address; the mail server's answer is shown."""
    visit = sent.visit
    refuse_unless_run(visit)
    me = person(visit.found.pool, visit.caller.name)
    try:
        settings, language = visit.found.settings, visit.words.language
        try_mail(settings, me.email or "", me.full_name, visit.now, language)
    except TrackerError as error:
        return _shown(visit, Form.again(sent, error))
    return visit.leave("/admin/alerts/mail", "test_mail_sent", address=str(me.email))


def _shown(visit: Visit, form: Form) -> Response:
    settings = visit.found.settings
    email = person(visit.found.pool, visit.caller.name).email
    page = MailPage(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        user=settings.smtp_user,
        has_password=settings.smtp_password is not None,
        links=settings.address,
        email=email,
        may_try=may_run(visit) and settings.mail is not None and email is not None,
    )
    return visit.page(
        "administration/alert_mail.html", form.status, form=form, page=page, tabs=TABS
    )

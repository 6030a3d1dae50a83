"""All pages, outside ``/api/v1``."""

from typing import Final

from fastapi import APIRouter

from tracker.web.account import (
    again,
    alerts,
    calendar,
    invitation,
    linking,
    me,
    password,
    second_factor,
    sessions,
    sign_in,
    start,
    tokens,
    unsubscribe,
)
from tracker.web.administration import routes as administration
from tracker.web.alerts import inbox
from tracker.web.auditor import routes as auditor
from tracker.web.clerk import my_work, register, work_log
from tracker.web.frame import assets, preferences
from tracker.web.guide import guide
from tracker.web.items import page as item_page
from tracker.web.items import reading_words, record, record_many, target
from tracker.web.leader import asked_for, chart, steering
from tracker.web.lists import page as lists
from tracker.web.lists import search, views

PARTS: Final = (
    assets.router,
    preferences.router,
    guide.router,
    start.router,
    sign_in.router,
    again.router,
    invitation.router,
    me.router,
    linking.router,
    password.router,
    second_factor.router,
    sessions.router,
    tokens.router,
    alerts.router,
    calendar.router,
    unsubscribe.router,
    asked_for.router,
    chart.router,
    steering.router,
    my_work.router,
    register.router,
    work_log.router,
    inbox.router,
    auditor.router,
    lists.router,
    search.router,
    views.router,
    reading_words.router,
    record_many.router,
    record.router,
    target.router,
    item_page.router,
    administration.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)

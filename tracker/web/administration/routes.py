"""All pages of administration."""

from typing import Final

from fastapi import APIRouter

from tracker.web.administration import (
    alert_deliveries,
    alert_endpoints,
    alert_history,
    alert_mail,
    alert_rules,
    alert_unit_rules,
    calendar_adopting,
    calendar_founding,
    calendar_list,
    calendar_year,
    overview,
    people_list,
    person_deeds,
    person_page,
    rights_page,
    settings_page,
    system_page,
    unit_changing,
    unit_importing,
    unit_page,
    unit_tree,
)

PARTS: Final = (
    overview,
    unit_tree,
    unit_page,
    unit_importing,
    unit_changing,
    calendar_list,
    calendar_year,
    calendar_founding,
    calendar_adopting,
    people_list,
    person_page,
    person_deeds,
    rights_page,
    settings_page,
    system_page,
    alert_rules,
    alert_unit_rules,
    alert_history,
    alert_endpoints,
    alert_mail,
    alert_deliveries,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part.router)

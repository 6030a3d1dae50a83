"""A task of a yearly reform plan (nhiệm vụ trong kế hoạch)."""

from dataclasses import KW_ONLY
from typing import Any, ClassVar

from tracker.aggregates import item_events
from tracker.aggregates.item import Item
from tracker.fold.words import Kind


class PlanTask(Item):
    """A task of a plan; done when reported, unless the plan asks for confirmation."""

    TOPIC = "plan_task"
    KIND = Kind.PLAN_TASK

    class Assigned(item_events.Assigned):
        """The plan gave the task to a unit."""

        TOPIC = "plan_task.assigned"
        NEEDS_CONFIRMATION: ClassVar[bool] = False

        _: KW_ONLY
        plan: str
        area: str
        needs_confirmation: bool | None = None
        product: str | None = None
        coordinators: list[str] | None = None
        deadline_text: str | None = None
        deadline_rule: dict[str, Any] | None = None

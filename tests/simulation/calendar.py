"""The rest days of the simulated year, as an office would write them on one sheet of paper."""

from datetime import date, datetime, time, timedelta

from tracker.days import LOCAL_ZONE

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)

OFF = {
    date(2025, 1, 1): "Tết Dương lịch",
    **{date(2025, 1, 27) + n * ONE_DAY: "Tết Nguyên đán" for n in range(5)},
    date(2025, 4, 7): "Giỗ Tổ Hùng Vương",
    date(2025, 4, 30): "Ngày Chiến thắng",
    date(2025, 5, 1): "Quốc tế lao động",
    date(2025, 5, 2): "Nghỉ hoán đổi",
    date(2025, 9, 1): "Quốc khánh",
    date(2025, 9, 2): "Quốc khánh",
    date(2026, 1, 1): "Tết Dương lịch",  # in the days after the year
}
WORKED = {date(2025, 4, 26): "Làm bù ngày 02/5"}
"""Saturdays on which offices work."""


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def days_laid_down() -> list[dict[str, str]]:
    """What a document says of the year, as the command that adopts it takes it."""
    off = [{"day": str(day), "kind": "holiday", "name": name} for day, name in OFF.items()]
    on = [{"day": str(day), "kind": "makeup_work", "name": name} for day, name in WORKED.items()]
    return sorted(off + on, key=lambda each: each["day"])


def at(day: date, text: str) -> datetime:
    """``07:05`` of a day."""
    return datetime.combine(day, time.fromisoformat(text), LOCAL_ZONE)


def day_of(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()

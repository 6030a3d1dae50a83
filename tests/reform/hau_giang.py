"""The change of 01/7/2025 in Phụng Hiệp, Hậu Giang, carried out with the real command line.

The past is the sample of 2024 and ``hau-giang-2025.history.jsonl``; the reform is a table of
units and a list of commands, all of them typed long after the day, as those of many offices are.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.cli.tracker_program import Ended, tracker
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import Assign, ReportCompletion, act, assign
from tracker.database.connect import open_pool
from tracker.fold.words import Kind
from tracker.sample import HISTORIES

FOLDER: Final = Path(__file__).parent
PAST: Final = (HISTORIES[1], FOLDER / "hau-giang-2025.history.jsonl")
TABLE: Final = FOLDER / "don-vi-2025-07-01.csv"
HANDED: Final = FOLDER / "giao-lai-2025-07-01.csv"
BEFORE, AFTER = "2025-06-30", "2025-07-01"

PROVINCE, DISTRICT, CITY = "H30", "H30.35", "H92"
HOA_AN, KINH_CUNG, HIEP_HUNG = "H30.35.11", "H30.35.12", "H30.35.13"
CLERK = "H30.35.12.01"
BY_WHOM: Final = ("--actor", "quan.tri")
DOCUMENT: Final = (*BY_WHOM, "--document", "1668/NQ-UBTVQH15", "--document-date", "16/6/2025")
ON_THE_DAY: Final = ("--on", "01/7/2025", *DOCUMENT)

REFORM: Final[tuple[tuple[object, ...], ...]] = (
    ("import", TABLE, *DOCUMENT),
    ("merge", KINH_CUNG, "--into", HOA_AN, "--children-to", HOA_AN, "--yes", *ON_THE_DAY),
    ("rename", HOA_AN, "--name", "UBND xã Hòa An, thành phố Cần Thơ", *ON_THE_DAY),
    ("move", HOA_AN, "--parent", CITY, *ON_THE_DAY),
    ("move", HIEP_HUNG, "--parent", CITY, *ON_THE_DAY),
    ("dissolve", "H30.35.01", "--successor", "H92.02", "--yes", *ON_THE_DAY),
    (
        *("split", "H30.35.02", "--into", "H92.02", "--into", "H92.03"),
        *("--items", HANDED, "--yes", *ON_THE_DAY),
    ),
    ("dissolve", "H30.35.03", "--successor", "H92.03", "--yes", *ON_THE_DAY),
    ("hand-over", "H30.35.04", "--yes", *DOCUMENT),
    ("hand-over", "H30.35.05", "--yes", *DOCUMENT),
    ("dissolve", DISTRICT, "--successor", CITY, "--yes", *ON_THE_DAY),
    ("merge", PROVINCE, "--into", CITY, "--yes", *ON_THE_DAY),
)
"""Words after ``tracker unit``; H30.35.04 and .05 end by the table, so their work follows."""

OLD_TREE: Final[Mapping[str, tuple[str, str | None]]] = {
    "H30": ("UBND tỉnh Hậu Giang", None),
    "H30.35": ("UBND huyện Phụng Hiệp", "H30"),
    "H30.35.01": ("Phòng Nông nghiệp và Phát triển nông thôn", "H30.35"),
    "H30.35.02": ("Ban Quản lý dự án Đầu tư xây dựng huyện", "H30.35"),
    "H30.35.03": ("Văn phòng HĐND và UBND huyện", "H30.35"),
    "H30.35.04": ("Phòng Tư pháp", "H30.35"),
    "H30.35.05": ("Phòng Nội vụ", "H30.35"),
    "H30.35.11": ("UBND xã Hòa An", "H30.35"),
    "H30.35.11.01": ("Công chức Tư pháp - Hộ tịch", "H30.35.11"),
    "H30.35.12": ("UBND thị trấn Kinh Cùng", "H30.35"),
    "H30.35.12.01": ("Công chức Văn phòng - Thống kê", "H30.35.12"),
    "H30.35.13": ("UBND xã Hiệp Hưng", "H30.35"),
}
NEW_TREE: Final[Mapping[str, tuple[str, str | None]]] = {
    "H92": ("UBND thành phố Cần Thơ", None),
    "H30.35.11": ("UBND xã Hòa An, thành phố Cần Thơ", "H92"),
    "H30.35.11.01": ("Công chức Tư pháp - Hộ tịch", "H30.35.11"),
    "H30.35.12.01": ("Công chức Văn phòng - Thống kê", "H30.35.11"),
    "H30.35.13": ("UBND xã Hiệp Hưng", "H92"),
    "H92.01": ("Sở Nội vụ thành phố Cần Thơ", "H92"),
    "H92.02": ("Sở Nông nghiệp và Môi trường thành phố Cần Thơ", "H92"),
    "H92.03": ("Văn phòng UBND thành phố Cần Thơ", "H92"),
}
EVERY_UNIT: Final = sorted({*OLD_TREE, *NEW_TREE, "H30.35.06"})


class Standing(NamedTuple):
    """One item: its class on both days, and who has it."""

    item_class: str
    before: str
    """The unit on 30/6/2025."""
    after: str
    """The unit on 01/7/2025; what is finished was transferred by nobody."""
    mapped: str
    """The unit under which the new tree shows it."""


def _of(before: str, after: str, **items: str) -> dict[str, Standing]:
    """Items by reference, with underscores for hyphens; all of them go to ``after``."""
    finished = ("done", "out")
    return {
        ref.replace("_", "-"): Standing(
            item_class, before, before if item_class.startswith(finished) else after, after
        )
        for ref, item_class in items.items()
    }


ITEMS: Final[Mapping[str, Standing]] = {
    **_of(
        KINH_CUNG,
        HOA_AN,
        KC_01="open_in_time",
        KC_02="open_overdue",
        KC_03="suspended",
        KC_04="await_in_time",
        KC_05="await_late",
        KC_06="done_on_time",
        KC_07="done_late",
        KC_08="out",
        KC_09="open_no_deadline",
        KC_10="open_in_time",
        KC_11="done_on_time",
    ),
    **_of(CLERK, CLERK, CC_01="open_in_time"),
    **_of(HOA_AN, HOA_AN, HA_01="open_in_time", HA_02="done_on_time", HA_03="done_no_deadline"),
    **_of(HIEP_HUNG, HIEP_HUNG, HH_01="open_overdue", HH_02="done_late"),
    **_of(DISTRICT, CITY, PH_01="open_in_time", PH_02="done_on_time"),
    **_of("H30.35.01", "H92.02", NN_01="open_in_time", PH_KL08_1="done_no_deadline"),
    **_of("H30.35.02", "H92.02", QL_01="open_in_time", PH_KL08_2="done_no_deadline"),
    **_of("H30.35.02", "H92.02", PH_KL08_3="done_no_deadline", PH_KL08_4="done_no_deadline"),
    **_of("H30.35.02", "H92.03", QL_02="open_no_deadline"),
    **_of("H30.35.03", "H92.03", VP_01="await_in_time"),
    **_of("H30.35.04", "H92.01", TP_01="done_on_time"),
    **_of("H30.35.05", "H92.01", NV_01="open_in_time", NV_02="done_on_time", VH_02="open_in_time"),
    **_of("H30.35.06", "H92.01", VH_01="done_on_time"),
    **_of(PROVINCE, CITY, HG_01="open_in_time", HG_02="done_late"),
}
"""Everything at 30/6/2025 and at 01/7/2025: no deadline passes between the two days."""


class Reformed(NamedTuple):
    """The store after everything, and moments between what was typed."""

    url: str
    k1: str
    """Nobody knew of the reform."""
    k2: str
    """The reform is recorded."""
    k3: str
    """Two facts of June are typed late."""
    k4: str
    """What came late to a unit that had ended is handed over."""

    def ask(self, *words: object) -> Any:
        """The JSON that the program answers."""
        return tracker(self.url, *words, "--format", "json").answer

    def tree(self, as_of: str, known_at: str) -> dict[str, tuple[str, str | None]]:
        """Name and parent of every unit on a day."""
        units = self.ask("unit", "tree", "--as-of", as_of, "--known-at", known_at)["units"]
        return {unit["code"]: (unit["name"], unit["parent"]) for unit in units}

    def items(self, as_of: str, known_at: str, *filters: object) -> dict[str, tuple[str, str]]:
        """Class and unit of every item."""
        words = ("items", "--as-of", as_of, "--known-at", known_at, *filters)
        return {item["ref"]: (item["class"], item["unit"]) for item in self.ask(*words)["items"]}

    def counts(self, as_of: str, known_at: str, *filters: object) -> dict[str, int]:
        """How many items are in each class."""
        words = ("counts", "--as-of", as_of, "--known-at", known_at, *filters)
        (group,) = self.ask(*words)["groups"]
        return dict(group["counts"])

    def by_unit(self, as_of: str, known_at: str, *filters: object) -> dict[str, dict[str, int]]:
        """The same of each unit by itself."""
        words = ("counts", "--as-of", as_of, "--known-at", known_at, "--by", "unit", *filters)
        return {group["unit"]: group["counts"] for group in self.ask(*words)["groups"]}

    def flows(self, start: str, to: str, known_at: str, *filters: object) -> dict[str, Any]:
        """The flows of a period."""
        return dict(
            self.ask("flows", "--from", start, "--to", to, "--known-at", known_at, *filters)
        )


def import_past(url: str) -> None:
    imported = tracker(url, "import-history", *PAST)
    assert imported.code == 0, imported.err


def unit(url: str, *words: object, typed: str = "") -> Ended:
    return tracker(url, "unit", *words, lang="en", typed=typed)


def carried_out(url: str) -> Reformed:
    """The past, the reform, and what was typed late."""
    import_past(url)
    k1 = moment(url)
    for words in REFORM:
        done = unit(url, *words)
        assert done.code == 0, done.err
    k2 = moment(url)
    type_late(url)
    k3 = moment(url)
    handed = unit(url, "hand-over", KINH_CUNG, "--yes", *BY_WHOM)
    assert handed.code == 0, handed.err
    return Reformed(url, k1, k2, k3, moment(url))


def moment(url: str) -> str:
    """The known-at that an answer given now is true for."""
    return str(tracker(url, "counts", "--as-of", BEFORE, "--format", "json").answer["known_at"])


def type_late(url: str) -> None:
    """A completion and an assignment of June to a unit that is known to have ended in July."""
    clock = SystemClock()
    with open_pool(url, size=2) as pool:
        office = Tracker(pool)
        completed = ReportCompletion(
            kind=Kind.PLAN_TASK,
            ref="KC-01",
            expected_version=None,
            actor="vt.kinhcung",
            effective_on=date(2025, 6, 27),
            command_id="late-1",
        )
        act(completed, office, clock)
        assign(directive("KC-12", KINH_CUNG, date(2025, 6, 16)), office, clock)


def directive(ref: str, to: str, on: date) -> Assign:
    return Assign(
        kind=Kind.DIRECTIVE,
        ref=ref,
        unit=to,
        title="Báo cáo số liệu hộ tịch",
        due_on=date(2025, 9, 10),
        about={"issuer": "UBND huyện Phụng Hiệp", "issuer_level": "district"},
        actor="vt.ph",
        effective_on=on,
        command_id=f"assign-{ref}",
    )


def classes(of: Mapping[str, Standing] = ITEMS) -> dict[str, int]:
    return dict(Counter(standing.item_class for standing in of.values()))

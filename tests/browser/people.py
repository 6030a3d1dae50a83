"""The sample's people by what they are; who they are stands in `tracker/cli/demo_people.py`."""

CLERK, LEADER, CONFIRMER = "canbo.huonghuu", "lanhdao.huonghuu", "vanphong.namdong"
AUDITOR, ADMINISTRATOR = "kiemtra.tth", "quantri"
OTHER_CLERK, OTHER_LEADER = "canbo.phunghiep", "lanhdao.phunghiep"
OTHER_CONFIRMER = "vanphong.haugiang"

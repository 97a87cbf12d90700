"""What the states of waivers, corrective action plans and milestones are called, in English and Chinese."""

from __future__ import annotations

from .languages import Explained, Template

PLAN_STATES = {
    "SUBMITTED": Explained(
        Template(en="Waiting", zh="待决定"),
        Template(en="A version is filed, and somebody has to decide on it.", zh="已提交一个版本，有待决定。"),
    ),
    "LATE": Explained(
        Template(en="Late", zh="滞后"),
        Template(
            en="The plan is accepted, and a milestone of it is past its day and not done.",
            zh="计划已获接受，但有里程碑过期未完成。",
        ),
    ),
    "OWED": Explained(
        Template(en="Owed", zh="待提交"),
        Template(en="The year was missed, and no plan is filed yet.", zh="该年度未达标，尚未提交计划。"),
    ),
    "RETURNED": Explained(
        Template(en="Returned", zh="已退回"),
        Template(en="The last version went back to the supplier with a reason.", zh="最近一个版本已附理由退回供应商。"),
    ),
    "ON_TRACK": Explained(
        Template(en="On track", zh="进展正常"),
        Template(
            en="The plan is accepted, and no milestone of it is past its day.", zh="计划已获接受，没有过期未完成的里程碑。"
        ),
    ),
    "LIFTED": Explained(
        Template(en="Lifted by a waiver", zh="因豁免而免除"),
        Template(
            en="The year is waived: nothing of the plan is late while the waiver holds.",
            zh="该年度已获豁免：豁免有效期间，计划的任何部分都不算滞后。",
        ),
    ),
    "CLOSED": Explained(
        Template(en="Closed", zh="已结案"),
        Template(en="Every milestone is done, and that is accepted.", zh="所有里程碑均已完成并获接受。"),
    ),
    "CANCELLED": Explained(
        Template(en="Cancelled", zh="已取消"),
        Template(en="The plan was called off, with a reason.", zh="计划已附理由取消。"),
    ),
}
"""In the order in which somebody has to act on them."""

MILESTONE_STATES = {
    "PLANNED": Explained(Template(en="Planned", zh="计划中"), Template(en="Its day lies ahead.", zh="期限未到。")),
    "REPORTED": Explained(
        Template(en="Reported done", zh="已报完成"),
        Template(
            en="The supplier says that it is done; somebody has to decide whether it is.",
            zh="供应商称已完成，是否完成有待决定。",
        ),
    ),
    "DONE": Explained(
        Template(en="Done", zh="已完成"), Template(en="It is reported done, and that is accepted.", zh="已报完成并获接受。")
    ),
    "MISSED": Explained(
        Template(en="Missed", zh="已错过"),
        Template(en="Its day is past, and it is not reported done.", zh="期限已过，仍未报完成。"),
    ),
}

WAIVER_STATES = {
    "IN_FORCE": Explained(
        Template(en="In force", zh="有效"), Template(en="The obligation is lifted today.", zh="该义务今日免除。")
    ),
    "EXPIRED": Explained(Template(en="Expired", zh="已过期"), Template(en="Its last day is past.", zh="最后一日已过。")),
    "ENDED": Explained(
        Template(en="Ended", zh="已终止"), Template(en="It was ended before its last day.", zh="在最后一日之前终止。")
    ),
}

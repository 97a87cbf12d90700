"""Every sentence of an explanation in every language, with the same placeholders in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .words import READINGS, STATUSES


class Text(NamedTuple):
    en: str
    zh: str


LANGUAGES = Text._fields


def _translated(labels: Mapping[str, str], chinese: Mapping[str, str]) -> dict[str, Text]:
    return {code: Text(label, chinese[code]) for code, label in labels.items()}


HEADINGS = {
    "WHY": Text("Why this status", "为何是此状态"),
    "RULE": Text("The rule with its figures", "规则与数字"),
    "INPUTS": Text("What it rests on", "所依据的数据"),
    "READINGS": Text("Every reading", "各种解读"),
    "CHANGE": Text("What would comply", "怎样才算达标"),
    "PATH": Text("The least path", "最低限度的减排路径"),
}

LABELS = {
    **_translated(
        {code: words.label for code, words in STATUSES.items()},
        {
            "NON_COMPLIANT": "未达标", "OVERDUE": "逾期", "AWAITING_REPORT": "待提交", "NOT_ASSESSABLE": "无法评定",
            "PROVISIONAL": "暂定", "COMPLIANT": "达标", "NOT_DUE": "未到期", "WAIVED": "已豁免",
        },
    ),
    **_translated(
        {code: words.label for code, words in READINGS.items()},
        {
            "COMPOUND": "复合年率", "LINEAR": "线性", "MEAN_YEAR_ON_YEAR": "逐年降幅均值",
            "EVERY_YEAR": "每年均须达标", "CUMULATIVE": "累计预算",
        },
    ),
    "ACCEPTED": Text("Accepted", "已接受"),
    "EQUITY_SHARE": Text("equity share", "股权比例法"),
    "FINANCIAL_CONTROL": Text("financial control", "财务控制权法"),
    "OPERATIONAL_CONTROL": Text("operational control", "运营控制权法"),
    "NONE": Text("none", "无"),
    "LIMITED": Text("limited", "有限保证"),
    "REASONABLE": Text("reasonable", "合理保证"),
    "scope 1": Text("scope 1", "范围一"),
    "scope 2 market-based": Text("scope 2 market-based", "范围二（基于市场）"),
    "scope 2 location-based": Text("scope 2 location-based", "范围二（基于位置）"),
    "scope 3": Text("scope 3", "范围三"),
    "MASS": Text("mass", "质量"),
    "VOLUME": Text("volume", "体积"),
    "ENERGY": Text("energy", "能量"),
    "NUMBER_OF_UNITS": Text("number of units", "件数"),
    "MARKET_VALUE": Text("market value", "市场价值"),
    "OTHER": Text("another method", "其他方法"),
    "MISSING_YEAR": Text("a year in between is missing", "中间有年份缺少数据"),
    "ZERO_YEAR": Text("an earlier year is zero", "此前某年排放为零"),
    "YEAR_NOT_COMPARABLE": Text("a year in between cannot be compared with the base year", "中间有年份无法与基准年比较"),
    "YEAR_TO_RESTATE": Text("a year in between was not restated with the base year", "中间有年份未随基准年一并重述"),
}  # fmt: skip

RULES = {
    "WAIVED": Text("{status}: the obligation for {year} was lifted.", "{status}：{year} 年的义务已被免除。"),
    "NOT_DUE": Text(
        "{status}: {year} runs until {year_end}, and its report is due by {due}.",
        "{status}：{year} 年至 {year_end} 结束，报告应于 {due} 前（含当日）提交。",
    ),
    "REPORT_WAITS": Text(
        "{status}: no report about {year} is accepted, and one waits for review. Accepted as it is, it would be: {would_be}.",
        "{status}：{year} 年尚无已接受的报告，有一份正待审核。若按现状接受，结果为：{would_be}。",
    ),
    "GRACE_RUNS": Text(
        "{status}: a report about {year} was due by {due}, and none is there. The days of grace run until {grace_end}.",
        "{status}：{year} 年的报告应于 {due} 前提交，至今没有。宽限期至 {grace_end} 止。",
    ),
    "GRACE_IS_OVER": Text(
        "{status}: a report about {year} was due by {due}, with grace until {grace_end}, and none is there.",
        "{status}：{year} 年的报告应于 {due} 前提交，宽限期至 {grace_end} 止，至今没有。",
    ),
    "NOT_COMPARABLE": Text("{status}: the figures about {year} allow no verdict.", "{status}：{year} 年的数据无法得出结论。"),
    "INPUT_IN_DOUBT": Text(
        "{status}: the verdict about {year} rests on a figure that is not settled. It would be: {would_be}.",
        "{status}：{year} 年的结论所依据的数据尚未确定。结果将为：{would_be}。",
    ),
    "BASE_YEAR_IS_IN": Text(
        "{status}: the base-year report about {year} is in. There is nothing to comply with yet.",
        "{status}：{year} 基准年的报告已收到，尚无须达标。",
    ),
    "READING_PASSES": Text(
        "{status}: the accepted figures meet what the mandate asks for {year} under its own reading, {reading}.",
        "{status}：按该要求自身的解读（{reading}），已接受的数据满足 {year} 年的要求。",
    ),
    "READING_FAILS": Text(
        "{status}: the accepted figures miss what the mandate asks for {year} under its own reading, {reading}.",
        "{status}：按该要求自身的解读（{reading}），已接受的数据不满足 {year} 年的要求。",
    ),
}

REASONS = {
    "BASE_YEAR_MISSING": Text("There is no report about the base year {year}.", "没有基准年 {year} 的报告。"),
    "BASE_YEAR_ZERO": Text(
        "The base year {year} is zero, and no rate can be computed from it.", "基准年 {year} 的排放为零，无法计算降幅。"
    ),
    "SCOPE_MISSING": Text("{year} lacks a figure that is compared: {scopes}.", "{year} 年缺少用于比较的数据：{scopes}。"),
    "SCOPE_2_METHOD_DIFFERS": Text(
        "{year} states {found} only, where {against} compares {expected}.",
        "{year} 年仅列报{found}，而 {against} 比较{expected}。",
    ),
    "SCOPE_3_CATEGORIES_DIFFER": Text(
        "Scope 3 of {year} has the categories {found}, that of {against} {expected}; restate one of them.",
        "{year} 年的范围三包含类别 {found}，{against} 年包含类别 {expected}；须重述其中之一。",
    ),
    "CONSOLIDATION_DIFFERS": Text(
        "{year} is consolidated by {found}, {against} by {expected}; restate one of them.",
        "{year} 年的合并方法为{found}，{against} 为{expected}；须重述其中之一。",
    ),
    "GWP_SET_DIFFERS": Text(
        "{year} is stated under {found}, where {against} has {expected}.",
        "{year} 年采用 {found} 的全球变暖潜势，{against} 采用 {expected}。",
    ),
    "DENOMINATOR_MISSING": Text(
        "{year} states no denominator, where {against} divides by {expected}.",
        "{year} 年未列报分母，而 {against} 须除以 {expected}。",
    ),
    "DENOMINATOR_DIFFERS": Text(
        "{year} states {found}, where {against} divides by {expected}.",
        "{year} 年列报 {found}，而 {against} 须除以 {expected}。",
    ),
    "DENOMINATOR_ZERO": Text(
        "{name} of {year} is zero, and nothing can be divided by it.", "{year} 年的 {name} 为零，无法作为除数。"
    ),
    "ALLOCATION_MISSING": Text(
        "{year} names no share of the buyer, and {against} compares that share. State it with its method.",
        "{year} 年未列报采购方的份额，而 {against} 比较该份额。请连同分摊方法一并列报。",
    ),
    "ALLOCATION_METHOD_DIFFERS": Text(
        "The share of {year} is allocated by {found}, that of {against} by {expected}; restate one of them.",
        "{year} 年份额的分摊方法为：{found}；{against} 年为：{expected}。须重述其中之一。",
    ),
    "READING_IS_NULL": Text("The reading {reading} says nothing: {cause}.", "解读“{reading}”无法得出结论：{cause}。"),
    "UNACCEPTED_INPUT": Text("The report about {year} is not accepted yet.", "{year} 年的报告尚未被接受。"),
    "PARTIAL_YEAR": Text(
        "The report about {year} covers {days} days; it is never annualized.", "{year} 年的报告仅涵盖 {days} 天，不作年化处理。"
    ),
    "ASSURANCE_TOO_LOW": Text(
        "The assurance of {year} is {found}; {against} asks for {expected}.",
        "{year} 年的鉴证级别为{found}；{against} 要求{expected}。",
    ),
}

NOTES = {
    "masses_of_scope_1": Text(
        "The masses of {years} are those of scope 1, and more is compared that holds other gases.",
        "{years} 年的气体质量仅属范围一，而所比较的数据还含有其他气体。",
    ),
    "masses_that_do_not_add_up": Text(
        "The masses of {years} do not add up to scope 1, so it cannot be restated from them.",
        "{years} 年的气体质量与范围一不符，无法据此重新折算。",
    ),
}

READING_RULES = {
    "COMPOUND": Text("Eₙ ≤ E₀ × (1 − r)ⁿ", "Eₙ ≤ E₀ × (1 − r)ⁿ"),
    "LINEAR": Text("Eₙ ≤ E₀ × (1 − n × r)", "Eₙ ≤ E₀ × (1 − n × r)"),
    "MEAN_YEAR_ON_YEAR": Text("the mean of 1 − Eᵢ ÷ Eᵢ₋₁ is at least r", "1 − Eᵢ ÷ Eᵢ₋₁ 的均值不低于 r"),
    "EVERY_YEAR": Text("Eᵢ ≤ Eᵢ₋₁ × (1 − r) in every year", "每年 Eᵢ ≤ Eᵢ₋₁ × (1 − r)"),
    "CUMULATIVE": Text(
        "E₁ + … + Eₙ is at most the sum of a path that falls by r a year", "E₁ + … + Eₙ 不超过每年下降 r 的路径之和"
    ),
}

ROBUSTNESS = {
    "ROBUST_PASS": Text(
        "Under all three averages it passes: it does not matter which of them is meant.",
        "三种平均解读下均达标：采用其中哪一种，结果相同。",
    ),
    "DEPENDS_ON_READING": Text(
        "Under one of the three averages it passes, under another it fails: it matters which of them is meant.",
        "三种平均解读中有的达标、有的不达标：结果取决于采用哪一种。",
    ),
    "ROBUST_FAIL": Text(
        "Under all three averages it fails: it does not matter which of them is meant.",
        "三种平均解读下均未达标：采用其中哪一种，结果相同。",
    ),
    "UNDETERMINED": Text(
        "One of the three averages says nothing, and what it would say could change the picture.",
        "三种平均解读中有一种无法得出结论，其结果可能改变判断。",
    ),
}

PATH_STOPS = {
    "UNREACHABLE": Text(
        "In {year} not even zero would comply: no path from here complies in every year.",
        "{year} 年即使零排放也无法达标：此后没有每年都达标的路径。",
    ),
    **dict.fromkeys(
        ("MISSING_YEAR", "YEAR_NOT_COMPARABLE", "YEAR_TO_RESTATE"),
        Text("No path can be told for {year} under this reading: {cause}.", "按此解读无法给出 {year} 年的路径：{cause}。"),
    ),
    "ZERO_YEAR": Text("From {year} on this reading says nothing: {cause}.", "自 {year} 年起此解读无法得出结论：{cause}。"),
}

SENTENCES = {
    "RULE_NUMBER": Text(
        "This is line {number} of the list of statuses, the first that fits.",
        "这是状态列表的第 {number} 条，即首个符合的条目。",
    ),
    "OLD_FORM": Text(
        "{year} is still stated in a form that the base year has left. Both are compared as they were filed; restated, {year} "
        "may get another verdict.",
        "{year} 年仍按基准年已放弃的口径陈述。两者按所提交的数据比较；{year} 年重述后，结论可能改变。",
    ),
    "MANDATE": Text(
        "The mandate asks for at least {rate} less a year on average. Read as {reading}: {formula}.",
        "该要求规定平均每年至少减少 {rate}。解读为“{reading}”：{formula}。",
    ),
    "MEASURED": Text("Compared are gross tonnes CO₂e{measure}.", "比较的是二氧化碳当量总吨数{measure}。"),
    "TONNES": Text("tonnes", "吨"),
    "TONNES_FOR_EACH": Text("tonnes for each {unit}", "吨，每 {unit}"),
    "HOLDS": Text("{year}, in {tonnes}: {formula}. It holds.", "{year} 年（{tonnes}）：{formula}。成立。"),
    "FAILS": Text("{year}, in {tonnes}: {formula}. It does not hold.", "{year} 年（{tonnes}）：{formula}。不成立。"),
    "BOUND": Text("{year} may have at most, in {tonnes}: {formula}.", "{year} 年最多（{tonnes}）：{formula}。"),
    "ROUNDED": Text("What is allowed is rounded down to a millionth of a tonne.", "允许量向下取整至百万分之一吨。"),
    "EXACT": Text(
        "Amounts are shown to a millionth of a tonne; what is compared is exact.", "所示数值取至百万分之一吨；比较时未作取整。"
    ),
    "INPUT": Text(
        "{year}: {tonnes} t, revision {number} ({revision}), content {content}; {decision}; {evidence}.",
        "{year} 年：{tonnes} 吨，第 {number} 版（{revision}），内容哈希 {content}；{decision}；{evidence}。",
    ),
    "SUPPOSED": Text("{year}: {tonnes} t, supposed.", "{year} 年：{tonnes} 吨，为假设值。"),
    "DECIDED": Text("accepted by decision {decision}", "经决定 {decision} 接受"),
    "UNDECIDED": Text("not accepted", "未接受"),
    "EVIDENCE": Text("evidence {hashes}", "证据 {hashes}"),
    "NO_EVIDENCE": Text("no evidence attached", "未附证据"),
    "PASSES": Text("{reading}: passes, rate {rate}, at most {allowed} t.", "{reading}：达标，年率 {rate}，最多 {allowed} 吨。"),
    "MISSES": Text(
        "{reading}: fails, rate {rate}, at most {allowed} t.", "{reading}：未达标，年率 {rate}，最多 {allowed} 吨。"
    ),
    "MISSES_BY_ANY": Text(
        "{reading}: fails, rate {rate}; not even zero would comply.", "{reading}：未达标，年率 {rate}；即使零排放也无法达标。"
    ),
    "SAYS_NOTHING": Text("{reading}: says nothing, since {cause}.", "{reading}：无法得出结论，因为{cause}。"),
    "CUT": Text(
        "A further cut of {cut} t would make {year} comply: {allowed} t at most.",
        "再减少 {cut} 吨，{year} 年即可达标：最多 {allowed} 吨。",
    ),
    "ROOM": Text(
        "{year} complies with {room} t to spare: {allowed} t at most.", "{year} 年达标，尚余 {room} 吨：最多 {allowed} 吨。"
    ),
    "NO_CUT": Text(
        "Nothing would make {year} comply under this reading, not even zero.", "按此解读，{year} 年即使零排放也无法达标。"
    ),
    "NEXT_YEAR": Text(
        "In {year} at most {allowed} t would comply, this year's figure taken as it is.",
        "以本年数据为准，{year} 年最多 {allowed} 吨可达标。",
    ),
    "NO_NEXT_YEAR": Text("In {year} not even zero would comply.", "{year} 年即使零排放也无法达标。"),
    "END_YEAR": Text(
        "No way there ends {year} above {allowed} t and complies.", "任何达标路径在 {year} 年均不得高于 {allowed} 吨。"
    ),
    "END_YEAR_EVENLY": Text(
        "What is left of the budget, spread evenly until {year}, is {allowed} t a year.",
        "剩余预算平均分摊至 {year} 年，每年 {allowed} 吨。",
    ),
    "NO_END_YEAR": Text("No way there complies in {year}.", "没有任何路径可在 {year} 年达标。"),
    "AT_DENOMINATOR": Text(
        "All these tonnes are those of {amount} × {unit} ({name}), as {year} has it.",
        "以上吨数均按 {year} 年的 {amount} × {unit}（{name}）计。",
    ),
    "PATH": Text(
        "The most that complies year by year, each year taken as the path has it: {steps}.",
        "逐年可达标的最高排放量（各年均按此路径）：{steps}。",
    ),
    "STEP": Text("{year} {tonnes} t", "{year} 年 {tonnes} 吨"),
    "STEP_FOR_EACH": Text("{year} {tonnes} t for each {unit}", "{year} 年每 {unit} {tonnes} 吨"),
}

JOINED = {"LIST": Text(", ", "、"), "STEPS": Text("; ", "；")}

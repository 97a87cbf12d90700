"""The programme view and its forecasts in the words of a reader, in English and Chinese."""

from __future__ import annotations

from .languages import Explained, Template

MEANS = {
    "INDEX": Template(en="the mean of the indices Eₙ ÷ E₀", zh="各家指数 Eₙ ÷ E₀ 的均值"),
    "LINEAR_RATE": Template(
        en="the mean of the linear rates (E₀ − Eₙ) ÷ (n × E₀)", zh="各家线性降幅 (E₀ − Eₙ) ÷ (n × E₀) 的均值"
    ),
    "MEAN_YEAR_ON_YEAR_RATE": Template(en="the mean of the mean yearly falls", zh="各家逐年平均降幅的均值"),
}

NO_MEANS = {
    "SMALLEST_IS_NO_MEAN": Template(
        en="the reading asks for the smallest fall, of which no mean is taken", zh="该解读看最小降幅，不取均值"
    ),
    "BUDGET_HAS_NO_RATE": Template(en="a carbon budget has no rate to average", zh="碳预算没有可平均的比率"),
    "ZERO_YEAR": Template(
        en="a partner's earlier year is zero, so it has no rate to average", zh="有合作方的较早年份为零，没有可平均的比率"
    ),
}

PARTS = {
    "moved": Explained(Template(en="moved", zh="变动"), Template(en="a figure in both years.", zh="两个年份都有数据。")),
    "joined": Explained(
        Template(en="joined", zh="新加入"), Template(en="its own base year is later.", zh="其自身的基准年较晚。")
    ),
    "left": Explained(
        Template(en="left", zh="已退出"), Template(en="it owes no report about the later year.", zh="无须提交较晚年份的报告。")
    ),
    "gap": Explained(
        Template(en="gap", zh="缺口"),
        Template(
            en="one of the years has no figure that can be compared, so this says nothing of its emissions.",
            zh="其中一年没有可比的数据，因此不说明其排放。",
        ),
    ),
}

RULES = {
    "UNIT_SLIP": Explained(
        Template(en="Unit slip?", zh="单位有误？"),
        Template(en="Near a factor of 1,000: check that both are tonnes.", zh="相差约 1,000 倍：请检查两者是否均为吨。"),
    ),
    "FELL_FAR": Explained(
        Template(en="Fell far", zh="大幅下降"),
        Template(
            en="More than five median absolute deviations below the middle of all yearly ratios.",
            zh="低于全部年比中位数逾五个绝对中位差。",
        ),
    ),
    "ROSE_FAR": Explained(
        Template(en="Rose far", zh="大幅上升"),
        Template(
            en="More than five median absolute deviations above the middle of all yearly ratios.",
            zh="高于全部年比中位数逾五个绝对中位差。",
        ),
    ),
    "LARGEST_EXCESS": Explained(
        Template(en="Large excess", zh="超出较多"),
        Template(en="Among the three that lie farthest above what they are allowed.", zh="超出允许量最多的三家之一。"),
    ),
    "DEPENDS_ON_READING": Explained(
        Template(en="Depends on the average", zh="取决于平均方法"),
        Template(
            en="Passes under one of the three averages and fails under another.",
            zh="在三种平均中，按一种达标，按另一种不达标。",
        ),
    ),
}

NO_FORECASTS = {
    "FEWER_THAN_TWO_YEARS": Template(en="fewer than two years are accepted", zh="已接受的年份不足两年"),
    "LAST_YEAR_STANDS_ALONE": Template(en="the year before the last one is missing", zh="缺少最后一年的前一年"),
    "ZERO_YEAR": Template(en="one of the years is zero, to which there is no ratio", zh="其中一年为零，无法求比"),
    "NOTHING_AHEAD": Template(en="the end has come", zh="期限已到"),
    "NO_FIGURES": Template(en="no figures are known", zh="没有已知数据"),
    "GOAL_MET": Template(en="the goal is met", zh="目标已达成"),
}

OUTLOOKS = {
    "WOULD_COMPLY": Template(en="would comply", zh="将达标"),
    "WOULD_NOT_COMPLY": Template(en="would not comply", zh="将不达标"),
    "OPEN": Template(en="could go either way", zh="两可"),
    "NONE": Template(en="no outlook", zh="无展望"),
}

# The answer: headline, then one sentence for each thing that a reader must know beside it.
MEETS = {True: Template(en="meets", zh="达到"), False: Template(en="misses", zh="未达到")}
PASSES = {True: Template(en="passes", zh="达标"), False: Template(en="fails", zh="不达标")}
ANSWER = {
    "NO_VERDICT": Template(en="Across partners, {year} has no verdict.", zh="合作方整体：{year} 年尚无结论。"),
    "SUM": Template(en="Across partners, the sum {sum} the mandate in {year}.", zh="合作方整体：{year} 年合计{sum}要求。"),
    "BOTH_ALIKE": Template(
        en="Across partners, the sum {sum} the mandate in {year}, and so does the mean of the partners.",
        zh="合作方整体：{year} 年合计{sum}要求，各合作方的均值亦然。",
    ),
    "APART": Template(
        en="Across partners, the sum {sum} the mandate in {year}; the mean of the partners {mean} it.",
        zh="合作方整体：{year} 年合计{sum}要求，各合作方的均值{mean}要求。",
    ),
    "OWN": Template(en="The suppliers' own verdicts: {counts}.", zh="各供应商自身的结论：{counts}。"),
    "WEIGHTED": Template(
        en="Weighted by tonnes, the verdict on the sum of {parties}: {said} under {reading}.",
        zh="按吨数加权，对{parties}合作方合计的结论：按 {reading} {said}。",
    ),
    "NO_MEAN": Template(en="Unweighted: {why}.", zh="不加权：{why}。"),
    "UNWEIGHTED": Template(
        en="Unweighted, every partner counting the same, {mean} of {parties}: {said} under {reading}{index}.",
        zh="不加权，每家权重相同，{parties}合作方：{mean}，按 {reading} {said}{index}。",
    ),
    "INDEX": Template(en=", mean index {index}", zh="，平均指数 {index}"),
    "RATE": Template(en=", {rate} a year", zh="，年率 {rate}"),
    "SAYS_NOTHING": Template(en="says nothing: {why}", zh="无结论（{why}）"),
    "NO_FIGURES": Template(en="no figures", zh="没有数据"),
    "MOVED": Template(
        en="From {before} to {year}, the {suppliers} with both figures moved the total by {change} t; "
        "{name} moved it most, by {most} t.",
        zh="从 {before} 年到 {year} 年，两年都有数据的{suppliers}供应商使总量变动 {change} 吨；"
        "其中 {name} 变动最大，为 {most} 吨。",
    ),
    "OTHERS": Template(en="Apart from that: {others}.", zh="此外：{others}。"),
    "OTHER": Template(en="{label} {suppliers} ({change} t)", zh="{label} {suppliers} 家（{change} 吨）"),
    "COVERAGE": Template(
        en="Reported: {reported} of {expected}{weight}{unknown}.",
        zh="已提交：{expected} 家中的 {reported} 家{weight}{unknown}。",
    ),
    "COVERAGE_WEIGHT": Template(
        en=", which had {share} of the base-year emissions that are known", zh="，占已知基准年排放的 {share}"
    ),
    "COVERAGE_UNKNOWN": Template(en="; the base year of {suppliers} is not known", zh="；{suppliers}供应商的基准年数据未知"),
}

"""The sentences of which a commitment's rule is made. No figure stands in them: all figures come from the terms."""

from __future__ import annotations

from .languages import Template

LABELS = {
    "PROMISE": Template(en="Promised", zh="承诺"),
    "YEARS": Template(en="Years", zh="年份"),
    "COMPARED": Template(en="Compared", zh="比较范围"),
    "GWP_SET": Template(en="Warming potentials", zh="增温潜势"),
    "COUNTED": Template(en="Counted", zh="计入内容"),
    "READING": Template(en="Read as", zh="解读方式"),
    "CALENDAR": Template(en="Calendar", zh="日程"),
    "ASSURANCE": Template(en="Assurance", zh="鉴证"),
    "PLAN": Template(en="When it is missed", zh="未达标时"),
    "RECALCULATION": Template(en="Recalculation", zh="基准年重算"),
    "SOURCE": Template(en="Source", zh="来源"),
    "VALID_FROM": Template(en="Valid from", zh="生效"),
}

MANDATE = {
    "PROMISE": Template(
        en="Each enrolled supplier lowers its emissions by at least {rate} a year on average.",
        zh="每一家纳入的供应商平均每年至少减排{rate}。",
    ),
    "YEARS": Template(
        en="The base year is {base_year}; the first year that is assessed is {first_assessed_year}, the last {end_year}. "
        "A supplier that is enrolled on another calendar has years of its own.",
        zh="基准年为{base_year}年；首个评估年为{first_assessed_year}年，末个评估年为{end_year}年。按其他日程纳入的供应商使用各自的年份。",
    ),
    "COMPARED": Template(
        en="{scopes}, in gross tonnes of CO₂e of the whole reporting company{measure}. Offsets and removals are never "
        "taken off.",
        zh="{scopes}，以整个报告企业的二氧化碳当量总吨数计{measure}。抵消量和清除量一概不扣减。",
    ),
    "CALENDAR": Template(
        en="The report about a year, the base year too, is due by {due} of the next one. With days of grace: {grace_days}; "
        "after them it is overdue. Days are those of {zone}.",
        zh="某一年（含基准年）的报告须在次年{due}之前提交。宽限天数：{grace_days}；此后即为逾期。日期以{zone}为准。",
    ),
    "PLAN": Template(
        en="Whoever does not comply owes a corrective action plan. Days to file it: {plan_days}.",
        zh="未达标者须提交纠正措施计划。提交期限天数：{plan_days}。",
    ),
    "RECALCULATION": Template(
        en="The base year's figure stays as adopted until the changes to it since then come to {threshold} of it, up or down. "
        "Growth and decline of the business change nothing.",
        zh="基准年数值自采用之后，累计变动无论增减达到其{threshold}时方才重算。业务本身的增长或下降不引起重算。",
    ),
}

SCOPE = Template(en="scope {number}", zh="范围{number}")
SCOPE_WITH_METHOD = Template(en="scope {number} ({method})", zh="范围{number}（{method}）")
METHODS = {
    "MARKET_BASED": Template(en="market-based", zh="基于市场"),
    "LOCATION_BASED": Template(en="location-based", zh="基于位置"),
}

READINGS = {
    "COMPOUND": Template(
        en="The emissions of a year are at most those of the base year after a fall of {rate} in every year since.",
        zh="某一年的排放量不超过基准年排放量此后逐年下降{rate}所得之数。",
    ),
    "LINEAR": Template(
        en="Every year takes off the same tonnes, {rate} of the base year's: a year's emissions are at most what that leaves.",
        zh="每年减去相同的吨数，即基准年排放量的{rate}：某一年的排放量不超过由此剩余之数。",
    ),
    "MEAN_YEAR_ON_YEAR": Template(
        en="The falls from each year to the next, as shares of the year before, have a mean of at least {rate}. "
        "Every year in between is needed.",
        zh="逐年降幅（占上一年之比）的平均值不低于{rate}。其间每一年的数据都不可缺。",
    ),
    "EVERY_YEAR": Template(
        en="Even the smallest fall from one year to the next, as a share of the year before, is at least {rate}. "
        "Every year in between is needed.",
        zh="即使最小的逐年降幅（占上一年之比）也不低于{rate}。其间每一年的数据都不可缺。",
    ),
    "CUMULATIVE": Template(
        en="The emissions of all years since the base year sum up to at most those of a path that falls by {rate} every year: "
        "a carbon budget. Every year in between is needed.",
        zh="基准年之后各年排放量之和不超过逐年下降{rate}的路径之和，即碳预算。其间每一年的数据都不可缺。",
    ),
}

ANY_GWP_SET = Template(
    en="Any one set of the IPCC, the same in the years that are compared.", zh="IPCC任一套数值，所比较的各年须一致。"
)
ONE_GWP_SET = Template(en="The set {gwp_set} of the IPCC, and no other.", zh="仅限IPCC的{gwp_set}数值。")

ASSURANCE = {
    "NONE": Template(en="None is asked for.", zh="不作要求。"),
    "LIMITED": Template(
        en="Limited assurance by a third party at the least; below it a verdict stays provisional.",
        zh="至少须经第三方有限保证；低于此级别的结论为暂定。",
    ),
    "REASONABLE": Template(
        en="Reasonable assurance by a third party; below it a verdict stays provisional.",
        zh="须经第三方合理保证；低于此级别的结论为暂定。",
    ),
}

GOAL = {
    "PROMISE": Template(
        en="The whole programme brings in {target} in sum, from {start} to {end}, both days included.",
        zh="整个项目自{start}至{end}（含首尾两日）累计达到{target}。",
    ),
    "COUNTED": Template(
        en="Mass that went to {fates}, claimed or verified. Mass in quarantine does not count.",
        zh="去向为{fates}的质量，含已声明和已核实的。隔离中的质量不计入。",
    ),
    "READING": Template(
        en="Met when the counted sum is at least the target; missed when the last day is past and it is below. "
        "Whatever is recorded later about these days still counts.",
        zh="计入总和不低于目标即为达成；末日已过而仍低于目标即为未达成。此后补记的这些日期的数据仍计入。",
    ),
    "CALENDAR": Template(
        en="A mass counts on the last day of the period that its entry states. Days are those of {zone}.",
        zh="质量在其条目所载期间的末日计入。日期以{zone}为准。",
    ),
}

FATES = {
    "PREPARATION_FOR_REUSE": Template(en="preparation for reuse", zh="再使用准备"),
    "RECYCLING": Template(en="recycling", zh="再生利用"),
    "OTHER_RECOVERY": Template(en="other recovery", zh="其他回收"),
    "INCINERATION_WITH_ENERGY_RECOVERY": Template(en="incineration with energy recovery", zh="回收能量的焚烧"),
    "INCINERATION_WITHOUT_ENERGY_RECOVERY": Template(en="incineration without energy recovery", zh="不回收能量的焚烧"),
    "LANDFILL": Template(en="landfill", zh="填埋"),
    "OTHER_DISPOSAL": Template(en="other disposal", zh="其他处置"),
}

SHARE = {
    "PROMISE": Template(en="Of {whole}, {part} makes up {steps}.", zh="{part}在{whole}中的占比：{steps}。"),
    "COUNTED": Template(
        en="Measured over full years, both amounts in {unit}, each figure with its source.",
        zh="以完整年度计量，两项数量均以{unit}计，每个数值均注明来源。",
    ),
    "READING": Template(
        en="The last full year that ends in the twelve months up to a step's day decides: met when its share is at least the "
        "step's. Without such a year there is no verdict, and a share reached before or after does not stand in for it.",
        zh="以该步骤截止日之前十二个月内结束的最后一个完整年度为准：其占比不低于该步骤之数即为达成。若无此年度则无结论，此前或此后达到的占比均不能替代。",
    ),
    "CALENDAR": Template(en="Days are those of {zone}.", zh="日期以{zone}为准。"),
}
STEP = Template(en="at least {share} by {by}", zh="{by}前不低于{share}")

COUNT = {
    "PROMISE": Template(
        en="At least {target} {unit} from {start} to {end}, both days included.",
        zh="自{start}至{end}（含首尾两日）至少达到{target}（{unit}）。",
    ),
    "COUNTED": Template(
        en="The sum of the figures of periods that do not overlap, lie inside these days and are over, each with its source.",
        zh="计入上述日期之内、已结束且互不重叠的各期间数值之和，每个数值均注明来源。",
    ),
    "READING": Template(
        en="Met when the sum is at least the target; missed when every day is measured and it is below.",
        zh="总和不低于目标即为达成；全部日期均已计量而仍低于目标即为未达成。",
    ),
    "CALENDAR": Template(en="Days are those of {zone}.", zh="日期以{zone}为准。"),
}

SOURCE = Template(en="{texts}.", zh="{texts}。")
VALID_FROM = Template(
    en="Version {version} of “{key}” holds from {day} on, from midnight in {zone}.",
    zh="“{key}”第{version}版自{day}（{zone}零时）起生效。",
)

"""What a reader must not do with a table, in our words: shown on its page of the dictionary."""

CAUTIONS: dict[str, tuple[str, str]] = {
    "sources": (
        "A mirror (`host`) carries a text that its publisher no longer serves here; it is never "
        "linked, so its `url` is empty.",
        "`host` 为 mirror 的来源是转载，不作链接，故其 `url` 为空。",
    ),
    "passages": (
        "The text of the paragraphs is not part of the package. `sha256` lets those who hold the "
        "article check that they count paragraphs the same way.",
        "段落文字不在数据包中。手中有文章的人可用 `sha256` 核对段落编号是否一致。",
    ),
    "units": (
        "`factor` converts to `base_unit_id` within one dimension. A count of trains and a count "
        "of firms share a dimension and must not be added.",
        "`factor` 只在同一量纲内换算到 `base_unit_id`。列车数与企业数量纲相同，但不可相加。",
    ),
    "places": (
        "A place is whatever a figure is about. A port, the city of the same name and its bonded "
        "zone are different places with different figures.",
        "地点是数字所指的对象。口岸、同名城市与其保税区是不同的地点，数字也不同。",
    ),
    "ports": (
        "The table lists the 20 approved ports, not the ports open on a given day: some were "
        "seasonal or temporary in 2024. Two road ports to Russia are there by inference "
        "(`membership`). An empty coordinate means that no citeable one was found.",
        "本表列出获批的 20 个口岸，不是某日开放的口岸：2024 年有的只是季节性或临时开放。对俄的两个"
        "公路口岸由推断列入（见 `membership`）。坐标为空表示没有可引用的坐标。",
    ),
    "platforms": (
        "The articles count more platforms than any source names. Do not count rows to get the "
        "number of platforms: use the observations.",
        "报道所计的平台多于来源所列。不要用行数当作平台个数，应使用数字表。",
    ),
    "routes": (
        "Only routes that the articles name; they count many more.",
        "只收报道列名的线路，报道计数的线路要多得多。",
    ),
    "events": (
        "`date` is as precise as the print: a year alone stays a year. Approved, opened and in "
        "production are different stages of one thing.",
        "`date` 的精度与所印一致：只印年份就只写年份。获批、开通与投产是同一事物的不同阶段。",
    ),
    "indicators": (
        "Two indicators with similar names are two quantities: trade value of a port is not the "
        "foreign trade of the region. Read the definition before comparing.",
        "名称相近的两个指标是两个量：口岸贸易值不是全区外贸。比较之前请先读定义。",
    ),
    "observations": (
        "The figures are claims printed by newspapers, not audited statistics. `value` of a bound "
        "(`over`, `nearly` …) is the number printed, not an estimate; use `lower` and `upper`. "
        "Never sum over `place_id` or `period` without reading `additive` and `note`.",
        "这些数字是报刊的说法，并非经审计的统计数据。带界限（`over`、`nearly` 等）的 `value` 是"
        "所印数字，不是估计值；请使用 `lower` 与 `upper`。未看 `additive` 与 `note` 之前，"
        "不要跨地点或时期相加。",
    ),
    "lists": (
        "`complete` says whether all members that are counted are also named. A list may stop "
        "short on purpose.",
        "`complete` 表示所计成员是否全部列名。名单可能有意未列全。",
    ),
    "list_items": (
        "Items that are clauses in the text are named in a few words of ours.",
        "文本中为短句的成员，由我们以几个字概括命名。",
    ),
    "relations": (
        "A relation that holds is not proof: with an open interval nothing can be tested. The "
        "checks report untestable relations apart.",
        "关系成立并非证明：区间开口时无从检验。检查会把不可检验的关系单独列出。",
    ),
    "citations": (
        "An empty `field` means the whole row. A cited cell says where we found it, not that it "
        "is true. `stated` is what the source gives, and may be less exact than the cell.",
        "`field` 为空表示整行。引证说明出处，不担保其真。`stated` 为来源所载，精度可能低于单元格。",
    ),
    "excluded_figures": (
        "Numbers of the articles that are no data, so that anybody can see that nothing was "
        "dropped without a reason.",
        "文章中不作数据的数字，以便任何人核对没有无故遗漏。",
    ),
}

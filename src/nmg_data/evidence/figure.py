"""The grammar of printed figures: `突破1.2亿吨` is over 120,000,000 tonnes.

A print is cut into words and quantities, and these must have a shape ::

    print    := before* sign? core after*  |  before* superlative     创历史新高 is rank 1
    before   := qualifier | verb | rate | date | gap | any word that the tables do not know
    core     := quantity | quantity 到 quantity | quantity × quantity | 每 quantity … quantity
    quantity := 第 number 位?  |  number 分之 number  |  number 多? multiplier* unit? 多?
    after    := qualifier | verb | rate | date | gap

So a subject may stand before the figure (`年发电量超过100亿千瓦时`), but from the first digit on
every word must be known: a print ends at its unit. A gap is `…`. What cannot be read for certain
is a problem, said in a sentence, and never a guess. Each row of the word tables is headed by its
kind, a letter of the shape, and by what its forms stand for:

    b qualifier before   v verb or noun          s superlative         k quantity in a word
    a qualifier after    m multiplier            p rate (日均)         t not definite
    c 到, 至             x ×                     e each (每, /)        f filler, skipped
    r ordinal (第)       % unit in front

Beside them stand q quantity, d date, g gap, z unknown, n a minus in words, and the dashes and
signs themselves. A negation (t not) turns what follows into something else, so it is read only
in the forms that hold one (不超过, no more than) and skipped in names (不锈钢).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from functools import lru_cache

from ..core.text import plain_number as canonical
from .interval import stated


def _rows(table: str) -> Iterator[tuple[str, str]]:
    """Head and printed form, for every form of a table `head: form | form; head: form`."""
    for row in table.split(";"):
        head, _, forms = row.partition(":")
        for form in forms.split("|"):
            yield " ".join(head.split()), " ".join(form.split())


_SYMBOLS = """percent: %; per_mille: ‰; kw: kw | mw | gw; kwh: kwh | mwh | gwh | twh; t: t; kg: kg;
    km: km; km2: km2; m2: m2; m3: m3; ha: ha; pflops: p | pflops | eflops; teu: teu | teus"""
_HAN_UNITS = """t: 吨 | 公吨; kg: 公斤 | 千克; jin: 斤; mu: 亩; ha: 公顷; m3: 立方米; m2: 平方米;
    km: 公里 | 千米; km2: 平方公里; kw: 千瓦 | 兆瓦 | 吉瓦; w: 瓦; kwh: 千瓦时 | 千瓦小时;
    cny: 元 | 元人民币; usd: 美元; percent: 成 | 番; times: 倍; percentage_point: 个百分点 | 百分点;
    second: 秒; hour: 小时 | 个小时; day: 天 | 日; working_day: 个工作日 | 工作日; month: 个月;
    year: 年; item: 个 | 项 | 种 | 类 | 大 | 大类 | 份 | 期 | 座 | 次 | 列辆架次; line: 条;
    firm: 家; person: 名 | 人; visit: 人次; head: 头 | 只 | 头只; train: 列 | 趟 | 列次;
    machine: 台;
    set: 套 | 台套; container: 箱; teu: 标箱 | 个标箱 | 标准箱 | 个标准箱; vehicle: 辆 | 辆次;
    flight: 架次; household: 户;
    flop_per_s: 次浮点运算 | 次浮点运算次数 | 次计算 | 次计算速度 | 次运算"""
UNITS: dict[str, dict[str, str]] = {
    lang: {form: unit for unit, form in _rows(f"{_SYMBOLS};{table}")}
    for lang, table in {
        "zh": _HAN_UNITS,
        "ja": f"""{_HAN_UNITS}; t: トン; kg: キロ | キログラム; km: キロメートル; ha: ヘクタール;
            kw: キロワット; kwh: キロワット時; percent: パーセント | 割; percentage_point: ポイント;
            usd: ドル | 米ドル; item: 件; train: 本 | 便; vehicle: 台; firm: 社""",
        "en": """t: tonne | tonnes | ton | tons | metric ton | metric tons | metric tonnes; mu: mu;
            kg: kilogram | kilograms; jin: jin; ha: hectare | hectares; km: kilometer | kilometers
            | kilometre | kilometres; km2: square kilometers | square kilometres; m2: square meters
            | square metres; m3: cubic meters | cubic metres; kw: kilowatt | kilowatts | megawatts
            | gigawatts; w: watt | watts; kwh: kilowatt-hour | kilowatt-hours | kilowatt hours;
            cny: yuan | rmb; usd: dollars | us dollars | u.s. dollars; pflops: petaflops |
            exaflops; percent: percent | per cent | pct; times: times | fold | -fold;
            percentage_point: percentage point | percentage points; second: seconds;
            hour: hour | hours; day: day | days; working_day: working day | working days;
            month: month | months; year: year | years; item: item | items | project | projects |
            country | countries | city | cities | port | ports; person: person | persons | people;
            visit: visits | passenger trips | tourist visits; head: head; train: train | trains |
            train trips | freight trains; vehicle: vehicle | vehicles | truck | trucks;
            flight: flight | flights; container: container | containers; household: household |
            households; firm: company | companies | firm | firms | enterprise | enterprises;
            line: line | lines | route | routes; machine: machine | machines; set: set | sets;
            teu: standard containers | twenty-foot equivalent unit | twenty-foot equivalent units;
            rank: st | nd | rd | th""",
        "de": """percent: prozent; percentage_point: prozentpunkt | prozentpunkte; cny: yuan;
            t: tonne | tonnen; train: zug | züge | zügen; person: personen; km: kilometer;
            kw: kilowatt; kwh: kilowattstunden; ha: hektar; teu: standardcontainer""",
        "it": """percent: per cento; percentage_point: punti percentuali; cny: yuan; km: chilometri;
            t: tonnellate; train: treno | treni; person: persone; kwh: kilowattora; ha: ettari""",
        "pt": """percent: por cento; percentage_point: pontos percentuais; cny: yuan | yuans;
            t: toneladas; train: trens; person: pessoas; km: quilómetros; ha: hectares""",
        "tr": "t: ton; cny: yuan; train: tren; person: kişi; km: kilometre; ha: hektar",
        "ru": """percent: процент | процента | процентов; cny: юань | юаня | юаней; person: человек;
            t: т | тонна | тонны | тонн; train: поезд | поезда | поездов; km: км; ha: га;
            kw: квт; kwh: квт-ч; percentage_point: процентный пункт | процентных пункта |
            процентных пунктов; teu: дфэ""",
        "mn": "percent: хувь | хувиар; t: тонн; cny: юань; person: хүн; km: км; ha: га",
    }.items()
}
# Units that are counted: an integer printed without 万 or 亿 is exact.
COUNT_UNITS = frozenset(
    unit
    for _, unit in _rows(
        """count: item | line | firm | person | visit | head | train | machine | set | container |
        teu | vehicle | flight | household | rank | working_day"""
    )
)
# Forms that stand for several of their unit.
_FACTORS = {
    form: Decimal(factor)
    for factor, form in _rows(
        """10: 成 | 割; 1E3: mw | 兆瓦 | megawatts | mwh | eflops | exaflops; 1E9: twh;
        1E6: gw | 吉瓦 | gigawatts | gwh"""
    )
}
_HAN_WORDS = """
    b over: 超 | 超过 | 突破 | 逾 | 破 | 多于 | 大于 | 超出 | 不止; b about: 约 | 大约 | 约为;
    b at_least: 至少 | 不低于 | 不少于 | 不小于 | 不下 | 不下于 | 最低 | 最少;
    b nearly: 近 | 将近 | 接近; b at_most: 不足 | 不到 | 不及 | 不超过 | 不超出 | 不超 | 不突破 |
    不逾 | 不高于 | 不多于 | 不大于 | 至多 | 可达 | 少于 | 小于;
    a at_least: 以上 | 及以上; a about: 左右 | 上下; a at_most: 以下 | 以内 | 之内;
    s at_most: 最高 | 最多 | 最大; s record: 最长 | 最庞大 | 新高 | 历史新高 | 创历史新高 |
    刷新纪录 | 刷新行业纪录 | 创纪录 | 领跑全国 | 领跑全球;
    v grow +: 增长 | 增加 | 提高 | 上升 | 提升 | 上涨 | 扩大 | 增 | 升 | 涨 | 跃升 | 攀升;
    v grow -: 下降 | 减少 | 降 | 降低 | 下滑 | 回落 | 下跌 | 跌 | 减 | 缩减 | 减产 | 负增长 | 萎缩 |
    缩水 | 缩小 | 收缩 | 下挫 | 重挫 | 下探 | 下调 | 调低 | 走低 | 滑落 | 滑坡 | 衰退 | 贬值 |
    放缓 | 倒退 | 少 | 少增;
    v rate +: 增速 | 增长率 | 增幅 | 涨幅; v rate -: 降幅 | 跌幅; v double +: 翻;
    v gap +: 高于 | 高出; v gap -: 低于; v low -: 低; v contribution +: 贡献率;
    v saving +: 节省 | 节约 | 缩短 | 压缩 | 压减; v share +: 占 | 占比 | 比重 | 比例 | 份额;
    p year: 年均; p month: 月均 | 月产; p day: 日均 | 日产; p mu: 亩均; p person: 人均;
    p household: 户均; e: 每 | /; r: 第; % percent: 百分之; % per_mille: 千分之; c to: 到 | 至;
    x: × | x | * | 乘; n: 负; k 1/2: 一半 | 半数; k most: 过半 | 过半数; k 1: 首位 | 榜首;
    k two_digits: 两位数 | 双位数; k doubled: 翻番;
    v from +: 由 | 从; t not: 不 | 非 | 无 | 勿 | 未 | 没; t: 倒数 | 逆差 | 亏 | 收窄 | 大半 |
    多半 | 方阵 | 前列 | 中游 | 梯队 | 前 | 几十 | 几百 | 几千 | 几万 | 几亿 | 数十 | 数百 | 数千 |
    数万 | 数亿 | 上百 | 上千 | 上万 | 上亿;
    f: 达 | 达到 | 高达 | 多达 | 为 | 有 | 仅 | 仅为 | 的 | 了 | 同比 | 环比 | 首次 | 双居 | 双双 |
    年底 | 年末 | 年初 | 年内 | 年度 | 上半年 | 下半年 | 一季度 | 二季度 | 三季度 | 四季度 |
    前三季度 | 目前 | 此前 | 近年 | 近期 | 近日 | 预计 | 计划 | 新增 | 附近 | 众多 | 突破口 |
    增加值 | 增值 | 增长点 | 增长极 | 升级 | 占地 | 未来 | 不断 | 不变价 | 不锈钢 | 不动产 |
    非公有制 | 非公经济 | 非化石 | 非煤 | 非洲 | 非遗 | 无人机 | 无线 | 无烟 | 无缝 | 无锡 |
    少数 | 少年"""
_WORDS: dict[str, str] = {
    "zh": _HAN_WORDS,
    "ja": f"""{_HAN_WORDS}; b over: を超える; a over: 余り | 超 | を超える; a nearly: 近く;
        a at_most: 未満; v grow +: 増 | 増加; v grow -: 減 | 減少; n: マイナス; f: で | の | は |
        に | が | 前年同期比 | 前年比""",
    "en": """b over: more than | over | exceeding | exceeded | exceeds | above | topped |
        surpassed | surpassing | beyond | higher than | greater than | larger than;
        b at_least: at least | no less than | not less than | no fewer than | not fewer than |
        no lower than | not lower than | no smaller than | not smaller than | not below | not under;
        b nearly: nearly | almost | close to | approaching | just under; b about: about | around |
        approximately | roughly | some; b at_most: up to | at most | less than | fewer than |
        under | below | lower than | smaller than | short of | fell short of | falls short of |
        no more than | not more than | no higher than | not higher than | no greater than |
        not greater than | no larger than | not larger than | not over | not above |
        not exceeding; a at_least: or more | and above | or above;
        a about: or so; a at_most: or less | or fewer;
        s record: record high | record-high | largest | biggest;
        v grow +: increase | increases | increased | increasing | rise | rises | rose | grew |
        growth | grow | grows | growing | up | jumped | surged | surge | soared | climbed | gained |
        higher | expanded; v grow -: decrease | decreases | decreased | decreasing | drop | drops |
        dropped | dropping | fall | falls | fell | fallen | falling | decline | declines | declined
        | declining | down | lower | slip | slips | slipped | slipping | shrink | shrinks | shrank |
        shrunk | shrinking | contracted | contraction | reduce | reduces | reduced |
        reducing | reduction | plunge | plunges | plunged | plunging | plummeted | plummeting | dip
        | dips | dipped | dipping | slump | slumped | slumping | tumbled | tumbling | sank | slid |
        sliding | cut | cuts | cutting | lost | losing | slowed | slowing | retreated | weakened |
        loses | eased | easing | diminished;
        v share +: share | accounting for | accounted for | accounts for;
        v saving +: saving | saved | saves; k doubled: doubled; k tripled: tripled;
        k 1/2: half; k 1/3: one third | one-third | a third;
        k 2/3: two thirds | two-thirds; k 1/4: a quarter | one quarter | one-quarter;
        k 1/5: one fifth | one-fifth | a fifth; k two_digits: double-digit;
        k 1: first | number one; k 2: second; k 3: third; k 4: fourth; k 5: fifth; k 6: sixth;
        r: no.; % usd: $ | us$; % cny: ¥; m 1E3: thousand; m 1E6: million | mln;
        m 1E9: billion | bln; m 1E12: trillion | trln; p year: annually | a year | annual;
        p day: daily | a day; p month: a month; e: per | every | each | /; c to: to; x: × | x | *;
        v from +: from; n: minus; t not: not | no | never | without | neither | nor | none | cannot
        | hardly | barely | scarcely | negative | fail | fails | failed | failing | far from |
        instead of | rather than; t: loss | losses | deficit | narrowed | narrowing | contracting |
        several | dozens | hundreds | thousands | millions | billions;
        f: by | of | for the first time | year on year | year-on-year | from a year earlier |
        from the previous year | reached | reaching | hit | a total of""",
    "de": """b over: mehr als | über; b at_least: mindestens | wenigstens | nicht weniger als |
        nicht unter; b nearly: fast | knapp; b about: rund | etwa | circa; b at_most: bis zu |
        weniger als | unter | höchstens | maximal | nicht mehr als | nicht über;
        v grow +: plus | anstieg | gestiegen | mehr; v grow -: minus | rückgang | gesunken |
        weniger | abnahme | gefallen | fiel | sank | geschrumpft | verringert | reduziert;
        t not: nicht | kein | keine | keinen | keinem | keiner | keines | nie | niemals | ohne |
        weder | kaum | negativ | negative | negativer | negatives; t: verlust | defizit;
        m 1E3: tausend; m 1E6: million | millionen | mio.; m 1E9: milliarde | milliarden |
        mrd.; c to: bis; f: um | von | auf""",
    "it": """b over: oltre | più di | più del; b at_least: almeno | non meno di | non meno del |
        non inferiore a | non inferiore al; b nearly: quasi; b about: circa; b at_most: fino a |
        meno di | meno del | al massimo | non più di | non più del | non oltre | non superiore a |
        non superiore al; v grow +: aumento | crescita | in aumento; v grow -: calo | in calo |
        diminuzione | riduzione | flessione | contrazione | ribasso; n: meno; t not: non | mai |
        senza | nessun | nessuno | nessuna | né | neppure | nemmeno | negativo | negativa;
        t: perdita | disavanzo; m 1E3: mila; m 1E6: milione | milioni; m 1E9: miliardo | miliardi;
        f: di | del | dell' | il""",
    "pt": """b over: mais de | mais que; b at_least: pelo menos | no mínimo | não menos de |
        não menos que; b nearly: quase; b about: cerca de; b at_most: até | menos de | menos que |
        no máximo | não mais de | não mais que; v grow +: aumento | crescimento | alta;
        v grow -: queda | redução | diminuição | recuo | contração | baixa; n: menos; t not: não |
        nem | nunca | jamais | sem | nenhum | nenhuma | negativo | negativa; t: perda | déficit;
        m 1E3: mil; m 1E6: milhão | milhões; m 1E9: bilhão | bilhões; f: de""",
    "tr": """b over: aşkın; b at_least: en az; b about: yaklaşık; b at_most: en fazla | en çok;
        v grow +: artış; v grow -: azalış | düşüş | gerileme | daralma; n: eksi; t not: değil |
        hiç | yok | olmayan | olmadan | negatif; t: zarar; % percent: yüzde;
        m 1E3: bin; m 1E6: milyon | milyona; m 1E9: milyar | milyara""",
    "ru": """b over: более | свыше; b at_least: не менее | не меньше | не ниже; b nearly: почти;
        b about: около; b at_most: до | менее | не более | не больше | не свыше | не выше;
        v grow +: рост | вырос | выросла | увеличился; v grow -: снижение | снизился | снизилась |
        снизилось | сократился | сократилась | сократилось | сокращение | уменьшился | уменьшилась |
        уменьшилось | упал | упала | упало | падение | спад; n: минус; t not: не | ни | нет | без |
        никогда | отрицательный | отрицательная | отрицательное; t: убыток | дефицит;
        m 1E3: тыс. | тысяч | тысяча | тысячи; m 1E6: млн | миллион | миллиона | миллионов;
        m 1E9: млрд | миллиард | миллиарда | миллиардов; f: на""",
    "mn": """b nearly: бараг; b about: ойролцоогоор; v grow +: өссөн | өсөлт; v grow -: буурсан |
        бууралт; n: хасах; t not: биш | бус | үгүй | эс | сөрөг; t: алдагдал;
        m 1E3: мянга | мянган; m 1E6: сая; m 1E9: тэрбум; f: орчим""",
}
_MARKS = "-: - | −; +: +; ~: ~ | 〜 | – | —"
# Marks of thousands and of decimals, where they are not those of English.
_SEPARATORS = {**dict.fromkeys(("de", "it", "pt", "tr"), (".", ",")), "ru": (" ", ",")}
# Units whose meaning the verb decides: 增长4.8倍 is growth, 4.8倍 a level.
_VERBAL = ("倍", "番")
# Traditional and Japanese characters of the tables, to the simplified ones that stand there.
_SIMPLIFIED = str.maketrans(
    "萬億個為於畝產僅從眾餘減幾歷創雙噸國頭將幣龐擴數時條標漲環電種類約縮節計負貢獻躍輛達過長間隊陣"
    "預領額項頃點壓佔戶隻臺兩運內増無沒虧緩調貶變斷鏽鋼動經濟遺質線煙縫錫",
    "万亿个为于亩产仅从众余减几历创双吨国头将币庞扩数时条标涨环电种类约缩节计负贡献跃辆达过长间队阵"
    "预领额项顷点压占户只台两运内增无没亏缓调贬变断锈钢动经济遗质线烟缝锡",
)
_HAN_DIGITS = str.maketrans("〇零一二两三四五六七八九点", "001223456789.")
_HAN_SCALES = {"亿": "1E8", "万": "1E4", "千": "1E3", "百": "1E2", "十": "10"}
_ALONE = {"首": Decimal(1), "双": Decimal(2), "半": Decimal("0.5")}
_HAN = (
    r"(?:(?:[〇零一二两三四五六七八九十万亿]|千(?![瓦克米])|百(?!分))+"
    r"(?:点[〇零一二三四五六七八九]+)?|[首双半])"
)
_LETTERS = "a-z\u00df-\u024f\u0400-\u04ff"
_COUNTED = "〇零一二两三四五六七八九十百千万亿双半首"
_NUMBERS = re.compile(rf"\d+(?:\.\d+)?|(?<![\d{_COUNTED}])[{_COUNTED}]+")
_SHAPE = re.compile(
    r"[bvpcsdgz]*(?P<sign>[-+n]?)(?P<core>q(?:(?P<join>[-~cx])q)?|(?P<one>e)q[vgz]*q)[avpdg]*"
    r"|[vdgz]*(?P<best>s)"
)
_MARKED = re.compile("(?<![mM])[²³]|[¹⁰-₉¼-¾⅐-⅟①-⓿]")
_PLAIN = re.compile(r"[0-9](?:\.[0-9]+)?")
_SIGNED = frozenset({"growth", "change", "gap", "growth_gap"})
_PERCENT = frozenset({"percent", "per_mille"})
_UNRATED = _PERCENT | {"percentage_point", "times", "rank", "flop_per_s"}

LIMIT = 200  # characters; a print in the data has at most 40
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)
_STEPS = [Decimal(f"1E-{places}") for places in range(16)]
# Our own context: nobody's precision or traps reach in, and none of ours leaks out.
_CONTEXT = Context(prec=15, traps=[])
_add, _subtract = _CONTEXT.add, _CONTEXT.subtract
_multiply, _divide = _CONTEXT.multiply, _CONTEXT.divide


@dataclass(frozen=True, slots=True)
class Figure:
    """What a print says.

    Parameters
    ----------
    text : str
        The print as given.
    value : Decimal or None
        The number, with 万, 亿 and the like expanded; falls are negative. None for a range and
        for a print that was not read.
    unit : str or None
        unit_id; None where the print names none (`破亿`, `4,000`).
    bound : str
        exact, over, at_least, nearly, at_most, about or range.
    lower, upper : Decimal or None
        The closed interval the print stands for; None: open.
    measure : str or None
        growth, change, share, contribution, saving, rank or level, where the print itself says
        so: `增至71条` is a level, `71条` may be anything.
    problem : str or None
        Why it was not read; None when it was.
    step : Decimal or None
        One unit of the last printed digit, times its multiplier. `interval` needs it.
    multiplied : bool
        Whether the last printed digit stands before a multiplier (万, 亿, million).
    numbers : int
        How many numbers the print holds, counted as `numbers_in` does.
    """

    text: str
    value: Decimal | None
    unit: str | None
    bound: str
    lower: Decimal | None
    upper: Decimal | None
    measure: str | None
    problem: str | None
    step: Decimal | None = None
    multiplied: bool = False
    numbers: int = 0
    skipped: tuple[str, ...] = ()

    def ends(
        self, bound: str | None = None, measure: str | None = None, unit: str | None = None
    ) -> tuple[Decimal | None, Decimal | None]:
        """The interval, with the bound, measure or unit of a row."""
        bound, unit = bound or self.bound, unit or self.unit
        if self.value is None or self.step is None or bound == "range":
            return self.lower, self.upper
        count = (unit is None or unit in COUNT_UNITS) and not self.multiplied and self.step >= _ONE
        step = _ZERO if count and bound == "exact" else self.step
        interval = stated(
            self.value, bound, measure or self.measure, step=step, significant=self.step
        )
        return interval.lower, interval.upper

    @property
    def ok(self) -> bool:
        """Whether the print was read."""
        return self.problem is None


@dataclass(slots=True)
class _Quantity:
    """A number and its unit, before the words around it are heard."""

    value: Decimal
    step: Decimal
    scale: Decimal = _ONE  # the product of the multipliers after the last digit
    multiplied: bool = False
    unit: str | None = None  # 倍, 番 or two_digits until the verb is known
    factor: Decimal = _ONE  # of the unit: 成 is ten percent
    measure: str | None = None
    bound: str | None = None
    top: Decimal | None = None  # the far end of a range


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What a print is cut with, for one language."""

    words: dict[str, tuple[str, str, Decimal]]  # kind, what it stands for, its number
    units: dict[str, str]
    scales: list[tuple[str, Decimal]]  # multipliers, the largest first
    pattern: re.Pattern[str]
    number: re.Pattern[str]
    group: str
    point: str


def is_count(unit: str | None) -> bool:
    """Whether a unit counts things one by one."""
    return unit in COUNT_UNITS


def unit_forms(lang: str) -> dict[str, str]:
    """Printed form -> unit_id."""
    return UNITS[lang]


_Token = tuple[str, str, Decimal, str]  # kind, what it stands for, its number, the word


class _UnreadError(Exception):
    """Why a print cannot be read, in one sentence."""


def parse_figure(text: str, lang: str = "zh") -> Figure:
    """Read one printed figure.

    Pure and total: any text gives a `Figure`, and one that was not read says why.

    Parameters
    ----------
    text : str
        The figure as printed, with its qualifier and unit; pieces joined by `…`.
    lang : str, default "zh"
        Language of the print: zh, en, ja, de, it, pt, tr, ru or mn; a region or script behind
        it is ignored (`zh-Hant`). It decides what `3.132` and `16,4` are.

    Returns
    -------
    Figure
        Its value, unit, bound and interval, or its problem.

    Raises
    ------
    TypeError
        The language is no string.

    Examples
    --------
    >>> figure = parse_figure("突破1.2亿吨")
    >>> canonical(figure.value), figure.unit, figure.bound
    ('120000000', 't', 'over')
    >>> fall = parse_figure("同比下降3.2%")
    >>> canonical(fall.value), fall.measure
    ('-3.2', 'growth')
    >>> [canonical(parse_figure("3.132", lang).value) for lang in ("zh", "de")]
    ['3.132', '3132']
    >>> parse_figure("12万吨和13万吨").problem
    'The print holds more than one figure: a row takes one.'
    """
    try:
        return _read(text, _clean(text), _grammar(lang))
    except _UnreadError as why:
        numbers = len(numbers_in(text)) if len(text) <= LIMIT else 0
        return Figure(text, None, None, "exact", None, None, None, str(why), numbers=numbers)


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, in order: they are what `nth` counts.

    A number is a run of digits with at most one point, or of the Chinese number characters
    (with 双, 半 and 首) that does not follow a digit.

    Examples
    --------
    >>> numbers_in("850余万吨")
    ['850', '万']
    >>> numbers_in("突破1.2亿吨")
    ['1.2']
    """
    return _NUMBERS.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=64)
def _grammar(lang: str) -> _Grammar:
    """The words of a language, and the pattern that cuts a print into them."""
    if not isinstance(lang, str):
        raise TypeError(f"lang is a code such as 'zh' or 'en', not {lang!r}.")
    lang = lang.replace("_", "-").partition("-")[0].lower()
    if lang not in _WORDS:
        raise _UnreadError(f"The language is none of {', '.join(_WORDS)}.")
    words: dict[str, tuple[str, str, Decimal]] = {}
    scales = {scale: Decimal(number) for scale, number in _HAN_SCALES.items()}
    units = {form.translate(_SIMPLIFIED): unit for form, unit in UNITS[lang].items()}
    for head, form in _rows(f"{_MARKS};{_WORDS[lang]}".translate(_SIMPLIFIED)):
        kind, key, sign = (*head.split(), "", "")[:3]
        if kind == "m":
            scales[form] = Decimal(key)
            continue
        words[form] = (kind, key, Decimal(f"{sign}1"))
        if key in ("grow", "saving"):
            for to in ("至", "到", "为", " to"):  # 增至, increased to: where it got, not how far
                words.setdefault(form + to, (kind, "to", _ONE))
    group, point = _SEPARATORS.get(lang, (",", "."))
    each, ordinal, front = (_any(w for w in words if words[w][0] == kind) for kind in "er%")
    unit, scale = _any(units), _any(scales.keys() - _HAN_SCALES.keys())
    number = rf"(?:(?:[0-9]+(?:[{group}.,][0-9]+)*|{_HAN}|{scale})\s*)++"
    pattern = rf"""
        (?P<d>连续(?:[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}})年
            |(?:19|20)[0-9]{{2}}年(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?
            |[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?|in\ (?:19|20)[0-9]{{2}}(?![0-9]))
        |(?P<p>{each}\s*(?P<per>{unit}))
        |(?P<r>{ordinal}\s*(?P<nth>{number})[位名大]?)
        |(?P<w>{_any(w for w in words if words[w][0] not in "r%")})
        |(?P<q>(?P<front>{front})?\s*(?:(?<![{_LETTERS}])|(?<=[0-9]x))(?P<number>{number})(?:分之(?P<part>{number})
            |(?P<odd>[多余]\s*(?P<rest>{number})?)?
            (?:(?:⋯|\.{{3}})?(?P<unit>{unit})(?P<half>(?<=成)半)?(?P<more>\s*[多余])?)?))
        |(?P<g>⋯+|\.{{3,}})|(?P<z>[{_LETTERS}]+|\S)"""
    digits = rf"(?:[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+|[0-9]+)(?:[{point}][0-9]+)?"
    ordered = sorted(scales.items(), key=lambda item: (item[1], len(item[0])), reverse=True)
    return _Grammar(
        words, units, ordered, re.compile(pattern, re.X), re.compile(digits), group, point
    )


def _any(forms: Iterable[str]) -> str:
    """A pattern of any of the forms, the longest first; those in letters stand as whole words."""
    ordered = sorted(map(re.escape, forms), key=len, reverse=True)
    lettered = [form for form in ordered if re.search(f"[{_LETTERS}]", form)]
    others = [form for form in ordered if form not in lettered]
    whole = [rf"(?<![{_LETTERS}])(?:{'|'.join(lettered)})(?![{_LETTERS}])"] if lettered else []
    return f"(?:{'|'.join(others + whole) or '(?!)'})"


def _clean(text: str) -> str:
    """The print in one form: half-width, lower case, simplified, nothing invisible."""
    if len(text) > LIMIT:
        raise _UnreadError(f"The print is longer than {LIMIT} characters.")
    gapped = text.replace("…", "⋯")
    clean = unicodedata.normalize("NFKC", gapped)
    if clean != gapped and _MARKED.search(gapped):
        raise _UnreadError("The print holds raised digits, fractions or numbers in circles.")
    if len(clean) > LIMIT or not clean.isprintable():
        raise _UnreadError("The print holds control, invisible or compound characters.")
    clean = clean.lower()
    return clean if _SIMPLIFIED.keys().isdisjoint(map(ord, clean)) else clean.translate(_SIMPLIFIED)


def _tokens(clean: str, grammar: _Grammar) -> tuple[list[_Token], list[_Quantity]]:
    """The words of a print, each quantity as one of them, and the quantities."""
    tokens: list[_Token] = []
    quantities: list[_Quantity] = []
    for match in grammar.pattern.finditer(clean):
        kind, word, key, number = match.lastgroup or "z", match.group(), "", _ONE
        if kind == "w":
            kind, key, number = grammar.words[word]
            if kind == "t" and key == "not":
                raise _UnreadError(f"'{word}' is a negation, in no form that the tables know.")
            if kind == "t":
                raise _UnreadError(f"'{word}' leaves open what the figure is.")
            if kind == "f":
                continue
        elif kind == "p":
            key = grammar.units[match["per"]]
        elif kind == "z" and not word.isalpha():
            raise _UnreadError(f"The print holds '{word}', which is no part of a figure.")
        elif word == "年" and (not tokens or tokens[-1][0] == "g"):
            kind, key = "p", "year"  # 年…超1亿吨: tonnes per year
        if kind in "kqr":
            quantities.append(_whole(key) if kind == "k" else _quantity(kind, match, grammar))
            kind = "q"
        tokens.append((kind, key, number, word))
    return tokens, quantities


def _quantity(kind: str, match: re.Match[str], grammar: _Grammar) -> _Quantity:
    """The quantity that the pattern found: an ordinal, a fraction, or a number and its unit."""
    if kind == "r":
        return replace(_number(match["nth"], grammar), unit="rank", measure="rank")
    front, number, part, odd, rest, form, half, more = match.group(
        "front", "number", "part", "odd", "rest", "unit", "half", "more"
    )
    if front and (form or part):
        raise _UnreadError("The figure has a unit on both sides.")
    if part:
        return _share(_number(part, grammar), _number(number, grammar))
    quantity = _number(number + rest if rest else number, grammar)
    if front:
        quantity.unit = grammar.words[front][1]
    elif form:
        quantity.unit = form if form in _VERBAL else grammar.units[form]
        quantity.factor = _FACTORS.get(form, _ONE)
        if form in ("成", "割"):
            quantity.measure = "share"
        elif quantity.unit == "rank":
            quantity.measure = "rank"
    if half:  # 三成半
        quantity.value, quantity.step = _add(quantity.value, _ALONE["半"]), _ALONE["半"]
    if odd or more:
        quantity.bound = "over"
    return quantity


def _number(text: str, grammar: _Grammar) -> _Quantity:
    """A number alone, with its multipliers."""
    text = text.strip()
    value, step, scale = _spelled(text, grammar)
    if value.adjusted() > 24:
        raise _UnreadError("The number is larger than any figure.")
    # 3千 is rounded to a thousand; 三千 is how 3000 is written.
    multiplied = scale > _ONE and (text[0] in "0123456789" or "万" in text or "亿" in text)
    return _Quantity(value, step, scale, multiplied)


def _spelled(text: str, grammar: _Grammar) -> tuple[Decimal, Decimal, Decimal]:
    """A number with multipliers: value, one unit of its last digit, the multipliers after that.

    The last of the largest multipliers parts it: 11万2600 is 11 of 万, and 2600.
    """
    if grammar.number.fullmatch(text):
        return (*_decimal(text.replace(grammar.group, "").replace(grammar.point, ".")), _ONE)
    for word, scale in grammar.scales:
        head, found, tail = text.rpartition(word)
        if not found:
            continue
        head, tail = head.strip(), tail.strip()
        if not head and word not in _HAN_SCALES:  # 破亿 is 破一亿, but millions are not one
            raise _UnreadError(f"No number stands before '{word}'.")
        value, step, scaled = _spelled(head, grammar) if head else (_ONE, _ONE, _ONE)
        if scaled > 1 and scale < 10000:
            raise _UnreadError("The multipliers of the number do not descend.")
        value, step = _multiply(value, scale), _multiply(step, scale)
        scaled = _multiply(scaled, scale)
        if tail:
            rest, step, scaled = _spelled(tail.lstrip("零〇"), grammar)
            if rest >= scale or (rest < 10 < scale and scaled == 1 and tail[0] not in "零〇"):
                raise _UnreadError("The end of the number lacks its multiplier.")
            value = _add(value, rest)
        return value, step, scaled
    if text in _ALONE:
        return _ALONE[text], min(_ALONE[text], _ONE), _ONE
    plain = text.translate(_HAN_DIGITS)
    if plain == text or not _PLAIN.fullmatch(plain):
        raise _UnreadError(f"'{text[:20]}' is not how a number is written in this language.")
    return (*_decimal(plain), _ONE)


def _decimal(plain: str) -> tuple[Decimal, Decimal]:
    """A number in digits, and one unit of its last digit."""
    whole, _, decimals = plain.partition(".")
    if len(whole) + len(decimals) > 15:
        raise _UnreadError("The number has more than 15 digits.")
    return Decimal(plain), _STEPS[len(decimals)]


def _whole(key: str) -> _Quantity:
    """A figure in a word: 一半 and half, 首位 and first, 两位数, doubled."""
    if key == "two_digits":
        return _Quantity(Decimal(10), _ONE, unit=key, top=_HUNDRED)
    if key in ("doubled", "tripled"):
        growth = Decimal(100 if key == "doubled" else 200)
        return _Quantity(growth, _HUNDRED, unit="percent", measure="growth")
    if key == "most":
        return replace(_whole("1/2"), bound="over")
    part, _, whole = key.partition("/")
    if whole:
        return _share(_Quantity(Decimal(part), _ONE), _Quantity(Decimal(whole), _ONE))
    return _Quantity(Decimal(part), _ONE, unit="rank", measure="rank")


def _share(part: _Quantity, whole: _Quantity) -> _Quantity:
    """五分之一, 每30头…1头."""
    if whole.value <= _ZERO or (part.unit or whole.unit) != (whole.unit or part.unit):
        raise _UnreadError("The whole of the share is zero, or has another unit than the part.")
    value = _divide(_multiply(_HUNDRED, part.value), whole.value)
    step = _divide(_multiply(_HUNDRED, part.step), whole.value)
    return _Quantity(value, step, unit="percent", measure="share", bound=part.bound or whole.bound)


def _range(low: _Quantity, high: _Quantity) -> _Quantity:
    """5到6万吨: the first number shares the multiplier and the unit of the second."""
    if low.bound or high.bound or (low.unit and (low.unit, low.factor) != (high.unit, high.factor)):
        raise _UnreadError("The ends of the range differ in unit, or have qualifiers of their own.")
    bottom = low.value
    if low.unit is None and low.scale == 1:
        shared = _multiply(bottom, high.scale)
        bottom = shared if shared < high.value else bottom
    if bottom >= high.value:
        raise _UnreadError("The range does not ascend.")
    if high.unit is None and bottom >= 1900 and high.value < 2100:
        raise _UnreadError("The print is a span of years.")
    return replace(high, value=bottom, top=high.value)


def _product(times: _Quantity, each: _Quantity) -> _Quantity:
    """2×100万千瓦."""
    if times.unit or times.bound:
        raise _UnreadError("The factor before × has a unit or a qualifier.")
    value, step = _multiply(times.value, each.value), _multiply(times.value, each.step)
    return replace(each, value=value, step=step)


def _read(text: str, clean: str, grammar: _Grammar) -> Figure:
    """The reading of a clean print, from its shape and from the words around its core."""
    tokens, quantities = _tokens(clean, grammar)
    shape = _SHAPE.fullmatch("".join([token[0] for token in tokens]))
    if shape is None:
        raise _UnreadError(_complaint(tokens))
    start, end = shape.span("core")
    if start < 0:
        quantity = _whole("1")  # 创历史新高
        start, end = shape.span("best")
    elif len(quantities) == 1:
        quantity = quantities[0]
    elif shape["one"]:
        # 每30头…1头 counts both, so the share is exact.
        quantity = replace(_share(quantities[1], quantities[0]), step=_ZERO)
    else:
        quantity = (_product if shape["join"] == "x" else _range)(*quantities)
    bounds = {quantity.bound} if quantity.bound else set()
    roles: dict[str, Decimal] = {"minus": -_ONE} if shape["sign"] in ("-", "n") else {}
    rates: set[str] = set()
    for kind, key, number, word in tokens[:start] + tokens[end:]:
        if kind in "abs":
            bounds.add(key)
        elif kind == "p":
            rates.add(key)
        elif kind in "vc" and roles.setdefault(key, number) != number:
            raise _UnreadError(f"'{word}' contradicts the rest of the print.")
    measure, sign = _measure(quantity, roles)
    if "gap" in roles and quantity.unit != "percentage_point":
        bounds.add("over" if roles["gap"] > 0 else "at_most")
    bound = _bound(bounds, quantity.top is not None)
    if bound == "nearly" and quantity.unit == "year" and "近" in clean:
        raise _UnreadError("Whether these years are recent or nearly so many, 近 does not tell.")
    factor = _multiply(quantity.factor, sign)
    value: Decimal | None = _multiply(quantity.value, factor)
    step, multiplied = _multiply(quantity.step, quantity.factor), quantity.multiplied
    unit = _rated(quantity.unit, rates, clean)
    if quantity.top is None:
        figure = Figure(text, value, unit, bound, None, None, measure, None, step, multiplied)
        lower, upper = figure.ends()
    else:
        lower, upper = sorted(_multiply(end, factor) for end in (quantity.value, quantity.top))
        value = None
    numbers = len(numbers_in(text))
    return Figure(text, value, unit, bound, lower, upper, measure, None, step, multiplied, numbers)


def _measure(quantity: _Quantity, roles: dict[str, Decimal]) -> tuple[str | None, Decimal]:
    """What the verbs make of a quantity, and its sign; settles units that depend on them."""
    level, minus = "to" in roles, roles.get("minus", _ONE)
    verb = None if level else roles.get("grow")
    _settle(quantity, verb, "double" in roles)
    measure, sign = quantity.measure, _ONE
    if measure in ("rank", "growth"):
        pass
    elif quantity.unit == "percentage_point":
        if verb and roles.get("rate") == -_ONE:
            raise _UnreadError("Which way a fall that itself changes goes is not certain.")
        measure, sign = "change" if verb else None, verb or roles.get("gap", roles.get("low", _ONE))
    elif quantity.unit not in _PERCENT:
        if verb:
            measure, sign = "change" if quantity.unit else None, verb
        elif level and quantity.unit:
            measure = "level"
    elif "contribution" in roles:
        measure = "contribution"
    elif verb or "rate" in roles:
        if "share" in roles or (verb and "rate" in roles):
            raise _UnreadError("The print says more than one thing that this percentage may be.")
        measure, sign = "growth", verb or roles["rate"]
    elif "share" in roles:
        measure = "share"
    elif "saving" in roles and not level:
        measure = "saving"
    elif "low" in roles and not level:
        raise _UnreadError("Whether the figure is low, or lower by so much, is not certain.")
    if "from" in roles and quantity.top is not None:
        raise _UnreadError("Whether this is a range or a way from one figure to another is open.")
    if minus < 0 and (sign < 0 or quantity.top is not None or measure in ("rank", "share")):
        raise _UnreadError("What the minus sign belongs to is not certain.")
    return measure, _multiply(sign, minus)


def _settle(quantity: _Quantity, verb: Decimal | None, double: bool) -> None:
    """Give 番, 倍 and 两位数 the unit that they have with, or without, a verb of growth."""
    if double != (quantity.unit == "番"):
        raise _UnreadError("翻 and 番 stand only together.")
    if quantity.unit == "番":
        if quantity.value not in range(1, 21):
            raise _UnreadError("番 wants a small whole number.")
        power = 2 ** int(quantity.value)
        quantity.value, quantity.step = Decimal(100 * (power - 1)), Decimal(50 * power)
        quantity.unit, quantity.measure = "percent", "growth"
    elif quantity.unit == "倍":
        quantity.unit = "times"
        if verb:
            quantity.unit, quantity.factor = "percent", _HUNDRED
        if verb == -_ONE:
            raise _UnreadError("Nothing falls by a multiple of itself.")
    elif quantity.unit == "two_digits":
        quantity.unit = "percent"
        if not verb:
            raise _UnreadError("A number of two digits is a figure of growth only.")
    elif quantity.unit == "times" and verb:
        raise _UnreadError("Whether it grew to or by so many times, the print does not tell.")


def _bound(bounds: set[str], ranged: bool) -> str:
    """The one bound that the qualifiers make together: 约…以上 is at_least, 超…以上 is over."""
    if len(bounds) > 1 or ranged:
        bounds.discard("about")
    if bounds == {"over", "at_least"}:
        return "over"
    if len(bounds) > 1 or "record" in bounds or (bounds and ranged):
        raise _UnreadError("The qualifiers contradict each other or the figure.")
    return "range" if ranged else bounds.pop() if bounds else "exact"


def _rated(unit: str | None, rates: set[str], clean: str) -> str | None:
    """The unit with what it is per: jin_per_mu, flop_per_s."""
    if unit == "flop_per_s" and rates != {"second"}:
        raise _UnreadError("Operations are a unit only per second (每秒).")
    if not rates or unit is None or unit in _UNRATED:
        return unit
    if len(rates) > 1:
        raise _UnreadError("The print names two rates.")
    (per,) = rates
    if per != "second":
        return f"{unit}_per_{per}"
    return "flop_per_s" if unit == "item" and "次" in clean else f"{unit}_per_s"


def _complaint(tokens: list[_Token]) -> str:
    """Why tokens have no shape that could be read."""
    kinds = [token[0] for token in tokens]
    if kinds.count("q") > 1:
        return "The print holds more than one figure: a row takes one."
    if "q" not in kinds and "s" not in kinds:
        return "The print holds no number and no superlative."
    for kind, _, _, word in tokens[kinds.index("q" if "q" in kinds else "s") + 1 :]:
        if kind not in "avpdg":
            return f"'{word[:20]}' cannot stand after the figure: the print ends at its unit."
    return "The words around the figure do not go together."

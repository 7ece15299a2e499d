"""What each printed form says, typed by hand."""

import time
from decimal import Context, Decimal, Inexact, getcontext, setcontext

import pytest

from nmg_data._figure import (
    COUNT_UNITS,
    LIMIT,
    UNITS,
    canonical,
    interval,
    numbers_in,
    parse_figure,
)

# print | value | unit | bound | lower | upper | measure; "-" is none, and fields may be far apart
READINGS = {
    "zh": """
        12.9亿吨 | 1290000000 | t | exact | 1285000000 | 1295000000 | -
        突破1.2亿吨 | 120000000 | t | over | 120000000 | - | -
        1.234亿吨 | 123400000 | t | exact | 123350000 | 123450000 | -
        2.6万亿元 | 2600000000000 | cny | exact | 2550000000000 | 2650000000000 | -
        670亿亿 | 6.7E18 | - | exact | 6.695E18 | 6.705E18 | -
        3千吨 | 3000 | t | exact | 2500 | 3500 | -
        5千瓦 | 5 | kw | exact | 4.5 | 5.5 | -
        5千千瓦 | 5000 | kw | exact | 4500 | 5500 | -
        1亿2千万元 | 120000000 | cny | exact | 115000000 | 125000000 | -
        1万2千家 | 12000 | firm | exact | 11500 | 12500 | -
        12,345吨 | 12345 | t | exact | 12344.5 | 12345.5 | -
        3.132 | 3.132 | - | exact | 3.1315 | 3.1325 | -
        4000 | 4000 | - | exact | 4000 | 4000 | -
        7.0% | 7 | percent | exact | 6.95 | 7.05 | -
        27.3% | 27.3 | percent | exact | 27.25 | 27.35 | -
        0% | 0 | percent | exact | 0 | 0.5 | -
        5.58‰ | 5.58 | per_mille | exact | 5.575 | 5.585 | -
        -5.8% | -5.8 | percent | exact | -5.85 | -5.75 | -
        −5.8% | -5.8 | percent | exact | -5.85 | -5.75 | -
        +5.8% | 5.8 | percent | exact | 5.75 | 5.85 | -
        负5% | -5 | percent | exact | -5.5 | -4.5 | -
        十二 | 12 | - | exact | 12 | 12 | -
        两 | 2 | - | exact | 2 | 2 | -
        首 | 1 | - | exact | 1 | 1 | -
        双 | 2 | - | exact | 2 | 2 | -
        零 | 0 | - | exact | 0 | 0 | -
        首条 | 1 | line | exact | 1 | 1 | -
        十 | 10 | - | exact | 10 | 10 | -
        两千三百个 | 2300 | item | exact | 2300 | 2300 | -
        一百零五个 | 105 | item | exact | 105 | 105 | -
        五万三千家 | 53000 | firm | exact | 52500 | 53500 | -
        一亿二千万吨 | 120000000 | t | exact | 115000000 | 125000000 | -
        百万吨 | 1000000 | t | exact | 500000 | 1500000 | -
        超百亿元 | 10000000000 | cny | over | 10000000000 | - | -
        破亿 | 100000000 | - | over | 100000000 | - | -
        破亿吨 | 100000000 | t | over | 100000000 | - | -
        亿元以上 | 100000000 | cny | at_least | 100000000 | - | -
        万余种 | 10000 | item | over | 10000 | - | -
        十余家 | 10 | firm | over | 10 | - | -
        100多秒 | 100 | second | over | 100 | - | -
        30余家 | 30 | firm | over | 30 | - | -
        10多个 | 10 | item | over | 10 | - | -
        3500多家 | 3500 | firm | over | 3500 | - | -
        850余万吨 | 8500000 | t | over | 8500000 | - | -
        1.2万余人次 | 12000 | visit | over | 12000 | - | -
        3年多 | 3 | year | over | 3 | - | -
        10余年 | 10 | year | over | 10 | - | -
        1.3万人 | 13000 | person | exact | 12500 | 13500 | -
        199名 | 199 | person | exact | 199 | 199 | -
        20万只以上 | 200000 | head | at_least | 200000 | - | -
        395万头 | 3950000 | head | exact | 3945000 | 3955000 | -
        701台 | 701 | machine | exact | 701 | 701 | -
        450台套 | 450 | set | exact | 450 | 450 | -
        57条 | 57 | line | exact | 57 | 57 | -
        8大类 | 8 | item | exact | 8 | 8 | -
        36个 | 36 | item | exact | 36 | 36 | -
        20000列 | 20000 | train | exact | 20000 | 20000 | -
        76.9万列辆架次 | 769000 | item | exact | 768500 | 769500 | -
        11613辆次 | 11613 | vehicle | exact | 11613 | 11613 | -
        43.4万户 | 434000 | household | exact | 433500 | 434500 | -
        97828标箱 | 97828 | teu | exact | 97828 | 97828 | -
        251万标箱 | 2510000 | teu | exact | 2505000 | 2515000 | -
        940万亩 | 9400000 | mu | exact | 9395000 | 9405000 | -
        5公顷 | 5 | ha | exact | 4.5 | 5.5 | -
        近400公里 | 400 | km | nearly | 0 | 400 | -
        3平方公里 | 3 | km2 | exact | 2.5 | 3.5 | -
        5㎡ | 5 | m2 | exact | 4.5 | 5.5 | -
        5m² | 5 | m2 | exact | 4.5 | 5.5 | -
        560万立方米 | 5600000 | m3 | exact | 5595000 | 5605000 | -
        1.35亿千瓦 | 135000000 | kw | exact | 134500000 | 135500000 | -
        3吉瓦 | 3000000 | kw | exact | 2500000 | 3500000 | -
        200万千瓦时 | 2000000 | kwh | exact | 1995000 | 2005000 | -
        9.4万P | 94000 | pflops | exact | 93500 | 94500 | -
        380万美元 | 3800000 | usd | exact | 3795000 | 3805000 | -
        24小时 | 24 | hour | exact | 23.5 | 24.5 | -
        18个月 | 18 | month | exact | 17.5 | 18.5 | -
        20个工作日 | 20 | working_day | exact | 20 | 20 | -
        用时仅为1天 | 1 | day | exact | 0.5 | 1.5 | -
        4.8倍 | 4.8 | times | exact | 4.75 | 4.85 | -
        超3倍 | 3 | times | over | 3 | - | -
        3.2万多 | 32000 | - | over | 32000 | - | -

        六成 | 60 | percent | exact | 55 | 65 | share
        近六成 | 60 | percent | nearly | 0 | 60 | share
        四成以上 | 40 | percent | at_least | 40 | 100 | share
        约…四成以上 | 40 | percent | at_least | 40 | 100 | share
        三成半 | 35 | percent | exact | 32.5 | 37.5 | share
        2.5成 | 25 | percent | exact | 24.5 | 25.5 | share
        超五分之一 | 20 | percent | over | 20 | 100 | share
        百分之二十七点三 | 27.3 | percent | exact | 27.25 | 27.35 | -
        百分之50 | 50 | percent | exact | 49.5 | 50.5 | -
        百分之百 | 100 | percent | exact | 50 | 150 | -
        千分之五 | 5 | per_mille | exact | 4.5 | 5.5 | -
        一半以上 | 50 | percent | at_least | 50 | 100 | share
        过半 | 50 | percent | over | 50 | 100 | share
        占…27.3% | 27.3 | percent | exact | 27.25 | 27.35 | share
        占比达27.3% | 27.3 | percent | exact | 27.25 | 27.35 | share
        占全国34.5% | 34.5 | percent | exact | 34.45 | 34.55 | share
        比例超过80% | 80 | percent | over | 80 | 100 | share
        超过80% | 80 | percent | over | 80 | - | -
        高达90%以上 | 90 | percent | at_least | 90 | - | -
        占比提高到27.3% | 27.3 | percent | exact | 27.25 | 27.35 | share
        增至六成 | 60 | percent | exact | 55 | 65 | share
        贡献率达到88.5% | 88.5 | percent | exact | 88.45 | 88.55 | contribution
        节省85%以上 | 85 | percent | at_least | 85 | 100 | saving
        连续两年…突破3000列 | 3000 | train | over | 3000 | - | -
        连续3年…12个 | 12 | item | exact | 12 | 12 | -
        四大 | 4 | item | exact | 4 | 4 | -
        刷新行业纪录 | 1 | rank | exact | 1 | 1 | rank
        最高…节省58% | 58 | percent | at_most | 0 | 58 | saving

        增长14.5% | 14.5 | percent | exact | 14.45 | 14.55 | growth
        同比增长14.5% | 14.5 | percent | exact | 14.45 | 14.55 | growth
        增长了14.5% | 14.5 | percent | exact | 14.45 | 14.55 | growth
        14.5%的增长 | 14.5 | percent | exact | 14.45 | 14.55 | growth
        增长…68.5% | 68.5 | percent | exact | 68.45 | 68.55 | growth
        分别增长…68.5% | 68.5 | percent | exact | 68.45 | 68.55 | growth
        增速3.2% | 3.2 | percent | exact | 3.15 | 3.25 | growth
        年均增长5% | 5 | percent | exact | 4.5 | 5.5 | growth
        增长两成 | 20 | percent | exact | 15 | 25 | growth
        下降3.2% | -3.2 | percent | exact | -3.25 | -3.15 | growth
        同比下降3.2% | -3.2 | percent | exact | -3.25 | -3.15 | growth
        降幅3.2% | -3.2 | percent | exact | -3.25 | -3.15 | growth
        增长-3% | -3 | percent | exact | -3.5 | -2.5 | growth
        负增长3% | -3 | percent | exact | -3.5 | -2.5 | growth
        下降3%以上 | -3 | percent | at_least | - | -3 | growth
        下降近3% | -3 | percent | nearly | -3 | - | growth
        增长近5% | 5 | percent | nearly | - | 5 | growth
        增长4.8倍 | 480 | percent | exact | 475 | 485 | growth
        增长近一倍 | 100 | percent | nearly | - | 100 | growth
        增至4.8倍 | 4.8 | times | exact | 4.75 | 4.85 | level
        翻一番 | 100 | percent | exact | 50 | 150 | growth
        翻了一番以上 | 100 | percent | at_least | 100 | - | growth
        翻两番 | 300 | percent | exact | 200 | 400 | growth
        翻番 | 100 | percent | exact | 50 | 150 | growth
        增长12万吨 | 120000 | t | exact | 115000 | 125000 | change
        减少12万吨 | -120000 | t | exact | -125000 | -115000 | change
        提高24.2斤 | 24.2 | jin | exact | 24.15 | 24.25 | change
        增至1.234亿吨 | 123400000 | t | exact | 123350000 | 123450000 | level
        增至3500多家 | 3500 | firm | over | 3500 | - | level
        降至3% | 3 | percent | exact | 2.5 | 3.5 | -
        压缩至3个工作日以内 | 3 | working_day | at_most | 0 | 3 | level
        至458.6亿元 | 45860000000 | cny | exact | 45855000000 | 45865000000 | level
        增加值20.1亿元 | 2010000000 | cny | exact | 2005000000 | 2015000000 | -

        0.8个百分点 | 0.8 | percentage_point | exact | 0.75 | 0.85 | -
        高于…0.8个百分点 | 0.8 | percentage_point | exact | 0.75 | 0.85 | -
        低于…0.8个百分点 | -0.8 | percentage_point | exact | -0.85 | -0.75 | -
        提高0.8个百分点 | 0.8 | percentage_point | exact | 0.75 | 0.85 | change
        占比下降2个百分点 | -2 | percentage_point | exact | -2.5 | -1.5 | change
        高于5万吨 | 50000 | t | over | 50000 | - | -
        低于5万吨 | 50000 | t | at_most | 0 | 50000 | -

        第20位 | 20 | rank | exact | 20 | 20 | rank
        第六 | 6 | rank | exact | 6 | 6 | rank
        第二大 | 2 | rank | exact | 2 | 2 | rank
        上升至第20位 | 20 | rank | exact | 20 | 20 | rank
        首位 | 1 | rank | exact | 1 | 1 | rank
        全国第一 | 1 | rank | exact | 1 | 1 | rank
        居全国第六 | 6 | rank | exact | 6 | 6 | rank
        双居全国第一 | 1 | rank | exact | 1 | 1 | rank
        世界第一 | 1 | rank | exact | 1 | 1 | rank
        创历史新高 | 1 | rank | exact | 1 | 1 | rank
        全国最大 | 1 | rank | exact | 1 | 1 | rank
        规模最大 | 1 | rank | exact | 1 | 1 | rank

        亩均…24.2斤 | 24.2 | jin_per_mu | exact | 24.15 | 24.25 | -
        亩均…提高24.2斤 | 24.2 | jin_per_mu | exact | 24.15 | 24.25 | change
        748.1斤/亩 | 748.1 | jin_per_mu | exact | 748.05 | 748.15 | -
        每亩748.1斤 | 748.1 | jin_per_mu | exact | 748.05 | 748.15 | -
        378公斤/亩 | 378 | kg_per_mu | exact | 377.5 | 378.5 | -
        350元/吨 | 350 | cny_per_t | exact | 349.5 | 350.5 | -
        年…超1亿吨 | 100000000 | t_per_year | over | 100000000 | - | -
        年发电量超过100亿千瓦时 | 10000000000 | kwh_per_year | over | 10000000000 | - | -
        年交易量达到150万头 | 1500000 | head_per_year | exact | 1495000 | 1505000 | -
        年均…可达560万立方米 | 5600000 | m3_per_year | at_most | 0 | 5600000 | -
        年…约15万吨 | 150000 | t_per_year | about | 140000 | 160000 | -
        预计年产值达10亿元 | 1000000000 | cny_per_year | exact | 950000000 | 1050000000 | -
        日均5列 | 5 | train_per_day | exact | 4.5 | 5.5 | -
        每秒670亿亿次 | 6.7E18 | flop_per_s | exact | 6.695E18 | 6.705E18 | -
        每秒670亿亿次浮点运算次数 | 6.7E18 | flop_per_s | exact | 6.695E18 | 6.705E18 | -
        每秒1000万亿次计算 | 1E15 | flop_per_s | exact | 9.995E14 | 1.0005E15 | -
        2024年产煤12.9亿吨 | 1290000000 | t | exact | 1285000000 | 1295000000 | -
        全年219个 | 219 | item | exact | 219 | 219 | -

        5到6趟 | - | train | range | 5 | 6 | -
        每天…5到6趟 | - | train_per_day | range | 5 | 6 | -
        5至6万吨 | - | t | range | 50000 | 60000 | -
        5万至6万吨 | - | t | range | 50000 | 60000 | -
        5000到6万吨 | - | t | range | 5000 | 60000 | -
        10%-20% | - | percent | range | 10 | 20 | -
        3～5天 | - | day | range | 3 | 5 | -
        三至四成 | - | percent | range | 30 | 40 | share
        约5到6趟 | - | train | range | 5 | 6 | -
        下降3%到5% | - | percent | range | -5 | -3 | growth
        两位数增长 | - | percent | range | 10 | 100 | growth
        保持两位数增长 | - | percent | range | 10 | 100 | growth
        2×100万千瓦 | 2000000 | kw | exact | 1990000 | 2010000 | -
        2x100万千瓦 | 2000000 | kw | exact | 1990000 | 2010000 | -

        约380万元 | 3800000 | cny | about | 3790000 | 3810000 | -
        380万元左右 | 3800000 | cny | about | 3790000 | 3810000 | -
        约20个 | 20 | item | about | 19 | 21 | -
        将近70万人次 | 700000 | visit | nearly | 0 | 700000 | -
        逾5万吨 | 50000 | t | over | 50000 | - | -
        至少5万吨 | 50000 | t | at_least | 50000 | - | -
        不低于5万吨 | 50000 | t | at_least | 50000 | - | -
        最低5万吨 | 50000 | t | at_least | 50000 | - | -
        不足5万吨 | 50000 | t | at_most | 0 | 50000 | -
        不到100家 | 100 | firm | at_most | 0 | 100 | -
        不超过5万吨 | 50000 | t | at_most | 0 | 50000 | -
        不大于5% | 5 | percent | at_most | 0 | 5 | -
        不多于30列 | 30 | train | at_most | 0 | 30 | -
        不超出5% | 5 | percent | at_most | 0 | 5 | -
        不超5% | 5 | percent | at_most | 0 | 5 | -
        不逾30列 | 30 | train | at_most | 0 | 30 | -
        不突破5% | 5 | percent | at_most | 0 | 5 | -
        不及3000列 | 3000 | train | at_most | 0 | 3000 | -
        不小于5% | 5 | percent | at_least | 5 | - | -
        不下3000列 | 3000 | train | at_least | 3000 | - | -
        不下于3000列 | 3000 | train | at_least | 3000 | - | -
        不止3000列 | 3000 | train | over | 3000 | - | -
        不锈钢产量5万吨 | 50000 | t | exact | 45000 | 55000 | -
        按不变价格计算增长5% | 5 | percent | exact | 4.5 | 5.5 | growth
        非公有制经济占5% | 5 | percent | exact | 4.5 | 5.5 | share
        缩水5% | -5 | percent | exact | -5.5 | -4.5 | growth
        同比少5万吨 | -50000 | t | exact | -55000 | -45000 | change
        少数民族人口5万人 | 50000 | person | exact | 45000 | 55000 | -
        下挫5% | -5 | percent | exact | -5.5 | -4.5 | growth
        增速放缓0.3个百分点 | -0.3 | percentage_point | exact | -0.35 | -0.25 | change
        5万吨以下 | 50000 | t | at_most | 0 | 50000 | -
        最高5万吨 | 50000 | t | at_most | 0 | 50000 | -
        超过…4000列 | 4000 | train | over | 4000 | - | -
        4000…列 | 4000 | train | exact | 4000 | 4000 | -
        超过30%以上 | 30 | percent | over | 30 | - | -
        由…0.1亿元 | 10000000 | cny | exact | 5000000 | 15000000 | -
        未来3年 | 3 | year | exact | 2.5 | 3.5 | -
        首次突破2000亿元 | 200000000000 | cny | over | 200000000000 | - | -
        多达57条 | 57 | line | exact | 57 | 57 | -

        １２．９亿吨 | 1290000000 | t | exact | 1285000000 | 1295000000 | -
        增长 14.5 ％ | 14.5 | percent | exact | 14.45 | 14.55 | growth
    """,
    "zh-Hant": """
        2025.15萬噸 | 20251500 | t | exact | 20251450 | 20251550 | -
        186萬標箱 | 1860000 | teu | exact | 1855000 | 1865000 | -
        75.9萬輛 | 759000 | vehicle | exact | 758500 | 759500 | -
        281.9萬人次 | 2819000 | visit | exact | 2818500 | 2819500 | -
        增長39.9% | 39.9 | percent | exact | 39.85 | 39.95 | growth
        1.2億噸以內 | 120000000 | t | at_most | 0 | 120000000 | -
        縮水5% | -5 | percent | exact | -5.5 | -4.5 | growth
        兩個百分點 | 2 | percentage_point | exact | 1.5 | 2.5 | -
    """,
    "en": """
        1.07 billion tonnes | 1070000000 | t | exact | 1065000000 | 1075000000 | -
        1.21 bln tonnes | 1210000000 | t | exact | 1205000000 | 1215000000 | -
        2.85 million metric tons | 2850000 | t | exact | 2845000 | 2855000 | -
        713,400 tons | 713400 | t | exact | 713399.5 | 713400.5 | -
        1,546.95 billion yuan | 1546950000000 | cny | exact | 1546945000000 | 1546955000000 | -
        US$1.2 billion | 1200000000 | usd | exact | 1150000000 | 1250000000 | -
        7,708 | 7708 | - | exact | 7708 | 7708 | -
        8,348 trains | 8348 | train | exact | 8348 | 8348 | -
        8,348…trains | 8348 | train | exact | 8348 | 8348 | -
        4.30 million | 4300000 | - | exact | 4295000 | 4305000 | -
        71.92 million head | 71920000 | head | exact | 71915000 | 71925000 | -
        134,700 TEUs | 134700 | teu | exact | 134700 | 134700 | -
        206,200 Twenty-foot Equivalent Units | 206200 | teu | exact | 206200 | 206200 | -
        52,947 standard containers | 52947 | teu | exact | 52947 | 52947 | -
        195.04 billion kilowatt-hours | 195040000000 | kwh | exact | 195035000000 | 195045000000 | -
        600 billion kWh | 600000000000 | kwh | exact | 599500000000 | 600500000000 | -
        135 million kilowatts | 135000000 | kw | exact | 134500000 | 135500000 | -
        92.6 GW | 92600000 | kw | exact | 92550000 | 92650000 | -
        94 exaflops | 94000 | pflops | exact | 93500 | 94500 | -
        9.4 million mu | 9400000 | mu | exact | 9350000 | 9450000 | -
        41 billion kilograms | 41000000000 | kg | exact | 40500000000 | 41500000000 | -
        14.8 percent | 14.8 | percent | exact | 14.75 | 14.85 | -
        90 per cent | 90 | percent | exact | 89.5 | 90.5 | -
        0.8 percentage points | 0.8 | percentage_point | exact | 0.75 | 0.85 | -
        up 14.5 percent | 14.5 | percent | exact | 14.45 | 14.55 | growth
        14.5 percent growth | 14.5 | percent | exact | 14.45 | 14.55 | growth
        increase of 5.8 percent | 5.8 | percent | exact | 5.75 | 5.85 | growth
        decrease of 5.8 percent | -5.8 | percent | exact | -5.85 | -5.75 | growth
        dropped by 3 percent | -3 | percent | exact | -3.5 | -2.5 | growth
        down 4.9 percent | -4.9 | percent | exact | -4.95 | -4.85 | growth
        lower by 6.8 percent | -6.8 | percent | exact | -6.85 | -6.75 | growth
        5 percent lower | -5 | percent | exact | -5.5 | -4.5 | growth
        fell to 3 percent | 3 | percent | exact | 2.5 | 3.5 | -
        increased to 12.5 million tonnes | 12500000 | t | exact | 12450000 | 12550000 | level
        share of 36 percent | 36 | percent | exact | 35.5 | 36.5 | share
        doubled | 100 | percent | exact | 50 | 150 | growth
        more than doubled | 100 | percent | over | 100 | - | growth
        2.4-fold | 2.4 | times | exact | 2.35 | 2.45 | -
        3 times | 3 | times | exact | 2.5 | 3.5 | -
        nearly half | 50 | percent | nearly | 0 | 50 | share
        first | 1 | rank | exact | 1 | 1 | rank
        third | 3 | rank | exact | 3 | 3 | rank
        14th | 14 | rank | exact | 14 | 14 | rank
        record high | 1 | rank | exact | 1 | 1 | rank
        more than 4,000 | 4000 | - | over | 4000 | - | -
        over 100 million tonnes | 100000000 | t | over | 100000000 | - | -
        at least 20 countries | 20 | item | at_least | 20 | - | -
        nearly 20 million tonnes | 20000000 | t | nearly | 0 | 20000000 | -
        almost 40 percent | 40 | percent | nearly | 0 | 40 | -
        about 8.25 million tonnes | 8250000 | t | about | 8240000 | 8260000 | -
        around 6 percent | 6 | percent | about | 5 | 7 | -
        up to 58 percent | 58 | percent | at_most | 0 | 58 | -
        no fewer than 30 trains | 30 | train | at_least | 30 | - | -
        no lower than 5% | 5 | percent | at_least | 5 | - | -
        not below 5% | 5 | percent | at_least | 5 | - | -
        no higher than 5% | 5 | percent | at_most | 0 | 5 | -
        not exceeding 5% | 5 | percent | at_most | 0 | 5 | -
        lower than 5% | 5 | percent | at_most | 0 | 5 | -
        fell short of 5% | 5 | percent | at_most | 0 | 5 | -
        higher than 5% | 5 | percent | over | 5 | - | -
        minus 5% | -5 | percent | exact | -5.5 | -4.5 | -
        growth of minus 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        falling 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        dropping by 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        plunged 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        dipped 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        reduction of 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        shrinking 5% | -5 | percent | exact | -5.5 | -4.5 | growth
        No. 5 | 5 | rank | exact | 5 | 5 | rank
        less than 3 working days | 3 | working_day | at_most | 0 | 3 | -
        100 or more | 100 | - | at_least | 100 | - | -
        5 to 6 trains a day | - | train_per_day | range | 5 | 6 | -
        5 to 6 million tonnes | - | t | range | 5000000 | 6000000 | -
        374 kg per mu | 374 | kg_per_mu | exact | 373.5 | 374.5 | -
        12.9 million tonnes in 2024 | 12900000 | t | exact | 12850000 | 12950000 | -
    """,
    "de": """
        3.132 | 3132 | - | exact | 3132 | 3132 | -
        299.808 TEU | 299808 | teu | exact | 299808 | 299808 | -
        16,4 Prozent | 16.4 | percent | exact | 16.35 | 16.45 | -
        2,753 Millionen | 2753000 | - | exact | 2752500 | 2753500 | -
        1.234.567,8 Tonnen | 1234567.8 | t | exact | 1234567.75 | 1234567.85 | -
        mehr als 3.132 Züge | 3132 | train | over | 3132 | - | -
        nicht mehr als 30 Züge | 30 | train | at_most | 0 | 30 | -
        nicht weniger als 30 | 30 | - | at_least | 30 | - | -
        plus 16,2 Prozent | 16.2 | percent | exact | 16.15 | 16.25 | growth
    """,
    "it": """
        1.042 | 1042 | - | exact | 1042 | 1042 | -
        oltre 1.000 treni | 1000 | train | over | 1000 | - | -
        16,4 per cento | 16.4 | percent | exact | 16.35 | 16.45 | -
        non più di 30 treni | 30 | train | at_most | 0 | 30 | -
        non meno di 30 | 30 | - | at_least | 30 | - | -
        meno 5 per cento | -5 | percent | exact | -5.5 | -4.5 | -
        1,9 milioni | 1900000 | - | exact | 1850000 | 1950000 | -
    """,
    "ja": """
        11万2600トン | 112600 | t | exact | 112599.5 | 112600.5 | -
        1001万9800トン | 10019800 | t | exact | 10019799.5 | 10019800.5 | -
        約1億トン | 100000000 | t | about | 0 | 200000000 | -
        前年同期比16.4%増 | 16.4 | percent | exact | 16.35 | 16.45 | growth
        マイナス5% | -5 | percent | exact | -5.5 | -4.5 | -
        3割 | 30 | percent | exact | 25 | 35 | share
    """,
    "pt": """
        1,9 milhão | 1900000 | - | exact | 1850000 | 1950000 | -
        não mais de 30 trens | 30 | train | at_most | 0 | 30 | -
        não menos de 30 trens | 30 | train | at_least | 30 | - | -
    """,
    "tr": """
        yüzde 13,2 | 13.2 | percent | exact | 13.15 | 13.25 | -
        1,976 milyona | 1976000 | - | exact | 1975500 | 1976500 | -
    """,
    "ru": """
        1,2 млн тонн | 1200000 | t | exact | 1150000 | 1250000 | -
        не более 30 поездов | 30 | train | at_most | 0 | 30 | -
        не менее 30 поездов | 30 | train | at_least | 30 | - | -
        минус 5% | -5 | percent | exact | -5.5 | -4.5 | -
        более 3 132 поездов | 3132 | train | over | 3132 | - | -
    """,
    "mn": "1.2 сая тонн | 1200000 | t | exact | 1150000 | 1250000 | -",
}
CASES = [
    (lang, *(cell.strip() for cell in line.split(" | ")))
    for lang, table in READINGS.items()
    for line in table.splitlines()
    if line.strip()
]


def plain(number: Decimal | None) -> str:
    return "-" if number is None else canonical(number)


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit", "bound", "lower", "upper", "measure"),
    CASES,
    ids=[f"{case[0]}:{case[1]}" for case in CASES],
)
def test_reading(
    lang: str, text: str, value: str, unit: str, bound: str, lower: str, upper: str, measure: str
) -> None:
    figure = parse_figure(text, lang)
    assert figure.problem is None
    numbers = [None if cell == "-" else Decimal(cell) for cell in (value, lower, upper)]
    assert [figure.value, figure.lower, figure.upper] == numbers
    assert [figure.unit or "-", figure.bound, figure.measure or "-"] == [unit, bound, measure]


@pytest.mark.parametrize(
    ("text", "lang", "value", "bound", "upper"),
    [
        ("三分之一", "zh", "33.3333333333333", "exact", "49.9999999999999"),
        ("3分之1", "zh", "33.3333333333333", "exact", "49.9999999999999"),
        ("超三分之二", "zh", "66.6666666666667", "over", "100"),
        ("每30头…1头", "zh", "3.33333333333333", "exact", "3.33333333333333"),
        ("每30头肉牛有1头", "zh", "3.33333333333333", "exact", "3.33333333333333"),
        ("nearly one-third", "en", "33.3333333333333", "nearly", "33.3333333333333"),
        ("more than two-thirds", "en", "66.6666666666667", "over", "100"),
    ],
)
def test_fractions_carry_fifteen_digits(
    text: str, lang: str, value: str, bound: str, upper: str
) -> None:
    figure = parse_figure(text, lang)
    assert (figure.unit, figure.measure, figure.bound) == ("percent", "share", bound)
    assert [plain(figure.value), plain(figure.upper)] == [value, upper]


def test_there_are_many_forms() -> None:
    assert len({text for _, text, *_ in CASES}) >= 150


@pytest.mark.parametrize(
    ("text", "lang", "problem"),
    [
        ("", "zh", "no number and no superlative"),
        ("   ", "zh", "no number and no superlative"),
        ("吨", "zh", "no number and no superlative"),
        ("2024年", "zh", "no number and no superlative"),
        ("12万吨和13万吨", "zh", "more than one figure"),
        ("由10天压缩至3天以内", "zh", "more than one figure"),
        ("30头…1头", "zh", "more than one figure"),
        ("5年前翻了一番", "zh", "leaves open what"),
        ("第一方阵", "zh", "leaves open what"),
        ("居全国前列", "zh", "leaves open what"),
        ("前10位", "zh", "leaves open what"),
        ("数十个", "zh", "leaves open what"),
        ("几百家", "zh", "leaves open what"),
        ("上百家", "zh", "leaves open what"),
        ("12艘", "zh", "'艘' cannot stand after the figure"),
        ("12个省区", "zh", "'省' cannot stand after the figure"),
        ("5G", "zh", "'g' cannot stand after the figure"),
        ("十几个", "zh", "'几' cannot stand after the figure"),
        ("12万吨超", "zh", "'超' cannot stand after the figure"),
        ("12万吨。", "zh", "no part of a figure"),
        ("增长5%，", "zh", "no part of a figure"),
        ("m2", "zh", "no part of a figure"),
        ("1.2.3", "zh", "not how a number is written"),
        ("1,23吨", "zh", "not how a number is written"),
        ("12 13", "zh", "not how a number is written"),
        ("七八成", "zh", "not how a number is written"),
        ("二〇二四", "zh", "not how a number is written"),
        ("3.13", "de", "not how a number is written"),
        ("16.4 Prozent", "de", "not how a number is written"),
        ("一百五", "zh", "lacks its multiplier"),
        ("两万五", "zh", "lacks its multiplier"),
        ("1万5", "zh", "lacks its multiplier"),
        ("1万20000", "zh", "lacks its multiplier"),
        ("3百千", "zh", "do not descend"),
        ("百万分之几", "zh", "cannot stand after the figure"),
        ("零分之一", "zh", "the share is zero"),
        ("每30头…1家", "zh", "another unit than the part"),
        ("6到5趟", "zh", "does not ascend"),
        ("5吨到6家", "zh", "differ in unit"),
        ("5多到6趟", "zh", "qualifiers of their own"),
        ("2022-2024", "zh", "span of years"),
        ("5到6趟以上", "zh", "contradict"),
        ("近5万吨以上", "zh", "contradict"),
        ("创历史新高12万吨", "zh", "contradict"),
        ("近3年", "zh", "recent or nearly"),
        ("由5到6趟", "zh", "range or a way"),
        ("rose from 5 to 6 percent", "en", "range or a way"),
        ("未超过5万吨", "zh", "'未' is a negation"),
        ("not 5 trains", "en", "'not' is a negation"),
        ("never exceeded 5%", "en", "'never' is a negation"),
        ("negative growth of 5%", "en", "'negative' is a negation"),
        ("并非增长5%", "zh", "'非' is a negation"),
        ("無增長5%", "zh-Hant", "'无' is a negation"),
        ("не 30 поездов", "ru", "'не' is a negation"),
        ("倒数第一", "zh", "leaves open what"),
        ("亏损5亿元", "zh", "leaves open what"),
        ("逆差5亿元", "zh", "leaves open what"),
        ("收窄0.3个百分点", "zh", "leaves open what"),
        ("降幅扩大0.3个百分点", "zh", "a fall that itself changes"),
        ("比全国低5%", "zh", "lower by so much"),
        ("5 minus 3", "en", "more than one figure"),
        ("3负5", "zh", "more than one figure"),
        ("2台×3台", "zh", "before × has a unit"),
        ("占比提高2%", "zh", "more than one thing"),
        ("降幅扩大3%", "zh", "more than one thing"),
        ("先增长后下降3%", "zh", "contradicts the rest"),
        ("下降-3%", "zh", "minus sign"),
        ("-5%到6%", "zh", "minus sign"),
        ("下降2倍", "zh", "Nothing falls by a multiple"),
        ("翻了4倍", "zh", "stand only together"),
        ("两番", "zh", "stand only together"),
        ("翻1.5番", "zh", "small whole number"),
        ("翻99番", "zh", "small whole number"),
        ("两位数", "zh", "growth only"),
        ("年均每亩5斤", "zh", "two rates"),
        ("5次浮点运算", "zh", "only per second"),
        ("百分之5%", "zh", "unit on both sides"),
        ("10²", "zh", "raised digits"),
        ("½", "zh", "raised digits"),
        ("③个", "zh", "raised digits"),
        ("5\x00吨", "zh", "control, invisible"),
        ("5\u200b吨", "zh", "control, invisible"),
        ("5\n吨", "zh", "control, invisible"),
        ("\ud800", "zh", "control, invisible"),
        ("1234567890123456", "zh", "more than 15 digits"),
        ("1亿亿亿亿", "zh", "larger than any figure"),
        ("rose 3 times", "en", "to or by so many times"),
        ("several million tonnes", "en", "leaves open what"),
        ("million tonnes", "en", "No number stands before 'million'"),
        ("first half", "en", "more than one figure"),
        ("12万吨", "xx", "The language is none of zh"),
        ("12万吨", "", "The language is none of zh"),
    ],
)
def test_problem(text: str, lang: str, problem: str) -> None:
    figure = parse_figure(text, lang)
    assert not figure.ok
    assert problem in str(figure.problem)
    assert (figure.value, figure.unit, figure.lower, figure.upper) == (None, None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        *(character * 10**6 for character in "1亿每…"),
        *(character * LIMIT for character in "1亿万每⋯-\ufdfa"),
        *(pair * (LIMIT // 2) for pair in ("1万", "1.", "1 ", "增长", "h~")),
        "一分之" * 66,
    ],
    ids=lambda text: f"{text[:3]!a}x{len(text)}",
)
def test_hostile_text_is_refused_at_once(text: str) -> None:
    start = time.process_time()  # whatever else the machine does
    figure = parse_figure(text)
    assert time.process_time() - start < 0.5
    assert not figure.ok
    assert len(str(figure.problem)) < 120


def test_language_may_carry_a_region() -> None:
    for lang in ("zh", "zh-CN", "zh_Hant_TW", "ZH"):
        assert parse_figure("3.132吨", lang).value == Decimal("3.132")
    for lang in ("de-AT", "de_CH"):
        assert parse_figure("3.132", lang).value == Decimal(3132)


def test_language_is_text() -> None:
    with pytest.raises(TypeError, match=r"lang is a code such as 'zh' or 'en', not None\."):
        parse_figure("5%", None)  # type: ignore[arg-type]


def test_pieces_that_the_rules_need() -> None:
    figure = parse_figure("突破1.2亿吨")
    assert (figure.step, figure.multiplied, figure.numbers) == (Decimal("1E7"), True, 1)
    figure = parse_figure("850余万吨")
    assert (figure.step, figure.multiplied, figure.numbers) == (Decimal("1E4"), True, 2)
    figure = parse_figure("增至3500多家")
    assert (figure.step, figure.multiplied, figure.numbers) == (Decimal(1), False, 1)
    figure = parse_figure("11万2600トン", "ja")
    assert (figure.step, figure.multiplied, figure.numbers) == (Decimal(1), False, 2)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("突破1.2亿吨", ["1.2"]),
        ("850余万吨", ["850", "万"]),
        ("三分之一", ["三", "一"]),
        ("双居全国第一", ["双", "一"]),
        ("0.8个百分点", ["0.8", "百"]),
        ("2×100万千瓦", ["2", "100"]),
        ("1,546.95", ["1", "546.95"]),
        ("670亿亿次", ["670"]),
        ("百分之二十七点三", ["百", "二十七", "三"]),
        ("全国最大", []),
        ("１２．９亿吨", ["12.9"]),
    ],
)
def test_numbers_in(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("value", "step", "bound", "count", "measure", "lower", "upper"),
    [
        ("20", "1", "exact", True, "level", "20", "20"),
        ("20", "1", "exact", False, "level", "19.5", "20.5"),
        ("20", "1", "about", True, "level", "19", "21"),
        ("20", None, "exact", False, "level", "20", "20"),
        ("0.3", "1", "exact", False, "level", "0", "0.8"),
        ("0.3", "1", "exact", False, "growth", "-0.2", "0.8"),
        ("99.8", "0.5", "exact", False, "share", "99.55", "100"),
        ("80", "1", "over", False, "share", "80", "100"),
        ("80", "1", "over", False, "contribution", "80", "-"),
        ("80", "1", "over", False, None, "80", "-"),
        ("5", "1", "at_most", False, "saving", "0", "5"),
        ("5", "1", "at_most", False, "gap", "-", "5"),
        ("5", "1", "nearly", False, "growth_gap", "-", "5"),
        ("-5", "1", "over", False, "growth", "-", "-5"),
        ("-5", "1", "at_most", False, "change", "-5", "-"),
        ("5", "1", "range", False, "level", "-", "-"),
    ],
)
def test_interval(
    value: str,
    step: str | None,
    bound: str,
    count: bool,
    measure: str | None,
    lower: str,
    upper: str,
) -> None:
    unit = None if step is None else Decimal(step)
    ends = interval(Decimal(value), unit, bound, count=count, measure=measure)
    assert [plain(end) for end in ends] == [lower, upper]
    assert interval(None, unit, bound, count=count, measure=measure) == (None, None)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.20E+8", "120000000"),
        ("-0.0", "0"),
        ("0E+5", "0"),
        ("5.80", "5.8"),
        ("100", "100"),
        ("-5.8", "-5.8"),
        ("1E-3", "0.001"),
    ],
)
def test_canonical(number: str, text: str) -> None:
    assert canonical(Decimal(number)) == text


def test_the_callers_arithmetic_is_neither_used_nor_changed() -> None:
    before = getcontext().copy()
    try:
        setcontext(Context(prec=2, traps=[Inexact]))
        figure = parse_figure("三分之一")
        assert plain(parse_figure("增至1.2345亿吨").value) == "123450000"
        assert not getcontext().flags[Inexact]
    finally:
        setcontext(before)
    assert plain(figure.value) == "33.3333333333333"


def test_figure_is_a_frozen_record() -> None:
    figure = parse_figure("近六成")
    assert figure == parse_figure("近六成")
    with pytest.raises(AttributeError):
        figure.value = None  # type: ignore[misc]


def test_every_counted_unit_is_printed_somehow() -> None:
    assert set(UNITS["zh"].values()) | {"rank"} >= COUNT_UNITS

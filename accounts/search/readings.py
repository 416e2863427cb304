"""How Chinese names are read where a dictionary's first reading is not the one people say.

A wrong reading costs a customer who is not found: so other readings in use are searched by as well, and
only the order of a list rests on the single most likely one.
"""

# Surnames read differently from the character elsewhere. The first group is so even before a shop's name.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "翟": "zhai", "冼": "xian", "缪": "miao", "覃": "qin", "查": "zha", "解": "xie",
    "朴": "piao", "盖": "ge", "逄": "pang", "隗": "wei", "阚": "kan", "郗": "xi", "晁": "chao", "谌": "chen", "宓": "mi",
}  # fmt: skip
RARE_SURNAMES = {
    "区": "ou", "种": "chong", "员": "yun", "折": "she", "召": "shao", "繁": "po", "乐": "yue", "黑": "he", "洗": "xian",
    "秘": "bi", "祭": "zhai", "尉": "wei", "牟": "mu", "句": "gou", "哈": "ha",
}  # fmt: skip

# The reading to expect where the dictionary begins with another one.
USUAL = {
    "长": "chang", "都": "du", "调": "tiao", "泊": "bo", "茄": "qie", "圩": "xu", "佛": "fo", "地": "di", "莞": "guan",
    "陂": "pi", "粘": "nian", "晟": "sheng", "没": "mei", "给": "gei", "炸": "zha", "弄": "long", "翟": "zhai", "冼": "xian",
    "缪": "miao", "覃": "qin", "逄": "pang", "阚": "kan",
}  # fmt: skip

# Further readings by which such a character is found.
OTHERS = {
    "长": ("zhang",), "重": ("chong",), "行": ("hang",), "乐": ("yue",), "厦": ("xia",), "朝": ("zhao",), "都": ("dou",),
    "单": ("shan",), "调": ("diao",), "参": ("shen",), "藏": ("zang",), "宿": ("xiu",), "解": ("xie",), "盛": ("cheng",),
    "种": ("chong",), "便": ("pian",), "泊": ("po",), "阿": ("e",), "柏": ("bo",), "会": ("kuai",), "降": ("xiang",),
    "曾": ("zeng",), "仇": ("qiu",), "查": ("zha",), "朴": ("piao",), "盖": ("ge",), "缪": ("mou",), "覃": ("tan",),
    "区": ("ou",), "员": ("yun",), "召": ("shao",), "尉": ("yu",), "校": ("jiao",), "弹": ("tan",), "圈": ("juan",),
    "薄": ("bo",), "率": ("shuai",), "巷": ("hang",), "粘": ("zhan",), "塞": ("se",), "涡": ("guo",), "浒": ("xu",),
    "圩": ("wei",), "堡": ("pu", "bu"), "埔": ("bu",), "牟": ("mu",), "隗": ("kui",), "郗": ("chi",), "谌": ("shen",),
    "六": ("lu",), "番": ("pan",), "陂": ("bei",), "弄": ("nong",), "角": ("jue",), "车": ("ju",), "绿": ("lu",),
    "传": ("zhuan",), "晟": ("cheng",), "卡": ("qia",), "壳": ("qiao",), "血": ("xie",), "色": ("shai",),
}  # fmt: skip

# Words that settle the reading of their characters: places, trades, compound surnames.
_WORDS = """
重庆 chong qing|重阳 chong yang|重百 chong bai|九重 jiu chong|长孙 zhang sun|尉迟 yu chi|万俟 mo qi|澹台 tan tai|单于 chan yu
银行 yin hang|商行 shang hang|车行 che hang|药行 yao hang|粮行 liang hang|米行 mi hang|布行 bu hang|果行 guo hang
茶行 cha hang|酒行 jiu hang|烟行 yan hang|花行 hua hang|鱼行 yu hang|总行 zong hang|分行 fen hang|支行 zhi hang
行业 hang ye|洋行 yang hang|建行 jian hang|农行 nong hang|工行 gong hang|金行 jin hang|器行 qi hang|易行 yi hang
材行 cai hang|料行 liao hang|具行 ju hang|品行 pin hang|太行 tai hang|行唐 xing tang|卖行 mai hang|当行 dang hang
校长 xiao zhang|厂长 chang zhang|店长 dian zhang|院长 yuan zhang|家长 jia zhang|成长 cheng zhang|生长 sheng zhang
厦门 xia men|大厦 da sha|广厦 guang sha|朝阳 chao yang|朝鲜 chao xian|音乐 yin yue|乐器 yue qi|乐清 yue qing|乐亭 lao ting
单县 shan xian|单车 dan che|单位 dan wei|解放 jie fang|解决 jie jue|盖州 gai zhou|查询 cha xun|曾经 ceng jing
蚌埠 beng bu|六安 lu an|丽水 li shui|台州 tai zhou|番禺 pan yu|番茄 fan qie|歙县 she xian|亳州 bo zhou|浚县 xun xian
便宜 pian yi|便利 bian li|便民 bian min|便当 bian dang|方便 fang bian|调味 tiao wei|调料 tiao liao|空调 kong tiao
会计 kuai ji|会稽 kuai ji|大夫 dai fu|参茸 shen rong|人参 ren shen|海参 hai shen|党参 dang shen|丹参 dan shen
西藏 xi zang|宝藏 bao zang|藏族 zang zu|藏药 zang yao|藏香 zang xiang|宿州 su zhou|宿迁 su qian|种子 zhong zi
种植 zhong zhi|种苗 zhong miao|种业 zhong ye|珲春 hun chun|涡阳 guo yang|阿胶 e jiao|东阿 dong e|枞阳 zong yang
铅山 yan shan|洪洞 hong tong|莘县 shen xian|莘庄 xin zhuang|柏林 bo lin|叶县 ye xian|监利 jian li|黄陂 huang pi
尉氏 wei shi|尉犁 yu li|盛世 sheng shi|茂盛 mao sheng|昌盛 chang sheng|兴盛 xing sheng|盛大 sheng da|都市 du shi
首都 shou du|成都 cheng du|花都 hua du|车站 che zhan|汽车 qi che|传媒 chuan mei|传统 chuan tong|卡车 ka che
校园 xiao yuan|学校 xue xiao|地铁 di tie|社区 she qu|小区 xiao qu|园区 yuan qu|街区 jie qu|员工 yuan gong|黑龙 hei long
长乐 chang le|快乐 kuai le|欢乐 huan le|百乐 bai le|乐购 le gou|乐园 le yuan|家乐 jia le|绿色 lv se|彩色 cai se
"""

WORDS: dict[str, tuple[str, ...]] = {
    word: tuple(syllables)
    for word, *syllables in (entry.split() for line in _WORDS.split("\n") for entry in line.split("|") if entry)
}

#: Only behind these is it worth to look for a word.
BEGIN_WORDS = frozenset(word[0] for word in WORDS)

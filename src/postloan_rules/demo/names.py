"""Words that invented borrowers are named after. Nobody is meant."""

SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
GIVEN_NAMES = (
    *("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平"),
    *("秀兰", "建国", "桂英", "志强", "玉兰", "国庆", "海燕", "晓东", "雪梅", "文斌", "佳怡", "子涵", "浩然", "梦琪"),
)
PLACES = ("滨江", "云岭", "青禾", "临海", "长桥", "望山", "东湖", "石门", "柳河", "金沙", "安平", "清源")
TRADES = (
    ("纺织", "manufacturing"), ("机械制造", "manufacturing"), ("食品", "manufacturing"), ("建材", "manufacturing"),
    ("物流", "transport"), ("商贸", "wholesale_and_retail"), ("餐饮管理", "catering"), ("房地产开发", "real_estate"),
    ("电子科技", "information_technology"), ("农业发展", "agriculture"), ("医药", "health"), ("新能源", "energy"),
)  # fmt: skip
GROUPS = ("远山", "长河", "汇川", "金桥", "宏图", "同舟")
BUSINESS_PURPOSES = ("采购原材料", "支付货款", "购置设备", "日常周转")
CONSUMER_PURPOSES = ("装修", "教育", "旅游", "购置家电")
FARM_PURPOSES = ("种植", "养殖", "购置农机")

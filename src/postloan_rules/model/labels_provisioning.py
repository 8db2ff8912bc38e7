"""Labels of the fields of ``model/provisioning.py``, in Chinese and in English."""

MEMBERS = {
    "loan": {
        "interest_overdue_days": ("欠息天数", "days interest is overdue"),
        "late_interest_markup": ("罚息加收比例", "late interest markup"),
        "credit_risk_increased": ("信用风险显著增加", "credit risk increased significantly"),
        "increase_rebutted": ("已推翻信用风险显著增加推定", "increase rebutted"),
    },
    "institution": {
        "normal_balance": ("正常类余额", "normal balance"),
        "special_mention_balance": ("关注类余额", "special mention balance"),
        "substandard_balance": ("次级类余额", "substandard balance"),
        "doubtful_balance": ("可疑类余额", "doubtful balance"),
        "loss_balance": ("损失类余额", "loss balance"),
        "loans_balance": ("各项贷款余额", "loans balance"),
        "non_performing_balance": ("不良贷款余额", "balance of bad loans"),
        "year_end_loans_balance": ("年末贷款余额", "loans balance at year end"),
        "risk_assets": ("期末风险资产", "risk assets"),
        "loan_loss_provisions": ("贷款损失准备", "loan loss provisions"),
        "specific_provisions": ("专项准备", "specific provisions"),
        "impairment_allowance": ("资产减值准备", "impairment allowance"),
        "general_reserve": ("一般准备", "general reserve"),
        "loan_provision_standard": ("贷款拨备率标准", "standard of loan provision ratio"),
        "coverage_standard": ("拨备覆盖率标准", "standard of coverage"),
    },
}

"""Labels of the fields of ``model/whole.py``, in Chinese and in English."""

MEMBERS = {
    "portfolio": {
        "": ("资产组合", "portfolio"),
        "id": ("组合编号", "portfolio id"),
        "institution": ("机构", "institution"),
        "loans": ("全部贷款", "loans"),
        "borrowers": ("全部借款人", "borrowers"),
        "net_capital": ("资本净额", "net capital"),
        "tier1_net_capital": ("一级资本净额", "tier 1 net capital"),
        "loan_loss_provisions": ("贷款损失准备", "loan loss provisions"),
        "general_reserve": ("一般准备", "general reserve"),
        "previous_loans_balance": ("上期贷款余额", "previous loans balance"),
        "previous_non_performing_balance": ("上期不良贷款余额", "previous balance of bad loans"),
        "non_performing_ratio_budget": ("不良率预算", "budgeted share of bad loans"),
    },
    "institution": {"portfolio": ("资产组合", "portfolio")},
}

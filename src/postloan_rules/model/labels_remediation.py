"""Labels of what the choice of measures and the upkeep of collateral read."""

from collections.abc import Mapping
from typing import Final

MEMBERS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "loan": {
        "restructuring_planned": ("拟重组", "restructuring planned"),
        "moves_to_new_debtor": ("债务转移给新债务人", "moves to new debtor"),
        "guarantors_consented": ("担保人书面同意", "guarantors consented"),
        "forgiveness_planned": ("拟减免本息", "forgiveness planned"),
        "forgiveness_approved": ("减免已获批准", "forgiveness approved"),
        "security_offered": ("可追加抵质押", "security offered"),
        "guarantor_offered": ("可追加保证人", "guarantor offered"),
        "contract_allows_recall": ("合同约定可提前收回", "contract allows recall"),
        "credit_insured": ("已投保信用保险", "credit insured"),
        "insured_event_occurred": ("保险事故已发生", "insured event occurred"),
        "insurance_claim_ends_on": ("保险索赔截止日", "end date of insurance claim"),
        "recoverable_assets_found": ("有可供执行财产", "recoverable assets found"),
        "cash_recovery_exhausted": ("无法现金受偿", "cash recovery exhausted"),
        "repossession_agreed": ("已达成抵债协议或裁定", "repossession agreed"),
        "swap_conditions_met": ("符合债转股条件", "swap conditions met"),
        "participation_allowed": ("合同允许银团转让", "participation allowed"),
        "securitisation_eligible": ("符合入池标准", "securitisation eligible"),
    },
    "borrower": {
        "difficulty_is_temporary": ("困难为暂时性", "difficulty is temporary"),
        "business_is_viable": ("经营可持续", "business is viable"),
        "creditor_banks": ("债权银行数", "creditor banks"),
        "creditor_committee_formed": ("已组建债委会", "creditor committee formed"),
    },
    "collateral": {
        "secured_elsewhere": ("为其他债权担保的余额", "secured elsewhere"),
        "mortgage_limit": ("最高担保额", "mortgage limit"),
        "insurance_required": ("须投保", "insurance required"),
        "insured_amount": ("保险金额", "insured amount"),
        "bank_is_beneficiary": ("银行为第一受益人", "bank is beneficiary"),
        "registration_required": ("须登记", "registration required"),
        "documents_in_custody": ("权证已入库保管", "documents kept"),
        "custody_checked_on": ("权证盘点日", "date of custody check"),
        "release_requested": ("申请解押", "release requested"),
        "replacement_agreed": ("已落实置换担保", "replacement agreed"),
        "value_after_release": ("解押后剩余押品价值", "value after release"),
    },
}

# ruff: noqa: E501 - a sentence and its translation stand on one line
"""The reasons for which a line or a file is refused, in Chinese: one pattern for each sentence that the program says in English.

A reason is kept as it was said; `told` gives it a code, and `worded` words it for the error file. A test walks through what can go
wrong and finds a pattern for each. The client words the same sentences, and those of its forms: `frontend/src/i18n/sentences.json`.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Said(NamedTuple):
    """A sentence of the program with `{}` for its particulars: `pattern` catches them, `zh` takes them by their number."""

    code: str
    english: str
    pattern: re.Pattern[str]
    zh: str


def _said(code: str, english: str, zh: str) -> Said:
    """`english` with `{}` where particulars stand."""
    return Said(code, english, re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), zh)


SAID = (
    # cells
    _said("empty", "This cell is empty.", "此单元格为空，必须填写。"),
    _said("too_long", "{} characters, at most {} have room.", "共 {0} 个字符，最多 {1} 个。"),
    _said("not_a_number", "“{}” is not a number: write it like 1234.5.", "“{0}”不是数字，请写成 1234.5 这样。"),
    _said("too_many_digits", "More than {} digits before the point.", "小数点前超过 {0} 位。"),
    _said("too_many_decimals", "More than {} decimals.", "小数超过 {0} 位。"),
    _said("zero", "This is 0.", "不能为 0。"),
    _said("out_of_range", "Not between {} and {}.", "应在 {0} 到 {1} 之间。"),
    _said("too_small", "Below {}.", "小于 {0}。"),
    _said("not_a_time", "“{}” is not a time: write it like 2011-12-09 12:50:00 or with an offset, +08:00.", "“{0}”不是时间，请写成 2011-12-09 12:50:00，或带时区 +08:00。"),
    _said("no_such_time", "“{}”: there is no such time ({}).", "“{0}”：没有这一天或这个时间。"),
    _said("year_out_of_range", "The year {} is out of range.", "年份 {0} 超出范围。"),
    _said("not_yes_or_no", "“{}”: say yes or no.", "“{0}”：请写是或否。"),
    _said("unknown_choice", "“{}” is none of: {}.", "“{0}”不在可选值之内：{1}。"),
    _said("not_a_phone", "Not a phone number: write it as +86 138 0013 8000 or 0571-8848 1234 ext 5.", "不是电话号码，请写成 +86 138 0013 8000 或 0571-8848 1234 转 5。"),
    _said("not_a_currency", "Three capital letters, such as CNY.", "币种是三个大写字母，如 CNY。"),
    _said("nul", "A NUL character cannot be stored.", "含有无法保存的空字符（NUL）。"),
    _said("half_character", "This text holds half a character: it was read in the wrong encoding.", "文字里有半个字符：文件编码不对。"),
    _said("formula_error", "The spreadsheet has no value for this formula: {}.", "表格没有算出这个公式的值：{0}。"),
    _said("not_an_email", "Enter a valid email address.", "不是有效的邮箱地址。"),
    # custom fields
    _said("text_expected", "A text is expected.", "应填文字。"),
    _said("too_long", "At most {} characters.", "最多 {0} 个字符。"),
    _said("number_expected", "A number is expected.", "应填数字。"),
    _said("number_too_large", "This number is too large.", "数字太大。"),
    _said("too_many_decimals", "At most {} decimals.", "最多 {0} 位小数。"),
    _said("day_expected", "A day such as 2026-01-31 is expected.", "应填日期，如 2026-01-31。"),
    _said("no_such_day", "There is no such day.", "没有这一天。"),
    _said("unknown_choice", "One of: {}.", "可选值：{0}。"),
    _said("yes_no_expected", "true or false is expected.", "请写是或否。"),
    _said("no_such_field", "There is no such field.", "没有这个自定义字段。"),
    _said("field_not_for_kind", "This field is not for this kind of account.", "该字段不适用于这类客户。"),
    # rows
    _said("too_many_cells", "{} cells, but the header has {}.", "本行有 {0} 列，表头只有 {1} 列。"),
    _said("unclosed_quote", "A quote in this row is never closed.", "本行有一个引号没有结束。"),
    _said("torn_row", "This row cannot be taken apart ({}).", "本行无法拆分成列。"),
    _said("says_otherwise", "Line {} says otherwise about the same {}.", "与第 {0} 行的 {1} 相同，内容却不同。"),
    _said("place_zero", "0, 0 lies in the sea: leave both cells empty where the place is not known.", "0, 0 在海里：不知道位置请把经纬度都留空。"),
    _said("place_swapped", "Latitude and longitude are swapped.", "经度和纬度写反了。"),
    _said("place_half", "A place needs latitude and longitude.", "位置要同时有经度和纬度。"),
    _said("doubtful", "It looks like {}, which is there already (same {}).", "像是已有客户“{0}”（{1} 相同），按选择跳过。"),
    _said("ambiguous", "{} accounts are known by this: {}.", "有 {0} 个客户都符合：{1}。"),
    # accounts
    _said("field_needed", "This field is needed.", "此项必填。"),
    _said("role_unfit", "An {} account is one of: {}.", "{0} 客户的类型只能是：{1}。"),
    _said("no_such_user", "There is no user {}.", "没有用户 {0}。"),
    _said("no_team", "No owner, and the import names no team.", "没有负责人，导入时也没有指定团队。"),
    _said("owner_unfit", "Not an active manager or lead of the team.", "负责人不是该团队在职的客户经理或主管。"),
    _said("not_your_team", "Not one of your teams.", "不是你的团队。"),
    _said("not_yours", "An account of this number is there, and it is not yours.", "已有这个客户，但不归你管。"),
    _said("not_yours", "This account belongs to a colleague.", "该客户属于同事。"),
    _said("kind_stays", "This account is {}; that does not change.", "该客户的类别是 {0}，不能更改。"),
    _said("archived", "This account is archived: reopen it first.", "该客户已归档，请先恢复。"),
    _said("not_archived_here", "Use archive.", "归档请用归档功能。"),
    _said("external_id_taken", "Taken by another account.", "编号已被另一个客户占用。"),
    _said("forbidden", "Only the sales lead hands accounts over.", "只有销售主管可以移交客户。"),
    _said("forbidden", "Managers and leads open accounts.", "只有客户经理和主管可以新建客户。"),
    _said("no_such_territory", "There is no territory {}.", "没有区域“{0}”。"),
    _said("territory_ambiguous", "{} territories have this name: write the way to it, A/B.", "有 {0} 个区域同名，请写上级路径：上级/下级。"),
    _said("parent_refused", "Lies within this account itself.", "上级不能是客户自己，也不能是它的下级。"),
    _said("parent_refused", "Archived.", "上级客户已归档。"),
    _said("territory_unfit", "This territory belongs to another team.", "该区域属于另一个团队。"),
    # contacts, orders, visits
    _said("no_such_account", "There is no such account of yours, or it is archived.", "你没有这个客户，或者它已归档。"),
    _said("no_such_account", "There is no account {}.", "没有客户 {0}。"),
    _said("another_accounts_contact", "Another account has this contact.", "这个联系人属于另一个客户。"),
    _said("contact_archived", "This contact is archived.", "这个联系人已归档。"),
    _said("two_primary", "Line {} is the primary contact of the same account.", "第 {0} 行已是该客户的主要联系人。"),
    _said("another_order", "Another order has this number.", "这个订单号已被占用。"),
    _said("order_torn", "The same order has another {} on line {}.", "同一订单在第 {1} 行的{0}不同。"),
    _said("another_visit", "Another account has this visit.", "这次拜访属于另一个客户。"),
    _said("no_such_person", "No such person, or the account has no owner.", "没有此人，或客户没有负责人。"),
    _said("no_day", "Say when it was planned or made.", "请写计划日期或完成时间。"),
    # files as a whole
    _said("old_excel", "This is an old Excel workbook: save it as .xlsx or .csv.", "这是旧版 Excel（.xls），请另存为 .xlsx 或 .csv。"),
    _said("workbook_too_large", "This workbook unpacks to more than 1 GB: save it as .csv.", "工作簿解压后超过 1 GB，请另存为 .csv。"),
    _said("no_workbook", "This is no Excel workbook: {}", "这不是 Excel 工作簿。"),
    _said("no_sheet", "This workbook has no sheet.", "工作簿里没有工作表。"),
    _said("file_empty", "The file is empty.", "文件是空的。"),
    _said("file_unreadable", "The file cannot be read: {}", "文件无法读取：{0}"),
    _said("file_breaks_off", "The file breaks off after line {}: {}", "文件在第 {0} 行之后中断，可能没有传完整。"),
    _said("garbled", "The text is garbled: {} was read as {} and saved so (“{}” became something else). Export the file once more from where it comes from.", "文字是乱码：{0} 被当作 {1} 打开后又保存了（原文应是“{2}”）。请从原系统重新导出。"),
    _said("not_utf_8", "This file is not UTF-8: it is GB18030. Choose that.", "文件不是 UTF-8，而是 GB18030 编码，请选择 GB18030。"),
    _said("columns_missing", "These columns are missing: {}.", "缺少这些列：{0}。"),
    _said("columns_twice", "These columns come twice: {}.", "这些列出现了两次：{0}。"),
    _said("columns_unknown", "Unknown columns: {}.", "不认识这些列：{0}。"),
    _said("nothing_landed", "Nothing landed: {} lines are refused.", "没有导入任何行：有 {0} 行被拒绝。"),
    _said("too_many_refusals", "More than {} lines are refused.", "被拒绝的行超过 {0} 行。"),
    _said("broken", "The program failed at this file. The log says where; nothing that landed is lost.", "程序处理此文件时出错，日志里有记录；已导入的不会丢失。"),
)  # fmt: skip


def told(reason: str) -> tuple[str, str]:
    """The code of a reason, and its Chinese; a sentence that nobody has worded stays as it is."""
    for said in SAID:
        if match := said.pattern.fullmatch(reason):
            return said.code, said.zh.format(*match.groups())
    return "other", reason


def worded(reason: str, language: str) -> str:
    return told(reason)[1] if language == "zh" else reason

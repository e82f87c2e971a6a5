"""Why a row was set aside and why a file was refused: every reason there is, with its words in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Wording:
    """One reason in words; file reasons hold placeholders such as `{columns}`."""

    english: str
    chinese: str


class RowReason(StrEnum):
    """Why one row stands in quarantine."""

    RAGGED_ROW = "ragged_row"
    UNBALANCED_QUOTE = "unbalanced_quote"
    BAD_ENCODING = "bad_encoding"
    NUL_BYTE = "nul_byte"
    REPEATED_HEADER = "repeated_header"
    MISSING_REQUIRED = "missing_required"
    BAD_DATE = "bad_date"
    UNKNOWN_CODE = "unknown_code"
    BAD_NUMBER = "bad_number"
    UNKNOWN_COUNTY = "unknown_county"
    LOST_DIGITS = "lost_digits"
    FORMULA_ERROR = "formula_error"
    MERGED_CELLS = "merged_cells"
    DUPLICATE_ROW = "duplicate_row"
    CONFLICTING_ROWS = "conflicting_rows"


REASONS: dict[RowReason, Wording] = {
    RowReason.RAGGED_ROW: Wording("the row has more or fewer fields than the header", "该行字段数与表头不一致"),
    RowReason.UNBALANCED_QUOTE: Wording(
        "a quotation mark is not closed or stands inside a field", "该行引号不成对或位置错误"
    ),
    RowReason.BAD_ENCODING: Wording("the row holds bytes that are no characters", "该行含有无法解码的字节"),
    RowReason.NUL_BYTE: Wording("the row holds a NUL byte", "该行含有空字节（NUL）"),
    RowReason.REPEATED_HEADER: Wording("the header stands here once more", "该行是重复出现的表头"),
    RowReason.MISSING_REQUIRED: Wording("a required value is empty", "必填项为空"),
    RowReason.BAD_DATE: Wording("no date that can be read, or an impossible one", "日期无法识别或不存在"),
    RowReason.UNKNOWN_CODE: Wording("neither a code nor a label of the code list", "取值不在代码表内"),
    RowReason.BAD_NUMBER: Wording("not a number, or out of range", "数值无法识别或超出范围"),
    RowReason.UNKNOWN_COUNTY: Wording(
        "neither a county code nor a county name that is known and unambiguous", "行政区划代码或名称无法识别或有歧义"
    ),
    RowReason.LOST_DIGITS: Wording(
        "a spreadsheet turned the number into a decimal one and lost digits", "号码被电子表格存为数值，末位数字已丢失"
    ),
    RowReason.FORMULA_ERROR: Wording("the cell holds a formula error", "单元格为公式错误值"),
    RowReason.MERGED_CELLS: Wording("cells of several columns are merged into one", "该行有跨列合并的单元格"),
    RowReason.DUPLICATE_ROW: Wording("the same row stands earlier in this delivery", "与本次交付中在前的一行完全相同"),
    RowReason.CONFLICTING_ROWS: Wording(
        "rows of this delivery share one key and differ", "本次交付中多行主键相同而内容不同"
    ),
}


class FileReason(StrEnum):
    """Why a whole file, or one member of an archive, could not be taken."""

    EMPTY_FILE = "empty_file"
    UNKNOWN_FORMAT = "unknown_format"
    ENCRYPTED = "encrypted"
    WRONG_PASSWORD = "wrong_password"
    ENCRYPTED_WORKBOOK = "encrypted_workbook"
    UNKNOWN_COMPRESSION = "unknown_compression"
    TORN_ARCHIVE = "torn_archive"
    UNSAFE_PATH = "unsafe_path"
    TOO_LARGE = "too_large"
    EMPTY_ARCHIVE = "empty_archive"
    UNREADABLE_FILE = "unreadable_file"
    BAD_ENCODING = "bad_encoding"
    NO_HEADER = "no_header"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    UNNAMED_COLUMN = "unnamed_column"
    SEVERAL_SHEETS = "several_sheets"
    FAR_CELL = "far_cell"
    NESTED_ARCHIVE = "nested_archive"
    COLUMN_TYPE = "column_type"


FILE_REASONS: dict[FileReason, Wording] = {
    FileReason.EMPTY_FILE: Wording("the file is empty; export it again", "文件为空，请重新导出"),
    FileReason.UNKNOWN_FORMAT: Wording(
        "the file is none of csv, txt, xlsx, xls, parquet, zip, gz; export it as one of these",
        "文件格式不是 csv、txt、xlsx、xls、parquet、zip、gz 之一，请按上述格式重新导出",
    ),
    FileReason.ENCRYPTED: Wording(
        "the archive is encrypted and its source has no password; set archive_passwords, or deliver it without one",
        "压缩包已加密，而该来源未设置密码；请设置 archive_passwords，或以不带密码的方式交付",
    ),
    FileReason.WRONG_PASSWORD: Wording(
        "no password of its source opens the archive, or it is damaged; compare the password with its sender",
        "该来源已设置的密码均无法打开压缩包，或压缩包已损坏，请与发送方核对密码",
    ),
    FileReason.ENCRYPTED_WORKBOOK: Wording(
        "the workbook is protected by a password; save it without one, or pack it into a ZIP with the agreed password",
        "工作簿带有打开密码，请另存为不带密码的文件，或以约定密码压缩为 ZIP 后交付",
    ),
    FileReason.UNKNOWN_COMPRESSION: Wording(
        "the archive is packed by a method that is not supported (such as Deflate64); pack it again as an ordinary ZIP",
        "压缩包使用了不支持的压缩方法（如 Deflate64），请以普通 ZIP 方式重新打包",
    ),
    FileReason.TORN_ARCHIVE: Wording(
        "the archive is truncated or damaged; transfer it again", "压缩包不完整或已损坏，请重新传输"
    ),
    FileReason.UNSAFE_PATH: Wording(
        "the archive holds a member whose path leads outside, or two of one name; pack it again with plain file names",
        "压缩包内的文件路径越界或重名，请以普通文件名重新打包",
    ),
    FileReason.TOO_LARGE: Wording(
        "unpacked it grows beyond {limit} MiB; deliver it in smaller parts", "解压后超过 {limit} MiB，请拆分后交付"
    ),
    FileReason.EMPTY_ARCHIVE: Wording("the archive holds no file; export it again", "压缩包内没有文件，请重新导出"),
    FileReason.UNREADABLE_FILE: Wording(
        "the {format} file is damaged and cannot be opened; export it again",
        "{format} 文件已损坏，无法打开，请重新导出",
    ),
    FileReason.BAD_ENCODING: Wording(
        "the text is not valid {encoding}; export it again as UTF-8 or GB18030",
        "文本不是有效的 {encoding} 编码，请以 UTF-8 或 GB18030 重新导出",
    ),
    FileReason.NO_HEADER: Wording(
        "none of the first {rows} rows is the header of {dataset}; export it with the columns {columns}",
        "前 {rows} 行中没有 {dataset} 的表头，请导出以下列：{columns}",
    ),
    FileReason.MISSING_COLUMN: Wording(
        "required columns are missing: {columns}; add them to the export", "缺少必需列：{columns}，请在导出中补充"
    ),
    FileReason.UNKNOWN_COLUMN: Wording(
        "unknown columns: {columns}; remove them, or add the names to the contract as aliases",
        "存在未知列：{columns}，请删除，或在合同中登记为别名",
    ),
    FileReason.DUPLICATE_COLUMN: Wording(
        "several columns mean the same: {columns}; keep one of each", "多列含义相同：{columns}，请各保留一列"
    ),
    FileReason.UNNAMED_COLUMN: Wording(
        "column {columns} holds values and has no name; name it or remove it",
        "第 {columns} 列有值但没有列名，请补充列名或删除",
    ),
    FileReason.SEVERAL_SHEETS: Wording(
        "several sheets hold rows of this dataset: {sheets}; deliver one sheet per file",
        "多个工作表都含有本数据集的数据：{sheets}，请每个文件只保留一个工作表",
    ),
    FileReason.FAR_CELL: Wording(
        "sheet {sheet} reaches to row {row}, column {column}: a cell far outside the table; delete what lies beyond",
        "工作表 {sheet} 延伸至第 {row} 行第 {column} 列，表格之外有多余单元格，请删除后重新导出",
    ),
    FileReason.NESTED_ARCHIVE: Wording(
        "an archive inside an archive is not opened; pack the files directly", "压缩包内又含压缩包，请直接打包数据文件"
    ),
    FileReason.COLUMN_TYPE: Wording(
        "columns hold nested or binary values: {columns}; export text, numbers or dates",
        "以下列为嵌套或二进制类型：{columns}，请以文本、数值或日期导出",
    ),
}


class FileRefusedError(Exception):
    """A whole file cannot be taken; the other files of the delivery go on."""

    def __init__(self, reason: FileReason, **names: object) -> None:
        self.reason = reason
        self.names = names
        super().__init__(self.text("the file"))

    def text(self, file: str) -> str:
        """One clear English sentence that names the file and the cure."""
        return f"{file}: {FILE_REASONS[self.reason].english.format(**self.names)}"

    def text_zh(self, file: str) -> str:
        """The same in Chinese."""
        return f"{file}：{FILE_REASONS[self.reason].chinese.format(**self.names)}"

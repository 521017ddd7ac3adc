"""Files that are zip archives: workbooks, packed tables, and what is wrong with the rest.

XLSX and ODS workbooks are zip archives themselves, so a cut download, a password and a wrong
checksum are told here for both, before any reader makes what it can of the remains.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from needsbook.errors import BadInput

PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MOST_BYTES = 1_500_000_000
TEXTS = (".csv", ".txt", ".tsv")
_END = b"PK\x05\x06"
_LOCKED = 0x1  # the bit of a member's flags that says it is encrypted
_NAMES = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)  # the length of each member's name
_UNPACK = "unpack it and import the file inside"
# What else is a zip archive by its parts, and the way on.
_DOCUMENTS = (
    ("word/", "a text document (DOCX)", "copy its table into a spreadsheet and save it as CSV or XLSX"),
    ("ppt/", "a presentation (PPTX)", "import the table its figures come from"),
    ("Index/", "a Numbers document", "export it as CSV or XLSX"),
)  # fmt: skip


def open_archive(body: bytes, place: str) -> tuple[str, bytes]:
    """What the archive is (``xlsx``, ``ods``, ``text``) and the bytes to read as that.

    ``BadInput`` says what is wrong with any other: cut, damaged, locked, empty, no table.
    """
    called = _call(body, place)
    if body[:4] == b"PK\x07\x08":
        raise BadInput(
            "the file is one part of a zip file in several parts", place,
            "put the parts together, unpack them, and import the table",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _sort(archive, body, place, called)
    except BadInput:
        raise
    except NotImplementedError:
        raise BadInput(
            f"{called} is packed in a way that is not read here", place,
            "unpack it with the program that packed it, and import the table",
        ) from None  # fmt: skip
    except Exception:  # a damaged archive raises whatever its parts raise
        cut = _END not in body[-70_000:]
        raise BadInput(
            f"{called} is cut short: its end is missing" if cut else f"{called} is damaged", place,
            "download it again, or save it again where it was made",
        ) from None  # fmt: skip


def _sort(archive: zipfile.ZipFile, body: bytes, place: str, called: str) -> tuple[str, bytes]:
    """What a sound archive is; ``BadInput`` where it is no table."""
    members = archive.infolist()
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise BadInput(f"{called} unpacks to too many bytes", place, "check the file")
    # Folders, and what a Mac adds to say how its files looked, are no files.
    held = [
        member for member in members
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]  # fmt: skip
    if not held:
        raise BadInput(f"{called} holds no file", place, "download it again")
    if any(member.flag_bits & _LOCKED for member in held):
        raise BadInput(
            f"{called} is protected by a password", place, "unpack it, and import the table"
        )
    names = [member.filename for member in held]
    workbook = any(name.startswith("xl/") for name in names)
    kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    if workbook or b"opendocument.spreadsheet" in kind or "content.xml" in names:
        _check_sums(archive, held, place, called)
        if "META-INF/manifest.xml" in names and b"manifest:encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise BadInput("the workbook is protected by a password", place, "save it without one")
        return ("xlsx" if workbook else "ods"), body
    if len(held) == 1 and names[0].lower().endswith(TEXTS):
        _check_sums(archive, held, place, called)
        content = archive.read(held[0])
        if content[:4] not in PACKED:
            return "text", content
    raise _no_table(names, place)


def _check_sums(
    archive: zipfile.ZipFile, held: list[zipfile.ZipInfo], place: str, called: str
) -> None:
    """Nothing; ``BadInput`` where a part is not what was packed: a reader might not notice."""
    for member in held:
        try:
            with archive.open(member) as part:
                while part.read(1 << 20):
                    pass
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
            raise BadInput(
                f"{called} is damaged: its part {member.filename} is not what was packed", place,
                "download it again, or save it again where it was made",
            ) from None  # fmt: skip


def _no_table(names: list[str], place: str) -> BadInput:
    """The error for an archive without a table of its own."""
    for part, kind, do in _DOCUMENTS:
        if any(name.startswith(part) for name in names):
            return BadInput(f"the file is {kind}, not a table", place, do)
    listed = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    if len(names) == 1 and names[0].lower().endswith(".zip"):
        return BadInput(
            f"the zip file holds another zip file ({listed})", place,
            "unpack both and import the table inside",
        )  # fmt: skip
    return BadInput(f"the file is a zip archive ({listed})", place, _UNPACK)


def _call(body: bytes, place: str) -> str:
    """What to call a file that may be too damaged to list: by the parts that can be seen."""
    for hit in _NAMES.finditer(body):
        size = int.from_bytes(hit[1], "little")
        name = body[hit.end() : hit.end() + size]
        if name.startswith((b"xl/", b"[Content_Types]")) or name in (b"mimetype", b"content.xml"):
            return "the workbook"
    return "the workbook" if place.lower().endswith((".xlsx", ".ods", ".xlsm")) else "the zip file"

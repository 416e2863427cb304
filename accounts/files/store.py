"""Where the bytes lie: `$CRM_DATA_DIR/files/ab/cd/<sha256>`, previews beside them, parts of unfinished uploads in `incoming`.

No name that somebody chose is ever part of a path. A file is written under another name, forced to disk and only then renamed, so
that what stands under a digest is whole; the row in the database comes after it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

PIECE = 1 << 16


def files_folder() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    return _sharded("", sha256)


def preview_path(sha256: str) -> Path:
    return _sharded("previews", f"{sha256}.jpg")


def part_path(upload: UUID) -> Path:
    return files_folder() / "incoming" / f"{upload}.part"


def _sharded(room: str, name: str) -> Path:
    if len(name) < 64 or not set(name[:64]) <= set("0123456789abcdef"):
        raise ValueError("not a digest")
    return files_folder() / room / name[:2] / name[2:4] / name


class OffsetTaken(Exception):
    """Somebody else has written here meanwhile."""


def begin_part(upload: UUID) -> None:
    path = part_path(upload)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.open("xb").close()


def received(upload: UUID) -> int | None:
    """How much has come, whatever was killed meanwhile; None when the part is gone."""
    try:
        return part_path(upload).stat().st_size
    except FileNotFoundError:
        return None


def append(upload: UUID, offset: int, piece: bytes) -> int:
    """Write behind what is there, which must be `offset` bytes; the new length.

    The lock is held for one piece only: a sender that lost its network does not stand in the way of its own return, and of two at
    once one writes on and the other learns that its place is taken.
    """
    with part_path(upload).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_size != offset:
            raise OffsetTaken
        file.seek(offset)
        file.write(piece)
    return offset + len(piece)


def cut_back(upload: UUID, offset: int) -> None:
    """Take back what a PATCH with a wrong checksum has written."""
    with part_path(upload).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(offset)


def force_to_disk(upload: UUID) -> None:
    with part_path(upload).open("rb") as file:
        os.fsync(file.fileno())


def digest_of_part(upload: UUID) -> str:
    with part_path(upload).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(upload: UUID, sha256: str) -> Path:
    """The whole part under its digest. The part stays until the row is in the database, so that a kill in between loses nothing."""
    target = path_of(sha256)
    _make_folder(target.parent)
    linked = target.with_name(f"{upload}.link")
    linked.unlink(missing_ok=True)
    os.link(part_path(upload), linked)
    linked.replace(target)
    linked.unlink(missing_ok=True)  # where both names were one file already, the rename did nothing
    target.chmod(0o600)
    sync_folder(target.parent)
    return target


def keep_preview(sha256: str, jpeg: bytes) -> None:
    target = preview_path(sha256)
    _make_folder(target.parent)
    unfinished = target.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(jpeg)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def discard_part(upload: UUID) -> None:
    part_path(upload).unlink(missing_ok=True)


def discard(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)
    preview_path(sha256).unlink(missing_ok=True)


def stored_digests() -> Iterator[tuple[str, Path]]:
    """What lies there by its digest, with its path."""
    for path in files_folder().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if len(path.name) == 64:
            yield path.name, path


def parts() -> Iterator[tuple[UUID, Path]]:
    for path in (files_folder() / "incoming").glob("*.part"):
        yield UUID(path.stem), path


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """A new name survives a power cut only when its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

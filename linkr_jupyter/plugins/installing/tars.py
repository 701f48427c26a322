"""Tar archives, plain or packed. They are unpacked to a limit in memory, never to the disk."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from typing import Protocol

from .gathering import LARGEST_TOTAL, MOST_FILES, Gathered, check_ratio
from .names import refuse

_BLOCK = 512
_LARGEST = LARGEST_TOTAL + (MOST_FILES + 20) * 4 * _BLOCK
_LARGEST_XZ_MEMORY = 128_000_000
_AGAIN = "Ask its author for a new archive."
_KINDS = {
    tarfile.SYMTYPE: "{name} is a link.",
    tarfile.LNKTYPE: "{name} is a hard link.",
}


class _Reader(Protocol):
    """What the three standard unpackers share."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def read_tar(content: bytes) -> Gathered:
    """Read every file of a tar archive; gzip, bzip2 and xz are told by their first bytes.

    Raises
    ------
    PluginRefusedError
        For whatever is not a plain archive of plain files.
    """
    plain = _unpacked(content)
    gathered, folders = Gathered(), 0
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
            for member in archive:
                folders += member.isdir()
                if folders > MOST_FILES:
                    refuse("It holds more than {most} files.", _AGAIN, most=MOST_FILES)
                _read(archive, member, gathered)
            rest = plain[archive.offset :]
    except (tarfile.TarError, ValueError, OverflowError, RecursionError, EOFError):
        refuse("The archive is damaged.", _AGAIN)
    if rest.strip(b"\0"):
        refuse("The archive holds data that belong to none of its files.", _AGAIN)
    return gathered


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo, gathered: Gathered) -> None:
    name = member.name
    if member.size < 0:
        refuse("The archive is damaged.", _AGAIN)
    if member.isdir():
        Gathered().announce(name.removesuffix("/"))
        return
    if not member.isreg() or member.issparse() or member.mode & 0o7000:
        refuse(_KINDS.get(member.type, "{name} is no plain file."), _AGAIN, name=name)
    gathered.announce(name, member.size)
    file = archive.extractfile(member)
    content = file.read(member.size) if file else b""
    if len(content) != member.size:
        refuse("The archive is damaged.", _AGAIN)
    gathered.keep(name, content)
    if member.mode & 0o111:
        gathered.executable.append(name)


def _unpacked(content: bytes) -> bytes:
    reader: _Reader
    if content.startswith(b"\x1f\x8b"):
        reader = zlib.decompressobj(31)
    elif content.startswith(b"BZh"):
        reader = bz2.BZ2Decompressor()
    elif content.startswith(b"\xfd7zXZ\0"):
        reader = lzma.LZMADecompressor(lzma.FORMAT_XZ, _LARGEST_XZ_MEMORY)
    else:
        return content
    parts, length, waiting = [], 0, content
    try:
        while not reader.eof and length <= _LARGEST:
            part = reader.decompress(waiting, _LARGEST + 1 - length)
            waiting = getattr(reader, "unconsumed_tail", b"")
            if not part and not waiting:
                break
            parts.append(part)
            length += len(part)
    except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError):
        refuse("The archive is damaged.", _AGAIN)
    check_ratio("archive", length, len(content))
    if length > _LARGEST:
        refuse("Its files are larger than {most} bytes together.", _AGAIN, most=LARGEST_TOTAL)
    if not reader.eof or reader.unused_data:
        refuse("The archive is damaged.", _AGAIN)
    return b"".join(parts)

"""Zip archives, read so that no two readers can take them for different files.

Python's reader is used for the directory alone. Each member is unpacked here, up to the size that
the directory announces and not one byte more.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from .gathering import LARGEST_FILE, MOST_FILES, Gathered, check_ratio
from .names import LONGEST_NAME, refuse

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_DAMAGED = "{name} is damaged, or made to be read in two ways."
_AGAIN = "Ask its author for a new archive."


def read_zip(content: bytes) -> Gathered:
    """Read every file of a zip archive.

    Raises
    ------
    PluginRefusedError
        For whatever is not a plain archive of plain files.
    """
    start = _check_end(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error):
        refuse("The archive is damaged.", _AGAIN)
    gathered, place = Gathered(), 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset != place:  # a gap hides data, an overlap multiplies them
            refuse(_DAMAGED, _AGAIN, name=member.orig_filename)
        place = _read(content, member, gathered)
    if place != start:
        refuse("The archive holds data that belong to none of its files.", _AGAIN)
    return gathered


def _check_end(content: bytes) -> int:
    """Return where the directory starts; refuse anything before the first or after the last byte.

    Raises
    ------
    PluginRefusedError
        When the end of the archive does not account for every byte.
    """
    place = content.rfind(b"PK\x05\x06")
    if place < 0 or place + _END.size > len(content):
        refuse("The archive is damaged.", _AGAIN)
    _, disk, first, here, count, size, start, comment = _END.unpack_from(content, place)
    whole = place + _END.size + comment == len(content) and start + size == place
    if not whole or disk or first or here != count:
        refuse("The archive holds data that belong to none of its files.", _AGAIN)
    if size > MOST_FILES * (LONGEST_NAME + 200):
        refuse("It holds more than {most} files.", _AGAIN, most=MOST_FILES)
    return int(start)


def _read(content: bytes, member: zipfile.ZipInfo, gathered: Gathered) -> int:
    """Gather one member; return where the next one must start."""
    name = member.orig_filename
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        refuse("{name} is a link.", _AGAIN, name=name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or mode & 0o7000:
        refuse("{name} is no plain file.", _AGAIN, name=name)
    if member.flag_bits & 0x41:
        refuse("{name} is encrypted.", _AGAIN, name=name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        refuse("{name} is packed in a way that is not read here.", _AGAIN, name=name)
    begin, end = _extent(content, member)
    if name.endswith("/") or kind == stat.S_IFDIR:
        if member.file_size:
            refuse(_DAMAGED, _AGAIN, name=name)
        Gathered().announce(name.removesuffix("/"))
    else:
        gathered.announce(name, member.file_size)
        packed = content[begin:end]
        gathered.keep(name, _unpacked(member, packed), len(packed))
        if mode & 0o111:
            gathered.executable.append(name)
    return _after(content, member, end)


def _extent(content: bytes, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Where the packed bytes stand, by a local header that agrees with the directory."""
    place = member.header_offset
    if place < 0 or place + _LOCAL.size > len(content):
        refuse(_DAMAGED, _AGAIN, name=member.orig_filename)
    magic, _, flags, method, _, _, _, _, _, named, extra = _LOCAL.unpack_from(content, place)
    begin = place + _LOCAL.size + named + extra
    end = begin + member.compress_size
    encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
    local = content[place + _LOCAL.size :][:named].decode(encoding, "replace")
    agree = local == member.orig_filename and method == member.compress_type
    if magic != b"PK\x03\x04" or not agree or end > len(content) or flags != member.flag_bits:
        refuse(_DAMAGED, _AGAIN, name=member.orig_filename)
    return begin, end


def _unpacked(member: zipfile.ZipInfo, packed: bytes) -> bytes:
    name, size = member.orig_filename, member.file_size
    check_ratio(name, size, len(packed))
    if member.compress_type == zipfile.ZIP_STORED:
        unpacked, whole = packed, True
    else:
        reader = zlib.decompressobj(-15)
        try:
            unpacked = reader.decompress(packed, min(size, LARGEST_FILE) + 1)
        except zlib.error:
            refuse(_DAMAGED, _AGAIN, name=name)
        whole = reader.eof and not reader.unused_data
    if not whole or len(unpacked) != size or zlib.crc32(unpacked) != member.CRC:
        refuse(_DAMAGED, _AGAIN, name=name)
    return unpacked


def _after(content: bytes, member: zipfile.ZipInfo, end: int) -> int:
    """Pass by the descriptor that follows a member written in one go."""
    if not member.flag_bits & 0x08:
        return end
    facts = struct.pack("<3L", member.CRC, member.compress_size, member.file_size)
    length = 16 if content.startswith(b"PK\x07\x08", end) else 12
    if not content[end : end + length].endswith(facts):
        refuse(_DAMAGED, _AGAIN, name=member.orig_filename)
    return end + length

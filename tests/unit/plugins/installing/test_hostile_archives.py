"""Archives made to do harm: each is refused whole, by name, and leaves nothing behind."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkr_jupyter.errors import LinkrError, PluginRefusedError
from linkr_jupyter.plugins.installing import review
from linkr_jupyter.plugins.installing.contents import files_hash
from linkr_jupyter.plugins.installing.names import check_name, in_contract

from .conftest import manifest, small, tarred, zipped

GOOD = list(small().items())

NAMES = [
    "../evil.py", "a/../../evil.py", "/etc/cron.d/x", "..\\..\\evil.py", "C:\\Windows\\x.py",
    "C:x.py", "\\\\host\\share\\x", "con.py", "NUL", "aux .py", "com1.json", "file.py:stream",
    "name.", "name ", " name", "a//b", "./cell.py", "a/./b", "cell\u202e.py", "a\nb", "a\x07",
    "x" * 300, "/".join("a" * 9), "\u200bcell.py", "a\u2028b",
]  # fmt: skip
STRANGERS = [
    ".git/hooks/post-checkout", ".gitattributes", ".jupyter/x", "sitecustomize.py", "conftest.py",
    "setup.py", "x.pth", "json.py", "pandas/__init__.py", "model.pkl", "x.joblib", "a.npy", "d.rds",
    "data.parquet", "patients.csv", "x.duckdb", "inner.zip", "inner.tar.gz", "run.sh", "a.exe",
    "lib.so", "cell.ipynb", "locale/fr.json/x", "picture.html", "__MACOSX/._cell.py",
]  # fmt: skip


def refused(content: bytes) -> str:
    with pytest.raises(PluginRefusedError) as caught:
        review(content, name="archive.zip")
    return caught.value.text()


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_or_differ_between_systems(pack, name: str) -> None:
    text = refused(pack([*GOOD, (name, b"x")]))
    assert ascii(name[:10])[1:4] in ascii(text) or "no name of a file" in text
    assert "no file of a plugin" not in text  # the name itself is the reason


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("name", STRANGERS)
def test_files_outside_the_contract(pack, name: str) -> None:
    assert "is no file of a plugin" in refused(pack([*GOOD, (name, b"x")]))


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    "names", [("README.md", "Readme.md"), ("README.md", "README.md"), ("é", "e\u0301")]
)
def test_names_that_are_one_file_on_some_systems(pack, names) -> None:
    with pytest.warns(UserWarning) if pack is zipped and len(set(names)) == 1 else _quiet():
        content = pack([*GOOD, *((name, b"x") for name in names)])
    assert "same file on some systems" in refused(content)


class _quiet:  # noqa: N801
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_a_nul_in_a_name_that_python_would_cut() -> None:
    content = zipped([*GOOD, ("cell.RXtxt", b"x")]).replace(b"cell.RXtxt", b"cell.R\0txt")
    assert "no name of a file" in refused(content)


@pytest.mark.parametrize(
    ("kind", "words"),
    [(tarfile.SYMTYPE, "is a link"), (tarfile.LNKTYPE, "hard link"),
     (tarfile.FIFOTYPE, "no plain file"), (tarfile.CHRTYPE, "no plain file"),
     (tarfile.BLKTYPE, "no plain file"), (tarfile.CONTTYPE, "")],
)  # fmt: skip
def test_tar_members_that_are_no_plain_files(kind: bytes, words: str) -> None:
    out = io.BytesIO(tarred(GOOD, ""))
    with tarfile.open(fileobj=out, mode="a:") as archive:
        member = tarfile.TarInfo("README.md")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    if words:
        assert words in refused(out.getvalue()) and "README.md" in refused(out.getvalue())


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_zip_members_that_are_no_plain_files(mode: int) -> None:
    out = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(out, "a") as archive:
        member = zipfile.ZipInfo("README.md")
        member.external_attr = (mode | 0o644) << 16
        archive.writestr(member, "/etc/passwd")
    text = refused(out.getvalue())
    assert f"'README.md' is {'a link' if mode == stat.S_IFLNK else 'no plain file'}" in text


def test_setuid_and_sparse_members() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:") as archive:
        member = tarfile.TarInfo("cell.py")
        member.mode = 0o4755
        archive.addfile(member)
    assert "no plain file" in refused(out.getvalue())


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_bombs_are_stopped_before_they_are_unpacked(packing: str) -> None:
    content = tarred([*GOOD, ("README.md", bytes(200_000_000))], packing)
    assert len(content) < 400_000
    assert "grows more than" in refused(content) or "larger than" in refused(content)


def test_a_zip_bomb_is_stopped_by_its_ratio_or_its_size() -> None:
    text = refused(zipped([*GOOD, ("README.md", bytes(50_000_000))]))
    assert "README.md" in text and "larger than" in text
    text = refused(zipped([*GOOD, ("README.md", b" " * 900_000)]))
    assert "README.md" in text and "grows more than" in text


def test_a_forged_size_is_not_believed() -> None:
    content = zipped([("README.md", b"a" * 90_000)])
    forged = content.replace(struct.pack("<L", 90_000), struct.pack("<L", 10))
    crc = struct.pack("<L", zlib.crc32(b"a" * 90_000))
    forged = forged.replace(crc, struct.pack("<L", zlib.crc32(b"a" * 10)))
    assert "made to be read in two ways" in refused(forged)


def test_many_entries_over_the_same_bytes() -> None:
    content = zipped(GOOD)
    end = content.rfind(b"PK\x05\x06")
    size, start = struct.unpack_from("<2L", content, end + 12)
    directory = content[start : start + size]
    count = len(GOOD) * 2
    forged = content[:start] + directory * 2 + struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size * 2, start, 0
    )  # fmt: skip
    assert "two ways" in refused(forged) or "same file" in refused(forged)


def hidden_after_the_first(*more: str) -> bytes:
    """A zip whose directory does not account for six bytes behind its first member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cell.py", b"x = 1\n")
        assert archive.fp is not None
        archive.fp.seek(archive.start_dir)
        archive.fp.write(b"hidden")
        archive.start_dir += 6
        for name in more:
            archive.writestr(name, b"x")
    return out.getvalue()


def test_bytes_before_between_and_after() -> None:
    content = zipped(GOOD)
    assert "no archive" in refused(b"#!/bin/sh\nexit\n" + content)
    assert "belong to none" in refused(content + b"\0")
    assert "belong to none" in refused(content + content)
    assert "'README.md' is damaged" in refused(hidden_after_the_first("README.md"))
    assert "belong to none" in refused(hidden_after_the_first())
    tar = tarred(GOOD, "")
    assert "belong to none" in refused(tar + b"hidden")
    assert "damaged" in refused(tarred(GOOD, "gz") + b"hidden")


def test_an_encrypted_or_oddly_packed_member() -> None:
    assert "packed in a way" in refused(zipped(GOOD, zipfile.ZIP_LZMA))
    content = bytearray(zipped([("cell.py", b"x = 1\n")], zipfile.ZIP_STORED))
    for magic, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(magic) + place] |= 1
    assert "encrypted" in refused(bytes(content))


def test_too_many_files_and_too_many_bytes() -> None:
    many = [(f"locale/{i:05}.json", b"{}") for i in range(1_000)]
    assert "more than 400 files" in refused(zipped(many))
    assert "more than 400 files" in refused(tarred(many))
    big = [(f"p{i}/README.md", os.urandom(900_000)) for i in range(9)]
    assert "together" in refused(zipped(big, zipfile.ZIP_STORED))
    assert "together" in refused(tarred(big, "")) or "larger" in refused(tarred(big, ""))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cell.py", b"x = '\xff'\n", "not UTF-8"),
        ("README.md", b"a\0b", "control character at line 1"),
        ("README.md", b"a\n\x1b[2Jb", "control character at line 2"),
        ("cell.py", "bins = 40  # \u202e\n".encode(), "hides what its code does"),
        ("README.md", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("README.md", b"PK\x03\x04inner", "control character"),
    ],
)
def test_content_that_is_not_what_its_name_says(name, content, words) -> None:
    assert words in refused(zipped({**dict(GOOD), name: content}.items()))


@pytest.mark.parametrize(
    "picture",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://h/x'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(https://h/x)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect style='background:u\\72l(//h)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'x'</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'>"
        "<path x:href='https://h/x'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        "<svg xmlns='http://www.w3.org/2000/svg'><text>&a;</text></svg>",
        "<?xml-stylesheet href='https://h/x.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>", "<svg/>", "<svg", "",
    ],
)  # fmt: skip
def test_pictures_that_are_more_than_a_drawing(picture: str) -> None:
    files = {**small(picture="picture.svg"), "picture.svg": picture.encode()}
    with pytest.raises(LinkrError, match="cannot be the picture"):
        review(zipped(files.items()))


def test_a_picture_with_a_tail() -> None:
    chunk = lambda kind, data: (  # noqa: E731
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
    )
    header = chunk(b"IHDR", struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0))
    png = (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )
    good = {**small(picture="picture.png"), "picture.png": png}
    assert review(zipped(good.items())).plugins[0].plugin.picture == "picture.png"
    for bad in (png + b"PK\x03\x04", png[:-4], b"GIF89a", png.replace(header, b"")):
        with pytest.raises(LinkrError, match="cannot be the picture"):
            review(zipped({**good, "picture.png": bad}.items()))


def test_two_plugins_that_say_they_are_one_and_folders_that_lie() -> None:
    lying = [(f"{folder}/{name}", text) for folder in ("one", "two")
             for name, text in small("one").items()]  # fmt: skip
    assert "says that it is the plugin" in refused(zipped(lying))
    assert "cannot be the id" in refused(zipped([("plugin.json", manifest("../x"))]))
    assert "cannot be the id" in refused(zipped([("plugin.json", manifest("ﬂow"))]))
    assert "holds no plugin" in refused(zipped([("README.md", b"x")]))


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_every_truncation_is_refused_and_leaves_nothing(pack, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    content = pack(GOOD)
    for end in range(0, len(content), 7):
        with pytest.raises(LinkrError):
            review(content[:end])
    assert not list((tmp_path / "temporary").iterdir())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(min_size=1, max_size=40), pack=st.sampled_from([zipped, tarred]))
def test_any_other_name_is_refused(name: str, pack) -> None:
    try:
        content = pack([*GOOD, (name, b"x = 1\n")])
    except (ValueError, UnicodeError):
        return
    if in_contract(name):
        return
    with pytest.raises(PluginRefusedError):
        review(content)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab./\\:~ \x00\n-éCON", max_size=20))
def test_a_name_that_passes_stays_in_its_folder(name: str) -> None:
    try:
        check_name(name)
    except PluginRefusedError:
        return
    assert Path("/root", name).resolve().is_relative_to("/root")
    assert not {"..", "."} & set(name.split("/"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_archive_is_refused_or_gives_the_same_files(data) -> None:
    pack = data.draw(st.sampled_from([zipped, lambda entries: tarred(entries, "")]))
    content = bytearray(pack(GOOD))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = review(bytes(content))
    except LinkrError:
        return
    assert set(found.plugins[0].contents) <= {*dict(GOOD), "cell.R", "README.md"}
    assert found.plugins[0].hash == files_hash(found.plugins[0].contents)

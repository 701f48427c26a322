"""Files gathered from outside, within limits that hold while reading and not by what is announced.

Everything stays in memory until it is installed, so that what was reviewed is what is installed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .names import check_name, refuse, same_file

MOST_FILES = 400
LARGEST_FILE = 1_000_000
LARGEST_TOTAL = 8_000_000
LARGEST_SOURCE = 10_000_000
HIGHEST_RATIO = 200
_SMALL = 100_000  # of a smaller file, no ratio does harm
_ASK = "A plugin is a few small files of text; ask its author for one without data."


@dataclass
class Gathered:
    """The files of a source by name, and what a person should know of them."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    executable: list[str] = field(default_factory=list)
    _seen: dict[str, str] = field(default_factory=dict)
    _total: int = 0

    def announce(self, name: str, size: int = 0) -> str:
        """Check the name and the announced size of an entry before its content is read.

        Raises
        ------
        PluginRefusedError
            When the name is not safe or taken already, or there is too much.
        """
        check_name(name)
        known = self._seen.setdefault(same_file(name), name)
        if known != name or name in self.files:
            refuse(
                "{name} and {other} are the same file on some systems.",
                "Ask its author for a plugin whose files differ in more than capitals.",
                name=name, other=known,
            )  # fmt: skip
        if len(self._seen) > MOST_FILES:
            refuse("It holds more than {most} files.", _ASK, most=MOST_FILES)
        self._check_size(name, size)
        return name

    def keep(self, name: str, content: bytes, packed: int | None = None) -> None:
        """Keep the content of an announced entry.

        Parameters
        ----------
        packed
            Bytes that it took in its archive, when it was packed.
        """
        self._check_size(name, len(content))
        check_ratio(name, len(content), packed)
        self._total += len(content)
        self.files[name] = content

    def _check_size(self, name: str, size: int) -> None:
        if size > LARGEST_FILE:
            refuse("{name} is larger than {most} bytes.", _ASK, name=name, most=LARGEST_FILE)
        if self._total + size > LARGEST_TOTAL:
            refuse("Its files are larger than {most} bytes together.", _ASK, most=LARGEST_TOTAL)


def check_ratio(name: str, size: int, packed: int | None) -> None:
    """Refuse what grows beyond measure when it is unpacked.

    Raises
    ------
    PluginRefusedError
        For a bomb.
    """
    if packed is not None and size > _SMALL and size > HIGHEST_RATIO * max(packed, 1):
        refuse("{name} grows more than {most} times when it is unpacked.", _ASK,
               name=name, most=HIGHEST_RATIO)  # fmt: skip


def check_source_size(size: int) -> None:
    """Refuse an archive that is larger than any plugin.

    Raises
    ------
    PluginRefusedError
        When it is.
    """
    if size > LARGEST_SOURCE:
        refuse("It is larger than {most} bytes.", _ASK, most=LARGEST_SOURCE)

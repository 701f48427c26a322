"""Colours of a palette stay apart, whatever colours a person can see."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from linkr_jupyter.errors import InvalidValueError
from linkr_jupyter.plugins import palette
from linkr_jupyter.plugins.palettes import GROUPS, PALETTES

# Machado, Oliveira and Fernandes (2009), severity 1: what each kind of colour vision sees.
VISIONS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


def lab(colour: str, vision: str) -> np.ndarray:
    """Position in CIELAB of a colour as somebody sees it."""
    shown = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    light = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISIONS[vision] @ light, 0, 1)
    ratio = (XYZ @ seen) / (XYZ @ np.ones(3))
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_stay_apart(name: str, vision: str) -> None:
    """Groups all from each other; of a scale, whose order carries the meaning, the neighbours."""
    groups = name in GROUPS
    pairs = combinations(palette(name), 2) if groups else pairwise(palette(name))
    least = min(distance(one, other, vision) for one, other in pairs)
    assert least > (8 if groups else 5), f"{least:.1f}"


def test_this_measure_refuses_red_and_green() -> None:
    assert distance("#C00000", "#4C6B00", "usual") > 40
    assert distance("#A02000", "#5C5C00", "deuteranopia") < 8


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", ["viridis", "cividis", "blues"])
def test_scales_run_from_dark_to_light_or_back(name: str, vision: str) -> None:
    lightness = [lab(colour, vision)[0] for colour in palette(name)]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))


def test_some_colours_of_a_scale_span_it() -> None:
    assert palette("cividis", 2) == [palette("cividis")[0], palette("cividis")[-1]]
    assert palette("purpleorange", 1) == ["#F7F7F7"]
    assert palette("okabe_ito", 3) == palette("okabe_ito")[:3]


def test_a_name_or_number_that_does_not_exist_is_named() -> None:
    with pytest.raises(InvalidValueError) as caught:
        palette("virids")
    assert caught.value.text() == "There is no palette “virids”. Did you mean viridis?"
    with pytest.raises(InvalidValueError) as caught:
        palette("tol_bright", 7)
    assert "has 6 colours, not 7" in caught.value.text()
    assert caught.value.text("fr") != caught.value.text()

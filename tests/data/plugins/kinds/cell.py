import math

# if: centre in ('mean', 'median')
from statistics import (
    fmean,  # if: centre == 'mean'
    median,  # if: centre == 'median'
)

title = "Values"
note = ""
bins = 40
limit = 1.5
limits = [0.0, 200.0]
start = "2020-01-01"
ids = [3027018]  # Heart rate
columns = ["value_as_number", "unit_source_value"]
unit = "mmHg"  # if: unit
k = 1.5  # if: rule in ('iqr', 'sd')
pieces = []

values = (
    "  1.0,2.0,x ".strip()
    .upper()  # if: upper
    .split(",")
)
numbers = [float(value) for value in values if value.lower() != "x"]
# if: not keep_all
# The last number is not measured like the others.
numbers = numbers[:-1]

seen = dict(
    title=title,
    note=note,
    bins=bins,
    limit=limit,
    limits=limits,
    start=start,
    ids=ids,
    columns=columns,
    unit=unit,  # if: unit
    centre=fmean(numbers),  # if: centre == 'mean'
    middle=median(numbers),  # if: centre == 'median'
    count=len(numbers),
    rule="iqr",  # if: rule == 'iqr'
    scale=[  # if: rule == 'sd'
        k,
        math.sqrt(k),
    ],
    width=k,  # if: rule == 'iqr'
    pieces=[
        "first",
        "mean",  # if: pieces
        *pieces,
    ],
    ceiling=math.ceil(limit)
    + sum([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    + len("a long operand, so that the formatter splits the lines")  # if: keep_all
    + (bins),
)
seen

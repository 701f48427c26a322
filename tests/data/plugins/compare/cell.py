import altair as alt
from ibis import _
from linkr_jupyter.plugins import palette

concept_ids = [
    3027018,  # Heart rate
    3020891,  # Body temperature
]
reference = [3027018]  # Heart rate
first_day = "2022-01-01"
last_day = "2026-12-31"
colours = "okabe_ito"
width = 400
height = 200
x_title = "Difference of means"

measured = cdm.measurement.filter(
    _.measurement_concept_id.isin(concept_ids),
    _.measurement_date.between(first_day, last_day),
)
means = measured.group_by("measurement_concept_id").agg(mean=_.value_as_number.mean())
means = means.to_pandas().set_index("measurement_concept_id")
means["difference"] = means["mean"] - means["mean"].reindex(reference).sum()

alt.Chart(means.reset_index(), width=width, height=height).mark_bar().encode(
    x=alt.X("difference:Q", title=x_title),
    y=alt.Y("measurement_concept_id:N", title=None),
    color=alt.Color(
        "measurement_concept_id:N",
        title=None,
        scale=alt.Scale(range=palette(colours)),
    ),
)

import altair as alt
from ibis import _

concept_ids = [3027018]  # Heart rate
bins = 40
group_by = "gender_concept_id"  # if: group_by

values = (
    cdm.measurement.semi_join(cohort.table, _.person_id == cohort.table.subject_id)
    .filter(_.measurement_concept_id.isin(concept_ids), _.value_as_number.notnull())
    .join(cdm.person, "person_id")  # if: group_by
    .limit(4000)
)

chart = (
    alt.Chart(values.to_pandas())
    .mark_bar()
    .encode(
        x=alt.X("value_as_number:Q", bin=alt.Bin(maxbins=bins), title="Value"),
        y=alt.Y("count()", title="Measurements"),
        color=alt.Color(group_by, type="nominal"),  # if: group_by
    )
)
# if: mean_line
chart += alt.Chart(values.to_pandas()).mark_rule().encode(x="mean(value_as_number)")
chart

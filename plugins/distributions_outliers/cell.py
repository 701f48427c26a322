# if: action in ('set_missing', 'exclude', 'exclude_patients', 'winsorise')
from ibis import _
from linkr_jupyter.analysis import (
    describe_values,
    distribution_chart,
    distribution_words,
    figure,
    flag_outliers,
    histogram,
    measured_values,
    outlier_list,
)

concept_ids = [3027018]  # Heart rate
units = "ask"
keep_without_unit = False
during = "record"
group_by = "none"
plot = "histogram"
bins = None
axis = "central"
rule = "none"
limits = [20, 250]  # if: rule == 'limits'
k = 1.5  # if: rule == 'iqr'
z = 3.5  # if: rule == 'mad'
percentiles = [1, 99]  # if: rule == 'percentiles'
per_group = False  # if: rule in ('iqr', 'mad', 'percentiles')
title = "Distribution of values"

measured = measured_values(
    cdm,
    concept_ids,
    cohort,
    units=units,
    keep_without_unit=keep_without_unit,
    during=during,
    group_by=group_by,
)
values = flag_outliers(
    measured.table,
    rule,
    limits=limits,  # if: rule == 'limits'
    k=k,  # if: rule == 'iqr'
    z=z,  # if: rule == 'mad'
    percentiles=percentiles,  # if: rule == 'percentiles'
    per_group=per_group,  # if: rule in ('iqr', 'mad', 'percentiles')
)

summary = describe_values(values)
flagged = outlier_list(values)
counts = histogram(values, bins, axis=axis, each_value=plot == "bars")
chart = distribution_chart(counts, summary, plot)
# if: action == 'set_missing'
values = values.mutate(value=_.outlier.ifelse(None, _.value))
values = values.filter(~_.outlier)  # if: action == 'exclude'
# if: action == 'exclude_patients'
values = values.anti_join(values.filter(_.outlier), "person_id")
# if: action == 'winsorise'
values = values.mutate(value=_.value.clip(_.lower, _.upper))
figure(chart, **distribution_words(summary, flagged, counts, measured.notes, title))

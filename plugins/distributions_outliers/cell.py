# if: action in ('set_missing', 'exclude', 'winsorise')
from ibis import _
from linkr_jupyter.analysis import describe_values, distribution_chart
from linkr_jupyter.analysis import distribution_words, figure, flag_outliers
from linkr_jupyter.analysis import histogram, measured_values, outlier_list
from linkr_jupyter.analysis import exclude_patients  # if: action == 'exclude_patients'

concept_ids = [3027018]  # Heart rate
units = "ask"
keep_without_unit = False
during = "record"
group_by = "none"
plot = "histogram"
bins = None
axis = "central"
rule = "none"
limits = [None, None]  # if: rule == 'limits'
k = 1.5  # if: rule in ('iqr', 'iqr_log')
z = 3.5  # if: rule in ('mad', 'mad_log')
percentiles = [1, 99]  # if: rule == 'percentiles'
per_group = False
reason = ""  # if: action == 'exclude_patients'
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
    k=k,  # if: rule in ('iqr', 'iqr_log')
    z=z,  # if: rule in ('mad', 'mad_log')
    percentiles=percentiles,  # if: rule == 'percentiles'
    per_group=per_group,
)

summary = describe_values(values)
flagged = outlier_list(values)
counts = histogram(values, bins, axis=axis, each_value=plot == "bars")
chart = distribution_chart(counts, summary, plot)
# if: action == 'set_missing'
values = values.mutate(value=_.outlier.ifelse(None, _.value))
values = values.filter(~_.outlier)  # if: action == 'exclude'
# if: action == 'exclude_patients'
kept = exclude_patients(cohort, values, reason)
# if: action == 'exclude_patients'
values = values.semi_join(kept.table, [("person_id", "subject_id")])
# if: action == 'winsorise'
values = values.mutate(value=_.value.clip(_.lower, _.upper))
words = distribution_words(summary, flagged, counts, measured.notes, title, rule)

figure(chart, **words)

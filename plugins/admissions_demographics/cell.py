from linkr_jupyter.analysis import figure, hospital_stays, stay_counts, stays_chart
from linkr_jupyter.analysis import stays_words, summarise_stays

indicator = "admissions"
scope = "hospital"
kinds = "hospital"
period_start = None
period_end = None
# if: indicator in ('admissions', 'deaths', 'readmissions')
time_step = "automatic"
bins = 20  # if: indicator == 'length_of_stay'
readmission_days = 30
during = "record"

stays = hospital_stays(
    cdm,
    cohort,
    scope=scope,
    kinds=kinds,
    start=period_start,
    end=period_end,
    readmission_days=readmission_days,
    during=during,
)

summary = summarise_stays(stays)
counts = stay_counts(
    stays,
    indicator,
    # if: indicator in ('admissions', 'deaths', 'readmissions')
    time_step=time_step,
    bins=bins,  # if: indicator == 'length_of_stay'
)
chart = stays_chart(counts, indicator, scope=scope)
words = stays_words(
    summary, counts, indicator, scope=scope, readmission_days=readmission_days
)

figure(chart, **words)

import linkr_jupyter as linkr

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

stays = linkr.hospital_stays(
    cdm,
    cohort,
    scope=scope,
    kinds=kinds,
    start=period_start,
    end=period_end,
    readmission_days=readmission_days,
    during=during,
)

summary = linkr.summarise_stays(stays)
counts = linkr.stay_counts(
    stays,
    indicator,
    # if: indicator in ('admissions', 'deaths', 'readmissions')
    time_step=time_step,
    bins=bins,  # if: indicator == 'length_of_stay'
)
chart = linkr.stays_chart(counts, indicator)
words = linkr.stays_words(
    summary, counts, indicator, scope=scope, readmission_days=readmission_days
)

linkr.figure(chart, **words)

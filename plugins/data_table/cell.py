from linkr_jupyter.analysis import patient_records
from linkr_jupyter.analysis import long_table  # if: shape == 'long'
from linkr_jupyter.analysis import wide_table  # if: shape == 'wide'

table = "measurement"
concept_ids = []
columns = []  # if: shape == 'long'
show_concept_ids = False  # if: shape == 'long'
every = "day"  # if: shape == 'wide'
value = "last"  # if: shape == 'wide'
worse_is = "high"  # if: shape == 'wide'
newest_first = True
rows = 500
title = None

records = patient_records(
    patient,
    table,
    concept_ids=concept_ids,
    visit=patient.visit,  # if: period == 'visit'
    newest_first=newest_first,
)

# if: shape == 'long'
long_table(
    patient,
    records,
    table,
    columns=columns,
    concept_ids=show_concept_ids,
    limit=rows,
    title=title,
)
# if: shape == 'wide'
wide_table(
    patient,
    records,
    table,
    every=every,
    value=value,
    worse_is=worse_is,
    newest_first=newest_first,
    limit=rows,
    title=title,
)

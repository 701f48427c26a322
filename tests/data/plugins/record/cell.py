rows = 20
since = "2020-01-01"  # if: since

visits = patient.visit_occurrence
visits = visits.filter(visits.visit_start_date >= since)  # if: since
visits.order_by("visit_start_date").limit(rows)

title = "Eligible"
eligible = (
    people.everyone()  # one step a line, in this order
    .require_age(at_least=18)
    .require_event("condition", [201820], window=[-365, 0])
)

seen = {
    "title": title,
    "said": eligible.said,  # if: listed
    "count": len(eligible.said),
}

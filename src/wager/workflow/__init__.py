"""One verb a file: joins the stages, writes what they yield, and knows only protocols.

Takes a `Wiring` (the real things, chosen in `wager.project`) and what the user asked; yields one frozen
record with `to_json`. Read `wiring.py`, `read_project.py` and `question.py` first; then the verbs in the
order of the flow: `check_project`, `take_snapshot`, `run_model` (kept in `runs`), `freeze_hypothesis`, `judge_hypothesis`,
`next_step`, `board_project`, `read_log`; `list_things`, `show_thing` and `compute_features` look
things up; `try_file` is all of it on one file, from the parts in `trying/`; `showing/` holds the parts of `show_thing`.
"""

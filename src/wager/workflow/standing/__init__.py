"""What bounds the work on a design: timeboxes and their check-ins, lessons, tasks.

Read `in_time.py` first (what refuses), then `timebox.py` (when a clock starts), `notes.py` and `said.py` (what people say
into the log), `tasks.py`, `step.py` and `due.py` (what is due), and `worth.py` (money per year).
"""

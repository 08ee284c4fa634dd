#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What programs read from `rptlint report`: reports with hostile texts in every place, in every format, read back by
# Python's json, csv and sqlite3, by jq, by a strict reader of Prometheus's format, and by promtool where it is installed.
. tests/lib.sh

reports=$scratch/reports
mkdir "$reports"
python3 -B tests/report_formats.py make "$reports"

# ---- hostile reports ----

for format in json ndjson csv prometheus; do
    exits "$format: the reports tell of problems" 1 "$RPTLINT" report --format $format "$reports"
    cp "$scratch/out" "$scratch/$format"
    same "$format: no word on standard error" '' "$(cat "$scratch/err")"
    exits "$format: read back it is what the reports say" 0 python3 -B tests/report_formats.py $format "$reports" "$scratch/$format"
    exits "$format: and by four processes" 1 "$RPTLINT" report -j 4 --format $format "$reports"
    cp "$scratch/out" "$scratch/again"
    exits "$format: the same octets" 0 cmp "$scratch/$format" "$scratch/again"
done
exits "jq reads the summary" 0 jq -e '.domains | length > 50' "$scratch/json"
exits "jq reads the rows" 0 jq -es 'length > 200 and all(.type == "report-row")' "$scratch/ndjson"

promtool=$(command -v promtool) || promtool=
if [ -n "$promtool" ]; then
    exits "promtool has nothing to say" 0 bash -c '"$1" check metrics < "$2"' _ "$promtool" "$scratch/prometheus"
    same "promtool says nothing" '' "$(cat "$scratch/out" "$scratch/err")"
else
    skip "promtool has nothing to say" "no promtool: Debian package prometheus"
fi

# ---- more names than Prometheus is to have ----

python3 -B - > "$scratch/many.json" << 'END'
import json
for number in range(1500):
    mx = [f"mx{i}.d{number}.example" for i in range(30)] if number < 2 else ["mx.example"]
    print(json.dumps({"organization-name": "X", "contact-info": "x@x.example", "report-id": str(number),
        "date-range": {"start-datetime": "2026-11-01T00:00:00Z", "end-datetime": "2026-11-01T23:59:59Z"},
        "policies": [{"policy": {"policy-type": "sts", "policy-domain": f"d{number}.example"},
            "summary": {"total-successful-session-count": 0, "total-failure-session-count": 60},
            "failure-details": [{"result-type": "certificate-expired", "receiving-mx-hostname": name,
                                 "failed-session-count": 2} for name in mx]}]}))
END
exits "1500 domains" 1 "$RPTLINT" report --ndjson --format prometheus "$scratch/many.json"
cp "$scratch/out" "$scratch/many"
exits "the limited text is read" 0 python3 -B tests/report_formats.py exposition "$scratch/many"
same "1000 domains have a series, 500 share one" \
    "1001 rptlint_domains_other 500 rptlint_sessions_failed{domain=\"other\",policy_type=\"sts\"} 30000" \
    "$(grep -c '^rptlint_level{' "$scratch/many") $(grep '^rptlint_domains_other ' "$scratch/many") $(grep \
        '^rptlint_sessions_failed{domain="other"' "$scratch/many")"
same "20 kinds of failure have a series, 10 share one" \
    "21 rptlint_failure_sessions{domain=\"d0.example\",policy_type=\"sts\",result_type=\"certificate-expired\",mx=\"other\"} 20" \
    "$(grep -c '^rptlint_failure_sessions{domain="d0.example"' "$scratch/many") $(grep \
        '^rptlint_failure_sessions{domain="d0.example".*mx="other"' "$scratch/many")"

# ---- nothing to tell, and no room to tell it ----

printf '[]\n' > "$scratch/none.json"
exits "csv of no report" 3 "$RPTLINT" report --format csv "$scratch/none.json"
same "a header alone" 1 "$(wc -l < "$scratch/out")"
exits "ndjson of no report" 3 "$RPTLINT" report --format ndjson "$scratch/none.json"
same "no row" '' "$(cat "$scratch/out")"
exits "json of no report" 3 "$RPTLINT" report --format json "$scratch/none.json"
exits "an object without domains" 0 jq -e '.reports == 0 and .domains == [] and .level == "none"' "$scratch/out"
exits "prometheus of no report" 3 "$RPTLINT" report --format prometheus "$scratch/none.json"
cp "$scratch/out" "$scratch/none"
exits "metrics without domains" 0 python3 -B tests/report_formats.py exposition "$scratch/none"
for format in json ndjson csv prometheus; do
    exits "$format: a full disk" 3 bash -c '"$1" report --format "$2" "$3" > /dev/full' _ "$RPTLINT" $format "$reports"
done
finish

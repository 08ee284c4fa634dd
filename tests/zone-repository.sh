#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The README's hook and workflow for a repository of zone files, as they stand there, in such a repository.
. tests/lib.sh

root=$PWD
program=$(realpath "$RPTLINT")
repository=$scratch/zones-repository
export HOME=$scratch/home GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE MAKEFLAGS MFLAGS MAKELEVEL
mkdir -p "$HOME" "$scratch/bin"
ln -s "$program" "$scratch/bin/rptlint"

block() { # KIND: the README's one block of it
    awk -v kind="\`\`\`$1" '$0 == kind { on = 1; next } /^```$/ { on = 0 } on' README.md
}

zone() { # VALUE
    printf '%s\n' '$TTL 1d' '@ IN SOA ns host 1 7200 3600 1209600 3600' '@ IN NS ns' 'ns IN A 192.0.2.1' \
        "_smtp._tls IN TXT $1"
}

good='"v=TLSRPTv1; rua=mailto:tls@example.com"'
bad='v=TLSRPTv1; rua=mailto:tls@example.com' # T302

git init -q "$repository"
block bash > "$repository/.git/hooks/pre-commit"
chmod +x "$repository/.git/hooks/pre-commit"
mkdir "$repository/zones"
cd "$repository" || exit 1

commit() { # into $scratch/out and $scratch/err
    PATH=$scratch/bin:$PATH git commit -q -m zones
}

# ---- the hook ----

contains "the README has the hook" "git show" "$(cat .git/hooks/pre-commit)"

zone "$good" > zones/example.com.zone
git add .
exits "a good zone is committed" 0 commit
same "the hook says nothing of it" '' "$(cat "$scratch/out" "$scratch/err")"

zone "$bad" > 'zones/with blank.example.org.zone'
git add .
exits "a broken one is not" 1 commit
contains "the finding is shown, with file and line" 'zones/with blank.example.org.zone:5:' "$(cat "$scratch/out" "$scratch/err")"
contains "and its rule" 'T302' "$(cat "$scratch/out" "$scratch/err")"

zone "$good" > 'zones/with blank.example.org.zone'
exits "what lies in the folder does not count" 1 commit
git add .
exits "what is staged does" 0 commit

zone "$bad" > zones/db.example.net
exits "nor does what is not staged" 0 env PATH="$scratch/bin:$PATH" git commit -q --allow-empty -m nothing
git add .
exits "a file called db.DOMAIN is checked" 1 commit
zone "$bad" | sed 's/^_smtp/; rptlint: ignore=T302 on purpose\n&/' > zones/db.example.net
git add .
exits "a suppression with a reason lets it pass" 0 commit
git rm -q zones/db.example.net
exits "a file that goes is not checked" 0 commit

zone "$good" > "zones/$(printf 'new\nline').zone"
git add .
exits "a name with a line feed" 0 commit

# ---- the workflow ----

cd "$root" || exit 1
block yaml > "$scratch/workflow.yml"

step() { # NAME: its commands
    python3 -c '
import sys, yaml
steps = yaml.safe_load(open(sys.argv[1]))["jobs"]["rptlint"]["steps"]
print([step["run"] for step in steps if step.get("name") == sys.argv[2]][0])' "$scratch/workflow.yml" "$1"
}

if ! python3 -c 'import yaml' 2> /dev/null; then
    skip "the workflow" "python3-yaml is missing"
    finish
fi
same "the steps of the workflow" 'actions/checkout@v4,install rptlint,check the zones,write code scanning results,github/codeql-action/upload-sarif@v3' \
    "$(python3 -c '
import sys, yaml
workflow = yaml.safe_load(open(sys.argv[1]))
print(",".join(step.get("name") or step["uses"] for step in workflow["jobs"]["rptlint"]["steps"]))' "$scratch/workflow.yml")"

# As the runner does it: each step in a shell of its own that ends at the first failure, with what GITHUB_PATH names.
run_step() { # NAME
    step "$1" > "$scratch/step"
    (cd "$repository" && PATH=$([ ! -s "$GITHUB_PATH" ] || paste -sd: "$GITHUB_PATH"):$PATH bash -e "$scratch/step")
}
export RUNNER_TEMP=$scratch/runner GITHUB_PATH=$scratch/github-path RPTLINT_SOURCE=$scratch/source
mkdir "$RUNNER_TEMP"
: > "$GITHUB_PATH"

# A repository of what is here, committed or not.
mkdir "$RPTLINT_SOURCE"
tar -c Makefile LICENSE README.md include src tests fuzz corpus .ci | tar -x -C "$RPTLINT_SOURCE"
git -C "$RPTLINT_SOURCE" init -q
git -C "$RPTLINT_SOURCE" add -A
git -C "$RPTLINT_SOURCE" commit -q -m source

# Without optimization the build takes a third of the time; BUILD is not for this one.
exits "install rptlint" 0 env -u BUILD -u RPTLINT CFLAGS=-O0 MAKEFLAGS=-j2 bash -c "$(declare -f step run_step)
    scratch=$scratch repository=$repository; run_step 'install rptlint'"
same "it is installed where GITHUB_PATH says" "$HOME/.local/bin/rptlint" \
    "$(PATH=$(cat "$GITHUB_PATH"):$PATH command -v rptlint)"

exits "check the zones: good ones" 0 run_step 'check the zones'
zone "$bad" > "$repository/zones/example.net.zone"
exits "check the zones: a broken one" 1 run_step 'check the zones'
contains "an annotation at the line" '::error file=zones/example.net.zone,line=5,' "$(cat "$scratch/out")"
exits "write code scanning results: not the step that fails" 0 run_step 'write code scanning results'
same "SARIF with the file, the line and the rule" '2.1.0 zones/example.net.zone 5 T302' \
    "$(jq -r '"\(.version) " + (.runs[0].results[] | select(.ruleId == "T302") |
        "\(.locations[0].physicalLocation.artifactLocation.uri) \(.locations[0].physicalLocation.region.startLine) \(.ruleId)")' \
        "$repository/rptlint.sarif")"

finish

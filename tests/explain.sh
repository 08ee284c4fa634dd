#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# `rptlint explain` about reports: result types, policy types, members, and the names that these once had.

. tests/lib.sh

out() {
    cat "$scratch/out"
}

err() {
    cat "$scratch/err"
}

names() { # KIND: of that kind in the list
    "$RPTLINT" explain | sed -n "s/^\([a-z-]*\) *$1 .*/\1/p"
}

# ---- against the text of the RFC, where it is at hand ----

rfc=../shared/rfc8460.txt
if [ -r $rfc ]; then
    between() { # FIRST LAST: lines of the RFC between two headings
        sed -n "/^$1\.  /,/^$2\.  /p" $rfc
    }
    same "the result types are those of sections 4.3.1 and 4.3.2, in their order" \
        "$(between 4.3.1 4.3.3 | sed -n 's/^ *o  "\([a-z-]*\)":.*/\1/p')" "$(names "result type")"
    same "each is explained with its section" \
        "$(between 4.3.1 4.3.3 | awk '/^4\./ { section = $1; sub(/\.$/, "", section) } /^ *o  "/ { gsub(/[":]/, "", $2); print $2, section }')" \
        "$("$RPTLINT" explain -f json | jq -r 'select(.type == "result") | "\(.name) \(.section)"')"
    same "the members are those of the schema in section 4.4" \
        "$(between 4.4 4.5 | sed -n '/^ {/,/^ }/p' | grep -oE '"[a-z-]+":' | tr -d '":' | sort)" "$(names member | sort)"
else
    skip "the result types are those of RFC 8460" "its text is not here"
fi
same "there are eleven result types" 11 "$(names "result type" | wc -l)"
same "the policy types" "tlsa sts no-policy-found" "$(names "policy type" | paste -sd ' ')"

# ---- words and lines ----

long=$(for name in $(names "result type") $(names "policy type") $(names member) sts-invalid failure-error-code mx-host-pattern; do
    "$RPTLINT" explain "$name" || echo "$name: exit status $?"
done | awk 'length > 79 || /[^ -~]/')
same "lines fit a terminal and are ASCII" "" "$long"
exits "a result type" 0 "$RPTLINT" explain certificate-host-mismatch
for part in "certificate-host-mismatch (result type, negotiation failure): " "Cause  " "Confirm   openssl s_client" "Expect  " \
    "Fix  " "Again     48 to 72 hours" "About     Mail to your domain" "Section   RFC 8460 section 4.3.1"; do
    contains "it has: $part" "$part" "$(out)"
done
same "in capitals, with _" "$(out)" "$("$RPTLINT" explain CERTIFICATE_HOST_MISMATCH)"
contains "what senders mean" "MX_HOSTS_MISMATCH" "$("$RPTLINT" explain validation-failure)"
contains "what to do under DANE" "DANE      Publish the hash of the next key" "$("$RPTLINT" explain validation-failure)"
same "which differs from what to do in general for two" "certificate-host-mismatch validation-failure" \
    "$("$RPTLINT" explain -f json | jq -r 'select(.fix_tlsa != null and .fix_no_policy_found != null).name' | paste -sd ' ')"
contains "no-policy-found is no fault" "With successes only nothing is broken" "$("$RPTLINT" explain no-policy-found)"
contains "who wrote the report" "it says nothing of mail that" "$("$RPTLINT" explain organization-name)"
contains "a member has its object" "sending-mta-ip (member of failure-details): " "$("$RPTLINT" explain sending-mta-ip)"
same "a name of a rule and a result type" "S720 tlsa-invalid" "$("$RPTLINT" explain tlsa-invalid | grep -oE '^(S720|tlsa-invalid)' | paste -sd ' ')"
same "the commands can be pasted" "" "$(for name in $(names "result type"); do
    "$RPTLINT" explain "$name" | sed -n '/^Confirm/,/^Expect/{s/^Confirm//;/^Expect/!p}' | bash -n 2>&1
done)"

# ---- names that are not the RFC's ----

exits "a name of a draft" 0 "$RPTLINT" explain sts-invalid
contains "is explained by its new name" "sts-policy-invalid (result type" "$(out)"
contains "and with its origin" "Old name  sts-invalid stood in draft-ietf-uta-smtp-tlsrpt-00 to -04" "$(out)"
contains "failure-error-code" "failure-error-code stood in the example of drafts" "$("$RPTLINT" explain failure-error-code)"
contains "receiving-mx-host-name" "receiving-mx-host-name is what SocketLabs writes" "$("$RPTLINT" explain receiving-mx-host-name)"
exits "a misspelt one" 2 "$RPTLINT" explain sts-policy-fetch-eror
contains "the near one is named" 'there is no rule, result type or member "sts-policy-fetch-eror"; did you mean "sts-policy-fetch-error"?' "$(err)"
exits "one like no other" 2 "$RPTLINT" explain nothing-of-the-kind-here
contains "the list is named" '"rptlint explain" lists them' "$(err)"
exits "hidden characters in it" 2 "$RPTLINT" explain $'\e[31mred'
contains "are escaped" '"\x1b[31mred"' "$(err)"

# ---- JSON ----

"$RPTLINT" explain -f json > "$scratch/all"
same "every result type has its words" 11 "$(jq -r 'select(.type == "result" and
    ([.name, .group, .section, .meaning, .cause, .confirm, .expect, .fix, .again] | all(type == "string" and . != ""))).name' "$scratch/all" | wc -l)"
same "placeholders are as they are" 11 "$(jq -r 'select(.type == "result").confirm | select(test("\\{(MX|DOMAIN|POLICY_HOST)\\}"))' "$scratch/all" | wc -l)"
same "and there are no others" "" "$(jq -r 'select(.type == "result").confirm' "$scratch/all" | grep -oE '\{[^}]*\}' | sort -u |
    grep -vxE '\{(MX|DOMAIN|POLICY_HOST)\}')"
same "a policy type" '["policy-type","tlsa","4.4"]' "$(jq -c 'select(.type == "policy-type") | [.type, .name, .section]' "$scratch/all" | head -1)"
same "a member" '["receiving-mx-helo","failure-details"]' "$("$RPTLINT" explain -f json receiving-mx-helo | jq -c '[.name, .in]')"
same "an old name" '["sts-webpki-invalid","webpki-invalid"]' "$("$RPTLINT" explain -f json webpki-invalid | jq -c '[.name, .old_name]')"
missing=$(jq -r 'keys[]' "$scratch/all" <("$RPTLINT" explain -f json webpki-invalid) | sort -u | while read -r member; do
    sed -n '/^\.Ss Explanations as JSON/,/^\.Sh ENV/p' src/man/rptlint.1 | grep -qE "^\.It Li (.*[^a-z_])?$member( |$)" || printf '%s\n' "$member"
done)
same "rptlint(1) has every member" "" "$missing"

# ---- the manual ----

mandoc -T utf8 "$BUILD/man/rptlint-rules.7" | col -b > "$scratch/manual"
exits "rptlint-rules(7) has examples" 0 grep -qE '^[[:space:]]+(Wrong|Right)  [^[:space:]]' "$scratch/manual"
missing=$(jq -r 'select(.type != "rule").name' "$scratch/all" | while read -r name; do
    grep -q "^ *$name\b" "$scratch/manual" || echo "$name"
done)
same "rptlint-rules(7) has all of them" "" "$missing"
same "no example there has nothing behind its name" "" "$(grep -E '^[[:space:]]*(Wrong|Right)[[:space:]]*$' "$scratch/manual")"

# ---- completion ----

for shell in bash zsh fish; do
    missing=$(for name in sts-policy-fetch-error no-policy-found sending-mta-ip webpki-invalid; do
        "$RPTLINT" --completion $shell | grep -q "[ (']${name}[ )']" || echo "$name"
    done)
    same "$shell offers them" "" "$missing"
done

finish

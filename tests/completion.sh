#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The generated completions, asked in each shell as a person's Tab key would ask them.

. tests/lib.sh

completions=$BUILD/completions

# The words a shell offers, sorted, on one line.
offered() {
    sed 's/[[:space:]].*//' | sort -u | grep . | tr '\n' ' ' | sed 's/ $//'
}

# ---- what the program prints is what is installed ----

for shell in bash zsh fish; do
    same "rptlint --completion $shell" "$(cat "$completions/$shell")" "$("$RPTLINT" --completion "$shell" 2>&1)"
done
exits "an unknown shell is a usage error" 2 "$RPTLINT" --completion nosuchshell

# ---- bash ----

bash_offers() { # WORD...: completes the last one
    # shellcheck disable=SC2016 # the inner shell expands it
    bash --noprofile --norc -c '
        . "$1" || exit
        shift
        spec=$(complete -p rptlint) || exit
        [[ $spec =~ -F\ ([^ ]+) ]] || exit
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
        "${BASH_REMATCH[1]}" rptlint "${@: -1}" "${@: -2:1}"
        printf "%s\n" "${COMPREPLY[@]}"' _ "$completions/bash" "$@" 2> /dev/null | offered
}

exits "bash: no syntax error" 0 bash -n "$completions/bash"
same "bash: a command" "generate" "$(bash_offers rptlint ge)"
same "bash: every command" "check explain generate" "$(bash_offers rptlint '' | tr ' ' '\n' | grep -xE 'check|explain|generate' | tr '\n' ' ' | sed 's/ $//')"
same "bash: an option" "--fail-on" "$(bash_offers rptlint check --fail)"
same "bash: a letter that another command has for another option" "" "$(bash_offers rptlint lookup -f sa)"
same "bash: an option's value" "sarif" "$(bash_offers rptlint check --format s)"

# ---- zsh ----

# A real zsh on a terminal of its own: type, press Tab, then print the line instead of running it.
cat > "$scratch/ask.zsh" << 'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; unset zle_bracketed_paste; fpath=($1 \$fpath); autoload -Uz compinit; compinit -D -u"
# The quotes in the middle keep the terminal's echo of what is typed from looking like the answer.
zpty -w shell 'bindkey -e; bindkey "^I" complete-word; print rea""dy'
zpty -r shell answer '*ready*'
zpty -w -n shell "$2"$'\t'
zpty -w shell $'\C-aprint -r -- "<<""" \C-e ">>"""'
zpty -r shell answer '*<< rptlint*>>*'
print -r -- ${${answer##*<< }%% >>*}
zpty -d shell
END

zsh_completes() { # LINE
    TERM=dumb timeout 30 zsh -f "$scratch/ask.zsh" "$scratch/zsh" "$1" 2> /dev/null | tr -d '\r' | tail -n 1
}

if have zsh; then
    mkdir "$scratch/zsh"
    cp "$completions/zsh" "$scratch/zsh/_rptlint"
    exits "zsh: no syntax error" 0 zsh -n "$completions/zsh"
    # shellcheck disable=SC2016 # zsh expands it
    same "zsh: compinit finds it" "_rptlint" \
        "$(zsh -f -c 'fpath=($1 $fpath); autoload -Uz compinit; compinit -D -u; print -r -- $_comps[rptlint]' _ "$scratch/zsh" 2>&1)"
    if zsh -f -c 'zmodload zsh/zpty && zpty terminal true' > /dev/null 2>&1; then
        same "zsh: a command" "rptlint generate" "$(zsh_completes 'rptlint ge')"
        same "zsh: an option's value" "rptlint check --format sarif" "$(zsh_completes 'rptlint check --format sa')"
    else
        skip "zsh: the Tab key" "this machine gives no pseudo terminal"
    fi
else
    skip "zsh" "not installed"
fi

# ---- fish ----

fish_offers() { # LINE
    # shellcheck disable=SC2016 # fish expands it
    HOME=$scratch fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$completions/fish" "$1" 2> /dev/null | offered
}

if have fish; then
    exits "fish: no syntax error" 0 fish --no-execute "$completions/fish"
    same "fish: a command" "generate" "$(fish_offers 'rptlint gen')"
    same "fish: an option" "--fail-on" "$(fish_offers 'rptlint check --fail')"
    same "fish: an option's value" "sarif" "$(fish_offers 'rptlint check --format sa')"
else
    skip "fish" "not installed"
fi

finish

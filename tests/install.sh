#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Installs into a staging folder, compiles a client against it through pkg-config, runs it, and uninstalls.

. tests/lib.sh

VERSION=$(sed -n 's/^#define RPTLINT_VERSION "\(.*\)"/\1/p' include/rptlint.h)
stage=$scratch/stage
CC=${CC:-cc}
CXX=${CXX:-c++}
MAKE=${MAKE:-make}

exits "make install" 0 "$MAKE" install BUILD="$BUILD" DESTDIR="$stage" PREFIX=/usr

same "every file is in its place" "usr/bin/rptlint
usr/include/rptlint.h
usr/lib/librptlint.a
usr/lib/librptlint.so
usr/lib/librptlint.so.${VERSION%%.*}
usr/lib/librptlint.so.$VERSION
usr/lib/pkgconfig/rptlint.pc
usr/share/bash-completion/completions/rptlint
usr/share/doc/rptlint/recipes/maildroprc
usr/share/doc/rptlint/recipes/nginx-tlsrpt.conf
usr/share/doc/rptlint/recipes/tlsrpt-page
usr/share/doc/rptlint/recipes/tlsrpt-page.service
usr/share/doc/rptlint/recipes/tlsrpt-page.timer
usr/share/doc/rptlint/recipes/tlsrpt.tmpfiles.conf
usr/share/fish/vendor_completions.d/rptlint.fish
usr/share/man/man1/rptlint.1
usr/share/man/man3/librptlint.3
usr/share/man/man7/rptlint-rules.7
usr/share/zsh/site-functions/_rptlint" "$(cd "$stage" && find . ! -type d | sed 's|^\./||' | sort)"

same "no file is empty" "" "$(find "$stage" -type f -empty)"
same "rptlint.pc knows nothing of the staging folder" "" "$(grep -rl "$scratch" "$stage" || :)"

# ---- a client, as any program would find the library ----

export PKG_CONFIG_SYSROOT_DIR=$stage PKG_CONFIG_LIBDIR=$stage/usr/lib/pkgconfig
# pkgconf hides /usr/include and /usr/lib as paths every compiler knows; here they are in the staging folder.
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
same "pkg-config tells the version" "$VERSION" "$(pkg-config --modversion rptlint)"
read -r -a compile < <(pkg-config --cflags rptlint)
read -r -a link < <(pkg-config --libs rptlint)

# Plain flags: the sources of the tree must not help.
cp tests/client.c "$scratch/client.c"
cp tests/client.c "$scratch/client.cc"
strict=(-Wall -Wextra -Werror -pedantic)
exits "the client compiles as C11" 0 "$CC" -std=c11 "${strict[@]}" "${compile[@]}" -o "$scratch/client-c" "$scratch/client.c" "${link[@]}"
exits "the client compiles as C++17" 0 "$CXX" -std=c++17 "${strict[@]}" "${compile[@]}" -o "$scratch/client-c++" "$scratch/client.cc" "${link[@]}"
exits "the client links the archive" 0 "$CC" -std=c11 "${compile[@]}" -o "$scratch/client-static" "$scratch/client.c" "$stage/usr/lib/librptlint.a"

record='v=TLSRPTv1; rua=mailto:tls@example.com,https://reports.example.com/v1'
for client in client-c client-c++ client-static; do
    path=$stage/usr/lib
    [ $client != client-static ] || path=
    same "$client prints the destinations" "rptlint $VERSION: 2 usable
mailto:tls@example.com
https://reports.example.com/v1" "$(LD_LIBRARY_PATH=$path "$scratch/$client" "$record" 2>&1)"
done

exits "the installed program runs" 0 "$stage/usr/bin/rptlint" check "$record"

# ---- and away again ----

exits "make uninstall" 0 "$MAKE" uninstall BUILD="$BUILD" DESTDIR="$stage" PREFIX=/usr
same "uninstall leaves no file" "" "$(find "$stage" ! -type d)"

finish

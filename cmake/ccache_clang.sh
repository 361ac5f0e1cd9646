#!/bin/sh
# SPDX-License-Identifier: MIT
# ccache_clang.sh CCACHE CLANG ARGUMENT...: ccache for Clang's precompiled headers. Such a header holds whole paths, so each clone makes its
# own, without ccache. ccache knows a file that includes it by the file .sum beside it (CCACHE_PCH_EXTSUM): the preprocessor's output, which
# is the same in each clone and another when any header changes.
set -e
ccache=$1
shift
case " $* " in
  *" -emit-pch "*) ;;
  *)
    # ccache leaves the argument of -Xclang -include as it is, so it is made relative here.
    for argument; do
      shift
      set -- "$@" "${argument#"$PWD/"}"
    done
    exec "$ccache" "$@"
    ;;
esac
"$@"
last=""
for argument; do
  shift
  [ "$last" != -o ] || argument=$argument.sum
  [ "$argument" != -emit-pch ] || argument=-E
  set -- "$@" "$argument"
  last=$argument
done
exec "$@" -Xclang -dD -Xclang -P

#!/usr/bin/env bash
# compile.sh ROOT COMMAND...: the compiler through ccache, with every path below ROOT made relative to the build folder (build/PRESET), so that a second
# clone on the same machine finds what the first has compiled. ccache's own base_dir leaves out the paths behind -Xclang, which CMake's precompiled headers need.
set -euo pipefail
root=$1
shift
command=("${@//$root/../..}")
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
case " ${command[*]} " in
*" -emit-pch "*) ;;
*) exec ccache "${command[@]}" ;;
esac

# A precompiled header knows the folder it was made in, so each clone makes its own; ccache takes two for the same when their sums are:
# the sum of the command and of all that went in.
"${command[@]}"
for ((i = 0; i < ${#command[@]}; i++)); do
  case ${command[i]} in
  -o) output=${command[i + 1]} ;;
  -MF) dependencies=${command[i + 1]} ;;
  esac
done
{ printf '%s\n' "${command[@]}"; sed -e 's/^[^ ]*://' -e 's/\\$//' "$dependencies" | xargs cat; } | sha256sum >"$output.sum"

#!/usr/bin/env bash
# The main job from end to end on real input: start a server, make a connector over docs/, run the sync, list the job, search.
# Usage: tools/demo.sh path/to/headrace. On a terminal the server stays up until Ctrl-C; without one everything ends by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
headrace=$PWD/${1#"$PWD"/}
data=$(mktemp -d "${TMPDIR:-/tmp}/headrace-demo.XXXXXX")
server=
finish() {
  [ -n "$server" ] && kill -TERM "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# A free port: asked of the system, tried again should somebody take it in between.
began=$(milliseconds)
for attempt in 1 2 3 4 5; do
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  "$headrace" serve --data "$data" --port "$port" --no-auth >"$data.log" 2>&1 &
  server=$!
  until curl -fs -o /dev/null "http://127.0.0.1:$port/readyz"; do
    kill -0 "$server" 2>/dev/null || { server=; break; }
    read -rt 0.02 <> <(:) || true
  done
  [ -n "$server" ] && break
done
[ -n "$server" ] || { cat "$data.log" >&2; exit 1; }
rm -f "$data.log"
export HEADRACE_URL=http://127.0.0.1:$port
step "Server ready after $(($(milliseconds) - began)) ms at $HEADRACE_URL"

step "A connector over the folder docs/ ($(find docs -type f | wc -l) files)"
"$headrace" connector create handbook --name "Headrace handbook" --type dir --index content-handbook --native --set directory="$PWD/docs" --set 'pattern=**/*.*'

step "One full sync"
began=$(milliseconds)
"$headrace" job start handbook --wait
echo "took $(($(milliseconds) - began)) ms, seen from here"

step "The list of sync jobs, oldest first"
"$headrace" job list

step "A search for \"sync\""
"$headrace" index search content-handbook "sync" -n 1
[ "$("$headrace" index search content-handbook "sync" -q | wc -l)" -gt 0 ]

step "Try it yourself"
cat <<EOF
curl -s "$HEADRACE_URL/_connector/_sync_job?status=completed&connector_id=handbook&job_type=full&pretty"
curl -s "$HEADRACE_URL/content-handbook/_count?pretty"
curl -s -H 'Content-Type: application/json' "$HEADRACE_URL/content-handbook/_search?filter_path=hits.hits._source.path&pretty" -d '{"query":{"match":{"body":"connector"}}}'
EOF

if [ -t 1 ]; then
  step "The server stays up until Ctrl-C"
  wait "$server"
fi

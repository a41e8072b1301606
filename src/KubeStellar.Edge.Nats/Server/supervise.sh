# Runs "$@" and ends it when standard input reaches its end: the pipe's other side is held by the hub alone, and the kernel closes it however the hub ends.
# A line "reload" on it has the server read its certificates again.
# The watcher outlives this shell, so that killing the shell leaves no server behind either.
exec 3<&0
if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
"$@" </dev/null 3<&- &
server=$!
(
  trap '' INT TERM HUP
  while read -r line; do [ "$line" = reload ] && kill -HUP "$server" 2>/dev/null; done <&3
  kill -TERM "$server" 2>/dev/null || exit 0
  left=$((GRACE * 10))
  while [ "$left" -gt 0 ] && kill -0 "$server" 2>/dev/null; do left=$((left - 1)); sleep 0.1; done
  kill -KILL "$server" 2>/dev/null
) &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"

# Sourced by tests that run the program against a real server.
#   TALLYSTICK          the program (default build/tallystick)
#   TALLYSTICK_SHARED   where sample data from outside the clone lies (default ../shared)
#   TALLYSTICK_CLUSTER  the private cluster's name (default test)
top=$(cd "$(dirname "$0")/../.." && pwd -P)
program=${TALLYSTICK:-$top/build/tallystick}
case $program in /*) ;; *) program=$top/$program ;; esac
shared=${TALLYSTICK_SHARED:-$top/../shared}
export LC_ALL=C TZ=UTC PGOPTIONS='-c client_min_messages=warning'
# A child of a leak-checked program that is traced or killed has no say about leaks.
export ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"

passed=0 failed=0 skipped=0

pass() {
    passed=$((passed + 1))
}
fail() { # what was expected and what was seen
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$*"
}
skip() {
    skipped=$((skipped + 1))
    printf 'skipped %s\n' "$*"
}
# The closing line of every part of the tests; ops/test adds them up.
closing_line() {
    if [ "$skipped" -gt 0 ]; then
        printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
    else
        printf '%d passed, %d failed\n' $passed $failed
    fi
    [ "$failed" -eq 0 ]
}

need_program() {
    [ -x "$program" ] || {
        echo "$program is not there: run make" >&2
        exit 69
    }
}

server=$("$top/ops/cluster" start "${TALLYSTICK_CLUSTER:-test}") || exit 69
# A new, empty database NAME; prints its conninfo.
fresh_database() {
    psql -qX "$server" -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" -c "CREATE DATABASE $1" \
        >/dev/null || exit 69
    printf '%s\n' "${server% dbname=*} dbname=$1"
}

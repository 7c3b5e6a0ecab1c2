#!/bin/sh
# Fetches this period's evidence pack, verifies it against the checkpoint of the last run, and keeps the new one.
#
#     GRANTEX_API_KEY=… examples/ci/verify-pack.sh FOLDER
#
# FOLDER is kept from run to run, where the server's operators can't write. The exit status is that of the verification:
# 0 intact, 1 broken, 2 it could not run or read, 3 inconclusive or not anchored.
set -u
folder=$1
checkpoint=$folder/checkpoint.json
pack=$folder/pack.json
command=${GRANTEX_COMPLIANCE:-npx --no-install grantex-compliance}
mkdir -p "$folder"

$command fetch --framework soc2 --out "$pack" --quiet || exit $?

if [ -f "$checkpoint" ]; then
  $command verify "$pack" --since none --until none --framework soc2 --checkpoint "$checkpoint" --require-anchored --save-checkpoint "$checkpoint.new"
else
  # The first run has nothing to be anchored in.
  $command verify "$pack" --since none --until none --framework soc2 --save-checkpoint "$checkpoint.new"
fi
status=$?

case $status in
  0) mv "$checkpoint.new" "$checkpoint" ;;
  1) echo "the log was changed: keep $pack, and look at its findings" >&2 ;;
  2) echo "nothing was verified" >&2 ;;
  3) echo "not established: see the report above" >&2 ;;
esac
exit $status

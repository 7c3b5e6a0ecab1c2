"""Verifies an audit log of any size with Dask: each block of the file by itself, then one report on all of it.

    pip install -r requirements.txt
    python verify_log.py log.jsonl --block 64MiB -- --since none --until none --agent-id none --status none

The log holds one entry a line. It may lie wherever Dask reads from (`s3://…` with the package `s3fs`, for instance), and the
blocks may be verified by any of Dask's schedulers: with a cluster's client, by the machines of that cluster, if they have
the command. What stands after `--` are the options of `merge`; its exit status is that of this script.
"""

import argparse
import shlex
import subprocess
import sys

import dask
from dask.bytes import read_bytes

# Those by which single entries are verified: run and merge must be told the same.
OF_ENTRIES = {"--checkpoint", "--developer", "--agent-id", "--status"}


def run(command: list[str], options: list[str], number: int, block: bytes) -> bytes:
    """Makes one line of a block of the log."""
    words = [*command, "run", "--index", str(number), *options]
    return subprocess.run(words, input=block, stdout=subprocess.PIPE, check=True).stdout


def merge(command: list[str], options: list[str], lines: tuple[bytes, ...]) -> int:
    """Folds the lines into a report, which is printed; gives the exit status."""
    words = [*command, "merge", "--pieces", str(len(lines)), *options]
    return subprocess.run(words, input=b"".join(lines), check=False).returncode


def of_entries(options: list[str]) -> list[str]:
    """Of options in the form `--name value`, those that `run` must be told, too."""
    pairs = zip(options, options[1:])
    return [word for name, value in pairs if name in OF_ENTRIES for word in (name, value)]


def main() -> int:
    words = sys.argv[1:]
    ours = words.index("--") if "--" in words else len(words)
    options = words[ours + 1 :]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="After -- come the options of `merge`.")
    parser.add_argument("log", help="file or address of a log with one entry a line")
    parser.add_argument("--block", default="64MiB", help="how much is verified at once")
    parser.add_argument("--command", default="grantex-compliance", help="how the command is started")
    asked = parser.parse_args(words[:ours])
    command = shlex.split(asked.command)

    _, [blocks] = read_bytes(asked.log, delimiter=b"\n", blocksize=asked.block, sample=False)
    lines = [dask.delayed(run)(command, of_entries(options), number, block) for number, block in enumerate(blocks)]
    # Threads: the work is done by processes of its own.
    return merge(command, options, dask.compute(*lines, scheduler="threads"))


if __name__ == "__main__":
    sys.exit(main())

"""Runs a command and writes its peak memory and exit code, as JSON, to a file descriptor: launcher.py FD COMMAND ...

Linux counts the memory of a process before exec into its ru_maxrss. A large parent would thus lend its own size to
every command it starts, so this small one starts them (python -I -S).
"""

import json
import os
import sys

UNIT = 1024 if sys.platform.startswith("linux") else 1024**2   # ru_maxrss to MB


def main():
    channel, command = int(sys.argv[1]), sys.argv[2:]
    os.set_inheritable(channel, False)
    child = os.fork()
    if child == 0:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            os.write(2, f"{command[0]}: {error}\n".encode())
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    with os.fdopen(channel, "w") as stream:
        json.dump({"peak_mb": usage.ru_maxrss / UNIT, "code": os.waitstatus_to_exitcode(status)}, stream)


if __name__ == "__main__":
    main()

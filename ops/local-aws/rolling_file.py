"""A file of lines that keeps its newest ones: beyond its size it becomes NAME.1, and a new one begins."""

import os
import threading

MOST_BYTES = 25 * 2**20


class RollingFile:
    def __init__(self, path, most_bytes=MOST_BYTES):
        self.path = path
        self.most_bytes = most_bytes
        self.lock = threading.Lock()
        self.file = self.opened()

    def opened(self):
        return open(self.path, "a", encoding="utf-8", buffering=1)

    def write_line(self, line):
        with self.lock:
            self.file.write(line + "\n")
            if self.file.tell() < self.most_bytes:
                return
            self.file.close()
            os.replace(self.path, self.path + ".1")
            self.file = self.opened()

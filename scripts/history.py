"""A stream for `git fast-import`: COMMITS commits of the files named on standard input (bench-history's helper)."""

import random
import sys


def main():
    commits = int(sys.argv[1])
    files = [line.rstrip("\n") for line in sys.stdin]
    dice = random.Random(7)
    out = sys.stdout.buffer
    halves = []
    present = []
    at = 0
    branches = ["main", "main", "main", "side", "topic"]
    tips = {}

    def data(content):
        out.write(b"data %d\n" % len(content) + content + b"\n")

    for mark in range(1, commits + 1):
        branch = dice.choice(branches)
        out.write(b"commit refs/heads/%s\nmark :%d\n" % (branch.encode(), mark))
        out.write(b"committer A <a@example.com> %d +0000\n" % (1700000000 + mark))
        data(b"commit %d" % mark)
        if branch not in tips and tips:
            out.write(b"from :%d\n" % tips["main" if "main" in tips else next(iter(tips))])
        elif branch in tips:
            out.write(b"from :%d\n" % tips[branch])
            other = dice.choice(list(tips))
            if mark % 25 == 0 and other != branch:
                out.write(b"merge :%d\n" % tips[other])
        tips[branch] = mark
        for _ in range(dice.randint(1, 3)):
            kind = dice.random()
            if kind < 0.45 and halves:
                path, content = halves.pop(dice.randrange(len(halves)))
            elif kind < 0.5 and present:
                path = present.pop(dice.randrange(len(present)))
                out.write(b'D "%s"\n' % path)
                continue
            else:
                name = files[at % len(files)]
                at += 1
                with open(name, "rb") as file:
                    content = file.read()
                path = b"/".join(name.encode().split(b"/")[-4:]).replace(b"\\", b"_").replace(b'"', b"_")
                path += b"" if at <= len(files) else b".%d" % (at // len(files))
                present.append(path)
                lines = content.splitlines(True)
                halves.append((path, content))
                content = b"".join(lines[: len(lines) // 2])
            out.write(b'M 100644 inline "%s"\n' % path)
            data(content)
        out.write(b"\n")


main()

"""A peer's side of the conversation, as in protocol.mjs: one JSON object per line, one per line back."""
import json
import os
import resource
import sys
import time

# Steps are timed in blocks of about this length, each ended by waiting for what was queued.
BLOCK_SECONDS = 0.05


def turn(play, seconds):
    """Plays blocks until the time is over. play(count) returns when that many steps are done."""
    began = time.perf_counter()
    steps, block, elapsed = 0, 1, 0.0
    while elapsed < seconds:
        play(block)
        steps += block
        elapsed = time.perf_counter() - began
        block = max(1, int(steps / elapsed * min(BLOCK_SECONDS, max(0.0, seconds - elapsed))))
    return {"steps": steps, "seconds": elapsed}


def peak_bytes():
    """The most memory that this process has held."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def serve(prepare, further={}):
    """Serves a peer: prepare(workload) gives (losses of the first step, versions, play); further has other answers by name."""
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    play = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if message["do"] == "prepare":
                losses, versions, play = prepare(message["workload"])
                answer = {"losses": losses, "versions": versions}
            elif message["do"] in further:
                answer = further[message["do"]](message)
            elif message["do"] == "run":
                answer = turn(play, message["seconds"])
            else:
                answer = {"peakBytes": peak_bytes()}
        except Exception as error:  # said to whoever asked, who shows it
            answer = {"failed": (str(error) or type(error).__name__).splitlines()[0]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if message["do"] == "end":
            break

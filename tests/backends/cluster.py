"""A standalone Spark cluster on this machine: a master and workers, each a process group of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ENGINE = Path(__file__).parents[2] / "engine"
HERE = "127.0.0.1"
PATIENCE = 120


def lacking() -> str | None:
    """Why there can be no cluster here, or None."""
    for module in ("pyspark", "pyarrow", "pandas"):
        if find_spec(module) is None:
            return f"{module} is not installed: make test-spark"
    return None if shutil.which("java") else "there is no Java: Debian has openjdk-17-jre-headless"


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HERE, 0))
        return int(one.getsockname()[1])


@dataclass
class Cluster:
    """Ends with `stop`."""

    folder: Path
    port: int = field(default_factory=free_port)
    web: int = field(default_factory=free_port)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    master: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"spark://{HERE}:{self.port}"

    def start(self, workers: int) -> None:
        named = ("--host", HERE, "--port", str(self.port), "--webui-port", str(self.web))
        self.master = self._run("master", "org.apache.spark.deploy.master.Master", *named)
        self._wait(0)
        for _ in range(workers):
            self.add_worker(wait=False)
        self._wait(workers)

    def add_worker(self, *, wait: bool = True) -> None:
        name = f"worker-{len(self.workers)}"
        more = ("--cores", "1", "--memory", "900m", "--work-dir", str(self.folder / name), self.url)
        ports = ("--port", "0", "--webui-port", "0")
        done = self._run(name, "org.apache.spark.deploy.worker.Worker", "--host", HERE, *ports, *more)
        self.workers.append(done)
        if wait:
            self._wait(self.alive() + 1)

    def alive(self) -> int:
        return int(self.state()["aliveworkers"])

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://{HERE}:{self.web}/json/", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def kill_worker(self, at: int) -> None:
        """Kill a worker and what it started, so that nothing of it can say goodbye."""
        os.killpg(self.workers[at].pid, signal.SIGKILL)
        self.workers[at].wait()

    def stop(self) -> None:
        for process in [*self.workers, *([self.master] if self.master else [])]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        import pyspark

        home = Path(pyspark.__file__).parent
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": HERE,
            "SPARK_DAEMON_MEMORY": "256m",
            "PYSPARK_PYTHON": sys.executable,
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [str(home / "bin" / "spark-class"), *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, workers: int) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with contextlib.suppress(OSError):
                if self.alive() >= workers:
                    return
            time.sleep(0.2)
        logs = "\n".join(path.read_text()[-2000:] for path in sorted(self.folder.glob("*.log")))
        raise TimeoutError(f"the cluster did not start\n{logs}")


def settings(**more: str) -> dict[str, str]:
    """What a session is begun with, as Spark calls it."""
    return {
        "spark.driver.host": HERE,
        "spark.driver.bindAddress": HERE,
        "spark.executor.memory": "512m",
        "spark.executorEnv.PYTHONPATH": str(ENGINE),
        "spark.pyspark.python": sys.executable,
        "spark.ui.enabled": "false",
        # A part of each file, and no small files put together, so that there are many parts.
        "spark.sql.files.maxPartitionBytes": "1m",
        "spark.sql.files.openCostInBytes": "1m",
        "spark.sql.shuffle.partitions": "2",
        **more,
    }

"""The way into the server: what must be set before Rasa and TensorFlow are imported, and then everything else."""

from __future__ import annotations

import os

from signpost.plugins import quiet_logging
from signpost.plugins.listening import bound_socket

ENVIRONMENT = {
    # Rasa's switch; without it a machine-wide file decides, and its absence means yes.
    "RASA_TELEMETRY_ENABLED": "false",
    # TensorFlow tells of processors and graphic cards that are of no concern here.
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # One message is read by one processor: two take as long together, and would serve half as many people.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


def serve(
    host: str = "127.0.0.1",
    port: int = 5005,
    model_dir: str = "models",
    endpoints: str = "endpoints.yml",
    credentials: str = "credentials.yml",
) -> None:
    """Serve the assistant until Ctrl-C or SIGTERM.

    Args:
        host: the address to listen at.
        port: the port to listen at; 0 for any that is free.
        model_dir: the folder of the trained models; the newest is used.
        endpoints: the file that names the tracker store.
        credentials: the file that names the channel.

    Raises:
        SignpostError: if it cannot serve, with what was found and what to do.
    """
    os.environ.update(ENVIRONMENT)
    formatter = quiet_logging.configure()
    sock = bound_socket(host, port)
    try:
        # Imported here because importing Rasa takes seconds, reads the environment and writes to the log.
        from signpost.plugins import server_run

        server_run.run(sock, model_dir, endpoints, credentials, formatter)
    except KeyboardInterrupt:
        # Pressed before the server took over the signals: nothing has started yet, so there is nothing to say.
        return
    finally:
        sock.close()

"""The floor of `serving.py`: a bare ASGI server around a LightGBM model, as a careful person writes it by hand.

    python bench/floor_serving.py MODEL.txt PORT_FILE

One worker of uvicorn, no framework, the library's own interface for single rows, JSON in and out. It checks nothing,
decides nothing, keeps nothing.
"""

import ctypes
import sys
from pathlib import Path

import lightgbm
import numpy as np
import orjson
import uvicorn


class Model:
    """A booster that is asked about one row at a time, through two buffers."""

    def __init__(self, path: str) -> None:
        self.booster = lightgbm.Booster(model_file=path)
        self.names = self.booster.feature_name()
        self.row, self.answer = np.empty(len(self.names)), np.empty(1)
        library, config = lightgbm.basic._LIB, ctypes.c_void_p()  # noqa: SLF001 - the package offers no other way
        library.LGBM_BoosterPredictForMatSingleRowFastInit(
            self.booster._handle,  # noqa: SLF001
            *map(ctypes.c_int, (0, 0, -1, 1)),
            ctypes.c_int32(len(self.names)),
            ctypes.c_char_p(b"num_threads=1"),
            ctypes.byref(config),
        )
        self.arguments = (
            config,
            ctypes.c_void_p(self.row.ctypes.data),
            ctypes.byref(ctypes.c_int64()),
            ctypes.c_void_p(self.answer.ctypes.data),
        )
        self.predict = library.LGBM_BoosterPredictForMatSingleRowFast

    def __call__(self, document: dict) -> float:
        """Ask about one row."""
        self.row[:] = [document[name] for name in self.names]
        self.predict(*self.arguments)
        return float(self.answer[0])


MODEL = Model(sys.argv[1])


async def app(_scope, receive, send):
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    answer = orjson.dumps({"probability": MODEL(orjson.loads(body))})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


config = uvicorn.Config(
    app, port=0, http="httptools", loop="uvloop", ws="none", lifespan="off", access_log=False, log_config=None
)
listener = config.bind_socket()
listener.listen(2048)
Path(sys.argv[2]).write_text(str(listener.getsockname()[1]))
uvicorn.Server(config).run([listener])

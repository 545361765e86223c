"""A line to a server that a test holds, cuts and mends: what a program makes of a network that breaks at a known place."""

import socket
import threading

PIECE = 65536


class Line:
    """Forwards to 127.0.0.1:`port`. Bytes from the server pass until a connection has brought `hold_after` of them, then it is held."""

    def __init__(self, port):
        self.held = threading.Event()
        self._hold_after, self._is_cut = None, False
        self._open = threading.Event()
        self._open.set()
        self._target, self._lock, self._sockets = int(port), threading.Lock(), set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self):
        return self._listener.getsockname()[1]

    def hold_after(self, size):
        """From now on; `held` tells when one connection is."""
        self._open.clear()
        self.held.clear()
        self._hold_after = size

    def release(self):
        """Whatever is held goes on, and nothing is held any more."""
        self._hold_after = None
        self._open.set()

    def cut(self):
        """All connections break, and new ones too, until mend()."""
        with self._lock:
            self._is_cut = True
            sockets = list(self._sockets)
        for each in sockets:
            self._end(each)
        self.release()

    def mend(self):
        self._is_cut = False

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        try:
            far = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            near.close()
            return
        with self._lock:
            self._sockets |= {near, far}
            is_cut = self._is_cut
        if is_cut:
            return self._end(near), self._end(far)
        threading.Thread(target=self._pass_on, args=(near, far, False), daemon=True).start()
        self._pass_on(far, near, True)

    def _pass_on(self, source, target, is_from_server):
        passed = 0
        try:
            while piece := source.recv(PIECE):
                passed += len(piece)
                if is_from_server and self._hold_after is not None and passed > self._hold_after:
                    self.held.set()
                    self._open.wait()
                target.sendall(piece)
        except OSError:
            pass
        self._end(source)
        self._end(target)

    def _end(self, each):
        with self._lock:
            self._sockets.discard(each)
        try:
            each.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        self.cut()

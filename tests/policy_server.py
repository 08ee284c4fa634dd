# SPDX-License-Identifier: BSD-2-Clause
"""An HTTPS server that misbehaves as no real one can be told to: policy_server.py CERTIFICATE KEY LOG.

Prints its port, then answers for ever, each connection in a thread.  Which answer comes is said by the first label behind
"mta-sts." of the name that the client asks for in its TLS hello, or by the port: the four behind the first one are
silent, close at once, speak plain HTTP, and note in LOG that somebody connected.  What is asked by HTTP goes to LOG.
"""
import gzip
import itertools
import socket
import ssl
import sys
import threading
import time

POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 604800\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CLOSE = b"Connection: close\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(POLICY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def slowly(pieces, seconds=0.05):
    for piece in pieces:
        time.sleep(seconds)
        yield piece


# The octets, or what yields them one after another.
ANSWERS = {
    "plain": lambda: HEAD + LENGTH + CLOSE + POLICY,
    "chunked": lambda: HEAD + CHUNKED + CLOSE + b"".join(chunk(POLICY[i:i + 1]) for i in range(len(POLICY))) + b"0\r\n\r\n",
    "trailer": lambda: HEAD + CHUNKED + CLOSE + chunk(POLICY) + b"0\r\nContent-Type: text/html\r\nX: y\r\n\r\n",
    "interim": lambda: b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\n\r\n"
    + HEAD + LENGTH + CLOSE + POLICY,
    "upper": lambda: b"HTTP/1.1 200 OK\r\nCONTENT-TYPE:TEXT/Plain ;charset=x\r\n" + LENGTH + CLOSE + POLICY,
    "identity": lambda: HEAD + b"Content-Encoding: Identity\r\n" + LENGTH + CLOSE + POLICY,
    "cookies": lambda: HEAD + b"Set-Cookie: a=b\r\nAlt-Svc: h2=\":1\"\r\nStrict-Transport-Security: max-age=9\r\n" + LENGTH + CLOSE
    + POLICY,
    "twotypes": lambda: HEAD + b"Content-Type: text/html\r\n" + LENGTH + CLOSE + POLICY,
    "notype": lambda: b"HTTP/1.1 200 OK\r\n" + LENGTH + CLOSE + POLICY,
    "longtype": lambda: b"HTTP/1.1 200 OK\r\nContent-Type: text/plainer;" + b"x" * 300 + b"\r\n" + LENGTH + CLOSE + POLICY,
    "encoded": lambda: HEAD + b"Content-Encoding: gzip\r\n" + CLOSE + gzip.compress(POLICY),
    "hostile": lambda: b"HTTP/1.1 302 Found\r\nLocation: https://\x1b[2J\xff\xc2\x9b31m/" + b"a" * 400
    + b"\r\nContent-Length: 0\r\n" + CLOSE,
    "unmoved": lambda: b"HTTP/1.1 304 Not Modified\r\n" + CLOSE,
    "nothing": lambda: b"HTTP/1.1 204 No Content\r\n" + CLOSE,
    "unauthorized": lambda: b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 1\r\n" + CLOSE
    + b"x",
    "slowerror": lambda: itertools.chain([b"HTTP/1.1 503 Busy\r\nContent-Length: 99999\r\n" + CLOSE],
                                         slowly(itertools.repeat(b"x"))),
    "short": lambda: HEAD + b"Content-Length: 9999\r\n" + CLOSE + POLICY,
    "cutchunk": lambda: HEAD + CHUNKED + CLOSE + b"ffff\r\n" + POLICY,
    "badchunk": lambda: HEAD + CHUNKED + CLOSE + b"zz\r\n" + POLICY,
    "silentend": lambda: b"",
    "http09": lambda: POLICY,
    "garbage": lambda: b"HTTP/1.1 OK\r\n\r\n" + POLICY,
    "bighead": lambda: HEAD + b"X: " + b"x" * 66000 + b"\r\n" + LENGTH + CLOSE + POLICY,
    "manyheads": lambda: HEAD + b"X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n" * 2100 + LENGTH + CLOSE + POLICY,
    "manyinterim": lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "endless": lambda: itertools.chain([HEAD + CHUNKED + CLOSE], itertools.repeat(chunk(b"mx: a.example.net\r\n" * 400))),
    "bomb": lambda: HEAD + b"Transfer-Encoding: gzip, chunked\r\n" + CLOSE + chunk(gzip.compress(b"x" * 100000000)) + b"0\r\n\r\n",
    "drip": lambda: itertools.chain([HEAD + CHUNKED + CLOSE], slowly(itertools.repeat(chunk(b"x")))),
    "driphead": lambda: itertools.chain([HEAD], slowly(itertools.repeat(b"X: y\r\n"))),
}

lock = threading.Lock()


def note(text):
    with lock, open(sys.argv[3], "ab") as log:
        log.write(text)


def read_request(connection):
    request = b""
    while b"\r\n\r\n" not in request:
        data = connection.recv(4096)
        if not data:
            break
        request += data
    return request


def talk(connection, context):
    with context.wrap_socket(connection, server_side=True) as stream:
        name = getattr(stream, "asked", "")
        note(b"name " + name.encode() + b"\r\n" + read_request(stream))
        answer = ANSWERS[name.split(".")[1]]()
        for piece in [answer] if isinstance(answer, bytes) else answer:
            stream.sendall(piece)
        # An answer without its length ends with the alert close_notify.
        stream.unwrap()


def remember_name(stream, name, _context):
    stream.asked = name or ""


def serve(listener, handle):
    def one(connection):
        try:
            with connection:
                handle(connection)
        except (OSError, KeyError, IndexError, ValueError):
            pass

    while True:
        threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.sni_callback = remember_name
    handlers = [
        lambda connection: talk(connection, context),
        lambda connection: time.sleep(3600),
        lambda connection: None,
        lambda connection: (connection.recv(4096), connection.sendall(HEAD + LENGTH + CLOSE + POLICY)),
        lambda connection: note(b"connected to the proxy\r\n"),
    ]
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in handlers]
    threads = [threading.Thread(target=serve, args=pair) for pair in zip(listeners, handlers)]
    for thread in threads:
        thread.start()
    print(*(listener.getsockname()[1] for listener in listeners), flush=True)


main()

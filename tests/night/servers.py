"""Servers for the tests of fetching: each listens on a free port of the loopback and prints it.

  https CERT KEY FOLDER   files below FOLDER by HTTPS; what the first part of a path asks for:
                          /cut/NAME      twice ends the connection after half of what is left
                          /whole/NAME    knows no ranges, and is cut once
                          /plain/NAME    as it is, HEAD and ranges too
                          /blind/NAME    no HEAD, no length, no date
                          /login/NAME    for user "kent", password "s3cret word"
                          /away/NAME     redirects to /plain/NAME
                          /busy/NAME     503 twice
  cut PORT BYTES TIMES    passes on to PORT, and ends the first TIMES connections after BYTES
  stall PORT BYTES TIMES  the same, but does not end them
  mute                    takes connections and says nothing
"""
import base64
import email.utils
import http.server
import os
import socket
import ssl
import sys
import threading

seen = {}


def first_times(path, times):
    seen[path] = seen.get(path, 0) + 1
    return seen[path] <= times


class Files(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def refuse(self, code, *headers):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def answer(self, has_body):
        way, _, name = self.path.split("?")[0].lstrip("/").partition("/")
        path = os.path.join(self.server.folder, os.path.basename(name))
        if not os.path.isfile(path):
            return self.refuse(404)
        if way == "away":
            return self.refuse(302, ("Location", "/plain/" + name))
        if way == "busy" and has_body and first_times(self.path, 2):
            return self.refuse(503)
        wanted = "Basic " + base64.b64encode(b"kent:s3cret word").decode()
        if way == "login" and self.headers.get("Authorization") != wanted:
            return self.refuse(401, ("WWW-Authenticate", "Basic"))
        with open(path, "rb") as file:
            content = file.read()
        if way == "blind":
            return self.blind(content, has_body)
        start = self.start_of_range(way)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Last-Modified", email.utils.formatdate(os.stat(path).st_mtime, usegmt=True))
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if has_body:
            self.send_body(way, content[start:])

    def start_of_range(self, way):
        asked = self.headers.get("Range")
        return int(asked[len("bytes="):].split("-")[0]) if asked and way != "whole" else 0

    def send_body(self, way, content):
        if (way == "cut" and first_times(self.path, 2)) or (way == "whole" and first_times(self.path, 1)):
            content = content[: len(content) // 2]
            self.close_connection = True
        self.wfile.write(content)
        self.wfile.flush()

    def blind(self, content, has_body):
        if not has_body:
            return self.refuse(405)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content))


def https(certificate, key, folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.folder = folder
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def listen():
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    return listener


def pass_on(source, target, left, stalls=False):
    while left is None or left > 0:
        try:
            data = source.recv(65536 if left is None else min(65536, left))
        except OSError:
            break
        if not data:
            break
        target.sendall(data)
        left = None if left is None else left - len(data)
    if stalls and left == 0:
        return
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def cut(port, count, times, stalls=False):
    listener, connections = listen(), 0
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", int(port)))
        connections += 1
        left = int(count) if connections <= int(times) else None
        threading.Thread(target=pass_on, args=(client, server, None), daemon=True).start()
        threading.Thread(target=pass_on, args=(server, client, left, stalls), daemon=True).start()


def stall(port, count, times):
    cut(port, count, times, True)


def mute():
    listener, held = listen(), []
    while True:
        held.append(listener.accept())


{"https": https, "cut": cut, "stall": stall, "mute": mute}[sys.argv[1]](*sys.argv[2:])

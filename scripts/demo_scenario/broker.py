"""A real TCP server for the demo: answers every connection with the address that it was reached at."""
import socketserver
import sys


class Answer(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall((self.request.getsockname()[0] + "\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 128
    daemon_threads = True


Server((sys.argv[1], int(sys.argv[2])), Answer).serve_forever()

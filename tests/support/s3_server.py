"""A server that speaks S3, with one bucket: ``s3_server BUCKET``; says its address, then serves."""

import sys

import httpx
from moto.server import ThreadedMotoServer

from tests.support.say import say

server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
httpx.put(f"{address}/{sys.argv[1]}").raise_for_status()
say(address)
sys.stdin.readline()

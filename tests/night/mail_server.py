"""A mail server for tests, on a free port of the loopback, which it prints: aiosmtpd, Debian's python3-aiosmtpd.

  FOLDER [CERT KEY]    what it takes becomes FOLDER/NUMBER.eml, envelope first; with a certificate it
                       wants STARTTLS, and user "kent" with password "s3cret word"

What FOLDER/behave says, a word: `later` 451 to every message, `refuse` 550 to every recipient, `silent` takes
a message and never answers, `hang up` closes the connection instead of an answer, `shut` 421 at DATA.
"""
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
count = sum(name.endswith(".eml") for name in os.listdir(folder))


def behaviour():
    try:
        with open(os.path.join(folder, "behave"), encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if behaviour() == "refuse":
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global count
        how = behaviour()
        if how == "later":
            return "451 not now"
        if how == "shut":
            return "421 closing"
        count += 1
        with open(os.path.join(folder, f"{count}.eml"), "wb") as file:
            file.write(f"MAIL {envelope.mail_from}\nRCPT {' '.join(envelope.rcpt_tos)}\n".encode())
            file.write(envelope.original_content)
        if how == "silent":
            await asyncio.sleep(3600)
        if how == "hang up":
            server.transport.abort()
        return "250 OK"


def check_login(server, session, envelope, mechanism, data):
    is_ours = data.login == b"kent" and data.password == b"s3cret word"
    return AuthResult(success=is_ours, handled=False)


async def main():
    extra = {}
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        extra = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": check_login}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="localhost", loop=loop, **extra), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())

"""Digest access authentication as a server sees it: RFC 7616, and nothing of RFC 2069.

Run by itself, it checks the examples of RFC 7616 §3.9.1, and the one of SHA-512/256 in NIST's
collection, since that of RFC 7616 §3.9.2 is wrong (errata).
"""

import hashlib
import re
import secrets

ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
BARE = {"algorithm", "qop", "nc"}


class Violation(Exception):
    """The client sent what RFC 7616 does not allow."""


def digest(algorithm, text):
    return hashlib.new(ALGORITHMS[algorithm.removesuffix("-sess")], text.encode()).hexdigest()


def answer(algorithm, user, realm, password, nonce, nc, cnonce, method, uri):
    """The `response` of RFC 7616 §3.4.1 for qop=auth."""
    secret = digest(algorithm, f"{user}:{realm}:{password}")
    if algorithm.endswith("-sess"):
        secret = digest(algorithm, f"{secret}:{nonce}:{cnonce}")
    request = digest(algorithm, f"{method}:{uri}")
    return digest(algorithm, f"{secret}:{nonce}:{nc}:{cnonce}:auth:{request}")


def parse(credentials):
    """The parameters of `Digest a="b", c=d`; those of BARE must have no quotes (§3.4)."""
    scheme, _, rest = credentials.partition(" ")
    parameters = {}
    while rest := rest.strip(" ,"):
        found = re.match(r'([A-Za-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))(?:\s*,|\s*$)', rest)
        if scheme != "Digest" or not found:
            raise Violation(f"credentials that cannot be read: {credentials}")
        name, quoted, bare = found.groups()
        if name in parameters or (name in BARE) != (quoted is None):
            raise Violation(f"{name} in {credentials}")
        parameters[name] = re.sub(r"\\(.)", r"\1", quoted) if bare is None else bare
        rest = rest[found.end() :]
    return parameters


class Keeper:
    """Gives out nonces, and knows who may come in."""

    def __init__(self, user, password, realm='the "realm"'):
        self.user, self.password, self.realm = user, password, realm
        self.opaque = secrets.token_hex(8)
        self.nonces = {}

    def challenge(self, algorithm, stale=False):
        nonce = secrets.token_urlsafe(16)
        self.nonces[nonce] = [algorithm, 0]
        realm = self.realm.replace('"', r"\"")
        return (
            f'Digest realm="{realm}", qop="auth-int, auth", nonce="{nonce}", opaque="{self.opaque}", '
            f"algorithm={algorithm}, stale={'true' if stale else 'false'}"
        )

    def admits(self, credentials, method, uri):
        """Whether the password is right. Everything else must be right anyway."""
        given = parse(credentials)
        algorithm, uses = self.nonces.get(given.get("nonce"), (None, 0))
        nc = f"{uses + 1:08x}"
        expected = {
            "username": self.user,
            "realm": self.realm,
            "opaque": self.opaque,
            "uri": uri,
            "algorithm": algorithm,
            "qop": "auth",
            "nc": nc,
        }
        for name, value in expected.items():
            if given.get(name) != value:
                raise Violation(f"{name} is {given.get(name)!r}, not {value!r}, in {credentials}")
        if not given.get("cnonce"):
            raise Violation(f"no cnonce in {credentials}")
        self.nonces[given["nonce"]][1] += 1
        right = answer(
            algorithm, self.user, self.realm, self.password, given["nonce"], nc, given["cnonce"], method, uri
        )
        return given.get("response") == right


def main():
    user, realm, password = "Mufasa", "http-auth@example.org", "Circle of Life"
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    for algorithm, response in [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ]:
        seen = answer(algorithm, user, realm, password, nonce, "00000001", cnonce, "GET", "/dir/index.html")
        assert seen == response, f"{algorithm}: {seen}"
    seen = digest("SHA-512-256", "abc")
    assert seen == "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23", seen


if __name__ == "__main__":
    main()

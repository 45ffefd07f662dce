"""SimpleSAMLphp from Debian, served by PHP itself on a port of this machine.

It is set up from files of the test's own; nothing of the system's is read or written.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.providers import free_port, wait_for
from tests.providers.answers import Key

WWW = Path("/usr/share/simplesamlphp/www")

CONFIG = """<?php
$config = [
    'baseurlpath' => '{url}/',
    'certdir' => '{folder}/cert/', 'loggingdir' => '{folder}/log/', 'datadir' => '{folder}/data/',
    'tempdir' => '{folder}/tmp', 'metadatadir' => '{folder}/metadata',
    'secretsalt' => 'onlyfortests0123456789', 'auth.adminpassword' => 'only-for-tests-too',
    'technicalcontact_name' => 'Tests', 'technicalcontact_email' => 'na@example.org',
    'timezone' => 'UTC', 'logging.handler' => 'file', 'logging.level' => 7, 'debug' => [],
    'enable.saml20-idp' => true, 'store.type' => 'phpsession',
    'session.phpsession.savepath' => '{folder}/tmp', 'session.cookie.secure' => false,
    'session.phpsession.cookiename' => 'SimpleSAMLtest', 'session.cookie.samesite' => null,
    'module.enable' => ['core' => true, 'saml' => true, 'exampleauth' => true],
    'language.available' => ['en'], 'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile']],
];
"""
AUTHSOURCES = """<?php
$config = [
    'admin' => ['core:AdminPassword'],
    'staff' => ['exampleauth:UserPass',
        'amina:amina-password' => ['id' => ['u-1001'], 'employeeNumber' => ['E-1001']],
        'siti:siti-password' => ['id' => ['u-1002'], 'employeeNumber' => ['E-1002']],
    ],
];
"""
HOSTED = """<?php
$metadata['{url}/idp'] = [
    'host' => '__DEFAULT__', 'auth' => 'staff',
    'privatekey' => 'server.pem', 'certificate' => 'server.crt',
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'authproc' => [10 => [
        'class' => 'saml:AttributeNameID', 'attribute' => 'id',
        'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    ]],
];
"""
REMOTE = """<?php
$metadata['{entity_id}'] = [
    'AssertionConsumerService' => '{acs}',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'saml20.sign.assertion' => true, 'saml20.sign.response' => true,
];
"""


@dataclass
class SimpleSaml:
    url: str
    folder: Path

    def metadata(self) -> str:
        """The provider's own metadata, as an administrator would paste them."""
        with urlopen(f"{self.url}/saml2/idp/metadata.php", timeout=20) as answer:  # noqa: S310
            return answer.read().decode()

    def knows(self, *, entity_id: str, acs: str) -> None:
        """Tell it of us."""
        remote = self.folder / "metadata" / "saml20-sp-remote.php"
        remote.write_text(REMOTE.format(entity_id=entity_id, acs=acs))


@contextmanager
def simple_saml(folder: Path) -> Iterator[SimpleSaml]:
    url = f"http://127.0.0.1:{free_port()}"
    for name in ("cert", "log", "data", "tmp", "metadata"):
        (folder / name).mkdir(parents=True)
    key = Key.new()
    (folder / "cert" / "server.pem").write_bytes(key.pem)
    (folder / "cert" / "server.crt").write_bytes(key.certificate_pem)
    filled = {"{url}": url, "{folder}": str(folder)}
    for name, text in {
        "config.php": CONFIG,
        "authsources.php": AUTHSOURCES,
        "metadata/saml20-idp-hosted.php": HOSTED,
        "metadata/saml20-sp-remote.php": "<?php\n$metadata = [];\n",
    }.items():
        for mark, value in filled.items():
            text = text.replace(mark, value)
        (folder / name).write_text(text)
    server = subprocess.Popen(
        ["php", "-q", "-S", url.removeprefix("http://"), "-t", str(WWW)],  # noqa: S607
        env=os.environ | {"SIMPLESAMLPHP_CONFIG_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{url}/saml2/idp/metadata.php")
        yield SimpleSaml(url, folder)
    finally:
        server.terminate()
        server.wait(timeout=20)

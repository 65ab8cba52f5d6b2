"""What tests of downloads share: an archive, sessions that are logged in, files in it."""

import requests

from multiscale_fusion.core.earthdata.checksum import Checksum
from multiscale_fusion.core.earthdata.connection import Connection, Patience
from multiscale_fusion.core.earthdata.remote_file import RemoteFile

QUICK = Patience(attempts=4, first=0.01, longest=0.02, asked=5.0, connect=5.0, read=5.0)


def session_of(archive, token="right-token"):
    session = requests.Session()
    session.trust_env = False
    session.verify = str(archive.certificate)
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def connection_to(archive, *, token="right-token", patience=QUICK, stop=None, told=None):
    keywords = {} if stop is None else {"stop": stop}
    return Connection(session_of(archive, token), patience=patience, hosts=(f"localhost:{archive.port}",),
                      tell=(told if told is not None else []).append, **keywords)


def add_file(archive, name, content, checksum="SHA-256"):
    """A granule of one file, and that file as its metadata tells of it."""
    if not archive.catalogue.collections:
        archive.add_collection("HLSL30", "2.0")
    item = archive.add_granule("HLSL30", name.rpartition(".")[0], begin="2022-08-04T18:34:29Z",
                               files={name: content}, checksum=checksum)
    information = item["umm"]["DataGranule"]["ArchiveAndDistributionInformation"][0]
    stated = information.get("Checksum")
    return RemoteFile(archive.url(name), name, information["SizeInBytes"],
                      stated and Checksum(stated["Algorithm"], stated["Value"]))

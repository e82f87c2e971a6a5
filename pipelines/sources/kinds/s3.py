"""Deliveries in an S3-compatible object store: `s3://<bucket>/<root>/<dataset name>/<YYYY-MM-DD>/<files>`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipelines.settings import Night
from pipelines.sources import declarations
from pipelines.sources.connections import connection, variable
from pipelines.sources.declarations import Declared
from pipelines.sources.faults import SourceError
from pipelines.sources.offers import Listing
from pipelines.sources.remote_tree import RemoteTree, walk_server

CONNECT_SECONDS = 15
READ_SECONDS = 60
#: bytes asked for at once, and held
BLOCK_BYTES = 8 << 20


class Terms(declarations.TreeTerms):
    """Keys of an object store; its address and account stand in the connection (`endpoint_url`, `region_name`)."""

    kind: Literal["s3"]
    connection: str
    bucket: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    root: str = ""


def check(night: Night, declared: Declared) -> str | None:
    """Nothing beyond the keys."""
    return None


def offers(night: Night, declared: Declared) -> Listing:
    """Complete deliveries in the bucket up to the night's business date.

    Raises:
        SourceError: refused account, missing bucket or root.
        SourceUnreachableError: the store cannot be reached, or the connection broke.
    """
    terms = declared.terms
    assert isinstance(terms, Terms)
    store = connection(terms.connection)
    if not store.login or not store.password:
        raise SourceError(
            f"source {declared.name}: {variable(store.name)} must hold access key and secret key (login and password)"
        )
    import aiohttp
    from botocore import exceptions
    from s3fs import S3FileSystem

    files = S3FileSystem(
        key=store.login,
        secret=store.password,
        endpoint_url=store.options.get("endpoint_url"),
        client_kwargs={"region_name": store.options.get("region_name", "us-east-1")},
        config_kwargs={
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": READ_SECONDS,
            "retries": {"max_attempts": 3},
            # stores of one's own rarely have a host name per bucket
            "s3": {"addressing_style": "path" if "endpoint_url" in store.options else "auto"},
        },
        default_block_size=BLOCK_BYTES,
        default_fill_cache=False,
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    lost = (
        aiohttp.ClientError,
        exceptions.HTTPClientError,
        exceptions.EndpointConnectionError,
        exceptions.IncompleteReadError,
        exceptions.ResponseStreamingError,
    )
    root = f"{terms.bucket}/{terms.root.strip('/')}".rstrip("/")
    tree = RemoteTree(
        declared.name, files, root, lambda seen: f"{seen['size']}-{seen['ETag']}-{seen.get('LastModified')}", lost
    )
    return walk_server(night, declared, tree)

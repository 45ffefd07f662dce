"""A Redis that several test processes share: each empties what is its own."""

from django.core.cache.backends.redis import RedisCache


class OwnRedisCache(RedisCache):
    """Django's `clear` empties the whole database, and with it what another process is counting."""

    def clear(self) -> bool:
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(f"{self.key_prefix}:*", count=1000):
            client.delete(key)
        return True

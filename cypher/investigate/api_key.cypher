// Who holds the key to the service that has this id, and may it still be used?
//
// $id  string  the id, which is part of the secret
MATCH (key:ApiKey {key: $id})
RETURN key.key AS id, key.name AS name, key.role AS role, key.secret_sha256 AS secret_sha256,
  key.created_at AS created_at, key.expires_at AS expires_at, key.revoked_at AS revoked_at

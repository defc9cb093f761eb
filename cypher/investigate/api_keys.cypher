// Which keys to the service were ever made, the oldest first?
//
// scans: keys are few
MATCH (key:ApiKey)
RETURN key.key AS id, key.name AS name, key.role AS role, key.secret_sha256 AS secret_sha256,
  key.created_at AS created_at, key.expires_at AS expires_at, key.revoked_at AS revoked_at
ORDER BY created_at, id

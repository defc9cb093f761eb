// Which batches does the ledger remember, the latest first?
//
// scans: batches are few
MATCH (change:Change)
RETURN change.key AS key, change.begun_at AS begun_at, change.ended IS NOT NULL AS whole,
  coalesce(size(change.posts) + size(change.urls) + size(change.texts) + size(change.actors)
    + size(change.named), 0) AS keys
ORDER BY change.begun DESC

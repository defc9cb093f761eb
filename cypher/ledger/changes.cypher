// Which batches have changed facts since, or are about to, and whose acts may be others now?
//
// $after  integer  the changes of the state that is known
// scans: batches are few
MATCH (change:Change) WHERE change.ended IS NULL OR change.ended > $after
RETURN change.begun AS begun, change.begun_after AS begun_after, change.ended AS ended,
  change.ended_after AS ended_after, change.posts AS posts, change.urls AS urls,
  change.texts AS texts, change.actors AS actors, change.named AS named
ORDER BY begun

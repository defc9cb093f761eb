// Who went by which handle, from when until when?
//
// Accounts that are known by their handle only are left out: they may be one of the others.
//
// $sets  list of strings  sets to read; a fact counts when one of them asserts it
// scans: every handle is read
MATCH (handle:Handle)<-[used:USED_HANDLE]-(actor:Account)
WHERE any(name IN used.sets WHERE name IN $sets) AND NOT actor.key CONTAINS ':@'
RETURN actor.key AS actor, head(labels(actor)) AS label, handle.key AS handle,
  used.first_seen.epochSeconds AS first_seen, used.last_seen.epochSeconds AS last_seen

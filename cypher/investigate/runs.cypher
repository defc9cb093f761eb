// Which runs ended, the latest first?
//
// $after  map or null  end (microseconds since 1970) and key of the last run that was returned
// $limit  integer      runs to return
// scans: runs are few
MATCH (run:Run) WHERE run.finished_at IS NOT NULL
WITH run, run.finished_at.epochSeconds * 1000000 + run.finished_at.microsecond AS ended
WHERE $after IS NULL OR ended < $after.ended OR ended = $after.ended AND run.key < $after.key
WITH run, ended ORDER BY ended DESC, run.key DESC
WITH collect(run) AS found, collect({ended: ended, key: run.key}) AS places
RETURN [run IN found[..$limit] | run {
  run: run.key, .name,
  started_at: split(toString(run.started_at), '[')[0],
  finished_at: split(toString(run.finished_at), '[')[0],
  .sets, .settings, .traces, .flagged, .clusters, explained: coalesce(run.explained, '[]')
}] AS items, size(found) AS matching, last(places[..$limit]) AS end

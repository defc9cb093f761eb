// What did this run do, if it ended?
//
// $run  string  key of the run
MATCH (run:Run {key: $run}) WHERE run.finished_at IS NOT NULL
RETURN run.key AS run, run.name AS name, run.started_at AS started_at,
  run.finished_at AS finished_at, run.sets AS sets, run.settings AS settings,
  run.traces AS traces, run.flagged AS flagged, run.clusters AS clusters,
  coalesce(run.explained, '[]') AS explained

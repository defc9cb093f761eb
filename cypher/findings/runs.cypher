// Which runs ended, the latest first?
//
// $limit  integer  runs to return
// scans: runs are few
MATCH (run:Run) WHERE run.finished_at IS NOT NULL
RETURN run.key AS run, run.name AS name, run.started_at AS started_at,
  run.finished_at AS finished_at, run.sets AS sets, run.settings AS settings,
  run.traces AS traces, run.flagged AS flagged, run.clusters AS clusters,
  coalesce(run.explained, '[]') AS explained
ORDER BY run.finished_at DESC, run.key DESC LIMIT $limit

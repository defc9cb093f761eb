// Which runs never ended, and are to be removed with all that they wrote?
//
// $before  time  runs that began earlier and have no end died
// scans: runs are few
MATCH (run:Run) WHERE run.finished_at IS NULL AND run.started_at < $before
RETURN run.key AS key

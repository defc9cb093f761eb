// When was the first and the last act of each set?
//
// scans: every act is read
MATCH ()-[act:POSTED|PUBLISHED|LIKED|VIEWED|FOLLOWS]->() WHERE act.at IS NOT NULL
UNWIND act.sets AS set
RETURN set, min(act.at) AS first_at, max(act.at) AS last_at ORDER BY set

"""Questions of an investigation: one record a reply, holding the lists that go out as they are.

Times leave as RFC 3339 text, and what a run kept as JSON text leaves as that JSON.
"""

from cypher.catalog import Query
from cypher.findings import Captioned, RunRow
from cypher.investigate.actors import ActorDetail, Degrees, Neighbours, Timeline
from cypher.investigate.findings import ClusterOfLine, Clusters, Members, Runs
from cypher.investigate.keys import KeyRow
from cypher.investigate.search import Found

ACTOR = Query("investigate/actor", ActorDetail)
API_KEY = Query("investigate/api_key", KeyRow)
API_KEYS = Query("investigate/api_keys", KeyRow)
CLUSTER = Query("investigate/cluster", ClusterOfLine)
CLUSTERS = Query("investigate/clusters", Clusters)
DEGREES = Query("investigate/degrees", Degrees)
MEMBERS = Query("investigate/members", Members)
NEAR_ACTORS = Query("investigate/near_actors", Captioned)
NEIGHBOURS = Query("investigate/neighbours", Neighbours)
RUN = Query("investigate/run", RunRow)
RUNS = Query("investigate/runs", Runs)
SEARCH = Query("investigate/search", Found)
TIMELINE = Query("investigate/timeline", Timeline)

-- name: stream_after
-- What stands in a stream after a version.
select originator_id, originator_version, topic, state, position, recorded_at
from event
where originator_id = %s and originator_version > %s
order by originator_version

-- name: recorded_since
-- What one command recorded over many streams: the last position, and how many streams.
select max(position),
  count(distinct originator_id) filter (where topic like 'unit.%%'),
  count(distinct originator_id) filter (where topic !~ '^(unit|calendar)\.')
from event
where position > %(since)s and position(%(command)s::bytea in state) > 0

-- name: end_of_log
select coalesce(max(position), 0) from event

-- name: append_event
-- One event, in one round trip; gives its position.
select append_account_events(
  array[%s::uuid], array[%s::integer], array[%s::text], array[%s::bytea], array[%s::date]
)

-- name: append_events
-- Appends in one round trip; gives the positions.
select append_account_events(%s::uuid[], %s::integer[], %s::text[], %s::bytea[], %s::date[])

-- name: select_stream
select originator_id, originator_version, topic, state, position, recorded_at
from account_event
where originator_id = %(id)s and originator_version > %(gt)s and originator_version <= %(lte)s
order by originator_version
limit %(limit)s

-- name: select_stream_backwards
select originator_id, originator_version, topic, state, position, recorded_at
from account_event
where originator_id = %(id)s and originator_version > %(gt)s and originator_version <= %(lte)s
order by originator_version desc
limit %(limit)s

-- name: select_log
select originator_id, originator_version, topic, state, position as id
from account_event
where position >= %(start)s and position <= %(stop)s
  and (cardinality(%(topics)s::text[]) = 0 or topic = any(%(topics)s))
order by position
limit %(limit)s

-- name: last_position
select max(position) from account_event

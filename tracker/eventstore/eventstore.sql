-- name: append_event
-- One event, in one round trip; gives its position.
select append_event(%s, %s, %s, %s, %s)

-- name: append_events
-- Appends in one round trip; gives the positions.
select append_events(%s::uuid[], %s::integer[], %s::text[], %s::bytea[], %s::date[])

-- name: stage
-- The session's own table into which many events are copied before they are appended.
create temporary table staged_event (
  ord bigint not null,
  originator_id uuid not null,
  originator_version integer not null,
  topic text not null,
  state bytea not null,
  effective_on date not null
) on commit drop

-- name: share_stage
-- The appending functions run with their owner's rights.
grant select on pg_temp.staged_event to public

-- name: copy_into_stage
copy pg_temp.staged_event (
  ord, originator_id, originator_version, topic, state, effective_on
) from stdin (format binary)

-- name: append_staged
select append_staged()

-- name: select_stream
select originator_id, originator_version, topic, state, position, recorded_at
from event
where originator_id = %(id)s and originator_version > %(gt)s and originator_version <= %(lte)s
order by originator_version
limit %(limit)s

-- name: select_stream_backwards
select originator_id, originator_version, topic, state, position, recorded_at
from event
where originator_id = %(id)s and originator_version > %(gt)s and originator_version <= %(lte)s
order by originator_version desc
limit %(limit)s

-- name: select_log
select originator_id, originator_version, topic, state, position as id
from event
where position >= %(start)s and position <= %(stop)s
  and (cardinality(%(topics)s::text[]) = 0 or topic = any(%(topics)s))
order by position
limit %(limit)s

-- name: last_position
select max(position) from event

-- name: select_streams
-- Whole streams, many at once.
select originator_id, originator_version, topic, state, position, recorded_at
from event
where originator_id = any(%s)
order by originator_id, originator_version

-- name: calendar_events
-- All that ever happened to working calendars.
select originator_id, originator_version, topic, state, position, recorded_at
from event
where topic like 'calendar.%'
order by position

-- name: unit_events
-- All that ever happened to units.
select originator_id, originator_version, topic, state, position, recorded_at
from event
where topic like 'unit.%'
order by position

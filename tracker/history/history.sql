-- name: any_event
select exists (select from event)

-- name: stage
-- The session's own table; nothing of it is left when the transaction ends.
create temporary table staged_event (
  ord bigint not null,
  file_no integer not null,
  line_no integer not null,
  originator_id uuid not null,
  topic text not null,
  state bytea not null,
  effective_on date not null,
  recorded_at timestamptz not null
) on commit drop

-- name: share_stage
-- The appending function runs with its owner's rights.
grant select on pg_temp.staged_event to public

-- name: copy_into_stage
copy pg_temp.staged_event (
  ord, file_no, line_no, originator_id, topic, state, effective_on, recorded_at
) from stdin (format binary)

-- name: staged_by_stream
-- Every item's events together, in stream order.
select originator_id, file_no, line_no, topic, state, recorded_at
from pg_temp.staged_event
where topic not like 'unit.%' and topic not like 'calendar.%'
order by originator_id, ord

-- name: unknown_parents
-- Directives whose parent was not assigned before them.
with assigned as (
  select ord, file_no, line_no, convert_from(state, 'UTF8')::json as fields
  from pg_temp.staged_event
  where topic = 'directive.assigned'
)
select child.file_no, child.line_no, child.fields ->> 'parent_ref'
from assigned child
where child.fields ->> 'parent_ref' is not null
  and not exists (
    select from assigned parent
    where parent.fields ->> 'ref' = child.fields ->> 'parent_ref' and parent.ord < child.ord
  )
order by child.file_no, child.line_no
limit 100

-- name: append_imported
select append_imported(%s, %s)

-- name: export
-- The whole log in recorded order.
select topic, state, recorded_at from event where position <= %s order by position

-- name: head
select coalesce(max(position), 0), count(*) from event

-- What pages ask the log itself, for neither a request nor who recorded something is a class.

-- Requests and what answers them: few among many events, looked up by stream.
create index event_of_requests on event (originator_id, originator_version)
  include (topic, position, effective_on)
  where topic in (
    'plan_task.extension_requested', 'plan_task.extension_refused', 'plan_task.deadline_extended',
    'plan_task.return_requested', 'plan_task.return_refused', 'plan_task.transferred',
    'plan_task.voided',
    'directive.extension_requested', 'directive.extension_refused', 'directive.deadline_extended',
    'directive.return_requested', 'directive.return_refused', 'directive.transferred',
    'directive.voided',
    'finding.extension_requested', 'finding.extension_refused', 'finding.deadline_extended',
    'finding.return_requested', 'finding.return_refused', 'finding.transferred',
    'finding.voided'
  );

-- Who recorded an event, as the bytes that its state spells the name with. Bytes that are no
-- state give something harmless: one bad event must not keep others from being recorded.
create function event_actor(state bytea) returns bytea
language sql immutable strict parallel safe
return substring(
  state from position('"actor":"'::bytea in state) + 9
  for greatest(
    position(
      '"'::bytea in substring(state from position('"actor":"'::bytea in state) + 9)
    ) - 1,
    0
  )
);

-- What somebody did. What was imported names people of another system, so it is left out.
create index event_of_actor on event (event_actor(state), position) where import_no is null;

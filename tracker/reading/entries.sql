-- name: at
-- The events at some positions, in that order, each with the first of its stream.
select e.originator_id, e.originator_version, e.topic, e.state, e.position, e.recorded_at,
  first.topic, first.state
from unnest(%(positions)s::bigint[]) with ordinality as asked (position, place)
join event e using (position)
join event first on first.originator_id = e.originator_id and first.originator_version = 1
order by asked.place

-- name: voids
-- What was taken back in some streams, as known at :position.
select originator_id, originator_version, topic, state
from event
where originator_id = any(%(streams)s) and position <= %(position)s
  and topic in ('plan_task.voided', 'directive.voided', 'finding.voided')

-- name: endings_into
-- The ends of units, as known at :position, that name :code (as JSON writes it).
select originator_id, originator_version, topic, state, position, recorded_at
from event
where topic like 'unit.%%'
  and topic in ('unit.merged', 'unit.split', 'unit.dissolved')
  and position <= %(position)s and position(%(code)s::bytea in state) > 0
order by position

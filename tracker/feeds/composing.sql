-- name: entries
-- What a feed shows, the nearest to :as_of first, and how many there are; each item with the last
-- that was recorded of it.
with shown as (
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on, i.due_on as day
  from item_interval i
  where i.status = any(%(open)s) and i.category = any(%(categories)s)
    and (%(open_of)s::integer[] is null or i.unit_id = any(%(open_of)s))
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
  union all
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on, i.completed_on
  from item_interval i
  where i.status = any(%(waiting)s) and i.category = any(%(categories)s)
    and (%(waiting_of)s::integer[] is null or i.unit_id = any(%(waiting_of)s))
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
),
near as (
  select shown.*, count(*) over () as number
  from shown
  order by abs(day - %(as_of)s), item_id
  limit %(limit)s
)
select near.number, last.originator_id, last.originator_version, last.recorded_at, near.day,
  near.item_id, near.category, u.code, near.status,
  nullif(near.due_on, '9999-12-31'), nullif(near.completed_on, '9999-12-31'),
  null, null, first.topic, first.state
from near
join unit u using (unit_id)
join event first on first.position = near.item_id
cross join lateral (
  select e.originator_id, e.originator_version, e.recorded_at
  from event e
  where e.originator_id = first.originator_id and e.position <= %(position)s
  order by e.originator_version desc
  limit 1
) last
order by near.day, near.item_id

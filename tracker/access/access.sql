-- name: reaching
-- A unit and those above it, from below to the top, with their levels: in the tree of :as_of,
-- or where the unit was not there on that day, of the nearest day on which it was.
with recursive self as (
  select i.unit_id, greatest(i.valid_from, least(%(as_of)s::date, i.valid_to - 1)) as day
  from unit u
  join unit_interval i using (unit_id)
  where u.code = %(code)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
  order by i.valid_from <= %(as_of)s desc, abs(i.valid_from - %(as_of)s)
  limit 1
),
up (unit_id, parent_id, level, day, height) as (
  select i.unit_id, i.parent_id, i.level, self.day, 0
  from self
  join unit_interval i using (unit_id)
  where i.valid_from <= self.day and i.valid_to > self.day
    and i.known_from <= %(position)s and i.known_to > %(position)s
  union all
  select i.unit_id, i.parent_id, i.level, up.day, up.height + 1
  from up
  join unit_interval i on i.unit_id = up.parent_id
  where up.height < 50
    and i.valid_from <= up.day and i.valid_to > up.day
    and i.known_from <= %(position)s and i.known_to > %(position)s
)
select u.code, up.level from up join unit u using (unit_id) order by up.height

-- name: keepers
-- Who keeps the records of those of the units that have ended by :as_of: their last heirs.
with recursive kept (unit_id, hops) as (
  select unit_id, 0 from unit where code = any(%(codes)s)
  union
  select e.heir_id, kept.hops + 1
  from kept
  join unit_end e using (unit_id)
  where e.heir_id is not null and e.ended_on <= %(as_of)s and kept.hops < 50
    and e.known_from <= %(position)s and e.known_to > %(position)s
)
select distinct u.code
from kept
join unit u using (unit_id)
where kept.hops > 0 and not exists (
  select from unit_end e
  where e.unit_id = kept.unit_id and e.ended_on <= %(as_of)s
    and e.known_from <= %(position)s and e.known_to > %(position)s
)

-- name: reached
-- Every unit that is one of :roots or below one, each looked at as in :reaching.
with recursive self as (
  select distinct on (i.unit_id) i.unit_id,
    greatest(i.valid_from, least(%(as_of)s::date, i.valid_to - 1)) as day
  from unit_interval i
  where i.known_from <= %(position)s and i.known_to > %(position)s
  order by i.unit_id, i.valid_from <= %(as_of)s desc, abs(i.valid_from - %(as_of)s)
),
up (unit_id, above_id, day, height) as (
  select unit_id, unit_id, day, 0 from self
  union all
  select up.unit_id, parent.unit_id, up.day, up.height + 1
  from up
  join unit_interval i on i.unit_id = up.above_id
  join unit_interval parent on parent.unit_id = i.parent_id
  where up.height < 50
    and i.valid_from <= up.day and i.valid_to > up.day
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and parent.valid_from <= up.day and parent.valid_to > up.day
    and parent.known_from <= %(position)s and parent.known_to > %(position)s
)
select distinct up.unit_id from up join unit u on u.unit_id = up.above_id
where u.code = any(%(roots)s)

-- name: inherited
-- The units that have ended by :as_of and whose records are kept by one of :units in the end.
with recursive kept (unit_id, hops) as (
  select unit_id, 0 from unnest(%(units)s::integer[]) as mine (unit_id)
  where not exists (
    select from unit_end e
    where e.unit_id = mine.unit_id and e.ended_on <= %(as_of)s
      and e.known_from <= %(position)s and e.known_to > %(position)s
  )
  union
  select e.unit_id, kept.hops + 1
  from kept
  join unit_end e on e.heir_id = kept.unit_id
  where e.ended_on <= %(as_of)s and kept.hops < 50
    and e.known_from <= %(position)s and e.known_to > %(position)s
)
select distinct u.code from kept join unit u using (unit_id) where kept.hops > 0

-- name: there
-- On which days of the period a unit was there at all.
select greatest(i.valid_from, %(first)s), least(i.valid_to, %(last)s::date + 1)
from unit u
join unit_interval i using (unit_id)
where u.code = %(unit)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and i.valid_from <= %(last)s and i.valid_to > %(first)s

-- name: changed_on
-- The days after :first up to :last on which a unit moved or ended. One that is founded changes
-- nothing: before it was there, it is looked at where it came to stand.
select day
from (
  select later.valid_from as day
  from unit_interval later
  join unit_interval earlier using (unit_id)
  where later.valid_from >= earlier.valid_to
    and later.known_from <= %(position)s and later.known_to > %(position)s
    and earlier.known_from <= %(position)s and earlier.known_to > %(position)s
  union
  select valid_to from unit_interval
  where known_from <= %(position)s and known_to > %(position)s
) changes
where day > %(first)s and day <= %(last)s
order by day

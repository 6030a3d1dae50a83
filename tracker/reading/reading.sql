-- name: reached
-- How far the read model goes, when that was recorded, and when what it lacks began.
select c.position, c.recorded_at,
  (select e.recorded_at from event e where e.position > c.position order by e.position limit 1)
from checkpoint c

-- name: position_known_at
-- Recorded times never run backwards, so K is a position (docs/decisions/0002).
select position from event where recorded_at <= %s order by recorded_at desc, position desc limit 1

-- name: unit_known
select unit_id from unit where code = %s

-- name: membership
-- When each unit was below :code, itself included, on the days from :first to :last.
recursive member (unit_id, since, until) as (
  select i.unit_id, i.valid_from, i.valid_to
  from unit u
  join unit_interval i using (unit_id)
  where u.code = %(code)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and i.valid_from <= %(last)s and i.valid_to > %(first)s
  union
  select i.unit_id, greatest(i.valid_from, m.since), least(i.valid_to, m.until)
  from member m
  join unit_interval i on i.parent_id = m.unit_id
  where i.known_from <= %(position)s and i.known_to > %(position)s
    and i.valid_from < m.until and m.since < i.valid_to
    and i.valid_from <= %(last)s and i.valid_to > %(first)s
)

-- name: everywhere
member (unit_id, since, until) as (
  select unit_id, '0001-01-01'::date, '9999-12-31'::date from unit
)

-- name: always
member (unit_id, since, until) as (
  select unit_id, '0001-01-01'::date, '9999-12-31'::date from unnest(%(units)s::integer[]) unit_id
)

-- name: ended
-- Units that have ended by :as_of, each with who keeps its records.
select unit_id, heir_id from unit_end
where ended_on <= %(as_of)s and known_from <= %(position)s and known_to > %(position)s

-- name: lensed
-- The intervals, each under the unit that it belongs to in the tree of :tree_of.
gone (unit_id, heir_id) as (
  select * from unnest(%(gone)s::integer[], %(heirs)s::integer[])
),
lensed as not materialized (
  select i.known_from, i.known_to, i.item_id, coalesce(later.unit_id, i.unit_id) as unit_id,
    i.valid_from, i.valid_to, i.due_on, i.completed_on, i.category, i.status
  from item_interval i
  left join gone on gone.unit_id = i.unit_id
  left join lateral (
    -- On the tree's day, or on its own first day where that is later.
    select coalesce(again.heir_id, j.unit_id) as unit_id
    from item
    join item_interval j using (item_id)
    left join gone again on again.unit_id = j.unit_id
    where item.item_id = i.item_id and j.known_to = 2147483647
      and j.valid_from <= greatest(%(tree_of)s, item.assigned_on)
      and j.valid_to > greatest(%(tree_of)s, item.assigned_on)
  ) later on gone.unit_id is not null
  where %(maybe)s::integer[] is null or i.unit_id = any(%(maybe)s)
)

-- name: members_on
select distinct unit_id from member where since <= %(first)s and until > %(last)s

-- name: money
-- Required and recovered of the findings counted at (C, K); whole đồng.
select coalesce(sum(item.amount_required), 0)::bigint,
  coalesce(sum(paid.amount), 0)::bigint
from {rows} i
join item using (item_id)
left join lateral (
  select sum(p.amount) as amount from payment p
  where p.item_id = i.item_id and p.paid_on <= %(as_of)s
    and p.known_from <= %(position)s and p.known_to > %(position)s
) paid on true
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and i.category = any(%(categories)s) and i.status <> all(%(out)s)
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))

-- name: items
-- The items behind a count, in the order in which they were registered; what is said of an
-- item in words is looked up for those of the page alone.
select i.item_id, i.category, u.code, i.status,
  nullif(i.due_on, '9999-12-31') as due_on,
  nullif(i.completed_on, '9999-12-31') as completed_on,
  item.amount_required, paid.amount, first.topic, first.state
from (
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on
  from {rows} i
  where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and i.category = any(%(categories)s) and i.status = any(%(statuses)s)
    and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
    and i.item_id > %(after)s
  order by i.item_id
  limit %(limit)s
) i
join item using (item_id)
join unit u using (unit_id)
join event first on first.position = i.item_id
left join lateral (
  select coalesce(sum(p.amount), 0)::bigint as amount from payment p
  where p.item_id = i.item_id and p.paid_on <= %(as_of)s
    and p.known_from <= %(position)s and p.known_to > %(position)s
) paid on item.amount_required is not null
order by i.item_id

-- name: streams
select originator_id, originator_version, topic, state, position, recorded_at
from event
where originator_id = any(%s) and position <= %s
order by originator_id, originator_version

-- name: imported_from
select e.originator_version, i.sha256
from event e
join import i using (import_no)
where e.originator_id = %s

-- name: has_begun
-- A condition on an interval i of an open item: work on it has begun by :as_of.
exists (
  select from begun b
  where b.item_id = i.item_id and b.begun_on <= %(as_of)s
    and b.known_from <= %(position)s and b.known_to > %(position)s
)

-- name: sample
select item.item_id, first.originator_id
from (
  select item_id from item
  where category = any(%(categories)s)
  order by hashint8(item_id + %(seed)s::bigint)
  limit %(limit)s
) item
join event first on first.position = item.item_id

-- name: rows_of
select i.item_id, u.code, i.status, nullif(i.due_on, '9999-12-31'),
  nullif(i.completed_on, '9999-12-31'), i.status = any(%(open)s) and exists (
    select from begun b
    where b.item_id = i.item_id and b.begun_on <= %(as_of)s
      and b.known_from <= %(position)s and b.known_to > %(position)s
  )
from item_interval i
join unit u using (unit_id)
where i.item_id = any(%(items)s)
  and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s

-- name: parked
select count(*), min(position) from parked

-- name: lag
select (select position from checkpoint), (select coalesce(max(position), 0) from event),
  (select count(*) from parked),
  (select e.recorded_at from event e
   where e.position > (select position from checkpoint) order by e.position limit 1)

-- name: led_open
-- Items that a unit leads and has not finished on some day from :since to :until, as known
-- now; who decides about them looks at their events again.
select distinct first.position, first.originator_id
from item_interval i
join unit u using (unit_id)
join event first on first.position = i.item_id
where u.code = %(code)s and i.known_to = 2147483647
  and i.status = any(%(active)s) and i.category <> 40
  and i.valid_from <= %(until)s and i.valid_to > %(since)s
order by first.position

-- name: counted_open
-- Items open today, some deadline of which may be a period that ends on :since or later.
select first.originator_id
from counted_deadline c
join item_interval i using (item_id)
join event first on first.position = c.item_id
where i.known_to = 2147483647 and i.status = any(%(active)s)
  and i.valid_from <= %(today)s and i.valid_to > %(today)s
  and i.due_on >= %(since)s and i.due_on < '9999-12-31'
order by c.item_id

-- name: calendar_events
-- All that was known of working calendars.
select originator_id, originator_version, topic, state, position, recorded_at
from event
where topic like 'calendar.%%' and position <= %s
order by position

-- name: tree
-- Every unit that is there on :as_of, as known at :position.
select u.code, i.name, i.level, p.code, i.valid_from, nullif(i.valid_to, '9999-12-31')
from unit_interval i
join unit u using (unit_id)
left join unit p on p.unit_id = i.parent_id
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
order by u.code

-- name: above
-- The unit and those above it on :as_of, from below to the top.
with recursive up (unit_id, height) as (
  select unit_id, 0 from unit where code = %(code)s
  union
  select i.parent_id, up.height + 1
  from up
  join unit_interval i using (unit_id)
  where i.parent_id is not null and up.height < 50
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
)
select u.code from up join unit u using (unit_id) order by up.height

-- name: stranded
-- Units that have ended by :today and lead items that are not finished.
select u.code, e.ended_on, heir.code, count(distinct i.item_id)
from unit_end e
join unit u using (unit_id)
left join unit heir on heir.unit_id = e.heir_id
join item_interval i on i.unit_id = e.unit_id
where e.known_to = 2147483647 and e.ended_on <= %(today)s
  and i.known_to = 2147483647 and i.status = any(%(active)s) and i.category <> 40
  and i.valid_from <= %(today)s and i.valid_to > e.ended_on
group by u.code, e.ended_on, heir.code
order by u.code

-- name: standing
-- In which unit each item was in which status, on which days of the period.
stretch as (
  select i.status, greatest(i.valid_from, %(first)s) as came,
    least(i.valid_to, %(last)s::date + 1) as went
  from {rows} i
  where i.known_from <= %(position)s and i.known_to > %(position)s
    and i.valid_from <= %(last)s and i.valid_to > %(first)s
    and i.category = any(%(categories)s)
    and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
)

-- name: standing_of_members
-- The same on the days on which the unit was a member, as :since and :until say of :units.
stretch as (
  select i.status, greatest(i.valid_from, m.since, %(first)s) as came,
    least(i.valid_to, m.until, %(last)s::date + 1) as went
  from {rows} i
  join unnest(%(units)s::integer[], %(since)s::date[], %(until)s::date[])
    as m (unit_id, since, until)
    on m.unit_id = i.unit_id and i.valid_from < m.until and m.since < i.valid_to
  where i.known_from <= %(position)s and i.known_to > %(position)s
    and i.valid_from <= %(last)s and i.valid_to > %(first)s
    and i.category = any(%(categories)s)
)

-- name: series
-- How many came into each status on each day (went is null), and how many left it.
select came, went, status, count(*)
from stretch
group by grouping sets ((came, status), (went, status))

-- name: members
-- The days of the period, and some around it, on which each unit was a member.
select unit_id, since, until from member

-- name: found
-- The rows of the items in whose reference or title every word of :query begins some word.
-- What is asked as known now is looked up by item; only one of the two halves ever runs.
found as not materialized (
  select i.* from {rows} i
  where (select position from checkpoint) = %(position)s and i.known_to = 2147483647
    and i.item_id in (
      select item_id from item_words
      where array_to_tsvector(string_to_array(words, ' ')) @@ %(query)s::tsquery
    )
  union all
  select i.* from {rows} i
  where (select position from checkpoint) <> %(position)s
    and i.item_id in (
      select item_id from item_words
      where array_to_tsvector(string_to_array(words, ' ')) @@ %(query)s::tsquery
    )
)

-- name: arrived
-- How far the read model goes, and how far the log.
select (select position from checkpoint), (select coalesce(max(position), 0) from event)

-- name: stretches
-- On which days of the period the unit :unit was below the unit of the membership.
select m.since, m.until from member m join unit u using (unit_id) where u.code = %(unit)s

-- name: own_units
-- A unit and the people directly in it, each where it stood on the day nearest to :as_of.
select u.unit_id from unit u where u.code = %(code)s
union
select maybe.unit_id
from unit u
cross join lateral (
  select distinct i.unit_id from unit_interval i
  where i.parent_id = u.unit_id and i.level = 'person'
) maybe
cross join lateral (
  select i.parent_id, i.level,
    greatest(i.valid_from, least(%(as_of)s::date, i.valid_to - 1)) as day
  from unit_interval i
  where i.unit_id = maybe.unit_id
    and i.known_from <= %(position)s and i.known_to > %(position)s
  order by i.valid_from <= %(as_of)s desc, abs(i.valid_from - %(as_of)s)
  limit 1
) nearest
join unit_interval above on above.unit_id = nearest.parent_id
  and above.valid_from <= nearest.day and above.valid_to > nearest.day
  and above.known_from <= %(position)s and above.known_to > %(position)s
where u.code = %(code)s and nearest.parent_id = u.unit_id and nearest.level = 'person'

-- name: with_parent
-- The unit, if it stands below another one on :as_of.
select u.unit_id
from unit u
join unit_interval i using (unit_id)
join unit_interval above on above.unit_id = i.parent_id
  and above.valid_from <= %(as_of)s and above.valid_to > %(as_of)s
  and above.known_from <= %(position)s and above.known_to > %(position)s
where u.code = %(code)s
  and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s

-- name: swept
select swept_on, position from alert_sweep

-- name: recorded_on
-- The local day under which the next event would be recorded, whatever our own clock says.
select (next_recorded_at() at time zone interval '7 hours')::date

-- name: gather
-- Of this session only. An item's id is the position of its first event: in that order its
-- events lie together.
create temporary table candidate (
  item_id integer primary key,
  stream uuid not null
)

-- name: all_near
-- Whatever is open with its deadline behind it or near, or waits for confirmation. An open item
-- with a deadline has its overdue stretch from the assignment on.
insert into pg_temp.candidate
select i.item_id, e.originator_id
from item_interval i
join event e on e.position = i.item_id
where i.known_to = 2147483647 and i.valid_to = '9999-12-31' and i.status in (2, 4, 5, 6)
  and case i.status when 2 then i.due_on else i.completed_on end <= %(near)s

-- name: by_day
-- The same of those that are about one of these days.
insert into pg_temp.candidate
select i.item_id, e.originator_id
from item_interval i
join event e on e.position = i.item_id
where i.known_to = 2147483647 and i.valid_to = '9999-12-31' and i.status in (2, 4, 5, 6)
  and case i.status when 2 then i.due_on else i.completed_on end = any(%(about)s)

-- name: by_event
-- The same of those of which something was recorded, other than flags.
insert into pg_temp.candidate
select i.item_id, changed.originator_id
from (
  select distinct originator_id
  from event
  where position > %(after)s and position <= %(until)s
    and split_part(topic, '.', 1) = any(%(kinds)s)
    and split_part(topic, '.', 2) <> all(%(flags)s)
) changed
join event first on first.originator_id = changed.originator_id and first.originator_version = 1
join item_interval i on i.item_id = first.position
where i.known_to = 2147483647 and i.valid_to = '9999-12-31' and i.status in (2, 4, 5, 6)
  and case i.status when 2 then i.due_on else i.completed_on end <= %(near)s
on conflict do nothing

-- name: by_drop
-- The same of those of which somebody was not told: others may be responsible now, or it became
-- true again while the digest without it was on its way, and the last sweep saw it waiting still.
-- Such a digest is settled under a moment before the end of its transaction.
insert into pg_temp.candidate
select i.item_id, untold.stream
from (
  select distinct a.stream
  from alert_delivery d
  join alert a using (delivery_id)
  where d.settled_at >= (select swept_at - interval '10 minutes' from alert_sweep)
    and a.why in ('not_theirs', 'closed', 'moved')
) untold
join event first on first.originator_id = untold.stream and first.originator_version = 1
join item_interval i on i.item_id = first.position
where i.known_to = 2147483647 and i.valid_to = '9999-12-31' and i.status in (2, 4, 5, 6)
on conflict do nothing

-- name: has_other_policy
-- Whether a policy was laid down since the last sweep.
select exists (
  select from alert_policy where set_at >= (select swept_at from alert_sweep)
)

-- name: next_candidates
select item_id, stream
from pg_temp.candidate
where item_id > %(after)s
order by item_id
limit %(limit)s

-- name: parked
select position from parked where originator_id = %s limit 1

-- name: move
-- The day goes back with a clock that was set back, or everything would be silent until it
-- comes again; what is swept twice is flagged and raised once.
insert into alert_sweep (swept_on, position, swept_at)
values (%(swept_on)s, %(position)s, %(swept_at)s)
on conflict (single) do update
set swept_on = excluded.swept_on,
  position = greatest(alert_sweep.position, excluded.position),
  swept_at = excluded.swept_at

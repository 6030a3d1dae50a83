-- name: due
-- Streams of the items that were open on :day, by what was known at the position of its morning,
-- with a deadline of which the day is a mark. Of a unit through its index; of all it is a scan.
select distinct first.originator_id
from item_interval i
join event first on first.position = i.item_id
where i.due_on = any(%(deadlines)s) and i.status = any(%(open)s)
  and i.category = any(%(categories)s)
  and i.valid_from <= %(day)s and i.valid_to > %(day)s
  and i.known_from <= %(morning)s and i.known_to > %(morning)s
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))

-- name: moved
-- Streams of the items of which something was recorded since the morning before: their marks may
-- have fired without their day having come. Later on the day only flags are asked for.
select distinct originator_id
from event
where position > %(since)s and position <= %(until)s
  and split_part(topic, '.', 1) = any(%(kinds)s)
  and (position <= %(morning)s or split_part(topic, '.', 2) = any(%(flags)s))

-- name: sweeps
-- The first sweep that went through the marks of :day with all that its morning knew, and the last
-- such one, each with the day up to which the one before it had gone. One that K falls into was
-- not through yet.
with known as (
  select sweep_no, swept_on, position, head, lag(swept_on) over (order by sweep_no) as before
  from alert_swept
  where swept_at <= %(known_at)s and head <= %(position)s
),
fit as (
  select * from known where swept_on >= %(day)s and position >= %(morning)s
)
select position, head, swept_on, before
from fit
where sweep_no in ((select min(sweep_no) from fit), (select max(sweep_no) from fit))
order by sweep_no

-- name: swept
-- When a sweep of :day ended first, when one of a later day did, and the first day of all.
select min(swept_at) filter (where swept_on = %(day)s),
  min(swept_at) filter (where swept_on > %(day)s),
  min(swept_on)
from alert_swept
where swept_at <= %(known_at)s and head <= %(position)s

-- name: told_of
-- Who was told of some items, as known at :known_at.
select a.subject, a.stream, a.occasion, a.level, a.about_on, a.unit, a.fired_on, a.raised_at,
  a.channel, a.state, a.why, a.settled_at, d.state, d.settled_at, d.problem, d.address,
  coalesce(account.name, endpoint.label), account.full_name
from alert a
left join alert_delivery d using (delivery_id)
left join account on account.account_id = a.recipient
left join alert_endpoint endpoint on endpoint.endpoint_id = a.recipient
where a.subject = any(%(subjects)s) and a.occasion in ('due_soon', 'overdue')
  and a.raised_at <= %(known_at)s
order by a.alert_id

-- name: further
-- Who was told of levels of :day that are no marks, as known at :known_at.
select a.subject, a.stream, a.occasion, a.level, a.about_on, a.unit, a.fired_on, a.raised_at,
  a.channel, a.state, a.why, a.settled_at, d.state, d.settled_at, d.problem, d.address,
  coalesce(account.name, endpoint.label), account.full_name
from alert a
left join alert_delivery d using (delivery_id)
left join account on account.account_id = a.recipient
left join alert_endpoint endpoint on endpoint.endpoint_id = a.recipient
where a.fired_on = %(day)s and a.raised_at <= %(known_at)s
  and a.occasion <> 'due_soon' and not (a.occasion = 'overdue' and a.level = 1)
  and (%(units)s::text[] is null or a.unit = any(%(units)s))
order by a.alert_id

-- name: beginnings
-- The first events of some streams, which say what the items are about.
select originator_id, topic, state
from event
where originator_id = any(%s) and originator_version = 1

-- name: known_at
-- The last position known at a moment: recorded times never run backwards.
select position from event where recorded_at <= %s order by recorded_at desc, position desc limit 1

-- name: codes
select code from unit where unit_id = any(%s)

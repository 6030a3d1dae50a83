-- name: add
-- An alert that was dropped was never told; it is true again, so it waits again. Rows that are
-- there are not touched otherwise: a delivery on its way holds those that it settles, and nobody
-- is to wait for it.
with new as (
  select * from unnest(
    %(subject)s::text[], %(stream)s::uuid[], %(occasion)s::text[], %(level)s::smallint[],
    %(about_on)s::date[], %(recipient)s::uuid[], %(channel)s::text[], %(unit)s::text[],
    %(fired_on)s::date[]
  ) as new (subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on)
),
added as (
  insert into alert (
    subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on, raised_at
  )
  select new.*, %(now)s from new
  where not exists (
    select from alert
    where (subject, occasion, level, about_on, recipient, channel)
      = (new.subject, new.occasion, new.level, new.about_on, new.recipient, new.channel)
  )
  on conflict on constraint alert_once do nothing
  returning 1
),
revived as (
  update alert set state = 'pending', why = null, settled_at = null, delivery_id = null
  from new
  where alert.state = 'dropped'
    and (alert.subject, alert.occasion, alert.level, alert.about_on, alert.recipient, alert.channel)
      = (new.subject, new.occasion, new.level, new.about_on, new.recipient, new.channel)
  returning 1
)
select (select count(*) from added) + (select count(*) from revived)

-- name: pending_of
select alert_id, subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on,
  raised_at, state, why, settled_at, delivery_id
from alert
where recipient = %(recipient)s and channel = %(channel)s
  and state = 'pending' and delivery_id is null
order by alert_id

-- name: attach
update alert set delivery_id = %(delivery_id)s
where alert_id = any(%(ids)s) and state = 'pending' and delivery_id is null

-- name: of_delivery
select alert_id, subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on,
  raised_at, state, why, settled_at, delivery_id
from alert
where delivery_id = %(delivery_id)s
order by alert_id

-- name: sent
update alert set state = 'sent', settled_at = %(now)s
where alert_id = any(%(ids)s) and state = 'pending'

-- name: dropped
update alert set state = 'dropped', why = told.why, settled_at = %(now)s
from unnest(%(ids)s::bigint[], %(whys)s::text[]) as told (alert_id, why)
where alert.alert_id = told.alert_id and alert.state = 'pending'

-- name: of_subject
select alert_id, subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on,
  raised_at, state, why, settled_at, delivery_id
from alert
where subject = %(subject)s
order by alert_id

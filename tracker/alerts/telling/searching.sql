-- name: standing
-- How deliveries stand: those that wait or were given up, whenever they were made, and what was
-- settled on a day.
select
  count(*) filter (where state = 'waiting'),
  count(*) filter (where state = 'dead'),
  count(*) filter (where state = 'sent'),
  count(*) filter (where state = 'empty')
from (
  select state from alert_delivery where state in ('waiting', 'dead')
  union all
  select state from alert_delivery
  where settled_at >= %(day_begins)s and settled_at < %(day_ends)s and state in ('sent', 'empty')
) counted

-- name: found
-- Deliveries with what their recipients are called, youngest first.
select d.delivery_id, d.recipient, d.channel, d.made_on, d.made_at, d.state, d.attempts,
  d.next_try_at, d.problem, d.settled_at, d.address, d.told, d.read_at,
  coalesce(a.full_name, e.label), counted.alerts, a.name
from alert_delivery d
left join account a on a.account_id = d.recipient
left join alert_endpoint e on e.endpoint_id = d.recipient
cross join lateral (
  select count(*) as alerts from alert l where l.delivery_id = d.delivery_id
) counted
where (%(delivery_id)s::uuid is null or d.delivery_id = %(delivery_id)s)
  and (%(state)s::text is null or d.state = %(state)s)
  and (%(recipients)s::uuid[] is null or d.recipient = any(%(recipients)s))
  and (
    %(day)s::date is null
    or (d.settled_at >= %(day_begins)s and d.settled_at < %(day_ends)s)
    or (d.settled_at is null and d.made_on = %(day)s)
  )
  and (
    %(before)s::timestamptz is null
    or d.made_at < %(before)s
    or (d.made_at = %(before)s and d.delivery_id > %(last)s)
  )
order by d.made_at desc, d.delivery_id
limit %(limit)s

-- name: recipients
-- Those whom a person means who types a name: accounts by login, endpoints by label.
select account_id from account where name = any(%(logins)s)
union all
select endpoint_id from alert_endpoint where position(lower(%(words)s) in lower(label)) > 0

-- name: apart
-- Alerts to some recipients that are part of no delivery: they wait for one, or were dropped.
select state, count(*) from alert
where recipient = any(%(recipients)s) and delivery_id is null
group by state

-- name: told_of
-- On which occasions an item was told of up to a moment, to how many, and when last.
select occasion, count(distinct recipient), max(settled_at) from alert
where subject = %(subject)s and state = 'sent' and settled_at <= %(until)s
group by occasion

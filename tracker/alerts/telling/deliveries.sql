-- name: recipients
-- For whom alerts wait that are part of no delivery, unless their digest of the day is settled.
-- A delivery that is waiting already takes in more, whatever went before it today.
select distinct a.recipient, a.channel
from alert a
where a.state = 'pending' and a.delivery_id is null and a.channel = any(%(ways)s)
  and (
    exists (
      select from alert_delivery d
      where d.recipient = a.recipient and d.channel = a.channel and d.state = 'waiting'
    )
    or not exists (
      select from alert_delivery d
      where d.recipient = a.recipient and d.channel = a.channel
        and d.state in ('sent', 'dead')
        and d.settled_at >= %(day_begins)s and d.settled_at < %(day_ends)s
    )
  )
order by a.recipient, a.channel

-- name: take_waiting
-- One that is on its way just now is locked, and takes in nothing more.
select delivery_id from alert_delivery
where recipient = %(recipient)s and channel = %(channel)s and state = 'waiting'
for update skip locked

-- name: make
insert into alert_delivery (delivery_id, recipient, channel, made_on, made_at, next_try_at)
values (%(delivery_id)s, %(recipient)s, %(channel)s, %(today)s, %(now)s, %(now)s)
on conflict (recipient, channel) where state = 'waiting' do nothing

-- name: is_settled
select exists (
  select from alert_delivery
  where recipient = %(recipient)s and channel = %(channel)s and state in ('sent', 'dead')
    and settled_at >= %(day_begins)s and settled_at < %(day_ends)s
)

-- name: due
-- The inbox costs nothing and waits for nobody. What is put off farther than any delay
-- is so by a clock that was wrong.
select delivery_id, channel from alert_delivery
where state = 'waiting' and channel = any(%(ways)s)
  and (next_try_at <= %(now)s or next_try_at > %(latest)s)
order by channel <> 'inbox', channel, next_try_at, delivery_id

-- name: take
-- Held until it is settled: two never send the same, and whoever dies lets go of it.
select delivery_id, recipient, channel, made_on, made_at, state, attempts, next_try_at, problem,
  settled_at, address, told, read_at
from alert_delivery
where delivery_id = %(delivery_id)s and state = 'waiting'
  and (next_try_at <= %(now)s or next_try_at > %(latest)s)
for update skip locked

-- name: settle
update alert_delivery
set state = %(state)s, settled_at = %(now)s, address = %(address)s, told = %(told)s, problem = null
where delivery_id = %(delivery_id)s

-- name: put_off
update alert_delivery
set state = %(state)s, attempts = %(attempts)s, problem = %(problem)s,
  next_try_at = %(next_try_at)s, settled_at = %(settled_at)s
where delivery_id = %(delivery_id)s and state = 'waiting'

-- name: swept_on
select swept_on from alert_sweep

-- name: person
select full_name, email from account where account_id = %(account_id)s

-- name: dead
select d.delivery_id, d.recipient, d.channel, d.made_on, d.made_at, d.state, d.attempts,
  d.next_try_at, d.problem, d.settled_at, d.address, d.told, d.read_at,
  coalesce(a.full_name, e.label), (select count(*) from alert l where l.delivery_id = d.delivery_id)
from alert_delivery d
left join account a on a.account_id = d.recipient
left join alert_endpoint e on e.endpoint_id = d.recipient
where d.state = 'dead'
order by d.made_at desc, d.delivery_id
limit %(limit)s

-- name: take_dead
select recipient, channel from alert_delivery
where delivery_id = %(delivery_id)s and state = 'dead'
for update

-- name: is_waiting
select exists (
  select from alert_delivery
  where recipient = %(recipient)s and channel = %(channel)s and state = 'waiting'
)

-- name: wake
update alert_delivery
set state = 'waiting', attempts = 0, next_try_at = %(now)s, settled_at = null
where delivery_id = %(delivery_id)s

-- name: hand_on
update alert set delivery_id = null
where delivery_id = %(delivery_id)s and state = 'pending'

-- name: inbox
select delivery_id, recipient, channel, made_on, made_at, state, attempts, next_try_at, problem,
  settled_at, address, told, read_at
from alert_delivery
where recipient = %(account_id)s and channel = 'inbox' and state = 'sent'
  and (%(before)s::timestamptz is null or settled_at < %(before)s)
order by settled_at desc, delivery_id
limit %(limit)s

-- name: unread
select count(*) from alert_delivery
where recipient = %(account_id)s and channel = 'inbox' and state = 'sent' and read_at is null

-- name: mark_read
update alert_delivery set read_at = %(now)s
where recipient = %(account_id)s and channel = 'inbox' and state = 'sent' and read_at is null
  and (settled_at <= %(until)s::timestamptz or delivery_id = any(%(delivery_ids)s::uuid[]))

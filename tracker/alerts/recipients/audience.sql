-- name: chains
-- Each of :codes and the units above it, from below to the top, with their levels, as known now:
-- in the tree of :today, or of the last day on which the unit was there (tracker/access, :reaching).
with recursive self as (
  select distinct on (u.unit_id) u.code, i.unit_id,
    greatest(i.valid_from, least(%(today)s::date, i.valid_to - 1)) as day
  from unit u
  join unit_interval i using (unit_id)
  where u.code = any(%(codes)s) and i.known_to = 2147483647
  order by u.unit_id, i.valid_from <= %(today)s desc, abs(i.valid_from - %(today)s)
),
up (asked, unit_id, parent_id, level, day, height) as (
  select self.code, i.unit_id, i.parent_id, i.level, self.day, 0
  from self
  join unit_interval i using (unit_id)
  where i.valid_from <= self.day and i.valid_to > self.day and i.known_to = 2147483647
  union all
  select up.asked, i.unit_id, i.parent_id, i.level, up.day, up.height + 1
  from up
  join unit_interval i on i.unit_id = up.parent_id
  where up.height < 50
    and i.valid_from <= up.day and i.valid_to > up.day and i.known_to = 2147483647
)
select up.asked, u.code, up.level from up join unit u using (unit_id) order by up.asked, up.height

-- name: heirs
-- Of those of :codes that have ended by :today: the unit that keeps their records in the end.
with recursive kept (code, unit_id, hops) as (
  select code, unit_id, 0 from unit where code = any(%(codes)s)
  union
  select kept.code, e.heir_id, kept.hops + 1
  from kept
  join unit_end e using (unit_id)
  where e.heir_id is not null and e.ended_on <= %(today)s and kept.hops < 50
    and e.known_to = 2147483647
)
select distinct kept.code, u.code
from kept
join unit u using (unit_id)
where kept.hops > 0 and not exists (
  select from unit_end e
  where e.unit_id = kept.unit_id and e.ended_on <= %(today)s and e.known_to = 2147483647
)

-- name: holders
-- Who holds a role for one of :codes or for the whole installation today, and whether mail
-- reaches and is wanted.
select g.role, g.unit, g.account_id,
  a.email is not null and not exists (
    select from alert_unwanted x where x.account_id = g.account_id and x.channel = 'email'
  )
from account_grant g
join account a using (account_id)
where not a.disabled and g.revoked_on is null
  and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
  and (
    g.unit = any(%(codes)s) and g.role in ('clerk', 'confirmer', 'leader')
    or g.unit is null and g.role in ('confirmer', 'leader')
  )

-- name: endpoints
select endpoint_id, channel, unit from alert_endpoint where ended_at is null

-- name: staffed
-- The units that have a clerk or a leader today; with :accounts, one of these.
select distinct g.unit
from account_grant g
join account a using (account_id)
where not a.disabled and g.revoked_on is null and g.unit is not null
  and g.role in ('clerk', 'leader')
  and g.since <= %(today)s and (g.until is null or g.until >= %(today)s)
  and (%(accounts)s::uuid[] is null or g.account_id = any(%(accounts)s))
order by g.unit

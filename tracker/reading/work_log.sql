-- name: recorded
-- Positions of what :actor recorded here from :since on and before :before.
select e.position, e.effective_on
from event e
where event_actor(e.state) = %(actor)s and e.import_no is null
  and e.position > coalesce((
    select position from event where recorded_at < %(since)s
    order by recorded_at desc, position desc limit 1
  ), 0)
  and e.position <= coalesce((
    select position from event where recorded_at < %(before)s
    order by recorded_at desc, position desc limit 1
  ), 0)

-- name: effective
-- Positions of what :actor recorded here of the days from :first to :last.
select e.position, e.effective_on
from event e
where event_actor(e.state) = %(actor)s and e.import_no is null
  and e.effective_on between %(first)s and %(last)s

-- name: size
select count(*) from ({log}) log

-- name: page_recorded
-- The newest first, after the one at position :after.
select position from ({log}) log
where position < %(after)s
order by position desc
limit %(limit)s

-- name: page_effective
-- Those of the last day first, after the one of :after_day at position :after.
select position from ({log}) log
where (effective_on, position) < (%(after_day)s, %(after)s)
order by effective_on desc, position desc
limit %(limit)s

-- name: make
-- A form that is sent twice makes one address.
insert into calendar_feed (feed_id, secret_hash, account_id, unit, made_at)
values (%(feed_id)s, %(hash)s, %(account_id)s, %(unit)s, %(now)s)
on conflict (feed_id) do nothing

-- name: number_of
select count(*) from calendar_feed where account_id = %s and ended_at is null

-- name: end
update calendar_feed set ended_at = coalesce(ended_at, %(now)s)
where feed_id = %(feed_id)s and account_id = %(account_id)s

-- name: feeds_of
select feed_id, account_id, unit, made_at, ended_at, read_at
from calendar_feed
where account_id = %s
order by ended_at is not null, made_at desc, feed_id

-- name: feed_at
select feed_id, account_id, unit, made_at, ended_at, read_at
from calendar_feed
where secret_hash = %s and ended_at is null

-- name: note_read
-- Programs ask all day; a write an hour is enough to see that somebody does.
update calendar_feed set read_at = %(now)s
where feed_id = %(feed_id)s and (read_at is null or read_at <= %(hour_ago)s)

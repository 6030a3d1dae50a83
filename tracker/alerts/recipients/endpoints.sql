-- name: endpoints
select endpoint_id, channel, unit, label, url, secret, phones, added_by, added_at, ended_at
from alert_endpoint
where ended_at is null or %(with_ended)s
order by ended_at is not null, label, added_at, endpoint_id

-- name: endpoint
select endpoint_id, channel, unit, label, url, secret, phones, added_by, added_at, ended_at
from alert_endpoint
where endpoint_id = %(endpoint_id)s

-- name: add
insert into alert_endpoint (
  endpoint_id, channel, unit, label, url, secret, phones, added_by, added_at
)
values (
  %(endpoint_id)s, %(channel)s, %(unit)s, %(label)s, %(url)s, %(secret)s, %(phones)s,
  %(added_by)s, %(added_at)s
)

-- name: end
update alert_endpoint set ended_at = coalesce(ended_at, %(now)s)
where endpoint_id = %(endpoint_id)s

-- name: standings
-- How items stand on a day as known now, by their streams: one row at most for each.
select asked.stream, i.unit_id, u.code, i.status,
  nullif(i.due_on, '9999-12-31') as due_on,
  nullif(i.completed_on, '9999-12-31') as completed_on
from unnest(%(streams)s::uuid[]) as asked (stream)
join event first on first.originator_id = asked.stream and first.originator_version = 1
join item_interval i on i.item_id = first.position and i.known_to = 2147483647
  and i.valid_from <= %(today)s and i.valid_to > %(today)s
join unit u using (unit_id)

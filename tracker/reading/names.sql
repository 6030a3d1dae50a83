-- name: names
-- One name a unit: of what was known at :position the stretch that holds :as_of, else the last
-- before it, else the first after it; of a unit unknown then the same of what is known now.
select distinct on (u.code) u.code, i.name
from unit u
join unit_interval i using (unit_id)
where u.code = any(%(codes)s)
order by u.code,
  case
    when i.known_from <= %(position)s and i.known_to > %(position)s then 2
    when i.known_to = 2147483647 then 1
    else 0
  end desc,
  (i.valid_from <= %(as_of)s) desc,
  abs(i.valid_from - %(as_of)s::date)

-- name: hit
-- The items of all classes, in no order: beside a list one sees how many the others are.
hit as materialized (
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on
  from {rows} i
  where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and i.category = any(%(categories)s)
    and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
)

-- name: chosen
-- Those of one page, each with what it is sorted by.
, chosen as (
  select i.*, {value} as key
  from hit i{joins}
  where i.status = any(%(statuses)s)
  order by key {direction} nulls last, i.item_id
  limit %(limit)s offset %(offset)s
)

-- name: order
-- All of them in their order, for a file.
select i.item_id
from hit i{joins}
where i.status = any(%(statuses)s)
order by {value} {direction} nulls last, i.item_id

-- name: named
-- Some items by their ids, each with its place among these.
, chosen as (
  select i.*, named.key
  from unnest(%(ids)s::integer[]) with ordinality as named (item_id, key)
  join hit i using (item_id)
)

-- name: page
-- How many there are of each status, and the lines of the page beside it, if it has any.
select (
    select jsonb_object_agg(status, number)
    from (select status, count(*) as number from hit group by status) tally
  ) as tally, line.*
from (select) once
left join ({lines}) line on true
order by line.key {direction} nulls last, line.item_id

-- name: lines
-- What is shown of an item.
select c.key, item.assigned_on,
  c.status = any(%(open)s) and exists (
    select from begun b
    where b.item_id = c.item_id and b.begun_on <= %(as_of)s
      and b.known_from <= %(position)s and b.known_to > %(position)s
  ) as is_begun,
  c.item_id, c.category, u.code, c.status,
  nullif(c.due_on, '9999-12-31') as due_on,
  nullif(c.completed_on, '9999-12-31') as completed_on,
  item.amount_required, paid.amount, first.topic, first.state
from chosen c
join item using (item_id)
join unit u using (unit_id)
join event first on first.position = c.item_id
left join lateral (
  select coalesce(sum(p.amount), 0)::bigint as amount from payment p
  where p.item_id = c.item_id and p.paid_on <= %(as_of)s
    and p.known_from <= %(position)s and p.known_to > %(position)s
) paid on item.amount_required is not null
order by c.key {direction} nulls last, c.item_id

-- name: right_below
-- Units whose parent is the unit :code at the cut.
select u.code, i.name
from unit_interval i
join unit u using (unit_id)
where i.parent_id = (select unit_id from unit where code = %(code)s)
  and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
order by u.code

-- name: roots
-- Units above which nothing stands at the cut.
select u.code, i.name
from unit_interval i
join unit u using (unit_id)
where i.parent_id is null
  and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
order by u.code

-- name: called
-- Which of some streams had begun at :position.
select originator_id from event
where originator_id = any(%(streams)s) and originator_version = 1 and position <= %(position)s

-- name: branches
-- The unit :code, or without one everything, on :as_of: each unit with the branch that it is
-- counted in. A branch is a unit right below, with all below it; the unit itself is its own.
with recursive placed as (
  select unit_id, parent_id, name, level from unit_interval
  where valid_from <= %(as_of)s and valid_to > %(as_of)s
    and known_from <= %(position)s and known_to > %(position)s
),
below (unit_id, branch_id, depth, name, level) as (
  select unit_id, unit_id, 0, name, level from placed
  where %(code)s::text is not null and unit_id = (select unit_id from unit where code = %(code)s)
  union all
  select unit_id, unit_id, 1, name, level from placed
  where %(code)s::text is null and parent_id is null
  union all
  select i.unit_id, case depth when 0 then i.unit_id else branch_id end, depth + 1, i.name, i.level
  from below
  join lateral (
    -- By index, for the tree below one unit is a small part of the whole.
    select unit_id, name, level from unit_interval
    where parent_id = below.unit_id
      and valid_from <= %(as_of)s and valid_to > %(as_of)s
      and known_from <= %(position)s and known_to > %(position)s
  ) i on true
  where depth < 50
)
select below.unit_id, branch_id, depth, u.code, name, level
from below
join unit u using (unit_id)
order by depth, u.code

-- name: path
-- The unit and those above it on :as_of, from the top down, with their names.
with recursive up (unit_id, name, height) as (
  select i.unit_id, i.name, 0
  from unit
  join unit_interval i using (unit_id)
  where unit.code = %(code)s
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
  union all
  select parent.unit_id, parent.name, up.height + 1
  from up
  join unit_interval i using (unit_id)
  join unit_interval parent on parent.unit_id = i.parent_id
  where up.height < 50
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and parent.valid_from <= %(as_of)s and parent.valid_to > %(as_of)s
    and parent.known_from <= %(position)s and parent.known_to > %(position)s
)
select u.code, up.name from up join unit u using (unit_id) order by up.height desc

-- name: steering
-- Everything that the page counts, in one scan: by unit, by category, and what is open by its
-- deadline; rows of the three groupings are told apart by which columns are there.
select unit_id, category, due_on, status, b.item_id is not null as is_begun, count(*)
from (
  select unit_id, category, status,
    case when status = any(%(open)s) then item_id end as open_item,
    case when status = any(%(open)s) then nullif(due_on, '9999-12-31') end as due_on
  from item_interval i
  where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
    and i.category = any(%(categories)s)
    and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
) standing
left join begun b on b.item_id = open_item and b.begun_on <= %(as_of)s
  and b.known_from <= %(position)s and b.known_to > %(position)s
group by grouping sets ((unit_id, status, is_begun), (category, status, is_begun), (due_on, status))

-- name: longest
-- The items that have stood as they do for longest: those of :overdue since their deadline,
-- those of :waiting since the day of completion; as many of each.
select ranked.waits, ranked.category, ranked.status, u.code, nullif(ranked.due_on, '9999-12-31'),
  nullif(ranked.completed_on, '9999-12-31'), first.originator_id, first.topic, first.state
from (
  select *, row_number() over (partition by waits order by since, item_id) as place
  from (
    select i.item_id, i.unit_id, i.category, i.status, i.due_on, i.completed_on,
      i.status = any(%(waiting)s) as waits,
      case when i.status = any(%(waiting)s) then i.completed_on else i.due_on end as since
    from item_interval i
    where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
      and i.known_from <= %(position)s and i.known_to > %(position)s
      and i.category = any(%(categories)s)
      and (i.status = any(%(overdue)s) or i.status = any(%(waiting)s))
      and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
  ) pressing
) ranked
join unit u using (unit_id)
join event first on first.position = ranked.item_id
where place <= %(limit)s
order by waits, place

-- name: urges
-- When some items were urged, as known at :position, and what was voided of them since.
select originator_id, originator_version, effective_on, topic, state
from event
where originator_id = any(%(streams)s) and position <= %(position)s
  and (topic like '%%.urged' or topic like '%%.voided')

-- name: conclusions
-- Findings and their money by conclusion; whole đồng.
select paper.number, count(*), count(*) filter (where i.status = any(%(done)s)),
  coalesce(sum(item.amount_required), 0)::bigint, coalesce(sum(paid.amount), 0)::bigint
from item_interval i
join item using (item_id)
join paper using (paper_id)
left join lateral (
  select sum(p.amount) as amount from payment p
  where p.item_id = i.item_id and p.paid_on <= %(as_of)s
    and p.known_from <= %(position)s and p.known_to > %(position)s
) paid on true
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and i.category = any(%(categories)s) and i.status <> all(%(out)s)
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
group by paper.number
order by coalesce(sum(item.amount_required), 0) - coalesce(sum(paid.amount), 0) desc,
  coalesce(sum(item.amount_required), 0) desc, paper.number

-- name: changed
-- The items on either side: those of the units on :as_of as known at :from, and on :as_of_to
-- as known at :to; each status counts as the class that it is a sort of.
with before as (
  select item_id, (%(class_of)s::integer[])[status] as class, status, unit_id from item_interval
  where valid_from <= %(as_of)s and valid_to > %(as_of)s
    and known_from <= %(from)s and known_to > %(from)s
    and category = any(%(categories)s)
    and (%(units_from)s::integer[] is null or unit_id = any(%(units_from)s))
    and (%(touched)s::integer[] is null or item_id = any(%(touched)s))
),
after as (
  select item_id, (%(class_of)s::integer[])[status] as class, status, unit_id from item_interval
  where valid_from <= %(as_of_to)s and valid_to > %(as_of_to)s
    and known_from <= %(to)s and known_to > %(to)s
    and category = any(%(categories)s)
    and (%(units_to)s::integer[] is null or unit_id = any(%(units_to)s))
    and (%(touched)s::integer[] is null or item_id = any(%(touched)s))
)

-- name: changed_ids
select item_id from before full join after using (item_id)
where before.class is distinct from after.class
order by item_id

-- name: changed_rows
select item.category, u.code, before.status, after.status,
  first.originator_id
from before
full join after using (item_id)
join item using (item_id)
join event first on first.position = item.item_id
join unit u on u.unit_id = coalesce(after.unit_id, before.unit_id)
where before.class is distinct from after.class
order by item.item_id

-- name: touched_between
-- Items that anything was recorded of between two positions that can matter on :as_of.
select distinct first.position
from event e
join event first on first.originator_id = e.originator_id and first.originator_version = 1
where e.position > %(early)s and e.position <= %(late)s
  and (
    e.effective_on <= %(as_of)s
    or e.topic in (
      'plan_task.voided', 'directive.voided', 'finding.voided',
      'plan_task.deadline_corrected', 'directive.deadline_corrected', 'finding.deadline_corrected'
    )
  )

-- name: tree_changed
select exists (
  select from event
  where topic like 'unit.%%' and position > %(early)s and position <= %(late)s
)

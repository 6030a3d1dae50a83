-- name: there
-- Items of some units on :as_of, as known at either time.
select i.item_id from item_interval i
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(from)s and i.known_to > %(from)s
  and i.category = any(%(categories)s) and i.unit_id = any(%(units_from)s)
union
select i.item_id from item_interval i
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(to)s and i.known_to > %(to)s
  and i.category = any(%(categories)s) and i.unit_id = any(%(units_to)s)

-- name: of_units
-- Positions of what was recorded after :from, up to :to, of days up to :as_of or in correction
-- of such days; for few units, by what happened to each of their items.
select e.position
from ({there}) there
join event first on first.position = there.item_id and first.originator_version = 1
join event e on e.originator_id = first.originator_id
where {is_late}

-- name: of_many_units
-- The same for many units, by all that was recorded late.
with late as materialized (
  select e.position, first.position as item_id
  from event e
  join event first on first.originator_id = e.originator_id and first.originator_version = 1
  where {is_late}
)
select late.position from late join ({there}) there using (item_id)

-- name: everywhere
-- The same about all items that were there on that day.
select e.position
from event e
join event first on first.originator_id = e.originator_id and first.originator_version = 1
join item on item.item_id = first.position and item.category = any(%(categories)s)
  and item.assigned_on <= %(as_of)s
where {is_late}

-- name: is_late
e.position > %(from)s and e.position <= %(to)s
-- Nobody enters a flag: after an outage the scheduler catches up with many at once, and the
-- report on alerts tells of them.
and e.topic not in (
  'plan_task.due_soon_flagged', 'directive.due_soon_flagged', 'finding.due_soon_flagged',
  'plan_task.overdue_flagged', 'directive.overdue_flagged', 'finding.overdue_flagged'
)
and (
  e.effective_on <= %(as_of)s
  or e.topic in (
    'plan_task.deadline_corrected', 'directive.deadline_corrected', 'finding.deadline_corrected'
  )
  -- What a void takes back decides, not the day of the void.
  or (
    e.topic in ('plan_task.voided', 'directive.voided', 'finding.voided')
    and exists (
      select from event gone
      where gone.originator_id = e.originator_id and gone.effective_on <= %(as_of)s
        and gone.originator_version =
          substring(encode(e.state, 'escape') from '"event_no":([0-9]+)')::integer
    )
  )
)

-- name: page
-- The newest first, before the one at position :before; and how many there are at all.
with late as materialized ({late})
select position, (select count(*) from late) from late
where position < %(before)s
order by position desc
limit %(limit)s

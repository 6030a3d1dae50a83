-- What one unit's people work from. An item stands in one section of those that `section`
-- names; what was rejected stands in one more beside it.

-- name: rejected
-- A condition on an interval i: the item is open because its last report was not accepted.
-- Whoever reports has begun, so only begun items are looked at.
i.status = any(%(rejected)s) and exists (
  select from begun b
  where b.item_id = i.item_id and b.begun_on <= %(as_of)s
    and b.known_from <= %(position)s and b.known_to > %(position)s
) and exists (
  select from event first
  join event said using (originator_id)
  where first.position = i.item_id and first.originator_version = 1
    and said.topic in (
      'plan_task.completion_rejected', 'directive.completion_rejected',
      'finding.remediation_rejected'
    )
    and said.position <= %(position)s and said.effective_on <= %(as_of)s
    and not exists (
      select from event void
      where void.originator_id = said.originator_id and void.position <= %(position)s
        and void.topic in ('plan_task.voided', 'directive.voided', 'finding.voided')
        and convert_from(void.state, 'UTF8')::json ->> 'event_no' = said.originator_version::text
    )
    -- What was accepted after all and opened again is open for another reason.
    and not exists (
      select from event again
      where again.originator_id = said.originator_id and again.position <= %(position)s
        and again.topic in ('plan_task.reopened', 'directive.reopened', 'finding.reopened')
        and again.effective_on <= %(as_of)s
        and (again.effective_on, again.originator_version)
          > (said.effective_on, said.originator_version)
        and not exists (
          select from event void
          where void.originator_id = again.originator_id and void.position <= %(position)s
            and void.topic in ('plan_task.voided', 'directive.voided', 'finding.voided')
            and convert_from(void.state, 'UTF8')::json ->> 'event_no'
              = again.originator_version::text
        )
    )
)

-- name: sections
-- How many items each section holds, and its first ones.
with mine as materialized (
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on,
    case
      when i.category = %(target)s then 'targets'
      when i.status = any(%(waiting)s) then 'waiting'
      when i.status = any(%(suspended)s) then 'suspended'
      when i.status = any(%(overdue)s) then 'overdue'
      when i.status = any(%(no_deadline)s) then 'no_deadline'
      when i.due_on = %(as_of)s then 'today'
      when i.due_on <= %(soon)s then 'week'
      else 'later'
    end as section
  from item_interval i
  where i.unit_id = any(%(units)s) and i.status = any(%(statuses)s)
    and i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
    and i.known_from <= %(position)s and i.known_to > %(position)s
),
placed as (
  select * from mine
  union all
  select i.item_id, i.category, i.unit_id, i.status, i.due_on, i.completed_on, 'rejected'
  from mine i
  where {rejected}
),
told as (
  select placed.*, row_number() over (
    partition by section
    order by case section when 'waiting' then completed_on else due_on end, item_id
  ) as place
  from placed
  where section = any(%(told)s)
)
select (
    select jsonb_object_agg(section, number)
    from (select section, count(*) as number from placed group by section) tally
  ) as tally, line.*
from (select) once
left join (
  select t.section, t.place, nullif(t.due_on, '9999-12-31') - %(as_of)s::date as days,
    t.status = any(%(rejected)s) and exists (
      select from begun b
      where b.item_id = t.item_id and b.begun_on <= %(as_of)s
        and b.known_from <= %(position)s and b.known_to > %(position)s
    ) as is_begun,
    t.item_id, t.category, u.code, t.status,
    nullif(t.due_on, '9999-12-31') as due_on,
    nullif(t.completed_on, '9999-12-31') as completed_on,
    item.amount_required, paid.amount, first.topic, first.state
  from told t
  join item using (item_id)
  join unit u using (unit_id)
  join event first on first.position = t.item_id
  left join lateral (
    select coalesce(sum(p.amount), 0)::bigint as amount from payment p
    where p.item_id = t.item_id and p.paid_on <= %(as_of)s
      and p.known_from <= %(position)s and p.known_to > %(position)s
  ) paid on item.amount_required is not null
  where t.place <= %(lines)s
) line on true
order by line.section, line.place

-- name: rejections
-- Why each of the items was not accepted: its last rejection that stands.
select distinct on (first.position) first.position, said.topic, said.state, said.recorded_at
from event first
join event said using (originator_id)
where first.position = any(%(items)s) and first.originator_version = 1
  and said.topic in (
    'plan_task.completion_rejected', 'directive.completion_rejected',
    'finding.remediation_rejected'
  )
  and said.position <= %(position)s and said.effective_on <= %(as_of)s
  and not exists (
    select from event void
    where void.originator_id = said.originator_id and void.position <= %(position)s
      and void.topic in ('plan_task.voided', 'directive.voided', 'finding.voided')
      and convert_from(void.state, 'UTF8')::json ->> 'event_no' = said.originator_version::text
  )
order by first.position, said.effective_on desc, said.originator_version desc

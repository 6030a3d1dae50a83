-- name: asked
-- Streams of the items at the cut in which something was asked that nothing recorded there
-- seems to answer; whether it waits is decided from the events. What was voided later may be
-- the answer, and a deadline that the calendar moved is none.
select distinct first.originator_id
from {rows} i
join event first on first.position = i.item_id and first.originator_version = 1
join event asked on asked.originator_id = first.originator_id
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and i.category = any(%(categories)s) and i.status = any(%(statuses)s)
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
  and asked.topic in (
    'plan_task.extension_requested', 'plan_task.return_requested',
    'directive.extension_requested', 'directive.return_requested',
    'finding.extension_requested', 'finding.return_requested'
  )
  and asked.position <= %(position)s and asked.effective_on <= %(as_of)s
  and (i.status = any(%(active)s) or asked.topic like '%%.return_requested')
  and not exists (
    select from event answer
    where answer.originator_id = asked.originator_id
      and (answer.effective_on, answer.originator_version)
        > (asked.effective_on, asked.originator_version)
      and answer.position <= %(position)s and answer.effective_on <= %(as_of)s
      and case
        when asked.topic like '%%.return_requested' then
          answer.topic in (
            'plan_task.return_refused', 'plan_task.transferred',
            'directive.return_refused', 'directive.transferred',
            'finding.return_refused', 'finding.transferred'
          )
        else
          answer.topic in (
            'plan_task.extension_refused', 'directive.extension_refused',
            'finding.extension_refused'
          )
          or (
            answer.topic in (
              'plan_task.deadline_extended', 'directive.deadline_extended',
              'finding.deadline_extended'
            )
            and position('"cause":' in answer.state) = 0
          )
      end
      and answer.topic in (
        'plan_task.return_refused', 'plan_task.transferred',
        'plan_task.extension_refused', 'plan_task.deadline_extended',
        'directive.return_refused', 'directive.transferred',
        'directive.extension_refused', 'directive.deadline_extended',
        'finding.return_refused', 'finding.transferred',
        'finding.extension_refused', 'finding.deadline_extended'
      )
      and not exists (
        select from event void
        where void.originator_id = answer.originator_id
          and void.position > answer.position and void.position <= %(position)s
          and void.topic in ('plan_task.voided', 'directive.voided', 'finding.voided')
      )
  )

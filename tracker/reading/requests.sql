-- name: asked
-- Streams of the items at the cut, not out, in which a request was ever recorded; whether it
-- still waits is decided from the events.
select first.originator_id
from {rows} i
join event first on first.position = i.item_id
where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s
  and i.known_from <= %(position)s and i.known_to > %(position)s
  and i.category = any(%(categories)s) and i.status = any(%(statuses)s)
  and (%(units)s::integer[] is null or i.unit_id = any(%(units)s))
  and exists (
    select from event r
    where r.originator_id = first.originator_id
      and r.topic in (
        'plan_task.extension_requested', 'plan_task.return_requested',
        'directive.extension_requested', 'directive.return_requested',
        'finding.extension_requested', 'finding.return_requested'
      )
      and r.position <= %(position)s and r.effective_on <= %(as_of)s
  )

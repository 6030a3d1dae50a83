-- name: entered
-- Where each item of a period came from and where it went (domain.md 4.8); a piece is a
-- stretch of days in which the item was inside the unit asked for.
, piece as (
  select i.item_id, i.status, i.valid_from as began, item.assigned_on,
    greatest(i.valid_from, m.since) as since, least(i.valid_to, m.until) as until
  from {rows} i
  join member m on i.unit_id = m.unit_id and i.valid_from < m.until and m.since < i.valid_to
  join item using (item_id)
  where i.known_from <= %(position)s and i.known_to > %(position)s
    and i.valid_from <= %(last)s and i.valid_to > %(before)s
    and i.category = any(%(categories)s)
),
judged as (
  select item_id,
    bool_or(status = any(%(active)s) and since <= %(before)s and until > %(before)s) as carried,
    bool_or(assigned_on >= %(start)s and since <= assigned_on and until > assigned_on) as new,
    bool_or(status = any(%(done)s) and since <= %(before)s and until > %(before)s) as was_done,
    bool_or(status = any(%(active)s) and since <= %(last)s and until > %(start)s) as was_active,
    max(status) filter (where status = any(%(out)s) and since = began) as went_out,
    bool_or(status = any(%(out)s)) as is_out,
    max(status) filter (where since <= %(last)s and until > %(last)s) as at_end
  from piece
  group by item_id
),
entered as (
  select item_id,
    case
      when carried then 'carried_in'
      when new then 'new'
      when was_done and was_active then 'reopened'
      when was_active then 'transferred_in'
    end as entry,
    case
      when went_out is not null then went_out
      when is_out or at_end is null then 0
      else at_end
    end as exit
  from judged
)

-- name: flows
select entry, exit, count(*) from entered where entry is not null group by entry, exit

-- name: flowed
select item_id, entry, exit from entered where entry is not null order by item_id

-- name: told
-- The first events of some items, whose ids are their positions.
select position, topic, state from event where position = any(%s::bigint[]) order by position

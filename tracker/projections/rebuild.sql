-- name: bulk_units
-- Units in the order of their first events: a parent is known before its children.
copy (
  select originator_id, originator_version, topic, state, position
  from (
    select *, min(position) over (partition by originator_id) as first_position
    from tracker.event
    where topic like 'unit.%' and position <= {head}
  ) unit
  order by first_position, originator_version
) to stdout (format binary)

-- name: bulk_items
copy (
  select originator_id, originator_version, topic, state, position
  from tracker.event
  where topic not like 'unit.%' and topic not like 'calendar.%' and position <= {head}
  order by originator_id, originator_version
) to stdout (format binary)

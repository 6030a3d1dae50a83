-- name: read_log
select originator_id, originator_version, topic, state, position
from tracker.event
where position > %s
order by position
limit %s

-- name: read_known
-- The earlier events of streams that a batch continues.
select originator_id, originator_version, topic, state, position
from tracker.event
where originator_id = any(%s) and position <= %s
order by originator_id, originator_version

-- name: head
select coalesce(max(position), 0) from tracker.event

-- name: recorded_at
select recorded_at from tracker.event where position = %s

-- name: lock_checkpoint
-- Nobody else moves it meanwhile; built_at tells whether it is still the model we knew.
select position, built_at from checkpoint for update

-- name: checkpoint
select position, recorded_at from checkpoint

-- name: built_at
select built_at from checkpoint

-- name: move_checkpoint
update checkpoint set position = %(position)s, recorded_at = %(recorded_at)s

-- name: unit_ids
select code, unit_id from unit

-- name: paper_ids
select number, paper_id from paper

-- name: copy_papers
copy paper (paper_id, number) from stdin (format binary)

-- name: parked_streams
select distinct originator_id from parked

-- name: park
insert into parked (position, originator_id, error) values (%s, %s, %s)

-- name: end_items
-- Ends rows that are no longer known; every row named must be there.
update item_interval as i
set known_to = ended.position
from unnest(%s::integer[], %s::date[], %s::integer[]) as ended (item_id, valid_from, position)
where i.item_id = ended.item_id and i.valid_from = ended.valid_from
  and i.known_to = 2147483647

-- name: end_units
update unit_interval as u
set known_to = ended.position
from unnest(%s::integer[], %s::date[], %s::integer[]) as ended (unit_id, valid_from, position)
where u.unit_id = ended.unit_id and u.valid_from = ended.valid_from
  and u.known_to = 2147483647

-- name: end_unit_ends
update unit_end as u
set known_to = ended.position
from unnest(%s::integer[], %s::date[], %s::integer[]) as ended (unit_id, ended_on, position)
where u.unit_id = ended.unit_id and u.ended_on = ended.ended_on
  and u.known_to = 2147483647

-- name: end_begun
update begun as b
set known_to = ended.position
from unnest(%s::integer[], %s::date[], %s::integer[]) as ended (item_id, begun_on, position)
where b.item_id = ended.item_id and b.begun_on = ended.begun_on
  and b.known_to = 2147483647

-- name: end_payments
update payment as p
set known_to = ended.position
from unnest(%s::integer[], %s::integer[]) as ended (known_from, position)
where p.known_from = ended.known_from and p.known_to = 2147483647

-- name: copy_units
copy unit (unit_id, code) from stdin (format binary)

-- name: copy_unit_rows
copy unit_interval (
  known_from, known_to, unit_id, parent_id, valid_from, valid_to, name, level
) from stdin (format binary)

-- name: copy_unit_ends
copy unit_end (known_from, known_to, unit_id, ended_on, heir_id) from stdin (format binary)

-- name: add_counted
insert into counted_deadline (item_id) select unnest(%s::integer[]) on conflict do nothing

-- name: copy_items
copy item (amount_required, item_id, assigned_on, paper_id, category, area)
from stdin (format binary)

-- name: copy_item_words
copy item_words (item_id, words) from stdin (format binary)

-- name: copy_item_rows
copy item_interval (
  known_from, known_to, item_id, unit_id, valid_from, valid_to, due_on, completed_on,
  category, status
) from stdin (format binary)

-- name: copy_begun
copy begun (item_id, known_from, known_to, begun_on) from stdin (format binary)

-- name: copy_payments
copy payment (item_id, known_from, known_to, paid_on, amount) from stdin (format binary)

-- name: of_dispatch
-- Streams of the directives that a dispatch became, as far as known at :position.
select originator_id from event
where topic = 'directive.assigned' and event_text(state, '"dispatch":"') is not null
  and event_text(state, '"dispatch":"') = %(spelt)s and position <= %(position)s
order by position
limit %(most)s

-- name: below
-- Streams of the directives that pass another one on.
select originator_id from event
where topic = 'directive.assigned' and event_text(state, '"parent_ref":"') is not null
  and event_text(state, '"parent_ref":"') = %(spelt)s and position <= %(position)s
order by position
limit %(most)s

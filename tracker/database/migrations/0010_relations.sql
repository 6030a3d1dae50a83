-- Items that belong together: those of one dispatch, and those below another item. Both are
-- said once, when a directive is assigned, and are looked up by what is said.

-- The text that follows `opening`, as the bytes that a state spells it with, up to the first
-- quotation mark; nothing where it does not follow. Bytes that are no state are harmless.
create function event_text(state bytea, opening bytea) returns bytea
language sql immutable strict parallel safe
return case
  when position(opening in state) = 0 then null
  else substring(
    state from position(opening in state) + length(opening)
    for greatest(
      position(
        '"'::bytea in substring(state from position(opening in state) + length(opening))
      ) - 1,
      0
    )
  )
end;

create index event_of_dispatch on event (event_text(state, '"dispatch":"'), position)
  where topic = 'directive.assigned' and event_text(state, '"dispatch":"') is not null;

create index event_of_parent on event (event_text(state, '"parent_ref":"'), position)
  where topic = 'directive.assigned' and event_text(state, '"parent_ref":"') is not null;

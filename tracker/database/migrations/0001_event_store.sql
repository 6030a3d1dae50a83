-- The event store: one append-only table. `position` is the knowledge axis.

create table event (
  position bigint generated always as identity primary key,
  originator_id uuid not null,
  originator_version integer not null check (originator_version > 0),
  topic text not null check (topic ~ '^[a-z_]+\.[a-z_]+$'),
  state bytea not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  import_no integer,
  unique (originator_id, originator_version),
  -- contract.md section 2 step 5: nothing is dated after the local day on which it is
  -- recorded; only units may be dated ahead.
  constraint event_not_dated_ahead check (
    effective_on <= (recorded_at at time zone interval '7 hours')::date or topic like 'unit.%'
  )
);

-- Known-at times become positions through this index.
create index event_recorded_at on event (recorded_at, position);
-- The tree of units is read whole when a unit changes or a read model is built.
create index event_of_units on event (position) where topic like 'unit.%';

-- Which file an imported event came from; event.import_no names a row here.
create table import (
  import_no integer generated always as identity primary key,
  file_name text not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  events bigint not null check (events > 0),
  imported_at timestamptz not null default clock_timestamp()
);

create function refuse_edit() returns trigger language plpgsql as $$
begin
  raise exception 'events are never edited or deleted; correct by a further event'
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger event_is_append_only before update or delete or truncate on event
  for each statement execute function refuse_edit();
create trigger import_is_append_only before update or delete or truncate on import
  for each statement execute function refuse_edit();

-- The recorded time of the next events. Called under the lock, so it never runs
-- backwards, even when the server's clock does.
create function next_recorded_at() returns timestamptz language sql stable
set search_path = tracker, pg_temp as $$
  select greatest(clock_timestamp(), (select recorded_at from event order by position desc limit 1))
$$;

-- Appends a few events in one round trip. The lock makes positions come in commit
-- order, so a follower that has seen a position will never find a smaller one later.
create function append_events(
  ids uuid[], versions integer[], topics text[], states bytea[], days date[]
) returns setof bigint language plpgsql security definer
set search_path = tracker, pg_temp as $$
declare
  learned timestamptz;
begin
  lock table event in exclusive mode;
  learned := next_recorded_at();
  perform pg_notify('tracker_event', '');
  return query
    insert into event (originator_id, originator_version, topic, state, effective_on, recorded_at)
    select new.id, new.version, new.topic, new.state, new.day, learned
    from unnest(ids, versions, topics, states, days) with ordinality
      as new (id, version, topic, state, day, ord)
    order by new.ord
    returning event.position;
end $$;

-- The same for one event, which is what most commands record.
create function append_event(
  id uuid, version integer, topic text, state bytea, day date
) returns bigint language plpgsql security definer
set search_path = tracker, pg_temp as $$
declare
  appended bigint;
begin
  lock table event in exclusive mode;
  perform pg_notify('tracker_event', '');
  insert into event (originator_id, originator_version, topic, state, effective_on, recorded_at)
  values (id, version, append_event.topic, append_event.state, day, next_recorded_at())
  returning position into appended;
  return appended;
end $$;

-- Only a plain table is read with this function's rights, never a view over other code.
create function refuse_staged_view() returns void language plpgsql as $$
begin
  if (select relkind from pg_class where oid = 'pg_temp.staged_event'::regclass) <> 'r' then
    raise exception 'staged_event must be a plain temporary table';
  end if;
end $$;

-- Appends many events that were copied into the session's temporary table staged_event;
-- gives the last position. Positions drawn under the lock have no gaps between them.
create function append_staged() returns bigint language plpgsql security definer
set search_path = tracker, pg_temp as $$
declare
  learned timestamptz;
begin
  perform refuse_staged_view();
  lock table event in exclusive mode;
  learned := next_recorded_at();
  perform pg_notify('tracker_event', '');
  insert into event (originator_id, originator_version, topic, state, effective_on, recorded_at)
  select s.originator_id, s.originator_version, s.topic, s.state, s.effective_on, learned
  from pg_temp.staged_event s
  order by s.ord;
  return (select max(position) from event);
end $$;

-- Takes a whole history with its own recorded times; into an empty store only. It sorts
-- everything, so it may use more memory than a query of the daily work.
create function append_imported(files text[], hashes text[]) returns bigint
language plpgsql security definer set search_path = tracker, pg_temp
set work_mem = '256MB' as $$
declare
  numbers integer[] := '{}';
  number integer;
  appended bigint;
begin
  perform refuse_staged_view();
  lock table event in exclusive mode;
  if exists (select from event) then
    raise exception 'the store is not empty' using errcode = 'object_not_in_prerequisite_state';
  end if;
  for i in 1 .. cardinality(files) loop
    insert into import (file_name, sha256, events)
    select files[i], hashes[i], count(*) from pg_temp.staged_event s where s.file_no = i
    returning import_no into number;
    numbers := numbers || number;
  end loop;
  perform pg_notify('tracker_event', '');
  -- The versions are counted over narrow rows; the wide ones are sorted once.
  insert into event (
    originator_id, originator_version, topic, state, effective_on, recorded_at, import_no
  )
  select s.originator_id, numbered.version, s.topic, s.state, s.effective_on, s.recorded_at,
    numbers[s.file_no]
  from pg_temp.staged_event s
  join (
    select ord, row_number() over (partition by originator_id order by ord)::integer as version
    from pg_temp.staged_event
  ) numbered using (ord)
  order by s.ord;
  get diagnostics appended = row_count;
  return appended;
end $$;

-- The application reads events and adds them through the functions above; it may
-- neither write around the lock nor change what is written.
revoke all on event, import from public;
revoke execute on function append_event(uuid, integer, text, bytea, date),
  append_events(uuid[], integer[], text[], bytea[], date[]),
  append_staged(), append_imported(text[], text[]) from public;
grant usage on schema tracker to tracker_app;
grant select on event, import, migration to tracker_app;
grant execute on function append_event(uuid, integer, text, bytea, date),
  append_events(uuid[], integer[], text[], bytea[], date[]),
  append_staged(), append_imported(text[], text[]) to tracker_app;

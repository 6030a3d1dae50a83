-- The read model's tables, made in the schema that comes first on the search path.
-- Rows are never changed but for `known_to`, written once; 2147483647 there means "still
-- known", 'infinity' in a day means "none". Positions are kept as integers: at eleven
-- million events a year they last for 190 years, and a rebuild can widen them.

-- name: create_tables
create table checkpoint (
  single boolean primary key default true check (single),
  position bigint not null,
  -- When the event at that position was recorded: a log that lost it is another log.
  recorded_at timestamptz,
  model_version integer not null,
  built_at timestamptz not null default clock_timestamp()
);

create table category (
  category smallint primary key,
  kind text not null,
  issuer_level text,
  unique nulls not distinct (kind, issuer_level)
);

create table unit (
  unit_id integer primary key,
  code text not null unique
);

create table unit_interval (
  known_from integer not null,
  known_to integer not null,
  unit_id integer not null,
  parent_id integer,
  valid_from date not null,
  valid_to date not null,
  name text not null,
  level text not null,
  check (valid_from < valid_to),
  check (known_from < known_to)
);

-- When a unit ended and who keeps its records; a past period is mapped onto a later tree by it.
create table unit_end (
  known_from integer not null,
  known_to integer not null,
  unit_id integer not null,
  ended_on date not null,
  heir_id integer,
  check (known_from < known_to)
);

-- Items of which some deadline may be a period: those that a change of the calendar can move.
create table counted_deadline (
  item_id integer primary key
);

-- An item's id is the position of its first event, which holds what is said of it in words
-- (reference, title); those are read from the log for the items that are listed.
create table item (
  amount_required bigint,
  item_id integer not null,
  assigned_on date not null,
  paper_id integer,
  category smallint not null,
  area smallint
);

-- The words by which an item is found, folded (tracker/folding.py), blanks between.
create table item_words (
  item_id integer not null,
  words text not null
);

-- The document an item belongs to: the plan of a task or target, the conclusion of a finding.
create table paper (
  paper_id integer primary key,
  number text not null unique
);

create table item_interval (
  known_from integer not null,
  known_to integer not null,
  item_id integer not null,
  unit_id integer not null,
  valid_from date not null,
  valid_to date not null,
  due_on date not null,
  completed_on date not null,
  category smallint not null,
  status smallint not null,
  check (valid_from < valid_to),
  check (known_from < known_to)
-- Vacuumed early: counts read the index alone only where the pages are known to be visible.
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);

-- From which day on work on an item has begun, as far as it is open ("đang thực hiện", not
-- "chưa thực hiện"). A table of its own, for a stretch of days need not end where work begins.
create table begun (
  item_id integer not null,
  known_from integer not null,
  known_to integer not null,
  begun_on date not null,
  check (known_from < known_to)
);

create table payment (
  item_id integer not null,
  known_from integer not null,
  known_to integer not null,
  paid_on date not null,
  amount bigint not null
);

-- Events that could not be read or applied; they are shown until a rebuild succeeds.
create table parked (
  position bigint primary key,
  originator_id uuid not null,
  error text not null,
  parked_at timestamptz not null default clock_timestamp()
);
create index parked_stream on parked (originator_id)

-- name: create_indexes
-- Ids only grow, so no page of this index is ever filled in between.
create unique index item_id_key on item (item_id) include (category) with (fillfactor = 100);
-- One unit's counts at any (C, K) are one index-only scan.
create index item_interval_count on item_interval
  (unit_id, valid_from, valid_to, known_from, known_to) include (category, status);
-- What is known now of an item is one row a stretch of days; a second would be a bug.
create unique index item_interval_now on item_interval (item_id, valid_from)
  where known_to = 2147483647;
-- Items that may be told about, by the day that it is about: of one that is open or will be
-- overdue the deadline, of one that waits for confirmation the day of completion.
create index item_interval_about on item_interval
  ((case status when 2 then due_on else completed_on end))
  where known_to = 2147483647 and valid_to = '9999-12-31' and status in (2, 4, 5, 6);
-- The words are spelt out already: nothing here depends on a configuration of the server.
create index item_words_found on item_words
  using gin (array_to_tsvector(string_to_array(words, ' ')));
-- By item; and of an item one day at most is known now. Few rows ever come in between.
create unique index begun_item on begun (item_id, known_to) with (fillfactor = 100);
create index payment_item on payment (item_id);
create unique index unit_interval_now on unit_interval (unit_id, valid_from)
  where known_to = 2147483647;
create unique index unit_end_now on unit_end (unit_id) where known_to = 2147483647;
create index unit_interval_unit on unit_interval (unit_id);
create index unit_interval_parent on unit_interval (parent_id)

-- name: grant_access
grant select, insert, update, delete on all tables in schema {schema} to tracker_app;
grant usage on all sequences in schema {schema} to tracker_app;
grant usage on schema {schema} to tracker_app

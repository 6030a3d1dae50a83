-- Lists that somebody looks at again and again: a name and the query of the address. What a
-- person prefers is no event; nobody else sees it, and losing it changes no number.
create table saved_view (
  view_id integer generated always as identity primary key,
  account uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- The name without capitals: two that differ in nothing else would be taken for one.
  folded text not null,
  query text not null check (length(query) <= 4000),
  saved_at timestamptz not null,
  unique (account, folded)
);

revoke all on saved_view from public;
grant select, insert, update, delete on saved_view to tracker_app;

-- name: sizes
-- How much there is: of the log only its end, for counting it would take longer than it is worth.
select
  (select coalesce(max(position), 0) from event),
  (select count(*) from item),
  (select count(*) from unit),
  (select count(*) from account),
  pg_database_size(current_database()),
  (select count(*) from evidence),
  (select coalesce(sum(size), 0)::bigint from evidence)

-- name: damaged_files
select count(distinct sha256) from evidence_damage where mended_at is null

-- name: built
select model_version, built_at from checkpoint

-- name: parked_first
-- The first events that stand aside unread.
select position, error, parked_at from parked order by position limit %s

-- name: held
-- Whether some session of this database holds an advisory lock.
select exists (
  select from pg_locks
  where locktype = 'advisory' and granted and classid = 0 and objsubid = 1
    and objid = %s::bigint::oid
    and database = (select oid from pg_database where datname = current_database())
)

-- name: jobs
-- Each of these jobs with its last run and its last good end, in their order.
select
  name, next_run_at, begun_at, ended_at, outcome, told, problem,
  (
    select good.ended_at from job_run as good
    where good.name = named.name and good.outcome = 'done'
    order by good.run_no desc
    limit 1
  )
from unnest(%s::text[]) with ordinality as named (name, place)
left join job using (name)
left join lateral (
  select begun_at, ended_at, outcome, told, problem
  from job_run
  where job_run.name = named.name
  order by run_no desc
  limit 1
) as last_run on true
order by place

-- name: running
-- The numbers of the jobs whose lock some session of this database holds.
select objid::bigint from pg_locks
where locktype = 'advisory' and granted and objsubid = 2 and classid = %s::bigint::oid
  and database = (select oid from pg_database where datname = current_database())

-- name: led
-- Whether some scheduler holds the leader's lock.
select exists (
  select from pg_locks
  where locktype = 'advisory' and granted and classid = 0 and objsubid = 1
    and objid = %s::bigint::oid
    and database = (select oid from pg_database where datname = current_database())
)

-- name: take
select pg_try_advisory_lock(%s, %s)

-- name: begin
insert into job_run (name, begun_at) values (%s, %s) returning run_no

-- name: end
update job_run
set ended_at = %(now)s, outcome = %(outcome)s, told = %(told)s, problem = %(problem)s,
  idle = %(idle)s
where run_no = %(run_no)s

-- name: forget_idle
-- The earlier runs of the same job that found nothing to do.
delete from job_run
where idle and run_no < %(run_no)s
  and name = (select name from job_run where run_no = %(run_no)s)

-- name: plan
insert into job (name, next_run_at) values (%(name)s, %(next_run_at)s)
on conflict (name) do update set next_run_at = excluded.next_run_at

-- name: retire
delete from job where name <> all(%s)

-- name: forget
delete from job_run
where begun_at < %s
  and exists (
    select from job_run as later
    where later.name = job_run.name and later.run_no > job_run.run_no
  )

-- name: last_through
-- When the last run of each job began that was neither broken off nor stopped.
select distinct on (name) name, begun_at
from job_run
where outcome in ('done', 'failed', 'alarm')
order by name, run_no desc

-- name: alerting
-- How far alerts are: what waits, and up to which day all marks were gone through.
select
  (select count(*) from alert where state = 'pending'),
  (select count(*) from alert_delivery where state = 'waiting'),
  (select count(*) from alert_delivery where state = 'dead'),
  (select swept_on from alert_sweep),
  (select swept_at from alert_sweep)

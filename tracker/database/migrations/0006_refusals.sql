-- Who was refused what. Equal refusals of one address within a minute are one row that counts
-- them, so that whoever knocks without end cannot fill the disk.

create table refused_access (
  refusal_no bigint generated always as identity primary key,
  at timestamptz not null,
  last_at timestamptz not null,
  times integer not null default 1,
  minute timestamptz not null,
  account text,
  address inet not null,
  method text not null,
  route text,
  path text not null,
  code text not null,
  act text,
  unit text,
  request_id uuid not null,
  unique nulls not distinct (minute, address, account, method, path, code, act, unit)
);

create index refused_access_at on refused_access (at, refusal_no);

-- Counts a refusal. The application's role has no other way to write here.
create function note_refusal(
  at timestamptz, account text, address inet, method text, route text, path text, code text,
  act text, unit text, request_id uuid
) returns void language sql security definer set search_path = tracker, pg_temp as $$
  insert into refused_access as known (
    at, last_at, minute, account, address, method, route, path, code, act, unit, request_id
  )
  values (
    $1, $1, date_trunc('minute', $1, 'UTC'), $2, $3, $4, $5, $6, $7, $8, $9, $10
  )
  on conflict (minute, address, account, method, path, code, act, unit)
  do update set times = known.times + 1, last_at = greatest(known.last_at, excluded.last_at)
$$;

-- Forgets what is older than it need be kept; never what is younger than a year, whoever asks.
create function forget_refusals(before timestamptz) returns bigint
language plpgsql security definer set search_path = tracker, pg_temp as $$
declare
  forgotten bigint;
begin
  if before > clock_timestamp() - interval '365 days' then
    raise exception 'refusals are kept for a year at least'
      using errcode = 'integrity_constraint_violation';
  end if;
  delete from refused_access where refused_access.last_at < before;
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

revoke all on refused_access from public;
revoke execute on function forget_refusals(timestamptz),
  note_refusal(timestamptz, text, inet, text, text, text, text, text, text, uuid) from public;
grant select on refused_access to tracker_app;
grant execute on function forget_refusals(timestamptz),
  note_refusal(timestamptz, text, inet, text, text, text, text, text, text, uuid) to tracker_app;

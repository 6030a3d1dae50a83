-- name: note
select note_refusal(
  %(at)s, %(account)s, %(address)s::inet, %(method)s, %(route)s, %(path)s, %(code)s, %(act)s,
  %(unit)s, %(request_id)s
)

-- name: page
-- The youngest first; a page begins after the refusal :after_at, :after_no of the one before.
select refusal_no, at, last_at, times, account, host(address), method, route, path, code, act,
  unit, request_id
from refused_access
where (%(since)s::timestamptz is null or at >= %(since)s)
  and (%(before)s::timestamptz is null or at < %(before)s)
  and (%(account)s::text is null or account = %(account)s)
  and (%(after_at)s::timestamptz is null or (at, refusal_no) < (%(after_at)s, %(after_no)s::bigint))
order by at desc, refusal_no desc
limit %(limit)s

-- name: forget
select forget_refusals(%(before)s)

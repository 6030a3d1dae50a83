-- name: newest
select policy_no, policy, set_at, set_by from alert_policy order by policy_no desc limit 1

-- name: versions
select policy_no, policy, set_at, set_by from alert_policy
where policy_no < coalesce(%(before)s, 2147483647)
order by policy_no desc limit %(limit)s

-- name: one_at_a_time
select pg_advisory_xact_lock(%s)

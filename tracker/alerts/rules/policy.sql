-- name: policy_at
select policy from alert_policy where set_at <= %s order by policy_no desc limit 1

-- name: set_policy
insert into alert_policy (policy, set_at, set_by) values (%(policy)s, %(now)s, %(actor)s)

-- The tables and views of the index. What stands behind a column's type is its meaning, which /schema gives to readers.
-- Amounts are in the token's smallest unit, times in unix seconds, lengths in bytes; ids and hashes are hex text.

-- The block up to which everything is read: one row.
create table head (
  is_only boolean primary key default true check (is_only), -- always true, so that there is one row
  number bigint not null, -- the block's number
  hash text not null, -- the block's hash
  timestamp bigint not null -- the block's time
);

-- What belongs to the index itself.
create table meta (
  key text primary key, -- what it is
  value jsonb not null -- its value
);

-- Blocks whose hash is remembered, so that a change of the chain is noticed.
create table blocks (
  number bigint primary key, -- the block's number
  hash text not null, -- the block's hash
  timestamp bigint not null, -- the block's time
  has_events boolean not null -- whether something of this deployment happened in it
);

-- Every event of the deployment's contracts, in the chain's order. All other tables are told from this one.
create table events (
  block_number bigint not null, -- the block that it is in
  log_index integer not null, -- its place in the block
  timestamp bigint not null, -- the block's time
  transaction_hash text not null, -- the transaction that made it happen
  address text not null, -- the contract that logged it
  name text not null, -- the event's name
  kind text not null, -- what it belongs to: job, game, demand, model, worker, plan, run, account, money, none
  subject text not null, -- which one of that kind
  args jsonb not null, -- what the contract logged; numbers beyond 48 bits are strings
  primary key (block_number, log_index)
);
create index on events (kind, subject);
create index on events (transaction_hash);

-- Versions of models, each once and for ever.
create table model_versions (
  id text primary key, -- the model's id
  name text not null, -- its name
  version integer not null, -- counted from 1 within the name
  publisher text not null, -- the account that published it
  profile text not null, -- the runtime profile's hash
  profile_name text, -- exact or native; null for other profiles
  root text not null, -- the root of its program or file
  royalty_bps integer not null, -- the publisher's share of a fee, in hundredths of a per cent
  input_bytes bigint, -- bytes of an input, by the publisher's word; null where it did not say
  output_bytes bigint, -- bytes of all outputs, by the publisher's word; null where it did not say
  card_uri text not null, -- where its card is said to be; never fetched by the index
  card_digest text not null, -- the card's hash
  deprecated boolean not null, -- whether its publisher advises against it
  published_at bigint not null, -- when
  published_block bigint not null, -- in which block
  published_transaction text not null -- by which transaction
);
create index on model_versions (name, version);
create index on model_versions (publisher);

-- Requests that a market knows, with their state.
create table jobs (
  id text primary key, -- the request's digest
  market text not null, -- the market that has it
  seats_asked integer not null, -- how many seats it has
  requester text not null, -- the account that pays
  nonce text not null, -- the request's nonce
  model text not null, -- the model's id
  input_root text not null, -- the input's root
  min_fee numeric not null, -- fee per seat at first
  max_fee numeric not null, -- fee per seat at most
  ramp_start bigint not null, -- when the fee begins to rise
  ramp_length bigint not null, -- how long it rises
  lock_for bigint not null, -- seconds that a worker has
  expiry bigint not null, -- the last second at which a seat can be taken
  collateral numeric not null, -- what each seat locks
  named_worker text, -- the only worker that may claim; null for anyone
  verifier text not null, -- the verifier's address
  method text not null, -- signature, optimistic, quorum, or other
  params text not null, -- the verifier's parameters
  window_seconds bigint, -- how long a challenge counts after the result; null where the method has no window or it is unknown
  agreeing integer, -- how many seats of a quorum must agree
  drawn boolean, -- whether a quorum's seats are for drawn workers
  takes_large boolean, -- whether data beyond what can be demanded is accepted
  callback_target text, -- the contract that hears of the result
  callback_gas_limit bigint, -- its gas
  callback_when integer, -- 1 provisional, 2 final, 3 both
  is_signed boolean not null, -- whether the request was signed off chain
  is_fulfilled boolean not null, -- whether it was answered and settled in one call
  state text not null, -- by events only; the view results moves jobs of several seats on by the clock
  commit_until bigint, -- several seats: the last second of a commitment
  reveal_until bigint, -- several seats: the last second of an opening
  all_committed boolean not null, -- several seats: every seat has committed
  awaits_opening boolean not null, -- several seats: a commitment is not opened yet
  requester_bound boolean not null, -- whether the requester can no longer cancel
  input text, -- the input's bytes where they are on chain
  input_length bigint, -- how many they are; null where they are not on chain
  input_uris text[] not null, -- where the input is said to be; never fetched by the index
  output text, -- the answer's bytes where the worker sent them
  output_length bigint, -- how many they are; null where it did not send them
  output_root text, -- the root of the accepted answer, or before a verdict of the first one
  workers text[] not null, -- workers that have or had a seat
  claimed_at bigint, -- when the first seat was taken
  answered_at bigint, -- when the first result came
  ended_at bigint, -- when it ended
  disputable_until bigint, -- the last second of the challenge window, once the results are in
  latency bigint, -- seconds from the claim to the result, of the seat that answered first
  offered numeric not null, -- the most that was offered, over all seats
  paid numeric not null, -- what has left the requester
  royalty numeric not null, -- what of it went to the publisher
  refunded numeric, -- what went back to the requester; null before the end
  refuted boolean not null default false, -- whether its answer was shown wrong
  in_dispute boolean not null default false, -- whether a dispute or a demand is open
  disputes integer not null default 0, -- how many disputes it has had
  plan text, -- the schedule that it belongs to
  posted_at bigint not null, -- when it came to the market
  posted_block bigint not null, -- in which block
  posted_log integer not null, -- at which place of the block
  posted_transaction text not null, -- by which transaction
  changed_block bigint not null -- the block of its newest event
);
create unique index on jobs (posted_block, posted_log);
create index on jobs (requester);
create index on jobs (model);
create index on jobs (state);
create index on jobs (input_root);
create index on jobs (output_root);
create index on jobs (posted_at);
create index on jobs using gin (workers);

-- Seats, one row per claim: a worker that missed its deadline keeps its row.
create table seats (
  job text not null, -- the job
  seat integer not null, -- the seat's number
  attempt integer not null, -- which claim of the seat, counted from 1
  worker text not null, -- the worker
  outcome text not null, -- working, committed, submitted, paid, unpaid, refuted, missed, absent, left or released
  fee numeric not null, -- the fee at the claim
  collateral numeric not null, -- what was locked
  claimed_at bigint, -- when it was taken; null where request and result came in one call
  deadline bigint, -- the last second for its result, or commitment
  commitment text, -- several seats: its commitment
  committed_at bigint, -- several seats: when it committed
  submitted_at bigint, -- when its result came
  output_root text, -- the root of its result
  paid numeric, -- what the worker got; null before settlement
  reward numeric, -- what of it was a rescuer's reward
  royalty numeric, -- what went to the publisher
  forfeited numeric, -- collateral lost
  burned numeric, -- what of it was burned
  beneficiary text, -- the account that got the rest
  settled_at bigint, -- when it was settled or lost
  claim_transaction text, -- the claim's transaction
  submit_transaction text, -- the result's transaction
  settle_transaction text, -- the settlement's transaction
  primary key (job, seat, attempt)
);
create index on seats (worker);

-- Signed receipts: what workers say that they answered.
create table receipts (
  job text not null, -- the job
  seat integer not null, -- the seat
  worker text not null, -- the worker that answers
  output_root text not null, -- the output's root
  evidence_hash text not null, -- hash of the evidence, or zero
  profile text not null, -- the runtime profile that it says it ran
  completed_at numeric not null, -- when, by its own clock
  signer text, -- the key that signed; null for the worker's account
  signature text not null, -- the signature
  output text, -- the output's bytes where they were sent
  output_length bigint, -- how many they are
  submitted_at bigint not null, -- when it came to the chain
  block_number bigint not null, -- in which block
  transaction_hash text not null, -- by which transaction
  primary key (job, seat)
);
create index on receipts (worker);
create index on receipts (output_root);

-- How verdicts ended jobs.
create table verdicts (
  job text primary key, -- the job
  state text not null, -- accepted, rejected or void
  output_root text, -- the accepted root
  refunded numeric not null, -- what went back to the requester
  at bigint not null, -- when
  block_number bigint not null, -- in which block
  transaction_hash text not null -- by which transaction
);

-- Calls to the contract that a request names.
create table callbacks (
  job text not null, -- the job
  when_due text not null, -- provisional or final
  target text, -- the contract
  outcome text not null, -- delivered or failed, last
  attempts integer not null, -- how many there were
  at bigint not null, -- when the last was
  transaction_hash text not null, -- by which transaction
  primary key (job, when_due)
);

-- Draws of workers for a job.
create table draws (
  job text primary key, -- the job
  seed_block text not null, -- the block whose hash decides
  total_slots text not null, -- how many stake slots there were
  at bigint not null -- when
);

-- Disputes, which the contracts call games.
create table disputes (
  game bigint primary key, -- the game's number
  job text not null, -- the job
  claim text not null, -- the claim's id
  model text not null, -- the model
  worker text not null, -- the worker whose result is disputed
  challenger text not null, -- the account that challenged
  input_root text not null, -- the request's input
  output_root text not null, -- what the worker claims
  bond numeric not null, -- what the challenger locked
  state text not null, -- open, refuted (the worker lost) or upheld
  game_state text not null, -- what the contract says it waits for
  turn text, -- worker or challenger; null once ended
  deadline bigint, -- the last second of the next move; null once ended
  step_index bigint, -- the step it narrowed to
  page_index bigint, -- the page it narrowed to
  element numeric, -- the element that was judged
  claimed_value text, -- the worker's value of it
  actual_value text, -- what the referee computed
  ending text, -- judged or timed-out
  bond_to text, -- the account that got the bond
  ranked_since numeric, -- the block of the commitment that the challenger proved
  move_count integer not null, -- moves so far
  opened_at bigint not null, -- when it began
  ended_at bigint, -- when it ended
  opened_block bigint not null, -- in which block it began
  opened_transaction text not null -- by which transaction
);
create index on disputes (job);
create index on disputes (worker);
create index on disputes (challenger);

-- Disputes move by move.
create table moves (
  game bigint not null, -- the game
  number integer not null, -- counted from 0, the challenge
  kind text not null, -- what was done
  by text not null, -- worker or challenger; where a time ran out, the side that missed it
  args jsonb not null, -- what the contract logged
  at bigint not null, -- when
  block_number bigint not null, -- in which block
  log_index integer not null, -- at which place
  transaction_hash text not null, -- by which transaction
  primary key (game, number)
);

-- Demands to show pages of an input or output.
create table demands (
  demand bigint primary key, -- the demand's number
  job text not null, -- the job
  claim text not null, -- the claim's id
  worker text not null, -- the worker that has to show them
  demander text not null, -- the account that pays for it
  what text not null, -- input or output
  output integer, -- which output
  first_page bigint not null, -- the first page
  page_count bigint not null, -- how many
  fee numeric not null, -- what the demander locked
  deadline bigint not null, -- the last second for an answer
  state text not null, -- open, answered, missed or settled
  fee_to text, -- the account that got the fee
  pages text, -- the pages, once shown
  made_at bigint not null, -- when it was made
  ended_at bigint, -- when it was answered or missed
  made_block bigint not null, -- in which block
  made_transaction text not null -- by which transaction
);
create index on demands (job);

-- Workers, as they registered themselves.
create table workers (
  address text primary key, -- the worker
  name text, -- its own word; null where it has set no profile
  endpoint text, -- its own word; never called by the index
  slots integer not null, -- stake slots it has
  first_seen_at bigint not null -- its first registration
);

-- What workers ask for, which binds nobody.
create table asks (
  worker text not null, -- the worker
  model text not null, -- the model
  fee numeric not null, -- the fee
  collateral numeric not null, -- the collateral it would lock
  lock_for bigint not null, -- the time it wants
  set_at bigint not null, -- when it was set
  primary key (worker, model)
);
create index on asks (model);

-- Stake that was given back and waits.
create table unbondings (
  worker text not null, -- the worker
  number integer not null, -- counted from 0
  slots integer not null, -- how many slots
  amount numeric not null, -- their stake
  released_at bigint not null, -- from when it can be withdrawn
  primary key (worker, number)
);

-- Money of accounts in the ledger: every change, with its cause.
create table movements (
  source text not null, -- what it belongs to
  block_number bigint not null, -- the block
  log_index integer not null, -- the event's place in it
  part integer not null, -- an event may move money of several accounts
  account text not null, -- whose money
  kind text not null, -- the cause
  free numeric not null, -- change of what it can spend
  locked numeric not null, -- change of what is at stake
  job text, -- the job it belongs to
  game bigint, -- the dispute it belongs to
  demand bigint, -- the demand it belongs to
  plan text, -- the schedule it belongs to
  counterparty text, -- the other account
  at bigint not null, -- when
  transaction_hash text not null, -- by which transaction
  primary key (block_number, log_index, part)
);
create index on movements (account);
create index on movements (source);

-- What accounts allowed others to move; what is left of it stands only on the chain.
create table approvals (
  owner text not null, -- whose money
  spender text not null, -- who may move it
  amount numeric not null, -- what was set last
  at bigint not null, -- when
  primary key (owner, spender)
);

-- Keys under accounts.
create table keys (
  account text not null, -- the account
  signer text not null, -- the key (ERC-7913)
  scope integer not null, -- 1 work, 2 requests, 3 both
  valid_from bigint not null, -- first second
  valid_until bigint not null, -- the first second after its validity, as shortened by a revocation
  set_at bigint not null, -- when it was listed
  revoked_at bigint, -- when it was shortened
  primary key (account, signer)
);

-- Schedules: requests that repeat.
create table plans (
  plan_id text primary key, -- the plan's id
  owner text not null, -- who pays
  model text not null, -- the model
  source text not null, -- the contract that gives the inputs
  first_run bigint not null, -- when the first run is due
  period bigint not null, -- seconds between runs
  runs bigint not null, -- how many runs
  tip numeric not null, -- what the account that triggers a run gets
  salt text not null, -- what tells equal plans apart
  template jsonb not null, -- the request that repeats
  ended boolean not null, -- whether its owner ended it
  made_at bigint not null, -- when it was made
  ended_at bigint, -- when its owner ended it
  made_transaction text not null -- by which transaction
);

-- Runs of schedules.
create table runs (
  key text primary key, -- plan and run
  plan text not null, -- the plan
  run bigint not null, -- which run, counted from 0
  job text not null, -- the job that it made
  triggered_by text not null, -- who triggered it
  tip numeric not null, -- what that account got
  next_run bigint not null, -- when the next run is due
  at bigint not null, -- when
  transaction_hash text not null -- by which transaction
);
create index on runs (plan);
create index on runs (job);

-- Claims that were shown wrong.
create view lost_claims as
  select job, worker, output_root from disputes where state = 'refuted'
  union
  select d.job, d.worker, r.output_root from demands d join receipts r on r.job = d.job and r.worker = d.worker where d.state = 'missed';

-- Jobs as the lists show them, in the state that they have at the index's block.
create view results as
  select *,
    case
      when refuted then 'refuted'
      when in_dispute then 'in-dispute'
      when state = 'accepted' and method = 'signature' then 'signed'
      when state = 'accepted' and method = 'quorum' then 'quorum'
      when state = 'accepted' and method = 'optimistic' then 'unchallenged'
      when state = 'submitted' and disputable_until >= now then 'disputable'
      when state = 'submitted' then 'verdict-due'
      when state in ('open', 'claimed', 'revealing') then 'unanswered'
      else state
    end as assurance
  from (
    select
      j.id, j.market,
      case
        when j.state <> 'claimed' or j.reveal_until is null then j.state
        when not j.all_committed and h.timestamp <= j.commit_until then 'claimed'
        when j.awaits_opening and h.timestamp <= j.reveal_until then 'revealing'
        else 'submitted'
      end as state,
      j.disputable_until, j.method, j.verifier, j.agreeing, j.window_seconds, j.seats_asked,
      j.requester, j.model, m.name as model_name, m.version as model_version, m.profile, m.profile_name, m.publisher, j.workers,
      j.offered, j.paid, j.royalty, j.refunded, j.collateral,
      j.input_root, j.input_length, case when j.input_length <= 256 then j.input end as input,
      j.output_root, j.output_length, case when j.output_length <= 256 then j.output end as output,
      j.refuted, j.in_dispute, j.disputes, j.plan,
      j.posted_at as requested_at, j.claimed_at, j.answered_at, j.ended_at, j.latency,
      j.posted_block, j.posted_log, j.posted_transaction, j.changed_block, h.timestamp as now
    from jobs j cross join head h left join model_versions m on m.id = j.model
  ) told;

-- What every account has in the ledger: the sums of its movements.
create view balances as
  select account, sum(free) as free, sum(locked) as locked, count(*) as movements, max(at) as changed_at
  from movements group by account;

-- Versions of models, with their record.
create view model_records as
  select m.*,
    m.version = max(m.version) over (partition by m.name) as is_newest,
    coalesce(j.jobs, 0) as jobs, coalesce(j.answers, 0) as answers, coalesce(j.accepted, 0) as accepted, coalesce(j.refuted, 0) as refuted,
    coalesce(j.royalty, 0) as royalty_earned, j.last_answered_at, j.latency_p50, j.latency_p95,
    coalesce(a.asks, 0) as asks, a.lowest_fee
  from model_versions m
  left join (
    select model, count(*) as jobs, count(answered_at) as answers, count(*) filter (where state = 'accepted') as accepted,
      count(*) filter (where refuted) as refuted, sum(royalty) as royalty, max(answered_at) as last_answered_at,
      percentile_cont(0.5) within group (order by latency) as latency_p50,
      percentile_cont(0.95) within group (order by latency) as latency_p95
    from jobs group by model
  ) j on j.model = m.id
  left join (select model, count(*) as asks, min(fee) as lowest_fee from asks group by model) a on a.model = m.id;

-- Workers, with their record.
create view worker_records as
  select w.address, p.name, p.endpoint, least(p.first_seen_at, s.first_claimed_at) as first_seen_at,
    coalesce(s.working, 0) as working, coalesce(s.taken, 0) as taken, coalesce(s.answered, 0) as answered,
    coalesce(s.answered, 0) as in_time, coalesce(s.missed, 0) as missed, coalesce(s.paid_seats, 0) as paid, coalesce(s.refuted, 0) as refuted,
    coalesce(d.disputed, 0) as disputed, coalesce(d.lost, 0) as disputes_lost, coalesce(d.won, 0) as disputes_won,
    coalesce(s.earned, 0) as earned, coalesce(s.forfeited, 0) as forfeited, s.latency_p50, s.latency_p95,
    coalesce(s.at_risk, 0) as at_risk, coalesce(p.slots, 0) as staked_slots,
    coalesce(p.slots, 0) * (select (value #>> '{}')::numeric from meta where key = 'slot-stake') as stake,
    coalesce(u.unbonding, 0) as unbonding, coalesce(a.asks, 0) as asks, coalesce(s.models, 0) as models, s.last_answered_at
  from (select address from workers union select worker from seats) w
  left join workers p on p.address = w.address
  left join (
    select t.worker, min(coalesce(t.claimed_at, t.submitted_at)) as first_claimed_at,
      count(*) filter (where t.outcome in ('working', 'committed')) as working,
      count(*) filter (where t.outcome not in ('working', 'committed', 'left', 'released') or t.submitted_at is not null) as taken,
      count(t.submitted_at) as answered,
      count(*) filter (where t.outcome in ('missed', 'absent')) as missed,
      count(*) filter (where t.outcome = 'paid') as paid_seats,
      count(*) filter (where t.outcome = 'refuted' or l.job is not null) as refuted,
      sum(t.paid) as earned, sum(t.forfeited) as forfeited,
      percentile_cont(0.5) within group (order by t.submitted_at - t.claimed_at) as latency_p50,
      percentile_cont(0.95) within group (order by t.submitted_at - t.claimed_at) as latency_p95,
      sum(t.collateral) filter (where t.outcome = 'submitted') as at_risk,
      count(distinct j.model) as models, max(t.submitted_at) as last_answered_at
    from seats t join jobs j on j.id = t.job
    left join lost_claims l on l.job = t.job and l.worker = t.worker and l.output_root = t.output_root
    group by t.worker
  ) s on s.worker = w.address
  left join (
    select worker, count(*) as disputed, count(*) filter (where state = 'refuted') as lost, count(*) filter (where state = 'upheld') as won
    from disputes group by worker
  ) d on d.worker = w.address
  left join (select worker, sum(amount) as unbonding from unbondings group by worker) u on u.worker = w.address
  left join (select worker, count(*) as asks from asks group by worker) a on a.worker = w.address;

-- Accounts that asked, with their record.
create view requester_records as
  select r.requester as address, count(*) as asked, count(r.answered_at) as answered, count(*) filter (where r.state = 'accepted') as accepted,
    count(*) filter (where r.state = 'cancelled') as cancelled, count(*) filter (where r.state = 'expired') as expired,
    count(*) filter (where r.refuted) as refuted, sum(r.paid) as spent, sum(r.refunded) as refunded,
    (select count(*) from disputes d where d.challenger = r.requester) as disputes_brought,
    min(r.posted_at) as first_asked_at, max(r.posted_at) as last_asked_at
  from jobs r group by r.requester;

-- Accounts that published, with their record.
create view publisher_records as
  select publisher as address, count(distinct name) as names, count(*) as versions, count(*) filter (where deprecated) as deprecated,
    sum(jobs)::bigint as jobs, sum(answers)::bigint as answers, sum(refuted)::bigint as refuted, sum(royalty_earned) as royalty_earned, min(published_at) as first_published_at
  from model_records group by publisher;

-- Schedules, with how far they are.
create view schedules as
  select p.*, coalesce(r.made, 0) as made, coalesce(r.next_run, p.first_run) as next_run, coalesce(r.spent, 0) as spent,
    case
      when p.ended then 'ended'
      when coalesce(r.made, 0) >= p.runs then 'finished'
      when coalesce(r.next_run, p.first_run) <= h.timestamp then 'due'
      else 'waiting'
    end as state
  from plans p cross join head h
  left join (
    select u.plan, count(*) as made, max(u.next_run) as next_run, sum(u.tip + coalesce(j.paid, 0)) as spent
    from runs u left join jobs j on j.id = u.job group by u.plan
  ) r on r.plan = p.plan_id;

-- What happened on each day (UTC).
create view daily as
  select day, sum(requests)::bigint as requests, sum(answers)::bigint as answers, sum(refuted)::bigint as refuted, sum(settled) as settled,
    sum(disputes)::bigint as disputes
  from (
    select posted_at / 86400 as number, count(*) as requests, 0 as answers, 0 as refuted, 0 as settled, 0 as disputes from jobs group by 1
    union all
    select answered_at / 86400, 0, count(*), count(*) filter (where refuted), 0, 0 from jobs where answered_at is not null group by 1
    union all
    select ended_at / 86400, 0, 0, 0, sum(paid), 0 from jobs where ended_at is not null group by 1
    union all
    select opened_at / 86400, 0, 0, 0, 0, count(*) from disputes group by 1
  ) parts, lateral (select to_char(to_timestamp(number * 86400) at time zone 'UTC', 'YYYY-MM-DD') as day) named
  group by day;

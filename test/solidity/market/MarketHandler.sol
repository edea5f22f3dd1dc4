// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {Job, JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Input, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {SCOPE_REQUEST, SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {HostileConsumer} from "../../../contracts/test/HostileConsumer.sol";
import {ScriptedDispute} from "../../../contracts/test/ScriptedDispute.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {OptimisticVerifier} from "../../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketBooks} from "./MarketBooks.sol";

/// @notice Two parties with two accounts each, who trade with each other and with themselves in any order. Each account posts,
/// signs, works, waits, lies and challenges, by itself or by its hot key. The scripted verifier behaves at random, callbacks fail
/// or re-enter at random, and calls out of turn are made and refused.
contract MarketHandler is MarketBooks {
    struct Tracked {
        Request request;
        JobId id;
        JobState state;
        address worker;
        uint256 claimedAt;
        uint256 submittedAt;
        /// How many workers of each party missed their deadline.
        uint256[PARTIES] absent;
        bytes32 outputRoot;
        /// Which callbacks succeeded: a set of WHEN_* bits.
        uint8 delivered;
        /// Settled in the same call that submitted it, so the market stored nothing.
        bool unstored;
    }

    struct Ruling {
        bool pending;
        bool failing;
        Outcome outcome;
        bytes32 root;
        bool refuted;
        address challenger;
    }

    uint256 private constant ACTORS = 4;
    uint256 private constant WINDOW = 300;

    ScriptedDispute private dispute = new ScriptedDispute();
    OptimisticVerifier private optimistic;
    HostileConsumer private _consumer = new HostileConsumer();
    Tracked[] private _jobs;
    /// The job that a re-entering consumer acts on.
    uint256 private _reentered;
    /// How many callbacks succeeded.
    uint256 private _told;
    uint256 private _checked;

    constructor() {
        _openMarket();
        optimistic = new OptimisticVerifier(market, dispute, 60);
        for (uint256 i = 0; i < ACTORS; ++i) {
            accounts.push(_actor(i));
            // The same hot key serves its owner in everything.
            _setKey(_actor(i), _hotKey(i), SCOPE_WORK | SCOPE_REQUEST, 0, type(uint40).max);
            vm.prank(_actor(i));
            token.approve(address(ledger), type(uint256).max);
        }
        accounts.push(publisher);
        accounts.push(address(_consumer));
        accounts.push(address(market));
        // The fixture's own people stay as they are.
        accounts.push(requester);
        accounts.push(worker);
        free[requester] = free[worker] = FUNDS;
        deposited = 2 * FUNDS;
        for (uint256 i = 0; i < ACTORS; ++i) deposit(i, 500e6);
    }

    // --- money

    function deposit(uint256 actor, uint256 amount) public {
        address account = _actor(actor);
        amount = _bound(amount, 1, 500e6);
        token.faucet(account);
        vm.prank(account);
        market.deposit(amount);
        free[account] += amount;
        deposited += amount;
        base[actor % PARTIES] += amount;
        ++done["deposit"];
    }

    function withdraw(uint256 actor, uint256 amount) external {
        address account = _actor(actor);
        if (free[account] == 0) return;
        // Rewards can give a party more than it deposited.
        amount = _bound(amount, 1, free[account] / 4 + 1);
        if (amount > base[actor % PARTIES]) return;
        vm.prank(account);
        ledger.withdraw(amount, account);
        free[account] -= amount;
        withdrawn += amount;
        base[actor % PARTIES] -= amount;
        ++done["withdraw"];
    }

    // --- the verifiers' and the consumer's part

    /// @dev Sets the scripted verifier's behaviour.
    function setVerifier(uint256 mood) external {
        ScriptedVerifier.Mood[6] memory moods = [
            ScriptedVerifier.Mood.Answers,
            ScriptedVerifier.Mood.Answers,
            ScriptedVerifier.Mood.Answers,
            ScriptedVerifier.Mood.Reverts,
            ScriptedVerifier.Mood.TooShort,
            ScriptedVerifier.Mood.Malformed
        ];
        scripted.setMood(moods[mood % 6]);
    }

    /// @dev Sets the standing of a result's dispute. Anyone may be its challenger, even the worker and the requester.
    function challenge(uint256 pick, uint256 standing, uint256 by) external {
        (bool found, uint256 index) = _find(pick, JobState.Submitted);
        if (!found) return;
        Tracked storage job = _jobs[index];
        if (job.request.policy.verifier != address(optimistic)) return;
        (IDispute.Standing known, , ) = dispute.standingOf(job.id, job.worker, job.outputRoot);
        // A refutation is permanent.
        if (known == IDispute.Standing.Refuted) return;
        IDispute.Standing next = IDispute.Standing(standing % 3);
        dispute.set(job.id, job.worker, job.outputRoot, next, uint40(block.timestamp + 100), _challenger(by));
        ++done["challenge"];
    }

    /// @dev Sets the behaviour of the callbacks' target.
    function setConsumer(uint256 mood, uint256 pick) external {
        HostileConsumer.Mood chosen = HostileConsumer.Mood(mood % 5);
        _consumer.setMood(chosen);
        if (chosen != HostileConsumer.Mood.Reenters || _jobs.length == 0) return;
        // Whatever it tries, it has no money here and no turn, or does what anyone may. The expected books must agree.
        _reentered = pick % _jobs.length;
        Request memory request = _jobs[_reentered].request;
        bytes[] memory tries = new bytes[](4);
        tries[0] = abi.encodeCall(IMarketBase.cancel, (request));
        tries[1] = abi.encodeCall(IMarketBase.deliver, (request, uint8(1 + (pick % 2)), ""));
        tries[2] = abi.encodeCall(IMarketBase.claim, (request, address(_consumer), ""));
        tries[3] = abi.encodeCall(IMarketBase.claim, (request, request.requester, ""));
        _consumer.setReentry(abi.encodeCall(IMarketBase.tryMulticall, (tries)));
    }

    // --- the life of a job

    function post(uint256 actor, uint256 fees, uint256 times, uint256 collateral, uint256 kind) external {
        Request memory request = _anyRequest(actor, fees, times, collateral, kind);
        if (free[request.requester] < request.offer.maxFee) return;
        if (kind & 2 == 0) {
            _post(request);
        } else {
            request = _toSign(request);
            (bytes memory signer, bytes memory signed) = _signedBy(actor, _digest(request), kind & 4 != 0);
            market.postSigned(request, _input(), signer, signed);
            ++done["postSigned"];
        }
        _track(request, JobState.Open);
        _lockMoney(request.requester, request.offer.maxFee);
        ++done["post"];
    }

    function claim(uint256 pick, uint256 actor, bool byKey) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        Request memory request = job.request;
        address account = _actor(actor);
        address caller = byKey ? vm.addr(_hotKey(actor)) : account;
        bytes memory call = abi.encodeCall(IMarketBase.claim, (request, account, ""));
        if (block.timestamp > request.offer.expiry) {
            return _refused(caller, address(market), call, IMarketBase.RequestExpired.selector);
        }
        if (free[account] < request.offer.collateral) {
            return _refused(caller, address(market), call, ILedger.InsufficientBalance.selector);
        }
        vm.prank(caller);
        market.claim(request, account, "");
        (job.state, job.worker, job.claimedAt) = (JobState.Claimed, account, block.timestamp);
        _lockMoney(account, request.offer.collateral);
        ++done["claim"];
    }

    function submit(uint256 pick, uint256 answer) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        Submission memory submission = _submissionBy(job.request, job.worker, answer);
        uint256 actor = _actorOf(job.worker);
        address caller = answer & 8 == 0 ? job.worker : vm.addr(_hotKey(actor));
        bytes memory call = abi.encodeCall(IMarketBase.submit, (job.request, 0, submission));
        if (block.timestamp > job.claimedAt + job.request.offer.lockFor) {
            return _refused(caller, address(market), call, IMarketBase.DeadlinePassed.selector);
        }
        // Someone else submits it first.
        if (answer & 16 != 0) _refused(_actor(actor + 1), address(market), call, IMarketBase.NotWorker.selector);
        uint256 calls = _consumer.calls();
        vm.prank(caller);
        market.submit(job.request, 0, submission);
        (job.state, job.submittedAt, job.outputRoot) = (
            JobState.Submitted,
            block.timestamp,
            submission.receipt.outputRoot
        );
        _heard(job, WHEN_PROVISIONAL, calls);
        ++done["submit"];
    }

    function finalize(uint256 pick, uint256 outcome) external {
        (bool found, uint256 index) = _find(pick, JobState.Submitted);
        if (!found) return;
        Tracked storage job = _jobs[index];
        Ruling memory ruling = _rule(job, outcome);
        if (ruling.pending) {
            bytes4 error = ruling.failing ? IMarketBase.VerifierFailed.selector : IMarketBase.VerdictPending.selector;
            bytes memory call = abi.encodeCall(IMarketBase.finalize, (job.request, ""));
            return _refused(_actor(outcome >> 8), address(market), call, error);
        }
        uint256 calls = _consumer.calls();
        market.finalize(job.request, "");
        _settle(job, ruling);
        _heard(job, WHEN_FINAL, calls);
        ++done["finalize"];
    }

    function deliver(uint256 pick, uint8 when) external {
        uint256 count = _jobs.length;
        when = 1 + (when & 1);
        for (uint256 i = 0; i < count; ++i) {
            Tracked storage job = _jobs[((pick % count) + i) % count];
            uint8 asked = job.request.callback.when;
            if (asked & when == 0 || job.delivered & when != 0) continue;
            bool due = job.state >= JobState.Accepted && job.state <= JobState.Void;
            if (when == WHEN_PROVISIONAL) {
                due = job.state == JobState.Submitted || (job.state == JobState.Accepted && asked == WHEN_PROVISIONAL);
            }
            if (!due) continue;
            uint256 calls = _consumer.calls();
            market.deliver(job.request, when, "");
            _heard(job, when, calls);
            ++done["deliver"];
            return;
        }
    }

    function fulfil(uint256 actor, uint256 by, uint256 fees, uint256 collateral, uint256 kind) external {
        Request memory request = _toSign(_anyRequest(actor, fees, 0, collateral, kind));
        address account = _actor(by);
        request.offer.worker = kind & 16 == 0 ? account : address(0);
        request.offer.rampStart = uint40(block.timestamp - 50);
        request.offer.rampLength = 100;
        // If requester and worker are the same account, it needs the fee as well as the collateral.
        uint256 needed = uint256(request.offer.maxFee) + request.offer.collateral;
        if (free[request.requester] < needed || free[account] < needed) return;
        Submission memory submission = _submissionBy(request, account, kind >> 8);
        if (request.offer.worker == address(0)) {
            submission.salt = keccak256(abi.encode(kind));
            bytes32 root = submission.receipt.outputRoot;
            market.announce(keccak256(abi.encode(_idOf(request), account, root, submission.salt)));
            vm.warp(block.timestamp + 1);
            ++done["announce"];
        }
        bool isScripted = request.policy.verifier == address(scripted);
        bool settles = !isScripted && request.policy.verifier != address(optimistic);
        if (isScripted) {
            settles = kind & 32 == 0;
            scripted.setAnswer(settles ? Outcome.Accepted : Outcome.Pending, submission.receipt.outputRoot, 0);
            scripted.setRefuted(0, new address[](0));
        }
        uint256 calls = _consumer.calls();
        bool fulfilled = _callFulfil(request, actor, by, submission, kind);
        vm.assertTrue(fulfilled == (!isScripted || scripted.mood() == ScriptedVerifier.Mood.Answers), "fulfil");
        if (!fulfilled) return;

        Tracked storage job = _track(request, JobState.Submitted);
        (job.worker, job.claimedAt, job.submittedAt) = (account, block.timestamp, block.timestamp);
        job.outputRoot = submission.receipt.outputRoot;
        // As if it had been posted, claimed and submitted.
        _lockMoney(request.requester, request.offer.maxFee);
        _lockMoney(account, request.offer.collateral);
        if (settles) {
            job.unstored = request.callback.when == 0;
            Ruling memory accepted;
            (accepted.outcome, accepted.root) = (Outcome.Accepted, job.outputRoot);
            _settle(job, accepted);
        }
        _heard(job, settles && request.callback.when & WHEN_FINAL != 0 ? WHEN_FINAL : WHEN_PROVISIONAL, calls);
        ++done["fulfil"];
    }

    function cancel(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Request memory request = _jobs[index].request;
        vm.prank(request.requester);
        market.cancel(request);
        _close(_jobs[index], JobState.Cancelled);
        ++done["cancel"];
    }

    function expire(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Request memory request = _jobs[index].request;
        if (block.timestamp <= request.offer.expiry) {
            bytes memory call = abi.encodeCall(IMarketBase.expire, (request));
            return _refused(request.requester, address(market), call, IMarketBase.RequestNotExpired.selector);
        }
        market.expire(request);
        _close(_jobs[index], JobState.Expired);
        ++done["expire"];
    }

    function forfeit(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        if (block.timestamp <= job.claimedAt + job.request.offer.lockFor) {
            bytes memory call = abi.encodeCall(IMarket.forfeit, (job.request));
            return _refused(job.request.requester, address(market), call, IMarket.DeadlineNotPassed.selector);
        }
        market.forfeit(job.request);
        // Half, rounded down, waits for a rescuer as the market's own locked money.
        _forfeitTo(job.worker, address(market), job.request.offer.collateral);
        ++job.absent[_actorOf(job.worker) % PARTIES];
        (job.state, job.worker) = (JobState.Open, address(0));
        ++done["forfeit"];
    }

    /// @dev A call that the job's state does not allow, by anyone, with the expected error.
    function outOfTurn(uint256 pick, uint256 actor, uint256 what) external {
        if (_jobs.length == 0) return;
        Tracked storage job = _jobs[pick % _jobs.length];
        if (job.unstored) return;
        Request memory request = job.request;
        address caller = _actor(actor);
        (bytes memory call, bytes4 error) = ("", bytes4(0));
        what = what % 7;
        if (what == 0 && job.state != JobState.Open) {
            (call, error) = (abi.encodeCall(IMarketBase.claim, (request, caller, "")), IMarketBase.JobNotOpen.selector);
        } else if (what == 1 && job.state != JobState.Claimed) {
            Submission memory submission = _submissionBy(request, caller, actor);
            call = abi.encodeCall(IMarketBase.submit, (request, 0, submission));
            error = IMarketBase.JobNotClaimed.selector;
        } else if (what == 2 && job.state != JobState.Submitted) {
            (call, error) = (abi.encodeCall(IMarketBase.finalize, (request, "")), IMarketBase.JobNotSubmitted.selector);
        } else if (what == 3 && job.state != JobState.Claimed) {
            (call, error) = (abi.encodeCall(IMarket.forfeit, (request)), IMarketBase.JobNotClaimed.selector);
        } else if (what == 4) {
            if (caller == request.requester && job.state == JobState.Open) return;
            error = caller == request.requester ? IMarketBase.JobNotOpen.selector : IMarketBase.NotRequester.selector;
            call = abi.encodeCall(IMarketBase.cancel, (request));
        } else if (what == 5 && job.state != JobState.Open) {
            (call, error) = (abi.encodeCall(IMarketBase.expire, (request)), IMarketBase.JobNotOpen.selector);
        } else if (what == 6) {
            bool signed = request.nonce >> 255 != 0;
            call = abi.encodeCall(IMarketBase.post, (request, _input()));
            error = signed ? IMarketBase.NonceIsForSigned.selector : IMarketBase.JobAlreadyExists.selector;
        }
        if (error != bytes4(0)) _refused(caller, address(market), call, error);
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + _bound(time >> 8, 1, time % 16 == 0 ? 31 days : 600));
    }

    // --- the rules, implemented again

    /// @dev The current ruling of a job's verifier.
    function _rule(Tracked storage job, uint256 chance) private returns (Ruling memory ruling) {
        address verifier = job.request.policy.verifier;
        (ruling.outcome, ruling.root) = (Outcome.Accepted, job.outputRoot);
        if (verifier == address(scripted)) {
            ruling.outcome = Outcome(_bound(chance, 0, 3));
            if (chance % 8 > 5) ruling.root = keccak256("another root");
            ruling.refuted = (chance >> 64) % 2 == 1;
            address[] memory challengers = new address[]((chance >> 72) % 3);
            if (challengers.length != 0) challengers[0] = ruling.challenger = _challenger(chance >> 80);
            scripted.setAnswer(ruling.outcome, ruling.root, 0);
            // Seats that the job does not have change nothing.
            scripted.setRefuted(uint16(chance >> 64), challengers);
            ruling.failing = scripted.mood() != ScriptedVerifier.Mood.Answers;
            ruling.pending = ruling.failing || ruling.outcome == Outcome.Pending;
        } else if (verifier == address(optimistic)) {
            (IDispute.Standing standing, , address challenger) = dispute.standingOf(job.id, job.worker, job.outputRoot);
            if (standing == IDispute.Standing.Refuted) {
                (ruling.outcome, ruling.refuted, ruling.challenger) = (Outcome.Rejected, true, challenger);
            } else {
                ruling.pending = standing == IDispute.Standing.Disputed || block.timestamp <= job.submittedAt + WINDOW;
            }
        }
        if (ruling.pending && block.timestamp > job.submittedAt + 30 days) {
            delete ruling;
            ruling.outcome = Outcome.Void;
        }
    }

    function _settle(Tracked storage job, Ruling memory ruling) private {
        uint256 collateral = job.request.offer.collateral;
        JobState state = JobState.Rejected;
        if (ruling.outcome == Outcome.Accepted) state = JobState.Accepted;
        if (ruling.outcome == Outcome.Void) state = JobState.Void;
        bool paid = state == JobState.Accepted && ruling.root == job.outputRoot && !ruling.refuted;
        if (!paid) {
            if (ruling.refuted) _forfeitShownWrong(job.worker, ruling.challenger, collateral);
            else _freeMoney(job.worker, collateral);
            _close(job, state);
            return;
        }
        uint256 fee = _feeOf(job.request.offer, job.claimedAt);
        _payFee(job.request.requester, job.worker, fee);
        _freeMoney(job.request.requester, job.request.offer.maxFee - fee);
        _freeMoney(job.worker, collateral);
        uint256 mine = _actorOf(job.worker) % PARTIES;
        uint256 waiting = (job.absent[0] + job.absent[1]) * (collateral / 2);
        locked[address(market)] -= waiting;
        free[job.worker] += waiting;
        gain[mine] += job.absent[1 - mine] * (collateral / 2);
        job.state = state;
    }

    /// @dev Closes a job without a paid seat: the price is freed, and the reward held for a rescuer is burned.
    function _close(Tracked storage job, JobState state) private {
        uint256 waiting = (job.absent[0] + job.absent[1]) * (job.request.offer.collateral / 2);
        locked[address(market)] -= waiting;
        burned += waiting;
        _freeMoney(job.request.requester, job.request.offer.maxFee);
        job.state = state;
    }

    /// @dev Records a callback that was asked for; it counts if the consumer accepted it. A re-entering consumer may have caused
    /// another callback in the meantime.
    function _heard(Tracked storage job, uint8 when, uint256 callsBefore) private {
        if (job.request.callback.when & when != 0) {
            bool heard = market.getJob(job.id).delivered & when != 0;
            vm.assertTrue(heard == (_consumer.calls() > callsBefore), "a callback is marked otherwise than it went");
        }
        _noteMarks(job);
        _noteMarks(_jobs[_reentered]);
        vm.assertEq(_told, _consumer.calls(), "a callback was heard twice, or marked and not heard");
    }

    function _noteMarks(Tracked storage job) private {
        uint8 marks = market.getJob(job.id).delivered;
        uint8 fresh = marks ^ job.delivered;
        if (fresh == 0) return;
        vm.assertTrue(marks & job.delivered == job.delivered, "a mark was taken back");
        job.delivered = marks;
        _told += fresh == 3 ? 2 : 1;
    }

    // --- for the invariants

    /// @notice Checks one job per call, in turn.
    function checkOneJob() external {
        if (_jobs.length == 0) return;
        Tracked storage job = _jobs[++_checked % _jobs.length];
        Job memory actual = market.getJob(job.id);
        vm.assertEq(uint256(actual.state), uint256(job.unstored ? JobState.None : job.state), "a job's state");
        vm.assertEq(actual.delivered, job.delivered, "a job's callbacks");
    }

    /// @inheritdoc MarketBooks
    function partyOf(address account) public view override returns (bool found, uint256 party) {
        for (uint256 i = 0; i < ACTORS; ++i) if (accounts[i] == account) return (true, i % PARTIES);
    }

    // --- accounts and draws

    function _anyRequest(
        uint256 actor,
        uint256 fees,
        uint256 times,
        uint256 collateral,
        uint256 kind
    ) private view returns (Request memory request) {
        request = _request();
        if (kind & 1 != 0) (request.policy.verifier, request.policy.params) = (address(scripted), "any");
        else if (kind & 512 != 0) {
            request.policy.verifier = address(optimistic);
            request.policy.params = abi.encode(WINDOW, false);
        }
        request.requester = _actor(actor);
        request.nonce = _jobs.length;
        request.offer.maxFee = uint96(_bound(fees, 0, 50e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp + _bound(times, 0, 100));
        request.offer.rampLength = uint32(_bound(times >> 64, 0, 1_000));
        request.offer.lockFor = uint32(_bound(times >> 128, MIN_LOCK_FOR, 1_000));
        request.offer.expiry = uint40(block.timestamp + 1 + _bound(times >> 192, 0, 3_000));
        request.offer.collateral = uint96(_bound(collateral, dispute.leastCollateral(), 50e6));
        uint8 when = uint8((kind >> 3) % 4);
        if (when != 0) request.callback = Callback(address(_consumer), 400_000, when);
    }

    function _callFulfil(
        Request memory request,
        uint256 actor,
        uint256 by,
        Submission memory submission,
        uint256 kind
    ) private returns (bool succeeded) {
        (bytes memory signer, bytes memory signed) = _signedBy(actor, _digest(request), kind & 64 != 0);
        Input memory input = _noInput();
        vm.prank(kind & 128 == 0 ? _actor(by) : vm.addr(_hotKey(by)));
        try market.fulfil(request, input, signer, signed, _actor(by), submission) {
            return true;
        } catch (bytes memory reason) {
            vm.assertEq(bytes32(bytes4(reason)), bytes32(IMarket.ResultNotAccepted.selector));
        }
    }

    function _submissionBy(
        Request memory request,
        address account,
        uint256 answer
    ) private view returns (Submission memory submission) {
        submission.output = abi.encode(answer % 4);
        submission.receipt = _receiptOf(request, account, submission.output);
        (submission.signer, submission.signature) = _signedBy(
            _actorOf(account),
            market.hashReceipt(submission.receipt),
            answer & 4 != 0
        );
    }

    function _signedBy(
        uint256 actor,
        bytes32 digest,
        bool byKey
    ) private pure returns (bytes memory signer, bytes memory signed) {
        if (!byKey) return ("", _sign(_key(actor), digest));
        return (abi.encodePacked(vm.addr(_hotKey(actor))), _sign(_hotKey(actor), digest));
    }

    function _digest(Request memory request) private view returns (bytes32) {
        return JobId.unwrap(_idOf(request));
    }

    function _track(Request memory request, JobState state) private returns (Tracked storage job) {
        job = _jobs.push();
        (job.request, job.id, job.state) = (request, _idOf(request), state);
    }

    function _find(uint256 pick, JobState state) private view returns (bool, uint256) {
        uint256 count = _jobs.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((pick % count) + i) % count;
            if (_jobs[index].state == state) return (true, index);
        }
        return (false, 0);
    }

    /// @dev Any account, nobody, or the market itself.
    function _challenger(uint256 pick) private view returns (address) {
        pick = pick % 8;
        if (pick == 6) return address(0);
        return pick == 7 ? address(market) : _actor(pick);
    }

    function _actorOf(address account) private view returns (uint256 actor) {
        while (accounts[actor] != account) ++actor;
    }

    function _key(uint256 actor) private pure returns (uint256) {
        return 0x5EED + (actor % ACTORS);
    }

    function _hotKey(uint256 actor) private pure returns (uint256) {
        return 0x407 + (actor % ACTORS);
    }

    function _actor(uint256 actor) private view returns (address) {
        // Derived once: deriving an address costs more than most calls here.
        return accounts.length > actor % ACTORS ? accounts[actor % ACTORS] : vm.addr(_key(actor));
    }
}

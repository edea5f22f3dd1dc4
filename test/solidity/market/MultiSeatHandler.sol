// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {Job, JobState, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {WorkerDraw} from "../../../contracts/verifiers/WorkerDraw.sol";
import {MarketBooks} from "./MarketBooks.sol";
import {MarketScene} from "./MarketFixture.sol";
import {MultiSeatScene} from "./MultiSeatFixture.sol";

/// @notice Two parties with three accounts each, who request from, work with, copy, leave and challenge each other in any order:
/// honest, absent, dissenting, withholding, or requester, workers and challengers in one. Calls out of turn are made and refused.
contract MultiSeatHandler is MultiSeatScene, MarketBooks {
    struct Taken {
        address worker;
        uint256 claimedAt;
        SeatState state;
        uint256 answer;
        /// The commitment is another worker's.
        bool copied;
    }

    struct Tracked {
        Request request;
        JobId id;
        /// Open, Claimed (all seats taken) or its final state.
        JobState state;
        bool bound;
        uint256 k;
        uint256 window;
        uint256 taken;
        uint256 fullAt;
        uint256 lastOpenedAt;
        Taken[] seats;
    }

    struct Ruling {
        bool pending;
        Outcome outcome;
        bytes32 root;
        uint256 refuted;
        address[] challengers;
    }

    uint256 private constant ACTORS = 6;
    uint256 private constant ANSWERS = 3;

    Tracked[] private _jobs;
    uint256 private _checked;

    constructor() {
        _openMultiSeatMarket(ACTORS);
        for (uint256 i = 0; i < ACTORS; ++i) {
            accounts.push(_seatWorker(i));
            base[i % PARTIES] += FUNDS;
        }
        accounts.push(requester);
        accounts.push(worker);
        for (uint256 i = 0; i < accounts.length; ++i) free[accounts[i]] = FUNDS;
        deposited = accounts.length * FUNDS;
        accounts.push(publisher);
        accounts.push(address(multiSeatMarket));
    }

    function _books() internal override(MarketScene, MultiSeatScene) returns (address[] memory) {
        return MultiSeatScene._books();
    }

    // --- what the fuzzer calls

    function post(uint256 actor, uint256 shape, uint256 fees, uint256 times, uint256 collateral, bool signed) external {
        Tracked storage job = _jobs.push();
        Request memory request = shape % 3 == 0 ? _scriptedMultiSeat() : _multiSeatRequest();
        request.requester = _actor(actor);
        request.nonce = _jobs.length;
        request.policy.seats = uint8(_bound(shape >> 8, 3, 5));
        job.k = request.policy.seats / 2 + 1;
        job.window = shape % 3 == 1 ? 0 : 200;
        bool drawn = shape % 6 == 5;
        if (shape % 3 != 0) request.policy.params = _quorumParams(job.k, job.window, drawn);
        request.offer.maxFee = uint96(_bound(fees, 0, 20e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp + _bound(times, 0, 100));
        request.offer.rampLength = uint32(_bound(times >> 64, 0, 1_000));
        request.offer.lockFor = uint32(_bound(times >> 128, multiSeatMarket.minLockFor(), 1_000));
        request.offer.expiry = uint40(block.timestamp + _bound(times >> 192, 100, 6_000));
        request.offer.collateral = uint96(_bound(collateral, dispute.leastCollateral(), 20e6));
        uint256 price = uint256(request.offer.maxFee) * request.policy.seats;
        if (free[request.requester] < price) {
            _jobs.pop();
            return;
        }
        if (signed) {
            request = _toSign(request);
            bytes memory signature_ = _sign(_seatKey(actor % ACTORS), JobId.unwrap(_idOf(request)));
            job.id = multiSeatMarket.postSigned(request, _input(), "", signature_);
        } else {
            job.id = _post(request);
        }
        (job.request, job.state) = (request, JobState.Open);
        for (uint256 i = 0; i < request.policy.seats; ++i) job.seats.push();
        _lockMoney(request.requester, price);
        ++done["post"];
    }

    function claim(uint256 pick, uint256 actor) public {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        Request memory request = job.request;
        address account = _actor(actor);
        bytes memory call = abi.encodeCall(IMarketBase.claim, (request, account, ""));
        if (_hasSeat(job, account)) {
            return _refused(account, address(multiSeatMarket), call, IMultiSeatMarket.WorkerHasSeat.selector);
        }
        if (block.timestamp > request.offer.expiry) {
            return _refused(account, address(multiSeatMarket), call, IMarketBase.RequestExpired.selector);
        }
        if (_isDrawn(job)) {
            return _refused(account, address(multiSeatMarket), call, WorkerDraw.InvalidTicket.selector);
        }
        if (free[account] < request.offer.collateral) {
            return _refused(account, address(multiSeatMarket), call, ILedger.InsufficientBalance.selector);
        }
        vm.prank(account);
        uint256 seat = multiSeatMarket.claim(request, account, "");
        vm.assertEq(uint256(job.seats[seat].state), uint256(SeatState.Empty), "a seat was given twice");
        job.seats[seat] = Taken(account, block.timestamp, SeatState.Claimed, 0, false);
        _lockMoney(account, request.offer.collateral);
        if (++job.taken == request.policy.seats) (job.state, job.fullAt) = (JobState.Claimed, block.timestamp);
        ++done["claim"];
    }

    /// @dev Anyone may draw. It binds the requester.
    function draw(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        bytes memory call = abi.encodeCall(QuorumVerifier.draw, (job.request));
        if (job.request.policy.verifier != address(quorum)) return;
        if (!_isDrawn(job)) {
            return _refused(_actor(pick), address(quorum), call, QuorumVerifier.DrawNotAsked.selector);
        }
        if (job.bound) return _refused(_actor(pick), address(quorum), call, WorkerDraw.AlreadyDrawn.selector);
        quorum.draw(job.request);
        job.bound = true;
        ++done["draw"];
    }

    function commit(uint256 pick, uint256 seat, uint256 answer) public {
        (bool found, uint256 index) = _find(pick, answer & 64 == 0 ? JobState.Claimed : JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        (found, seat) = _findSeat(job, seat, SeatState.Claimed);
        if (!found) return;
        Taken storage taken = job.seats[seat];
        bytes32 commitment = _commitmentOf(job.request, _actorOf(taken.worker), answer % ANSWERS);
        // Sometimes it repeats a commitment that it saw.
        (bool copies, uint256 other) = _findSeat(job, seat, SeatState.Committed);
        copies = copies && answer % 4 == 3;
        if (copies) commitment = multiSeatMarket.getJob(job.id).seats[other].outputRoot;
        bytes memory call = abi.encodeCall(IMultiSeatMarket.commit, (job.request, seat, commitment));
        // Each seat has its own clock, independent of the others.
        if (block.timestamp > taken.claimedAt + job.request.offer.lockFor) {
            return _refused(taken.worker, address(multiSeatMarket), call, IMarketBase.DeadlinePassed.selector);
        }
        if (answer & 32 != 0) {
            address stranger_ = _actor(_actorOf(taken.worker) + 1);
            _refused(stranger_, address(multiSeatMarket), call, IMarketBase.NotWorker.selector);
        }
        vm.prank(taken.worker);
        multiSeatMarket.commit(job.request, seat, commitment);
        (taken.state, taken.answer, taken.copied) = (SeatState.Committed, answer % ANSWERS, copies);
        if (copies) ++done["copy"];
        ++done["commit"];
    }

    function open(uint256 pick, uint256 seat) public {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        (found, seat) = _findSeat(job, seat, SeatState.Committed);
        if (!found) return;
        Taken storage taken = job.seats[seat];
        uint256 lockFor = job.request.offer.lockFor;
        Submission memory opening = _openingOf(job.request, _actorOf(taken.worker), taken.answer);
        bytes memory call = abi.encodeCall(IMarketBase.submit, (job.request, seat, opening));
        address place = address(multiSeatMarket);
        if (block.timestamp > job.fullAt + 2 * lockFor) {
            return _refused(taken.worker, place, call, IMarketBase.DeadlinePassed.selector);
        }
        if (block.timestamp <= job.fullAt + lockFor && !_allCommitted(job)) {
            return _refused(taken.worker, place, call, IMultiSeatMarket.CommitmentsAwaited.selector);
        }
        if (taken.copied) return _copierGetsNowhere(job, seat, opening);
        vm.prank(taken.worker);
        multiSeatMarket.submit(job.request, seat, opening);
        (taken.state, job.lastOpenedAt) = (SeatState.Submitted, block.timestamp);
        ++done["open"];
    }

    /// @dev Several seats' turns at once, so that a short run reaches the end of jobs.
    function claimMany(uint256 pick, uint256 seed) external {
        for (uint256 i = 0; i < 5; ++i) claim(pick, uint256(keccak256(abi.encode(seed, i))));
    }

    function commitMany(uint256 pick, uint256 seed) external {
        for (uint256 i = 0; i < 5; ++i) commit(pick, i, uint256(keccak256(abi.encode(seed, i))) & ~uint256(64));
    }

    function openMany(uint256 pick) external {
        for (uint256 i = 0; i < 5; ++i) open(pick, i);
    }

    function leave(uint256 pick, uint256 seat) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        seat = seat % job.seats.length;
        Taken storage taken = job.seats[seat];
        if (taken.worker == address(0)) return;
        bytes memory call = abi.encodeCall(IMultiSeatMarket.leave, (job.request, seat));
        if (block.timestamp <= taken.claimedAt + FILL_TIME) {
            return _refused(taken.worker, address(multiSeatMarket), call, IMultiSeatMarket.SeatHeldUntil.selector);
        }
        vm.prank(taken.worker);
        multiSeatMarket.leave(job.request, seat);
        _freeMoney(taken.worker, job.request.offer.collateral);
        delete job.seats[seat];
        --job.taken;
        ++done["leave"];
    }

    /// @dev Sets the standing of a result's dispute. Anyone may be its challenger.
    function challenge(uint256 pick, uint256 seat, uint256 standing, uint256 by) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        (found, seat) = _findSeat(job, seat, SeatState.Submitted);
        if (!found || job.window == 0) return;
        Taken storage taken = job.seats[seat];
        bytes32 root = _rootOf(taken.answer);
        (IDispute.Standing known, , ) = dispute.standingOf(job.id, taken.worker, root);
        // A refutation is permanent.
        if (known == IDispute.Standing.Refuted) return;
        IDispute.Standing next = IDispute.Standing(standing % 3);
        dispute.set(job.id, taken.worker, root, next, uint40(block.timestamp + 100), _challenger(by));
        ++done["challenge"];
    }

    function finalize(uint256 pick, uint256 chance) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        bytes memory call = abi.encodeCall(IMarketBase.finalize, (job.request, ""));
        if (!_resultsAreIn(job)) {
            return _refused(_actor(pick), address(multiSeatMarket), call, IMarketBase.JobNotSubmitted.selector);
        }
        Ruling memory ruling =
            job.request.policy.verifier == address(scripted) ? _anyRuling(job, chance) : _quorumRuling(job);
        if (ruling.pending) {
            if (block.timestamp <= job.fullAt + 2 * uint256(job.request.offer.lockFor) + 30 days) {
                return _refused(_actor(pick), address(multiSeatMarket), call, IMarketBase.VerdictPending.selector);
            }
            delete ruling;
            ruling.outcome = Outcome.Void;
        }
        multiSeatMarket.finalize(job.request, "");
        _settle(job, ruling);
        ++done["finalize"];
    }

    function cancel(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        address owner = job.request.requester;
        bytes memory call = abi.encodeCall(IMarketBase.cancel, (job.request));
        address place = address(multiSeatMarket);
        if (job.taken != 0) return _refused(owner, place, call, IMultiSeatMarket.SeatsTaken.selector);
        if (job.bound) return _refused(owner, place, call, IMultiSeatMarket.RequesterIsBound.selector);
        vm.prank(owner);
        multiSeatMarket.cancel(job.request);
        _refund(job, 0);
        job.state = JobState.Cancelled;
        ++done["cancel"];
    }

    function expire(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        if (block.timestamp <= job.request.offer.expiry) {
            bytes memory call = abi.encodeCall(IMarketBase.expire, (job.request));
            return _refused(_actor(pick), address(multiSeatMarket), call, IMarketBase.RequestNotExpired.selector);
        }
        multiSeatMarket.expire(job.request);
        _refund(job, 0);
        for (uint256 i = 0; i < job.seats.length; ++i) {
            if (job.seats[i].worker != address(0)) _freeMoney(job.seats[i].worker, job.request.offer.collateral);
        }
        job.state = JobState.Expired;
        ++done["expire"];
    }

    /// @dev A call that the job's state does not allow, by anyone, with the expected error.
    function outOfTurn(uint256 pick, uint256 actor, uint256 what) external {
        if (_jobs.length == 0) return;
        Tracked storage job = _jobs[pick % _jobs.length];
        Request memory request = job.request;
        address caller = _actor(actor);
        bool isOpen = job.state == JobState.Open;
        bool isClaimed = job.state == JobState.Claimed;
        (bytes memory call, bytes4 error) = ("", IMarketBase.JobNotOpen.selector);
        what = what % 7;
        if (what == 0 && !isOpen) call = abi.encodeCall(IMarketBase.claim, (request, caller, ""));
        if (what == 1 && !isOpen) call = abi.encodeCall(IMultiSeatMarket.leave, (request, 0));
        if (what == 2 && !isOpen) call = abi.encodeCall(IMarketBase.expire, (request));
        if (what == 3 && !isClaimed) {
            Submission memory opening = _openingOf(request, _actorOf(caller), actor % ANSWERS);
            call = abi.encodeCall(IMarketBase.submit, (request, 0, opening));
            error = IMarketBase.JobNotClaimed.selector;
        }
        if (what == 4 && !isOpen && !isClaimed) {
            call = abi.encodeCall(IMultiSeatMarket.commit, (request, 0, keccak256("late")));
            error = IMarketBase.JobNotClaimed.selector;
        }
        if (what == 5) {
            call = abi.encodeCall(IMultiSeatMarket.bindRequester, (request));
            error = IMultiSeatMarket.NotVerifier.selector;
        }
        if (what == 6 && caller != request.requester) {
            call = abi.encodeCall(IMarketBase.cancel, (request));
            error = IMarketBase.NotRequester.selector;
        }
        if (call.length != 0) _refused(caller, address(multiSeatMarket), call, error);
    }

    /// @dev Mostly within a job's clocks; sometimes beyond the time to fill, or beyond everything.
    function wait(uint256 time) external {
        uint256 most =
            time % 16 == 0
                ? 31 days
                : time % 8 == 1
                    ? 2 hours
                    : 400;
        vm.warp(block.timestamp + _bound(time >> 8, 1, most));
    }

    // --- the rules, implemented again

    function _settle(Tracked storage job, Ruling memory ruling) private {
        uint256 collateral = job.request.offer.collateral;
        uint256 fees = 0;
        for (uint256 i = 0; i < job.seats.length; ++i) {
            Taken storage taken = job.seats[i];
            if (taken.state != SeatState.Submitted) {
                _forfeitShownWrong(taken.worker, address(0), collateral);
            } else if ((ruling.refuted >> i) & 1 == 1) {
                address by = i < ruling.challengers.length ? ruling.challengers[i] : address(0);
                _forfeitShownWrong(taken.worker, by, collateral);
            } else {
                _freeMoney(taken.worker, collateral);
                if (ruling.outcome != Outcome.Accepted || _rootOf(taken.answer) != ruling.root) continue;
                uint256 fee = _feeOf(job.request.offer, taken.claimedAt);
                _payFee(job.request.requester, taken.worker, fee);
                fees += fee;
            }
        }
        _refund(job, fees);
        job.state = JobState.Rejected;
        if (ruling.outcome == Outcome.Accepted) job.state = JobState.Accepted;
        if (ruling.outcome == Outcome.Void) job.state = JobState.Void;
    }

    function _refund(Tracked storage job, uint256 spent) private {
        _freeMoney(job.request.requester, uint256(job.request.offer.maxFee) * job.request.policy.seats - spent);
    }

    /// @dev The ruling of an arbitrary verifier.
    function _anyRuling(Tracked storage job, uint256 chance) private returns (Ruling memory ruling) {
        ruling.outcome = Outcome(_bound(chance, 0, 3));
        ruling.root = chance % 8 < 6 ? _rootOf(chance % ANSWERS) : keccak256("another root");
        ruling.refuted = uint16(chance >> 64);
        ruling.challengers = new address[]((chance >> 80) % (job.seats.length + 2));
        for (uint256 i = 0; i < ruling.challengers.length; ++i) {
            ruling.challengers[i] = _challenger(chance >> (90 + 4 * i));
        }
        scripted.setAnswer(ruling.outcome, ruling.root, 0);
        scripted.setRefuted(uint16(ruling.refuted), ruling.challengers);
        ruling.pending = ruling.outcome == Outcome.Pending;
    }

    /// @dev The ruling of a quorum. There are only three answers.
    function _quorumRuling(Tracked storage job) private view returns (Ruling memory ruling) {
        uint256[ANSWERS] memory votes;
        (uint256 submitted, uint256 standing, bool disputed) = (0, 0, false);
        ruling.challengers = new address[](job.seats.length);
        for (uint256 i = 0; i < job.seats.length; ++i) {
            Taken storage taken = job.seats[i];
            if (taken.state != SeatState.Submitted) continue;
            ++submitted;
            (IDispute.Standing known, , address by) = dispute.standingOf(job.id, taken.worker, _rootOf(taken.answer));
            if (known == IDispute.Standing.Refuted) {
                ruling.refuted |= 1 << i;
                ruling.challengers[i] = by;
                continue;
            }
            if (known == IDispute.Standing.Disputed) disputed = true;
            ++standing;
            ++votes[taken.answer];
        }
        if (job.window != 0 && standing != 0) {
            ruling.pending = disputed || block.timestamp <= job.lastOpenedAt + job.window;
        }
        ruling.outcome = standing == 0 && ruling.refuted != 0 ? Outcome.Rejected : Outcome.Void;
        for (uint256 i = 0; i < ANSWERS; ++i) {
            bool isLeft = votes[i] != 0 && votes[i] == standing && ruling.refuted != 0 && submitted >= job.k;
            if (votes[i] < job.k && !isLeft) continue;
            (ruling.outcome, ruling.root) = (Outcome.Accepted, _rootOf(i));
        }
    }

    function _resultsAreIn(Tracked storage job) private view returns (bool) {
        uint256 lockFor = job.request.offer.lockFor;
        if (block.timestamp > job.fullAt + 2 * lockFor) return true;
        if (block.timestamp <= job.fullAt + lockFor && !_allCommitted(job)) return false;
        (bool awaited, ) = _findSeat(job, 0, SeatState.Committed);
        return !awaited;
    }

    function _allCommitted(Tracked storage job) private view returns (bool) {
        (bool missing, ) = _findSeat(job, 0, SeatState.Claimed);
        return !missing;
    }

    function _copierGetsNowhere(Tracked storage job, uint256 seat, Submission memory opening) private {
        address copier = job.seats[seat].worker;
        // With each possible salt.
        for (uint256 i = 0; i < ACTORS; ++i) {
            opening.salt = _salt(i);
            bytes memory call = abi.encodeCall(IMarketBase.submit, (job.request, seat, opening));
            _refused(copier, address(multiSeatMarket), call, IMultiSeatMarket.CommitmentMismatch.selector);
        }
        ++done["copier fails"];
    }

    // --- for the invariants

    function jobCount() external view returns (uint256) {
        return _jobs.length;
    }

    /// @notice Checks one job per call, in turn: its state by the clock, and its seats.
    function checkOneJob() external {
        if (_jobs.length == 0) return;
        Tracked storage job = _jobs[++_checked % _jobs.length];
        JobState expected = job.state;
        if (expected == JobState.Claimed) {
            bool closed = block.timestamp > job.fullAt + job.request.offer.lockFor || _allCommitted(job);
            if (_resultsAreIn(job)) expected = JobState.Submitted;
            else if (closed) expected = JobState.Revealing;
        }
        Job memory actual = multiSeatMarket.getJob(job.id);
        vm.assertEq(uint256(actual.state), uint256(expected), "a job's state");
        for (uint256 i = 0; i < job.seats.length; ++i) {
            vm.assertEq(actual.seats[i].worker, job.seats[i].worker);
            vm.assertEq(uint256(actual.seats[i].state), uint256(job.seats[i].state), "a seat's state");
        }
    }

    /// @inheritdoc MarketBooks
    function partyOf(address account) public view override returns (bool found, uint256 party) {
        for (uint256 i = 0; i < ACTORS; ++i) if (accounts[i] == account) return (true, i % PARTIES);
    }

    function _find(uint256 pick, JobState state) private view returns (bool, uint256) {
        uint256 count = _jobs.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((pick % count) + i) % count;
            if (_jobs[index].state == state) return (true, index);
        }
        return (false, 0);
    }

    function _findSeat(Tracked storage job, uint256 pick, SeatState state) private view returns (bool, uint256) {
        uint256 count = job.seats.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((pick % count) + i) % count;
            if (job.seats[index].state == state) return (true, index);
        }
        return (false, 0);
    }

    function _hasSeat(Tracked storage job, address account) private view returns (bool) {
        for (uint256 i = 0; i < job.seats.length; ++i) if (job.seats[i].worker == account) return true;
        return false;
    }

    function _isDrawn(Tracked storage job) private view returns (bool) {
        if (job.request.policy.verifier != address(quorum)) return false;
        return quorum.parametersOf(job.request.policy.params, job.request.policy.seats).drawn;
    }

    /// @dev Any account, nobody, or the market itself.
    function _challenger(uint256 pick) private view returns (address) {
        pick = pick % 8;
        if (pick == 6) return address(0);
        return pick == 7 ? address(multiSeatMarket) : _actor(pick);
    }

    function _actor(uint256 actor) private view returns (address) {
        return accounts[actor % ACTORS];
    }

    function _actorOf(address account) private view returns (uint256 actor) {
        while (accounts[actor] != account) ++actor;
    }
}

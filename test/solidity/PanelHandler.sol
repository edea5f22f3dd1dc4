// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {vm} from "../../contracts/test/Vm.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {SeatState} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {PanelScene} from "./PanelFixture.sol";

/// @notice Six people who request from, work with and copy each other in any order: honest, absent, dissenting, withholding, or
/// requester and workers in one. Beside the market, this keeps its own books by the rules of the specification.
contract PanelHandler is PanelScene {
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
        /// Open, Claimed (all seats taken) or how it ended.
        JobState state;
        uint256 fullAt;
        uint256 k;
        Taken[] seats;
    }

    uint256 private constant ACTORS = 6;

    Tracked[] private _tracked;
    address[] public accounts;
    mapping(address account => uint256 amount) public expectedBalance;
    uint256 public locked;
    uint256 public deposited;
    uint256 public forfeited;
    uint256 public burned;
    uint256 public rewarded;
    mapping(string action => uint256 count) public done;

    constructor() {
        _openPanelMarket(ACTORS);
        for (uint256 i = 0; i < ACTORS; ++i) accounts.push(_seatWorker(i));
        accounts.push(requester);
        accounts.push(worker);
        for (uint256 i = 0; i < accounts.length; ++i) expectedBalance[accounts[i]] = FUNDS;
        deposited = accounts.length * FUNDS;
        accounts.push(publisher);
        accounts.push(DEAD);
    }

    // --- what the fuzzer calls

    function post(uint256 actor, uint256 shape, uint256 fees, uint256 times, uint256 collateral, bool signed) external {
        Tracked storage job = _tracked.push();
        Request memory request = shape % 2 == 0 ? _scriptedRequest() : _panelRequest();
        request.requester = _actor(actor);
        request.nonce = _tracked.length;
        request.policy.seats = uint8(_bound(shape >> 8, 2, 4));
        job.k = request.policy.seats / 2 + 1;
        if (shape % 2 == 1) request.policy.params = abi.encode(job.k, 0, false);
        request.offer.maxFee = uint96(_bound(fees, 0, 20e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp + _bound(times, 0, 100));
        request.offer.rampLength = uint32(_bound(times >> 64, 0, 1_000));
        request.offer.lockFor = uint32(_bound(times >> 128, 100, 2_000));
        request.offer.expiry = uint40(block.timestamp + _bound(times >> 192, 100, 5_000));
        request.offer.collateral = uint96(_bound(collateral, 0, 20e6));
        uint256 escrow = uint256(request.offer.maxFee) * request.policy.seats;
        if (expectedBalance[request.requester] < escrow) {
            _tracked.pop();
            return;
        }
        if (signed) {
            request.nonce |= market.SIGNED_NONCE();
            bytes memory signature = _sign(_keyOf(request.requester), JobId.unwrap(market.hashRequest(request)));
            job.id = market.postSigned(request, _input(), "", signature);
        } else {
            job.id = _post(request);
        }
        job.request = request;
        job.state = JobState.Open;
        expectedBalance[request.requester] -= escrow;
        locked += escrow;
        ++done["post"];
    }

    function claim(uint256 pick, uint256 actor) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _tracked[index];
        Request memory request = job.request;
        if (block.timestamp > request.offer.expiry) return;
        // The next one of them all who has no seat and can pay.
        for (uint256 i = 0; i < ACTORS; ++i) {
            address account = _actor((actor % ACTORS) + i);
            if (_hasSeat(job, account) || expectedBalance[account] < request.offer.collateral) continue;
            vm.prank(account);
            market.claim(request, account, "");
            job.seats.push(Taken(account, block.timestamp, SeatState.Claimed, 0, false));
            expectedBalance[account] -= request.offer.collateral;
            locked += request.offer.collateral;
            if (job.seats.length == request.policy.seats) (job.state, job.fullAt) = (JobState.Claimed, block.timestamp);
            ++done["claim"];
            return;
        }
    }

    function commit(uint256 pick, uint256 seat, uint256 answer) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _tracked[index];
        Request memory request = job.request;
        if (block.timestamp > job.fullAt + request.offer.lockFor) return;
        (found, seat) = _findSeat(job, seat, SeatState.Claimed);
        if (!found) return;
        Taken storage taken = job.seats[seat];
        bytes32 commitment = _commitmentOf(request, _indexOf(taken.worker), answer % 3);
        uint256 other = seat == 0 ? 1 : seat - 1;
        // Now and then one repeats what it saw.
        if (answer % 8 == 7 && job.seats[other].state == SeatState.Committed) {
            commitment = market.getJob(job.id).seats[other].outputRoot;
            taken.copied = true;
            ++done["copy"];
        }
        vm.prank(taken.worker);
        market.commit(request, seat, commitment);
        (taken.state, taken.answer) = (SeatState.Committed, answer % 3);
        ++done["commit"];
    }

    function open(uint256 pick, uint256 seat) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _tracked[index];
        Request memory request = job.request;
        if (block.timestamp > job.fullAt + 2 * uint256(request.offer.lockFor)) return;
        if (block.timestamp <= job.fullAt + request.offer.lockFor && !_allCommitted(job)) return;
        (found, seat) = _findSeat(job, seat, SeatState.Committed);
        if (!found) return;
        Taken storage taken = job.seats[seat];
        Submission memory opening = _openingOf(request, _indexOf(taken.worker), taken.answer);
        if (taken.copied) {
            _copierGetsNowhere(job, seat, opening);
            return;
        }
        market.submit(request, seat, opening);
        taken.state = SeatState.Submitted;
        ++done["open"];
    }

    function finalize(uint256 pick, uint256 outcome, uint256 beneficiary) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _tracked[index];
        if (!_resultsAreIn(job)) return;
        (Outcome verdict, bytes32 root) = _quorumVerdict(job);
        address rewards = address(0);
        uint16 refuted = 0;
        if (job.request.policy.verifier == address(scripted)) {
            verdict = Outcome(_bound(outcome, 0, 3));
            root = outcome % 8 < 6 ? _rootOf(outcome % 3) : keccak256("another root");
            if (outcome % 2 == 1) rewards = _actor(beneficiary);
            scripted.setAnswer(verdict, root, 0, rewards);
            refuted = uint16(outcome >> 64);
            scripted.setRefuted(refuted);
            if (verdict == Outcome.Pending) {
                if (block.timestamp <= job.fullAt + 2 * uint256(job.request.offer.lockFor) + 30 days) return;
                (verdict, rewards, refuted) = (Outcome.Void, address(0), 0);
            }
        }
        market.finalize(job.request, "");
        _settle(job, verdict, root, rewards == address(0) ? job.request.requester : rewards, refuted);
        ++done["finalize"];
    }

    function cancel(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found || _tracked[index].seats.length != 0) return;
        Tracked storage job = _tracked[index];
        vm.prank(job.request.requester);
        market.cancel(job.request);
        _refund(job, 0);
        job.state = JobState.Cancelled;
        ++done["cancel"];
    }

    function expire(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found || block.timestamp <= _tracked[index].request.offer.expiry) return;
        Tracked storage job = _tracked[index];
        market.expire(job.request);
        _refund(job, 0);
        for (uint256 i = 0; i < job.seats.length; ++i) {
            expectedBalance[job.seats[i].worker] += job.request.offer.collateral;
            locked -= job.request.offer.collateral;
        }
        job.state = JobState.Expired;
        ++done["expire"];
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + _bound(time >> 8, 1, time % 16 == 0 ? 31 days : 400));
    }

    // --- the rules, once more

    function _settle(Tracked storage job, Outcome verdict, bytes32 root, address beneficiary, uint256 refuted) private {
        uint256 collateral = job.request.offer.collateral;
        uint256 fees = 0;
        for (uint256 i = 0; i < job.seats.length; ++i) {
            Taken storage taken = job.seats[i];
            bool wrong = (refuted >> i) % 2 == 1;
            bool answered = taken.state == SeatState.Submitted && !wrong;
            locked -= collateral;
            if (answered && verdict == Outcome.Accepted && _rootOf(taken.answer) == root) {
                uint256 fee = _fee(job.request, taken.claimedAt);
                uint256 royalty = (fee * ROYALTY_BPS) / 10_000;
                expectedBalance[publisher] += royalty;
                expectedBalance[taken.worker] += fee - royalty + collateral;
                fees += fee;
            } else if (answered && verdict == Outcome.Void) {
                expectedBalance[taken.worker] += collateral;
            } else {
                expectedBalance[DEAD] += collateral - collateral / 2;
                expectedBalance[wrong ? beneficiary : job.request.requester] += collateral / 2;
                forfeited += collateral;
                burned += collateral - collateral / 2;
                rewarded += collateral / 2;
            }
        }
        _refund(job, fees);
        job.state =
            verdict == Outcome.Accepted
                ? JobState.Accepted
                : verdict == Outcome.Void
                    ? JobState.Void
                    : JobState.Rejected;
    }

    function _refund(Tracked storage job, uint256 spent) private {
        uint256 escrow = uint256(job.request.offer.maxFee) * job.request.policy.seats;
        expectedBalance[job.request.requester] += escrow - spent;
        locked -= escrow;
    }

    /// @dev Three answers are all there are.
    function _quorumVerdict(Tracked storage job) private view returns (Outcome, bytes32) {
        uint256[3] memory votes;
        for (uint256 i = 0; i < job.seats.length; ++i) {
            if (job.seats[i].state == SeatState.Submitted) ++votes[job.seats[i].answer];
        }
        for (uint256 i = 0; i < 3; ++i) if (votes[i] >= job.k) return (Outcome.Accepted, _rootOf(i));
        return (Outcome.Void, bytes32(0));
    }

    function _fee(Request storage request, uint256 claimedAt) private view returns (uint256) {
        uint256 minFee = request.offer.minFee;
        uint256 maxFee = request.offer.maxFee;
        uint256 start = request.offer.rampStart;
        uint256 end = start + request.offer.rampLength;
        if (claimedAt <= start || minFee == maxFee) return minFee;
        if (claimedAt >= end) return maxFee;
        return minFee + ((maxFee - minFee) * (claimedAt - start)) / (end - start);
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
        // With each salt and each answer that there is.
        for (uint256 i = 0; i < ACTORS; ++i) {
            opening.salt = _salt(i);
            (bool opened, ) = address(market).call(abi.encodeCall(market.submit, (job.request, seat, opening)));
            vm.assertTrue(!opened, "a copied commitment was opened");
        }
        ++done["copier fails"];
    }

    // --- for the invariants

    function held() external view returns (uint256) {
        return token.balanceOf(address(market));
    }

    function balance(address account) external view returns (uint256) {
        return _balance(account);
    }

    function accountCount() external view returns (uint256) {
        return accounts.length;
    }

    function jobCount() external view returns (uint256) {
        return _tracked.length;
    }

    /// @notice What a job's state should be by the clock, and is.
    function states(uint256 index) external view returns (JobState expected, JobState actual) {
        Tracked storage job = _tracked[index];
        expected = job.state;
        if (expected == JobState.Claimed) {
            bool closed = block.timestamp > job.fullAt + job.request.offer.lockFor || _allCommitted(job);
            if (_resultsAreIn(job)) expected = JobState.Submitted;
            else if (closed) expected = JobState.Revealing;
        }
        actual = _state(job.id);
    }

    function _find(uint256 pick, JobState state) private view returns (bool, uint256) {
        uint256 count = _tracked.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((pick % count) + i) % count;
            if (_tracked[index].state == state) return (true, index);
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

    function _actor(uint256 actor) private pure returns (address) {
        return _seatWorker(actor % ACTORS);
    }

    function _indexOf(address account) private view returns (uint256 index) {
        while (accounts[index] != account) ++index;
    }

    function _keyOf(address account) private view returns (uint256) {
        return _seatKey(_indexOf(account));
    }

    function _bound(uint256 value, uint256 least, uint256 most) private pure returns (uint256) {
        return least + (value % (most - least + 1));
    }
}

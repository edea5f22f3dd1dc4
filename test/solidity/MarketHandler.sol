// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {MarketScene} from "./MarketFixture.sol";

/// @notice Four people who trade with each other, and with themselves, in any order. Each of them posts, works, waits and lies;
/// the verifier says what chance says. Beside the market, this keeps its own books by the rules of the specification.
contract MarketHandler is MarketScene {
    struct Tracked {
        Request request;
        JobId id;
        JobState state;
        address worker;
        uint256 claimedAt;
        uint256 submittedAt;
        uint256 forfeits;
        bytes32 outputRoot;
    }

    uint256 private constant ACTORS = 4;

    Tracked[] private _jobs;
    address[] public accounts;
    mapping(address account => uint256 amount) public expectedBalance;
    /// What is locked in jobs that have not ended.
    uint256 public locked;
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public forfeited;
    uint256 public burned;
    uint256 public rewarded;
    mapping(string action => uint256 count) public done;

    constructor() {
        _openMarket();
        for (uint256 i = 0; i < ACTORS; ++i) {
            accounts.push(vm.addr(_key(i)));
            vm.prank(accounts[i]);
            token.approve(address(market), type(uint256).max);
        }
        accounts.push(publisher);
        accounts.push(DEAD);
        // The fixture's own people stay as they are.
        accounts.push(requester);
        accounts.push(worker);
        expectedBalance[requester] = FUNDS;
        expectedBalance[worker] = FUNDS;
        deposited = 2 * FUNDS;
        for (uint256 i = 0; i < ACTORS; ++i) deposit(i, 500e6);
    }

    // --- what the fuzzer calls

    function deposit(uint256 actor, uint256 amount) public {
        address account = _actor(actor);
        amount = _bound(amount, 1, 500e6);
        token.faucet(account);
        vm.prank(account);
        market.deposit(amount);
        expectedBalance[account] += amount;
        deposited += amount;
        ++done["deposit"];
    }

    function withdraw(uint256 actor, uint256 amount) external {
        address account = _actor(actor);
        if (expectedBalance[account] == 0) return;
        amount = _bound(amount, 1, expectedBalance[account]);
        vm.prank(account);
        market.withdraw(amount, account);
        expectedBalance[account] -= amount;
        withdrawn += amount;
        ++done["withdraw"];
    }

    function post(uint256 actor, uint256 fees, uint256 times, uint256 collateral, bool scriptedVerifier) external {
        Tracked storage job = _jobs.push();
        Request memory request = scriptedVerifier ? _scriptedRequest() : _request();
        request.requester = _actor(actor);
        request.nonce = _jobs.length;
        request.offer.maxFee = uint96(_bound(fees, 0, 50e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp + _bound(times, 0, 100));
        request.offer.rampLength = uint32(_bound(times >> 64, 0, 1_000));
        request.offer.lockFor = uint32(_bound(times >> 128, 1, 1_000));
        request.offer.expiry = uint40(block.timestamp + _bound(times >> 192, 0, 5_000));
        request.offer.collateral = uint96(_bound(collateral, 0, 50e6));
        if (expectedBalance[request.requester] < request.offer.maxFee) {
            _jobs.pop();
            return;
        }
        job.request = request;
        job.id = _post(request);
        job.state = JobState.Open;
        expectedBalance[request.requester] -= request.offer.maxFee;
        locked += request.offer.maxFee;
        ++done["post"];
    }

    function claim(uint256 pick, uint256 actor) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        address account = _actor(actor);
        if (block.timestamp > job.request.offer.expiry || expectedBalance[account] < job.request.offer.collateral)
            return;
        Request memory request = job.request;
        vm.prank(account);
        market.claim(request, account, "");
        job.state = JobState.Claimed;
        job.worker = account;
        job.claimedAt = block.timestamp;
        expectedBalance[account] -= request.offer.collateral;
        locked += request.offer.collateral;
        ++done["claim"];
    }

    function submit(uint256 pick, uint256 answer) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        if (block.timestamp > job.claimedAt + job.request.offer.lockFor) return;
        bytes memory output = abi.encode(answer % 4);
        market.submit(job.request, 0, _submissionOf(job.request, _keyOf(job.worker), output));
        job.state = JobState.Submitted;
        job.submittedAt = block.timestamp;
        job.outputRoot = _receipt(job.request, output).outputRoot;
        ++done["submit"];
    }

    function finalize(uint256 pick, uint256 outcome, uint256 beneficiary) external {
        (bool found, uint256 index) = _find(pick, JobState.Submitted);
        if (!found) return;
        Tracked storage job = _jobs[index];
        bool isScripted = job.request.policy.verifier == address(scripted);
        Outcome verdict = isScripted ? Outcome(_bound(outcome, 0, 3)) : Outcome.Accepted;
        bool right = !isScripted || outcome % 8 < 6;
        address rewards = outcome % 2 == 0 ? address(0) : _actor(beneficiary);
        if (isScripted) {
            bytes32 root = right ? job.outputRoot : keccak256("another root");
            scripted.setAnswer(verdict, root, 0, rewards);
            if (verdict == Outcome.Pending) {
                if (block.timestamp <= job.submittedAt + 30 days) return;
                verdict = Outcome.Void;
            }
        }
        market.finalize(job.request, "");
        _settle(job, verdict, right, rewards);
        ++done["finalize"];
    }

    function fulfil(uint256 actor, uint256 named, uint256 fees, uint256 collateral, uint256 outcome) external {
        Request memory request = outcome % 2 == 0 ? _request() : _scriptedRequest();
        request.requester = _actor(actor);
        request.nonce = market.SIGNED_NONCE() + _jobs.length;
        request.offer.worker = _actor(named);
        request.offer.maxFee = uint96(_bound(fees, 0, 50e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp - 50);
        request.offer.rampLength = 100;
        request.offer.expiry = uint40(block.timestamp);
        request.offer.collateral = uint96(_bound(collateral, 0, 50e6));
        // With oneself as worker the fee has to be there beside the collateral.
        uint256 needed = request.offer.maxFee + request.offer.collateral;
        if (expectedBalance[request.requester] < needed || expectedBalance[request.offer.worker] < needed) return;
        bytes memory signed = _sign(_key(actor), JobId.unwrap(market.hashRequest(request)));
        Submission memory submission = _submissionOf(request, _key(named), outputData);
        bool settles = outcome % 2 == 0 || outcome % 4 == 1;
        scripted.setAnswer(settles ? Outcome.Accepted : Outcome.Pending, submission.receipt.outputRoot, 0, address(0));
        vm.prank(request.offer.worker);
        market.fulfil(request, _noInput(), "", signed, request.offer.worker, submission);

        Tracked storage job = _jobs.push();
        job.request = request;
        job.id = market.hashRequest(request);
        job.worker = request.offer.worker;
        job.claimedAt = block.timestamp;
        job.submittedAt = block.timestamp;
        job.outputRoot = submission.receipt.outputRoot;
        job.state = JobState.Submitted;
        // As if it had been posted, claimed and submitted.
        expectedBalance[request.requester] -= request.offer.maxFee;
        expectedBalance[job.worker] -= request.offer.collateral;
        locked += needed;
        if (settles) _settle(job, Outcome.Accepted, true, address(0));
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
        if (!found || block.timestamp <= _jobs[index].request.offer.expiry) return;
        market.expire(_jobs[index].request);
        _close(_jobs[index], JobState.Expired);
        ++done["expire"];
    }

    function forfeit(uint256 pick) external {
        (bool found, uint256 index) = _find(pick, JobState.Claimed);
        if (!found) return;
        Tracked storage job = _jobs[index];
        if (block.timestamp <= job.claimedAt + job.request.offer.lockFor) return;
        market.forfeit(job.request);
        uint256 collateral = job.request.offer.collateral;
        // The burned half, rounded up, leaves the job; the other stays for a rescuer.
        uint256 gone = collateral - collateral / 2;
        expectedBalance[DEAD] += gone;
        locked -= gone;
        forfeited += collateral;
        burned += gone;
        job.state = JobState.Open;
        job.worker = address(0);
        ++job.forfeits;
        ++done["forfeit"];
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + _bound(time, 1, time % 16 == 0 ? 31 days : 1_500));
    }

    // --- the rules, once more

    function _settle(Tracked storage job, Outcome verdict, bool right, address beneficiary) private {
        uint256 collateral = job.request.offer.collateral;
        if (verdict == Outcome.Accepted && right) {
            uint256 fee = _fee(job);
            uint256 royalty = (fee * ROYALTY_BPS) / 10_000;
            uint256 rescue = job.forfeits * (collateral / 2);
            expectedBalance[publisher] += royalty;
            expectedBalance[job.worker] += fee - royalty + collateral + rescue;
            expectedBalance[job.request.requester] += job.request.offer.maxFee - fee;
            locked -= job.request.offer.maxFee + collateral + rescue;
            rewarded += rescue;
            job.state = JobState.Accepted;
            return;
        }
        locked -= collateral;
        if (verdict == Outcome.Void) {
            expectedBalance[job.worker] += collateral;
        } else {
            expectedBalance[DEAD] += collateral - collateral / 2;
            expectedBalance[beneficiary == address(0) ? job.request.requester : beneficiary] += collateral / 2;
            forfeited += collateral;
            burned += collateral - collateral / 2;
            rewarded += collateral / 2;
        }
        _close(
            job,
            verdict == Outcome.Void
                ? JobState.Void
                : verdict == Outcome.Accepted
                    ? JobState.Accepted
                    : JobState.Rejected
        );
    }

    function _fee(Tracked storage job) private view returns (uint256) {
        uint256 minFee = job.request.offer.minFee;
        uint256 maxFee = job.request.offer.maxFee;
        uint256 start = job.request.offer.rampStart;
        uint256 end = start + job.request.offer.rampLength;
        if (job.claimedAt <= start || minFee == maxFee) return minFee;
        if (job.claimedAt >= end) return maxFee;
        return minFee + ((maxFee - minFee) * (job.claimedAt - start)) / (end - start);
    }

    /// @dev A job that ends without an accepted seat: escrow and former workers' reward halves go to the requester.
    function _close(Tracked storage job, JobState state) private {
        uint256 rescue = job.forfeits * (job.request.offer.collateral / 2);
        expectedBalance[job.request.requester] += job.request.offer.maxFee + rescue;
        locked -= job.request.offer.maxFee + rescue;
        rewarded += rescue;
        job.state = state;
    }

    // --- for the invariants

    function theMarket() external view returns (address) {
        return address(market);
    }

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
        return _jobs.length;
    }

    function states(uint256 index) external view returns (JobState expected, JobState actual) {
        return (_jobs[index].state, _state(_jobs[index].id));
    }

    /// @dev What is rewarded but still waits in open jobs.
    function waitingRewards() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _jobs.length; ++i) {
            if (_jobs[i].state >= JobState.Accepted) continue;
            sum += _jobs[i].forfeits * (_jobs[i].request.offer.collateral / 2);
        }
    }

    function _find(uint256 pick, JobState state) private view returns (bool, uint256) {
        uint256 count = _jobs.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = ((pick % count) + i) % count;
            if (_jobs[index].state == state) return (true, index);
        }
        return (false, 0);
    }

    function _key(uint256 actor) private pure returns (uint256) {
        return 0x5EED + (actor % ACTORS);
    }

    function _actor(uint256 actor) private pure returns (address) {
        return vm.addr(_key(actor));
    }

    function _keyOf(address account) private pure returns (uint256 key) {
        for (uint256 i = 0; i < ACTORS; ++i) if (_actor(i) == account) return _key(i);
        key = type(uint256).max;
    }

    function _bound(uint256 value, uint256 least, uint256 most) private pure returns (uint256) {
        return least + (value % (most - least + 1));
    }
}

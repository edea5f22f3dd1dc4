// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {HostileConsumer} from "../../contracts/test/HostileConsumer.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Callback} from "../../contracts/types/Callback.sol";
import {Input} from "../../contracts/types/Input.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {IMarketCore} from "../../contracts/interfaces/IMarketCore.sol";
import {IPanel} from "../../contracts/interfaces/IPanel.sol";
import {MarketBooks} from "./MarketBooks.sol";

/// @notice Four people who trade with each other, and with themselves, in any order. Each of them posts, signs, works, waits
/// and lies, by itself or by its hot key; the verifier says what chance says, and callbacks fail or re-enter as chance says.
contract MarketHandler is MarketBooks {
    uint256 private constant ACTORS = 4;

    HostileConsumer private _consumer = new HostileConsumer();
    mapping(string action => uint256 count) public done;

    constructor() {
        _openMarket();
        for (uint256 i = 0; i < ACTORS; ++i) {
            accounts.push(_actor(i));
            vm.prank(accounts[i]);
            token.approve(address(market), type(uint256).max);
            // The same hot key serves its owner in everything. All keys are of one's own: none acts for another account.
            vm.prank(accounts[i]);
            keys.setKey(abi.encodePacked(vm.addr(_hotKey(i))), 3, 0, type(uint40).max);
        }
        accounts.push(publisher);
        accounts.push(DEAD);
        accounts.push(address(_consumer));
        // The fixture's own people stay as they are.
        accounts.push(requester);
        accounts.push(worker);
        expectedBalance[requester] = FUNDS;
        expectedBalance[worker] = FUNDS;
        deposited = 2 * FUNDS;
        for (uint256 i = 0; i < ACTORS; ++i) deposit(i, 500e6);
    }

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

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        amount = _bound(amount, 0, expectedBalance[_actor(from)]);
        vm.prank(_actor(from));
        market.transfer(_actor(to), amount);
        expectedBalance[_actor(from)] -= amount;
        expectedBalance[_actor(to)] += amount;
        ++done["transfer"];
    }

    /// @dev What the callbacks' target will do until it is told otherwise.
    function setConsumer(uint256 mood, uint256 pick) external {
        HostileConsumer.Mood chosen = HostileConsumer.Mood(mood % 5);
        _consumer.setMood(chosen);
        if (chosen != HostileConsumer.Mood.Reenters || _jobs.length == 0) return;
        // Whatever it tries, it has no money here and no turn, or does what anyone may; the books must agree.
        Request memory request = _jobs[pick % _jobs.length].request;
        bytes[] memory tries = new bytes[](4);
        tries[0] = abi.encodeCall(IPanel.cancel, (request));
        tries[1] = abi.encodeCall(IPanel.deliver, (request, uint8(1 + (pick % 2)), ""));
        tries[2] = abi.encodeCall(IMarketCore.claim, (request, address(_consumer), ""));
        tries[3] = abi.encodeCall(IMarketCore.claim, (request, request.requester, ""));
        _consumer.setReentry(abi.encodeCall(IMarketCore.tryMulticall, (tries)));
    }

    function post(uint256 actor, uint256 fees, uint256 times, uint256 collateral, uint256 kind) external {
        Request memory request = _request(actor, fees, times, collateral, kind);
        if (expectedBalance[request.requester] < request.offer.maxFee) return;
        if (kind & 2 == 0) {
            _post(request);
        } else {
            request = _toSign(request);
            (bytes memory signer, bytes memory signed) = _signedBy(actor, _digest(request), kind & 4 != 0);
            market.postSigned(request, _input(), signer, signed);
            ++done["postSigned"];
        }
        Tracked storage job = _track(request, JobState.Open);
        expectedBalance[job.request.requester] -= request.offer.maxFee;
        locked += request.offer.maxFee;
        ++done["post"];
    }

    function claim(uint256 pick, uint256 actor, bool byKey) external {
        (bool found, uint256 index) = _find(pick, JobState.Open);
        if (!found) return;
        Tracked storage job = _jobs[index];
        address account = _actor(actor);
        if (block.timestamp > job.request.offer.expiry || expectedBalance[account] < job.request.offer.collateral)
            return;
        Request memory request = job.request;
        vm.prank(byKey ? vm.addr(_hotKey(actor)) : account);
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
        Submission memory submission = _submissionBy(job.request, job.worker, answer);
        uint256 calls = _consumer.calls();
        market.submit(job.request, 0, submission);
        job.state = JobState.Submitted;
        job.submittedAt = block.timestamp;
        job.outputRoot = submission.receipt.outputRoot;
        _heard(job, 1, calls);
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
        bool refuted = isScripted && (outcome >> 64) % 2 == 1;
        if (isScripted) {
            bytes32 root = right ? job.outputRoot : keccak256("another root");
            scripted.setAnswer(verdict, root, 0, rewards);
            // Seats that the job does not have change nothing.
            scripted.setRefuted(uint16(outcome >> 64));
            if (verdict == Outcome.Pending) {
                if (block.timestamp <= job.submittedAt + 30 days) return;
                (verdict, refuted) = (Outcome.Void, false);
            }
        }
        uint256 calls = _consumer.calls();
        market.finalize(job.request, "");
        _settle(job, verdict, right, rewards, refuted);
        _heard(job, 2, calls);
        ++done["finalize"];
    }

    function deliver(uint256 pick, uint8 when) external {
        uint256 count = _jobs.length;
        when = 1 + (when & 1);
        for (uint256 i = 0; i < count; ++i) {
            Tracked storage job = _jobs[((pick % count) + i) % count];
            if (job.request.callback.when & when == 0 || job.delivered & when != 0) continue;
            bool due = job.state >= JobState.Accepted && job.state <= JobState.Void;
            if (when == 1) {
                due = job.state == JobState.Submitted;
                due = due || (job.state == JobState.Accepted && job.request.callback.when == 1);
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
        Request memory request = _toSign(_request(actor, fees, 0, collateral, kind));
        address account = _actor(by);
        request.offer.worker = kind & 16 == 0 ? account : address(0);
        request.offer.rampStart = uint40(block.timestamp - 50);
        request.offer.rampLength = 100;
        // With oneself as worker the fee has to be there beside the collateral.
        uint256 needed = request.offer.maxFee + request.offer.collateral;
        if (expectedBalance[request.requester] < needed || expectedBalance[account] < needed) return;
        Submission memory submission = _submissionBy(request, account, kind >> 8);
        if (request.offer.worker == address(0)) {
            submission.salt = keccak256(abi.encode(kind));
            market.announce(
                keccak256(abi.encode(_digest(request), account, submission.receipt.outputRoot, submission.salt))
            );
            vm.warp(block.timestamp + 1);
            ++done["announce"];
        }
        bool settles = kind & 1 == 0 || kind & 32 == 0;
        scripted.setAnswer(settles ? Outcome.Accepted : Outcome.Pending, submission.receipt.outputRoot, 0, address(0));
        uint256 calls = _consumer.calls();
        _bring(request, actor, by, submission, kind);

        Tracked storage job = _track(request, JobState.Submitted);
        job.worker = account;
        job.claimedAt = block.timestamp;
        job.submittedAt = block.timestamp;
        job.outputRoot = submission.receipt.outputRoot;
        // As if it had been posted, claimed and submitted.
        expectedBalance[request.requester] -= request.offer.maxFee;
        expectedBalance[account] -= request.offer.collateral;
        locked += needed;
        if (settles) {
            job.unstored = request.callback.when == 0;
            _settle(job, Outcome.Accepted, true, address(0), false);
        }
        _heard(job, settles && request.callback.when & 2 != 0 ? 2 : 1, calls);
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

    function _request(
        uint256 actor,
        uint256 fees,
        uint256 times,
        uint256 collateral,
        uint256 kind
    ) private view returns (Request memory request) {
        request = kind & 1 == 0 ? _request() : _scriptedRequest();
        request.requester = _actor(actor);
        request.nonce = _jobs.length;
        request.offer.maxFee = uint96(_bound(fees, 0, 50e6));
        request.offer.minFee = uint96(_bound(fees >> 128, 0, request.offer.maxFee));
        request.offer.rampStart = uint40(block.timestamp + _bound(times, 0, 100));
        request.offer.rampLength = uint32(_bound(times >> 64, 0, 1_000));
        request.offer.lockFor = uint32(_bound(times >> 128, 1, 1_000));
        request.offer.expiry = uint40(block.timestamp + 1 + _bound(times >> 192, 0, 5_000));
        request.offer.collateral = uint96(_bound(collateral, 0, 50e6));
        uint8 when = uint8((kind >> 3) % 4);
        if (when != 0) request.callback = Callback(address(_consumer), 400_000, when);
    }

    function _bring(
        Request memory request,
        uint256 actor,
        uint256 by,
        Submission memory submission,
        uint256 kind
    ) private {
        (bytes memory signer, bytes memory signed) = _signedBy(actor, _digest(request), kind & 64 != 0);
        Input memory input = _noInput();
        vm.prank(kind & 128 == 0 ? _actor(by) : vm.addr(_hotKey(by)));
        market.fulfil(request, input, signer, signed, _actor(by), submission);
    }

    function _submissionBy(
        Request memory request,
        address account,
        uint256 answer
    ) private view returns (Submission memory submission) {
        submission.output = abi.encode(answer % 4);
        submission.receipt = _receipt(request, submission.output);
        uint256 actor = 0;
        while (_actor(actor) != account) ++actor;
        (submission.signer, submission.signature) = _signedBy(
            actor,
            market.hashReceipt(submission.receipt),
            answer & 4 != 0
        );
    }

    function _signedBy(
        uint256 actor,
        bytes32 digest,
        bool byKey
    ) private pure returns (bytes memory signer, bytes memory signature) {
        if (!byKey) return ("", _sign(_key(actor), digest));
        return (abi.encodePacked(vm.addr(_hotKey(actor))), _sign(_hotKey(actor), digest));
    }

    function _digest(Request memory request) private view returns (bytes32) {
        return JobId.unwrap(market.hashRequest(request));
    }

    function _track(Request memory request, JobState state) private returns (Tracked storage job) {
        job = _jobs.push();
        job.request = request;
        job.id = market.hashRequest(request);
        job.state = state;
    }

    /// @dev A callback was made where one was asked for; it counts where the consumer heard it. A re-entering consumer may have
    /// had other callbacks made within.
    function _heard(Tracked storage job, uint8 when, uint256 callsBefore) private {
        uint8 delivered_ = market.getJob(job.id).delivered;
        bool heard = delivered_ & when != 0;
        if (job.request.callback.when & when != 0) {
            vm.assertTrue(heard == (_consumer.calls() > callsBefore), "a callback is marked otherwise than it went");
        }
        for (uint256 i = 0; i < _jobs.length; ++i) {
            uint8 now_ = market.getJob(_jobs[i].id).delivered;
            uint8 fresh = now_ ^ _jobs[i].delivered;
            if (fresh == 0) continue;
            vm.assertTrue(now_ & _jobs[i].delivered == _jobs[i].delivered, "a mark was taken back");
            _jobs[i].delivered = now_;
            told += fresh == 3 ? 2 : 1;
        }
        vm.assertEq(told, _consumer.calls(), "a callback was heard twice, or marked and not heard");
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

    function _hotKey(uint256 actor) private pure returns (uint256) {
        return 0x407 + (actor % ACTORS);
    }

    function _actor(uint256 actor) private pure returns (address) {
        return vm.addr(_key(actor));
    }

    function _bound(uint256 value, uint256 least, uint256 most) private pure returns (uint256) {
        return least + (value % (most - least + 1));
    }
}

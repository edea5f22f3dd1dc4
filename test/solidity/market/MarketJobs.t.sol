// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {Job, JobState, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Input, Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Every transition of a job with one seat, and its deadlines to the second.
contract MarketJobsTest is MarketFixture {
    uint256 private constant REWARDED = 500_000;
    uint256 private constant BURNED = 500_001;

    // --- post

    function test_post() external {
        Request memory request = _request();
        JobId id = market.hashRequest(request);
        Input memory input = _input();
        vm.expectEmit(address(market));
        emit IMarketBase.RequestPosted(id, requester, model, this.posting(request, inputData));
        vm.prank(requester);
        vm.assertTrue(market.post(request, input) == id);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(_locked(requester), FEE);
        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Open));
        vm.assertEq(job.seats.length, 1);
        vm.assertEq(uint256(job.seats[0].state), uint256(SeatState.Empty));
    }

    function posting(Request calldata request, bytes calldata input) external pure returns (bytes memory) {
        return request.posting(input);
    }

    function test_post_byReference() external {
        Request memory request = _request();
        string[] memory uris = new string[](2);
        (uris[0], uris[1]) = ("https://example.org/input", "ipfs://input");
        JobId id = market.hashRequest(request);
        vm.expectEmit(address(market));
        emit IMarketBase.RequestPosted(id, requester, model, this.posting(request, ""));
        vm.expectEmit(address(market));
        emit IMarketBase.InputLocated(id, uris);
        vm.prank(requester);
        market.post(request, Input("", uris));
        _assertState(id, JobState.Open);
    }

    function test_post_escrowsTheHighestFee() external {
        Request memory request = _request();
        request.offer.minFee = 1;
        _post(request);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    function test_post_reverts() external {
        Request memory request = _request();
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, requester, stranger, 0, FEE));
        vm.prank(stranger);
        market.post(request, input);

        request.offer.minFee = FEE + 1;
        _expectPostReverts(request, input, abi.encodeWithSelector(IMarketBase.FeeRangeInverted.selector, FEE + 1, FEE));

        request = _request();
        uint32[3] memory locks = [0, uint32(MIN_LOCK_FOR - 1), 7 days + 1];
        for (uint256 i = 0; i < locks.length; ++i) {
            request.offer.lockFor = locks[i];
            _expectPostReverts(
                request,
                input,
                abi.encodeWithSelector(IMarketBase.LockOutOfRange.selector, locks[i], MIN_LOCK_FOR, 7 days)
            );
        }

        uint8[3] memory seats = [0, 2, 16];
        for (uint256 i = 0; i < seats.length; ++i) {
            request = _request();
            request.policy.seats = seats[i];
            _expectPostReverts(
                request,
                input,
                abi.encodeWithSelector(IMarketBase.SeatsOutOfRange.selector, seats[i], 1, 1)
            );
        }

        request = _request();
        request.offer.minFee = request.offer.maxFee = uint96(FUNDS + 1);
        _expectPostReverts(
            request,
            input,
            abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, FUNDS, FUNDS + 1)
        );
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_post_refusesInput() external {
        Request memory request = _request();
        Input memory input;
        _expectPostReverts(request, input, abi.encodeWithSelector(IMarketBase.InputMissing.selector));
        input.data = _bytes(8193, "long");
        _expectPostReverts(request, input, abi.encodeWithSelector(IMarketBase.InlineTooLong.selector, 8193, 8192));
        input.data = _bytes(784, "other");
        Request memory other = _request();
        inputData = input.data;
        other = _request();
        _expectPostReverts(
            request,
            input,
            abi.encodeWithSelector(IMarketBase.RootMismatch.selector, other.inputRoot, request.inputRoot)
        );
    }

    function test_post_takesTheLongestInput() external {
        inputData = _bytes(8192, "long");
        _assertState(_post(_request()), JobState.Open);
    }

    function test_post_deadlines() external {
        Request memory request = _request();
        Input memory input = _input();
        request.offer.expiry = uint40(START - 1);
        _expectPostReverts(
            request,
            input,
            abi.encodeWithSelector(IMarketBase.RequestExpired.selector, START - 1, START)
        );
        request.offer.expiry = uint40(START);
        _post(request);
        request.offer.expiry = uint40(START + 90 days);
        _post(request);
        request.offer.expiry = uint40(START + 90 days + 1);
        _expectPostReverts(
            request,
            input,
            abi.encodeWithSelector(IMarketBase.ExpiryTooFar.selector, START + 90 days + 1, START + 90 days)
        );
    }

    function _expectPostReverts(Request memory request, Input memory input, bytes memory error) private {
        vm.expectRevert(error);
        vm.prank(requester);
        market.post(request, input);
    }

    // --- claim

    function test_claim() external {
        Request memory request = _request();
        JobId id = _post(request);
        vm.warp(START + 10);
        vm.expectEmit(address(market));
        emit IMarketBase.JobClaimed(id, worker, 0, FEE, START + 10 + LOCK_FOR);
        _claim(request);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_locked(worker), COLLATERAL);
        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Claimed));
        vm.assertEq(job.seats[0].worker, worker);
        vm.assertEq(uint256(job.seats[0].state), uint256(SeatState.Claimed));
        vm.assertEq(job.seats[0].claimedAt, START + 10);
        vm.assertEq(job.seats[0].submittedAt, 0);
    }

    function test_claim_namedWorker() external {
        Request memory request = _request();
        request.offer.worker = worker;
        JobId id = _post(request);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotNamedWorker.selector, stranger, worker));
        vm.prank(stranger);
        market.claim(request, stranger, "");
        _claim(request);
        _assertState(id, JobState.Claimed);
    }

    function test_claim_deadline() external {
        Request memory request = _request();
        _post(request);
        uint256 expiry = request.offer.expiry;
        vm.warp(expiry + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestExpired.selector, expiry, expiry + 1));
        vm.prank(worker);
        market.claim(request, worker, "");
        vm.warp(expiry);
        _claim(request);
    }

    function test_claim_revertsWithoutCollateral() external {
        Request memory request = _request();
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, stranger, 0, COLLATERAL));
        vm.prank(stranger);
        market.claim(request, stranger, "");
    }

    function test_claim_revertsForAModelNobodyPublished() external {
        Request memory request = _request();
        request.model = ModelId.wrap(keccak256("unpublished"));
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.ModelNotPublished.selector, request.model));
        vm.prank(worker);
        market.claim(request, worker, "");
    }

    // --- submit

    function test_submit() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        vm.warp(START + 5);
        Submission memory submission = _submission(request);
        vm.expectEmit(address(market));
        emit IMarketBase.ResultSubmitted(
            id,
            worker,
            0,
            abi.encodePacked(
                submission.receipt.outputRoot,
                PROFILE,
                uint64(START + 5),
                uint32(0),
                submission.signature
            ),
            outputData
        );
        vm.prank(worker);
        market.submit(request, 0, submission);
        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Submitted));
        vm.assertEq(uint256(job.seats[0].state), uint256(SeatState.Submitted));
        vm.assertEq(job.seats[0].submittedAt, START + 5);
        vm.assertEq(job.seats[0].outputRoot, submission.receipt.outputRoot);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
    }

    function test_submit_withoutInlineOutput() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.output = "";
        vm.prank(worker);
        market.submit(request, 0, submission);
        _assertState(id, JobState.Submitted);
    }

    function test_submit_deadline() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        vm.warp(START + LOCK_FOR + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.DeadlinePassed.selector, id, START + LOCK_FOR, START + LOCK_FOR + 1)
        );
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.warp(START + LOCK_FOR);
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.assertEq(market.getJob(id).seats[0].submittedAt, START + LOCK_FOR);
    }

    function test_submit_deadlineOutlastsTheExpiry() external {
        Request memory request = _request();
        _post(request);
        vm.warp(request.offer.expiry);
        _claim(request);
        vm.warp(request.offer.expiry + LOCK_FOR);
        _submit(request);
    }

    // --- finalize

    function test_finalize_paysWorkerAndPublisher() external {
        Request memory request = _request();
        JobId id = _postToSubmitted(request);
        bytes32 root = market.getJob(id).seats[0].outputRoot;
        vm.expectEmit(address(market));
        emit IMarketBase.SeatSettled(id, worker, 0, FEE - ROYALTY, ROYALTY, COLLATERAL);
        vm.expectEmit(address(market));
        emit IMarketBase.JobFinalized(id, JobState.Accepted, root, 0);
        vm.prank(stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(market.getJob(id).seats[0].outputRoot, root);
        vm.assertEq(_balance(worker), FUNDS + FEE - ROYALTY);
        vm.assertEq(_balance(publisher), ROYALTY);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(_locked(requester) + _locked(worker), 0);
    }

    function test_finalize_returnsWhatTheAuctionLeft() external {
        Request memory request = _request();
        request.offer.minFee = 50_000;
        request.offer.rampStart = uint40(START);
        request.offer.rampLength = 1_000;
        _post(request);
        vm.warp(START + 250);
        _claim(request);
        // The fee is fixed by the time of the claim, not of what follows.
        vm.warp(START + 250 + LOCK_FOR);
        _submit(request);
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS - 100_000);
        vm.assertEq(_balance(worker), FUNDS + 95_000);
        vm.assertEq(_balance(publisher), 5_000);
    }

    function test_submitAndFinalizeInOneTransaction() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IMarketBase.submit, (request, 0, _submission(request)));
        calls[1] = abi.encodeCall(IMarketBase.finalize, (request, ""));
        vm.prank(worker);
        market.multicall(calls);
        _assertState(id, JobState.Accepted);
    }

    function testFuzz_settlement_losesNothing(uint96 minFee, uint96 maxFee, uint96 collateral, uint32 wait) external {
        Request memory request = _request();
        request.offer.maxFee = uint96(maxFee % (FUNDS + 1));
        request.offer.minFee = uint96(minFee % (uint256(request.offer.maxFee) + 1));
        request.offer.collateral = uint96(collateral % (FUNDS + 1));
        request.offer.rampStart = uint40(START + 100);
        request.offer.rampLength = 2_000;
        _post(request);
        vm.warp(START + (wait % 3_601));
        _claim(request);
        _submit(request);
        market.finalize(request, "");
        vm.assertEq(_balance(requester) + _balance(worker) + _balance(publisher), 2 * FUNDS);
        vm.assertTrue(_balance(worker) >= FUNDS);
        vm.assertTrue(_balance(requester) >= FUNDS - request.offer.maxFee);
    }

    // --- cancel

    function test_cancel() external {
        Request memory request = _request();
        JobId id = _post(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotRequester.selector, stranger, requester));
        vm.prank(stranger);
        market.cancel(request);
        vm.expectEmit(address(market));
        emit IMarketBase.JobCancelled(id, FEE);
        vm.prank(requester);
        market.cancel(request);
        _assertState(id, JobState.Cancelled);
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_cancel_ofARequestThatWasNeverPosted() external {
        Request memory request = _toSign(_request());
        JobId id = market.hashRequest(request);
        vm.expectEmit(address(market));
        emit IMarketBase.JobCancelled(id, 0);
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(requester), FUNDS);
        bytes memory signed = _signRequest(request);
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        market.postSigned(request, input, "", signed);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        vm.prank(requester);
        market.cancel(request);

        request = _request();
        id = market.hashRequest(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, JobState.None));
        vm.prank(requester);
        market.cancel(request);
    }

    // --- expire

    function test_expire_deadline() external {
        Request memory request = _request();
        JobId id = _post(request);
        uint256 expiry = request.offer.expiry;
        vm.warp(expiry - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestNotExpired.selector, expiry, expiry - 1));
        market.expire(request);
        vm.warp(expiry);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestNotExpired.selector, expiry, expiry));
        market.expire(request);
        vm.warp(expiry + 1);
        vm.expectEmit(address(market));
        emit IMarketBase.JobExpired(id, FEE);
        vm.prank(stranger);
        market.expire(request);
        _assertState(id, JobState.Expired);
        vm.assertEq(_balance(requester), FUNDS);
    }

    // --- forfeit and rescue

    function test_forfeit_deadline() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        uint256 deadline = START + LOCK_FOR;
        vm.warp(deadline - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DeadlineNotPassed.selector, id, deadline, deadline - 1));
        market.forfeit(request);
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DeadlineNotPassed.selector, id, deadline, deadline));
        market.forfeit(request);
        vm.warp(deadline + 1);
        vm.expectEmit(address(market));
        emit IMarketBase.SeatForfeited(id, worker, 0, BURNED, REWARDED, address(0));
        vm.prank(stranger);
        market.forfeit(request);

        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Open));
        vm.assertEq(job.seats[0].worker, address(0));
        vm.assertEq(job.seats[0].forfeits, 1);
        vm.assertEq(uint256(job.seats[0].state), uint256(SeatState.Empty));
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_locked(worker), 0);
        // The market's own locked money is the reward for a rescuer; the rest belongs to nobody.
        vm.assertEq(_locked(address(market)), REWARDED);
        vm.assertEq(_balance(address(market)), 0);
        _assertBurned(BURNED);
    }

    /// @dev The ledger keeps tokens that no longer belong to anyone.
    function _assertBurned(uint256 amount) private view {
        uint256 owed = _wealth(requester) + _wealth(worker) + _wealth(publisher) + _wealth(stranger);
        vm.assertEq(token.balanceOf(address(ledger)), owed + _locked(address(market)) + amount, "what is burned");
    }

    function _missed(Request memory request, uint256 times) private returns (JobId id) {
        id = _post(request);
        for (uint256 i = 0; i < times; ++i) {
            _claim(request);
            vm.warp(block.timestamp + LOCK_FOR + 1);
            market.forfeit(request);
        }
    }

    function test_forfeit_rewardGoesToTheRescuer() external {
        Request memory request = _request();
        _missed(request, 2);
        address rescuer = vm.addr(0xCAFE);
        _fund(rescuer);
        vm.prank(rescuer);
        market.claim(request, rescuer, "");
        vm.prank(worker);
        Submission memory submission = _submissionOf(request, 0xCAFE, outputData);
        vm.prank(rescuer);
        market.submit(request, 0, submission);
        market.finalize(request, "");
        vm.assertEq(_balance(rescuer), FUNDS + FEE - ROYALTY + 2 * REWARDED);
        vm.assertEq(_balance(worker), FUNDS - 2 * COLLATERAL);
        vm.assertEq(_locked(address(market)), 0);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(
            token.balanceOf(address(ledger)),
            _balance(rescuer) + _balance(worker) + _balance(requester) + _balance(publisher) + 2 * BURNED
        );
    }

    function test_forfeit_rewardIsBurnedWhenNobodyRescues() external {
        Request memory request = _request();
        JobId id = _missed(request, 2);
        vm.warp(request.offer.expiry + 1);
        vm.expectEmit(address(market));
        emit IMarket.RewardBurned(id, 2 * REWARDED);
        vm.expectEmit(address(market));
        emit IMarketBase.JobExpired(id, FEE);
        market.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_locked(address(market)), 0);
        _assertBurned(2 * COLLATERAL);
    }

    function test_forfeit_thenCancelBurnsTheReward() external {
        Request memory request = _request();
        JobId id = _missed(request, 1);
        vm.expectEmit(address(market));
        emit IMarket.RewardBurned(id, REWARDED);
        vm.prank(requester);
        market.cancel(request);
        _assertState(id, JobState.Cancelled);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBurned(COLLATERAL);
    }

    function test_forfeit_afterTheExpiryThenExpire() external {
        Request memory request = _request();
        _post(request);
        vm.warp(request.offer.expiry);
        _claim(request);
        vm.warp(request.offer.expiry + LOCK_FOR + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, market.hashRequest(request), JobState.Claimed)
        );
        market.expire(request);
        market.forfeit(request);
        market.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBurned(COLLATERAL);
    }

    function test_forfeit_countIsBounded() external {
        Request memory request = _request();
        request.offer.collateral = 3;
        request.offer.lockFor = uint32(MIN_LOCK_FOR);
        request.offer.expiry = uint40(START + 90 days);
        JobId id = _post(request);
        for (uint256 i = 0; i < 255; ++i) {
            _claim(request);
            vm.warp(block.timestamp + MIN_LOCK_FOR + 1);
            market.forfeit(request);
        }
        vm.expectRevert(abi.encodeWithSelector(IMarket.TooManyForfeits.selector, id));
        vm.prank(worker);
        market.claim(request, worker, "");
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBurned(3 * 255);
    }

    function testFuzz_forfeit_losesNothing(uint96 collateral, uint8 times) external {
        Request memory request = _request();
        times = times % 4;
        request.offer.collateral = uint96(collateral % (FUNDS / 4));
        _missed(request, times);
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(worker), FUNDS - uint256(times) * request.offer.collateral);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBurned(uint256(times) * request.offer.collateral);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {ScriptedDispute} from "../../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Seat} from "../../../contracts/market/types/Job.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome, Verdict} from "../../../contracts/market/types/Verdict.sol";
import {IDisputable} from "../../../contracts/verifiers/interfaces/IDisputable.sol";
import {OptimisticVerifier} from "../../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

/// @notice A dispute that accepts claims of other markets.
contract OtherDispute {
    function judges(address) external pure returns (bool) {
        return false;
    }
}

contract OptimisticVerifierTest is MarketFixture {
    uint256 private constant WINDOW = 1 hours;

    ScriptedDispute private dispute;
    OptimisticVerifier private optimistic;
    Request private request;
    JobId private id;
    bytes32 private root;

    function setUp() public override {
        super.setUp();
        dispute = new ScriptedDispute();
        optimistic = new OptimisticVerifier(market, dispute, 60);
        request = _request();
        request.policy.verifier = address(optimistic);
        request.policy.params = abi.encode(WINDOW, false);
        id = _postToSubmitted(request);
        root = market.getJob(id).seats[0].outputRoot;
    }

    function _stand(IDispute.Standing standing, uint256 until, address challenger) private {
        dispute.set(id, worker, root, standing, uint40(until), challenger);
    }

    function test_constructor_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IDisputable.DisputeHasNoCode.selector, stranger));
        new OptimisticVerifier(market, IDispute(stranger), 60);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowBoundsInvalid.selector, 0, 10 days));
        new OptimisticVerifier(market, dispute, 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowBoundsInvalid.selector, 10 days + 1, 10 days));
        new OptimisticVerifier(market, dispute, 10 days + 1);
        vm.assertEq(new OptimisticVerifier(market, dispute, 10 days).method(), "optimistic");
    }

    function test_constructor_wantsDisputesThatEndBeforeTheMarketVoids() external {
        dispute.setMaxDuration(19 days);
        vm.assertEq(address(new OptimisticVerifier(market, dispute, 60).dispute()), address(dispute));
        dispute.setMaxDuration(19 days + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.DisputeTooLong.selector, 19 days + 1, 19 days));
        new OptimisticVerifier(market, dispute, 60);
        vm.assertEq(optimistic.LONGEST_WINDOW() + 19 days + 1 days, market.VERDICT_TIMEOUT());
    }

    /// @dev A-08: a challenge reaches the verifier that judges the result, because both belong to one market.
    function test_a08_disputeOfAnotherMarket_isRefused() external {
        address other = address(new OtherDispute());
        vm.expectRevert(abi.encodeWithSelector(IDisputable.DisputeOfOtherMarket.selector, other, address(market)));
        new OptimisticVerifier(market, IDispute(other), 60);
        vm.assertEq(optimistic.market(), address(market));
    }

    function test_challengeableUntil_isTheWindowsLastSecond() external {
        vm.assertEq(optimistic.challengeableUntil(abi.encode(60, true), START), START + 60);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowOutOfRange.selector, 59, 60, 10 days));
        optimistic.challengeableUntil(abi.encode(59, false), START);
    }

    /* WHAT A DISPUTE CANNOT JUDGE CANNOT BE CLAIMED */

    function _expectUnclaimable(Request memory refused, bytes memory reason) private {
        vm.prank(address(market));
        vm.expectRevert(reason);
        optimistic.claimable(id, refused, worker, 0, "");
    }

    function test_claimable_onlyAskedByItsMarket() external {
        vm.prank(address(market));
        optimistic.claimable(id, request, worker, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IDisputable.NotMarket.selector, address(this), address(market)));
        optimistic.claimable(id, request, worker, 0, "");
    }

    function test_claimable_refusesParametersThatSayNothing() external {
        Request memory refused = request;
        bytes[5] memory params = [
            bytes(""),
            abi.encode(WINDOW),
            abi.encode(WINDOW, 2),
            abi.encode(WINDOW, false, 0),
            abi.encodePacked(uint8(60))
        ];
        for (uint256 i = 0; i < params.length; ++i) {
            refused.policy.params = params[i];
            _expectUnclaimable(
                refused,
                abi.encodeWithSelector(OptimisticVerifier.InvalidParameters.selector, params[i])
            );
        }
        refused.policy.params = abi.encode(10 days + 1, true);
        _expectUnclaimable(
            refused,
            abi.encodeWithSelector(IDisputable.WindowOutOfRange.selector, 10 days + 1, 60, 10 days)
        );
    }

    /// @dev A-14: nobody could challenge a result of a model with another profile.
    function test_a14_modelOfAnotherProfile_isRefused() external {
        IModelRegistry.Publication memory publication = _publication("native", keccak256("native"), 0);
        publication.profile = keccak256("assay.native.1");
        Request memory refused = request;
        refused.model = _publish(publication);
        _expectUnclaimable(
            refused,
            abi.encodeWithSelector(IDisputable.ModelNotDisputable.selector, publication.profile, PROFILE)
        );
        refused.model = ModelId.wrap(keccak256("nobody's"));
        _expectUnclaimable(
            refused,
            abi.encodeWithSelector(IDisputable.ModelNotDisputable.selector, bytes32(0), PROFILE)
        );
    }

    /// @dev A-14: with less collateral, a challenge would risk more than it can earn.
    function test_a14_collateralBelowTheLeast_isRefused() external {
        Request memory refused = request;
        refused.offer.collateral = uint96(dispute.leastCollateral());
        vm.prank(address(market));
        optimistic.claimable(id, refused, worker, 0, "");
        --refused.offer.collateral;
        _expectUnclaimable(refused, abi.encodeWithSelector(IDisputable.CollateralTooLow.selector, 3, 4));
    }

    /// @dev Data that cannot be demanded as a whole is accepted only if the request says so.
    function test_largeData_needsTheRequestersWord() external {
        uint32 most = uint32(dispute.demandableBytes());
        uint32[2][5] memory sizes = [[most, most], [most + 1, most], [most, most + 1], [0, most], [most, 0]];
        for (uint256 i = 0; i < sizes.length; ++i) {
            IModelRegistry.Publication memory publication = _publication(
                string.concat("sizes-", vm.toString(i)),
                keccak256(abi.encode(i)),
                0
            );
            (publication.inputBytes, publication.outputBytes) = (sizes[i][0], sizes[i][1]);
            Request memory asked = request;
            asked.model = _publish(publication);
            if (i != 0) {
                asked.policy.params = abi.encode(WINDOW, false);
                _expectUnclaimable(
                    asked,
                    abi.encodeWithSelector(IDisputable.DataTooLarge.selector, sizes[i][0], sizes[i][1], most)
                );
                asked.policy.params = abi.encode(WINDOW, true);
            }
            vm.prank(address(market));
            optimistic.claimable(id, asked, worker, 0, "");
        }
    }

    /* VERDICTS */

    function test_window_toTheSecond() external {
        bytes memory pending = abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, START + WINDOW + 1);
        vm.warp(START + WINDOW - 1);
        vm.expectRevert(pending);
        market.finalize(request, "");
        vm.warp(START + WINDOW);
        vm.expectRevert(pending);
        market.finalize(request, "");
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker), FUNDS + FEE - 12_500);
    }

    function test_openDispute_keepsTheJobPending() external {
        _stand(IDispute.Standing.Disputed, START + 9 hours, address(0));
        vm.warp(START + 8 hours);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, START + 9 hours));
        market.finalize(request, "");
        // The challenger loses, but the window has passed in the meantime.
        _stand(IDispute.Standing.Undisputed, 0, address(0));
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_refuted_rewardsTheChallenger() external {
        _stand(IDispute.Standing.Refuted, 0, stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        vm.assertEq(_balance(stranger), 500_000);
        // The other half is in no account.
        vm.assertEq(_wealth(requester) + _wealth(worker) + _wealth(stranger), 2 * FUNDS - 500_001);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
    }

    function test_refuted_afterTheWindowStillCounts() external {
        vm.warp(START + 5 days);
        _stand(IDispute.Standing.Refuted, 0, stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
    }

    function test_refutationOfAnotherClaimChangesNothing() external {
        dispute.set(id, worker, keccak256("other"), IDispute.Standing.Refuted, 0, stranger);
        dispute.set(id, stranger, root, IDispute.Standing.Refuted, 0, stranger);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_disputeThatNeverEnds_refundsInBoundedTime() external {
        _stand(IDispute.Standing.Disputed, type(uint40).max, address(0));
        vm.warp(START + 30 days + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }

    function test_window_outOfRange() external {
        Seat[] memory seats = new Seat[](1);
        uint256[2] memory windows = [uint256(59), 10 days + 1];
        for (uint256 i = 0; i < windows.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowOutOfRange.selector, windows[i], 60, 10 days));
            optimistic.verdict(id, abi.encode(windows[i], false), seats);
        }
        Verdict memory verdict = optimistic.verdict(id, abi.encode(60, false), seats);
        vm.assertEq(uint256(verdict.outcome), uint256(Outcome.Pending));
    }

    function test_takesNoEvidence() external {
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.EvidenceNotTaken.selector));
        optimistic.submitted(id, request, 0, submission);
    }
}

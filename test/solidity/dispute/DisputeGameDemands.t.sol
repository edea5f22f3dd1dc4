// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "../../../contracts/dispute/interfaces/IDisputeDemands.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {SparseTree} from "../../../contracts/dispute/SparseTree.sol";
import {PagedMerkle} from "../../../contracts/lib/PagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {Demand, DemandState} from "../../../contracts/dispute/types/Demand.sol";
import {GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {Input, Request} from "../../../contracts/market/types/Request.sol";
import {DisputeScene} from "./DisputeScene.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice Bytes that someone pays to see on chain: either they are shown in time for a fee, or the claim is refuted.
contract DisputeGameDemandsTest is DisputeScene {
    using TreeBuilder for bytes32[];
    using TreeBuilder for bytes;

    function setUp() public {
        _openDispute();
        _addStep(U8, 300);
        _addStep(I32, 3000);
        _addStep(U8, 40);
    }

    function _publishAndSubmit() private {
        _publishProgram();
        _submitClaim();
    }

    function _severalOutputs() private {
        uint256[] memory outputs = new uint256[](3);
        (outputs[0], outputs[1], outputs[2]) = (2, 0, 1);
        _publishProgram(outputs);
        _submitClaim();
    }

    function _demandInput(uint256 first, uint256 count) private returns (uint256) {
        vm.prank(stranger);
        return dispute.demandInput(_asked, 0, _header, first, count);
    }

    function _demandOutput(uint256 output, uint256 first, uint256 count) private returns (uint256) {
        bytes memory step = _steps[_outputs[output]];
        bytes32[] memory proof = _stepLeaves().siblings(0, _outputs[output], 2);
        vm.prank(stranger);
        return dispute.demandOutput(_asked, 0, _header, output, step, proof, first, count);
    }

    function _outputProof(uint256 output, uint256 first, uint256 count) private view returns (bytes32[] memory proof) {
        bytes32[] memory range = _claimed[_outputs[output]].pages().rangeSiblings(first, count);
        bytes32[] memory roots = new bytes32[](_outputs.length);
        for (uint256 i = 0; i < roots.length; ++i) roots[i] = _claimed[_outputs[i]].pages().root();
        bytes32[] memory path = roots.siblings(0, output, TreeBuilder.depth(roots.length));
        proof = new bytes32[](range.length + path.length);
        for (uint256 i = 0; i < range.length; ++i) proof[i] = range[i];
        for (uint256 i = 0; i < path.length; ++i) proof[range.length + i] = path[i];
    }

    function test_input_shownForTheFee() external {
        _publishAndSubmit();
        uint256 workerHad = _balance(worker);
        uint256 fees = 0;
        // 784 bytes are four pages.
        for (uint256 first = 0; first < 4; ++first) {
            for (uint256 count = 1; first + count <= 4; ++count) {
                uint256 demand = _demandInput(first, count);
                fees += count * PAGE_FEE;
                vm.assertEq(_locked(stranger), fees);
                _assertStanding(IDispute.Standing.Disputed);
                dispute.answer(
                    demand,
                    inputData.pageRange(first, count),
                    inputData.pages().rangeSiblings(first, count)
                );
                vm.assertEq(uint256(dispute.getDemand(demand).state), uint256(DemandState.Answered));
                // The fee waits for the claim's end, and the claim for accounts that use the shown pages.
                vm.assertEq(_locked(stranger), fees);
                (, uint40 until, ) = dispute.standingOf(_jobId, worker, _outputRoot());
                vm.assertEq(uint256(until), START + MOVE_TIME);
            }
        }
        vm.warp(START + WINDOW + 1);
        for (uint256 demand = 1; demand <= dispute.lastNumber(); ++demand) dispute.settleDemand(demand);
        vm.assertEq(_balance(worker), workerHad + fees);
        vm.assertEq(_balance(stranger), FUNDS - fees);
        vm.assertEq(_locked(stranger), 0);
    }

    /// @dev A-07: an account that demands bytes of a lie gets its fees back, even if the liar showed them.
    function test_a07_refutedLiar_earnsNoFees() external {
        _lie(1, 0);
        _lie(2, 0);
        _publishAndSubmit();
        uint256 demand = _demandInput(0, 4);
        _answerInput(demand);
        _play(_challenge(challenger), GameState.ChallengerWon);
        dispute.settleDemand(demand);
        vm.assertEq(_balance(stranger), FUNDS);
        vm.assertEq(_locked(stranger), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeDemands.DemandNotAnswered.selector, demand, DemandState.Settled)
        );
        dispute.settleDemand(demand);
        market.finalize(_asked, "");
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
    }

    /// @dev A challenger that demanded a whole input earns more than the fees.
    function test_a07_checkingAWithheldInput_paysOff() external {
        _lie(2, 0);
        _publishAndSubmit();
        vm.prank(challenger);
        uint256 demand = dispute.demandInput(_asked, 0, _header, 0, 4);
        _answerInput(demand);
        _play(_challenge(challenger), GameState.ChallengerWon);
        dispute.settleDemand(demand);
        market.finalize(_asked, "");
        vm.assertEq(_balance(challenger), FUNDS + COLLATERAL / 2);
    }

    function test_settleDemand_waitsUntilTheClaimIsDecided() external {
        _publishAndSubmit();
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.DemandNotAnswered.selector, 1, DemandState.None));
        dispute.settleDemand(1);
        uint256 demand = _demandInput(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.DemandNotAnswered.selector, demand, DemandState.Open));
        dispute.settleDemand(demand);
        _answerInput(demand);
        // In the window.
        _expectUndecided(demand, START + WINDOW);
        vm.warp(START + WINDOW);
        _expectUndecided(demand, START + WINDOW);
        // While a game is open.
        uint256 number = _challenge(challenger);
        vm.warp(START + WINDOW + 1);
        _expectUndecided(demand, START + WINDOW + 12 * MOVE_TIME);
        _play(number, GameState.Judgement);
        vm.warp(dispute.getGame(number).deadline + 1);
        dispute.timeout(number);
        dispute.settleDemand(demand);
        vm.assertEq(_balance(stranger), FUNDS - PAGE_FEE);
    }

    /// @dev The claim can be refuted as long as someone can use the shown pages.
    function test_settleDemand_waitsForTheExtension() external {
        _publishAndSubmit();
        vm.warp(START + WINDOW);
        uint256 demand = _demandInput(0, 1);
        _answerInput(demand);
        vm.warp(START + WINDOW + MOVE_TIME);
        _expectUndecided(demand, START + WINDOW + MOVE_TIME);
        vm.warp(START + WINDOW + MOVE_TIME + 1);
        dispute.settleDemand(demand);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL + PAGE_FEE);
    }

    /// @dev A worker that owes a move when all time is over is refuted, even if nobody calls timeout: the fee is returned.
    function test_settleDemand_ofAClaimRefutedBySilence() external {
        _publishAndSubmit();
        uint256 demand = _demandInput(0, 1);
        _answerInput(demand);
        _challenge(challenger);
        vm.warp(dispute.getClaim(_claimId).endsBy + 1);
        _assertStanding(IDispute.Standing.Refuted);
        dispute.settleDemand(demand);
        vm.assertEq(_balance(stranger), FUNDS);
    }

    function _expectUndecided(uint256 demand, uint256 until) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeDemands.ClaimNotDecided.selector, _claimId, until, block.timestamp)
        );
        dispute.settleDemand(demand);
    }

    /// @dev A-06: nobody settles the claim in the first second in which a missed demand can be ended, nor for a move time after.
    function test_a06_missedDemand_rewardsTheDemander() external {
        _publishAndSubmit();
        uint256 demand = _demandInput(0, 1);
        uint256 deadline = dispute.getDemand(demand).deadline;
        for (uint256 time = deadline; time <= deadline + MOVE_TIME; time += MOVE_TIME / 4) {
            vm.warp(time);
            _assertStanding(IDispute.Standing.Disputed);
            vm.prank(requester);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, _jobId, deadline + MOVE_TIME));
            market.finalize(_asked, "");
        }
        dispute.timeoutDemand(demand);
        market.finalize(_asked, "");
        vm.assertEq(_balance(stranger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_balance(requester), FUNDS);
    }

    /// @dev All outputs and the whole input, up to the bytes that the dispute promises, fit one demand each.
    function test_demandableBytes_fitOneDemand() external {
        vm.assertEq(dispute.demandableBytes(), dispute.MAX_DEMANDED_PAGES() * 256);
        inputData = _noise(dispute.demandableBytes(), 5);
        _publishProgram();
        Request memory request = _optimistic(_request());
        vm.prank(requester);
        // Too long to travel inline.
        _jobId = market.post(request, Input({data: "", uris: new string[](1)}));
        vm.prank(worker);
        market.claim(request, worker, "");
        _submitClaimed(request);
        uint256 demand = _demandInput(0, 128);
        _answerInput(demand);
        vm.assertEq(uint256(dispute.getDemand(demand).state), uint256(DemandState.Answered));
    }

    function test_output_ofOne_andOfSeveral() external {
        _severalOutputs();
        uint256[3] memory pages = [uint256(1), 2, 12];
        for (uint256 output = 0; output < 3; ++output) {
            for (uint256 first = 0; first < pages[output]; ++first) {
                uint256 count = pages[output] - first;
                uint256 demand = _demandOutput(output, first, count);
                dispute.answer(
                    demand,
                    _claimed[_outputs[output]].pageRange(first, count),
                    _outputProof(output, first, count)
                );
            }
        }
        vm.assertEq(uint256(dispute.getClaim(_claimId).open), 0);
        vm.assertEq(uint256(dispute.getClaim(_claimId).workerOwes), 0);
    }

    function test_notShown_refutesTheClaim() external {
        _publishAndSubmit();
        uint256 demand = _demandOutput(0, 0, 1);
        uint256 deadline = START + MOVE_TIME;
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.AnswerStillDue.selector, demand, deadline, deadline));
        dispute.timeoutDemand(demand);
        vm.warp(deadline + 1);
        bytes memory pages = _claimed[2].pageRange(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.AnswerTooLate.selector, demand, deadline, deadline + 1));
        dispute.answer(demand, pages, new bytes32[](0));
        dispute.timeoutDemand(demand);
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.DemandNotOpen.selector, demand, DemandState.Missed));
        dispute.timeoutDemand(demand);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
        vm.assertEq(_balance(stranger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_locked(stranger), 0);
    }

    function test_shownInTheLastSecond_counts_andLeavesTimeToChallenge() external {
        _lie(2, 0);
        _publishAndSubmit();
        vm.warp(START + WINDOW);
        uint256 demand = _demandInput(0, 4);
        vm.warp(START + WINDOW + MOVE_TIME);
        dispute.answer(demand, inputData.pageRange(0, 4), new bytes32[](0));
        uint256 until = START + WINDOW + 2 * MOVE_TIME;
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, _jobId, until));
        market.finalize(_asked, "");
        // A new demand is refused, but a challenge is accepted.
        vm.prank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeClaims.WindowClosed.selector,
                _claimId,
                START + WINDOW,
                START + WINDOW + MOVE_TIME
            )
        );
        dispute.demandInput(_asked, 0, _header, 0, 1);
        vm.warp(until);
        uint256 number = _challenge(challenger);
        _play(number, GameState.ChallengerWon);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
    }

    function test_theExtension_ends() external {
        _publishAndSubmit();
        vm.warp(START + WINDOW);
        uint256 demand = _demandInput(0, 1);
        dispute.answer(demand, inputData.pageRange(0, 1), inputData.pages().rangeSiblings(0, 1));
        uint256 until = START + WINDOW + MOVE_TIME;
        vm.warp(until + 1);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.WindowClosed.selector, _claimId, until, until + 1));
        dispute.challenge(_asked, 0, _header);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
    }

    function test_demand_onlyPagesThatExist() external {
        _publishAndSubmit();
        uint256[2][6] memory ranges = [
            [uint256(0), 0],
            [uint256(0), 5],
            [uint256(4), 1],
            [uint256(3), 2],
            [type(uint256).max, 1],
            [uint256(0), type(uint256).max]
        ];
        for (uint256 i = 0; i < ranges.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IDisputeDemands.PagesOutOfRange.selector, ranges[i][0], ranges[i][1], 4)
            );
            dispute.demandInput(_asked, 0, _header, ranges[i][0], ranges[i][1]);
        }
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.NoSuchOutput.selector, 1, 1));
        dispute.demandOutput(_asked, 0, _header, 1, "", new bytes32[](0), 0, 1);
        bytes memory step = _steps[1];
        bytes32[] memory proof = _stepLeaves().siblings(0, 2, 2);
        (bool success, bytes memory reason) = address(dispute).call(
            abi.encodeCall(IDisputeDemands.demandOutput, (_asked, 0, _header, 0, step, proof, 0, 1))
        );
        vm.assertTrue(!success && bytes4(reason) == IDisputeClaims.StepMismatch.selector);
    }

    function test_answer_onlyTheClaimsBytes() external {
        _publishAndSubmit();
        uint256 demand = _demandInput(1, 2);
        bytes memory pages = inputData.pageRange(1, 2);
        bytes32[] memory proof = inputData.pages().rangeSiblings(1, 2);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.PageLengthMismatch.selector, 256, 512));
        dispute.answer(demand, inputData.pageRange(1, 1), proof);
        vm.expectRevert(abi.encodeWithSelector(SparseTree.ProofTooShort.selector, 0));
        dispute.answer(demand, pages, new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 1, 0));
        dispute.answer(demand, pages, new bytes32[](3));
        bytes memory other = inputData.pageRange(0, 2);
        (bool success, bytes memory reason) = address(dispute).call(
            abi.encodeCall(IDisputeDemands.answer, (demand, other, proof))
        );
        vm.assertTrue(!success && bytes4(reason) == IDisputeDemands.AnswerMismatch.selector);
        Demand memory asked = dispute.getDemand(demand);
        vm.assertEq(uint256(asked.state), uint256(DemandState.Open));
        dispute.answer(demand, pages, proof);
    }

    /// @dev The program takes 783 bytes. The request commits to 784, the last of which is not zero, so they are not its input.
    function test_answer_notWithBytesAfterTheEnd() external {
        inputData[783] = 0x55;
        bytes32 steps = _stepLeaves().root();
        _outputs.push(2);
        _header = abi.encodePacked(uint8(2), uint32(3), steps, U8, uint8(1), uint32(783), uint8(1), uint32(2));
        _header = abi.encodePacked(_header, uint32(1), type(uint32).max);
        _publishHeader("disputed");
        _submitClaim();
        // The pages before the last one are right.
        uint256 number = _demandInput(0, 3);
        dispute.answer(number, inputData.pageRange(0, 3), inputData.pages().rangeSiblings(0, 3));
        number = _demandInput(2, 2);
        bytes memory pages = inputData.pageRange(2, 2);
        bytes32[] memory proof = inputData.pages().rangeSiblings(2, 2);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.PaddingNotZero.selector, number));
        dispute.answer(number, pages, proof);
        vm.warp(dispute.getDemand(number).deadline + 1);
        dispute.timeoutDemand(number);
        _assertStanding(IDispute.Standing.Refuted);
    }
}

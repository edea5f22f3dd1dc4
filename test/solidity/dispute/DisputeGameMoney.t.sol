// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice Bonds and rewards with many challengers at once.
contract DisputeGameMoneyTest is DisputeScene {
    function setUp() public {
        _openDispute();
        _addStep(U8, 300);
        _addStep(U8, 40);
        _publishProgram();
    }

    function _wrong() private {
        _lie(0, 256);
        _lie(1, 0);
        _submitClaim();
    }

    function _player(uint256 index) private returns (address account) {
        account = address(uint160(0xACC000 + index));
        _fund(account);
    }

    function test_shamChallenger_doesNotLaunder() external {
        _wrong();
        // The liar's accomplice challenges first, and loses on purpose.
        uint256 sham = _challenge(stranger);
        _play(sham, GameState.StepPick);
        vm.warp(START + 10);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.Judgement);
        vm.warp(dispute.getGame(sham).deadline + 1);
        dispute.timeout(sham);
        _assertGame(sham, GameState.WorkerWon);
        _assertStanding(IDispute.Standing.Disputed);
        vm.warp(dispute.getGame(honest).deadline);
        _play(honest, GameState.ChallengerWon);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
        vm.assertEq(_balance(challenger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_balance(stranger), FUNDS - BOND);
        // The worker gained the sham's bond, but lost more: its collateral.
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL + BOND);
    }

    /// @dev The liar's accomplice begins a game that neither of them continues, and nobody ends it.
    function test_shamGame_thatNobodyEnds_savesNoLiar() external {
        _wrong();
        _challenge(stranger);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.ChallengerWon);
        _endsWithoutAnybody(COLLATERAL / 2);
    }

    function test_shamDemand_thatNobodyEnds_savesNoLiar() external {
        _wrong();
        vm.prank(stranger);
        dispute.demandInput(_asked, 0, _header, 0, 1);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.ChallengerWon);
        _endsWithoutAnybody(COLLATERAL / 2);
    }

    /// @dev The worker owes a move in the only game: it lost, even if nobody calls timeout.
    function test_workerThatFallsSilent_isRefutedWithoutATimeout() external {
        _wrong();
        _challenge(stranger);
        _endsWithoutAnybody(0);
        // Nobody claims the reward: it is burned with the rest.
        vm.assertEq(_balance(requester), FUNDS);
    }

    /// @dev The challenger owes a move, in a game against an honest worker: it delays nothing.
    function test_challengerThatFallsSilent_holdsNothingUp() external {
        _submitClaim();
        uint256 number = _challenge(stranger);
        _play(number, GameState.NodePick);
        vm.warp(dispute.getClaim(_claimId).endsBy);
        _assertStanding(IDispute.Standing.Disputed);
        vm.warp(block.timestamp + 1);
        _assertStanding(IDispute.Standing.Undisputed);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
    }

    function _endsWithoutAnybody(uint256 reward) private {
        vm.warp(dispute.getClaim(_claimId).endsBy);
        _assertStanding(IDispute.Standing.Disputed);
        vm.warp(block.timestamp + 1);
        _assertStanding(IDispute.Standing.Refuted);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
        vm.assertEq(_balance(challenger), FUNDS + reward);
        vm.assertTrue(_balance(worker) <= FUNDS - COLLATERAL);
    }

    /// @dev An account that only demands bytes does not rank before one that knew that they are wrong.
    function test_demander_isNotRewardedBeforeWhoShowedTheLie() external {
        _wrong();
        vm.prank(stranger);
        uint256 demand = dispute.demandInput(_asked, 0, _header, 0, 1);
        vm.roll(block.number + 1);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.ChallengerWon);
        vm.warp(dispute.getDemand(demand).deadline + 1);
        vm.roll(block.number + 1);
        dispute.timeoutDemand(demand);
        market.finalize(_asked, "");
        vm.assertEq(_balance(challenger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_balance(stranger), FUNDS);
    }

    function test_inOneBlock_theEarlierGameIsRewarded() external {
        _wrong();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        _play(second, GameState.ChallengerWon);
        _play(first, GameState.ChallengerWon);
        (, , address winner) = dispute.standingOf(_jobId, worker, _outputRoot());
        vm.assertEq(winner, challenger);
    }

    function test_onceRefuted_nobodyDrawsItOut() external {
        _wrong();
        uint256 number = _challenge(challenger);
        _play(number, GameState.ChallengerWon);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.AlreadyRefuted.selector, _claimId, challenger));
        dispute.challenge(_asked, 0, _header);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.AlreadyRefuted.selector, _claimId, challenger));
        dispute.demandInput(_asked, 0, _header, 0, 1);
    }

    /// @dev The bond pays for the part of its trace that the worker may have to show, however many others challenge.
    function test_bond_growsWithTheTraceAlone() external view {
        uint256[3][9] memory expected = [
            [uint256(1), 1, 1],
            [uint256(7), 1, 1],
            [uint256(128), 64, 1],
            // One more level: two nodes and, for each output, its root and a sibling.
            [uint256(129), 1, 2],
            [uint256(256), 63, 2],
            [uint256(256), 64, 3],
            // Five more levels: 32 nodes and, for each output, its root and five siblings.
            [uint256(4096), 1, 2],
            [uint256(4096), 16, 2],
            [uint256(4096), 64, 5]
        ];
        for (uint256 i = 0; i < expected.length; ++i) {
            vm.assertEq(dispute.bondOf(expected[i][0], expected[i][1]), expected[i][2] * BOND);
        }
        vm.assertEq(dispute.leastCollateral(), 2 * BOND);
    }

    /// @dev A bond of several times the minimum goes to the worker whole, and is returned whole.
    function test_bondOfALargeProgram_isSettledWhole() external {
        for (uint256 i = 0; i < 140; ++i) _addStep(U8, 4);
        uint256 last = _steps.length - 1;
        uint256[] memory outputs = new uint256[](1);
        outputs[0] = last;
        _publishNamed("large", outputs);
        _lie(last, 0);
        _submitClaim();
        uint256 bond = dispute.bondOf(_steps.length, 1);
        vm.assertEq(bond, 2 * BOND);
        uint256 lost = _challenge(stranger);
        uint256 won = _challenge(challenger);
        vm.assertEq(_locked(stranger), bond);
        _play(won, GameState.ChallengerWon);
        _play(lost, GameState.NodePick);
        vm.warp(dispute.getGame(lost).deadline + 1);
        dispute.timeout(lost);
        vm.assertEq(_balance(stranger), FUNDS - bond);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL + bond);
        vm.assertEq(_balance(challenger), FUNDS);
        vm.assertEq(_locked(stranger) + _locked(challenger), 0);
    }

    /// @dev Two hundred challengers at once against a right result: none wins, the worker gets all bonds, and it is paid.
    function test_hundredsOfChallenges_brickNothing() external {
        _submitClaim();
        uint256 challengers = 200;
        uint256 dearest = 0;
        uint256 cheapest = type(uint256).max;
        for (uint256 i = 0; i < challengers; ++i) {
            address account = _player(i);
            uint256 gas = gasleft();
            uint256 number = _challenge(account);
            gas -= gasleft();
            if (i != 0 && gas > dearest) dearest = gas;
            if (i != 0 && gas < cheapest) cheapest = gas;
            _play(number, i % 2 == 0 ? GameState.Judgement : GameState.StepPick);
        }
        // Their number does not raise the cost.
        vm.assertTrue(dearest < cheapest + 10_000, "a challenge gets dearer with their number");
        vm.assertEq(uint256(dispute.getClaim(_claimId).open), challengers);
        for (uint256 i = 0; i < challengers; ++i) vm.assertEq(_locked(address(uint160(0xACC000 + i))), BOND);
        vm.warp(START + 4 * MOVE_TIME + MOVE_TIME / 4 + 1);
        for (uint256 i = 1; i <= challengers; ++i) dispute.timeout(i);
        for (uint256 i = 0; i < challengers; ++i) vm.assertEq(_locked(address(uint160(0xACC000 + i))), 0);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL + challengers * BOND);
        vm.warp(START + WINDOW + 1);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
    }

    function test_theVerdict_costsTheSameHoweverManyChallenged() external {
        _submitClaim();
        for (uint256 i = 0; i < 30; ++i) _challenge(_player(i));
        vm.warp(START + 12 * MOVE_TIME + 1);
        uint256 gas = gasleft();
        dispute.standingOf(_jobId, worker, _outputRoot());
        vm.assertTrue(gas - gasleft() < 200_000, "the standing has a price that grows");
    }
}

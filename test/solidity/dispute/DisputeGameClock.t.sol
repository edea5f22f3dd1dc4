// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {Game, GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice Time in a dispute: a player that misses a move loses at its deadline, neither earlier nor later.
contract DisputeGameClockTest is DisputeScene {
    GameState[6] private _states = [
        GameState.TraceOpen,
        GameState.NodePick,
        GameState.NodeOpen,
        GameState.StepPick,
        GameState.PageShow,
        GameState.Judgement
    ];

    function setUp() public {
        _openDispute();
        for (uint256 i = 0; i < 140; ++i) _addStep(U8, i == 70 ? 300 : 4);
        _publishProgram();
        _lie(70, 5);
        _lie(139, 0);
        _submitClaim();
    }

    function test_eachStall_losesAtItsDeadline() external {
        for (uint256 i = 0; i < _states.length; ++i) {
            address account = _player(i);
            _fund(account);
            _play(_challenge(account), _states[i]);
        }
        for (uint256 i = 0; i < _states.length; ++i) _stall(i + 1, _player(i), _states[i]);
        for (uint256 i = 0; i < _states.length; ++i) vm.assertEq(_locked(_player(i)), 0);
        _assertStanding(IDispute.Standing.Refuted);
    }

    function _stall(uint256 number, address account, GameState state) private {
        _assertGame(number, state);
        Game memory game = dispute.getGame(number);
        // The free quarter, and the whole budget.
        vm.assertEq(uint256(game.deadline), START + MOVE_TIME / 4 + 4 * MOVE_TIME);
        uint256 workerHad = _balance(worker);
        for (uint256 time = game.deadline - 1; time <= game.deadline; ++time) {
            vm.warp(time);
            vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveStillDue.selector, number, game.deadline, time));
            dispute.timeout(number);
        }
        vm.warp(game.deadline + 1);
        _expectMove(
            abi.encodeWithSelector(IDisputeGame.MoveTooLate.selector, number, game.deadline, game.deadline + 1),
            number,
            game
        );
        vm.prank(stranger);
        dispute.timeout(number);
        bool workerOwes = state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
        GameState end = workerOwes ? GameState.ChallengerWon : GameState.WorkerWon;
        _assertGame(number, end);
        vm.assertEq(_balance(worker), workerHad + (workerOwes ? 0 : _bond()));
        vm.assertEq(_balance(account), FUNDS - (workerOwes ? 0 : _bond()));
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, number, end));
        dispute.timeout(number);
    }

    function _player(uint256 index) private pure returns (address) {
        return address(uint160(0xACC0 + index));
    }

    function _bond() private view returns (uint256) {
        return dispute.bondOf(_steps.length, _outputs.length);
    }

    /// @dev Every move is made in its last second: it counts, and the whole game stays within its bound.
    function test_everyMoveInItsLastSecond() external {
        vm.warp(START + WINDOW);
        uint256 number = _challenge(challenger);
        uint256 moves = 0;
        for (Game memory game = dispute.getGame(number); game.state < GameState.WorkerWon; ++moves) {
            vm.warp(game.deadline);
            _move(number, game);
            game = dispute.getGame(number);
        }
        _assertGame(number, GameState.ChallengerWon);
        vm.assertTrue(moves <= dispute.MAX_MOVES(), "more moves than the bound says");
        // Both budgets, and the free part of each move.
        vm.assertEq(block.timestamp, START + WINDOW + 8 * MOVE_TIME + (moves * MOVE_TIME) / 4);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
    }

    /// @dev The deepest possible trees need MAX_MOVES moves, and the longest game leaves a move time for timeout.
    function test_maxDuration_isThatOfTheDeepestTrees() external view {
        // 4,096 steps: 12 levels, two openings. 65,536 pages: 16 levels, three. Each opening and pick make two moves, and show
        // and judge.
        uint256 moves = 2 * 2 + 3 * 2 + 2;
        vm.assertEq(dispute.MAX_MOVES(), moves);
        uint256 longestGame = 8 * MOVE_TIME + (moves * MOVE_TIME) / 4 + MOVE_TIME;
        vm.assertEq(dispute.maxDuration(), longestGame + 2 * MOVE_TIME);
    }

    function test_movesWithinTheFreePart_costNoBudget() external {
        uint256 number = _challenge(challenger);
        for (Game memory game = dispute.getGame(number); game.state < GameState.WorkerWon;) {
            vm.assertEq(uint256(game.workerTime), 4 * MOVE_TIME);
            vm.assertEq(uint256(game.challengerTime), 4 * MOVE_TIME);
            vm.warp(block.timestamp + MOVE_TIME / 4);
            _move(number, game);
            game = dispute.getGame(number);
        }
        _assertGame(number, GameState.ChallengerWon);
    }

    /// @dev A side that used up its budget in one move still has the free part of each later move, and no second more.
    function test_usedUpBudget_leavesTheFreePart() external {
        uint256 number = _challenge(challenger);
        vm.warp(dispute.getGame(number).deadline);
        _openTrace(number);
        _play(number, GameState.NodeOpen);
        Game memory game = dispute.getGame(number);
        vm.assertEq(uint256(game.workerTime), 0);
        vm.assertEq(uint256(game.challengerTime), 4 * MOVE_TIME);
        vm.assertEq(uint256(game.deadline), block.timestamp + MOVE_TIME / 4);
        vm.warp(block.timestamp + MOVE_TIME / 4 + 1);
        dispute.timeout(number);
        _assertGame(number, GameState.ChallengerWon);
    }

    /// @dev Compares the contract's clocks with clocks kept here, for any times. No game outlasts its bound.
    function testFuzz_clocks(uint256 seed) external {
        uint256 number = _challenge(challenger);
        uint256 endsBy = dispute.getClaim(_claimId).endsBy;
        vm.assertEq(endsBy, START + 12 * MOVE_TIME);
        uint256[2] memory budgets = [4 * MOVE_TIME, 4 * MOVE_TIME];
        for (Game memory game = dispute.getGame(number); game.state < GameState.WorkerWon;) {
            uint256 side =
                game.state == GameState.TraceOpen ||
                game.state == GameState.NodeOpen ||
                game.state == GameState.PageShow
                    ? 0
                    : 1;
            vm.assertEq(uint256(game.deadline), block.timestamp + MOVE_TIME / 4 + budgets[side]);
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 spent = seed % (MOVE_TIME / 4 + budgets[side] + 1);
            if (spent > MOVE_TIME / 4) budgets[side] -= spent - MOVE_TIME / 4;
            vm.warp(block.timestamp + spent);
            _move(number, game);
            game = dispute.getGame(number);
            // The last move ends the game, and its clocks with it.
            if (game.state >= GameState.WorkerWon) break;
            vm.assertEq(uint256(game.workerTime), budgets[0]);
            vm.assertEq(uint256(game.challengerTime), budgets[1]);
        }
        _assertGame(number, GameState.ChallengerWon);
        vm.assertTrue(block.timestamp + MOVE_TIME <= endsBy, "no time is left for timeout");
    }

    /// @dev A-06: in the second in which a timeout becomes possible, and for a move time after it, nobody can settle the claim.
    function test_a06_longestSilence_leavesTimeForTimeout() external {
        uint256 number = _challenge(challenger);
        // Each side uses all its time, and finally the worker stops moving.
        for (Game memory game = dispute.getGame(number); game.state != GameState.PageShow;) {
            vm.warp(game.deadline);
            _move(number, game);
            game = dispute.getGame(number);
        }
        uint256 deadline = dispute.getGame(number).deadline;
        uint256 endsBy = dispute.getClaim(_claimId).endsBy;
        vm.warp(deadline + 1);
        _assertStanding(IDispute.Standing.Disputed);
        vm.prank(requester);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, _jobId, endsBy));
        market.finalize(_asked, "");
        vm.warp(deadline + MOVE_TIME);
        _assertStanding(IDispute.Standing.Disputed);
        dispute.timeout(number);
        market.finalize(_asked, "");
        vm.assertEq(_balance(challenger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_challengeInTheLastSecond_counts() external {
        vm.warp(START + WINDOW);
        uint256 number = _challenge(challenger);
        vm.warp(START + WINDOW + 1);
        (, uint40 until, ) = dispute.standingOf(_jobId, worker, _outputRoot());
        vm.assertEq(uint256(until), START + WINDOW + dispute.MAX_MOVES() * MOVE_TIME);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, _jobId, until));
        market.finalize(_asked, "");
        _play(number, GameState.ChallengerWon);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
    }

    function test_challengeAfterTheWindow_isRefused() external {
        vm.warp(START + WINDOW + 1);
        vm.prank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeClaims.WindowClosed.selector, _claimId, START + WINDOW, START + WINDOW + 1)
        );
        dispute.challenge(_asked, 0, _header);
        vm.assertEq(_balance(challenger), FUNDS);
    }

    function test_finalizedJob_cannotBeChallenged() external {
        vm.warp(START + WINDOW + 1);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.JobNotDisputable.selector, _jobId, JobState.Accepted));
        dispute.challenge(_asked, 0, _header);
    }

    function test_challengedJob_cannotBeFinalized() external {
        uint256 number = _challenge(challenger);
        for (uint256 i = 0; i < 12; ++i) {
            Game memory game = dispute.getGame(number);
            if (game.state >= GameState.WorkerWon) break;
            (, uint40 until, ) = dispute.standingOf(_jobId, worker, _outputRoot());
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, _jobId, until));
            market.finalize(_asked, "");
            _move(number, game);
        }
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
    }

    /// @dev Makes the awaited move, which must fail. The moves set the pranks that the refusal consumes.
    function _expectMove(bytes memory refusal, uint256 number, Game memory game) private {
        if (game.state == GameState.TraceOpen) {
            (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
            vm.prank(worker);
            vm.expectRevert(refusal);
            dispute.openTrace(number, _header, nodes, proof);
        } else if (game.state == GameState.NodePick) {
            vm.prank(game.challenger);
            vm.expectRevert(refusal);
            dispute.pick(number, 0);
        } else if (game.state == GameState.NodeOpen) {
            (bytes32[] memory nodes, bytes32[] memory proof) = _opening(game);
            vm.expectRevert(refusal);
            dispute.open(number, nodes, proof);
        } else if (game.state == GameState.StepPick) {
            vm.prank(game.challenger);
            vm.expectRevert(refusal);
            dispute.pickStep(number, 0, _header, "", new bytes32[](0));
        } else if (game.state == GameState.PageShow) {
            (bytes memory page, bytes32[] memory proof) = _shown(game);
            vm.expectRevert(refusal);
            dispute.show(number, page, proof);
        } else {
            uint256 place = _wrongElement(game);
            vm.expectRevert(refusal);
            _judge(number, game, place);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../contracts/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../contracts/interfaces/IDisputeClaims.sol";
import {IDisputeGame} from "../../contracts/interfaces/IDisputeGame.sol";
import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Game, GameState} from "../../contracts/types/Game.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice Time in a dispute: who misses a move loses at its deadline, neither earlier nor later.
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
            _letPlay(account);
            _play(_challenge(account), _states[i]);
        }
        for (uint256 i = 0; i < _states.length; ++i) _stall(i + 1, _player(i), _states[i]);
        vm.assertEq(_balance(address(dispute)), 0);
        _assertStanding(IDispute.Standing.Refuted);
    }

    function _stall(uint256 number, address account, GameState state) private {
        _assertGame(number, state);
        Game memory game = dispute.getGame(number);
        vm.assertEq(uint256(game.deadline), START + MOVE_TIME);
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
        vm.assertEq(_balance(worker), workerHad + (workerOwes ? 0 : BOND));
        vm.assertEq(_balance(account), FUNDS - (workerOwes ? 0 : BOND));
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, number, end));
        dispute.timeout(number);
    }

    function _player(uint256 index) private pure returns (address) {
        return address(uint160(0xACC0 + index));
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
        vm.assertTrue(block.timestamp <= START + WINDOW + dispute.maxDuration(), "longer than the bound says");
        market.finalize(_asked, "");
        _assertState(_job, JobState.Rejected);
    }

    /// @dev The deepest trees that there are have as many moves as MAX_MOVES.
    function test_maxMoves_isThatOfTheDeepestTrees() external view {
        // 4,096 steps: 12 levels, two openings. 65,536 pages: 16 levels, three. Each opening and pick two moves, and show and judge.
        vm.assertEq(dispute.MAX_MOVES(), 2 * 2 + 3 * 2 + 2);
        vm.assertEq(dispute.maxDuration(), (dispute.MAX_MOVES() + 2) * MOVE_TIME);
    }

    function test_challengeInTheLastSecond_counts() external {
        vm.warp(START + WINDOW);
        uint256 number = _challenge(challenger);
        vm.warp(START + WINDOW + 1);
        (, uint40 until, ) = dispute.standingOf(_job, worker, _outputRoot());
        vm.assertEq(uint256(until), START + WINDOW + dispute.MAX_MOVES() * MOVE_TIME);
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, _job, until));
        market.finalize(_asked, "");
        _play(number, GameState.ChallengerWon);
        market.finalize(_asked, "");
        _assertState(_job, JobState.Rejected);
    }

    function test_challengeAfterTheWindow_isRefused() external {
        vm.warp(START + WINDOW + 1);
        vm.prank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeClaims.WindowClosed.selector, _claimId, START + WINDOW, START + WINDOW + 1)
        );
        dispute.challenge(_asked, 0, _header, 0);
        vm.assertEq(_balance(challenger), FUNDS);
    }

    function test_finalizedJob_cannotBeChallenged() external {
        vm.warp(START + WINDOW + 1);
        market.finalize(_asked, "");
        _assertState(_job, JobState.Accepted);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.JobNotDisputable.selector, _job, JobState.Accepted));
        dispute.challenge(_asked, 0, _header, 0);
    }

    function test_challengedJob_cannotBeFinalized() external {
        uint256 number = _challenge(challenger);
        for (uint256 i = 0; i < 12; ++i) {
            Game memory game = dispute.getGame(number);
            if (game.state >= GameState.WorkerWon) break;
            (, uint40 until, ) = dispute.standingOf(_job, worker, _outputRoot());
            vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, _job, until));
            market.finalize(_asked, "");
            _move(number, game);
        }
        market.finalize(_asked, "");
        _assertState(_job, JobState.Rejected);
    }

    /// @dev Makes the awaited move where it has to fail. Pranks that the refusal consumes are set by the moves themselves.
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

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {Game, GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice What the worker opened in one game of a claim, it need not open again in another; and neither side is worse off.
contract DisputeGameReuseTest is DisputeScene {
    /// @dev Two openings of the trace, one of a tensor.
    function setUp() public {
        _openDispute();
        for (uint256 i = 0; i < 140; ++i) _addStep(U8, i == 70 ? 300 : 4);
        _publishProgram();
    }

    function _player(uint256 index) private returns (address account) {
        account = address(uint160(0xACC000 + index));
        _fund(account);
    }

    function _isWorkers(GameState state) private pure returns (bool) {
        return state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
    }

    function test_secondGame_costsTheWorkerNothing() external {
        _lie(70, 299);
        _lie(139, 0);
        _submitClaim();
        uint256 first = _challenge(challenger);
        _play(first, GameState.Judgement);
        vm.assertEq(uint256(dispute.getGame(first).turn), 7);
        uint256 second = _challenge(stranger);
        // A node, the step and a page: no move of the worker.
        GameState[3] memory states = [GameState.NodePick, GameState.StepPick, GameState.NodePick];
        for (uint256 i = 0; i < states.length; ++i) {
            Game memory game = dispute.getGame(second);
            vm.assertEq(uint256(game.state), uint256(states[i]));
            vm.expectEmit(address(dispute));
            GameState next = i == 2 ? GameState.Judgement : states[i + 1];
            emit IDisputeGame.OpeningReused(second, first, next, game.deadline);
            _moveQuietly(second, game);
        }
        vm.assertEq(uint256(dispute.getGame(second).turn), 3);
        vm.assertEq(dispute.getGame(second).page, dispute.getGame(first).page);
        vm.assertEq(uint256(dispute.getClaim(_claimId).workerOwes), 0);
        address third = _player(1);
        // A third one finds the first game's openings, not the second's.
        vm.expectEmit(address(dispute));
        emit IDisputeGame.OpeningReused(second + 1, first, GameState.NodePick, START + 4 * MOVE_TIME + MOVE_TIME / 4);
        _challenge(third);
        _play(second, GameState.ChallengerWon);
        _assertGame(second, GameState.ChallengerWon);
        vm.assertEq(_balance(stranger), FUNDS);
    }

    /// @dev A move of the challenger, whose only external call is the move itself.
    function _moveQuietly(uint256 number, Game memory game) private {
        uint256 place = _difference(game);
        if (game.state == GameState.NodePick) _pick(number, game, place);
        else _pickStep(number, game, place);
    }

    /// @dev An honest worker never loses because of it: whatever other games opened is its own, and right.
    function test_rightClaim_standsWhateverIsReused() external {
        _submitClaim();
        uint256 workerHad = _balance(worker);
        uint256 bond = dispute.bondOf(_steps.length, 1);
        for (uint256 i = 0; i < 4; ++i) {
            uint256 number = _challenge(_player(i));
            _play(number, GameState.Judgement);
            Game memory game = dispute.getGame(number);
            vm.assertEq(uint256(game.turn), i == 0 ? 5 : 2);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IDisputeGame.ElementCorrect.selector,
                    number,
                    1,
                    int256(uint256(uint8(_truth[game.stepIndex][1])))
                )
            );
            _judge(number, game, 1);
        }
        vm.warp(START + 4 * MOVE_TIME + MOVE_TIME / 4 + 1);
        for (uint256 number = 1; number <= 4; ++number) dispute.timeout(number);
        vm.assertEq(_balance(worker), workerHad + 4 * bond);
        vm.warp(START + WINDOW + 1);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
    }

    function test_otherPlaces_areOpenedByTheWorker() external {
        _submitClaim();
        uint256 first = _challenge(challenger);
        _play(first, GameState.Judgement);
        uint256 second = _challenge(stranger);
        Game memory game = dispute.getGame(second);
        _pick(second, game, 35);
        // The 36th node of the trace was not opened in the first game.
        _assertGame(second, GameState.NodeOpen);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotOpenedYet.selector, second));
        dispute.reuse(second);
        _open(second, dispute.getGame(second));
        _pickStep(second, dispute.getGame(second), 0);
        // Nor was step 70: two pages.
        _assertGame(second, GameState.NodeOpen);
        _play(second, GameState.Judgement);
        _assertGame(second, GameState.Judgement);
        vm.assertTrue(dispute.getGame(second).page != dispute.getGame(first).page);
    }

    /// @dev Games that began before the first opening wait for the worker. It opens once; the others reuse it by its game's
    /// number.
    function test_parallelGames_takeOverByReuse() external {
        _lie(70, 5);
        _lie(139, 0);
        _submitClaim();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotOpenedYet.selector, second));
        dispute.reuse(second);
        uint256 workersMoves = 0;
        for (uint256 i = 0; i < 12; ++i) {
            Game memory game = dispute.getGame(first);
            if (game.state == GameState.Judgement) break;
            bool isWorkers = _isWorkers(game.state);
            // Both stand at the same place.
            vm.assertEq(uint256(dispute.getGame(second).state), uint256(game.state));
            vm.warp(block.timestamp + 100);
            _move(first, game);
            if (isWorkers) {
                ++workersMoves;
                vm.prank(stranger);
                dispute.reuse(second);
            } else {
                // The second chooses before the first's choice is opened.
                _move(second, game.state == GameState.None ? game : dispute.getGame(second));
            }
            vm.assertEq(uint256(dispute.getGame(second).turn), uint256(dispute.getGame(first).turn));
        }
        vm.assertEq(workersMoves, 4);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, second, GameState.Judgement));
        dispute.reuse(second);
        _play(second, GameState.ChallengerWon);
        _assertGame(second, GameState.ChallengerWon);
    }

    /// @dev A reuse counts as the worker's move, so it has to be in time.
    function test_reuse_isTheWorkersMove() external {
        _submitClaim();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        _openTrace(first);
        Game memory game = dispute.getGame(second);
        vm.warp(game.deadline);
        dispute.reuse(second);
        vm.assertEq(uint256(dispute.getGame(second).workerTime), 0);
        address third = _player(3);
        uint256 late = _challenge(third);
        // The worker owes nothing there.
        _assertGame(late, GameState.NodePick);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, 77, GameState.None));
        dispute.reuse(77);
    }

    function test_reuse_afterTheDeadlineIsRefused() external {
        _submitClaim();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        _openTrace(first);
        uint256 deadline = dispute.getGame(second).deadline;
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveTooLate.selector, second, deadline, deadline + 1));
        dispute.reuse(second);
        dispute.timeout(second);
        _assertGame(second, GameState.ChallengerWon);
    }

    /// @dev A liar has one trace for all its challengers.
    function test_secondTrace_isRefused() external {
        _lie(70, 5);
        _lie(139, 0);
        _submitClaim();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        _openTrace(first);
        bytes32 opened = dispute.getClaim(_claimId).traceRoot;
        _lie(3, 0);
        bytes32 other = dispute.getClaim(_claimId).traceRoot;
        vm.assertEq(opened, other);
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        other = _rootOf(_roots(_claimed));
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.OpeningMismatch.selector, second, other, opened));
        dispute.openTrace(second, _header, nodes, proof);
    }

    function _rootOf(bytes32[] memory leaves) private pure returns (bytes32) {
        bytes32[] memory nodes = new bytes32[](256);
        for (uint256 i = 0; i < leaves.length; ++i) nodes[i] = leaves[i];
        for (uint256 width = 128; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) nodes[i] = keccak256(bytes.concat(nodes[2 * i], nodes[2 * i + 1]));
        }
        return nodes[0];
    }

    /// @dev Another claim of the same program: nothing of the first counts there.
    function test_otherClaims_shareNothing() external {
        _submitClaim();
        _play(_challenge(challenger), GameState.Judgement);
        _submitClaim(8);
        _assertGame(_challenge(challenger), GameState.TraceOpen);
    }
}

/// @notice Many games at once, in any order.
contract DisputeGameInterleavedTest is DisputeScene {
    function setUp() public {
        _openDispute();
        for (uint256 i = 0; i < 5; ++i) _addStep(U8, i == 3 ? 300 : 4);
        _publishProgram();
    }

    function _player(uint256 index) private returns (address account) {
        account = address(uint160(0xACC000 + index));
        _fund(account);
    }

    function _isWorkers(GameState state) private pure returns (bool) {
        return state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
    }

    /// @dev Four challengers in any order, at any place: each one that picks by the truth finds the lie, and the worker makes no
    /// move twice.
    function testFuzz_interleavedGames(uint256 seed) external {
        bool isWrong = seed % 2 == 0;
        if (isWrong) {
            _lie(3, (seed >> 8) % 300);
            _lie(4, (seed >> 32) % 4);
        }
        _submitClaim();
        uint256[] memory games = new uint256[](4);
        uint256 workersMoves = 0;
        for (uint256 i = 0; i < 60; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 chosen = seed % 4;
            if (games[chosen] == 0) {
                games[chosen] = _challenge(_player(chosen));
                continue;
            }
            Game memory game = dispute.getGame(games[chosen]);
            if (game.state >= GameState.Judgement) continue;
            if (!_isWorkers(game.state)) {
                _move(games[chosen], game);
                continue;
            }
            try dispute.reuse(games[chosen]) {} catch {
                _move(games[chosen], game);
                ++workersMoves;
            }
        }
        // All four take the same path.
        vm.assertTrue(workersMoves <= 3, "the worker opened something twice");
        for (uint256 i = 0; i < 4; ++i) {
            if (games[i] == 0 || dispute.getGame(games[i]).state != GameState.Judgement) continue;
            Game memory game = dispute.getGame(games[i]);
            if (isWrong) {
                _judge(games[i], game, _wrongElement(game));
                _assertGame(games[i], GameState.ChallengerWon);
            } else {
                vm.warp(game.deadline + 1);
                dispute.timeout(games[i]);
                _assertGame(games[i], GameState.WorkerWon);
            }
        }
    }
}

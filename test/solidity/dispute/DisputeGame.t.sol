// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {Game, GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice Whole games over programs of every shape: a lie loses, and the truth cannot.
contract DisputeGameTest is DisputeScene {
    function setUp() public {
        _openDispute();
    }

    function _caught() private {
        _submitClaim();
        uint256 before = _balance(challenger);
        uint256 number = _challenge(challenger);
        uint256 bond = _heldOf(challenger);
        vm.assertTrue(bond >= BOND);
        vm.assertEq(_locked(challenger), bond);
        vm.assertEq(_balance(challenger), before - bond);
        _play(number, GameState.ChallengerWon);
        _assertGame(number, GameState.ChallengerWon);
        vm.assertEq(_locked(challenger), 0);
        _assertStanding(IDispute.Standing.Refuted);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
        // The challenger got its bond back, and half the collateral.
        vm.assertEq(_balance(challenger), before + COLLATERAL / 2);
        vm.assertEq(_balance(requester), FUNDS);
    }

    /// @dev The challenger keeps playing against a right result, element by element.
    function _stands() private {
        _submitClaim();
        uint256 before = _balance(worker);
        uint256 number = _challenge(challenger);
        uint256 bond = _locked(challenger);
        _play(number, GameState.Judgement);
        Game memory game = dispute.getGame(number);
        vm.assertEq(uint256(game.state), uint256(GameState.Judgement));
        uint256 rest = game.byteLength - game.index * 256;
        uint256 elements = (rest < 256 ? rest : 256) / game.elementBytes;
        for (uint256 i = 0; i < elements; ++i) {
            uint256 element = (game.index * 256) / game.elementBytes + i;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IDisputeGame.ElementCorrect.selector,
                    number,
                    element,
                    _valueOf(game.stepIndex, element, game.elementBytes)
                )
            );
            _judge(number, game, i);
        }
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.ElementOutOfRange.selector, number, elements, elements));
        _judge(number, game, elements);
        vm.warp(game.deadline + 1);
        dispute.timeout(number);
        _assertGame(number, GameState.WorkerWon);
        vm.assertEq(_balance(worker), before + bond);
        _assertStanding(IDispute.Standing.Undisputed);
        vm.warp(START + WINDOW + 1);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
    }

    function test_oneStepOfOnePage() external {
        _addStep(U8, 40);
        _publishProgram();
        _lie(0, 39);
        _caught();
    }

    /// @dev Two games of one claim that began together: the worker opens its trace in one, and the other goes on with it.
    function test_traceOpenedInOneGame_servesAnother() external {
        _addStep(U8, 4);
        _addStep(U8, 4);
        _publishProgram();
        _submitClaim();
        uint256 first = _challenge(challenger);
        uint256 second = _challenge(stranger);
        _openTrace(first);
        _assertGame(second, GameState.TraceOpen);
        dispute.reuse(second);
        _assertGame(second, GameState.StepPick);
    }

    function test_oneStepOfOnePage_right() external {
        _addStep(U8, 40);
        _publishProgram();
        _stands();
    }

    function test_oneStepOfManyPages() external {
        _addStep(I32, 40_000);
        _publishProgram();
        _lie(0, 39_999);
        _caught();
    }

    function test_fewSteps_lieInTheFirst() external {
        _threeSteps();
        _lie(0, 600);
        _lie(2, 3);
        _caught();
    }

    function test_fewSteps_lieInTheMiddle() external {
        _threeSteps();
        _lie(1, 299);
        _lie(2, 3);
        _caught();
    }

    function test_fewSteps_lieInTheLast() external {
        _threeSteps();
        _lie(2, 39);
        _caught();
    }

    function test_fewSteps_right() external {
        _threeSteps();
        _stands();
    }

    function test_manySteps_lieInTheMiddle() external {
        _manySteps();
        _lie(131, 700);
        _lie(299, 0);
        _caught();
    }

    function test_manySteps_right() external {
        _manySteps();
        _stands();
    }

    function test_tensorOfMoreThanOneOpening_lastPartialPage() external {
        _addStep(U8, 300);
        // 129 pages: two openings, and the second shows one real page hash.
        _addStep(I32, 128 * 256 + 8);
        _publishProgram();
        _lie(1, 128 * 256 + 7);
        _caught();
    }

    function test_severalOutputs() external {
        for (uint256 i = 0; i < 5; ++i) _addStep(U8, 300);
        uint256[] memory outputs = new uint256[](3);
        (outputs[0], outputs[1], outputs[2]) = (4, 1, 3);
        _publishProgram(outputs);
        _lie(3, 256);
        _caught();
    }

    function test_severalOutputsOfManySteps() external {
        for (uint256 i = 0; i < 140; ++i) _addStep(U8, 8);
        uint256[] memory outputs = new uint256[](3);
        (outputs[0], outputs[1], outputs[2]) = (139, 0, 70);
        _publishProgram(outputs);
        _lie(0, 1);
        _lie(70, 2);
        _caught();
    }

    function test_aStranger_bringsWhatProvesItself() external {
        _threeSteps();
        _lie(0, 600);
        _lie(2, 3);
        _submitClaim();
        uint256 number = _challenge(challenger);
        _play(number, GameState.NodeOpen);
        Game memory game = dispute.getGame(number);
        (bytes32[] memory nodes, bytes32[] memory proof) = _opening(game);
        vm.prank(stranger);
        dispute.open(number, nodes, proof);
        _play(number, GameState.PageShow);
        game = dispute.getGame(number);
        (bytes memory page, bytes32[] memory path) = _shown(game);
        vm.prank(stranger);
        dispute.show(number, page, path);
        _play(number, GameState.ChallengerWon);
        _assertGame(number, GameState.ChallengerWon);
    }

    /// @dev Random programs, random lies: every lie is found, wherever it is.
    function testFuzz_everyLieIsFound(uint256 seed) external {
        uint256 count = 1 + (seed % 9);
        for (uint256 i = 0; i < count; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            _addStep(word % 2 == 0 ? U8 : I32, 4 * (1 + ((word >> 8) % 600)));
        }
        _publishProgram();
        uint256 step = (seed >> 8) % count;
        _lie(step, (seed >> 16) % _truth[step].length);
        if (step != count - 1) _lie(count - 1, (seed >> 64) % _truth[count - 1].length);
        _caught();
    }

    function _valueOf(uint256 step, uint256 element, uint256 size) private view returns (int256) {
        bytes memory tensor = _truth[step];
        if (size == 1) return int256(uint256(uint8(tensor[element])));
        uint256 word = 0;
        for (uint256 i = 4; i > 0; --i) word = word * 256 + uint8(tensor[element * 4 + i - 1]);
        return int256(int32(uint32(word)));
    }

    function _threeSteps() private {
        _addStep(U8, 784);
        _addStep(I32, 300);
        _addStep(U8, 40);
        _publishProgram();
    }

    function _manySteps() private {
        for (uint256 i = 0; i < 300; ++i) _addStep(U8, i == 131 ? 784 : 4);
        _publishProgram();
    }

    /// @dev Anyone can publish a program with an invalid step. A game about it ends with a missed move, not in an endless tensor.
    function test_aStepThatProducesNoTensor_isRefused() external {
        uint8[5] memory types = [2, 4, U8, U8, I32];
        uint32[5] memory lengths = [40, 40, 0, (1 << 24) + 1, 41];
        uint256[] memory outputs = new uint256[](1);
        outputs[0] = 1;
        for (uint256 i = 0; i < types.length; ++i) {
            delete _steps;
            delete _truth;
            delete _claimed;
            _addStep(U8, 40);
            _addStep(U8, 40);
            _steps[0] = abi.encodePacked(types[i], lengths[i], uint32(0));
            _publishNamed(string.concat("no-tensor-", vm.toString(i)), outputs);
            _lie(0, 3);
            _submitClaim(7 + i);
            uint256 number = _challenge(challenger);
            _play(number, GameState.StepPick);
            Game memory game = dispute.getGame(number);
            vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.StepOutputOutOfRange.selector, types[i], lengths[i]));
            _pickStep(number, game, 0);
        }
    }
}

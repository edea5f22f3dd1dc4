// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "../../../contracts/dispute/interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {Game, GameState, Move} from "../../../contracts/dispute/types/Game.sol";
import {SCOPE_REQUEST, SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {DisputeScene} from "./DisputeScene.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice Moves that others submit, with the mover's signature or by its key.
contract DisputeGameRelayTest is DisputeScene {
    using TreeBuilder for bytes32[];

    uint256 private constant HOT_KEY = 0x407;
    uint256 private constant ASKING_KEY = 0xA5C;

    function setUp() public {
        _openDispute();
        for (uint256 i = 0; i < 140; ++i) _addStep(U8, 4);
        _publishProgram();
        _lie(139, 0);
        _submitClaim();
    }

    function _signedMove(uint256 key, uint256 number, bytes memory move) private view returns (bytes memory) {
        return _sign(key, dispute.hashMove(Move(number, dispute.getGame(number).turn, keccak256(move))));
    }

    function _openTraceMove(uint256 number) private view returns (bytes memory) {
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        return abi.encodeCall(IDisputeGame.openTrace, (number, _header, nodes, proof));
    }

    function _pickMove(uint256 number) private pure returns (bytes memory) {
        return abi.encodeCall(IDisputeGame.pick, (number, 69));
    }

    function _relay(uint256 number, bytes memory move, bytes memory signature) private {
        vm.prank(stranger);
        dispute.relay(number, move, "", signature);
    }

    function test_aWholeGame_relayed() external {
        _commit(challenger, _truthRoot(), "salt");
        vm.roll(block.number + 1);
        uint256 number = _challenge(challenger);
        bytes memory move = _openTraceMove(number);
        _relay(number, move, _signedMove(WORKER_KEY, number, move));
        move = _pickMove(number);
        _relay(number, move, _signedMove(CHALLENGER_KEY, number, move));
        Game memory game = dispute.getGame(number);
        _open(number, game);
        game = dispute.getGame(number);
        bytes32[] memory leaves = _stepLeaves();
        move = abi.encodeCall(IDisputeGame.pickStep, (number, 1, _header, _steps[139], leaves.siblings(0, 139, 8)));
        _relay(number, move, _signedMove(CHALLENGER_KEY, number, move));
        _play(number, GameState.Judgement);
        game = dispute.getGame(number);
        // `rank` and the last move also work with a signature.
        uint256 place = _wrongElement(game);
        move = abi.encodeCall(
            IDisputeClaims.rank,
            (number, place, _proven(game, _claimed), _proven(game, _truth), bytes32("salt"))
        );
        _relay(number, move, _signedMove(CHALLENGER_KEY, number, move));
        vm.assertEq(uint256(dispute.getGame(number).committedSince), block.number - 1);
        (bytes memory page, ) = _shown(game);
        move = abi.encodeCall(IDisputeGame.judge, (number, place, page, _steps[139], ""));
        _relay(number, move, _signedMove(CHALLENGER_KEY, number, move));
        _assertGame(number, GameState.ChallengerWon);
        vm.assertEq(uint256(dispute.getClaim(_claimId).winnerSince), block.number - 1);
        vm.assertEq(_balance(challenger), FUNDS);
    }

    function test_replay_isRefused() external {
        uint256 number = _challenge(challenger);
        uint256 other = _challenge(stranger);
        bytes memory move = _openTraceMove(number);
        bytes memory signature = _signedMove(WORKER_KEY, number, move);
        // In another game: the move contains its number, and the signature covers it.
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.NotRelayable.selector, other, IDisputeGame.openTrace.selector)
        );
        dispute.relay(other, move, "", signature);
        bytes memory moved = _openTraceMove(other);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, other, worker));
        dispute.relay(other, moved, "", signature);
        // On another chain.
        vm.chainId(999);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, worker));
        dispute.relay(number, move, "", signature);
        vm.chainId(31337);
        _relay(number, move, signature);
        // At another turn.
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, worker));
        dispute.relay(number, move, "", signature);
    }

    function test_onlyTheMoversSignature() external {
        uint256 number = _challenge(challenger);
        bytes memory move = _openTraceMove(number);
        bytes memory signature = _signedMove(CHALLENGER_KEY, number, move);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, worker));
        dispute.relay(number, move, "", signature);
        _openTrace(number);
        move = _pickMove(number);
        signature = _signedMove(WORKER_KEY, number, move);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, challenger));
        dispute.relay(number, move, "", signature);
        // Other content than was signed.
        signature = _signedMove(CHALLENGER_KEY, number, move);
        move = abi.encodeCall(IDisputeGame.pick, (number, 68));
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, challenger));
        dispute.relay(number, move, "", signature);
    }

    function test_onlyMovesAreRelayed() external {
        uint256 number = _challenge(challenger);
        bytes[6] memory calls = [
            abi.encodeCall(IDisputeGame.timeout, (number)),
            abi.encodeCall(IDisputeGame.reuse, (number)),
            abi.encodeCall(IDisputeDemands.settleDemand, (number)),
            abi.encodeCall(IDisputeDemands.timeoutDemand, (number)),
            abi.encodeCall(IDisputeGame.relay, (number, "", "", "")),
            bytes("")
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotRelayable.selector, number, bytes4(calls[i])));
            dispute.relay(number, calls[i], "", "");
        }
        bytes memory move = _pickMove(7);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, 7, GameState.None));
        dispute.relay(7, move, "", "");
    }

    /// @dev A refused move leaves no trace of the relay behind: the next call counts as its own sender's.
    function test_relayedRefusal_opensNothingToTheCaller() external {
        uint256 number = _challenge(challenger);
        _openTrace(number);
        bytes memory move = abi.encodeCall(IDisputeGame.pick, (number, 70));
        bytes memory signature = _signedMove(CHALLENGER_KEY, number, move);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.PlaceOutOfRange.selector, number, 70, 70));
        dispute.relay(number, move, "", signature);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, address(this), challenger));
        dispute.pick(number, 69);
        move = _pickMove(number);
        dispute.relay(number, move, "", _signedMove(CHALLENGER_KEY, number, move));
        _play(number, GameState.StepPick);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, address(this), challenger));
        dispute.pickStep(number, 0, _header, "", new bytes32[](0));
    }

    function test_keysOfTheWorker_moveAndSign() external {
        address hot = vm.addr(HOT_KEY);
        uint256 number = _challenge(challenger);
        uint256 second = _challenge(stranger);
        bytes memory move = _openTraceMove(number);
        bytes memory signature = _signedMove(HOT_KEY, number, move);
        bytes memory signer = abi.encodePacked(hot);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, worker));
        dispute.relay(number, move, signer, signature);

        _setKey(worker, HOT_KEY, SCOPE_WORK, 0, uint40(START + 100));
        vm.warp(START + 100);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.InvalidMoveSignature.selector, number, worker));
        dispute.relay(number, move, signer, signature);
        vm.warp(START + 99);
        dispute.relay(number, move, signer, signature);
        _assertGame(number, GameState.NodePick);

        // The key also moves by itself, in a second game; a key for requests only cannot.
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        address asking = vm.addr(ASKING_KEY);
        _setKey(worker, ASKING_KEY, SCOPE_REQUEST, 0, uint40(START + 1000));
        vm.prank(asking);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, second, asking, worker));
        dispute.openTrace(second, _header, nodes, proof);
        vm.prank(hot);
        dispute.openTrace(second, _header, nodes, proof);
        _assertGame(second, GameState.NodePick);
    }
}

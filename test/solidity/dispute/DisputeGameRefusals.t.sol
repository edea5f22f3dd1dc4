// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DisputeGame} from "../../../contracts/dispute/DisputeGame.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {Market} from "../../../contracts/market/Market.sol";
import {MultiSeatMarket} from "../../../contracts/market/MultiSeatMarket.sol";
import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {PagedMerkle} from "../../../contracts/lib/PagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {Game, GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {DisputeScene} from "./DisputeScene.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice Moves that a dispute refuses: out of turn, by strangers, malformed, with wrong proofs. Each changes nothing.
contract DisputeGameRefusalsTest is DisputeScene {
    using TreeBuilder for bytes32[];
    using TreeBuilder for bytes;

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
        for (uint256 i = 0; i < 140; ++i) _addStep(I32, i == 70 ? 700 : 4);
        _publishProgram();
        _lie(70, 699);
        _lie(139, 0);
        _submitClaim();
    }

    function _gameAt(GameState state) private returns (uint256 number, Game memory game) {
        number = _challenge(challenger);
        _play(number, state);
        game = dispute.getGame(number);
        vm.assertEq(uint256(game.state), uint256(state));
    }

    function test_constructor_checksItsContracts() external {
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.ContractMissing.selector, stranger));
        new DisputeGame(ledger, IMarket(stranger), multiSeatMarket, scriptedReferee, 1, 4, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.ContractMissing.selector, stranger));
        new DisputeGame(ledger, market, IMultiSeatMarket(stranger), scriptedReferee, 1, 4, 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.ContractMissing.selector, stranger));
        new DisputeGame(ledger, market, multiSeatMarket, IReferee(stranger), 1, 4, 1);

        ILedger other = ILedger(stranger);
        IMarket elsewhere = new Market(other, registry, keys, MIN_LOCK_FOR);
        IMultiSeatMarket seatsElsewhere = new MultiSeatMarket(other, registry, keys, MIN_LOCK_FOR);
        bytes4 refusal = IDisputeClaims.MarketOfOtherLedger.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(elsewhere), address(ledger)));
        new DisputeGame(ledger, elsewhere, multiSeatMarket, scriptedReferee, 1, 4, 1);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(seatsElsewhere), address(ledger)));
        new DisputeGame(ledger, market, seatsElsewhere, scriptedReferee, 1, 4, 1);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(market), stranger));
        new DisputeGame(other, market, multiSeatMarket, scriptedReferee, 1, 4, 1);
    }

    function test_constructor_checksItsParameters() external {
        uint256[3][9] memory refused = [
            // bond, moveTime, fee
            [uint256(0), 4, 1],
            [uint256(1) << 96, 4, 1],
            [uint256(1), 0, 1],
            [uint256(1), 3, 1],
            [uint256(1), 5, 1],
            [uint256(1), 30 days + 4, 1],
            [uint256(1), type(uint256).max - 3, 1],
            [uint256(1), 4, 0],
            [uint256(1), 4, 1 << 96]
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            uint256 wrong =
                i < 2
                    ? refused[i][0]
                    : i < 7
                        ? refused[i][1]
                        : refused[i][2];
            vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.ParameterOutOfRange.selector, wrong));
            new DisputeGame(
                ledger,
                market,
                multiSeatMarket,
                scriptedReferee,
                refused[i][0],
                refused[i][1],
                refused[i][2]
            );
        }
        uint256 most = type(uint96).max;
        DisputeGame extreme = new DisputeGame(ledger, market, multiSeatMarket, scriptedReferee, most, 30 days, most);
        vm.assertEq(extreme.bondOf(4096, 64), 5 * most);
        vm.assertEq(address(extreme.keyRegistry()), address(keys));
    }

    function test_judges_theTwoMarketsAndNoOther() external view {
        vm.assertTrue(dispute.judges(address(market)));
        vm.assertTrue(dispute.judges(address(multiSeatMarket)));
        vm.assertTrue(!dispute.judges(stranger));
        vm.assertTrue(!dispute.judges(address(0)));
        vm.assertEq(dispute.profile(), PROFILE);
    }

    /// @dev In every state, each move that is not awaited is refused, and nothing changes.
    function test_movesOutOfTurn() external {
        uint256 number = _challenge(challenger);
        for (uint256 i = 0; i < _states.length; ++i) {
            _play(number, _states[i]);
            _outOfTurn(number, _states[i]);
        }
        _play(number, GameState.ChallengerWon);
        _outOfTurn(number, GameState.ChallengerWon);
        _outOfTurn(number + 1, GameState.None);
    }

    function _outOfTurn(uint256 number, GameState state) private {
        bytes32 before = keccak256(abi.encode(dispute.getGame(number)));
        bytes32[] memory none;
        bytes[6] memory calls = [
            abi.encodeCall(IDisputeGame.openTrace, (number, _header, none, none)),
            abi.encodeCall(IDisputeGame.pick, (number, 0)),
            abi.encodeCall(IDisputeGame.open, (number, none, none)),
            abi.encodeCall(IDisputeGame.pickStep, (number, 0, _header, "", none)),
            abi.encodeCall(IDisputeGame.show, (number, "", none)),
            abi.encodeCall(IDisputeGame.judge, (number, 0, "", "", ""))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            if (_states[i] == state) continue;
            vm.prank(i == 0 || i == 2 || i == 4 ? worker : challenger);
            (bool success, bytes memory reason) = address(dispute).call(calls[i]);
            vm.assertTrue(!success);
            vm.assertEq(
                keccak256(reason),
                keccak256(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, number, state))
            );
        }
        vm.assertEq(keccak256(abi.encode(dispute.getGame(number))), before);
    }

    function test_strangers_cannotOpenTheTraceNorPick() external {
        (uint256 number, ) = _gameAt(GameState.TraceOpen);
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, challenger, worker));
        dispute.openTrace(number, _header, nodes, proof);
        _openTrace(number);
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, worker, challenger));
        dispute.pick(number, 0);
        _play(number, GameState.StepPick);
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, worker, challenger));
        dispute.pickStep(number, 0, _header, "", new bytes32[](0));
    }

    function test_openTrace_wrongShapesAndOutputs() external {
        (uint256 number, ) = _gameAt(GameState.TraceOpen);
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        vm.startPrank(worker);

        bytes memory other = bytes.concat(_header);
        other[10] ^= 0x01;
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.HeaderMismatch.selector, keccak256(other), keccak256(_header))
        );
        dispute.openTrace(number, other, nodes, proof);

        bytes32[] memory fewer = new bytes32[](nodes.length - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.NodeCountMismatch.selector, number, nodes.length - 1, nodes.length)
        );
        dispute.openTrace(number, _header, fewer, proof);
        bytes32[] memory more = new bytes32[](nodes.length + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.NodeCountMismatch.selector, number, nodes.length + 1, nodes.length)
        );
        dispute.openTrace(number, _header, more, proof);
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 0, proof.length));
        dispute.openTrace(number, _header, nodes, new bytes32[](0));

        // A trace with the true outputs, although the worker claimed a lie.
        (bytes32[] memory right, bytes32[] memory rightProof) = _topOf(_roots(_truth));
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeGame.OutputMismatch.selector,
                number,
                _roots(_truth)[139],
                _roots(_claimed)[139]
            )
        );
        dispute.openTrace(number, _header, right, rightProof);

        // The outputs' root is right, but its place in the trace is not.
        bytes32 node = nodes[69];
        nodes[69] = keccak256("other");
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.StepMismatch.selector, node, nodes[69]));
        dispute.openTrace(number, _header, nodes, proof);
        vm.stopPrank();
    }

    function test_pick_onlyWhatIsThere() external {
        (uint256 number, ) = _gameAt(GameState.NodePick);
        // 140 steps have 70 nodes at the level above the leaves.
        vm.startPrank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.PlaceOutOfRange.selector, number, 70, 70));
        dispute.pick(number, 70);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.PlaceOutOfRange.selector, number, type(uint256).max, 70));
        dispute.pick(number, type(uint256).max);
        vm.stopPrank();
    }

    function test_open_wrongNodes() external {
        (uint256 number, Game memory game) = _gameAt(GameState.NodeOpen);
        (bytes32[] memory nodes, bytes32[] memory proof) = _opening(game);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.NodeCountMismatch.selector, number, proof.length, nodes.length)
        );
        dispute.open(number, proof, proof);
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 0, proof.length));
        dispute.open(number, nodes, new bytes32[](0));
        for (uint256 i = 0; i < nodes.length; ++i) {
            nodes[i] ^= bytes32(uint256(1));
            (bool success, bytes memory reason) = address(dispute).call(
                abi.encodeCall(IDisputeGame.open, (number, nodes, proof))
            );
            vm.assertTrue(!success && bytes4(reason) == IDisputeGame.OpeningMismatch.selector);
            nodes[i] ^= bytes32(uint256(1));
        }
        for (uint256 i = 0; i < proof.length; ++i) {
            proof[i] ^= bytes32(uint256(1));
            (bool success, bytes memory reason) = address(dispute).call(
                abi.encodeCall(IDisputeGame.open, (number, nodes, proof))
            );
            vm.assertTrue(!success && bytes4(reason) == IDisputeGame.OpeningMismatch.selector);
            proof[i] ^= bytes32(uint256(1));
        }
        dispute.open(number, nodes, proof);
    }

    function test_pickStep_onlyTheProgramsStep() external {
        (uint256 number, Game memory game) = _gameAt(GameState.StepPick);
        uint256 first = uint256(game.index) << _span(game);
        bytes32[] memory leaves = _stepLeaves();
        bytes32[] memory proof = leaves.siblings(0, first, 8);
        vm.startPrank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.PlaceOutOfRange.selector, number, 2, 2));
        dispute.pickStep(number, 2, _header, _steps[first], proof);
        // Another step's encoding, another step's proof.
        (bool success, bytes memory reason) = address(dispute).call(
            abi.encodeCall(IDisputeGame.pickStep, (number, 0, _header, _steps[first + 1], proof))
        );
        vm.assertTrue(!success && bytes4(reason) == IDisputeClaims.StepMismatch.selector);
        (success, reason) = address(dispute).call(
            abi.encodeCall(IDisputeGame.pickStep, (number, 1, _header, _steps[first], proof))
        );
        vm.assertTrue(!success && bytes4(reason) == IDisputeClaims.StepMismatch.selector);
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 0, 8));
        dispute.pickStep(number, 0, _header, _steps[first], new bytes32[](0));
        vm.stopPrank();
    }

    function test_show_wrongPages() external {
        (uint256 number, Game memory game) = _gameAt(GameState.PageShow);
        (bytes memory page, bytes32[] memory proof) = _shown(game);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.PageLengthMismatch.selector, 255, 256));
        dispute.show(number, new bytes(255), proof);
        (bool success, bytes memory reason) = address(dispute).call(
            abi.encodeCall(IDisputeGame.show, (number, _truth[70].page(game.index), proof))
        );
        vm.assertTrue(!success && bytes4(reason) == IDisputeGame.OpeningMismatch.selector);
        dispute.show(number, page, proof);
    }

    function test_judge_onlyWhatWasShownAndPicked() external {
        (uint256 number, Game memory game) = _gameAt(GameState.Judgement);
        bytes memory page = _claimed[70].page(game.index);
        bytes memory right = _truth[70].page(game.index);
        vm.startPrank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.PageMismatch.selector, number, keccak256(right), keccak256(page))
        );
        dispute.judge(number, 46, right, _steps[70], "");
        // Only the challenger may judge, because it may have an earlier commitment to show.
        vm.stopPrank();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, stranger, challenger));
        dispute.judge(number, 46, page, _steps[70], "");
        vm.startPrank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeClaims.StepMismatch.selector, keccak256(_steps[69]), keccak256(_steps[70]))
        );
        dispute.judge(number, 46, page, _steps[69], "");
        // 700 bytes: the third page has 188 of them, 47 elements.
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.ElementOutOfRange.selector, number, 47, 47));
        dispute.judge(number, 47, page, _steps[70], "");
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.ElementOutOfRange.selector, number, type(uint256).max, 47));
        dispute.judge(number, type(uint256).max, page, _steps[70], "");
        dispute.judge(number, 46, page, _steps[70], "");
        vm.stopPrank();
        _assertGame(number, GameState.ChallengerWon);
    }

    function test_challenge_refusals() external {
        vm.startPrank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.SeatNotSubmitted.selector, _jobId, 1));
        dispute.challenge(_asked, 1, _header);

        bytes memory other = bytes.concat(_header);
        other[10] ^= 0x01;
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.NotExact.selector, model, keccak256(other)));
        dispute.challenge(_asked, 0, other);

        dispute.challenge(_asked, 0, _header);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.AlreadyChallenged.selector, _claimId, 1));
        dispute.challenge(_asked, 0, _header);
        vm.stopPrank();

        Request memory unknown = _asked;
        ++unknown.nonce;
        JobId job = market.hashRequest(unknown);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.JobNotDisputable.selector, job, JobState.None));
        dispute.challenge(unknown, 0, _header);
    }

    function test_challenge_needsTheBond() external {
        address poor = address(0x900);
        vm.prank(poor);
        uint256 bond = dispute.bondOf(_steps.length, _outputs.length);
        vm.prank(poor);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, poor, 0, bond));
        dispute.challenge(_asked, 0, _header);
        vm.assertEq(uint256(dispute.getClaim(_claimId).open), 0);
        vm.assertEq(dispute.lastNumber(), 0);
    }

    function test_challenge_needsAVerifierThatListens() external {
        Request memory request = _request();
        request.nonce = 8;
        request.policy.verifier = address(scripted);
        _postToSubmitted(request);
        vm.startPrank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.VerifierNotDisputable.selector, address(scripted)));
        dispute.challenge(request, 0, _header);
        DisputeGame other = new DisputeGame(
            ledger,
            market,
            multiSeatMarket,
            scriptedReferee,
            BOND,
            MOVE_TIME,
            PAGE_FEE
        );
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.VerifierNotDisputable.selector, address(optimistic)));
        other.challenge(_asked, 0, _header);
        vm.stopPrank();
    }

    /// @dev A worker that lies in the padding of a page, or of a tree, cannot show anything.
    function test_lieInThePaddingAlone_cannotBeShown() external {
        bytes memory padded = bytes.concat(_truth[139], hex"000001");
        // The last step's tensor as if it were seven bytes long: its one page hashes to another root.
        _claimed[139] = padded;
        _claimed[70] = _truth[70];
        _submitClaim(8);
        uint256 number = _challenge(challenger);
        _play(number, GameState.PageShow);
        Game memory game = dispute.getGame(number);
        vm.assertEq(uint256(game.stepIndex), 139);
        (bytes memory page, bytes32[] memory proof) = _shown(game);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.PaddingNotZero.selector, number));
        dispute.show(number, page, proof);
        vm.warp(game.deadline + 1);
        dispute.timeout(number);
        _assertGame(number, GameState.ChallengerWon);
    }

    function testFuzz_malformedHeaders_areRefused(bytes calldata noise) external {
        model = _publish("nonsense", keccak256(noise), 0);
        Request memory request = _request();
        request.nonce = 9;
        _submitRequest(_optimistic(request));
        vm.prank(challenger);
        vm.expectRevert(IDisputeClaims.HeaderMalformed.selector);
        dispute.challenge(request, 0, noise);
    }

    function test_headersBeyondTheLimits_areRefused() external {
        bytes memory start = abi.encodePacked(uint8(2), uint32(1), bytes32(0));
        bytes memory typeAndOutput = abi.encodePacked(U8, uint8(1), uint32(784), uint8(1), uint32(0));
        // One position, and no step that ends a run.
        bytes memory end = abi.encodePacked(uint32(1), type(uint32).max);
        bytes memory rest = bytes.concat(typeAndOutput, end);
        bytes[17] memory headers = [
            // No version 1 or 3, no steps, 4,097 steps.
            bytes.concat(abi.encodePacked(uint8(1), uint32(1), bytes32(0)), rest),
            bytes.concat(abi.encodePacked(uint8(3), uint32(1), bytes32(0)), rest),
            bytes.concat(abi.encodePacked(uint8(2), uint32(0), bytes32(0)), rest),
            bytes.concat(abi.encodePacked(uint8(2), uint32(4097), bytes32(0)), rest),
            // An element type that is none, no dimension, seven, a dimension of zero, more than 16 MiB.
            bytes.concat(start, abi.encodePacked(uint8(4), uint8(1), uint32(784), uint8(1), uint32(0)), end),
            bytes.concat(start, abi.encodePacked(U8, uint8(0), uint8(1), uint32(0)), end),
            bytes.concat(start, abi.encodePacked(U8, uint8(7), new bytes(28), uint8(1), uint32(0)), end),
            bytes.concat(start, abi.encodePacked(U8, uint8(1), uint32(0), uint8(1), uint32(0)), end),
            bytes.concat(start, abi.encodePacked(I32, uint8(1), uint32((1 << 22) + 1), uint8(1), uint32(0)), end),
            // No output, an output that is no step, a byte too many, nothing after the outputs, a byte too few.
            bytes.concat(start, abi.encodePacked(U8, uint8(1), uint32(784), uint8(0)), end),
            bytes.concat(start, abi.encodePacked(U8, uint8(1), uint32(784), uint8(1), uint32(1)), end),
            bytes.concat(start, rest, hex"00"),
            bytes.concat(start, typeAndOutput),
            bytes.concat(start, typeAndOutput, hex"00000001ffffff"),
            // No position, two, and a step that ends a run.
            bytes.concat(start, typeAndOutput, hex"00000000ffffffff"),
            bytes.concat(start, typeAndOutput, hex"00000002ffffffff"),
            bytes.concat(start, typeAndOutput, hex"0000000100000000")
        ];
        for (uint256 i = 0; i < headers.length; ++i) {
            model = _publish(string.concat("limit-", vm.toString(i)), keccak256(headers[i]), 0);
            Request memory request = _request();
            request.nonce = 100 + i;
            _submitRequest(_optimistic(request));
            vm.prank(challenger);
            vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.HeaderMalformed.selector));
            dispute.challenge(request, 0, headers[i]);
        }
    }
}

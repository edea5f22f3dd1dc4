// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {Game, GameState, ProvenPage} from "../../../contracts/dispute/types/Game.sol";
import {PagedMerkle} from "../../../contracts/lib/PagedMerkle.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {DisputeScene} from "./DisputeScene.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice Which of several challengers is rewarded: the first that proved its knowledge. Copying never pays.
contract DisputeGameOrderTest is DisputeScene {
    using TreeBuilder for bytes32[];
    using TreeBuilder for bytes;

    bytes32 private constant SALT = keccak256("salt");

    bytes[] private _forged;

    function setUp() public {
        _openDispute();
        _addStep(U8, 600);
        _addStep(I32, 300);
        _addStep(U8, 40);
        _publishProgram();
    }

    /// @dev The lie: elements 20 and 44 of the second page of step 1, and what follows from them.
    function _wrong() private {
        _lie(1, 256 + 16);
        _lie(1, 256 + 40);
        _lie(2, 0);
        _submitClaim();
    }

    function _assertWinner(address account) private {
        vm.warp(dispute.getClaim(_claimId).endsBy + 1);
        market.finalize(_asked, "");
        _assertState(_jobId, JobState.Rejected);
        vm.assertEq(_balance(account), FUNDS + COLLATERAL / 2);
    }

    function _assertSince(uint256 number, uint256 blockNumber) private view {
        vm.assertEq(uint256(dispute.getClaim(_claimId).winnerNumber), number);
        vm.assertEq(uint256(dispute.getClaim(_claimId).winnerSince), blockNumber);
    }

    /* COPYING */

    /// @dev A-03: a parasite that ran nothing commits to every claim as it appears, waits for an honest challenger and copies its
    /// moves.
    function test_a03_blindCommitment_earnsNothing() external {
        _wrong();
        bytes32[3] memory guesses = [bytes32(0), keccak256("guess"), _roots(_claimed).root()];
        for (uint256 i = 0; i < guesses.length; ++i) _commit(stranger, guesses[i], SALT);
        vm.roll(block.number + 50);
        _commit(challenger, _truthRoot(), SALT);
        uint256 noted = block.number;
        vm.roll(block.number + 1);
        // It sees the challenge in the mempool, and gets in before it.
        uint256 copy = _challenge(stranger);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.Judgement);
        _play(copy, GameState.Judgement);
        _rank(honest, SALT);
        // The copier has the honest page, from the call above, but committed to no trace that contains it.
        _expectNoRank(copy, _truth);
        // It also committed to the worker's own trace, in which its page is the worker's: not a value that the referee computes.
        _rankWith(copy, _claimed);
        _play(copy, GameState.ChallengerWon);
        _play(honest, GameState.ChallengerWon);
        _assertSince(honest, noted);
        _assertWinner(challenger);
        vm.assertEq(_balance(stranger), FUNDS);
    }

    /// @dev The second form: it repeats the commitment in the same block, and comes first in the block of the challenge.
    function test_a03_commitmentInTheSameBlock_earnsNothing() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        bytes32 theirs = keccak256(abi.encode(challenger, _claimId, _truthRoot(), SALT));
        vm.prank(stranger);
        dispute.commit(theirs);
        uint256 noted = block.number;
        vm.roll(block.number + 1);
        uint256 copy = _challenge(stranger);
        uint256 honest = _challenge(challenger);
        _play(copy, GameState.Judgement);
        _play(honest, GameState.Judgement);
        _rank(honest, SALT);
        _expectNoRank(copy, _truth);
        _play(copy, GameState.ChallengerWon);
        _play(honest, GameState.ChallengerWon);
        _assertSince(honest, noted);
        _assertWinner(challenger);
    }

    /// @dev A copier that commits to the truth after it was shown is later than the challenge that it copies.
    function test_a03_commitmentAfterSeeingTheTruth_comesTooLate() external {
        _wrong();
        vm.roll(block.number + 1);
        uint256 honest = _challenge(challenger);
        uint256 challenged = block.number;
        _play(honest, GameState.Judgement);
        vm.roll(block.number + 1);
        _commit(stranger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        uint256 copy = _challenge(stranger);
        _play(copy, GameState.Judgement);
        _rank(copy, SALT);
        _play(copy, GameState.ChallengerWon);
        _play(honest, GameState.ChallengerWon);
        _assertSince(honest, challenged);
        _assertWinner(challenger);
    }

    /// @dev Tensors of zeros are a good guess, because activations are often zero. But what precedes the element cannot be
    /// guessed.
    function test_a03_guessedValue_doesNotRank() external {
        bytes memory right = _truth[1];
        for (uint256 i = 256; i < 300; ++i) right[i] = 0;
        _truth[1] = right;
        _claimed[1] = right;
        scriptedReferee.setTruth(1, right);
        _wrong();
        for (uint256 i = 0; i < _truth.length; ++i) _forged.push(new bytes(_truth[i].length));
        _commit(stranger, _roots(_forged).root(), SALT);
        vm.roll(block.number + 1);
        uint256 copy = _challenge(stranger);
        _play(copy, GameState.Judgement);
        Game memory game = dispute.getGame(copy);
        ProvenPage memory shown = _proven(game, _claimed);
        ProvenPage memory own = _proven(game, _forged);
        // The value is right, and so is the page up to it.
        vm.assertEq(keccak256(own.data), keccak256(_truth[1].page(1)));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.NotFirstDifference.selector, copy));
        dispute.rank(copy, 4, shown, own, SALT);
    }

    /// @dev Nobody can end an honest game before it has shown its commitment.
    function test_a03_earlyJudgement_byAnotherIsRefused() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        uint256 noted = block.number;
        vm.roll(block.number + 1);
        uint256 copy = _challenge(stranger);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.Judgement);
        Game memory game = dispute.getGame(honest);
        (bytes memory page, ) = _shown(game);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, honest, stranger, challenger));
        dispute.judge(honest, 10, page, _steps[1], "");
        _play(copy, GameState.ChallengerWon);
        _rank(honest, SALT);
        _play(honest, GameState.ChallengerWon);
        _assertSince(honest, noted);
        _assertWinner(challenger);
    }

    function _expectNoRank(uint256 number, bytes[] storage tensors) private {
        Game memory game = dispute.getGame(number);
        ProvenPage memory shown = _proven(game, _claimed);
        ProvenPage memory own = _proven(game, tensors);
        bytes32 commitment = keccak256(abi.encode(game.challenger, _claimId, _roots(tensors).root(), SALT));
        uint256 place = _wrongElement(game);
        vm.prank(game.challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.NotCommitted.selector, number, commitment));
        dispute.rank(number, place, shown, own, SALT);
    }

    function _rankWith(uint256 number, bytes[] storage tensors) private {
        Game memory game = dispute.getGame(number);
        ProvenPage memory shown = _proven(game, _claimed);
        ProvenPage memory own = _proven(game, tensors);
        uint256 place = _wrongElement(game);
        vm.prank(game.challenger);
        dispute.rank(number, place, shown, own, SALT);
    }

    /* THE ORDER */

    /// @dev The later challenger committed before the earlier challenge was made.
    function test_earlierCommitment_ranksBeforeAnEarlierChallenge() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        uint256 noted = block.number;
        vm.roll(noted + 1);
        uint256 early = _challenge(stranger);
        vm.roll(noted + 2);
        uint256 late = _challenge(challenger);
        _play(early, GameState.ChallengerWon);
        _assertSince(early, noted + 1);
        _play(late, GameState.Judgement);
        _rank(late, SALT);
        _play(late, GameState.ChallengerWon);
        _assertSince(late, noted);
        _assertWinner(challenger);
    }

    function test_commitment_keepsItsFirstBlock() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        bytes32 commitment = keccak256(abi.encode(challenger, _claimId, _truthRoot(), SALT));
        uint256 noted = block.number;
        vm.roll(noted + 5);
        vm.prank(stranger);
        dispute.commit(commitment);
        vm.assertEq(dispute.committedAt(commitment), noted);
        uint256 number = _challenge(challenger);
        vm.assertEq(uint256(dispute.getGame(number).since), noted + 5);
        _play(number, GameState.Judgement);
        _rank(number, SALT);
        vm.assertEq(uint256(dispute.getGame(number).committedSince), noted);
    }

    function test_commitmentInTheBlockOfTheChallenge_isNotBeforeIt() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        uint256 number = _challenge(challenger);
        _play(number, GameState.Judgement);
        _expectNoRank(number, _truth);
    }

    /// @dev Both elements are wrong, but the commitment was proved for the first.
    function test_otherElementJudged_ranksByTheChallenge() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        uint256 number = _challenge(challenger);
        _play(number, GameState.Judgement);
        _rank(number, SALT);
        _judge(number, dispute.getGame(number), 10);
        _assertGame(number, GameState.ChallengerWon);
        _assertSince(number, block.number);
    }

    /// @dev A challenger that found the lie with a wrong run of its own did not know the value.
    function test_committedValueThatIsNotTheReferees_ranksByTheChallenge() external {
        _wrong();
        for (uint256 i = 0; i < _truth.length; ++i) _forged.push(_truth[i]);
        _forged[1][256 + 17] ^= 0x01;
        _commit(challenger, _roots(_forged).root(), SALT);
        vm.roll(block.number + 1);
        uint256 number = _challenge(challenger);
        _play(number, GameState.Judgement);
        _rankWith(number, _forged);
        vm.assertTrue(dispute.getGame(number).committedSince != 0);
        _play(number, GameState.ChallengerWon);
        _assertSince(number, block.number);
    }

    function test_winByTheWorkersSilence_ranksByTheChallenge() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        uint256 number = _challenge(challenger);
        vm.warp(dispute.getGame(number).deadline + 1);
        dispute.timeout(number);
        _assertSince(number, block.number);
    }

    /// @dev `rank` is not a move: the turn, the clock and the state stay, and it can be repeated.
    function test_rank_isNoMove() external {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        uint256 number = _challenge(challenger);
        _play(number, GameState.Judgement);
        Game memory before = dispute.getGame(number);
        vm.warp(before.deadline);
        _rank(number, SALT);
        _rank(number, SALT);
        Game memory game = dispute.getGame(number);
        vm.assertEq(uint256(game.turn), uint256(before.turn));
        vm.assertEq(uint256(game.deadline), uint256(before.deadline));
        vm.assertEq(uint256(game.committedPlace), 4);
        _assertGame(number, GameState.Judgement);
        vm.warp(before.deadline + 1);
        ProvenPage memory page = _proven(before, _claimed);
        vm.prank(challenger);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDisputeGame.MoveTooLate.selector,
                number,
                before.deadline,
                uint256(before.deadline) + 1
            )
        );
        dispute.rank(number, 4, page, page, SALT);
    }

    /// @dev A game that waits for its last move, with the worker's page and the challenger's own.
    function _readyToRank() private returns (uint256 number, ProvenPage memory shown, ProvenPage memory own) {
        _wrong();
        _commit(challenger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        number = _challenge(challenger);
        _play(number, GameState.PageShow);
        Game memory game = dispute.getGame(number);
        (shown, own) = (_proven(game, _claimed), _proven(game, _truth));
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.MoveNotAwaited.selector, number, GameState.PageShow));
        dispute.rank(number, 4, shown, own, SALT);
        _play(number, GameState.Judgement);
    }

    function test_rank_refusesWhatIsNoElementOfThePage() external {
        (uint256 number, ProvenPage memory shown, ProvenPage memory own) = _readyToRank();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.NotMover.selector, number, stranger, challenger));
        dispute.rank(number, 4, shown, own, SALT);
        vm.startPrank(challenger);
        bytes32 expected = keccak256(shown.data);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeGame.PageMismatch.selector, number, keccak256(own.data), expected)
        );
        dispute.rank(number, 4, own, own, SALT);
        // The second page has 44 of the 300 bytes, which are 11 elements.
        vm.expectRevert(abi.encodeWithSelector(IDisputeGame.ElementOutOfRange.selector, number, 11, 11));
        dispute.rank(number, 11, shown, own, SALT);
        ProvenPage memory short = ProvenPage({data: new bytes(255), proof: own.proof});
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.PageLengthMismatch.selector, 255, 256));
        dispute.rank(number, 4, shown, short, SALT);
        short = ProvenPage({data: own.data, proof: new bytes32[](2)});
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 2, 3));
        dispute.rank(number, 4, shown, short, SALT);
        vm.stopPrank();
    }

    function test_rank_refusesWhatDoesNotAgreeBeforeTheElement() external {
        (uint256 number, ProvenPage memory shown, ProvenPage memory own) = _readyToRank();
        vm.startPrank(challenger);
        // Page 1 of step 1: the other page and step 0 stand to the left, step 2 to the right.
        ProvenPage memory off = ProvenPage({data: shown.data, proof: own.proof});
        bytes memory refusal = abi.encodeWithSelector(
            IDisputeGame.OpeningMismatch.selector,
            number,
            _pathRoot(off),
            _roots(_claimed).root()
        );
        vm.expectRevert(refusal);
        dispute.rank(number, 4, off, own, SALT);
        // An element after the first that differs.
        bytes memory later = abi.encodeWithSelector(IDisputeClaims.NotFirstDifference.selector, number);
        vm.expectRevert(later);
        dispute.rank(number, 5, shown, own, SALT);
        for (uint256 level = 0; level < 2; ++level) {
            own.proof[level] ^= bytes32(uint256(1));
            vm.expectRevert(later);
            dispute.rank(number, 4, shown, own, SALT);
            own.proof[level] ^= bytes32(uint256(1));
        }
        bytes32 commitment = keccak256(abi.encode(challenger, _claimId, _truthRoot(), bytes32("other")));
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.NotCommitted.selector, number, commitment));
        dispute.rank(number, 4, shown, own, "other");
        dispute.rank(number, 4, shown, own, SALT);
        vm.stopPrank();
    }

    function _pathRoot(ProvenPage memory page) private pure returns (bytes32 node) {
        node = keccak256(bytes.concat(page.proof[0], keccak256(page.data)));
        node = keccak256(bytes.concat(page.proof[1], node));
        node = keccak256(bytes.concat(node, page.proof[2]));
    }

    /// @dev Programs of every shape, with a lie anywhere: an honest challenger can always prove its commitment, and ranks before
    /// a copier that challenged first.
    /// hardhat-config: fuzz.runs = 64
    function testFuzz_honestCommitment_alwaysRanks(uint256 seed) external {
        (_steps, _outputs) = (new bytes[](0), new uint256[](0));
        (_truth, _claimed) = (new bytes[](0), new bytes[](0));
        uint256 count = 1 + (seed % 6);
        for (uint256 i = 0; i < count; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            _addStep(word % 2 == 0 ? U8 : I32, 4 * (1 + ((word >> 8) % 300)));
        }
        uint256[] memory last = new uint256[](1);
        last[0] = count - 1;
        _publishNamed("random", last);
        uint256 step = (seed >> 8) % count;
        _lie(step, (seed >> 16) % _truth[step].length);
        if (step != count - 1) _lie(count - 1, (seed >> 64) % _truth[count - 1].length);
        _submitClaim();
        _commit(challenger, _truthRoot(), SALT);
        uint256 noted = block.number;
        vm.roll(noted + 1);
        uint256 copy = _challenge(stranger);
        uint256 honest = _challenge(challenger);
        _play(honest, GameState.Judgement);
        _rank(honest, SALT);
        _play(honest, GameState.ChallengerWon);
        _play(copy, GameState.ChallengerWon);
        _assertSince(honest, noted);
        _assertWinner(challenger);
    }
}

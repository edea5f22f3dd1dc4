// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {Seat, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome, Verdict} from "../../../contracts/market/types/Verdict.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {IDisputable} from "../../../contracts/verifiers/interfaces/IDisputable.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {MultiSeatScene} from "../market/MultiSeatFixture.sol";

/// @notice A dispute of markets other than the verifier's.
contract NoDisputeOfThis {
    function judges(address) external pure returns (bool) {
        return false;
    }
}

contract QuorumVerifierTest is MultiSeatScene {
    uint256 private constant MIN_WINDOW = 60;
    uint256 private constant CLAIMED_AT = START;
    uint256 private constant LAST = START + 100;
    JobId private constant JOB = JobId.wrap(keccak256("job"));
    bytes32 private constant A = keccak256("A");
    bytes32 private constant B = keccak256("B");
    bytes32 private constant C = keccak256("C");
    bytes32 private constant ABSENT = bytes32(0);

    function setUp() external {
        _openMultiSeatMarket(1);
        vm.warp(LAST);
    }

    function _params(uint256 k, uint256 window) private pure returns (bytes memory) {
        return _quorumParams(k, window, false);
    }

    function _worker(uint256 i) private pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function _challenger(uint256 i) private pure returns (address) {
        return address(uint160(0xC000 + i));
    }

    /// @dev Seats with these roots. The last result arrived at LAST.
    function _seats(bytes32[] memory roots) private pure returns (Seat[] memory seats) {
        seats = new Seat[](roots.length);
        for (uint256 i = 0; i < roots.length; ++i) {
            seats[i] = Seat({
                worker: _worker(i),
                state: roots[i] == ABSENT ? SeatState.Committed : SeatState.Submitted,
                forfeits: 0,
                claimedAt: uint40(CLAIMED_AT),
                submittedAt: uint40(LAST - roots.length + 1 + i),
                // An absent seat's commitment is not its root.
                outputRoot: roots[i] == ABSENT ? keccak256("commitment") : roots[i]
            });
        }
    }

    function _three(bytes32 first, bytes32 second, bytes32 third) private pure returns (Seat[] memory) {
        bytes32[] memory roots = new bytes32[](3);
        (roots[0], roots[1], roots[2]) = (first, second, third);
        return _seats(roots);
    }

    function _stands(Seat memory seat, IDispute.Standing standing, uint256 until) private {
        dispute.set(
            JOB,
            seat.worker,
            seat.outputRoot,
            standing,
            uint40(until),
            _challenger(uint160(seat.worker) & 0xff)
        );
    }

    function _refute(Seat memory seat) private {
        _stands(seat, IDispute.Standing.Refuted, 0);
    }

    /// @param refuted the seats that the verdict reports as shown wrong, each by its own challenger
    function _expect(
        Seat[] memory seats,
        Verdict memory verdict,
        Outcome outcome,
        bytes32 root,
        uint256 refuted
    ) private pure {
        vm.assertEq(uint256(verdict.outcome), uint256(outcome));
        vm.assertEq(verdict.outputRoot, root);
        vm.assertEq(verdict.refuted, refuted);
        if (verdict.outcome == Outcome.Pending) return;
        vm.assertEq(verdict.challengers.length, seats.length);
        for (uint256 i = 0; i < seats.length; ++i) {
            address expected = (refuted >> i) & 1 == 0 ? address(0) : _challenger(uint160(seats[i].worker) & 0xff);
            vm.assertEq(verdict.challengers[i], expected);
        }
    }

    function _expectWithoutWindow(Seat[] memory seats, uint256 k, Outcome outcome, bytes32 root) private view {
        _expect(seats, quorum.verdict(JOB, _params(k, 0), seats), outcome, root, 0);
    }

    function test_method() external view {
        vm.assertEq(quorum.method(), "quorum");
    }

    function test_constructor_refusesParametersOutOfRange() external {
        vm.expectRevert(abi.encodeWithSelector(IDisputable.DisputeHasNoCode.selector, stranger));
        new QuorumVerifier(multiSeatMarket, workers, IDispute(stranger), MIN_WINDOW, 60);
        address other = address(new NoDisputeOfThis());
        vm.expectRevert(
            abi.encodeWithSelector(IDisputable.DisputeOfOtherMarket.selector, other, address(multiSeatMarket))
        );
        new QuorumVerifier(multiSeatMarket, workers, IDispute(other), MIN_WINDOW, 60);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowBoundsInvalid.selector, 0, 10 days));
        new QuorumVerifier(multiSeatMarket, workers, dispute, 0, 60);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowBoundsInvalid.selector, 10 days + 1, 10 days));
        new QuorumVerifier(multiSeatMarket, workers, dispute, 10 days + 1, 60);
        new QuorumVerifier(multiSeatMarket, workers, dispute, 10 days, 60);
        dispute.setMaxDuration(19 days + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.DisputeTooLong.selector, 19 days + 1, 19 days));
        new QuorumVerifier(multiSeatMarket, workers, dispute, 10 days, 60);
        dispute.setMaxDuration(19 days);
        QuorumVerifier longest = new QuorumVerifier(multiSeatMarket, workers, dispute, 10 days, 60);
        // A day is left for finalize.
        vm.assertEq(longest.LONGEST_WINDOW() + longest.LONGEST_DISPUTE() + 1 days, market.VERDICT_TIMEOUT());
    }

    function test_parameters() external {
        QuorumVerifier.Parameters memory wanted = quorum.parametersOf(abi.encode(uint256(2), WINDOW, true, false), 3);
        vm.assertEq(wanted.k, 2);
        vm.assertEq(wanted.window, WINDOW);
        vm.assertTrue(wanted.drawn && !wanted.takesLarge);
        wanted = quorum.parametersOf(abi.encode(uint256(2), WINDOW, false, true), 3);
        vm.assertTrue(!wanted.drawn && wanted.takesLarge);
        bytes[5] memory malformed = [
            bytes(""),
            abi.encode(uint256(2), WINDOW, true),
            abi.encode(uint256(2), WINDOW, uint256(2), false),
            abi.encode(uint256(2), WINDOW, false, uint256(2)),
            abi.encode(uint256(2), WINDOW, true, true, true)
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidParameters.selector, malformed[i]));
            quorum.parametersOf(malformed[i], 3);
        }
        // (k, seats): none, half, more than there are, a single seat, and all of them.
        uint256[2][8] memory bad = [
            [uint256(0), 3],
            [uint256(1), 3],
            [uint256(2), 4],
            [uint256(4), 3],
            [uint256(1), 1],
            [uint256(2), 2],
            [uint256(3), 3],
            [uint256(16), 16]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidQuorum.selector, bad[i][0], bad[i][1]));
            quorum.parametersOf(_params(bad[i][0], WINDOW), bad[i][1]);
        }
        uint256[3] memory windows = [uint256(1), MIN_WINDOW - 1, 10 days + 1];
        for (uint256 i = 0; i < windows.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IDisputable.WindowOutOfRange.selector, windows[i], MIN_WINDOW, 10 days)
            );
            quorum.parametersOf(_params(2, windows[i]), 3);
        }
        quorum.parametersOf(_params(2, MIN_WINDOW), 3);
        quorum.parametersOf(_params(2, 10 days), 3);
        quorum.parametersOf(_params(2, 0), 3);
        quorum.parametersOf(_params(15, 0), 16);
    }

    function _claimable(Request memory request) private {
        vm.prank(address(multiSeatMarket));
        quorum.claimable(JOB, request, worker, 0, "");
    }

    function _params(uint256 k, uint256 window, bool takesLarge) private pure returns (bytes memory) {
        return abi.encode(k, window, false, takesLarge);
    }

    function test_claimable_isItsMarketsQuestion() external {
        Request memory request = _multiSeatRequest();
        JobId id = _idOf(request);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputable.NotMarket.selector, address(market), address(multiSeatMarket))
        );
        vm.prank(address(market));
        quorum.claimable(id, request, worker, 0, "");
        _claimable(request);
    }

    /// @dev With a window, a result that no challenger could or would dispute is refused. Without one, only agreement counts.
    function test_claimable_refusesAModelOfAnotherProfile() external {
        IModelRegistry.Publication memory publication = _publication("native", keccak256("native"), 0);
        publication.profile = keccak256("assay.native.1");
        Request memory request = _multiSeatRequest();
        request.model = _publish(publication);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.ModelNotDisputable.selector, publication.profile, PROFILE));
        _claimable(request);
        request.policy.params = _params(QUORUM, 0);
        _claimable(request);
        request.policy.params = _params(QUORUM, WINDOW);
        request.model = ModelId.wrap(keccak256("unpublished"));
        vm.expectRevert(abi.encodeWithSelector(IDisputable.ModelNotDisputable.selector, 0, PROFILE));
        _claimable(request);
    }

    function test_claimable_refusesCollateralThatPaysNoChallenge() external {
        uint256 least = dispute.leastCollateral();
        Request memory request = _multiSeatRequest();
        request.offer.collateral = uint96(least - 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.CollateralTooLow.selector, least - 1, least));
        _claimable(request);
        request.policy.params = _params(QUORUM, 0);
        _claimable(request);
        request.policy.params = _params(QUORUM, WINDOW);
        request.offer.collateral = uint96(least);
        _claimable(request);
    }

    function test_claimable_refusesDataThatCannotBeDemandedUnlessTheRequestTakesIt() external {
        uint32 most = uint32(dispute.demandableBytes());
        uint32[2][5] memory sizes = [
            [uint32(784), most + 1],
            [most + 1, uint32(40)],
            [uint32(0), uint32(40)],
            [uint32(784), uint32(0)],
            [type(uint32).max, type(uint32).max]
        ];
        for (uint256 i = 0; i < sizes.length; ++i) {
            IModelRegistry.Publication memory publication = _publication("large", keccak256(abi.encode(i)), 0);
            (publication.inputBytes, publication.outputBytes) = (sizes[i][0], sizes[i][1]);
            Request memory request = _multiSeatRequest();
            request.model = _publish(publication);
            vm.expectRevert(abi.encodeWithSelector(IDisputable.DataTooLarge.selector, sizes[i][0], sizes[i][1], most));
            _claimable(request);
            request.policy.params = _params(QUORUM, WINDOW, true);
            _claimable(request);
            request.policy.params = _params(QUORUM, 0);
            _claimable(request);
        }
        IModelRegistry.Publication memory fits = _publication("large", keccak256("fits"), 0);
        (fits.inputBytes, fits.outputBytes) = (most, most);
        Request memory fitting = _multiSeatRequest();
        fitting.model = _publish(fits);
        _claimable(fitting);
    }

    function test_submitted_takesNoEvidence() external {
        Request memory request = _multiSeatRequest();
        Submission memory submission = _submission(request);
        JobId id = _idOf(request);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.EvidenceNotTaken.selector));
        quorum.submitted(id, request, 0, submission);
    }

    function test_challengeableUntil() external {
        vm.assertEq(quorum.challengeableUntil(_params(2, WINDOW), LAST), LAST + WINDOW);
        vm.assertEq(quorum.challengeableUntil(_params(2, 0), LAST), 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputable.WindowOutOfRange.selector, 5, MIN_WINDOW, 10 days));
        quorum.challengeableUntil(_params(2, 5), LAST);
    }

    function test_verdict_withoutWindowIsAgreementAtOnce() external view {
        _expectWithoutWindow(_three(A, A, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(B, A, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(A, ABSENT, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(A, B, C), 2, Outcome.Void, 0);
        _expectWithoutWindow(_three(A, ABSENT, ABSENT), 2, Outcome.Void, 0);
        _expectWithoutWindow(_three(ABSENT, ABSENT, ABSENT), 2, Outcome.Void, 0);
    }

    function test_verdict_withoutWindowNothingCanBeDisputed() external {
        Seat[] memory seats = _three(A, A, B);
        _refute(seats[0]);
        _refute(seats[1]);
        _expectWithoutWindow(seats, 2, Outcome.Accepted, A);
    }

    function test_verdict_waitsForTheWindowAfterTheLastResult() external {
        Seat[] memory seats = _three(A, A, B);
        Verdict memory verdict = quorum.verdict(JOB, _params(2, WINDOW), seats);
        _expect(seats, verdict, Outcome.Pending, 0, 0);
        vm.assertEq(verdict.until, LAST + WINDOW + 1);
        vm.warp(LAST + WINDOW);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, 0);
        vm.warp(LAST + WINDOW + 1);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, 0);
    }

    function test_verdict_withoutQuorumWaitsTooSinceAChallengeMayDecide() external {
        Seat[] memory seats = _three(A, B, ABSENT);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, 0);
        _refute(seats[0]);
        vm.warp(LAST + WINDOW + 1);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, B, 1);
    }

    function test_verdict_waitsForOpenDisputes() external {
        Seat[] memory seats = _three(A, A, B);
        _stands(seats[0], IDispute.Standing.Disputed, LAST + 3 * WINDOW);
        _stands(seats[2], IDispute.Standing.Disputed, LAST + 2 * WINDOW);
        vm.warp(LAST + WINDOW + 1);
        Verdict memory verdict = quorum.verdict(JOB, _params(2, WINDOW), seats);
        _expect(seats, verdict, Outcome.Pending, 0, 0);
        vm.assertEq(verdict.until, LAST + 3 * WINDOW);
        _stands(seats[0], IDispute.Standing.Undisputed, 0);
        // An open dispute is open, whatever end it reports.
        _stands(seats[2], IDispute.Standing.Disputed, 0);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, 0);
        _stands(seats[2], IDispute.Standing.Undisputed, 0);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, 0);
    }

    function test_verdict_truthBeatsMajority() external {
        Seat[] memory seats = _three(A, B, A);
        _refute(seats[2]);
        vm.warp(LAST + WINDOW + 1);
        // One of the majority still stands: two roots, no quorum. But the refuted seat loses.
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Void, 0, 4);
        _refute(seats[0]);
        // Each seat's entry names the challenger that refuted it.
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, B, 5);
    }

    function test_verdict_aRefutedDissenterChangesNothingForTheQuorum() external {
        Seat[] memory seats = _three(A, B, A);
        _refute(seats[1]);
        vm.warp(LAST + WINDOW + 1);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, 2);
    }

    function test_verdict_allRefutedIsRejectedAtOnce() external {
        Seat[] memory seats = _three(A, ABSENT, B);
        _refute(seats[0]);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, 0);
        _refute(seats[2]);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Rejected, 0, 5);
    }

    /// @dev Two of five collude while nobody else answers: one sacrifices itself, so that only the other's root is left.
    function test_verdict_aSacrificeDoesNotReplaceAQuorum() external {
        bytes32[] memory roots = new bytes32[](5);
        (roots[0], roots[1]) = (A, B);
        Seat[] memory seats = _seats(roots);
        _refute(seats[0]);
        vm.warp(LAST + WINDOW + 1);
        _expect(seats, quorum.verdict(JOB, _params(3, WINDOW), seats), Outcome.Void, 0, 1);
    }

    function test_verdict_ofNothingIsVoidAtOnce() external view {
        Seat[] memory seats = _three(ABSENT, ABSENT, ABSENT);
        _expect(seats, quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Void, 0, 0);
    }

    function test_verdict_ofSixteenSeatsFitsTheMarketsGas() external {
        bytes32[] memory roots = new bytes32[](16);
        for (uint256 i = 0; i < 16; ++i) roots[i] = keccak256(abi.encode(i % 8));
        Seat[] memory seats = _seats(roots);
        for (uint256 i = 0; i < 16; ++i) _refute(seats[i]);
        for (uint256 i = 0; i < 15; ++i) _stands(seats[i], IDispute.Standing.Undisputed, 0);
        vm.warp(LAST + WINDOW + 1);
        uint256 before = gasleft();
        quorum.verdict(JOB, _params(9, WINDOW), seats);
        vm.assertTrue(before - gasleft() < market.VERIFIER_GAS() / 2);
    }

    /// @dev Random seats, standings and k: at most one root can be accepted, it is the one that the rules name, and the order of
    /// the seats does not matter.
    function testFuzz_verdict_isTheRulesInAnyOrder(uint256 seed, uint8 count, uint8 k, bool withWindow) external {
        count = 3 + (count % 14);
        k = count / 2 + 1 + (k % ((count - 1) / 2));
        bytes memory params = _params(k, withWindow ? WINDOW : 0);
        (Seat[] memory seats, bytes32[] memory left, bool disputed) = _randomSeats(seed, count, withWindow);
        vm.warp(LAST + WINDOW + 1);
        Verdict memory verdict = quorum.verdict(JOB, params, seats);
        (Outcome outcome, bytes32 root) = _byTheRules(left, k);
        if (disputed) (outcome, root) = (Outcome.Pending, 0);
        vm.assertEq(uint256(verdict.outcome), uint256(outcome));
        vm.assertEq(verdict.outputRoot, root);
        _shuffle(seats, seed);
        Verdict memory shuffled = quorum.verdict(JOB, params, seats);
        vm.assertEq(uint256(shuffled.outcome), uint256(verdict.outcome));
        vm.assertEq(shuffled.outputRoot, verdict.outputRoot);
        vm.assertEq(shuffled.until, verdict.until);
    }

    /// @dev Seats, and how the rules see them: a root of 0 is absent, one above 2^128 was refuted.
    function _randomSeats(
        uint256 seed,
        uint256 count,
        bool withWindow
    ) private returns (Seat[] memory seats, bytes32[] memory left, bool disputed) {
        left = new bytes32[](count);
        // Few different roots, so that quorums form.
        for (uint256 i = 0; i < count; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            left[i] = r % 8 == 0 ? ABSENT : bytes32(1 + ((r >> 8) % (1 + (seed % 3))));
        }
        seats = _seats(left);
        for (uint256 i = 0; i < count; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, "standing", i)));
            if (left[i] == ABSENT || seed % 5 == 0) continue;
            if (r % 3 == 0) {
                _refute(seats[i]);
                if (withWindow) left[i] = bytes32(uint256(left[i]) << 128);
            } else if (r % 64 == 1) {
                _stands(seats[i], IDispute.Standing.Disputed, LAST + 2 * WINDOW);
                disputed = withWindow;
            }
        }
    }

    /// @dev The rules, implemented again, over the remaining roots.
    function _byTheRules(bytes32[] memory roots, uint256 k) private pure returns (Outcome outcome, bytes32 root) {
        uint256[4] memory votes;
        uint256 refuted = 0;
        uint256 absent = 0;
        for (uint256 i = 0; i < roots.length; ++i) {
            if (roots[i] == ABSENT) ++absent;
            else if (uint256(roots[i]) >> 128 != 0) ++refuted;
            else ++votes[uint256(roots[i])];
        }
        uint256 standing = roots.length - absent - refuted;
        uint256 acceptable = 0;
        for (uint256 r = 1; r < 4; ++r) {
            bool majority = votes[r] >= k;
            bool truth = refuted > 0 && votes[r] > 0 && votes[r] == standing && standing + refuted >= k;
            if (!majority && !truth) continue;
            ++acceptable;
            (outcome, root) = (Outcome.Accepted, bytes32(r));
        }
        vm.assertTrue(acceptable <= 1, "two roots can be accepted");
        if (acceptable == 0) outcome = standing == 0 && refuted > 0 ? Outcome.Rejected : Outcome.Void;
    }

    function _shuffle(Seat[] memory seats, uint256 seed) private pure {
        for (uint256 i = seats.length - 1; i > 0; --i) {
            uint256 j = uint256(keccak256(abi.encode(seed, "order", i))) % (i + 1);
            (seats[i], seats[j]) = (seats[j], seats[i]);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {WorkerRegistry} from "../../contracts/WorkerRegistry.sol";
import {IDispute} from "../../contracts/interfaces/IDispute.sol";
import {ScriptedDispute} from "../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Seat, SeatState} from "../../contracts/types/Seat.sol";
import {Outcome, Verdict} from "../../contracts/types/Verdict.sol";
import {QuorumVerifier} from "../../contracts/verifiers/QuorumVerifier.sol";
import {MarketFixture} from "./MarketFixture.sol";

contract QuorumVerifierTest is MarketFixture {
    uint256 private constant WINDOW = 1 hours;
    uint256 private constant MIN_WINDOW = 60;
    uint256 private constant CLAIMED_AT = START;
    uint256 private constant LAST = START + 100;
    JobId private constant JOB = JobId.wrap(keccak256("job"));
    bytes32 private constant A = keccak256("A");
    bytes32 private constant B = keccak256("B");
    bytes32 private constant C = keccak256("C");
    bytes32 private constant ABSENT = bytes32(0);

    ScriptedDispute private dispute;
    QuorumVerifier private quorum;

    function setUp() public override {
        super.setUp();
        dispute = new ScriptedDispute();
        WorkerRegistry workers = new WorkerRegistry(market, 1e6, 1 days);
        quorum = new QuorumVerifier(market, workers, dispute, MIN_WINDOW, 60);
        vm.warp(LAST);
    }

    function _params(uint256 k, uint256 window) private pure returns (bytes memory) {
        return abi.encode(k, window, false);
    }

    function _worker(uint256 i) private pure returns (address) {
        return address(uint160(0x1000 + i));
    }

    function _challenger(uint256 i) private pure returns (address) {
        return address(uint160(0xC000 + i));
    }

    /// @dev Seats with these roots, of which the last came at LAST.
    function _seats(bytes32[] memory roots) private pure returns (Seat[] memory seats) {
        seats = new Seat[](roots.length);
        for (uint256 i = 0; i < roots.length; ++i) {
            seats[i] = Seat({
                worker: _worker(i),
                state: roots[i] == ABSENT ? SeatState.Committed : SeatState.Submitted,
                forfeits: 0,
                claimedAt: uint40(CLAIMED_AT),
                submittedAt: uint40(LAST - roots.length + 1 + i),
                // What an absent seat committed to is not its root.
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

    function _expect(Verdict memory verdict, Outcome outcome, bytes32 root, address beneficiary) private pure {
        vm.assertEq(uint256(verdict.outcome), uint256(outcome));
        vm.assertEq(verdict.outputRoot, root);
        vm.assertEq(verdict.beneficiary, beneficiary);
    }

    function _expectRefuted(Seat[] memory seats, uint256 k, uint256 refuted) private view {
        vm.assertEq(quorum.verdict(JOB, _params(k, WINDOW), seats).refuted, refuted);
    }

    function _expectWithoutWindow(Seat[] memory seats, uint256 k, Outcome outcome, bytes32 root) private view {
        _expect(quorum.verdict(JOB, _params(k, 0), seats), outcome, root, address(0));
    }

    function test_method() external view {
        vm.assertEq(quorum.method(), "quorum");
    }

    function test_constructor_refusesParametersOutOfRange() external {
        WorkerRegistry workers = new WorkerRegistry(market, 1e6, 1 days);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.DisputeHasNoCode.selector, stranger));
        new QuorumVerifier(market, workers, IDispute(stranger), MIN_WINDOW, 60);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.WindowBoundsInvalid.selector, 0, 10 days));
        new QuorumVerifier(market, workers, dispute, 0, 60);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.WindowBoundsInvalid.selector, 10 days + 1, 10 days));
        new QuorumVerifier(market, workers, dispute, 10 days + 1, 60);
        new QuorumVerifier(market, workers, dispute, 10 days, 60);
        dispute.setMaxDuration(19 days + 1);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.DisputeTooLong.selector, 19 days + 1, 19 days));
        new QuorumVerifier(market, workers, dispute, 10 days, 60);
        dispute.setMaxDuration(19 days);
        QuorumVerifier longest = new QuorumVerifier(market, workers, dispute, 10 days, 60);
        // A day is left for finalize.
        vm.assertEq(longest.LONGEST_WINDOW() + longest.LONGEST_DISPUTE() + 1 days, market.VERDICT_TIMEOUT());
    }

    function test_parameters() external {
        QuorumVerifier.Parameters memory wanted = quorum.parametersOf(abi.encode(uint256(2), WINDOW, true), 3);
        vm.assertEq(wanted.k, 2);
        vm.assertEq(wanted.window, WINDOW);
        vm.assertTrue(wanted.drawn);
        bytes[4] memory malformed = [
            bytes(""),
            abi.encode(uint256(2), WINDOW),
            abi.encode(uint256(2), WINDOW, uint256(2)),
            abi.encode(uint256(2), WINDOW, true, true)
        ];
        for (uint256 i = 0; i < malformed.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidParameters.selector, malformed[i]));
            quorum.parametersOf(malformed[i], 3);
        }
        // (k, seats): none, half, more than there are, alone.
        uint256[2][5] memory bad = [
            [uint256(0), 3],
            [uint256(1), 3],
            [uint256(2), 4],
            [uint256(4), 3],
            [uint256(1), 1]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidQuorum.selector, bad[i][0], bad[i][1]));
            quorum.parametersOf(_params(bad[i][0], WINDOW), bad[i][1]);
        }
        uint256[3] memory windows = [uint256(1), MIN_WINDOW - 1, 10 days + 1];
        for (uint256 i = 0; i < windows.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(QuorumVerifier.WindowOutOfRange.selector, windows[i], MIN_WINDOW, 10 days)
            );
            quorum.parametersOf(_params(2, windows[i]), 3);
        }
        quorum.parametersOf(_params(2, MIN_WINDOW), 3);
        quorum.parametersOf(_params(2, 0), 2);
    }

    function test_challengeableUntil() external {
        vm.assertEq(quorum.challengeableUntil(_params(2, WINDOW), LAST), LAST + WINDOW);
        vm.assertEq(quorum.challengeableUntil(_params(2, 0), LAST), 0);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.WindowOutOfRange.selector, 5, MIN_WINDOW, 10 days));
        quorum.challengeableUntil(_params(2, 5), LAST);
    }

    function test_verdict_withoutWindowIsAgreementAtOnce() external view {
        _expectWithoutWindow(_three(A, A, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(B, A, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(A, ABSENT, A), 2, Outcome.Accepted, A);
        _expectWithoutWindow(_three(A, A, B), 3, Outcome.Void, 0);
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
        _expect(verdict, Outcome.Pending, 0, address(0));
        vm.assertEq(verdict.until, LAST + WINDOW + 1);
        vm.warp(LAST + WINDOW);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, address(0));
        vm.warp(LAST + WINDOW + 1);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, address(0));
    }

    function test_verdict_withoutQuorumWaitsTooSinceAChallengeMayDecide() external {
        Seat[] memory seats = _three(A, B, ABSENT);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, address(0));
        _refute(seats[0]);
        vm.warp(LAST + WINDOW + 1);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, B, _challenger(0));
    }

    function test_verdict_waitsForOpenDisputes() external {
        Seat[] memory seats = _three(A, A, B);
        _stands(seats[0], IDispute.Standing.Disputed, LAST + 3 * WINDOW);
        _stands(seats[2], IDispute.Standing.Disputed, LAST + 2 * WINDOW);
        vm.warp(LAST + WINDOW + 1);
        Verdict memory verdict = quorum.verdict(JOB, _params(2, WINDOW), seats);
        _expect(verdict, Outcome.Pending, 0, address(0));
        vm.assertEq(verdict.until, LAST + 3 * WINDOW);
        _stands(seats[0], IDispute.Standing.Undisputed, 0);
        // Whatever an open dispute says of its end, it is open.
        _stands(seats[2], IDispute.Standing.Disputed, 0);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, address(0));
        _stands(seats[2], IDispute.Standing.Undisputed, 0);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, address(0));
    }

    function test_verdict_truthBeatsMajority() external {
        Seat[] memory seats = _three(A, B, A);
        _refute(seats[2]);
        vm.warp(LAST + WINDOW + 1);
        // One of the majority still stands: two roots, no quorum. But who was refuted loses.
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Void, 0, _challenger(2));
        _expectRefuted(seats, 2, 4);
        _refute(seats[0]);
        _expectRefuted(seats, 2, 5);
        // The reward goes to who refuted the seat that was claimed first.
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, B, _challenger(0));
    }

    function test_verdict_aRefutedDissenterChangesNothingForTheQuorum() external {
        Seat[] memory seats = _three(A, B, A);
        _refute(seats[1]);
        vm.warp(LAST + WINDOW + 1);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Accepted, A, _challenger(1));
    }

    function test_verdict_allRefutedIsRejectedAtOnce() external {
        Seat[] memory seats = _three(A, ABSENT, B);
        _refute(seats[0]);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Pending, 0, address(0));
        _refute(seats[2]);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Rejected, 0, _challenger(0));
        _expectRefuted(seats, 2, 5);
    }

    /// @dev Two of five collude while nobody else answers: one gives itself up, so that the other is alone with its root.
    function test_verdict_aSacrificeDoesNotReplaceAQuorum() external {
        bytes32[] memory roots = new bytes32[](5);
        (roots[0], roots[1]) = (A, B);
        Seat[] memory seats = _seats(roots);
        _refute(seats[0]);
        vm.warp(LAST + WINDOW + 1);
        _expect(quorum.verdict(JOB, _params(3, WINDOW), seats), Outcome.Void, 0, _challenger(0));
    }

    function test_verdict_ofNothingIsVoidAtOnce() external view {
        Seat[] memory seats = _three(ABSENT, ABSENT, ABSENT);
        _expect(quorum.verdict(JOB, _params(2, WINDOW), seats), Outcome.Void, 0, address(0));
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
        count = 2 + (count % 15);
        k = count / 2 + 1 + (k % (count - count / 2));
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

    /// @dev Seats, and what the rules see of them: a root of 0 is absent, one above 2^128 was refuted.
    function _randomSeats(
        uint256 seed,
        uint256 count,
        bool withWindow
    ) private returns (Seat[] memory seats, bytes32[] memory left, bool disputed) {
        left = new bytes32[](count);
        // Few different roots, so that quorums happen.
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

    /// @dev The rules once more, over what is left.
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

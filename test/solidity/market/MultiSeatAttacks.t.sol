// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {MultiSeatMarket} from "../../../contracts/market/MultiSeatMarket.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {WorkerDraw} from "../../../contracts/verifiers/WorkerDraw.sol";
import {LedgerDeployer} from "../ledger/LedgerDeployer.sol";
import {MultiSeatFixture} from "./MultiSeatFixture.sol";
import {ProofVerifier} from "./ProofVerifier.sol";

/// @notice Ways in which an earlier design of jobs with several seats could be robbed or misled, and that no longer work.
contract MultiSeatAttacksTest is MultiSeatFixture {
    /// @dev The seats from this one on are the requester's own accounts.
    uint256 private constant HONEST = 2;

    function _vote() private view returns (Request memory request) {
        request = _multiSeatRequest();
        request.policy.params = _quorumParams(QUORUM, 0, false);
    }

    /// @dev The money of the requester and of its accounts that hold seats in its own job.
    function _gang() private view returns (uint256 wealth) {
        wealth = _wealth(requester);
        for (uint256 i = HONEST; i < SEATS; ++i) wealth += _wealth(_seatWorker(i));
    }

    // --- a requester that holds the majority

    function test_majorityOfTheRequester_robsNobody() external {
        Request memory request = _vote();
        request.offer.minFee = request.offer.maxFee = 1;
        uint256 gang = _gang();
        JobId id = _postToResults(request, [RIGHT, RIGHT, WRONG, WRONG, WRONG]);
        multiSeatMarket.finalize(request, "");
        // The requester gets the answer that it chose, and nothing else.
        vm.assertEq(multiSeatMarket.getJob(id).outputRoot, _rootOf(WRONG));
        for (uint256 i = 0; i < HONEST; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS);
        vm.assertTrue(_gang() <= gang);
        _assertBooks(0);
    }

    /// @dev Whatever the requester's seats answer, omit or withhold, and whatever it offers: two honest seats never lose, and it
    /// never wins.
    function testFuzz_gangOfTheRequester_winsNothing(uint256 ways, uint96 fee, uint96 collateral, uint8 k) external {
        Request memory request = _vote();
        request.offer.maxFee = uint96(fee % (FUNDS / SEATS));
        request.offer.minFee = request.offer.maxFee / 2;
        request.offer.collateral = uint96(collateral % FUNDS);
        request.policy.params = _quorumParams(3 + (k % 2), 0, false);
        uint256 gang = _gang();
        JobId id = _postAndFill(request);
        for (uint256 i = 0; i < SEATS; ++i) {
            uint256 way = _way(ways, i);
            if (way != 0) _commitSeat(request, i, way == 3 ? RIGHT : way);
        }
        vm.warp(COMMIT_UNTIL + 1);
        for (uint256 i = 0; i < SEATS; ++i) {
            uint256 way = _way(ways, i);
            if (way == RIGHT || way == WRONG) _openSeat(request, i, way);
        }
        vm.warp(REVEAL_UNTIL + 1);
        multiSeatMarket.finalize(request, "");
        vm.assertTrue(_state(id) >= JobState.Accepted);
        for (uint256 i = 0; i < HONEST; ++i) vm.assertTrue(_balance(_seatWorker(i)) >= FUNDS, "an honest seat lost");
        vm.assertTrue(_gang() <= gang, "the requester's side won");
    }

    /// @dev Honest seats give the right answer in time. Each of the others is absent, right or wrong, or withholds.
    function _way(uint256 ways, uint256 seat) private pure returns (uint256) {
        return seat < HONEST ? RIGHT : (ways >> (8 * seat)) % 4;
    }

    // --- a last seat that is taken when the requester likes

    function test_lastSeat_trapsNobody() external {
        Request memory request = _vote();
        request.offer.expiry = uint40(START + 1 days);
        JobId id = _post(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) {
            _claimSeat(request, i);
            // Each commits in its own time, and has nothing left to do.
            _commitSeat(request, i, RIGHT);
        }
        // Long after that, the requester takes the last seat itself, and never commits.
        vm.warp(START + 20 hours);
        _claimSeat(request, SEATS - 1);
        vm.warp(START + 20 hours + LOCK_FOR + 1);
        for (uint256 i = 0; i < SEATS - 1; ++i) _openSeat(request, i, RIGHT);
        multiSeatMarket.finalize(request, "");
        _assertState(id, JobState.Accepted);
        for (uint256 i = 0; i < SEATS - 1; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS + FEE - ROYALTY);
        vm.assertEq(_balance(_seatWorker(SEATS - 1)), FUNDS - COLLATERAL);
        _assertBooks(COLLATERAL);
    }

    /// @dev Once the job is full, every seat that committed has at least lockFor to open, whichever seat is late.
    function testFuzz_opening_isPossibleForLockForAtLeast(uint32 filledAfter, uint32 within) external {
        Request memory request = _vote();
        request.offer.expiry = uint40(START + 1 days);
        _post(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) {
            _claimSeat(request, i);
            _commitSeat(request, i, RIGHT);
        }
        uint256 fullAt = START + (filledAfter % 1 days);
        vm.warp(fullAt);
        _claimSeat(request, SEATS - 1);
        vm.warp(fullAt + LOCK_FOR + 1 + (within % LOCK_FOR));
        _openSeat(request, 0, RIGHT);
    }

    // --- a draw that is repeated until its outcome is liked

    /// @dev Every try costs the requester a price that it cannot get back before the request expires, and there is one draw per
    /// job.
    function test_draw_cannotBeTriedAgainForNothing() external {
        vm.roll(1_000);
        vm.prank(_seatWorker(0));
        workers.stake(1);
        vm.warp(START + ACTIVATION_DELAY);
        uint256 price = uint256(FEE) * SEATS;
        for (uint256 i = 0; i < 10; ++i) {
            Request memory request = _multiSeatRequest();
            (request.nonce, request.offer.expiry) = (100 + i, uint40(block.timestamp + 1 days));
            request.policy.params = _quorumParams(QUORUM, 0, true);
            JobId id = _post(request);
            uint256 seedBlock = quorum.draw(request);
            vm.roll(seedBlock + 1);
            vm.expectRevert(abi.encodeWithSelector(WorkerDraw.AlreadyDrawn.selector, id, seedBlock));
            quorum.draw(request);
            vm.prank(requester);
            vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.RequesterIsBound.selector, id));
            multiSeatMarket.cancel(request);
            vm.assertEq(_locked(requester), (i + 1) * price);
        }
    }

    // --- contracts that do not belong together

    function test_constructors_compareWhatTheyAreGiven() external {
        MultiSeatMarket foreign = new MultiSeatMarket(ILedger(stranger), registry, keys, MIN_LOCK_FOR);
        // The workers' stakes are in another ledger than this market's.
        vm.expectRevert(
            abi.encodeWithSelector(WorkerDraw.DrawNotConnected.selector, address(foreign), address(workers))
        );
        new QuorumVerifier(foreign, workers, dispute, 60, 60);
        // A market of one ledger cannot be a book of another.
        LedgerDeployer deployer = new LedgerDeployer();
        address[] memory books = new address[](1);
        books[0] = address(multiSeatMarket);
        vm.expectRevert(abi.encodeWithSelector(ILedger.BookNotConnected.selector, address(multiSeatMarket)));
        deployer.deploy(token, books);
    }

    // --- a job that does not fill

    function test_unfilledJob_holdsNobodyForMoreThanAnHour() external {
        Request memory request = _vote();
        request.offer.expiry = uint40(START + 90 days);
        JobId id = _post(request);
        _claimSeat(request, 0);
        _commitSeat(request, 0, RIGHT);
        vm.warp(START + FILL_TIME + 1);
        vm.prank(_seatWorker(0));
        multiSeatMarket.leave(request, 0);
        vm.assertEq(_balance(_seatWorker(0)), FUNDS);
        // Now nobody relies on it, and the requester may cancel it.
        vm.prank(requester);
        multiSeatMarket.cancel(request);
        _assertState(id, JobState.Cancelled);
        _assertBooks(0);
    }

    // --- a vote that one seat spoils

    function test_unanimousVote_isRefused() external {
        Request memory request = _multiSeatRequest();
        request.policy.params = _quorumParams(SEATS, 0, false);
        _post(request);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidQuorum.selector, SEATS, SEATS));
        multiSeatMarket.claim(request, _seatWorker(0), "");
    }

    /// @dev With one seat of its own, the requester spoils nothing: it pays the seats that agree.
    function test_dissentOfOneSeat_savesTheRequesterNoFee() external {
        Request memory request = _vote();
        request.policy.params = _quorumParams(SEATS - 1, 0, false);
        JobId id = _postToResults(request, [RIGHT, RIGHT, RIGHT, RIGHT, WRONG]);
        multiSeatMarket.finalize(request, "");
        _assertState(id, JobState.Accepted);
        for (uint256 i = 0; i < SEATS - 1; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS + FEE - ROYALTY);
        vm.assertEq(_balance(requester), FUNDS - (SEATS - 1) * uint256(FEE));
    }

    // --- the same attacks as with one seat

    function test_starvedVerifier_isNotAsked() external {
        Request memory request = _vote();
        (request.policy.verifier, request.policy.params) = (address(new ProofVerifier()), "");
        JobId id = _postToResults(request, _allRight());
        for (uint256 gas = 900_000; gas < 1_600_000; gas += 10_000) {
            vm.prank(requester);
            try multiSeatMarket.finalize{gas: gas}(request, "") {
                break;
            } catch {
                _assertState(id, JobState.Submitted);
            }
        }
        _assertState(id, JobState.Accepted);
        for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS + FEE - ROYALTY);
    }

    function test_opening_isTheWorkersOwnCall() external {
        Request memory request = _vote();
        _postToRevealing(request, _allRight());
        Submission memory opening = _openingOf(request, 0, RIGHT);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, _seatWorker(0)));
        multiSeatMarket.submit(request, 0, opening);
    }

    function test_receipt_ofAnotherSeatIsRefused() external {
        Request memory request = _vote();
        _postToRevealing(request, _allRight());
        Submission memory opening = _openingOf(request, 1, RIGHT);
        opening.receipt.worker = _seatWorker(0);
        _resign(request, opening, _seatKey(0));
        bytes memory refusal = abi.encodeWithSelector(
            IMarketBase.ReceiptOfOtherWorker.selector,
            _seatWorker(0),
            _seatWorker(1)
        );
        vm.prank(_seatWorker(1));
        vm.expectRevert(refusal);
        multiSeatMarket.submit(request, 1, opening);
    }

    /// @dev What a worker signed for one market is not a receipt in the other.
    function test_receipt_ofTheOtherMarketIsRefused() external {
        Request memory request = _vote();
        JobId id = _postToRevealing(request, _allRight());
        Submission memory opening = _openingOf(request, 0, RIGHT);
        opening.signature = _sign(_seatKey(0), market.hashReceipt(opening.receipt));
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, _seatWorker(0)));
        multiSeatMarket.submit(request, 0, opening);
    }
}

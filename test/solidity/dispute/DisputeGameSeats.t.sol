// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "../../../contracts/dispute/interfaces/IDisputeDemands.sol";
import {GameState} from "../../../contracts/dispute/types/Game.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {WorkerRegistry} from "../../../contracts/registries/WorkerRegistry.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice Claims of jobs with several seats: each seat's result is a separate claim, in the other market.
contract DisputeGameSeatsTest is DisputeScene {
    uint256 private constant SEATS = 3;
    bytes32 private constant SALT = keccak256("salt");

    QuorumVerifier private quorum;
    uint256[SEATS] private _keys = [WORKER_KEY, 0xB0C, 0xB0D];

    function setUp() public {
        _openDispute();
        WorkerRegistry workers = new WorkerRegistry(ledger, 1e6, 60);
        quorum = new QuorumVerifier(multiSeatMarket, workers, dispute, 60, 60);
        _addStep(U8, 300);
        _addStep(U8, 40);
        _publishProgram();
        for (uint256 i = 1; i < SEATS; ++i) _fund(vm.addr(_keys[i]));
    }

    /// @dev All seats are taken and committed to the truth, except the second one, which lies.
    function _commitAll() private {
        Request memory request = _optimistic(_request());
        request.policy.seats = uint8(SEATS);
        request.policy.verifier = address(quorum);
        request.policy.params = abi.encode(2, WINDOW, false, true);
        _asked = request;
        _jobId = _post(request);
        for (uint256 seat = 0; seat < SEATS; ++seat) {
            address account = vm.addr(_keys[seat]);
            vm.prank(account);
            multiSeatMarket.claim(request, account, "");
        }
        for (uint256 seat = 0; seat < SEATS; ++seat) {
            _selectSeat(seat);
            bytes32 commitment = keccak256(abi.encode(_jobId, worker, _outputRoot(), SALT));
            vm.prank(worker);
            multiSeatMarket.commit(request, seat, commitment);
        }
    }

    /// @dev Selects a seat's claim for the scene.
    function _selectSeat(uint256 seat) private {
        worker = vm.addr(_keys[seat]);
        _claimed = _truth;
        if (seat == 1) {
            _lie(0, 256);
            _lie(1, 0);
        }
        _claimId = dispute.claimIdOf(_jobId, worker, _outputRoot());
    }

    function _openResult(uint256 seat) private {
        _selectSeat(seat);
        Submission memory submission;
        submission.receipt = _receipt(_asked, outputData);
        submission.receipt.outputRoot = _outputRoot();
        submission.salt = SALT;
        _resign(_asked, submission, _keys[seat]);
        vm.prank(worker);
        multiSeatMarket.submit(_asked, seat, submission);
    }

    function _challengeSeat(uint256 seat) private returns (uint256) {
        _selectSeat(seat);
        vm.prank(challenger);
        return dispute.challenge(_asked, seat, _header);
    }

    function test_aLyingSeat_isRefuted_andTheOthersArePaid() external {
        _commitAll();
        for (uint256 seat = 0; seat < SEATS; ++seat) _openResult(seat);
        uint256 number = _challengeSeat(1);
        _play(number, GameState.ChallengerWon);
        _assertGame(number, GameState.ChallengerWon);
        vm.warp(START + WINDOW + 1);
        multiSeatMarket.finalize(_asked, "");
        _assertState(_jobId, JobState.Accepted);
        vm.assertEq(_balance(challenger), FUNDS + COLLATERAL / 2);
        vm.assertEq(_balance(vm.addr(_keys[1])), FUNDS - COLLATERAL);
        vm.assertEq(_balance(vm.addr(_keys[0])), FUNDS + FEE - ROYALTY);
        vm.assertEq(_balance(vm.addr(_keys[2])), FUNDS + FEE - ROYALTY);
        vm.assertEq(_locked(challenger), 0);
    }

    /// @dev Challenging one seat challenges no other: games are independent, and what one opened is not valid in another.
    function test_seatsAreClaimsOfTheirOwn() external {
        _commitAll();
        for (uint256 seat = 0; seat < SEATS; ++seat) _openResult(seat);
        uint256 first = _challengeSeat(0);
        _play(first, GameState.Judgement);
        uint256 second = _challengeSeat(2);
        _assertGame(second, GameState.TraceOpen);
        vm.assertTrue(dispute.getGame(first).claim != dispute.getGame(second).claim);
    }

    /// @dev A result can be challenged while others are still sealed. Its job, which the other market does not know, is found in
    /// the market of its seats.
    function test_openedResult_isChallengedWhileOthersAreSealed() external {
        _commitAll();
        _openResult(1);
        vm.assertEq(uint256(multiSeatMarket.getJob(_jobId).state), uint256(JobState.Revealing));
        uint256 number = _challengeSeat(1);
        _play(number, GameState.ChallengerWon);
        _assertGame(number, GameState.ChallengerWon);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.SeatNotSubmitted.selector, _jobId, 2));
        dispute.challenge(_asked, 2, _header);
        Request memory single = _asked;
        single.policy.seats = 1;
        JobId unknown = market.hashRequest(single);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IDisputeClaims.JobNotDisputable.selector, unknown, JobState.None));
        dispute.challenge(single, 1, _header);
    }

    /// @dev The window restarts with each result, so the fee of a demand made before the last result waits for the latest
    /// possible end of the window.
    function test_feeOfAnEarlyDemand_waitsForTheLatestWindow() external {
        _commitAll();
        _openResult(1);
        vm.prank(stranger);
        uint256 demand = dispute.demandInput(_asked, 1, _header, 0, 1);
        _answerInput(demand);
        uint256 latest = START + 2 * LOCK_FOR + WINDOW;
        vm.assertEq(uint256(dispute.getDemand(demand).windowEnd), latest);
        vm.warp(START + 2 * LOCK_FOR);
        _openResult(0);
        // Long after the first result's window: the last result's window is still open, and the lie is shown in its last second.
        vm.warp(latest);
        _selectSeat(1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeDemands.ClaimNotDecided.selector, _claimId, latest, latest));
        dispute.settleDemand(demand);
        _play(_challengeSeat(1), GameState.ChallengerWon);
        dispute.settleDemand(demand);
        vm.assertEq(_balance(stranger), FUNDS);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {PanelStates} from "../../contracts/market/PanelStates.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Job, JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {StoredJob} from "../../contracts/types/StoredJob.sol";
import {StoredPanel} from "../../contracts/types/StoredPanel.sol";
import {PanelScene} from "./PanelFixture.sol";

/// @notice The rules of settlement for any number of seats and any size of quorum, with every way for a worker to behave.
contract PanelSettlementTest is PanelScene {
    uint256 private constant MOST = 16;
    /// How a worker behaves: it gives one of three answers, never commits, or never opens.
    uint256 private constant ABSENT = 3;
    uint256 private constant WITHHOLDS = 4;
    uint256 private constant WAYS = 5;

    function setUp() external {
        _openPanelMarket(MOST);
    }

    /// hardhat-config: fuzz.runs = 48
    function test_settlement_followsOneRule(uint256 chance, uint8 seats, uint8 quorumSize, uint32 collateral) external {
        seats = 2 + (seats % uint8(MOST - 1));
        uint256 k = seats / 2 + 1 + (quorumSize % ((seats + 1) / 2));
        Request memory request = _panelRequest();
        request.policy.seats = seats;
        request.policy.params = abi.encode(k, 0, false);
        request.offer.collateral = collateral % 900e6;
        JobId id = _play(request, chance);

        uint256[3] memory votes;
        for (uint256 i = 0; i < seats; ++i) if (_way(chance, i) < 3) ++votes[_way(chance, i)];
        uint256 accepted = ABSENT;
        for (uint256 answer = 0; answer < 3; ++answer) if (votes[answer] >= k) accepted = answer;

        uint256 lost = 0;
        for (uint256 i = 0; i < seats; ++i) {
            uint256 way = _way(chance, i);
            uint256 expected = FUNDS;
            if (way < 3 && accepted == way) expected += FEE - (uint256(FEE) * ROYALTY_BPS) / 10_000;
            else if (way > 2 || accepted != ABSENT) {
                expected -= request.offer.collateral;
                ++lost;
            }
            vm.assertEq(_balance(_seatWorker(i)), expected, "a seat");
        }
        uint256 paid = accepted == ABSENT ? 0 : votes[accepted];
        uint256 half = request.offer.collateral / 2;
        vm.assertEq(_balance(requester), FUNDS - paid * FEE + lost * half, "the requester");
        vm.assertEq(_balance(DEAD), lost * (request.offer.collateral - half), "what is burned");
        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(accepted == ABSENT ? JobState.Void : JobState.Accepted));
        vm.assertEq(job.outputRoot, accepted == ABSENT ? bytes32(0) : _rootOf(accepted));
        _booksBalance();
    }

    function _way(uint256 chance, uint256 i) private pure returns (uint256 way) {
        way = (chance >> (8 * i)) % (WAYS + 4);
        // Most give the first answer, so that quorums come about.
        if (way >= WAYS) way = 0;
    }

    function _play(Request memory request, uint256 chance) private returns (JobId id) {
        uint256 seats = request.policy.seats;
        id = _postAndFill(request);
        for (uint256 i = 0; i < seats; ++i) {
            uint256 way = _way(chance, i);
            if (way != ABSENT) _commitSeat(request, i, way == WITHHOLDS ? 0 : way);
        }
        vm.warp(COMMIT_UNTIL + 1);
        for (uint256 i = 0; i < seats; ++i) if (_way(chance, i) < 3) _openSeat(request, i, _way(chance, i));
        vm.warp(REVEAL_UNTIL + 1);
        market.finalize(request, "");
    }
}

/// @notice Holds the two structs that share a job's slots to each other.
contract PanelStorageTest is PanelStates {
    JobId private constant JOB = JobId.wrap(keccak256("job"));

    function test_storedPanel_liesAsStoredJob(uint8 seats, uint8 state, uint8 delivered, bytes32 root) external {
        StoredJob storage job = _jobs[JOB];
        StoredPanel storage panel = _panelOf(JOB);
        (job.seats, job.state, job.delivered, job.outputRoot) = (seats, JobState(state % 10), delivered, root);
        vm.assertEq(panel.seats, seats);
        vm.assertEq(uint256(panel.state), state % 10);
        vm.assertEq(panel.delivered, delivered);
        vm.assertEq(panel.outputRoot, root);
        // What is the panel's own touches none of the shared fields, nor the count of forfeits that pays rewards.
        (panel.committed, panel.lockFor, panel.fullAt) = (type(uint8).max, type(uint32).max, type(uint40).max);
        vm.assertEq(job.seats, seats);
        vm.assertEq(uint256(job.state), state % 10);
        vm.assertEq(job.forfeits, 0);
        vm.assertEq(job.delivered, delivered);
        vm.assertEq(job.outputRoot, root);
    }
}

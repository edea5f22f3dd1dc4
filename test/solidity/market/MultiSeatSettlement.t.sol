// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Job, JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MultiSeatScene} from "./MultiSeatFixture.sol";

/// @notice The rules of settlement for any number of seats and any quorum size, with every way in which a worker can behave.
contract MultiSeatSettlementTest is MultiSeatScene {
    uint256 private constant MOST = 16;
    /// How a worker behaves: it gives one of three answers, never commits, or never opens.
    uint256 private constant ABSENT = 3;
    uint256 private constant WITHHOLDS = 4;
    uint256 private constant WAYS = 5;

    function setUp() external {
        _openMultiSeatMarket(MOST);
    }

    /// hardhat-config: fuzz.runs = 48
    function test_settlement_followsOneRule(uint256 chance, uint8 seats, uint8 quorumSize, uint32 collateral) external {
        seats = 3 + (seats % uint8(MOST - 2));
        // More than half, and fewer than all.
        uint256 k = seats / 2 + 1 + (quorumSize % ((seats - 1) / 2));
        Request memory request = _multiSeatRequest();
        request.policy.seats = seats;
        request.policy.params = _quorumParams(k, 0, false);
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
            if (way < 3 && accepted == way) expected += FEE - ROYALTY;
            if (way > 2) {
                expected -= request.offer.collateral;
                ++lost;
            }
            vm.assertEq(_balance(_seatWorker(i)), expected, "a seat");
        }
        uint256 paid = accepted == ABSENT ? 0 : votes[accepted];
        vm.assertEq(_balance(requester), FUNDS - paid * FEE, "the requester");
        Job memory job = multiSeatMarket.getJob(id);
        vm.assertEq(uint256(job.state), uint256(accepted == ABSENT ? JobState.Void : JobState.Accepted));
        vm.assertEq(job.outputRoot, accepted == ABSENT ? bytes32(0) : _rootOf(accepted));
        _assertBooks(lost * request.offer.collateral);
    }

    function _way(uint256 chance, uint256 i) private pure returns (uint256 way) {
        way = (chance >> (8 * i)) % (WAYS + 4);
        // Most give the first answer, so that quorums form.
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
        multiSeatMarket.finalize(request, "");
    }
}

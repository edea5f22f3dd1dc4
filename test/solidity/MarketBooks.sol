// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {MarketScene} from "./MarketFixture.sol";

/// @notice Books beside the market's, kept by the rules of the specification.
abstract contract MarketBooks is MarketScene {
    struct Tracked {
        Request request;
        JobId id;
        JobState state;
        address worker;
        uint256 claimedAt;
        uint256 submittedAt;
        uint256 forfeits;
        bytes32 outputRoot;
        /// Which callbacks succeeded: a set of WHEN_* bits.
        uint8 delivered;
        /// Settled in the call that brought it, so the market stored nothing.
        bool unstored;
    }

    Tracked[] internal _jobs;
    address[] public accounts;
    mapping(address account => uint256 amount) public expectedBalance;
    /// What is locked in jobs that have not ended.
    uint256 public locked;
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public forfeited;
    uint256 public burned;
    uint256 public rewarded;
    /// How many callbacks succeeded.
    uint256 public told;

    function _settle(Tracked storage job, Outcome verdict, bool right, address beneficiary, bool refuted) internal {
        uint256 collateral = job.request.offer.collateral;
        if (verdict == Outcome.Accepted && right && !refuted) {
            uint256 fee = _fee(job);
            uint256 royalty = (fee * ROYALTY_BPS) / 10_000;
            uint256 rescue = job.forfeits * (collateral / 2);
            expectedBalance[publisher] += royalty;
            expectedBalance[job.worker] += fee - royalty + collateral + rescue;
            expectedBalance[job.request.requester] += job.request.offer.maxFee - fee;
            locked -= job.request.offer.maxFee + collateral + rescue;
            rewarded += rescue;
            job.state = JobState.Accepted;
            return;
        }
        locked -= collateral;
        if (verdict == Outcome.Void && !refuted) {
            expectedBalance[job.worker] += collateral;
        } else {
            expectedBalance[DEAD] += collateral - collateral / 2;
            expectedBalance[beneficiary == address(0) ? job.request.requester : beneficiary] += collateral / 2;
            forfeited += collateral;
            burned += collateral - collateral / 2;
            rewarded += collateral / 2;
        }
        _close(
            job,
            verdict == Outcome.Void
                ? JobState.Void
                : verdict == Outcome.Accepted
                    ? JobState.Accepted
                    : JobState.Rejected
        );
    }

    function _fee(Tracked storage job) internal view returns (uint256) {
        uint256 minFee = job.request.offer.minFee;
        uint256 maxFee = job.request.offer.maxFee;
        uint256 start = job.request.offer.rampStart;
        uint256 end = start + job.request.offer.rampLength;
        if (job.claimedAt <= start || minFee == maxFee) return minFee;
        if (job.claimedAt >= end) return maxFee;
        return minFee + ((maxFee - minFee) * (job.claimedAt - start)) / (end - start);
    }

    /// @dev A job that ends without an accepted seat: escrow and former workers' reward halves go to the requester.
    function _close(Tracked storage job, JobState state) internal {
        uint256 rescue = job.forfeits * (job.request.offer.collateral / 2);
        expectedBalance[job.request.requester] += job.request.offer.maxFee + rescue;
        locked -= job.request.offer.maxFee + rescue;
        rewarded += rescue;
        job.state = state;
    }

    function theMarket() external view returns (address) {
        return address(market);
    }

    function held() external view returns (uint256) {
        return token.balanceOf(address(market));
    }

    function balance(address account) external view returns (uint256) {
        return _balance(account);
    }

    function accountCount() external view returns (uint256) {
        return accounts.length;
    }

    function jobCount() external view returns (uint256) {
        return _jobs.length;
    }

    function states(uint256 index) external view returns (JobState expected, JobState actual) {
        return (_jobs[index].unstored ? JobState.None : _jobs[index].state, _state(_jobs[index].id));
    }

    /// @dev What is rewarded but still waits in open jobs.
    function waitingRewards() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _jobs.length; ++i) {
            if (_jobs[i].state >= JobState.Accepted) continue;
            sum += _jobs[i].forfeits * (_jobs[i].request.offer.collateral / 2);
        }
    }

    function delivered(uint256 index) external view returns (uint8 expected, uint8 actual) {
        return (_jobs[index].delivered, market.getJob(_jobs[index].id).delivered);
    }
}

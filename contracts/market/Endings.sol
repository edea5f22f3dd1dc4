// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IPanel} from "../interfaces/IPanel.sol";
import {Limits} from "../libraries/Limits.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {WHEN_FINAL, WHEN_PROVISIONAL} from "../types/Callback.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Callbacks} from "./Callbacks.sol";

/// @title Endings
/// @notice How a request goes that nobody did, and how its target hears late, whatever the number of seats.
/// @dev Seldom needed, so this code lies with the panel's, which the market runs by delegatecall.
abstract contract Endings is IPanel, Callbacks {
    /// @notice This is code for a market; call the market.
    error NotDelegated();

    address private immutable _self = address(this);

    /// @dev Whoever calls this contract itself means the market.
    modifier delegated() {
        if (address(this) == _self) revert NotDelegated();
        _;
    }

    /// @notice Takes a request back that no worker has a seat of, or that was signed and never brought.
    function cancel(Request calldata request) external delegated nonReentrant {
        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        JobState state = job.state;
        uint256 refund = 0;
        if (state == JobState.Open) {
            // INVARIANT: who took a seat is not sent away, so that nobody can hold workers' collateral for nothing at will.
            if (job.seats != 0 && _panelSeats[id][0].worker != address(0)) revert SeatsTaken(id);
            refund = _escrow(request) + _rescueReward(request, job.forfeits);
            job.state = JobState.Cancelled;
            _credit(msg.sender, refund);
        } else if (state == JobState.None && request.nonce & Limits.SIGNED_NONCE != 0) {
            // Nobody brought it yet: with its nonce gone, its signature is worth nothing.
            _useNonce(msg.sender, request.nonce);
        } else {
            revert JobNotOpen(id, state);
        }
        emit JobCancelled(id, refund);
    }

    /// @notice Gives everybody everything back where not all seats were taken in time.
    function expire(Request calldata request) external delegated nonReentrant {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        if (block.timestamp <= request.offer.expiry) revert RequestNotExpired(request.offer.expiry, block.timestamp);

        job.state = JobState.Expired;
        uint256 refund = _escrow(request) + _rescueReward(request, job.forfeits);
        _credit(request.requester, refund);
        // Nobody has the only seat of an open job, and the last one of several is free.
        for (uint256 i = 0; i < job.seats; ++i) {
            address worker = _panelSeats[id][i].worker;
            if (worker == address(0)) break;
            _release(id, request, i, worker);
        }
        emit JobExpired(id, refund);
    }

    /// @notice Takes the collateral of a worker that missed its deadline and opens the job, of one seat, again.
    function forfeit(Request calldata request) external delegated nonReentrant {
        // INVARIANT: who misses a deadline in a job of several seats is judged with the others, and never before them.
        if (request.policy.seats != 1) revert SeatsOutOfRange(request.policy.seats, 1);
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        uint256 deadline = job.claimedAt + uint256(request.offer.lockFor);
        if (block.timestamp <= deadline) revert DeadlineNotPassed(id, deadline, block.timestamp);

        address worker = job.worker;
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        job.worker = address(0);
        job.claimedAt = 0;
        job.state = JobState.Open;
        // The reward stays in the market until the job ends: it is the count times the reward half.
        ++job.forfeits;
        _credit(Limits.BURNED, burned);
        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, address(0));
    }

    /// @notice Makes a callback that failed, once more.
    function deliver(Request calldata request, uint8 when, bytes calldata output) external delegated {
        JobId id = _idOf(request);
        uint256 asked = request.callback.when;
        if ((when != WHEN_PROVISIONAL && when != WHEN_FINAL) || asked & when == 0) revert CallbackNotAsked(id, when);
        JobState state = _jobs[id].state;
        bytes32 outputRoot = _jobs[id].outputRoot;
        bool due = state == JobState.Accepted;
        if (when == WHEN_FINAL) {
            due = due || state == JobState.Rejected || state == JobState.Void;
            if (state != JobState.Accepted) outputRoot = bytes32(0);
        } else {
            // INVARIANT: who hears the final word never hears a provisional one after it.
            due = state == JobState.Submitted || (due && asked == WHEN_PROVISIONAL);
        }
        if (!due) revert CallbackNotDue(id, when, state);
        _notify(id, request, when, state, outputRoot, output);
    }
}

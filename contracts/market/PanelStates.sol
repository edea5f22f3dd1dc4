// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Seat, SeatState} from "../types/Seat.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {StoredPanel} from "../types/StoredPanel.sol";
import {MarketStorage} from "./MarketStorage.sol";

/// @title PanelStates
/// @notice In which state a job of several seats is: the clock moves it, so nobody has to call in time.
abstract contract PanelStates is MarketStorage {
    function _panelOf(JobId id) internal view returns (StoredPanel storage panel) {
        StoredJob storage job = _jobs[id];
        // Assembly, because Solidity has no other way to read a slot as another struct. A test holds the two to each other.
        assembly ("memory-safe") {
            panel.slot := job.slot
        }
    }

    function _seatsOf(JobId id, uint256 count) internal view returns (Seat[] memory seats) {
        seats = new Seat[](count);
        for (uint256 i = 0; i < count; ++i) seats[i] = _panelSeats[id][i];
    }

    /// @dev The state as far as the clock and the count of commitments tell it. Submitted here means that the time is over.
    function _phaseOf(StoredPanel storage panel) internal view returns (JobState state) {
        state = panel.state;
        if (state != JobState.Claimed) return state;
        // INVARIANT: while a commitment can still come, no result can: whoever commits has not seen another's result.
        if (panel.committed != panel.seats && block.timestamp <= _commitUntil(panel)) return state;
        return block.timestamp <= _revealUntil(panel) ? JobState.Revealing : JobState.Submitted;
    }

    /// @dev As the phase, and Submitted as soon as no opening can come any more.
    function _stateOf(StoredPanel storage panel, Seat[] memory seats) internal view returns (JobState state) {
        state = _phaseOf(panel);
        if (state != JobState.Revealing) return state;
        for (uint256 i = 0; i < seats.length; ++i) if (seats[i].state == SeatState.Committed) return state;
        return JobState.Submitted;
    }

    /// @dev The last second in which a seat can commit.
    function _commitUntil(StoredPanel storage panel) internal view returns (uint256) {
        return uint256(panel.fullAt) + panel.lockFor;
    }

    /// @dev The last second in which a commitment can be opened.
    function _revealUntil(StoredPanel storage panel) internal view returns (uint256) {
        return uint256(panel.fullAt) + 2 * uint256(panel.lockFor);
    }
}

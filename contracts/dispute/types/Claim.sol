// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The subject of a dispute: that this worker's output root answers that request. Stored from the first challenge or
/// demand.
struct Claim {
    // slot 0: worker 20, stepCount 2, bondFactor 1, open 4, endsBy 5 bytes
    /// The worker that made the claim; zero if nobody has disputed it yet.
    address worker;
    /// The number of steps in the model's program.
    uint16 stepCount;
    /// How many times the minimum bond a challenger locks.
    uint8 bondFactor;
    /// The number of open games and demands.
    uint32 open;
    /// The last second by which each of them can be ended, whichever side stops moving.
    uint40 endsBy;
    // slot 1
    bytes32 outputRoot;
    // slot 2
    bytes32 inputRoot;
    // slot 3
    /// keccak256 of the program's header.
    bytes32 programRoot;
    // slot 4
    /// The root of the tree over the roots of all steps' tensors, as the worker opened it in the first game; zero before. It is
    /// the same in every game. For a program of one step, it is the output's root.
    bytes32 traceRoot;
    // slot 5: extendedUntil 5, workerOwes 4, traceOpenedIn 5 bytes
    /// If this is later than the window's last second, challenges count until this second: the account that demanded bytes gets
    /// time to use them.
    uint40 extendedUntil;
    /// How many of the open games and demands wait for the worker.
    uint32 workerOwes;
    /// The game in which the trace's top was opened; zero before, and for a program of one step.
    uint40 traceOpenedIn;
    // slot 6: winner 20, winnerSince 5, winnerNumber 5 bytes
    /// The account that showed the claim wrong, the first if there are several; zero if nobody has.
    address winner;
    uint40 winnerSince;
    /// The number of the game or demand that it won.
    uint40 winnerNumber;
}

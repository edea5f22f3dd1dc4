// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What is disputed: that this worker's output root answers that request. Kept from the first challenge or demand on.
struct Claim {
    // slot 0: worker 20, stepCount 2, bondFactor 1, open 4, endsBy 5 bytes
    /// Who made the claim; zero where nobody disputed it yet.
    address worker;
    /// How many steps the model's program has.
    uint16 stepCount;
    /// How many times the least bond a challenger locks.
    uint8 bondFactor;
    /// How many games and demands are open.
    uint32 open;
    /// The last second by which each of them can be ended, whoever falls silent.
    uint40 endsBy;
    // slot 1
    bytes32 outputRoot;
    // slot 2
    bytes32 inputRoot;
    // slot 3
    /// keccak256 of the program's header.
    bytes32 programRoot;
    // slot 4
    /// The root of the tree over the roots of all steps' tensors, as the worker opened it in the first game; zero before. It is the
    /// same in every game. Of a program of one step: the output's root.
    bytes32 traceRoot;
    // slot 5: extendedUntil 5, workerOwes 4, traceOpenedIn 5 bytes
    /// Challenges count until this second, where it is later than the window's last: the account that demanded bytes gets time to use
    /// them.
    uint40 extendedUntil;
    /// Of the games and demands that are open, how many wait for the worker.
    uint32 workerOwes;
    /// The game in which the trace's top was opened; zero before, and of a program of one step.
    uint40 traceOpenedIn;
    // slot 6: winner 20, winnerSince 5, winnerNumber 5 bytes
    /// Of those who showed the claim wrong, the one that was first; zero while nobody did.
    address winner;
    uint40 winnerSince;
    /// The number of the game or demand that it won.
    uint40 winnerNumber;
}

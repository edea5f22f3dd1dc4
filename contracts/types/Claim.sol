// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What is disputed: that this worker's output root answers that request. Kept from the first challenge or demand on.
struct Claim {
    // slot 0: worker 20, stepCount 2, open 5, endsBy 5 bytes
    /// Who made the claim; zero where nobody disputed it yet.
    address worker;
    /// How many steps the model's program has.
    uint16 stepCount;
    /// How many games and demands are open.
    uint40 open;
    /// When the last of all that were opened ends at the latest.
    uint40 endsBy;
    // slot 1
    bytes32 outputRoot;
    // slot 2
    bytes32 inputRoot;
    // slot 3
    /// keccak256 of the program's header.
    bytes32 programRoot;
    // slot 4: winner 20, winnerSince 5, winnerNumber 5 bytes
    /// Of those who showed the claim wrong, the one that was there first; zero while nobody did.
    address winner;
    uint40 winnerSince;
    /// The number of the game or demand that it won.
    uint40 winnerNumber;
    // slot 5
    /// Challenges count until this second, where it is later than the window's last: who demanded bytes gets time to use them.
    uint40 extendedUntil;
    /// Of the games and demands that are open, how many wait for the worker.
    uint40 workerOwes;
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The move that a game waits for. The worker moves in TraceOpen, NodeOpen and PageShow, the challenger in the others. A
/// side that misses a move loses. A game does not wait for what another game of the claim has already opened.
enum GameState {
    /// There is no such game.
    None,
    /// The worker owes the top of the tree over all steps' tensors (openTrace).
    TraceOpen,
    /// The challenger owes its choice among the opened nodes (pick).
    NodePick,
    /// The worker owes the nodes below the chosen node (open).
    NodeOpen,
    /// The challenger owes its choice among the opened steps' tensors, with the step's encoding (pickStep).
    StepPick,
    /// The worker owes the chosen page's bytes (show).
    PageShow,
    /// The challenger owes one wrong element of the page, with all the data that it is computed from (judge).
    Judgement,
    /// The challenger missed a move: its bond goes to the worker.
    WorkerWon,
    /// The worker missed a move or showed a wrong element.
    ChallengerWon
}

/// @notice One challenger's game against one claim.
/// @dev A game narrows down two trees, one after the other: first the trace tree, whose leaves are the roots of the steps'
/// tensors; then, once a step is picked (`step` is not zero), the tree over that tensor's pages. Levels count from the leaves,
/// which are level 0. The game stands at one node, (`level`, `index`). An opening shows what lies below it: the nodes 7 levels
/// down, or the leaves if they are nearer. Every opening is proved against the claim's trace root, so each place in a tree has
/// one content.
struct Game {
    // slot 0: challenger 20, since 5, committedPlace 1, committedValue 4 bytes
    address challenger;
    /// The block of the challenge. An earlier challenger is rewarded first.
    uint40 since;
    /// The place in the page of the element that the challenger proved a commitment to (`rank`).
    uint8 committedPlace;
    /// The value of the challenger's own tensor there.
    int32 committedValue;
    // slot 1
    /// The claim that the game is about.
    bytes32 claim;
    // slot 2: deadline 5, state 1, turn 1, workerTime 4, challengerTime 4, level 1, index 4, stepIndex 2, byteLength 4, elementBytes 1,
    // committedSince 5 bytes
    /// The last second in which the awaited move counts; after the end of the game, when its last move was due.
    uint40 deadline;
    GameState state;
    /// The number of moves made. A signature is valid for one turn.
    uint8 turn;
    /// How many seconds of its budget the worker has left. A move takes from it only the time beyond the free part.
    uint32 workerTime;
    /// The same for the challenger.
    uint32 challengerTime;
    /// The level of the node at which the game stands.
    uint8 level;
    /// Its position in its level. In PageShow and Judgement, the number of the page.
    uint32 index;
    /// The number of the picked step.
    uint16 stepIndex;
    /// The length of the picked step's output, in bytes.
    uint32 byteLength;
    /// The length of one of its elements, in bytes.
    uint8 elementBytes;
    /// The block of the commitment that `rank` proved; zero if none. It counts in place of `since` if the referee computes
    /// `committedValue` at `committedPlace`.
    uint40 committedSince;
    // slot 3
    /// The hash of the picked step's encoding; zero before a step is picked.
    bytes32 step;
    // slot 4
    /// The hash of the shown page; zero before a page is shown.
    bytes32 page;
}

/// @notice A page of a tensor, with its proof in a trace.
struct ProvenPage {
    /// Its 256 bytes; those after the tensor's end are zero.
    bytes data;
    /// Its siblings up to the root of its tensor, then those up to the root of the trace.
    bytes32[] proof;
}

/// @notice The message that a player signs so that anyone may submit its move.
struct Move {
    uint256 game;
    /// The game's turn at which the move counts.
    uint256 turn;
    /// keccak256 of the move's calldata: a call of openTrace, pick, pickStep, rank or judge.
    bytes32 content;
}

using {hash} for Move global;

bytes32 constant MOVE_TYPEHASH = keccak256("Move(uint256 game,uint256 turn,bytes32 content)");

/// @dev The EIP-712 struct hash; the dispute adds its domain.
function hash(Move memory self) pure returns (bytes32) {
    return keccak256(abi.encode(MOVE_TYPEHASH, self.game, self.turn, self.content));
}

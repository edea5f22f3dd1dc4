// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What a game waits for. The worker moves in TraceOpen, NodeOpen and PageShow, the challenger in the others. The side that
/// misses a move loses. What another game of the claim has opened already is not awaited again.
enum GameState {
    /// There is no such game.
    None,
    /// The worker owes the top of the tree over all steps' tensors (openTrace).
    TraceOpen,
    /// The challenger owes its choice among the opened nodes (pick).
    NodePick,
    /// The worker owes what lies below the chosen node (open).
    NodeOpen,
    /// The challenger owes its choice among the opened steps' tensors, with the step (pickStep).
    StepPick,
    /// The worker owes the chosen page's bytes (show).
    PageShow,
    /// The challenger owes one wrong element of the page with all that it is computed from (judge).
    Judgement,
    /// The challenger missed a move: its bond is the worker's.
    WorkerWon,
    /// The worker missed a move or showed a wrong element.
    ChallengerWon
}

/// @notice One challenger's game against one claim.
/// @dev Two trees are narrowed one after the other: the trace tree, whose leaves are the roots of the steps' tensors, and, once a step
/// was picked (`step` is not zero), the tree over that tensor's pages. Levels count from the leaves, which are level 0. The game
/// stands at one node, (`level`, `index`). An opening shows what lies below it: the nodes 7 levels down, or the leaves where they are
/// nearer. Every opening is proved to the claim's trace root, so a place in a tree has one content.
struct Game {
    // slot 0: challenger 20, since 5, committedPlace 1, committedValue 4 bytes
    address challenger;
    /// The block of the challenge: the challenger that is earlier is rewarded.
    uint40 since;
    /// Which element of the page the challenger proved a commitment to (`rank`).
    uint8 committedPlace;
    /// What the challenger's own tensor has there.
    int32 committedValue;
    // slot 1
    /// The claim that it is about.
    bytes32 claim;
    // slot 2: deadline 5, state 1, turn 1, workerTime 4, challengerTime 4, level 1, index 4, stepIndex 2, byteLength 4, elementBytes 1,
    // committedSince 5 bytes
    /// The last second in which the awaited move counts; of a game that ended, when its last move was due.
    uint40 deadline;
    GameState state;
    /// How many moves were made. A signature holds for one turn.
    uint8 turn;
    /// How many seconds of its budget the worker has left: beyond the free part, each move takes from it.
    uint32 workerTime;
    /// The same of the challenger.
    uint32 challengerTime;
    /// The level of the node at which the game stands.
    uint8 level;
    /// Its position in its level. In PageShow and Judgement: which page.
    uint32 index;
    /// Which step was picked.
    uint16 stepIndex;
    /// How many bytes the picked step produces.
    uint32 byteLength;
    /// How many bytes an element of them has.
    uint8 elementBytes;
    /// The block of the commitment that `rank` proved; zero for none. It counts in place of `since` if the referee computes
    /// `committedValue` at `committedPlace`.
    uint40 committedSince;
    // slot 3
    /// The hash of the picked step's encoding; zero before.
    bytes32 step;
    // slot 4
    /// The hash of the shown page; zero before.
    bytes32 page;
}

/// @notice A page of a tensor, and what ties it to a trace.
struct ProvenPage {
    /// Its 256 bytes, zero after the tensor's end.
    bytes data;
    /// Its siblings up to the root of its tensor, then those up to the root of the trace.
    bytes32[] proof;
}

/// @notice What a player signs so that anyone may bring its move.
struct Move {
    uint256 game;
    /// The game's turn when the move counts.
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

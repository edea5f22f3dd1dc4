// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What a game waits for. The worker moves in TraceOpen, NodeOpen and PageShow, the challenger in the others; who
/// misses a move loses.
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
/// @dev Two trees are narrowed one after the other: the trace tree, whose leaves are the roots of the steps' tensors, and, once
/// a step was picked (`step` is not zero), the tree over that tensor's pages. Levels count from the leaves, which are level 0.
struct Game {
    // slot 0: challenger 20, since 5, deadline 5, state 1, turn 1 bytes
    address challenger;
    /// The block of the challenger's commitment, or else of its challenge: who is earlier is rewarded.
    uint40 since;
    /// The last second in which the awaited move counts; of a game that ended, when its last move was due.
    uint40 deadline;
    GameState state;
    /// How many moves were made. A signature holds for one turn.
    uint8 turn;
    // slot 1
    /// The claim that it is about.
    bytes32 claim;
    // slot 2
    /// The root of the trace tree, as the worker opened it.
    bytes32 traceRoot;
    // slot 3
    /// The last opened node: what is opened next has to lead to it. In Judgement: the hash of the page.
    bytes32 node;
    // slot 4
    /// The hash of the picked step's encoding; zero before.
    bytes32 step;
    // slot 5: stepIndex 2, byteLength 4, elementBytes 1, level 1, index 4, span 1, place 1 bytes
    /// Which step was picked.
    uint16 stepIndex;
    /// How many bytes the picked step produces.
    uint32 byteLength;
    /// How many bytes an element of them has.
    uint8 elementBytes;
    /// In NodePick and StepPick: the level of the opened nodes. In NodeOpen: of the picked node. Else zero.
    uint8 level;
    /// In NodePick and StepPick: the position, in its level, of the node under which they were opened. In NodeOpen and PageShow: of
    /// the picked node (a page is a node of level 0). In Judgement: of the page.
    uint32 index;
    /// How many levels lie between `node` and the nodes that were opened last.
    uint8 span;
    /// Which of the nodes that were opened last was picked.
    uint8 place;
}

/// @notice What a player signs so that anyone may bring its move.
struct Move {
    uint256 game;
    /// The game's turn when the move counts.
    uint256 turn;
    /// keccak256 of the move's calldata: a call of openTrace, pick or pickStep.
    bytes32 content;
}

using {hash} for Move global;

bytes32 constant MOVE_TYPEHASH = keccak256("Move(uint256 game,uint256 turn,bytes32 content)");

/// @dev The EIP-712 struct hash; the dispute adds its domain.
function hash(Move memory self) pure returns (bytes32) {
    return keccak256(abi.encode(MOVE_TYPEHASH, self.game, self.turn, self.content));
}

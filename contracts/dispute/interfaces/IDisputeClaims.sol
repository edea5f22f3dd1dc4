// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../../ledger/IBook.sol";
import {IMarket} from "../../market/interfaces/IMarket.sol";
import {IMultiSeatMarket} from "../../market/interfaces/IMultiSeatMarket.sol";
import {JobState} from "../../market/types/Job.sol";
import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";
import {IReferee} from "../../referee/IReferee.sol";
import {IKeyRegistry} from "../../registries/IKeyRegistry.sol";
import {ModelId} from "../../registries/types/ModelId.sol";
import {GameState, ProvenPage} from "../types/Game.sol";

/// @title Challenges to claims
/// @notice How a dispute begins: the claim, its program, the challenger's bond, the order of challengers; and the parameters of
/// every dispute.
interface IDisputeClaims is IBook {
    /// @notice Somebody noted that it will challenge something. Nobody can see yet what.
    event ChallengeCommitted(bytes32 indexed commitment);
    /// @notice A game began.
    /// @param game the game's number
    /// @param claim the claim's id (claimIdOf)
    /// @param bond what the challenger locked
    event GameOpened(
        uint256 indexed game,
        JobId indexed job,
        address indexed worker,
        bytes32 claim,
        address challenger,
        ModelId model,
        bytes32 inputRoot,
        bytes32 outputRoot,
        uint256 bond,
        GameState state,
        uint256 deadline
    );
    /// @notice The challenger proved that it committed to an element of its own in the block `since`. If the referee finds that value
    /// there, the challenger ranks by that block.
    event ChallengeRanked(uint256 indexed game, uint256 since, uint256 element, int256 value);

    /// @notice The bytes after the tensor's end are not zero in its last page.
    error PaddingNotZero(uint256 number);
    /// @notice The address holds no contract.
    error ContractMissing(address account);
    /// @notice The market keeps its money in another ledger than the dispute.
    error MarketOfOtherLedger(address market, address ledger);
    /// @notice A bond, a time or a fee of the dispute is zero or too large, or the time is no multiple of four seconds.
    error ParameterOutOfRange(uint256 value);

    /// @notice The job has no results that wait for a verdict.
    error JobNotDisputable(JobId job, JobState state);
    /// @notice The seat holds no result.
    error SeatNotSubmitted(JobId job, uint256 seat);
    /// @notice The request's verifier does not listen to this dispute.
    error VerifierNotDisputable(address verifier);
    /// @notice The header is not that of the request's model, or the model is not exact.
    error NotExact(ModelId model, bytes32 programRoot);
    /// @notice The program's header does not have the form that docs/program.md gives.
    error HeaderMalformed();
    /// @notice The challenge window has passed.
    error WindowClosed(bytes32 claim, uint256 until, uint256 time);
    /// @notice The claim is refuted already.
    error AlreadyRefuted(bytes32 claim, address winner);
    /// @notice This account challenges, or challenged, the claim already.
    error AlreadyChallenged(bytes32 claim, uint256 game);
    /// @notice The commitment was not noted before the block of the challenge.
    error NotCommitted(uint256 game, bytes32 commitment);
    /// @notice The challenger's own tensors differ from the worker's before the element that it names. It must name the first difference.
    error NotFirstDifference(uint256 game);

    /// @notice The step does not stand at this place of the program.
    error StepMismatch(bytes32 actual, bytes32 expected);
    /// @notice What the step produces has no bytes, too many, or elements of a type that no step produces.
    error StepOutputOutOfRange(uint256 dtype, uint256 byteLength);
    /// @notice A page has 256 bytes.
    error PageLengthMismatch(uint256 length, uint256 expected);

    /// @notice Notes that somebody is going to challenge, without saying what. Noting it again changes nothing.
    /// @param commitment keccak256(abi.encode(challenger, claimIdOf(job, worker, outputRoot), traceRoot, salt)), where the trace root is that
    /// of the challenger's own run, and the salt is random and secret until `rank`
    function commit(bytes32 commitment) external;

    /// @notice Challenges a submitted result. Locks the caller's bond in the ledger (bondOf).
    /// @param request the job's request
    /// @param seat which of the job's results
    /// @param header the program's header
    /// @return game the game's number
    function challenge(Request calldata request, uint256 seat, bytes calldata header) external returns (uint256 game);

    /// @notice Proves, once the worker's page was shown and before `judge`, that the challenger committed itself to its own tensors
    /// before it challenged. If the referee then computes the committed value at this place, the challenger ranks by the block of its
    /// commitment. It is no move, and the challenger may repeat it. Everything before the element must be as the worker has it: nobody
    /// can commit to that without the tensors.
    /// @param place the element's place in the page: the first that differs
    /// @param shown the worker's page, as it was shown, in the worker's trace
    /// @param own the challenger's page at the same place of its own trace
    /// @param salt that of the commitment
    function rank(
        uint256 game,
        uint256 place,
        ProvenPage calldata shown,
        ProvenPage calldata own,
        bytes32 salt
    ) external;

    /// @notice The market of the claims with one seat.
    function market() external view returns (IMarket);

    /// @notice The market of the claims with several seats.
    function multiSeatMarket() external view returns (IMultiSeatMarket);

    /// @notice Who may move for an account.
    function keyRegistry() external view returns (IKeyRegistry);

    /// @notice Who computes the disputed element.
    function referee() external view returns (IReferee);

    /// @notice What a challenger locks at least: it pays the honest worker's gas.
    function bond() external view returns (uint256);

    /// @notice What a challenger locks against a program: `bond`, and as much again for each further 128 words, or part of them, with which
    /// the worker opens its trace. Up to 128 steps there are none. Above, with the steps' roots `level` levels below the first
    /// opening, they are 2^level nodes and, for each output, its root and its `level` siblings.
    function bondOf(uint256 stepCount, uint256 outputs) external view returns (uint256);

    /// @notice The unit of time, in seconds. Each side has four of them for a whole game, and a quarter of one for free in each move.
    function moveTime() external view returns (uint256);

    /// @notice The most moves that a game can have after its challenge.
    function MAX_MOVES() external view returns (uint256);

    /// @notice The last number that a game or demand got; they share one sequence, which begins with 1.
    function lastNumber() external view returns (uint256);

    /// @notice The game of a challenger on a claim; zero for none.
    function gameOf(bytes32 claim, address challenger) external view returns (uint256);

    /// @notice The block in which a commitment was noted; zero for never.
    function committedAt(bytes32 commitment) external view returns (uint256);
}

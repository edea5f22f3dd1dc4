// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {GameState} from "../types/Game.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {ModelId} from "../types/ModelId.sol";
import {Request} from "../types/Request.sol";
import {IMarket} from "./IMarket.sol";
import {IReferee} from "./IReferee.sol";

/// @title Challenges to claims
/// @notice How a dispute begins: the claim, its program, the challenger's bond; and the parameters of every dispute.
interface IDisputeClaims {
    /// @notice Somebody noted that it will challenge something; it is not to be seen yet what.
    event ChallengeCommitted(bytes32 indexed commitment);
    /// @notice A game began.
    /// @param game the game's number
    /// @param claim the claim's id (claimIdOf)
    /// @param since the block that counts for the order of challengers
    event GameOpened(
        uint256 indexed game,
        JobId indexed job,
        address indexed worker,
        bytes32 claim,
        address challenger,
        ModelId model,
        bytes32 inputRoot,
        bytes32 outputRoot,
        uint256 since,
        GameState state,
        uint256 deadline
    );

    /// @notice The bytes after the tensor's end are zero in its last page.
    error PaddingNotZero(uint256 number);
    /// @notice The address holds no contract.
    error ContractMissing(address account);
    /// @notice A bond, a time or a fee of the dispute is zero or too large.
    error ParameterOutOfRange(uint256 value);

    /// @notice The job has no results that wait for a verdict.
    error JobNotDisputable(JobId job, JobState state);
    /// @notice The seat holds no result.
    error SeatNotSubmitted(JobId job, uint256 seat);
    /// @notice The request's verifier does not listen to this dispute.
    error VerifierNotDisputable(address verifier);
    /// @notice The header is not that of the request's model, or the model is not exact.
    error NotExact(ModelId model, bytes32 programRoot);
    /// @notice The program's header has not the form that docs/program.md gives.
    error HeaderMalformed();
    /// @notice The challenge window has passed.
    error WindowClosed(bytes32 claim, uint256 until, uint256 time);
    /// @notice The claim is refuted already.
    error AlreadyRefuted(bytes32 claim, address winner);
    /// @notice This account challenges, or challenged, the claim already.
    error AlreadyChallenged(bytes32 claim, uint256 game);

    /// @notice The step does not stand at this place of the program.
    error StepMismatch(bytes32 actual, bytes32 expected);
    /// @notice What the step produces has no bytes, too many, or elements of a type that no step produces.
    error StepOutputOutOfRange(uint256 dtype, uint256 byteLength);
    /// @notice A page has 256 bytes.
    error PageLengthMismatch(uint256 length, uint256 expected);

    /// @notice Notes that the caller is going to challenge, without saying what: whoever copies a challenge that it sees comes
    /// later. Noting it again changes nothing.
    /// @param commitment keccak256(abi.encode(challenger, claimIdOf(job, worker, outputRoot), salt))
    function commit(bytes32 commitment) external;

    /// @notice Challenges a submitted result. Takes the bond from the caller's balance in the market.
    /// @param request the job's request
    /// @param seat which of the job's results
    /// @param header the program's header
    /// @param salt that of an earlier commitment; any other value where there was none
    /// @return game the game's number
    function challenge(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        bytes32 salt
    ) external returns (uint256 game);

    /// @notice Where the claims stand and bonds are held.
    function market() external view returns (IMarket);

    /// @notice Who computes the disputed element.
    function referee() external view returns (IReferee);

    /// @notice What a challenger locks: it pays the honest worker's gas.
    function bond() external view returns (uint256);

    /// @notice How long each move may take, in seconds.
    function moveTime() external view returns (uint256);

    /// @notice The profile of models that can be disputed.
    function PROFILE_EXACT() external view returns (bytes32);

    /// @notice The most moves that a game can have after its challenge.
    function MAX_MOVES() external view returns (uint256);

    /// @notice The last number that a game or demand got; they share one sequence, which begins with 1.
    function lastNumber() external view returns (uint256);

    /// @notice The game of a challenger on a claim; zero for none.
    function gameOf(bytes32 claim, address challenger) external view returns (uint256);

    /// @notice The block in which a commitment was noted; zero for never.
    function committedAt(bytes32 commitment) external view returns (uint256);
}

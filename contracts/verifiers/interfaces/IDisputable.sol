// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../dispute/interfaces/IDispute.sol";

/// @title A verifier whose verdict waits for disputes
interface IDisputable {
    /// @notice The dispute's address holds no contract.
    error DisputeHasNoCode(address dispute);
    /// @notice The dispute does not accept claims of this verifier's market.
    error DisputeOfOtherMarket(address dispute, address market);
    /// @notice The shortest window is zero, or longer than the longest one.
    error WindowBoundsInvalid(uint256 shortest, uint256 longest);
    /// @notice A dispute may last so long that the market could void a job before it ends.
    error DisputeTooLong(uint256 maxDuration, uint256 longest);

    /// @notice Only the market whose jobs this verifier judges may call this.
    error NotMarket(address caller, address market);
    /// @notice The request's window is not within the bounds.
    error WindowOutOfRange(uint256 window, uint256 shortest, uint256 longest);
    /// @notice Nobody can dispute a result of this model, because it has another profile.
    error ModelNotDisputable(bytes32 profile, bytes32 expected);
    /// @notice With so little collateral, challenging a wrong result would not pay.
    error CollateralTooLow(uint256 collateral, uint256 least);
    /// @notice The model's input or outputs are too large to be demanded as a whole, or their size is not published. A request
    /// that accepts the risk that they are withheld has to say so in its parameters.
    error DataTooLarge(uint256 inputBytes, uint256 outputBytes, uint256 most);
    /// @notice This method takes no evidence beyond the signature.
    error EvidenceNotTaken();

    /// @notice The market whose jobs it judges.
    function market() external view returns (address);

    /// @notice The dispute that judges challenges. It never changes.
    function dispute() external view returns (IDispute);

    /// @notice The shortest window that leaves challengers time, in seconds.
    function minWindow() external view returns (uint256);

    /// @notice The longest window, in seconds. The market voids a job 30 days after its results, and a dispute needs the rest of
    /// that time.
    function LONGEST_WINDOW() external view returns (uint256);

    /// @notice How long a dispute may last after its window, in seconds: the rest of the market's 30 days, less one day in which
    /// someone finalizes the job.
    function LONGEST_DISPUTE() external view returns (uint256);

    /// @notice The last second in which a challenge counts.
    /// @param params the request's policy.params
    /// @param submittedAt when the job's last result arrived, in seconds since 1970
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256);
}

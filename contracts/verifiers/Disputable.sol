// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../dispute/interfaces/IDispute.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {JobId} from "../market/types/JobId.sol";
import {Request} from "../market/types/Request.sol";
import {Submission} from "../market/types/Result.sol";
import {IModelRegistry} from "../registries/IModelRegistry.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";

/// @title Disputable
/// @notice The common part of methods whose verdict waits for disputes: the dispute, the bounds of a window, and the conditions
/// under which a dispute can judge a request.
abstract contract Disputable is IVerifier, IDisputable {
    /// @inheritdoc IDisputable
    uint256 public constant LONGEST_WINDOW = 10 days;
    /// @inheritdoc IDisputable
    uint256 public constant LONGEST_DISPUTE = 30 days - LONGEST_WINDOW - 1 days;

    /// @inheritdoc IDisputable
    address public immutable market;
    /// @inheritdoc IDisputable
    IDispute public immutable dispute;
    /// @inheritdoc IDisputable
    uint256 public immutable minWindow;

    IModelRegistry private immutable _models;

    constructor(IMarketBase market_, IDispute dispute_, uint256 minWindow_) {
        if (address(dispute_).code.length == 0) revert DisputeHasNoCode(address(dispute_));
        // INVARIANT: a challenge to a result reaches the verifier that judges it.
        if (!dispute_.judges(address(market_))) revert DisputeOfOtherMarket(address(dispute_), address(market_));
        if (minWindow_ == 0 || minWindow_ > LONGEST_WINDOW) revert WindowBoundsInvalid(minWindow_, LONGEST_WINDOW);
        uint256 duration = dispute_.maxDuration();
        // INVARIANT: a dispute ends before the market may void the job, so no liar gets its collateral back by delaying it.
        if (duration > LONGEST_DISPUTE) revert DisputeTooLong(duration, LONGEST_DISPUTE);
        (market, dispute, minWindow) = (address(market_), dispute_, minWindow_);
        _models = market_.modelRegistry();
    }

    /// @inheritdoc IVerifier
    function submitted(JobId, Request calldata, uint256, Submission calldata) external pure {
        revert EvidenceNotTaken();
    }

    /// @dev Reverts unless a dispute could judge a result of this request, and challenging it would pay.
    /// @param takesLarge whether the request accepts models whose data is too large to be demanded as a whole
    function _checkDisputable(Request calldata request, bool takesLarge) internal view {
        (bytes32 profile, uint256 inputBytes, uint256 outputBytes) = _models.profileOf(request.model);
        bytes32 expected = dispute.profile();
        // INVARIANT: no result is accepted unchallenged because nobody could have challenged it.
        if (profile != expected) revert ModelNotDisputable(profile, expected);
        uint256 least = dispute.leastCollateral();
        // INVARIANT: a challenger that refutes a result earns at least what it put at stake.
        if (request.offer.collateral < least) revert CollateralTooLow(request.offer.collateral, least);
        uint256 most = dispute.demandableBytes();
        bool isLarge = inputBytes == 0 || inputBytes > most || outputBytes == 0 || outputBytes > most;
        // INVARIANT: hiding the data defeats no challenger, unless the requester accepted that risk.
        if (isLarge && !takesLarge) revert DataTooLarge(inputBytes, outputBytes, most);
    }

    /// @dev Reverts unless this verifier's own market calls: a dispute accepts no other market's claims.
    function _checkMarket() internal view {
        if (msg.sender != market) revert NotMarket(msg.sender, market);
    }

    function _checkWindow(uint256 window) internal view {
        if (window < minWindow || window > LONGEST_WINDOW) revert WindowOutOfRange(window, minWindow, LONGEST_WINDOW);
    }
}

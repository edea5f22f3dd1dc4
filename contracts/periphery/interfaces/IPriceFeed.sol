// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title A price feed
/// @notice The part that is used of the interface that price feeds have in common (AggregatorV3). Prices come in rounds.
interface IPriceFeed {
    /// @notice The newest round.
    /// @return roundId its number: the upper bits count the feed's phases, the lower 64 the rounds within a phase
    /// @return answer the price
    /// @return startedAt when it began, in seconds since 1970
    /// @return updatedAt when its answer arrived, in seconds since 1970; zero while it has none
    /// @return answeredInRound no longer used
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice One round, with the same five values.
    function getRoundData(
        uint80 round
    )
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

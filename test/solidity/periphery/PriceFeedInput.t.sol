// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IPriceFeed} from "../../../contracts/periphery/interfaces/IPriceFeed.sol";
import {PriceFeedInput} from "../../../contracts/periphery/PriceFeedInput.sol";
import {ScriptedFeed} from "../../../contracts/test/ScriptedFeed.sol";
import {vm} from "../../../contracts/test/Vm.sol";

contract PriceFeedInputTest {
    uint256 private constant NOW = 1_800_000_000;
    uint256 private constant ROUNDS = 5;
    uint256 private constant STEP = 10;
    uint256 private constant MAX_AGE = 1 hours;
    /// @dev The third phase of a feed, whose rounds count from 1.
    uint80 private constant PHASE = 3 << 64;

    ScriptedFeed private feed;
    PriceFeedInput private source;

    function setUp() external {
        vm.warp(NOW);
        feed = new ScriptedFeed();
        source = new PriceFeedInput(feed, ROUNDS, STEP, MAX_AGE);
        _setAll([int256(99_900), 100_000, 100_100, 50_000, 100_000]);
    }

    function _setAll(int256[5] memory prices) private {
        for (uint80 i = 0; i < 5; ++i) feed.set(PHASE + 1 + i, prices[i], NOW - 50 + 10 * i);
    }

    function _expect(bytes memory data, uint8[5] memory expected) private pure {
        vm.assertEq(data.length, 5);
        for (uint256 i = 0; i < 5; ++i) vm.assertEq(uint8(data[i]), expected[i]);
    }

    function test_nextInput() external view {
        // A step is 0.1 %: one step below, none, one above, far below, the newest.
        _expect(source.nextInput(0), [127, 128, 129, 0, 128]);
        // The run's number changes nothing.
        _expect(source.nextInput(9), [127, 128, 129, 0, 128]);
    }

    function test_nextInput_staysWithinAByte() external {
        _setAll([int256(1), type(int192).max, 87_200, 112_700, 100_000]);
        _expect(source.nextInput(0), [0, 255, 0, 255, 128]);
        _setAll([int256(87_300), 112_600, 99_901, 100_099, 100_000]);
        // Less than a step does not count.
        _expect(source.nextInput(0), [1, 254, 128, 128, 128]);
    }

    function test_nextInput_refusesStalePrices() external {
        vm.warp(NOW - 10 + MAX_AGE);
        source.nextInput(0);
        vm.warp(NOW - 10 + MAX_AGE + 1);
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.PriceStale.selector, NOW - 10, NOW - 10 + MAX_AGE + 1));
        source.nextInput(0);
    }

    function test_nextInput_refusesPricesThatAreNone() external {
        for (uint80 i = 0; i < 5; ++i) {
            int256[2] memory bad = [int256(0), -1];
            for (uint256 j = 0; j < 2; ++j) {
                _setAll([int256(1), 1, 1, 1, 1]);
                feed.set(PHASE + 1 + i, bad[j], NOW);
                // Sets the newest round again.
                if (i != 4) feed.set(PHASE + 5, 1, NOW);
                vm.expectRevert(
                    abi.encodeWithSelector(PriceFeedInput.PriceNotPositive.selector, PHASE + 1 + i, bad[j])
                );
                source.nextInput(0);
            }
        }
        int256 huge = int256(type(int192).max) + 1;
        feed.set(PHASE + 5, huge, NOW);
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.PriceTooLarge.selector, PHASE + 5, huge));
        source.nextInput(0);
    }

    function test_nextInput_refusesIncompleteRounds() external {
        feed.set(PHASE + 2, 100, 0);
        feed.set(PHASE + 5, 100, NOW);
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.RoundIncomplete.selector, PHASE + 2));
        source.nextInput(0);
        feed.set(PHASE + 6, 100, 0);
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.RoundIncomplete.selector, PHASE + 6));
        source.nextInput(0);
    }

    function test_nextInput_staysInThePhase() external {
        for (uint80 i = 0; i < 4; ++i) feed.set(PHASE + 1 + i, 100, NOW);
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.NotEnoughRounds.selector, 4, 5));
        source.nextInput(0);
        feed.set(PHASE + 5, 100, NOW);
        source.nextInput(0);
    }

    function test_nextInput_failsWithTheFeed() external {
        feed.setFails(true);
        vm.expectRevert(abi.encodeWithSelector(ScriptedFeed.NoDataPresent.selector));
        source.nextInput(0);
    }

    function test_constructor_refusesParametersOutOfRange() external {
        vm.expectRevert(abi.encodeWithSelector(PriceFeedInput.FeedHasNoCode.selector, address(0x57A9)));
        new PriceFeedInput(IPriceFeed(address(0x57A9)), ROUNDS, STEP, MAX_AGE);
        uint256[3][5] memory bad = [
            [uint256(0), STEP, MAX_AGE],
            [257, STEP, MAX_AGE],
            [ROUNDS, 0, MAX_AGE],
            [ROUNDS, 10_001, MAX_AGE],
            [ROUNDS, STEP, 0]
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(PriceFeedInput.ParametersOutOfRange.selector, bad[i][0], bad[i][1], bad[i][2])
            );
            new PriceFeedInput(feed, bad[i][0], bad[i][1], bad[i][2]);
        }
        new PriceFeedInput(feed, 256, 10_000, 1);
    }

    /// @dev Prices of any size never fail, and give the expected byte.
    function testFuzz_nextInput(uint192 older, uint192 newest, uint16 step) external {
        older = uint192((older >> 1) | 1);
        newest = uint192((newest >> 1) | 1);
        step = 1 + (step % 10_000);
        PriceFeedInput two = new PriceFeedInput(feed, 2, step, MAX_AGE);
        feed.set(PHASE + 1, int256(uint256(older)), NOW);
        feed.set(PHASE + 2, int256(uint256(newest)), NOW);
        bytes memory data = two.nextInput(0);
        uint256 distance = older > newest ? older - newest : newest - older;
        uint256 steps = (distance * 10_000) / (uint256(newest) * step);
        uint256 expected = older > newest ? (steps > 127 ? 255 : 128 + steps) : (steps > 128 ? 0 : 128 - steps);
        vm.assertEq(uint8(data[0]), expected);
        vm.assertEq(uint8(data[1]), 128);
    }
}

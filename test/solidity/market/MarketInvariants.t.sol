// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {vm} from "../../../contracts/test/Vm.sol";
import {BooksInvariants} from "./MarketBooks.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice Invariants after any sequence of calls by anyone.
contract MarketInvariantsTest is BooksInvariants {
    MarketHandler private handler;

    function setUp() external {
        handler = new MarketHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One campaign checks all of it after every call.
    function invariant_booksPartiesAndStates() external {
        _checkBooks(handler);
        handler.checkOneJob();
    }

    /// @dev The handlers return early if the random action is not legal, so this shows that each of them acts.
    function test_randomPlayReachesEveryAction() external {
        for (uint256 i = 0; i < 2_000; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 c = uint256(keccak256(abi.encode(b)));
            uint256 d = uint256(keccak256(abi.encode(c)));
            uint256 action = a % 16;
            if (action == 0) handler.deposit(b, c);
            if (action == 1) handler.withdraw(b, c % 10e6);
            if (action == 2) handler.post(b, c, d, a, a >> 8);
            if (action == 3) handler.claim(b, c, d % 2 == 0);
            if (action == 4) handler.submit(b, c);
            if (action == 5) handler.finalize(b, c);
            if (action == 6 && b % 4 == 0) handler.cancel(b);
            if (action == 7) handler.expire(b);
            if (action == 8) handler.forfeit(b);
            if (action == 9) handler.wait(b);
            if (action == 10) handler.fulfil(b, c, d, a, d >> 8);
            if (action == 11) handler.deliver(b, uint8(c));
            if (action == 12) handler.setConsumer(b, c);
            if (action == 13) handler.outOfTurn(b, c, d);
            if (action == 14) handler.challenge(b, c, d);
            if (action == 15) handler.setVerifier(b);
        }
        string[15] memory actions = [
            "deposit",
            "withdraw",
            "post",
            "claim",
            "submit",
            "finalize",
            "cancel",
            "expire",
            "forfeit",
            "fulfil",
            "postSigned",
            "announce",
            "deliver",
            "challenge",
            "refused"
        ];
        for (uint256 i = 0; i < actions.length; ++i) {
            vm.assertTrue(handler.done(actions[i]) > 5, string.concat(actions[i], " hardly ever happens"));
        }
        this.invariant_booksPartiesAndStates();
    }
}

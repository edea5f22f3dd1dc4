// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {HostileToken} from "../../../contracts/test/HostileToken.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerDeployer} from "./LedgerDeployer.sol";
import {ScriptedBook} from "./ScriptedBook.sol";

/// @notice Random calls by owners and books, with a token that misbehaves at random. The handler keeps the expected money of each
/// account.
contract LedgerHandler {
    uint256 private constant PEOPLE = 3;
    uint256 private constant MOST = 1_000e6;

    HostileToken public token = new HostileToken();
    ILedger public ledger;
    ScriptedBook[2] private _books;
    /// The people, then the books.
    address[5] public accounts;
    mapping(address account => uint256 amount) public free;
    mapping(address account => uint256 amount) public locked;
    uint256 public burned;
    uint256 public acted;
    uint256 public failed;

    constructor() {
        LedgerDeployer deployer = new LedgerDeployer();
        ledger = deployer.ledger();
        address[] memory books = new address[](2);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            accounts[i] = address(uint160(0xA0 + i));
            token.mint(accounts[i], type(uint128).max / PEOPLE);
            vm.prank(accounts[i]);
            token.approve(address(ledger), type(uint256).max);
        }
        for (uint256 i = 0; i < 2; ++i) {
            _books[i] = new ScriptedBook(ledger);
            books[i] = accounts[PEOPLE + i] = address(_books[i]);
        }
        deployer.deploy(token, books);
        token.setBlacklisted(accounts[0]);
        for (uint256 i = 0; i < PEOPLE; ++i) deposit(i, MOST / 2);
    }

    /// @dev Sets the token's behaviour. A token that calls back tries to take what is not its own.
    function setMood(uint256 mood, uint256 who, uint256 amount) external {
        token.setMood(mood % 2 == 0 ? HostileToken.Mood.Honest : HostileToken.Mood((mood >> 8) % 6));
        if (amount % 2 == 0) token.setReentry(abi.encodeCall(ILedger.withdraw, (amount, _person(who))));
        else token.setReentry(abi.encodeCall(ILedger.transferFrom, (_person(who), _person(who / 2), amount)));
    }

    function deposit(uint256 who, uint256 amount) public {
        amount = 1 + (amount % MOST);
        vm.prank(_person(who));
        try ledger.deposit(_person(who), amount) {
            free[_person(who)] += amount;
            ++acted;
        } catch {
            ++failed;
        }
    }

    function withdraw(uint256 who, uint256 to, uint256 amount) external {
        amount = 1 + (amount % MOST);
        vm.prank(_person(who));
        try ledger.withdraw(amount, _person(to)) {
            free[_person(who)] -= amount;
            ++acted;
        } catch {
            ++failed;
        }
    }

    function transfer(uint256 who, uint256 to, uint256 amount) external {
        amount = amount % MOST;
        vm.prank(_person(who));
        try ledger.transferFrom(_person(who), _person(to), amount) {
            free[_person(who)] -= amount;
            free[_person(to)] += amount;
            ++acted;
        } catch {
            ++failed;
        }
    }

    function lock(uint256 book, uint256 who, uint256 amount) external {
        amount = amount % MOST;
        try _books[book % 2].lock(_person(who), amount) {
            free[_person(who)] -= amount;
            locked[_person(who)] += amount;
            ++acted;
        } catch {
            ++failed;
        }
    }

    function payAndRelease(uint256 book, uint256 from, uint256 to, uint256 amount, uint256 released) external {
        (address source, address target) = (_owner(book, from), _owner(book, to));
        (amount, released) = (amount % MOST, released % 2 == 0 ? 0 : released % MOST);
        try _books[book % 2].payAndRelease(source, target, amount, released) {
            locked[source] -= amount;
            locked[target] -= released;
            _give(book, target, amount + released);
            ++acted;
        } catch {
            ++failed;
        }
    }

    function forfeit(uint256 book, uint256 from, uint256 to, uint256 rewarded, uint256 burned_) external {
        (address source, address target) = (_owner(book, from), _owner(book, to));
        (rewarded, burned_) = (rewarded % MOST, burned_ % MOST);
        try _books[book % 2].forfeit(source, target, rewarded, burned_) {
            locked[source] -= rewarded + burned_;
            _give(book, target, rewarded);
            burned += burned_;
            ++acted;
        } catch {
            ++failed;
        }
    }

    function _give(uint256 book, address to, uint256 amount) private {
        if (to == address(_books[book % 2])) locked[to] += amount;
        else free[to] += amount;
    }

    function _person(uint256 who) private view returns (address) {
        return accounts[who % PEOPLE];
    }

    /// @dev A person, or the book that settles.
    function _owner(uint256 book, uint256 who) private view returns (address) {
        return who % 4 == 3 ? address(_books[book % 2]) : _person(who % 4);
    }
}

/// @notice The ledger's invariants after any sequence of calls, whatever its token and its books do.
contract LedgerInvariantsTest {
    LedgerHandler private handler;

    function setUp() external {
        handler = new LedgerHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_everyAccountHasWhatItShould() external view {
        ILedger ledger = handler.ledger();
        uint256 owed = handler.burned();
        for (uint256 i = 0; i < 5; ++i) {
            address account = handler.accounts(i);
            (uint256 free, uint256 locked) = (ledger.balanceOf(account), ledger.lockedOf(account));
            vm.assertEq(free, handler.free(account), "free money is off");
            vm.assertEq(locked, handler.locked(account), "locked money is off");
            owed += free + locked;
        }
        vm.assertEq(handler.token().balanceOf(address(ledger)), owed, "the ledger owes another amount than it holds");
    }

    function test_randomPlaySucceedsAndFails() external {
        for (uint256 i = 0; i < 600; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 c = uint256(keccak256(abi.encode(b)));
            uint256 action = a % 7;
            if (action == 0) handler.setMood(b, c, a >> 8);
            if (action == 1) handler.deposit(b, c);
            if (action == 2) handler.withdraw(b, c, a >> 8);
            if (action == 3) handler.transfer(b, c, a >> 8);
            if (action == 4) handler.lock(b, c, a >> 8);
            if (action == 5) handler.payAndRelease(b, c, a >> 8, b >> 8, c >> 8);
            if (action == 6) handler.forfeit(b, c, a >> 8, b >> 8, c >> 8);
        }
        vm.assertTrue(handler.acted() > 100, "hardly anything succeeds");
        vm.assertTrue(handler.failed() > 100, "hardly anything fails");
        this.invariant_everyAccountHasWhatItShould();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {Seat} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {WorkerRegistry} from "../../../contracts/registries/WorkerRegistry.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedDispute} from "../../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {MarketScene} from "./MarketFixture.sol";

/// @notice The market of jobs with several seats, with a quorum verifier and enough workers for every seat.
abstract contract MultiSeatScene is MarketScene {
    uint8 internal constant SEATS = 5;
    uint256 internal constant QUORUM = 3;
    uint256 internal constant WINDOW = 3600;
    uint256 internal constant SLOT_STAKE = 1e6;
    uint256 internal constant ACTIVATION_DELAY = 1 days;
    uint256 internal constant COMMIT_UNTIL = START + LOCK_FOR;
    uint256 internal constant REVEAL_UNTIL = START + 2 * LOCK_FOR;
    uint256 internal constant FILL_TIME = 1 hours;
    uint256 internal constant RIGHT = 1;
    uint256 internal constant WRONG = 2;

    ScriptedDispute internal dispute;
    WorkerRegistry internal workers;
    QuorumVerifier internal quorum;

    function _openMultiSeatMarket(uint256 workers_) internal {
        _openMarket();
        dispute = new ScriptedDispute();
        quorum = new QuorumVerifier(multiSeatMarket, workers, dispute, 60, 60);
        for (uint256 i = 0; i < workers_; ++i) _fund(_seatWorker(i));
    }

    function _books() internal virtual override returns (address[] memory books) {
        workers = new WorkerRegistry(ledger, SLOT_STAKE, ACTIVATION_DELAY);
        books = new address[](3);
        (books[0], books[1], books[2]) = (address(market), address(multiSeatMarket), address(workers));
    }

    function _multiSeatRequest() internal view returns (Request memory request) {
        request = _request();
        request.policy.seats = SEATS;
        request.policy.verifier = address(quorum);
        request.policy.params = _quorumParams(QUORUM, WINDOW, false);
    }

    function _quorumParams(uint256 k, uint256 window, bool drawn) internal pure returns (bytes memory) {
        return abi.encode(k, window, drawn, false);
    }

    function _scriptedMultiSeat() internal view returns (Request memory request) {
        request = _scriptedRequest();
        request.policy.seats = SEATS;
    }

    function _seatKey(uint256 i) internal pure returns (uint256) {
        return 0x5EA7 + i;
    }

    function _seatWorker(uint256 i) internal pure returns (address) {
        return vm.addr(_seatKey(i));
    }

    function _salt(uint256 i) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", i));
    }

    function _answer(uint256 answer) internal pure returns (bytes memory) {
        return abi.encode(answer);
    }

    function _rootOf(uint256 answer) internal pure returns (bytes32) {
        return PlainPagedMerkle.root(_answer(answer));
    }

    /// @dev Worker i's commitment, with its own salt.
    function _commitmentOf(Request memory request, uint256 i, uint256 answer) internal view returns (bytes32) {
        return keccak256(abi.encode(_idOf(request), _seatWorker(i), _rootOf(answer), _salt(i)));
    }

    function _openingOf(
        Request memory request,
        uint256 i,
        uint256 answer
    ) internal view returns (Submission memory opening) {
        opening = _submissionOf(request, _seatKey(i), _answer(answer));
        opening.salt = _salt(i);
        opening.output = "";
    }

    function _claimSeat(Request memory request, uint256 i) internal {
        vm.prank(_seatWorker(i));
        multiSeatMarket.claim(request, _seatWorker(i), "");
    }

    /// @dev Worker i commits in seat i.
    function _commitSeat(Request memory request, uint256 i, uint256 answer) internal {
        bytes32 commitment = _commitmentOf(request, i, answer);
        vm.prank(_seatWorker(i));
        multiSeatMarket.commit(request, i, commitment);
    }

    /// @dev Worker i opens its commitment in seat i.
    function _openSeat(Request memory request, uint256 i, uint256 answer) internal {
        Submission memory opening = _openingOf(request, i, answer);
        vm.prank(_seatWorker(i));
        multiSeatMarket.submit(request, i, opening);
    }

    function _postAndFill(Request memory request) internal returns (JobId id) {
        id = _post(request);
        for (uint256 i = 0; i < request.policy.seats; ++i) _claimSeat(request, i);
    }

    /// @dev Posts, fills and commits to these answers.
    function _postToRevealing(Request memory request, uint256[5] memory answers) internal returns (JobId id) {
        id = _postAndFill(request);
        for (uint256 i = 0; i < SEATS; ++i) _commitSeat(request, i, answers[i]);
    }

    function _postToResults(Request memory request, uint256[5] memory answers) internal returns (JobId id) {
        id = _postToRevealing(request, answers);
        for (uint256 i = 0; i < SEATS; ++i) _openSeat(request, i, answers[i]);
    }

    function _allRight() internal pure returns (uint256[5] memory) {
        return [RIGHT, RIGHT, RIGHT, RIGHT, RIGHT];
    }

    /// @dev The challenger shows worker i's result wrong.
    function _refute(JobId id, uint256 i, uint256 answer, address challenger) internal {
        dispute.set(id, _seatWorker(i), _rootOf(answer), IDispute.Standing.Refuted, 0, challenger);
    }

    /// @dev Compares all that the ledger owes, after everything has ended, with what it holds: it keeps burned tokens.
    function _assertBooks(uint256 burned) internal view {
        uint256 owed = _balance(requester) + _balance(worker) + _balance(publisher) + _balance(stranger);
        for (uint256 i = 0; i < 16; ++i) {
            owed += _balance(_seatWorker(i));
            vm.assertEq(_locked(_seatWorker(i)), 0, "a worker's money is still locked");
        }
        vm.assertEq(_locked(requester), 0, "the requester's money is still locked");
        vm.assertEq(token.balanceOf(address(ledger)), owed + burned, "what ended leaves only what was burned");
    }

    function _seat(JobId id, uint256 i) internal view returns (Seat memory) {
        return multiSeatMarket.getJob(id).seats[i];
    }
}

/// @notice A test that begins with an open market for jobs of several seats.
abstract contract MultiSeatFixture is MultiSeatScene {
    function setUp() public virtual {
        _openMultiSeatMarket(SEATS + 1);
    }
}

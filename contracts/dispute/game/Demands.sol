// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputeDemands} from "../../interfaces/IDisputeDemands.sol";
import {PagedMerkle} from "../../libraries/PagedMerkle.sol";
import {Claim} from "../../types/Claim.sol";
import {Demand, DemandState} from "../../types/Demand.sol";
import {JobId} from "../../types/JobId.sol";
import {Request} from "../../types/Request.sol";
import {Challenges, Disputed} from "./Challenges.sol";
import {Header, ProgramHeader} from "./ProgramHeader.sol";
import {SparseTree} from "./SparseTree.sol";

/// @title Demands for withheld bytes
/// @notice Who claims a result has its input and its output. Anyone may pay to have pages of them shown on chain; who can't
/// show them loses.
abstract contract Demands is Challenges, IDisputeDemands {
    /// @inheritdoc IDisputeDemands
    uint256 public constant MAX_DEMANDED_PAGES = 128;

    // How the event names the input, where it otherwise names an output.
    uint256 private constant _INPUT = 255;

    /// @inheritdoc IDisputeDemands
    uint256 public immutable demandFeePerPage;

    constructor(uint256 demandFeePerPage_) {
        // INVARIANT: a demand pays for its answer, so nobody can wear a worker out with demands.
        if (demandFeePerPage_ == 0 || demandFeePerPage_ > type(uint96).max)
            revert ParameterOutOfRange(demandFeePerPage_);
        demandFeePerPage = demandFeePerPage_;
    }

    /// @inheritdoc IDisputeDemands
    function demandInput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 first,
        uint256 count
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        Demand memory asked;
        (asked.pages, asked.lastBytes) = _pagesOf(disputed.header.inputBytes);
        (asked.first, asked.count) = _range(asked.pages, first, count);
        return _demand(disputed, asked);
    }

    /// @inheritdoc IDisputeDemands
    function demandOutput(
        Request calldata request,
        uint256 seat,
        bytes calldata header,
        uint256 output,
        bytes calldata step,
        bytes32[] calldata proof,
        uint256 first,
        uint256 count
    ) external nonReentrant returns (uint256 number) {
        Disputed memory disputed = _enter(request, seat, header);
        Demand memory asked;
        (asked.pages, asked.lastBytes) = _pagesOf(_outputBytes(disputed.header, header, output, step, proof));
        (asked.first, asked.count) = _range(asked.pages, first, count);
        // Both at most ProgramHeader.MAX_OUTPUTS.
        asked.outputs = uint8(disputed.header.outputs);
        asked.output = uint8(output);
        return _demand(disputed, asked);
    }

    /// @inheritdoc IDisputeDemands
    function answer(uint256 number, bytes calldata pages, bytes32[] calldata proof) external nonReentrant {
        Demand storage asked = _openDemand(number);
        // INVARIANT: an answer is on time or the claim is refuted, never both.
        if (block.timestamp > asked.deadline) revert AnswerTooLate(number, asked.deadline, block.timestamp);
        bytes32 id = asked.claim;
        Claim storage claim = _claims[id];
        _checkAnswer(number, asked, claim, pages, proof);

        asked.state = DemandState.Answered;
        --claim.open;
        --claim.workerOwes;
        uint256 usable = block.timestamp + moveTime;
        // INVARIANT: who demanded in the window can challenge on what it was shown, and the extension is bounded: by then no new
        // demand is taken.
        if (usable > asked.windowEnd && usable > claim.extendedUntil) claim.extendedUntil = uint40(usable);
        emit DemandAnswered(number, id, pages);
        market.transfer(claim.worker, demandFeePerPage * asked.count);
    }

    /// @inheritdoc IDisputeDemands
    function timeoutDemand(uint256 number) external nonReentrant {
        Demand storage asked = _openDemand(number);
        if (block.timestamp <= asked.deadline) revert AnswerStillDue(number, asked.deadline, block.timestamp);
        bytes32 id = asked.claim;
        Claim storage claim = _claims[id];
        asked.state = DemandState.Missed;
        --claim.open;
        --claim.workerOwes;
        // INVARIANT: who only asked for bytes is not rewarded before those who knew that the claim is wrong: what shows it wrong
        // is that the worker was late, which is now.
        _refute(claim, asked.demander, uint40(block.number), number);
        emit DemandMissed(number, id);
        market.transfer(asked.demander, demandFeePerPage * asked.count);
    }

    /// @dev How many bytes an output has, from the step that produces it.
    function _outputBytes(
        Header memory parsed,
        bytes calldata header,
        uint256 output,
        bytes calldata step,
        bytes32[] calldata proof
    ) private view returns (uint256 byteLength) {
        if (output >= parsed.outputs) revert NoSuchOutput(output, parsed.outputs);
        _checkStep(parsed, ProgramHeader.outputStep(header, parsed, output), step, proof);
        (, byteLength) = _outputOf(step);
    }

    /// @dev How many pages, at most MAX_TENSOR_BYTES / 256, and how many bytes of the last one are the tensor's.
    function _pagesOf(uint256 byteLength) private pure returns (uint32 pages, uint16 lastBytes) {
        pages = uint32((byteLength + PagedMerkle.PAGE_SIZE - 1) / PagedMerkle.PAGE_SIZE);
        lastBytes = uint16(byteLength - (pages - 1) * PagedMerkle.PAGE_SIZE);
    }

    function _range(uint256 pages, uint256 first, uint256 count) private pure returns (uint32, uint8) {
        // INVARIANT: what is demanded exists, so an honest worker can always show it.
        if (count == 0 || count > MAX_DEMANDED_PAGES || first >= pages || count > pages - first) {
            revert PagesOutOfRange(first, count, pages);
        }
        return (uint32(first), uint8(count));
    }

    function _demand(Disputed memory disputed, Demand memory asked) private returns (uint256 number) {
        bytes32 id = disputed.claim;
        Claim storage claim = _claims[id];
        uint256 windowEnd = disputed.windowEnd;
        if (block.timestamp > windowEnd) revert WindowClosed(id, windowEnd, block.timestamp);
        // INVARIANT: once the claim is known to be wrong, nobody can draw it out.
        if (claim.winner != address(0)) revert AlreadyRefuted(id, claim.winner);
        asked.claim = id;
        asked.demander = msg.sender;
        asked.deadline = uint40(block.timestamp + moveTime);
        asked.state = DemandState.Open;
        asked.windowEnd = windowEnd > type(uint40).max ? type(uint40).max : uint40(windowEnd);
        number = _count(claim, moveTime, true);
        _demands[number] = asked;
        _emitDemanded(number, disputed.job, claim.worker, asked);
        market.transferFrom(msg.sender, address(this), demandFeePerPage * asked.count);
    }

    function _emitDemanded(uint256 number, JobId job, address worker, Demand memory asked) private {
        emit PagesDemanded(
            number,
            job,
            worker,
            asked.claim,
            asked.demander,
            asked.outputs == 0 ? _INPUT : asked.output,
            asked.first,
            asked.count,
            asked.deadline
        );
    }

    function _checkAnswer(
        uint256 number,
        Demand storage asked,
        Claim storage claim,
        bytes calldata pages,
        bytes32[] calldata proof
    ) private view {
        uint256 expectedLength = asked.count * PagedMerkle.PAGE_SIZE;
        if (pages.length != expectedLength) revert PageLengthMismatch(pages.length, expectedLength);
        bytes32[] memory hashes = new bytes32[](asked.count);
        for (uint256 i = 0; i < hashes.length; ++i) {
            hashes[i] = keccak256(pages[i * PagedMerkle.PAGE_SIZE:(i + 1) * PagedMerkle.PAGE_SIZE]);
        }
        // INVARIANT: a tensor that differs from the right one only after its end is wrong, and can't be shown.
        if (
            uint256(asked.first) + asked.count == asked.pages &&
            !_isPadded(pages[expectedLength - PagedMerkle.PAGE_SIZE:], asked.lastBytes)
        ) revert PaddingNotZero(number);
        (bytes32 actual, uint256 used) = SparseTree.rootOfRange(
            hashes,
            asked.first,
            SparseTree.depth(asked.pages),
            proof
        );
        bytes32 expected = asked.outputs == 0 ? claim.inputRoot : claim.outputRoot;
        // Of one output, or of the input, the root is the tensor's own: no siblings are left.
        uint256 levels = asked.outputs == 0 ? 0 : SparseTree.depth(asked.outputs);
        actual = PagedMerkle.rootFromProof(actual, asked.output, levels, proof[used:]);
        // INVARIANT: only the claim's own bytes answer.
        if (actual != expected) revert AnswerMismatch(number, actual, expected);
    }

    function _openDemand(uint256 number) private view returns (Demand storage asked) {
        asked = _demands[number];
        if (asked.state != DemandState.Open) revert DemandNotOpen(number, asked.state);
    }
}

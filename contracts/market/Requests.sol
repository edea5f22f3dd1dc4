// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketCore} from "../interfaces/IMarketCore.sol";
import {Limits} from "../libraries/Limits.sol";
import {Input} from "../types/Input.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {SCOPE_REQUEST} from "../types/Key.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Callbacks} from "./Callbacks.sol";
import {PanelSeam} from "./PanelSeam.sol";

/// @title Requests
/// @notice How a request comes into the market.
abstract contract Requests is IMarketCore, Callbacks, PanelSeam {
    /// @inheritdoc IMarketCore
    /// @dev Needs no guard against re-entry: it calls nobody, and no other function, while it calls out, expects a balance to stay
    /// as it was, or a job that no post made not to appear.
    function post(Request calldata request, Input calldata input) external returns (JobId id) {
        address requester = request.requester;
        // INVARIANT: only the requester and whom it lets move its balance spend it.
        if (msg.sender != requester && !_operators[requester][msg.sender]) revert NotRequester(msg.sender, requester);
        if (request.nonce & Limits.SIGNED_NONCE != 0) revert NonceIsForSigned(request.nonce);
        id = _idOf(request);
        StoredJob storage job = _jobs[id];
        // INVARIANT: an id is used once, so no request is paid twice.
        if (job.state != JobState.None) revert JobAlreadyExists(id, job.state);
        _open(id, job, request, input);
    }

    /// @inheritdoc IMarketCore
    function postSigned(
        Request calldata request,
        Input calldata input,
        bytes calldata signer,
        bytes calldata signature
    ) external nonReentrant returns (JobId id) {
        id = _idOf(request);
        _useSigned(id, request, signer, signature);
        _open(id, _jobs[id], request, input);
    }

    function _open(JobId id, StoredJob storage job, Request calldata request, Input calldata input) private {
        (uint256 seats, uint256 escrow) = _checkRequest(request);
        bytes calldata data = input.data;
        string[] calldata uris = input.uris;
        if (data.length != 0) {
            _checkInline(data, request.inputRoot);
        } else if (uris.length == 0) {
            revert InputMissing();
        }
        _debit(request.requester, escrow);
        job.state = JobState.Open;
        // At most MAX_SEATS.
        if (seats != 1) job.seats = uint8(seats);
        _emitPosted(id, request, data);
        if (uris.length != 0) emit InputLocated(id, uris);
    }

    /// @dev Takes a signed request, which can be taken once.
    function _useSigned(JobId id, Request calldata request, bytes calldata signer, bytes calldata signature) internal {
        // INVARIANT: only its requester's signature, or that of a key which it listed for requests, spends a requester's balance.
        if (!_isSigned(request.requester, SCOPE_REQUEST, JobId.unwrap(id), signer, signature))
            revert InvalidRequestSignature(id, request.requester);
        _useNonce(request.requester, request.nonce);
    }
}

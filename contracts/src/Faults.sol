// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Header, Headers, Seal} from "./Headers.sol";
import {Absence, Inclusion, Rfc6962} from "./Rfc6962.sol";
import {Rosters} from "./Rosters.sol";
import {Settlement} from "./Settlement.sol";
import {Staking} from "./Staking.sol";

/// @notice A validator's promise that each message of a batch is in an epoch from `from` to `deadline`.
struct Receipt {
    bytes32 root; // RFC 6962 root over the ids of the batch
    uint64 size; // how many ids
    uint64 from; // first epoch that it may be in
    uint64 deadline; // last one; at most 7 more than `from`
}

/// @notice Headers that follow each other, and a signature of the last.
struct Branch {
    Header[] headers;
    bytes signature; // 64 bytes: r ‖ vs (EIP-2098)
}

/// @notice An epoch in which the message is not.
struct MissedEpoch {
    Header header;
    Seal seal;
    Absence absence;
}

/// @notice What never changes.
struct FaultTerms {
    uint32 ownPpm; // of its own bond that a validator loses
    uint32 delegatorPpm; // of what is delegated to it; at most 500,000
}

/// @title Faults that anyone can prove, and be rewarded for.
contract Faults {
    using Headers for Header;

    event DoubleSigned(address indexed validator, uint64 indexed epoch, uint64 indexed attempt, address reporter);
    event MessageLost(address indexed validator, bytes32 indexed id, uint64 from, uint64 deadline, address reporter);

    error BadTerms();
    error BranchSize(uint256 headers);
    error BrokenBranch(uint64 epoch);
    error SameHeader();
    error OtherRounds();
    error FinalBranch(uint64 epoch);
    error NoSigner(address validator);
    error BadSignature(address validator);
    error NotInBatch(bytes32 id);
    error BadSpan(uint64 from, uint64 deadline);
    error WrongEpoch(uint64 epoch, uint64 expected);
    error NotAbsent(uint64 epoch);
    error NothingToSlash(address validator);

    /// @notice A receipt that allows more epochs than this can't be held against its signer: refuse it.
    uint64 public constant MOST_EPOCHS = 8;
    /// @notice No branch is longer.
    uint256 public constant MOST_HEADERS = 64;
    bytes32 private constant RECEIPT = keccak256("Receipt(bytes32 root,uint64 size,uint64 from,uint64 deadline)");
    uint256 private constant MILLION = 1_000_000;

    Staking public immutable staking;
    Settlement public immutable settlement;
    uint32 public immutable ownPpm;
    uint32 public immutable delegatorPpm;

    constructor(Staking staking_, Settlement settlement_, FaultTerms memory terms) {
        if (terms.ownPpm > MILLION || terms.delegatorPpm > MILLION / 2) revert BadTerms();
        (staking, settlement) = (staking_, settlement_);
        (ownPpm, delegatorPpm) = (terms.ownPpm, terms.delegatorPpm);
    }

    /// @notice Slashes `validator` for signing two headers for one epoch and attempt. A signature covers the headers
    /// before it too: each branch begins with the header that differs and ends with the one that was signed. Branches
    /// of more than one header count only until the epoch is final or its attempt over; see `signedAgainstFinal`.
    function doubleSigned(address validator, Branch calldata left, Branch calldata right) external {
        Header calldata first = _first(left);
        Header calldata other = _first(right);
        if (first.epoch != other.epoch || first.attempt != other.attempt) revert OtherRounds();
        if (first.hash() == other.hash()) revert SameHeader();
        if (left.headers.length > 1 || right.headers.length > 1) _requireOpen(first);
        _requireSigned(validator, _tip(left), left.signature);
        _requireSigned(validator, _tip(right), right.signature);
        emit DoubleSigned(validator, first.epoch, first.attempt, msg.sender);
        _slash(validator);
    }

    /// @notice Slashes `validator`, which by `seal` is among the signers of `final_`, for a signature that covers
    /// another header for that epoch and attempt. `branch` begins with that other header.
    function signedAgainstFinal(address validator, Branch calldata branch, Header calldata final_, Seal calldata seal)
        external
    {
        Header calldata other = _first(branch);
        if (final_.epoch != other.epoch || final_.attempt != other.attempt) revert OtherRounds();
        if (settlement.requireFinal(final_, seal) == other.hash()) revert SameHeader();
        uint256[] memory words = Rosters.load(staking.rosterOf(seal.setVersion));
        uint256 i = 1;
        while (i < words.length && Rosters.account(words[i]) != validator) i++;
        if (i == words.length || (seal.signers >> (i - 1)) & 1 == 0) revert NoSigner(validator);
        _requireSigned(validator, _tip(branch), branch.signature);
        emit DoubleSigned(validator, other.epoch, other.attempt, msg.sender);
        _slash(validator);
    }

    /// @dev Who goes on from a final header, whatever it signed before, has not signed that one: it has no choice. Nor
    /// had it when that header was revoked since, which raised the attempt.
    function _requireOpen(Header calldata header) private view {
        if (header.epoch < settlement.nextEpoch() || header.attempt != settlement.attempt()) {
            revert FinalBranch(header.epoch);
        }
    }

    function _first(Branch calldata branch) private pure returns (Header calldata) {
        if (branch.headers.length == 0 || branch.headers.length > MOST_HEADERS) {
            revert BranchSize(branch.headers.length);
        }
        return branch.headers[0];
    }

    function _tip(Branch calldata branch) private pure returns (bytes32 hash) {
        hash = branch.headers[0].hash();
        for (uint256 i = 1; i < branch.headers.length; i++) {
            if (branch.headers[i].parent != hash) revert BrokenBranch(branch.headers[i].epoch);
            hash = branch.headers[i].hash();
        }
    }

    /// @notice Slashes `validator` for a message that it acknowledged and that is in no epoch from the receipt's first
    /// to its deadline. All of these must stand: final, and their payout delay over.
    /// @param signature of the receipt, 64 bytes: r ‖ vs (EIP-2098)
    /// @param id the message's
    /// @param inclusion where the id is in the receipt's batch
    /// @param missed one for each epoch, in order
    function messageLost(
        address validator,
        Receipt calldata receipt,
        bytes calldata signature,
        bytes32 id,
        Inclusion calldata inclusion,
        MissedEpoch[] calldata missed
    ) external {
        if (receipt.deadline < receipt.from || receipt.deadline - receipt.from >= MOST_EPOCHS) {
            revert BadSpan(receipt.from, receipt.deadline);
        }
        if (missed.length != receipt.deadline - receipt.from + 1) revert BadSpan(receipt.from, receipt.deadline);
        _requireSigned(validator, keccak256(abi.encode(RECEIPT, receipt)), signature);
        if (!Rfc6962.includes(receipt.root, receipt.size, id, inclusion.index, inclusion.path)) revert NotInBatch(id);
        for (uint64 i = 0; i < missed.length; i++) {
            _requireMissed(missed[i], receipt.from + i, id);
        }
        emit MessageLost(validator, id, receipt.from, receipt.deadline, msg.sender);
        _slash(validator);
    }

    function _requireMissed(MissedEpoch calldata missed, uint64 epoch, bytes32 id) private view {
        Header calldata header = missed.header;
        if (header.epoch != epoch) revert WrongEpoch(header.epoch, epoch);
        settlement.requireStanding(header, missed.seal);
        if (!Rfc6962.excludes(header.identities, header.identityCount, id, missed.absence)) revert NotAbsent(epoch);
    }

    function _requireSigned(address validator, bytes32 structHash, bytes calldata signature) private view {
        if (signature.length != 64) revert BadSignature(validator);
        bytes32 digest = MessageHashUtils.toTypedDataHash(settlement.DOMAIN_SEPARATOR(), structHash);
        (address signer,,) = ECDSA.tryRecover(digest, bytes32(signature[0:32]), bytes32(signature[32:64]));
        if (signer != validator) revert BadSignature(validator);
    }

    function _slash(address validator) private {
        if (staking.slash(validator, msg.sender, ownPpm, delegatorPpm, true) == 0) revert NothingToSlash(validator);
    }
}

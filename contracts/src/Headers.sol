// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice The seal of an epoch as validators sign it (EIP-712 struct `Header`). Amounts are cumulative since
/// genesis, in wei, and multiples of 1e9 (one nano-token).
struct Header {
    uint64 epoch; // from 0 on, without gaps
    uint64 attempt; // Settlement.attempt() when it was signed
    bytes32 parent; // struct hash of the header before; 0 for epoch 0
    bytes32 evidence; // SHA-256 of the node's canonical CBOR header
    bytes32 inputs; // RFC 6962 root over the messages
    bytes32 identities; // RFC 6962 root over the message ids, 32 bytes each, ascending, distinct
    uint64 identityCount; // how many ids
    bytes32 outcome; // root over the outcome's lines
    bytes32 state; // root of the state after
    bytes32 payouts; // StandardMerkleTree root of what accounts can claim; 0 when nobody earned
    uint256 total; // sum of all leaves' cumulative amounts
    uint256 minted; // newly minted
    uint256 burnt; // burnt inside, out of deposits
    uint64 anchorBlock; // events up to this block are inputs
    bytes32 anchorHash; // its hash
    bytes32 manifest; // hash of the rules in force
    bytes32 program; // hash of the code in force
    uint64 setVersion; // validator set that signs
}

/// @notice What Settlement adds to a header when it is final. Event `Finalised` has the values.
struct Seal {
    uint64 finalisedAt; // seconds since 1970
    uint64 signers; // bit i: member i of the set signed
    uint64 setVersion; // the set of `signers`: that of the last header of the transaction
}

/// @title Hashes of headers.
library Headers {
    bytes32 internal constant TYPEHASH = keccak256(
        "Header(uint64 epoch,uint64 attempt,bytes32 parent,bytes32 evidence,bytes32 inputs,bytes32 identities,uint64 identityCount,bytes32 outcome,bytes32 state,bytes32 payouts,uint256 total,uint256 minted,uint256 burnt,uint64 anchorBlock,bytes32 anchorHash,bytes32 manifest,bytes32 program,uint64 setVersion)"
    );

    error NotSixtyFourBits();

    /// @notice `hashStruct` of EIP-712: all members are words, as they lie in the call's data.
    function hash(Header calldata header) internal pure returns (bytes32 result) {
        bytes32 typehash = TYPEHASH;
        uint256 upper;
        assembly ("memory-safe") {
            let at := mload(0x40)
            // the uint64 members: epoch, attempt, identityCount, anchorBlock, setVersion
            upper := or(calldataload(header), calldataload(add(header, 0x20)))
            upper := or(upper, calldataload(add(header, 0xc0)))
            upper := or(upper, calldataload(add(header, 0x1a0)))
            upper := shr(64, or(upper, calldataload(add(header, 0x220))))
            mstore(at, typehash)
            calldatacopy(add(at, 0x20), header, 0x240)
            result := keccak256(at, 0x260)
        }
        if (upper != 0) revert NotSixtyFourBits();
    }

    /// @notice What Settlement stores of a final header.
    function record(bytes32 headerHash, Seal memory seal) internal pure returns (bytes32) {
        return keccak256(abi.encode(headerHash, seal));
    }

    /// @notice What Settlement stores of the rules in force: keccak256(abi.encode(manifest, program)).
    function rules(bytes32 manifest, bytes32 program) internal pure returns (bytes32) {
        return Hashes.efficientKeccak256(manifest, program);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Branch, Faults, FaultTerms, MissedEpoch, Receipt} from "../src/Faults.sol";
import {Header, Seal} from "../src/Headers.sol";
import {Absence, Inclusion, Rfc6962} from "../src/Rfc6962.sol";
import {Settlement} from "../src/Settlement.sol";
import {Network} from "./Network.sol";

/// @notice Trees as nodes build them.
library Tree {
    function leaf(bytes32 id) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(hex"00", id));
    }

    /// @dev RFC 6962 section 2.1, by its own recursion.
    function root(bytes32[] memory ids, uint256 from, uint256 to) internal pure returns (bytes32) {
        if (to == from) return sha256("");
        if (to - from == 1) return leaf(ids[from]);
        uint256 split = from + half(to - from);
        return sha256(abi.encodePacked(hex"01", root(ids, from, split), root(ids, split, to)));
    }

    function half(uint256 size) internal pure returns (uint256 power) {
        power = 1;
        while (power * 2 < size) power *= 2;
    }

    function path(bytes32[] memory ids, uint256 index, uint256 from, uint256 to)
        internal
        pure
        returns (bytes32[] memory result)
    {
        if (to - from == 1) return new bytes32[](0);
        uint256 split = from + half(to - from);
        bool left = index < split;
        bytes32[] memory below = left ? path(ids, index, from, split) : path(ids, index, split, to);
        result = new bytes32[](below.length + 1);
        for (uint256 i = 0; i < below.length; i++) {
            result[i] = below[i];
        }
        result[below.length] = left ? root(ids, split, to) : root(ids, from, split);
    }
}

contract FaultsTest is Network {
    address private constant REPORTER = address(0x4E);

    function setUp() public {
        start(4);
        pass();
    }

    function validator() private view returns (address) {
        return vm.addr(keys[0]);
    }

    function branch(Header memory header) private view returns (Branch memory) {
        return Branch(one(header), sign(keys[0], hashOf(header)));
    }

    // ── two headers for one attempt ────────────────────────────────────────────────────────────────────────────────

    function refused(Branch memory left, Branch memory right, bytes memory reason) private {
        vm.expectRevert(reason);
        faults.doubleSigned(validator(), left, right);
    }

    function test_two_headers_for_one_attempt_cost_the_bond() public {
        Header memory header = nextHeader();
        Header memory other = nextHeader();
        other.state = keccak256("other");
        (Branch memory left, Branch memory right) = (branch(header), branch(other));
        vm.prank(REPORTER);
        faults.doubleSigned(validator(), left, right);
        assertEq(staking.validatorOf(validator()).own, 0, "all");
        assertEq(token.balanceOf(REPORTER), BOND / 20, "a stranger's share");
        refused(branch(header), branch(other), abi.encodeWithSelector(Faults.NothingToSlash.selector, validator()));
    }

    function test_a_signature_covers_the_headers_before() public {
        Header memory header = nextHeader();
        Header memory other = nextHeader();
        other.state = keccak256("other");
        Header[] memory chain = new Header[](2);
        chain[0] = other;
        chain[1] = following(1, hashOf(other), 0, 0, 0);
        Branch memory right = Branch(chain, sign(keys[0], hashOf(chain[1])));
        faults.doubleSigned(validator(), branch(header), right);
        chain[1].parent = 0;
        refused(branch(header), right, abi.encodeWithSelector(Faults.BrokenBranch.selector, 1));
    }

    function refusedAgainst(uint64 epoch, address account, Branch memory left, bytes memory reason) private {
        vm.expectRevert(reason);
        faults.signedAgainstFinal(account, left, headerOf[epoch], sealOf[epoch]);
    }

    /// @dev A closing node gives two archives: validator 0 signs one of them, the others make the other final.
    function split() private returns (Header memory other) {
        other = nextHeader();
        other.state = keccak256("other");
        finalise(one(nextHeader()), 14);
    }

    function test_who_goes_on_from_a_final_header_has_not_signed_it() public {
        Header memory other = split();
        pass();
        Header[] memory chain = new Header[](2);
        (chain[0], chain[1]) = (headerOf[0], nextHeader());
        Branch memory right = Branch(chain, sign(keys[0], hashOf(chain[1])));
        refused(branch(other), right, abi.encodeWithSelector(Faults.FinalBranch.selector, 0));
        refused(right, branch(other), abi.encodeWithSelector(Faults.FinalBranch.selector, 0));
        refusedAgainst(0, validator(), branch(other), abi.encodeWithSelector(Faults.NoSigner.selector, validator()));
        refusedAgainst(0, REPORTER, branch(other), abi.encodeWithSelector(Faults.NoSigner.selector, REPORTER));
        finalise(chain[1]);
        refusedAgainst(1, validator(), branch(other), abi.encodeWithSelector(Faults.OtherRounds.selector));
        // nor when that header is refuted later
        address challenger = address(0xC4A1);
        approveFor(challenger, address(disputes), 100 * TOKEN);
        vm.prank(challenger);
        disputes.challenge(headerOf[0], sealOf[0], "");
        vm.prank(validator());
        disputes.vote(true);
        disputes.decide(headerOf[0], sealOf[0], headerOf[0]);
        refused(branch(other), right, abi.encodeWithSelector(Faults.FinalBranch.selector, 0));
    }

    function test_who_signed_another_header_than_the_final_one_it_signed_loses_the_bond() public {
        Header[] memory batch = new Header[](2);
        batch[0] = nextHeader();
        batch[1] = following(1, hashOf(batch[0]), 0, 0, 0);
        Header[] memory others = new Header[](2);
        others[0] = nextHeader();
        others[0].state = keccak256("other");
        others[1] = following(1, hashOf(others[0]), 0, 0, 0);
        finalise(batch, everyone());
        Branch memory left = Branch(others, sign(keys[0], hashOf(others[1])));
        refusedAgainst(0, validator(), branch(headerOf[0]), abi.encodeWithSelector(Faults.SameHeader.selector));
        address another = vm.addr(keys[1]);
        refusedAgainst(0, another, left, abi.encodeWithSelector(Faults.BadSignature.selector, another));
        faults.signedAgainstFinal(validator(), left, headerOf[0], sealOf[0]);
        assertEq(staking.validatorOf(validator()).own, 0, "all");
    }

    function test_a_refutation_does_not_excuse_a_fault() public {
        finalise(nextHeader());
        approveFor(REPORTER, address(disputes), 100 * TOKEN);
        vm.prank(REPORTER);
        disputes.challenge(headerOf[0], sealOf[0], "");
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(vm.addr(keys[i]));
            disputes.vote(true);
        }
        disputes.decide(headerOf[0], sealOf[0], headerOf[0]);
        assertEq(staking.validatorOf(validator()).own, BOND / 2, "half");
        Header memory header = nextHeader();
        Header memory other = nextHeader();
        other.state = keccak256("other");
        faults.doubleSigned(validator(), branch(header), branch(other));
        assertEq(staking.validatorOf(validator()).own, 0, "the rest");
        refused(branch(header), branch(other), abi.encodeWithSelector(Faults.NothingToSlash.selector, validator()));
    }

    function test_what_is_no_fault() public {
        Header memory header = nextHeader();
        Header memory other = nextHeader();
        refused(branch(header), branch(other), abi.encodeWithSelector(Faults.SameHeader.selector));
        other.attempt = 1;
        refused(branch(header), branch(other), abi.encodeWithSelector(Faults.OtherRounds.selector));
        other = nextHeader();
        other.state = 0;
        Branch memory forged = branch(other);
        forged.signature = sign(keys[1], hashOf(other));
        refused(branch(header), forged, abi.encodeWithSelector(Faults.BadSignature.selector, validator()));
        forged.signature = bytes.concat(forged.signature, hex"00");
        refused(branch(header), forged, abi.encodeWithSelector(Faults.BadSignature.selector, validator()));
        forged.headers = new Header[](0);
        refused(branch(header), forged, abi.encodeWithSelector(Faults.BranchSize.selector, 0));
        forged.headers = new Header[](65);
        refused(branch(header), forged, abi.encodeWithSelector(Faults.BranchSize.selector, 65));
    }

    // ── lost messages ──────────────────────────────────────────────────────────────────────────────────────────────

    /// @dev Ids 10, 20, 30, … as hashes that ascend.
    function ids(uint256 count) private pure returns (bytes32[] memory list) {
        list = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            list[i] = bytes32((i + 1) * 10);
        }
    }

    function finaliseIds(uint256 count) private {
        Header memory header = nextHeader();
        header.identities = Tree.root(ids(count), 0, count);
        header.identityCount = uint64(count);
        finalise(header);
        pass();
    }

    function receiptOf(bytes32[] memory batch, uint64 from, uint64 deadline)
        private
        view
        returns (Receipt memory receipt, bytes memory signature)
    {
        receipt = Receipt(Tree.root(batch, 0, batch.length), uint64(batch.length), from, deadline);
        signature = sign(keys[0], receiptHash(receipt));
    }

    function receiptHash(Receipt memory receipt) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("Receipt(bytes32 root,uint64 size,uint64 from,uint64 deadline)"),
                receipt.root,
                receipt.size,
                receipt.from,
                receipt.deadline
            )
        );
    }

    /// @dev The proof that no id among `count` is `id`, where `smaller` of them are smaller.
    function absence(uint256 count, uint256 smaller) private pure returns (Absence memory result) {
        bytes32[] memory list = ids(count);
        result.index = uint64(smaller);
        if (smaller > 0) {
            result.before = list[smaller - 1];
            result.beforePath = Tree.path(list, smaller - 1, 0, count);
        }
        if (smaller < count) {
            result.after_ = list[smaller];
            result.afterPath = Tree.path(list, smaller, 0, count);
        }
    }

    function missed(uint64 epoch, uint256 count, uint256 smaller) private view returns (MissedEpoch memory) {
        return MissedEpoch(headerOf[epoch], sealOf[epoch], absence(count, smaller));
    }

    function lose(Receipt memory receipt, bytes memory signature, bytes32[] memory batch, MissedEpoch[] memory epochs)
        private
    {
        keeps("", receipt, signature, batch, epochs);
    }

    /// @dev Not slashed, for `reason`; slashed if that is empty.
    function keeps(
        bytes memory reason,
        Receipt memory receipt,
        bytes memory signature,
        bytes32[] memory batch,
        MissedEpoch[] memory epochs
    ) private {
        Inclusion memory inclusion = Inclusion(1, Tree.path(batch, 1, 0, batch.length));
        if (reason.length != 0) vm.expectRevert(reason);
        faults.messageLost(validator(), receipt, signature, batch[1], inclusion, epochs);
    }

    function batchOf(uint256 id) private pure returns (bytes32[] memory batch) {
        batch = ids(5);
        batch[1] = bytes32(id);
    }

    function test_a_message_in_no_epoch_by_its_deadline_costs_the_bond() public {
        finaliseIds(7);
        finaliseIds(0);
        finaliseIds(4);
        bytes32[] memory batch = batchOf(45);
        (Receipt memory receipt, bytes memory signature) = receiptOf(batch, 0, 2);
        MissedEpoch[] memory epochs = new MissedEpoch[](3);
        epochs[0] = missed(0, 7, 4);
        epochs[1] = missed(1, 0, 0);
        epochs[2] = missed(2, 4, 4); // after the last
        keeps(
            abi.encodeWithSelector(Settlement.NotReleasable.selector, 0, sealOf[0].finalisedAt + 1 days),
            receipt,
            signature,
            batch,
            epochs
        );
        vm.warp(block.timestamp + 1 days);
        uint256 gas = gasleft();
        lose(receipt, signature, batch, epochs);
        assertTrue(gas - gasleft() < 1_000_000, "bounded");
        assertEq(staking.validatorOf(validator()).own, 0, "all");
    }

    function test_before_the_first_is_absent_too() public {
        finaliseIds(7);
        vm.warp(block.timestamp + 1 days);
        bytes32[] memory batch = batchOf(5);
        (Receipt memory receipt, bytes memory signature) = receiptOf(batch, 0, 0);
        MissedEpoch[] memory epochs = new MissedEpoch[](1);
        epochs[0] = missed(0, 7, 0);
        lose(receipt, signature, batch, epochs);
    }

    function test_a_message_that_is_there_is_not_lost() public {
        finaliseIds(7);
        vm.warp(block.timestamp + 1 days);
        bytes32[] memory batch = batchOf(40);
        (Receipt memory receipt, bytes memory signature) = receiptOf(batch, 0, 0);
        MissedEpoch[] memory epochs = new MissedEpoch[](1);
        for (uint256 smaller = 0; smaller <= 7; smaller++) {
            epochs[0] = missed(0, 7, smaller);
            keeps(abi.encodeWithSelector(Faults.NotAbsent.selector, 0), receipt, signature, batch, epochs);
        }
        // neighbours that are none
        epochs[0] = missed(0, 7, 3);
        epochs[0].absence.after_ = bytes32(uint256(50));
        epochs[0].absence.afterPath = Tree.path(ids(7), 4, 0, 7);
        keeps(abi.encodeWithSelector(Faults.NotAbsent.selector, 0), receipt, signature, batch, epochs);
        epochs[0].absence.index = 8;
        keeps(abi.encodeWithSelector(Faults.NotAbsent.selector, 0), receipt, signature, batch, epochs);
    }

    function test_a_receipt_is_held_only_to_what_it_says() public {
        finaliseIds(7);
        finaliseIds(7);
        vm.warp(block.timestamp + 1 days);
        bytes32[] memory batch = batchOf(45);
        (Receipt memory receipt, bytes memory signature) = receiptOf(batch, 0, 1);
        MissedEpoch[] memory epochs = new MissedEpoch[](1);
        epochs[0] = missed(0, 7, 4);
        keeps(abi.encodeWithSelector(Faults.BadSpan.selector, 0, 1), receipt, signature, batch, epochs);
        epochs = new MissedEpoch[](2);
        epochs[0] = epochs[1] = missed(0, 7, 4);
        keeps(abi.encodeWithSelector(Faults.WrongEpoch.selector, 0, 1), receipt, signature, batch, epochs);
        receipt.deadline = 2;
        keeps(abi.encodeWithSelector(Faults.BadSpan.selector, 0, 2), receipt, signature, batch, epochs);
        receipt.from = 1;
        keeps(abi.encodeWithSelector(Faults.BadSignature.selector, validator()), receipt, signature, batch, epochs);
        (receipt, signature) = receiptOf(batch, 0, 8);
        keeps(abi.encodeWithSelector(Faults.BadSpan.selector, 0, 8), receipt, signature, batch, epochs);
        (receipt, signature) = receiptOf(batch, 1, 0);
        keeps(abi.encodeWithSelector(Faults.BadSpan.selector, 1, 0), receipt, signature, batch, epochs);
        (receipt, signature) = receiptOf(batch, 0, 1);
        batch[1] = bytes32(uint256(46));
        keeps(abi.encodeWithSelector(Faults.NotInBatch.selector, batch[1]), receipt, signature, batch, epochs);
    }

    function test_refuses_terms_that_cannot_work() public {
        vm.expectRevert(abi.encodeWithSelector(Faults.BadTerms.selector));
        new Faults(staking, settlement, FaultTerms(1_000_001, 0));
        vm.expectRevert(abi.encodeWithSelector(Faults.BadTerms.selector));
        new Faults(staking, settlement, FaultTerms(0, 500_001));
    }

    // ── trees ──────────────────────────────────────────────────────────────────────────────────────────────────────

    function includes(bytes32 root, uint64 size, bytes32 id, uint64 index, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return Rfc6962.includes(root, size, id, index, path);
    }

    function excludes(bytes32 root, uint64 size, bytes32 id, Absence calldata proof) external pure returns (bool) {
        return Rfc6962.excludes(root, size, id, proof);
    }

    function testFuzz_every_leaf_is_proven_and_no_other(uint8 size_, uint8 index_, uint8 other_) public view {
        uint256 size = bound(size_, 1, 70);
        uint256 index = bound(index_, 0, size - 1);
        bytes32[] memory list = ids(size);
        bytes32 root = Tree.root(list, 0, size);
        bytes32[] memory path = Tree.path(list, index, 0, size);
        assertTrue(this.includes(root, uint64(size), list[index], uint64(index), path), "there");
        assertTrue(!this.includes(root, uint64(size), bytes32(uint256(7)), uint64(index), path), "another leaf");
        uint256 other = bound(other_, 0, 80);
        if (other != index) {
            assertTrue(!this.includes(root, uint64(size), list[index], uint64(other), path), "another place");
        }
        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; i++) {
            longer[i] = path[i];
        }
        assertTrue(!this.includes(root, uint64(size), list[index], uint64(index), longer), "longer path");
    }

    function testFuzz_what_is_absent_and_only_that_is_proven_absent(uint8 size_, uint16 id_) public view {
        uint256 size = bound(size_, 0, 40);
        uint256 id = bound(id_, 1, 450);
        uint256 smaller = (id - 1) / 10 > size ? size : (id - 1) / 10;
        bool there = id % 10 == 0 && id / 10 <= size;
        bytes32 root = Tree.root(ids(size), 0, size);
        assertTrue(this.excludes(root, uint64(size), bytes32(id), absence(size, smaller)) != there, "absent or there");
    }
}

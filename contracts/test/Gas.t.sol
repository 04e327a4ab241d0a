// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "../src/HeaderChain.sol";
import {Header} from "../src/Headers.sol";
import {Network} from "./Network.sol";
import {Claim} from "../src/Settlement.sol";

/// @notice What transactions cost, with the transaction's own 21,000 and its data. Run with `contracts/gas`, which lets
/// every call be a transaction of its own; prints docs/gas.md's figures.
/// forge-config: default.isolate = true
contract GasTest is Network {
    event Figure(string what, uint256 gas);

    uint256 private constant HISTORY = 8;

    function setUp() public {
        start(5);
        pass();
    }

    function terms() internal view override returns (Terms memory steady) {
        steady = super.terms();
        steady.history = uint32(HISTORY);
    }

    function payoutDelay() internal pure override returns (uint64) {
        return 0;
    }

    /// @dev So many headers that each new one takes the place of an old one, as it always does later.
    function fill() private {
        for (uint256 i = 0; i < HISTORY; i++) {
            finalise(paying(10 * TOKEN * (i + 1)));
            release(uint64(i));
            pass();
        }
    }

    function paying(uint256 total) private view returns (Header memory header) {
        header = nextHeader();
        header.inputs = keccak256("i");
        header.identities = keccak256("ids");
        header.identityCount = 100_000;
        (header.payouts, header.total, header.minted) = (keccak256(abi.encode(total)), total, total);
    }

    function spent(string memory what, uint256 most) private {
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit Figure(what, gas);
        assertTrue(gas <= most, what);
    }

    function submit(Header[] memory headers, uint64 signers) private {
        bytes memory signed = signatures(hashOf(headers[headers.length - 1]), signers);
        settlement.finalise(headers, signers, signed);
    }

    function test_a_header_with_five_signatures() public {
        fill();
        submit(one(paying(100 * TOKEN)), everyone());
        spent("a header with five signatures, steady", 90_000);
    }

    function test_a_header_with_deposits() public {
        approveFor(address(7), address(deposits), 100 * TOKEN);
        vm.prank(address(7));
        deposits.deposit(address(7), 100 * TOKEN);
        fill();
        Header memory header = paying(100 * TOKEN);
        (header.total, header.burnt) = (header.total + 50 * TOKEN, 20 * TOKEN);
        submit(one(header), everyone());
        spent("a header with five signatures that needs more of what was deposited, steady", 96_000);
        pass();
        Header memory next = nextHeader();
        (next.inputs, next.identities, next.identityCount) = (header.inputs, header.identities, 100_000);
        next.payouts = keccak256("next");
        (next.total, next.minted, next.burnt) = (header.total + 5 * TOKEN, header.minted + 5 * TOKEN, header.burnt);
        submit(one(next), everyone());
        spent("the next one, which needs no more, steady", 90_000);
    }

    function test_first_headers() public {
        submit(one(paying(10 * TOKEN)), everyone());
        pass();
        submit(one(paying(20 * TOKEN)), everyone());
        spent("a header with five signatures, before the history is full", 120_000);
    }

    /// @dev The largest transaction: chains may refuse those above 2^24 gas (EIP-7825).
    function test_refuting_a_full_set() public {
        address delegator = address(0xDE1E);
        approveFor(delegator, address(staking), 64 * TOKEN);
        for (uint256 i = 5; i < 64; i++) {
            insertKey(uint256(keccak256(abi.encode("validator", i))));
            register(uint256(keccak256(abi.encode("validator", i))), BOND);
        }
        for (uint256 i = 0; i < 64; i++) {
            address validator = vm.addr(keys[i]);
            vm.startPrank(delegator);
            staking.delegate(validator, TOKEN);
            staking.undelegate(validator, TOKEN / 2);
            vm.stopPrank();
            vm.prank(validator);
            staking.unbond(1);
            approveFor(validator, address(staking), 1);
            vm.prank(validator);
            staking.bond(1);
        }
        vm.warp(staking.openedAt() + 1 days);
        staking.openVersion();
        spent("opening a full set", 5_000_000);
        settlement.raiseAttempt();
        pass();
        Header memory header = paying(TOKEN);
        finalise(header);
        spent("a header with 64 signatures", 500_000);
        approveFor(address(7), address(disputes), 100 * TOKEN);
        vm.prank(address(7));
        disputes.challenge(header, sealOf[0], "");
        spent("challenging it", 1_000_000);
        for (uint256 i = 0; i < 33; i++) {
            vm.prank(vm.addr(keys[i]));
            disputes.vote(true);
        }
        disputes.decide(header, sealOf[0], header);
        spent("refuting it, all 64 slashed", 12_000_000);
        assertEq(staking.candidates().length, 0, "all struck");
    }

    function test_many_headers() public {
        fill();
        Header[] memory headers = new Header[](HISTORY);
        (uint64 next, bytes32 parent,,,,) = settlement.head();
        for (uint256 i = 0; i < HISTORY; i++) {
            headers[i] = paying(100 * TOKEN + i * TOKEN);
            (headers[i].epoch, headers[i].parent) = (next + uint64(i), parent);
            parent = hashOf(headers[i]);
        }
        submit(headers, everyone());
        uint256 gas = vm.lastCallGas().gasTotalUsed;
        emit Figure("eight headers at once", gas);
        emit Figure("of these, each", gas / HISTORY);
        assertTrue(gas / HISTORY < 30_000, "less each");
    }

    /// @dev A path of 20 levels over a leaf; the root is what finalise gets.
    function path(bytes32 leaf, uint256 salt) private pure returns (bytes32[] memory proof, bytes32 root) {
        proof = new bytes32[](20);
        root = leaf;
        for (uint256 i = 0; i < 20; i++) {
            proof[i] = keccak256(abi.encode(salt, i));
            root = root < proof[i]
                ? keccak256(abi.encodePacked(root, proof[i]))
                : keccak256(abi.encodePacked(proof[i], root));
        }
    }

    function releasePaying(address account, uint256 cumulative) private returns (bytes32[] memory proof) {
        Header memory header = nextHeader();
        (proof, header.payouts) = path(settlement.leaf(account, cumulative), cumulative);
        (header.total, header.minted) = (cumulative, cumulative);
        finalise(header);
        vm.warp(sealOf[header.epoch].finalisedAt + 1 days);
        release(header.epoch);
    }

    function test_claims() public {
        address account = address(uint160(uint256(keccak256("owner"))));
        bytes32[] memory proof = releasePaying(account, 11_234_567_891e9);
        settlement.claim(account, 11_234_567_891e9, proof);
        spent("a claim with a 20-level proof, the first of all", 140_000);
        address other = address(uint160(uint256(keccak256("other"))));
        proof = releasePaying(other, 12_234_567_891e9);
        settlement.claim(other, 12_234_567_891e9, proof);
        spent("a claim with a 20-level proof, an account's first", 100_000);
        proof = releasePaying(account, 13_234_567_891e9);
        spent("releasing a header", 80_000);
        settlement.claim(account, 13_234_567_891e9, proof);
        spent("a claim with a 20-level proof, steady", 65_000);
        settlement.claim(account, 13_234_567_891e9, proof);
        spent("a claim of what was paid", 65_000);
    }
}

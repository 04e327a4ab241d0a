// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a leaf stands in a tree, and its audit path from the leaf up.
struct Inclusion {
    uint64 index;
    bytes32[] path;
}

/// @notice Shows that an id is not in an ascending tree: `index` leaves are smaller. The leaf before and the leaf
/// after are its neighbours; `before` is unused where index is 0, `after_` where index is the size.
struct Absence {
    uint64 index;
    bytes32 before;
    bytes32[] beforePath;
    bytes32 after_;
    bytes32[] afterPath;
}

/// @title Trees of 32-byte ids as in RFC 6962 section 2.1, with SHA-256.
library Rfc6962 {
    bytes32 internal constant EMPTY_ROOT = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    /// @notice Whether `id` is leaf `index` of the tree of `size` leaves under `root` (RFC 9162 section 2.1.3.2).
    function includes(bytes32 root, uint64 size, bytes32 id, uint64 index, bytes32[] calldata path)
        internal
        pure
        returns (bool)
    {
        if (index >= size) return false;
        uint256 node = index;
        uint256 last = size - 1;
        bytes32 hash = sha256(abi.encodePacked(hex"00", id));
        for (uint256 i = 0; i < path.length; i++) {
            if (last == 0) return false;
            if (node & 1 == 1 || node == last) {
                hash = sha256(abi.encodePacked(hex"01", path[i], hash));
                while (node & 1 == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = sha256(abi.encodePacked(hex"01", hash, path[i]));
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash == root;
    }

    /// @notice Whether no leaf of the ascending tree of `size` leaves under `root` is `id`.
    function excludes(bytes32 root, uint64 size, bytes32 id, Absence calldata absence) internal pure returns (bool) {
        if (size == 0) return root == EMPTY_ROOT;
        uint64 index = absence.index;
        if (index > size) return false;
        if (index > 0) {
            if (absence.before >= id) return false;
            if (!includes(root, size, absence.before, index - 1, absence.beforePath)) return false;
        }
        if (index < size) {
            if (absence.after_ <= id) return false;
            if (!includes(root, size, absence.after_, index, absence.afterPath)) return false;
        }
        return true;
    }
}

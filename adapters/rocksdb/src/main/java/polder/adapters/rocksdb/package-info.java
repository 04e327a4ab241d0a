/**
 * The journal and the state of a node in one RocksDB database on one disk. Receives entries, cuts
 * and changes; gives them back after any crash, once it has said that they are written. Never says
 * so before the disk has, never writes again after the disk has refused, and never mends in silence
 * what the disk has lost.
 */
@NullMarked
package polder.adapters.rocksdb;

import org.jspecify.annotations.NullMarked;

/**
 * What is too large for a message: blobs, named by their SHA-256. Receives the bytes of those who
 * may put them, within each account's quota and for a while; gives them to anybody who knows the
 * name, whole or in part. Never says what a blob is, and never gives a damaged one for good.
 */
@NullMarked
package polder.node.blobs;

import org.jspecify.annotations.NullMarked;

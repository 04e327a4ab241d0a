/**
 * What is said about blobs, which are bytes named by their SHA-256: who puts one, and the proof of
 * that. Receives and gives values; never the bytes of a blob.
 */
@NullMarked
package polder.protocol.blob;

import org.jspecify.annotations.NullMarked;

/**
 * The envelope of what devices say: COSE_Sign1 (RFC 9052 §4.2) in deterministic CBOR. Receives the
 * bytes of an envelope and gives its protected header, payload and signature; receives these and
 * gives the bytes to sign and the one encoding of the whole. Never judges a signature, and never
 * accepts anything that the signature would not cover.
 */
@NullMarked
package polder.protocol.cose;

import org.jspecify.annotations.NullMarked;

/**
 * Verifiable credentials (W3C VC Data Model 2.0) secured by Data Integrity proofs of the suite
 * {@code eddsa-jcs-2022}, presentations of them, and the bitstring lists by which they are revoked.
 * Receives JSON values and DID documents, gives secured documents or why one is not to be trusted.
 * It asks nobody and knows no clock: documents and times are handed in, so that an epoch can rest
 * on it. JSON-LD is not processed: what is signed is the JSON as it stands.
 */
@NullMarked
package polder.protocol.credential;

import org.jspecify.annotations.NullMarked;

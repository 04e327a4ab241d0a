/**
 * Who speaks: devices are {@code did:key}, owners are EVM accounts ({@code did:pkh}), whoever holds
 * a domain name is {@code did:web}. Receives the text or bytes in which an identity is written and
 * gives values that are equal exactly if the identity is, and the document that says which keys
 * speak for it. It checks the form of an identity, which is all that an identifier can promise.
 * Whether a key may be enrolled, or who holds it, is never decided here, and nobody is asked: the
 * document of a did:web is handed in.
 */
@NullMarked
package polder.protocol.identity;

import org.jspecify.annotations.NullMarked;

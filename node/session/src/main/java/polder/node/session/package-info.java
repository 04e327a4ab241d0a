/**
 * Who looks. Receives messages by which a person's wallet signs in (EIP-4361); gives short sessions
 * of an account, kept by a cookie. Never signs anything, never moves anything: what an account asks
 * of the network its wallet signs each time. Nothing of it lasts beyond the process.
 */
@NullMarked
package polder.node.session;

import org.jspecify.annotations.NullMarked;

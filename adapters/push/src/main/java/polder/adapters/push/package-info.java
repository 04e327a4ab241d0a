/**
 * HTTP with addresses that strangers name: webhooks and the push services of browsers, documents
 * that DIDs and credentials point to. Receives notices and gives whether they arrived; receives
 * addresses and gives what lies there. Never speaks to an address of the node's own network, unless
 * its operator allows that, and never follows a redirect.
 */
@NullMarked
package polder.adapters.push;

import org.jspecify.annotations.NullMarked;

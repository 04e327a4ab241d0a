/**
 * Messages by HTTP to addresses that strangers name: webhooks and the push services of browsers.
 * Receives notices, gives whether they arrived. Never speaks to an address of the node's own
 * network, unless its operator allows that, and never follows a redirect.
 */
@NullMarked
package polder.adapters.push;

import org.jspecify.annotations.NullMarked;

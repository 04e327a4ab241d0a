/**
 * Messages by mail, through a server that the node's operator names. Receives notices, gives
 * whether the server took them. Never sends anything but plain text.
 */
@NullMarked
package polder.adapters.mail;

import org.jspecify.annotations.NullMarked;
